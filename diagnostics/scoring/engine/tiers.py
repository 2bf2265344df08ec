"""What the levels of a standard rest on, for one subject, in fractions: gates, shares of a score, other weights.

Whether a gate is met is decided by the condition of the content, as in the ladders.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property, partial

import numpy as np

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.standards import Node, Standard, Step
from diagnostics.model.results.results import (
    OVERALL,
    AreaShare,
    OtherWeights,
    Requirement,
    ScoreFigure,
    ScoreGate,
    Tier,
)
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.intervals import short_fraction
from diagnostics.scoring.engine.standards import NodeScores
from diagnostics.scoring.engine.weights import shares_of_a_point, with_weights
from diagnostics.scoring.memo.memory import Kept

_WEIGHTED: Kept[Standard] = Kept(64)


@dataclass(frozen=True, kw_only=True)
class SubjectTiers:
    """What the levels of a standard rest on for one subject; `row` is its row in both evaluators."""

    standard: Standard
    claimed: Evaluator
    verified: Evaluator
    row: int

    def gates(self, step: Step) -> tuple[ScoreGate, ...]:
        """Return the nodes that a step looks at, with the least score."""
        return tuple(self._gate(*gate) for gate in score_gates(step, self.standard))

    def _gate(self, compare: ex.Compare, node: str, needs: Fraction) -> ScoreGate:
        kind, scores = self.standard.judges, self._scores(node)
        met, proved = (bool(each.truth(compare, kind).must[self.row]) for each in (self.claimed, self.verified))
        by_rule, certain = short_fraction(scores.by_rule.lo[self.row]), short_fraction(scores.bounds.lo[self.row])
        unsettled = not met and by_rule >= needs
        gap = Fraction(0) if met else needs - (certain if unsettled else by_rule)
        return ScoreGate(node=node, needs=float(needs), met=met, proved=proved, gap=gap, unsettled=unsettled)

    def tier(self, step: Step, nodes: Mapping[str, ScoreFigure]) -> Tier | None:
        """Return what a level of a standard that is judged level by level is made of; None where it is not assessed."""
        gate = next((each for each in self.gates(step) if nodes[each.node].max is not None), None)
        if gate is None:
            return None
        at_level = [node for node in self.standard.nodes if node.level == step.level and node.id in self._shares]
        found = [self._requirement(node, fact) for node in at_level if (fact := _fact_of(node))]
        areas = {each.area for each in found}
        return Tier(
            level=step.level, name=step.name, figure=nodes[gate.node], gate=gate, requirements=tuple(found),
            areas=tuple(self._area(node, nodes[node.id]) for node in at_level if node.anchors and node.id in areas),
        )  # fmt: skip

    @cached_property
    def _shares(self) -> Mapping[str, Fraction]:
        standard, option = self.standard, ""
        if standard.weights_by:
            chosen = self.claimed.choice(standard.weights_by, standard.judges)
            possible = np.flatnonzero(chosen.may[self.row])
            option = chosen.options[int(possible[0])] if len(possible) == 1 else ""
        return shares_of_a_point(standard, option, lambda node: bool(self._scores(node.id).active[self.row]))

    def _scores(self, node: str) -> NodeScores:
        return self.claimed.scorer.score(self.standard.id).nodes[node]

    def _requirement(self, node: Node, fact: str) -> Requirement:
        have, share = short_fraction(self._scores(node.id).value[self.row]), self._shares[node.id]
        proved = self.verified.scorer.score(self.standard.id).nodes[node.id].bounds.lo[self.row]
        return Requirement(
            node=node.id, area=node.parent, fact=fact, still=share * ((node.max or 0) - have),
            unproved=share * (have - short_fraction(proved)),
        )  # fmt: skip

    def _area(self, node: Node, figure: ScoreFigure) -> AreaShare:
        share = self._shares[node.id]
        adds = None if figure.value is None else share * short_fraction(figure.value)
        return AreaShare(node=node.id, share=share, adds=adds)


def score_gates(step: Step, standard: Standard) -> Iterator[tuple[ex.Compare, str, Fraction]]:
    """Yield the conditions of a step that ask for the least score of a node of its standard, with both."""
    for part in ex.walk(step.need):
        if not isinstance(part, ex.Compare) or part.comparison != "at_least":
            continue
        left, right = part.left, part.right
        if not isinstance(left, ex.NodeScore) or left.standard != standard.id or not isinstance(right, ex.Constant):
            continue
        if not isinstance(right.value, date):
            yield part, left.node, Fraction(right.value)


def _fact_of(node: Node) -> str:
    parts = ex.walk(node.points) if node.points is not None else ()
    return next((part.fact for part in parts if isinstance(part, ex.FactRef)), "")


class WeightSets:
    """A standard under each of its alternative sets of weights, for all subjects of an evaluator."""

    def __init__(self, standard: Standard, claimed: Evaluator) -> None:
        self.standard = standard
        self.claimed = claimed
        self._under: dict[str, Evaluator] = {}

    def under(self, weight_set: str) -> Evaluator:
        """Return the evaluator with these weights."""
        if weight_set not in self._under:
            weights = next(each.weights for each in self.standard.weight_sets if each.id == weight_set)
            make = partial(with_weights, self.standard, weights)
            self._under[weight_set] = self.claimed.under(_WEIGHTED.of((self.standard, weights), make))
        return self._under[weight_set]

    def levels(self, weight_set: str, rows: list[int]) -> tuple[int, int]:
        """Return the lowest and the highest level still possible of the lowest of some subjects."""
        under = self.under(weight_set)
        levels = under.scorer.ladder(under.library.standards[self.standard.id], OVERALL)
        return min(int(levels.lo[row]) for row in rows), min(int(levels.hi[row]) for row in rows)

    def of(self, row: int, tiers: tuple[Tier, ...], weight_set: str) -> OtherWeights:
        """Return what other weights make of a subject, given its assessed levels under the standard's own."""
        under, (low, high) = self.under(weight_set), self.levels(weight_set, [row])
        if low != high:
            return OtherWeights(level=None)
        steps = {step.level: step for ladder in self.standard.ladders if ladder.id == OVERALL for step in ladder.steps}
        for tier in tiers:
            compare, node, _ = next(score_gates(steps[tier.level], self.standard))
            if bool(under.truth(compare, self.standard.judges).must[row]) != tier.gate.met:
                scores = under.scorer.score(self.standard.id).nodes[node]
                score = float(scores.value[row]) if scores.has_value[row] else None
                return OtherWeights(level=low, tier=tier.level, score=score)
        return OtherWeights(level=low)
