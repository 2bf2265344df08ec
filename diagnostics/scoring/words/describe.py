"""Values and conditions in Chinese words, without looking at any firm: the name of a value, what a condition asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.asking import chosen_fact
from diagnostics.model.content.facts import Derived, Fact, FactTable, Field
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Mark
from diagnostics.model.content.standards import Node
from diagnostics.model.firm.answers import AnswerValue
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.numbers import day, quantity


class Describer:
    """Puts expressions of one library into words."""

    def __init__(self, library: Library) -> None:
        self.library = library

    # ---- values ----

    def name(self, value: ex.Expression, table: str = "") -> str:
        """Return the name of a value as it stands in a sentence."""
        return _NAMES.get(type(value), Describer._joined_name)(self, value, table)

    def _joined_name(self, value: ex.Expression, table: str) -> str:
        args = [part for part in ex.children(value) if not isinstance(part, ex.Condition)]
        joint = {"difference": "－", "product": "×"}.get(getattr(value, "operation", ""), "、")
        return joint.join(self.name(part, table) for part in args)

    def _ladder_name(self, value: ex.LadderLevel, _table: str) -> str:
        standard = self.library.standards[value.standard]
        ladder = standard.ladder(value.ladder)
        return say("words", "ladder_of", ladder=ladder.name if ladder else value.ladder, standard=standard.title)

    def _year_name(self, value: ex.Yearly, _table: str) -> str:
        key = f"year_{value.back}" if value.back in {1, 2, 3} else "year_back"
        return say("words", key, name=self._field_name(ex.FieldRef(value.field), "years"), back=value.back)

    def _first_known_name(self, value: ex.FirstKnown, table: str) -> str:
        """Name the first, and what counts where there is none (a number there is only a default)."""
        first, *rest = value.args
        names = [self.name(each, table) for each in rest if not isinstance(each, ex.Constant)]
        own = self.name(first, table)
        return say("words", "first_known", first=own, rest=say("words", "or_joint").join(names)) if names else own

    def _field_name(self, ref: ex.FieldRef, table: str) -> str:
        if ref.field == "grade":
            return say("words", "grade")
        field = self._field(table, ref.field)
        return field.name if field else ref.field

    def _field(self, table: str, field_id: str) -> Field | None:
        found = self.library.tables.get(table)
        return found.field_named(field_id) if found else None

    def _latest_name(self, value: ex.Latest, _table: str) -> str:
        name = self._field_name(ex.FieldRef(value.field), value.table)
        if value.table == "official_results" and isinstance(value.where, ex.Among):
            instrument = self._options("instrument", value.where.options, value.table)
            return say("words", "official", instrument=instrument, field=name)
        return say("words", "latest", table=self.library.tables[value.table].name, field=name)

    def _rows_name(self, value: ex.RowCount | ex.RowValue, _table: str) -> str:
        table = self.library.tables[value.table].name
        where = "" if value.where is None else say("words", "where", where=self.describe(value.where, value.table))
        if isinstance(value, ex.RowCount):
            return say("words", "row_count", table=table, where=where)
        name = self._field_name(ex.FieldRef(value.field), value.table)
        return say("words", f"row_{value.how}", table=table, field=name, where=where)

    def unit(self, value: ex.Expression, table: str = "") -> str:
        """Return the unit that a value is printed with."""
        if isinstance(value, ex.FactRef):
            item = self.library.named(value.fact)
            return "%" if item.type == "percent" else item.unit
        if isinstance(value, ex.FieldRef | ex.Latest | ex.RowValue | ex.Yearly):
            name = getattr(value, "table", table) or ("years" if isinstance(value, ex.Yearly) else table)
            field = self._field(name, value.field)
            return ("%" if field.type == "percent" else field.unit) if field else ""
        if isinstance(value, ex.NodeScore):
            return self.library.standards[value.standard].unit
        if isinstance(value, ex.LadderLevel):
            return say("words", "level_unit")
        if isinstance(value, ex.FirstKnown):
            return self.unit(value.args[0], table)
        if isinstance(value, ex.Ratio) and value.times == 100:
            return "%"
        if isinstance(value, ex.CountOf | ex.RowCount | ex.Covered):
            return say("words", "count_unit")
        return say("words", "days") if isinstance(value, ex.DaysSince) else ""

    def decimals(self, value: ex.Expression) -> int:
        """Return how many decimals a value is shown with: a node of a standard as its standard says."""
        return self.library.standards[value.standard].decimals if isinstance(value, ex.NodeScore) else 2

    def number(self, value: ex.Expression, unit: str, table: str = "") -> str:
        """Return the right side of a comparison: a number with its unit, a date, or the name of a value."""
        if isinstance(value, ex.Constant):
            if isinstance(value.value, date):
                return day(value.value)
            return quantity(value.value, unit, 4)
        if isinstance(value, ex.AsOf):
            return _day_of(value)
        return self.name(value, table)

    def cell(self, table: FactTable, field_id: str, value: AnswerValue) -> str:
        """Return a field of a row in words: the name of an option, a number with its unit, a date, yes or no."""
        field = table.field_named(field_id)
        if field is None or value is None:
            return ""
        if isinstance(value, bool):
            return say("explain", "yes" if value else "no")
        if isinstance(value, date):
            return day(value)
        if isinstance(value, Fraction):
            return quantity(value, "%" if field.type == "percent" else field.unit, 2)
        return next((option.name for option in field.options if option.id == value), str(value))

    def sources(self, names: Sequence[str], mark: Mark) -> str:
        """Return where an item of the content comes from (issuer, title, number, date of each source) and its mark."""
        found = (self.library.sources[name] for name in names if name in self.library.sources)
        texts = [
            say(
                "clauses",
                "source",
                issuer=each.issuer,
                title=each.title,
                more="，".join(_given(each.number, each.date)),
            )
            for each in found
        ]
        return say(
            "clauses", "sources", sources="；".join(texts) or say("clauses", "none"), mark=name_of("marks", mark.name)
        )

    # ---- conditions ----

    def describe(self, condition: ex.Expression, table: str = "") -> str:
        """Return what a condition asks for."""
        if isinstance(condition, ex.Compare):
            return self._compare(condition, table)
        if isinstance(condition, ex.Among):
            return self._among(condition, table)
        if isinstance(condition, ex.Has):
            return self._has(condition)
        if isinstance(condition, ex.StateTest):
            return self._state(condition, table)
        if isinstance(condition, ex.Exists):
            where = "" if condition.where is None else self.describe(condition.where, condition.table)
            return say("words", "exists", table=self.library.tables[condition.table].name, where=where)
        parts = [self.describe(part, table) for part in getattr(condition, "conditions", ())]
        if not parts:
            return say("words", "always")
        if len(parts) == 1 and not isinstance(condition, ex.NoneOf):
            return parts[0]
        key = {ex.AllOf: "all", ex.AnyOf: "any", ex.NoneOf: "none"}[type(condition)]
        return say("words", f"{key}_of", parts=say("words", f"{key}_joint").join(parts))

    def _compare(self, node: ex.Compare, table: str) -> str:
        left, comparison = node.left, node.comparison
        truth = isinstance(node.right, ex.Constant) and node.right.value in {Fraction(0), Fraction(1)}
        if comparison == "equals" and truth and self._is_bool(left, table):
            key = "yes" if node.right.value == 1 else "no"  # type: ignore[union-attr]
            return say("words", f"is_{key}", name=self.name(left, table))
        if isinstance(left, ex.CountOf):
            parts = "；".join(self.describe(part, table) for part in left.conditions)
            return say("words", f"count_{comparison}", n=self.number(node.right, ""), parts=parts)
        option = self._option_of_value(left, node.right)
        need = option or self.number(node.right, self.unit(left, table), table)
        key = "date" if self._is_date(node.right) else "option" if option else "compare"
        return say("words", f"{key}_{comparison}", name=self.name(left, table), need=need)

    def _is_date(self, value: ex.Expression) -> bool:
        return isinstance(value, ex.AsOf) or (isinstance(value, ex.Constant) and isinstance(value.value, date))

    def _is_bool(self, value: ex.Expression, table: str) -> bool:
        if isinstance(value, ex.FactRef):
            return self.library.named(value.fact).type == "bool"
        if isinstance(value, ex.FieldRef):
            field = self._field(table, value.field)
            return field is not None and field.type == "bool"
        return False

    def _option_of_value(self, left: ex.Expression, right: ex.Expression) -> str:
        """A choice compared with a number is said with the name of its option."""
        chosen = chosen_fact(left, self.library)
        if chosen is None or not isinstance(right, ex.Constant):
            return ""
        item = self.library.named(chosen)
        found = (option.name for option in item.options if option.value == right.value)
        name = next(found, "")
        return say("words", "quoted", text=name) if name else ""

    def node(self, value: ex.NodeScore | ex.AnsweredShare) -> Node:
        """Return the node that a score or an answered share refers to."""
        return next(node for node in self.library.standards[value.standard].nodes if node.id == value.node)

    def _among(self, node: ex.Among, table: str) -> str:
        if isinstance(node.source, ex.FactRef) and self.library.named(node.source.fact).type == "judgement":
            return say("words", f"judged_{node.options[0]}", name=self.name(node.source))
        options = self._options(getattr(node.source, "field", ""), node.options, table)
        if isinstance(node.source, ex.FactRef):
            options = self._fact_options(self.library.named(node.source.fact), node.options, "either_joint")
        return say("words", "among", name=self.name(node.source, table), options=options)

    def _has(self, node: ex.Has) -> str:
        item = self.library.named(node.fact.fact)
        options = self._fact_options(item, node.options)
        if node.at_least == len(node.options):
            return say("words", "has_all", name=item.name, options=options)
        return say("words", "has_some", name=item.name, n=node.at_least, options=options)

    def _fact_options(self, item: Fact | Derived, options: tuple[str, ...], joint: str = "or_joint") -> str:
        names = {option.id: option.name for option in item.options}
        return say("words", joint).join(say("words", "quoted", text=names.get(each, each)) for each in options)

    def _options(self, field_id: str, options: tuple[str, ...], table: str) -> str:
        field = self._field(table, field_id)
        names = {option.id: option.name for option in field.options} if field else {}
        if field_id == "grade":
            names = {option: name_of("grades", option) for option in options}
        return say("words", "or_joint").join(names.get(option, option) for option in options)

    def _state(self, node: ex.StateTest, table: str) -> str:
        states = say("words", "or_joint").join(name_of("answer_states", state) for state in node.states)
        if isinstance(node.target, ex.TableRef):
            return say("words", "state", name=self.library.tables[node.target.table].name, states=states)
        return say("words", "state", name=self.name(node.target, table), states=states)


def _given(*texts: str) -> list[str]:
    return [text for text in texts if text]


def _day_of(value: ex.AsOf) -> str:
    """Return how far a day lies from that of the diagnosis: 诊断日前 2 年."""
    if not value.months and not value.offset:
        return say("words", "as_of")
    step = value.months or value.offset
    unit = "days" if not value.months else "months" if value.months % 12 else "years"
    number = step // 12 if unit == "years" else step
    return say("words", "before_as_of" if step < 0 else "after_as_of", span=say("words", f"span_{unit}", n=abs(number)))


# How a form of value is called: words around its parts, or words of its own.
_NAMES: dict[type[ex.Expression], Callable[[Describer, Any, str], str]] = {
    ex.FactRef: lambda words, value, _: words.library.named(value.fact).name,
    ex.FieldRef: Describer._field_name,
    ex.Constant: lambda words, value, _: words.number(value, ""),
    ex.AsOf: lambda words, value, _: words.number(value, ""),
    ex.NodeScore: lambda words, value, _: words.node(value).name,
    ex.AnsweredShare: lambda words, value, _: say("words", "answered_share", name=words.node(value).name),
    ex.LadderLevel: Describer._ladder_name,
    ex.Latest: Describer._latest_name,
    ex.Yearly: Describer._year_name,
    ex.RowCount: Describer._rows_name,
    ex.RowValue: Describer._rows_name,
    ex.StatisticRef: lambda words, value, _: words.library.statistics[value.statistic].name,
    ex.FirstKnown: Describer._first_known_name,
    ex.Staircase: lambda _, value, __: say("words", "staircase" if value.sequential else "plain_sum"),
    ex.Covered: lambda words, value, _: say("words", "covered", name=words.name(value.fact), of=len(value.options)),
    ex.DaysSince: lambda words, value, table: say("words", "days_since", name=words.name(value.of, table)),
    ex.RelativeChange: lambda words, value, table: say("words", "change", name=words.name(value.new, table)),
    ex.Ratio: lambda words, value, table: say(
        "words", "ratio", num=words.name(value.numerator, table), den=words.name(value.denominator, table)
    ),
    ex.CountOf: lambda _, value, __: say("words", "count_of", of=len(value.conditions)),
    ex.Points: lambda words, value, table: words.name(value.source, table),
    ex.Band: lambda words, value, table: words.name(value.of, table),
}
