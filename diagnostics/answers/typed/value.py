"""Typed text becomes a value: numbers, percents, money, dates, num/den, option keys, in full width as well.

Every reader returns the value or raises `TypedWrongError`, whose text says what is wrong and what to type. Whether a
value may stand is for `answers.limits` to say; here it is only read, and the sentence gets a word on how to type it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import NoReturn

from diagnostics.answers.faults import Fault, errors, mistyped
from diagnostics.answers.limits import (
    TOO_LONG,
    Item,
    amount_faults,
    find_day,
    kept_text,
    kept_value,
    share,
    text_faults,
    value_faults,
)
from diagnostics.answers.typed.figures import SCALES, TypedFigure, Why, narrow, read_day, read_figure, read_pair
from diagnostics.model.content.facts import JUDGEMENTS, Derived, Field, Option
from diagnostics.model.firm.answers import AnswerValue
from diagnostics.words.catalogue import name_of, near_miss, say
from diagnostics.words.problems import NOWHERE

_MONEY = "万元"
_YES = frozenset({"是", "有", "对", "y", "yes", "1"})
_NO = frozenset({"否", "没有", "无", "不是", "没", "n", "no", "0"})
_SEPARATORS = re.compile(r"[\s,;、]+")


class TypedWrongError(ValueError):
    """The typed text is no value of this question; the message says why and what to type.

    `code` is that of the problem where the same value in an answers file would be one.
    """

    def __init__(self, text: str, code: str = "") -> None:
        super().__init__(text)
        self.code = code


def refuse(fault: Fault, hint: str = "", **more: object) -> NoReturn:
    """Raise a fault of the judge in the words of every other face, with a hint on how to type it."""
    text = fault.problem(NOWHERE, **more).what
    raise TypedWrongError(say("interview", "with_hint", text=text, hint=hint) if hint else text, fault.code)


def plain(text: str) -> str:
    """Return a text as typed on a western keyboard: full-width digits and punctuation become narrow."""
    return narrow(text)


def read_value(item: Item, text: str, *, today: date | None = None) -> AnswerValue:
    """Return the value that a text stands for; raises TypedWrongError."""
    if item.type == "text":
        return read_text(text, _called(item))
    value = _date(item, plain(text), today) if item.type == "date" else _READERS[item.type](item, plain(text))
    for fault in errors(value_faults(item, value)):
        _refuse(item, fault)
    return kept_value(item, value)


def read_text(text: str, what: str) -> str:
    """Return a text as it is kept; raises TypedWrongError where there is none, or too much of it."""
    for fault in errors(text_faults(text)):
        refuse(fault, say("interview", "how_text"), what=what)
    return kept_text(text)


def _called(item: Item) -> str:
    """Return what a message calls an item: a question stands on the screen, the columns of a table are many."""
    return item.name if isinstance(item, Field) else say("interview", "the_answer")


def _refuse(item: Item, fault: Fault) -> NoReturn:
    refuse(fault, _hint(item, fault.code), what=_called(item), **_prompt_words(item, fault))


def _prompt_words(item: Item, fault: Fault) -> dict[str, str]:
    """Options are called by their names at the prompt, yes and no by theirs."""
    if fault.code == "ANS-07" and item.type == "bool":
        return {"expected": say("interview", "yes_or_no")}
    names = {option.id: name for _, name, option in option_keys(item)} if fault.code in _OF_OPTIONS else {}
    got = str(fault.given.get("got", ""))
    return {"got": names.get(got, got), "near": near_miss(got, names.values())} if names else {}


def _hint(item: Item, code: str) -> str:
    if code == "ANS-09":
        keys = option_keys(item)
        return say("interview", "how_option", first=keys[0][0], last=keys[-1][0]) if keys else ""
    key = f"{code} {item.type}"
    hint = name_of("interview_hints", key)
    return "" if hint == key else hint


_OF_OPTIONS = frozenset({"ANS-09", "ANS-16", "ANS-17"})


def option_keys(item: Item) -> list[tuple[str, str, Option]]:
    """Return (key to type, name, option) of every option; keys count from 0 as in the sheets."""
    if item.type == "judgement":
        return [
            (str(key), say("interview", each), Option(id=each, name=say("interview", each)))
            for key, each in enumerate(reversed(JUDGEMENTS))  # 0 and 1, as everywhere: the worse first
        ]
    by_value = all(option.value is not None and option.value.denominator == 1 for option in item.options)
    return [
        (str(int(each.value)) if by_value and each.value is not None else str(index), each.name, each)
        for index, each in enumerate(item.options)
    ]


# ---- options ----


def _meant(item: Item, text: str) -> str:
    """Return the option meant by a key, an id or (the beginning of) a name; what means none stays as it is."""
    keys = option_keys(item)
    exact = [each for key, name, each in keys if text in {key, plain(name), each.id}]
    begins = [each for _, name, each in keys if text and plain(name).startswith(text)]
    return (exact or begins)[0].id if exact or len(begins) == 1 else text


def _multi(item: Item, text: str) -> AnswerValue:
    keys = [key for key, _, _ in option_keys(item)]
    parts = [part for part in _SEPARATORS.split(text) if part]
    if len(parts) == 1 and text.isdigit() and text not in keys and all(each in keys for each in text):
        parts = list(text)  # 134 is 1, 3 and 4 where no option has two digits
    if not parts:
        raise TypedWrongError(say("interview", "pick_some"))
    return tuple(_meant(item, part) for part in parts)


def _bool(item: Item, text: str) -> AnswerValue:
    if text.lower() in _YES | _NO:
        return text.lower() in _YES
    _refuse(item, mistyped("bool", text))


# ---- numbers ----


def _number(item: Item, text: str) -> AnswerValue:
    if _may_be_pair(item) and "/" in text:
        return _two_numbers(item, text)
    found = read_number(text, _called(item))
    if item.unit == _MONEY:
        return found.value * scale_of(found.unit, _called(item))
    if found.unit and plain(item.unit) != found.unit:
        wrong_unit(found.unit, item.unit or say("interview", "no_unit"), _called(item))
    return found.value


def _percent(item: Item, text: str) -> AnswerValue:
    if "/" in text:
        part, whole = _two_numbers(item, text)
        if _may_be_pair(item):
            return part, whole
        result = share(item, part, whole)
        if isinstance(result, Fraction):
            return result
        _refuse(item, result[0])
    found = read_number(text, _called(item))
    if found.unit not in {"", "%"}:
        wrong_unit(found.unit, "%", _called(item))
    return found.value


def _may_be_pair(item: Item) -> bool:
    return isinstance(item, Derived) and item.direct == "pair"


def _two_numbers(item: Item, text: str) -> tuple[Fraction, Fraction]:
    """Read a part and its whole; both count the same things, so that neither is a percent or another scale."""
    found = read_pair(text)
    if isinstance(found, str):
        _no_figure(found, text, _called(item))
    part, whole = found
    units = {part.unit, whole.unit} - {""}
    if len(units) > 1 or units & {"%", *SCALES}:
        wrong_unit("/".join(sorted(units)), say("interview", "no_unit"), _called(item))
    return part.value, whole.value


def read_number(text: str, what: str) -> TypedFigure:
    """Return a number and the unit typed behind it; raises TypedWrongError."""
    found = read_figure(text)
    if isinstance(found, str):
        _no_figure(found, text, what)
    return found


def _no_figure(why: Why, text: str, what: str) -> NoReturn:
    if why == "long":
        refuse(TOO_LONG, what=what)
    refuse(mistyped("number", text), say("interview", f"how_{why}"), what=what)


def wrong_unit(unit: str, right: str, what: str) -> NoReturn:
    """Refuse a unit that is none of this figure."""
    raise TypedWrongError(say("interview", "other_unit", got=unit, unit=right, what=what), "ANS-07")


def read_wan(text: str) -> Fraction:
    """Read money in 万元, or in the unit that is typed with it; raises TypedWrongError."""
    what = say("interview", "the_budget")
    found = read_number(text, what)
    value = found.value * scale_of(found.unit, what)
    for fault in amount_faults((value,)):
        refuse(fault, what=what)
    return value


def scale_of(unit: str, what: str) -> Fraction | int:
    """Return how many 万元 one of a unit of money is; raises TypedWrongError."""
    if unit and unit not in SCALES:
        wrong_unit(unit, _MONEY, what)
    return SCALES[unit] if unit else 1


# ---- dates ----


def _date(item: Item, text: str, today: date | None) -> AnswerValue:
    if today is not None and text in {"今天", "今日", "today"}:
        return today
    parts = read_day(text)
    if parts is None:
        _refuse(item, mistyped("date", text))
    day = find_day(*parts)
    if isinstance(day, date):
        return day
    _refuse(item, day[0])


_READERS: dict[str, Callable[[Item, str], AnswerValue]] = {
    "choice": _meant,
    "judgement": _meant,
    "multi": _multi,
    "bool": _bool,
    "number": _number,
    "percent": _percent,
}
