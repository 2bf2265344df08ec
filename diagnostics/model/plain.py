"""Results as plain values, which JSON can hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any


def plain(thing: Any, *names: str) -> Any:
    """Return a record, or what it holds, as plain values.

    A record becomes an object of all its fields, or of the `names`, in their order (`"of=ladder"` calls the field
    `ladder` `of`); a mark its name, a date ISO text, an exact number a float.
    """
    if is_dataclass(thing):
        asked = (each.partition("=") for each in names or [each.name for each in fields(thing)])
        return {name: plain(getattr(thing, field or name)) for name, _, field in asked}
    if isinstance(thing, Enum):
        return thing.name
    if isinstance(thing, date):
        return thing.isoformat()
    if isinstance(thing, Fraction):
        return float(thing)
    if isinstance(thing, Mapping):
        return {key: plain(each) for key, each in thing.items()}
    return [plain(each) for each in thing] if isinstance(thing, list | tuple) else thing
