"""How much of a standard's whole each node is: in percent for content alone, exactly for one subject."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

from diagnostics.model.content.standards import Node, Standard, Weight

_WHOLE = Fraction(100)


def effective_weights(standard: Standard, option: str = "") -> dict[str, float]:
    """Return the share of every node in the root above it, in percent.

    Under a mean a child has its weight among its siblings, under a sum its highest points among theirs.

    Args:
        standard: its nodes stand parents before children.
        option: which weights count where they differ by a fact; a node without a weight for it is out of play.
    """
    most = _most_points(standard)
    found: dict[str, Fraction] = dict.fromkeys((root.id for root in standard.below.get("", ())), _WHOLE)
    for node in standard.nodes:
        children = standard.below.get(node.id, ())
        parts = [most[child.id] if node.roll_up == "sum" else _weight(child, option) for child in children]
        whole = sum(parts, Fraction(0))
        for child, part in zip(children, parts, strict=True):
            found[child.id] = found[node.id] * part / whole if whole else Fraction(0)
    return {name: float(share) for name, share in found.items()}


def shares_of_a_point(standard: Standard, option: str, counts: Callable[[Node], bool]) -> dict[str, Fraction]:
    """Return what one point of every node that counts adds to the root above it.

    Args:
        standard: its nodes stand parents before children.
        option: which weights count where they differ by a fact.
        counts: whether a node is in play.
    """
    found = {root.id: Fraction(1) for root in standard.below.get("", ()) if counts(root)}
    for node in standard.nodes:
        children = [child for child in standard.below.get(node.id, ()) if counts(child)] if node.id in found else []
        weights = [Fraction(1) if node.roll_up == "sum" else _weight(child, option) for child in children]
        whole = Fraction(1) if node.roll_up == "sum" else sum(weights, Fraction(0))
        for child, weight in zip(children, weights, strict=True):
            if weight:
                found[child.id] = found[node.id] * weight / whole
    return found


def with_weights(standard: Standard, weights: Mapping[str, Weight]) -> Standard:
    """Return the standard with the weights of some nodes replaced."""
    nodes = tuple(replace(node, weight=weights[node.id]) if node.id in weights else node for node in standard.nodes)
    return replace(standard, nodes=nodes)


def _most_points(standard: Standard) -> dict[str, Fraction]:
    most: dict[str, Fraction] = {}
    for node in reversed(standard.nodes):
        parts = [most[child.id] for child in standard.below.get(node.id, ())]
        if node.is_leaf:
            most[node.id] = node.max or Fraction(0)
        else:
            most[node.id] = sum(parts, Fraction(0)) if node.roll_up == "sum" else max(parts, default=Fraction(0))
    return most


def _weight(node: Node, option: str) -> Fraction:
    if isinstance(node.weight, Mapping):
        return node.weight.get(option, Fraction(0))
    return node.weight
