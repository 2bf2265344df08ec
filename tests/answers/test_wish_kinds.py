"""What a wish is for and may cost: said in the answers file, kept through the workspace; older records have neither."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from diagnostics.answers.files.file import read_answers
from diagnostics.model.firm.answers import Finding
from diagnostics.store.journal.values import from_json, to_json
from tests.builders import shipped


def read(path: Path, **finding: object) -> tuple[list[str], list[Finding]]:
    firm = {"code": "91410100MA4D000018", "name": "示例（虚构）"}
    path.write_text(json.dumps({"firm": firm, "findings": [finding]}), encoding="utf-8")
    answers, problems = read_answers(path, shipped())
    return [each.code for each in problems if not each.warning], list(answers.findings) if answers else []


def test_a_wish_says_what_it_is_for(tmp_path: Path) -> None:
    problems, (found,) = read(tmp_path / "a.yaml", kind="wish", text="贷款买设备", wish="finance")
    assert (problems, found.wish) == ([], "finance")
    assert from_json(Finding, to_json(found)) == found


@pytest.mark.parametrize(("kind", "wish", "code"), [("wish", "loan", "ANS-09"), ("pain", "finance", "ANS-70")])
def test_another_word_or_another_finding_is_refused(tmp_path: Path, kind: str, wish: str, code: str) -> None:
    assert read(tmp_path / "a.yaml", kind=kind, text="贷款买设备", wish=wish)[0] == [code]


def test_a_wish_says_what_it_may_cost(tmp_path: Path) -> None:
    problems, (found,) = read(tmp_path / "a.yaml", kind="wish", text="看气耗", budget_wan=12.5)
    assert (problems, found.budget_wan) == ([], Fraction(25, 2))
    assert from_json(Finding, to_json(found)) == found


@pytest.mark.parametrize(
    ("kind", "budget", "code"), [("wish", -1, "ANS-38"), ("wish", "多少都行", "ANS-07"), ("pain", 30, "ANS-70")]
)
def test_money_that_is_none_or_of_another_finding_is_refused(
    tmp_path: Path, kind: str, budget: object, code: str
) -> None:
    assert read(tmp_path / "a.yaml", kind=kind, text="看气耗", budget_wan=budget)[0] == [code]


def test_a_record_of_before_says_nothing_of_it() -> None:
    old = to_json(Finding(kind="wish", text="贷款", title="融资需求"))
    del old["wish"], old["budget_wan"]
    assert (from_json(Finding, old).wish, from_json(Finding, old).budget_wan) == ("", None)
