"""From arrays to results: one standard for one subject as plain numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import numpy as np

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.marks import Mark
from diagnostics.model.content.standards import Output, Standard
from diagnostics.model.results.results import (
    OVERALL,
    Have,
    LadderResult,
    OfficialResult,
    OtherWeights,
    ScoreFigure,
    ScoreGate,
    StandardResult,
    Tier,
)
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.intervals import INFINITY, Values
from diagnostics.scoring.engine.tiers import SubjectTiers, WeightSets
from diagnostics.scoring.memo.on_demand import OnDemand

OFFICIAL_TABLE = "official_results"
_MARKS = tuple(Mark)  # by number, without asking the enumeration for every node of every firm


def finite(number: Any) -> float | None:
    """Return a bound as a number, None where it is open."""
    return None if number in {INFINITY, -INFINITY} else float(number)


def have_of(values: Values, row: int) -> Have:
    """Return a value, its bounds where it is open, or None where nothing is known."""
    if values.na[row]:
        return None
    lo, hi = finite(values.lo[row]), finite(values.hi[row])
    if lo is not None and lo == hi:
        return lo
    return None if lo is None and hi is None else (lo, hi)


class StandardResults:
    """Builds the results of one standard; `claimed` and `verified` are evaluators of the same firms."""

    def __init__(self, standard: Standard, claimed: Evaluator, verified: Evaluator) -> None:
        self.standard = standard
        self.claimed = claimed
        self.verified = verified
        self.scored = claimed.scorer.score(standard.id)
        self.proved = verified.scorer.score(standard.id)
        self.statuses = {rule.id: claimed.scorer.status(standard, rule) for rule in standard.first_match}
        self._columns = {node.id: (self.scored.nodes[node.id], self.proved.nodes[node.id]) for node in standard.nodes}
        self.weight_sets = WeightSets(standard, claimed)
        self._steps = {(ladder.id, step.level): step for ladder in standard.ladders for step in ladder.steps}
        self._tiers = [level for ladder, level in self._steps if ladder == OVERALL and standard.by_level is not None]
        self._weighted = [each.id for each in standard.weight_sets] if self._tiers else []
        leaves = [self.scored.nodes[node.id].bounds.known for node in standard.nodes if node.is_leaf]
        size = claimed.frame.size(standard.judges)
        self._answered = np.sum(leaves, axis=0).tolist() if leaves else [0] * size

    def of_firm(self, firm: int) -> StandardResult:
        """Return the result of a firm: that of its only subject, or the lowest of several beside each of them."""
        frame, kind = self.claimed.frame, self.standard.judges
        rows = [(row, frame.subjects[kind][row].id) for row in frame.of_firm(kind, firm)]
        results = {name: self._of_row(row) for row, name in rows}
        if len(results) == 1:
            return next(iter(results.values()))
        lowest = min(results.values(), key=_height)
        return StandardResult(
            standard=lowest.standard,
            score=lowest.score,
            enough=lowest.enough,
            nodes=lowest.nodes,
            ladders=_lowest_ladders(results),
            statuses=lowest.statuses,
            outputs=lowest.outputs,
            official=lowest.official,
            subjects=results,
            gates=lowest.gates,
            tiers=lowest.tiers,
            other_weights=lowest.other_weights,
        )

    def _of_row(self, row: int) -> StandardResult:
        standard = self.standard
        nodes = OnDemand(self._columns, partial(self._node, row))
        own = SubjectTiers(standard=standard, claimed=self.claimed, verified=self.verified, row=row)
        tiers = OnDemand(self._tiers, partial(self._tier, own, nodes))
        ladders = {ladder.id: self._ladder(ladder.id, row) for ladder in standard.ladders}
        return StandardResult(
            standard=standard.id,
            score=self._score(nodes, row),
            enough=self._answered[row] >= standard.min_answered,
            nodes=nodes,
            ladders=ladders,
            statuses={rule: status[row] for rule, status in self.statuses.items()},
            outputs={output.id: self._output(output, row) for output in standard.outputs},
            official=official_result(self.claimed, standard, row),
            gates=OnDemand(self._steps, partial(self._gates, own)),
            tiers=tiers,
            other_weights=OnDemand(self._weighted, partial(self._under, row, tiers)),
        )

    def _gates(self, own: SubjectTiers, step: tuple[str, int]) -> tuple[ScoreGate, ...]:
        return own.gates(self._steps[step])

    def _tier(self, own: SubjectTiers, nodes: Mapping[str, ScoreFigure], level: int) -> Tier | None:
        return own.tier(self._steps[OVERALL, level], nodes)

    def _under(self, row: int, tiers: Mapping[int, Tier | None], weight_set: str) -> OtherWeights:
        return self.weight_sets.of(row, tuple(tier for tier in tiers.values() if tier is not None), weight_set)

    def _score(self, nodes: Mapping[str, ScoreFigure], row: int) -> ScoreFigure | None:
        if self.standard.score_figure is not None:
            return replace(self._figure(self.standard.score_figure, row), answered_share=self._share_of_roots(row))
        return nodes[self.standard.score] if self.standard.score else None

    def _share_of_roots(self, row: int) -> float | None:
        """A score that is no node itself has the answered share of the trees it is made of."""
        roots = [self.scored.nodes[node.id] for node in self.standard.nodes if not node.parent]
        weight = sum(float(root.weight[row]) for root in roots if root.active[row])
        answered = sum(float(root.answered[row]) for root in roots if root.active[row])
        return answered / weight if weight else None

    def _node(self, row: int, node: str) -> ScoreFigure:
        (scores, proved), most = self._columns[node], self.scored.most[node]
        if not scores.active[row]:
            return ScoreFigure(
                value=None,
                min=None,
                max=None,
                verified=None,
                answered_share=None,
                of=most,
                mark=_MARKS[scores.bounds.mark[row]],
            )
        weight = float(scores.weight[row])
        return ScoreFigure(
            value=finite(scores.value[row]) if scores.has_value[row] else None,
            min=finite(scores.bounds.lo[row]),
            max=finite(scores.bounds.hi[row]),
            verified=finite(proved.bounds.lo[row]),
            answered_share=float(scores.answered[row]) / weight if weight else None,
            of=most,
            mark=_MARKS[scores.bounds.mark[row]],
        )

    def _figure(self, value: ex.Expression, row: int) -> ScoreFigure:
        claimed = self.claimed.value(value, self.standard.judges)
        proved = self.verified.value(value, self.standard.judges)
        if claimed.na[row]:
            return ScoreFigure(
                value=None,
                min=None,
                max=None,
                verified=None,
                answered_share=None,
                of=None,
                mark=_MARKS[claimed.mark[row]],
            )
        lo, hi = finite(claimed.lo[row]), finite(claimed.hi[row])
        exact = lo if lo is not None and lo == hi else None
        return ScoreFigure(
            value=exact,
            min=lo,
            max=hi,
            verified=finite(proved.lo[row]),
            answered_share=None,
            of=None,
            mark=_MARKS[claimed.mark[row]],
        )

    def _ladder(self, ladder_id: str, row: int) -> LadderResult:
        values = self.claimed.scorer.ladder(self.standard, ladder_id)
        proved = self.verified.scorer.ladder(self.standard, ladder_id)
        lo, hi = int(values.lo[row]), int(values.hi[row])
        answered = self.claimed.scorer.answered(self.standard)[row]
        return LadderResult(
            level=lo if answered and lo == hi else None,
            min=lo,
            max=hi,
            verified=int(proved.lo[row]) if answered else None,
            mark=_MARKS[values.mark[row]],
        )

    def _output(self, output: Output, row: int) -> ScoreFigure | dict[str, Have | ScoreFigure]:
        if output.figure is not None:
            return self._figure(output.figure, row)
        kind = self.standard.judges
        values: dict[str, Have | ScoreFigure] = {
            key: have_of(self.claimed.value(value, kind), row) for key, value in output.values.items()
        }
        return values | {key: self._figure(value, row) for key, value in output.figures.items()}


def _height(result: StandardResult) -> tuple[float, ...]:
    """Order results by their levels, then by their score."""
    levels = [float(ladder.min) for ladder in result.ladders.values()]
    return (*levels[::-1], result.score.min or 0.0 if result.score else 0.0)


def _lowest_ladders(results: Mapping[str, StandardResult]) -> dict[str, LadderResult]:
    ladders: dict[str, LadderResult] = {}
    for name in next(iter(results.values())).ladders:
        each = [result.ladders[name] for result in results.values()]
        lo, hi = min(one.min for one in each), min(one.max for one in each)
        answered = any(one.is_answered for one in each)
        verified = min(one.verified or 0 for one in each) if answered else None
        ladders[name] = LadderResult(
            level=lo if answered and lo == hi else None,
            min=lo,
            max=hi,
            verified=verified,
            mark=max(one.mark for one in each),
        )
    return ladders


def official_result(evaluator: Evaluator, standard: Standard, row: int) -> OfficialResult | None:
    """Return the newest official result of a standard's instrument that holds for a subject."""
    frame = evaluator.frame
    subject = frame.subjects[standard.judges][row]
    found = [
        each.values
        for each in frame.firms[subject.firm].rows.get(OFFICIAL_TABLE, ())
        if each.values.get("instrument") == standard.id
        and each.subject in subject.chain
        and isinstance(each.values.get("date"), date)
        and each.values["date"] <= frame.as_of  # type: ignore[operator]
    ]
    if not found:
        return None
    newest = max(found, key=lambda values: values["date"])  # type: ignore[arg-type, return-value]
    level, score = newest.get("level"), newest.get("score")
    return OfficialResult(
        level=None if level is None else float(level),  # type: ignore[arg-type]
        score=None if score is None else float(score),  # type: ignore[arg-type]
        platform=str(newest.get("platform") or ""),
        date=str(newest["date"]),
        receipt=str(newest.get("receipt") or ""),
    )
