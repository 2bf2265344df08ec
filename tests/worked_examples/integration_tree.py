"""A synthetic standard with the tree, weights and points of the sheet on integration benchmarks, 2.1, 2.2 and 3."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from diagnostics.model.library import Library
from tests.builders import JUDGED, asked, content

Json = dict[str, Any]
DIMENSIONS = {
    "basic_construction": (
        20, "funding 15, planning_org_system 25, equipment_facilities 30, information_resources 15, info_security 15"
    ),
    "single_application": (
        30, "product_design 12, process_design 8, production_management 15, production_control 15, procurement 8,"
            " sales 8, finance 8, quality 10, equipment 6, energy_safety 6, hr_office 4"
    ),
    "comprehensive_integration": (
        20, "design_manufacturing 20, management_control 25, supply_production_sales 25, finance_business 20,"
            " decision_support 10"
    ),
    "collaboration_innovation": (
        12, "product_collaboration 25, industry_chain 35, green_development 15, group_control 10, new_modes 15"
    ),
    "competitiveness": (
        10, "quality_improvement 25, business_efficiency 35, financial_optimization 20, innovation_capability 20"
    ),
    "economic_social_benefit": (8, "economic_benefit 65, social_benefit 35"),
}  # fmt: skip
EQUIPMENT = "10:0 20:25 40:50 60:75 100:100"
# id, sub-dimension, weight, L: in the short version, N: may be not applicable, type and points
QUESTIONS = f"""
bc_invest_ratio      | funding                 | 60  | L  | band 0:0 0.27:30 1:60 2:85 100:100
bc_auto_asset_ratio  | funding                 | 40  |    | linear
bc_plan              | planning_org_system     | 30  | L  | single 0 35 70 100
bc_leader            | planning_org_system     | 25  | L  | single 0 60 100
bc_org               | planning_org_system     | 20  |    | single 0 40 75 100
bc_system            | planning_org_system     | 25  |    | multi 20 20 20 20 20
bc_network           | equipment_facilities    | 20  |    | single 0 40 70 100
bc_equip_digital     | equipment_facilities    | 30  | LN | ratio na {EQUIPMENT}
bc_equip_network     | equipment_facilities    | 30  | L  | ratio zero {EQUIPMENT}
bc_cloud             | equipment_facilities    | 20  | L  | single 0 30 60 80 100
bc_data_collect      | information_resources   | 50  | L  | count 14 of 8
bc_data_standard     | information_resources   | 50  |    | single 0 40 70 100
bc_sec_network       | info_security           | 50  | L  | multi 25 25 25 25
bc_sec_data          | info_security           | 50  |    | multi 25 25 25 25
sa_product_design    | product_design          | 100 | LN | single 0 40 65 85 100
sa_process_design    | process_design          | 100 | N  | single 0 35 65 85 100
sa_plan              | production_management   | 50  | L  | single 0 30 60 85 100
sa_exec              | production_management   | 50  | L  | single 0 30 60 85 100
sa_key_process       | production_control      | 70  | LN | ratio na
sa_control_system    | production_control      | 30  |    | single 0 40 70 100
sa_procurement       | procurement             | 100 | L  | single 0 25 50 75 100
sa_sales             | sales                   | 100 | L  | single 0 25 50 75 100
sa_finance           | finance                 | 100 | L  | single 0 25 50 75 100
sa_quality           | quality                 | 100 | L  | single 0 25 50 75 100
sa_equipment         | equipment               | 100 |    | single 0 25 50 75 100
sa_energy_safety     | energy_safety           | 100 |    | single 0 25 50 75 100
sa_hr_office         | hr_office               | 100 |    | single 0 25 50 75 100
ci_design_mfg        | design_manufacturing    | 100 | N  | single 0 25 50 75 100
ci_mgmt_control      | management_control      | 100 | L  | single 0 25 50 75 100
ci_supply_prod_sales | supply_production_sales | 100 | L  | single 0 25 50 75 100
ci_fin_business      | finance_business        | 100 | L  | single 0 25 50 75 100
ci_decision          | decision_support        | 100 |    | single 0 25 50 75 100
co_product           | product_collaboration   | 100 | N  | single 0 25 50 80 100
co_chain_supplier    | industry_chain          | 50  | L  | single 0 25 50 75 100
co_chain_customer    | industry_chain          | 50  |    | single 0 25 50 75 100
co_green             | green_development       | 100 |    | single 0 25 50 75 100
co_group             | group_control           | 100 | N  | single 0 25 50 75 100
co_new_modes         | new_modes               | 100 | L  | linear
cp_quality           | quality_improvement     | 100 | L  | single 0 40 70 100
cp_rd_cycle          | business_efficiency     | 30  | N  | single 0 40 70 100
cp_delivery          | business_efficiency     | 40  | L  | single 0 40 70 100
cp_inventory         | business_efficiency     | 30  |    | single 0 40 70 100
cp_cost              | financial_optimization  | 100 | L  | single 0 40 70 100
cp_new_product       | innovation_capability   | 100 |    | band 0:0 5:40 10:60 20:80 100:100
eb_productivity      | economic_benefit        | 50  | L  | single 0 40 70 100
eb_profit            | economic_benefit        | 50  |    | single 0 40 70 100
eb_energy            | social_benefit          | 60  | L  | single 0 40 70 100
eb_safety_env        | social_benefit          | 40  |    | multi 40 30 30
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in QUESTIONS.strip().splitlines()]
LITE = frozenset(row[0] for row in ROWS if "L" in row[3])
CAPABILITY, EFFECT = list(DIMENSIONS)[:4], list(DIMENSIONS)[4:]


def _edges(words: list[str]) -> list[list[float]]:
    return [[float(number) for number in word.split(":")] for word in words]


def _choice(name: str, kind: str, numbers: list[str]) -> tuple[Json, Json]:
    """A single or multiple choice with options o0, o1 …, and its points."""
    options = [f"o{place}" for place in range(len(numbers))]
    fact = {
        "type": "choice" if kind == "single" else "multi",
        "options": [{"id": each, "name": each} for each in options],
    }
    table = dict(zip(options, map(int, numbers), strict=True))
    return fact, {"points": name, "table": table, **({} if kind == "single" else {"cap": 100})}


def _question(name: str, spec: str) -> tuple[Json, Json]:
    """What is asked, and the points between 0 and 100 that it gives."""
    kind, *words = spec.split()
    if kind in {"single", "multi"}:
        return _choice(name, kind, words)
    if kind == "count":
        fact, _ = _choice(name, "multi", ["0"] * int(words[0]))
        counted = {"covered": name, "of": [each["id"] for each in fact["options"]]}
        return fact, {"min": [100, {"ratio": [counted, int(words[-1])], "times": 100}]}
    edges = _edges(words if kind == "band" else words[1:])
    return {"type": "percent"}, {"band": {"fact": name}, "upto": edges} if edges else {"fact": name}


def _derived(name: str, den_zero: str) -> Json:
    ratio = {
        "ratio": [{"fact": f"{name}.num"}, {"fact": f"{name}.den"}],
        "times": 100,
        "den_zero": den_zero,
        "within": [0, 100],
    }
    return {"id": name, "name": name, "type": "percent", "better": "up", "direct": "pair", "value": ratio}


def _nodes(questions: dict[str, Json]) -> list[Json]:
    nodes: list[Json] = [{"id": "total", "name": "总分", "roll_up": "mean"}]
    for dimension, (weight, subs) in DIMENSIONS.items():
        nodes.append({"id": dimension, "name": dimension, "parent": "total", "roll_up": "mean", "weight": weight})
        for sub, own in (each.split() for each in subs.split(",")):
            nodes.append({"id": sub, "name": sub, "parent": dimension, "roll_up": "mean", "weight": int(own)})
    for name, sub, own, flags, _ in ROWS:
        na = "drop" if "N" in flags else "reject"
        leaf = {"id": f"{name}.points", "name": name, "parent": sub, "weight": int(own), "max": 100, "na": na}
        nodes.append(leaf | {"points": questions[name]})
    return nodes


def _gate(level: int, name: str, **scores: int) -> Json:
    need = [{"score": dimension, "at_least": least} for dimension, least in scores.items()]
    return {"level": level, "id": f"ST{level}", "name": name, "need": {"all": need or [{"constant": 1, "at_least": 1}]}}


def _group(dimensions: list[str]) -> Json:
    parts = [{"product": [{"score": each}, DIMENSIONS[each][0]]} for each in dimensions]
    return {"ratio": [{"sum": parts}, sum(DIMENSIONS[each][0] for each in dimensions)]}


def integration(folder: Path) -> Library:
    """The standard with its questions."""
    facts, derived, points = [], [], {}
    for name, _, _, flags, spec in ROWS:
        question, points[name] = _question(name, spec)
        if spec.startswith("ratio"):
            derived.append(_derived(name, spec.split()[1]))
            facts += [{"id": f"{name}.{part}", "name": part, "type": "number", "min": 0} for part in ("num", "den")]
        else:
            facts.append({"id": name, "name": name, "better": "up", "na": "N" in flags, **question})
    steps = [
        _gate(1, "起步建设"),
        _gate(2, "单项覆盖", basic_construction=40, single_application=50),
        _gate(3, "集成提升", single_application=60, comprehensive_integration=50),
        _gate(4, "创新突破", comprehensive_integration=70, collaboration_innovation=50),
    ]
    distances = {
        "single_application": {"difference": [60, {"score": "single_application"}]},
        "comprehensive_integration": {"difference": [50, {"score": "comprehensive_integration"}]},
    }
    standard = {
        "kind": "standard", "id": "integration", **JUDGED, "judges": "firm", "unanswered": "renormalise",
        "score": "total", "nodes": _nodes(points),
        "ladders": [{"id": "stage", "name": "参考阶段", "sequential": True, "shows": "id", "steps": steps}],
        "outputs": [
            {"id": "capability", "name": "水平与能力", "figure": _group(CAPABILITY)},
            {"id": "effect", "name": "效能与效益", "figure": _group(EFFECT)},
            {"id": "to_st3", "name": "到集成提升还差", "values": distances},
        ],
    }  # fmt: skip
    return content(
        folder,
        *asked(facts),
        {"kind": "derived", "id": "rates", **JUDGED, "derived": derived},
        standard,
    )
