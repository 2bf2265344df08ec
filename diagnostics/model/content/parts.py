"""What stands inside a content item, whatever lists and maps hold it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any


def parts_of(item: Any) -> Iterator[Any]:
    """Yield the records directly inside a record."""
    for each in fields(item):
        yield from _records_in(getattr(item, each.name))


def _records_in(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, tuple):
        for each in value:
            yield from _records_in(each)
    elif is_dataclass(value):
        yield value
