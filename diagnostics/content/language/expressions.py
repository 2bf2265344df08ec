"""Reads values and conditions (docs/content-format.md §6 and §7) from nodes into the syntax of `model.expressions`."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from diagnostics.content.language.forms import CONDITION_FORMS, TESTS, VALUE_FORMS
from diagnostics.content.yaml.reader import INVALID, Reader, is_date, is_number, parse_scalar
from diagnostics.content.yaml.yaml_nodes import Mapping, Node, Scalar
from diagnostics.model.content import expressions as ex
from diagnostics.words.catalogue import name_of, near_miss


def read_value(reader: Reader, node: Node) -> Any:
    """Read a value; INVALID when it is wrong (and reported)."""
    if isinstance(node, Scalar) and (is_number(node) or is_date(node)):
        return ex.Constant(parse_scalar(Fraction if is_number(node) else date, node), place=node.place)
    if not isinstance(node, Mapping):
        return _wrong_form(reader, node, "value")
    return _value_form(reader, node)


def read_condition(reader: Reader, node: Node) -> Any:
    """Read a condition; INVALID when it is wrong (and reported)."""
    if not isinstance(node, Mapping):
        return _wrong_form(reader, node, "condition")
    key = next((key for key in CONDITION_FORMS if node.get(key) is not None), None)
    if key is not None and not any(node.get(name) is not None for name in VALUE_FORMS):
        return CONDITION_FORMS[key].read(reader, node, key, node.place)
    subject = _value_form(reader, node, tested=True)
    tests = [key for key in node.by_key if key in TESTS]
    if subject is INVALID:
        return INVALID
    if not tests:
        return reader.report("EXPR-02", node.place, known="、".join(sorted(TESTS)))
    conditions = [_test(reader, subject, key, node) for key in tests]
    if any(condition is INVALID for condition in conditions):
        return INVALID
    return conditions[0] if len(conditions) == 1 else ex.AllOf(tuple(conditions), place=node.place)


def _wrong_form(reader: Reader, node: Node, what: str) -> Any:
    return reader.mistyped(name_of("types", f"{what}_form"), node, name_of("types", what))


def _value_form(reader: Reader, mapping: Mapping, *, tested: bool = False) -> Any:
    key = next((key for key in VALUE_FORMS if mapping.get(key) is not None), None)
    if key is None:
        first = next(iter(mapping.by_key), "")
        known = [*VALUE_FORMS, *(CONDITION_FORMS if tested else ())]
        return reader.report("EXPR-01", mapping.place, got=first, near=near_miss(first, known))
    return VALUE_FORMS[key].read(reader, mapping, key, mapping.place, TESTS if tested else ())


def _test(reader: Reader, subject: Any, key: str, mapping: Mapping) -> Any:
    node, place = mapping.by_key[key], mapping.place
    if key in ex.COMPARISONS:
        right = read_value(reader, node)
        return INVALID if right is INVALID else ex.Compare(subject, key, right, place=place)
    if key == "is" and isinstance(node, Scalar) and node.plain and node.text in {"true", "false"}:
        truth = ex.Constant(Fraction(int(node.text == "true")), place=node.place)
        return ex.Compare(subject, "equals", truth, place=place)
    if key == "is" and is_number(node):
        return ex.Compare(subject, "equals", read_value(reader, node), place=place)
    if not isinstance(subject, ex.FactRef | ex.FieldRef):
        return reader.report("EXPR-03", node.place, key=key)
    texts = TESTS[key].read(reader, node, key)
    if texts is INVALID:
        return INVALID
    if key == "state":
        return ex.StateTest(subject, texts, place=place)
    if key in {"in", "is"}:
        return ex.Among(subject, texts, place=place)
    if isinstance(subject, ex.FieldRef):
        return reader.report("EXPR-03", node.place, key=key)
    return ex.Has(subject, texts, len(texts) if key == "has_all" else 1, place=place)
