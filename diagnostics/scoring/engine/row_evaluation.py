"""Evaluates expressions over the rows of one table, and collects rows per subject."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.marks import SubjectKind
from diagnostics.scoring.engine import intervals as iv
from diagnostics.scoring.engine.columns import bounds_of
from diagnostics.scoring.engine.frame import Frame
from diagnostics.scoring.engine.intervals import INFINITY, Array, Bools, Truths, Values
from diagnostics.scoring.engine.rows import TableRows, extreme, summed


class RowEvaluator:
    """Conditions over rows, and aggregates per subject.

    A table that is absent is unknown: its aggregates are open, nothing certainly exists, anything possibly does.
    """

    def __init__(self, frame: Frame, rows: TableRows) -> None:
        self.frame = frame
        self.rows = rows
        self.count_of_rows = len(rows.rows)

    # ---- per subject ----

    def exists(self, node: ex.Exists, kind: SubjectKind) -> Truths:
        """Return whether a subject has a row that satisfies the condition."""
        rows = self.rows
        if node.chained is not None:
            truth = self.truth(node.chained.of or ex.AllOf(()))
            rows = rows.chained(node.chained, truth.may, truth.may & ~truth.must)
        counted = RowEvaluator(self.frame, rows).count(ex.RowCount(node.table, node.where), kind)
        must, may = np.asarray(counted.lo >= 1, dtype=bool), np.asarray(counted.hi >= 1, dtype=bool)
        return Truths(must, may, counted.mark)

    def count(self, node: ex.RowCount, kind: SubjectKind) -> Values:
        """Return how many rows of each subject satisfy the condition."""
        one = self._column(self.frame.constant(1, self.count_of_rows))
        return self._totals(one, node.where, kind, lowest=0)

    def aggregate(self, node: ex.RowValue, kind: SubjectKind) -> Values:
        """Return the sum, smallest or largest value of a field over the rows of each subject."""
        values = self.rows.numbers(node.field)
        open_lo, open_hi = self._unknown(node.field, kind)
        if node.how == "sum":
            found = self._totals(values, node.where, kind, lowest=open_lo.min(initial=0))
            return replace(found, computed=True)
        must, may, owners, rows = self._linked(node.where, kind)
        lo, hi = extreme(_taken(values, rows), must, may, owners, self.frame.size(kind), largest=node.how == "max")
        given = self.rows.given(kind)
        lo, hi = np.where(given, lo, open_lo), np.where(given, hi, open_hi)
        return Values(
            lo=lo, hi=hi, na=self.frame.nothing(len(lo)), mark=self.frame.marks(len(lo)), computed=values.computed
        )

    def latest(self, node: ex.Latest, kind: SubjectKind) -> Values:
        """Return a field of the newest row of each subject that is not later than the date of the diagnosis."""
        must, may, owners, rows = self._linked(node.where, kind)
        values, dates = _taken(self.rows.numbers(node.field), rows), _taken(self.rows.numbers(node.by), rows)
        now = self.frame.as_of.toordinal()
        past, dated = np.asarray(dates.lo <= now, dtype=bool), dates.known
        certain, doubtful = must & past & dated, may & past & ~(must & dated)
        lo, hi = self._unknown(node.field, kind)
        for index in sorted(np.flatnonzero(certain), key=lambda each: (int(dates.lo[each]), each)):
            lo[owners[index]], hi[owners[index]] = values.lo[index], values.hi[index]
        is_open = ~self.rows.given(kind)
        is_open[owners[doubtful]] = True
        open_lo, open_hi = self._unknown(node.field, kind)
        lo, hi = np.where(is_open, open_lo, lo), np.where(is_open, open_hi, hi)
        return Values(
            lo=lo, hi=hi, na=self.frame.nothing(len(lo)), mark=self.frame.marks(len(lo)), computed=values.computed
        )

    def yearly(self, node: ex.Yearly, kind: SubjectKind) -> Values:
        """Return a field of the row of a calendar year counted back from the date of the diagnosis."""
        year = ex.Constant(Fraction(self.frame.as_of.year - node.back))
        where = ex.Compare(ex.FieldRef("year"), "equals", year)
        must, _, owners, rows = self._linked(where, kind)
        values = _taken(self.rows.numbers(node.field), rows)
        lo, hi = self._unknown(node.field, kind)
        for index in np.flatnonzero(must):
            lo[owners[index]], hi[owners[index]] = values.lo[index], values.hi[index]
        return Values(
            lo=lo, hi=hi, na=self.frame.nothing(len(lo)), mark=self.frame.marks(len(lo)), computed=values.computed
        )

    def _unknown(self, name: str, kind: SubjectKind) -> tuple[Array, Array]:
        """Return columns of the lowest and highest value that a field can have."""
        field = self.rows.table.field_named(name)
        assert field is not None, name
        low, high = (self.frame.constant(bound, self.frame.size(kind)) for bound in bounds_of(field))
        return low, high

    def in_state(self, states: tuple[str, ...], kind: SubjectKind) -> Bools:
        """Return where the table as a whole is known, unknown or empty."""
        given = self.rows.given(kind)
        number = np.zeros(self.frame.size(kind), dtype=np.int64)
        np.add.at(number, self.rows.links(kind)[1], 1)
        each = {"known": given, "unknown": ~given, "empty": given & (number == 0)}
        holds: Bools = np.logical_or.reduce([each[state] for state in states])
        return holds

    def _totals(self, values: Values, where: ex.Expression | None, kind: SubjectKind, *, lowest: Any) -> Values:
        """Sum per subject; where the rows are not known, what may be missing is `lowest` or more each."""
        must, may, owners, rows = self._linked(where, kind)
        size = self.frame.size(kind)
        lo, hi = summed(_taken(values, rows), must, may, owners, size, self.frame)
        given = self.rows.given(kind)
        lo = lo if lowest >= 0 else np.where(given, lo, -INFINITY)
        hi = np.where(given, hi, INFINITY)
        return Values(lo=lo, hi=hi, na=self.frame.nothing(size), mark=self.frame.marks(size), computed=values.computed)

    def _linked(self, where: ex.Expression | None, kind: SubjectKind) -> tuple[Bools, Bools, Array, Array]:
        """Return for every (row, owner) pair whether the row counts for sure, possibly, the owner and the row."""
        rows, owners = self.rows.links(kind)
        certain = self.rows.certain
        if where is None:
            must, may = certain, np.ones(self.count_of_rows, dtype=bool)
        else:
            truth = self.truth(where)
            must, may = truth.must & certain, truth.may
        return must[rows], may[rows], owners, rows

    # ---- per row ----

    def truth(self, condition: ex.Expression) -> Truths:
        """Return the truth of a condition for every row."""
        methods: dict[type, Callable[[Any], tuple[Bools, Bools]]] = {
            ex.Compare: self._compare,
            ex.Among: self._among,
            ex.StateTest: self._state,
            ex.AllOf: lambda node: self._combined(node, np.logical_and),
            ex.AnyOf: lambda node: self._combined(node, np.logical_or),
            ex.NoneOf: self._none,
        }
        must, may = methods[type(condition)](condition)
        return Truths(must, may, self.frame.marks(self.count_of_rows))

    def value(self, expression: ex.Expression) -> Values:
        """Return a value for every row: fields, constants and arithmetic over them."""
        if isinstance(expression, ex.FieldRef):
            return self.rows.numbers(expression.field)
        if isinstance(expression, ex.Constant):
            return self._column(self.frame.constant(expression.value, self.count_of_rows))
        if isinstance(expression, ex.AsOf):
            return self._column(self.frame.constant(expression.on(self.frame.as_of), self.count_of_rows))
        if isinstance(expression, ex.DaysSince):
            today = self._column(self.frame.constant(self.frame.as_of, self.count_of_rows))
            return iv.subtracted(today, self.value(expression.of))
        if isinstance(expression, ex.Arithmetic):
            parts = [self.value(part) for part in expression.args]
            if expression.operation == "difference":
                return iv.subtracted(parts[0], parts[1])
            combine = {"sum": iv.added, "product": iv.multiplied, "min": iv.smallest, "max": iv.largest}
            return combine[expression.operation](parts)
        assert isinstance(expression, ex.Ratio), type(expression).__name__
        quotient = iv.divided(self.value(expression.numerator), self.value(expression.denominator), expression.den_zero)
        factor = self._column(self.frame.constant(expression.times, self.count_of_rows))
        return iv.multiplied([quotient, factor])

    def _column(self, numbers: Array) -> Values:
        size = len(numbers)
        return Values(lo=numbers, hi=numbers, na=self.frame.nothing(size), mark=self.frame.marks(size))

    def _compare(self, node: ex.Compare) -> tuple[Bools, Bools]:
        left, right = self.value(node.left), self.value(node.right)
        must, may = iv.compared(left, node.comparison, right)
        close = np.flatnonzero(iv.near(left, right)) if left.computed or right.computed else ()
        if len(close) and not self.frame.exact:
            frame = self.frame.restricted((), exact=True)
            rows = TableRows(frame, self.rows.table, [self.rows.rows[int(row)] for row in close])
            must[close], may[close] = RowEvaluator(frame, rows)._compare(node)
        return must, may

    def _among(self, node: ex.Among) -> tuple[Bools, Bools]:
        assert isinstance(node.source, ex.FieldRef)
        found = self.rows.choices(node.source.field)
        inside = np.isin(np.array(found.options), np.array(node.options))
        outside = np.asarray((found.may & ~inside).any(axis=1), dtype=bool)
        return ~outside, np.asarray((found.may & inside).any(axis=1), dtype=bool)

    def _state(self, node: ex.StateTest) -> tuple[Bools, Bools]:
        assert isinstance(node.target, ex.FieldRef)
        given = self.rows.given_field(node.target.field)
        holds = self.frame.nothing(self.count_of_rows)
        for state in node.states:
            holds = holds | (given if state in {"known", "given"} else ~given)
        told = self.rows.told(node.target.field)  # of the others nothing is known
        return holds & told, holds | ~told

    def _combined(self, node: ex.AllOf | ex.AnyOf, join: Any) -> tuple[Bools, Bools]:
        truths = [self.truth(condition) for condition in node.conditions]
        of_none = np.full(self.count_of_rows, join is np.logical_and)
        must, may = ([of_none, *(getattr(truth, side) for truth in truths)] for side in ("must", "may"))
        return np.asarray(join.reduce(must), dtype=bool), np.asarray(join.reduce(may), dtype=bool)

    def _none(self, node: ex.NoneOf) -> tuple[Bools, Bools]:
        must, may = self._combined(ex.AnyOf(node.conditions), np.logical_or)
        return np.asarray(~may, dtype=bool), np.asarray(~must, dtype=bool)


def _taken(values: Values, rows: Array) -> Values:
    return Values(
        lo=values.lo[rows], hi=values.hi[rows], na=values.na[rows], mark=values.mark[rows], computed=values.computed
    )
