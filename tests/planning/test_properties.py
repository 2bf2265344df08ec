"""What holds of every plan: of the examples, and of random firms with pains, losses, wishes and money of their own."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.results.plans import ROUTES, GoalResult, Plan, PlanWishes
from diagnostics.planning.targets import read_target
from tests.offenders import assert_none
from tests.planning.whole_firms import (
    EXAMPLES,
    HOWS,
    SECRET,
    Case,
    answered,
    example,
    having,
    is_system,
    not_had,
    price_of,
    random_case,
)

BEYOND = ("digital_level:3", "cmmm:2")  # further than most firms are planned for: systems have to be bought


# ---- what is asked of a firm; each returns what is wrong with its plan ----


def for_itself(case: Case, firm: FirmAnswers) -> Case:
    """Return the case without pains, promises and money: every target is priced for itself."""
    bare = replace(firm, findings=(), plan=PlanWishes())
    beyond = [read_target(name, case.library) for name in BEYOND]
    targets = {each.name: each for each in (*case.request.every, *beyond) if each is not None}
    return case.of(bare).with_(
        targets=tuple(targets.values()), along=(), budget=(Fraction(0),), only_due=True, wishes=PlanWishes()
    )


def prices(case: Case) -> dict[str, tuple[int, tuple[int, Fraction]]]:
    """Return, per target, how far away it is, and its price."""
    return {goal.reason.id: (far(goal), case.reckoned(goal)) for goal in case.plan.targets}


def far(goal: GoalResult) -> int:
    """Return whether there is a way to a goal at all: 0 there is, 1 there is not."""
    return int(goal.outcome == "unreachable")


def having_more_is_never_dearer(case: Case, chance: random.Random) -> list[str]:
    """Tick that the firm has a thing that a target would buy, a system and another thing: no target may cost more."""
    bare = for_itself(case, case.firm)
    before, wrong = prices(bare), []
    things = not_had(case)
    bought = [name for name in things if any(name in goal.steps for goal in bare.plan.targets)]
    systems = [name for name in things if is_system(case, name)]
    wanted = [name for name in bought if name in systems] or bought
    for name in dict.fromkeys(chance.choice(each) for each in (wanted, systems, things) if each):
        after = prices(for_itself(case, having(case, name, in_one_place=chance.random() < 0.3)))
        wrong += [f"{name}: {goal} {before[goal]} → {after[goal]}" for goal in before if after[goal] > before[goal]]
    return wrong


def more_money_never_solves_less(case: Case, chance: random.Random) -> list[str]:
    """Give the firm more money: nothing that was answered is left, and the most pressing pain is answered no less."""
    wrong: list[str] = []
    plans = [case.with_(budget=money).plan for money in _rising(case, chance)]
    for less, more in pairwise(plans):
        lost = answered(less).keys() - answered(more).keys()
        wrong += [f"finding {each} is left with {more.budget}, not with {less.budget}" for each in lost]
        if case.planner.pains:
            first = case.planner.pains[0].finding
            hows = [next(HOWS.index(each.how) for each in plan.pains if each.finding == first) for plan in (less, more)]
            wrong += [f"the first pain {hows} with {more.budget} after {less.budget}"] if hows[0] > hows[1] else []
    return wrong


def _rising(case: Case, chance: random.Random) -> list[tuple[Fraction, ...]]:
    start = case.request.budget or (Fraction(10), Fraction(10))
    twice = tuple(each * 2 for each in start)
    later = tuple(each + chance.choice([0, 5, 30]) for each in twice)
    return [start, twice, later]


def a_promise_takes_nothing_away(case: Case, chance: random.Random) -> list[str]:
    """Pin one measure more: every goal stays, but for other forms of the same thing."""
    free = [
        each for each in case.planner.offers if not each.pinned and not case.planner.library.remedies[each.id].group
    ]
    if not free:
        return []
    name = chance.choice(free).id
    pinned = {**case.wishes.pinned, name: "说定的"}
    after = case.of(replace(case.firm, plan=replace(case.wishes, pinned=pinned))).plan
    lost = {goal.reason for goal in case.plan.goals if goal.reached} - {g.reason for g in after.goals if g.reached}
    left = answered(case.plan).keys() - answered(after).keys()
    missing = [] if name in {step.offer.id for step in after.steps} else [f"{name} is promised and not planned"]
    return [*(f"{name}: {each.name} is lost" for each in lost), *(f"{name}: finding {each} is left" for each in left),
            *missing]  # fmt: skip


def routes_keep_their_word(case: Case, chance: random.Random) -> list[str]:
    """Same goals by every route; fastest never later, cheapest never dearer."""
    del chance
    plans = {route: case.planner.plan(route) for route in ROUTES}
    prices = {route: price_of(step.offer for step in plan.steps) for route, plan in plans.items()}
    goals = {route: told(plan) for route, plan in plans.items()}
    wrong = [f"{route} has other goals" for route in ROUTES if goals[route] != goals["cheapest"]]
    wrong += [f"{route} is cheaper: {prices}" for route in ROUTES if prices[route] < prices["cheapest"]]
    wrong += [f"{route} is faster" for route in ROUTES if plans[route].months < plans["fastest"].months]
    return wrong


def told(plan: Plan) -> list[tuple[str, str]]:
    """Return the goals of a plan with what became of them."""
    return [(goal.reason.name, goal.outcome) for goal in plan.goals]


def the_order_of_the_catalogue_changes_nothing(case: Case, chance: random.Random) -> list[str]:
    """Shuffle the remedies: the same goals at the same price."""
    names = [*case.library.remedies]
    chance.shuffle(names)
    library = replace(case.library, remedies={name: case.library.remedies[name] for name in names})
    other = replace(case, library=library)
    first, second = case.plan, other.plan
    wrong = [] if told(first) == told(second) else [f"{set(told(first)) ^ set(told(second))}"]
    both = [price_of(step.offer for step in plan.steps) for plan in (first, second)]
    wrong += [] if both[0] == both[1] else [f"{both}"]
    same = [{each.finding: each.how for each in plan.pains} for plan in (first, second)]
    return [*wrong, *([] if same[0] == same[1] else [f"{same}"])]


def everything_has_a_reason_and_counts_once(case: Case, chance: random.Random) -> list[str]:
    """Add the prices up by hand; nothing without a reason, nothing that is there, nothing across an isolation."""
    del chance
    plan, planner = case.plan, case.planner
    offers = [step.offer for step in plan.steps]
    names = [each.id for each in offers]
    wrong = [f"{each} twice" for each in names if names.count(each) > 1]
    wrong += [f"{step.offer.id} without a reason" for step in plan.steps if not step.reasons]
    for end in (0, 1):
        total = sum((each.cost[end] for each in offers if each.cost), Fraction(0))
        wrong += [] if total == plan.cost[end] else [f"the sum {plan.cost} is not {total}"]
    for goal in plan.goals:
        if goal.outcome == "planned":
            mine = [step.offer for step in plan.steps if goal.reason in step.reasons]
            wrong += [] if {each.id for each in mine} == {*goal.steps} else [f"{goal.reason.name}: other steps"]
            total = sum((each.cost[1] for each in mine if each.cost), Fraction(0))
            wrong += [] if total == goal.cost[1] else [f"{goal.reason.name} costs {total}, not {goal.cost}"]
    wrong += [f"the firm has {each}" for each in names if each in planner.shop.owned and each not in case.wishes.pinned]
    secret = case.firm.answers.get((case.firm.firm_subject, SECRET))
    if secret is not None and secret.value is True:
        remedies = planner.library.remedies
        wrong += [f"{each} crosses the isolation" for each in names if remedies[each].crosses_isolation]
    return wrong


def without_a_goal_there_is_no_plan(case: Case, chance: random.Random) -> list[str]:
    """Take the findings and promises away: where no target is planned nothing is."""
    del chance
    bare = case.of(replace(case.firm, findings=(), plan=PlanWishes())).with_(wishes=PlanWishes()).plan
    planned = [goal for goal in bare.goals if goal.outcome == "planned"]
    return [f"{len(bare.steps)} steps for nothing"] if bare.steps and not planned else []


Property = Callable[[Case, random.Random], list[str]]
PROPERTIES: tuple[Property, ...] = (
    having_more_is_never_dearer,
    more_money_never_solves_less,
    a_promise_takes_nothing_away,
    routes_keep_their_word,
    the_order_of_the_catalogue_changes_nothing,
    everything_has_a_reason_and_counts_once,
    without_a_goal_there_is_no_plan,
)


def complaints(case: Case, *properties: Property) -> list[str]:
    """Return what is wrong with the plans of a firm."""
    chance = random.Random(case.name)
    return [f"{case.name}: {holds.__name__}: {each}" for holds in properties for each in holds(case, chance)]


# ---- the examples, and random firms ----


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_plan_of_an_example_counts_once_and_gives_reasons(path: Path) -> None:
    assert complaints(example(path), everything_has_a_reason_and_counts_once) == []


@pytest.mark.long
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("holds", PROPERTIES, ids=lambda each: each.__name__)
def test_every_property_holds_of_an_example(path: Path, holds: Property) -> None:
    assert complaints(example(path), holds) == []


def test_who_has_a_plm_pays_no_more_for_what_a_pdm_brings() -> None:
    """A PLM counts as a PDM, and what deepens a PDM asks for one by its name: the PLM itself is put to better use."""
    case = next(example(path) for path in EXAMPLES if path.stem == "food")
    before = prices(for_itself(case, case.firm))
    after = prices(for_itself(case, having(case, "sol_plm")))
    assert before["cmmm:2"] == (0, (0, Fraction(363)))
    assert after["cmmm:2"] <= before["cmmm:2"]


def test_a_promise_may_rest_on_what_is_larger_than_one_measure_should_be() -> None:
    """A firm without money promised a move to the cloud: basic protection, too dear for it otherwise, comes with it."""
    case = random_case(14)
    pinned = {**case.wishes.pinned, "sol_cloud_deepen": "说定的"}
    steps = case.of(replace(case.firm, plan=replace(case.wishes, pinned=pinned))).plan.steps
    assert {"sol_cloud_deepen", "sol_sec_basic"} <= {step.offer.id for step in steps}
    assert "sol_sec_basic" not in {step.offer.id for step in case.plan.steps}


@pytest.mark.parametrize("seed", range(20))
def test_one_property_after_the_other_holds_of_a_random_firm(seed: int) -> None:
    assert complaints(random_case(seed), PROPERTIES[seed % len(PROPERTIES)]) == []


@pytest.mark.long
@pytest.mark.parametrize("first", range(0, 300, 10))
def test_every_property_holds_of_ten_random_firms(first: int) -> None:
    assert [each for seed in range(first, first + 10) for each in complaints(random_case(seed), *PROPERTIES)] == []


def test_random_firms_are_of_every_kind() -> None:
    """What the properties are tried on: pains and wishes, money and none, secrets, systems that are there."""
    cases = [random_case(seed) for seed in range(20)]
    kinds = {
        "pains": [case for case in cases if len(case.firm.findings) > 1],
        "no findings": [case for case in cases if not case.firm.findings],
        "wishes with money": [case for case in cases if any(each.budget_wan for each in case.firm.findings)],
        "dates": [case for case in cases if any(each.deadline for each in case.firm.findings)],
        "an owner's limit": [case for case in cases if case.wishes.budget],
        "secrets": [case for case in cases if case.firm.answers[case.firm.firm_subject, SECRET].value is True],
    }
    assert_none(name for name, found in kinds.items() if not found)
