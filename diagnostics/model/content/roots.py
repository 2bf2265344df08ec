"""Dependencies of content: the raw facts and tables behind a fact, the point tables behind criteria."""

from __future__ import annotations

from diagnostics.model.content.criteria import condition_of
from diagnostics.model.content.expressions import FactRef, NodeScore, walk
from diagnostics.model.content.library import Library


def rests_on(fact: str, library: Library, seen: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the raw facts and tables that a fact is computed from, itself included."""
    derived = library.derived.get(fact)
    if derived is None or fact in seen:
        return frozenset({fact})
    found = {fact}
    for source in (*([derived.value] if derived.value else []), *(case.when for case in derived.cases)):
        for part in walk(source):
            table = getattr(part, "table", "")
            if isinstance(part, FactRef):
                found |= rests_on(part.fact, library, seen | {fact})
            elif table:
                found.add(str(table))
    return frozenset(found)


def facts_named(names: tuple[str, ...], library: Library) -> frozenset[str]:
    """Return the raw facts and tables behind names; a name may be a prefix that stands for all facts below it."""
    whole = {fact for name in names for fact in library.facts if fact.startswith(f"{name}.")}
    return frozenset(part for name in {*names, *whole} for part in rests_on(name, library))


def point_tables(library: Library) -> frozenset[str]:
    """Return the standards that only count points for criteria sets and have no level or status of their own."""
    asked = {
        part.standard
        for criteria in library.criteria.values()
        for criterion in criteria.conditions
        for part in walk(condition_of(criterion))
        if isinstance(part, NodeScore)
    }
    standards = (library.standards[name] for name in asked & library.standards.keys())
    return frozenset(standard.id for standard in standards if not standard.ladders and not standard.first_match)
