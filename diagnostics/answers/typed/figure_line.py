"""Several figures typed on one line: the numbers of a loss, a figure now and wanted; ranges, gaps, units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from diagnostics.answers.faults import mistyped
from diagnostics.answers.findings import years_faults
from diagnostics.answers.limits import size_faults
from diagnostics.answers.typed.value import TypedWrongError, plain, read_number, refuse, scale_of, wrong_unit
from diagnostics.words.catalogue import say

Amount = tuple[Fraction, Fraction]
_BETWEEN = re.compile(r"[~至到]")
_NOT_KNOWN = "-"
_WAN_IN_YUAN = 10_000


def read_figures(text: str, units: Sequence[str], fewest: int) -> tuple[Amount | None, ...]:
    """Return one figure per unit, low and high, None for `-`; raises TypedWrongError.

    Args:
        text: the line, figures apart by blanks; a range is `4~6`; money may be typed in 元, 万 …
        units: what each figure is counted in.
        fewest: how many there must be at least; those left out at the end are None.
    """
    parts = plain(text).split()
    if not fewest <= len(parts) <= len(units):
        raise TypedWrongError(say("interview_pains", "how_many", n=len(units), got=len(parts)))
    found = [None if part == _NOT_KNOWN else _amount(part, unit) for part, unit in zip(parts, units, strict=False)]
    return (*found, *[None] * (len(units) - len(parts)))


def _amount(text: str, unit: str) -> Amount:
    ends = [_end(each, unit) for each in _BETWEEN.split(text)]
    if len(ends) > 2 or ends[0] > ends[-1]:
        raise TypedWrongError(say("interview_pains", "how_range", got=text))
    return ends[0], ends[-1]


def _end(text: str, unit: str) -> Fraction:
    found = read_number(text, unit)
    value, typed = found.value, found.unit
    counted = unit.split("/")[0]
    if counted in {"元", "万元"} and typed not in {"", unit}:
        value *= scale_of(typed, unit) * (_WAN_IN_YUAN if counted == "元" else 1)
    elif typed not in {"", counted, unit}:
        wrong_unit(typed, unit, unit)
    for fault in size_faults(value):
        refuse(fault, what=unit)
    if value < 0:
        refuse(mistyped("number", text), what=unit)
    return value


def read_years(text: str) -> Fraction:
    """Read a number of years; raises TypedWrongError."""
    what = say("interview_pains", "years")
    found = read_number(text, what)
    if found.unit not in {"", "年"}:
        wrong_unit(found.unit, "年", what)
    for fault in years_faults(found.value):
        refuse(fault, what=what)
    return found.value
