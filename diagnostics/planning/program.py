"""A linear program with whole-numbered decisions, solved by HiGHS: the same numbers give the same answer everywhere.

Coefficients are fractions. A row over whole decisions is scaled to integers before it is passed on, so a threshold
is met exactly or not at all. A limit on nodes, not on time, ends a search: a slow laptop finds the plan of a fast one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import highspy

NODE_LIMIT = 50_000
LARGEST = 10**8  # a whole number beyond this is lost among the digits of the solver
INFINITE = float("inf")
TOLERANCE = 1e-6

Row = dict[int, Fraction]


@dataclass(frozen=True)
class Solution:
    """A best choice: values of the variables, the objective, and how far from the proven best it may be (0: proven)."""

    values: tuple[float, ...]
    objective: float
    gap: float

    def chosen(self, variable: int) -> bool:
        """Whether a yes-or-no variable is yes."""
        return self.values[variable] > 0.5


class Program:
    """Variables and rows of one problem; rows may be added between two solutions."""

    def __init__(self) -> None:
        self._lower: list[float] = []
        self._upper: list[float] = []
        self._whole: list[bool] = []
        self._rows: list[tuple[Mapping[int, Fraction | int], float, float]] = []

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
            self._rows.append((row, float(number) + (TOLERANCE if strict else 0), INFINITE))
            return
        # the left side is a whole number now: half a step below the limit is safe from rounding
        whole = math.floor(limit) + 1 if strict else math.ceil(limit)
        self._rows.append((scaled, whole - 0.5, INFINITE))

    def at_most(self, row: Row, number: Fraction | int) -> None:
        """Demand Σ coefficient × variable ≤ number."""
        self.at_least({each: -weight for each, weight in row.items()}, -Fraction(number))

    def minimise(
        self, objective: Mapping[int, Fraction | int], node_limit: int = NODE_LIMIT, *, within: float = 0.0
    ) -> Solution | None:
        """Return a best choice, or one `within` so much of it; None if the rows contradict one another.

        Raises:
            NoAnswerError: the search ended at its limit without any choice.
        """
        import highspy  # the optimiser loads only where something is planned

        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        options: dict[str, bool | int | float] = {
            "output_flag": False, "threads": 1, "random_seed": 0, "mip_rel_gap": 0.0, "mip_abs_gap": within,
            "mip_max_nodes": node_limit,
        }  # fmt: skip
        for name, value in options.items():
            solver.setOptionValue(name, value)
        solver.passModel(self._model(objective))
        solver.run()
        status = solver.getModelStatus()
        if status in {highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible}:
            return None
        values = tuple(float(each) for each in solver.getSolution().col_value)
        information = solver.getInfo()
        if not values or information.primal_solution_status != 2:
            raise NoAnswerError(node_limit)
        proven = status == highspy.HighsModelStatus.kOptimal
        gap = 0.0 if proven else float(information.objective_function_value - information.mip_dual_bound)
        return Solution(values, float(information.objective_function_value), max(gap, 0.0))

    def _model(self, objective: Mapping[int, Fraction | int]) -> highspy.HighsLp:
        import highspy
        import numpy as np

        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self._lower), len(self._rows)
        model.col_cost_ = np.array([float(objective.get(each, 0)) for each in range(len(self._lower))])
        model.col_lower_, model.col_upper_ = np.array(self._lower), np.array(self._upper)
        model.row_lower_ = np.array([low for _, low, _ in self._rows])
        model.row_upper_ = np.array([high for _, _, high in self._rows])
        ends = np.cumsum([0, *(len(row) for row, _, _ in self._rows)])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = ends
        model.a_matrix_.index_ = np.array([each for row, _, _ in self._rows for each in row], dtype=np.int32)
        model.a_matrix_.value_ = np.array([float(weight) for row, _, _ in self._rows for weight in row.values()])
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[whole] for whole in self._whole]
        return model


class NoAnswerError(Exception):
    """The search ended at its limit of nodes without any plan."""


def _to_integers(row: Row, number: Fraction) -> tuple[dict[int, int], Fraction]:
    """Scale a row so that every coefficient is a whole number."""
    scale = math.lcm(*(weight.denominator for weight in row.values())) if row else 1
    scaled = {each: weight.numerator * (scale // weight.denominator) for each, weight in row.items()}
    common = math.gcd(*scaled.values()) or 1
    return {each: weight // common for each, weight in scaled.items()}, number * scale / common
