"""Values and conditions in Chinese words, without looking at any firm: the name of a value, what a condition asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from math import ceil, floor
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

# More options than these are counted, not named.
_MOST_NAMED = 4
# What is asked for where a comparison must not hold.
_OPPOSITES = {
    "at_least": "less_than", "less_than": "at_least", "more_than": "at_most", "at_most": "more_than",
    "equals": "differs",
}  # fmt: skip
# The states that a condition may name, each with those it is made of.
_FACT_STATES = {
    "known": ("known",), "na": ("na",), "given": ("known", "na"), "unknown": ("unknown",), "refused": ("refused",),
    "open": ("unknown", "refused"),
}  # fmt: skip
_TABLE_STATES = {"filled": ("filled",), "empty": ("empty",), "known": ("filled", "empty"), "unknown": ("unknown",)}


def asks_every(group: ex.AllOf | ex.AnyOf | ex.NoneOf, *, negated: bool) -> tuple[bool, bool]:
    """Return whether every part of a group is asked for, and whether its parts are asked for negated.

    None of several: the opposite of each. Not all of several: the opposite of one of them.
    """
    inner = negated != isinstance(group, ex.NoneOf)
    return isinstance(group, ex.AllOf) != inner, inner


def at_least_of(node: ex.Compare, *, negated: bool) -> tuple[int, bool] | None:
    """Return how many parts of a count have to hold, and whether it is their opposites that have to.

    At most 1 of 3 is at least 2 opposites of 3: what must not be is never asked for. None: another kind of comparison.
    """
    if not (isinstance(node.left, ex.CountOf) and isinstance(node.right, ex.Constant)):
        return None
    limit = node.right.value
    if not isinstance(limit, Fraction):
        return None
    of = len(node.left.conditions)
    match _OPPOSITES[node.comparison] if negated else node.comparison:
        case "at_least":
            return ceil(limit), False
        case "more_than":
            return floor(limit) + 1, False
        case "at_most":
            return of - floor(limit), True
        case "less_than":
            return of - ceil(limit) + 1, True
    return None


class Describer:
    """Puts expressions of one library into words."""

    def __init__(self, library: Library) -> None:
        self.library = library

    # ---- values ----

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
            return ("%" if field.type == "percent" else field.unit) if field else ""
        if isinstance(value, ex.NodeScore):
            return self.library.standards[value.standard].unit
        if isinstance(value, ex.LadderLevel):
            return say("words", "level_unit")
        if isinstance(value, ex.FirstKnown):
            return self.unit(value.args[0], table)
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

    # ---- conditions ----

    def describe(
        self, condition: ex.Expression, table: str = "", *, negated: bool = False, nested: bool = False
    ) -> str:
        """Return what a condition asks for; negated: what is asked for where it must not hold.

        A group inside a group stands in brackets: what belongs together is not guessed.
        """
        if not isinstance(condition, ex.AllOf | ex.AnyOf | ex.NoneOf):
            return _CONDITIONS[type(condition)](self, condition, table, negated)
        every, inner = asks_every(condition, negated=negated)
        if len(condition.conditions) == 1:
            return self.describe(condition.conditions[0], table, negated=inner, nested=nested)
        if (wanted := _or_open(condition)) is not None:
            text = self.describe(wanted, table, negated=inner)
            return say("words", "or_open_not" if inner else "or_open", text=text)
        parts = [self.describe(part, table, negated=inner, nested=True) for part in condition.conditions]
        if not parts:
            return say("words", "always" if every else "never")
        key = "all" if every else "any"
        text = say("words", f"{key}_of", parts=say("words", f"{key}_joint").join(parts))
        return say("words", "nested", text=text) if nested else text

    def _compare(self, node: ex.Compare, table: str, negated: bool) -> str:
        left, comparison = node.left, node.comparison
        truth = isinstance(node.right, ex.Constant) and node.right.value in {Fraction(0), Fraction(1)}
        if comparison == "equals" and truth and self._is_bool(left, table):
            key = "yes" if (node.right.value == 1) != negated else "no"  # type: ignore[union-attr]
            return say("words", f"is_{key}", name=self.name(left, table))
        asked = _OPPOSITES[comparison] if negated else comparison
        if isinstance(left, ex.CountOf):
            return say(
                "words", "with_parts", need=self.count_need(node, negated), parts=self._parts(node, left, negated)
            )
        option, unit = self._option_of_value(left, node.right), self.unit(left, table)
        need = option or self.number(node.right, unit, table, self.scale(left))
        amount = not option and unit in self.counting
        key = "date" if self._is_date(node.right) else "amount" if amount else "compare"
        if option and asked in {"equals", "differs"}:
            key = "option"
        return say(
            "words", f"{key}_{asked}", name=self.name(left, table), need=need if key == "date" else _spaced(need)
        )

    @property
    def counting(self) -> frozenset[str]:
        """Units of what is counted: 项, 台, 人."""
        return frozenset(say("words", "counting_units").split())

    def count_need(self, node: ex.Compare, negated: bool) -> str:
        """Return how many parts of a count are asked for: “3 条里至少满足 2 条”."""
        assert isinstance(node.left, ex.CountOf)
        of, wanted = len(node.left.conditions), at_least_of(node, negated=negated)
        if wanted is None:
            asked = _OPPOSITES[node.comparison] if negated else node.comparison
            return say("words", f"count_{asked}", n=self.number(node.right, ""), of=of)
        return say("words", "count_all" if wanted[0] >= of else "count_at_least", n=wanted[0], of=of)

    def _parts(self, node: ex.Compare, count: ex.CountOf, negated: bool) -> str:
        _, inner = at_least_of(node, negated=negated) or (0, False)
        texts = (self.describe(part, negated=inner, nested=True) for part in count.conditions)
        return say("words", "count_joint").join(texts)

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

    def _among(self, node: ex.Among, table: str, negated: bool) -> str:
        if isinstance(node.source, ex.FactRef):
            item = self.library.named(node.source.fact)
            if item.type == "judgement":
                holds = ("holds" in node.options) != negated
                return say("words", "judged_holds" if holds else "judged_fails", name=item.name)
            options = self._fact_options(item, node.options, "either_joint")
        else:
            options = self._options(node.source.field, node.options, table)
        return say("words", "not_among" if negated else "among", name=self.name(node.source, table), options=options)

    def _has(self, node: ex.Has, _table: str, negated: bool) -> str:
        item = self.library.named(node.fact.fact)
        nothing = {option.id for option in item.options if option.none}
        if set(node.options) <= nothing:
            return say("words", "has_something" if negated else "has_nothing", name=item.name)
        every, one = node.at_least == len(node.options), node.at_least == 1
        key = "one" if every and one else "all" if every else "any" if one else "some"
        options = self._fact_options(item, node.options)
        if negated:
            return say("words", f"lacks_{key}", name=item.name, n=node.at_least - 1, options=options)
        return say("words", f"has_{key}", name=item.name, n=node.at_least, options=options)

    def _exists(self, node: ex.Exists, _table: str, negated: bool) -> str:
        table = self.library.tables[node.table].name
        return say("words", "exists_no" if negated else "exists", table=table, what=self.rows_like(node))

    def rows_like(self, node: ex.Exists) -> str:
        """Return which rows a condition looks for: “这样的记录：年费不低于 3 万元”."""
        wanted = [node.chained.of] if node.chained is not None and node.chained.of is not None else []
        wanted += [node.where] if node.where is not None else []
        where = self.describe(ex.AllOf(tuple(wanted)), node.table) if wanted else ""
        return say("words", "row_where", where=where) if where else say("words", "row")

    def _fact_options(self, item: Fact | Derived, options: tuple[str, ...], joint: str = "or_joint") -> str:
        names = {option.id: option.name for option in item.options}
        return say("words", joint).join(say("words", "quoted", text=names.get(each, each)) for each in options)

    def _options(self, field_id: str, options: tuple[str, ...], table: str) -> str:
        field = self._field(table, field_id)
        names = {option.id: option.name for option in field.options} if field else {}
        if field_id == "grade":
            names = {option: name_of("grades", option) for option in options}
        return say("words", "or_joint").join(names.get(option, option) for option in options)

    def _state(self, node: ex.StateTest, table: str, negated: bool) -> str:
        """Say in which state something must be; the opposite is said by the states that are left."""
        of_table = isinstance(node.target, ex.TableRef)
        parts, shared = (_TABLE_STATES, "known") if of_table else (_FACT_STATES, "given")
        given = {part for state in node.states for part in parts.get(state, (state,))}
        left = [state for state in parts if len(parts[state]) == 1 and (parts[state][0] in given) != negated]
        for both in (shared, "open"):
            if set(parts.get(both, ("",))) <= set(left):
                left = [both, *(state for state in left if state not in parts[both])]
        words = (name_of("table_states" if of_table else "answer_states", state) for state in left)
        name = self.library.tables[node.target.table].name if isinstance(node.target, ex.TableRef) else ""
        name = name or self.name(node.target, table)
        return say("words", "state", name=name, states=say("words", "either_joint").join(words))


def _or_open(group: ex.AllOf | ex.AnyOf | ex.NoneOf) -> ex.Compare | None:
    """Return the comparison of a value that also counts where nobody filled the value in; None: another group."""
    if isinstance(group, ex.AllOf) or len(group.conditions) != 2:
        return None
    compares = [each for each in group.conditions if isinstance(each, ex.Compare)]
    tests = [each for each in group.conditions if isinstance(each, ex.StateTest) and "unknown" in each.states]
    return compares[0] if compares and tests and tests[0].target == compares[0].left else None


def _spaced(need: str) -> str:
    """A number stands apart from the word before it."""
    return f" {need}" if need[:1].isascii() else need


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
    ex.StatisticRef: Describer._statistic_name,
    ex.FirstKnown: Describer._first_known_name,
    ex.Staircase: lambda _, value, __: say("words", "staircase" if value.sequential else "plain_sum"),
    ex.Covered: Describer._covered_name,
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
    ex.Arithmetic: Describer._arithmetic_name,
    ex.Mean: Describer._mean_name,
    ex.Cases: lambda *_: say("words", "by_case"),
    ex.AnsweredCount: lambda _, value, __: say("words", "answered_count", of=len(value.nodes)),
    ex.CountOf: lambda _, value, __: say("words", "count_of", of=len(value.conditions)),
    ex.Points: lambda words, value, table: say("words", "points_for", name=words.name(value.source, table)),
    ex.Band: lambda words, value, table: say("words", "points_for", name=words.name(value.of, table)),
}
# What a form of condition asks for, or, negated, what is asked for where it must not hold.
_CONDITIONS: dict[type[ex.Expression], Callable[[Describer, Any, str, bool], str]] = {
    ex.Compare: Describer._compare,
    ex.Among: Describer._among,
    ex.Has: Describer._has,
    ex.Exists: Describer._exists,
    ex.StateTest: Describer._state,
}
