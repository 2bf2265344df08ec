"""Maturity GB/T 39116/39117: the worked examples of the sheet on maturity, section 7, over its method (section 4)."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model.content.library import Library
from diagnostics.scoring.engine.weights import with_weights
from tests.builders import AS_OF, Exact, content, firm, scored, scored_together, shown
from tests.worked_examples.maturity_tree import (
    LEVELS,
    SUBDOMAINS,
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
    assert Decimal(shown(value, places)) == Decimal(printed)


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


PRODUCTION = (
    "procurement", "planning_scheduling", "production_operation", "equipment_management", "warehousing_distribution",
    "safety_environment", "energy_management",
)  # fmt: skip
TECHNOLOGY = ("dom_data", "dom_integration", "dom_info_security")
WEIGHT_SETS = [
    {"id": "resource_67_33", "name": "装备/网络 67/33", "weights": {"dom_equipment": 67, "dom_network": 33}},
    {"id": "production_equal", "name": "生产七个子域相等", "weights": dict.fromkeys(PRODUCTION, 1)},
    {"id": "technology_equal", "name": "技术三个域相等", "weights": dict.fromkeys(TECHNOLOGY, 1)},
]


@pytest.fixture(scope="module")
def points_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    points = answers_1()[0] | {"network.L4.1": ("network", 4), "network.L5.1": ("network", 5)}
    return from_points(tmp_path_factory.mktemp("points"), points, LEVELS, weight_sets=WEIGHT_SETS)


def firm_1(library: Library, target: int = 3, **more: Any) -> Any:
    return firm(answers_1()[1] | more, about={"business_type": "discrete", "target_level": target}, library=library)


def test_example_1_from_answers_to_subdomains(points_library: Library) -> None:
    """Sheet on maturity, 7.1: D is the plain mean of the points of a subdomain at a level."""
    given = firm_1(points_library)
    result, exact = scored(given, "maturity", points_library), Exact(given, "maturity", points_library)
    assert_nodes(result, exact, {name: cells[1::2] for name, cells in table(ANSWERS_1).items()})


def test_example_1_domains_elements_and_level_scores(points_library: Library) -> None:
    """Sheet on maturity, 7.1: C, B and A at levels 1 to 3; one node written out."""
    given = firm_1(points_library)
    result, exact = scored(given, "maturity", points_library), Exact(given, "maturity", points_library)
    assert_nodes(result, exact, table(NODES_1))
    weights, cells = ["14", "16", "16", "14", "14", "13", "13"], ("4/5", "1/3", "3/5", "23/40", "3/5", "9/20", "1/3")
    by_hand = sum(Fraction(weight) * Fraction(cell) for weight, cell in zip(weights, cells, strict=True)) / 100
    assert exact["dom_production.L3"] == by_hand
    assert [result["nodes"][f"maturity.L{level}"]["answered_share"] for level in (1, 2, 3)] == [1, 1, 1]


def test_example_1_applied_for_level_3_is_level_2(points_library: Library) -> None:
    """Sheet on maturity, 7.1: S = 2.497923517, level 2; the plain sum is the same."""
    result = scored(firm_1(points_library), "maturity", points_library)
    assert_printed(result["score"]["value"], "2.497923517")
    assert (
        result["score"]["min"] == result["score"]["max"] == result["score"]["value"] == result["literal_score"]["value"]
    )
    assert (result["level"], result["literal_level"], result["differ"]) == (2, 2, {"levels": 0})
    printed = {"1": "0.972341667", "2": "0.866172267", "3": "0.497923517"}
    for level, text in printed.items():
        assert_printed(result["levels"][level]["value"], text)


def test_levels_above_the_target_are_not_assessed_and_not_summed(points_library: Library) -> None:
    """Contract, `target_level`: with 3, points of level 4 change nothing; with 4 they count in the plain sum."""
    known = {"network.L4.1": "full"}
    at_3 = [scored(firm_1(points_library, 3, **more), "maturity", points_library) for more in ({}, known)]
    assert at_3[0]["score"] == at_3[1]["score"]
    assert at_3[0]["literal_score"] == at_3[1]["literal_score"]
    assert [each["level_max"] for each in at_3] == [2, 2]
    assert at_3[1]["levels"]["4"] == {"value": None, "min": None, "max": None, "verified": None}
    open_4 = scored(firm_1(points_library, 4), "maturity", points_library)["literal_score"]
    assert open_4["value"] is None
    assert open_4["min"] < open_4["max"]


@pytest.mark.parametrize(
    ("weights", "printed"),
    [
        ("", ("0.972342", "0.866172", "0.497924", "2.497924")),
        ("resource_67_33", ("0.971322", "0.865152", "0.493844", "2.493844")),
        ("production_equal", ("0.972342", "0.864747", "0.497818", "2.497818")),
        ("technology_equal", ("0.971645", "0.864082", "0.494789", "2.494789")),
    ],
)
def test_alternative_weights_move_the_level_scores_as_printed(
    points_library: Library, weights: str, printed: tuple[str, ...]
) -> None:
    """Sheet on maturity, 7.5."""
    own = points_library.standards["maturity"]
    found = next((each.weights for each in own.weight_sets if each.id == weights), {})
    library = replace(points_library, standards={"maturity": with_weights(own, found)})
    exact = Exact(firm_1(library), "maturity", library)
    scores = [exact[f"maturity.L{level}"] for level in (1, 2, 3)]
    assert [shown(each, 6) for each in scores] == list(printed[:3])
    result = scored(firm_1(library), "maturity", library)
    assert shown(result["score"]["value"], 6) == printed[3]
    assert result["level"] == 2


def test_level_by_weight_set_stands_beside_the_level(points_library: Library) -> None:
    """Sheet on maturity, 7.5: run every assessment with the alternative weights too."""
    [diagnosis] = diagnose([firm_1(points_library)], points_library, AS_OF)
    assert diagnosis.by_weight_set == {"maturity": {"resource_67_33": 2, "production_equal": 2, "technology_equal": 2}}


# ---- example 2 ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cells_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return from_cells(tmp_path_factory.mktemp("cells"), (1, 2))


def firm_2(library: Library, cells: dict[str, Any], **more: Any) -> Any:
    tailored = [{"id": "customer_service", "reason": "无售后服务业务"}]
    about = {"business_type": "process", "target_level": 2}
    return firm(cells, about=about, tailored=tailored, library=library, **more)


def cells_2() -> dict[str, Any]:
    rows = table(CELLS_2).items()
    return {f"D.{name}.L{level}": Decimal(cell) for name, cells in rows for level, cell in enumerate(cells, start=1)}


def test_example_2_process_firm_without_service(cells_library: Library) -> None:
    """Sheet on maturity, 7.2: process weights, 客户服务 tailored out, level 1 with S = 1.755959639."""
    given = firm_2(cells_library, cells_2())
    result, exact = scored(given, "maturity", cells_library), Exact(given, "maturity", cells_library)
    assert_nodes(result, exact, table(NODES_2))
    assert_printed(result["score"]["value"], "1.755959639")
    assert (result["level"], result["level_min"], result["level_max"]) == (1, 1, 1)
    for node in ("dom_service.L1", "customer_service.L1", "product_service.L1", "product_design.L2"):
        assert result["nodes"][node]["value"] is None
        assert result["nodes"][node]["max"] is None
    assert result["nodes"]["maturity.L2"]["answered_share"] == 1


@pytest.mark.parametrize(
    ("domain", "subdomains", "percent"),
    [
        ("dom_design", ("process_design",), "4.1237"),
        ("dom_production", PRODUCTION, "64.9485"),
        ("dom_logistics", ("logistics",), "15.4639"),
        ("dom_sales", ("sales",), "15.4639"),
    ],
)  # fmt: skip
def test_weights_that_are_left_are_divided_by_97(
    cells_library: Library, domain: str, subdomains: tuple[str, ...], percent: str
) -> None:
    """Sheet on maturity, 7.2: weights in 制造 after tailoring, seen with one domain at 1 and the others at 0."""
    cells = dict.fromkeys(cells_2(), 0) | {f"D.{name}.L1": 1 for name in subdomains}
    exact = Exact(firm_2(cells_library, cells), "maturity", cells_library)
    share, weight = exact["el_manufacturing.L1"], {"dom_design": 4, "dom_production": 63}.get(domain, 15)
    assert share == Fraction(weight, 97)
    assert shown(share * 100, 4) == percent


def test_production_weights_of_process_firms_hardly_matter(cells_library: Library) -> None:
    """Sheet on maturity, 7.5, last paragraph: 0.757821 with equal weights, 0.755481 with 生产作业 at 27 %."""
    own = cells_library.standards["maturity"]
    production = [node.id for node in own.nodes if node.parent == "dom_production.L2"]
    equal = dict.fromkeys(production, Fraction(1))
    uneven = dict.fromkeys(production, Fraction(73, 6)) | {"production_operation.L2": Fraction(27)}
    for weights, printed in ((equal, "0.757821"), (uneven, "0.755481")):
        library = replace(cells_library, standards={"maturity": with_weights(own, weights)})
        assert shown(Exact(firm_2(library, cells_2()), "maturity", library)["maturity.L2"], 6) == printed


@pytest.mark.parametrize(("kind", "column"), [("discrete", 0), ("process", 1)])
def test_global_weights_of_subdomains(cells_library: Library, kind: str, column: int) -> None:
    """Sheet on maturity, 3.1 and 3.2: global weight α·β·γ, seen with one subdomain at 1; all together 100 %."""
    printed = {
        "org_strategy": ("3", "3"), "data": ("5.06", "5.06"), "integration": ("2.97", "2.97"),
        "equipment": ("3", "10.05"), "network": ("3", "4.95"), "product_design": ("5.005", "0"),
        "process_design": ("5.005", "2.72"),
        "procurement": ("5.1744", "5.9976"), "planning_scheduling": ("5.9136", "6.8544"),
        "energy_management": ("4.8048", "5.5692"), "logistics": ("10.01", "10.2"), "sales": ("10.01", "10.2"),
        "customer_service": ("5.005", "2.04"), "product_service": ("5.005", "0"),
    }  # fmt: skip
    nothing = {f"D.{name}.L1": 0 for name in SUBDOMAINS}
    about = {"business_type": kind, "target_level": 1}
    total = Fraction(0)
    for name in SUBDOMAINS:
        given = firm(nothing | {f"D.{name}.L1": 1}, about=about, library=cells_library)
        share = Exact(given, "maturity", cells_library)["maturity.L1"]
        assert share is not None
        total += share
        if name in printed:
            assert share * 100 == Fraction(printed[name][column])
    assert total == 1


# ---- levels ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ladder_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A(1) to A(5) are given directly."""
    facts = {f"A{level}": level for level in LEVELS}
    nodes: list[dict[str, Any]] = [{"id": "maturity", "name": "成熟度", "roll_up": "mean"}]
    nodes += [leaf(f"{fact}.given", {"fact": fact}, "maturity", level) for fact, level in facts.items()]
    return content(tmp_path_factory.mktemp("ladder"), *number_facts(facts), standard(nodes, **levels_of("maturity")))


@pytest.mark.parametrize(
    ("scores", "literal", "literal_level", "sequential", "level"),
    [
        pytest.param("0.79 0 0 0 0", "0.79", 0, "0.79", 0, id="a"),
        pytest.param("0.8 0 0 0 0", "1", 1, "1", 1, id="b"),
        pytest.param("0.95 0.85 0.79 0.5 0", "3.29", 3, "2.79", 2, id="c"),
        pytest.param("0.7 0.9 0 0 0", "1.7", 1, "0.7", 0, id="d"),
        pytest.param("0.9 0.81 0.8 0.3 0", "3.3", 3, "3.3", 3, id="e"),
        pytest.param("1 1 1 0.79 0.79", "4.58", 4, "3.79", 3, id="f"),
        pytest.param("1 0.8 0.8 0.8 0.8", "5", 5, "5", 5, id="g"),
    ],
)
def test_level_vector(
    ladder_library: Library, scores: str, literal: str, literal_level: int, sequential: str, level: int
) -> None:
    """Sheet on maturity, 7.3: plain sum and its band, sequential score and level; a difference is flagged."""
    answers = {f"A{place}": Decimal(score) for place, score in enumerate(scores.split(), start=1)}
    given = firm(answers, library=ladder_library)
    result = scored(given, "maturity", ladder_library)
    exact = Exact(given, "maturity", ladder_library)
    assert exact.output("literal_score") == Fraction(literal)
    assert abs(result["literal_score"]["value"] - float(literal)) < 1e-12
    assert abs(result["score"]["value"] - float(sequential)) < 1e-12
    assert (result["literal_level"], result["level"]) == (literal_level, level)
    assert result["differ"]["levels"] == literal_level - level


def test_sequential_score_and_level_never_disagree(ladder_library: Library) -> None:
    """Sheet on maturity, 4.4: the level is always the band of the sequential score."""
    every = itertools.product(("0", "0.79", "0.8", "1"), repeat=4)
    said = [{f"A{place}": Decimal(score) for place, score in enumerate((*scores, "1"), 1)} for scores in every]
    firms = [firm(answers, library=ladder_library) for answers in said]
    for result in scored_together(firms, "maturity", ladder_library):
        assert result["level"] == max((n for n in LEVELS if result["score"]["value"] >= n - 0.2 - 1e-12), default=0)


def test_an_unknown_level_is_a_range_and_never_zero(ladder_library: Library) -> None:
    """Sheet on maturity, 4.4, engineering notes: a missing answer gives a range; the stop above it is not certain."""
    result = scored(
        firm({"A1": 0.9, "A3": 0.9, "A4": 0.5, "A5": 0}, library=ladder_library), "maturity", ladder_library
    )
    assert (result["score"]["value"], result["score"]["min"], result["score"]["max"]) == (None, 1, 3.5)
    assert (result["level"], result["level_min"], result["level_max"]) == (None, 1, 3)


@pytest.mark.parametrize("target", [1, 2, 3, 4, 5])
def test_target_bounds_both_sums(ladder_library: Library, target: int) -> None:
    """Contract, `target_level`; without one it is 5."""
    answers = {f"A{place}": 0.9 for place in LEVELS}
    result = scored(firm(answers, about={"target_level": target}, library=ladder_library), "maturity", ladder_library)
    assert (result["score"]["value"], result["literal_score"]["value"], result["level"]) == (target, target, target)
    without = scored(firm(answers, library=ladder_library), "maturity", ladder_library)
    assert (without["score"]["value"], without["level"], without["level_max"]) == (5, 5, 5)


# ---- empty cells ----------------------------------------------------------------------------------------------------


def people(folder: Path, empty: str) -> Library:
    """Element 人员 at levels 3 and 4; `org_strategy` has no points at level 4."""
    facts = ("org.L3", "skill.L3", "skill.L4.1", "skill.L4.2")
    inner: list[dict[str, Any]] = [
        {"id": "maturity", "name": "成熟度", "roll_up": "mean"},
        {"id": "el_personnel", "name": "人员", "parent": "maturity", "roll_up": "mean", "weight": 6},
        {"id": "dom_org", "name": "组织战略", "parent": "el_personnel", "roll_up": "mean", "weight": 50},
        {"id": "dom_skill", "name": "人员技能", "parent": "el_personnel", "roll_up": "mean", "weight": 50},
        {"id": "org", "name": "组织战略", "parent": "dom_org", "roll_up": "mean", "weight": 100},
        {"id": "skill", "name": "人员技能", "parent": "dom_skill", "roll_up": "mean", "weight": 100},
        {"id": "rest", "name": "其余要素", "parent": "maturity", "roll_up": "mean", "weight": 94},
    ]
    leaves = [leaf(f"{fact}.D", {"fact": fact}, fact.split(".")[0], int(fact.split(".L")[1][0])) for fact in facts]
    leaves += [leaf(f"rest.L{level}.D", {"fact": "rest.L"}, "rest", level) for level in (3, 4)]
    document = standard([*inner, *leaves], (3, 4), **levels_of("maturity", (3, 4)))
    document["by_level"]["empty"] = empty
    return content(folder, *number_facts([*facts, "rest.L"]), document)


def people_firm(library: Library, rest: int) -> Any:
    answers = {"org.L3": 0.9, "skill.L3": 1, "skill.L4.1": 0.5, "skill.L4.2": 0.5, "rest.L": rest}
    return firm(answers, about={"business_type": "discrete"}, library=library)


@pytest.mark.parametrize(("empty", "element"), [("carry_down", "0.7"), ("renormalise", "0.5")])
def test_empty_cell_at_level_4(tmp_path: Path, empty: str, element: str) -> None:
    """Sheet on maturity, 7.4: D(L3) = 0.9 and D(L4) = (0.5 + 0.5) / 2 give 0.7 or 0.5."""
    library = people(tmp_path, empty)
    given = people_firm(library, 0)
    exact, result = Exact(given, "maturity", library), scored(given, "maturity", library)
    assert exact["skill.L4"] == Fraction(1, 2)
    assert exact["el_personnel.L4"] == Fraction(element)
    assert abs(result["nodes"]["el_personnel.L4"]["value"] - float(element)) < 1e-12
    assert exact["maturity.L4"] == Fraction(6, 100) * Fraction(element)


def test_empty_cell_moves_the_level_score_by_0_012(tmp_path: Path) -> None:
    """Sheet on maturity, 7.4: effect on A(4): 0.06 × 0.2."""
    scores = []
    for empty in ("carry_down", "renormalise"):
        folder = tmp_path / empty
        folder.mkdir()
        library = people(folder, empty)
        given = people_firm(library, 1)
        score = Exact(given, "maturity", library)["maturity.L4"]
        assert score is not None
        scores.append(score)
    assert scores[0] - scores[1] == Fraction("0.012")


# ---- floats ---------------------------------------------------------------------------------------------------------


def test_exactly_0_8_is_level_1_though_floats_fall_short_of_it(tmp_path: Path) -> None:
    """Sheet on maturity, 7.5, floating-point trap: the exact C is 0.8, floats give 0.7999999999999999."""
    weights = ("0.14", "0.16", "0.16", "0.14", "0.14", "0.13", "0.13")
    cells = ("0.75", "0.85", "0.7", "0.9", "0.9", "0.6", "0.9")
    assert sum(float(w) * float(d) for w, d in zip(weights, cells, strict=True)) < 0.8
    sub = {"name": "子域", "parent": "maturity", "roll_up": "mean"}
    nodes: list[dict[str, Any]] = [{"id": "maturity", "name": "成熟度", "roll_up": "mean"}]
    nodes += [{"id": f"sub{place}", **sub, "weight": Decimal(each)} for place, each in enumerate(weights)]
    nodes += [leaf(f"D{place}.given", {"fact": f"D{place}"}, f"sub{place}", 1) for place in range(7)]
    facts = number_facts([f"D{place}" for place in range(7)])
    library = content(tmp_path, *facts, standard(nodes, (1,), **levels_of("maturity", (1,))))

    def with_cells(*given: str) -> Any:
        answers = {f"D{place}": Decimal(cell) for place, cell in enumerate(given)}
        return firm(answers, about={"business_type": "discrete"}, library=library)

    assert Exact(with_cells(*cells), "maturity", library)["maturity.L1"] == Fraction(4, 5)
    result = scored(with_cells(*cells), "maturity", library)
    assert (result["level"], result["level_min"], result["level_max"], result["literal_level"]) == (1, 1, 1, 1)
    assert result["score"]["value"] == result["literal_score"]["value"] == 1
    below = scored(with_cells("0.7499999999", *cells[1:]), "maturity", library)
    assert (below["level"], below["literal_level"]) == (0, 0)
