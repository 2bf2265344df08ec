"""Values in Chinese words, without looking at any firm: names, units, numbers, cells, sources."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.facts import Derived, Fact, FactTable, Field
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Mark
from diagnostics.model.content.standards import Node
from diagnostics.model.firm.answers import AnswerValue
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.numbers import day, quantity

# More options than these are counted, not named.
_MOST_NAMED = 4
_OFFICIAL_LEVEL = ("official_results", "level")


class ValueNames(ABC):
    """Names the values of one library."""

    def __init__(self, library: Library) -> None:
        self.library = library

    @abstractmethod
    def describe(self, condition: ex.Expression, table: str = "") -> str:
        """Return what a condition asks for: which rows a value counts."""

    def name(self, value: ex.Expression, table: str = "") -> str:
        """Return the name of a value as it stands in a sentence."""
        return _NAMES[type(value)](self, value, table)

    def _arithmetic_name(self, value: ex.Arithmetic, table: str) -> str:
        names = [self.name(part, table) for part in value.args]
        return say("words", f"of_{value.operation}", parts=say("words", f"joint_{value.operation}").join(names))

    def _mean_name(self, value: ex.Mean, table: str) -> str:
        parts = say("words", "or_joint").join(self.name(part, table) for part in value.args)
        return say("words", "mean_known" if value.known_only else "mean", parts=parts)

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
        table = self.library.tables[value.table].name
        return say("words", "latest", table=table, field=name, where=self._latest_where(value))

    def _rows_name(self, value: ex.RowCount | ex.RowValue, _table: str) -> str:
        table = self.library.tables[value.table].name
        where = "" if value.where is None else say("words", "where", where=self.describe(value.where, value.table))
        if isinstance(value, ex.RowCount):
            return say("words", "row_count", table=table, where=where)
        name = self._field_name(ex.FieldRef(value.field), value.table)
        return say("words", f"row_{value.how}", table=table, field=name, where=where)

    def _latest_where(self, value: ex.Latest) -> str:
        return "" if value.where is None else say("words", "where", where=self.describe(value.where, value.table))

    def _covered_name(self, value: ex.Covered, _table: str) -> str:
        item = self.library.named(value.fact.fact)
        if len(value.options) > _MOST_NAMED:
            return say("words", "covered", name=item.name, of=len(value.options))
        return say("words", "covered_of", name=item.name, options=self._fact_options(item, value.options))

    def _statistic_name(self, value: ex.StatisticRef, _table: str) -> str:
        found = self.library.statistics[value.statistic]
        return say("words", "statistic", name=found.name, value=quantity(found.value, found.unit, 4), date=found.date)

    def unit(self, value: ex.Expression, table: str = "") -> str:
        """Return the unit that a value is printed with."""
        if isinstance(value, ex.FactRef):
            item = self.library.named(value.fact)
            return "%" if item.type == "percent" else item.unit
        if isinstance(value, ex.FieldRef | ex.Latest | ex.RowValue | ex.Yearly):
            name = getattr(value, "table", table) or ("years" if isinstance(value, ex.Yearly) else table)
            field = self._field(name, value.field)
            of_level = say("words", "level_unit") if (name, value.field) == _OFFICIAL_LEVEL else ""
            return ("%" if field.type == "percent" else field.unit or of_level) if field else ""
        if isinstance(value, ex.NodeScore):
            return self.library.standards[value.standard].unit
        if isinstance(value, ex.LadderLevel):
            return say("words", "level_unit")
        if isinstance(value, ex.FirstKnown):
            return next(filter(None, (self.unit(each, table) for each in value.args)), "")
        if isinstance(value, ex.Mean | ex.Arithmetic):
            units = [self.unit(part, table) for part in value.args if not isinstance(part, ex.Constant)]
            alike = len(units) == 1 or (len(set(units)) == 1 and getattr(value, "operation", "") != "product")
            return units[0] if alike else ""
        if (isinstance(value, ex.Ratio) and value.times == 100) or self.scale(value) == 100:
            return "%"
        if isinstance(value, ex.Points | ex.Band | ex.Staircase):
            return say("words", "points")
        if isinstance(value, ex.CountOf | ex.RowCount | ex.Covered | ex.AnsweredCount):
            return say("words", "count_unit")
        return say("words", "days") if isinstance(value, ex.DaysSince) else ""

    def scale(self, value: ex.Expression) -> int:
        """Return by what a value is multiplied before it is printed: a share of the whole or a change is said in %."""
        return 100 if isinstance(value, ex.RelativeChange | ex.AnsweredShare) else 1

    def decimals(self, value: ex.Expression) -> int:
        """Return how many decimals a value is shown with: a node of a standard as its standard says."""
        return self.library.standards[value.standard].decimals if isinstance(value, ex.NodeScore) else 2

    def number(self, value: ex.Expression, unit: str, table: str = "", scale: int = 1) -> str:
        """Return the right side of a comparison: a number with its unit, a date, or the name of a value."""
        if isinstance(value, ex.Constant):
            if isinstance(value.value, date):
                return day(value.value)
            return quantity(value.value * scale, unit, 4)
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

    def _fact_options(self, item: Fact | Derived, options: tuple[str, ...], joint: str = "or_joint") -> str:
        names = {option.id: option.name for option in item.options}
        return say("words", joint).join(say("words", "quoted", text=names.get(each, each)) for each in options)

    def _options(self, field_id: str, options: tuple[str, ...], table: str) -> str:
        field = self._field(table, field_id)
        names = {option.id: option.name for option in field.options} if field else {}
        if field_id == "grade":
            names = {option: name_of("grades", option) for option in options}
        return say("words", "either_joint").join(names.get(option, option) for option in options)

    def node(self, value: ex.NodeScore | ex.AnsweredShare) -> Node:
        """Return the node that a score or an answered share refers to."""
        return next(node for node in self.library.standards[value.standard].nodes if node.id == value.node)


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
_NAMES: dict[type[ex.Expression], Callable[[ValueNames, Any, str], str]] = {
    ex.FactRef: lambda words, value, _: words.library.named(value.fact).name,
    ex.FieldRef: ValueNames._field_name,
    ex.Constant: lambda words, value, _: words.number(value, ""),
    ex.AsOf: lambda words, value, _: words.number(value, ""),
    ex.NodeScore: lambda words, value, _: words.node(value).name,
    ex.AnsweredShare: lambda words, value, _: say("words", "answered_share", name=words.node(value).name),
    ex.LadderLevel: ValueNames._ladder_name,
    ex.Latest: ValueNames._latest_name,
    ex.Yearly: ValueNames._year_name,
    ex.RowCount: ValueNames._rows_name,
    ex.RowValue: ValueNames._rows_name,
    ex.StatisticRef: ValueNames._statistic_name,
    ex.FirstKnown: ValueNames._first_known_name,
    ex.Staircase: lambda _, value, __: say("words", "staircase" if value.sequential else "plain_sum"),
    ex.Covered: ValueNames._covered_name,
    ex.DaysSince: lambda words, value, table: say("words", "days_since", name=words.name(value.of, table)),
    ex.RelativeChange: lambda words, value, table: say(
        "words", "change", new=words.name(value.new, table), old=words.name(value.old, table)
    ),
    ex.Ratio: lambda words, value, table: say(
        "words",
        "share" if value.times == 100 else "ratio",
        num=words.name(value.numerator, table),
        den=words.name(value.denominator, table),
    ),
    ex.Arithmetic: ValueNames._arithmetic_name,
    ex.Mean: ValueNames._mean_name,
    ex.Cases: lambda *_: say("words", "by_case"),
    ex.AnsweredCount: lambda _, value, __: say("words", "answered_count", of=len(value.nodes)),
    ex.CountOf: lambda _, value, __: say("words", "count_of", of=len(value.conditions)),
    ex.Points: lambda words, value, table: say("words", "points_for", name=words.name(value.source, table)),
    ex.Band: lambda words, value, table: say("words", "points_for", name=words.name(value.of, table)),
}
