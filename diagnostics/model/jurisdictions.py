"""The place where a criteria set holds, by its `jurisdiction`: a province, a place in one, or the country."""

from __future__ import annotations

from diagnostics.model.content.facts import Option
from diagnostics.model.content.library import Library

PROVINCE = "registered_province"  # the fact; its options are the provinces
NATIONAL = "全国"
ENDINGS = ("省", "自治区")  # how a province that the fact does not know is recognised


def provinces(library: Library) -> tuple[Option, ...]:
    """Return the provinces that the content asks for, then those that only a set names; none where it asks for none."""
    fact = library.facts.get(PROVINCE)
    if fact is None:
        return ()
    places = {each.jurisdiction for each in library.criteria.values()}
    new = sorted(place for place in places if place.endswith(ENDINGS) and not _within(place, fact.options))
    return (*fact.options, *(Option(id=each, name=each) for each in new))


def province_of(jurisdiction: str, library: Library) -> str:
    """Return the province that a place lies in, by its option; empty for the whole country."""
    return _within(jurisdiction, provinces(library))


def is_place(jurisdiction: str, library: Library) -> bool:
    """Whether it is the whole country or lies in a province; always so where the content asks for none."""
    return jurisdiction == NATIONAL or PROVINCE not in library.facts or bool(province_of(jurisdiction, library))


def is_new(jurisdiction: str, library: Library) -> bool:
    """Whether it lies in a province that the fact does not know."""
    return any(province_of(jurisdiction, library) == province.name for province in provinces(library))


def read_province(text: str, library: Library) -> str:
    """Return the province that a person named by its id, its name or the beginning of it; empty if none or several."""
    known = provinces(library)
    exact = [each.id for each in known if text in {each.id, each.name}]
    found = exact or [each.id for each in known if text and each.name.startswith(text)]
    return found[0] if len(found) == 1 else ""


def _within(place: str, options: tuple[Option, ...]) -> str:
    return next((option.id for option in options if place.startswith(option.name)), "")
