"""The one judge of answers: whether a value, an answer, a text, a date, an amount may stand; rows in `rows`.

Findings are judged in `findings`. Values are judged, never what was typed or written: reading a text is the affair of
each face (the reader of answers files, the prompt), and so is the place of a fault. A face that keeps a value asks here
first and adds no rule of its own; the workspace asks once more before it writes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import get_args

from diagnostics.answers.faults import Fault, errors, figure, mistyped, range_words, shown
from diagnostics.model.content.facts import Derived, Fact, Field, in_range, option_ids, range_of
from diagnostics.model.content.marks import State
from diagnostics.model.firm.answers import Answer, AnswerValue
from diagnostics.model.plain_text import clean_lines, find_invisible, find_private_use, show_private_use

Item = Fact | Derived | Field
STATES: tuple[State, ...] = get_args(State)

MOST_TEXT = 20_000
# A number written longer than this is too long whatever it is: reading it would take for ever.
MOST_CHARACTERS = 100
TOO_LONG = Fault(code="ANS-19")
# 15 figures before the point are what a spreadsheet and the engine keep exactly; behind it there may be more.
_HIGHEST, _FINEST = 10**15, 10**40
FIRST_YEAR, LAST_YEAR = 1900, 2100
# Money of a plan, a finding or a price (万元), and months.
HIGHEST_AMOUNT = Fraction(10**6)
MOST_PHASES = 5


def value_faults(item: Item, value: AnswerValue) -> tuple[Fault, ...]:
    """Return what keeps a value from being the answer to an item, and what is only worth a warning."""
    if isinstance(item, Derived) and item.direct == "pair" and isinstance(value, tuple):
        return _pair(item, value)
    return _JUDGES[item.type](item, value)


def stands(item: Item, value: AnswerValue) -> bool:
    """Whether a value may be the answer to an item."""
    return not errors(value_faults(item, value))


def answer_faults(item: Fact | Derived, answer: Answer) -> tuple[Fault, ...]:
    """Return what is wrong with an answer: its value, its state, its reason."""
    if not may_be_given(item):
        return (Fault(code="ANS-23", given={"key": item.id, "name": item.name}),)
    if answer.state not in STATES:
        return (Fault(code="ANS-09", given={"got": shown(answer.state), "known": "、".join(STATES)}),)
    if (answer.state == "known") != (answer.value is not None):
        return (Fault(code="ANS-18"),)
    values = value_faults(item, answer.value) if answer.state == "known" else ()
    return (*values, *state_faults(item, answer.state, answer.note))


def state_faults(item: Item, state: State, reason: str) -> tuple[Fault, ...]:
    """Return what is wrong with a state: "not applicable" where that cannot be, or without a reason."""
    if state == "na" and not may_be_na(item):
        return (Fault(code="ANS-26"),)
    if reason.strip():
        return ()
    if state == "na":
        return (Fault(code="ANS-27"),)
    judged = item.type == "judgement" and state == "known"
    return (Fault(code="ANS-28", warning=True),) if judged else ()


def may_be_given(item: Fact | Derived) -> bool:
    """Whether anybody may answer an item; most derived facts are only reckoned."""
    return isinstance(item, Fact) or item.direct != "none"


def may_be_na(item: Item) -> bool:
    """Whether an item can be not applicable."""
    return isinstance(item, Fact) and item.na


def kept_value(item: Item, value: AnswerValue) -> AnswerValue:
    """Return a value that may stand as it is kept, the same whoever gave it."""
    if isinstance(value, str):
        return kept_text(value) if item.type == "text" else value
    return _as_on_the_sheet(item, value) if item.type == "multi" and isinstance(value, tuple) else value


# ---- numbers --------------------------------------------------------------------------------------------------------


def _number(item: Item, value: object) -> tuple[Fault, ...]:
    if not isinstance(value, Fraction):
        return (mistyped("number", value),)
    if too_long := size_faults(value):
        return too_long
    if not in_range(item, value):
        low, high = range_of(item)
        return (Fault(code="ANS-11", given={"got": figure(value), "range": range_words(low, high)}),)
    if not isinstance(item, Derived) and item.integer and value.denominator != 1:
        return (Fault(code="ANS-12", given={"got": figure(value)}),)
    return ()


def size_faults(value: Fraction) -> tuple[Fault, ...]:
    """Return what is wrong with a number whatever it is for: too many figures."""
    if abs(value.numerator) < _HIGHEST * value.denominator and value.denominator <= _FINEST:
        return ()
    return (TOO_LONG,)


def _pair(item: Derived, value: tuple[object, ...]) -> tuple[Fault, ...]:
    """Judge numerator and denominator; what a denominator of 0 means is content, so it stands."""
    if len(value) != 2:
        return (Fault(code="ANS-13", given={"got": len(value)}),)
    part, whole = value
    if not isinstance(part, Fraction) or not isinstance(whole, Fraction):
        return tuple(mistyped("number", each) for each in value if not isinstance(each, Fraction))
    if too_long := (*size_faults(part), *size_faults(whole)):
        return too_long[:1]
    if faults := ratio_faults(item, part, whole):
        return faults
    return _number(item, part / whole * 100) if item.type == "percent" and whole else ()


def ratio_faults(item: Item, part: Fraction, whole: Fraction) -> tuple[Fault, ...]:
    """Return what is wrong with a part of a whole, both numbers of their own."""
    if part >= 0 and whole >= 0 and (part <= whole or item.type != "percent"):
        return ()
    return (Fault(code="ANS-14", given={"num": figure(part), "den": figure(whole)}),)


def share(item: Item, part: Fraction, whole: Fraction) -> Fraction | tuple[Fault, ...]:
    """Return the percentage that a part of a whole is, or why there is none."""
    if whole == 0:
        return (Fault(code="ANS-14", given={"num": figure(part), "den": figure(whole)}),)
    return ratio_faults(item, part, whole) or part / whole * 100


# ---- options --------------------------------------------------------------------------------------------------------


def _option(item: Item, value: object, index: int | None = None) -> tuple[Fault, ...]:
    for option in item.options:
        if option.id == value:
            return ()
    known = option_ids(item)
    if value in known:
        return ()
    listed = "、".join(f"{option.id}（{option.name}）" for option in item.options) or "、".join(known)
    return (Fault(code="ANS-09", given={"got": shown(value), "known": listed}, words=known, index=index),)


def _options(item: Item, value: object) -> tuple[Fault, ...]:
    if not isinstance(value, tuple):
        return (Fault(code="ANS-15", given={"got": shown(value)}),)
    faults: list[Fault] = []
    for index, each in enumerate(value):
        if each in value[:index]:
            faults.append(Fault(code="ANS-16", given={"got": shown(each)}, index=index))
        else:
            faults += _option(item, each, index)
    nothing = next((option.id for option in item.options if option.none and option.id in value), None)
    if not faults and nothing is not None and len(value) > 1:
        return (Fault(code="ANS-17", given={"got": nothing}),)
    return tuple(faults)


def _as_on_the_sheet(item: Item, picked: tuple[object, ...]) -> tuple[str, ...]:
    """Return options in the order of the sheet; none picked is the option for "none of these"."""
    chosen = frozenset(picked)
    nothing = tuple(option.id for option in item.options if option.none)
    return tuple(option.id for option in item.options if option.id in chosen) or nothing[:1]


# ---- the other types ------------------------------------------------------------------------------------------------


def _bool(_: Item, value: object) -> tuple[Fault, ...]:
    return () if isinstance(value, bool) else (mistyped("bool", value),)


def _date(_: Item, value: object) -> tuple[Fault, ...]:
    if not isinstance(value, date) or isinstance(value, datetime):
        return (mistyped("date", value),)
    return day_faults(value)


def day_faults(day: date) -> tuple[Fault, ...]:
    """Return what is wrong with a date, of whatever: its year can be none that anybody means."""
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return ()
    given = {"got": day.isoformat(), "first": FIRST_YEAR, "last": LAST_YEAR}
    return (Fault(code="ANS-48", given=given),)


def find_day(year: int, month: int, day: int) -> date | tuple[Fault, ...]:
    """Return the day that three numbers name, or why there is none."""
    try:
        found = date(year, month, day)
    except ValueError:
        return (Fault(code="ANS-47", given={"got": f"{year:04}-{month:02}-{day:02}"}),)
    return day_faults(found) or found


def _text(_: Item, value: object) -> tuple[Fault, ...]:
    return text_faults(value) if isinstance(value, str) else (mistyped("text", value),)


def text_faults(text: str) -> tuple[Fault, ...]:
    """Return what is wrong with a text, of whatever: nothing in it, too long, or (warnings) characters nobody sees."""
    if text.isprintable() and len(text) <= MOST_TEXT and not text.isspace() and text:
        return ()
    faults: tuple[Fault, ...] = ()
    unknown = find_private_use(text)
    hidden = "".join(char for char in find_invisible(text) if char not in unknown)
    for code, found in (("TEXT-01", hidden), ("TEXT-02", unknown)):
        if found:
            characters = "、".join(f"U+{ord(char):04X}" for char in found)
            faults += (Fault(code=code, given={"characters": characters}, warning=True),)
    if not 0 < len(kept_text(text)) <= MOST_TEXT:
        faults = (Fault(code="ANS-08", given={"limit": MOST_TEXT}), *faults)
    return faults


def kept_text(text: str) -> str:
    """Return a text as it is kept: its lines without invisible characters, 〓 for characters that nobody knows."""
    return clean_lines(show_private_use(text)).strip()


_JUDGES: dict[str, Callable[[Item, object], tuple[Fault, ...]]] = {
    "number": _number,
    "percent": _number,
    "choice": _option,
    "judgement": _option,
    "multi": _options,
    "bool": _bool,
    "date": _date,
    "text": _text,
}


# ---- amounts --------------------------------------------------------------------------------------------------------


def amount_faults(amounts: Sequence[Fraction]) -> tuple[Fault, ...]:
    """Return what is wrong with a price or a number of months: one number, or a lower and an upper one."""
    if 1 <= len(amounts) <= 2 and 0 <= amounts[0] <= amounts[-1] <= HIGHEST_AMOUNT:
        return ()
    return (Fault(code="ANS-38"),)


def budget_faults(phases: Sequence[Fraction]) -> tuple[Fault, ...]:
    """Return what is wrong with a budget by phases."""
    if 1 <= len(phases) <= MOST_PHASES and all(0 <= phase <= HIGHEST_AMOUNT for phase in phases):
        return ()
    return (Fault(code="ANS-39", given={"most": MOST_PHASES}),)
