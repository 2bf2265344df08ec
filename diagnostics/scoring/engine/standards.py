"""Scores standards: the roll-up of a tree of nodes, ladders of levels and statuses, for all subjects at once.

Every node has bounds (unanswered treated as unknown, by full weight) and a value by the standard's rule for unanswered
items. Points that fit the standard's integer scale are added as int64; everything else is float64 in a fixed order.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.marks import SubjectKind
from diagnostics.model.content.standards import FirstMatch, Ladder, Node, Standard, Weight
from diagnostics.scoring.engine import intervals as iv
from diagnostics.scoring.engine.answered import answered
from diagnostics.scoring.engine.engine import Engine
from diagnostics.scoring.engine.intervals import Array, Bools, Marks, Values
from diagnostics.scoring.memo.memory import Kept, Memory

_MOST: Kept[dict[str, float]] = Kept(256)


@dataclass(frozen=True, kw_only=True)
class NodeScores:
    """A node for every subject.

    Attributes:
        bounds: lowest and highest possible value; `na` where the node is out of play.
        value: value by the standard's rule for unanswered items, never outside what is still possible.
        has_value: rows where that rule gives a value.
        answered, weight: answered and total weight below the node; their ratio is the answered share. An item dropped
            as 不适用 keeps its weight unanswered: the share says how much of the instrument a score rests on.
        active: rows in which the node is in play.
    """

    bounds: Values
    value: Array
    has_value: Bools
    answered: Array
    weight: Array
    active: Bools

    @property
    def by_rule(self) -> Values:
        """The value by the standard's rule; what is still possible where the rule gives none."""
        lo, hi = (np.where(self.has_value, self.value, bound) for bound in (self.bounds.lo, self.bounds.hi))
        return Values(lo=lo, hi=hi, na=self.bounds.na, mark=self.bounds.mark, computed=True)


@dataclass(frozen=True)
class ScoredStandard:
    """All nodes of a standard over the subjects it judges."""

    standard: Standard
    nodes: LazyNodes
    most: dict[str, float]


def is_discrete(value: ex.Expression) -> bool:
    """Whether a leaf can only take values listed in the content, which fit the standard's integer scale."""
    if isinstance(value, ex.Cases):
        return all(is_discrete(each) for _, each in value.cases) and is_discrete(value.otherwise)
    return isinstance(value, ex.Points | ex.Band | ex.Constant | ex.CountOf)


class StandardScorer:
    """Scores the standards of an evaluator's frame; each at most once."""

    def __init__(self, evaluator: Engine) -> None:
        self.evaluator = evaluator
        self._scored: dict[str, ScoredStandard] = {}
        self._ladders: Memory[tuple[str, str], Values] = Memory(evaluator.frame.reads)
        self._out: Memory[tuple[str, str], Bools] = Memory(evaluator.frame.reads)
        self._answered: dict[str, Sequence[bool]] = {}

    def score(self, standard_id: str) -> ScoredStandard:
        """Return the scores of a standard under its own weights."""
        if standard_id not in self._scored:
            standard = self.evaluator.library.standards[standard_id]
            self._scored[standard_id] = ScoredStandard(standard, LazyNodes(self, standard), most_of(standard))
        return self._scored[standard_id]

    def take_unchanged(self, before: StandardScorer, changed: int) -> None:
        """Take over from a scorer of the same firms what rests on nothing that has changed."""
        self._ladders.take_unchanged(before._ladders, changed)
        self._out.take_unchanged(before._out, changed)
        for name, scored in before._scored.items():
            nodes = LazyNodes(self, scored.standard)
            nodes.memory.take_unchanged(scored.nodes.memory, changed)
            self._scored[name] = replace(scored, nodes=nodes)

    # ---- roll-up ----

    def node(self, standard: Standard, node: Node, nodes: LazyNodes) -> NodeScores:
        """Return one node; its children are taken from `nodes`."""
        return _kept_possible(self._leaf(standard, node) if node.is_leaf else self._inner(standard, node, nodes))

    def _inner(self, standard: Standard, node: Node, nodes: LazyNodes) -> NodeScores:
        children = list(standard.below[node.id])
        scores = [nodes[child.id] for child in children]
        if node.roll_up == "sum":
            found = self._sum(standard, children, scores)
        elif not standard.weights_by:
            found = self._mean(standard, [self._weight(child.weight, "") for child in children], scores)
        else:
            found = self._mean_by_option(standard, node, children, scores)
        mark = np.maximum(found.bounds.mark, np.int8(node.mark))  # how it is rolled up is content too
        found = replace(found, bounds=replace(found.bounds, mark=mark))
        return self._masked(found, self._out_of_play(standard, node))

    def _leaf(self, standard: Standard, node: Node) -> NodeScores:
        frame, kind = self.evaluator.frame, standard.judges
        assert node.points is not None
        assert node.max is not None
        values = self.evaluator.value(node.points, kind)
        highest: Any = node.max if frame.exact else float(node.max)
        values = iv.clipped(values, 0, highest)  # no answer earns more than the highest points
        told_na = self.evaluator.told.value(node.points, kind).na
        doubtful = values.na != told_na  # 不适用, or a value instead, but nothing proves it
        na, lo, hi = values.na & told_na, values.lo, np.where(values.na & doubtful, highest, values.hi)
        inactive = out = self._out_of_play(standard, node)
        lo, hi = np.where(na | doubtful, 0, lo), np.where(na, 0 if node.na == "zero" else highest, hi)
        if node.na == "drop":
            inactive = inactive | na
        elif node.na == "tailor":
            inactive = inactive | (na & self._reasoned(standard, node))
        if is_discrete(node.points) and not frame.exact:  # 0.7 eleven times is 7.7, not 7.700000000000001
            lo, hi = (np.rint(bound * standard.scale) / standard.scale for bound in (lo, hi))
        known = np.asarray(lo == hi, dtype=bool) & ~inactive
        mark = np.maximum(values.mark, np.int8(node.mark))
        bounds = Values(lo=lo, hi=hi, na=inactive, mark=mark, computed=values.computed and not is_discrete(node.points))
        carried = isinstance(node.points, ex.NodeScore)  # tailored below means tailored here
        weight = np.where(out if node.na == "drop" and not carried else inactive, 0.0, float(node.max))
        value = np.where(known, lo, 0)
        has_value = ~inactive if standard.unanswered == "zero" else known
        return NodeScores(
            bounds=bounds,
            value=value,
            has_value=has_value,
            answered=np.where(known, weight, 0.0),
            weight=weight,
            active=~inactive,
        )

    def _sum(self, standard: Standard, children: list[Node], scores: list[NodeScores]) -> NodeScores:
        lo = self._added(standard, children, [np.where(score.active, score.bounds.lo, 0) for score in scores])
        hi = self._added(standard, children, [np.where(score.active, score.bounds.hi, 0) for score in scores])
        value = self._added(standard, children, [np.where(score.has_value, score.value, 0) for score in scores])
        active = np.logical_or.reduce([score.active for score in scores])
        has_value = np.logical_or.reduce([score.has_value for score in scores])
        if standard.unanswered == "open":
            has_value = np.asarray(lo == hi, dtype=bool) & active
        computed = any(score.bounds.computed for score in scores)
        bounds = Values(lo=lo, hi=hi, na=~active, mark=_mark(scores), computed=computed)
        answered, weight = sum(score.answered for score in scores), sum(score.weight for score in scores)
        return NodeScores(
            bounds=bounds,
            value=value,
            has_value=has_value,
            answered=np.asarray(answered),
            weight=np.asarray(weight),
            active=active,
        )

    def _added(self, standard: Standard, children: list[Node], parts: list[Array]) -> Array:
        """Add in integers where every leaf below fits the scale, so that order and company change nothing."""
        if self.evaluator.frame.exact or not all(self._fits_scale(standard, child) for child in children):
            total = parts[0]
            for part in parts[1:]:
                total = total + part
            return total
        scaled = [np.rint(part * standard.scale).astype(np.int64) for part in parts]
        result: Array = np.add.reduce(scaled) / standard.scale
        return result

    def _fits_scale(self, standard: Standard, node: Node) -> bool:
        if node.is_leaf:
            assert node.points is not None
            return is_discrete(node.points)
        return node.roll_up == "sum" and all(self._fits_scale(standard, child) for child in standard.below[node.id])

    def _mean(self, standard: Standard, weights: list[Any], scores: list[NodeScores]) -> NodeScores:
        """Weighted mean of the children in play; a child whose weight is None is left out."""
        size = len(scores[0].active)
        out = self.evaluator.frame.nothing(size)
        active = [out if w is None else each.active for each, w in zip(scores, weights, strict=True)]
        lo = self._weighted(weights, [score.bounds.lo for score in scores], active)
        hi = self._weighted(weights, [score.bounds.hi for score in scores], active)
        valued = [each.has_value & on for each, on in zip(scores, active, strict=True)]
        value = self._weighted(weights, [score.value for score in scores], valued)
        any_active, has_value = np.logical_or.reduce(active), np.logical_or.reduce(valued)
        if standard.unanswered == "open":
            has_value = np.logical_and.reduce([v | ~on for v, on in zip(valued, active, strict=True)]) & any_active
        answered, weight = np.zeros(size), np.zeros(size)
        for each, w in zip(scores, weights, strict=True):
            in_scope = each.weight > 0
            share = np.divide(each.answered, each.weight, out=np.zeros(size), where=in_scope)
            answered = answered + float(w or 0) * share
            weight = weight + np.where(in_scope, float(w or 0), 0.0)
        bounds = Values(lo=lo, hi=hi, na=~any_active, mark=_mark(scores), computed=True)
        return NodeScores(
            bounds=bounds, value=value, has_value=has_value, answered=answered, weight=weight, active=any_active
        )

    def _weighted(self, weights: list[Any], parts: list[Array], active: list[Bools]) -> Array:
        size = len(parts[0])
        total, sum_of_weights = self.evaluator.frame.constant(0, size), self.evaluator.frame.constant(0, size)
        for weight, part, on in zip(weights, parts, active, strict=True):
            if weight is not None:
                total = total + np.where(on, weight * part, 0)
                sum_of_weights = sum_of_weights + np.where(on, weight, 0)
        empty = np.asarray(sum_of_weights == 0, dtype=bool)
        return np.where(empty, 0, total / np.where(empty, 1, sum_of_weights))

    def _mean_by_option(
        self, standard: Standard, node: Node, children: list[Node], scores: list[NodeScores]
    ) -> NodeScores:
        """Weights that differ by a selecting fact: per option, then the range over the options still possible."""
        found = self.evaluator.choice(standard.weights_by, standard.judges)
        some = np.flatnonzero(found.may.any(axis=0))  # an option that no subject can have costs nothing
        codes = some if len(some) else np.arange(len(found.options))
        may = found.may[:, codes]
        per_option = [
            self._mean(standard, [self._weight(child.weight, found.options[code]) for child in children], scores)
            for code in codes
        ]
        decided = may.sum(axis=1) == 1
        lo, hi = (
            _range([getattr(each.bounds, side) for each in per_option], may, lowest=side == "lo")
            for side in ("lo", "hi")
        )
        if not self.evaluator.frame.exact:  # options that give the same number, up to what floats lose
            close = np.asarray((lo != hi) & (hi - lo <= iv.NEAR), dtype=bool)
            lo, hi = self.evaluator.again(
                close, standard.judges, (lo, hi), lambda exact: _bounds(exact.node_bounds(standard.id, node.id))
            )
        value, answered, weight = (
            _range([getattr(each, name) for each in per_option], may, lowest=True)
            for name in ("value", "answered", "weight")
        )
        active = _any_possible([each.active for each in per_option], may)
        has_value = _any_possible([each.has_value for each in per_option], may) & decided
        marks = [np.where(may[:, code], each.bounds.mark, 0) for code, each in enumerate(per_option)]
        mark = iv.weakest(*(each.astype(np.int8) for each in marks))
        bounds = Values(lo=lo, hi=hi, na=~active, mark=np.maximum(mark, found.mark), computed=True)
        return NodeScores(
            bounds=bounds, value=value, has_value=has_value, answered=answered, weight=weight, active=active
        )

    def _weight(self, weight: Weight, option: str) -> Any:
        """Return a weight in the precision of the frame; None leaves the node out for this option."""
        exact = weight.get(option) if isinstance(weight, Mapping) else weight
        return exact if exact is None or self.evaluator.frame.exact else float(exact)

    def _masked(self, scores: NodeScores, inactive: Bools) -> NodeScores:
        if not inactive.any():
            return scores
        bounds = replace(scores.bounds, na=scores.bounds.na | inactive)
        zero = np.zeros(len(inactive))
        return NodeScores(
            bounds=bounds,
            value=scores.value,
            has_value=scores.has_value & ~inactive,
            answered=np.where(inactive, zero, scores.answered),
            weight=np.where(inactive, zero, scores.weight),
            active=scores.active & ~inactive,
        )

    def left_out(self, standard: Standard, node: Node) -> Bools:
        """Return the rows in which a node counts for nothing: tailored out, above the level aimed at, or unweighted."""
        return self._out_of_play(standard, node)

    def _out_of_play(self, standard: Standard, node: Node) -> Bools:
        """Rows in which a node, or one above it, is tailored out, above the level aimed at, or without a weight."""
        return self._out.once((standard.id, node.id), lambda: self._find_out_of_play(standard, node))

    def _find_out_of_play(self, standard: Standard, node: Node) -> Bools:
        out = self._tailored(standard, node) | self._above_target(standard, node) | self._unweighted(standard, node)
        parent = standard.by_id.get(node.parent)
        return out if parent is None else out | self._out_of_play(standard, parent)

    def _above_target(self, standard: Standard, node: Node) -> Bools:
        if node.level is None or standard.by_level is None or standard.by_level.upto is None:
            return self.evaluator.frame.nothing(self.evaluator.frame.size(standard.judges))
        target = self.evaluator.value(standard.by_level.upto, standard.judges)
        return np.asarray(target.hi < node.level, dtype=bool)

    def _unweighted(self, standard: Standard, node: Node) -> Bools:
        """Rows for which no option still possible gives the node a weight."""
        if not standard.weights_by or not isinstance(node.weight, Mapping):
            return self.evaluator.frame.nothing(self.evaluator.frame.size(standard.judges))
        found = self.evaluator.choice(standard.weights_by, standard.judges)
        weighted = np.array([option in node.weight for option in found.options], dtype=bool)
        return ~np.asarray((found.may & weighted).any(axis=1), dtype=bool)

    def _tailored(self, standard: Standard, node: Node) -> Bools:
        if not node.tailorable:
            return self.evaluator.frame.nothing(self.evaluator.frame.size(standard.judges))
        return self._named_in_tailoring(standard, {node.id, node.origin})

    def _reasoned(self, standard: Standard, node: Node) -> Bools:
        """Rows whose firm gave a reason for leaving out this leaf or a node above it."""
        names, parents = {node.id}, standard.by_id
        above = parents.get(node.parent)
        while above is not None:
            names |= {above.id, above.origin}
            above = parents.get(above.parent)
        return self._named_in_tailoring(standard, names)

    def _named_in_tailoring(self, standard: Standard, names: set[str]) -> Bools:
        frame = self.evaluator.frame
        rows = frame.subjects[standard.judges]
        found = (bool(names & frame.firms[row.firm].tailored.keys()) for row in rows)
        return np.fromiter(found, dtype=bool, count=len(rows))

    # ---- levels and statuses ----

    def ladder(self, standard: Standard, ladder_id: str) -> Values:
        """Return the number of the level that a ladder gives: lowest and highest still possible."""
        ladder = standard.ladder(ladder_id)
        assert ladder is not None, ladder_id
        return self._ladders.once((standard.id, ladder_id), lambda: self._climb(standard, ladder))

    def _climb(self, standard: Standard, ladder: Ladder) -> Values:
        if ladder.lowest_of:
            return iv.smallest([self.ladder(standard, name) for name in ladder.lowest_of])
        frame, kind = self.evaluator.frame, standard.judges
        size = frame.size(kind)
        lo, hi, mark = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64), frame.marks(size)
        below_must, below_may = np.ones(size, dtype=bool), np.ones(size, dtype=bool)
        for step in ladder.steps:
            truth = self.evaluator.truth(step.need, kind)
            must, may = truth.must, truth.may
            if ladder.sequential:
                must, may = must & below_must, may & below_may
                below_must, below_may = must, may
            lo, hi = np.where(must, step.level, lo), np.where(may, step.level, hi)
            mark = np.maximum(mark, np.maximum(truth.mark, np.int8(step.mark)))
        numbers = [frame.numbers([int(each) for each in bound]) for bound in (lo, hi)]
        return Values(lo=numbers[0], hi=numbers[1], na=frame.nothing(size), mark=mark)

    def answered(self, standard: Standard) -> Sequence[bool]:
        """Return for every subject whether anything was answered that a standard rests on, proved or not."""
        if standard.id not in self._answered:
            self._answered[standard.id] = answered(self.evaluator.frame, standard)
        return self._answered[standard.id]

    def status(self, standard: Standard, rule: FirstMatch) -> list[str | None]:
        """Return the status of every subject: the first case that certainly holds; None where nobody was asked."""
        kind: SubjectKind = standard.judges
        size = self.evaluator.frame.size(kind)
        result: list[str | None] = [rule.otherwise.id] * size
        open_rows = np.ones(size, dtype=bool)
        if rule.only_answered:
            open_rows &= np.fromiter(self.answered(standard), dtype=bool, count=size)
            result = [rule.otherwise.id if is_open else None for is_open in open_rows]
        for case in rule.cases:
            chosen = open_rows & self.evaluator.truth(case.when, kind).must
            for row in np.flatnonzero(chosen):
                result[row] = case.id
            open_rows &= ~chosen
        return result


class LazyNodes:
    """Nodes are computed when first asked for, so that a leaf may refer to another node of its own standard."""

    def __init__(self, scorer: StandardScorer, standard: Standard) -> None:
        self._scorer = scorer
        self._standard = standard
        self.memory: Memory[str, NodeScores] = Memory(scorer.evaluator.frame.reads)

    def __getitem__(self, node_id: str) -> NodeScores:
        by_id = self._standard.by_id
        return self.memory.once(node_id, lambda: self._scorer.node(self._standard, by_id[node_id], self))

    def take_over(self, other: LazyNodes, names: Collection[str]) -> None:
        """Take over nodes, computed there if need be."""
        for name in names:
            other[name]
        self.memory.take_over(other.memory, lambda name: name in names)


def most_of(standard: Standard) -> dict[str, float]:
    """Return the highest possible value of every node (of a mean: the mean of its children's)."""
    return _MOST.of((standard,), lambda: _most(standard))


def _most(standard: Standard) -> dict[str, float]:
    most: dict[str, float] = {}
    for node in reversed(standard.nodes):
        below = [most[child.id] for child in standard.below.get(node.id, ())]
        if node.is_leaf:
            most[node.id] = float(node.max or 0)
        else:
            most[node.id] = sum(below) if node.roll_up == "sum" else max(below, default=0.0)
    return most


def _kept_possible(scores: NodeScores) -> NodeScores:
    """Keep the value by the rule within the bounds: what is left out, or counts 0, may be known in part."""
    value = np.minimum(np.maximum(scores.value, scores.bounds.lo), scores.bounds.hi)
    return replace(scores, value=np.where(scores.has_value, value, scores.value))


def _bounds(values: Values) -> tuple[Array, Array]:
    return values.lo, values.hi


def _mark(scores: list[NodeScores]) -> Marks:
    """Weakest mark of the children in play."""
    return iv.weakest(*(np.where(score.active, score.bounds.mark, 0).astype(np.int8) for score in scores))


def _range(arrays: list[Array], possible: Bools, *, lowest: bool) -> Array:
    """Return the lowest or highest value over the options that are possible in each row."""
    open_end = iv.INFINITY if lowest else -iv.INFINITY
    masked = [np.where(possible[:, code], array, open_end) for code, array in enumerate(arrays)]
    return iv.minimum(masked) if lowest else iv.maximum(masked)


def _any_possible(arrays: list[Bools], possible: Bools) -> Bools:
    result: Bools = np.logical_or.reduce([array & possible[:, code] for code, array in enumerate(arrays)])
    return result
