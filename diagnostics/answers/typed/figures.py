"""Numbers and days as people type them, at a prompt and in the cells of a list: the one place that reads them. Pure.

A comma stands only before groups of three digits, a space never inside a figure. What could mean two things is not
read at all: 8，2 is what a hurried hand types for 8.2, and 82 to whoever leaves commas out.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from diagnostics.answers.limits import MOST_CHARACTERS

# A figure, then perhaps its unit: no digit, point or comma, and a space at most before it.
_FIGURE = re.compile(r"([+-]?)((?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+) *([^\d.,\s]*)", re.ASCII)
_DAY = re.compile(r"(\d{4}) ?([-/.年]) ?(\d{1,2}) ?([-/.月]) ?(\d{1,2}) ?(日?)|(\d{4})(\d{2})(\d{2})", re.ASCII)
_COMMA, _SPACE = re.compile(r"\d,"), re.compile(r"\d\s+\d")
_SIGNS = str.maketrans({"。": ".", "．": ".", "−": "-", "﹣": "-", "–": "-", "，": ","})
# Money in 万元.
SCALES: dict[str, Fraction | int] = {
    "亿元": 10_000,
    "亿": 10_000,
    "万元": 1,
    "万": 1,
    "千元": Fraction(1, 10),
    "元": Fraction(1, 10_000),
}

Why = Literal["number", "comma", "space", "long"]


@dataclass(frozen=True)
class TypedFigure:
    """A number with the unit that was typed behind it."""

    value: Fraction
    unit: str = ""


def narrow(text: str) -> str:
    """Return a text as typed on a western keyboard: full-width digits and punctuation become narrow.

    Digits that would become others (10³, ②, ½) stay what they are, and are no figures.
    """
    narrowed = (char if unicodedata.category(char) == "No" else unicodedata.normalize("NFKC", char) for char in text)
    return "".join(narrowed).translate(_SIGNS).strip()


def read_figure(text: str) -> TypedFigure | Why:
    """Return the number and the unit that a text is, or why it is none."""
    line = narrow(text)
    found = _FIGURE.fullmatch(line)
    if found is None or any(unicodedata.category(char).startswith("N") for char in found[3]):
        return "space" if _SPACE.search(line) else "comma" if _COMMA.search(line) else "number"
    if len(found[2]) > MOST_CHARACTERS:
        return "long"
    return TypedFigure(Fraction(found[1] + found[2].replace(",", "")), found[3])


def read_pair(text: str) -> tuple[TypedFigure, TypedFigure] | Why:
    """Return a part and its whole, typed as 12/20, or why they are none."""
    part, _, whole = narrow(text).partition("/")
    first, second = read_figure(part), read_figure(whole)
    if not isinstance(first, TypedFigure):
        return first
    return (first, second) if isinstance(second, TypedFigure) else second


def read_money(text: str) -> Fraction | Why:
    """Return money in 万元, typed in 万元 or with its unit, or why it is none; an unknown unit is "number"."""
    found = read_figure(text)
    if not isinstance(found, TypedFigure):
        return found
    scale = SCALES.get(found.unit) if found.unit else 1
    return "number" if scale is None else found.value * scale


def read_day(text: str) -> tuple[int, int, int] | None:
    """Return year, month and day of a text as people write a day; whether there is such a day is not asked."""
    found = _DAY.fullmatch(narrow(text))
    if found is None:
        return None
    if found[7]:
        return int(found[7]), int(found[8]), int(found[9])
    chinese = [found[2] == "年", found[4] == "月"]
    if chinese[0] != chinese[1] or (found[6] and not chinese[1]):
        return None
    return int(found[1]), int(found[3]), int(found[5])
