"""JSON Schema (2020-12) of every kind of content file, so that editors complete and check.

The schemas follow from the dataclasses of the model, as the reader does. They see one file: references, trees and
limits between fields are checked by `qizhen check`. Overlays may leave out what the item below them has.
`answers.files.schema` writes them.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any, Literal, Union, get_args, get_origin

from diagnostics.content.language.expressions import CONDITION_FORMS, VALUE_FORMS
from diagnostics.content.yaml.kinds import KINDS, FileKind, Header
from diagnostics.content.yaml.reader import IDENTIFIER, hints_of, key_of
from diagnostics.model.content import expressions as ex
from diagnostics.model.content.expressions import Condition, FactRef, Value

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

# Any scalar is a text to the strict reader (`number: 118`), whatever YAML makes of it.
TEXT: Schema = {"type": ["string", "number", "boolean"]}
TEXTS: Schema = {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}
DAY: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
NUMBER: Schema = {"type": "number"}
_ID: Schema = {"type": ["string", "number"], "pattern": f"^{IDENTIFIER.pattern}$"}
_JUDGE: Schema = {"anyOf": [TEXT, {"type": "object", "additionalProperties": TEXT}]}
_SCALARS: dict[Any, Schema] = {
    str: TEXT,
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    Fraction: NUMBER,
    date: DAY,
}
_VALUE: Schema = {"$ref": "#/$defs/Value"}
_CONDITION: Schema = {"$ref": "#/$defs/Condition"}


def content_schemas() -> dict[str, Schema]:
    """Return the schemas by name: `content/KIND` for every kind of file."""
    return {f"content/{name}": file_schema(name, kind) for name, kind in KINDS.items()}


def file_schema(name: str, kind: FileKind) -> Schema:
    """Return the schema of one kind of content file."""
    nouns = _Nouns()
    header, noun = nouns.properties(Header), nouns.properties(kind.noun)
    required = nouns.required(Header)
    if kind.items and is_dataclass(kind.noun):
        own = noun.get(kind.items) if kind.store == "aliases" else None
        noun = noun if own else {kind.items: {"type": "array", "items": nouns.item(kind.noun)}}
        required += [] if own else [kind.items]
    else:
        required += [key for key in nouns.required(kind.noun) if key not in required]
    properties = {**header, **noun, "kind": {"const": name}, "base": TEXT}
    return {
        "$schema": DIALECT,
        "$id": f"{name}.schema.json",
        "title": f"kind: {name}",
        "description": _summary(kind.noun),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
        "$defs": dict(sorted(nouns.defs.items())),
    }


class _Nouns:
    """Turns type hints into schemas; dataclasses become `$defs` that refer to each other."""

    def __init__(self) -> None:
        self.defs: dict[str, Schema] = {}

    def properties(self, noun: Any) -> dict[str, Schema]:
        hints = hints_of(noun)
        return {key_of(each): self.of(hints[each.name], key_of(each)) for each in fields(noun) if each.name != "place"}

    def required(self, noun: type[Any]) -> list[str]:
        return [
            key_of(each)
            for each in fields(noun)
            if each.name != "place" and each.default is MISSING and each.default_factory is MISSING
        ]

    def item(self, noun: type[Any]) -> Schema:
        """An item of a list: an overlay may switch it off."""
        self.of(noun, "")
        self.defs[noun.__name__]["properties"] |= {"off": _SCALARS[bool], "reason": TEXT}
        return {"$ref": f"#/$defs/{noun.__name__}"}

    def of(self, hint: Any, key: str) -> Schema:
        if hint in _LANGUAGE:
            return self._language(hint)
        origin, args = get_origin(hint), get_args(hint)
        if origin in (Union, types.UnionType):
            return self._union(args, key)
        if origin is Literal:
            return {"enum": list(args)}
        if origin is tuple:
            return self._tuple(args, key)
        if origin is not None and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.of(args[1], key)}
        if isinstance(hint, type) and is_dataclass(hint):
            return self._noun(hint)
        if isinstance(hint, type) and issubclass(hint, Enum):
            return {"enum": [each.name for each in hint]}
        return {"id": _ID, "judge": _JUDGE}.get(key, _SCALARS[hint])

    def _noun(self, noun: type[Any]) -> Schema:
        name = noun.__name__
        if name not in self.defs:
            self.defs[name] = {}  # known before its fields are: nouns may contain each other
            self.defs[name] |= {
                "description": _summary(noun),
                "type": "object",
                "properties": self.properties(noun),
                "required": self.required(noun),
                "additionalProperties": False,
            }
        return {"$ref": f"#/$defs/{name}"}

    def _language(self, hint: Any) -> Schema:
        if "Value" not in self.defs:
            self.defs |= {"Value": _value_schema(), "Condition": {}, "Tests": _tests_schema()}
            self.defs["Condition"] |= _condition_schema(self.of(ex.Chained, "chained"))
        return {"allOf": [_VALUE, {"required": ["fact"]}]} if hint is FactRef else {"$ref": _LANGUAGE[hint]}

    def _union(self, args: tuple[Any, ...], key: str) -> Schema:
        options = [each for each in args if each is not type(None)]
        for hint in (Value, Condition):  # `Value | None` is one flat union to Python
            if set(options) == set(get_args(hint)):
                return self._language(hint)
        found = [self.of(each, key) for each in options]
        return found[0] if len(found) == 1 else {"anyOf": found}

    def _tuple(self, args: tuple[Any, ...], key: str) -> Schema:
        if len(args) == 2 and args[1] is Ellipsis:
            items = {"type": "array", "items": self.of(args[0], key)}
            return {"anyOf": [TEXT, items]} if key == "source" else items
        found = [self.of(each, key) for each in args]
        return {"type": "array", "prefixItems": found, "minItems": len(found), "maxItems": len(found)}


# ---- the language of values and conditions --------------------------------------------------------------------------

_LANGUAGE: dict[Any, str] = {Value: "#/$defs/Value", Condition: "#/$defs/Condition", FactRef: "#/$defs/Value"}


def _list_of(schema: Schema) -> Schema:
    return {"type": "array", "items": schema, "minItems": 1}


def _closed(required: list[str], **properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


_PAIR: Schema = {"type": "array", "prefixItems": [NUMBER, NUMBER], "minItems": 2, "maxItems": 2}
_EDGES: Schema = {"type": "array", "items": _PAIR}
_COUNTED: Schema = {
    "anyOf": [
        _list_of(_CONDITION),
        _closed(["rows"], rows=TEXT, where=_CONDITION),
        _closed(["nodes"], nodes=TEXTS, at_least=NUMBER),
        _closed(["answered"], answered=TEXTS),
    ]
}
_AGGREGATE: Schema = {"anyOf": [_list_of(_VALUE), TEXT]}
# What stands under a key of the language; keys that are not named here are texts.
_KEYS: dict[str, Schema] = {
    "constant": {"anyOf": [NUMBER, DAY]},
    "points": {"anyOf": [TEXT, _VALUE]},
    "table": {"type": "object", "additionalProperties": NUMBER},
    "cap": NUMBER,
    "band": _VALUE,
    "upto": _EDGES,
    "from": _EDGES,
    "count": _COUNTED,
    "sum": _AGGREGATE,
    "max": _AGGREGATE,
    "min": _AGGREGATE,
    "where": _CONDITION,
    "back": {"type": "integer"},
    "product": _list_of(_VALUE),
    "difference": _list_of(_VALUE),
    "mean": _list_of(_VALUE),
    "mean_known": _list_of(_VALUE),
    "first_known": _list_of(_VALUE),
    "ratio": {"type": "array", "prefixItems": [_VALUE, _VALUE], "minItems": 2, "maxItems": 2},
    "times": NUMBER,
    "den_zero": {"enum": list(get_args(ex.ZeroDenominator))},
    "within": _PAIR,
    "change": _closed(["from", "to"], **{"from": _VALUE, "to": _VALUE}),
    "of": TEXTS,
    "cases": _list_of(_closed(["when", "value"], when=_CONDITION, value=_VALUE)),
    "otherwise": _VALUE,
    "staircase": _list_of(_VALUE),
    "full_at": NUMBER,
    "days_since": _VALUE,
    "as_of": {
        "anyOf": [{"type": "integer"}, *(_closed([key], **{key: {"type": "integer"}}) for key in ("years", "months"))]
    },
    "by_rule": {"type": "boolean"},
    "open_above_target": {"type": "boolean"},
    "all": _list_of(_CONDITION),
    "any": _list_of(_CONDITION),
    "none": _list_of(_CONDITION),
}
_TESTS: dict[str, Schema] = {
    **dict.fromkeys(ex.COMPARISONS, _VALUE),
    **dict.fromkeys(("in", "has", "has_all", "has_any", "is", "state"), TEXTS),
}


def _forms(further: Mapping[str, Schema]) -> list[Schema]:
    """Return one schema per form of a value, each with the keys of the form and further ones."""
    found = []
    for form, keys in VALUE_FORMS.items():
        properties = {key: _KEYS.get(key, TEXT) for key in (form, *sorted(keys))}
        if form == "staircase":
            properties["upto"] = _VALUE  # a value here, edges in a band
        found.append(_closed([form], **properties, **further))
    return found


def _value_schema() -> Schema:
    return {"description": "docs/content-format.md §6", "anyOf": [NUMBER, DAY, *_forms({})]}


def _condition_schema(chained: Schema) -> Schema:
    keys = {**_KEYS, "table": TEXT, "chained": chained, "state": TEXTS}
    forms = [
        _closed([form], **{key: keys.get(key, TEXT) for key in (form, *sorted(further))})
        for form, further in CONDITION_FORMS.items()
    ]
    compared = {"allOf": [{"$ref": "#/$defs/Tests"}], "anyOf": _forms({test: {} for test in _TESTS})}
    return {"description": "docs/content-format.md §7", "anyOf": [*forms, compared]}


def _tests_schema() -> Schema:
    return {"properties": _TESTS, "anyOf": [{"required": [test]} for test in _TESTS]}


def _summary(noun: type[Any]) -> str:
    return (noun.__doc__ or "").strip().split("\n")[0]
