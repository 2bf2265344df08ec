"""The rules of advice that fire for a firm, the most pressing first.

In: the evaluators of all firms. Out: per firm the rules whose condition certainly holds, ordered by how far the firm
lies behind a reference value, then by the effective weight of what they rest on, then as the content has them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.marks import Mark
from diagnostics.model.content.rules import Rule
from diagnostics.model.content.standards import Standard
from diagnostics.model.results.results import Advice
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.weights import effective_weights


def advice_of(claimed: Evaluator, verified: Evaluator) -> list[tuple[Advice, ...]]:
    """Return the advice for every firm, the most pressing first.

    Args:
        claimed: on all answers; decides what fires.
        verified: on verified answers; says whether it would fire on these alone.
    """
    found: list[list[Advice]] = [[] for _ in claimed.frame.firms]
    weights = _Weights(claimed)
    for rule in claimed.library.rules.values():
        truth, proved = claimed.truth(rule.when, "firm"), verified.truth(rule.when, "firm")
        for row in np.flatnonzero(truth.must):
            mark = Mark(max(int(truth.mark[row]), int(rule.mark)))
            verified_too = bool(proved.must[row])
            gap, firm = _gap(claimed, rule, int(row)), claimed.frame.subjects["firm"][row].firm
            weight = max((weights.of(firm, *node) for node in nodes_of(rule)), default=0.0)
            found[firm].append(
                Advice(
                    rule=rule.id,
                    role=rule.role,
                    name=rule.name,
                    say=rule.say,
                    topic=rule.topic,
                    gap=gap,
                    weight=weight,
                    verified=verified_too,
                    mark=mark,
                )
            )
    return [tuple(sorted(each, key=_pressing)) for each in found]


def _pressing(advice: Advice) -> tuple[bool, float, float]:
    """Sort key; a stable sort keeps the order of the content among equals."""
    return advice.gap is None, advice.gap or 0.0, -advice.weight


def _gap(claimed: Evaluator, rule: Rule, row: int) -> float | None:
    if rule.gap is None:
        return None
    gap = claimed.value(rule.gap, "firm")
    return float(gap.lo[row]) if gap.known[row] else None


class _Weights:
    """Effective weights of nodes; those of a standard are computed once per option that they differ by."""

    def __init__(self, claimed: Evaluator) -> None:
        self._claimed = claimed
        self._known: dict[tuple[str, str], dict[str, float]] = {}

    def of(self, firm: int, standard_id: str, node: str) -> float:
        """Return the weight of a node for a firm, in percent of its standard; 0 where it is out of play."""
        standard = self._claimed.library.standards[standard_id]
        key = (standard_id, self._option(standard, firm))
        if key not in self._known:
            self._known[key] = effective_weights(standard, key[1])
        return self._known[key].get(node, 0.0)

    def _option(self, standard: Standard, firm: int) -> str:
        if not standard.weights_by:
            return ""
        chosen = self._claimed.choice(standard.weights_by, standard.judges)
        first = self._claimed.frame.of_firm(standard.judges, firm)[0]
        possible = np.flatnonzero(chosen.may[first])
        return chosen.options[int(possible[0])] if len(possible) else ""


def nodes_of(rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield the nodes that a rule rests on, as standard and node."""
    yield from ((rule.standard, name) for name in rule.about)
    for part in ex.walk(rule.when):
        if isinstance(part, ex.NodeScore | ex.AnsweredShare):
            yield part.standard, part.node
