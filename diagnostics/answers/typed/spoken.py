"""A value in the words of the screen, and as it would be typed."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from diagnostics.answers.limits import Item
from diagnostics.answers.typed.value import option_keys
from diagnostics.model.firm.answers import Answer, AnswerValue
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.numbers import number, quantity


def value_words(item: Item, value: AnswerValue) -> str:
    """Return a value as people say it: names of options, numbers with their unit."""
    if value is None:
        return say("interview", "nothing")
    if isinstance(value, bool):
        return say("interview", "yes" if value else "no")
    if isinstance(value, Fraction):
        return quantity(value, "%" if item.type == "percent" else item.unit, 4)
    if isinstance(value, date):
        return value.isoformat()
    names = {option.id: name for _, name, option in option_keys(item)} if item.type in _CHOSEN else {}
    if isinstance(value, str):
        return names.get(value, value)
    if value and isinstance(value[0], Fraction):
        return "/".join(number(Fraction(each), 4) for each in value)
    return say("words", "or_joint").join(names.get(str(each), str(each)) for each in value) or say(
        "interview", "none_picked"
    )


def answer_words(item: Item, answer: Answer) -> str:
    """Return an answer as people say it, states included."""
    return value_words(item, answer.value) if answer.state == "known" else name_of("interview_states", answer.state)


def typed_text(item: Item, value: AnswerValue) -> str:
    """Return what somebody would type for a value: keys of options, plain numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Fraction):
        return number(value, 6)
    if isinstance(value, date):
        return value.isoformat()
    keys = {option.id: key for key, _, option in option_keys(item)} if item.type in _CHOSEN else {}
    if isinstance(value, str):
        return keys.get(value, value)
    if value and isinstance(value[0], Fraction):
        return "/".join(number(Fraction(each), 6) for each in value)
    return " ".join(keys[str(each)] for each in value)


_CHOSEN = frozenset({"choice", "multi", "judgement"})
