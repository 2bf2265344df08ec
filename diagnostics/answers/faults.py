"""A fault of a value: a code and the words that fill its sentence, so that every face can print it in its own place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from diagnostics.model.plain_text import clean_line
from diagnostics.words.catalogue import name_of, near_miss, problem, say
from diagnostics.words.numbers import number
from diagnostics.words.problems import Place, Problem

_LONGEST = 60
_PLACES, _MOST_PLACES = 6, 40


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that is wrong with a value.

    Attributes:
        code: stable, the same in a file, at the prompt and in the workspace.
        given: what fills the sentence of the catalogue; the face adds `what`, the name of the item.
        words: what may have been meant, for a near miss.
        column: of a row, the field that it is about; empty: the whole row.
        index: of several options, which of them it is about; of a row that is there twice, the other one; from 0.
        warning: the value stands all the same.
    """

    code: str
    given: Mapping[str, object] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    column: str = ""
    index: int | None = None
    warning: bool = False

    def problem(self, place: Place, **more: object) -> Problem:
        """Return the fault as a problem at a place; `more` is what the face knows of it and wins."""
        given = {**self.given, **more}
        if "near" not in given:
            given["near"] = near_miss(str(given["got"]), self.words) if self.words else ""
        return problem(self.code, place, warning=self.warning, **given)


def errors(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return the faults with which a value does not stand."""
    return tuple(fault for fault in faults if not fault.warning)


def mistyped(expected: str, value: object) -> Fault:
    """Return the fault of a value that is no number, date, text … at all; `expected` names the type."""
    return Fault(code="ANS-07", given={"expected": name_of("types", expected), "got": shown(value)})


def shown(value: object) -> str:
    """Return a value as a message shows it: one clean, short line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction):
        return figure(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "、".join(map(shown, value[:9])) or name_of("types", "empty_list")
    text = clean_line(str(value)[:200])
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "…"


def figure(value: Fraction) -> str:
    """Return a number with as many decimals as tell it from its neighbours: 100.0000001 is not shown as 100."""
    short = number(value, _PLACES)
    return short if Fraction(short) == value else number(value, _MOST_PLACES)


def range_words(low: Fraction | None, high: Fraction | None) -> str:
    """Return a range in words: 在 0 到 100 之间, 不小于 0, 不大于 5."""
    given = {"low": None if low is None else figure(low), "high": None if high is None else figure(high)}
    key = "range_to" if low is None else "range_from" if high is None else "range"
    return say("phrases", key, **given)
