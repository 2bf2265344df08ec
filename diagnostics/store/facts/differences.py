"""The open decisions after workspaces came together: everything of one firm that a person must settle."""

from __future__ import annotations

from collections.abc import Sequence

from diagnostics.store.facts.derive import derive
from diagnostics.store.facts.echoes import as_one_history
from diagnostics.store.facts.firm_facts import FirmFacts
from diagnostics.store.facts.heads import Fork, forks
from diagnostics.store.facts.standing import Conflict
from diagnostics.store.facts.twin_rows import Label, Twins, twins
from diagnostics.store.journal.events import Event


def differences_of(events: Sequence[Event], label: Label) -> tuple[FirmFacts, tuple[Conflict | Fork | Twins, ...]]:
    """Return what is known of a firm and what is still open about it, facts and rows in its latest assessment.

    Args:
        events: all events of the firm.
        label: what a row of a table is recognised by, see `twins`.
    """
    facts = derive(events)
    told = as_one_history(events)
    open_facts = [conflict for conflict in facts.conflicts if not conflict.settled]
    # decisions about one fact are already there, with what they decide about
    apart = [fork for fork in forks(told) if fork.what != "fact"]
    return facts, (*open_facts, *apart, *twins(told, facts, label))
