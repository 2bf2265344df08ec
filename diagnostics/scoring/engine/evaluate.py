"""Evaluates values and conditions over a frame: one interval, or one three-valued truth, per subject.

Results are remembered per expression and kind of subject. Where floats cannot decide a comparison (closer than 1e-9),
the rows concerned are evaluated again with fractions, so that one firm and a million get the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.facts import Fact
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import SUBJECT_KINDS, SubjectKind
from diagnostics.model.content.standards import Standard
from diagnostics.scoring.engine import intervals as iv
from diagnostics.scoring.engine.columns import choice_column, in_state, multi_column, number_column, single_values
from diagnostics.scoring.engine.conditions import ConditionEvaluator
from diagnostics.scoring.engine.derive import Deriver
from diagnostics.scoring.engine.frame import Frame
from diagnostics.scoring.engine.intervals import INFINITY, Bools, Choices, Truths, Values
from diagnostics.scoring.engine.points import banded_points, option_points, picked_points
from diagnostics.scoring.engine.row_evaluation import RowEvaluator
from diagnostics.scoring.engine.rows import TableRows
from diagnostics.scoring.engine.standards import StandardScorer
from diagnostics.scoring.memo.exact_firms import ExactFirms
from diagnostics.scoring.memo.memory import Memory
from diagnostics.scoring.memo.reweighing import plain_facts, unmoved_nodes

YEARS_TABLE = "years"


class Evaluator:
    """Evaluates content over one frame.

    Args:
        frame: firms and their answers.
        claimed: of a verified frame, the evaluator of the same firms on all answers (made when needed if not given).
    """

    def __init__(self, frame: Frame, claimed: Evaluator | None = None) -> None:
        self.frame = frame
        self._claimed = claimed
        self.library: Library = frame.library
        self._values: Memory[tuple[int, SubjectKind], Values] = Memory(frame.reads)
        self._truths: Memory[tuple[int, SubjectKind], Truths] = Memory(frame.reads)
        self._facts: Memory[tuple[str, SubjectKind], Values | Choices] = Memory(frame.reads)
        self._tables: dict[str, TableRows] = {}
        self._keep: dict[int, ex.Expression] = {}  # ids of expressions are only unique while they live
        self.exact = ExactFirms(self)
        self.deriver = Deriver(self)
        self.scorer = StandardScorer(self)
        self._value_methods: dict[type, Callable[[Any, SubjectKind], Values]] = {
            ex.Constant: self._constant,
            ex.FactRef: lambda node, kind: self.number(node.fact, kind),
            ex.Points: self._points,
            ex.Band: self._band,
            ex.CountOf: self._count_of,
            ex.AnsweredCount: self._answered_count,
            ex.RowCount: lambda node, kind: self.rows(node.table).count(node, kind),
            ex.RowValue: lambda node, kind: self.rows(node.table).aggregate(node, kind),
            ex.Latest: lambda node, kind: self.rows(node.table).latest(node, kind),
            ex.Yearly: lambda node, kind: self.rows(YEARS_TABLE).yearly(node, kind),
            ex.Arithmetic: self._arithmetic,
            ex.Ratio: self._ratio,
            ex.RelativeChange: self._change,
            ex.Mean: self._mean,
            ex.NodeScore: self._node_score,
            ex.AnsweredShare: self._answered_share,
            ex.LadderLevel: self._ladder_level,
            ex.StatisticRef: self._statistic,
            ex.Covered: self._covered,
            ex.FirstKnown: self._first_known,
            ex.Cases: self._cases,
            ex.Staircase: self._staircase,
            ex.DaysSince: self._days_since,
            ex.AsOf: lambda node, kind: self._fixed(node.on(self.frame.as_of), kind),
        }
        self.conditions = ConditionEvaluator(self)

    @cached_property
    def told(self) -> Evaluator:
        """The evaluator on all answers.

        It decides which of several values counts (the tables or the direct answer, the first known, whether there was
        an answer at all); verification only asks how far down that one is proved. Otherwise a proved second choice
        could lift a verified figure above the claimed one.
        """
        if not self.frame.verified:
            return self
        return self._claimed or Evaluator(self.frame.on_all_answers())

    def under(self, standard: Standard) -> Evaluator:
        """Return an evaluator of the same answers with other weights in one standard.

        What they cannot change is taken over: plain facts, and the nodes below which no weight differs.
        """
        library = replace(self.library, standards={**self.library.standards, standard.id: standard})
        frame = Frame(self.frame.firms, library, self.frame.as_of, verified=self.frame.verified, reads=self.frame.reads)
        other = Evaluator(frame)
        plain = plain_facts(library)
        kept = unmoved_nodes(self.library.standards[standard.id], standard, library)
        other.scorer.score(standard.id).nodes.take_over(self.scorer.score(standard.id).nodes, kept)
        other._facts.take_over(self._facts, lambda key: key[0] in plain)
        return other

    def take_unchanged(self, before: Evaluator, names: Set[str]) -> None:
        """Take over from an evaluator of the same firms what rests on none of the facts and tables named."""
        changed = self.frame.reads.of(names)
        self._keep = dict(before._keep)
        self._values.take_unchanged(before._values, changed)
        self._truths.take_unchanged(before._truths, changed)
        anew = {fact for fact, _ in before._facts.resting_on(changed)}  # of all kinds: they are noticed together
        self._facts.take_over(before._facts, lambda key: key[0] not in anew)
        self._tables = {name: rows for name, rows in before._tables.items() if name not in names}
        self.exact.take_unchanged(before.exact, names)
        self.deriver.take_over(before.deriver, anew)
        self.scorer.take_unchanged(before.scorer, changed)

    # ---- entries ----

    def value(self, expression: ex.Expression, kind: SubjectKind) -> Values:
        """Return a value for every subject of a kind."""
        key = (id(expression), kind)
        self._keep[key[0]] = expression
        return self._values.once(key, lambda: self._value_methods[type(expression)](expression, kind))

    def truth(self, condition: ex.Expression, kind: SubjectKind) -> Truths:
        """Return the truth of a condition for every subject of a kind."""
        key = (id(condition), kind)
        self._keep[key[0]] = condition
        return self._truths.once(key, lambda: self._truth(condition, kind))

    def _truth(self, condition: ex.Expression, kind: SubjectKind) -> Truths:
        found = self.conditions.truth(condition, kind)
        if self.frame.verified:  # proved answers say the same as all of them, or nothing
            told = self.told.truth(condition, kind)
            found = Truths(found.must & told.must, found.may | told.may, found.mark)
        return found

    def number(self, fact_id: str, kind: SubjectKind) -> Values:
        """Return a raw or derived fact as a number."""
        found = self.fact(fact_id, kind)
        if isinstance(found, Values):
            return found
        item = self.library.named(fact_id)
        values = {option.id: option.value for option in item.options if option.value is not None}
        return option_points(self.frame, found, values)

    def choice(self, fact_id: str, kind: SubjectKind) -> Choices:
        """Return a raw or derived choice or multi fact as options."""
        found = self.fact(fact_id, kind)
        assert isinstance(found, Choices), fact_id
        return found

    def fact(self, fact_id: str, kind: SubjectKind) -> Values | Choices:
        """Return a raw or derived fact in its own form."""
        return self._facts.once((fact_id, kind), lambda: self._fact(fact_id, kind))

    def _fact(self, fact_id: str, kind: SubjectKind) -> Values | Choices:
        item = self.library.named(fact_id)
        return self._raw(item, kind) if isinstance(item, Fact) else self.deriver.derive(item, kind)

    def project(self, values: Values, own: SubjectKind, kind: SubjectKind) -> Values:
        """Carry values from one kind of subject to another: down unchanged, up as the lowest."""
        if own == kind:
            return values
        if SUBJECT_KINDS.index(own) < SUBJECT_KINDS.index(kind):
            rows = self.frame.ancestors(kind, own)
            return Values(
                lo=values.lo[rows],
                hi=values.hi[rows],
                na=values.na[rows],
                mark=values.mark[rows],
                computed=values.computed,
            )
        owners = self.frame.ancestors(own, kind)
        size = self.frame.size(kind)
        lo, hi = self.frame.constant(INFINITY, size), self.frame.constant(INFINITY, size)
        np.minimum.at(lo, owners, values.lo)
        np.minimum.at(hi, owners, values.hi)
        mark, na = self.frame.marks(size), self.frame.nothing(size)
        np.maximum.at(mark, owners, values.mark)
        np.logical_or.at(na, owners, values.na)
        return Values(lo=lo, hi=hi, na=na, mark=mark, computed=values.computed)

    # ---- raw facts ----

    def _raw(self, item: Fact, kind: SubjectKind) -> Values | Choices:
        answers = self.frame.answers(item, kind)
        values, na = single_values(answers), in_state(answers, "na")
        if item.ask_when is not None and item.implies is not None:
            skipped = ~self.truth(item.ask_when, kind).may
            # an answer that nothing proves was given all the same: it is unknown, not implied
            open_rows = in_state(self.told.frame.answers(item, kind), "unknown") & skipped
            implied = (item.implies,) if item.type == "multi" and isinstance(item.implies, str) else item.implies
            values = [implied if open_rows[row] else value for row, value in enumerate(values)]
        if item.type == "multi":
            return multi_column(self.frame, item, values, na)
        if item.type == "judgement" or (item.type == "choice" and any(option.value is None for option in item.options)):
            return choice_column(self.frame, item, values, na)
        if item.type == "choice":
            return choice_column(self.frame, item, values, na)
        return number_column(self.frame, item, values, na)

    # ---- values ----

    def _fixed(self, number: Any, kind: SubjectKind, mark: int = 0) -> Values:
        size = self.frame.size(kind)
        column = self.frame.constant(number, size)
        return Values(lo=column, hi=column, na=self.frame.nothing(size), mark=self.frame.marks(size, mark))

    def _constant(self, node: ex.Constant, kind: SubjectKind) -> Values:
        return self._fixed(node.value, kind)

    def _statistic(self, node: ex.StatisticRef, kind: SubjectKind) -> Values:
        statistic = self.library.statistics[node.statistic]
        return self._fixed(statistic.value, kind, int(statistic.mark))

    def _points(self, node: ex.Points, kind: SubjectKind) -> Values:
        assert isinstance(node.source, ex.FactRef)
        found = self.choice(node.source.fact, kind)
        item = self.library.named(node.source.fact)
        if item.type != "multi":
            return option_points(self.frame, found, node.table)
        weights = self.frame.numbers([node.table.get(option, Fraction(0)) for option in found.options])
        lo, hi = picked_points(self.frame, found.must, weights), picked_points(self.frame, found.may, weights)
        if node.cap is not None:
            cap: Any = node.cap if self.frame.exact else float(node.cap)
            lo, hi = np.minimum(lo, cap), np.minimum(hi, cap)
        return Values(lo=lo, hi=hi, na=found.na, mark=found.mark, computed=True)

    def _band(self, node: ex.Band, kind: SubjectKind) -> Values:
        of = self.value(node.of, kind)
        edges = [(edge, points) for edge, points in node.edges]
        lo, hi = banded_points(self.frame, of, edges, node.closed)
        if of.computed and not self.frame.exact:
            size = len(of.lo)
            close = self.frame.nothing(size)
            for edge, _ in edges[:-1]:  # at the last edge nothing changes, and 100 % is where many firms are
                close |= iv.near(of, self._fixed(edge, kind))
            lo, hi = self.again(close, kind, (lo, hi), lambda exact: _pair(exact.value(node, kind)))
        return Values(lo=lo, hi=hi, na=of.na, mark=of.mark)

    def _count_of(self, node: ex.CountOf, kind: SubjectKind) -> Values:
        truths = [self.truth(condition, kind) for condition in node.conditions]
        lo = sum((np.where(truth.must, 1, 0) for truth in truths), np.zeros(self.frame.size(kind), dtype=np.int64))
        hi = sum((np.where(truth.may, 1, 0) for truth in truths), np.zeros(self.frame.size(kind), dtype=np.int64))
        mark = iv.weakest(*(truth.mark for truth in truths))
        return self._integers(lo, hi, mark)

    def _integers(self, lo: iv.Array, hi: iv.Array, mark: iv.Marks) -> Values:
        low, high = (self.frame.numbers([int(number) for number in bound]) for bound in (lo, hi))
        return Values(lo=low, hi=high, na=self.frame.nothing(len(lo)), mark=mark)

    def _answered_count(self, node: ex.AnsweredCount, kind: SubjectKind) -> Values:
        scored = self.scorer.score(node.standard)
        answered = [scored.nodes[name].bounds.known for name in node.nodes]
        count = sum((np.where(each, 1, 0) for each in answered), np.zeros(len(answered[0]), dtype=np.int64))
        values = self._integers(count, count, self.frame.marks(len(count)))
        return self.project(values, scored.standard.judges, kind)

    def _arithmetic(self, node: ex.Arithmetic, kind: SubjectKind) -> Values:
        parts = [self.value(part, kind) for part in node.args]
        if node.operation == "difference":
            return iv.subtracted(parts[0], parts[1])
        combine = {"sum": iv.added, "product": iv.multiplied, "min": iv.smallest, "max": iv.largest}
        return combine[node.operation](parts)

    def _ratio(self, node: ex.Ratio, kind: SubjectKind) -> Values:
        quotient = iv.divided(self.value(node.numerator, kind), self.value(node.denominator, kind), node.den_zero)
        scaled = iv.multiplied([quotient, self._fixed(node.times, kind)])
        if node.within is None:
            return scaled
        low, high = (bound if self.frame.exact else float(bound) for bound in node.within)
        return iv.clipped(scaled, low, high, only_open=True)

    def _change(self, node: ex.RelativeChange, kind: SubjectKind) -> Values:
        old, new = self.value(node.old, kind), self.value(node.new, kind)
        quotient = iv.divided(new, old, "unknown")
        change = iv.subtracted(quotient, self._fixed(1, kind))
        usable = np.asarray(old.lo > 0, dtype=bool)
        lo, hi = np.where(usable, change.lo, -INFINITY), np.where(usable, change.hi, INFINITY)
        return Values(lo=lo, hi=hi, na=change.na, mark=change.mark, computed=True)

    def _mean(self, node: ex.Mean, kind: SubjectKind) -> Values:
        parts = [self.value(part, kind) for part in node.args]
        if not node.known_only:
            return iv.divided(iv.added(parts), self._fixed(len(parts), kind), "unknown")
        known = [self.told.value(part, kind).known for part in node.args]
        number = sum((np.where(each, 1, 0) for each in known), np.zeros(self.frame.size(kind), dtype=np.int64))
        lo = hi = self._fixed(0, kind).lo
        for part, each in zip(parts, known, strict=True):
            lo, hi = lo + np.where(each, part.lo, 0), hi + np.where(each, part.hi, 0)
        mark = iv.weakest(*(part.mark for part in parts))
        counts = self._integers(number, number, mark)
        mean = iv.divided(Values(lo=lo, hi=hi, na=self.frame.nothing(len(lo)), mark=mark), counts, "unknown")
        return Values(lo=mean.lo, hi=mean.hi, na=mean.na, mark=mark, computed=True)

    def _node_score(self, node: ex.NodeScore, kind: SubjectKind) -> Values:
        """A node's bounds; by rule its one value, where all answers count: on proved ones alone that may be higher."""
        scored = self.scorer.score(node.standard)
        found = scored.nodes[node.node]
        by_rule = node.by_rule and not self.frame.verified
        return self.project(found.by_rule if by_rule else found.bounds, scored.standard.judges, kind)

    def _answered_share(self, node: ex.AnsweredShare, kind: SubjectKind) -> Values:
        scored = self.scorer.score(node.standard)
        found = scored.nodes[node.node]
        whole = np.asarray(found.weight > 0, dtype=bool)
        share: iv.Array = np.divide(found.answered, found.weight, out=np.zeros(len(whole)), where=whole)
        if self.frame.exact:
            share = self.frame.numbers([iv.short_fraction(each) for each in share])
        values = Values(lo=share, hi=share, na=~whole, mark=self.frame.marks(len(whole)), computed=True)
        return self.project(values, scored.standard.judges, kind)

    def _ladder_level(self, node: ex.LadderLevel, kind: SubjectKind) -> Values:
        standard = self.library.standards[node.standard]
        found = self.scorer.ladder(standard, node.ladder)
        by_level = standard.by_level
        if node.open_above_target and by_level is not None and by_level.upto is not None:
            target = self.value(by_level.upto, standard.judges)
            top = self._fixed(by_level.levels[-1], standard.judges).hi
            reached = target.known & np.asarray(found.hi >= target.lo, dtype=bool)
            found = replace(found, hi=np.where(reached, top, found.hi))
        return self.project(found, standard.judges, kind)

    def _covered(self, node: ex.Covered, kind: SubjectKind) -> Values:
        found = self.choice(node.fact.fact, kind)
        codes = [found.options.index(option) for option in node.options]
        values = self._integers(found.must[:, codes].sum(axis=1), found.may[:, codes].sum(axis=1), found.mark)
        return Values(lo=values.lo, hi=values.hi, na=found.na, mark=found.mark)

    def _first_known(self, node: ex.FirstKnown, kind: SubjectKind) -> Values:
        parts = [self.value(part, kind) for part in node.args]
        result = parts[-1]
        for name, part in zip(reversed(node.args[:-1]), reversed(parts[:-1]), strict=True):
            known = self.told.value(name, kind).known
            result = Values(
                lo=np.where(known, part.lo, result.lo),
                hi=np.where(known, part.hi, result.hi),
                na=np.where(known, part.na, result.na),
                mark=np.where(known, part.mark, result.mark).astype(np.int8),
                computed=part.computed or result.computed,
            )
        return result

    def _cases(self, node: ex.Cases, kind: SubjectKind) -> Values:
        result = self.value(node.otherwise, kind)
        for condition, value in reversed(node.cases):
            truth, own = self.truth(condition, kind), self.value(value, kind)
            both = truth.may & ~truth.must
            lo = np.where(truth.must, own.lo, np.where(both, np.minimum(own.lo, result.lo), result.lo))
            hi = np.where(truth.must, own.hi, np.where(both, np.maximum(own.hi, result.hi), result.hi))
            mark = iv.weakest(result.mark, own.mark, truth.mark)
            na = np.where(truth.must, own.na, result.na)
            result = Values(lo=lo, hi=hi, na=na, mark=mark, computed=own.computed or result.computed)
        return result

    def _staircase(self, node: ex.Staircase, kind: SubjectKind) -> Values:
        parts = [self.value(part, kind) for part in node.args]
        upto = self.value(node.upto, kind) if node.upto is not None else None
        lo, hi = (
            iv.climbed(
                [getattr(part, side) for part in parts],
                self._fixed(node.full_at, kind).lo,
                upto=None if upto is None else getattr(upto, side),
                sequential=node.sequential,
            )
            for side in ("lo", "hi")
        )
        mark = iv.weakest(*(part.mark for part in parts))
        if not self.frame.exact:
            close = self.frame.nothing(self.frame.size(kind))
            for part in parts:
                close |= iv.near(part, self._fixed(node.full_at, kind))
            lo, hi = self.again(close, kind, (lo, hi), lambda exact: _pair(exact.value(node, kind)))
        return Values(lo=lo, hi=hi, na=self.frame.nothing(len(lo)), mark=mark, computed=True)

    def _days_since(self, node: ex.DaysSince, kind: SubjectKind) -> Values:
        return iv.subtracted(self._fixed(self.frame.as_of, kind), self.value(node.of, kind))

    # ---- parts ----

    def rows(self, table: str) -> RowEvaluator:
        """Return the evaluator of a record table's rows."""
        self.frame.reads.note(table)
        if table not in self._tables:
            self._tables[table] = TableRows.of(self.frame, self.library.tables[table])
        return RowEvaluator(self.frame, self._tables[table])

    def again(
        self,
        close: Bools,
        kind: SubjectKind,
        found: tuple[iv.Array, iv.Array],
        evaluate: Callable[[Evaluator], tuple[iv.Array, iv.Array]],
    ) -> tuple[iv.Array, iv.Array]:
        """Replace the rows that floats cannot decide by the result of an exact evaluation of their firms."""
        if not close.any():
            return found
        first, second = found[0].copy(), found[1].copy()
        firm_of = self.frame.firm_of(kind)
        for exact, members in self.exact.places(np.unique(firm_of[close]).tolist()):
            again = evaluate(exact)
            for firm, place in members:
                rows = zip(self.frame.of_firm(kind, firm), exact.frame.of_firm(kind, place), strict=True)
                for row, own in rows:
                    if close[row]:
                        first[row], second[row] = again[0][own], again[1][own]
        return first, second

    def from_tables(self, fact_id: str, kind: SubjectKind) -> Bools | None:
        """Return where the tables alone give a derived fact a value; None where nobody asked or answered it."""
        return self.deriver.says(fact_id, kind)

    def node_bounds(self, standard_id: str, node_id: str) -> Values:
        """Return the lowest and highest score of a node, for every subject that its standard judges."""
        return self.scorer.score(standard_id).nodes[node_id].bounds

    def exact_of(self, firms: tuple[int, ...]) -> Evaluator:
        """Return an evaluator of just these firms, in this order, with fractions."""
        return self.exact.of(firms)

    def with_fractions(self, frame: Frame, claimed: Evaluator | None) -> Evaluator:
        """Return an evaluator of an exact frame of some of the firms."""
        return Evaluator(frame, claimed)


def _pair(values: Values) -> tuple[iv.Array, iv.Array]:
    return values.lo, values.hi
