"""JSON Schema of the answers file for one library: its facts, options and tables, with their names as descriptions.

`python -m diagnostics.answers.files.schema DIR` writes it, and the schemas of content, into a folder (docs/schemas in
the repository).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

from diagnostics.answers.files.findings import KINDS
from diagnostics.answers.files.rows import OLD_TABLE_NAMES
from diagnostics.answers.files.values import ValuePlace, slot_of, slot_of_field
from diagnostics.answers.findings import WORDS_OF
from diagnostics.answers.limits import may_be_na
from diagnostics.content.language.forms import DAY, NUMBER, TEXT, TEXTS, Schema
from diagnostics.content.yaml.json_schema import DIALECT, content_schemas
from diagnostics.model.content.facts import JUDGEMENTS, Derived, Fact, FactTable, range_of
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import SUBJECT_KINDS, Grade
from diagnostics.model.firm.answers import EXPLAINED
from diagnostics.words.problems import InputError

_PAIR: Schema = {"type": "array", "items": NUMBER, "minItems": 1, "maxItems": 2}
_AMOUNT: Schema = {"anyOf": [NUMBER, _PAIR]}
_AROUND: dict[str, Schema] = {"evidence": TEXTS, "by": TEXT, "date": DAY, "note": TEXT, "reason": TEXT}


def answers_schema(library: Library) -> Schema:
    """Return the schema of an answers file, without `$schema` and `$id`."""
    everything: tuple[Fact | Derived, ...] = (*library.facts.values(), *library.derived.values())
    answered = {item.id: item for item in everything if isinstance(item, Fact) or item.direct != "none"}
    profile = {fact_id for fact_id, item in answered.items() if isinstance(item, Fact) and item.profile}
    asked = set(answered) - profile
    tables = {name: {"$ref": f"#/$defs/table.{name}"} for name in library.tables}
    old = {name: {"$ref": f"#/$defs/table.{new}"} for name, new in OLD_TABLE_NAMES.items() if new in library.tables}
    titles = {name: schema for name, schema in tables.items() if name == "titles"}
    firm = _closed(
        {"code": TEXT, "name": TEXT, **_references(profile, library), **titles}, ["code", "name"], "The firm."
    )
    properties = {
        "firm": firm,
        "fictitious": {"type": "boolean"},
        "subjects": _list(_subject()),
        "tailored": _list(_closed({"id": TEXT, "reason": TEXT}, ["id", "reason"])),
        "evidence": _list(_evidence()),
        "findings": _list(_finding()),
        "visit": {"type": "object", "additionalProperties": TEXTS},
        "plan": _plan(),
        "answers": {"$ref": "#/$defs/answers"},
        **tables,
        **old,
    }
    defs = {
        "answers": _closed(_references(asked, library), []),
        "said": _said("unknown", "refused"),
        "said_or_na": _said("unknown", "refused", "na"),
        **{f"fact.{fact_id}": _answer(item) for fact_id, item in answered.items()},
        **{f"value.{fact_id}": _slot(slot_of(item, fact_id, library)) for fact_id, item in answered.items()},
        **{f"table.{table.id}": _table(table, library) for table in library.tables.values()},
    }
    described = "What is known of one firm (contract.md)."
    return {"title": "qizhen answers", **_closed(properties, ["firm"], described), "$defs": defs}


def _plan() -> Schema:
    """Return the schema of the decisions that hold for every plan."""
    named = _list(_closed({"id": TEXT, "reason": TEXT}, ["id", "reason"]))
    project = {"id": TEXT, "name": TEXT, "like": TEXT, "cost_wan": _AMOUNT, "months": _AMOUNT, "reason": TEXT}
    return _closed(
        {
            "pinned": named,
            "excluded": named,
            "prices": _list(_closed({"id": TEXT, "cost_wan": _AMOUNT, "reason": TEXT}, ["id", "cost_wan", "reason"])),
            "projects": _list(_closed(project, ["id", "name"])),
            "budget_wan": {"anyOf": [{"type": "number"}, {"type": "array", "items": {"type": "number"}}]},
        },
        [],
    )


def _references(fact_ids: Iterable[str], library: Library) -> dict[str, Schema]:
    """Facts by their ids and by the ids of the sheets."""
    found = {fact_id: {"$ref": f"#/$defs/fact.{fact_id}"} for fact_id in sorted(fact_ids)}
    found |= {alias: found[name] for alias, name in library.aliases.items() if name in found}
    return found


def _closed(properties: dict[str, Schema], required: list[str], description: str = "") -> Schema:
    described = {"description": description} if description else {}
    return {
        **described,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _subject() -> Schema:
    properties = {"id": TEXT, "kind": {"enum": list(SUBJECT_KINDS)}, "name": TEXT, "parent": TEXT}
    return _closed({**properties, "answers": {"$ref": "#/$defs/answers"}}, ["id", "kind", "name"])


def _evidence() -> Schema:
    texts = dict.fromkeys(("id", "kind", "by", "number", "note"), TEXT)
    grades = {"enum": [each.name for each in Grade]}
    return _closed({**texts, "grade": grades, "date": DAY, "kept": {"type": "boolean"}}, ["id", "grade", "kind"])


def _finding() -> Schema:
    texts = dict.fromkeys(("text", "effect", "title", "by", "pain", "period"), TEXT)
    words = {key: {"enum": list(each)} for key, each in {"kind": KINDS, **WORDS_OF}.items()}
    amounts = dict.fromkeys(("loss_wan", "bill_wan", "saving_wan", "budget_wan"), _AMOUNT)
    numbers = dict.fromkeys(("rank", "payback_years"), NUMBER)
    blocks = {
        "kpi": _closed({"now": NUMBER, "wanted": NUMBER}, []),
        "deadline": _closed({"date": DAY, "for": TEXT}, ["date"]),
        "denied": {"type": "boolean"},
    }
    cited = {"date": DAY, "evidence": TEXTS, "about": TEXTS}
    found = _closed({**words, **texts, **cited, **amounts, **numbers, **blocks}, ["kind"])
    # the title of an explained contradiction is the id of its rule; a pain that is denied is named, not described
    explained = {"if": {"properties": {"kind": {"const": EXPLAINED}}}, "then": {"required": ["title"]}}
    denied = {"if": {"properties": {"denied": {"const": True}}, "required": ["denied"]}, "then": {"required": ["pain"]}}
    return {**found, "allOf": [explained, {**denied, "else": {"required": ["text"]}}]}


def _said(*states: str) -> Schema:
    """Return the schema of the keys that may stand around a value, or instead of one."""
    said = _closed({"value": {}, "state": {"enum": list(states)}, **_AROUND}, [])
    return {**said, "oneOf": [{"required": ["value"]}, {"required": ["state"]}]}


def _answer(item: Fact | Derived) -> Schema:
    value = {"$ref": f"#/$defs/value.{item.id}"}
    around = "said_or_na" if may_be_na(item) else "said"
    said = {"allOf": [{"$ref": f"#/$defs/{around}"}], "properties": {"value": value}}
    unit = f"（{item.unit}）" if item.unit else ""
    return {"description": f"{item.name}{unit}", "anyOf": [value, said]}


def _table(table: FactTable, library: Library) -> Schema:
    columns = {
        field.id: {"description": field.name, **_slot(slot_of_field(table, field, library))} for field in table.fields
    }
    required = [field.id for field in table.fields if field.required]
    # an old key of a field cannot be told from a slip here; the reader knows them
    return {"description": table.name, **_list(_closed({**columns, "subject": TEXT, "evidence": TEXTS}, required))}


def _slot(slot: ValuePlace) -> Schema:
    kind = slot.item.type
    if kind in {"number", "percent"}:
        one = _number(slot)
        pair = {"type": "array", "items": {"type": "number", "minimum": 0}, "minItems": 2, "maxItems": 2}
        return {"anyOf": [pair, one]} if slot.pair else one
    if kind == "multi":
        return {"type": "array", "items": _option(slot), "uniqueItems": True}
    if kind == "choice":
        return _option(slot)
    if kind == "judgement":
        return {"enum": [*JUDGEMENTS, *slot.aliases]}
    return {"bool": {"type": "boolean"}, "date": DAY, "text": TEXT}[kind]


def _number(slot: ValuePlace) -> Schema:
    limits = dict(zip(("minimum", "maximum"), range_of(slot.item), strict=True))
    found = {name: _plain(edge) for name, edge in limits.items() if edge is not None}
    return {"type": "integer" if getattr(slot.item, "integer", False) else "number", **found}


def _option(slot: ValuePlace) -> Schema:
    values = [_plain(option.value) for option in slot.item.options if option.value is not None]
    numbers: Iterable[int | float] = values or (range(len(slot.item.options)) if slot.indexed else ())
    named = "；".join(f"{option.id} {option.name}" for option in slot.item.options)
    ids = [option.id for option in slot.item.options]
    # an id made of digits is a number to YAML unless it is quoted
    digits = [int(each) for each in ids if each.isdecimal() and str(int(each)) == each]
    return {"description": named, "enum": list(dict.fromkeys([*ids, *slot.aliases, *numbers, *digits]))}


def _plain(number: Fraction) -> int | float:
    return int(number) if number.denominator == 1 else float(number)


# ---- writing --------------------------------------------------------------------------------------------------------


def schemas(library: Library | None = None) -> dict[str, Schema]:
    """Return the schemas by name: those of content and, with a library, `answers`."""
    found = content_schemas()
    if library is not None:
        found["answers"] = {"$schema": DIALECT, "$id": "answers.schema.json", **answers_schema(library)}
    return found


def schema_text(schema: Schema) -> str:
    """Return a schema as the file has it: one line per definition, so that a difference shows what changed."""
    head = {key: value for key, value in schema.items() if key != "$defs"}
    lines = [f"{_dumped(key)}: {_dumped(value)}" for key, value in head.items()]
    defs = [f"{_dumped(key)}: {_dumped(value)}" for key, value in schema["$defs"].items()]
    lines.append(f'"$defs": {{\n{_joined(defs)}\n}}')
    return f"{{\n{_joined(lines)}\n}}\n"


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _joined(lines: list[str]) -> str:
    return ",\n".join(lines)


def write_schemas(folder: Path, library: Library | None = None) -> list[Path]:
    """Write the schemas as `NAME.schema.json` and return the files; raises OSError."""
    written = []
    for name, schema in schemas(library).items():
        path = folder / f"{name}.schema.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(schema_text(schema), encoding="utf-8", newline="\n")
        written.append(path)
    return written


def main(arguments: list[str]) -> None:
    """Write the schemas of the shipped content into the folder named.

    Raises:
        SystemExit: 2 for wrong usage; 1 and every problem when the content is wrong.
    """
    from diagnostics.content.library.library import get_library

    parser = argparse.ArgumentParser(prog="python -m diagnostics.answers.files.schema")
    parser.add_argument("folder", type=Path, metavar="DIR")
    folder = parser.parse_args(arguments).folder
    try:
        write_schemas(folder, get_library())
    except InputError as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main(sys.argv[1:])
