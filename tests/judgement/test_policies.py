"""What a firm may apply for: unknown is never met, a stale policy promises no money, one award of a group is paid."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from diagnostics.briefing.report_input import brief
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.results.policy_results import PolicyResult
from tests.builders import AS_OF, JUDGED, asked, content, firm, shipped

Json = dict[str, Any]
FACTS = [
    {"id": "titled", "name": "有称号", "type": "bool", "better": "up", "info": True},
    {"id": "spent", "name": "投入", "type": "number", "unit": "万元", "min": 0, "info": True},
]
TITLED = {"id": "c_titled", "name": "有称号", "need": {"fact": "titled", "is": True}}
SPENT = {"id": "c_spent", "name": "投入超过100万元", "need": {"fact": "spent", "more_than": 100}}
FRESH = {"status": "in_force", "valid_to": "2026-12-31", "checked_on": "2026-06-01"}
GOOD = {"titled": True, "spent": 150}


def item(name: str = "award", **given: Any) -> Json:
    return {"id": name, "name": "奖励", "benefit": "award", "amount_wan": 50, "conditions": [TITLED, SPENT], **given}


def with_own_conditions(name: str, **given: Any) -> Json:
    conditions = [{**each, "id": f"{name}_{each['id']}"} for each in (TITLED, SPENT)]
    return item(name, conditions=conditions, **given)


@pytest.fixture
def library(tmp_path: Path) -> Any:
    def make(*items: Json, **policy: Any) -> Library:
        given = {
            "id": "plan_2024",
            "title": "方案",
            "level": "city",
            **FRESH,
            **policy,
            "items": list(items or (item(),)),
        }
        return content(tmp_path, *asked(FACTS), {"kind": "policies", "id": "policies", **JUDGED, "policies": [given]})

    return make


def matched(library: Library, answers: Json, as_of: date = AS_OF, **given: Any) -> dict[str, PolicyResult]:
    one: FirmAnswers = firm(answers, library=library, **given)
    return dict(diagnose([one], library, as_of)[0].policies)


@pytest.mark.parametrize(
    ("answers", "outcome", "states"),
    [
        ({"titled": True, "spent": 150}, "eligible", ["met", "met"]),
        ({"titled": True, "spent": 100}, "not_eligible", ["met", "not_met"]),
        ({"titled": True}, "to_verify", ["met", "unknown"]),
        ({}, "to_verify", ["unknown", "unknown"]),
        ({"titled": False}, "not_eligible", ["not_met", "unknown"]),
        ({"titled": {"state": "refused"}, "spent": 150}, "to_verify", ["unknown", "met"]),
    ],
)
def test_every_condition_is_met_not_met_or_unknown(
    library: Any, answers: Json, outcome: str, states: list[str]
) -> None:
    found = matched(library(), answers)["award"]
    assert found.outcome == outcome
    assert [each.state for each in found.conditions] == states


def test_what_is_only_said_is_not_eligible_on_verified_answers(library: Any) -> None:
    assert matched(library(), GOOD)["award"].outcome_verified == "to_verify"
    assert matched(library(), GOOD, grade="E2")["award"].outcome_verified == "eligible"


@pytest.mark.parametrize(
    ("policy", "reason", "outcome"),
    [
        ({"checked_on": (AS_OF - timedelta(days=91)).isoformat()}, "check_old", "to_verify"),
        ({"status": "unknown"}, "status_unknown", "to_verify"),
        ({"likely_ended": True}, "likely_ended", "to_verify"),
        ({"status": "expired"}, "expired", "not_eligible"),
        ({"valid_to": (AS_OF - timedelta(days=1)).isoformat()}, "expired", "not_eligible"),
        ({"valid_from": (AS_OF + timedelta(days=1)).isoformat()}, "not_yet", "not_eligible"),
    ],
)
def test_a_policy_that_is_not_surely_in_force_promises_no_money(
    library: Any, policy: Json, reason: str, outcome: str
) -> None:
    found = matched(library(**policy), GOOD)["award"]
    assert (found.outcome, found.sure_amount_wan, found.current) == (outcome, None, False)
    assert reason in found.reasons


@pytest.mark.parametrize("left_out", ["valid_to", "checked_on"])
def test_a_policy_without_an_end_or_a_check_promises_no_money(tmp_path: Path, left_out: str) -> None:
    policy = {"id": "plan_2024", "title": "方案", "level": "city", **FRESH, "items": [item()]}
    del policy[left_out]
    library = content(tmp_path, *asked(FACTS), {"kind": "policies", "id": "policies", **JUDGED, "policies": [policy]})
    found = matched(library, GOOD)["award"]
    assert (found.outcome, found.sure_amount_wan) == ("to_verify", None)


@pytest.mark.parametrize("days", [0, 90, -30])
def test_a_check_of_the_last_ninety_days_counts(library: Any, days: int) -> None:
    checked = (AS_OF - timedelta(days=days)).isoformat()
    found = matched(library(checked_on=checked), GOOD)["award"]
    assert (found.outcome, found.reasons) == ("eligible", ())
    assert found.sure_amount_wan == 50


def test_the_same_policy_is_in_force_on_its_last_day_and_over_the_day_after(library: Any) -> None:
    made = library(valid_to="2026-06-30")
    assert matched(made, GOOD, date(2026, 6, 30))["award"].outcome == "eligible"
    assert matched(made, GOOD, date(2026, 7, 1))["award"].outcome == "not_eligible"


def test_an_item_whose_conditions_are_not_all_known_has_to_be_asked(library: Any) -> None:
    found = matched(library(item(complete=False), with_own_conditions("bare", amount_wan=9, complete=False)), GOOD)
    assert found["award"].outcome == "to_verify"
    assert "incomplete" in found["award"].reasons
    assert matched(library(item(conditions=[])), GOOD)["award"].outcome == "to_verify"


def test_of_a_group_only_the_highest_is_paid(library: Any) -> None:
    lower, higher = item(exclusive_group="g"), with_own_conditions("high", amount_wan=200, exclusive_group="g")
    other = with_own_conditions("other", amount_wan=10)
    found = matched(library(lower, higher, other), GOOD)
    assert {name: each.covered_by for name, each in found.items()} == {"award": "high", "high": "", "other": ""}


def test_a_doubtful_higher_award_does_not_displace_a_sure_lower_one(library: Any) -> None:
    doubtful = item("high", amount_wan=200, exclusive_group="g", complete=False, conditions=[{**TITLED, "id": "t2"}])
    found = matched(library(item(exclusive_group="g"), doubtful), GOOD)
    assert (found["award"].outcome, found["award"].covered_by) == ("eligible", "")
    assert (found["high"].outcome, found["high"].covered_by) == ("to_verify", "")


def test_an_award_out_of_reach_displaces_nothing(library: Any) -> None:
    much = {"id": "c_much", "name": "投入超过900万元", "need": {"fact": "spent", "more_than": 900}}
    never = item("high", amount_wan=200, exclusive_group="g", conditions=[much])
    found = matched(library(item(exclusive_group="g"), never), GOOD)
    assert (found["award"].covered_by, found["high"].outcome) == ("", "not_eligible")


def test_a_batch_gives_the_same_as_each_firm_alone(library: Any) -> None:
    made = library()
    firms = [firm(answers, library=made) for answers in (GOOD, {}, {"titled": False})]
    together = [each.policies for each in diagnose(firms, made, AS_OF)]
    assert together == [diagnose([each], made, AS_OF)[0].policies for each in firms]


# ---- the shipped policies -------------------------------------------------------------------------------------------

GIANT = {"titles": [{"tier": "national", "valid_from": "2026-01-01", "valid_to": "2028-12-31"}], "status": "active"}
ASKED = {"policy_situations": ["new_title_unpaid"], "finance_purposes": ["equipment"], "equipment_invest_wan": 300}


def test_no_shipped_policy_was_checked_so_none_promises_money() -> None:
    """Holds until a person has checked one with the authority; then its `checked_on` says so and this test changes."""
    found = matched(shipped(), ASKED, date(2026, 11, 22), about=GIANT)
    assert len(found) >= 35
    assert {each.sure_amount_wan for each in found.values()} == {None}
    assert "eligible" not in {each.outcome for each in found.values()}


def test_the_awards_of_the_policy_text_stand_in_the_policy_table() -> None:
    found = matched(shipped(), ASKED, date(2026, 11, 22), about=GIANT)
    amounts = {name: each.amount_wan for name, each in found.items() if name.startswith("policy_r02")}
    assert sorted(map(int, filter(None, amounts.values()))) == [50, 100, 200, 500]
    assert found["policy_r02_award_giant"].outcome == "to_verify"
    assert found["policy_r02_award_province"].outcome == "not_eligible"


@pytest.mark.parametrize("name", ["zz_pilot", "hn_33", "loan_zjtx_hn", "zz_2020"])
def test_what_has_probably_ended_is_treated_so(name: str) -> None:
    assert shipped().policies[name].likely_ended


def test_a_contradiction_between_two_documents_stands_on_both_sides() -> None:
    conflicts = {
        (item.id, conflict.other)
        for policy in shipped().policies.values()
        for item in policy.items
        for conflict in item.conflicts
    }
    assert ("policy_r10_credit", "loan_zjtx_hn") in conflicts
    assert {(there, here) for here, there in conflicts} == conflicts


def test_the_report_receives_them_in_words_with_both_sides_of_a_conflict() -> None:
    diagnosis = diagnose([firm(ASKED, about=GIANT)], shipped(), AS_OF)[0]
    lines = brief(diagnosis, AS_OF, AS_OF).policies
    assert len(lines) == len(diagnosis.policies)
    assert [each.word for each in lines] == sorted(
        (each.word for each in lines), key=["可申报", "待核实", "暂不符合"].index
    )
    loan = next(each for each in lines if each.id == "policy_r10_credit")
    assert "固定资产" in loan.conflicts[0].here
    assert "固定资产" in loan.conflicts[0].there
    assert loan.conflicts[0].ask == "经办银行"
    assert all(each.reasons for each in lines)
    assert not any("_" in reason for each in lines for reason in each.reasons), "every reason has words"


def test_no_policy_gives_an_amount_that_the_sheet_warns_of() -> None:
    """The often quoted 100 and 50 for smart factories and workshops have no document; nor have cloud and 贯标."""
    for policy in shipped().policies.values():
        for item in policy.items:
            if item.amount_wan is not None:
                assert not any(word in item.name for word in ("智能工厂", "智能车间", "上云", "贯标")), item.id


# ---- the loan subsidy that ends with the year 2026 -----------------------------------------------------------------

EQUIPMENT = {"finance_purposes": ["equipment"], "support_situations": ["equipment_loan_listed", "equipment_loan_bank"]}


@pytest.mark.parametrize(
    ("as_of", "outcome"),
    [
        (date(2025, 12, 31), "not_eligible"),
        (date(2026, 1, 1), "to_verify"),
        (date(2026, 12, 31), "to_verify"),  # nobody has asked the authority, whatever the firm has
        (date(2027, 1, 1), "not_eligible"),
    ],
)
def test_the_subsidy_for_equipment_loans_is_to_be_asked_about_until_its_last_day(as_of: date, outcome: str) -> None:
    found = matched(shipped(), EQUIPMENT, as_of)["loan_equipment_2026"]
    assert [each.state for each in found.conditions] == ["met", "met", "met"]
    assert found.outcome == outcome
    assert found.sure_amount_wan is None


def test_a_loan_for_something_else_gets_no_subsidy() -> None:
    other = {**EQUIPMENT, "finance_purposes": ["working_capital"]}
    assert matched(shipped(), other)["loan_equipment_2026"].outcome == "not_eligible"


def test_what_another_city_pays_is_printed_with_the_words_that_this_one_does_not() -> None:
    lines = brief(diagnose([firm({})], shipped(), AS_OF)[0], AS_OF, AS_OF).policies
    pilot = next(each for each in lines if each.id == "zz_pilot_retrofit")
    assert pilot.amount_wan is None
    assert len(pilot.references) == 5
    assert all(each.startswith("河南省") and "的办法，本地没有看到：" in each for each in pilot.references)


@pytest.mark.parametrize("item", ["policy_r08_cloud_chain", "policy_r09_diagnosis"])
def test_a_champion_is_above_the_province_for_the_cloud_as_in_the_coverage(item: str) -> None:
    champion = {"tier": "champion", "valid_from": "2024-01-01", "valid_to": "2026-12-31"}
    found = matched(shipped(), {}, about={"titles": [champion]})[item]
    assert [each.state for each in found.conditions] == ["met"]


@pytest.mark.parametrize(
    ("tier", "outcome"), [("province", "to_verify"), ("national", "not_eligible"), ("champion", "not_eligible")]
)
def test_the_pool_of_the_city_is_for_those_below_the_highest_titles(tier: str, outcome: str) -> None:
    title = {"tier": tier, "valid_from": "2024-01-01", "valid_to": "2026-12-31"}
    assert matched(shipped(), {}, about={"titles": [title]})["policy_r01_pool"].outcome == outcome
