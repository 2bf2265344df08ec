"""The events of several workspaces about one thing: who knew which, and where they parted.

A workspace that holds events of others notes in every new event up to which counter it had them (`seen`). Two events
that replace the same thing, neither of which knew the other, are two heads. What the product computes with is the last
one in the order of the journal; the fork stays visible until somebody who knows both says it once more.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from diagnostics.store.journal.events import LISTED, Event

# what is known of the firm as such; each field can go apart by itself
FIRM_FIELDS = ("name", "subjects", *LISTED)


class Recorded(Protocol):
    """A thing with a place in the journal that remembers the events known then."""

    @property
    def order(self) -> tuple[int, str]:
        """Counter and workspace."""

    @property
    def seen(self) -> Mapping[str, int]:
        """Workspace → highest counter that was known of it."""


@dataclass(frozen=True)
class Fork:
    """One thing about which two workspaces went apart; `heads` in the order of the journal, the last one counts."""

    what: str
    key: str
    assessment: str
    heads: tuple[Event, ...]


def knew(later: Recorded, earlier: Recorded) -> bool:
    """Whether the workspace that recorded `later` had `earlier` at that moment."""
    counter, workspace = earlier.order
    if workspace == later.order[1]:
        return counter < later.order[0]
    return later.seen.get(workspace, 0) >= counter


def strangers(one: Recorded, other: Recorded) -> bool:
    """Whether two workspaces recorded these without either knowing of the other."""
    return one.order[1] != other.order[1] and not knew(one, other) and not knew(other, one)


def seen_in(events: Iterable[Event], workspace: str) -> dict[str, int]:
    """Return up to which counter a workspace holds the events of others."""
    found: dict[str, int] = {}
    for event in events:
        if event.workspace != workspace:
            found[event.workspace] = max(event.counter, found.get(event.workspace, 0))
    return found


def forks(events: Sequence[Event]) -> tuple[Fork, ...]:
    """Return everything about one firm that two workspaces replaced without knowing of each other, unresolved."""
    if len({event.workspace for event in events}) < 2:
        return ()
    groups: dict[tuple[str, str, str], list[Event]] = {}
    for event in events:
        for what, key in _slots(event):
            groups.setdefault((what, key, event.assessment), []).append(event)
    found = []
    for (what, key, assessment), group in groups.items():
        heads = _heads(group)
        if len({_content(head, what) for head in heads}) > 1:
            found.append(Fork(what, key, assessment, tuple(heads)))
    return tuple(found)


def _heads(group: Sequence[Event]) -> list[Event]:
    return [each for each in group if not any(knew(other, each) for other in group if other is not each)]


def _slots(event: Event) -> list[tuple[str, str]]:
    """Return what this event replaces as a whole; testimonies stand side by side and replace nothing here."""
    data = event.payload
    if event.kind == "adjudication":
        return [("fact", f"{data['subject']}/{data['fact']}")]
    if event.kind == "correction":
        return [("correction", str(data["event"]))]
    if event.kind in {"row_changed", "row_removed"}:
        return [("row", f"{data['table']}/{data['row']}")]
    if event.kind == "finding_changed":
        return [("finding", str(data["finding"]))]
    if event.kind in {"firm_registered", "firm_changed"}:
        return [(field, "") for field in FIRM_FIELDS if field in data]
    plain = {"tailored": "tailored", "visit_changed": "visit", "visit_mode": "visit_mode", "consent": "consent"}
    plain |= {"plan_wished": "plan", "process_step": "process"}
    return [(plain[event.kind], "")] if event.kind in plain else []


# what says who, why and when, but not what
_ASIDE = {"seen", "cited", "reason", "source", "chosen", "by"}


def _content(event: Event, what: str) -> str:
    """Return what an event says about its slot, comparable; the same said twice is no fork."""
    data: Any = {key: value for key, value in event.payload.items() if key not in _ASIDE}
    if what in FIRM_FIELDS:
        return json.dumps(data[what], ensure_ascii=False, sort_keys=True)
    if what == "fact":
        data = {key: data["answer"].get(key) for key in ("state", "value")}
    kind = event.kind if what == "row" else ""
    return kind + json.dumps(data, ensure_ascii=False, sort_keys=True)
