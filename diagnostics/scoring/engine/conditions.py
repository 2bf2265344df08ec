"""Three-valued truth of conditions over a frame, on top of the values of an evaluator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.facts import Fact
from diagnostics.model.content.marks import SubjectKind
from diagnostics.scoring.engine import intervals as iv
from diagnostics.scoring.engine.columns import in_state
from diagnostics.scoring.engine.engine import Engine
from diagnostics.scoring.engine.intervals import Bools, Truths


class ConditionEvaluator:
    """Evaluates the conditions of one evaluator."""

    def __init__(self, evaluator: Engine) -> None:
        self.evaluator = evaluator
        self._methods: dict[type, Callable[[Any, SubjectKind], Truths]] = {
            ex.Compare: self._compare,
            ex.Among: self._among,
            ex.Has: self._has,
            ex.StateTest: self._state,
            ex.AllOf: self._all,
            ex.AnyOf: self._any,
            ex.NoneOf: self._none,
            ex.Exists: lambda node, kind: evaluator.rows(node.table).exists(node, kind),
        }

    def truth(self, condition: ex.Expression, kind: SubjectKind) -> Truths:
        """Return the truth of a condition for every subject of a kind; the evaluator remembers it."""
        return self._methods[type(condition)](condition, kind)

    def _compare(self, node: ex.Compare, kind: SubjectKind) -> Truths:
        left, right = self.evaluator.value(node.left, kind), self.evaluator.value(node.right, kind)
        must, may = iv.compared(left, node.comparison, right)
        if (left.computed or right.computed) and not self.evaluator.frame.exact:
            close = iv.near(left, right)
            must, may = self.evaluator.again(
                close, kind, (must, may), lambda exact: _truth_pair(exact.truth(node, kind))
            )
        na = left.na | right.na
        return Truths(must & ~na, may | na, iv.weakest(left.mark, right.mark))

    def _among(self, node: ex.Among, kind: SubjectKind) -> Truths:
        assert isinstance(node.source, ex.FactRef)
        found = self.evaluator.choice(node.source.fact, kind)
        inside = np.isin(np.array(found.options), np.array(node.options))
        may = (found.may & inside).any(axis=1)
        must = ~(found.may & ~inside).any(axis=1)
        return Truths(must & ~found.na, may | found.na, found.mark)

    def _has(self, node: ex.Has, kind: SubjectKind) -> Truths:
        found = self.evaluator.choice(node.fact.fact, kind)
        codes = [found.options.index(option) for option in node.options]
        must = found.must[:, codes].sum(axis=1) >= node.at_least
        may = found.may[:, codes].sum(axis=1) >= node.at_least
        return Truths(must & ~found.na, may | found.na, found.mark)

    def _state(self, node: ex.StateTest, kind: SubjectKind) -> Truths:
        marks = self.evaluator.frame.marks(self.evaluator.frame.size(kind))
        if isinstance(node.target, ex.TableRef):
            holds = self.evaluator.rows(node.target.table).in_state(node.states, kind)
            return Truths(holds, holds, marks)
        assert isinstance(node.target, ex.FactRef)
        holds = self._fact_state(node.target.fact, node.states, kind)
        return Truths(holds, holds, marks)

    def _fact_state(self, fact_id: str, states: tuple[str, ...], kind: SubjectKind) -> Bools:
        found = self.evaluator.fact(fact_id, kind)
        item = self.evaluator.library.named(fact_id)
        known, na = found.known, found.na
        if isinstance(item, Fact) and item.type == "text":
            known = in_state(self.evaluator.frame.answers(item, kind), "known")
        refused = in_state(self.evaluator.frame.answers(item, kind), "refused")
        holds = self.evaluator.frame.nothing(len(na))
        each = {"known": known, "na": na, "refused": refused, "unknown": ~known & ~na & ~refused, "given": known | na}
        for state in states:
            holds = holds | each[state]
        return holds

    def _all(self, node: ex.AllOf, kind: SubjectKind) -> Truths:
        truths = [self._always(kind), *(self.evaluator.truth(condition, kind) for condition in node.conditions)]
        must = np.logical_and.reduce([truth.must for truth in truths])
        may = np.logical_and.reduce([truth.may for truth in truths])
        return Truths(must, may, iv.weakest(*(truth.mark for truth in truths)))

    def _any(self, node: ex.AnyOf, kind: SubjectKind) -> Truths:
        truths = [self.evaluator.truth(condition, kind) for condition in node.conditions]
        must = np.logical_or.reduce([truth.must for truth in truths])
        may = np.logical_or.reduce([truth.may for truth in truths])
        return Truths(must, may, iv.weakest(*(truth.mark for truth in truths)))

    def _none(self, node: ex.NoneOf, kind: SubjectKind) -> Truths:
        found = self._any(ex.AnyOf(node.conditions), kind)
        return Truths(~found.may, ~found.must, found.mark)

    def _always(self, kind: SubjectKind) -> Truths:
        yes = np.ones(self.evaluator.frame.size(kind), dtype=bool)
        return Truths(yes, yes, self.evaluator.frame.marks(len(yes)))


def _truth_pair(truths: Truths) -> tuple[iv.Array, iv.Array]:
    return truths.must, truths.may
