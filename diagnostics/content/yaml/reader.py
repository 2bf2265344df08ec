"""From nodes to the dataclasses of the model, driven by their type hints; every problem is collected.

A dataclass field is a key of the YAML mapping: required when it has no default. `Value` and `Condition` are read by
`content.expressions`. A field named `place` receives the place of the mapping.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Collection, Iterable, Iterator
from collections.abc import Mapping as AbstractMapping
from contextlib import contextmanager
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, Literal, TypeGuard, TypeVar, Union, get_args, get_origin, get_type_hints

from diagnostics.content.yaml.yaml_nodes import Mapping, Node, Scalar, Sequence
from diagnostics.model.content.expressions import Condition, FactRef, Value
from diagnostics.model.plain_text import clean_line
from diagnostics.words.catalogue import name_of, near_miss, problem
from diagnostics.words.problems import Place, Problem

T = TypeVar("T")
# No leading zeros: 007 is a number to some, a text to others and eight-based to the rest.
NUMBER = re.compile(r"[-+]?((0|[1-9]\d*)(\.\d*)?|\.\d+)", re.ASCII)
_MAX_DIGITS = 40
_INTEGER = re.compile(r"[-+]?(0|[1-9]\d{0,8})", re.ASCII)
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]*")
INVALID: Any = object()  # the value of a key that could not be read; a problem says why

ExpressionReader = Callable[["Reader", Node], Any]


@cache
def hints_of(cls: type) -> dict[str, Any]:
    """Return the resolved type hints of a dataclass."""
    return get_type_hints(cls)


def key_of(each: Field[Any]) -> str:
    """Return the YAML key of a dataclass field (`metadata={"key": …}` where Python reserves the word)."""
    return str(each.metadata.get("key", each.name))


class StrictReader:
    """Collects problems of nodes; each reader says by codes of its own what does not fit."""

    MISTYPED, NOT_ALLOWED, UNKNOWN_KEY, MISSING = "TYPE-01", "TYPE-02", "KEY-01", "KEY-02"

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems

    def report(self, code: str, place: Place, *, warning: bool = False, **values: object) -> Any:
        """Add a problem; returns INVALID so that a caller can pass it on."""
        self.problems.append(problem(code, place, warning=warning, **values))
        return INVALID

    def near(self, word: str, known: Iterable[str]) -> str:
        """Return "；是不是“…”？" for a near miss, or an empty text."""
        return near_miss(word, known)

    def mistyped(self, expected: str, node: Node, what: str) -> Any:
        """Report a node of another type than the expected one."""
        return self.report(self.MISTYPED, node.place, what=what, expected=expected, got=shown(node))

    def mapping(self, node: Node, what: str) -> Mapping | None:
        """Return the node as a mapping, or report."""
        if isinstance(node, Mapping):
            return node
        self.mistyped(name_of("types", "mapping"), node, what)
        return None

    def one_of(self, node: Node, what: str, allowed: Collection[str]) -> Any:
        """Read one of these words."""
        if isinstance(node, Scalar) and node.text in allowed:
            return node.text
        return self.not_allowed(node, what, allowed, "、".join(allowed))

    def not_allowed(self, node: Node, what: str, allowed: Collection[str], known: str) -> Any:
        """Report a value that is none of the allowed ones."""
        got = shown(node)
        return self.report(self.NOT_ALLOWED, node.place, what=what, got=got, near=self.near(got, allowed), known=known)

    def unknown_key(self, key: Scalar, known: Collection[str], what: str = "") -> None:
        """Report a key that nobody knows."""
        near = self.near(key.text, known)
        self.report(self.UNKNOWN_KEY, key.place, key=shown(key), what=what, near=near, known="、".join(known))

    def missing(self, place: Place, key: str, what: str) -> Any:
        """Report a key that must be there."""
        return self.report(self.MISSING, place, key=key, what=what)


class Reader(StrictReader):
    """Reads nodes into typed values and collects problems.

    Args:
        problems: receives what is wrong.
        read_value, read_condition: the readers of the expression language.
    """

    def __init__(self, problems: list[Problem], read_value: ExpressionReader, read_condition: ExpressionReader) -> None:
        super().__init__(problems)
        self._expressions: dict[Any, ExpressionReader] = {Value: read_value, Condition: read_condition}
        self._defaults: list[AbstractMapping[str, Node]] = []

    @contextmanager
    def defaults(self, header: AbstractMapping[str, Node]) -> Iterator[None]:
        """Keys that hold for every item of a file unless the item has its own (mark, source, judge)."""
        self._defaults.append(header)
        try:
            yield
        finally:
            self._defaults.pop()

    def read(self, cls: type[T], node: Node, skip: frozenset[str] = frozenset()) -> T | None:
        """Read a mapping into a dataclass; None when something in it is wrong (and reported).

        Args:
            skip: keys of the mapping that somebody else reads.
        """
        mapping = self.mapping(node, name_of("nouns", cls.__name__))
        if mapping is None:
            return None
        hints = hints_of(cls)  # type: ignore[arg-type]  # a class is hashable
        known = {key_of(each): each for each in fields(cls) if each.name != "place"}  # type: ignore[arg-type]
        for key_node, _ in mapping.items:
            if key_node.text not in known and key_node.text not in skip:
                self.unknown_key(key_node, known)
        values: dict[str, Any] = {}
        for key, each in known.items():
            child = mapping.get(key)
            if child is None:
                child = self._default_of(key)
            if child is not None:
                values[each.name] = self.typed(hints[each.name], child, key)
            elif each.default is MISSING and each.default_factory is MISSING:
                values[each.name] = self.missing(mapping.place, key, name_of("nouns", cls.__name__))
        if any(value is INVALID for value in values.values()):
            return None
        if "place" in hints:
            values["place"] = mapping.place
        return cls(**values)

    def _default_of(self, name: str) -> Node | None:
        if name in {"mark", "source", "judge"}:
            for header in reversed(self._defaults):
                if name in header:
                    return header[name]
        return None

    def typed(self, hint: Any, node: Node, key: str) -> Any:
        """Read a node as a type hint says; INVALID when it does not fit."""
        if hint in self._expressions:
            return self._expressions[hint](self, node)
        if hint is FactRef:
            return self._fact_ref(node)
        origin = get_origin(hint)
        if origin in (Union, types.UnionType):
            return self._union(hint, node, key)
        if origin is Literal:
            return self.one_of(node, key, get_args(hint))
        if origin is tuple:
            return self._tuple(get_args(hint), node, key)
        if origin is not None and issubclass(origin, AbstractMapping):
            return self._map(get_args(hint)[1], node, key)
        if isinstance(hint, type) and is_dataclass(hint):
            value = self.read(hint, node)
            return INVALID if value is None else value
        if isinstance(hint, type) and issubclass(hint, Enum):
            return self._enum(hint, node, key)
        return self._scalar(hint, node, key)

    def _fact_ref(self, node: Node) -> Any:
        value = self._expressions[Value](self, node)
        if value is INVALID or isinstance(value, FactRef):
            return value
        return self.mistyped(name_of("types", "fact"), node, name_of("types", "value"))

    def _union(self, hint: Any, node: Node, key: str) -> Any:
        options = [arg for arg in get_args(hint) if arg is not type(None)]
        for language, read in self._expressions.items():  # `Value | None` is one flat union to Python
            if set(options) == set(get_args(language)):
                return read(self, node)
        if len(options) == 1:
            return self.typed(options[0], node, key)
        if isinstance(node, Mapping):
            maps = [option for option in options if get_origin(option) is not None and not _is_tuple(option)]
            if maps:
                return self.typed(maps[0], node, key)
        if isinstance(node, Sequence):
            tuples = [option for option in options if _is_tuple(option)]
            if tuples:
                return self.typed(tuples[0], node, key)
        if isinstance(node, Scalar):
            for kind in (bool, int, Fraction, date, str):
                if kind in options and _fits(kind, node):
                    return self._scalar(kind, node, key)
            literals = [option for option in options if get_origin(option) is Literal]
            if literals:
                return self.one_of(node, key, get_args(literals[0]))
        return self.mistyped(_type_name(hint), node, key)

    def _enum(self, enum: type[Enum], node: Node, key: str) -> Any:
        value = self.one_of(node, key, tuple(each.name for each in enum))
        return value if value is INVALID else enum[value]

    def _tuple(self, args: tuple[Any, ...], node: Node, key: str) -> Any:
        if isinstance(node, Scalar) and args == (str, ...) and key == "source":
            return (node.text,)  # one source may stand alone
        if not isinstance(node, Sequence):
            return self.mistyped(name_of("types", "list"), node, key)
        kinds = [args[0]] * len(node.items) if len(args) == 2 and args[1] is Ellipsis else list(args)
        if len(kinds) != len(node.items):
            return self.report("TYPE-03", node.place, what=key, expected=len(kinds), got=len(node.items))
        items = [self.typed(kind, item, key) for kind, item in zip(kinds, node.items, strict=True)]
        return INVALID if any(item is INVALID for item in items) else tuple(items)

    def _map(self, value_hint: Any, node: Node, key: str) -> Any:
        mapping = self.mapping(node, key)
        if mapping is None:
            return INVALID
        values = {scalar.text: self.typed(value_hint, value, key) for scalar, value in mapping.items}
        return INVALID if any(value is INVALID for value in values.values()) else values

    def _scalar(self, kind: Any, node: Node, key: str) -> Any:
        if isinstance(node, Scalar):
            if key == "id" and not IDENTIFIER.fullmatch(node.text):
                return self.report("TYPE-04", node.place, got=node.text)
            if _fits(kind, node):
                return parse_scalar(kind, node)
        if key == "judge" and isinstance(node, Mapping):
            parts = [value.text for value in node.by_key.values() if isinstance(value, Scalar)]
            return "，".join(parts)
        return self.mistyped(_type_name(kind), node, key)


def parse_scalar(kind: Any, node: Scalar) -> Any:
    """Convert a scalar that fits the kind."""
    if kind is str:
        return node.text.strip()
    if kind is bool:
        return node.text == "true"
    if kind is int:
        return int(node.text)
    if kind is Fraction:
        return Fraction(node.text)
    return date.fromisoformat(node.text)


def is_number(node: Node, most: int = _MAX_DIGITS) -> TypeGuard[Scalar]:
    """Whether the node is an unquoted decimal number of at most so many characters."""
    if not isinstance(node, Scalar) or len(node.text) > most:
        return False
    return node.plain and NUMBER.fullmatch(node.text) is not None


def is_date(node: Node) -> bool:
    """Whether the node is an unquoted ISO date that exists."""
    if not isinstance(node, Scalar) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", node.text):
        return False
    try:
        date.fromisoformat(node.text)
    except ValueError:
        return False
    return True


def _fits(kind: Any, node: Scalar) -> bool:
    if kind is str:
        return bool(node.text.strip())
    if kind is bool:
        return node.plain and node.text in {"true", "false"}
    if kind is int:
        return node.plain and _INTEGER.fullmatch(node.text) is not None
    if kind is Fraction:
        return is_number(node)
    return kind is date and is_date(node)


def _is_tuple(hint: Any) -> bool:
    return get_origin(hint) is tuple


def _type_name(hint: Any) -> str:
    if get_origin(hint) in (Union, types.UnionType):
        names = [_type_name(arg) for arg in get_args(hint) if arg is not type(None)]
        return name_of("words", "or").join(dict.fromkeys(names))
    if _is_tuple(hint):
        return name_of("types", "list")
    key = {str: "text", bool: "bool", int: "integer", Fraction: "number", date: "date"}.get(hint, "value")
    return name_of("types", key)


def shown(node: Node) -> str:
    """Return a node as messages quote it: one clean line of its text (cut when long), or what it is."""
    if isinstance(node, Scalar):
        text = clean_line(node.text[:200])
        return text if len(text) <= 60 else text[:57] + "…"
    if isinstance(node, Sequence):
        return name_of("types", "list" if node.items else "empty_list")
    return name_of("types", "mapping")
