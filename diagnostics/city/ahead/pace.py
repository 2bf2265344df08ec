"""How many firms a target still needs, and how many each month has to bring: computed here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

from diagnostics.city.count.dates import month_ends


@dataclass(frozen=True, kw_only=True)
class Pace:
    """The firms that a target needs and misses; `months` and `per_month` are None once its date has passed."""

    needed: int
    missing: int
    months: int | None
    per_month: int | None


def firms_needed(at_least: Fraction, population: int) -> int:
    """Return the smallest whole number of firms that is not below a target in percent."""
    return ceil(at_least * population / 100)


def pace_to(at_least: Fraction, counted: int, population: int, *, as_of: date, day: date) -> Pace:
    """Return how far it is to a target of `day`; the ends of months up to that day share what is missing."""
    needed = firms_needed(at_least, population)
    missing = max(needed - counted, 0)
    if as_of > day:
        return Pace(needed=needed, missing=missing, months=None, per_month=None)
    months = len(month_ends(as_of, day))
    return Pace(needed=needed, missing=missing, months=months, per_month=ceil(missing / months) if months else missing)
