"""Rows that two people entered in two workspaces and that read alike: one machine twice, or two machines?

Both count until somebody looks at them; nobody but a person can tell.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from diagnostics.model.firm.answers import Row
from diagnostics.store.facts.firm_facts import FirmFacts, KeptRow
from diagnostics.store.facts.heads import knew, strangers
from diagnostics.store.journal.events import Event

Label = Callable[[str, Row], Hashable]


@dataclass(frozen=True)
class Twins:
    """Rows of one table that read alike, from workspaces that did not know of each other's, and nobody has looked."""

    table: str
    assessment: str
    rows: tuple[KeptRow, ...]
    added: tuple[Event, ...]


def twins(events: Sequence[Event], facts: FirmFacts, label: Label) -> tuple[Twins, ...]:
    """Return the rows of one firm that may have been entered twice.

    Args:
        events: all events of the firm.
        facts: what they say.
        label: what a row of a table is recognised by; None for a row that is like no other.
    """
    if len({event.workspace for event in events}) < 2:
        return ()
    by_id = {event.id: event for event in events}
    found = []
    for table, rows in facts.rows.items():
        alike: dict[tuple[Hashable, str], list[KeptRow]] = {}
        for row in rows:
            if (what := label(table, row.row)) is not None:
                alike.setdefault((what, by_id[row.id].assessment), []).append(row)
        for (_, assessment), group in alike.items():
            added = tuple(by_id[each.id] for each in group)
            if _apart(added) and not any(_looked(event, table, added) for event in events):
                found.append(Twins(table, assessment, tuple(group), added))
    return tuple(found)


def _apart(added: Sequence[Event]) -> bool:
    """Whether some workspace added its row without knowing of one that another added."""
    pairs = ((one, other) for number, one in enumerate(added) for other in added[number + 1 :])
    return any(strangers(one, other) for one, other in pairs)


def _looked(event: Event, table: str, added: Sequence[Event]) -> bool:
    """Whether somebody who knew all these rows changed one of them, or called the table complete."""
    if event.payload.get("table") != table:
        return False
    about = event.kind == "table_confirmed" or event.payload.get("row") in {each.id for each in added}
    return about and all(knew(event, each) for each in added)
