"""A date that a firm's file knows: the day, what it is, how many days are left, what is done before it, by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from diagnostics.model.content.due_dates import DueKind
from diagnostics.model.content.marks import Mark

DueState = Literal["ahead", "today", "past"]
SourceKind = Literal["row", "fact", "finding", "policy"]


def due_state(day: date, as_of: date) -> DueState:
    """Return how a day stands to the date of a diagnosis; what ends today still holds today."""
    return "past" if day < as_of else "today" if day == as_of else "ahead"


@dataclass(frozen=True, slots=True)
class DueSource:
    """Where a date stands: `id` names the table, fact, kind of finding or policy item, `at` the place in its list."""

    kind: SourceKind
    id: str
    at: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDate:
    """A date of one firm.

    Attributes:
        name: what it is about, as the firm calls it; `text`: what happens, with the days left or over.
        days: days left; below 0: over since.
        latest_start: the day on which the work has to begin; None: nobody says how long it takes.
        place: the site or workshop, where there are several.
    """

    rule: str
    kind: DueKind
    day: date
    days: int
    state: DueState
    name: str
    text: str
    todo: str
    who: str
    leaves: str
    latest_start: date | None
    source: DueSource
    subject: str
    place: str
    remedy: str
    mark: Mark

    def begins_by(self, as_of: date) -> bool:
        """Whether the work for a day that is not over has to have begun."""
        return self.state != "past" and self.latest_start is not None and self.latest_start <= as_of
