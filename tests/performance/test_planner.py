"""What a plan costs, beside one diagnosis of the same firm in the same run."""

from __future__ import annotations

from time import process_time

import pytest

from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.planning.planner import PlanRequest, plan
from diagnostics.planning.targets import read_target
from tests.builders import AS_OF, shipped
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
