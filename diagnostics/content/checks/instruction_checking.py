"""Checks of the instructions (`do`): each leads somewhere, none is missing, no two alike, none names its option."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from diagnostics.model.content.asking import asked_by, asked_by_leaf, leaves_of
from diagnostics.model.content.criteria import CriteriaSet, Criterion, condition_of
from diagnostics.model.content.expressions import FactRef, walk
from diagnostics.model.content.facts import Derived, Fact, instruction, instruction_keys
from diagnostics.model.content.instructions import Do
from diagnostics.model.content.library import Library
from diagnostics.words.catalogue import near_miss, problem
from diagnostics.words.problems import Place, Problem

# Shorter names are everyday words (设备, 质量) that no sentence about the matter can do without.
SHORTEST_NAME = 3


@dataclass(frozen=True)
class Ask:
    """Something that a target asks of a firm: a key of a fact, or (without a key) a condition as a whole."""

    owner: str
    item: str
    key: str
    place: Place
    done: bool


def check_instructions(library: Library, problems: list[Problem]) -> None:
    """Add every problem of the instructions; the content is coherent otherwise."""
    for item in _answerable(library):
        _keys(item, problems)
    _alike(library, problems)
    for asks in asks_of(library):
        if any(ask.done for ask in asks):  # what has none at all prints none; among others a missing one is a gap
            for ask in asks:
                if not ask.done:
                    said = {"id": ask.item, "key": ask.key or "do", "owner": ask.owner}
                    problems.append(problem("DO-01", ask.place, warning=True, **said))


def asks_of(library: Library) -> Iterator[list[Ask]]:
    """Yield what default targets ask for, set by set, then standard by standard (level by level), each thing once."""
    for criteria in library.criteria.values():
        if criteria.default:
            yield _once(_asks_of_set(criteria, library))
    for standard in library.standards.values():
        if not standard.ladders:
            continue
        leaves = leaves_of(standard)
        for level in dict.fromkeys(own for _, _, own in leaves):
            asked = [found for _, points, own in leaves if own == level for found in asked_by_leaf(points, library)]
            yield _once([ask for name, keys in asked for ask in _asks(standard.id, name, keys, library)])


def _asks(owner: str, name: str, keys: tuple[str, ...], library: Library) -> list[Ask]:
    item = library.named(name)
    return [Ask(owner, name, key, item.place, instruction(item, key) is not None) for key in keys]


def _once(asks: list[Ask]) -> list[Ask]:
    return list({(ask.item, ask.key): ask for ask in asks}.values())


def _asks_of_set(criteria: CriteriaSet, library: Library) -> list[Ask]:
    found = []
    for condition in criteria.conditions:
        if condition.role == "reference":
            continue
        if condition.do is not None:
            found.append(Ask(criteria.id, condition.id, "", condition.place, True))
            continue
        asked = list(asked_by(condition_of(condition), library))
        if not asked and not _only_selects(condition, library):
            found.append(Ask(criteria.id, condition.id, "", condition.place, False))
        found += [ask for name, keys in asked for ask in _asks(criteria.id, name, keys, library)]
    return found


def _only_selects(criterion: Criterion, library: Library) -> bool:
    """Whether a condition looks only at what firm it is: nobody does anything about that."""
    parts = [part for part in walk(condition_of(criterion)) if isinstance(part, FactRef)]
    facts = [library.facts.get(part.fact) for part in parts]
    return bool(facts) and all(fact is not None and (fact.selects or fact.profile) for fact in facts)


def _keys(item: Fact | Derived, problems: list[Problem]) -> None:
    known = instruction_keys(item)
    names = {option.id: option.name for option in item.options}
    for key, done in item.do.items():
        if key not in known:
            near = near_miss(key, known)
            problems.append(problem("DO-02", done.place, id=item.id, key=key, near=near, known="、".join(known)))
            continue
        # the options of a shared scale are called alike everywhere: there it is the fact's own name that counts
        name = item.name if isinstance(item, Fact) and item.scale else names.get(key, item.name)
        if len(name) >= SHORTEST_NAME and name in done.what:
            problems.append(problem("DO-04", done.place, id=item.id, name=name))


def _alike(library: Library, problems: list[Problem]) -> None:
    first: dict[str, str] = {}
    for owner, done in sorted(instructions_of(library), key=lambda owned: owned[1].place):
        other = first.setdefault(done.what, owner)
        if other != owner:
            problems.append(problem("DO-03", done.place, id=owner, other=other, what=done.what))


def _answerable(library: Library) -> list[Fact | Derived]:
    return [*library.facts.values(), *library.derived.values()]


def instructions_of(library: Library) -> Iterator[tuple[str, Do]]:
    """Yield every instruction with the fact and key, or the set and condition, that it stands at."""
    for item in _answerable(library):
        for key, done in item.do.items():
            yield f"{item.id}.{key}", done
    for criteria in library.criteria.values():
        for condition in criteria.conditions:
            if condition.do is not None:
                yield f"{criteria.id}.{condition.id}", condition.do
