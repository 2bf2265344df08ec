"""A comma inside a number between braces cuts it in two: told as that, once, and nothing else of it."""

from __future__ import annotations

import pytest

from diagnostics.answers.files.file import parse_answers
from tests.builders import CODE, shipped

HEAD = f"firm: {{code: {CODE}, name: 甲（虚构）}}\n"


def told(text: str, name: str = "firm.yaml") -> list[tuple[str, int, int, str]]:
    firm, problems = parse_answers(HEAD + text, name, shipped())
    assert firm is None
    return [(each.code, each.place.line, each.place.column, each.what) for each in problems]


@pytest.mark.parametrize(
    ("text", "at", "number"),
    [
        ("answers: {rd_staff: {value: 1,000}}", 29, "1,000"),
        ("answers: {rd_staff: {value: 1,234,567}}", 29, "1,234,567"),
        ("years: [{year: 2025, revenue_wan: 8,200.5, main_revenue_wan: 7600}]", 35, "8,200.5"),
        ("years: [{year: 2025, main_revenue_wan: 7600, revenue_wan: 8,200}]", 59, "8,200"),
        ("answers: {rd_staff: 1, 000}", 21, "1,000"),
    ],
)
def test_it_is_told_with_the_number_that_was_meant(text: str, at: int, number: str) -> None:
    (found,) = told(text)
    assert found[:3] == ("YAML-07", 2, at)
    assert f"“{number}”" in found[3]


def test_two_numbers_of_one_row_are_told_both() -> None:
    found = told("years: [{year: 2025, revenue_wan: 8,200, main_revenue_wan: 7,600}]")
    assert [each[0] for each in found] == ["YAML-07", "YAML-07"]


@pytest.mark.parametrize(
    "text",
    [
        "answers: {rd_staff: }",
        "answers: {rd_staff: 12, abc}",
        "answers: {rd_staff: 1, 12}",
        "answers: {rd_staff: '1', 000}",
    ],
)
def test_a_key_without_a_value_is_told_as_before(text: str) -> None:
    assert "YAML-04" in [each[0] for each in told(text)]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 3000,
        "[" * 3000 + "]" * 3000,
        "answers: " + "{a: " * 3000,
        "answers:\n  " + "- " * 3000 + "a",
        "answers: " + "[" * 3000,
    ],
)
def test_brackets_nested_too_deep_are_told_without_a_word_of_english(text: str) -> None:
    ((code, _, _, what),) = told(text)
    assert code == "YAML-05"
    assert "nest" not in what
