"""How many screens a part of the visit takes: a card, a table, a question by itself, a list of short ones. Pure.

The plan counts with it, and the simulations that compare the depths; the lists are those that the interview shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from diagnostics.interview.course.agenda import AgendaPart
from diagnostics.interview.course.short_list import LIST_ROWS, ListEntry, is_short, pages
from diagnostics.model.content.facts import Section
from diagnostics.model.content.library import Library
from diagnostics.scoring.engine.needs import Needs

Screen = tuple[str, ...]


def screens_of(library: Library, needs: Needs, part: AgendaPart, asked: Iterable[str]) -> list[Screen]:
    """Return the screens on which some items of a part are asked, each with its items.

    Args:
        library: content.
        needs: tells which question waits for another one.
        part: an interviewee at a place.
        asked: items of the part (facts, tables, cards) that are asked.
    """
    wanted = frozenset(asked)
    sections = {section.id: section for section, _ in part.items}.values()
    return [screen for section in sections for screen in _of_section(library, needs, section, wanted)]


def waits(library: Library, needs: Needs, name: str, before: Iterable[str]) -> bool:
    """Whether it depends on one of these questions whether this one is asked at all."""
    condition = getattr(library.named(name), "ask_when", None)
    return condition is not None and not needs.below(condition).isdisjoint(before)


def _of_section(library: Library, needs: Needs, section: Section, wanted: frozenset[str]) -> Iterator[Screen]:
    stretch: list[str] = []
    for name in section.items:
        if section.together and is_short(library, name):
            stretch += [name] if name in wanted else []
            continue
        yield from _lists(library, needs, stretch)
        stretch = []
        if name in wanted:
            yield (name,)
    yield from _lists(library, needs, stretch)


def _lists(library: Library, needs: Needs, stretch: Sequence[str]) -> Iterator[Screen]:
    """Short questions that follow each other, page by page; what waits for an answer comes on a later page."""
    while stretch:
        together: list[str] = []
        later: list[str] = []
        for name in stretch:
            (later if waits(library, needs, name, together) else together).append(name)
        for page in pages([ListEntry(fact=library.named(name)) for name in together], LIST_ROWS):
            yield tuple(together[index] for index in page)
        stretch = later
