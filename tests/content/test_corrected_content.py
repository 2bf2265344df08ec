"""What the second reading of the content asks of it, whatever else is added: lines of our own, sources, periods."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from diagnostics.content.checks.checking import marked_items
from diagnostics.model.content.criteria import CriteriaSet, Criterion, condition_of
from diagnostics.model.content.expressions import Compare, FactRef, walk
from diagnostics.model.content.marks import Mark
from diagnostics.model.jurisdictions import NATIONAL, province_of
from tests.builders import shipped
from tests.content.test_shipped_content import ids_in

CRITERIA = shipped().criteria
NATIONAL_FACTORIES = ("nat_b", "nat_b_2026", "nat_a", "nat_e", "nat_p")


def conditions(name: str) -> dict[str, Criterion]:
    return {each.id: each for each in CRITERIA[name].conditions}


def rests_on_a_scenario(criterion: Criterion) -> bool:
    """Whether a level of a scenario of the digital level stands for the wording of another document."""
    compared = [part.left for part in walk(condition_of(criterion)) if isinstance(part, Compare)]
    scenarios = {name for name, each in shipped().facts.items() if each.scale == "scene_level"}
    return any(isinstance(each, FactRef) and each.fact in scenarios for each in compared)


@pytest.mark.parametrize("criteria", CRITERIA.values(), ids=CRITERIA)
def test_a_line_that_we_chose_carries_a_mark_of_ours_beside_that_of_the_wording(criteria: CriteriaSet) -> None:
    for each in filter(rests_on_a_scenario, criteria.conditions):
        ours = {each.mark, each.threshold_mark} & {Mark.house, Mark.proposal, Mark.uncertain}
        assert ours, f"{criteria.id}:{each.id}"


def test_some_lines_are_ours() -> None:
    """Without any the test above could not fail."""
    assert sum(rests_on_a_scenario(each) for criteria in CRITERIA.values() for each in criteria.conditions) > 15


@pytest.mark.parametrize("criteria", CRITERIA.values(), ids=CRITERIA)
def test_every_set_says_where_it_holds(criteria: CriteriaSet) -> None:
    assert criteria.jurisdiction == NATIONAL or province_of(criteria.jurisdiction, shipped())


def test_every_source_is_cited() -> None:
    cited = {name for item in marked_items(shipped()) for name in item.source}
    assert shipped().sources.keys() - cited == set()


def test_what_the_notice_asks_of_excellent_and_leading_factories_alone_is_asked_of_no_other() -> None:
    for name in ("gate_registered", "gate_cooperate_onsite"):
        assert {each for each in NATIONAL_FACTORIES if name in conditions(each)} == {"nat_e", "nat_p"}
        assert conditions("nat_e")[name].mark == conditions("nat_p")[name].mark == Mark.official


@pytest.mark.parametrize(
    ("name", "official"),
    [
        ("nat_b", set()),
        ("nat_b_2026", set()),
        ("nat_a", {"gate_prior_basic"}),
        ("nat_e", {"gate_registered", "gate_built_and_running", "gate_prior_advanced", "gate_leading_national",
                   "gate_ai_explored", "gate_cooperate_onsite"}),
        ("nat_p", {"gate_registered", "gate_prior_excellent", "gate_industry_leader", "gate_resources",
                   "gate_leading_world", "gate_cooperate_onsite"}),
    ],
)  # fmt: skip
def test_official_is_what_the_notice_says_of_each_level(name: str, official: set[str]) -> None:
    assert {key for key, each in conditions(name).items() if each.mark == Mark.official} == official


def test_the_basic_level_is_assessed_by_the_firm_itself() -> None:
    assert {each for each in CRITERIA if CRITERIA[each].obtained == "self_assessment"} == {"nat_b", "nat_b_2026"}
    said = [each for each in conditions("nat_b")["gate_above_scale"].references if each.mark == Mark.official]
    assert [each.source for each in said] == [("sf_s70",)]
    assert "申报" not in CRITERIA["nat_b"].note.replace("没有申报这一步", "")


def test_the_newer_wording_stands_beside_the_older_one_and_is_weaker_where_it_is() -> None:
    newer = CRITERIA["nat_b_2026"]
    assert (newer.complete, newer.mark, newer.family) == (False, Mark.secondary, CRITERIA["nat_b"].family)
    assert newer.valid_from is None
    assert newer.valid_to is None


def test_records_of_heilongjiang_are_no_condition_of_the_country() -> None:
    for name in ("nat_b", "nat_a", "nat_e", "nat_p"):
        asked = str(conditions(name)["gate_no_bad_credit_3y"].need)
        assert "abnormal_12m" not in asked
        assert "penalty_unrepaired_12m" not in asked
    assert "abnormal_12m" in str(conditions("hlj_sf")["hlj_credit_12m"].need)


def test_the_rules_of_heilongjiang_hold_for_five_years() -> None:
    for name in ("hlj_ws_basic", "hlj_ws_adv", "hlj_sf"):
        assert (CRITERIA[name].valid_from, CRITERIA[name].valid_to) == (date(2025, 5, 28), date(2030, 5, 27))


def test_one_document_has_one_mark() -> None:
    """The plan of 2024 to 2026 is known from copies alone."""
    assert [each.mark for each in shipped().sources.values() if "三年倍增" in each.title] == [Mark.secondary]
    assert shipped().policies["zz_2024_2026"].mark == Mark.secondary
    assert shipped().policies["zz_pilot"].items[0].mark == Mark.seen_in_part


def test_months_that_no_sheet_gives_are_of_the_house() -> None:
    remedies = shipped().remedies.values()
    assert {each.months_mark for each in remedies} == {Mark.house, Mark.proposal}
    assert all(each.cost is not None or each.id == "sol_automation" for each in remedies
               if each.months_mark == Mark.proposal)  # fmt: skip
    assert shipped().remedies["sol_training"].months_mark == Mark.house, "the sheet says that it goes on"


def test_counts_of_smart_factories_that_do_not_fit_stand_outside_the_series() -> None:
    found = {name: each for name, each in shipped().statistics.items() if name.startswith("sf_")}
    basic = [each for each in found.values() if each.series == "sf_basic"]
    assert [(each.date, each.value) for each in sorted(basic, key=lambda each: each.date)] == [
        ("2025-02", Fraction(30000)), ("2025-11", Fraction(30000)), ("2025-12", Fraction(35000)),
    ]  # fmt: skip
    advanced = sorted((each.date, each.value) for each in found.values() if each.series == "sf_advanced")
    assert [(day, int(value)) for day, value in advanced] == [("2025-02", 1200), ("2025-11", 7000), ("2025-12", 8200)]
    assert found["sf_basic_2025_10"].series == ""


def test_the_ids_of_the_sheet_of_updates_exist() -> None:
    library = shipped()
    assert {"nat_b_2026", "qd_adv_2026", "bj_2025", "hainan_adv"} <= library.criteria.keys()
    assert "loan_equipment_2026" in library.policies
    assert {"nb26_gate_scale", "nb26_gate_clean_3y", "nb26_gate_secure", "nb26_gate_org", "nb26_gate_maturity",
            "nb26_plan", "nb26_infra", "nb26_design", "nb26_equipment", "nb26_monitor", "nb26_auto", "nb26_prod_mgmt",
            "nb26_biz_mgmt", "nb26_result"} <= set(ids_in(library.criteria["nat_b_2026"].conditions))  # fmt: skip
