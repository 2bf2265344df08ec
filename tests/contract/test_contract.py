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


@pytest.mark.parametrize("target", ["digital_level:2", "nat_b", "cloud:verified_sustained"])
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_a_plan_fits_its_schema(example: Path, target: str) -> None:
    found = plan_of(example, target)
    Draft202012Validator(schema("plan")).validate(found)
    assert found["re_scored"] == (found["outcome"] in {"reached", "planned", "over_budget"})
    assert bool(found["steps"]) == (found["outcome"] in {"planned", "over_budget"})


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
