"""Checks of proportion: one yardstick for all firms, steps from small to large, numbers that limit something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise

from diagnostics.content.checks.checker import Checker
from diagnostics.content.language.expression_checking import ExpressionChecker
from diagnostics.model.content.library import Library
from diagnostics.model.content.proportion import PROPORTION, CapacityStep, Proportion
from diagnostics.words.numbers import number
from diagnostics.words.problems import Problem

# A number → the least and the most that is a limit at all.
_RANGES: dict[str, tuple[int, int]] = {
    "one_project_share": (1, 100),
    "running_share": (0, 100),
    "payback_months": (1, 120),
    "system_gap_months": (0, 60),
    "least_quote_wan": (0, 1000),
    "quote_days": (1, 365),
}


class ProportionChecker(Checker):
    """Checks the limits of money and people; each function adds problems."""

    def __init__(self, library: Library, expressions: ExpressionChecker, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.library = library
        self.expressions = expressions

    def check(self) -> None:
        """Check all of it."""
        for item in self.library.proportions.values():
            if item.id != PROPORTION:
                self._report("PROP-01", item.place, id=item.id, only=PROPORTION)
            self._check_limits(item)
            self._check_order(item)
            self._check_ranges(item)

    def _check_limits(self, item: Proportion) -> None:
        for limit in item.limits:
            self.expressions.check_value(limit.wan, "firm")
            if limit.when is not None:
                self.expressions.check_condition(limit.when, "firm")

    def _check_order(self, item: Proportion) -> None:
        if not item.capacities or not _rise(item.capacities):
            self._report("PROP-02", item.place, key="capacities")
        if not item.horizons_months or not _is_rising([Fraction(0), *item.horizons_months]):
            self._report("PROP-02", item.place, key="horizons_months")

    def _check_ranges(self, item: Proportion) -> None:
        for key, (low, high) in _RANGES.items():
            if not low <= (got := getattr(item, key)) <= high:
                self._report("PROP-03", item.place, key=key, got=number(got), range=f"{low} 到 {high}")


def _rise(steps: Sequence[CapacityStep]) -> bool:
    """Whether every firm finds a step, and more people never carry less."""
    ends = [step.people_below for step in steps]
    closed = [end for end in ends if end is not None]
    carried = all(one.own <= two.own and one.bought <= two.bought for one, two in pairwise(steps))
    return ends[-1] is None and len(closed) == len(ends) - 1 and _is_rising(closed) and carried and steps[0].own >= 1


def _is_rising(values: Iterable[Fraction]) -> bool:
    return all(one < two for one, two in pairwise(values))
