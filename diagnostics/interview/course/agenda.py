"""The plan of the visit: who is asked what, where, for how many minutes, and what is left behind at the end.

The order saves walking and never asks somebody twice: first the owner, then the offices, then the line walk. A part is
one interviewee at one place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import get_args

from diagnostics.interview.course.stop_rule import items_of
from diagnostics.model.content.facts import Interviewee, Location, Section
from diagnostics.model.content.library import Library
from diagnostics.scoring.engine.needs import Items

# IT before finance, because whether the cloud is used decides what finance is asked for.
VISIT_ORDER: tuple[Interviewee, ...] = (
    "owner", "it", "finance", "hr", "sales", "service", "purchasing", "rnd", "process",
    "production", "equipment", "quality", "energy", "safety", "warehouse",
)  # fmt: skip
PLACES: tuple[Location, ...] = ("office", "server_room", "lab", "workshop", "warehouse")

# A row of a table takes about as long as a question; what an item weighs when the minutes of a section are shared out.
_WEIGHT_OF_TABLE = 4
_WEIGHT_OF_CARD = 2


@dataclass(frozen=True)
class AgendaPart:
    """The questions for one interviewee at one place: items in their order, with section and minutes."""

    who: Interviewee
    where: Location
    items: tuple[tuple[Section, str], ...]
    minutes: Mapping[str, Fraction]

    @property
    def names(self) -> tuple[str, ...]:
        """Ids of facts, tables and cards."""
        return tuple(name for _, name in self.items)


def plan_visit(library: Library, wanted: Items, *, opened: Iterable[str] = ()) -> tuple[AgendaPart, ...]:
    """Return the parts of a visit in their order; items without anything wanted are left out.

    Args:
        library: content with the sections.
        wanted: facts and tables worth asking.
        opened: optional sections that somebody chose to ask.
    """
    chosen = frozenset(opened)
    sections = [section for section in library.sections.values() if not section.optional or section.id in chosen]
    sections.sort(key=lambda each: not selects(library, each))  # what decides which questions there are comes first
    parts = []
    for who in (*VISIT_ORDER, *(arg for arg in get_args(Interviewee) if arg not in VISIT_ORDER)):
        for where in PLACES:
            here = [section for section in sections if (section.who, section.where) == (who, where)]
            items = tuple(_wanted_items(library, here, wanted, chosen))
            if items:
                parts.append(AgendaPart(who, where, items, _minutes(library, items)))
    return tuple(parts)


def selects(library: Library, section: Section) -> bool:
    """Whether a section asks what decides which questions there are."""
    return any(name in library.facts and library.facts[name].profile for name in section.items)


def _wanted_items(
    library: Library, sections: Iterable[Section], wanted: Items, opened: frozenset[str]
) -> Iterator[tuple[Section, str]]:
    for section in sections:
        for name in section.items:
            if section.id in opened or wanted.intersection(items_of(library, name)):
                yield section, name


def _minutes(library: Library, items: Iterable[tuple[Section, str]]) -> dict[str, Fraction]:
    """Share out the minutes of every section: what is not asked takes no time."""
    found = {}
    for section, name in items:
        whole = sum(_weight(library, item) for item in section.items)
        found[name] = section.minutes * _weight(library, name) / whole
    return found


def _weight(library: Library, name: str) -> int:
    if name in library.tables:
        return _WEIGHT_OF_TABLE
    return _WEIGHT_OF_CARD if name in library.cards else 1
