"""Standards in plain loops: the value, the bounds and the answered share of every node; levels; statuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.facts import Fact
from diagnostics.model.content.library import Library
from diagnostics.model.content.standards import FirstMatch, Node, Standard, Step
from diagnostics.model.firm.answers import Subject
from tests.scoring import twin_range as tr
from tests.scoring.twin import Twin
from tests.scoring.twin_range import Number, Range

ZERO = Fraction(0)


@dataclass(frozen=True)
class Score:
    """A node.

    Attributes:
        bounds: where its value must lie; `na` when the node is out of play.
        value: by the standard's rule for what is unanswered, but never outside the bounds; or None.
        answered, weight: weight of the answered items below it, and of all of them. An item dropped as 不适用 counts
            as not answered; one out of play from the start (tailored, above the target, without a weight) not at all.
    """

    bounds: Range
    value: Number | None
    answered: Fraction
    weight: Fraction

    @property
    def in_play(self) -> bool:
        return not self.bounds.na

    @property
    def known(self) -> bool:
        return self.bounds.known

    @property
    def share(self) -> Fraction | None:
        return self.answered / self.weight if self.weight else None


class Scores:
    """All standards for one twin."""

    def __init__(self, twin: Twin) -> None:
        self.twin = twin
        self._nodes: dict[tuple[str, str, str], Score] = {}
        self._levels: dict[tuple[str, str, str], Range] = {}

    def node(self, standard_id: str, node_id: str, subject: Subject) -> Score:
        key = (standard_id, node_id, subject.id)
        if key not in self._nodes:
            standard = self.twin.library.standards[standard_id]
            node = standard.by_id[node_id]
            found = self._leaf(standard, node, subject) if node.is_leaf else self._inner(standard, node, subject)
            if self._is_out(standard, node, subject):
                found = Score(replace(found.bounds, na=True), None, ZERO, ZERO)
            if found.value is not None:  # what the rule leaves out may be known in part
                found = replace(found, value=min(max(found.value, found.bounds.lo), found.bounds.hi))
            self._nodes[key] = found
        return self._nodes[key]

    def _is_out(self, standard: Standard, node: Node, subject: Subject) -> bool:
        """Out of play: tailored with a reason, above the level aimed at, without a weight; or below such a node."""
        if node.tailorable and {node.id, node.origin} & self.twin.firm.tailored.keys():
            return True
        target = standard.by_level.upto if standard.by_level else None
        if target and node.level and self.twin.value(target, subject).hi < node.level:
            return True
        chosen = self.twin.picked(standard.weights_by, subject).possible if standard.weights_by else frozenset()
        if standard.weights_by and isinstance(node.weight, Mapping) and not chosen & node.weight.keys():
            return True
        above = standard.by_id.get(node.parent)
        return above is not None and self._is_out(standard, above, subject)

    # ---- leaves ----

    def _leaf(self, standard: Standard, node: Node, subject: Subject) -> Score:
        assert node.points is not None
        assert node.max is not None
        told = self.twin.value(node.points, subject)
        lo, hi = (min(max(bound, ZERO), node.max) for bound in (told.lo, told.hi))  # never more than the highest points
        points = Range(lo, hi, told.na, max(told.mark, int(node.mark)))
        said_na = self.twin.claimed.value(node.points, subject).na if self.twin.claimed else points.na
        if said_na and not points.na:
            points = replace(points, lo=ZERO)  # 不适用, but nothing proves it
        if points.na and not said_na:
            points = Range(ZERO, node.max, False, points.mark)  # a value, but nothing proves it
        if points.na:
            reasoned = self._reasons(standard, node) & self.twin.firm.tailored.keys()
            if node.na == "drop" or (node.na == "tailor" and reasoned):
                carried = isinstance(node.points, ex.NodeScore)  # from a level below, which counts there
                return Score(points, None, ZERO, node.max if node.na == "drop" and not carried else ZERO)
            points = Range(ZERO, ZERO if node.na == "zero" else node.max, False, points.mark)
        if points.known:
            return Score(points, points.lo, node.max, node.max)
        return Score(points, ZERO if standard.unanswered == "zero" else None, ZERO, node.max)

    def _reasons(self, standard: Standard, node: Node) -> set[str]:
        """The leaf and everything above it: a reason given for any of them counts for the leaf."""
        nodes = standard.by_id
        names = {node.id}
        while node.parent:
            node = nodes[node.parent]
            names |= {node.id, node.origin}
        return names

    # ---- inner nodes ----

    def _inner(self, standard: Standard, node: Node, subject: Subject) -> Score:
        children = standard.below[node.id]
        scores = [self.node(standard.id, child.id, subject) for child in children]
        if node.roll_up == "sum":
            found = self._sum(standard, scores)
        elif not standard.weights_by:
            pairs = zip([child.weight for child in children], scores, strict=True)
            found = self._mean(standard, [(weight, score) for weight, score in pairs if isinstance(weight, Fraction)])
        else:
            found = self._mean_by_option(standard, children, scores, subject)
        return replace(found, bounds=found.bounds.marked(node.mark))

    def _sum(self, standard: Standard, scores: Sequence[Score]) -> Score:
        """The sum of the children in play."""
        answered, weight = sum((s.answered for s in scores), ZERO), sum((s.weight for s in scores), ZERO)
        scores = [score for score in scores if score.in_play]
        if not scores:
            return Score(Range(ZERO, ZERO, True), None, answered, weight)
        bounds = tr.add([score.bounds for score in scores])
        values = [score.value for score in scores if score.value is not None]
        complete = bounds.known if standard.unanswered == "open" else bool(values)
        return Score(bounds, sum(values, ZERO) if complete else None, answered, weight)

    def _mean(self, standard: Standard, weighted: Sequence[tuple[Fraction, Score]]) -> Score:
        """The weighted mean of the children in play; weights of children out of play go to the others."""
        answered = sum((weight * (score.share or ZERO) for weight, score in weighted), ZERO)
        whole = sum((weight for weight, score in weighted if score.weight), ZERO)
        weighted = [(weight, score) for weight, score in weighted if score.in_play]
        if not weighted:
            return Score(Range(ZERO, ZERO, True), None, answered, whole)
        lo = weighted_mean([(weight, score.bounds.lo) for weight, score in weighted])
        hi = weighted_mean([(weight, score.bounds.hi) for weight, score in weighted])
        bounds = Range(lo, hi, False, tr.weakest([score.bounds for _, score in weighted]))
        told = [(weight, score.value) for weight, score in weighted if score.value is not None]
        complete = len(told) == len(weighted) if standard.unanswered == "open" else bool(told)
        return Score(bounds, weighted_mean(told) if complete else None, answered, whole)

    def _mean_by_option(
        self, standard: Standard, children: Sequence[Node], scores: Sequence[Score], subject: Subject
    ) -> Score:
        """Weights that differ by a selecting fact; while it is open, everything between its options is possible."""
        chosen = self.twin.picked(standard.weights_by, subject)
        options = []
        for option in (each for each in chosen.options if each in chosen.possible):
            weights = [
                child.weight.get(option) if isinstance(child.weight, Mapping) else child.weight for child in children
            ]
            pairs = zip(weights, scores, strict=True)
            options.append(self._mean(standard, [(weight, score) for weight, score in pairs if weight is not None]))
        if len(options) == 1:
            return replace(options[0], bounds=options[0].bounds.marked(chosen.mark))
        mark = max(chosen.mark, tr.weakest([each.bounds for each in options]))
        lo, hi = min(each.bounds.lo for each in options), max(each.bounds.hi for each in options)
        out = all(each.bounds.na for each in options)
        answered, weight = min(each.answered for each in options), min(each.weight for each in options)
        return Score(Range(lo, hi, out, mark), None, answered, weight)

    # ---- levels and statuses ----

    def is_answered(self, standard: Standard, subject: Subject) -> bool:
        """Whether the subject, or one above or below it, has a known answer or row that the standard rests on."""
        twin, rests_on = self.twin, rests_on_of(standard, self.twin.library)
        near = {each.id for each in twin.upward(subject)}
        near |= {each.id for each in twin.subjects.values() if subject in twin.upward(each)}
        known = {name for (place, name), each in twin.firm.answers.items() if each.state == "known" and place in near}
        for table, rows in twin.firm.rows.items():
            known |= {table} if not rows or any(each.subject in near for each in rows) else set()
        return bool(known & rests_on)

    def level(self, standard_id: str, ladder_id: str, subject: Subject) -> Range:
        """The highest step that holds (0: none): certainly at least `lo`, possibly up to `hi`."""
        key = (standard_id, ladder_id, subject.id)
        if key not in self._levels:
            self._levels[key] = self._level(self.twin.library.standards[standard_id], ladder_id, subject)
        return self._levels[key]

    def _level(self, standard: Standard, ladder_id: str, subject: Subject) -> Range:
        ladder = standard.ladder(ladder_id)
        assert ladder is not None
        if ladder.lowest_of:
            return tr.smallest([self.level(standard.id, each, subject) for each in ladder.lowest_of])
        sure, possible, mark = 0, 0, 0
        below = tr.Truth(True)
        for step in ladder.steps:
            truth = self.twin.truth(step.need, subject)
            mark = max(mark, truth.mark, int(step.mark))
            if ladder.sequential:
                truth = below = tr.all_of([below, truth])
            sure = step.level if truth.holds else sure
            possible = step.level if truth.holds is not False else possible
        return Range(Fraction(sure), Fraction(possible), False, mark)

    def status(self, standard: Standard, rule: FirstMatch, subject: Subject) -> str | None:
        """Exactly one: the first case that certainly holds; some rules say nothing where nobody was asked."""
        if rule.only_answered and not self.is_answered(standard, subject):
            return None
        for case in rule.cases:
            if self.twin.truth(case.when, subject).holds:
                return case.id
        return rule.otherwise.id


def rests_on_of(standard: Standard, library: Library) -> set[str]:
    """Everything that can be answered and that leaves, levels, statuses or further outputs of a standard look at.

    What only selects, serves the report alone or says what firm it is, is not meant.
    """
    seen: set[str] = set()
    todo: list[tuple[Standard, Any]] = [(standard, each) for each in _expressions(standard)]
    while todo:
        home, part = todo.pop()
        todo += [(home, each) for each in ex.children(part)]
        if isinstance(part, ex.FactRef) and part.fact not in seen:
            seen.add(part.fact)
            item = library.named(part.fact)
            inside = [item.ask_when] if isinstance(item, Fact) else [item.value, *(case.when for case in item.cases)]
            todo += [(home, each) for each in inside if each is not None]
        elif isinstance(part, ex.NodeScore | ex.AnsweredShare | ex.AnsweredCount):
            other = library.standards[part.standard]
            nodes = part.nodes if isinstance(part, ex.AnsweredCount) else _leaves(other, part.node)
            key = f"{other.id}:{nodes}"
            if other is not standard and key not in seen:
                seen.add(key)
                todo += [(other, other.by_id[each].points) for each in nodes]
        elif isinstance(part, ex.LadderLevel) and (key := f"{part.standard}/{part.ladder}") not in seen:
            seen.add(key)
            other = library.standards[part.standard]
            todo += [(other, step.need) for step in _steps(other, part.ladder)]
        elif isinstance(part, ex.Yearly):
            seen.add("years")
        elif (table := getattr(part, "table", None)) is not None:
            seen.add(str(table))
    asked = {name for name, item in library.derived.items() if item.direct != "none" or item.question is not None}
    asked |= {name for name, fact in library.facts.items() if not (fact.selects or fact.info or fact.profile)}
    return seen & (asked | library.tables.keys())


def _expressions(standard: Standard) -> list[Any]:
    found: list[Any] = [node.points for node in standard.nodes if node.points is not None]
    found += [step.need for ladder in standard.ladders for step in ladder.steps]
    found += [case.when for rule in standard.first_match for case in rule.cases]
    for output in standard.outputs:
        found += [*output.values.values(), *output.figures.values()]
        found += [output.figure] if output.figure is not None else []
    return found


def _leaves(standard: Standard, node_id: str) -> list[str]:
    node = standard.by_id[node_id]
    return (
        [node_id]
        if node.is_leaf
        else [leaf for child in standard.below[node_id] for leaf in _leaves(standard, child.id)]
    )


def _steps(standard: Standard, ladder_id: str) -> list[Step]:
    ladder = standard.ladder(ladder_id)
    assert ladder is not None
    return [*ladder.steps, *(step for each in ladder.lowest_of for step in _steps(standard, each))]


def weighted_mean(parts: Sequence[tuple[Fraction, Number]]) -> Number:
    total = sum((weight for weight, _ in parts), ZERO)
    return sum((weight * number for weight, number in parts), ZERO) / total if total else ZERO
