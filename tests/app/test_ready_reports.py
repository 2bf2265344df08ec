"""A delivery takes a firm's own files by the code in them; a name that is part of another name never leads anywhere."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from diagnostics.app.city.ready_reports import ReadyReports, read_ready_reports
from diagnostics.report.formats.stamp import stamp_docx
from diagnostics.store import Workspace, open_workspace
from tests.builders import shipped
from tests.store.commands import run

OWN, LONGER, SAME = "91410100EXAMPLE01U", "91410100EXAMPLE02Y", "91410100EXAMPLE03W"
NAME, LONGER_NAME = "郑州丁机械有限公司（虚构）", "新郑州丁机械有限公司（虚构）"
NOTHING = b"a file that says nothing"


def plain_docx() -> bytes:
    made = io.BytesIO()
    docx.Document().save(made)
    return made.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "reports"
    made.mkdir()
    return made


def sorted_out(folder: Path, *more: tuple[str, str]) -> ReadyReports:
    with open_workspace(folder.parent / "ws", author="", device="", library=shipped()) as workspace:
        return of(workspace, folder, more)


def of(workspace: Workspace, folder: Path, more: tuple[tuple[str, str], ...]) -> ReadyReports:
    for code, name in ((OWN, NAME), (LONGER, LONGER_NAME), *more):
        workspace.register_firm(code, name)
    return read_ready_reports(folder, workspace.firms())


def names(found: ReadyReports) -> dict[str, list[str]]:
    return {code: sorted(files) for code, files in found.by_code.items()}


def codes(found: ReadyReports) -> list[str]:
    return [each.code for each in found.problems]


def test_a_report_goes_to_the_firm_that_it_says_whatever_it_is_called(folder: Path) -> None:
    (folder / f"{NAME}-诊断报告.docx").write_bytes(stamp_docx(plain_docx(), {"code": LONGER}))
    (folder / "终稿(1).docx").write_bytes(stamp_docx(plain_docx(), {"code": OWN}))
    (folder / f"{LONGER}.html").write_bytes(b'<meta name="qizhen-code" content="91410100EXAMPLE01U">')
    found = sorted_out(folder)
    assert names(found) == {LONGER: [f"{NAME}-诊断报告.docx"], OWN: [f"{LONGER}.html", "终稿(1).docx"]}
    assert (found.guessed, found.problems) == ({}, ())


def test_a_file_that_says_nothing_goes_by_the_code_in_its_path(folder: Path) -> None:
    (folder / f"{OWN}_甲").mkdir()
    (folder / f"{OWN}_甲" / "扫描件.pdf").write_bytes(NOTHING)
    (folder / f"{LONGER}-{NAME}.pdf").write_bytes(NOTHING)
    found = sorted_out(folder)
    assert names(found) == {OWN: ["扫描件.pdf"], LONGER: [f"{LONGER}-{NAME}.pdf"]}
    assert codes(found) == []


def test_a_code_with_more_around_it_is_no_code(folder: Path) -> None:
    (folder / f"X{OWN}.pdf").write_bytes(NOTHING)
    (folder / f"{OWN} {LONGER}.pdf").write_bytes(NOTHING)
    found = sorted_out(folder)
    assert names(found) == {}
    assert codes(found) == ["DELIVER-01", "DELIVER-01"]


def test_a_name_within_another_name_takes_nothing(folder: Path) -> None:
    (folder / f"{NAME}-诊断报告.docx").write_bytes(NOTHING)
    (folder / f"{LONGER_NAME}-诊断报告.docx").write_bytes(NOTHING)
    (folder / f"{NAME}新郑分公司-诊断报告.docx").write_bytes(NOTHING)
    (folder / f"给{NAME}-诊断报告.docx").write_bytes(NOTHING)
    found = sorted_out(folder)
    assert names(found) == {OWN: [f"{NAME}-诊断报告.docx"], LONGER: [f"{LONGER_NAME}-诊断报告.docx"]}
    assert [each.code for each in found.guessed[OWN]] == ["DELIVER-02"]
    assert codes(found) == ["DELIVER-01", "DELIVER-01"]


def test_a_file_that_two_namesakes_could_own_goes_to_neither(folder: Path) -> None:
    (folder / f"{NAME}-诊断报告.docx").write_bytes(NOTHING)
    found = sorted_out(folder, (SAME, NAME))
    assert names(found) == {}
    assert codes(found) == ["DELIVER-03"]
    assert all(each in str(found.problems[0]) for each in (OWN, SAME))


def test_two_files_of_one_name_are_both_handed_over(folder: Path) -> None:
    for part in ("", "第一版", "第二版"):
        (folder / part).mkdir(exist_ok=True)
        (folder / part / f"{OWN}.pdf").write_bytes(part.encode())
    assert names(sorted_out(folder)) == {OWN: [f"{OWN}.pdf", f"第一版-{OWN}.pdf", f"第二版-{OWN}.pdf"]}


def test_a_conflict_copy_of_a_report_is_not_handed_over(folder: Path) -> None:
    for name in (f"{OWN}.docx", f"{OWN}-DESKTOP-7A.docx"):
        (folder / name).write_bytes(stamp_docx(plain_docx(), {"code": OWN}))
    found = sorted_out(folder)
    assert (names(found), codes(found)) == ({OWN: [f"{OWN}.docx"]}, ["DELIVER-04"])


def test_the_package_of_a_firm_holds_no_report_of_a_firm_with_a_longer_name(folder: Path) -> None:
    for name in (NAME, LONGER_NAME):
        (folder / f"{name}-诊断报告.docx").write_bytes(NOTHING)
    for code, name in ((OWN, NAME), (LONGER, LONGER_NAME)):
        assert run(folder.parent, "firm", "add", code, name).code == 0
    done = run(folder.parent, "deliver", OWN, "--out", "pkg", "--reports", "reports")
    assert (done.code, "DELIVER-02" in done.err, LONGER_NAME in done.err) == (0, True, False)
    packed = [each.name for each in (folder.parent / "pkg").rglob("*.docx")]
    assert packed == [f"{NAME}-诊断报告.docx"]
