"""Topic cards: a tap on the ladder suggests facts, with the reason; what lies near the boundary is asked by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from diagnostics.interview.spoken import value_words
from diagnostics.model.answers import AnswerValue
from diagnostics.model.facts import Card, Fact, Option, Rung
from diagnostics.model.library import Library
from diagnostics.wording import say


@dataclass(frozen=True)
class Suggestion:
    """What a tap suggests for one fact. It counts only when the consultant confirms it.

    `near`: the rung below or above would say something else, so the fact is asked by itself. `next_up` is the option
    above a single choice, with what must be true to pick it.
    """

    fact: Fact
    value: AnswerValue
    reason: str
    near: bool
    next_up: Option | None = None


def suggest(library: Library, card: Card, rung: Rung, wanted: Iterable[str]) -> list[Suggestion]:
    """Return the suggestions of a rung for the facts of a card that are still wanted, in the card's order."""
    index = card.ladder.index(rung)
    beside = [*card.ladder[max(index - 1, 0) : index], *card.ladder[index + 1 : index + 2]]
    asked = frozenset(wanted)
    found = []
    for name in card.confirms:
        if name in asked and name in rung.suggests:
            value = suggested_value(library.facts[name], rung.suggests[name])
            near = any(each.suggests.get(name) != rung.suggests[name] for each in beside)
            found.append(_suggestion(library.facts[name], value, rung, near))
    return found


def suggested_value(fact: Fact, value: Fraction | bool | str | tuple[str, ...]) -> AnswerValue:
    """Return a suggested value as an answer has it: “none of these” is an option where there is one."""
    if fact.type == "multi" and not value:
        return tuple(each.id for each in fact.options if each.none)
    return (value,) if fact.type == "multi" and isinstance(value, str) else value


def _suggestion(fact: Fact, value: AnswerValue, rung: Rung, near: bool) -> Suggestion:
    picked = next((each for each in fact.options if each.id == value), None) if fact.type == "choice" else None
    above = None
    if picked is not None and fact.options.index(picked) + 1 < len(fact.options):
        above = fact.options[fact.options.index(picked) + 1]
    reason = say("interview", "reason", rung=rung.name, anchor=rung.anchor or rung.name)
    return Suggestion(fact, value, reason, near, above)


def suggestion_words(each: Suggestion) -> str:
    """Return a suggestion in words: the fact and the value."""
    return say("interview", "suggests", name=each.fact.name, value=value_words(each.fact, each.value))
