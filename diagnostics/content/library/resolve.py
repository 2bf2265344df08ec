"""Makes content self-contained after reading: own references get the standard's id, tags become nodes, levels unroll.

After this step the engine sees no shorthand: every node score names its standard, counts over tags are counts of
conditions, a by-level standard is an ordinary tree with nodes such as `dom_production.L3`, and a criterion refers to no
other criterion by name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from typing import Any, TypeVar

from diagnostics.content.checks.checker import unknown_name, unknown_option
from diagnostics.content.library.card_groups import expand_cards
from diagnostics.content.library.effect_groups import expand_remedies
from diagnostics.model.content import expressions as ex
from diagnostics.model.content.criteria import CriteriaSet, condition_of
from diagnostics.model.content.facts import Fact
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Mark
from diagnostics.model.content.rules import Rule
from diagnostics.model.content.standards import Node, Standard
from diagnostics.words.catalogue import near_miss, problem
from diagnostics.words.problems import Problem

T = TypeVar("T")


def resolve_library(library: Library, problems: list[Problem]) -> Library:
    """Return the library with every shorthand resolved; unknown names are reported."""
    return replace(
        library,
        facts={key: _with_scale(fact, library, problems) for key, fact in library.facts.items()},
        cards=expand_cards(library),
        remedies=expand_remedies(library),
        standards={key: resolve_standard(standard, problems) for key, standard in library.standards.items()},
        rules={key: _resolve_rule(rule, library, problems) for key, rule in library.rules.items()},
        criteria={key: _resolve_set(each, problems) for key, each in library.criteria.items()},
    )


def rewrite(value: T, change: Callable[[ex.Expression], ex.Expression]) -> T:
    """Rebuild a tree of dataclasses, tuples and maps with `change` applied to every expression, children first."""
    result: Any = value
    if isinstance(value, tuple):
        result = tuple(rewrite(item, change) for item in value)
    elif isinstance(value, dict):
        result = {key: rewrite(item, change) for key, item in value.items()}
    elif is_dataclass(value) and not isinstance(value, type) and type(value).__module__.startswith("diagnostics.model"):
        changed = {each.name: rewrite(getattr(value, each.name), change) for each in fields(value)}
        if any(changed[name] is not getattr(value, name) for name in changed):
            result = replace(value, **changed)
    return change(result) if isinstance(result, ex.Expression) else result  # type: ignore[return-value]


def _with_scale(fact: Fact, library: Library, problems: list[Problem]) -> Fact:
    if not fact.scale:
        return fact
    scale = library.scales.get(fact.scale)
    if scale is None:
        problems.append(unknown_name("scale", fact.scale, library.scales, fact.place))
        return fact
    known = sorted({option.id for option in scale.options})
    problems += [unknown_option(name, known, fact.scale, fact.place) for name in fact.anchors if name not in known]
    options = tuple(replace(option, anchor=fact.anchors.get(option.id, option.anchor)) for option in scale.options)
    return replace(fact, options=options)


def resolve_standard(standard: Standard, problems: list[Problem]) -> Standard:
    """Unroll levels and resolve own references of one standard."""
    if standard.by_level is not None:
        standard = _unroll(standard, problems)
    return rewrite(standard, _own_references(standard, problems))


def _resolve_rule(rule: Rule, library: Library, problems: list[Problem]) -> Rule:
    """Own references of a rule are to the standard that it names."""
    standard = library.standards.get(rule.standard)
    if standard is None:
        return rule
    unrolled = standard if standard.by_level is None else _unroll(standard, [])  # its problems are reported with it
    return rewrite(rule, _own_references(unrolled, problems))


def _own_references(standard: Standard, problems: list[Problem]) -> Callable[[ex.Expression], ex.Expression]:
    """Return what gives the own references of a standard its id and turns tags into nodes."""
    nodes = {node.id: node for node in standard.nodes}

    def change(expression: ex.Expression) -> ex.Expression:
        if isinstance(expression, ex.NodeScore | ex.AnsweredShare | ex.LadderLevel) and not expression.standard:
            return replace(expression, standard=standard.id)
        if isinstance(expression, ex.AnsweredCount):
            return replace(
                expression, standard=standard.id, nodes=_tagged(expression.tags, nodes, expression, problems)
            )
        if isinstance(expression, ex.NodeCount):
            return _count_of_nodes(expression, standard, nodes, problems)
        return expression

    return change


def _tagged(
    tags: tuple[str, ...], nodes: dict[str, Node], expression: ex.Expression, problems: list[Problem]
) -> tuple[str, ...]:
    found = tuple(node.id for node in nodes.values() if set(tags) <= set(node.tags))
    if not found:
        known = sorted({tag for node in nodes.values() for tag in node.tags})
        near = next((miss for tag in tags if tag not in known and (miss := near_miss(tag, known))), "")
        problems.append(problem("REF-03", expression.place, tags="、".join(tags), known="、".join(known), near=near))
    return found


def _count_of_nodes(
    count: ex.NodeCount, standard: Standard, nodes: dict[str, Node], problems: list[Problem]
) -> ex.Expression:
    threshold = ex.Constant(count.at_least, place=count.place)
    found = _tagged(count.tags, nodes, count, problems)
    scores = [ex.NodeScore(standard.id, node, place=count.place) for node in found]
    return ex.CountOf(
        tuple(ex.Compare(score, "at_least", threshold, place=count.place) for score in scores), place=count.place
    )


def _unroll(standard: Standard, problems: list[Problem]) -> Standard:
    """One copy of the inner tree per level; leaves keep their ids and hang on the copy of their level."""
    assert standard.by_level is not None
    inner = [node for node in standard.nodes if not node.is_leaf]
    leaves = [node for node in standard.nodes if node.is_leaf]
    filled = {(leaf.parent, leaf.level) for leaf in leaves}
    bottom = {leaf.parent for leaf in leaves}
    for leaf in leaves:
        if leaf.level not in standard.by_level.levels:
            problems.append(problem("TREE-05", leaf.place, id=leaf.id, got=leaf.level))
    for node in standard.nodes:
        for said in sorted(node.anchors.keys() - set(map(str, standard.by_level.levels))):
            problems.append(problem("TREE-05", node.place, id=node.id, got=said))
    nodes: list[Node] = []
    for level in standard.by_level.levels:
        for node in inner:
            parent = f"{node.parent}.L{level}" if node.parent else ""
            copy = replace(node, id=f"{node.id}.L{level}", parent=parent, origin=node.id, level=level)
            if node.id in bottom and (node.id, level) not in filled:
                carried = _carried(copy, node, level, standard, filled)
                nodes += [carried] if carried else []
            else:
                nodes.append(copy)
        nodes += [replace(leaf, parent=f"{leaf.parent}.L{level}") for leaf in leaves if leaf.level == level]
    kept = _without_empty(nodes)
    return replace(standard, nodes=kept, weight_sets=_unroll_weights(standard, {node.id for node in kept}))


def _without_empty(nodes: list[Node]) -> tuple[Node, ...]:
    """Leave out copies with nothing below them at their level; a node empty at every level stays, as a fault."""
    above = {node.id: node for node in nodes}
    used: set[str] = set()
    for leaf in (node for node in nodes if node.is_leaf):
        parent = above.get(leaf.parent)
        while parent is not None and parent.id not in used:
            used.add(parent.id)
            parent = above.get(parent.parent)
    origins = {above[name].origin for name in used}
    return tuple(node for node in nodes if node.is_leaf or node.id in used or node.origin not in origins)


def _carried(
    copy: Node, node: Node, level: int, standard: Standard, filled: set[tuple[str, int | None]]
) -> Node | None:
    assert standard.by_level is not None
    lower = [each for each in standard.by_level.levels if each < level and (node.id, each) in filled]
    if standard.by_level.empty == "renormalise" or not lower:
        return None
    below = ex.NodeScore(standard.id, f"{node.id}.L{lower[-1]}", place=node.place)
    mark = max(copy.mark, Mark.house)
    own = [leaf.max for leaf in standard.nodes if leaf.parent == node.id and leaf.level == lower[-1] and leaf.max]
    most = max(own, default=Fraction(1))
    return replace(copy, points=below, roll_up=None, max=most, na="drop", mark=mark, tags=(*copy.tags, "carried"))


def _unroll_weights(standard: Standard, kept: set[str]) -> Any:
    assert standard.by_level is not None
    levels = standard.by_level.levels
    known = {node.id for node in standard.nodes}
    return tuple(
        replace(
            each,
            weights={
                f"{node}.L{level}": weight
                for node, weight in each.weights.items()
                for level in levels
                if f"{node}.L{level}" in kept or node not in known  # unknown names are reported later
            },
        )
        for each in standard.weight_sets
    )


def _resolve_set(criteria: CriteriaSet, problems: list[Problem]) -> CriteriaSet:
    known = {criterion.id: criterion for criterion in criteria.conditions}

    def inline(expression: ex.Expression, seen: tuple[str, ...]) -> ex.Expression:
        if not isinstance(expression, ex.ConditionRef):
            return expression
        name = expression.condition
        target = known.get(name)
        if target is None or name in seen:
            circle = problem("CYCLE-01", expression.place, path=" → ".join((*seen, name)))
            problems.append(unknown_name("condition", name, known, expression.place) if target is None else circle)
            return ex.AllOf((), place=expression.place)
        return rewrite(condition_of(target), lambda inner: inline(inner, (*seen, name)))

    return rewrite(criteria, lambda expression: inline(expression, ()))
