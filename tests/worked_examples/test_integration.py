"""Integration of informatisation and industrialisation: examples A to D of the sheet on integration, section 7.

Run against the shipped standard. Items that the shipped content derives from facts asked elsewhere under other option
lists are written as those facts (`FACTS`); everything else is answered under the ids and option numbers of the sheet.
"""

from __future__ import annotations

from collections.abc import Set
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from diagnostics.diagnosis.diagnose import Diagnosis, diagnose
from diagnostics.model.content.library import Library
from tests.builders import AS_OF, Exact, firm, scored, shipped, shown

NA = {"state": "na", "reason": "无此业务"}
A: dict[str, Any] = {
    "bc_invest_ratio": 0.8, "bc_auto_asset_ratio": 45, "bc_ops_share": 20, "bc_plan": 1, "bc_leader": 1, "bc_org": 1,
    "bc_system": [0, 1, 4], "bc_network": 2, "bc_equip_digital": [26, 50], "bc_equip_network": [13, 26], "bc_cloud": 2,
    "bc_data_collect": [4, 6, 11, 12], "bc_data_standard": 1, "bc_sec_network": [0, 1], "bc_sec_data": [0, 1],
    "sa_product_design": 2, "sa_process_design": 1, "sa_plan": 2, "sa_exec": 2, "sa_key_process": [11, 18],
    "sa_control_system": 1, "sa_procurement": 2, "sa_sales": 2, "sa_finance": 3, "sa_quality": 2, "sa_equipment": 1,
    "sa_energy_safety": 1, "sa_hr_office": 2, "ci_design_mfg": 1, "ci_mgmt_control": 1, "ci_supply_prod_sales": 2,
    "ci_fin_business": 2, "ci_decision": 2, "co_product": 1, "co_chain_supplier": 1, "co_chain_customer": 2,
    "co_green": 1, "co_group": NA, "cp_quality": 2, "cp_rd_cycle": 1, "cp_delivery": 2, "cp_inventory": 1,
    "cp_cost": 1, "cp_new_product": 12, "eb_productivity": 2, "eb_profit": 1, "eb_energy": 1,
    "eb_safety_env": [0, 1, 2],
}  # fmt: skip
LITE = frozenset({
    "bc_invest_ratio", "bc_plan", "bc_leader", "bc_equip_digital", "bc_equip_network", "bc_cloud",
    "bc_data_collect", "bc_sec_network", "sa_product_design", "sa_plan", "sa_exec", "sa_key_process",
    "sa_procurement", "sa_sales", "sa_finance", "sa_quality", "ci_mgmt_control", "ci_supply_prod_sales",
    "ci_fin_business", "co_chain_supplier", "co_new_modes", "cp_quality", "cp_delivery", "cp_cost",
    "eb_productivity", "eb_energy",
})  # fmt: skip
B = {name: answer for name, answer in A.items() if name in LITE}
C = A | {
    "bc_invest_ratio": 0.2, "bc_auto_asset_ratio": 10, "bc_plan": 0, "bc_leader": 0, "bc_org": 0, "bc_system": [],
    "bc_network": 1, "bc_equip_digital": [0, 12], "bc_equip_network": [0, 0], "bc_cloud": 1, "bc_data_collect": [],
    "bc_data_standard": 0, "bc_sec_network": [1], "bc_sec_data": [], "sa_product_design": NA, "sa_process_design": NA,
    "sa_plan": 1, "sa_exec": 0, "sa_key_process": [0, 6], "sa_control_system": 0, "sa_procurement": 1, "sa_sales": 1,
    "sa_finance": 2, "sa_quality": 0, "sa_equipment": 0, "sa_energy_safety": 0, "sa_hr_office": 1, "ci_design_mfg": NA,
    "ci_mgmt_control": 0, "ci_supply_prod_sales": 1, "ci_fin_business": 1, "ci_decision": 1, "co_product": NA,
    "co_chain_customer": 1, "co_green": 0, "cp_quality": 1, "cp_rd_cycle": NA, "cp_delivery": 1, "cp_new_product": 0,
    "eb_productivity": 1, "eb_profit": 0, "eb_safety_env": [0, 1],
}  # fmt: skip
D = A | {
    "bc_data_standard": 2, "sa_plan": 3, "sa_exec": 3, "sa_procurement": 3, "sa_sales": 3, "sa_quality": 3,
    "ci_mgmt_control": 3, "ci_supply_prod_sales": 3, "ci_fin_business": 3,
}  # fmt: skip
RATIOS = {"bc_equip_digital", "bc_equip_network", "sa_key_process"}
PERCENTS = {"bc_invest_ratio", "bc_auto_asset_ratio", "bc_ops_share", "cp_new_product"}
# How many options an item has; trends have 4, integration and application rubrics 5.
OPTIONS = dict.fromkeys(A, 5) | dict.fromkeys(
    ("bc_plan", "bc_org", "bc_network", "bc_data_standard", "sa_control_system", "cp_quality", "cp_rd_cycle",
     "cp_delivery", "cp_inventory", "cp_cost", "eb_productivity", "eb_profit", "eb_energy"), 4,
) | {"bc_leader": 3, "bc_sec_network": 4, "bc_sec_data": 4, "bc_data_collect": 14, "eb_safety_env": 3}  # fmt: skip
MULTI = {"bc_system", "bc_data_collect", "bc_sec_network", "bc_sec_data", "eb_safety_env"}
BEST = {
    name: [10, 10] if name in RATIOS else 100 if name in PERCENTS
    else list(range(OPTIONS[name])) if name in MULTI else OPTIONS[name] - 1 for name in A
}  # fmt: skip
WORST = {name: [0, 10] if name in RATIOS else [] if isinstance(best, list) else 0 for name, best in BEST.items()}
SIGNS = {
    "platform_design_signs": "pd1 pd2 pd3 pd4", "intelligent_manufacturing_signs": "im2 im3 im4",
    "networked_collaboration_signs": "nc1 nc2 nc3 nc4", "personalized_customization_signs": "pc1 pc2 pc3 pc4",
    "service_extension_signs": "se1 se2 se3 se4", "digital_management_signs": "dm1 dm2 dm3 dm4",
}  # fmt: skip
ALL_SIGNS = frozenset(" ".join(SIGNS.values()).split())
# im1 follows from sa_key_process and is not answered.
YES: dict[str, Set[str]] = {
    "A": {"dm1", "dm4"}, "B": {"dm1", "dm4"}, "C": set(), "D": {"dm1", "dm2", "dm4", "im2", "im3"},
    "best": ALL_SIGNS, "worst": set(),
}  # fmt: skip
SHEET = {"A": A, "B": B, "C": C, "D": D, "best": BEST, "worst": WORST}
LINKS = [
    "product_design", "process_design", "marketing", "after_sales", "scheduling", "production", "quality",
    "equipment", "safety", "energy", "purchasing", "warehouse", "finance", "hr",
]  # fmt: skip
SECURITY = {"bc_sec_network": "rules products assess boundary", "bc_sec_data": "rules products assess ledger"}
SECURITY_FACTS = {"bc_sec_network": "network_security_measures", "bc_sec_data": "data_security_measures"}
SYSTEMS = ("workflow", "is_rules", "data_rules", "incentive")
DIMENSIONS = ["basic_construction", "single_application", "comprehensive_integration", "collaboration_innovation",
              "competitiveness", "economic_social_benefit"]  # fmt: skip
WEIGHTS = (20, 30, 20, 12, 10, 8)
SUBS_OF_A = """
funding 54.0, planning_org_system 48.5, equipment_facilities 71.0, information_resources 45.0, info_security 50.0,
product_design 65.0, process_design 35.0, production_management 60.0, production_control 54.8, procurement 50.0,
sales 50.0, finance 75.0, quality 50.0, equipment 25.0, energy_safety 25.0, hr_office 50.0,
design_manufacturing 25.0, management_control 25.0, supply_production_sales 50.0, finance_business 50.0,
decision_support 50.0, product_collaboration 25.0, industry_chain 37.5, green_development 25.0, new_modes 30.0,
quality_improvement 70.0, business_efficiency 52.0, financial_optimization 40.0, innovation_capability 80.0,
economic_benefit 55.0, social_benefit 64.0
"""
# dimensions and total, stage, share answered, capability, effect
EXAMPLES = {
    "A": ("55.8 51.8 38.8 30.7 59.7 58.2 48.8", "ST2", "98.8", "46.5", "59.0"),
    "B": ("57.0 59.2 41.1 26.5 62.5 59.5 51.5", "ST2", "61.9", "49.4", "61.2"),
    "C": ("9.4 14.1 17.2 13.5 32.0 31.2 16.8", "ST1", "84.8", "13.6", "31.6"),
    "D": ("58.0 62.1 62.5 39.0 59.7 58.2 58.0", "ST3", "98.8", "57.8", "59.0"),
    "best": ("100.0 100.0 100.0 100.0 100.0 100.0 100.0", "ST4", "100.0", "100.0", "100.0"),
    "worst": ("0.0 0.0 0.0 0.0 0.0 0.0 0.0", "ST1", "100.0", "0.0", "0.0"),
}
# A is printed in the sheet (7.1); the others are read off its conditions (5.6) by hand.
FIRED = {
    "A": "r02 r03 r07 r11 r13 r14 r18 r19", "B": "r07 r11 r13 r14", "C": "r01 r03 r04 r06 r07 r08 r09 r10 r14 r19",
    "D": "r02 r07 r19", "best": "", "worst": "r01 r03 r04 r06 r07 r08 r09 r10 r14 r19",
}  # fmt: skip
NO = {"sm_ready": False, "chain_collab": False}
DERIVED: dict[str, dict[str, bool | None]] = {
    "A": {"rd_tool_adopted": True, "mgmt_digital_adopted": True, "key_business_fully_digital": True,
          "cloud_platform_adopted": True, **NO, "integration_reached": False},
    "C": {"rd_tool_adopted": None, "mgmt_digital_adopted": False, "key_business_fully_digital": False,
          "cloud_platform_adopted": False, **NO, "integration_reached": False},
    "D": {"rd_tool_adopted": True, "mgmt_digital_adopted": True, "key_business_fully_digital": True,
          "cloud_platform_adopted": True, "sm_ready": True, "chain_collab": False, "integration_reached": True},
}  # fmt: skip


def facts_of(sheet: dict[str, Any], yes: Set[str]) -> dict[str, Any]:
    """Answers of the sheet as an answers file has them."""
    found = dict(sheet)
    if "bc_system" in found:
        picked = found.pop("bc_system")
        found["digital_rules"] = [SYSTEMS[index] for index in picked if index < len(SYSTEMS)]
        found["digital_talent"] = ["training"] if len(SYSTEMS) in picked else []
    if "bc_data_collect" in found:
        found["auto_collect_links"] = [LINKS[index] for index in found.pop("bc_data_collect")]
    for item, options in SECURITY.items():
        if item in found:
            found[SECURITY_FACTS[item]] = [options.split()[index] for index in found.pop(item)]
    if found.get("sa_process_design") == NA:  # derived from the scene, which is where it is not applicable
        found["s_process_design"] = found.pop("sa_process_design")
    if "eb_safety_env" in found:  # the shipped fact has “none of these” before the sheet's options
        found["eb_safety_env"] = [index + 1 for index in found["eb_safety_env"]]
    signs = {fact: [each for each in options.split() if each in yes] for fact, options in SIGNS.items()}
    return found | signs


def given(name: str) -> dict[str, Any]:
    return facts_of(SHEET[name], YES[name])


@cache
def example(name: str) -> tuple[dict[str, Any], Exact]:
    """Result of an example, computed once."""
    return result_of(given(name))


def result_of(answers: dict[str, Any]) -> tuple[dict[str, Any], Exact]:
    read = firm(answers)
    return scored(read, "integration"), Exact(read, "integration")


@cache
def diagnosis_of(name: str) -> Diagnosis:
    return diagnose([firm(given(name))], shipped(), AS_OF)[0]


@pytest.fixture(scope="module")
def library() -> Library:
    return shipped()


def test_the_instrument_has_the_items_of_the_sheet(library: Library) -> None:
    """Sheet on integration, 3: 49 items with its ids, 26 in the short version; one of the 49 is not scored."""
    leaves = {node.id: node for node in library.standards["integration"].nodes if node.is_leaf}
    assert leaves.keys() | {"bc_ops_share"} == A.keys() | {"co_new_modes"}
    assert len(leaves) == 48
    assert {name for name, node in leaves.items() if "lite" in node.tags} == LITE
    assert library.facts["bc_ops_share"].info


@pytest.mark.parametrize("name", EXAMPLES)
def test_dimensions_and_total(name: str) -> None:
    """Sheet on integration benchmarks, 7.1 and 7.2: dimensions and total of examples A to D and the extremes."""
    printed = EXAMPLES[name][0]
    result, exact = example(name)
    nodes = [*DIMENSIONS, "total"]
    assert [shown(exact[node], 1) for node in nodes] == printed.split()
    for node in nodes:
        assert abs(result["nodes"][node]["value"] - float(exact[node] or 0)) < 1e-12
        assert shown(result["nodes"][node]["value"], 1) == shown(exact[node], 1)
    assert result["score"]["value"] == result["nodes"]["total"]["value"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_share_that_was_answered(name: str) -> None:
    """Sheet on integration benchmarks, 2.2 覆盖率 and 7.2: what is not applicable is weight without an answer."""
    result, _ = example(name)
    assert shown(result["score"]["answered_share"] * 100, 1) == EXAMPLES[name][2]


@pytest.mark.parametrize("name", EXAMPLES)
def test_stage_and_groups(name: str) -> None:
    """Sheet on integration benchmarks, 2.3 and 7.2: stage by gates, capability and effect.

    The short version B leaves 22 questions open: its stage is a range by the contract, and ST2 by what was answered.
    """
    _, stage, _, capability, effect = EXAMPLES[name]
    result, _ = example(name)
    assert result["stage_answered"] == stage
    assert [shown(result["by_answered"][each], 1) for each in ("capability", "effect")] == [capability, effect]
    if name == "B":
        assert (result["stage"], result["stage_min"], result["stage_max"]) == (None, "ST1", "ST3")
        assert result["capability"]["value"] is None
        return
    assert (result["stage"], result["stage_min"], result["stage_max"]) == (stage, stage, stage)
    assert (shown(result["capability"]["value"], 1), shown(result["effect"]["value"], 1)) == (capability, effect)


def test_the_short_version_is_called_so() -> None:
    """Sheet on integration benchmarks, 2.2: 简版 is labelled, so that it is not compared with full results."""
    assert {name: example(name)[0]["version"] for name in EXAMPLES} == {
        "A": "full", "B": "lite", "C": "full", "D": "full", "best": "full", "worst": "full",
    }  # fmt: skip


def test_sub_dimensions_of_example_a() -> None:
    """Sheet on integration benchmarks, 7.1: 31 sub-dimensions; 集团管控 is not applicable."""
    result, exact = example("A")
    expected = dict(each.split() for each in SUBS_OF_A.replace("\n", " ").split(","))
    assert len(expected) == 31
    assert {name: shown(exact[name], 1) for name in expected} == expected
    assert exact["group_control"] is None
    assert result["nodes"]["group_control"]["value"] is None


def test_items_of_example_a_that_need_arithmetic() -> None:
    """Sheet on integration benchmarks, 7.1: 52 % → 75, 50 % → 75, 4 of 8 → 50, 11/18 → 61.1; total 48.7553."""
    _, exact = example("A")
    items = ("bc_equip_digital", "bc_equip_network", "bc_data_collect", "sa_key_process", "co_new_modes")
    assert [exact[item] for item in items] == [75, 75, 50, Fraction(1100, 18), 30]
    assert exact["production_control"] == (70 * Fraction(1100, 18) + 30 * 40) / 100
    assert shown(exact["total"], 4) == "48.7553"
    pairs = zip(DIMENSIONS, WEIGHTS, strict=True)
    contributions = [shown((exact[name] or 0) * weight / 100, 2) for name, weight in pairs]
    assert contributions == ["11.16", "15.55", "7.75", "3.68", "5.97", "4.65"]


def test_distance_of_example_a_to_the_next_gate_is_rounded_half_up() -> None:
    """Sheet on integration benchmarks, 2.2 and 7.1: 8.2 and 11.25 → 11.3; 58.15 → 58.2."""
    result, exact = example("A")
    assert exact.output("to_st3", "comprehensive_integration") == Fraction("11.25")
    assert exact["economic_social_benefit"] == Fraction("58.15")
    assert shown(result["to_st3"]["single_application"], 1) == "8.2"
    assert shown(result["to_st3"]["comprehensive_integration"], 1) == "11.3"
    assert shown(result["nodes"]["economic_social_benefit"]["value"], 1) == "58.2"
    assert result["to_st2"] == {"basic_construction": 0, "single_application": 0}


def test_what_is_not_applicable_in_example_c_is_left_out() -> None:
    """Sheet on integration benchmarks, 7.2, C: five sub-dimensions without score, business_efficiency = 40.0."""
    result, exact = example("C")
    without = ["product_design", "process_design", "design_manufacturing", "product_collaboration", "group_control"]
    assert [exact[name] for name in without] == [None] * 5
    assert exact["business_efficiency"] == 40
    assert exact["bc_equip_network"] == 0
    assert result["score"]["min"] == result["score"]["max"] == result["score"]["value"]


@pytest.mark.parametrize(
    ("rows", "facilities"),
    [
        ([{"total": 12, "digital": 0, "networked": 0}], 14),
        ([{"total": 0, "digital": 0, "networked": 0}], Fraction(20 * 40 + 20 * 30, 70)),
        ([{"total": 12, "digital": 12, "networked": 0}], 44),
    ],
)
def test_empty_denominator_is_zero_or_leaves_the_item_out(rows: list[dict[str, int]], facilities: int) -> None:
    """Sheet on integration benchmarks, 2.2: `den_zero: zero` gives 0 points, `den_zero: na` leaves the question out.

    The rates come from the equipment table; it outranks the direct answers.
    """
    answers = {name: value for name, value in given("C").items() if name not in RATIOS}
    table = [{"process": "车削", "key": True, "nc_process": False, **row} for row in rows]
    read = firm(answers, equipment=table)
    assert Exact(read, "integration")["equipment_facilities"] == facilities


def test_no_key_process_leaves_the_item_out() -> None:
    """Sheet on integration benchmarks, 3: sa_key_process has `den_zero: na`."""
    answers = {name: value for name, value in given("C").items() if name not in RATIOS}
    row = {"process": "车削", "key": False, "total": 12, "digital": 0, "networked": 0}
    assert Exact(firm(answers, equipment=[row]), "integration")["production_control"] == 0
    answers["sa_control_system"] = 3
    assert Exact(firm(answers, equipment=[row]), "integration")["production_control"] == 100


def test_parts_of_the_tree_say_how_much_of_them_was_answered() -> None:
    """Sheet on integration benchmarks, 2.2, 覆盖率 within a dimension, over the short version."""
    result, _ = example("B")
    shares = {
        name: result["nodes"][name]["answered_share"] for name in ("funding", "planning_org_system", "info_security")
    }
    assert shares == {"funding": 0.6, "planning_org_system": 0.55, "info_security": 0.5}
    bounds = result["nodes"]["funding"]
    assert (bounds["value"], bounds["min"], bounds["max"]) == (60, 36, 76)


# ---- modes, derived facts, rules ----


@pytest.mark.parametrize(
    ("name", "established", "pilot"),
    [
        ("A", set(), {"intelligent_manufacturing", "digital_management"}),
        ("C", set(), set()),
        ("D", {"intelligent_manufacturing", "digital_management"}, set()),
    ],
)
def test_new_modes(name: str, established: set[str], pilot: set[str]) -> None:
    """Sheet on integration benchmarks, 6 and 7: which modes are established, which are pilots."""
    diagnosis = diagnosis_of(name)
    modes = [each.removesuffix("_signs") for each in SIGNS]
    found = {mode: diagnosis.claimed.choice(mode, "firm") for mode in modes}
    states = {mode: each.options[int(each.may[0].argmax())] for mode, each in found.items()}
    assert {mode for mode, state in states.items() if state == "established"} == established
    assert {mode for mode, state in states.items() if state == "pilot"} == pilot
    assert all(each.may[0].sum() == 1 for each in found.values())


@pytest.mark.parametrize("name", DERIVED)
def test_derived_facts(name: str) -> None:
    """Sheet on integration benchmarks, 3 and 7: what is derived for benchmarking; None: left out."""
    diagnosis = diagnosis_of(name)
    values = {fact: diagnosis.claimed.number(fact, "firm") for fact in DERIVED[name]}
    found = {fact: bool(each.lo[0]) if each.known[0] else None for fact, each in values.items()}
    assert found == DERIVED[name]


@pytest.mark.parametrize("name", FIRED)
def test_rules_that_fire(name: str) -> None:
    """Sheet on integration benchmarks, 5.6 and 7.1: the rules that fire; a left-out or open item never fires one."""
    rules = sorted(each.rule for each in diagnosis_of(name).advice if each.role == "advice")
    assert rules == [f"rule_{each}" for each in FIRED[name].split()]


def test_the_most_pressing_advice_of_example_a_comes_first() -> None:
    """Sheet on integration benchmarks, 5.6: by gap, then by effective weight; r07 has the gap −5.1."""
    advice = [each for each in diagnosis_of("A").advice if each.role == "advice"]
    first = advice[0]
    assert (first.rule, shown(first.gap, 1)) == ("rule_r07", "-5.1")
    weights = [each.weight for each in advice[1:]]
    assert weights == sorted(weights, reverse=True)
    by_rule = {each.rule: each.weight for each in advice}
    assert by_rule["rule_r13"] == pytest.approx(20 * 25 / 100)  # management_control; execution weighs less
    assert by_rule["rule_r02"] == pytest.approx(20 * 0.25 * 0.3)
    assert by_rule["rule_r07"] == pytest.approx(30 * 0.15 * 0.7)


@pytest.mark.parametrize(
    ("name", "path"), [("A", "path_st2"), ("C", "path_st1"), ("D", "path_st3"), ("best", "path_st4")]
)
def test_the_path_follows_the_stage(name: str, path: str) -> None:
    """Sheet on integration benchmarks, 5.4; corrections 19: the newer standards have a paragraph of their own."""
    found = [each.rule for each in diagnosis_of(name).advice if each.role == "path"]
    assert set(found) == {path, "path_which"}


@pytest.mark.parametrize(
    ("done", "verdict"), [(0, "formal"), (4, "formal"), (5, "partly"), (7, "partly"), (8, "real"), (10, "real")]
)
def test_conformance_that_is_real(done: int, verdict: str) -> None:
    """Sheet on integration benchmarks, 5.5: 8–10 实质, 5–7 部分实质, 0–4 形式化风险."""
    checks = [f"en{number:02d}" for number in range(1, done + 1)]
    diagnosis = diagnose([firm({"conformance_checks": checks})], shipped(), AS_OF)[0]
    found = diagnosis.claimed.choice("conformance_verdict", "firm")
    assert [option for option, may in zip(found.options, found.may[0], strict=True) if may] == [verdict]
    assert ("path_formal" in {each.rule for each in diagnosis.advice}) == (verdict == "formal")


@pytest.mark.parametrize(("answered", "fires"), [(21, True), (40, False)])
def test_too_few_answers_of_the_full_version(answered: int, fires: bool) -> None:
    """Sheet on integration benchmarks, 2.2 and 5.6 r20: below 70 % by weight, the short version exempt."""
    kept = dict(list(given("A").items())[:answered])
    diagnosis = diagnose([firm(kept)], shipped(), AS_OF)[0]
    assert diagnosis.standards["integration"].statuses["version"] == "full"
    assert ("rule_r20" in {each.rule for each in diagnosis.advice}) == fires


def test_what_is_known_of_a_part_keeps_the_value_from_falling_below_it() -> None:
    """Two of six new modes told and proved, and one item at 0: the dimension has 2.25 points at least, so no fewer."""
    answers = {"co_product": "none", "platform_design_signs": ["pd1", "pd2"]}
    result = diagnose([firm(answers, grade="E4")], shipped(), AS_OF)[0].standards["integration"]
    for name in ("collaboration_innovation", "total"):
        figure = result.nodes[name]
        assert figure.value is not None
        assert figure.verified == figure.min
        assert (figure.min or 0) <= figure.value <= (figure.max or 0)
    assert result.nodes["collaboration_innovation"].min == result.nodes["collaboration_innovation"].value == 2.25
