"""The shipped maturity content against the worked examples of the sheet on maturity, section 7, digit for digit."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
import yaml

from diagnostics.content.root import content_root
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Mark
from diagnostics.model.content.standards import Node
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from diagnostics.scoring.engine.weights import with_weights
from tests.builders import AS_OF, Exact, content, firm, scored, shipped, shown
from tests.scoring.firms import FirmMaker
from tests.worked_examples.maturity_tree import DOMAINS, ELEMENTS, LEVELS, REMOVABLE, SUBDOMAINS, leaf, number_facts
from tests.worked_examples.test_maturity import (
    ANSWERS_1,
    CELLS_2,
    NODES_1,
    NODES_2,
    answers_1,
    assert_nodes,
    assert_printed,
    cells_2,
    firm_1,
    firm_2,
    table,
)

OWN = "cmmm"
DOUBTFUL = {
    "info_security.L4.3", "product_design.L5.2", "process_design.L1.1", "process_design.L2.2", "process_design.L4.3",
    "production_operation.L3.2", "warehousing_distribution.L3.2", "warehousing_distribution.L3.3", "logistics.L3.3",
    "logistics.L4.3", "sales.L5.2", "customer_service.L3.1", "customer_service.L3.2", "product_service.L1.1",
    "product_service.L1.2",
}  # fmt: skip


def document() -> dict[str, Any]:
    """The shipped standard as its file has it, without its sources."""
    text = content_root().joinpath("benchmarks", "standards", "cmmm.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    for item in (found, *found["nodes"]):
        item.pop("source", None)
    return found


def leaves() -> list[Node]:
    return [node for node in shipped().standards[OWN].nodes if node.is_leaf and "carried" not in node.tags]


# ---- what is shipped ------------------------------------------------------------------------------------------------


def test_the_points_of_the_sheet_are_all_there() -> None:
    """Sheet on maturity, section 5: 38 / 48 / 55 / 44 / 25 points at levels 1 to 5, each its own question."""
    points = leaves()
    assert [sum(point.level == level for point in points) for level in LEVELS] == [38, 48, 55, 44, 25]
    expected = {f"{name}.L{level}.{place}" for name, level, place in places()}
    assert {point.id for point in points} >= expected
    for point in points:
        fact = shipped().facts[point.id]
        assert (fact.name, fact.subject, fact.better, fact.scale) == (point.name, "site", "up", "maturity_point")
        assert fact.question is not None
        assert fact.question.help
        assert fact.question.evidence


def places() -> list[tuple[str, int, int]]:
    return [
        (name, level, place)
        for name, cells in table(ANSWERS_1).items()
        for level, column in enumerate(cells[::2], start=1)
        for place in range(1, len(column.split(",")) + 1)
    ]


def test_weights_are_those_of_the_sheet() -> None:
    """Sheet on maturity, 3.3, both tables."""
    weights = {node["id"]: node.get("weight") for node in document()["nodes"]}
    for name, (discrete, process, *_) in {**ELEMENTS, **DOMAINS, **SUBDOMAINS}.items():
        given = {"discrete": discrete} | ({} if process is None else {"process": process})
        assert weights[name] == given, name


def test_what_may_be_left_out_and_what_is_doubtful() -> None:
    """Sheet on maturity, 4.5 and section 5: domains or single subdomains; the marks [?]."""
    standard = shipped().standards[OWN]
    tailorable = {node.origin for node in standard.nodes if node.tailorable}
    assert tailorable == {*REMOVABLE, "process_design", "logistics", "sales"}
    assert {point.id for point in leaves() if point.mark is Mark.uncertain} == DOUBTFUL
    assert standard.label == "参考自评"
    assert {node.origin for node in standard.nodes if node.level == 1 and node.anchors} == set(SUBDOMAINS)
    assert all(set(node.anchors) == set("12345") for node in standard.nodes if node.anchors)


def test_no_requirement_anew_is_the_score_of_the_level_below() -> None:
    """Sheet on maturity, 4.6 and section 5: these cells are believed empty."""
    carried = {node.id for node in shipped().standards[OWN].nodes if "carried" in node.tags}
    empty = ("personnel_skill.L5", "integration.L5", "info_security.L5", "network.L5")
    assert carried == {"org_strategy.L4", "org_strategy.L5", *empty}


# ---- example 1 ------------------------------------------------------------------------------------------------------


def test_example_1_runs_from_answers() -> None:
    """Sheet on maturity, 7.1: D, C, B, A, S and the level."""
    given = firm_1(shipped())
    result, exact = scored(given, OWN, shipped()), Exact(given, OWN, shipped())
    assert_nodes(result, exact, {name: cells[1::2] for name, cells in table(ANSWERS_1).items()})
    assert_nodes(result, exact, table(NODES_1))
    assert_printed(result["score"]["value"], "2.497923517")
    assert result["score"]["value"] == result["literal_score"]["value"]
    assert (result["level"], result["literal_level"], result["differ"]) == (2, 2, {"levels": 0, "score": 0})
    assert result["score"]["answered_share"] == 1


def test_a_sum_beyond_the_level_is_a_warning() -> None:
    """Sheet on maturity, 4.4: levels 1 and 3 hold, level 2 does not."""
    words = {1: "full", 2: "partly", 3: "full", 4: "none", 5: "none"}
    answers = {point.id: words[point.level or 0] for point in leaves()}
    given = firm(answers, about={"business_type": "discrete", "target_level": 3})
    [diagnosis] = diagnose([given], shipped(), AS_OF)
    result = diagnosis.standards[OWN]
    assert (result.ladders["level"].level, result.ladders["literal_level"].level) == (1, 2)
    assert any("按条文累计" in each.text for each in diagnosis.notices)
    [agreeing] = diagnose([firm_1(shipped())], shipped(), AS_OF)
    assert not any("按条文累计" in each.text for each in agreeing.notices)


def test_an_official_result_stands_first() -> None:
    rows = [{"instrument": OWN, "level": 3, "score": 2.9, "platform": "c3mep", "date": "2026-03-02"}]
    given = firm(answers_1()[1], about={"business_type": "discrete", "target_level": 3}, official_results=rows)
    result = scored(given, OWN, shipped())
    assert (result["official"]["level"], result["official"]["score"], result["level"]) == (3, 2.9, 2)


@pytest.mark.parametrize(
    ("weights", "printed"),
    [
        ("", ("0.972342", "0.866172", "0.497924", "2.497924")),
        ("resource_67_33", ("0.971322", "0.865152", "0.493844", "2.493844")),
        ("production_equal", ("0.972342", "0.864747", "0.497818", "2.497818")),
        ("technology_equal", ("0.971645", "0.864082", "0.494789", "2.494789")),
        ("process_operation_27", ("0.972342", "0.866172", "0.497924", "2.497924")),
    ],
)
def test_weight_sets_move_the_scores_as_printed(weights: str, printed: tuple[str, ...]) -> None:
    """Sheet on maturity, 7.5; the last set is about process manufacturers only."""
    library = with_set(shipped(), weights)
    exact = Exact(firm_1(library), OWN, library)
    assert [shown(exact[f"maturity.L{level}"], 6) for level in (1, 2, 3)] == list(printed[:3])
    assert shown(scored(firm_1(library), OWN, library)["score"]["value"], 6) == printed[3]


def with_set(library: Library, weights: str) -> Library:
    own = library.standards[OWN]
    found = next((each.weights for each in own.weight_sets if each.id == weights), {})
    return replace(library, standards={**library.standards, OWN: with_weights(own, found)})


def test_levels_under_weight_sets_are_those_of_a_diagnosis_with_these_weights() -> None:
    """What a diagnosis takes over from the standard's own weights changes nothing."""
    firms = [firm_1(shipped()), *FirmMaker(shipped(), AS_OF).firms(8)]
    found = [each.by_weight_set[OWN] for each in diagnose(firms, shipped(), AS_OF)]
    for weight_set in shipped().standards[OWN].weight_sets:
        library = with_set(shipped(), weight_set.id)
        own, evaluator = library.standards[OWN], Evaluator(Frame(firms, library, AS_OF))
        anew, under = evaluator.scorer.score(OWN), Evaluator(Frame(firms, shipped(), AS_OF)).under(own)
        for node in own.nodes:
            taken, fresh = under.scorer.score(OWN).nodes[node.id], anew.nodes[node.id]
            assert (taken.bounds.lo == fresh.bounds.lo).all(), node.id
            assert (taken.bounds.hi == fresh.bounds.hi).all(), node.id
            assert (taken.active == fresh.active).all(), node.id
        levels = evaluator.scorer.ladder(own, "level")
        assert found[0][weight_set.id] == levels.lo[0] == levels.hi[0] == 2


# ---- example 2 ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cells_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The shipped tree, weights, ladders and sums over cells D that are given directly."""
    standard = document()
    cells = {f"D.{name}.L{level}": (name, level) for name in SUBDOMAINS for level in (1, 2)}
    inner = [node for node in standard["nodes"] if "points" not in node]
    for node in inner:
        node["anchors"] = {level: text for level, text in node.get("anchors", {}).items() if level in {"1", "2"}}
    given = [leaf(f"{name}.L{level}.D", {"fact": fact}, name, level) for fact, (name, level) in cells.items()]
    standard["nodes"] = [*inner, *given]
    standard["by_level"]["levels"] = [1, 2]
    bounded_to(standard, 2)
    return content(tmp_path_factory.mktemp("cells"), *number_facts(cells), standard)


def bounded_to(standard: dict[str, Any], levels: int) -> None:
    """Cut what the standard says of levels that the tree no longer has."""
    names = {f"maturity.L{level}" for level in LEVELS if level > levels}

    def cut(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: cut(each) for key, each in value.items()}
        if isinstance(value, list):
            return [cut(each) for each in value if not (isinstance(each, dict) and each.get("score") in names)]
        return value

    for part in ("score_figure", "ladders", "outputs"):
        standard[part] = cut(standard[part])
    for ladder in standard["ladders"]:
        ladder["steps"] = ladder["steps"][:levels]
    figures = standard["outputs"][0]["figures"]
    standard["outputs"][0]["figures"] = {level: each for level, each in figures.items() if int(level) <= levels}


def test_example_2_goes_through_the_shipped_roll_up(cells_library: Library) -> None:
    """Sheet on maturity, 7.2: process weights, 客户服务 tailored out, level 1 with S = 1.755959639."""
    given = firm_2(cells_library, cells_2())
    result, exact = scored(given, OWN, cells_library), Exact(given, OWN, cells_library)
    assert_nodes(result, exact, table(CELLS_2))
    assert_nodes(result, exact, table(NODES_2))
    assert_printed(result["score"]["value"], "1.755959639")
    assert (result["level"], result["level_min"], result["level_max"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("weights", "printed"), [("", "0.75596"), ("production_equal", "0.757821"), ("process_operation_27", "0.755481")]
)
def test_unknown_production_weights_of_process_firms(cells_library: Library, weights: str, printed: str) -> None:
    """Sheet on maturity, 7.5, last paragraph."""
    library = with_set(cells_library, weights)
    assert_printed(Exact(firm_2(library, cells_2()), OWN, library)["maturity.L2"], printed)


# ---- levels and empty cells -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ladder_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The shipped ladders and sums over A(1) to A(5) that are given directly."""
    standard, facts = document(), {f"A{level}": level for level in LEVELS}
    given = [leaf(f"{fact}.given", {"fact": fact}, "maturity", level) for fact, level in facts.items()]
    standard["nodes"] = [standard["nodes"][0], *given]
    del standard["weight_sets"]
    return content(tmp_path_factory.mktemp("ladder"), *number_facts(facts), standard)


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
def test_level_vectors(
    ladder_library: Library, scores: str, literal: str, literal_level: int, sequential: str, level: int
) -> None:
    """Sheet on maturity, 7.3."""
    answers = {f"A{place}": Decimal(score) for place, score in enumerate(scores.split(), start=1)}
    given = firm(answers, library=ladder_library)
    result, exact = scored(given, OWN, ladder_library), Exact(given, OWN, ladder_library)
    assert exact.output("literal_score") == Fraction(literal)
    assert abs(result["score"]["value"] - float(sequential)) < 1e-12
    assert (result["literal_level"], result["level"]) == (literal_level, level)
    assert result["differ"]["levels"] == literal_level - level
    assert abs(result["differ"]["score"] - float(Fraction(literal) - Fraction(sequential))) < 1e-12


def test_empty_cell_at_level_4_from_answers() -> None:
    """Sheet on maturity, 7.4: D(org_strategy, L3) = 0.9 is carried down, D(personnel_skill, L4) = 0.5: B = 0.7."""
    answers = {"org_strategy.L3.1": "full", "org_strategy.L3.2": "mostly"}
    answers |= {"personnel_skill.L4.1": "partly", "personnel_skill.L4.2": "partly"}
    exact = Exact(firm(answers, about={"business_type": "discrete"}), OWN, shipped())
    assert exact["org_strategy.L4"] == Fraction(9, 10)
    assert exact["personnel_skill.L4"] == Fraction(1, 2)
    assert exact["el_personnel.L4"] == Fraction(7, 10)
