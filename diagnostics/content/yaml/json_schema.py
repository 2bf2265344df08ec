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

from diagnostics.content.language.forms import (
    CONDITION_FORMS,
    DAY,
    NUMBER,
    TESTS,
    TEXT,
    VALUE_FORMS,
    Form,
    Schema,
    closed,
    properties_of,
)
from diagnostics.content.yaml.kinds import KINDS, FileHeader, FileKind
from diagnostics.content.yaml.reader import IDENTIFIER, hints_of, key_of
from diagnostics.model.content import expressions as ex
from diagnostics.model.content.expressions import Condition, FactRef, Value

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_ID: Schema = {"type": ["string", "number"], "pattern": f"^{IDENTIFIER.pattern}$"}
_JUDGE: Schema = {"anyOf": [TEXT, {"type": "object", "additionalProperties": TEXT}]}
_SCALARS: dict[Any, Schema] = {
    str: TEXT,
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    Fraction: NUMBER,
    date: DAY,
}


def content_schemas() -> dict[str, Schema]:
    """Return the schemas by name: `content/KIND` for every kind of file."""
    return {f"content/{name}": file_schema(name, kind) for name, kind in KINDS.items()}


def file_schema(name: str, kind: FileKind) -> Schema:
    """Return the schema of one kind of content file."""
    nouns = _Nouns()
    header, noun = nouns.properties(FileHeader), nouns.properties(kind.noun)
    required = nouns.required(FileHeader)
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
            self.of(ex.Chained, "chained")
            self.defs["Condition"] |= _condition_schema()
        found: Schema = {"$ref": _LANGUAGE[hint]}
        return {"allOf": [found, {"required": ["fact"]}]} if hint is FactRef else found

    def _union(self, args: tuple[Any, ...], key: str) -> Schema:
        options = [arg for arg in args if arg is not type(None)]
        for hint in (Value, Condition):  # `Value | None` is one flat union to Python
            if set(options) == set(get_args(hint)):
                return self._language(hint)
        found = [self.of(option, key) for option in options]
        return found[0] if len(found) == 1 else {"anyOf": found}

    def _tuple(self, args: tuple[Any, ...], key: str) -> Schema:
        if len(args) == 2 and args[1] is Ellipsis:
            items = {"type": "array", "items": self.of(args[0], key)}
            return {"anyOf": [TEXT, items]} if key == "source" else items
        found = [self.of(arg, key) for arg in args]
        return {"type": "array", "prefixItems": found, "minItems": len(found), "maxItems": len(found)}


# ---- the language of values and conditions --------------------------------------------------------------------------

_LANGUAGE: dict[Any, str] = {Value: "#/$defs/Value", Condition: "#/$defs/Condition", FactRef: "#/$defs/Value"}


def _forms(forms: Mapping[str, Form], further: Mapping[str, Schema]) -> list[Schema]:
    """Return one schema per form, each with the keys of the form and further ones."""
    return [closed([key], **properties_of(key, form), **further) for key, form in forms.items()]


def _value_schema() -> Schema:
    return {
        "description": "docs/content-format.md §6", "anyOf": [NUMBER, DAY, *_forms(VALUE_FORMS, {})]
    }  # fmt: skip


def _condition_schema() -> Schema:
    compared = {"allOf": [{"$ref": "#/$defs/Tests"}], "anyOf": _forms(VALUE_FORMS, {test: {} for test in TESTS})}
    return {"description": "docs/content-format.md §7", "anyOf": [*_forms(CONDITION_FORMS, {}), compared]}


def _tests_schema() -> Schema:
    tests = {test: slot.schema for test, slot in TESTS.items()}
    return {"properties": tests, "anyOf": [{"required": [test]} for test in tests]}


def _summary(noun: type[Any]) -> str:
    return (noun.__doc__ or "").strip().split("\n")[0]
