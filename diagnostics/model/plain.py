"""Results as plain values, which JSON can hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any

_PLAIN_ALREADY = frozenset({str, int, float, bool, type(None)})


def plain(thing: Any, *names: str) -> Any:
    """Return a record, or what it holds, as plain values.

    A record becomes an object of all its fields, or of the `names`, in their order (`"of=ladder"` calls the field
    `ladder` `of`); a mark its name, a date ISO text, an exact number a float.
    """
    kind = type(thing)
    if kind in _PLAIN_ALREADY:
        return thing
    if named := _named(kind, names):  # type: ignore[arg-type]  # a class is hashable
        return {
            name: value if type(value := getattr(thing, field)) in _PLAIN_ALREADY else plain(value)
            for name, field in named
        }
    if isinstance(thing, Enum):
        return thing.name
    if isinstance(thing, date):
        return thing.isoformat()
    if isinstance(thing, Fraction):
        return float(thing)
    if isinstance(thing, Mapping):
        return {key: plain(each) for key, each in thing.items()}
    return [plain(each) for each in thing] if isinstance(thing, list | tuple) else thing


@cache
def _named(kind: Any, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return name and field of what an object of this type shows; nothing where it is no record."""
    if not is_dataclass(kind):
        return ()
    asked = (each.partition("=") for each in names or [each.name for each in fields(kind)])
    return tuple((name, field or name) for name, _, field in asked)
