"""Formats of numbers, percentages, quantities and dates, and the only rounding."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

Number = int | float | Fraction | Decimal
_MOST_PLACES = 9


def rounded(value: Number, places: int = 0) -> Decimal:
    """Round half up, the only rounding of the product; exact for fractions, floats by their shortest decimal."""
    if isinstance(value, Fraction):
        scaled = value * 10**places
        sign = -1 if scaled < 0 else 1
        return sign * Decimal(int(abs(scaled) + Fraction(1, 2))).scaleb(-places)
    # float() first: a number out of an array is a float that prints as np.float64(…)
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)) if isinstance(value, float) else value)
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def number(value: Number, places: int = 1, *, trim: bool = True) -> str:
    """Return a number as people read it: at most `places` decimals, half up, without trailing zeros."""
    text = f"{rounded(value, places):f}"
    if trim and "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def apart(value: Number, line: Number, places: int) -> str:
    """Return a number with at most `places` decimals, with more where it would be printed as a line that it is not on.

    A difference has the line 0: what is more than nothing is never printed as nothing.
    """
    while places < _MOST_PLACES and value != line and number(value, places) == number(line, places):
        places += 1
    return number(value, places)


def quantity(value: Number, unit: str, places: int = 1) -> str:
    """Return a number with its unit; percent without a space, other units with one."""
    if unit in {"", "%"}:
        return f"{number(value, places)}{unit}"
    return f"{number(value, places)} {unit}"


def percent(share: Number, places: int = 1) -> str:
    """Return a share (0–1) as a percentage with fixed decimals."""
    return f"{number(share * 100, places, trim=False)}%"


def day(value: date) -> str:
    """Return a date in Chinese official form."""
    return f"{value.year}年{value.month}月{value.day}日"


def period(text: str) -> str:
    """Return a year or a month as people write it: 2025 年 of 2025, 2026 年 4 月 of 2026-04."""
    year, _, month = text.partition("-")
    return f"{year} 年 {int(month)} 月" if month else f"{year} 年"
