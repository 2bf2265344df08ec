"""Type checks of values and conditions against the library: what exists, of which type, on which subject."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, Literal

from diagnostics.content.checks.checker import Checker, unknown_option
from diagnostics.model.content import expressions as ex
from diagnostics.model.content.facts import Derived, Fact, FactTable, Field, option_ids
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import SUBJECT_KINDS, SubjectKind
from diagnostics.model.content.standards import Standard
from diagnostics.words.catalogue import name_of
from diagnostics.words.problems import Place, Problem

Type = Literal["number", "date", "unknown"]
BUILT_IN_FIELDS: dict[str, tuple[str, ...]] = {"grade": ("E0", "E1", "E2", "E3", "E4")}
FACT_STATES = ("known", "unknown", "na", "refused", "given")
TABLE_STATES = ("known", "unknown", "empty")


class ExpressionChecker(Checker):
    """Checks expressions; `kind` is the kind of subject they are evaluated for."""

    def __init__(self, library: Library, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.library = library
        self._kind: SubjectKind = "firm"
        self._table: FactTable | None = None

    # ---- entries ----

    def check_standard(self, standard: Standard) -> None:
        """Check every expression of a standard."""
        for expression in _expressions_of(standard):
            if isinstance(expression, ex.Condition):
                self.check_condition(expression, standard.judges)
            else:
                self.check_value(expression, standard.judges)
        for ladder in standard.ladders:
            for name in ladder.lowest_of:
                if standard.ladder(name) is None:
                    self._unknown("ladder", name, [each.id for each in standard.ladders], ladder.place)
        if standard.weights_by:
            self.check_value(ex.FactRef(standard.weights_by, place=standard.place), standard.judges, any_type=True)

    def check_derived(self, derived: Derived) -> None:
        """Check a derived fact at the lowest kind of subject that it can be computed for."""
        kind = self.library.subject_of(derived.id)
        options = {option.id for option in derived.options}
        if (derived.value is None) == (not derived.cases):
            self._report("DERIVED-01", derived.place, id=derived.id)
        if derived.value is not None:
            self.check_value(derived.value, kind)
        for case in derived.cases:
            self.check_condition(case.when, kind)
            self._known_option(case.option, options, derived.id, derived.place)
        if derived.otherwise:
            self._known_option(derived.otherwise, options, derived.id, derived.place)

    def check_value(self, value: ex.Expression, kind: SubjectKind, *, any_type: bool = False) -> Type:
        """Check a value for a kind of subject; returns its type."""
        self._kind, self._table = kind, None
        if any_type and isinstance(value, ex.FactRef):
            self._fact(value)
            return "unknown"
        return self._type_of(value)

    def check_condition(self, condition: ex.Expression, kind: SubjectKind) -> None:
        """Check a condition for a kind of subject."""
        self._kind, self._table = kind, None
        self._condition(condition)

    def check_options(self, fact_id: str, options: Iterable[str], place: Place) -> None:
        """Check that these are options of a fact."""
        fact = self.library.facts.get(fact_id) or self.library.derived.get(fact_id)
        if fact is None:
            return
        for option in options:
            self._known_option(option, option_ids(fact), fact_id, place)

    # ---- values ----

    def _type_of(self, value: ex.Expression) -> Type:
        return _TYPES.get(type(value), ExpressionChecker._number)(self, value)

    def _number(self, value: ex.Expression) -> Type:
        """A number of other values and conditions, each of which is checked."""
        for part in ex.children(value):
            if isinstance(part, ex.Condition):
                self._condition(part)
            else:
                self._expect("number", part)
        return "number"

    def _expect(self, expected: Type, value: ex.Expression) -> None:
        actual = self._type_of(value)
        if actual not in {expected, "unknown"}:
            self._wrong_type(expected, actual, value.place)

    def _fact(self, ref: ex.FactRef) -> Fact | Derived | None:
        known: dict[str, Fact | Derived] = {**self.library.facts, **self.library.derived}
        fact = known.get(ref.fact)
        if fact is None:
            self._unknown("fact", ref.fact, known, ref.place)
            return None
        if self._table is not None:
            self._report("EXPR-08", ref.place, id=ref.fact, table=self._table.id)
        lowest = self.library.subject_of(ref.fact)
        if SUBJECT_KINDS.index(lowest) > SUBJECT_KINDS.index(self._kind):
            self._report(
                "EXPR-06",
                ref.place,
                id=ref.fact,
                lower=name_of("subjects", lowest),
                upper=name_of("subjects", self._kind),
            )
        return fact

    def _type_of_fact(self, ref: ex.FactRef) -> Type:
        fact = self._fact(ref)
        if fact is None:
            return "unknown"
        if fact.type == "date":
            return "date"
        numeric = fact.type in {"number", "percent", "bool"} or (
            fact.type == "choice" and (not fact.options or any(option.value is not None for option in fact.options))
        )
        if not numeric:
            self._useless(ref.fact, fact.type, ref.place)
        return "number"

    def _field(self, ref: ex.FieldRef) -> Field | None:
        if self._table is None:
            self._report("EXPR-09", ref.place, id=ref.field)
            return None
        if ref.field in BUILT_IN_FIELDS:
            return None
        field = self._table.field_named(ref.field)
        if field is None:
            known = [*(each.id for each in self._table.fields), *BUILT_IN_FIELDS]
            self._unknown(
                "field", f"{self._table.id}.{ref.field}", [f"{self._table.id}.{each}" for each in known], ref.place
            )
        return field

    def _type_of_field(self, ref: ex.FieldRef) -> Type:
        field = self._field(ref)
        if field is None:
            return "unknown"
        if field.type in {"text", "choice"}:
            self._useless(ref.field, field.type, ref.place)
        return "date" if field.type == "date" else "number"

    def _points(self, value: ex.Points) -> Type:
        if isinstance(value.source, ex.FieldRef):
            field = self._field(value.source)
            known = {option.id for option in field.options} if field else set(value.table)
        else:
            fact = self._fact(value.source)
            known = set(option_ids(fact)) if fact else set(value.table)
            if fact is not None and fact.type not in {"choice", "multi", "judgement"}:
                self._useless(value.source.fact, fact.type, value.place)
                return "number"
        for option in value.table:
            self._known_option(option, known, "points", value.place)
        missing = known - set(value.table)
        if missing:
            self._report("POINTS-01", value.place, missing="、".join(sorted(missing)))
        return "number"

    def _count(self, value: ex.NodeCount | ex.AnsweredCount) -> Type:
        if not isinstance(value, ex.AnsweredCount) or not value.standard:
            self._out_of_place("count", "standard", value.place)
        return "number"

    def _statistic(self, value: ex.StatisticRef) -> Type:
        self._check_known("statistic", (value.statistic,), self.library.statistics, value.place)
        return "number"

    def _days(self, value: ex.DaysSince) -> Type:
        self._expect("date", value.of)
        return "number"

    def _yearly(self, value: ex.Yearly) -> Type:
        table = self.library.tables.get("years")
        if table is None or table.field_named(value.field) is None:
            known = [field.id for field in table.fields] if table else []
            self._unknown("field", value.field, known, value.place)
        return "number"

    def _standard_part(self, value: ex.NodeScore | ex.AnsweredShare | ex.LadderLevel) -> Type:
        standard = self.library.standards.get(value.standard)
        if not value.standard:
            forms = {ex.NodeScore: "score", ex.AnsweredShare: "answered_share", ex.LadderLevel: "level"}
            form = forms[type(value)]
            self._out_of_place(form, "standard", value.place)
        elif standard is None:
            self._unknown("standard", value.standard, self.library.standards, value.place)
        elif isinstance(value, ex.NodeScore | ex.AnsweredShare):
            known = [node.id for node in standard.nodes]
            if value.node not in known:
                self._unknown("node", value.node, known, value.place)
        elif standard.ladder(value.ladder) is None:
            self._unknown("ladder", value.ladder, [ladder.id for ladder in standard.ladders], value.place)
        return "number"

    def _rows(self, value: ex.RowCount | ex.RowValue | ex.Latest | ex.Exists) -> Type:
        table = self.library.tables.get(value.table)
        if table is None:
            self._unknown("table", value.table, self.library.tables, value.place)
            return "unknown"
        outer, self._table = self._table, table
        result: Type = "number"
        if isinstance(value, ex.RowValue | ex.Latest):
            result = self._type_of_field(ex.FieldRef(value.field, place=value.place))
        if isinstance(value, ex.RowValue) and value.how == "sum" and result == "date":
            self._wrong_type("number", "date", value.place)
            result = "number"
        if isinstance(value, ex.Latest):
            by = self._field(ex.FieldRef(value.by, place=value.place))
            if by is not None and by.type not in {"date", "number"}:
                self._wrong_type("date", by.type, value.place)
        if isinstance(value, ex.Exists) and value.chained is not None:
            for name in (value.chained.by, value.chained.start, value.chained.end):
                self._field(ex.FieldRef(name, place=value.place))
            if value.chained.of is not None:
                self._condition(value.chained.of)
        if value.where is not None:
            self._condition(value.where)
        self._table = outer
        return result

    # ---- conditions ----

    def _condition(self, condition: ex.Expression) -> None:
        if isinstance(condition, ex.Compare):
            left, right = self._type_of(condition.left), self._type_of(condition.right)
            if "unknown" not in (left, right) and left != right:
                self._wrong_type(left, right, condition.place)
        elif isinstance(condition, ex.Among):
            self._among(condition)
        elif isinstance(condition, ex.Has):
            self._has(condition)
        elif isinstance(condition, ex.StateTest):
            self._state(condition)
        elif isinstance(condition, ex.Exists):
            self._rows(condition)
        elif isinstance(condition, ex.ConditionRef):
            self._out_of_place("condition", "criteria", condition.place)
        else:
            for part in ex.children(condition):
                self._condition(part)

    def _among(self, condition: ex.Among) -> None:
        source = condition.source
        kind: str | None
        if isinstance(source, ex.FieldRef):
            built_in = BUILT_IN_FIELDS.get(source.field)
            field = self._field(source)
            name, kind = source.field, field.type if field else None
            known: Iterable[str] = built_in or ([option.id for option in field.options] if field else condition.options)
        else:
            fact = self._fact(source)
            name, kind = source.fact, fact.type if fact else None
            known = option_ids(fact) if fact else condition.options
        if kind is not None and kind not in {"choice", "judgement"}:
            self._useless(name, kind, source.place)
            return
        for option in condition.options:
            self._known_option(option, known, name, condition.place)

    def _has(self, value: ex.Covered | ex.Has) -> Type:
        ref = value.fact
        fact = self._fact(ref)
        if fact is not None and fact.type != "multi":
            self._useless(ref.fact, fact.type, ref.place)
        elif fact is not None:
            for option in value.options:
                self._known_option(option, [each.id for each in fact.options], ref.fact, ref.place)
        return "number"

    def _state(self, condition: ex.StateTest) -> None:
        target = condition.target
        known: tuple[str, ...] = FACT_STATES
        if isinstance(target, ex.TableRef):
            known = TABLE_STATES
            if target.table not in self.library.tables:
                self._unknown("table", target.table, self.library.tables, target.place)
        elif isinstance(target, ex.FieldRef):
            known = ("known", "unknown")
            self._field(target)
        else:
            self._fact(target)
        for state in condition.states:
            self._known_option(state, known, "state", condition.place)

    # ---- reports ----

    def _useless(self, name: str, kind: str, place: Place) -> None:
        self._report("EXPR-07", place, id=name, type=name_of("fact_types", kind), do=name_of("tests_of", kind))

    def _wrong_type(self, expected: str, got: str, place: Place) -> None:
        self._report("EXPR-05", place, expected=name_of("types", expected), got=name_of("types", got))

    def _out_of_place(self, form: str, home: str, place: Place) -> None:
        self._report("EXPR-10", place, form=form, home=name_of("kinds", home), do=name_of("out_of_place", form))

    def _known_option(self, option: str, known: Iterable[str], of: str, place: Place) -> None:
        known = list(known)
        if known and option not in known:  # no options at all are reported where they are missing
            self.problems.append(unknown_option(option, known, of, place))


def _expressions_of(standard: Standard) -> Iterator[ex.Expression]:
    """Yield every value and condition of a standard."""
    yield from (node.points for node in standard.nodes if node.points is not None)
    yield from (step.need for ladder in standard.ladders for step in ladder.steps)
    yield from (case.when for rule in standard.first_match for case in rule.cases)
    for output in standard.outputs:
        yield from (*output.values.values(), *output.figures.values())
        yield from () if output.figure is None else (output.figure,)
    upto = None if standard.by_level is None else standard.by_level.upto
    yield from (each for each in (standard.score_figure, upto) if each is not None)


# Checks a form of value and returns its type; what is not named here is a number of its parts.
_TYPES: dict[type[ex.Expression], Callable[[ExpressionChecker, Any], Type]] = {
    ex.Constant: lambda _, value: "date" if isinstance(value.value, date) else "number",
    ex.FactRef: ExpressionChecker._type_of_fact,
    ex.FieldRef: ExpressionChecker._type_of_field,
    ex.AsOf: lambda _, __: "date",
    ex.RowCount: ExpressionChecker._rows,
    ex.RowValue: ExpressionChecker._rows,
    ex.Latest: ExpressionChecker._rows,
    ex.Points: ExpressionChecker._points,
    ex.Covered: ExpressionChecker._has,
    ex.Yearly: ExpressionChecker._yearly,
    ex.NodeScore: ExpressionChecker._standard_part,
    ex.AnsweredShare: ExpressionChecker._standard_part,
    ex.LadderLevel: ExpressionChecker._standard_part,
    ex.NodeCount: ExpressionChecker._count,
    ex.AnsweredCount: ExpressionChecker._count,
    ex.StatisticRef: ExpressionChecker._statistic,
    ex.DaysSince: ExpressionChecker._days,
}
