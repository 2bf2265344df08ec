"""The shorthand of remedies: effects on a prefix of facts, and what a remedy does because it extends another.

An effect on `procurement.L2` is one on every fact that begins with `procurement.L2.`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from diagnostics.model.content.library import Library
from diagnostics.model.content.remedies import HOWS, Effect, Remedy, Solves


def expand_remedies(library: Library) -> dict[str, Remedy]:
    """Return the remedies with every prefix replaced by the facts that it stands for, and with what they extend.

    Unknown names stay as they are. What a remedy says of a single fact, or of a longer prefix, outranks what it says
    of a shorter one.
    """
    expanded = {key: _expanded(remedy, library) for key, remedy in library.remedies.items()}
    return {key: _extended(remedy, expanded) for key, remedy in expanded.items()}


def _extended(remedy: Remedy, remedies: Mapping[str, Remedy], above: frozenset[str] = frozenset()) -> Remedy:
    """Return a remedy that also does and solves what it extends; a circle ends where it began."""
    above |= {remedy.id}
    for name in remedy.extends:
        if name in remedies and name not in above:
            base = _extended(remedies[name], remedies, above)
            effects, solves = _with_effects(remedy.effects, base.effects), _with_solves(remedy.solves, base.solves)
            remedy = replace(remedy, effects=effects, solves=solves)
    return remedy


def _with_effects(own: tuple[Effect, ...], further: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """What a remedy itself does to a fact wins; of several options it picks its own and the further ones."""
    found = {each.fact or each.key: each for each in own}
    for each in further:
        mine = found.setdefault(each.fact or each.key, each)
        if isinstance(mine.to, tuple) and isinstance(each.to, tuple):
            found[each.fact] = replace(mine, to=tuple(dict.fromkeys((*mine.to, *each.to))))
    return tuple(found.values())


def _with_solves(own: tuple[Solves, ...], further: tuple[Solves, ...]) -> tuple[Solves, ...]:
    """For each pain the stronger of the two holds, its own where they are alike."""
    theirs = {each.pain: each for each in further}
    said = {each.pain for each in own}
    kept = [min(each, theirs.get(each.pain, each), key=lambda one: HOWS.index(one.how)) for each in own]
    return (*kept, *(each for pain, each in theirs.items() if pain not in said))


def _expanded(remedy: Remedy, library: Library) -> Remedy:
    scopes = (replace(scope, effects=_single(scope.effects, library)) for scope in remedy.scopes)
    return replace(remedy, effects=_single(remedy.effects, library), scopes=tuple(scopes))


def _single(effects: Sequence[Effect], library: Library) -> tuple[Effect, ...]:
    found: dict[object, Effect] = {}
    for effect in sorted(effects, key=lambda each: (each.fact.count("."), _is_fact(each.fact, library))):
        for member in _members(effect, library):
            found[member.fact or member.key] = member
    order = [member.fact or member.key for effect in effects for member in _members(effect, library)]
    return tuple(found[key] for key in dict.fromkeys(order))


def _is_fact(name: str, library: Library) -> bool:
    return name in library.facts or name in library.derived


def _members(effect: Effect, library: Library) -> Iterator[Effect]:
    names = [name for name in (*library.facts, *library.derived) if name.startswith(f"{effect.fact}.")]
    if not effect.fact or _is_fact(effect.fact, library) or not names:
        yield effect
        return
    for name in names:
        yield replace(effect, fact=name)
