"""Topic cards: a tap on the ladder suggests facts, with the reason; what lies near the boundary is asked by itself.

A fact of the card of which a rung says nothing starts open, without a suggestion: it is asked.

Facts whose ids share everything but the last part (`procurement.L2.1`, `procurement.L2.2`) are the points of one
group, the groups of a stem are steps from low to high. How a suggestion is treated:

- far: confirmed together with the others by one key. So are single facts that the tap itself decides, because every
  rung says something else of them;
- near: asked one by one. Of points that is what the rung calls half true, and (`standard`) the whole group above the
  highest one that the rung says something of or leaves open; `full` asks every point. Of other facts it is what the
  rung below or above would say otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from diagnostics.answers.typed.spoken import value_words
from diagnostics.interview.course.stop_rule import Depth
from diagnostics.model.content.facts import Card, Derived, Fact, Option, Rung
from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import AnswerValue
from diagnostics.words.catalogue import say


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """The suggestion of a tap for one fact, None for none. It counts only after the consultant confirms it.

    `near`: it is asked by itself. `group`: the points it belongs to (empty: a single fact). `next_up` is the option
    above a single choice, with what must be true to pick it.
    """

    fact: Fact | Derived
    value: AnswerValue
    reason: str
    near: bool
    next_up: Option | None = None
    group: str = ""


def suggest(
    library: Library, card: Card, rung: Rung, wanted: Iterable[str], depth: Depth = "standard"
) -> list[Suggestion]:
    """Return the suggestions of a rung for the facts of a card that are still wanted, in the card's order."""
    asked = frozenset(wanted)
    steps = _asked_groups(library, card, rung, depth)
    found = []
    for name in card.confirms:
        if name in asked:
            fact = library.named(name)
            value = suggested_value(fact, rung.suggests[name]) if name in rung.suggests else None
            group = group_of(fact)
            near = _half_true(fact, value) or group in steps if group else _near_a_rung(card, rung, name)
            found.append(_suggestion(fact, value, rung, near or value is None, group))
    return found


def suggested_value(fact: Fact | Derived, value: Fraction | bool | str | tuple[str, ...]) -> AnswerValue:
    """Return a suggested value as an answer has it: “none of these” is an option where there is one."""
    if fact.type == "multi" and not value:
        return tuple(option.id for option in fact.options if option.none)
    return (value,) if fact.type == "multi" and isinstance(value, str) else value


def group_of(fact: Fact | Derived) -> str:
    """Return the group of a point: its id without the last part; empty for a single fact."""
    return fact.id.rpartition(".")[0] if fact.type == "choice" else ""


def _half_true(fact: Fact | Derived, value: AnswerValue) -> bool:
    """Whether a suggested option is neither the worst nor the best."""
    return value not in {fact.options[0].id, fact.options[-1].id}


def _asked_groups(library: Library, card: Card, rung: Rung, depth: Depth) -> frozenset[str]:
    """Return the groups that are asked point by point whatever is suggested, see the head of the module."""
    stems: dict[str, dict[str, bool]] = {}  # stem → group → whether the rung says more of it than nothing
    for name in card.confirms:
        fact = library.named(name)
        group = group_of(fact)
        if group:
            groups = stems.setdefault(group.rpartition(".")[0] or group, {})
            groups[group] = groups.get(group, False) or rung.suggests.get(name) != fact.options[0].id
    if depth == "full":
        return frozenset(group for groups in stems.values() for group in groups)
    if depth == "quick":
        return frozenset()
    return frozenset(group for groups in stems.values() for group in _above(groups))


def _above(groups: Mapping[str, bool]) -> list[str]:
    """Return the group above the highest of which something is true, if there is one."""
    names = list(groups)
    highest = max((index for index, name in enumerate(names) if groups[name]), default=-1)
    return names[highest + 1 : highest + 2]


def _near_a_rung(card: Card, rung: Rung, name: str) -> bool:
    """Whether the rung below or above says something else; not where the tap itself decides the fact."""
    index, said = card.ladder.index(rung), [each.suggests.get(name) for each in card.ladder]
    if len(card.confirms) > 1 and card.decides(name):
        return False
    around = (*said[max(index - 1, 0) : index], *said[index + 1 : index + 2])
    return any(word not in {said[index], None} for word in around)


def _suggestion(fact: Fact | Derived, value: AnswerValue, rung: Rung, near: bool, group: str) -> Suggestion:
    picked = next((option for option in fact.options if option.id == value), None) if fact.type == "choice" else None
    above = None
    if picked is not None and fact.options.index(picked) + 1 < len(fact.options):
        above = fact.options[fact.options.index(picked) + 1]
    reason = say("interview", "reason", rung=rung.name, anchor=rung.anchor or rung.name)
    return Suggestion(fact=fact, value=value, reason=reason, near=near, next_up=above, group=group)


def suggestion_words(each: Suggestion) -> str:
    """Return a suggestion in words: the fact and the value."""
    return say("interview", "suggests", name=each.fact.name, value=value_words(each.fact, each.value))
