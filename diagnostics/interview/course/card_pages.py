"""The suggestions of a tap as a page with one key: a line per fact; equal points of a group share one. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from diagnostics.answers.typed.spoken import value_words
from diagnostics.interview.course.cards import Suggestion
from diagnostics.interview.screen.layout import COLUMNS, cut
from diagnostics.model.content.library import Library
from diagnostics.words.catalogue import say


@dataclass(frozen=True)
class FarPage:
    """A page of suggestions to confirm: its lines, and which suggestions (counted from 0) stand on it."""

    lines: tuple[str, ...]
    numbers: tuple[int, ...]


def far_pages(library: Library, far: Sequence[Suggestion], rows: int, *, at_site: bool = False) -> list[FarPage]:
    """Lay out the suggestions that one key confirms, so many rows to a page; at a site the firm's own are named."""
    lines = list(_lines(library, far, at_site=at_site))
    return [
        FarPage(
            tuple(text for text, _ in lines[start : start + rows]),
            tuple(number for _, numbers in lines[start : start + rows] for number in numbers),
        )
        for start in range(0, len(lines), rows)
    ]


def of_firm(library: Library, fact: str, *, at_site: bool) -> str:
    """Return the words that a fact asked at a site is of the firm as a whole, or an empty text."""
    return say("interview_cards", "of_firm") if at_site and library.subject_of(fact) == "firm" else ""


def _lines(library: Library, far: Sequence[Suggestion], *, at_site: bool) -> Iterator[tuple[str, tuple[int, ...]]]:
    index = 0
    while index < len(far):
        first, end = far[index], index + 1
        while first.group and end < len(far) and _alike(first, far[end]):
            end += 1
        numbers = tuple(range(index, end))
        lead = f"{index + 1:>3}  " if len(numbers) == 1 else f"{index + 1:>2}–{end} "
        words = _words(library, far[index:end]) + of_firm(library, first.fact.id, at_site=at_site)
        yield cut(lead + words, COLUMNS), numbers
        index = end


def _alike(one: Suggestion, other: Suggestion) -> bool:
    return one.group == other.group and one.value == other.value


def _words(library: Library, alike: Sequence[Suggestion]) -> str:
    first = alike[0]
    value = value_words(first.fact, first.value)
    if not first.group:
        return say("interview_cards", "far", name=first.fact.name, value=value)
    names = say("words", "or_joint").join(each.fact.name for each in alike)
    return say("interview_cards", "far_points", group=group_name(library, first), value=value, names=names)


def group_name(library: Library, point: Suggestion) -> str:
    """Return the name of the group of a point: of the indicator it counts for, with its level."""
    for standard in library.standards.values():
        nodes = {node.id: node for node in standard.nodes}
        leaf = nodes.get(point.fact.id)
        if leaf is not None and leaf.level is not None and leaf.parent in nodes:
            return say("interview_cards", "group", name=nodes[leaf.parent].name, level=leaf.level)
    return point.group
