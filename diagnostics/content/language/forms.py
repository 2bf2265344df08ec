"""The forms of values and conditions (docs/content-format.md §6 and §7): one table for the reader and the JSON schema.

A form is named by a key and may have further keys. What may stand under a key is a slot: how it is read, and what the
schema says of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from typing import Any, Literal, get_args

from diagnostics.content.yaml.reader import INVALID, Reader
from diagnostics.content.yaml.yaml_nodes import Mapping, Node, Scalar, Sequence
from diagnostics.model.content import expressions as ex
from diagnostics.model.content.expressions import Condition, Expression, Value
from diagnostics.words.catalogue import name_of
from diagnostics.words.problems import Place

Schema = dict[str, Any]

_NEEDED: Any = object()
_OFFICIAL_RESULTS = "official_results"
_MOST_YEARS, _MOST_DAYS = 50, 36_525
_MONTHS = {"years": 12, "months": 1}


@dataclass(frozen=True)
class Slot:
    """What may stand under a key; without a default the key is needed."""

    read: Callable[[Reader, Node, str], Any]
    schema: Schema
    default: Any = _NEEDED

    def or_else(self, default: Any) -> Slot:
        """Return the slot of a key that may be left out."""
        return replace(self, default=default)


@dataclass(frozen=True)
class Form:
    """A form of a value or a condition.

    Attributes:
        makes: gets what was read under the key of the form and under the further keys, in their order, and the place.
        main: what stands under the key of the form.
        further: what may stand beside it.
        noun: what messages call it where a key is missing.
        own: reads it where slots do not say enough.
    """

    makes: Callable[..., Expression]
    main: Slot
    further: AbstractMapping[str, Slot] = field(default_factory=dict)
    noun: str = "condition"
    own: Callable[[Reader, Mapping, str], Any] | None = None

    def read(self, reader: Reader, mapping: Mapping, key: str, place: Place, beside: Collection[str] = ()) -> Any:
        """Read a mapping that has this form; `beside` are keys that somebody else reads."""
        refuse_other_keys(reader, mapping, {key, *self.further, *beside})
        if self.own is not None:
            return self.own(reader, mapping, key)
        slots = {key: self.main, **self.further}
        values = [self._read_slot(reader, mapping, name, slot) for name, slot in slots.items()]
        return INVALID if any(value is INVALID for value in values) else self.makes(*values, place=place)

    def _read_slot(self, reader: Reader, mapping: Mapping, name: str, slot: Slot) -> Any:
        node = mapping.get(name)
        if node is not None:
            return slot.read(reader, node, name)
        if slot.default is not _NEEDED:
            return slot.default
        return reader.missing(mapping.place, name, name_of("nouns", self.noun))


def refuse_other_keys(reader: Reader, mapping: Mapping, known: Collection[str]) -> None:
    """Report keys of a mapping that are not among the known ones."""
    for key, _ in mapping.items:
        if key.text not in known:
            reader.unknown_key(key, sorted(known))


# ---- slots ----------------------------------------------------------------------------------------------------------

# Any scalar is a text to the strict reader (`number: 118`), whatever YAML makes of it.
TEXT: Schema = {"type": ["string", "number", "boolean"]}
TEXTS: Schema = {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}
DAY: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
NUMBER: Schema = {"type": "number"}


def closed(required: list[str], **properties: Schema) -> Schema:
    """Return the schema of a mapping that has no other keys."""
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _any_of(*schemas: Schema) -> Schema:
    return {"anyOf": list(schemas)}


def _fixed_list(*schemas: Schema) -> Schema:
    return {"type": "array", "prefixItems": list(schemas), "minItems": len(schemas), "maxItems": len(schemas)}


def _typed(hint: Any, schema: Schema) -> Slot:
    return Slot(lambda reader, node, key: reader.typed(hint, node, key), schema)


def _list_of(slot: Slot) -> Slot:
    """A list with at least one item."""

    def read(reader: Reader, node: Node, key: str) -> Any:
        if not isinstance(node, Sequence) or not node.items:
            return _not_a_full_list(reader, node, key)
        items = [slot.read(reader, item, key) for item in node.items]
        return INVALID if any(item is INVALID for item in items) else tuple(items)

    return Slot(read, {"type": "array", "items": slot.schema, "minItems": 1})


def _mapping_of(noun: str, **slots: Slot) -> Slot:
    """A mapping with exactly these keys."""

    def read(reader: Reader, node: Node, key: str) -> Any:
        inner = reader.mapping(node, key)
        if inner is None:
            return INVALID
        refuse_other_keys(reader, inner, slots)
        if any(inner.get(name) is None for name in slots):
            return reader.missing(inner.place, " / ".join(slots), name_of("nouns", noun))
        values = [slot.read(reader, inner.by_key[name], name) for name, slot in slots.items()]
        return INVALID if any(value is INVALID for value in values) else tuple(values)

    return Slot(read, closed(list(slots), **{name: slot.schema for name, slot in slots.items()}))


def _integer(low: int, high: int) -> Slot:
    def read(reader: Reader, node: Node, key: str) -> Any:
        value = reader.typed(int, node, key)
        if value is INVALID or low <= value <= high:
            return value
        return reader.report("TYPE-06", node.place, what=key, got=value, low=low, high=high)

    return Slot(read, {"type": "integer"})


def _named(make: Callable[[str, Place], Expression]) -> Slot:
    """A name that stands for an expression at its own place."""

    def read(reader: Reader, node: Node, key: str) -> Any:
        name = reader.typed(str, node, key)
        return INVALID if name is INVALID else make(name, node.place)

    return Slot(read, TEXT)


def _not_a_full_list(reader: Reader, node: Node, key: str) -> Any:
    return reader.mistyped(name_of("types", "full_list"), node, key)


def _texts(reader: Reader, node: Node, key: str) -> Any:
    if isinstance(node, Scalar):
        return (node.text,)
    if isinstance(node, Sequence) and not node.items:
        return _not_a_full_list(reader, node, key)
    return reader.typed(tuple[str, ...], node, key)


def _source(reader: Reader, node: Node, key: str) -> Any:
    """The fact or field that points are given for."""
    if not isinstance(node, Mapping):
        return _FACT.read(reader, node, key)
    source = reader.typed(Value, node, key)
    if source is INVALID or isinstance(source, ex.FactRef | ex.FieldRef):
        return source
    return reader.report("EXPR-03", node.place, key=key)


def _counted(reader: Reader, node: Node, key: str) -> Any:
    """What is counted, still without its place: conditions, rows, nodes of a standard or its answered leaves."""
    if isinstance(node, Sequence):
        conditions = _CONDITIONS.read(reader, node, key)
        return INVALID if conditions is INVALID else partial(ex.CountOf, conditions)
    inner = reader.mapping(node, key)
    if inner is None:
        return INVALID
    name = next((name for name in _COUNTED if inner.get(name) is not None), "nodes")
    counted = _COUNTED[name].read(reader, inner, name, inner.place)
    return INVALID if counted is INVALID else partial(replace, counted)


def _offset(reader: Reader, node: Node, key: str) -> Any:
    """Days, or years or months of the calendar: `-90`, `{years: -2}`; both as days and months."""
    if not isinstance(node, Mapping):
        days = _DAYS.read(reader, node, key)
        return INVALID if days is INVALID else (days, 0)
    refuse_other_keys(reader, node, _MONTHS)
    found = [(name, each) for name, each in node.by_key.items() if name in _MONTHS]
    if len(found) != 1:
        return reader.report("EXPR-12", node.place, known="、".join(_MONTHS))
    name, inner = found[0]
    most = _MOST_YEARS * 12 // _MONTHS[name]
    number = _integer(-most, most).read(reader, inner, name)
    return INVALID if number is INVALID else (0, number * _MONTHS[name])


NAME = _typed(str, TEXT)
NAMES = Slot(_texts, TEXTS)
VALUE = _typed(Value, {"$ref": "#/$defs/Value"})
CONDITION = _typed(Condition, {"$ref": "#/$defs/Condition"})
_CONDITIONS, _VALUES = _list_of(CONDITION), _list_of(VALUE)
_DAYS = _integer(-_MOST_DAYS, _MOST_DAYS)
_AMOUNT = _typed(Fraction, NUMBER)
_FLAG = _typed(bool, {"type": "boolean"})
_WHERE = CONDITION.or_else(None)
_PAIR = _fixed_list(NUMBER, NUMBER)
_EDGES = _typed(tuple[tuple[Fraction, Fraction], ...], {"type": "array", "items": _PAIR}).or_else(None)
_AGGREGATE = Slot(NAME.read, _any_of(_VALUES.schema, TEXT))
_FACT = _named(lambda name, place: ex.FactRef(name, place=place))
_INSTRUMENT = _named(lambda name, at: ex.Among(ex.FieldRef("instrument", place=at), (name,), place=at))
_CASES = _list_of(_mapping_of("cases", when=CONDITION, value=VALUE))
_ENDS = _mapping_of("change", **{"from": VALUE, "to": VALUE})
_STOP = _typed(Literal["first_unsatisfied", "never"], TEXT)
_COUNTED = {
    "rows": Form(ex.RowCount, NAME, {"where": _WHERE}),
    "nodes": Form(ex.NodeCount, NAMES, {"at_least": _AMOUNT.or_else(Fraction(1))}),
    "answered": Form(ex.AnsweredCount, NAMES),
}


def properties_of(key: str, form: Form) -> dict[str, Schema]:
    """Return what the schema says of every key of a form."""
    return {key: form.main.schema, **{name: form.further[name].schema for name in sorted(form.further)}}


# ---- how forms become expressions -----------------------------------------------------------------------------------


def _dotted(make: Callable[..., Expression], name: str, *further: Any, place: Place) -> Expression:
    """`table.field` stands for the first two parts of an expression."""
    table, _, column = name.partition(".")
    return make(table, column, *further, place=place)


def _of_standard(make: Callable[..., Expression], name: str, *further: Any, place: Place) -> Expression:
    """`standard:name` stands for the first two parts of an expression; without a standard the own one is meant."""
    standard, _, part = name.rpartition(":")
    return make(standard, part, *further, place=place)


def _read_constant(reader: Reader, mapping: Mapping, key: str) -> Any:
    return VALUE.read(reader, mapping.by_key[key], key)


def _read_aggregate(reader: Reader, mapping: Mapping, key: str) -> Any:
    """Arithmetic over a list, or an aggregate over `table.field`."""
    node = mapping.by_key[key]
    if not isinstance(node, Sequence):
        aggregate: Any = partial(ex.RowValue, key)  # type: ignore[arg-type]
        rows = Form(partial(_dotted, aggregate), NAME, {"where": _WHERE})
        return rows.read(reader, mapping, key, mapping.place, mapping.by_key)
    refuse_other_keys(reader, mapping, {key, *TESTS})  # `where` belongs to rows
    args = _VALUES.read(reader, node, key)
    return INVALID if args is INVALID else ex.Arithmetic(key, args, place=mapping.place)  # type: ignore[arg-type]


def _read_band(reader: Reader, mapping: Mapping, key: str) -> Any:
    """Steps that end or start at their edges, never both."""
    of = VALUE.read(reader, mapping.by_key[key], key)
    closed_at: Literal["upto", "from"] = "upto" if mapping.get("upto") is not None else "from"
    node = mapping.get(closed_at)
    if node is None:
        return reader.missing(mapping.place, "upto", name_of("nouns", "band"))
    if mapping.get("upto") is not None and mapping.get("from") is not None:
        return reader.report("KEY-03", mapping.place, one="upto", other="from")
    edges = _EDGES.read(reader, node, closed_at)
    if of is INVALID or edges is INVALID:
        return INVALID
    if not edges:
        return _not_a_full_list(reader, node, closed_at)
    limits = [edge for edge, _ in edges]
    if limits != sorted(set(limits), reverse=closed_at == "from"):
        return reader.report("EXPR-04", node.place)
    return ex.Band(of, edges, closed_at, place=mapping.place)


def _arithmetic(operation: ex.ArithmeticOperation) -> Form:
    return Form(partial(ex.Arithmetic, operation), _VALUES)


def _aggregate() -> Form:
    return Form(ex.RowValue, _AGGREGATE, {"where": _WHERE}, own=_read_aggregate)


# ---- the table ------------------------------------------------------------------------------------------------------

VALUE_FORMS: dict[str, Form] = {
    "fact": Form(ex.FactRef, NAME),
    "official": Form(  # before `field`, which is a key of it
        lambda where, column, place: ex.Latest(_OFFICIAL_RESULTS, column, "date", where, place=place),
        _INSTRUMENT,
        {"field": NAME.or_else("level")},
    ),
    "field": Form(ex.FieldRef, NAME),
    "constant": Form(ex.Constant, replace(VALUE, schema=_any_of(NUMBER, DAY)), own=_read_constant),
    "points": Form(
        ex.Points,
        Slot(_source, _any_of(TEXT, VALUE.schema)),
        {
            "table": _typed(dict[str, Fraction], {"type": "object", "additionalProperties": NUMBER}),
            "cap": _AMOUNT.or_else(None),
        },
        noun="points",
    ),
    "band": Form(ex.Band, VALUE, {"upto": _EDGES, "from": _EDGES}, own=_read_band),
    "count": Form(
        lambda counted, place: counted(place=place),
        Slot(
            _counted,
            _any_of(_CONDITIONS.schema, *(closed([key], **properties_of(key, form)) for key, form in _COUNTED.items())),
        ),
    ),
    "sum": _aggregate(),
    "max": _aggregate(),
    "min": _aggregate(),
    "latest": Form(partial(_dotted, ex.Latest), NAME, {"by": NAME.or_else("date"), "where": _WHERE}),
    "year": Form(ex.Yearly, NAME, {"back": _integer(0, _MOST_YEARS).or_else(1)}),
    "product": _arithmetic("product"),
    "difference": _arithmetic("difference"),
    "ratio": Form(
        lambda pair, times, den_zero, within, place: ex.Ratio(
            numerator=pair[0], denominator=pair[1], times=times, den_zero=den_zero, within=within, place=place
        ),
        _typed(tuple[Value, Value], _fixed_list(VALUE.schema, VALUE.schema)),
        {
            "times": _AMOUNT.or_else(Fraction(1)),
            "den_zero": _typed(ex.ZeroDenominator, {"enum": list(get_args(ex.ZeroDenominator))}).or_else("unknown"),
            "within": _typed(tuple[Fraction, Fraction], _PAIR).or_else(None),
        },
    ),
    "change": Form(lambda ends, place: ex.RelativeChange(*ends, place=place), _ENDS),
    "mean": Form(ex.Mean, _VALUES),
    "mean_known": Form(partial(ex.Mean, known_only=True), _VALUES),
    "score": Form(partial(_of_standard, ex.NodeScore), NAME, {"by_rule": _FLAG.or_else(False)}),
    "answered_share": Form(partial(_of_standard, ex.AnsweredShare), NAME),
    "level": Form(partial(_of_standard, ex.LadderLevel), NAME, {"open_above_target": _FLAG.or_else(False)}),
    "statistic": Form(ex.StatisticRef, NAME),
    "covered": Form(ex.Covered, _FACT, {"of": NAMES}),
    "first_known": Form(ex.FirstKnown, _VALUES),
    "cases": Form(ex.Cases, _CASES, {"otherwise": VALUE}, noun="cases"),
    "staircase": Form(
        lambda args, full_at, stop, upto, place: ex.Staircase(args, full_at, stop != "never", upto, place=place),
        _VALUES,
        {
            "full_at": _AMOUNT.or_else(Fraction(1)),
            "stop": _STOP.or_else("first_unsatisfied"),
            "upto": VALUE.or_else(None),
        },
    ),
    "days_since": Form(ex.DaysSince, VALUE),
    "as_of": Form(
        lambda offset, place: ex.AsOf(*offset, place=place),
        Slot(_offset, _any_of(_DAYS.schema, *(closed([key], **{key: _DAYS.schema}) for key in _MONTHS))),
    ),
}
CONDITION_FORMS: dict[str, Form] = {
    "all": Form(ex.AllOf, _CONDITIONS),
    "any": Form(ex.AnyOf, _CONDITIONS),
    "none": Form(ex.NoneOf, _CONDITIONS),
    "exists": Form(
        ex.Exists,
        NAME,
        {"where": _WHERE, "chained": _typed(ex.Chained, {"$ref": "#/$defs/Chained"}).or_else(None)},
    ),
    "table": Form(ex.StateTest, _named(lambda name, place: ex.TableRef(name, place=place)), {"state": NAMES}),
    "condition": Form(ex.ConditionRef, NAME),
}
# What a value is compared with or tested for; stands beside the keys of the value.
TESTS: dict[str, Slot] = {
    **dict.fromkeys(ex.COMPARISONS, VALUE),
    **dict.fromkeys(("in", "has", "has_all", "has_any", "is", "state"), NAMES),
}
