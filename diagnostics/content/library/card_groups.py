"""The shorthand of topic cards: a prefix (`procurement.L1`) stands for every fact whose id begins with it.

In `suggests` and `says` it stands for those that the card confirms. What a rung says of a longer prefix, or of a single
fact, outranks what it says of a shorter prefix.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from diagnostics.model.content.facts import Card, Rung
from diagnostics.model.content.library import Library


def expand_cards(library: Library) -> dict[str, Card]:
    """Return the cards with every prefix replaced by the facts that it stands for; unknown names stay as they are."""
    names = (*library.facts, *library.derived)
    return {key: _expanded(card, names) for key, card in library.cards.items()}


def group_names(names: Iterable[str]) -> dict[str, None]:
    """Return every prefix that stands for some of these facts, in their order."""
    return {prefix: None for name in names for prefix in _prefixes(name)}


def _prefixes(name: str) -> Iterator[str]:
    parts = name.split(".")
    for length in range(1, len(parts)):
        yield ".".join(parts[:length])


def _members(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the facts that a name stands for: itself where it is a fact, or where it is unknown."""
    names = tuple(names)
    if name in names:
        return (name,)
    return tuple(each for each in names if each.startswith(f"{name}.")) or (name,)


def _expanded(card: Card, names: tuple[str, ...]) -> Card:
    confirms = tuple(dict.fromkeys(member for name in card.confirms for member in _members(name, names)))
    return replace(card, confirms=confirms, ladder=tuple(_rung(rung, names, confirms) for rung in card.ladder))


def _rung(rung: Rung, names: tuple[str, ...], confirms: tuple[str, ...]) -> Rung:
    said = {name: value for values in rung.says.values() for name, value in values.items()}
    return replace(
        rung,
        suggests=_facts({**rung.suggests, **said}, names, confirms),
        says={words: _facts(values, names, confirms) for words, values in rung.says.items()},
    )


def _facts(values: Mapping[str, Any], names: tuple[str, ...], confirms: tuple[str, ...]) -> dict[str, Any]:
    """Return the values fact by fact, in the card's order."""
    found: dict[str, Any] = {}
    # shorter names first, so that what is said of a single fact comes last and wins
    for name in sorted(values, key=lambda each: (each in names, each.count("."))):
        members = _members(name, names)
        own = tuple(member for member in members if member in confirms)
        found.update(dict.fromkeys(own or members, values[name]))
    order = {name: index for index, name in enumerate(confirms)}
    return dict(sorted(found.items(), key=lambda item: order.get(item[0], len(order))))
