"""Whatever the YAML library says, in whichever release: the reader hears it in Chinese, and our limits decide first."""

from __future__ import annotations

import re

import pytest

from diagnostics.content.yaml.yaml_nodes import MAX_DEPTH, Mapping, parse_yaml
from diagnostics.words.problems import Problem

WRONG = (
    "a: b: c",
    "- a\n b: c",
    "{a: b",
    "[a",
    "a: 'b",
    'a: "b',
    'a: "\\q"',
    'a: "\\x1"',
    'a: "\\ud800"',
    'a: "\ud800"',
    "a: @b",
    "a: `b",
    "a: &",
    "a: *b",
    "a: |x\n",
    "a: |0\n b",
    "a: {b:c:d}: e",
    "a: !b!c d",
    "a: !<b",
    "%FOO\n---\na",
    "%YAML 1.1\n%YAML 1.1\n---\na",
    "%YAML 9.9\n---\na",
    "% a",
    "--- a\n--- b",
    'a: "x\n---\ny"',
    "&a [&a b]",
    "\x00",
    "a: \x07",
    "a:\n\t- b",
    "a: - b",
    "a\nb: c",
    "- - a\n  - b\n - c",
    "a: [b]]",
    "[,]",
    "a: !<%zz> b",
)


def problems_of(text: str, file: str = "a.yaml") -> list[Problem]:
    problems: list[Problem] = []
    parse_yaml(text, file, problems)
    return problems


@pytest.mark.fast
@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_yaml_is_said_in_chinese(text: str) -> None:
    found = problems_of(text)
    assert {each.code for each in found} == {"YAML-01"}
    assert not re.search("[a-z]{3}", found[0].what), found[0].what


@pytest.mark.fast
@pytest.mark.parametrize("file", ["a.yaml", "a.json"])
@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 500, 1_000, 1_001, 100_000])
@pytest.mark.parametrize("closed", [True, False])
def test_our_limit_of_depth_decides_before_that_of_the_library(depth: int, closed: bool, file: str) -> None:
    found = problems_of("[" * depth + "]" * depth * closed, file)
    assert [each.code for each in found] == ["YAML-05"]
    assert (found[0].place.line, found[0].place.column) == (1, MAX_DEPTH + 1)


@pytest.mark.fast
def test_the_depth_allowed_is_read() -> None:
    problems: list[Problem] = []
    assert isinstance(
        parse_yaml("a: " + "[" * (MAX_DEPTH - 1) + "b" + "]" * (MAX_DEPTH - 1), "a.yaml", problems), Mapping
    )
    assert problems == []
