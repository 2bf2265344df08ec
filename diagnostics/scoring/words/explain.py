"""Explains nodes and levels of one subject, and what would raise them; conditions stand in `explain_conditions`."""

from __future__ import annotations

from collections.abc import Mapping

from diagnostics.model.content.asking import better_keys, sources_of
from diagnostics.model.content.facts import Derived, instruction
from diagnostics.model.content.instructions import Do
from diagnostics.model.content.marks import SubjectKind
from diagnostics.model.content.standards import Node, Standard
from diagnostics.model.results.results import Change, Reason
from diagnostics.scoring.engine.intervals import Choices
from diagnostics.scoring.words.explain_conditions import ConditionExplainer
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import number, quantity


class Explainer(ConditionExplainer):
    """Explains the results of one evaluator."""

    # ---- nodes ----

    def node(self, standard: Standard, node: Node, row: int) -> Reason:
        """Return what a node scores and what it rests on, down to the answers."""
        scores = self.evaluator.scorer.score(standard.id)
        own = scores.nodes[node.id]
        text = say(
            "explain",
            "node",
            name=node.name,
            value=self.words.range(own.bounds, row, "", standard.decimals),
            most=number(scores.most[node.id], 2),
            unit=standard.unit,
        )
        text += self._contribution(standard, node, row)
        below = standard.below.get(node.id, ())
        if below:
            because = tuple(self.node(standard, child, row) for child in below)
        else:
            because = () if node.points is None else self._leaf_reasons(node.points, standard.judges, row)
            because = (*because, self._clause(node))
        return Reason(id=node.id, name=node.name, text=text, because=because)

    def _contribution(self, standard: Standard, node: Node, row: int) -> str:
        """Say what a node adds to the mean above it, and its weight among the siblings in play."""
        parent = standard.by_id.get(node.parent)
        if parent is None or parent.roll_up != "mean":
            return ""
        scores = self.evaluator.scorer.score(standard.id).nodes
        siblings = [child for child in standard.below[parent.id] if scores[child.id].active[row]]
        weights = {child.id: self._weight_of(standard, child, row) for child in siblings}
        whole = sum(weights.values())
        if node.id not in weights or not whole:
            return ""
        share = weights[node.id] / whole
        low, high = (float(bound[row]) for bound in (scores[node.id].bounds.lo, scores[node.id].bounds.hi))
        adds = (
            number(share * low, 3)
            if low == high
            else say("explain", "between", low=number(share * low, 3), high=number(share * high, 3))
        )
        return say("explain", "adds", weight=number(share * 100, 1), adds=adds)

    def _weight_of(self, standard: Standard, node: Node, row: int) -> float:
        if not isinstance(node.weight, Mapping):
            return float(node.weight)
        found = self.evaluator.choice(standard.weights_by, standard.judges)
        possible = [option for option, on in zip(found.options, found.may[row], strict=True) if on]
        return float(node.weight.get(possible[0], 0)) if len(possible) == 1 else 0.0

    def _clause(self, node: Node) -> Reason:
        """Return the source that says that a leaf counts, and how far it can be trusted."""
        name = say("explain", "clause")
        return Reason(
            id="source",
            name=name,
            text=say("explain", "fact", name=name, value=self.describer.sources(node.source, node.mark)),
        )

    def node_changes(self, standard: Standard, node: Node, row: int) -> list[Change]:
        """Return what would raise a node, the largest gain first; a gain is points still open below it."""
        leaves = self._leaves(standard, node)
        scores = self.evaluator.scorer.score(standard.id)
        found = []
        for leaf in leaves:
            gain = scores.most[leaf.id] - float(scores.nodes[leaf.id].bounds.lo[row])
            if gain > 0 and leaf.points is not None and scores.nodes[leaf.id].active[row]:
                found.append(self._leaf_change(standard, leaf, gain, row))
        return sorted(found, key=lambda change: -(change.gain or 0.0))

    def _leaves(self, standard: Standard, node: Node) -> list[Node]:
        if node.is_leaf:
            return [node]
        below = [child for child in standard.nodes if child.parent == node.id]
        return [leaf for child in below for leaf in self._leaves(standard, child)]

    def _leaf_change(self, standard: Standard, leaf: Node, gain: float, row: int) -> Change:
        assert leaf.points is not None
        facts = self.words.facts_below(leaf.points)
        fact = facts[0] if facts else ""
        have = self.words.fact(fact, standard.judges, row) if fact else ""
        done = self._next_up(fact, standard.judges, row) if fact else None
        says = {"name": leaf.name, "have": have, "gain": quantity(gain, standard.unit, 2)}
        if done is None:
            return Change(fact, say("explain", "raise", **says), gain)
        return Change(fact, say("explain", "raise_by", **says, what=done.what), gain, do=(done,))

    def _next_up(self, fact: str, kind: SubjectKind, row: int) -> Do | None:
        """Return what is done for the next better answer; of several options, for the one that fits best."""
        item = self.evaluator.library.named(fact)
        if isinstance(item, Derived) and not item.do:
            below = [name for source in sources_of(item) for name in self.words.facts_below(source)]
            return next((done for name in below if (done := self._next_up(name, kind, row)) is not None), None)
        found = self.evaluator.fact(fact, kind)
        keys = list(better_keys(item))
        if isinstance(found, Choices):
            picked = {option for option, on in zip(found.options, found.must[row], strict=True) if on}
            keys = keys if item.better != "down" else keys[::-1]
            best = max((at for at, key in enumerate(keys) if key in picked), default=-1)
            still_open = [key for key in keys if key not in picked]
            keys = keys[best + 1 :] if item.type == "choice" else [*self.fitting.in_order(fact, still_open, kind, row)]
        return next((done for key in keys if (done := instruction(item, key)) is not None), None)
