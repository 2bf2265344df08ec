"""Issued reports: numbered, frozen, the same bytes again; a correction supersedes and says what changed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from diagnostics.app.report.changes import change_lines
from diagnostics.app.report.reporting import ReportSettings, make_report
from diagnostics.cli.main import main
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model.firm.answers import FirmAnswers, PutOff
from diagnostics.model.report_documents import document_and_format
from diagnostics.report.formats.stamp import read_stamp
from diagnostics.store import open_workspace
from diagnostics.store.facts.issuing import Frozen, Issued, issued_reports
from diagnostics.store.journal.values import from_json, to_json
from tests.builders import shipped
from tests.report.reading import EXAMPLES, code_of, example
from tests.report.test_building import FOOD

CODE = code_of(FOOD)


def qizhen(*words: str | Path) -> int:
    return main([str(word) for word in words])


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the food firm."""
    folder = tmp_path_factory.mktemp("issue") / "ws"
    at = ("--workspace", folder, "--author", "李工")
    assert qizhen("firm", "add", CODE, example(FOOD).firm.name, "--fictitious", *at) == 0
    assert qizhen("answer", CODE, FOOD, "--on", "2026-05-20", *at) == 0
    return folder


def issue(workspace: Path, out: Path, *more: str) -> int:
    days = ("--as-of", "2026-06-30", "--report-date", "2026-06-30")
    return qizhen("report", "issue", CODE, "--workspace", workspace, "--author", "李工", "--out", out, *days, *more)


def issued(workspace: Path) -> list[Issued]:
    with open_workspace(workspace, author="", device="", read_only=True) as opened:
        return issued_reports(opened, CODE)


def test_issue_again_and_correct(workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert issue(workspace, tmp_path / "one") == 0
    assert f"已出具 {CODE}-T0 第 1 版" in capsys.readouterr().out
    files = {path.name.rpartition("-")[2]: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert set(files) == {
        *("老板看的.pdf", "老板看的.png", "企业报告.html", "企业报告.docx", "企业报告.pdf", "证据册.html", "证据册.pdf")
    }
    for page in ("企业报告.html", "证据册.html"):
        assert f"{CODE}-T0（第 1 版）" in files[page].decode("utf-8")
    assert read_stamp(files["企业报告.docx"], "企业报告.docx")["number"] == f"{CODE}-T0"

    # what was frozen gives the same bytes, whatever is answered later
    answer = tmp_path / "later.yaml"
    answer.write_text(
        f'firm: {{code: "{CODE}", name: {example(FOOD).firm.name}}}\n'
        "answers:\n  s_finance: {value: l3, by: 财务经理, date: 2026-06-29}\n",
        encoding="utf-8",
    )
    assert qizhen("answer", CODE, answer, "--workspace", workspace, "--author", "李工") == 0
    assert qizhen("report", "issue", CODE, "--workspace", workspace, "--again", "--out", tmp_path / "again") == 0
    again = {path.name.rpartition("-")[2]: path.read_bytes() for path in (tmp_path / "again").iterdir()}
    assert again == files
    assert "逐字节相同" in capsys.readouterr().out

    # without a reason nothing is issued
    assert issue(workspace, tmp_path / "two") == 2
    assert len(issued(workspace)) == 1
    capsys.readouterr()

    assert issue(workspace, tmp_path / "two", "--reason", "财务经理补报") == 0
    out = capsys.readouterr().out
    assert "第 2 版" in out
    assert "替代第 1 版" in out
    assert "财务经理补报" in out
    assert "回答“财务管理”" in out or "财务" in out.split("改动原因")[1]
    assert [(each.version, each.reason) for each in issued(workspace)] == [(1, ""), (2, "财务经理补报")]
    with open_workspace(workspace, author="", device="", read_only=True) as opened:
        assert opened.check() == []  # every file of an issue is named by an event


def test_only_the_firm_s_docx_is_held_against_an_issue_and_the_pages_of_the_two_others_are_kept(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A DOCX of the owner's page or of the volume under the number of an issue is nobody's: none was issued."""
    if not issued(workspace):
        assert issue(workspace, tmp_path / "one") == 0
    first = issued(workspace)[0]
    assert [key for key in first.files if key.endswith("docx")] == ["docx"]
    assert {document_and_format(key)[0] for key in first.files} == {"owner", "firm", "bureau"}
    frozen = first.frozen
    settings = ReportSettings(
        known_at=frozen.known_at, report_date=frozen.report_date, files=("owner.docx", "docx", "bureau.docx")
    )
    diagnosis = diagnose([frozen.firm], shipped(), frozen.as_of)[0]
    made = make_report(diagnosis, settings, number=first.number, version=first.version)
    ended = {}
    for key, data in made.files.items():
        (tmp_path / f"{key}.docx").write_bytes(data)
        ended[key] = qizhen("report", "verify", tmp_path / f"{key}.docx", "--workspace", workspace)
    assert ended == {"owner.docx": 1, "docx": 0, "bureau.docx": 1}
    assert capsys.readouterr().err.count("VERIFY-03") == 2


def test_a_firm_without_an_issued_report_has_none_to_make_again(tmp_path: Path) -> None:
    at = ("--workspace", tmp_path / "ws", "--author", "李工")
    assert qizhen("firm", "add", CODE, "没有出具", "--fictitious", *at) == 0
    assert qizhen("report", "issue", CODE, *at, "--again", "--out", tmp_path / "out") == 1


def test_a_report_that_fails_a_hard_check_is_not_issued(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ("--workspace", tmp_path / "ws", "--author", "李工")
    assert qizhen("firm", "add", CODE, "什么也没问", "--fictitious", *at) == 0
    assert issue(tmp_path / "ws", tmp_path / "out") == 1
    said = capsys.readouterr().err
    assert "ISSUE-01" in said
    assert "check_03" in said
    assert not (tmp_path / "out").exists()
    assert issued(tmp_path / "ws") == []


def test_purging_a_firm_erases_its_issued_reports(tmp_path: Path) -> None:
    folder = tmp_path / "ws"
    with open_workspace(folder, author="李工", device="本机", library=shipped()) as opened:
        from diagnostics.store.facts.issuing import record_issue

        opened.register_firm(CODE, "示例", fictitious=True)
        with opened.recording(CODE) as record:
            record_issue(record, opened.files, frozen(), 1, {"docx": b"data"})
        (file,) = (path for path in (folder / "evidence").rglob("*") if path.is_file())
        assert opened.files.read(issued_reports(opened, CODE)[0].files["docx"]) == b"data"
        opened.purge(CODE, reason="合同结束")
        assert not file.exists()


# ---- what is frozen ----


def frozen() -> Frozen:
    firm = replace(example(FOOD).firm, file="")
    day = date(2026, 6, 30)
    return Frozen(
        firm=firm,
        as_of=day,
        known_at=day,
        report_date=day,
        content=shipped().fingerprint,
        local=(),
        template="",
        formats=("docx",),
        summary={"verdict|甲": "符合"},
    )


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_frozen_firm_comes_back_as_it_was(path: Path) -> None:
    firm = example(path).firm
    assert from_json(FirmAnswers, to_json(firm)) == firm
    assert list(from_json(FirmAnswers, to_json(firm)).answers) == list(firm.answers)
    later = replace(firm, put_off=(PutOff(subject="firm", item="rd_staff", ask="财务经理", note="周五"),))
    assert from_json(FirmAnswers, json.loads(json.dumps(to_json(later)))) == later
    without = {key: each for key, each in to_json(firm).items() if key != "put_off"}  # as issued before
    assert from_json(FirmAnswers, without) == firm


def test_frozen_inputs_come_back_as_they_were() -> None:
    assert from_json(Frozen, to_json(frozen())) == frozen()


def test_a_correction_tells_facts_rows_findings_levels_verdicts_and_sums() -> None:
    from datetime import UTC, datetime

    old = Issued(
        number="甲-T0",
        version=1,
        frozen=frozen(),
        reason="",
        author="李工",
        recorded_at=datetime(2026, 7, 1, tzinfo=UTC),
    )
    assert change_lines(old, frozen(), "没有", shipped())[2:] == ["  没有变化"]
    firm = old.frozen.firm
    key = next(key for key, each in firm.answers.items() if each.state == "known" and key[1] in shipped().facts)
    changed = replace(
        firm,
        answers={**firm.answers, key: replace(firm.answers[key], state="unknown", value=None)},
        rows={**firm.rows, "equipment": firm.rows["equipment"][1:]},
        findings=firm.findings[1:],
    )
    new = replace(
        frozen(), firm=changed, as_of=date(2026, 7, 31), summary={"verdict|甲": "不符合", "sum|乙": "估算 3 万元"}
    )
    told = "\n".join(change_lines(old, new, "补件", shipped()))
    for part in (shipped().named(key[1]).name, "台账", "发现", "认定“甲”：符合 → 不符合", "方案“乙”", "诊断日"):
        assert part in told
