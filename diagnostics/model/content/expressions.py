"""The small language of values and conditions: its syntax as data.

Content writes it as YAML (docs/content-format.md §6 and §7): `content.language.forms` is the table of its forms,
`content.language.expressions` reads it, `content.language.expression_checking` checks types and references,
`scoring.engine` evaluates it over arrays, `scoring.words` puts it into words.

Numbers are exact (`Fraction`). Every node knows its place, which takes no part in equality.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Literal, TypeAlias

from diagnostics.words.problems import NOWHERE, Place

Comparison = Literal["at_least", "more_than", "at_most", "less_than", "equals"]
COMPARISONS: tuple[Comparison, ...] = ("at_least", "more_than", "at_most", "less_than", "equals")
RowAggregate = Literal["sum", "max", "min"]
ArithmeticOperation = Literal["sum", "product", "difference", "min", "max"]
ZeroDenominator = Literal["unknown", "zero", "na"]


@dataclass(frozen=True)
class Expression:
    """Base of values and conditions."""

    place: Place = field(default=NOWHERE, compare=False, repr=False, kw_only=True)

    @cached_property
    def parts(self) -> tuple[Expression, ...]:
        """The expressions directly below this one, found once: content is walked for every firm."""
        return tuple(found for each in fields(self) for found in _expressions_in(getattr(self, each.name)))

    def __getstate__(self) -> dict[str, object]:
        """Return what is kept of it in a file: the fields alone."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


# ---- values ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Constant(Expression):
    """A number or a date written in the content."""

    value: Fraction | date


@dataclass(frozen=True)
class FactRef(Expression):
    """A raw or derived fact of the subject (or of the subject above it)."""

    fact: str


@dataclass(frozen=True)
class FieldRef(Expression):
    """A field of the current row of a record table."""

    field: str


@dataclass(frozen=True)
class Points(Expression):
    """Points per option: of the option chosen, or summed over the options picked, at most `cap`."""

    source: FactRef | FieldRef
    table: Mapping[str, Fraction]
    cap: Fraction | None = None


@dataclass(frozen=True)
class Band(Expression):
    """A step function; `closed` says on which side an edge belongs to its band."""

    of: Value
    edges: tuple[tuple[Fraction, Fraction], ...]
    closed: Literal["upto", "from"]


@dataclass(frozen=True)
class CountOf(Expression):
    """How many conditions hold."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class NodeCount(Expression):
    """(Before resolving.) How many own nodes of a standard with all these tags have a value of at least `at_least`."""

    tags: tuple[str, ...]
    at_least: Fraction


@dataclass(frozen=True)
class AnsweredCount(Expression):
    """How many own leaves of a standard with all these tags are answered."""

    tags: tuple[str, ...]
    standard: str = ""
    nodes: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowCount(Expression):
    """How many rows of a table satisfy a condition."""

    table: str
    where: Condition | None = None


@dataclass(frozen=True)
class RowValue(Expression):
    """A field summed (or its largest or smallest value) over the rows that satisfy a condition."""

    how: RowAggregate
    table: str
    field: str
    where: Condition | None = None


@dataclass(frozen=True)
class Latest(Expression):
    """A field of the newest row by a date field, rows after `as_of` left out."""

    table: str
    field: str
    by: str
    where: Condition | None = None


@dataclass(frozen=True)
class Yearly(Expression):
    """A yearly figure of the calendar year `as_of.year - back`."""

    field: str
    back: int


@dataclass(frozen=True)
class Arithmetic(Expression):
    """Sum, product, difference, smallest or largest of values."""

    operation: ArithmeticOperation
    args: tuple[Value, ...]


@dataclass(frozen=True, kw_only=True)
class Ratio(Expression):
    """Numerator over denominator times a factor; `within` states bounds that always hold."""

    numerator: Value
    denominator: Value
    times: Fraction = Fraction(1)
    den_zero: ZeroDenominator = "unknown"
    within: tuple[Fraction, Fraction] | None = None


@dataclass(frozen=True)
class RelativeChange(Expression):
    """(new - old) / old; unknown where old is not positive."""

    old: Value
    new: Value


@dataclass(frozen=True)
class Mean(Expression):
    """Mean of the values, or of those that are known."""

    args: tuple[Value, ...]
    known_only: bool = False


@dataclass(frozen=True)
class NodeScore(Expression):
    """The value of a node of a standard (of the own standard: `standard` is empty).

    `by_rule`: the one value that the standard's rule for unanswered items gives, not what is still possible.
    """

    standard: str
    node: str
    by_rule: bool = False


@dataclass(frozen=True)
class AnsweredShare(Expression):
    """The answered share of a node of a standard, 0 to 1."""

    standard: str
    node: str


@dataclass(frozen=True)
class LadderLevel(Expression):
    """The number of the level that a ladder of a standard gives.

    `open_above_target`: where the target bounds what is assessed and is reached, any level above it is possible.
    """

    standard: str
    ladder: str
    open_above_target: bool = False


@dataclass(frozen=True)
class StatisticRef(Expression):
    """A dated reference value."""

    statistic: str


@dataclass(frozen=True)
class Covered(Expression):
    """How many of these options of a multi fact are picked."""

    fact: FactRef
    options: tuple[str, ...]


@dataclass(frozen=True)
class FirstKnown(Expression):
    """The first value that is known; its mark counts. If none is known: the bounds of the last."""

    args: tuple[Value, ...]


@dataclass(frozen=True)
class Cases(Expression):
    """The value of the first case whose condition holds."""

    cases: tuple[tuple[Condition, Value], ...]
    otherwise: Value


@dataclass(frozen=True)
class Staircase(Expression):
    """Score over levels: a value of at least `full_at` counts 1, else itself.

    Sequential: nothing above the first level below `full_at` counts. Otherwise the plain sum. `upto` bounds the levels.
    """

    args: tuple[Value, ...]
    full_at: Fraction
    sequential: bool
    upto: Value | None = None


@dataclass(frozen=True)
class DaysSince(Expression):
    """Days from a date to the date of the diagnosis."""

    of: Value


@dataclass(frozen=True)
class AsOf(Expression):
    """The date of the diagnosis, moved by months of the calendar, then by days.

    A month too short for the day is met on its last day, and the last day of a month is met on the last day of the
    other: what began on 29 February has been two years on 28 February.
    """

    offset: int
    months: int = 0

    def on(self, as_of: date) -> date:
        """Return the date meant on the date of a diagnosis."""
        if not self.months:
            return as_of + timedelta(days=self.offset)
        year, month = divmod(as_of.year * 12 + as_of.month - 1 + self.months, 12)
        is_last = as_of.day == monthrange(as_of.year, as_of.month)[1]
        last = monthrange(year, month + 1)[1]
        return date(year, month + 1, last if is_last else min(as_of.day, last)) + timedelta(days=self.offset)


# ---- conditions -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Compare(Expression):
    """A value against a number, a date or another value."""

    left: Value
    comparison: Comparison
    right: Value


@dataclass(frozen=True)
class Among(Expression):
    """A choice is one of these options."""

    source: FactRef | FieldRef
    options: tuple[str, ...]


@dataclass(frozen=True)
class Has(Expression):
    """At least `at_least` of these options of a multi fact are picked."""

    fact: FactRef
    options: tuple[str, ...]
    at_least: int


@dataclass(frozen=True)
class StateTest(Expression):
    """A fact, a field or a table is in one of these states."""

    target: FactRef | FieldRef | TableRef
    states: tuple[str, ...]


@dataclass(frozen=True)
class TableRef(Expression):
    """A record table as a whole."""

    table: str


@dataclass(frozen=True)
class AllOf(Expression):
    """Every condition holds (also for none at all)."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class AnyOf(Expression):
    """At least one condition holds."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class NoneOf(Expression):
    """No condition holds."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Chained(Expression):
    """Rows with the same `by` whose periods touch are one row, before a condition is applied.

    Only rows that satisfy `of` are merged and kept.
    """

    by: str
    start: str
    end: str
    of: Condition | None = None


@dataclass(frozen=True)
class Exists(Expression):
    """At least one row of a table satisfies a condition."""

    table: str
    where: Condition | None = None
    chained: Chained | None = None


@dataclass(frozen=True)
class ConditionRef(Expression):
    """Another condition of the same criteria set."""

    condition: str


Value: TypeAlias = (
    Constant | FactRef | FieldRef | Points | Band | CountOf | NodeCount | AnsweredCount | RowCount | RowValue
    | Latest | Yearly | Arithmetic | Ratio | RelativeChange | Mean | NodeScore | AnsweredShare | LadderLevel
    | StatisticRef | Covered | FirstKnown | Cases | Staircase | DaysSince | AsOf
)  # fmt: skip
Condition: TypeAlias = (
    Compare | Among | Has | StateTest | AllOf | AnyOf | NoneOf | Exists | ConditionRef
)  # fmt: skip


def children(expression: Expression) -> Iterator[Expression]:
    """Yield the expressions directly below this one."""
    yield from expression.parts


def _expressions_in(value: object) -> Iterator[Expression]:
    if isinstance(value, Expression):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _expressions_in(item)


def walk(expression: Expression) -> Iterator[Expression]:
    """Yield this expression and everything below it, parents first."""
    yield expression
    for child in expression.parts:
        yield from walk(child)
