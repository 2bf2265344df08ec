"""Reads what forms of the expression language are made of: lists, texts, numbers, and no keys but those of the form."""

from __future__ import annotations

from collections.abc import Callable, Set
from fractions import Fraction
from typing import Any

from diagnostics.content.yaml.reader import INVALID, Reader, shown
from diagnostics.content.yaml.yaml_nodes import Mapping, Node, Scalar, Sequence
from diagnostics.words.catalogue import name_of, near_miss


def refuse_other_keys(reader: Reader, mapping: Mapping, known: Set[str]) -> None:
    """Report the keys of a form that it does not have."""
    for key in mapping.by_key:
        if key not in known:
            reader.report(
                "KEY-01", mapping.key_place(key), key=key, near=near_miss(key, known), known="、".join(sorted(known))
            )


def filled_list(reader: Reader, node: Node, key: str, read: Callable[[Reader, Node], Any]) -> Any:
    """Read a list of at least one; INVALID when something of it is wrong (and reported)."""
    if not isinstance(node, Sequence) or not node.items:
        return reader.report("TYPE-01", node.place, expected=name_of("types", "full_list"), what=key, got=shown(node))
    items = [read(reader, item) for item in node.items]
    return INVALID if any(item is INVALID for item in items) else tuple(items)


def text_of(reader: Reader, node: Node, key: str) -> Any:
    """Read a text."""
    return reader.typed(str, node, key)


def texts_of(reader: Reader, mapping: Mapping, key: str) -> Any:
    """Read one text or a list of at least one."""
    node = mapping.get(key)
    if node is None:
        return reader.report("KEY-02", mapping.place, key=key, what=name_of("nouns", "condition"))
    if isinstance(node, Scalar):
        return (node.text,)
    if isinstance(node, Sequence) and not node.items:
        return reader.report("TYPE-01", node.place, expected=name_of("types", "full_list"), what=key, got=shown(node))
    return reader.typed(tuple[str, ...], node, key)


def optional(reader: Reader, mapping: Mapping, key: str, read: Callable[[Reader, Node], Any]) -> Any:
    """Read what stands under a key; None where it is absent."""
    node = mapping.get(key)
    return None if node is None else read(reader, node)


def number_or(reader: Reader, mapping: Mapping, key: str, default: Fraction | None) -> Any:
    """Read a number; the default where it is absent."""
    node = mapping.get(key)
    return default if node is None else reader.typed(Fraction, node, key)


def whole_within(reader: Reader, node: Node, key: str, low: int, high: int) -> Any:
    """Read a whole number between two limits."""
    value = reader.typed(int, node, key)
    if value is INVALID or low <= value <= high:
        return value
    return reader.report("TYPE-06", node.place, what=key, got=value, low=low, high=high)
