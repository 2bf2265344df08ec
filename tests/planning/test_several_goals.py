"""A plan for several goals is what trying every subset of the measures finds: pains in order, targets, then thrift."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model.content.library import Library
from diagnostics.model.content.pains import FreeStep, Kpi, Loss, Pain
from diagnostics.model.content.remedies import Remedy, Solves
from diagnostics.model.firm.answers import Finding, FirmAnswers
from diagnostics.model.results.plans import Plan, PlanWishes
from diagnostics.planning.effects import apply_effects
from diagnostics.planning.planner import PlanRequest, plan
from diagnostics.planning.targets import PlanTarget, read_target
from tests.builders import AS_OF
from tests.planning.instances import TARGETS, Subset, a_firm, allowed, at_target, price, some_remedies

YEARS = Fraction(3)
HOWS = ("whole", "part", "helps")


def a_pain(name: str, first: str) -> Pain:
    """Return a pain of which one measure is the free first step."""
    return Pain(
        id=name, name=name, seen="", signs=(), kpi=Kpi(name="数", unit="件", better="down", how="数一天"),
        loss=Loss(kind="cash"), first_step=FreeStep(text="先记一周", remedies=(first,)), not_to_buy="",
    )  # fmt: skip


class Instance:
    """A firm with pains, remedies that solve some of them, two targets and a budget."""

    def __init__(self, seed: int, small: Library) -> None:
        chance = random.Random(seed)
        remedies = some_remedies(chance, chance.randrange(3, 7))
        names = [f"p{place}" for place in range(chance.choice([1, 2, 3]))]
        for name, remedy in remedies.items():
            asked = chance.sample(names, k=chance.randrange(len(names) + 1))
            solves = tuple(Solves(pain=each, how=chance.choice(HOWS), because="试过") for each in asked)  # type: ignore[arg-type]
            remedies[name] = replace(remedy, solves=solves)
        first = "own"
        remedies[first] = Remedy(
            id=first, name="先记起来", own_measure=True,
            solves=tuple(Solves(pain=each, how="part", because="有数") for each in names),
        )  # fmt: skip
        self.remedies = remedies
        self.losses = {place: Fraction(chance.randrange(0, 12)) for place in range(len(names))}
        findings = tuple(Finding(kind="pain", text=name, pain=name) for name in names)
        self.pains = {name: a_pain(name, first) for name in names}
        self.library = replace(small, remedies=remedies, pains=self.pains)
        self.firm = replace(a_firm(chance, small), findings=findings)
        self.budget = Fraction(chance.randrange(0, 80))
        targets = chance.sample(TARGETS, k=2)
        self.targets = [target for name in targets if (target := read_target(name, small)) is not None]
        pinned = chance.choice(sorted(set(remedies) - {first})) if chance.random() < 0.3 else ""
        self.pinned = {pinned: "说定的"} if pinned and remedies[pinned].cost else {}

    def planned(self, budget: Fraction | None = None, **changes: object) -> Plan:
        """Return the plan."""
        request = PlanRequest(
            targets=tuple(self.targets), budget=(self.budget if budget is None else budget,), years=YEARS,
            losses=dict(self.losses), wishes=PlanWishes(pinned=self.pinned),
        )  # fmt: skip
        return plan(self.firm, self.library, AS_OF, replace(request, **changes))  # type: ignore[arg-type]

    # ---- every subset, one by one ----

    def order(self) -> list[int]:
        """Places of the pains, the dearest first."""
        return sorted(self.losses, key=lambda place: (-self.losses[place], place))

    def level(self, place: int, chosen: Subset) -> int:
        """How far a subset answers a pain: 4 the whole, 2 a part that is bought, 1 the free first step."""
        whole = part = first = False
        for name in chosen:
            remedy = self.remedies[name]
            lost = sum((self.losses[int(each.pain[1:])] for each in remedy.solves if each.how != "helps"), Fraction(0))
            known = remedy.cost.fixed_wan[1] if remedy.cost and remedy.cost.fixed_wan else None
            worth = remedy.own_measure or name in self.pinned or known is None or known <= lost * YEARS
            for each in remedy.solves:
                if each.pain == f"p{place}" and worth:
                    whole |= each.how == "whole"
                    part |= each.how == "whole" or (each.how == "part" and not remedy.own_measure)
            first |= name == "own"
        return 4 * whole + 2 * part + first

    def best(self, subsets: list[Subset], at: dict[Subset, tuple[bool, ...]]) -> Subset | None:
        """Return a best subset within the budget by a plain comparison of keys; None if there is none."""
        fits = [one for one in subsets if price(one, self.library)[1] <= self.budget]
        return min(fits, key=lambda one: self.key(one, at[one]), default=None)

    def key(self, one: Subset, at: tuple[bool, ...]) -> tuple[object, ...]:
        """What a subset is worth: the lowest key is the best."""
        return (
            [-self.level(place, one) for place in self.order()],
            [not each for each in at],
            *price(one, self.library),
        )


def reached(firms: list[FirmAnswers], library: Library, targets: list[PlanTarget]) -> list[tuple[bool, ...]]:
    """Return, per state of a firm, which targets it is at."""
    return [tuple(at_target(found, target) for target in targets) for found in diagnose(firms, library, AS_OF)]


def instances(few: int, many: int) -> pytest.MarkDecorator:
    """How many instances are tried: for every change, and in the long run."""
    return pytest.mark.parametrize("number", [few, pytest.param(many, marks=pytest.mark.long)])


@instances(40, 400)
def test_the_plan_is_the_best_of_all_subsets(number: int, small: Library) -> None:
    compared = bought = 0
    for seed in range(number):
        one = Instance(seed, small)
        if one.pinned:
            continue
        subsets = list(allowed(one.remedies))
        states = [apply_effects(one.firm, [one.remedies[each] for each in way], one.library, AS_OF) for way in subsets]
        at = dict(zip(subsets, reached(states, one.library, one.targets), strict=True))
        best = one.best(subsets, at)
        assert best is not None
        found = one.planned()
        chosen = tuple(name for name in one.remedies if name in {step.offer.id for step in found.steps})
        assert one.key(chosen, at[chosen])[:2] == one.key(best, at[best])[:2], (seed, chosen, best)
        assert price(chosen, one.library) == price(best, one.library), (seed, chosen, best)
        compared += 1
        bought += found.cost[1] > 0
    print(f"{compared} compared, {bought} with money")
    assert compared > number // 2
    assert bought > number // 8


@instances(40, 400)
def test_more_money_never_answers_less_and_never_reaches_less(number: int, small: Library) -> None:
    for seed in range(5000, 5000 + number):
        one = Instance(seed, small)
        before: Plan | None = None
        for budget in (0, 10, 25, 50, 100):
            found = one.planned(Fraction(budget))
            if before is not None:
                answered = {each.finding for each in before.pains if each.answered_by}
                assert answered <= {each.finding for each in found.pains if each.answered_by}, (seed, budget)
                first = one.order()[0]
                hows = [next(each.how for each in plan.pains if each.finding == first) for plan in (before, found)]
                order = ["none", "first_step", "part", "whole"]
                assert order.index(hows[0]) <= order.index(hows[1]), (seed, budget, hows)
            before = found


@instances(40, 400)
def test_what_is_promised_takes_no_other_goal_away(number: int, small: Library) -> None:
    promised = over = 0
    for seed in range(9000, 9000 + number):
        one = Instance(seed, small)
        if not one.pinned:
            continue
        with_it, without = one.planned(), one.planned(wishes=PlanWishes())
        (name,) = one.pinned
        if one.remedies[name].group:
            continue  # another form of the same thing is lost
        assert name in {step.offer.id for step in with_it.steps}, seed
        promised += 1
        over += with_it.over is not None
        assert {goal.reason for goal in without.goals if goal.reached} <= {
            goal.reason for goal in with_it.goals if goal.reached
        }, seed
        for before, after in zip(without.pains, with_it.pains, strict=True):
            assert len(before.answered_by) == 0 or after.answered_by, seed
    assert promised > number // 10
    assert over


@instances(30, 300)
def test_the_sum_counts_nothing_twice_and_prices_per_reason_add_up_by_hand(number: int, small: Library) -> None:
    shared = 0
    for seed in range(20_000, 20_000 + number):
        found = Instance(seed, small).planned()
        known = {step.offer.id: step.offer.cost for step in found.steps if step.offer.cost is not None}
        assert found.cost == tuple(sum((cost[end] for cost in known.values()), Fraction(0)) for end in (0, 1))
        for goal in found.goals:
            if goal.outcome != "planned":
                continue
            mine = [step for step in found.steps if goal.reason in step.reasons]
            assert {step.offer.id for step in mine} == {*goal.steps}, (seed, goal)
            assert goal.cost[1] == sum((step.offer.cost[1] for step in mine if step.offer.cost), Fraction(0))
        assert all(step.reasons for step in found.steps), seed
        shared += sum(goal.cost[1] for goal in found.goals if goal.outcome == "planned") > found.cost[1]
    assert shared


@instances(25, 250)
def test_the_order_of_the_remedies_changes_no_goal_and_no_price(number: int, small: Library) -> None:
    for seed in range(30_000, 30_000 + number):
        one = Instance(seed, small)
        turned = Instance(seed, small)
        turned.library = replace(turned.library, remedies=dict(reversed(one.remedies.items())))
        first, second = one.planned(), turned.planned()
        assert [(goal.reason, goal.outcome) for goal in first.goals] == [
            (goal.reason, goal.outcome) for goal in second.goals
        ], seed
        assert (first.cost[1], len(first.unknown_costs)) == (second.cost[1], len(second.unknown_costs)), seed


@instances(15, 150)
def test_fastest_is_never_later_and_cheapest_never_dearer(number: int, small: Library) -> None:
    different = 0
    for seed in range(40_000, 40_000 + number):
        one = Instance(seed, small)
        plans = {route: one.planned(route=route) for route in ("cheapest", "fastest", "robust")}
        known = {route: (len(found.unknown_costs), found.cost[1]) for route, found in plans.items()}
        assert known["cheapest"] == min(known.values()), (seed, known)
        assert plans["fastest"].months == min(found.months for found in plans.values()), seed
        different += plans["fastest"].months < plans["cheapest"].months
    print(f"{different} differ")
