"""The language has one table of its forms; what it lists is used and read as it stands there."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from diagnostics.content.language.expressions import read_condition, read_value
from diagnostics.content.language.forms import CONDITION_FORMS, VALUE_FORMS
from diagnostics.content.yaml.reader import INVALID, Reader
from diagnostics.content.yaml.yaml_nodes import parse_yaml
from diagnostics.words.problems import Problem

USES_ALL = Path(__file__).parents[1] / "scoring" / "every_form.yaml"


def keys_in(found: object) -> set[str]:
    if isinstance(found, dict):
        return {str(each) for each in found}.union(*map(keys_in, found.values()))
    return set().union(*map(keys_in, found)) if isinstance(found, list) else set()


def test_content_for_tests_uses_every_form_and_every_key_of_it() -> None:
    used = keys_in(list(yaml.safe_load_all(USES_ALL.read_text("utf-8"))))
    forms = {**VALUE_FORMS, **CONDITION_FORMS}
    assert {*forms, *(key for form in forms.values() for key in form.further)} - used == set()


@pytest.mark.parametrize("key", [*VALUE_FORMS, *CONDITION_FORMS])
def test_a_form_refuses_keys_that_are_not_in_the_table(key: str) -> None:
    problems: list[Problem] = []
    node = parse_yaml(f"{{{key}: x, nonsense: 1}}", "file", problems)
    assert node is not None
    read = read_value if key in VALUE_FORMS else read_condition
    read(Reader(problems, read_value, read_condition), node)
    refused = [each for each in problems if each.code == "KEY-01"]
    assert len(refused) == 1
    assert "nonsense" in refused[0].what


def test_an_empty_list_of_cases_is_refused_as_the_schema_refuses_it() -> None:
    problems: list[Problem] = []
    node = parse_yaml("{cases: [], otherwise: 5}", "file", problems)
    assert node is not None
    assert read_value(Reader(problems, read_value, read_condition), node) is INVALID
    assert [each.code for each in problems] == ["TYPE-01"]
