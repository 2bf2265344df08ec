"""Raw answers to columns: numbers with bounds, options with what is possible, states."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np

from diagnostics.model.content.facts import Derived, Fact, Field, option_ids, range_of
from diagnostics.model.firm.answers import Answer
from diagnostics.scoring.engine.frame import Frame
from diagnostics.scoring.engine.intervals import INFINITY, Array, Bools, Choices, Values


def bounds_of(item: Fact | Derived | Field) -> tuple[Any, Any]:
    """Return the lowest and highest value that a number can have before anything is known."""
    if item.type == "bool":
        return Fraction(0), Fraction(1)
    if item.type == "choice":
        values = [option.value for option in item.options if option.value is not None]
        return (min(values), max(values)) if values else (-INFINITY, INFINITY)
    low, high = range_of(item)
    return -INFINITY if low is None else low, INFINITY if high is None else high


def number_of(item: Fact | Derived | Field, value: Any) -> Any:
    """Return the number that a single answer stands for, or None."""
    if isinstance(value, bool):
        return Fraction(int(value))
    if isinstance(value, str):
        return next((option.value for option in item.options if option.id == value), None)
    return value if isinstance(value, Fraction | int | date) else None


def number_column(frame: Frame, item: Fact | Derived | Field, values: Sequence[Any], na: Bools) -> Values:
    """Encode single answers (None where unknown) as intervals."""
    low, high = bounds_of(item)
    distinct, place = _told_apart(values)
    numbers = [number_of(item, value) for value in distinct]
    lo = frame.numbers([low if number is None else number for number in numbers])[place]
    hi = frame.numbers([high if number is None else number for number in numbers])[place]
    return Values(
        lo=lo, hi=hi, na=na, mark=frame.marks(len(values)), computed=not frame.exact and any(map(_is_rounded, numbers))
    )


def _told_apart(values: Sequence[Any]) -> tuple[list[Any], Array]:
    """Return the values that are different objects, and of every value which of them it is: most firms say the same."""
    place: dict[int, int] = {}
    found = [place.setdefault(id(value), len(place)) for value in values]
    by_id = {id(value): value for value in values}
    return [by_id[each] for each in place], np.array(found, dtype=np.int64)


def _is_rounded(number: Any) -> bool:
    """Whether a float only comes close to a number, so that it cannot decide at a threshold."""
    return isinstance(number, Fraction) and float(number) != number


def choice_column(frame: Frame, item: Fact | Derived | Field, values: Sequence[Any], na: Bools) -> Choices:
    """Encode single choices (None where unknown): a known answer leaves one option possible."""
    options = option_ids(item)
    codes = {option: code for code, option in enumerate(options)}
    chosen = np.array([codes.get(value, -1) if isinstance(value, str) else -1 for value in values], dtype=np.int64)
    may = (chosen[:, None] == np.arange(len(options))) | (chosen == -1)[:, None]
    return Choices(
        options=options, must=may & (may.sum(axis=1) == 1)[:, None], may=may, na=na, mark=frame.marks(len(values))
    )


def multi_column(frame: Frame, item: Fact, values: Sequence[Any], na: Bools) -> Choices:
    """Encode multiple choices: a known answer says of every option whether it is picked."""
    options = option_ids(item)
    distinct, place = _told_apart(values)
    may = np.ones((len(distinct), len(options)), dtype=bool)
    must = np.zeros_like(may)
    for row, value in enumerate(distinct):
        if isinstance(value, tuple):
            picked = [option in value for option in options]
            may[row] = must[row] = picked
    return Choices(options=options, must=must[place], may=may[place], na=na, mark=frame.marks(len(values)))


def single_values(answers: Sequence[Answer | None]) -> list[Any]:
    """Return the known values of answers, None elsewhere."""
    return [answer.value if answer is not None and answer.state == "known" else None for answer in answers]


def in_state(answers: Sequence[Answer | None], *states: str) -> Bools:
    """Return where an answer is in one of these states; no answer is unknown."""
    found = ((answer.state if answer is not None else "unknown") in states for answer in answers)
    return np.fromiter(found, dtype=bool, count=len(answers))
