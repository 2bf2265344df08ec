"""Reads values and conditions (docs/content-format.md §6 and §7) from nodes into the syntax of `model.expressions`."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Literal

from diagnostics.content.language.expression_parts import (
    filled_list,
    number_or,
    optional,
    refuse_other_keys,
    text_of,
    texts_of,
    whole_within,
)
from diagnostics.content.yaml.reader import INVALID, Reader, is_date, is_number, parse_scalar, shown
from diagnostics.content.yaml.yaml_nodes import Mapping, Node, Scalar, Sequence
from diagnostics.model.content import expressions as ex
from diagnostics.model.content.expressions import Condition, Expression, Value
from diagnostics.words.catalogue import name_of, near_miss

OFFICIAL_RESULTS = "official_results"
_COMPARE_KEYS = frozenset(ex.COMPARISONS)
_TEST_KEYS = _COMPARE_KEYS | {"in", "has", "has_all", "has_any", "is", "state"}
_Stop = Literal["first_unsatisfied", "never"]
_MOST_YEARS, _MOST_DAYS = 50, 36_525
_MONTHS = {"years": 12, "months": 1}
_GROUPS: dict[str, Callable[..., Expression]] = {"all": ex.AllOf, "any": ex.AnyOf, "none": ex.NoneOf}

# The key that names the form of a value → further keys of the form.
VALUE_FORMS: dict[str, frozenset[str]] = {
    "fact": frozenset(),
    "official": frozenset({"field"}),  # before `field`, which is a key of it
    "field": frozenset(),
    "constant": frozenset(),
    "points": frozenset({"table", "cap"}),
    "band": frozenset({"upto", "from"}),
    "count": frozenset(),
    "sum": frozenset({"where"}),
    "max": frozenset({"where"}),
    "min": frozenset({"where"}),
    "latest": frozenset({"by", "where"}),
    "year": frozenset({"back"}),
    "product": frozenset(),
    "difference": frozenset(),
    "ratio": frozenset({"times", "den_zero", "within"}),
    "change": frozenset(),
    "mean": frozenset(),
    "mean_known": frozenset(),
    "score": frozenset({"by_rule"}),
    "answered_share": frozenset(),
    "level": frozenset({"open_above_target"}),
    "statistic": frozenset(),
    "covered": frozenset({"of"}),
    "first_known": frozenset(),
    "cases": frozenset({"otherwise"}),
    "staircase": frozenset({"full_at", "stop", "upto"}),
    "days_since": frozenset(),
    "as_of": frozenset(),
}
CONDITION_FORMS: dict[str, frozenset[str]] = {
    "all": frozenset(),
    "any": frozenset(),
    "none": frozenset(),
    "exists": frozenset({"where", "chained"}),
    "table": frozenset({"state"}),
    "condition": frozenset(),
}


def read_value(reader: Reader, node: Node) -> Any:
    """Read a value; INVALID when it is wrong (and reported)."""
    if is_number(node):
        return ex.Constant(parse_scalar(Fraction, _scalar(node)), place=node.place)
    if is_date(node):
        from datetime import date  # only here

        return ex.Constant(parse_scalar(date, _scalar(node)), place=node.place)
    if not isinstance(node, Mapping):
        return _wrong_form(reader, node, "value")
    return _value_form(reader, node, allow=frozenset())


def read_condition(reader: Reader, node: Node) -> Any:
    """Read a condition; INVALID when it is wrong (and reported)."""
    if not isinstance(node, Mapping):
        return _wrong_form(reader, node, "condition")
    mapping = node
    form = next((key for key in CONDITION_FORMS if mapping.get(key) is not None), None)
    if form is not None and not any(mapping.get(key) is not None for key in VALUE_FORMS):
        return _condition_form(reader, mapping, form)
    subject = _value_form(reader, mapping, allow=_TEST_KEYS)
    tests = [key for key in mapping.by_key if key in _TEST_KEYS]
    if subject is INVALID:
        return INVALID
    if not tests:
        return reader.report("EXPR-02", mapping.place, known="、".join(sorted(_TEST_KEYS)))
    conditions = [_test(reader, subject, key, mapping) for key in tests]
    if any(condition is INVALID for condition in conditions):
        return INVALID
    return conditions[0] if len(conditions) == 1 else ex.AllOf(tuple(conditions), place=mapping.place)


def _wrong_form(reader: Reader, node: Node, what: str) -> Any:
    expected = name_of("types", f"{what}_form")
    return reader.report("TYPE-01", node.place, expected=expected, what=name_of("types", what), got=shown(node))


def _scalar(node: Node) -> Scalar:
    assert isinstance(node, Scalar)
    return node


def _condition_form(reader: Reader, mapping: Mapping, form: str) -> Any:
    refuse_other_keys(reader, mapping, {form} | CONDITION_FORMS[form])
    child = mapping.by_key[form]
    if form in _GROUPS:
        conditions = filled_list(reader, child, form, read_condition)
        return INVALID if conditions is INVALID else _GROUPS[form](conditions, place=mapping.place)
    name = text_of(reader, child, form)
    if name is INVALID:
        return INVALID
    if form == "condition":
        return ex.ConditionRef(name, place=mapping.place)
    if form == "table":
        states = texts_of(reader, mapping, "state")
        target = ex.TableRef(name, place=child.place)
        return INVALID if states is INVALID else ex.StateTest(target, states, place=mapping.place)
    where = optional(reader, mapping, "where", read_condition)
    chained_node = mapping.get("chained")
    chained = reader.read(ex.Chained, chained_node) if chained_node is not None else None
    if where is INVALID or (chained_node is not None and chained is None):
        return INVALID
    return ex.Exists(name, where, chained, place=mapping.place)


def _test(reader: Reader, subject: Any, key: str, mapping: Mapping) -> Any:
    node, place = mapping.by_key[key], mapping.place
    if key in _COMPARE_KEYS:
        right = read_value(reader, node)
        return INVALID if right is INVALID else ex.Compare(subject, key, right, place=place)
    if key == "is" and isinstance(node, Scalar) and node.plain and node.text in {"true", "false"}:
        truth = ex.Constant(Fraction(int(node.text == "true")), place=node.place)
        return ex.Compare(subject, "equals", truth, place=place)
    if key == "is" and is_number(node):
        return ex.Compare(subject, "equals", read_value(reader, node), place=place)
    if not isinstance(subject, ex.FactRef | ex.FieldRef):
        return reader.report("EXPR-03", node.place, key=key)
    texts = texts_of(reader, mapping, key)
    if texts is INVALID:
        return INVALID
    if key == "state":
        return ex.StateTest(subject, texts, place=place)
    if key in {"in", "is"}:
        return ex.Among(subject, texts, place=place)
    if isinstance(subject, ex.FieldRef):
        return reader.report("EXPR-03", node.place, key=key)
    return ex.Has(subject, texts, len(texts) if key == "has_all" else 1, place=place)


def _value_form(reader: Reader, mapping: Mapping, allow: frozenset[str]) -> Any:
    form = next((key for key in VALUE_FORMS if mapping.get(key) is not None), None)
    if form is None:
        first = next(iter(mapping.by_key), "")
        known = [*VALUE_FORMS, *(CONDITION_FORMS if allow else ())]
        return reader.report("EXPR-01", mapping.place, got=first, near=near_miss(first, known))
    refuse_other_keys(reader, mapping, {form} | VALUE_FORMS[form] | allow)
    return _BUILDERS[form](reader, mapping, mapping.by_key[form])


def _split(text: str) -> tuple[str, str]:
    standard, _, name = text.rpartition(":")
    return standard, name


def _sum(reader: Reader, mapping: Mapping, node: Node) -> Any:
    """Arithmetic over a list, or an aggregate over `table.field`."""
    form = next(key for key in ("sum", "max", "min") if mapping.get(key) is not None)
    if isinstance(node, Sequence):
        refuse_other_keys(reader, mapping, {form} | _TEST_KEYS)  # `where` belongs to rows
        args = filled_list(reader, node, form, read_value)
        return INVALID if args is INVALID else ex.Arithmetic(form, args, place=mapping.place)  # type: ignore[arg-type]
    name = text_of(reader, node, form)
    where = optional(reader, mapping, "where", read_condition)
    if name is INVALID or where is INVALID:
        return INVALID
    table, _, field = name.partition(".")
    return ex.RowValue(form, table, field, where, place=mapping.place)  # type: ignore[arg-type]


def _count(reader: Reader, mapping: Mapping, node: Node) -> Any:
    if isinstance(node, Sequence):
        conditions = filled_list(reader, node, "count", read_condition)
        return INVALID if conditions is INVALID else ex.CountOf(conditions, place=mapping.place)
    inner = reader.mapping(node, "count")
    if inner is None:
        return INVALID
    if inner.get("rows") is not None:
        refuse_other_keys(reader, inner, {"rows", "where"})
        table, where = text_of(reader, inner.by_key["rows"], "rows"), optional(reader, inner, "where", read_condition)
        return INVALID if INVALID in (table, where) else ex.RowCount(table, where, place=mapping.place)
    if inner.get("answered") is not None:
        refuse_other_keys(reader, inner, {"answered"})
        tags = texts_of(reader, inner, "answered")
        return INVALID if tags is INVALID else ex.AnsweredCount(tags, place=mapping.place)
    refuse_other_keys(reader, inner, {"nodes", "at_least"})
    tags, at_least = texts_of(reader, inner, "nodes"), number_or(reader, inner, "at_least", Fraction(1))
    return INVALID if INVALID in (tags, at_least) else ex.NodeCount(tags, at_least, place=mapping.place)


def _points(reader: Reader, mapping: Mapping, node: Node) -> Any:
    if isinstance(node, Mapping):
        source = read_value(reader, node)
        if source is not INVALID and not isinstance(source, ex.FactRef | ex.FieldRef):
            return reader.report("EXPR-03", node.place, key="points")
    else:
        fact = text_of(reader, node, "points")
        source = INVALID if fact is INVALID else ex.FactRef(fact, place=node.place)
    table_node = mapping.get("table")
    if table_node is None:
        return reader.report("KEY-02", mapping.place, key="table", what=name_of("nouns", "points"))
    table = reader.typed(dict[str, Fraction], table_node, "table")
    cap = number_or(reader, mapping, "cap", None)
    return (
        INVALID if INVALID in (source, cap) or table is INVALID else ex.Points(source, table, cap, place=mapping.place)
    )


def _band(reader: Reader, mapping: Mapping, node: Node) -> Any:
    of = read_value(reader, node)
    closed = "upto" if mapping.get("upto") is not None else "from"
    edges_node = mapping.get(closed)
    if edges_node is None:
        return reader.report("KEY-02", mapping.place, key="upto", what=name_of("nouns", "band"))
    if mapping.get("upto") is not None and mapping.get("from") is not None:
        return reader.report("KEY-03", mapping.place, one="upto", other="from")
    edges = reader.typed(tuple[tuple[Fraction, Fraction], ...], edges_node, closed)
    if of is INVALID or edges is INVALID:
        return INVALID
    if not edges:
        return reader.report(
            "TYPE-01", edges_node.place, expected=name_of("types", "full_list"), what=closed, got=shown(edges_node)
        )
    limits = [edge for edge, _ in edges]
    if limits != sorted(set(limits), reverse=closed == "from"):
        return reader.report("EXPR-04", edges_node.place)
    return ex.Band(of, edges, closed, place=mapping.place)  # type: ignore[arg-type]


def _latest(reader: Reader, mapping: Mapping, node: Node) -> Any:
    name = text_of(reader, node, "latest")
    by_node = mapping.get("by")
    by = text_of(reader, by_node, "by") if by_node is not None else "date"
    where = optional(reader, mapping, "where", read_condition)
    if INVALID in (name, by, where):
        return INVALID
    table, _, field = name.partition(".")
    return ex.Latest(table, field, by, where, place=mapping.place)


def _official(reader: Reader, mapping: Mapping, node: Node) -> Any:
    instrument = text_of(reader, node, "official")
    field_node = mapping.get("field")
    field = text_of(reader, field_node, "field") if field_node is not None else "level"
    if INVALID in (instrument, field):
        return INVALID
    where = ex.Among(ex.FieldRef("instrument", place=node.place), (instrument,), place=node.place)
    return ex.Latest(OFFICIAL_RESULTS, field, "date", where, place=mapping.place)


def _ratio(reader: Reader, mapping: Mapping, node: Node) -> Any:
    pair = reader.typed(tuple[Value, Value], node, "ratio")
    times = number_or(reader, mapping, "times", Fraction(1))
    zero_node, within_node = mapping.get("den_zero"), mapping.get("within")
    zero: Any = reader.typed(ex.ZeroDenominator, zero_node, "den_zero") if zero_node is not None else "unknown"
    within = reader.typed(tuple[Fraction, Fraction], within_node, "within") if within_node is not None else None
    if pair is INVALID or INVALID in (times, zero, within):
        return INVALID
    return ex.Ratio(
        numerator=pair[0], denominator=pair[1], times=times, den_zero=zero, within=within, place=mapping.place
    )


def _change(reader: Reader, mapping: Mapping, node: Node) -> Any:
    inner = reader.mapping(node, "change")
    if inner is None:
        return INVALID
    refuse_other_keys(reader, inner, {"from", "to"})
    ends = [inner.get("from"), inner.get("to")]
    if None in ends:
        return reader.report("KEY-02", inner.place, key="from / to", what=name_of("nouns", "change"))
    old, new = (read_value(reader, end) for end in ends if end is not None)
    return INVALID if INVALID in (old, new) else ex.Change(old, new, place=mapping.place)


def _cases(reader: Reader, mapping: Mapping, node: Node) -> Any:
    if not isinstance(node, Sequence):
        return reader.report("TYPE-01", node.place, expected=name_of("types", "list"), what="cases", got=shown(node))
    cases: list[tuple[Any, Any]] = []
    for item in node.items:
        inner = reader.mapping(item, "cases")
        if inner is None or inner.get("when") is None or inner.get("value") is None:
            return reader.report("KEY-02", item.place, key="when / value", what=name_of("nouns", "cases"))
        refuse_other_keys(reader, inner, {"when", "value"})
        cases.append((read_condition(reader, inner.by_key["when"]), read_value(reader, inner.by_key["value"])))
    otherwise_node = mapping.get("otherwise")
    if otherwise_node is None:
        return reader.report("KEY-02", mapping.place, key="otherwise", what=name_of("nouns", "cases"))
    otherwise = read_value(reader, otherwise_node)
    if otherwise is INVALID or any(INVALID in case for case in cases):
        return INVALID
    return ex.Cases(tuple(cases), otherwise, place=mapping.place)


def _staircase(reader: Reader, mapping: Mapping, node: Node) -> Any:
    args = filled_list(reader, node, "staircase", read_value)
    full_at, upto = number_or(reader, mapping, "full_at", Fraction(1)), optional(reader, mapping, "upto", read_value)
    stop_node = mapping.get("stop")
    stop: Any = reader.typed(_Stop, stop_node, "stop") if stop_node is not None else "first_unsatisfied"
    if args is INVALID or INVALID in (full_at, upto, stop):
        return INVALID
    return ex.Staircase(args, full_at, stop == "first_unsatisfied", upto, place=mapping.place)


def _covered(reader: Reader, mapping: Mapping, node: Node) -> Any:
    fact, options = text_of(reader, node, "covered"), texts_of(reader, mapping, "of")
    if INVALID in (fact, options):
        return INVALID
    return ex.Covered(ex.FactRef(fact, place=node.place), options, place=mapping.place)


def _yearly(reader: Reader, mapping: Mapping, node: Node) -> Any:
    field, back_node = text_of(reader, node, "year"), mapping.get("back")
    back = whole_within(reader, back_node, "back", 0, _MOST_YEARS) if back_node is not None else 1
    return INVALID if INVALID in (field, back) else ex.Yearly(field, back, place=mapping.place)


def _as_of(reader: Reader, mapping: Mapping, node: Node) -> Any:
    """Days, or years or months of the calendar: `{as_of: -90}`, `{as_of: {years: -2}}`."""
    if not isinstance(node, Mapping):
        offset = whole_within(reader, node, "as_of", -_MOST_DAYS, _MOST_DAYS)
        return INVALID if offset is INVALID else ex.AsOf(offset, place=mapping.place)
    refuse_other_keys(reader, node, _MONTHS.keys())
    found = [(key, each) for key, each in node.by_key.items() if key in _MONTHS]
    if len(found) != 1:
        return reader.report("EXPR-12", node.place, known="、".join(_MONTHS))
    key, each = found[0]
    number = whole_within(reader, each, key, -_MOST_YEARS * 12 // _MONTHS[key], _MOST_YEARS * 12 // _MONTHS[key])
    return INVALID if number is INVALID else ex.AsOf(0, number * _MONTHS[key], place=mapping.place)


def _days_since(reader: Reader, mapping: Mapping, node: Node) -> Any:
    of = read_value(reader, node)
    return INVALID if of is INVALID else ex.DaysSince(of, place=mapping.place)


def _node_score(reader: Reader, mapping: Mapping, node: Node) -> Any:
    name, by_rule_node = text_of(reader, node, "score"), mapping.get("by_rule")
    by_rule = reader.typed(bool, by_rule_node, "by_rule") if by_rule_node is not None else False
    return INVALID if INVALID in (name, by_rule) else ex.NodeScore(*_split(name), by_rule, place=mapping.place)


def _level(reader: Reader, mapping: Mapping, node: Node) -> Any:
    name, open_node = text_of(reader, node, "level"), mapping.get("open_above_target")
    is_open = reader.typed(bool, open_node, "open_above_target") if open_node is not None else False
    return INVALID if INVALID in (name, is_open) else ex.LadderLevel(*_split(name), is_open, place=mapping.place)


def _key_of(mapping: Mapping, node: Node) -> str:
    return next((key.text for key, value in mapping.items if value is node), "")


def _named(build: Callable[[str, Mapping], Value]) -> Callable[[Reader, Mapping, Node], Any]:
    def read(reader: Reader, mapping: Mapping, node: Node) -> Any:
        name = text_of(reader, node, _key_of(mapping, node))
        return INVALID if name is INVALID else build(name, mapping)

    return read


def _listed(build: Callable[[tuple[Value, ...], Mapping], Value]) -> Callable[[Reader, Mapping, Node], Any]:
    def read(reader: Reader, mapping: Mapping, node: Node) -> Any:
        args = filled_list(reader, node, _key_of(mapping, node), read_value)
        return INVALID if args is INVALID else build(args, mapping)

    return read


_BUILDERS: dict[str, Callable[[Reader, Mapping, Node], Any]] = {
    "fact": _named(lambda name, at: ex.FactRef(name, place=at.place)),
    "field": _named(lambda name, at: ex.FieldRef(name, place=at.place)),
    "statistic": _named(lambda name, at: ex.StatisticRef(name, place=at.place)),
    "score": _node_score,
    "answered_share": _named(lambda name, at: ex.AnsweredShare(*_split(name), place=at.place)),
    "level": _level,
    "product": _listed(lambda args, at: ex.Arithmetic("product", args, place=at.place)),
    "difference": _listed(lambda args, at: ex.Arithmetic("difference", args, place=at.place)),
    "mean": _listed(lambda args, at: ex.Mean(args, place=at.place)),
    "mean_known": _listed(lambda args, at: ex.Mean(args, known_only=True, place=at.place)),
    "first_known": _listed(lambda args, at: ex.FirstKnown(args, place=at.place)),
    "constant": lambda reader, _, node: read_value(reader, node),
    "points": _points,
    "band": _band,
    "count": _count,
    "sum": _sum,
    "max": _sum,
    "min": _sum,
    "latest": _latest,
    "official": _official,
    "year": _yearly,
    "ratio": _ratio,
    "change": _change,
    "covered": _covered,
    "cases": _cases,
    "staircase": _staircase,
    "days_since": _days_since,
    "as_of": _as_of,
}
__all__ = ["CONDITION_FORMS", "VALUE_FORMS", "Condition", "Value", "read_condition", "read_value"]
