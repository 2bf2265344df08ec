"""Interval arithmetic over arrays: a value is known when its lowest and highest possible number are equal.

Arrays are float64, or object arrays of `Fraction` in exact mode; infinities stay floats in both. The same code serves
both, so that a decision near a threshold can be repeated exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diagnostics.model.content.expressions import Comparison, ZeroDenominator

Array = NDArray[Any]
Bools = NDArray[np.bool_]
Marks = NDArray[np.int8]

INFINITY = float("inf")
NEAR = 1e-9  # closer to a threshold than this, floats do not decide


@dataclass(frozen=True, kw_only=True)
class Values:
    """One interval per row.

    Attributes:
        lo, hi: lowest and highest possible value, shape (R,).
        na: rows where the value does not apply.
        mark: weakest mark the value rests on, shape (R,) int8.
        computed: whether floats may have lost digits on the way.
    """

    lo: Array
    hi: Array
    na: Bools
    mark: Marks
    computed: bool = False

    @property
    def known(self) -> Bools:
        """Rows with exactly one possible value."""
        return np.asarray(self.lo == self.hi, dtype=bool) & ~self.na


@dataclass(frozen=True)
class Truths:
    """Three-valued truth per row: met (`must`), not met (not `may`), else unknown."""

    must: Bools
    may: Bools
    mark: Marks


@dataclass(frozen=True, kw_only=True)
class Choices:
    """Options of a single or multiple choice per row.

    For a single choice `must` and `may` say which option is the only, or a possible one; for a multiple choice which
    options are picked for sure, or possibly. Shapes (R, K).
    """

    options: tuple[str, ...]
    must: Bools
    may: Bools
    na: Bools
    mark: Marks

    @property
    def known(self) -> Bools:
        """Rows where nothing is open."""
        return np.asarray((self.must == self.may).all(axis=1), dtype=bool) & ~self.na


def short_fraction(number: Any) -> Fraction:
    """Return a float as the fraction it stands for: weights and points of the content are short decimals."""
    return Fraction(float(number)).limit_denominator(10**9)


def weakest(*marks: Marks) -> Marks:
    """Return the weakest of several marks, row by row."""
    result = marks[0]
    for mark in marks[1:]:
        result = np.maximum(result, mark)
    return result


def is_infinite(values: Array) -> Bools:
    """Return where a bound is open."""
    return np.asarray((values == INFINITY) | (values == -INFINITY), dtype=bool)


def times(left: Array, right: Array) -> Array:
    """Multiply with 0 × ∞ = 0: a zero amount of something unbounded is nothing."""
    zero = np.asarray((left == 0) | (right == 0), dtype=bool)
    with np.errstate(invalid="ignore"):
        product = np.where(zero, 0, left) * np.where(zero, 0, right)
    return product


def minimum(arrays: Sequence[Array]) -> Array:
    """Return the elementwise smallest of several arrays."""
    result: Array = np.minimum.reduce(list(arrays))
    return result


def maximum(arrays: Sequence[Array]) -> Array:
    """Return the elementwise largest of several arrays."""
    result: Array = np.maximum.reduce(list(arrays))
    return result


def added(parts: Sequence[Values]) -> Values:
    """Sum in the order given."""
    lo, hi = parts[0].lo, parts[0].hi
    for part in parts[1:]:
        lo, hi = lo + part.lo, hi + part.hi
    return _joined(lo, hi, parts)


def subtracted(left: Values, right: Values) -> Values:
    """Difference of two values."""
    return _joined(left.lo - right.hi, left.hi - right.lo, (left, right))


def multiplied(parts: Sequence[Values]) -> Values:
    """Product in the order given."""
    lo, hi = parts[0].lo, parts[0].hi
    for part in parts[1:]:
        corners = [times(lo, part.lo), times(lo, part.hi), times(hi, part.lo), times(hi, part.hi)]
        lo, hi = minimum(corners), maximum(corners)
    return _joined(lo, hi, parts)


def smallest(parts: Sequence[Values]) -> Values:
    """Smallest of the values."""
    return _picked(minimum([part.lo for part in parts]), minimum([part.hi for part in parts]), parts)


def largest(parts: Sequence[Values]) -> Values:
    """Largest of the values."""
    return _picked(maximum([part.lo for part in parts]), maximum([part.hi for part in parts]), parts)


def _joined(lo: Array, hi: Array, parts: Sequence[Values]) -> Values:
    na = np.logical_or.reduce([part.na for part in parts])
    mark = weakest(*(part.mark for part in parts))
    return Values(lo=lo, hi=hi, na=na, mark=mark, computed=True)


def _picked(lo: Array, hi: Array, parts: Sequence[Values]) -> Values:
    """One of the values as it is: picking loses no digits, so a level stays as exact as its parts are."""
    return replace(_joined(lo, hi, parts), computed=any(part.computed for part in parts))


def divided(numerator: Values, denominator: Values, zero: ZeroDenominator) -> Values:
    """Ratio of values whose denominator is never negative.

    A denominator that is certainly 0 gives what `zero` says; one that may be 0 leaves everything open, because that
    rule may be the answer: nothing over something that may be nothing is not known to be 0.
    """
    lo_den, hi_den = denominator.lo, denominator.hi
    certain_zero = np.asarray(hi_den == 0, dtype=bool)
    may_zero = np.asarray(lo_den <= 0, dtype=bool)
    negative = np.asarray(lo_den < 0, dtype=bool)
    lo = _quotient(numerator.lo, np.where(numerator.lo >= 0, hi_den, lo_den), -INFINITY)
    hi = _quotient(numerator.hi, np.where(numerator.hi >= 0, lo_den, hi_den), INFINITY)
    lo, hi = np.where(negative, -INFINITY, lo), np.where(negative, INFINITY, hi)
    na = numerator.na | denominator.na
    if zero == "zero":
        lo, hi = np.where(may_zero, np.minimum(lo, 0), lo), np.where(may_zero, np.maximum(hi, 0), hi)
        lo, hi = np.where(certain_zero, 0, lo), np.where(certain_zero, 0, hi)
    else:
        lo, hi = np.where(may_zero, -INFINITY, lo), np.where(may_zero, INFINITY, hi)
        na = na | certain_zero if zero == "na" else na
    return Values(lo=lo, hi=hi, na=na, mark=weakest(numerator.mark, denominator.mark), computed=True)


def _quotient(numerator: Array, denominator: Array, at_zero: float) -> Array:
    zero_den = np.asarray(denominator == 0, dtype=bool)
    open_end = is_infinite(numerator)
    unbounded = is_infinite(denominator)
    safe = np.where(zero_den | unbounded, 1, denominator)
    with np.errstate(invalid="ignore", over="ignore"):
        result = np.where(open_end, 0, numerator) / safe
    result = np.where(unbounded, 0, result)
    result = np.where(open_end & ~unbounded, numerator, result)
    result = np.where(open_end & unbounded, at_zero, result)
    return np.where(zero_den, np.where(numerator == 0, 0, at_zero), result)


def clipped(values: Values, low: Any, high: Any, *, only_open: bool = False) -> Values:
    """Keep bounds within limits that always hold (only where the value is open, if asked)."""
    lo, hi = np.minimum(np.maximum(values.lo, low), high), np.maximum(np.minimum(values.hi, high), low)
    if only_open:
        known = values.known
        lo, hi = np.where(known, values.lo, lo), np.where(known, values.hi, hi)
    return Values(lo=lo, hi=hi, na=values.na, mark=values.mark, computed=values.computed)


def compared(left: Values, comparison: Comparison, right: Values) -> tuple[Bools, Bools]:
    """Return where the comparison certainly and possibly holds."""
    if comparison == "at_least":
        must, may = left.lo >= right.hi, left.hi >= right.lo
    elif comparison == "more_than":
        must, may = left.lo > right.hi, left.hi > right.lo
    elif comparison == "at_most":
        must, may = left.hi <= right.lo, left.lo <= right.hi
    elif comparison == "less_than":
        must, may = left.hi < right.lo, left.lo < right.hi
    else:
        must = (left.lo == left.hi) & (right.lo == right.hi) & (left.lo == right.lo)
        may = (left.lo <= right.hi) & (right.lo <= left.hi)
    return np.asarray(must, dtype=bool), np.asarray(may, dtype=bool)


def near(left: Values, right: Values) -> Bools:
    """Return rows where a bound of one side is too close to a bound of the other for floats to decide."""
    result = np.zeros(len(left.lo), dtype=bool)
    with np.errstate(invalid="ignore"):
        for mine in (left.lo, left.hi):
            for other in (right.lo, right.hi):
                result |= np.abs(mine - other) <= NEAR
    return result


def stepped(bound: Array, limits: Array, points: Array, closed: str) -> Array:
    """Return the points of the first band that a bound fits into; beyond the last edge the last band."""
    result = np.full(len(bound), points[-1], dtype=points.dtype)
    for limit, number in zip(limits[::-1], points[::-1], strict=True):
        fits = np.asarray(bound <= limit if closed == "upto" else bound >= limit, dtype=bool)
        result = np.where(fits, number, result)
    return result


def climbed(bounds: Sequence[Array], full_at: Array, *, upto: Array | None, sequential: bool) -> Array:
    """Return how far a staircase is climbed: 1 for each full step, else its share; in sequence, up to the first gap."""
    total, climbing = full_at * 0, np.ones(len(full_at), dtype=bool)
    for level, bound in enumerate(bounds, start=1):
        full = np.asarray(bound >= full_at, dtype=bool)
        assessed = climbing if upto is None else climbing & np.asarray(upto >= level, dtype=bool)
        total = total + np.where(assessed, np.where(full, 1, bound), 0)
        climbing = climbing & full if sequential else climbing
    return total
