"""Where a criteria set holds, as its `jurisdiction` says in words: a province, a place in one, or the whole country."""

from __future__ import annotations

from diagnostics.model.content.facts import Option
from diagnostics.model.content.library import Library

PROVINCE = "registered_province"  # the fact; its options are the provinces
NATIONAL = "全国"


def provinces(library: Library) -> tuple[Option, ...]:
    """Return the provinces; none where the content does not ask where a firm is registered."""
    fact = library.facts.get(PROVINCE)
    return fact.options if fact is not None else ()


def province_of(jurisdiction: str, library: Library) -> str:
    """Return the province that a place lies in, by its option; empty for the whole country."""
    return next((each.id for each in provinces(library) if jurisdiction.startswith(each.name)), "")


def is_place(jurisdiction: str, library: Library) -> bool:
    """Whether it is the whole country or begins with the name of a province, as far as the content knows provinces."""
    return jurisdiction == NATIONAL or not provinces(library) or bool(province_of(jurisdiction, library))


def read_province(text: str, library: Library) -> str:
    """Return the province that a person named by its id, its name or the beginning of it; empty if none or several."""
    known = provinces(library)
    exact = [each.id for each in known if text in {each.id, each.name}]
    found = exact or [each.id for each in known if text and each.name.startswith(text)]
    return found[0] if len(found) == 1 else ""
