"""The planner finds what trying every subset of the remedies finds."""

from __future__ import annotations

from fractions import Fraction

import pytest

from diagnostics.model.content.library import Library
from diagnostics.model.results.plans import Outcome, Plan
from diagnostics.planning.planner import plan
from tests.builders import AS_OF
from tests.planning.instances import Subset, an_instance, price, reaching, request


def instances(few: int, many: int) -> pytest.MarkDecorator:
    """How many instances are tried: for every change, and in the long run (the same ones and more)."""
    return pytest.mark.parametrize("number", [few, pytest.param(many, marks=pytest.mark.long)])


def chosen(found: Plan) -> Subset:
    """Return the remedies of a plan, in the order of the catalogue."""
    return tuple(sorted(step.offer.id for step in found.steps))


def outcome(found: Plan) -> Outcome:
    """Return what becomes of the only target."""
    (goal,) = found.targets
    return goal.outcome


@instances(50, 500)
def test_cheapest_plan_is_the_cheapest_of_all_subsets(number: int, small: Library) -> None:
    outcomes: dict[str, int] = {}
    for seed in range(number):
        who, library, target = an_instance(seed, small, most=7)
        found = plan(who, library, AS_OF, request(target, library))
        ways = reaching(who, library, target)
        outcomes[outcome(found)] = outcomes.get(outcome(found), 0) + 1
        if outcome(found) == "unreachable":
            assert ways == [], (seed, target)
            continue
        assert chosen(found) in ways, (seed, target, found)
        assert found.gap == 0
        assert price(chosen(found), library) == min(price(each, library) for each in ways), (seed, target)
    print(outcomes)
    assert min(outcomes.get(each, 0) for each in ("reached", "planned", "unreachable")) >= number // 25, outcomes


@instances(30, 120)
def test_fastest_plan_has_the_shortest_critical_path(number: int, small: Library) -> None:
    compared = 0
    for seed in range(1000, 1000 + number):
        who, library, target = an_instance(seed, small, most=6)
        found = plan(who, library, AS_OF, request(target, library, route="fastest"))
        ways = reaching(who, library, target)
        if outcome(found) == "planned":
            shortest = min(path(each, library) for each in ways)
            assert path(chosen(found), library) == shortest == found.months, (seed, target)
            cheapest = min(price(each, library) for each in ways if path(each, library) == shortest)
            assert price(chosen(found), library) == cheapest, (seed, target)
            compared += 1
    assert compared >= number // 6, compared


def path(subset: Subset, library: Library) -> Fraction:
    """Return the longest chain of prerequisites in months, written as a plain loop over the order of the catalogue."""
    ends: dict[str, Fraction] = {}
    for name in subset:
        remedy = library.remedies[name]
        before = [ends[each] for names in remedy.prerequisites for each in names if each in ends]
        assert remedy.months is not None
        ends[name] = max(before, default=Fraction(0)) + remedy.months[1]
    return max(ends.values(), default=Fraction(0))


@instances(30, 120)
def test_robust_plan_stays_within_the_cap_and_never_below_the_cheapest_margin(number: int, small: Library) -> None:
    compared = 0
    for seed in range(2000, 2000 + number):
        who, library, target = an_instance(seed, small, most=6)
        cheapest = plan(who, library, AS_OF, request(target, library))
        robust = plan(who, library, AS_OF, request(target, library, route="robust", cap=Fraction(3, 2)))
        assert outcome(robust) == outcome(cheapest)
        if outcome(robust) == "planned":
            assert len(robust.unknown_costs) <= len(cheapest.unknown_costs)
            assert cheapest.cost[1] <= robust.cost[1] <= cheapest.cost[1] * Fraction(3, 2) + Fraction(1, 100)
            compared += robust.margin is not None
    assert compared >= number // 8, compared


@instances(45, 120)
def test_budgets_per_phase_hold(number: int, small: Library) -> None:
    planned = over = 0
    for seed in range(3000, 3000 + number):
        who, library, target = an_instance(seed, small, most=6)
        free = plan(who, library, AS_OF, request(target, library))
        if outcome(free) != "planned":
            continue
        half = free.cost[1] / 2
        found = plan(who, library, AS_OF, request(target, library, budget=(half, half, half)))
        if outcome(found) == "planned":
            planned += 1
            for phase in range(3):
                spent = sum(each.offer.cost[1] for each in found.steps if each.phase == phase and each.offer.cost)
                assert spent <= half, (seed, target)
        none = plan(who, library, AS_OF, request(target, library, budget=(Fraction(0),)))
        if outcome(none) == "over_budget":
            over += 1
            assert none.targets[0].alone == free.cost
    assert planned >= number // 12
    assert over >= number // 12


@pytest.mark.parametrize("seed", range(20))
def test_a_plan_is_the_same_twice(small: Library, seed: int) -> None:
    who, library, target = an_instance(seed, small)
    asked = request(target, library)
    assert plan(who, library, AS_OF, asked) == plan(who, library, AS_OF, asked)
