"""Digital level 2024: the worked examples of the sheet on the digital level of SMEs, section 6 (rules: 3.1 and 3.3).

Answers stand as an answers file gives them: ids of the sheet, option ids, pairs of counts or percentages.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from diagnostics.diagnosis.diagnose import diagnose
from tests.builders import AS_OF, Exact, firm, scored, shipped

LINKS = "product_design process_design marketing after_sales scheduling production quality equipment safety energy"
ALL_LINKS = [*LINKS.split(), "purchasing", "warehouse", "finance", "hr"]
SCENES = {
    "设计": "s_product_design", "工艺": "s_process_design", "营销": "s_marketing", "售后": "s_after_sales",
    "排程": "s_scheduling", "管控": "s_production", "质量": "s_quality", "设备": "s_equipment", "安全": "s_safety",
    "能耗": "s_energy", "采购": "s_purchasing", "仓储": "s_warehouse", "财务": "s_finance", "人力": "s_hr",
    "办公": "s_office", "决策": "s_decision",
}  # fmt: skip
Answers = dict[str, Any]


def scenes(levels: str) -> Answers:
    """Levels in the order of the sheet's table."""
    digits = levels.replace(" ", "")
    assert len(digits) == len(SCENES)
    return {scene: int(level) for scene, level in zip(SCENES.values(), digits, strict=True)}


def only(names: str, level: int) -> Answers:
    """These scenarios at a level, the others at 0."""
    return dict.fromkeys(SCENES.values(), 0) | {SCENES[name]: level for name in names.split()}


A: Answers = {
    "q01_network": ["ot_net", "app_net"],
    "q02_equip_digital": [45, 120],
    "q03_equip_online": [30, 120],
    "q04_auto_collect": ["scheduling", "production", "quality", "purchasing", "warehouse", "finance"],
    "q05_info_system": "several",
    "q06_net_security": ["rules", "products"],
    "q07_data_security": ["rules", "products"],
    "q08_planning": "started",
    "q09_rules": ["workflow", "is_rules"],
    "q10_talent": ["staff", "training"],
    "q11_fund": 1.8,
    "q12_energy": "down",
    "q13_quality": "up",
    "q14_rev_per_head": "up",
    "q15_cost_per_100": "flat",
    **scenes("2121 222111 22 3221"),
}
B: Answers = A | {
    "q01_network": ["ot_net", "app_net", "full_cover"],
    "q02_equip_digital": 72,
    "q03_equip_online": 60,
    "q04_auto_collect": [
        "product_design", "process_design", "marketing", "scheduling", "production", "quality", "equipment",
        "purchasing", "warehouse", "finance", "hr",
    ],
    "q05_info_system": "most",
    "q06_net_security": ["rules", "products", "assess"],
    "q07_data_security": ["rules", "products"],
    "q08_planning": "changed",
    "q09_rules": ["workflow", "is_rules", "data_rules"],
    "q10_talent": ["staff", "training", "post"],
    "q11_fund": 3.2,
    **scenes("3232 333222 22 3232"),
}  # fmt: skip
B_HR = B | {"s_hr": 3}
B_FEW_BINDING = B_HR | {"s_marketing": 2, "s_quality": 2, "s_process_design": 3, "s_decision": 3}
C: Answers = {
    "q01_network": [], "q02_equip_digital": 10, "q03_equip_online": 0, "q04_auto_collect": [],
    "q05_info_system": "one", "q06_net_security": [], "q07_data_security": [], "q08_planning": "aware",
    "q09_rules": [], "q10_talent": [], "q11_fund": 0, "q12_energy": "flat", "q13_quality": "flat",
    "q14_rev_per_head": "up", "q15_cost_per_100": "flat", **scenes("2222 222222 22 2222"),
}  # fmt: skip
C_MORE = C | {"q05_info_system": "several", "q08_planning": "started", "q10_talent": ["staff"]}
E: Answers = {
    "q01_network": ["ot_net"], "q02_equip_digital": 40, "q03_equip_online": 40, "q04_auto_collect": ALL_LINKS,
    "q05_info_system": "most", "q06_net_security": ["rules", "products", "assess", "boundary"],
    "q07_data_security": ["rules", "products", "assess", "ledger"], "q08_planning": "started", "q09_rules": [],
    "q10_talent": [], "q11_fund": 5, "q12_energy": "down", "q13_quality": "up", "q14_rev_per_head": "up",
    "q15_cost_per_100": "down", **scenes("3333 333333 33 3333"),
}  # fmt: skip
E_BELOW = E | {"q05_info_system": "several", "q01_network": ["ot_net", "app_net"]}
BEST: Answers = E | {
    "q01_network": ["ot_net", "app_net", "net_5g", "full_cover"], "q02_equip_digital": [30, 30],
    "q03_equip_online": 100, "q05_info_system": "all", "q08_planning": "top",
    "q09_rules": ["workflow", "is_rules", "data_rules", "incentive"],
    "q10_talent": ["staff", "post", "training", "pay", "ladder"], "q11_fund": 100, **scenes("4444 444444 44 4444"),
}  # fmt: skip

# The table of test vectors: answers, score, level looked at with its scenarios and binding ones, level reached.
VECTORS = {
    "A": (A, "53.95", "2", 10, 7, 2),
    "B": (B, "72.775", "3", 7, 5, 2),
    "B, 人力资源 3": (B_HR, "72.775", "3", 8, 5, 3),
    "that, fewer binding": (B_FEW_BINDING, "72.775", "3", 8, 3, 2),
    "A, five binding at 2": (A | only("设计 营销 管控 质量 财务", 2), "53.95", "2", 5, 5, 0),
    "A, six at 2, two binding": (A | only("排程 管控 财务 人力 办公 决策", 2), "53.95", "2", 6, 2, 0),
    "A, six at 2, three binding": (A | only("排程 管控 质量 财务 办公 决策", 2), "53.95", "2", 6, 3, 2),
    "C": (C, "15.5", "2", 16, 10, 0),
    "C with more": (C_MORE, "22.5", "1", 16, 10, 1),
    "E": (E, "60", "3", 16, 10, 3),
    "E below 60": (E_BELOW, "59.5", "3", 16, 10, 2),
    "everything best": (BEST, "100", "4", 16, 10, 4),
    "everything best, q11 5 %": (BEST | {"q11_fund": 5}, "92.5", "4", 16, 10, 4),
}


def level_of(answers: Answers) -> dict[str, Any]:
    return scored(firm(answers), "digital_level")


@pytest.mark.parametrize("name", VECTORS)
def test_vector(name: str) -> None:
    """Sheet on the digital level, section 6, table of test vectors."""
    answers, score, looked_at, n_scenes, n_binding, level = VECTORS[name]
    result = level_of(answers)
    assert result["score"]["value"] == result["score"]["min"] == result["score"]["max"] == float(score)
    assert Exact(firm(answers), "digital_level")["total"] == Fraction(score)
    assert (result["scenes"][looked_at], result["binding"][looked_at]) == (n_scenes, n_binding)
    assert (result["level"], result["level_min"], result["level_max"]) == (level, level, level)
    assert result["score"]["answered_share"] == 1


def test_there_are_thirteen_vectors_and_a_batch_gives_what_each_gives_alone() -> None:
    firms = [firm(answers) for answers, *_ in VECTORS.values()]
    assert len(firms) == 13
    together = [each.to_json(AS_OF)["standards"]["digital_level"] for each in diagnose(firms, shipped(), AS_OF)]
    assert together == [scored(each, "digital_level") for each in firms]


@pytest.mark.parametrize(
    ("answers", "points", "dimensions"),
    [
        (A, "4 3 3 4.2 5 2.5 2.5 4.5 3.75 3 0 7 7 3 1.5", ("24.2", "11.25", "18.5")),
        (B, "6 6 4.5 7.9 7.5 3.75 2.5 6 5.625 4.5 0 7 7 3 1.5", ("38.15", "16.125", "18.5")),
    ],
    ids=["A", "B"],
)
def test_points_and_dimensions_of_the_two_firms(answers: Answers, points: str, dimensions: tuple[str, ...]) -> None:
    """Sheet on the digital level, section 6, firms A and B: points per question, sums per dimension."""
    nodes, exact = level_of(answers)["nodes"], Exact(firm(answers), "digital_level")
    questions = sorted(name for name in nodes if name.startswith("q"))
    assert [nodes[name]["value"] for name in questions] == [float(each) for each in points.split()]
    assert [exact[name] for name in questions] == [Fraction(each) for each in points.split()]
    for name, value in zip(("d_base", "d_mgmt", "d_result"), dimensions, strict=True):
        assert nodes[name]["value"] == float(value)
        assert exact[name] == Fraction(value)
    assert [nodes[name]["of"] for name in ("d_base", "d_mgmt", "d_result", "total")] == [50, 30, 20, 100]


def test_firm_a_is_level_2_and_lacks_6_05_points_7_scenarios_and_4_binding_for_level_3() -> None:
    """Sheet on the digital level, section 6, firm A: scenarios, level and gap to level 3."""
    result, exact = level_of(A), Exact(firm(A), "digital_level")
    assert (result["score_level"], result["scene_level"], result["level"]) == (2, 2, 2)
    assert result["scenes"] == {"1": 16, "2": 10, "3": 1, "4": 0}
    assert result["binding"] == {"1": 10, "2": 7, "3": 1, "4": 0}
    assert exact.output("need_score", "3") == Fraction("6.05")
    assert abs(result["need_score"]["3"] - 6.05) < 1e-12
    assert (result["need_scenes"]["3"], result["need_binding"]["3"]) == (7, 4)
    assert [result[name]["2"] for name in ("need_score", "need_scenes", "need_binding")] == [0, 0, 0]


def test_firm_b_stays_at_level_2_though_its_score_is_in_the_band_of_level_3() -> None:
    """Sheet on the digital level, section 6, firm B."""
    result = level_of(B)
    assert (result["score_level"], result["scene_level"], result["level"]) == (3, 2, 2)
    assert [result[name]["3"] for name in ("need_score", "need_scenes", "need_binding")] == [0, 1, 0]


def test_places_of_options_in_the_sheet_say_the_same_as_their_ids() -> None:
    """Options by their 0-based place, scenarios by their level (notes on ids in the sheet, section 4)."""
    by_place = A | {
        "q01_network": [1, 2], "q04_auto_collect": [5, 6, 7, 11, 12, 13], "q05_info_system": 2,
        "q06_net_security": [1, 2], "q07_data_security": [1, 2], "q08_planning": 3, "q09_rules": [1, 2],
        "q10_talent": [1, 3], "q12_energy": 2, "q13_quality": 2, "q14_rev_per_head": 2, "q15_cost_per_100": 1,
        "s_product_design": "l2",
    }  # fmt: skip
    assert firm(by_place).answers == firm(A).answers


def test_own_ids_of_the_facts_say_the_same_as_ids_of_the_sheet() -> None:
    own = {shipped().aliases.get(name, name): value for name, value in A.items()}
    assert "q01_network" not in own
    assert firm(own).answers == firm(A).answers


def row(total: int, digital: int, networked: int) -> dict[str, Any]:
    return {"process": "机加", "key": True, "total": total, "digital": digital, "networked": networked}


@pytest.mark.parametrize(
    ("digital", "total", "points"),
    [
        (0, 50, "0"), (5, 50, "0"), (7, 70, "0"), (101, 1000, "1.5"), (10, 50, "1.5"), (201, 1000, "3"),
        (20, 50, "3"), (28, 70, "3"), (401, 1000, "4.5"), (30, 50, "4.5"), (42, 70, "4.5"), (601, 1000, "6"),
        (50, 50, "6"),
    ],
)  # fmt: skip
def test_bands_are_closed_on_the_right_from_counts_of_machines(digital: int, total: int, points: str) -> None:
    """Sheet on the digital level, 3.1: [0,10] (10,20] (20,40] (40,60] (60,100]; both rates over all machines."""
    answers = {key: value for key, value in A.items() if key not in {"q02_equip_digital", "q03_equip_online"}}
    half = digital // 2, total // 2
    rows = [row(half[1], half[0], half[0]), row(total - half[1], digital - half[0], digital - half[0])]
    for given in (firm(answers, equipment=rows), firm(answers | {"q02_equip_digital": [digital, total]})):
        assert scored(given, "digital_level")["nodes"]["q02_equip_digital"]["value"] == float(points)
    nodes = scored(firm(answers, equipment=rows), "digital_level")["nodes"]
    assert nodes["q03_equip_online"]["value"] == float(points)


def test_firm_a_from_its_120_machines_scores_what_its_pairs_score() -> None:
    """Sheet on the digital level, section 6, firm A: 120 machines, 45 digital, 30 online."""
    answers = {key: value for key, value in A.items() if key not in {"q02_equip_digital", "q03_equip_online"}}
    result = scored(firm(answers, equipment=[row(120, 45, 30)]), "digital_level")
    assert (result["score"]["value"], result["level"]) == (53.95, 2)


@pytest.mark.parametrize(
    ("invested", "points"), [(10, 0), (10.1, 1.875), (20, 1.875), (40, 3.75), (60, 5.625), (61, 7.5)]
)
def test_investment_of_up_to_ten_percent_of_revenue_gives_no_points(invested: float, points: float) -> None:
    """Sheet on the digital level, 3.1, trap of q11, from three yearly rows."""
    years = [{"year": year, "revenue_wan": 100, "digital_invest_wan": invested} for year in (2023, 2024, 2025)]
    answers = {key: value for key, value in A.items() if key != "q11_fund"}
    assert scored(firm(answers, years=years), "digital_level")["nodes"]["q11_fund"]["value"] == points


def test_an_unanswered_scenario_leaves_the_level_open() -> None:
    """Sheet on the digital level, 3.3, with the contract's rule for unanswered, over firm B."""
    open_b = {key: value for key, value in B_HR.items() if key != "s_hr"}
    result = level_of(open_b)
    assert (result["level"], result["level_min"], result["level_max"]) == (None, 2, 3)


@pytest.mark.parametrize(("grade", "level", "score"), [("", 0, 0), ("E1", 0, 0), ("E2", 3, 72.775), ("E4", 3, 72.775)])
def test_verified_level_rests_on_evidence(grade: str, level: int, score: float) -> None:
    """Contract, grades of evidence, over firm B with 人力资源 at 3."""
    result = scored(firm(B_HR, grade=grade), "digital_level")
    assert (result["level"], result["level_verified"], result["score"]["verified"]) == (3, level, score)
