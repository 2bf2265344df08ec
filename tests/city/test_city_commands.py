"""The commands on a whole city: one run writes page, workbook and brief; a workspace with two rounds; moved ids."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from diagnostics.cli.main import main
from diagnostics.content.library.library import get_library
from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer, AnswerValue
from diagnostics.store import open_workspace
from tests.builders import shipped

CODES = ("91410100MA4E00001T", "91410100MA4E00002X", "91410100MA4D000018")
TITLE: dict[str, AnswerValue] = {"tier": "province", "valid_from": date(2023, 7, 1), "valid_to": date(2027, 6, 30)}
ERP: dict[str, AnswerValue] = {
    "name": "ERP",
    "category_item": "app_mgmt",
    "deploy_mode": "public",
    "start_date": date(2024, 1, 10),
}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Three listed firms; of the first a second round in 2026, in which its service is proved."""
    place = tmp_path / "ws"
    with open_workspace(place, author="李工", device="L7", library=shipped()) as opened:
        for number, code in enumerate(CODES):
            opened.register_firm(code, f"示例{number}号（虚构）", fictitious=True)
            opened.open_assessment(code, on=date(2024, 5, 1))
            opened.testify(code, "cloud_use_any", Answer(state="known", value="yes", by="张工"))
            opened.add_row(code, "titles", TITLE)
            opened.add_row(code, "systems", ERP)
        opened.open_assessment(CODES[0], on=date(2026, 2, 1))
        opened.testify(CODES[0], "cloud_use_any", Answer(state="known", value="yes", by="张工"))
        proof = opened.add_evidence(CODES[0], "合同", Grade.E2, number="HT-1")
        opened.add_row(CODES[0], "titles", TITLE)
        opened.add_row(CODES[0], "systems", ERP, evidence=(proof.id,))
    return place


def printed(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_one_run_writes_page_workbook_and_brief(tmp_path: Path, workspace: Path) -> None:
    out = tmp_path / "out"
    command = ["dashboard", "--workspace", str(workspace), "--as-of", "2026-06-30", "--out", str(out)]
    assert main([*command, "--brief", "--batch", "第一批", "--new-target", "2027-12-31"]) == 0
    assert sorted(each.name for each in out.iterdir()) == ["企业一览.xlsx", "看板.html", "第一批诊断服务情况.docx"]
    page = (out / "看板.html").read_text(encoding="utf-8")
    assert "新期限" in page
    assert "上云口径对账" in page


def test_the_history_of_a_workspace_is_that_of_its_rounds(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dashboard", "--workspace", str(workspace), "--as-of", "2026-06-30", "--json"]) == 0
    found = printed(capsys)
    past = {each["date"]: each["share"]["num"] for each in found["outlook"]["history"]}
    assert (past["2025-12-31"], past["2026-03-31"], past["2026-06-30"]) == (0, 1, 1)
    assert found["targets"][0]["then"]["num"] == 0
    assert [each["firms"] for each in found["reconciliation"]["definitions"]] == [1, 0, 3]
    assert {each["code"] for each in found["outlook"]["nearest"]} == set(CODES[1:])


def test_the_json_of_dashboard_and_brief_is_the_same(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    both = []
    for command in ("dashboard", "brief"):
        assert main([command, "--workspace", str(workspace), "--as-of", "2026-06-30", "--json"]) == 0
        both.append(printed(capsys))
    assert both[0] == both[1]


# ---- ids that the content declares ----------------------------------------------------------------------------------

HEAD = "title: 本地\nedition: '1'\nreviewed: 2026-11-22\n"
FACTS = """facts:
  - {id: plant_age, name: 厂房年头, type: number, better: none, info: true, profile: true, min: 0, unit: 年}
"""


@pytest.fixture
def renaming(tmp_path: Path) -> Path:
    """Local content in which the age of the plant has another id than the firms were asked under."""
    folder = tmp_path / "content" / "questionnaires"
    for kind, text in (("facts", FACTS), ("aliases", "aliases: {shop_age: plant_age}\n")):
        (folder / kind).mkdir(parents=True)
        head = f"kind: {kind}\nid: local_{kind}\n{HEAD}"
        (folder / kind / f"local_{kind}.yaml").write_text(head + text, encoding="utf-8")
    return tmp_path / "content"


def test_declared_ids_are_shown_first_and_then_recorded_once(
    workspace: Path, renaming: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from fractions import Fraction

    with open_workspace(workspace, author="李工", device="L7", library=get_library([renaming])) as opened:
        opened.testify(CODES[1], "shop_age", Answer(state="known", value=Fraction(12), by="张工"))
        before = opened.events()
    command = ["content", "impact", "--workspace", str(workspace), "--content", str(renaming), "--as-of", "2026-06-30"]
    assert main(command) == 0
    assert "只是预演" in capsys.readouterr().out
    with open_workspace(workspace, author="李工", device="L7", read_only=True) as opened:
        assert opened.events() == before
    assert main([*command, "--apply", "--json"]) == 0
    found = printed(capsys)
    assert [(each["code"], each["facts"]) for each in found["applied"]] == [(CODES[1], {"shop_age": "plant_age"})]
    with open_workspace(workspace, author="李工", device="L7", read_only=True) as opened:
        after = opened.events()
        assert after[: len(before)] == before
        assert [each.kind for each in after[len(before) :]] == ["ids_renamed"]
        assert opened.answers(CODES[1]).answers["firm", "plant_age"].value == 12
    assert main([*command, "--apply"]) == 0
    assert "已写入：0 家" in capsys.readouterr().out
    with open_workspace(workspace, author="李工", device="L7", read_only=True) as opened:
        assert opened.events() == after


def test_files_are_never_changed_by_content_impact(
    tmp_path: Path, renaming: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["content", "impact", str(tmp_path), "--content", str(renaming), "--apply"]) == 2
    assert "--apply" in capsys.readouterr().err


@pytest.mark.parametrize("rounds", [0, 1])
def test_a_firm_without_two_assessments_is_not_compared_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rounds: int
) -> None:
    with open_workspace(tmp_path / "ws", author="李工", device="L7", library=shipped()) as opened:
        opened.register_firm(CODES[0], "示例一号（虚构）", fictitious=True)
        for _ in range(rounds):
            opened.open_assessment(CODES[0], on=date(2026, 2, 1))
    for more in ([], ["--from", "T0", "--to", "T1"], ["--to", "T0"]):
        assert main(["compare", CODES[0], "--workspace", str(tmp_path / "ws"), *more]) == 1
        said = capsys.readouterr().err
        assert "CITY-03" in said
        assert "只做过一次评估" in said


def test_a_folder_that_is_compared_with_its_own_past_warns_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong_digit = {"code": "91410100MA4D000019", "name": "示例（虚构）", "business_type": "discrete"}
    (tmp_path / "firm.json").write_text(json.dumps({"firm": wrong_digit, "answers": {}}), encoding="utf-8")
    command = ["compare", "--city", str(tmp_path), "--as-of", "2026-06-30"]
    assert main([*command, "--since", "2025-12-31", "--json"]) == 0
    assert capsys.readouterr().err.count("ANS-52") == 1
    before = tmp_path / "before"
    before.mkdir()
    (tmp_path / "firm.json").rename(before / "firm.json")
    now = tmp_path / "now"
    now.mkdir()
    (now / "firm.json").write_bytes((before / "firm.json").read_bytes())
    assert main(["compare", "--city", str(now), "--as-of", "2026-06-30", "--before", str(before), "--json"]) == 0
    assert capsys.readouterr().err.count("ANS-52") == 2


def test_a_list_without_firms_has_missed_no_target(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from docx import Document

    with open_workspace(tmp_path / "ws", author="李工", device="L7", library=shipped()) as opened:
        opened.register_firm(CODES[0], "示例一号（虚构）", fictitious=True)
    common = ["--workspace", str(tmp_path / "ws"), "--as-of", "2026-06-30"]
    assert main(["dashboard", *common, "--out", str(tmp_path), "--brief", "--batch", "第一批"]) == 0
    page = (tmp_path / "看板.html").read_text(encoding="utf-8")
    brief = "\n".join(each.text for each in Document(str(tmp_path / "第一批诊断服务情况.docx")).paragraphs)
    capsys.readouterr()
    assert main(["coverage", *common, "--outlook"]) == 0
    printed_too = capsys.readouterr().out
    for text in (page, brief, printed_too):
        assert "名单里没有企业" in text
        assert "未达到；" not in text
        assert "没有达到" not in text
        assert "已过期限，未达到" not in text
