"""The shorthand of remedies: an effect on `procurement.L2` is one on every fact that begins with `procurement.L2.`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from diagnostics.model.content.library import Library
from diagnostics.model.content.remedies import Effect, Remedy


def expand_effects(library: Library) -> dict[str, Remedy]:
    """Return the remedies with every prefix replaced by the facts that it stands for; unknown names stay as they are.

    What a remedy says of a single fact, or of a longer prefix, outranks what it says of a shorter one.
    """
    return {key: _expanded(remedy, library) for key, remedy in library.remedies.items()}


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
