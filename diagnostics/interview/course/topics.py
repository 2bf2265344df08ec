"""The meaning of a few typed words: the card, table or question with the best fitting name. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from diagnostics.model.content.library import Library

NO_FIT = 99


@dataclass(frozen=True)
class Topic:
    """The subject of a finding: its name for the reader, its facts and tables."""

    name: str
    about: tuple[str, ...]


def topic_of(library: Library, name: str) -> Topic:
    """Return a card, a table or a fact as what a finding is about; a card means what it confirms."""
    if name in library.cards:
        return Topic(library.cards[name].name, library.cards[name].confirms)
    return Topic(library.tables[name].name if name in library.tables else library.named(name).name, (name,))


def find_topic(library: Library, wanted: str) -> Topic | None:
    """Return the card, table or question nearest to some words; None where nothing has them in its name."""
    name = nearest(library, wanted, ((each, "") for each in _named(library)))
    return topic_of(library, name) if name else None


def _named(library: Library) -> Iterator[str]:
    yield from library.cards
    yield from library.tables
    yield from (fact.id for fact in library.facts.values() if fact.question is not None)


def nearest(library: Library, wanted: str, items: Iterable[tuple[str, str]]) -> str:
    """Return the item whose names fit the words best, of several the first; empty: none does.

    Args:
        library: content with the names.
        wanted: what somebody typed.
        items: ids of cards, tables and facts, each with the name of its section (empty: none).
    """
    fits = [(_distance(library, wanted, name, section), name) for name, section in items]
    best = min((distance for distance, _ in fits), default=NO_FIT)
    return next((name for distance, name in fits if distance == best < NO_FIT), "")


def _distance(library: Library, wanted: str, name: str, section: str) -> int:
    """How far words are from an item: nearest its id or name, then its topic, then a question on it."""
    facts = library.cards[name].confirms if name in library.cards else (name,)
    if name in library.tables:
        topics, questions = [library.tables[name].name], []
    else:
        topics = [library.cards[name].name] if name in library.cards else []
        questions = [library.named(fact).name for fact in facts]
    steps = (
        wanted == name or wanted in {*facts, *topics, *questions},
        any(topic.startswith(wanted) for topic in topics),
        any(each.startswith(wanted) for each in (*questions, section)),
        any(wanted in each for each in (*topics, section)),
        any(wanted in question for question in questions),
    )
    return steps.index(True) if True in steps else NO_FIT
