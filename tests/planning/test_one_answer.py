"""Of equally good choices the order of the catalogue decides, not the solver: none of its moods changes an answer."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import pytest

from diagnostics.answers.files.file import parse_answers
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model.content.library import Library
from diagnostics.model.results.plans import ROUTES, Offer, Plan
from diagnostics.planning import program
from diagnostics.planning.choice import Search
from diagnostics.planning.market import PlanProblem
from diagnostics.planning.planner import plan
from diagnostics.planning.program import Program
from diagnostics.planning.settling import Settled
from diagnostics.whatif.reaching import next_levels
from tests.builders import AS_OF, shipped
from tests.planning.instances import an_instance, request
from tests.report.reading import EXAMPLES

# Ways in which another release of the solver, or another machine, may come to its answer.
MOODS: tuple[dict[str, bool | int | float | str], ...] = (
    {"random_seed": 4711, "mip_heuristic_effort": 0.6, "mip_detect_symmetry": False},
    {"random_seed": 15, "mip_heuristic_effort": 0.0, "mip_allow_restart": False},
)


@dataclass(frozen=True)
class Problem:
    """Groups of steps, each with its cost and what it brings to some sums; every sum must reach its threshold."""

    costs: tuple[tuple[int, ...], ...]
    gains: tuple[tuple[tuple[int, ...], ...], ...]
    thresholds: tuple[int, ...]

    def choices(self) -> list[tuple[int, ...]]:
        """Every choice that reaches the thresholds: the place of the step taken in each group; its length: none."""
        places = product(*(range(len(group) + 1) for group in self.costs))
        return [each for each in places if self._reaches(each)]

    def _reaches(self, places: Sequence[int]) -> bool:
        sums = [0] * len(self.thresholds)
        for gains, place in zip(self.gains, places, strict=True):
            for at, gain in enumerate(gains[place] if place < len(gains) else ()):
                sums[at] += gain
        return all(have >= wanted for have, wanted in zip(sums, self.thresholds, strict=True))

    def rank(self, places: Sequence[int]) -> tuple[int, int, tuple[int, ...]]:
        """Cost, number of groups touched, places: the lowest is the best."""
        taken = [costs[place] for costs, place in zip(self.costs, places, strict=True) if place < len(costs)]
        return sum(taken), len(taken), tuple(places)


def a_problem(chance: random.Random) -> Problem:
    """Return a problem in which many choices cost the same."""
    sizes = [chance.randrange(1, 4) for _ in range(chance.randrange(4, 7))]
    costs = tuple(tuple(range(1, size + 1)) for size in sizes)
    sums = chance.randrange(1, 4)
    gains = tuple(tuple(tuple(chance.choice((0, 1, 1, 2)) for _ in range(sums)) for _ in range(size)) for size in sizes)
    return Problem(costs, gains, tuple(chance.randrange(1, 5) for _ in range(sums)))


def chosen(problem: Problem, chance: random.Random | None = None) -> tuple[int, ...] | None:
    """Return the choice of the planner, its variables and rows in their order or in any other."""
    made = Program()
    steps = [(group, place) for group, costs in enumerate(problem.costs) for place in range(len(costs))]
    rows = [(group, -1) for group in range(len(problem.costs))] + [(-1, at) for at in range(len(problem.thresholds))]
    if chance is not None:
        chance.shuffle(steps)
        chance.shuffle(rows)
    variables = {step: made.variable(whole=True) for step in steps}
    for group, at in rows:
        if group >= 0:
            made.at_most({variable: 1 for step, variable in variables.items() if step[0] == group}, 1)
        else:
            row = {variable: Fraction(problem.gains[own][place][at]) for (own, place), variable in variables.items()}
            made.at_least(row, problem.thresholds[at])
    cost = {variable: problem.costs[group][place] for (group, place), variable in variables.items()}
    order = [[variables[group, place] for place in range(len(costs))] for group, costs in enumerate(problem.costs)]
    found = made.best([cost, dict.fromkeys(cost, 1)], order)
    if found is None:
        return None
    return tuple(next((place for place, each in enumerate(group) if found.chosen(each)), len(group)) for group in order)


def test_the_choice_is_the_first_of_the_best_in_whatever_order_the_solver_is_told() -> None:
    tied = impossible = 0
    for seed in range(60):
        problem = a_problem(random.Random(seed))
        choices = sorted(problem.choices(), key=problem.rank)
        wanted = choices[0] if choices else None
        told = [chosen(problem), *(chosen(problem, random.Random(other)) for other in range(3))]
        assert told == [wanted] * 4, seed
        tied += len(choices) > 1 and problem.rank(choices[0])[:2] == problem.rank(choices[1])[:2]
        impossible += not choices
    assert tied >= 20, tied
    assert 1 <= impossible <= 20, impossible


def test_a_choice_that_is_forbidden_makes_room_for_the_next_dearer_one_by_every_route() -> None:
    offers = [
        Offer(id=name, name=name, cost=(price, price), months=(Fraction(1), Fraction(months)))
        for name, price, months in (("a", Fraction(2), 3), ("b", Fraction(1), 3), ("c", Fraction(1), 3))
    ]
    problem = PlanProblem(offers=offers, responses={}, targets={})
    for route in ROUTES:
        search, found = Search(problem, Settled()).anew(), []
        while (choice := search.choice(route, Fraction(1))) is not None:
            found.append(choice.remedies)
            search.forbid(choice.remedies)
        assert found[:4] == [(), ("b",), ("c",), ("a",)], route
        assert sorted(map(len, found)) == [0, 1, 1, 1, 2, 2, 2, 3], route


def plans(small: Library, seeds: range) -> list[Plan]:
    """Return the plans of small problems by every route; every third one within a budget for two years."""
    found = []
    for seed in seeds:
        who, library, target = an_instance(seed, small)
        budget = (Fraction(30), Fraction(30)) if seed % 3 == 0 else ()
        found += [plan(who, library, AS_OF, request(target, library, route=route, budget=budget)) for route in ROUTES]
    return found


def test_plans_are_the_same_in_every_mood_of_the_solver(small: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = plans(small, range(30))
    assert sum(each.targets[0].outcome == "planned" for each in usual) >= 30
    for mood in MOODS:
        with monkeypatch.context() as patched:
            for name, value in mood.items():
                patched.setitem(program.OPTIONS, name, value)
            assert plans(small, range(30)) == usual, mood


def test_ways_are_the_same_in_every_mood_of_the_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    read = [parse_answers(each.read_text(encoding="utf-8"), each.name, shipped(), as_of=AS_OF)[0] for each in EXAMPLES]
    firms = diagnose([each for each in read if each is not None], shipped(), AS_OF)
    usual = [next_levels(each, most=1) for each in firms]
    assert sum(len(each.ways) for found in usual for each in found) >= 9
    for mood in MOODS:
        with monkeypatch.context() as patched:
            for name, value in mood.items():
                patched.setitem(program.OPTIONS, name, value)
            assert [next_levels(each, most=1) for each in firms] == usual, mood
