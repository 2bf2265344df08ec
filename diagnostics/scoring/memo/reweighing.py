"""The parts of a standard that other weights leave unchanged: every diagnosis asks for the alternative weights."""

from __future__ import annotations

from collections.abc import Mapping, Set

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.library import Library
from diagnostics.model.content.standards import Node, Standard, Weight
from diagnostics.scoring.memo.memory import Kept

_SCORED = (ex.NodeScore, ex.NodeCount, ex.AnsweredCount, ex.AnsweredShare, ex.LadderLevel, ex.ConditionRef)
_PLAIN: Kept[frozenset[str]] = Kept(8)
_UNMOVED: Kept[list[str]] = Kept(256)


def plain_facts(library: Library) -> frozenset[str]:
    """Return the facts, raw and derived, that rest on answers and tables alone: on no score, however far down."""
    return _PLAIN.of((library.facts, library.derived), lambda: _plain(library))


def _plain(library: Library) -> frozenset[str]:
    below: dict[str, list[ex.Expression]] = {}
    for fact in library.facts.values():
        below[fact.id] = list(ex.walk(fact.ask_when)) if fact.ask_when is not None else []
    for item in library.derived.values():
        sources = [*([item.value] if item.value is not None else []), *(case.when for case in item.cases)]
        below[item.id] = [part for source in sources for part in ex.walk(source)]
    plain = set(below)
    while lost := {name for name in plain if not all(_is_plain(part, plain) for part in below[name])}:
        plain -= lost
    return frozenset(plain)


def _is_plain(part: ex.Expression, plain: Set[str]) -> bool:
    return part.fact in plain if isinstance(part, ex.FactRef) else not isinstance(part, _SCORED)


def unmoved_nodes(before: Standard, after: Standard, library: Library) -> list[str]:
    """Return the nodes whose scores are the same under both weights.

    Nothing below them has another weight or other points, their leaves rest on plain facts alone, and the same subjects
    leave them, or a node above them, out.

    Args:
        before, after: one standard, with the same nodes in the same order.
        library: where the facts are defined.
    """
    return _UNMOVED.of((before, after, library.facts, library.derived), lambda: _unmoved(before, after, library))


def _unmoved(before: Standard, after: Standard, library: Library) -> list[str]:
    plain = plain_facts(library)
    moved = {node.id for node in after.nodes if node.weight != before.by_id[node.id].weight}
    options = {option.id for option in library.named(after.weights_by).options} if after.weights_by else set()
    steady: set[str] = set()
    for node in reversed(after.nodes):  # children stand after their parents
        children = {child.id for child in after.below.get(node.id, ())}
        same_points = node.points == before.by_id[node.id].points
        if same_points and _rests_on(node, plain) if node.is_leaf else children <= steady and not children & moved:
            steady.add(node.id)
    in_play: dict[str, bool] = {}
    for node in after.nodes:
        same = _left_out(node.weight, options) == _left_out(before.by_id[node.id].weight, options)
        in_play[node.id] = same and in_play.get(node.parent, True)
    return [node.id for node in after.nodes if node.id in steady and in_play[node.id]]


def _rests_on(leaf: Node, plain: Set[str]) -> bool:
    return leaf.points is not None and all(_is_plain(part, plain) for part in ex.walk(leaf.points))


def _left_out(weight: Weight, options: Set[str]) -> Set[str]:
    return options - weight.keys() if isinstance(weight, Mapping) else frozenset()
