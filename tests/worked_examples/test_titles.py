"""Recognitions of SMEs: the worked examples of the sheet on the digital level, section 6 (rules: 5.1 to 5.5).

The sheet's firm earns 6047 万元 a year with a main share of 88 % and a growth of 7.5 %; years are 2023 to 2025.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.judgement.criteria import judge
from diagnostics.judgement.results import SetResults
from diagnostics.model.results.results import SetResult
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from diagnostics.scoring.words.describe import Describer
from tests.builders import Exact, firm, scored, shipped, shown
from tests.worked_examples.test_digital_level import A as LEVEL_2

Answers = dict[str, Any]
OLD_RULES, NEW_RULES = date(2026, 3, 31), date(2026, 4, 1)

# main revenue 5321.36 is 88 % of 6047; each year 7.5 % above the one before
YEARS: list[Answers] = [
    {"year": 2025, "revenue_wan": 6047, "main_revenue_wan": 5321.36, "rd_wan": 260, "net_profit_wan": 374.914,
     "debt_ratio": 52, "employees": 100},
    {"year": 2024, "revenue_wan": 5600, "main_revenue_wan": 4950.1, "rd_wan": 230, "debt_ratio": 50, "employees": 98},
    {"year": 2023, "revenue_wan": 5300, "main_revenue_wan": 4604.7, "rd_wan": 200, "debt_ratio": 49, "employees": 95},
]  # fmt: skip
FIRM: Answers = {
    "segment_years": 9,
    "product_fields": ["six_base", "strategic_emerging"],
    "quality_credentials": ["quality_system_cert", "own_brand"],
    "srdi_local_score": 10,
    "ip_class1_total": 1, "ip_class1_own": 1, "ip_class1_high_value": 0, "ip_class2": 5,
    "rd_staff": 12,
    "rd_org_level": "city",
    "national_science_award": "none", "provincial_science_award": "none", "maker_china_rank": "none",
    "innovation_honours": [], "equity_new_2y": 0, "equity_new_3y": 0,
    "title_red_lines": [], "credit_records": [], "worst_accident_grade": "none", "related_to_giant": False,
    "market_share": 12, "market_rank": 5,
}  # fmt: skip
PROFILE = {"registered_province": "henan"}
INNOVATIVE = {"tier": "innovative", "valid_from": "2025-01-01", "valid_to": "2027-12-31"}
PROVINCE = {"tier": "province", "valid_from": "2025-01-01", "valid_to": "2027-12-31"}
GIANT = {"tier": "national", "valid_from": "2023-07-01", "valid_to": "2026-06-30"}


def platform(level: int) -> dict[str, Any]:
    return {"instrument": "digital_level", "level": level, "date": "2025-11-01", "platform": "zjtx"}


def quality(score: float, on: str) -> dict[str, Any]:
    return {"instrument": "quality_eval", "score": score, "date": on}


def given(
    answers: Mapping[str, Any] = FIRM,
    *,
    years: list[dict[str, Any]] = YEARS,
    results: tuple[dict[str, Any], ...] = (platform(2),),
    titles: tuple[dict[str, Any], ...] = (INNOVATIVE, PROVINCE),
) -> Any:
    return firm(answers, about={**PROFILE, "titles": list(titles)}, years=years, official_results=list(results))


def points(standard: str, answers: Any, as_of: date = OLD_RULES) -> dict[str, Fraction | None]:
    exact = Exact(answers, standard, as_of=as_of)
    return {node.id: exact[node.id] for node in exact.standard.nodes}


def judged(answers: Any, criteria: str, as_of: date) -> SetResult:
    """Judge one set, without the rest of the library."""
    library = shipped()
    claimed = Evaluator(Frame([answers], library, as_of))
    verified = Evaluator(Frame([answers], library, as_of, verified=True), claimed)
    result = SetResults(judge(library.criteria[criteria], claimed, verified), claimed, Describer(library)).of_firm(0)
    assert result is not None
    return result


def in_state(result: SetResult, state: str) -> set[str]:
    return {name for name, each in result.conditions.items() if each.state == state}


# ---- 63号文: the score of 专精特新 --------------------


def test_the_score_of_the_old_rules_is_64_digit_for_digit() -> None:
    assert points("srdi_score", given()) == {
        "total": 64,
        "part_specialised": 18, "z01_main_ratio": 5, "z02_main_growth_2y": 6, "z03_segment_years": 4,
        "z04_product_field": 3,
        "part_refined": 17, "z05_digital_level": 3, "z06_quality": 5, "z07_net_margin": 6, "z08_debt_ratio": 3,
        "part_distinct": 10, "z09_local_feature": 10,
        "part_innovation": 19, "z10_ip": 8, "z11_rd_spend": 4, "z12_rd_staff": 3, "z13_rd_org": 4,
    }  # fmt: skip


def test_the_figures_behind_it_are_those_of_the_sheet() -> None:
    evaluator = Evaluator(Frame([given()], shipped(), OLD_RULES))
    figures = {name: evaluator.number(name, "firm").lo[0] for name in (
        "main_revenue_share_y1", "main_growth_2y", "main_growth_y1", "net_margin_y1", "rd_share_y1", "rd_staff_share",
    )}  # fmt: skip
    assert {name: shown(float(each), 1) for name, each in figures.items()} == {
        "main_revenue_share_y1": "88.0", "main_growth_2y": "7.5", "main_growth_y1": "7.5", "net_margin_y1": "6.2",
        "rd_share_y1": "4.3", "rd_staff_share": "12.0",
    }  # fmt: skip


@pytest.mark.parametrize(("level", "total"), [(0, 61), (1, 61), (2, 64), (3, 66), (4, 66)])
def test_the_digital_level_moves_the_score_by_at_most_five_points(level: int, total: int) -> None:
    assert points("srdi_score", given(results=(platform(level),)))["total"] == total


def test_without_a_platform_our_own_level_counts() -> None:
    assert points("srdi_score", given(results=()))["z05_digital_level"] is None
    assert points("srdi_score", given(FIRM | LEVEL_2, results=()))["z05_digital_level"] == 3
    assert points("srdi_score", given(FIRM | LEVEL_2, results=(platform(3),)))["z05_digital_level"] == 5


def test_without_the_provinces_own_indicators_the_score_is_an_interval_of_15_points() -> None:
    open_ended = {name: each for name, each in FIRM.items() if name != "srdi_local_score"}
    found = scored(given(open_ended), "srdi_score", as_of=OLD_RULES)["score"]
    assert (found["value"], found["min"], found["max"]) == (None, 54, 69)


@pytest.mark.parametrize(
    ("changes", "node", "expected"),
    [
        ({"segment_years": 1.9}, "z03_segment_years", 0),
        ({"segment_years": 2}, "z03_segment_years", 1),
        ({"segment_years": 9.9}, "z03_segment_years", 4),
        ({"segment_years": 30}, "z03_segment_years", 5),
        ({"product_fields": ["chain_breakthrough", "six_base"]}, "z04_product_field", 5),
        ({"product_fields": ["old_brand"]}, "z04_product_field", 3),
        ({"product_fields": ["strategic_emerging"]}, "z04_product_field", 0),
        ({"quality_credentials": ["standards"]}, "z06_quality", 3),
        ({"quality_credentials": ["other_system_cert", "product_cert_abroad"]}, "z06_quality", 0),
        ({"ip_class1_high_value": 1}, "z10_ip", 10),
        ({"ip_class1_own": 0}, "z10_ip", 6),
        ({"ip_class1_own": 0, "ip_class1_total": 0}, "z10_ip", 2),
        ({"ip_class1_own": 0, "ip_class1_total": 0, "ip_class2": 0}, "z10_ip", 0),
        ({"rd_staff": 20}, "z12_rd_staff", 5),
        ({"rd_staff": 4}, "z12_rd_staff", 0),
        ({"rd_org_level": "national"}, "z13_rd_org", 10),
        ({"rd_org_level": "below_city"}, "z13_rd_org", 2),
    ],
)
def test_a_boundary_takes_the_better_band(changes: Answers, node: str, expected: int) -> None:
    assert points("srdi_score", given(FIRM | changes))[node] == expected


@pytest.mark.parametrize(
    ("changes", "node", "expected"),
    [
        ({"debt_ratio": 50}, "z08_debt_ratio", 5),
        ({"debt_ratio": 60}, "z08_debt_ratio", 3),
        ({"debt_ratio": 70.1}, "z08_debt_ratio", 0),
        ({"debt_ratio": 2000}, "z08_debt_ratio", 0),
        ({"net_profit_wan": 604.7}, "z07_net_margin", 10),
        ({"net_profit_wan": -20000}, "z07_net_margin", 0),
        ({"rd_wan": 499}, "z11_rd_spend", 8),  # 400 or more; the share of 8.25 % gives as much
        ({"rd_wan": 605}, "z11_rd_spend", 10),
        ({"main_revenue_wan": 4837.6}, "z01_main_ratio", 5),  # exactly 80 %
        ({"main_revenue_wan": 4837}, "z01_main_ratio", 3),
        ({"main_revenue_wan": 1000}, "z02_main_growth_2y", 0),
    ],
)
def test_the_figures_of_last_year_fall_into_their_bands(changes: Answers, node: str, expected: int) -> None:
    years = [YEARS[0] | changes, *YEARS[1:]]
    assert points("srdi_score", given(years=years))[node] == expected


def test_a_small_spender_with_a_high_share_takes_the_better_of_the_two() -> None:
    years = [YEARS[0] | {"revenue_wan": 1000, "main_revenue_wan": 900, "rd_wan": 100}, *YEARS[1:]]
    assert points("srdi_score", given(years=years))["z11_rd_spend"] == 10  # 100 万元 alone would give 2


# ---- 创新型 --------------------


def test_the_score_of_an_innovative_firm_is_80() -> None:
    assert points("innov_score", given()) == {
        "total": 80,
        "part_innovation": 30, "c01_ip": 15, "c02_rd_ratio": 15,
        "part_growth": 20, "c03_main_growth": 10, "c04_debt_ratio": 10,
        "part_specialised": 30, "c05_field": 10, "c06_main_ratio": 20,
    }  # fmt: skip
    assert judged(given(), "innov_2022", OLD_RULES).verdict == "likely_met"
    assert judged(given(), "innov_2026", NEW_RULES).verdict == "likely_met"


# Ⅱ类 only, R&D 1.9 %, growth 16 %, debt 40 %, share 90 %
COUNTER_YEARS: list[Answers] = [
    {"year": 2025, "revenue_wan": 5800, "main_revenue_wan": 5220, "rd_wan": 110.2, "net_profit_wan": 300,
     "debt_ratio": 40, "employees": 100},
    {"year": 2024, "revenue_wan": 5000, "main_revenue_wan": 4500, "rd_wan": 100, "debt_ratio": 41, "employees": 98},
    {"year": 2023, "revenue_wan": 4400, "main_revenue_wan": 4000, "rd_wan": 90, "debt_ratio": 42, "employees": 95},
]  # fmt: skip
COUNTER = FIRM | {"ip_class1_total": 0, "ip_class1_own": 0}


def test_seventy_points_fail_where_innovation_is_below_its_line() -> None:
    answers = given(COUNTER, years=COUNTER_YEARS)
    assert points("innov_score", answers) == {
        "total": 70,
        "part_innovation": 10, "c01_ip": 5, "c02_rd_ratio": 5,
        "part_growth": 30, "c03_main_growth": 20, "c04_debt_ratio": 10,
        "part_specialised": 30, "c05_field": 10, "c06_main_ratio": 20,
    }  # fmt: skip
    result = judged(answers, "innov_2022", OLD_RULES)
    assert (result.verdict, in_state(result, "not_met")) == ("likely_not_met", {"innov22_score_or_direct"})


@pytest.mark.parametrize(
    "direct",
    [
        {"provincial_science_award": "listed"}, {"national_science_award": "listed"},
        {"innovation_honours": ["high_tech"]}, {"rd_org_level": "provincial"}, {"equity_new_3y": 500},
    ],
    ids=lambda each: next(iter(each)),
)  # fmt: skip
def test_each_direct_condition_is_enough(direct: Answers) -> None:
    assert judged(given(COUNTER | direct, years=COUNTER_YEARS), "innov_2022", OLD_RULES).verdict == "likely_met"


# ---- 专精特新 and 小巨人 --------------------


def test_the_firm_passes_under_the_old_rules() -> None:
    result = judged(given(), "zjtx_2022", OLD_RULES)
    assert (result.verdict, in_state(result, "not_met"), in_state(result, "unknown")) == ("likely_met", set(), set())


@pytest.mark.parametrize(
    ("direct", "state"),
    [
        ({}, "not_met"),
        ({"provincial_science_award": "listed"}, "not_met"),
        ({"provincial_science_award": "top3"}, "met"),
        ({"national_science_award": "top5"}, "met"),
        ({"equity_new_2y": 6000}, "met"),
        ({"maker_china_rank": "top500"}, "met"),
    ],
)
def test_a_direct_condition_stands_in_for_a_score_below_60(direct: Answers, state: str) -> None:
    weak = FIRM | {"srdi_local_score": 5} | direct  # 59 points
    result = judged(given(weak), "zjtx_2022", OLD_RULES)
    assert result.conditions["zjtx22_score_or_direct"].state == state


def test_the_same_firm_needs_a_manual_check_under_the_new_rules() -> None:
    result = judged(given(), "zjtx_2026", NEW_RULES)
    assert result.verdict == "unknown"
    assert in_state(result, "unknown") == {"zjtx26_market", "zjtx26_quality_eval"}
    assert in_state(result, "not_met") == set()


def test_with_a_platform_score_and_a_judgement_the_new_rules_hold() -> None:
    answers = FIRM | {"niche_position": {"value": "holds", "note": "三家整机厂都用"}}
    results = (platform(2), quality(50, "2026-03-15"))
    assert judged(given(answers, results=results), "zjtx_2026", NEW_RULES).verdict == "likely_met"


@pytest.mark.parametrize(
    ("score", "on", "titles", "state"),
    [
        (50, "2026-03-15", (INNOVATIVE,), "met"),
        (49.9, "2026-03-15", (INNOVATIVE,), "not_met"),
        (50, "2025-03-01", (INNOVATIVE,), "unknown"),  # too old for a new application
        (50, "2025-03-01", (INNOVATIVE, PROVINCE), "met"),  # a review looks at two years
        (50, "2024-03-01", (INNOVATIVE, PROVINCE), "unknown"),
    ],
)
def test_the_quality_score_is_an_input_and_has_to_be_recent(
    score: float, on: str, titles: tuple[dict[str, Any], ...], state: str
) -> None:
    result = judged(given(results=(quality(score, on),), titles=titles), "zjtx_2026", NEW_RULES)
    assert result.conditions["zjtx26_quality_eval"].state == state


def test_a_little_giant_fails_on_share_research_and_patents_as_the_sheet_says() -> None:
    result = judged(given(), "xjr_2026", NEW_RULES)
    assert result.verdict == "likely_not_met"
    assert in_state(result, "not_met") == {"xjr26_main_share", "xjr26_rd", "xjr26_ip"}
    conditions = result.conditions
    assert shown(conditions["xjr26_main_share"].have, 0) == "88"  # type: ignore[arg-type]
    assert conditions["xjr26_rd"].parts == {"xjr26_rd_a": "not_met", "xjr26_rd_b": "met", "xjr26_rd_c": "met"}
    assert conditions["xjr26_ip"].parts == {"xjr26_ip_a": "not_met", "xjr26_ip_b": "not_met"}


def test_compound_growth_of_five_percent_is_met_at_exactly_110_25() -> None:
    years = [YEARS[0] | {"revenue_wan": 6615, "main_revenue_wan": 6000}, YEARS[1], YEARS[2] | {"revenue_wan": 6000}]
    assert judged(given(years=years), "xjr_2026", NEW_RULES).conditions["xjr26_growth"].state == "met"
    years[0] = years[0] | {"revenue_wan": 6614}
    assert judged(given(years=years), "xjr_2026", NEW_RULES).conditions["xjr26_growth"].state == "not_met"


def test_a_review_does_not_look_at_growth_and_at_who_may_apply() -> None:
    result = judged(given(titles=(PROVINCE, GIANT)), "xjr_2026", NEW_RULES)
    assert in_state(result, "na") == {"xjr26_growth", "xjr26_not_champion", "xjr26_not_related"}
    assert result.outcome == "xjr_2026_held"


@pytest.mark.parametrize(
    ("revenue", "research", "applying", "state"),
    [
        (10000, 300, "xjr22_rd_large", "met"),
        (9999, 599, "xjr22_rd_middle", "not_met"),
        (5000, 300, "xjr22_rd_middle", "met"),
        (4999, 3000, "xjr22_rd_small", "not_met"),
    ],
)
def test_research_of_a_little_giant_is_asked_by_revenue(
    revenue: float, research: float, applying: str, state: str
) -> None:
    both = {"revenue_wan": revenue, "main_revenue_wan": revenue, "rd_wan": research}
    result = judged(given(years=[each | both for each in YEARS]), "xjr_2022", OLD_RULES)
    tiers = {name: each.state for name, each in result.conditions.items() if name in
             {"xjr22_rd_large", "xjr22_rd_middle", "xjr22_rd_small"}}  # fmt: skip
    assert {name for name, each in tiers.items() if each != "na"} == {applying}
    assert tiers[applying] == state


def test_two_years_are_enough_where_a_gap_in_the_chain_is_closed() -> None:
    young = FIRM | {"segment_years": 2}
    for fields, state in (["six_base"], "not_met"), (["six_base", "chain_breakthrough"], "met"):
        result = judged(given(young | {"product_fields": fields}), "xjr_2022", OLD_RULES)
        assert result.conditions["xjr22_segment_years"].state == state
        new = judged(given(young | {"product_fields": fields}), "xjr_2026", NEW_RULES)
        assert new.conditions["xjr26_segment_years"].state == "not_met"


# ---- which rules hold when --------------------

OLD = {"innov_2022", "zjtx_2022", "xjr_2022"}
NEW = {"innov_2026", "zjtx_2026", "xjr_2026"}


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2022, 7, 31), set()),
        (date(2022, 8, 1), OLD),
        (OLD_RULES, OLD),
        (NEW_RULES, NEW | {"xjr_2022"}),  # reviews of 2026 still go by the old rules
        (date(2026, 12, 31), NEW | {"xjr_2022"}),
        (date(2027, 1, 1), NEW),
    ],
)
def test_the_date_of_the_diagnosis_selects_the_rules(as_of: date, expected: set[str]) -> None:
    diagnosis = diagnose([given()], shipped(), as_of)[0]
    assert set(diagnosis.criteria) & (OLD | NEW) == expected
    assert ("srdi_score" in diagnosis.standards) == ("zjtx_2022" in expected)


def test_after_march_2026_the_old_rules_serve_only_who_has_the_title() -> None:
    for titles, state in ((PROVINCE,), "not_met"), ((GIANT,), "met"):
        result = judged(given(titles=titles), "xjr_2022", NEW_RULES)
        assert result.conditions["xjr22_recheck_only"].state == state
    assert judged(given(), "xjr_2022", OLD_RULES).conditions["xjr22_recheck_only"].state == "na"


@pytest.mark.parametrize(
    ("changes", "failing"),
    [
        ({"title_red_lines": ["abnormal_listed"]}, "zjtx26_not_listed"),
        ({"credit_records": ["serious_violation"]}, "zjtx26_not_listed"),
        ({"title_red_lines": ["environment_violation"]}, "zjtx26_clean_3y"),
        ({"worst_accident_grade": "larger"}, "zjtx26_no_accident_3y"),
    ],
)
def test_a_red_line_fails_every_tier(changes: Answers, failing: str) -> None:
    assert in_state(judged(given(FIRM | changes), "zjtx_2026", NEW_RULES), "not_met") == {failing}


@pytest.mark.parametrize(
    ("employees", "revenue", "state"),
    [(999, 50000, "met"), (1000, 39999, "met"), (1000, 40000, "not_met")],
)
def test_a_firm_is_small_by_people_or_by_revenue(employees: int, revenue: int, state: str) -> None:
    years = [YEARS[0] | {"employees": employees, "revenue_wan": revenue}, *YEARS[1:]]
    assert judged(given(years=years), "zjtx_2026", NEW_RULES).conditions["zjtx26_size"].state == state


def test_nothing_known_leaves_every_recognition_open() -> None:
    diagnosis = diagnose([firm({})], shipped(), NEW_RULES)[0]
    assert {name: diagnosis.criteria[name].verdict for name in NEW} == dict.fromkeys(NEW, "unknown")
