"""A target as a tree: what is joined, counted or added stays visible, everything else is an atom.

In: a condition of the content and one subject. Out: a goal whose atoms are conditions and values that the engine itself
evaluates (`planning.responses`), so that no rule of the content is written down a second time here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, TypeAlias

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.marks import SUBJECT_KINDS, SubjectKind
from diagnostics.model.content.standards import Ladder, Node, Standard
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.intervals import INFINITY


@dataclass(frozen=True, eq=False, kw_only=True)
class Atom:
    """A condition (its certain truth, 0 or 1) or a value (its lower bound) of one subject.

    Attributes:
        expression: what is evaluated.
        kind, position: kind of the subject and its place among the firm's subjects of that kind.
        most: highest value that counts (the points of a leaf are clipped).
    """

    expression: ex.Expression
    kind: SubjectKind
    position: int
    is_condition: bool
    most: Fraction | None = None


@dataclass(frozen=True, eq=False)
class Weighted:
    """constant + Σ weight × part; a part that is a goal counts 1 where it is reached."""

    constant: Fraction
    parts: tuple[tuple[Fraction, Term], ...]


@dataclass(frozen=True, eq=False)
class Capped:
    """A weighted sum of which no more than `most` counts."""

    value: Weighted
    most: Fraction


@dataclass(frozen=True, eq=False)
class Threshold:
    """A weighted sum reaches a number (exceeds it, if strict)."""

    value: Weighted
    at_least: Fraction
    strict: bool
    expression: ex.Expression


@dataclass(frozen=True, eq=False)
class Every:
    """All of the goals."""

    goals: tuple[Goal, ...]


@dataclass(frozen=True, eq=False)
class Some:
    """At least one of the goals."""

    goals: tuple[Goal, ...]


@dataclass(frozen=True, eq=False)
class Where:
    """A goal that counts only where a condition comes to hold that does not hold today."""

    applies: Atom
    goal: Goal


Goal: TypeAlias = Atom | Threshold | Every | Some | Where
Term: TypeAlias = Atom | Weighted | Capped | Threshold | Every | Some | Where


class GoalReader:
    """Reads conditions as goals of one firm.

    Args:
        evaluator: the firm as it is, alone in its frame.
        fixed: whether no remedy can change what an expression rests on.
    """

    def __init__(self, evaluator: Evaluator, fixed: Callable[[ex.Expression], bool]) -> None:
        self.evaluator = evaluator
        self.fixed = fixed
        self._nodes: dict[tuple[str, str, int], Weighted] = {}

    # ---- conditions ----

    def goal(self, condition: ex.Expression, kind: SubjectKind, position: int) -> Goal:
        """Return what a condition asks of one subject."""
        match condition:
            case ex.AllOf(conditions=parts):
                return Every(tuple(self.goal(part, kind, position) for part in parts))
            case ex.AnyOf(conditions=parts) if parts:
                return Some(tuple(self.goal(part, kind, position) for part in parts))
            case ex.Has(fact=fact, options=options, at_least=number) if len(options) > 1:
                picked = self._picked(fact, dict.fromkeys(options, Fraction(1)), kind, position)
                return Threshold(picked, Fraction(number), False, condition)
            case ex.Compare(comparison="at_least" | "more_than") if self.fixed(condition.right):
                return self._comparison(condition, kind, position)
        return Atom(expression=condition, kind=kind, position=position, is_condition=True)

    def _comparison(self, node: ex.Compare, kind: SubjectKind, position: int) -> Goal:
        left = self._chosen(node.left, kind, position)
        right = self.evaluator.value(node.right, kind)
        needed = right.hi[self._row(kind, position)]
        if needed in {INFINITY, -INFINITY}:
            return Atom(expression=node, kind=kind, position=position, is_condition=True)
        needed, strict = exactly(needed), node.comparison == "more_than"
        if isinstance(left, ex.LadderLevel):
            level = int(needed) + 1 if strict else -int(-needed // 1)
            return self.level(left.standard, left.ladder, level, kind, position)
        if isinstance(left, ex.NodeScore):
            standard = self.evaluator.library.standards[left.standard]
            rows = self._positions(standard.judges, kind, position)
            values = (self.node(standard, left.node, row) for row in rows)
            return Every(tuple(Threshold(value, needed, strict, node) for value in values))
        value = self.value(left, kind, position)
        if isinstance(value, Atom):  # without the values that do not count today: fewer remedies to try
            return Atom(expression=replace(node, left=left), kind=kind, position=position, is_condition=True)
        return Threshold(value, needed, strict, node)

    def _chosen(self, value: ex.Value, kind: SubjectKind, position: int) -> ex.Value:
        """Of `first_known`, the value that counts today (no plan makes another one known)."""
        while isinstance(value, ex.FirstKnown):
            row = self._row(kind, position)
            known = (arg for arg in value.args if self.evaluator.value(arg, kind).known[row])
            value = next(known, value.args[-1])
        return value

    def level(self, standard_id: str, ladder_id: str, level: int, kind: SubjectKind, position: int) -> Goal:
        """Return the goal to be at a level of a ladder, at least."""
        standard = self.evaluator.library.standards[standard_id]
        ladder = standard.ladder(ladder_id)
        assert ladder is not None, ladder_id
        rows = self._positions(standard.judges, kind, position)
        return Every(tuple(self._step(standard, ladder, level, row) for row in rows))

    def _step(self, standard: Standard, ladder: Ladder, level: int, position: int) -> Goal:
        if ladder.lowest_of:
            below = (standard.ladder(name) for name in ladder.lowest_of)
            return Every(tuple(self._step(standard, each, level, position) for each in below if each is not None))
        kind = standard.judges
        if ladder.sequential:
            needs = [step.need for step in ladder.steps if step.level <= level]
            return Every(tuple(self.goal(need, kind, position) for need in needs))
        return Some(tuple(self.goal(step.need, kind, position) for step in ladder.steps if step.level >= level))

    # ---- values ----

    def value(self, expression: ex.Value, kind: SubjectKind, position: int) -> Atom | Weighted:
        """Return a value as a weighted sum where it is one, else as an atom."""
        expression = self._chosen(expression, kind, position)
        match expression:
            case ex.CountOf(conditions=conditions):
                return Weighted(
                    Fraction(0), tuple((Fraction(1), self.goal(condition, kind, position)) for condition in conditions)
                )
            case ex.Covered(fact=fact, options=options):
                return self._picked(fact, dict.fromkeys(options, Fraction(1)), kind, position)
            case ex.Arithmetic(operation="sum", args=args):
                return self._sum([(Fraction(1), arg) for arg in args], kind, position)
            case ex.Mean(args=args, known_only=False):
                return self._sum([(Fraction(1, len(args)), arg) for arg in args], kind, position)
            case ex.NodeScore(standard=standard_id, node=node):
                standard = self.evaluator.library.standards[standard_id]
                rows = self._positions(standard.judges, kind, position)
                if len(rows) == 1:
                    return self.node(standard, node, rows[0])
        return Atom(expression=expression, kind=kind, position=position, is_condition=False)

    def _sum(self, parts: list[tuple[Fraction, ex.Value]], kind: SubjectKind, position: int) -> Weighted:
        return Weighted(Fraction(0), tuple((weight, self.value(each, kind, position)) for weight, each in parts))

    def _picked(self, fact: ex.FactRef, points: Mapping[str, Fraction], kind: SubjectKind, position: int) -> Weighted:
        """Options of a multi fact one by one: remedies add to one another here, however many they are."""
        atoms = (
            (
                weight,
                Atom(
                    expression=ex.Has(fact, (option,), 1, place=fact.place),
                    kind=kind,
                    position=position,
                    is_condition=True,
                ),
            )
            for option, weight in points.items()
            if weight > 0
        )
        return Weighted(Fraction(0), tuple(atoms))

    def _points(self, points: ex.Expression, most: Fraction | None, kind: SubjectKind, position: int) -> Term:
        """Return the points of a leaf."""
        multi = isinstance(points, ex.Points) and isinstance(points.source, ex.FactRef)
        if not (multi and self.evaluator.library.named(points.source.fact).type == "multi"):  # type: ignore[attr-defined]
            return Atom(expression=points, kind=kind, position=position, is_condition=False, most=most)
        assert isinstance(points, ex.Points)
        assert isinstance(points.source, ex.FactRef)
        value = self._picked(points.source, points.table, kind, position)
        limits = [each for each in (points.cap, most) if each is not None]
        every = sum((weight for weight, _ in value.parts), Fraction(0))
        return Capped(value, min(limits)) if limits and min(limits) < every else value

    # ---- nodes of a standard ----

    def node(self, standard: Standard, node_id: str, position: int) -> Weighted:
        """Return a node as a weighted sum over the leaves that are in play for one subject."""
        key = (standard.id, node_id, position)
        if key not in self._nodes:
            node = next(each for each in standard.nodes if each.id == node_id)
            self._nodes[key] = self._node(standard, node, position)
        return self._nodes[key]

    def _node(self, standard: Standard, node: Node, position: int) -> Weighted:
        if node.points is not None:
            if isinstance(node.points, ex.NodeScore):
                home = self.evaluator.library.standards[node.points.standard]
                return self.node(home, node.points.node, position)
            points = self._points(node.points, node.max, standard.judges, position)
            return Weighted(Fraction(0), ((Fraction(1), points),))
        children = [each for each in standard.nodes if each.parent == node.id]
        weights = {each.id: self._weight(standard, each, position, node.roll_up == "sum") for each in children}
        total = Fraction(1) if node.roll_up == "sum" else sum(weights.values(), Fraction(0))
        in_play = [each for each in children if weights[each.id] and total]
        return Weighted(
            Fraction(0),
            tuple((weights[each.id] / total, self.node(standard, each.id, position)) for each in in_play),
        )

    def _weight(self, standard: Standard, node: Node, position: int, plain: bool) -> Fraction:
        row = self._row(standard.judges, position)
        if not self.evaluator.scorer.score(standard.id).nodes[node.id].active[row]:
            return Fraction(0)
        if plain:
            return Fraction(1)
        if not isinstance(node.weight, Mapping):
            return node.weight
        found = self.evaluator.choice(standard.weights_by, standard.judges)
        possible = [option for code, option in enumerate(found.options) if found.may[row, code]]
        return node.weight.get(possible[0], Fraction(0)) if len(possible) == 1 else Fraction(0)

    # ---- rows ----

    def _row(self, kind: SubjectKind, position: int) -> int:
        return self.evaluator.frame.of_firm(kind, 0)[position]

    def _positions(self, own: SubjectKind, kind: SubjectKind, position: int) -> list[int]:
        """Return the subjects of one kind that count for a subject of another: the one above it, or all below it."""
        frame = self.evaluator.frame
        if own == kind:
            return [position]
        if SUBJECT_KINDS.index(own) < SUBJECT_KINDS.index(kind):
            above = int(frame.ancestors(kind, own)[self._row(kind, position)])
            return [frame.of_firm(own, 0).index(above)]
        subject = frame.subjects[kind][self._row(kind, position)].id
        rows = frame.of_firm(own, 0)
        return [rows.index(each) for each in frame.below(own, 0, subject)]


class ConditionReader(GoalReader):
    """Leaves the goals out, for those who only want to know which conditions a target has."""

    def goal(self, condition: ex.Expression, kind: SubjectKind, position: int) -> Goal:  # noqa: ARG002 - asks for nothing
        """Return a goal that asks for nothing."""
        return Every(())


def atoms_of(goal: Term) -> Iterator[Atom]:
    """Yield every atom of a goal."""
    match goal:
        case Atom():
            yield goal
        case Weighted(parts=parts):
            for _, part in parts:
                yield from atoms_of(part)
        case Threshold(value=value) | Capped(value=value):
            yield from atoms_of(value)
        case Every(goals=goals) | Some(goals=goals):
            for each in goals:
                yield from atoms_of(each)
        case Where(applies=applies, goal=below):
            yield applies
            yield from atoms_of(below)


def exactly(number: Any) -> Fraction:
    """Return the fraction that a float of the engine stands for (points and thresholds have few digits)."""
    return number if isinstance(number, Fraction) else Fraction(float(number)).limit_denominator(10**6)
