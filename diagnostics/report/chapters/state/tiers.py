"""A standard that is judged level by level (`by_level`), as numbers.

What each level scores, which one is being judged, what each requirement weighs in it, what other weights make of it.

Everything comes from the figures of the result: a mean is rebuilt from the figures of its children, so that what a
requirement can still add is its own share of the level's score.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from diagnostics.model.content.expressions import FactRef, walk
from diagnostics.model.content.standards import Node, Standard, Weight
from diagnostics.model.results.report_input import ReportInput
from diagnostics.model.results.results import Figure, StandardResult
from diagnostics.report.words.level_words import OVERALL, gates_of

NEAR = 1e-9  # as in scoring: nearer to a threshold than this is on it


@dataclass(frozen=True)
class Tier:
    """One level of a standard for one subject: its score, and from which score on it counts as reached."""

    level: int
    name: str
    figure: Figure
    needs: float

    @property
    def reached(self) -> bool:
        """Whether the claimed score is enough."""
        return self.figure.value is not None and self.figure.value >= self.needs - NEAR

    @property
    def proved(self) -> bool:
        """Whether the verified score is enough."""
        return self.figure.verified is not None and self.figure.verified >= self.needs - NEAR


@dataclass(frozen=True)
class Requirement:
    """A requirement (leaf) of a level: what it has now and how much of the level's score it still holds back."""

    node: Node
    fact: str
    figure: Figure
    share: float

    @property
    def still(self) -> float:
        """What meeting it in full adds to the level's score."""
        return self.share * (1.0 - (self.figure.value or 0.0))

    @property
    def unproved(self) -> float:
        """What proving it as claimed adds to the level's verified score."""
        return self.share * ((self.figure.value or 0.0) - (self.figure.verified or 0.0))


def sites_of(given: ReportInput, result: StandardResult) -> dict[str, StandardResult]:
    """Return the result per subject; a firm with one subject is that subject."""
    return dict(result.subjects) if result.subjects else {given.firm.firm_subject: result}


def tiers_of(standard: Standard, result: StandardResult) -> list[Tier]:
    """Return the levels that are assessed for a subject, from low to high."""
    ladder = standard.ladder(OVERALL)
    found = []
    for step in ladder.steps if ladder else ():
        node, needs = next(gates_of(step.need, standard), ("", 0.0))
        figure = result.nodes.get(node)
        if figure is not None and figure.max is not None:
            found.append(Tier(step.level, step.name, figure, needs))
    return found


def judged(standard: Standard, result: StandardResult) -> Tier | None:
    """Return the level that is being worked on: the lowest that is not certainly reached, else the highest assessed."""
    tiers = tiers_of(standard, result)
    certain = result.ladders[OVERALL].min
    return next((each for each in tiers if each.level > certain), tiers[-1] if tiers else None)


# ---- what weighs how much ----


def areas(standard: Standard, level: int) -> list[Node]:
    """Return the parts that a level is described by (20 subdomains), in the order of the standard."""
    return [node for node in standard.nodes if node.level == level and node.anchors]


def requirements(given: ReportInput, standard: Standard, result: StandardResult, level: int) -> list[Requirement]:
    """Return the requirements of a level that are in play, each with its share of the level's score."""
    root = next(node for node in standard.nodes if node.level == level and not node.parent)
    shares = dict(_shares(standard, result, root, 1.0, _kind(given, standard)))
    found = []
    for node in standard.nodes:
        fact = next((part.fact for part in walk(node.points) if isinstance(part, FactRef)), "") if node.points else ""
        if node.id in shares and fact:
            found.append(Requirement(node, fact, result.nodes[node.id], shares[node.id]))
    return found


def _shares(
    standard: Standard, result: StandardResult, node: Node, share: float, kind: str
) -> Iterator[tuple[str, float]]:
    if node.is_leaf:
        yield node.id, share
        return
    weights = _in_play(standard, result, node, kind, {})
    whole = sum(weights.values())
    for child in standard.below.get(node.id, ()):
        if child.id in weights:
            yield from _shares(standard, result, child, share * weights[child.id] / whole, kind)


def score_under(
    given: ReportInput, standard: Standard, result: StandardResult, level: int, weights: Mapping[str, Weight]
) -> float | None:
    """Return the score of a level if some nodes had other weights; None while answers are missing."""
    root = next(node for node in standard.nodes if node.level == level and not node.parent)
    return _rolled(standard, result, root, _kind(given, standard), weights)


def _rolled(
    standard: Standard, result: StandardResult, node: Node, kind: str, weights: Mapping[str, Weight]
) -> float | None:
    if node.is_leaf:
        return result.nodes[node.id].value
    counted = _in_play(standard, result, node, kind, weights)
    parts = [
        (weight, _rolled(standard, result, standard.by_id[name], kind, weights)) for name, weight in counted.items()
    ]
    if not parts or any(value is None for _, value in parts):
        return None
    return sum(weight * (value or 0.0) for weight, value in parts) / sum(weight for weight, _ in parts)


def _in_play(
    standard: Standard, result: StandardResult, node: Node, kind: str, weights: Mapping[str, Weight]
) -> dict[str, float]:
    """The children that count, each with its weight for this kind of firm."""
    found = {}
    for child in standard.below.get(node.id, ()):
        weight = _weight(weights.get(child.id, child.weight), kind)
        figure = result.nodes.get(child.id)
        if weight and figure is not None and figure.max is not None:
            found[child.id] = float(weight)
    return found


def _weight(weight: Weight, kind: str) -> Fraction:
    return weight.get(kind, Fraction(0)) if isinstance(weight, Mapping) else weight


def _kind(given: ReportInput, standard: Standard) -> str:
    """The option that chooses among the weights, such as discrete or process."""
    answer = given.firm.answers.get((given.firm.firm_subject, standard.weights_by)) if standard.weights_by else None
    return str(answer.value) if answer is not None else ""
