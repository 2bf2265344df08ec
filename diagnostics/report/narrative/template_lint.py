"""Looks at a client's template before it is filled: unknown names with near misses, and its limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, nodes

from diagnostics.model.content.template_limits import Limit
from diagnostics.words.catalogue import near_miss, problem
from diagnostics.words.problems import InputError, Place, Problem

# What a name stands for where only the filled template will know (an empty list has no first entry to look at).
UNKNOWN: Any = object()
_EVERY = "*"

Locate = Callable[[str], Place]
Scope = Mapping[str, Any]


class TemplateLint:
    """Checks every name of a template against the values of one firm.

    Args:
        values: What the template may name.
        parts: Ids that a function takes, by function (`table` → ids); every function that is known.
        locate: Where a word stands in the template.
    """

    def __init__(self, values: Scope, parts: Mapping[str, Mapping[str, Any]], locate: Locate) -> None:
        self._values = values
        self._parts = parts
        self._locate = locate
        self._problems: list[Problem] = []
        self._known_filters: set[str] = set()

    def check(self, environment: Environment, tree: nodes.Template) -> list[Problem]:
        """Return the problems of a parsed template, each once, in the order of the template."""
        self._known_filters = set(environment.filters)
        scope = {**dict.fromkeys([*environment.globals, "loop", "self"], UNKNOWN), **self._values}
        self._visit(tree, scope, frozenset())
        return list(dict.fromkeys(self._problems))

    def _visit(self, node: nodes.Node, scope: dict[str, Any], guarded: frozenset[str]) -> None:
        """Look below a node; `guarded` are ids whose presence the template asks for itself."""
        match node:
            case nodes.For():
                inner = dict(scope)
                _bind(node.target, _first(self._value(node.iter, scope, guarded)), inner)
                for child in (*node.body, *node.else_, *([node.test] if node.test else [])):
                    self._visit(child, inner, guarded)
            case nodes.If() | nodes.CondExpr():
                asked = guarded | {
                    each.value for each in node.test.find_all(nodes.Const) if isinstance(each.value, str)
                }
                for child in node.iter_child_nodes():
                    self._visit(child, scope, asked)
            case nodes.Assign():
                _bind(node.target, self._value(node.node, scope, guarded), scope)
            case nodes.Expr():
                self._value(node, scope, guarded)
            case _:
                for child in node.iter_child_nodes():
                    self._visit(child, scope, guarded)

    def _value(self, node: nodes.Node, scope: dict[str, Any], guarded: frozenset[str]) -> Any:
        """Return what an expression stands for as far as it can be told, and note what is unknown in it."""
        match node:
            case nodes.Const():
                return node.value
            case nodes.Name():
                return self._named(node.name, scope)
            case nodes.Getattr():
                return self._inside(self._value(node.node, scope, guarded), node.attr)
            case nodes.Getitem(arg=nodes.Const(value=str(key))):
                return self._inside(self._value(node.node, scope, guarded), key)
            case nodes.Call(node=nodes.Name(name=name)) if name in self._parts:
                return self._called(name, node.args, guarded)
            case nodes.Filter() if node.name not in self._known_filters:
                self._report("TEMPLATE-01", node.name, self._known_filters)
        if isinstance(node, nodes.CondExpr):
            self._visit(node, scope, guarded)
            return UNKNOWN
        for child in node.iter_child_nodes():
            self._value(child, scope, guarded)
        return UNKNOWN

    def _named(self, name: str, scope: Scope) -> Any:
        if name in scope:
            return scope[name]
        if name not in self._parts:
            self._report("TEMPLATE-01", name, [*self._values, *self._parts])
        return UNKNOWN

    def _inside(self, base: Any, key: str) -> Any:
        if base is UNKNOWN or callable(base):
            return UNKNOWN
        known = keys_of(base)
        if known is None or hasattr(base, key):
            return getattr(base, key, UNKNOWN)
        if key not in known:
            self._report("TEMPLATE-01", key, known)
            return UNKNOWN
        return base[key]

    def _called(self, name: str, arguments: Sequence[nodes.Expr], guarded: frozenset[str]) -> Any:
        known = self._parts[name]
        first = arguments[0] if arguments else None
        if not isinstance(first, nodes.Const):
            return UNKNOWN
        wanted = str(first.value)
        if wanted in known:
            return known[wanted]
        if wanted not in guarded:
            place = self._locate(wanted)
            near = near_miss(wanted, known)
            self._problems.append(problem("TEMPLATE-02", place, function=name, id=wanted, near=near))
        return UNKNOWN

    def _report(self, code: str, name: str, known: Sequence[str] | set[str]) -> None:
        self._problems.append(problem(code, self._locate(name), name=name, near=near_miss(name, sorted(known))))


def keys_of(value: Any) -> list[str] | None:
    """Return the names inside a value, or None where it has none that could be told."""
    if isinstance(value, Mapping):
        return [str(key) for key in value]
    if is_dataclass(value):
        own = [name for name in dir(type(value)) if not name.startswith("_")]
        return [*(each.name for each in fields(value)), *own]
    return None


def _first(value: Any) -> Any:
    if isinstance(value, list | tuple) and value:
        return value[0]
    return UNKNOWN


def _bind(target: nodes.Node, value: Any, scope: dict[str, Any]) -> None:
    if isinstance(target, nodes.Name):
        scope[target.name] = value
    elif isinstance(target, nodes.Tuple):
        for at, each in enumerate(target.items):
            _bind(each, value[at] if isinstance(value, tuple) and at < len(value) else UNKNOWN, scope)


# ---- limits ----


def check_limits(values: Scope, limits: Sequence[Limit], template: Path) -> None:
    """Check what a template will be filled with against its limits.

    Raises:
        InputError: A limit does not hold, or names a value that there is not.
    """
    problems = [problem for limit in limits for problem in _problems_of(limit, values, template)]
    if problems:
        raise InputError(problems)


def _problems_of(limit: Limit, values: Scope, template: Path) -> Iterator[Problem]:
    found: list[Any] = [values]
    for part in limit.name.split("."):
        if part == _EVERY:
            found = [each for value in found for each in value if isinstance(value, list | tuple)]
            continue
        known = {name for value in found for name in keys_of(value) or ()}
        if found and part not in known:
            near = near_miss(part, known)
            yield problem("TEMPLATE-01", limit.place, name=limit.name, near=near)
            return
        found = [value[part] if isinstance(value, Mapping) else getattr(value, part) for value in found]
    for value in found:
        yield from _counted(limit, value, template)
        yield from _measured(limit, value, template)


def _counted(limit: Limit, value: Any, template: Path) -> Iterator[Problem]:
    if not isinstance(value, list | tuple):
        return
    least = limit.at_least if limit.exactly is None else limit.exactly
    most = limit.at_most if limit.exactly is None else limit.exactly
    if (least is not None and len(value) < least) or (most is not None and len(value) > most):
        asked = "–".join("" if fromkey is None else str(fromkey) for fromkey in dict.fromkeys((least, most)))
        yield problem(
            "TEMPLATE-04", limit.place, name=limit.name, n=len(value), asked=asked, why=limit.why, file=template.name
        )


def _measured(limit: Limit, value: Any, template: Path) -> Iterator[Problem]:
    if limit.characters is None or not isinstance(value, str):
        return
    length = len("".join(value.split()))
    if length > limit.characters:
        shown = value[:20]
        yield problem(
            "TEMPLATE-05", limit.place, name=limit.name, n=length, most=limit.characters, text=shown, why=limit.why,
            file=template.name,
        )  # fmt: skip
