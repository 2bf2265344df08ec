"""Integration of informatisation and industrialisation: examples A to D of the sheet on integration, section 7.

The tree is synthetic (`integration_tree`); what is tested is the method: renormalising, not applicable, empty
denominators, gates.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from diagnostics.model.library import Library
from tests.builders import Exact, firm, scored, shown
from tests.worked_examples.integration_tree import DIMENSIONS, LITE, ROWS, integration

NA = {"state": "na", "reason": "无此业务"}
A: dict[str, Any] = {
    "bc_invest_ratio": 0.8, "bc_auto_asset_ratio": 45, "bc_plan": 1, "bc_leader": 1, "bc_org": 1,
    "bc_system": [0, 1, 4], "bc_network": 2, "bc_equip_digital": [26, 50], "bc_equip_network": [13, 26], "bc_cloud": 2,
    "bc_data_collect": [4, 6, 11, 12], "bc_data_standard": 1, "bc_sec_network": [0, 1], "bc_sec_data": [0, 1],
    "sa_product_design": 2, "sa_process_design": 1, "sa_plan": 2, "sa_exec": 2, "sa_key_process": [11, 18],
    "sa_control_system": 1, "sa_procurement": 2, "sa_sales": 2, "sa_finance": 3, "sa_quality": 2, "sa_equipment": 1,
    "sa_energy_safety": 1, "sa_hr_office": 2, "ci_design_mfg": 1, "ci_mgmt_control": 1, "ci_supply_prod_sales": 2,
    "ci_fin_business": 2, "ci_decision": 2, "co_product": 1, "co_chain_supplier": 1, "co_chain_customer": 2,
    "co_green": 1, "co_group": NA, "co_new_modes": 30, "cp_quality": 2, "cp_rd_cycle": 1, "cp_delivery": 2,
    "cp_inventory": 1, "cp_cost": 1, "cp_new_product": 12, "eb_productivity": 2, "eb_profit": 1, "eb_energy": 1,
    "eb_safety_env": [0, 1, 2],
}  # fmt: skip
B = {name: answer for name, answer in A.items() if name in LITE}
C = A | {
    "bc_invest_ratio": 0.2, "bc_auto_asset_ratio": 10, "bc_plan": 0, "bc_leader": 0, "bc_org": 0, "bc_system": [],
    "bc_network": 1, "bc_equip_digital": [0, 12], "bc_equip_network": [0, 0], "bc_cloud": 1, "bc_data_collect": [],
    "bc_data_standard": 0, "bc_sec_network": [1], "bc_sec_data": [], "sa_product_design": NA, "sa_process_design": NA,
    "sa_plan": 1, "sa_exec": 0, "sa_key_process": [0, 6], "sa_control_system": 0, "sa_procurement": 1, "sa_sales": 1,
    "sa_finance": 2, "sa_quality": 0, "sa_equipment": 0, "sa_energy_safety": 0, "sa_hr_office": 1, "ci_design_mfg": NA,
    "ci_mgmt_control": 0, "ci_supply_prod_sales": 1, "ci_fin_business": 1, "ci_decision": 1, "co_product": NA,
    "co_chain_customer": 1, "co_green": 0, "co_new_modes": 0, "cp_quality": 1, "cp_rd_cycle": NA, "cp_delivery": 1,
    "cp_new_product": 0, "eb_productivity": 1, "eb_profit": 0, "eb_safety_env": [0, 1],
}  # fmt: skip
D = A | {
    "bc_data_standard": 2, "sa_plan": 3, "sa_exec": 3, "sa_procurement": 3, "sa_sales": 3, "sa_quality": 3,
    "ci_mgmt_control": 3, "ci_supply_prod_sales": 3, "ci_fin_business": 3, "co_new_modes": 80,
}  # fmt: skip
RATIOS = {row[0] for row in ROWS if row[4].startswith("ratio")}
BEST = {
    row[0]: [10, 10] if row[0] in RATIOS
    else 100 if row[4].startswith(("band", "linear"))
    else list(range(len(row[4].split()) - 1)) if row[4].startswith("multi")
    else list(range(14)) if row[4].startswith("count") else len(row[4].split()) - 2
    for row in ROWS
}  # fmt: skip
WORST = {name: [0, 10] if name in RATIOS else [] if isinstance(best, list) else 0 for name, best in BEST.items()}
SUBS_OF_A = """
funding 54.0, planning_org_system 48.5, equipment_facilities 71.0, information_resources 45.0, info_security 50.0,
product_design 65.0, process_design 35.0, production_management 60.0, production_control 54.8, procurement 50.0,
sales 50.0, finance 75.0, quality 50.0, equipment 25.0, energy_safety 25.0, hr_office 50.0,
design_manufacturing 25.0, management_control 25.0, supply_production_sales 50.0, finance_business 50.0,
decision_support 50.0, product_collaboration 25.0, industry_chain 37.5, green_development 25.0, new_modes 30.0,
quality_improvement 70.0, business_efficiency 52.0, financial_optimization 40.0, innovation_capability 80.0,
economic_benefit 55.0, social_benefit 64.0
"""
EXAMPLES = {
    "A": (A, "55.8 51.8 38.8 30.7 59.7 58.2 48.8", "ST2", "98.8", "46.5", "59.0"),
    "B": (B, "57.0 59.2 41.1 26.5 62.5 59.5 51.5", None, "61.9", None, None),
    "C": (C, "9.4 14.1 17.2 13.5 32.0 31.2 16.8", "ST1", "84.8", "13.6", "31.6"),
    "D": (D, "58.0 62.1 62.5 39.0 59.7 58.2 58.0", "ST3", "98.8", "57.8", "59.0"),
    "best": (BEST, "100.0 100.0 100.0 100.0 100.0 100.0 100.0", "ST4", "100.0", "100.0", "100.0"),
    "worst": (WORST, "0.0 0.0 0.0 0.0 0.0 0.0 0.0", "ST1", "100.0", "0.0", "0.0"),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return integration(tmp_path_factory.mktemp("integration"))


def result_of(answers: dict[str, Any], library: Library) -> tuple[dict[str, Any], Exact]:
    given = firm(answers, library=library)
    return scored(given, "integration", library), Exact(given, "integration", library)


@pytest.mark.parametrize("name", EXAMPLES)
def test_dimensions_and_total(library: Library, name: str) -> None:
    """Sheet on integration benchmarks, 7.1 and 7.2: dimensions and total of examples A to D and the extremes."""
    answers, printed, *_ = EXAMPLES[name]
    result, exact = result_of(answers, library)
    nodes = [*DIMENSIONS, "total"]
    assert [shown(exact[node], 1) for node in nodes] == printed.split()
    for node in nodes:
        assert abs(result["nodes"][node]["value"] - float(exact[node] or 0)) < 1e-12
        assert shown(result["nodes"][node]["value"], 1) == shown(exact[node], 1)
    assert result["score"]["value"] == result["nodes"]["total"]["value"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_share_that_was_answered(library: Library, name: str) -> None:
    """Sheet on integration benchmarks, 2.2 覆盖率 and 7.2: what is not applicable is weight without an answer."""
    answers, _, _, share, *_ = EXAMPLES[name]
    result, _ = result_of(answers, library)
    assert shown(result["score"]["answered_share"] * 100, 1) == share


@pytest.mark.parametrize("name", EXAMPLES)
def test_stage_and_groups(library: Library, name: str) -> None:
    """Sheet on integration benchmarks, 2.3 and 7.2: stage by gates, capability and effect.

    The short version B leaves 23 questions open: by the contract its stage is a range that contains the sheet's ST2.
    """
    answers, _, stage, _, capability, effect = EXAMPLES[name]
    result, _ = result_of(answers, library)
    if stage is None:
        assert (result["stage"], result["stage_min"], result["stage_max"]) == (None, "ST1", "ST3")
        assert result["capability"]["value"] is None
        return
    assert (result["stage"], result["stage_min"], result["stage_max"]) == (stage, stage, stage)
    assert (shown(result["capability"]["value"], 1), shown(result["effect"]["value"], 1)) == (capability, effect)


def test_sub_dimensions_of_example_a(library: Library) -> None:
    """Sheet on integration benchmarks, 7.1: 31 sub-dimensions; 集团管控 is not applicable."""
    result, exact = result_of(A, library)
    expected = dict(each.split() for each in SUBS_OF_A.replace("\n", " ").split(","))
    assert len(expected) == 31
    assert {name: shown(exact[name], 1) for name in expected} == expected
    assert exact["group_control"] is None
    assert result["nodes"]["group_control"]["value"] is None


def test_items_of_example_a_that_need_arithmetic(library: Library) -> None:
    """Sheet on integration benchmarks, 7.1: 52 % → 75, 50 % → 75, 4 of 8 → 50, 11/18 → 61.1; total 48.7553."""
    _, exact = result_of(A, library)
    items = ("bc_equip_digital", "bc_equip_network", "bc_data_collect", "sa_key_process")
    assert [exact[f"{item}.points"] for item in items] == [75, 75, 50, Fraction(1100, 18)]
    assert exact["production_control"] == (70 * Fraction(1100, 18) + 30 * 40) / 100
    assert shown(exact["total"], 4) == "48.7553"
    contributions = [shown((exact[name] or 0) * weight / 100, 2) for name, (weight, _) in DIMENSIONS.items()]
    assert contributions == ["11.16", "15.55", "7.75", "3.68", "5.97", "4.65"]


def test_distance_of_example_a_to_the_next_gate_is_rounded_half_up(library: Library) -> None:
    """Sheet on integration benchmarks, 2.2 and 7.1: 8.2 and 11.25 → 11.3; 58.15 → 58.2."""
    result, exact = result_of(A, library)
    assert exact.output("to_st3", "comprehensive_integration") == Fraction("11.25")
    assert exact["economic_social_benefit"] == Fraction("58.15")
    assert shown(result["to_st3"]["single_application"], 1) == "8.2"
    assert shown(result["to_st3"]["comprehensive_integration"], 1) == "11.3"
    assert shown(result["nodes"]["economic_social_benefit"]["value"], 1) == "58.2"


def test_what_is_not_applicable_in_example_c_is_left_out(library: Library) -> None:
    """Sheet on integration benchmarks, 7.2, C: five sub-dimensions without score, business_efficiency = 40.0."""
    result, exact = result_of(C, library)
    without = ["product_design", "process_design", "design_manufacturing", "product_collaboration", "group_control"]
    assert [exact[name] for name in without] == [None] * 5
    assert exact["business_efficiency"] == 40
    assert exact["bc_equip_network.points"] == 0
    assert result["score"]["min"] == result["score"]["max"] == result["score"]["value"]


@pytest.mark.parametrize(
    ("digital", "network", "facilities"),
    [([0, 12], [0, 0], 14), ([0, 0], [0, 0], Fraction(20 * 40 + 20 * 30, 70)), ([12, 12], [0, 12], 44)],
)
def test_empty_denominator_is_zero_or_leaves_the_item_out(
    library: Library, digital: list[int], network: list[int], facilities: Fraction
) -> None:
    """Sheet on integration benchmarks, 2.2: `den_zero: zero` gives 0 points, `den_zero: na` leaves the question out."""
    _, exact = result_of(C | {"bc_equip_digital": digital, "bc_equip_network": network}, library)
    assert exact["equipment_facilities"] == facilities


def test_parts_of_the_tree_say_how_much_of_them_was_answered(library: Library) -> None:
    """Sheet on integration benchmarks, 2.2, 覆盖率 within a dimension, over the short version."""
    result, _ = result_of(B, library)
    shares = {
        name: result["nodes"][name]["answered_share"] for name in ("funding", "planning_org_system", "info_security")
    }
    assert shares == {"funding": 0.6, "planning_org_system": 0.55, "info_security": 0.5}
    bounds = result["nodes"]["funding"]
    assert (bounds["value"], bounds["min"], bounds["max"]) == (60, 36, 76)
