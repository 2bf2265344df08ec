"""Answers, rows, evidence, findings, wishes and frozen inputs as JSON of the journal, and back, exactly.

The type hints of a record say how each field is written. Numbers are fractions and stay so: 0.1 is kept as "1/10", not
as a float. What the value of an answer means is known only to the content; here a number, a date, a pair and a list are
told apart so that reading gives the very same Python value.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from collections.abc import Mapping as AbstractMapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from diagnostics.model.firm.answers import AnswerValue, Evidence, Subject
from diagnostics.model.results.plans import Range
from diagnostics.words.problems import Place

T = TypeVar("T")
Json = dict[str, Any]
Convert = Callable[[Any], Any]


def to_json(record: Any) -> Json:
    """Return a record as JSON; its place in a file is not kept, and what is `brief` only where it says something."""
    return cast(Json, _conversion(type(record))[0](record))  # type: ignore[arg-type]  # a class is hashable


def declared_to_json(record: Evidence | Subject) -> Json:
    """Return what no content judges (evidence, a site, a workshop) as JSON."""
    return to_json(record)


def from_json(record: type[T], data: AbstractMapping[str, Any]) -> T:
    """Return the record that `to_json` wrote; older workspaces left fields out, and further keys are the caller's."""
    return cast(T, _conversion(record)[1](data))  # type: ignore[arg-type]  # a class is hashable


def value_to_json(value: AnswerValue) -> Any:
    """Return a value as JSON; `value_from_json` gives the same value back."""
    if isinstance(value, Fraction):
        return {"number": str(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if not isinstance(value, tuple):
        return value
    first = value[0] if value else None
    return {"pair": [str(each) for each in value]} if isinstance(first, Fraction) else list(value)


def value_from_json(data: Any) -> AnswerValue:
    """Return the value that `value_to_json` wrote."""
    if isinstance(data, list):
        return tuple(str(each) for each in data)
    if not isinstance(data, dict):
        return data  # type: ignore[no-any-return]
    if "number" in data:
        return Fraction(data["number"])
    if "date" in data:
        return date.fromisoformat(data["date"])
    first, second = data["pair"]
    return Fraction(first), Fraction(second)


def values_to_json(values: AbstractMapping[str, AnswerValue]) -> Json:
    """Return the fields of a row as JSON."""
    return {name: value_to_json(value) for name, value in values.items()}


# ---- how a type is written and read ---------------------------------------------------------------------------------


def _same(value: Any) -> Any:
    return value


_SAME = (_same, _same)
_NOTHING = ("", None)
_CONVERSIONS: dict[Any, tuple[Convert, Convert]] = {
    AnswerValue: (value_to_json, value_from_json),
    Fraction: (str, Fraction),
    date: (date.isoformat, date.fromisoformat),
    tuple[Range, str]: (
        lambda priced: {"cost": list(map(str, priced[0])), "reason": priced[1]},
        lambda data: (tuple(map(Fraction, data["cost"])), data["reason"]),
    ),
}


@cache
def _conversion(hint: Any) -> tuple[Convert, Convert]:
    """Return how what has this type is written and read."""
    if hint in _CONVERSIONS:
        return _CONVERSIONS[hint]
    if is_dataclass(hint):
        return _record(cast(type, hint))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return attrgetter("name"), hint.__getitem__
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        write, read = _conversion(args[0])
        return lambda each: None if each is None else write(each), lambda each: None if each is None else read(each)
    if origin is tuple:
        write, read = _conversion(args[0])
        return lambda many: [write(each) for each in many], lambda many: tuple(read(each) for each in many)
    return _mapping(*args) if origin is AbstractMapping else _SAME


def _mapping(key: Any, held: Any) -> tuple[Convert, Convert]:
    """Keys of several parts are no keys in JSON: such a mapping is a list of the parts and the value."""
    write, read = _conversion(held)
    if get_origin(key) is tuple:
        return (
            lambda found: [[*parts, write(each)] for parts, each in found.items()],
            lambda listed: {tuple(parts): read(each) for *parts, each in listed},
        )
    return (
        lambda found: {name: write(each) for name, each in found.items()},
        lambda data: {name: read(each) for name, each in data.items()},
    )


def _record(record: type) -> tuple[Convert, Convert]:
    hints = get_type_hints(record)
    kept = [each for each in fields(record) if hints[each.name] is not Place]
    by_name = {each.name: _conversion(hints[each.name]) for each in kept}
    brief = {each.name for each in kept if each.metadata.get("brief")}

    def write(thing: Any) -> Json:
        return {
            name: way(value)
            for name, (way, _) in by_name.items()
            if (value := getattr(thing, name)) not in _NOTHING or name not in brief
        }

    def read(data: AbstractMapping[str, Any]) -> Any:
        return record(**{name: way(data[name]) for name, (_, way) in by_name.items() if name in data})

    return write, read
