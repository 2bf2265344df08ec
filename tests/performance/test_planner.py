"""What a plan costs, beside one diagnosis of the same firm in the same run; four goals and pains beside one goal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import process_time

import pytest

from diagnostics.briefing.outlook import look_ahead
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model.results.plans import PlanWishes
from diagnostics.planning.planner import PlanRequest, plan
from diagnostics.planning.targets import PlanTarget, read_target
from tests.builders import AS_OF, shipped
from tests.planning.whole_firms import EXAMPLES, Case, example, random_case
from tests.scoring.firms import FirmMaker

pytestmark = pytest.mark.long
TARGETS = ("digital_level:2", "digital_level:3", "nat_b", "cmmm:2")


def test_a_plan_costs_a_few_diagnoses() -> None:
    library = shipped()
    maker = FirmMaker(library, AS_OF)
    diagnosed = planned = 0.0
    firms = [maker.firm(seed, fill=0.97) for seed in range(10)]
    diagnose(firms[:1], library, AS_OF)  # whatever is done only once
    for firm in firms:
        start = process_time()
        diagnose([firm], library, AS_OF)
        diagnosed += process_time() - start
        for name in TARGETS:
            target = read_target(name, library)
            assert target is not None
            start = process_time()
            plan(firm, library, AS_OF, PlanRequest(targets=(target,)))
            planned += (process_time() - start) / len(TARGETS)
    print(
        f"\n  {len(library.remedies)} remedies: {planned / 10 * 1000:.0f} ms a plan, "
        f"{planned / diagnosed:.2f} times one diagnosis"
    )
    assert planned < 5 * diagnosed


MOST_TIMES = 3  # four goals may cost so many times one
MOST_TIMES_WITH_MONEY = 5  # the same with all pains and wishes beside them, about eight goals, and money of three years
MOST_REMEDIES = 89  # the catalogue that this was first measured with; it only grows


def seconds(*calls: Callable[[], object]) -> float:
    start = process_time()
    for call in calls:
        call()
    return process_time() - start


def the_targets() -> list[PlanTarget]:
    found = [read_target(name, shipped()) for name in TARGETS]
    return [each for each in found if each is not None]


def cases() -> list[Case]:
    return [*map(example, EXAMPLES), *map(random_case, range(10))]


def test_four_goals_and_pains_cost_little_more_than_one_goal() -> None:
    """One goal: one of the four targets, in turn, without pains; four: all of them; then with pains and money."""
    targets = the_targets()
    assert len(targets) == len(TARGETS) == 4
    assert len(shipped().remedies) >= MOST_REMEDIES
    one = four = pains = 0.0
    found = cases()
    plan(found[0].firm, shipped(), AS_OF, PlanRequest(targets=(targets[0],)))  # whatever is done only once
    for case in found:
        bare = replace(case.firm, findings=(), plan=PlanWishes())
        request = PlanRequest(targets=tuple(targets))
        one += sum(
            seconds(lambda target=target, bare=bare: plan(bare, shipped(), AS_OF, PlanRequest(targets=(target,))))  # type: ignore[misc]
            for target in targets
        ) / len(targets)
        four += seconds(lambda bare=bare, request=request: plan(bare, shipped(), AS_OF, request))  # type: ignore[misc]
        whole = replace(case.request, targets=tuple(targets), along=())
        pains += seconds(lambda case=case, whole=whole: plan(case.firm, shipped(), AS_OF, whole))  # type: ignore[misc]
    number = len(found)
    print(
        f"\n  {len(shipped().remedies)} remedies, {number} firms: {one / number:.2f} s for one goal, "
        f"{four / number:.2f} s for four ({four / one:.2f} times), {pains / number:.2f} s with pains and money "
        f"({pains / one:.2f} times)"
    )
    assert four <= MOST_TIMES * one
    assert pains <= MOST_TIMES_WITH_MONEY * one


def test_a_whole_look_ahead_costs_a_few_diagnoses() -> None:
    """All three routes with their reasons, for the goals that make sense for a firm."""
    diagnosed = ahead = 0.0
    found = cases()
    diagnose([found[0].firm], shipped(), AS_OF)
    for case in found:
        diagnosed += seconds(lambda case=case: diagnose([case.firm], shipped(), AS_OF))  # type: ignore[misc]
        (diagnosis,) = diagnose([case.firm], shipped(), AS_OF)
        ahead += seconds(lambda diagnosis=diagnosis: look_ahead(diagnosis))  # type: ignore[misc]
    number = len(found)
    print(
        f"\n  {number} firms: {ahead / number:.2f} s to look ahead, "
        f"{ahead / diagnosed:.2f} times one diagnosis ({diagnosed / number:.2f} s)"
    )
    assert ahead < 10 * diagnosed
