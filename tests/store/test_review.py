"""What a reviewer sees and decides without an interview: contradictions, several testimonies, slips of the pen."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from diagnostics.answers.files.file import parse_answers
from diagnostics.answers.files.single import parse_answer
from diagnostics.briefing.report_input import brief
from diagnostics.cli.main import main
from diagnostics.cli.text.tables import width
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import EXPLAINED, Answer, Subject
from diagnostics.report.formats.html import render_html
from diagnostics.store import open_workspace
from diagnostics.words.clock import today
from tests.builders import shipped
from tests.report.reading import whole_report
from tests.store.conftest import CODE, NAME

Run = Callable[..., tuple[int, str, str]]
RULE, FACT, WHY = "cloud_secrecy_contradicts", "network_capabilities", "合同里有保密条款，没有定密"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in a folder with a workspace whose firm contradicts itself and whose people disagree."""
    monkeypatch.chdir(tmp_path)
    for name in ("QIZHEN_WORKSPACE", "QIZHEN_PASSPHRASE", "QIZHEN_NEW_PASSPHRASE", "QIZHEN_AUTHOR"):
        monkeypatch.delenv(name, raising=False)
    with open_workspace(tmp_path / "qizhen-workspace", author="李工", device="L7", library=shipped()) as workspace:
        workspace.register_firm(CODE, NAME)
        for fact, value in (("cloud_blockers", ("secrecy",)), ("secrecy_duty", False)):
            workspace.testify(CODE, fact, Answer(state="known", value=value, by="总经理"))
        seen = workspace.add_evidence(CODE, "拓扑图", Grade.E2, number="T-1")
        workspace.testify(CODE, FACT, Answer(state="known", value=("ot_net",), by="IT主管", evidence=(seen.id,)))
        workspace.testify(CODE, FACT, Answer(state="known", value=("ot_net", "app_net"), by="设备科长"))

    def run_it(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run_it


def shown(run: Run) -> dict[str, Any]:
    return json.loads(run("firm", "show", CODE, "--json")[1])  # type: ignore[no-any-return]


def state_of(run: Run) -> dict[str, Any]:
    return next(each for each in shown(run)["contradictions"] if each["rule"] == RULE)


def warnings(run: Run) -> set[str]:
    return {each["code"] for each in json.loads(run("score", CODE, "--json")[1])["warnings"]}


def test_a_contradiction_is_listed_until_it_is_explained_and_then_with_the_reason(run: Run) -> None:
    code, out, _ = run("firm", "show", CODE)
    assert (code, "［未说明］" in out, RULE in out) == (0, True, True)
    assert max(map(width, out.splitlines())) <= 80
    assert RULE in warnings(run)
    assert run("firm", "explain", CODE, RULE, "--reason", WHY, "--author", "审核员")[0] == 0
    on = today().isoformat()
    assert state_of(run) == {
        "rule": RULE, "state": "explained", "subjects": ["firm"], "reason": WHY, "by": "审核员", "date": on,
    }  # fmt: skip
    assert f"说明：{WHY}（审核员，{on}）" in run("firm", "show", CODE)[1].replace("\n", "").replace("    ", "")
    assert RULE not in warnings(run)


def test_an_explanation_is_replaced_taken_back_and_kept_when_it_is_no_longer_needed(run: Run) -> None:
    run("firm", "explain", CODE, RULE, "--reason", "第一次")
    run("firm", "explain", CODE, RULE, "--reason", WHY)
    assert state_of(run)["reason"] == WHY
    run("firm", "decide", CODE, "secrecy_duty", "--value", "true", "--reason", "看了合同")
    assert state_of(run)["state"] == "gone"
    assert "［说明过，现在已经对得上］" in run("firm", "show", CODE)[1]
    run("firm", "decide", CODE, "secrecy_duty", "--value", "false", "--reason", "看错了")
    assert run("firm", "explain", CODE, RULE, "--withdraw")[0] == 0
    assert (state_of(run)["state"], RULE in warnings(run)) == ("open", True)


def test_the_report_lists_open_and_explained_ones_where_it_says_what_is_uncertain(run: Run, tmp_path: Path) -> None:
    def page() -> str:
        with open_workspace(tmp_path / "qizhen-workspace", author="", device="", read_only=True) as workspace:
            known = workspace.answers(CODE)
        day = today()
        found = diagnose([known], shipped(), day)[0]
        return render_html(whole_report(brief(found, day, day)))

    before = page()
    assert shipped().plausibility[RULE].say in before
    assert "已经说明原因的地方" not in before
    run("firm", "explain", CODE, RULE, "--reason", WHY, "--author", "审核员")
    after = page()
    assert "已经说明原因的地方" in after
    assert f"说明：{WHY}（审核员，" in after


def test_what_people_said_is_numbered_and_one_of_them_is_decided(run: Run) -> None:
    out = run("firm", "show", CODE, "--fact", FACT)[1]
    assert out.index("1. ") < out.index("IT主管") < out.index("2. ") < out.index("设备科长")
    code, out, _ = run("firm", "decide", CODE, FACT, "--testimony", "2", "--reason", "看了机房", "--author", "组长")
    assert (code, "裁定：组长，理由：看了机房" in out) == (0, True)
    (conflict,) = shown(run)["conflicts"]
    assert (conflict["settled"], conflict["reason"]) == (True, "看了机房")


def test_a_slip_of_the_pen_is_corrected_or_withdrawn_with_a_reason(run: Run) -> None:
    done = run("firm", "correct", CODE, FACT, "--testimony", "2", "--value", "[ot_net]", "--reason", "多勾了一项")
    assert (done[0], "更正理由：多勾了一项" in done[1]) == (0, True)
    assert shown(run)["conflicts"] == []
    run("firm", "correct", CODE, FACT, "--testimony", "1", "--withdraw", "--reason", "不是他管的")
    said = json.loads(run("firm", "show", CODE, "--fact", FACT, "--json")[1])["testimonies"]
    assert [(each["standing"], each["by"]) for each in said] == [("withdrawn", "IT主管"), ("live", "设备科长")]


@pytest.mark.parametrize(
    ("arguments", "exit_code", "said"),
    [
        (("decide", CODE, "netwrk_capabilities", "--testimony", "1", "--reason", "x"), 2, "没有“netwrk_capabilities”"),
        (("decide", CODE, FACT, "--testimony", "3", "--reason", "x"), 2, "一共 2 条"),
        (("decide", CODE, FACT, "--testimony", "1", "--reason", " "), 2, "写明理由"),
        (("decide", CODE, FACT, "--testimony", "1"), 2, "--reason"),
        (("decide", CODE, FACT, "--reason", "x"), 2, "--testimony"),
        (("decide", CODE, FACT, "--value", "[ot_nt]", "--reason", "x"), 1, "ANS-09"),
        (("explain", CODE, "cloud_secrecy", "--reason", "x"), 2, f"是不是“{RULE}”"),
    ],
    ids=lambda value: " ".join(value[2:]) if isinstance(value, tuple) else "",
)
def test_a_wrong_decision_is_refused_and_nothing_is_written(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], exit_code: int, said: str
) -> None:
    before = (tmp_path / "qizhen-workspace" / "workspace.sqlite").read_bytes()
    code, out, err = run("firm", *arguments)
    assert (code, out, said in err) == (exit_code, "", True), err
    assert (tmp_path / "qizhen-workspace" / "workspace.sqlite").read_bytes() == before


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("[ot_net]", []),
        ("{state: unknown}", []),
        ("[ot_net", ["YAML-01"]),
        ("[ot_nt]", ["ANS-09"]),
        ("{value: [ot_net], evidence: ev9}", ["ANS-22"]),
        ("[ot_net]\nsecrecy_duty: true", []),
    ],
)
def test_an_answer_of_the_command_line_is_read_like_one_of_a_file(text: str, codes: list[str]) -> None:
    answer, problems = parse_answer(text, FACT, Subject("firm", "firm", NAME), shipped(), where="命令行")
    assert ([each.code for each in problems], answer is None) == (codes, bool(codes))


def test_a_workspace_is_encrypted_and_gets_another_passphrase_by_command(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("encrypt")[0] == 2
    monkeypatch.setenv("QIZHEN_PASSPHRASE", "一")
    code, out, _ = run("encrypt")
    assert (code, "已加密" in out, "旧备份 1 个已删除" in out) == (0, True, True)
    assert (run("encrypt")[0], run("firm", "list")[0]) == (1, 0)
    monkeypatch.setenv("QIZHEN_NEW_PASSPHRASE", "二")
    assert run("encrypt", "--change")[0] == 0
    assert (run("firm", "list")[0], run("encrypt", "--change")[0]) == (1, 1)
    monkeypatch.setenv("QIZHEN_PASSPHRASE", "二")
    assert run("firm", "list")[0] == 0


# ---- the answers file


HEAD = f"firm: {{code: '{CODE}', name: 示例}}\nfindings:\n  - "


def test_an_answers_file_brings_every_kind_of_finding() -> None:
    explained = f"{{kind: {EXPLAINED}, title: {RULE}, text: {WHY}, by: 李工, date: 2026-05-06}}"
    text = f"{HEAD}{explained}\n  - {{kind: process, text: 锻造外协}}\n"
    firm, problems = parse_answers(text, "a.yaml", shipped())
    assert problems == []
    assert firm is not None
    assert [(each.kind, each.title, each.by, each.date) for each in firm.findings] == [
        (EXPLAINED, RULE, "李工", date(2026, 5, 6)), ("process", "", "", None),
    ]  # fmt: skip


@pytest.mark.parametrize(("entry", "code"), [("text: x", "ANS-06"), ("text: x, title: cloud_secrecy", "ANS-09")])
def test_an_explanation_names_a_rule_that_exists(entry: str, code: str) -> None:
    _, problems = parse_answers(f"{HEAD}{{kind: {EXPLAINED}, {entry}}}\n", "a.yaml", shipped())
    assert [each.code for each in problems] == [code]
