"""Effective weights: how much of a standard's whole each node is, in percent."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from diagnostics.model.content.standards import Node, Standard

_WHOLE = Fraction(100)


def effective_weights(standard: Standard, option: str = "") -> dict[str, float]:
    """Return the share of every node in the root above it, in percent.

    Under a mean a child has its weight among its siblings, under a sum its highest points among theirs.

    Args:
        standard: its nodes stand parents before children.
        option: which weights count where they differ by a fact; a node without a weight for it is out of play.
    """
    below: dict[str, list[Node]] = {}
    for node in standard.nodes:
        below.setdefault(node.parent, []).append(node)
    most = _most_points(standard, below)
    found: dict[str, Fraction] = dict.fromkeys((root.id for root in below.get("", [])), _WHOLE)
    for node in standard.nodes:
        children = below.get(node.id, [])
        parts = [most[child.id] if node.roll_up == "sum" else _weight(child, option) for child in children]
        whole = sum(parts, Fraction(0))
        for child, part in zip(children, parts, strict=True):
            found[child.id] = found[node.id] * part / whole if whole else Fraction(0)
    return {name: float(share) for name, share in found.items()}


def _most_points(standard: Standard, below: Mapping[str, list[Node]]) -> dict[str, Fraction]:
    most: dict[str, Fraction] = {}
    for node in reversed(standard.nodes):
        parts = [most[child.id] for child in below.get(node.id, [])]
        if node.is_leaf:
            most[node.id] = node.max or Fraction(0)
        else:
            most[node.id] = sum(parts, Fraction(0)) if node.roll_up == "sum" else max(parts, default=Fraction(0))
    return most


def _weight(node: Node, option: str) -> Fraction:
    if isinstance(node.weight, Mapping):
        return node.weight.get(option, Fraction(0))
    return node.weight
