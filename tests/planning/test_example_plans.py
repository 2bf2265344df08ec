"""The plans of the example firms, worked out by hand from what their owners said: money, dates, pains, wishes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from diagnostics.briefing.outlook import look_ahead
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model.results.plans import PlanStep
from tests.builders import AS_OF, shipped
from tests.planning.whole_firms import EXAMPLES, SECRET, Case, answered, example

# one new system of record at a time is what a small firm carries; all of them at once is what vendors offer it
SYSTEMS = {
    "sol_erp_saas", "sol_erp_local", "sol_mes_light", "sol_mes_full", "sol_wms", "sol_qms", "sol_ems", "sol_plm",
    "sol_aps", "sol_scada", "sol_crm", "sol_crm_local", "sol_srm", "sol_eam", "sol_bi",
}  # fmt: skip
BY_NAME = {path.stem: path for path in EXAMPLES}


def planned(name: str) -> Case:
    """Return an example; skipped where its file is not there."""
    if name not in BY_NAME:
        pytest.skip(f"no example {name}")
    return example(BY_NAME[name])


def steps(case: Case) -> dict[str, PlanStep]:
    return {step.offer.id: step for step in case.plan.steps}


def remedies(found: Iterable[PlanStep]) -> set[str]:
    return {step.offer.remedy for step in found}


def most(case: Case, phase: int) -> Fraction:
    """Return what a phase costs at most: known prices at the high end; an unknown one up to its ceiling is beside."""
    return sum((step.offer.reckoned for step in case.plan.steps if step.phase == phase), Fraction(0))


def answers(case: Case) -> dict[str, tuple[str, set[str]]]:
    """Return, per pain that a finding names, how it is answered and by which remedies."""
    return {each.pain: (each.how, {name.partition("/")[0] for name in each.answered_by}) for each in case.plan.pains}


# ---- auto_parts: 80 + 60 万元, robots promised, a customer who waits until 31 December ----


def test_auto_parts_uses_its_money_on_its_pains() -> None:
    case = planned("auto_parts")
    assert case.plan.budget == (Fraction(80), Fraction(60))
    assert answers(case) == {
        "output_next_day": ("whole", {"own_shift_report", "sol_mes_light"}),
        "wrong_drawing": ("part", {"own_drawing_numbers", "sol_interfaces"}),
        "rush_order_chaos": ("part", {"own_rush_rule", "sol_mes_light"}),
        "idle_energy": ("whole", {"own_idle_check"}),
        "stop_reason_unknown": ("whole", {"own_stop_log", "own_robot_link"}),
        "customer_wants_data": ("whole", {"own_quality_sheet", "ext_mes"}),
    }
    assert most(case, 0) <= 80
    assert most(case, 1) <= 60
    assert case.plan.over is None


def test_auto_parts_has_the_quality_module_before_the_customer_waits_for_it() -> None:
    case = planned("auto_parts")
    step = next(step for step in case.plan.steps if step.offer.remedy == "ext_mes")
    (deadline,) = [each.deadline for each in case.firm.findings if each.deadline is not None]
    assert step.phase == 0
    assert step.start <= 3
    assert AS_OF + timedelta(days=184) == deadline.day


def test_auto_parts_is_promised_its_robots_and_gets_plant_two_into_the_mes_it_has() -> None:
    found = steps(planned("auto_parts"))
    assert found["own_robot_link"].offer.pinned
    assert found["own_robot_link"].offer.cost == (Fraction(16), Fraction(24))
    assert found["sol_mes_light"].offer.cost == (Fraction(12), Fraction(18))  # its own quotation, for plant 2
    assert not {"sol_mes_full", "sol_plm", "sol_aps", "sol_ems", "sol_qms"} & remedies(found.values())


# ---- refractory: 30 万元 in the first year, 118 万元 of profit ----


def test_refractory_stays_within_its_thirty_and_is_not_sold_a_row_of_systems() -> None:
    case = planned("refractory")
    first = [step for step in case.plan.steps if step.phase == 0 and step.offer.paid]
    assert case.plan.budget[0] == 30
    assert remedies(first) == {"ext_dcs_report"}  # what the owner wishes to see: the gas of every kiln
    assert first[0].ceiling == 30
    assert len(SYSTEMS & remedies(case.plan.steps)) <= 1
    assert not SYSTEMS & remedies(first)
    assert all(most(case, phase) <= limit for phase, limit in enumerate(case.plan.budget))


def test_refractory_answers_its_cracks_and_its_bricks_with_what_costs_nothing_first() -> None:
    case = planned("refractory")
    found = answers(case)
    assert "own_knowledge" in found["process_by_experience"][1]
    assert found["cannot_find"] == ("first_step", {"own_location_codes"})  # 3.2 万元 a year buy no 8–40
    assert found["progress_by_phone"][1] >= {"own_shift_report"}
    assert found["energy_black"][1] == {"own_meter_list", "ext_dcs_report"}
    assert found["know_how_leaves"][1] >= {"own_knowledge"}
    assert steps(case)["own_knowledge"].horizon == 0


# ---- food: a wish of 10 万元 within a year ----


def test_food_gets_its_wish_within_ten_in_the_first_year() -> None:
    case = planned("food")
    first = [step for step in case.plan.steps if step.phase == 0 and step.offer.paid]
    assert case.plan.budget[0] == 10
    assert remedies(first) == {"sol_trace_light"}
    assert first[0].ceiling == 10
    assert first[0].end <= 12
    wish = next(goal for goal in case.plan.goals if goal.reason.kind == "wish")
    assert wish.outcome == "planned"
    assert answers(case)["trace_slow"] == ("whole", {"own_inspection_plans", "sol_trace_light"})


def test_food_answers_every_pain_and_buys_no_warehouse_system() -> None:
    case = planned("food")
    found = answers(case)
    assert found["pass_rate_unknown"] == ("whole", {"own_quality_sheet"})
    assert found["expired_stock"] == ("part", {"own_location_codes", "sol_erp_saas"})
    assert found["orders_in_chat"] == ("whole", {"own_order_sheet", "sol_erp_saas"})
    assert not {"sol_wms", "sol_qms", "sol_crm", "sol_chain_trace"} & remedies(case.plan.steps)


# ---- every example ----


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_pain_is_answered_or_says_why_not(path: Path) -> None:
    case = example(path)
    assert {each.finding for each in case.plan.pains if each.why} == {
        each.finding for each in case.plan.pains
    } - answered(case.plan).keys()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_firm_with_secrets_is_offered_nothing_across_its_isolation(path: Path) -> None:
    case = example(path)
    said = case.firm.answers.get((case.firm.firm_subject, SECRET))
    crossing = {name for name, each in case.planner.library.remedies.items() if each.crosses_isolation}
    if said is not None and said.value is True:
        assert not crossing & {offer.id for offer in case.planner.offers}
    assert crossing


def test_the_firm_with_secrets_is_one_of_the_examples() -> None:
    case = planned("precision")
    said = case.firm.answers[case.firm.firm_subject, SECRET]
    assert said.value is True


def test_the_firm_that_answered_little_gets_no_plan() -> None:
    case = planned("machine_shop")
    found = look_ahead(diagnose([case.firm], shipped(), AS_OF)[0])
    assert found.too_little is not None
    assert found.plan is None
