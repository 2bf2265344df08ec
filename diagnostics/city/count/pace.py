"""How far it is to a target and how many firms each month has to bring: computed here and nowhere else."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import ceil

from diagnostics.city.count.count_records import Forecast, Share, Target
from diagnostics.city.count.dates import month_ends
from diagnostics.model.content.policies import CoverageTarget


def firms_needed(at_least: Fraction, population: int) -> int:
    """Return the smallest whole number of firms that is not below a target in percent."""
    return ceil(at_least * population / 100)


def is_reached(at_least: Fraction, figure: Share) -> bool:
    """Whether a figure is at a target, compared as whole firms: 99.99 % is not everything, nobody reaches nothing."""
    return figure.den > 0 and figure.num >= firms_needed(at_least, figure.den)


def target_of(
    target: CoverageTarget,
    figure: Share,
    as_of: date,
    *,
    name: str = "",
    then: Share | None = None,
    forecast: Forecast | None = None,
) -> Target:
    """Return how far it is to a target; the ends of months up to its day share what is missing.

    Args:
        figure: what is counted now.
        name: what it is called, where that is not its own name.
        then: the figure at its date, when that has passed.
    """
    needed, past = firms_needed(target.at_least, figure.den), as_of > target.date
    missing = max(needed - figure.num, 0)
    months = None if past else len(month_ends(as_of, target.date))
    return Target(
        id=target.id,
        name=name or target.name,
        figure=figure,
        at_least=float(target.at_least),
        date=target.date,
        reached=is_reached(target.at_least, figure),
        past=past,
        missing=missing,
        then=then,
        months=months,
        pace=None if months is None else ceil(missing / months) if months else missing,
        forecast=forecast,
        title=target.name,
        needed=needed,
        reached_then=then is not None and is_reached(target.at_least, then),
    )
