"""Worked firms for the conditions that the second reading corrected: the right verdict, claimed and verified."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from diagnostics.judgement.criteria import judge
from diagnostics.judgement.results import SetResults
from diagnostics.model.results.results import SetResult
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from diagnostics.scoring.words.describe import Describer
from tests.builders import AS_OF, firm, shipped

Answers = dict[str, Any]

HOLDS: Answers = {"value": "holds", "note": "顾问看过材料", "by": "王工"}
# a plant that meets the basic level in the wording of 2024 and 2025
PLANT: Answers = {
    "legal_entity_form": "legal_person",
    "credit_records": [], "title_red_lines": [], "worst_accident_grade": "none",
    "finance_healthy": HOLDS, "market_competitive": HOLDS, "indicators_above_province_average": HOLDS,
    "secure_controllable_scope": ["equipment", "software", "industrial_os", "solutions", "cyber_data_risk"],
    "smart_factory_organisation": ["appointed", "specialists", "operation_rules"],
    "covered_segments": ["production_operation", "production_management"],
    "shopfloor_digital_basics": ["equipment_upgraded", "process_upgraded", "equipment_monitored", "process_monitored",
                                 "systems_connected", "key_process_automated"],
    "s_scheduling": 2, "s_quality": 2, "s_equipment": 2, "s_warehouse": 2,
    "key_process_lean": "lean",
}  # fmt: skip
RESULTS = [{"instrument": "cmmm", "level": 2, "date": "2026-03-02", "platform": "c3mep"}]
YEARS = [{"year": 2025, "revenue_wan": 6000, "main_revenue_wan": 5500}]
PROVINCE = {"tier": "province", "valid_from": "2025-01-01", "valid_to": "2027-12-31"}


def judged(
    criteria: str,
    changes: Answers | None = None,
    *,
    province: str = "henan",
    grade: str = "E2",
    years: list[Answers] = YEARS,
    results: list[Answers] = RESULTS,
    titles: tuple[Answers, ...] = (),
    as_of: date = AS_OF,
) -> SetResult:
    """Judge one set for the plant with some answers changed; None takes an answer away."""
    answers = {name: each for name, each in {**PLANT, **(changes or {})}.items() if each is not None}
    about = {"registered_province": province, "business_type": "discrete", "titles": list(titles)}
    one = firm(answers, grade=grade, about=about, years=years, official_results=results)
    library = shipped()
    claimed = Evaluator(Frame([one], library, as_of))
    verified = Evaluator(Frame([one], library, as_of, verified=True), claimed)
    found = SetResults(judge(library.criteria[criteria], claimed, verified), claimed, Describer(library)).of_firm(0)
    assert found is not None
    return found


def verdicts(*given: Any, **more: Any) -> tuple[str, str]:
    found = judged(*given, **more)
    return found.verdict, found.verdict_verified


def state(criteria: str, condition: str, *given: Any, **more: Any) -> str:
    return judged(criteria, *given, **more).conditions[condition].state


# ---- the notice of 2025 --------------------


def test_a_plant_that_has_it_all_meets_both_wordings_of_the_basic_level() -> None:
    assert verdicts("nat_b") == verdicts("nat_b_2026") == ("likely_met", "likely_met")


@pytest.mark.parametrize("change", [{"legal_entity_form": "branch"}, {"cooperates_onsite": False}])
def test_a_branch_and_a_firm_that_shows_nobody_round_may_assess_themselves_as_basic(change: Answers) -> None:
    assert verdicts("nat_b", change) == ("likely_met", "likely_met")


ADVANCED: Answers = {"legal_entity_form": "branch", "cooperates_onsite": False}


def test_a_branch_is_refused_by_no_official_condition_of_the_advanced_level() -> None:
    basic = [*RESULTS, {"instrument": "smart_factory", "level": 1, "date": "2026-04-01", "platform": "c3mep"}]
    found = judged("nat_a", ADVANCED, results=basic)
    assert found.verdict != "not_met"
    assert found.conditions["gate_prior_basic"].state == "met"
    assert judged("nat_a", ADVANCED).verdict == "not_met", "the basic level comes first: the notice says so"


@pytest.mark.parametrize("criteria", ["nat_e", "nat_p"])
def test_a_branch_is_refused_by_the_two_upper_levels_unless_its_trade_is_excepted(criteria: str) -> None:
    branch = {"legal_entity_form": "branch", "prog_branch_exception": False}
    assert judged(criteria, branch).verdict == "not_met"
    assert state(criteria, "gate_registered", branch) == "not_met"
    assert state(criteria, "gate_registered", {**branch, "prog_branch_exception": True}) == "met"
    assert state(criteria, "gate_cooperate_onsite", {"cooperates_onsite": False}) == "not_met"


def test_the_scale_of_a_firm_blocks_no_firm_with_a_title() -> None:
    small = [{"year": 2025, "revenue_wan": 1500, "main_revenue_wan": 1500}]
    assert state("nat_b", "gate_above_scale", years=small) == "not_met"
    assert verdicts("nat_b", years=small) == ("likely_not_met", "likely_not_met"), "the figure itself is not official"
    assert state("nat_b", "gate_above_scale", years=small, titles=(PROVINCE,)) == "na"
    assert judged("nat_b", years=small, titles=(PROVINCE,)).verdict == "likely_met"


@pytest.mark.parametrize("record", ["abnormal_12m", "penalty_unrepaired_12m"])
def test_what_one_province_counts_is_no_bad_credit_of_the_country(record: str) -> None:
    for criteria in ("nat_b", "nat_a", "nat_e", "nat_p"):
        assert state(criteria, "gate_no_bad_credit_3y", {"credit_records": [record]}) == "met"
        assert state(criteria, "gate_no_bad_credit_3y", {"credit_records": ["violation_3y"]}) == "not_met"
    assert state("hlj_sf", "hlj_credit_12m", {"credit_records": [record]}) == "not_met"


FIVE = ["factory_construction", "research_design", "production_operation", "production_management",
        "operation_management"]  # fmt: skip


def test_in_principle_all_five_is_soft_for_excellent_and_hard_for_leading() -> None:
    four = {"covered_segments": FIVE[1:]}
    assert state("nat_e", "nat_e_01_coverage", {"covered_segments": FIVE}) == "met"
    assert state("nat_e", "nat_e_01_coverage", four) == "unknown"
    assert state("nat_e", "nat_e_01_coverage", {**four, "prog_coverage_argued": HOLDS}) == "met"
    fails = {"value": "fails", "note": "只是还没有做", "by": "王工"}
    assert state("nat_e", "nat_e_01_coverage", {**four, "prog_coverage_argued": fails}) == "not_met"
    assert state("nat_p", "nat_p_01_coverage", four) == "not_met"


def test_leading_asks_for_money_people_and_technology() -> None:
    assert state("nat_p", "gate_resources", {"prog_resources": ["money", "people", "technology"]}) == "met"
    assert state("nat_p", "gate_resources", {"prog_resources": ["money", "people"]}) == "not_met"
    assert judged("nat_p", {"prog_resources": ["money"]}).verdict == "not_met"


# ---- two wordings of the basic level --------------------


@pytest.mark.parametrize(
    ("change", "older", "newer"),
    [
        ({"s_quality": 1}, "likely_not_met", "likely_met"),  # quality is no longer named
        ({"key_process_lean": "standardised"}, "likely_not_met", "likely_met"),  # 精益化 against 规范化
        ({"key_process_lean": None}, "unknown", "unknown"),
        ({"key_process_lean": "none"}, "likely_not_met", "likely_not_met"),
        # the processes need no longer be watched, only equipment and systems
        ({"shopfloor_digital_basics": ["equipment_upgraded", "process_upgraded", "equipment_monitored",
                                       "systems_connected", "key_process_automated"]}, "likely_not_met", "likely_met"),
        # operating system and solutions are no longer named
        ({"secure_controllable_scope": ["equipment", "software", "cyber_data_risk"]}, "likely_not_met", "likely_met"),
        # what contradicts the policy for industry is new
        ({"title_red_lines": ["banned_product"]}, "likely_met", "likely_not_met"),
        # drawings have to be kept in order
        ({"covered_segments": ["production_operation", "research_design"], "s_product_design": 1,
          "s_process_design": 1}, "likely_met", "likely_not_met"),
    ],
)  # fmt: skip
def test_a_firm_can_meet_one_wording_and_miss_the_other(change: Answers, older: str, newer: str) -> None:
    assert judged("nat_b", change).verdict == older
    assert judged("nat_b_2026", change).verdict == newer


def test_a_line_of_ours_is_told_beside_the_mark_of_the_wording() -> None:
    found = judged("nat_b").conditions
    assert found["nat_b_08_prod_mgmt"].mark.name == "house"
    assert found["nat_b_07_automation"].mark.name == "secondary"


# ---- 近两年均不低于: two readings --------------------


def shares(before: float, last: float, revenue: float = 12000) -> list[Answers]:
    return [
        {"year": 2025, "revenue_wan": revenue, "rd_wan": revenue * last / 100},
        {"year": 2024, "revenue_wan": revenue, "rd_wan": revenue * before / 100},
    ]


@pytest.mark.parametrize(
    ("before", "last", "expected"),
    [
        (3, 3, "met"),
        (4.5, 3.2, "met"),
        (4.5, 1.6, "unknown"),  # 3.05 % in the mean, one year below
        (1.6, 4.5, "unknown"),
        (2.9, 3.1, "unknown"),  # exactly 3 % in the mean
        (2.9, 3.0, "not_met"),  # neither reading
        (1, 2, "not_met"),
    ],
)
def test_two_years_each_hold_the_mean_alone_leaves_open_less_fails(before: float, last: float, expected: str) -> None:
    assert state("xjr_2022", "xjr22_rd_large", years=shares(before, last)) == expected
    middle = shares(2 * before, 2 * last, revenue=8000)
    assert state("xjr_2022", "xjr22_rd_middle", years=middle) == expected


@pytest.mark.parametrize(("reading", "expected"), [("mean", "met"), ("each", "not_met")])
def test_what_the_authority_said_decides_between_the_readings(reading: str, expected: str) -> None:
    said = {"rd_share_reading": reading}
    assert state("xjr_2022", "xjr22_rd_large", said, years=shares(4.5, 1.6)) == expected
    assert state("xjr_2022", "xjr22_rd_large", said, years=shares(4.5, 3.2)) == "met", "no reading takes that away"


def test_a_year_that_nobody_knows_leaves_it_open() -> None:
    assert state("xjr_2022", "xjr22_rd_large", years=shares(3, 4)[:1]) == "unknown"


def test_both_readings_rest_on_an_uncertain_text_and_the_direct_way_on_what_we_know() -> None:
    found = judged("xjr_2022", {"ip_class1_total": 2, "national_science_award": "none", "maker_china_rank": "none"},
                   years=shares(4, 4)).conditions  # fmt: skip
    assert found["xjr22_rd_large"].mark.name == "uncertain"
    assert found["xjr22_ip"].mark.name == "known"
    assert found["xjr22_market_share"].mark.name == "seen_in_part"


# ---- provinces --------------------


def test_hainan_asks_one_level_less_for_basic_and_for_a_certificate_of_no_tax_debt() -> None:
    ready = {"tax_clearance": True, "province_elements_level": "basic"}
    one = [{"instrument": "cmmm", "level": 1, "date": "2026-03-02", "platform": "c3mep"}]
    there: Answers = {"province": "hainan", "results": one}
    assert judged("hainan_basic", ready, **there).verdict == "likely_met"
    assert judged("hainan_adv", {**ready, "province_elements_level": "advanced"}, **there).verdict == "likely_not_met"
    assert state("hainan_basic", "hainan_clean", {**ready, "tax_clearance": False}, **there) == "not_met"
    assert judged("hainan_basic", {**ready, "province_elements_level": None}, **there).verdict == "unknown"


def test_qingdao_asks_for_the_assessment_on_the_platform_and_the_filed_basic_level() -> None:
    ready = {
        "site_in_use_since": "2024-06-30", "city_basic_review_passed": True, "cooperates_onsite": True,
        "indicators_leading_in_province": HOLDS, "province_elements_level": "advanced",
    }  # fmt: skip
    assert judged("qd_adv_2026", ready, province="shandong").verdict == "likely_met"
    filed = {**ready, "city_basic_review_passed": False}
    assert judged("qd_adv_2026", filed, province="shandong").verdict == "likely_not_met"
    assert state("qd_adv_2026", "qd_adv_cmmm", ready, province="shandong", results=[]) != "met"


def test_a_set_of_which_only_the_opening_was_seen_stays_open_until_somebody_has_read_the_rest() -> None:
    assert judged("bj_2025", province="beijing").verdict == "unknown"
    assert judged("bj_2025", {"province_elements_level": "basic"}, province="beijing").verdict == "likely_met"


def test_jiangsu_and_liaoning_ask_for_what_was_missing() -> None:
    assert state("js_adv", "js_adv_not_dishonest", {"credit_records": ["serious_violation"]}) == "not_met"
    assert state("js_adv", "js_adv_accounts_3y", {"accounts_3y": False}) == "not_met"
    assert state("ln26", "ln26_integration_report", {"integration_report_this_year": False}) == "not_met"
