"""Goals and responses become rows of a program whose decisions are the remedies."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from diagnostics.planning.goals import Atom, Capped, Every, Goal, Some, Term, Threshold, Weighted, Where
from diagnostics.planning.program import Program, Row, Solution
from diagnostics.planning.responses import Class, Response

NEVER, ALWAYS = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Sum:
    """constant + Σ coefficient × variable, between two bounds over all choices of remedies."""

    constant: Fraction
    row: Row
    most: Fraction


@dataclass(frozen=True)
class Demand:
    """A required threshold: how far above it a plan stays is its margin."""

    threshold: Threshold
    sum: Sum

    @property
    def beyond(self) -> Fraction:
        """How much remedies could bring beyond the threshold."""
        return self.sum.most - self.threshold.at_least

    def above(self, margin: Fraction) -> Fraction:
        """Return what the row has to come to for a margin, a share of what could be brought."""
        return self.threshold.at_least - self.sum.constant + margin * self.beyond

    def margin(self, found: Solution) -> Fraction:
        """Return the margin of a choice."""
        return (found.worth(self.sum.row) - self.above(Fraction(0))) / self.beyond


class Encoder:
    """Writes goals into a program.

    Attributes:
        decisions: the variable of every remedy.
        item_of: of decisions about the same thing, of which at most one is taken: what they are about.
        demands: thresholds that every plan has to reach.
        unreachable: required goals that no choice of remedies reaches.
    """

    def __init__(
        self,
        program: Program,
        decisions: Mapping[str, int],
        responses: Mapping[Atom, Response],
        item_of: Mapping[str, str] | None = None,
    ) -> None:
        self.program = program
        self.decisions = decisions
        self.item_of = item_of or {}
        self.responses = responses
        self.demands: list[Demand] = []
        self.unreachable: list[Goal] = []
        self._every_of: dict[frozenset[Class], int] = {}
        self._some_of: dict[frozenset[frozenset[Class]], int] = {}
        self._sums: dict[Term, Sum] = {}

    # ---- required goals ----

    def require(self, goal: Goal) -> None:
        """Let only choices pass that reach a goal."""
        match goal:
            case Every(goals=goals):
                for each in goals:
                    self.require(each)
            case Threshold():
                self._require_threshold(goal)
            case _:
                reached = self.reached(goal)
                if isinstance(reached, int):
                    self.program.at_least({reached: Fraction(1)}, 1)
                elif reached == NEVER:
                    self.unreachable.append(goal)

    def _require_threshold(self, goal: Threshold) -> None:
        found = self.sum(goal.value)
        if _short(found.most, goal):
            self.unreachable.append(goal)
        elif _short(found.constant, goal):
            self.program.at_least(found.row, goal.at_least - found.constant, strict=goal.strict)
            self.demands.append(Demand(goal, found))

    # ---- whether a goal is reached ----

    def reached(self, goal: Goal) -> int | Fraction:
        """Return a variable that can only be 1 where a goal is reached, or NEVER, or ALWAYS."""
        match goal:
            case Atom():
                return self._atom_reached(goal)
            case Threshold():
                return self._threshold_reached(goal)
            case Every(goals=goals):
                return self._all([self.reached(each) for each in goals])
            case Some(goals=goals):
                return self._one([self.reached(each) for each in goals])
            case Where():
                return self._where_reached(goal)

    def _atom_reached(self, atom: Atom) -> int | Fraction:
        response = self.responses[atom]
        if response.base >= 1:
            return ALWAYS
        return self._some(frozenset(response.steps[-1][1])) if response.steps else NEVER

    def _threshold_reached(self, goal: Threshold) -> int | Fraction:
        found = self.sum(goal.value)
        if not _short(found.constant, goal):
            return ALWAYS
        if _short(found.most, goal):
            return NEVER
        variable = self.program.variable(whole=True)
        lacking = goal.at_least - found.constant
        self.program.at_least({**found.row, variable: -lacking}, 0)
        if goal.strict:  # a hair more than the threshold: any step of the sum is larger than this
            self.program.at_least({**found.row, variable: -lacking - Fraction(1, 10**4)}, 0)
        return variable

    def _where_reached(self, goal: Where) -> int | Fraction:
        """Every set of remedies that makes the condition hold brings the goal with it."""
        reached, steps = self.reached(goal.goal), self.responses[goal.applies].steps
        if reached == ALWAYS or not steps:
            return ALWAYS
        variable = self.program.variable(whole=True)
        row = {variable: Fraction(-1)} | ({reached: Fraction(1)} if isinstance(reached, int) else {})
        for classes in steps[-1][1]:
            for names in product(*classes):
                taken = {self.decisions[name]: Fraction(-1) for name in names}
                self.program.at_least({**row, **taken}, -len(names))
        return variable

    def _all(self, parts: list[int | Fraction]) -> int | Fraction:
        if NEVER in [part for part in parts if isinstance(part, Fraction)]:
            return NEVER
        open_parts = [part for part in parts if isinstance(part, int)]
        if len(open_parts) <= 1:
            return open_parts[0] if open_parts else ALWAYS
        return self._one_of_each([[part] for part in open_parts])

    def _one(self, parts: list[int | Fraction]) -> int | Fraction:
        if ALWAYS in [part for part in parts if isinstance(part, Fraction)]:
            return ALWAYS
        open_parts = [part for part in parts if isinstance(part, int)]
        if len(open_parts) <= 1:
            return open_parts[0] if open_parts else NEVER
        return self._one_of_each([open_parts])

    # ---- values ----

    def sum(self, term: Term) -> Sum:
        """Return a value as a row; a goal counts 1 where it is reached."""
        if term not in self._sums:
            self._sums[term] = self._sum(term)
        return self._sums[term]

    def _sum(self, term: Term) -> Sum:
        if isinstance(term, Atom):
            return self._atom_value(term)
        if isinstance(term, Capped):
            return self._capped(term)
        if not isinstance(term, Weighted):
            reached = self.reached(term)
            if isinstance(reached, Fraction):
                return Sum(reached, {}, reached)
            return Sum(Fraction(0), {reached: Fraction(1)}, Fraction(1))
        constant, most, row = term.constant, term.constant, Row()
        for weight, part in term.parts:
            found = self.sum(part)
            constant, most = constant + weight * found.constant, most + weight * found.most
            for variable, each in found.row.items():
                row[variable] = row.get(variable, Fraction(0)) + weight * each
        return Sum(constant, row, most)

    def _capped(self, term: Capped) -> Sum:
        """A whole number of steps of the finest size, at most the sum and at most the cap."""
        found = self.sum(term.value)
        if found.constant >= term.most or not found.row:
            constant = min(found.constant, term.most)
            return Sum(constant, {}, constant)
        if found.most <= term.most:
            return found
        scale = math.lcm(term.most.denominator, *(weight.denominator for weight in found.row.values()))
        gained = self.program.variable(0, float((term.most - found.constant) * scale), whole=True)
        self.program.at_least({**found.row, gained: Fraction(-1, scale)}, 0)
        return Sum(found.constant, {gained: Fraction(1, scale)}, term.most)

    def _atom_value(self, atom: Atom) -> Sum:
        response = self.responses[atom]
        row, below = Row(), response.base
        for value, enough in response.steps:
            for variable in self._counted(frozenset(enough)):
                row[variable] = row.get(variable, Fraction(0)) + value - below
            below = value
        return Sum(response.base, row, response.most)

    # ---- remedies ----

    def _counted(self, alternatives: frozenset[frozenset[Class]]) -> list[int]:
        """Return variables whose sum can only be 1 where at least one set of classes is complete, and is never more."""
        if len(alternatives) == 1 and len(classes := next(iter(alternatives))) == 1:
            names = sorted(next(iter(classes)))
            if len({self.item_of.get(name, name) for name in names}) == 1:
                return [self.decisions[name] for name in names]
        return [self._some(alternatives)]

    def _some(self, alternatives: frozenset[frozenset[Class]]) -> int:
        """Return a variable that can only be 1 where at least one set of classes is complete."""
        if len(alternatives) == 1:
            return self._every(next(iter(alternatives)))
        if alternatives not in self._some_of:
            ordered = sorted(alternatives, key=lambda each: sorted(map(sorted, each)))
            self._some_of[alternatives] = self._one_of_each([[self._every(each) for each in ordered]])
        return self._some_of[alternatives]

    def _every(self, classes: frozenset[Class]) -> int:
        if classes not in self._every_of:
            parts = [[self.decisions[name] for name in sorted(names)] for names in sorted(classes, key=sorted)]
            single = len(parts) == 1 and len(parts[0]) == 1
            self._every_of[classes] = parts[0][0] if single else self._one_of_each(parts)
        return self._every_of[classes]

    def _one_of_each(self, parts: list[list[int]]) -> int:
        variable = self.program.variable(whole=True)
        for part in parts:
            self.program.at_least({**dict.fromkeys(part, Fraction(1)), variable: Fraction(-1)}, 0)
        return variable


def possible(goal: Goal, responses: Mapping[Atom, Response]) -> bool:
    """Whether all remedies together could reach a goal (that some exclude one another is not asked)."""
    match goal:
        case Every(goals=goals):
            return all(possible(each, responses) for each in goals)
        case Some(goals=goals):
            return any(possible(each, responses) for each in goals)
        case Threshold(value=value):
            return not _short(_most(value, responses), goal)
        case Atom():
            return responses[goal].most >= 1
        case Where():
            return True  # what makes it count can be left


def _most(term: Term, responses: Mapping[Atom, Response]) -> Fraction:
    if isinstance(term, Capped):
        return min(_most(term.value, responses), term.most)
    if isinstance(term, Weighted):
        return term.constant + sum((weight * _most(part, responses) for weight, part in term.parts), Fraction(0))
    if isinstance(term, Atom) and not term.is_condition:
        return responses[term].most
    return Fraction(int(possible(term, responses)))


def _short(value: Fraction, goal: Threshold) -> bool:
    return value <= goal.at_least if goal.strict else value < goal.at_least
