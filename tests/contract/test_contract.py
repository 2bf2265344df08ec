"""The JSON that others script against: it fits its schema, and it does not change unnoticed.

When a change is meant: `python -m tests.contract.rewrite`, read the difference, and say in CONTENT-CHANGELOG.md or
CHANGELOG.md whose results change and why.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from tests.contract.outputs import (
    GOLDEN,
    coverage_of_examples,
    explanation_of,
    golden,
    plan_of,
    schema,
    score_of,
)
from tests.report.reading import EXAMPLES

pytestmark = pytest.mark.fast


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["score", "coverage", "explain", "plan"])
def test_a_schema_is_itself_valid(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))


def test_there_are_three_examples_and_a_golden_file_for_each() -> None:
    assert len(EXAMPLES) >= 3
    expected = {f"score-{example.stem}" for example in EXAMPLES} | {"coverage"}
    assert {path.stem for path in GOLDEN.glob("*.json")} == expected


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_a_score_fits_its_schema_and_its_golden_file(example: Path) -> None:
    result = score_of(example)
    Draft202012Validator(schema("score")).validate(result)
    assert result == read(golden(f"score-{example.stem}"))


@pytest.mark.parametrize(
    "target", ["digital_level:total", "digital_level:level", "cloud:status", "hn_ws:gate_not_dishonest"]
)
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_explanation_fits_its_schema(example: Path, target: str) -> None:
    explanation = explanation_of(example, target)
    Draft202012Validator(schema("explain")).validate(explanation)
    assert explanation["because"]


@pytest.mark.parametrize("targets", [(), ("nat_b",), ("digital_level:2", "cloud:verified_sustained")], ids="+".join)
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_a_plan_fits_its_schema_and_adds_up(example: Path, targets: tuple[str, ...]) -> None:
    found = plan_of(example, *targets)
    Draft202012Validator(schema("plan")).validate(found)
    wanted = [goal["id"] for goal in found["goals"] if goal["kind"] == "target"]
    assert found["targets"] == wanted
    assert wanted == list(targets) or not targets
    measures = {each["id"]: each for each in found["measures"]}
    assert len(measures) == len(found["measures"])
    priced = [each["cost_wan"] for each in measures.values() if each["cost_wan"] is not None]
    totals = found["totals"]
    assert totals["cost_wan"] == [sum(each[end] for each in priced) for end in (0, 1)]
    assert totals["open_prices"] == len(measures) - len(priced)
    assert [
        each for each in measures.values() if each["ceiling_wan"] is not None and each["cost_wan"] is not None
    ] == []
    reached = {f"{goal['kind']}:{goal['id']}": goal for goal in found["goals"] if goal["reached"]}
    assert totals["by_reason"].keys() == reached.keys()
    for name, goal in reached.items():
        assert set(goal["measures"]) <= measures.keys()
        prices = [measures[each]["cost_wan"] for each in goal["measures"]]
        own = [sum(each[end] for each in prices if each is not None) for end in (0, 1)]
        assert totals["by_reason"][name]["cost_wan"] == own
        for each in goal["measures"]:
            assert {"kind": goal["kind"], "id": goal["id"]} in measures[each]["reasons"]
    assert all(each["start"] <= each["end"] for each in measures.values())
    assert found["re_scored"] is True


def test_a_plan_says_what_the_money_for_a_pain_must_bring() -> None:
    """18 within the three years of the house is 6 a year: of the 18.6 that rush orders cost, 32.3 %."""
    pains = {each["id"]: each["break_even"] for each in plan_of(EXAMPLES[0])["pains"]}
    assert pains["rush_order_chaos"] == {"share": pytest.approx(6 / 18.6), "per_year_wan": 6, "years": 3}
    assert pains["output_next_day"] == {"share": None, "per_year_wan": 6, "years": 3}, "nobody knows what it costs"
    assert pains["wrong_drawing"] == {"share": 1, "per_year_wan": 7.4, "years": 3}, "at its ceiling, 3 times its loss"
    assert pains["idle_energy"] is None, "nothing is bought for it"


def test_measures_gates_and_goals_of_a_plan_call_a_thing_by_one_name() -> None:
    found = plan_of(EXAMPLES[0])
    names = {each["id"] for each in found["measures"]}
    assert any(each["scope"] for each in found["measures"]), "a rule about nothing"
    assert found["gates"]
    for gate in found["gates"]:
        assert {*gate["between"], gate["then"]} <= names
    for pain in found["pains"]:
        assert set(pain["answered_by"]) <= names


def test_the_coverage_fits_its_schema_and_its_golden_file() -> None:
    result = coverage_of_examples()
    Draft202012Validator(schema("coverage")).validate(result)
    assert result == read(golden("coverage"))


def test_figures_of_a_coverage_are_sums_over_sums() -> None:
    result = read(golden("coverage"))
    assert sum(result["statuses"].values()) == result["population"]
    for figure in result["figures"].values():
        assert figure["value"] == (None if figure["den"] == 0 else figure["num"] / figure["den"])


@pytest.mark.parametrize(
    "path",
    [
        ("standards",),
        ("warnings",),
        ("standards", "digital_level", "level_verified"),
        ("standards", "digital_level", "score", "answered_share"),
        ("standards", "digital_level", "subjects"),
        ("standards", "cloud", "status"),
    ],
    ids="/".join,
)
def test_the_schema_misses_a_key_that_is_not_there(path: tuple[str, ...]) -> None:
    result = copy.deepcopy(read(golden(f"score-{EXAMPLES[0].stem}")))
    holder = result
    for key in path[:-1]:
        holder = holder[key]
    del holder[path[-1]]
    with pytest.raises(ValidationError):
        Draft202012Validator(schema("score")).validate(result)
