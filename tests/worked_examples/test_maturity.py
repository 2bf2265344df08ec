"""Maturity GB/T 39116/39117: the worked examples of the sheet on maturity, section 7, over its method (section 4)."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from diagnostics.model.library import Library
from tests.builders import Exact, content, firm, scored, shown
from tests.worked_examples.maturity_tree import (
    LEVELS,
    from_cells,
    from_points,
    leaf,
    levels_of,
    number_facts,
    standard,
)

WORDS = {"1": "full", "0.8": "mostly", "0.5": "partly", "0": "none"}
ANSWERS_1 = """
org_strategy             | 1, 1      | 1          | 1, 0.8           | 0.9      | 0.8, 0.5           | 0.65
personnel_skill          | 1, 1      | 1          | 1, 0.8, 0.8      | 0.866667 | 0.5, 0.5           | 0.5
data                     | 1, 1      | 1          | 1, 0.8, 1        | 0.933333 | 0.5, 0.5, 0.8      | 0.6
integration              | 1         | 1          | 1, 0.8           | 0.9      | 0.5, 0.5, 0.5      | 0.5
info_security            | 1, 0.8    | 0.9        | 0.5, 1, 0.5      | 0.666667 | 0.5, 0             | 0.25
equipment                | 1, 0.8    | 0.9        | 1, 0.8           | 0.9      | 0.8, 0             | 0.4
network                  | 1         | 1          | 1                | 1        | 0.8, 0.8, 0.8      | 0.8
product_design           | 1, 1      | 1          | 1, 1             | 1        | 0.5, 0.8, 0.5      | 0.6
process_design           | 1, 1      | 1          | 0.8, 0.8         | 0.8      | 0.8, 0.5, 0.5, 0.5 | 0.575
procurement              | 1, 1      | 1          | 1, 0.8           | 0.9      | 0.8, 0.8           | 0.8
planning_scheduling      | 1, 1      | 1          | 1, 1, 0.8        | 0.933333 | 0.5, 0, 0.5        | 0.333333
production_operation     | 1, 1      | 1          | 0.8, 0.8, 0.8, 1 | 0.85     | 0.5, 0.8, 0.5      | 0.6
equipment_management     | 1, 1      | 1          | 0.8, 0.5, 1      | 0.766667 | 0.8, 1, 0, 0.5     | 0.575
warehousing_distribution | 1, 1      | 1          | 1, 1, 0.8        | 0.933333 | 0.8, 0.5, 0.5      | 0.6
safety_environment       | 1, 1      | 1          | 0.8, 0.8         | 0.8      | 0.5, 0, 0.8, 0.5   | 0.45
energy_management        | 1         | 1          | 0.8, 0.8, 0.5    | 0.7      | 0.5, 0.5, 0        | 0.333333
logistics                | 1, 0.8, 1 | 0.933333   | 0.8, 1           | 0.9      | 0.5, 0.5, 0        | 0.333333
sales                    | 1, 1      | 1          | 1, 0.8           | 0.9      | 0.5, 0.5           | 0.5
customer_service         | 1, 0.8    | 0.9        | 0.8, 0.8         | 0.8      | 0.5, 0.5           | 0.5
product_service          | 0.8, 0.8  | 0.8        | 0.8, 0.8         | 0.8      | 0, 0.5             | 0.25
"""
NODES_1 = """
dom_org_strategy    | 1          | 0.9      | 0.65
dom_personnel_skill | 1          | 0.866667 | 0.5
dom_data            | 1          | 0.933333 | 0.6
dom_integration     | 1          | 0.9      | 0.5
dom_info_security   | 0.9        | 0.666667 | 0.25
dom_equipment       | 0.9        | 0.9      | 0.4
dom_network         | 1          | 1        | 0.8
dom_design          | 1          | 0.9      | 0.5875
dom_production      | 1          | 0.844333 | 0.527667
dom_logistics       | 0.933333   | 0.9      | 0.333333
dom_sales           | 1          | 0.9      | 0.5
dom_service         | 0.85       | 0.8      | 0.375
el_personnel        | 1          | 0.883333 | 0.575
el_technology       | 0.973      | 0.852333 | 0.4785
el_resource         | 0.95       | 0.95     | 0.6
el_manufacturing    | 0.971833   | 0.86028  | 0.486738
maturity            | 0.972341667 | 0.866172267 | 0.497923517
"""
CELLS_2 = """
org_strategy             | 1    | 0.90
personnel_skill          | 1    | 0.80
data                     | 0.90 | 0.70
integration              | 1    | 0.65
info_security            | 0.90 | 0.50
equipment                | 1    | 0.90
network                  | 1    | 0.80
process_design           | 0.90 | 0.65
procurement              | 1    | 0.80
planning_scheduling      | 1    | 0.70
production_operation     | 0.95 | 0.75
equipment_management     | 1    | 0.80
warehousing_distribution | 0.90 | 0.70
safety_environment       | 1    | 0.90
energy_management        | 1    | 0.85
logistics                | 0.90 | 0.60
sales                    | 1    | 0.75
"""
NODES_2 = """
dom_org_strategy    | 1        | 0.9
dom_personnel_skill | 1        | 0.8
dom_data            | 0.9      | 0.7
dom_integration     | 1        | 0.65
dom_info_security   | 0.9      | 0.5
dom_equipment       | 1        | 0.9
dom_network         | 1        | 0.8
dom_design          | 0.9      | 0.65
dom_production      | 0.978    | 0.7815
dom_logistics       | 0.9      | 0.6
dom_sales           | 1        | 0.75
el_personnel        | 1        | 0.85
el_technology       | 0.927    | 0.6325
el_resource         | 1        | 0.867
el_manufacturing    | 0.966124 | 0.743139
maturity            | 0.968934124 | 0.755959639
"""


def table(text: str) -> dict[str, list[str]]:
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return {row[0]: row[1:] for row in rows}


def assert_printed(value: Fraction | float | None, printed: str) -> None:
    """The value, rounded as the sheet rounds (6 decimals, 9 for the long ones), is what the sheet prints."""
    places = 9 if len(printed.partition(".")[2]) > 6 else 6
    assert shown(value, places).rstrip("0").rstrip(".") == printed.rstrip("0").rstrip(".") if "." in printed else (
        value == Fraction(printed)
    )


def assert_nodes(result: dict[str, Any], exact: Exact, nodes: dict[str, list[str]]) -> None:
    for name, printed in nodes.items():
        for level, text in enumerate(printed, start=1):
            value = exact[f"{name}.L{level}"]
            assert value is not None
            assert_printed(value, text)
            assert abs(result["nodes"][f"{name}.L{level}"]["value"] - float(value)) < 1e-12


# ---- example 1 ------------------------------------------------------------------------------------------------------


def answers_1() -> tuple[dict[str, tuple[str, int]], dict[str, str]]:
    points, answers = {}, {}
    for subdomain, cells in table(ANSWERS_1).items():
        for level, column in enumerate(cells[::2], start=1):
            for place, answer in enumerate(column.split(", "), start=1):
                point = f"{subdomain}.L{level}.{place}"
                points[point], answers[point] = (subdomain, level), WORDS[answer]
    return points, answers


WEIGHT_SETS = [
    {"id": "resource_67_33", "name": "装备/网络 67/33", "weights": {"dom_equipment": {"discrete": 67, "process": 67}, "dom_network": {"discrete": 33, "process": 33}}},
    {"id": "production_equal", "name": "生产七个子域相等", "weights": dict.fromkeys(
        ("procurement", "planning_scheduling", "production_operation", "equipment_management",
         "warehousing_distribution", "safety_environment", "energy_management"), 1)},
    {"id": "technology_equal", "name": "技术三个域相等", "weights": dict.fromkeys(("dom_data", "dom_integration", "dom_info_security"), 1)},
]  # fmt: skip


@pytest.fixture(scope="module")
def points_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    points = answers_1()[0] | {"network.L4.1": ("network", 4), "network.L5.1": ("network", 5)}
    return from_points(tmp_path_factory.mktemp("points"), points, LEVELS, weight_sets=WEIGHT_SETS)


def firm_1(library: Library, target: int = 3, **more: Any) -> Any:
    return firm(answers_1()[1] | more, about={"business_type": "discrete", "target_level": target}, library=library)
