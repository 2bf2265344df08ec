"""What is known of one number or one statement: the arithmetic of the twin, on single fractions.

A `Range` says where a number lies; an open end is an infinity. A `Truth` is met (True), not met (False) or unknown
(None). Both carry the weakest mark that they rest on (0: official).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import inf
from typing import TypeAlias

from diagnostics.model.content.expressions import Comparison, ZeroDenominator

Number: TypeAlias = Fraction | float  # float only for the two infinities
ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Range:
    """A number between `lo` and `hi`; `na`: it does not apply."""

    lo: Number
    hi: Number
    na: bool = False
    mark: int = 0

    @property
    def known(self) -> bool:
        return self.lo == self.hi and not self.na

    def marked(self, mark: int) -> Range:
        return replace(self, mark=max(self.mark, mark))

    def within(self, low: Number, high: Number) -> Range:
        """Where a number is open, limits that always hold narrow it; what was said is never changed."""
        if self.known:
            return self
        return replace(self, lo=min(max(self.lo, low), high), hi=max(min(self.hi, high), low))


@dataclass(frozen=True)
class Truth:
    """Met, not met, or unknown."""

    holds: bool | None
    mark: int = 0


def exactly(number: Fraction | int) -> Range:
    return Range(Fraction(number), Fraction(number))


def anything(mark: int = 0, *, na: bool = False) -> Range:
    return Range(-inf, inf, na, mark)


def weakest(parts: Iterable[Range | Truth]) -> int:
    return max((part.mark for part in parts), default=0)


def _plus(left: Number, right: Number) -> Number:
    if isinstance(left, float):
        return left
    return right if isinstance(right, float) else left + right


def _times(left: Number, right: Number) -> Number:
    if left == 0 or right == 0:
        return ZERO  # nothing of something unbounded is nothing
    if isinstance(left, float) or isinstance(right, float):
        return inf if (left > 0) == (right > 0) else -inf
    return left * right


def _over(left: Number, right: Number) -> Number:
    """Divide by something positive."""
    if isinstance(left, float):
        return left
    return ZERO if isinstance(right, float) else left / right


def _over_parts(lo: Number, hi: Number, parts: Sequence[Range]) -> Range:
    return Range(lo, hi, any(part.na for part in parts), weakest(parts))


def add(parts: Sequence[Range]) -> Range:
    lo: Number = ZERO
    hi: Number = ZERO
    for part in parts:
        lo, hi = _plus(lo, part.lo), _plus(hi, part.hi)
    return _over_parts(lo, hi, parts)


def subtract(left: Range, right: Range) -> Range:
    return _over_parts(_plus(left.lo, -right.hi), _plus(left.hi, -right.lo), (left, right))


def multiply(parts: Sequence[Range]) -> Range:
    lo, hi = parts[0].lo, parts[0].hi
    for part in parts[1:]:
        corners = [_times(one, other) for one in (lo, hi) for other in (part.lo, part.hi)]
        lo, hi = min(corners), max(corners)
    return _over_parts(lo, hi, parts)


def smallest(parts: Sequence[Range]) -> Range:
    return _over_parts(min(part.lo for part in parts), min(part.hi for part in parts), parts)


def largest(parts: Sequence[Range]) -> Range:
    return _over_parts(max(part.lo for part in parts), max(part.hi for part in parts), parts)


def divide(numerator: Range, denominator: Range, zero: ZeroDenominator) -> Range:
    """Divide by something that is never negative.

    A denominator that is certainly 0 gives what `zero` says. One that only may be 0 leaves everything open: that rule
    may be the answer, and the result may be as large as you like.
    """
    mark = weakest((numerator, denominator))
    na = numerator.na or denominator.na
    if denominator.lo < 0:
        return anything(mark, na=na)
    if denominator.hi == 0:
        return Range(ZERO, ZERO, na, mark) if zero == "zero" else anything(mark, na=na or zero == "na")
    if denominator.lo > 0:
        lo = _over(numerator.lo, denominator.hi if numerator.lo >= 0 else denominator.lo)
        hi = _over(numerator.hi, denominator.lo if numerator.hi >= 0 else denominator.hi)
        return Range(lo, hi, na, mark)
    if zero != "zero":
        return anything(mark, na=na)
    return Range(ZERO if numerator.lo >= 0 else -inf, inf if numerator.hi > 0 else ZERO, na, mark)


def compare(left: Range, comparison: Comparison, right: Range) -> Truth:
    """A comparison holds when it holds for every possible pair of numbers, and fails when it holds for none."""
    mark = weakest((left, right))
    if left.na or right.na:
        return Truth(None, mark)
    always, sometimes = {
        "at_least": (left.lo >= right.hi, left.hi >= right.lo),
        "more_than": (left.lo > right.hi, left.hi > right.lo),
        "at_most": (left.hi <= right.lo, left.lo <= right.hi),
        "less_than": (left.hi < right.lo, left.lo < right.hi),
        "equals": (left.known and right.known and left.lo == right.lo, left.lo <= right.hi and right.lo <= left.hi),
    }[comparison]
    return Truth(True if always else None if sometimes else False, mark)


def all_of(parts: Sequence[Truth]) -> Truth:
    states = [part.holds for part in parts]
    holds = False if False in states else None if None in states else True
    return Truth(holds, weakest(parts))


def any_of(parts: Sequence[Truth]) -> Truth:
    states = [part.holds for part in parts]
    holds = True if True in states else None if None in states else False
    return Truth(holds, weakest(parts))


def opposite(truth: Truth) -> Truth:
    return Truth(None if truth.holds is None else not truth.holds, truth.mark)


def either(states: Iterable[bool]) -> bool | None:
    """One of these is the case, and it is not known which."""
    found = set(states)
    return found.pop() if len(found) == 1 else None
