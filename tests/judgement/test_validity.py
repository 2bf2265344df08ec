"""A rule counts from its first to its last day; on any other day it has no result and the reader is told."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from diagnostics.cli import main as command
from diagnostics.diagnosis.diagnose import Diagnosis, diagnose
from diagnostics.interview.course.levels import evaluator_of, live_levels
from tests.builders import CODE, HEADER, JUDGED, as_json, asked, content, firm, write_content

FACTS = asked([{"id": "rate", "name": "合格率", "type": "percent", "better": "up"}])


def of_edition(name: str, **period: str) -> list[dict[str, Any]]:
    """A standard with a level and a criteria set of one edition."""
    header = {**HEADER, **JUDGED, "title": f"{name}版", "judges": "firm", **period}
    return [
        {
            "kind": "standard", "id": f"card_{name}", **header, "unanswered": "open", "score": "points",
            "nodes": [{"id": "points", "name": "分", "points": {"fact": "rate"}, "max": 100, "na": "reject"}],
            "ladders": [{"id": "level", "name": "等级", "steps": [
                {"level": 1, "id": "l1", "name": "一级", "need": {"score": "points", "at_least": 50}}]}],
            "weight_sets": [{"id": "other", "name": "另一套", "weights": {"points": 1}}],
        },
        {
            "kind": "criteria", "id": f"award_{name}", **header, "jurisdiction": "全国", "complete": True,
            "default": True, "conditions": [{"id": f"{name}_rate", "name": "合格率", "role": "mandatory",
                            "need": {"fact": "rate", "at_least": 95}}],
        },
    ]  # fmt: skip


CONTENT = (*FACTS, *of_edition("old", valid_to="2026-03-31"), *of_edition("new", valid_from="2026-04-01"))


@pytest.fixture
def on(tmp_path: Path) -> Any:
    library = content(tmp_path, *CONTENT)

    def diagnosed(day: str) -> Diagnosis:
        return diagnose([firm({"rate": 96}, library=library)], library, date.fromisoformat(day))[0]

    return diagnosed


@pytest.mark.parametrize(
    ("day", "edition", "left_out"),
    [
        ("2020-01-01", "old", {"valid_from": "2026-04-01", "valid_to": None}),
        ("2026-03-31", "old", {"valid_from": "2026-04-01", "valid_to": None}),
        ("2026-04-01", "new", {"valid_from": None, "valid_to": "2026-03-31"}),
        ("2040-01-01", "new", {"valid_from": None, "valid_to": "2026-03-31"}),
    ],
)
def test_both_days_are_inclusive_and_an_absent_one_is_open(
    on: Any, day: str, edition: str, left_out: dict[str, Any]
) -> None:
    found = on(day).to_json(date(2026, 6, 30))
    other = {"old": "new", "new": "old"}[edition]
    assert list(found["standards"]) == list(found["editions"]) == [f"card_{edition}"]
    assert list(found["criteria"]) == [f"award_{edition}"]
    assert found["not_in_force"] == {f"card_{other}": left_out, f"award_{other}": left_out}
    assert list(on(day).by_weight_set) == [f"card_{edition}"]


def test_the_interview_shows_only_levels_of_standards_in_force(tmp_path: Path) -> None:
    library = content(tmp_path, *CONTENT)
    evaluator = evaluator_of([firm({"rate": 96}, library=library)], library, date(2026, 4, 1))
    assert [each.standard.id for each in live_levels(evaluator)] == ["card_new"]


@pytest.fixture
def firm_file(tmp_path: Path) -> list[str]:
    folder = tmp_path / "content"
    folder.mkdir()
    write_content(
        folder, *of_edition("old", valid_to="2026-03-31"), *of_edition("new", valid_from="2026-04-01"), *FACTS
    )
    answers = tmp_path / "firm.json"
    answers.write_text(
        as_json({"firm": {"code": CODE, "name": "示例（虚构）"}, "answers": {"rate": 96}}), encoding="utf-8"
    )
    return ["--content", str(folder), "--answers", str(answers)]


def test_a_score_says_which_rules_do_not_hold_on_its_day(
    firm_file: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["score", *firm_file, "--as-of", "2026-06-30"]) == 0
    text = capsys.readouterr().out
    assert "2026-06-30 不适用、没有列入结果的规则：\n· old版：到 2026-03-31 为止\n" in text
    assert command.main(["score", *firm_file, "--as-of", "2026-01-01", "--json"]) == 0
    assert "award_new" in json.loads(capsys.readouterr().out)["not_in_force"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["explain", "award_old:old_rate"], "“award_old:old_rate”在 2026-06-30 不适用（old版：到 2026-03-31 为止）"),
        (["explain", "card_old:points"], "“card_old:points”在 2026-06-30 不适用"),
        (["plan", "--target", "award_old"], "“award_old”在 2026-06-30 不适用"),
        (["plan", "--target", "card_old:1"], "“card_old:1”在 2026-06-30 不适用"),
    ],
)
def test_a_target_that_does_not_hold_is_refused_with_its_days(
    arguments: list[str], said: str, firm_file: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main([*arguments, *firm_file, "--as-of", "2026-06-30"]) == 2
    assert said in capsys.readouterr().err.replace("\n", "")


def test_a_rule_that_begins_later_is_named_with_its_first_day(
    firm_file: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["explain", "award_new:new_rate", *firm_file, "--as-of", "2026-01-01"]) == 2
    assert "new版：2026-04-01 起才适用" in capsys.readouterr().err
