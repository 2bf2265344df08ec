"""Marks of overlays: what an overlay changes gets the overlay's mark, source and judge; the rest keeps its own.

A file's header gives defaults to everything below it. When an overlay is laid over a file, what it writes must not
borrow the mark of the file below, and what it does not touch must not take the mark of the overlay. So the defaults are
written into the entries before two layers are merged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_origin

from diagnostics.content.yaml.reader import hints_of, key_of
from diagnostics.content.yaml.yaml_nodes import Mapping as NodeMap
from diagnostics.content.yaml.yaml_nodes import Node, Scalar
from diagnostics.content.yaml.yaml_nodes import Sequence as NodeList
from diagnostics.model.content.expressions import Expression
from diagnostics.words.problems import Place

_SAID_OF = ("mark", "source", "judge")

Defaults = Mapping[str, Node]


def defaults_of(header: NodeMap) -> dict[str, Node]:
    """Return what a header says of the entries below it."""
    return {key: node for key in _SAID_OF if (node := header.get(key)) is not None}


def local_defaults(header: NodeMap) -> dict[str, Node]:
    """Return what holds for the entries of an overlay: what its header says, else that somebody here decided so."""
    return {"mark": Scalar("house", True, header.place), **defaults_of(header)}


def noun_below(noun: type[Any] | None, key: str) -> type[Any] | None:
    """Return the dataclass of the entries under a key of a noun, None where there are no such entries."""
    each = next((each for each in fields(noun) if key_of(each) == key), None) if noun is not None else None
    if noun is None or each is None:
        return None
    hints: Mapping[str, Any] = hints_of(noun)  # type: ignore[arg-type]  # a class is hashable
    return next(_dataclasses_in(hints[each.name]), None)


def _dataclasses_in(hint: Any) -> Iterator[type[Any]]:
    if isinstance(hint, type) and is_dataclass(hint):
        if not issubclass(hint, Expression):
            yield hint
    elif get_origin(hint) is not None:
        for part in get_args(hint):
            yield from _dataclasses_in(part)


def said_of(noun: type[Any] | None, defaults: Defaults) -> dict[str, Node]:
    """Return the defaults that a noun has a field for."""
    names = {each.name for each in fields(noun)} if noun is not None else set()
    return {key: node for key, node in defaults.items() if key in names}


def with_defaults(node: Node, noun: type[Any] | None, defaults: Defaults) -> Node:
    """Return a node in which every entry that carries a mark states its own."""
    if noun is None:
        return node
    if isinstance(node, NodeList):
        return NodeList(tuple(with_defaults(item, noun, defaults) for item in node.items), node.place)
    if not isinstance(node, NodeMap):
        return node
    items = {**said_of(noun, defaults), **below_with_defaults(node, noun, defaults)}
    return mapping_of(items, node)


def below_with_defaults(node: NodeMap, noun: type[Any] | None, defaults: Defaults) -> dict[str, Node]:
    """Return the values of a mapping, every entry below it stating its own mark; the mapping itself stays as it is."""
    return {key: with_defaults(value, noun_below(noun, key), defaults) for key, value in node.by_key.items()}


def mapping_of(items: dict[str, Node], *written: NodeMap) -> NodeMap:
    """Return a mapping of these values whose keys stand where the first of `written` has them."""
    keys = tuple((Scalar(key, True, _place_of(key, written)), value) for key, value in items.items())
    return NodeMap(keys, written[0].place, items)


def _place_of(key: str, written: tuple[NodeMap, ...]) -> Place:
    return next((each.key_place(key) for each in written if key in each.by_key), written[0].place)
