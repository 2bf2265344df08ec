"""What is typed becomes a value: numbers, percents, money, dates, num/den, option keys, with full-width characters too.

Every reader returns the value or raises `TypedWrongError`, whose text says what is wrong and what to type.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from fractions import Fraction

from diagnostics.model.answers import AnswerValue
from diagnostics.model.facts import Derived, Fact, Field, Option
from diagnostics.wording import near_miss, number, say

Item = Fact | Derived | Field
JUDGEMENTS = ("fails", "holds")  # 0 and 1, as every other question counts: the worse first

_MONEY = "万元"
_NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?)([^\d.]*)")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
_SCALES: dict[str, Fraction | int] = {
    "亿元": 10_000,
    "亿": 10_000,
    "万元": 1,
    "万": 1,
    "元": Fraction(1, 10_000),
    "千元": Fraction(1, 10),
}
_YES = frozenset({"是", "有", "对", "y", "yes", "1"})
_NO = frozenset({"否", "没有", "无", "不是", "没", "n", "no", "0"})
_SEPARATORS = re.compile(r"[\s,;、]+")


class TypedWrongError(ValueError):
    """What was typed is no value of this question; the text says why and what to type."""


def plain(text: str) -> str:
    """Return a text as typed on a western keyboard: full-width digits and punctuation become narrow."""
    return unicodedata.normalize("NFKC", text).replace("。", ".").strip()


def read_value(item: Item, text: str, *, today: date | None = None) -> AnswerValue:
    """Return the value that a text stands for; raises TypedWrongError."""
    if isinstance(item, Derived) and item.direct == "pair":
        return _pair_or_percent(item, plain(text))
    if item.type == "text":
        return _some_text(text)
    if item.type == "date":
        return _date(plain(text), today)
    return _READERS[item.type](item, plain(text))


def option_keys(item: Item) -> list[tuple[str, str, Option]]:
    """Return (key to type, name, option) of every option; keys count from 0 as in the sheets."""
    if item.type == "judgement":
        return [
            (str(key), say("interview", each), Option(each, say("interview", each)))
            for key, each in enumerate(JUDGEMENTS)
        ]
    by_value = all(each.value is not None and each.value.denominator == 1 for each in item.options)
    return [
        (str(int(each.value)) if by_value and each.value is not None else str(index), each.name, each)
        for index, each in enumerate(item.options)
    ]


# ---- options ----


def find_option(item: Item, text: str) -> Option:
    """Return the option meant by a key, an id or (the beginning of) a name; raises TypedWrongError."""
    keys = option_keys(item)
    exact = [each for key, name, each in keys if text in {key, plain(name), each.id}]
    begins = [each for _, name, each in keys if text and plain(name).startswith(text)]
    if exact or len(begins) == 1:
        return (exact or begins)[0]
    near = near_miss(text, [name for _, name, _ in keys])
    raise TypedWrongError(say("interview", "no_option", got=text, first=keys[0][0], last=keys[-1][0], near=near))


def _choice(item: Item, text: str) -> AnswerValue:
    return find_option(item, text).id


def _multi(item: Item, text: str) -> AnswerValue:
    keys = [key for key, _, _ in option_keys(item)]
    parts = [part for part in _SEPARATORS.split(text) if part]
    if len(parts) == 1 and text.isdigit() and text not in keys and all(each in keys for each in text):
        parts = list(text)  # 134 is 1, 3 and 4 where no option has two digits
    picked = {find_option(item, part).id for part in parts}
    nothing = [each.id for each in item.options if each.none]
    if not picked:
        raise TypedWrongError(say("interview", "pick_some"))
    if len(picked) > 1 and picked & set(nothing):
        raise TypedWrongError(
            say("interview", "none_excludes", name=next(each.name for each in item.options if each.none))
        )
    return tuple(each.id for each in item.options if each.id in picked)


def _bool(_: Item, text: str) -> AnswerValue:
    if text.lower() in _YES | _NO:
        return text.lower() in _YES
    raise TypedWrongError(say("interview", "yes_or_no", got=text))


# ---- numbers ----


def _number(item: Item, text: str) -> AnswerValue:
    value, unit = _number_and_unit(text)
    if item.unit == _MONEY:
        value *= _scale(unit)
    elif unit and unit not in {item.unit, "%"} and plain(item.unit) != unit:
        raise TypedWrongError(say("interview", "other_unit", got=unit, unit=item.unit or say("interview", "no_unit")))
    return _within(item, value)


def _percent(item: Item, text: str) -> AnswerValue:
    if "/" in text:
        part, whole = _two_numbers(text)
        if whole == 0:
            raise TypedWrongError(say("interview", "den_zero"))
        return _within(item, part / whole * 100)
    value, unit = _number_and_unit(text)
    if unit not in {"", "%"}:
        raise TypedWrongError(say("interview", "other_unit", got=unit, unit="%"))
    return _within(item, value)


def _pair_or_percent(item: Derived, text: str) -> AnswerValue:
    if "/" not in text:
        return _percent(item, text)
    part, whole = _two_numbers(text)
    if item.type == "percent" and part > whole:
        raise TypedWrongError(say("interview", "part_of_whole", part=number(part), whole=number(whole)))
    return part, whole


def _two_numbers(text: str) -> tuple[Fraction, Fraction]:
    part, _, whole = text.partition("/")
    return _number_and_unit(part)[0], _number_and_unit(whole)[0]


def _number_and_unit(text: str) -> tuple[Fraction, str]:
    found = _NUMBER.fullmatch(text.replace(",", "").replace(" ", ""))
    if found is None:
        raise TypedWrongError(say("interview", "no_number", got=text))
    return Fraction(found[1]), found[2]


def read_wan(text: str) -> Fraction:
    """Read money in 万元, or in the unit that is typed with it; raises TypedWrongError."""
    value, unit = _number_and_unit(plain(text))
    if value < 0:
        raise TypedWrongError(say("interview", "too_small", got=number(value, 4), low="0"))
    return value * _scale(unit)


def _scale(unit: str) -> Fraction | int:
    if not unit:
        return 1
    if unit not in _SCALES:
        raise TypedWrongError(say("interview", "other_unit", got=unit, unit=_MONEY))
    return _SCALES[unit]


def _within(item: Item, value: Fraction) -> Fraction:
    low: Fraction | None = item.min
    high: Fraction | None = item.max
    if item.type == "percent":
        low, high = (low if low is not None else Fraction(0)), (high if high is not None else Fraction(100))
    if low is not None and value < low:
        raise TypedWrongError(say("interview", "too_small", got=number(value, 4), low=number(low, 4)))
    if high is not None and value > high:
        raise TypedWrongError(say("interview", "too_large", got=number(value, 4), high=number(high, 4)))
    if isinstance(item, Fact | Field) and item.integer and value.denominator != 1:
        raise TypedWrongError(say("interview", "whole_number", got=number(value, 4)))
    return value


# ---- dates and texts ----


def _date(text: str, today: date | None) -> date:
    if today is not None and text in {"今天", "今日", "today"}:
        return today
    found = _DAY.fullmatch(text.replace(" ", ""))
    if found is None:
        raise TypedWrongError(say("interview", "no_date", got=text))
    year, month, day = (int(each) for each in found.groups() if each is not None)
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(max(year, 1), month)[1]:
        raise TypedWrongError(say("interview", "no_such_day", got=text))
    return date(year, month, day)


def _some_text(text: str) -> str:
    if not text.strip():
        raise TypedWrongError(say("interview", "empty"))
    return text.strip()


_READERS: dict[str, Callable[[Item, str], AnswerValue]] = {
    "choice": _choice,
    "judgement": _choice,
    "multi": _multi,
    "bool": _bool,
    "number": _number,
    "percent": _percent,
}
