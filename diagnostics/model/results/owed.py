"""The open obligations of a firm: one entry per question or statement, and the named queries on the list.

`diagnosis.owed` makes the list, the what-ifs fill in what hangs on an entry; everybody else asks one of the functions
below, so that the same word is the same number wherever it is printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

# put_off: left for somebody who will be asked. unknown: who was asked does not know. refused: who was asked does not
# say. not_asked: a scorecard needs it, nobody has answered. stated_only: said, and nothing proves it. judged_only: said
# by the team itself, and nothing proves it; or said not to apply, with the reason.
OwedReason = Literal["put_off", "unknown", "refused", "not_asked", "stated_only", "judged_only"]

_OPEN: tuple[OwedReason, ...] = ("put_off", "unknown", "refused", "not_asked")
_SAID: tuple[OwedReason, ...] = ("stated_only", "judged_only")


@dataclass(frozen=True, kw_only=True)
class Effects:
    """The results that depend on an owed answer or proof.

    Attributes:
        levels: verified levels that rise with it alone: `standard:ladder` → level as it is printed.
        last: verified levels that fall short of the claimed one when everything but this is proved.
        conditions: conditions of the default sets, (set, condition, subject), that are unknown or not verified for lack
            of it.
        gains: verified points that it brings, alone or as the last one missing: standard → points of its score.
    """

    levels: Mapping[str, str] = field(default_factory=dict)
    last: tuple[str, ...] = ()
    conditions: tuple[tuple[str, str, str], ...] = ()
    gains: Mapping[str, float] = field(default_factory=dict)

    @property
    def decide(self) -> bool:
        """Whether a level or a condition hangs on it."""
        return bool(self.levels or self.last or self.conditions)

    @property
    def weight(self) -> tuple[float, ...]:
        """How much hangs on it: levels, levels that cannot be reached without it, conditions, points."""
        return (len(self.levels), len(self.last), len(self.conditions), sum(self.gains.values()))


@dataclass(frozen=True, kw_only=True)
class Owed:
    """Something that is owed for one question of one subject, or for one row of a table.

    Attributes:
        item: fact or table; `row` says which row of the table, counted from 1 (0: a fact, or a table nobody filled in).
        value: what was said, in words; of a row its first field.
        who, where: the post that the question is for and the place where it is asked, by id.
        by: who said it, or did not know it.
        ask: who will be asked instead, where somebody said so.
        accepted: evidence that the question names.
        effects: what hangs on it; None where nobody asked what does.
    """

    item: str
    name: str
    subject: str
    reason: OwedReason
    row: int = 0
    value: str = ""
    who: str = ""
    where: str = ""
    by: str = ""
    ask: str = ""
    note: str = ""
    accepted: tuple[str, ...] = ()
    effects: Effects | None = field(default=None, compare=False)

    @property
    def is_open(self) -> bool:
        """Whether a question has no answer; else something was said that nothing proves."""
        return self.reason in _OPEN


OwedList = tuple[Owed, ...]


def open_questions(owed: Iterable[Owed]) -> OwedList:
    """Return the questions without an answer: put off, not known, refused, never asked (没有查清)."""
    return _because(owed, _OPEN)


def put_off(owed: Iterable[Owed]) -> OwedList:
    """Return the questions that were left for somebody else."""
    return _because(owed, ("put_off",))


def to_prove(owed: Iterable[Owed]) -> OwedList:
    """Return what the firm said and nothing proves (只有口述)."""
    return _because(owed, ("stated_only",))


def unproved(owed: Iterable[Owed]) -> OwedList:
    """Return everything that was said and that nothing proves, our own judgements as well."""
    return _because(owed, _SAID)


def deciding(owed: Iterable[Owed]) -> OwedList:
    """Return the entries on which a level or a condition hangs, the most weighty first.

    Raises:
        ValueError: Nobody asked what hangs on them; an empty answer would say that nothing does.
    """
    return tuple(each for each in by_weight(owed) if effects_of(each).decide)


def deciding_for(owed: Iterable[Owed], criteria: str, subject: str) -> OwedList:
    """Return the entries on which a condition of one set hangs for one subject, our own judgements left out."""
    return tuple(
        each
        for each in by_weight(owed)
        if each.reason != "judged_only"
        and any((name, of) == (criteria, subject) for name, _, of in effects_of(each).conditions)
    )


def by_weight(owed: Iterable[Owed]) -> OwedList:
    """Return the entries, the one on which most hangs first."""
    return tuple(sorted(owed, key=lambda each: effects_of(each).weight, reverse=True))


def to_bring(owed: Iterable[Owed]) -> OwedList:
    """Return what a sheet asks for: what was put off; by weight, what was asked in vain and the proofs that decide."""
    owed = tuple(owed)
    later = put_off(owed)
    others = _because(owed, ("unknown", "refused"))
    return (*later, *by_weight((*others, *deciding(to_prove(owed)))))


def effects_of(owed: Owed) -> Effects:
    """Return what hangs on an entry; raises ValueError where nobody asked."""
    if owed.effects is None:
        raise ValueError(f"nobody has asked what hangs on {owed.item}")
    return owed.effects


def _because(owed: Iterable[Owed], reasons: tuple[OwedReason, ...]) -> OwedList:
    return tuple(each for each in owed if each.reason in reasons)
