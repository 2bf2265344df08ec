"""Dates that a firm's own papers name: what is watched, when it is told, in which words, and what is done before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from diagnostics.model.content.expressions import Condition
from diagnostics.model.content.marks import Mark
from diagnostics.words.problems import NOWHERE, Place

# Something is lost on that day; somebody was promised something; a bar falls; an offer ends.
DueKind = Literal["loss", "promise", "relief", "offer"]
# Of a policy the last day on which it holds; of an item the last day to apply.
PolicyDay = Literal["end", "apply"]
# What a sentence may name: the thing, the days left or over, for whom a deadline is kept.
PLACEHOLDERS = frozenset({"name", "n", "whose"})


@dataclass(frozen=True, kw_only=True)
class WatchedRows:
    """The rows of a record table that end.

    Attributes:
        day: the field with the date on which a row ends.
        named: the field that says what ends.
        where: only these rows are watched.
        alike: rows with the same values here are one thing, which ends with the last of them.
    """

    table: str
    day: str
    named: str
    where: Condition | None = None
    alike: tuple[str, ...] = ()
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class DueWords:
    """What is said of a date to come, of today and of one that is over (empty: then it is not told any more)."""

    ahead: str
    today: str
    past: str = ""


@dataclass(frozen=True, kw_only=True)
class DueRule:
    """A kind of date that is told. Exactly one of `rows`, `fact`, `findings` and `policies` is watched.

    Attributes:
        fact: a fact that is a date.
        findings: the deadlines of findings of these kinds.
        policies: days of the policies that fit as far as is known.
        when: it is told only where this certainly holds of the firm.
        todo: what is done before that day; `todo_after`: once it is over.
        leaves: what is there once it is done.
        ahead, behind: it is told from so many days before until so many days after.
        months: how long it takes; the latest start lies so long before the day.
        remedy: the measure that does it.
        city_ahead: the city counts the firms for which it comes within so many days; 0: never.
    """

    id: str
    name: str
    kind: DueKind
    say: DueWords
    todo: str
    who: str
    leaves: str
    ahead: int
    rows: WatchedRows | None = None
    fact: str = ""
    findings: tuple[Literal["pain", "wish"], ...] = ()
    policies: PolicyDay | None = None
    when: Condition | None = None
    todo_after: str = ""
    behind: int = 0
    months: int = 0
    remedy: str = ""
    city_ahead: int = 0
    note: str = ""
    mark: Mark = Mark.house
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)
