"""Points for answers: of a single choice, of several options picked, of a number by bands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from diagnostics.scoring.engine.frame import Frame
from diagnostics.scoring.engine.intervals import INFINITY, Array, Bools, Choices, Values, stepped


def option_points(frame: Frame, found: Choices, table: Mapping[str, Fraction]) -> Values:
    """Return the points of a single choice: the range over the options that are still possible."""
    points = frame.numbers([table.get(option, INFINITY) for option in found.options])
    lo = np.where(found.may, points, INFINITY).min(axis=1)
    hi = np.where(found.may & ~(points == INFINITY), points, -INFINITY).max(axis=1)
    return Values(lo=lo, hi=np.where(hi == -INFINITY, INFINITY, hi), na=found.na, mark=found.mark)


def picked_points(frame: Frame, picked: Bools, weights: Array) -> Array:
    """Return the sum of the weights of the options picked, added in the order of the options so that it repeats."""
    total = frame.constant(0, len(picked))
    for code, weight in enumerate(weights):
        total = total + np.where(picked[:, code], weight, 0 * weight)
    return total


def banded_points(
    frame: Frame, of: Values, edges: Sequence[tuple[Fraction, Fraction]], closed: str
) -> tuple[Array, Array]:
    """Return the lowest and the highest points that a value may get by bands; `edges` are (limit, points)."""
    limits = frame.numbers([edge for edge, _ in edges])
    points = frame.numbers([number for _, number in edges])
    at_lo, at_hi = (stepped(bound, limits, points, closed) for bound in (of.lo, of.hi))
    rising = all(points[i] <= points[i + 1] for i in range(len(points) - 1))
    if rising or all(points[i] >= points[i + 1] for i in range(len(points) - 1)):
        return np.minimum(at_lo, at_hi), np.maximum(at_lo, at_hi)
    known = of.known  # not monotone: an open value may fall into any band
    return np.where(known, at_lo, points.min()), np.where(known, at_lo, points.max())
