"""A linear program with whole-numbered decisions, solved by HiGHS: the same numbers give the same answer everywhere.

Coefficients are fractions. A row over whole decisions is scaled to integers before it is passed on, so a threshold
is met exactly or not at all. A limit on nodes, not on time, ends a search: a slow laptop finds the plan of a fast one.
Where several choices are equally good, their order decides: what is asked of the solver has one answer only, so another
release of it, or another seed, cannot find another one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import highspy

NODE_LIMIT = 50_000
LARGEST = 10**8  # a whole number beyond this is lost among the digits of the solver
ROUND = 2**16  # so many orders are told apart at once; more of them are lost among the tolerances of the solver
INFINITE = float("inf")
TOLERANCE = 1e-6
ROUNDING = 1e-9  # so near to a whole number is that number
BELOW_ONE = 0.9  # between two whole numbers there is no third: so near to the best is the best

# HiGHS works without its presolve: its releases have called feasible problems infeasible there, each one others.
OPTIONS: dict[str, bool | int | float | str] = {
    "output_flag": False, "threads": 1, "random_seed": 0, "presolve": "off", "mip_rel_gap": 0.0,
}  # fmt: skip

Row = dict[int, Fraction]
Objective = Mapping[int, Fraction | int]
Group = Sequence[int]


@dataclass(frozen=True)
class Solution:
    """A best choice: values of the variables, the objective, and how far from the proven best it may be (0: proven)."""

    values: tuple[float, ...]
    objective: float
    gap: float

    def chosen(self, variable: int) -> bool:
        """Whether a yes-or-no variable is yes."""
        return self.values[variable] > 0.5

    def worth(self, row: Objective) -> Fraction:
        """Return what a row over whole variables comes to, exactly."""
        return sum((weight * Fraction(round(self.values[each])) for each, weight in row.items()), Fraction(0))


class Program:
    """Variables and rows of one problem; rows may be added between two solutions."""

    def __init__(self) -> None:
        self._lower: list[float] = []
        self._upper: list[float] = []
        self._whole: list[bool] = []
        self._rows: list[tuple[Objective, float]] = []

    def variable(self, lower: float = 0, upper: float = 1, *, whole: bool = False) -> int:
        """Add a variable and return its number."""
        self._lower.append(lower)
        self._upper.append(upper)
        self._whole.append(whole)
        return len(self._lower) - 1

    def copied(self) -> Program:
        """Return a program with the same variables and rows, which grows on its own."""
        other = Program()
        other._lower, other._upper, other._whole = [*self._lower], [*self._upper], [*self._whole]
        other._rows = [*self._rows]
        return other

    def at_least(self, row: Row, number: Fraction | int, *, strict: bool = False) -> None:
        """Demand Σ coefficient × variable ≥ number (> if strict)."""
        scaled, limit = _to_integers(row, Fraction(number))
        if not all(self._whole[each] for each in row) or any(abs(each) > LARGEST for each in scaled.values()):
            self._rows.append((row, float(number) + (TOLERANCE if strict else 0)))
            return
        # the left side is a whole number now: a little below the limit is safe from rounding
        whole = math.floor(limit) + 1 if strict else math.ceil(limit)
        self._rows.append((scaled, whole - _leeway(scaled)))

    def at_most(self, row: Objective, number: Fraction | int) -> None:
        """Demand Σ coefficient × variable ≤ number."""
        self.at_least({each: -Fraction(weight) for each, weight in row.items()}, -Fraction(number))

    def minimise(self, objective: Objective, node_limit: int = NODE_LIMIT) -> Solution | None:
        """Return a best choice, whichever the solver finds; None if the rows contradict one another.

        Raises:
            NoAnswerError: the search ended at its limit without any choice.
        """
        return _Solver(self, node_limit).minimise(objective)

    def best(
        self, objectives: Sequence[Objective], order: Sequence[Group], node_limit: int = NODE_LIMIT
    ) -> Solution | None:
        """Return the best choice, of which there is only one; None if the rows contradict one another.

        The first objective decides; among equals the next one does; among equals in all of them the order: where two
        choices differ first, the one that takes a variable of that group, or an earlier one, is the better.

        Args:
            objectives: whole weights of whole variables; the solution tells the first one and its gap.
            order: groups of yes-or-no variables of which a choice takes at most one each.
            node_limit: where a search ends; only if it does (the gap is not 0), the choice is whichever was found.

        Raises:
            NoAnswerError: the search ended at its limit without any choice.
        """
        solver = _Solver(self, node_limit)
        first = found = solver.minimise(objectives[0])
        if first is None or found is None or first.gap:
            return first
        for objective, following in zip(objectives, [*objectives[1:], None], strict=True):
            solver.at_most(objective, found.worth(objective))
            found = found if following is None else solver.narrowed(following, found)
        left = [each for group in order for each in group]
        for groups in _rounds(order):
            if any(_used_up(objective, left, found) for objective in objectives):
                break
            found = solver.narrowed(_ranked(groups), found)
            decided = [each for group in groups for each in group]
            solver.fix({each: found.chosen(each) for each in decided})
            left = left[len(decided) :]
        return replace(first, values=found.values)


class _Solver:
    """A program as HiGHS holds it, asked several times; it remembers no answer, only what it has been narrowed to."""

    def __init__(self, program: Program, node_limit: int) -> None:
        import highspy  # the optimiser loads only where something is planned

        self.status = highspy.HighsModelStatus
        self.whole = program._whole
        self.node_limit = node_limit
        # the class behind `highspy.Highs`, whose constructor prints before anybody can tell it not to
        self.solver = highspy._core._Highs()
        for name, value in {**OPTIONS, "mip_max_nodes": node_limit}.items():
            self.solver.setOptionValue(name, value)
        self.solver.passModel(_model(program))

    def minimise(self, objective: Objective) -> Solution | None:
        """Return a best choice; None if there is none."""
        self._aim(objective)
        relaxed = self._relaxed()
        return relaxed if relaxed is not None and self._is_whole(relaxed) else self._searched()

    def narrowed(self, objective: Objective, known: Solution) -> Solution:
        """Return a best choice where one choice is known: that one where none can be better."""
        self._aim(objective)
        relaxed = self._relaxed()
        if relaxed is not None and relaxed.objective > float(known.worth(objective)) - BELOW_ONE:
            return known
        found = relaxed if relaxed is not None and self._is_whole(relaxed) else self._searched()
        if found is None:  # the solver contradicts itself: what it says is no answer
            raise NoAnswerError(self.node_limit)
        return found

    def _aim(self, objective: Objective) -> None:
        import numpy as np

        size = len(self.whole)
        costs = np.array([float(objective.get(each, 0)) for each in range(size)])
        is_whole = all(self.whole[each] and weight == int(weight) for each, weight in objective.items())
        self.solver.setOptionValue("mip_abs_gap", BELOW_ONE if is_whole else 0.0)
        self.solver.changeColsCost(size, np.arange(size, dtype=np.int32), costs)

    def _relaxed(self) -> Solution | None:
        """Return the best choice if things could be taken in parts: nothing is better; None where there is none."""
        self.solver.setOptionValue("solve_relaxation", True)
        self.solver.run()
        self.solver.setOptionValue("solve_relaxation", False)
        return self._found(0.0) if self.solver.getModelStatus() == self.status.kOptimal else None

    def _is_whole(self, found: Solution) -> bool:
        return all(
            abs(value - round(value)) <= ROUNDING
            for value, whole in zip(found.values, self.whole, strict=True)
            if whole
        )

    def _searched(self) -> Solution | None:
        self.solver.clearSolver()
        self.solver.run()
        status = self.solver.getModelStatus()
        if status in {self.status.kInfeasible, self.status.kUnboundedOrInfeasible}:
            return None
        information = self.solver.getInfo()
        if information.primal_solution_status != 2:
            raise NoAnswerError(self.node_limit)
        proven = status == self.status.kOptimal
        return self._found(0.0 if proven else float(information.objective_function_value - information.mip_dual_bound))

    def _found(self, gap: float) -> Solution:
        values = tuple(self.solver.getSolution().col_value)
        return Solution(values, float(self.solver.getInfo().objective_function_value), max(gap, 0.0))

    def at_most(self, row: Objective, number: Fraction) -> None:
        """Demand Σ whole weight × whole variable ≤ number."""
        import numpy as np

        places = np.array([*row], dtype=np.int32)
        weights = np.array([float(weight) for weight in row.values()])
        self.solver.addRow(-INFINITE, float(number) + _leeway(row), len(row), places, weights)

    def fix(self, values: Mapping[int, bool]) -> None:
        """Leave every variable only the value it has."""
        import numpy as np

        places, fixed = np.array([*values], dtype=np.int32), np.array([float(value) for value in values.values()])
        self.solver.changeColsBounds(len(values), places, fixed, fixed)


def _model(program: Program) -> highspy.HighsLp:
    import highspy
    import numpy as np

    rows = program._rows
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(program._lower), len(rows)
    model.col_cost_ = np.zeros(len(program._lower))
    model.col_lower_, model.col_upper_ = np.array(program._lower), np.array(program._upper)
    model.row_lower_ = np.array([low for _, low in rows])
    model.row_upper_ = np.full(len(rows), INFINITE)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(row) for row, _ in rows)])
    model.a_matrix_.index_ = np.array([each for row, _ in rows for each in row], dtype=np.int32)
    model.a_matrix_.value_ = np.array([float(weight) for row, _ in rows for weight in row.values()])
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    model.integrality_ = [kinds[whole] for whole in program._whole]
    return model


class NoAnswerError(Exception):
    """The search ended at its limit of nodes without any plan."""


def _rounds(order: Sequence[Group]) -> Iterator[list[Group]]:
    """Yield the groups in order, as many at once as one objective can tell apart."""
    groups: list[Group] = []
    for group in order:
        if groups and math.prod(len(each) + 1 for each in [*groups, group]) > ROUND:
            yield groups
            groups = []
        groups.append(group)
    if groups:
        yield groups


def _ranked(groups: Sequence[Group]) -> dict[int, int]:
    """Return weights under which one choice is the best: the digits of a number, the first group the highest digit."""
    weights: dict[int, int] = {}
    unit = 1
    for group in reversed(groups):
        weights |= {each: (place - len(group)) * unit for place, each in enumerate(group)}
        unit *= len(group) + 1
    return weights


def _used_up(objective: Objective, left: Sequence[int], found: Solution) -> bool:
    """Whether what is decided takes all that an objective may come to, so that nothing of what is left can be taken."""
    return all(objective.get(each, 0) > 0 and not found.chosen(each) for each in left)


def _leeway(row: Objective) -> float:
    """Return how far a row of whole numbers may be from its limit, so that rounding makes no difference."""
    return min(0.5, TOLERANCE * sum(abs(float(weight)) for weight in row.values()))


def _to_integers(row: Row, number: Fraction) -> tuple[dict[int, int], Fraction]:
    """Scale a row so that every coefficient is a whole number."""
    scale = math.lcm(*(weight.denominator for weight in row.values())) if row else 1
    scaled = {each: weight.numerator * (scale // weight.denominator) for each, weight in row.items()}
    common = math.gcd(*scaled.values()) or 1
    return {each: weight // common for each, weight in scaled.items()}, number * scale / common
