"""Soft ranges: a slip by a unit is told, a usual figure is not, and what is confirmed is remembered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model.content.facts import Fact, Field
from diagnostics.model.content.marks import Mark
from diagnostics.model.firm.answers import EXPLAINED, Finding, FirmAnswers
from diagnostics.model.results.results import Contradiction
from diagnostics.scoring.words.magnitudes import doubtful_figures
from tests.builders import AS_OF, firm, shipped

# Three years of the first example firm.
YEARS: tuple[dict[str, Any], ...] = (
    {"year": 2023, "revenue_wan": 8600, "main_revenue_wan": 8450, "cost_wan": 7052, "employees": 172, "rd_wan": 310,
     "digital_invest_wan": 60, "energy_tce": 560, "pass_rate": 97.1, "net_profit_wan": 420, "debt_ratio": 52.3},
    {"year": 2024, "revenue_wan": 9150, "main_revenue_wan": 8980, "cost_wan": 7470, "employees": 176, "rd_wan": 345,
     "digital_invest_wan": 180, "energy_tce": 575, "pass_rate": 97.6, "net_profit_wan": 452, "debt_ratio": 50.8},
    {"year": 2025, "revenue_wan": 9800, "main_revenue_wan": 9620, "cost_wan": 8055, "employees": 181, "rd_wan": 392,
     "digital_invest_wan": 125, "energy_tce": 588, "pass_rate": 98.2, "net_profit_wan": 455, "debt_ratio": 49.6},
)  # fmt: skip
# Figures that have no soft range, and why: each is bounded by what can be (`min` and `max`), or counts what differs by
# any factor from firm to firm.
BOUNDED = {
    "target_level", "built_scene_count", "ai_scene_count", "cert_dx_grade", "scene_segment_count", "srdi_local_score",
    "zj_enterprise_digital_level", "official_results.level", "official_results.score", "official_results.date",
    "penalty_clear_date",
}  # fmt: skip


def doubts(said: FirmAnswers) -> tuple[Contradiction, ...]:
    return doubtful_figures(said, shipped(), AS_OF)


def with_last_year(**changed: Any) -> FirmAnswers:
    return firm(years=[*YEARS[:2], {**YEARS[2], **changed}])


def test_three_usual_years_raise_nothing() -> None:
    assert doubts(firm(years=list(YEARS))) == ()


@pytest.mark.parametrize(
    ("changed", "figures", "said"),
    [
        (
            {"revenue_wan": 98000000, "main_revenue_wan": 96200000, "cost_wan": 80550000},
            {"revenue_wan", "main_revenue_wan", "cost_wan"},
            "98000000 万元，是2024年营业收入（9150 万元）的 10710 倍；和2025年从业人员（181 人）一比，"
            "是 541436 万元/人",
        ),
        ({"revenue_wan": 0.98, "main_revenue_wan": 0.96, "cost_wan": 0.8},
         {"revenue_wan", "main_revenue_wan", "cost_wan"},
         "0.98 万元，只有2024年营业收入（9150 万元）的 1/9337"),
        ({"employees": 18100}, {"employees"}, "18100 人，是2024年从业人员（176 人）的 103 倍"),
        ({"employees": 2}, {"employees"}, "只有2024年从业人员（176 人）的 1/88"),
        ({"rd_wan": 3920000}, {"rd_wan"},
         "是2024年研发费用（345 万元）的 11362 倍；是2025年营业收入（9800 万元）的 400 倍"),
        ({"digital_invest_wan": 1250000}, {"digital_invest_wan"}, "是2024年数字化投入（180 万元）的 6944 倍"),
        ({"net_profit_wan": -4550000}, {"net_profit_wan"}, "-4550000 万元，是2024年净利润（452 万元）的 10066 倍"),
        ({"energy_tce": 588000}, {"energy_tce"}, "是2024年综合能耗（575 吨标准煤）的 1023 倍"),
        ({"pass_rate": 0.982}, {"pass_rate"}, "0.982%，不到 1%"),
        ({"debt_ratio": 0.496}, {"debt_ratio"}, "0.496%，不到 1%"),
        ({"year": 2052}, {"year"}, "比诊断日 2026-06-30 还晚 26 年"),
    ],
)  # fmt: skip
def test_a_slip_by_a_unit_is_told_with_its_figures(changed: dict[str, Any], figures: set[str], said: str) -> None:
    found = doubts(with_last_year(**changed))
    assert {each.figure.removeprefix("years.") for each in found} == figures
    assert said in found[0].say
    assert found[0].place.line > 0


def test_money_of_findings_is_measured_by_the_revenue_and_by_itself() -> None:
    pain = {"kind": "pain", "title": "返工", "text": "返工很多", "loss_wan": [5, 186000], "loss_kind": "cash"}
    wish = {"kind": "wish", "text": "想要扫码", "budget_wan": 100000, "saving_wan": 20000}
    found = doubts(firm(years=list(YEARS), findings=[pain, wish, {**pain, "title": "换版", "loss_wan": 9800}]))
    assert [each.rule for each in found] == [
        "findings.loss_wan:返工=186000",
        "findings.budget_wan:想要扫码=100000",
        "findings.saving_wan:想要扫码=20000",
    ]
    assert found[0].name == "数量级：返工 说的损失"
    assert found[0].say.startswith("186000 万元，是2025年营业收入（9800 万元）的 19 倍")
    (alone,) = doubts(firm(findings=[{**pain, "loss_wan": 0.0005}]))
    assert "不到 0.001 万元" in alone.say


def test_one_slip_in_an_earlier_year_is_one_question_and_not_two() -> None:
    (found,) = doubts(firm(years=[YEARS[0], {**YEARS[1], "employees": 17600}, YEARS[2]]))
    assert found.rule == "years.employees:2024=17600"


def test_a_figure_in_doubt_is_no_measure_for_others() -> None:
    found = doubts(with_last_year(employees=2))
    assert [each.rule for each in found] == ["years.employees:2025=2"]  # not the revenue per head too


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"market_share": 0.38}, "market_share=0.38"),
        ({"rd_staff": 190}, "rd_staff=190"),
        ({"cloud_annual_spend_wan": 250000}, "cloud_annual_spend_wan=250000"),
        ({"segment_years": 2011}, "segment_years=2011"),
        ({"site_in_use_since": date(2026, 12, 1)}, "site_in_use_since=2026-12-01"),
        ({"equip_digital_rate": 0.6}, "equip_digital_rate=0.6"),
        ({"control_loops": 20_000_000}, "control_loops=20000000"),
    ],
)
def test_an_answer_is_measured_by_itself_by_the_last_year_or_by_today(answers: dict[str, Any], rule: str) -> None:
    assert [each.rule for each in doubts(firm(answers, years=list(YEARS)))] == [rule]


@pytest.mark.parametrize(
    "answers",
    [
        {"market_share": 0}, {"market_share": 1}, {"rd_staff": 19}, {"cloud_annual_spend_wan": 0},
        {"segment_years": 14}, {"site_in_use_since": AS_OF}, {"equip_digital_rate": [1, 1000]},
        {"market_share": {"state": "unknown"}},
    ],
)  # fmt: skip
def test_nought_what_is_unknown_and_what_stands_on_the_line_are_not_asked_about(answers: dict[str, Any]) -> None:
    assert doubts(firm(answers, years=list(YEARS))) == ()


def test_a_fee_in_yuan_is_told_with_the_name_of_its_row() -> None:
    row = {"name": "云ERP", "category_item": "app_mgmt", "annual_fee_wan": 60000}
    (found,) = doubts(firm(years=list(YEARS), systems=[row]))
    assert found.rule == "systems.annual_fee_wan:云ERP=60000"
    assert "是2025年营业收入（9800 万元）的 6.1 倍" in found.say


def test_nothing_to_measure_by_is_no_doubt_and_an_impossible_sum_is_one_all_the_same() -> None:
    assert doubts(firm({"cloud_annual_spend_wan": 250000})) == ()
    (found,) = doubts(firm({"cloud_annual_spend_wan": 98_000_000}))
    assert "超过 10000000 万元" in found.say


def test_a_confirmed_figure_is_no_warning_and_another_value_is_one_again() -> None:
    said = with_last_year(employees=18100)
    (found,) = doubts(said)
    reason = Finding(kind=EXPLAINED, title=found.rule, text="收购了一家厂", by="张工")
    confirmed = replace(said, findings=(reason,))
    told = [each.code for each in diagnose([said], shipped(), AS_OF)[0].notices]
    assert told.count("magnitude") == 1
    silent = diagnose([confirmed], shipped(), AS_OF)[0]
    assert not [each for each in silent.notices if each.code == "magnitude"]
    assert [each.reason for each in silent.contradictions if each.figure] == ["收购了一家厂"]
    changed = replace(with_last_year(employees=18200), findings=(reason,))
    assert [each.reason for each in doubts(changed)] == [""]


def test_a_confirmation_may_stand_in_an_answers_file_by_what_the_warning_prints() -> None:
    finding = {"kind": "contradiction", "title": "years.employees:2025=18100", "text": "收购了一家厂"}
    (found,) = doubts(firm(years=[*YEARS[:2], {**YEARS[2], "employees": 18100}], findings=[finding]))
    assert found.reason == "收购了一家厂"


def test_no_score_and_no_level_moves_with_a_warning() -> None:
    said = with_last_year(debt_ratio=0.496)
    without = replace(shipped(), magnitudes={})
    one, other = (diagnose([said], each, AS_OF)[0] for each in (shipped(), without))
    assert (one.standards, one.criteria) == (other.standards, other.criteria)
    assert len(one.notices) == len(other.notices) + 1


def test_every_figure_that_is_asked_has_a_soft_range() -> None:
    library = shipped()
    ranged = {item for rule in library.magnitudes.values() for item in rule.of}
    items: dict[str, Fact | Field] = dict(library.facts)
    items |= {f"{table.id}.{each.id}": each for table in library.tables.values() for each in table.fields}
    asked = {name for name, each in items.items() if each.type in {"number", "percent", "date"}}
    direct = {
        name for name, each in library.derived.items() if each.direct != "none" and each.type in {"number", "percent"}
    }
    assert (asked | direct) - ranged == BOUNDED


def test_every_soft_range_is_marked_as_our_own_and_says_why() -> None:
    for rule in shipped().magnitudes.values():
        assert (rule.mark, rule.source) == (Mark.house, ())
        assert rule.judge.startswith("qizhen")
        assert "？" in rule.ask
        assert len(rule.why) > 8
