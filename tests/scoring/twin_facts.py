"""What one answer says of a fact: a range of numbers, or options that are sure and possible."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from diagnostics.model.content.facts import Derived, Fact
from tests.scoring import twin_range as tr
from tests.scoring.twin_range import Range
from tests.scoring.twin_rows import single


@dataclass(frozen=True)
class Picked:
    """What is known of a choice: options that are `sure`, and options that are `possible`.

    Of one choice `possible` are the options it may be; of a multiple choice those that may be picked.
    """

    options: tuple[str, ...]
    sure: frozenset[str]
    possible: frozenset[str]
    na: bool = False
    mark: int = 0

    @property
    def known(self) -> bool:
        return self.sure == self.possible and not self.na


def as_known(item: Fact | Derived, value: Any, *, na: bool) -> Range | Picked:
    """What one answer says of a fact; None: nothing."""
    if item.type == "multi":
        options = tuple(option.id for option in item.options)
        picked = (value,) if isinstance(value, str) else value
        sure, possible = (options, options) if picked is None else (picked, picked)
        return Picked(options, frozenset(() if picked is None else sure), frozenset(possible), na)
    if item.type in {"choice", "judgement"}:
        options = ("holds", "fails") if item.type == "judgement" else tuple(option.id for option in item.options)
        left = frozenset(options if value is None else (value,))
        return Picked(options, left if len(left) == 1 else frozenset(), left, na)
    return replace(single(item, value), na=na)


def including(found: Range | Picked, told: Range | Picked) -> Range | Picked:
    """What is proved, wide enough for what was said."""
    if isinstance(found, Range) and isinstance(told, Range):
        return replace(found, lo=min(found.lo, told.lo), hi=max(found.hi, told.hi))
    assert isinstance(found, Picked)
    assert isinstance(told, Picked)
    possible = found.possible | told.possible
    return replace(found, possible=possible, sure=possible if len(possible) == 1 else frozenset())


def points_of_one(found: Picked, table: dict[str, Fraction]) -> Range:
    """Points of a single choice: the range over the options that are still possible and have points."""
    points = [table[each] for each in found.possible if each in table]
    return Range(min(points), max(points), found.na, found.mark) if points else tr.anything(found.mark, na=found.na)
