"""On firms as they are, with the shipped remedies, the plan never costs more than choosing step by step."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest

from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.results.plans import Plan
from diagnostics.planning.planner import Planner, PlanRequest, plan
from diagnostics.planning.targets import PlanTarget, read_target
from tests.builders import AS_OF, shipped
from tests.planning.greedy import Greedy
from tests.scoring.firms import FirmMaker

TARGETS = ("digital_level:2", "digital_level:3", "cloud:verified_sustained", "integration:ST2", "nat_b")


def firms(number: int) -> Iterator[tuple[FirmAnswers, PlanTarget]]:
    """Yield firms in which nearly everything is answered, each with a target in turn."""
    maker = FirmMaker(shipped(), AS_OF)
    for seed in range(number):
        target = read_target(TARGETS[seed % len(TARGETS)], shipped())
        assert target is not None
        yield maker.firm(seed, fill=0.97), target


def compared(number: int) -> list[Fraction]:
    """Return greedy cost over planned cost, of every firm for which both found a way with as many unknown prices."""
    ratios = []
    for firm, target in firms(number):
        found = plan(firm, shipped(), AS_OF, PlanRequest(targets=(target,)))
        (goal,) = found.targets
        if goal.outcome != "planned":
            continue
        skip = {each.id for each in goal.obstacles if each.open}
        planner = Planner(firm, shipped(), AS_OF, PlanRequest(targets=(target,)))
        greedy = Greedy(firm, planner.library, AS_OF, target, planner.offers, skip)
        chosen = greedy.choose()
        if chosen is None:
            continue
        mine, theirs = greedy.rank(frozenset(step.offer.id for step in found.steps)), greedy.rank(chosen)
        assert mine <= theirs, (firm.code, target.name)
        assert found.re_scored
        assert_in_order(found)
        if mine[0] == theirs[0]:
            ratios.append((theirs[1] + 1) / (mine[1] + 1))
    return ratios


def assert_in_order(found: Plan) -> None:
    """No step begins before one of each of its prerequisites has ended."""
    ends = {step.offer.id: step.end for step in found.steps}
    for step in found.steps:
        for names in step.offer.needs:
            assert min(ends[each] for each in names if each in ends) <= step.start


def test_never_dearer_than_step_by_step() -> None:
    ratios = compared(6)
    print("greedy / plan:", [round(float(each), 2) for each in ratios])
    assert len(ratios) >= 2


@pytest.mark.long
def test_never_dearer_than_step_by_step_on_many_firms() -> None:
    ratios = compared(200)
    mean = sum(ratios, Fraction(0)) / len(ratios)
    print(f"{len(ratios)} firms, greedy / plan: mean {float(mean):.2f}, most {float(max(ratios)):.2f}")
    assert len(ratios) >= 40
