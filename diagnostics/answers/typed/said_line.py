"""What is said of a pain or a wish on one line besides its figures: a loss told in one sum, a deadline, an order.

`=4.9 2025` is a loss of 4.9 万元 in 2025; `… 2026-12-31 客户 第1` a deadline, for whom, and the firm's own order;
`1.5 5 总经理` years, a saving and who says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from diagnostics.answers.limits import FIRST_YEAR, LAST_YEAR, amount_faults, text_faults
from diagnostics.answers.typed.figure_line import Amount, read_figures, read_years
from diagnostics.answers.typed.figures import read_day
from diagnostics.answers.typed.value import TypedWrongError, plain, refuse
from diagnostics.model.firm.answers import Deadline
from diagnostics.words.catalogue import say

IN_ONE_SUM = "="
_WAN = "万元"
_NOT_KNOWN = "-"
_RANK = re.compile(r"第?([1-9]\d?)(?:位|条|件)?", re.ASCII)
_PERIOD = re.compile(r"(\d{4})(?:年|[-./年](0?[1-9]|1[0-2])月?)?", re.ASCII)
_OFTEN: dict[str, dict[str, str]] = {
    "每年": {"per": "year"}, "年年": {"per": "year"}, "每月": {"per": "month"}, "月月": {"per": "month"},
    "一次": {"loss_kind": "once"}, "一次性": {"loss_kind": "once"},
}  # fmt: skip


@dataclass(frozen=True)
class Due:
    """A last day and for whom, and the place in the firm's own order; None: nobody said."""

    deadline: Deadline | None = None
    rank: Fraction | None = None


@dataclass(frozen=True)
class Saving:
    """In how many years money must be back, what is saved a year, who says so."""

    years: Fraction | None = None
    wan: Amount | None = None
    by: str = ""


def read_sum(text: str) -> dict[str, Any]:
    """Return a loss told in one sum as the keys of a finding; raises TypedWrongError.

    A sum is of a year, unless a month is named: then it is of that month, and of every month only with 每月.
    """
    amount, *rest = plain(text).removeprefix(IN_ONE_SUM).split() or [""]
    (wan,) = read_figures(amount, [_WAN], 1)
    if wan is None:
        raise TypedWrongError(say("interview_pains", "how_sum", got=plain(text)))
    said: dict[str, Any] = {"loss_wan": _checked(wan), "basis": "stated"}
    for word in rest:
        if word in _OFTEN:
            said |= _OFTEN[word]
        else:
            said["period"] = _period(word)
    if "per" not in said and "loss_kind" not in said and "-" not in said.get("period", ""):
        said["per"] = "year"
    if "per" in said and said.get("loss_kind") == "once":
        raise TypedWrongError(say("interview_pains", "how_sum", got=plain(text)))
    return said


def _period(word: str) -> str:
    found = _PERIOD.fullmatch(word)
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise TypedWrongError(say("interview_pains", "how_period", got=word))
    return f"{found[1]}-{int(found[2]):02}" if found[2] else found[1]


def split_due(text: str) -> tuple[str, Due]:
    """Return what stands before a deadline or an order on a line, and these; raises TypedWrongError."""
    words = plain(text).split()
    at = next((place for place, word in enumerate(words) if _is_due(word)), len(words))
    return " ".join(words[:at]), _due(words[at:])


def _is_due(word: str) -> bool:
    return word.startswith("第") or read_day(word) is not None


def _due(words: Sequence[str]) -> Due:
    day: date | None = None
    rank: Fraction | None = None
    whose = ""
    for word in words:
        if day is None and (parts := read_day(word)) is not None:
            day = _day(parts, word)
        elif rank is None and word.startswith("第"):
            rank = _rank(word)
        elif day is not None and not whose and not _is_due(word):
            whose = word
        else:
            raise TypedWrongError(say("interview_pains", "how_due", got=word))
    for fault in text_faults(whose) if whose else ():
        refuse(fault, what=say("interview_pains", "whose"))
    return Due(None if day is None else Deadline(day, whose), rank)


def _day(parts: tuple[int, int, int], word: str) -> date:
    try:
        return date(*parts)
    except ValueError:
        raise TypedWrongError(say("interview_pains", "no_day", got=word)) from None


def _rank(word: str) -> Fraction:
    found = _RANK.fullmatch(word)
    if found is None:
        raise TypedWrongError(say("interview_pains", "how_due", got=word))
    return Fraction(int(found[1]))


def read_saving(text: str) -> Saving:
    """Return years, a yearly saving and who says so (`1.5 5 总经理`, `-` for what nobody knows)."""
    words = plain(text).split()
    years, saving, *by = [*words, *[_NOT_KNOWN] * (2 - len(words))]
    who = "".join(by)
    for fault in text_faults(who) if who else ():
        refuse(fault, what=say("interview_pains", "whose"))
    return Saving(
        None if years == _NOT_KNOWN else read_years(years), None if saving == _NOT_KNOWN else _saving(saving), who
    )


def _saving(word: str) -> Amount | None:
    (wan,) = read_figures(word.removeprefix("省"), [_WAN], 1)
    return None if wan is None else _checked(wan)


def _checked(wan: Amount) -> Amount:
    for fault in amount_faults(wan):
        refuse(fault, what=_WAN)
    return wan
