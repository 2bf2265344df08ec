"""Everything a firm may take: the catalogue, what it has to put to better use, smaller scopes, its own projects.

In: the content and what consultant and firm fixed. Out: the content with all of that as remedies, so that the planner
knows one kind of thing only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from diagnostics.model.content.library import Library
from diagnostics.model.content.remedies import Cost, Remedy
from diagnostics.model.results.plans import BETWEEN, DEEPENED, OwnProject, PlanWishes, scope_of
from diagnostics.words.catalogue import say
from diagnostics.words.names import without_remark


def is_scope(offer: str) -> bool:
    """Whether an offer is a smaller extent of a remedy."""
    return bool(scope_of(offer)[1])


def stock(
    library: Library, wishes: PlanWishes, owned: Callable[[Remedy], bool], fits: Callable[[Remedy], bool]
) -> Library:
    """Return the content with everything the firm may take as remedies.

    A project of the firm's own does what the remedy it is like does, at its own price. One that is pinned is done also
    where the firm has such a thing already (another workshop, a larger scope): that is why somebody insisted. What the
    firm has and nothing of the catalogue that fits it deepens is put to better use.
    """
    found: dict[str, Remedy] = {}
    extended = {name for remedy in library.remedies.values() if fits(remedy) for name in remedy.extends}
    for remedy in library.remedies.values():
        has = owned(remedy)
        for scope in () if has else _scopes(remedy):  # before the whole: of two equal choices the smaller one is taken
            found[scope.id] = scope
        found[remedy.id] = replace(remedy, group=remedy.group or remedy.id) if remedy.scopes else remedy
        if has and remedy.id not in extended and remedy.effects:
            deeper = _deepened(remedy)
            found[deeper.id] = deeper
    for project in wishes.projects:
        own = _own(project, library)
        found[own.id] = replace(own, has=None) if own.id in wishes.pinned else own
    return replace(library, remedies=found)


def _deepened(remedy: Remedy) -> Remedy:
    """Return what puts a thing that the firm has to better use: it does what the thing does, and buys it not again."""
    key = "deepen_own" if remedy.own_measure else "deepen"
    return replace(
        remedy, id=f"{remedy.id}{BETWEEN}{DEEPENED}", name=say("plan", key, name=remedy.name), has=None, group="",
        cost=None, extends=(remedy.id, *remedy.extends), scopes=(), against=(), base=False,
    )  # fmt: skip


def _scopes(remedy: Remedy) -> Iterator[Remedy]:
    for scope in remedy.scopes:
        name = say("plan", "scope", name=without_remark(remedy.name), scope=scope.name)
        yield replace(
            remedy, id=f"{remedy.id}{BETWEEN}{scope.id}", name=name, what=scope.what, effects=scope.effects,
            solves=scope.solves, cost=scope.cost, months=scope.months or remedy.months, needs=scope.needs,
            group=remedy.group or remedy.id, scopes=(), extends=(), people=None,
        )  # fmt: skip


def _own(project: OwnProject, library: Library) -> Remedy:
    pattern = library.remedies.get(project.like) or Remedy(id=project.like, name=project.name)
    price = None if project.cost is None else Cost(fixed_wan=project.cost)
    return replace(
        pattern, id=project.id, name=project.name, cost=price, months=project.months or pattern.months,
        group=pattern.group or project.like, own_measure=False, note=project.reason, scopes=(), extends=(),
    )  # fmt: skip
