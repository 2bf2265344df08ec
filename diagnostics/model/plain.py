"""Results as plain values, which JSON can hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any

# A field whose metadata say so is left out of the plain values, or stands in them without a name of its own.
INNER, FLAT = {"plain": "left out"}, {"plain": "flat"}
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
        found: dict[str, Any] = {}
        for name, field in named:
            value = getattr(thing, field)
            if name:
                found[name] = value if type(value) in _PLAIN_ALREADY else plain(value)
            else:
                found |= plain(value)
        return found
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
    """Return name and field of what an object of this type shows: none of no record, "" for a flat one."""
    if not is_dataclass(kind):
        return ()
    if names:
        return tuple((name, field or name) for name, _, field in (each.partition("=") for each in names))
    how = {each.name: each.metadata.get("plain") for each in fields(kind)}
    return tuple(("" if what == FLAT["plain"] else name, name) for name, what in how.items() if what != INNER["plain"])
