"""`qizhen sheets` as it is used: from a file, from a workspace, and the signed sheet that comes back."""

from __future__ import annotations

import io
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from diagnostics.cli.main import main
from diagnostics.content.root import content_root
from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer
from diagnostics.sheets.building import build_sheet
from diagnostics.store import Workspace, open_workspace
from diagnostics.words.clock import CHINA
from tests.builders import AS_OF, CODE, firm, record, shipped
from tests.sheets.sheet_firms import draw_page, pages, sheet_input, write

NAME = "示例一号（虚构）"
AUTO_PARTS = str(content_root() / "examples" / "auto_parts.yaml")
AS_OF_OPTIONS = ("--as-of", AS_OF.isoformat(), "--report-date", AS_OF.isoformat())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with one firm, two answers and a question left for somebody."""
    where = tmp_path / "workspace"
    with opened(where) as workspace:
        workspace.register_firm(CODE, NAME)
        workspace.testify(CODE, "network_capabilities", Answer(state="known", value=("ot_net",), by="设备科长"))
        workspace.testify(CODE, "s_finance", Answer(state="known", value="l2", by="财务经理"))
        workspace.postpone(CODE, "cloud_plat_database", ask="信息主管", note="问服务商")
        workspace.set_visit_mode(CODE, "普通")
        record(workspace, CODE, "visit_changed", visit={"team": "李工（组长）", "interviewees": "总经理"})
    return where


def opened(where: Path) -> Workspace:
    return open_workspace(where, author="李工", device="LAPTOP-7", library=shipped())


def sheets(folder: Path, *arguments: str) -> int:
    return main(["sheets", "示例一号", "--workspace", str(folder), *AS_OF_OPTIONS, *arguments])


def photo_of_sheet(folder: Path, path: Path, sheet: str = "opinion") -> Path:
    """Draw the sheet as it would be printed now, photograph it a little askew."""
    with opened(folder) as workspace:
        document = build_sheet(sheet, sheet_input(workspace.answers(CODE)))
    stream = io.BytesIO()
    with Image.open(io.BytesIO(draw_page(document))) as page:
        page.convert("RGB").rotate(3, expand=True, fillcolor=(120, 120, 120)).save(stream, "JPEG", quality=70)
    return write(path, stream.getvalue())


# ---- printing ----


def test_a_file_of_answers_is_enough(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "单子"
    assert main(["sheets", "--answers", AUTO_PARTS, *AS_OF_OPTIONS, "--out", str(out)]) == 0
    written = capsys.readouterr().out.splitlines()
    assert sorted(written) == sorted(map(str, out.iterdir()))
    assert len(written) == 12
    assert {path.suffix for path in out.iterdir()} == {".pdf", ".html"}


def test_only_what_was_asked_for_is_written(tmp_path: Path) -> None:
    chosen = ("--only", "签到表,满意度,opinion", "--format", "pdf")
    assert main(["sheets", "--answers", AUTO_PARTS, "--out", str(tmp_path / "a"), *chosen]) == 2, "not their titles"
    chosen = ("--only", "现场诊断签到表，opinion", "--format", "pdf")
    assert main(["sheets", "--answers", AUTO_PARTS, "--out", str(tmp_path), *chosen]) == 0
    assert sorted(path.name.rpartition("-")[2] for path in tmp_path.iterdir()) == [
        "现场初步诊断意见单.pdf",
        "现场诊断签到表.pdf",
    ]


def test_the_same_answers_give_the_same_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert (
            main(["sheets", "--answers", AUTO_PARTS, *AS_OF_OPTIONS, "--only", "owed", "--out", str(tmp_path / name)])
            == 0
        )
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_a_firm_of_the_workspace_with_what_was_put_off_and_when_it_was_recorded(folder: Path, tmp_path: Path) -> None:
    assert sheets(folder, "--out", str(tmp_path / "out"), "--due", "2026-07-20") == 0
    found = {
        path.stem.rpartition("-")[2]: "".join(pages(path.read_bytes())) for path in (tmp_path / "out").glob("*.pdf")
    }
    assert "信息主管查清“云数据库的使用”问服务商2026-07-20" in found["现场初步诊断意见单"]
    assert f"答卷的记录时间：{datetime.now(CHINA):%m-%d}" in found["诊断服务确认单"]
    assert "组长李工" in found["现场诊断签到表"]
    assert "纸质问卷" not in found


def test_a_visit_on_paper_gets_its_forms_by_itself(folder: Path, tmp_path: Path) -> None:
    with opened(folder) as workspace:
        workspace.set_visit_mode(CODE, "纸质", reason="保密筛查")
    assert sheets(folder, "--out", str(tmp_path / "out"), "--format", "html") == 0
    assert len(list((tmp_path / "out").glob("*纸质问卷*.html"))) == 15


def test_blank_forms_need_no_firm(tmp_path: Path) -> None:
    assert main(["sheets", "--only", "paper", "--who", "质量负责人", "--out", str(tmp_path)]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["纸质问卷-质量负责人.html", "纸质问卷-质量负责人.pdf"]


def test_a_character_that_would_print_as_a_box_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "a.yaml", f"firm: {{code: '{CODE}', name: 甲🏭厂}}\n".encode())
    assert main(["sheets", "--answers", str(path), "--only", "sign_in", "--out", str(tmp_path / "out")]) == 0
    assert "SHEET-08" in (told := capsys.readouterr().err)
    assert "U+1F3ED" in told


@pytest.mark.parametrize(
    "arguments",
    [
        ("--answers", AUTO_PARTS), ("--out", "x"), ("--answers", AUTO_PARTS, "--out", "x", "--format", "docx"),
        ("--only", "paper", "--who", "厂长", "--out", "x"), ("--scan", "x.jpg"),
    ],
)  # fmt: skip
def test_wrong_usage_is_said_and_writes_nothing(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["sheets", *arguments]) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocked = write(tmp_path / "out", b"x")
    assert main(["sheets", "--answers", AUTO_PARTS, "--only", "sign_in", "--out", str(blocked)]) == 3
    assert "Traceback" not in capsys.readouterr().err


# ---- coming back ----


def test_a_photo_of_the_signed_sheet_is_recognised_and_recorded(folder: Path, tmp_path: Path) -> None:
    photo = photo_of_sheet(folder, tmp_path / "IMG_1.jpg")
    assert sheets(folder, "--scan", str(photo), "--signed-by", "总经理") == 0
    with opened(folder) as workspace:
        facts = workspace.facts(CODE)
        (seen,) = facts.evidence
        (signed,) = facts.sign_offs
        kept = workspace.read_evidence(CODE, seen.id)
    assert (seen.kind, seen.grade, seen.kept, seen.by) == ("签字单", Grade.E2, True, "总经理")
    assert (signed.sheet, signed.by, signed.evidence) == ("opinion", "总经理", (seen.id,))
    assert signed.fingerprint == seen.number
    assert kept.startswith(b"\xff\xd8")
    assert photo.exists()


def test_the_same_photo_is_not_recorded_twice(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    photo = photo_of_sheet(folder, tmp_path / "IMG_1.jpg")
    assert sheets(folder, "--scan", str(photo)) == 0
    assert sheets(folder, "--scan", str(shutil.copy(photo, tmp_path / "IMG_1 (1).jpg"))) == 1
    assert "SHEET-05" in capsys.readouterr().err


def test_a_second_sheet_with_the_same_fingerprint_is_fine(folder: Path, tmp_path: Path) -> None:
    for sheet in ("opinion", "confirmation"):
        assert sheets(folder, "--scan", str(photo_of_sheet(folder, tmp_path / f"{sheet}.jpg", sheet))) == 0
    with opened(folder) as workspace:
        assert [each.sheet for each in workspace.facts(CODE).sign_offs] == ["opinion", "confirmation"]


def test_a_sheet_printed_before_the_answers_changed_is_kept_and_marked(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = photo_of_sheet(folder, tmp_path / "IMG_1.jpg")
    with opened(folder) as workspace:
        workspace.testify(CODE, "s_finance", Answer(state="known", value="l3", by="财务经理"))
    assert sheets(folder, "--scan", str(photo)) == 0
    assert "SHEET-06" in capsys.readouterr().err
    with opened(folder) as workspace:
        assert "此后答卷改过" in workspace.facts(CODE).evidence[0].note


def test_a_sheet_of_another_firm_is_refused(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = build_sheet("opinion", sheet_input(firm({}, code="91410100MA4D00002B")))
    with Image.open(io.BytesIO(draw_page(document))) as page:
        page.save(tmp_path / "other.png")
    assert sheets(folder, "--scan", str(tmp_path / "other.png")) == 1
    assert "SHEET-03" in capsys.readouterr().err
    assert nothing_recorded(folder)


def nothing_recorded(folder: Path) -> bool:
    with opened(folder) as workspace:
        facts = workspace.facts(CODE)
    return facts.evidence == () and facts.sign_offs == ()


def test_a_photo_without_a_code_needs_sheet_and_fingerprint(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Image.new("RGB", (400, 600), "white").save(tmp_path / "blank.jpg")
    assert sheets(folder, "--scan", str(tmp_path / "blank.jpg")) == 1
    assert "SHEET-01" in capsys.readouterr().err
    assert sheets(folder, "--scan", str(tmp_path / "blank.jpg"), "--only", "opinion", "--fingerprint", "12") == 1
    assert "SHEET-02" in capsys.readouterr().err
    assert nothing_recorded(folder)


def test_a_pdf_of_a_scanner_is_taken_by_its_typed_fingerprint(folder: Path, tmp_path: Path) -> None:
    with opened(folder) as workspace:
        mark = sheet_input(workspace.answers(CODE)).fingerprint
    scan = write(tmp_path / "scan.pdf", b"%PDF-1.7\n%%EOF\n")
    typed = mark.replace("-", " ").lower()
    assert sheets(folder, "--scan", str(scan), "--only", "confirmation", "--fingerprint", typed) == 0
    with opened(folder) as workspace:
        (seen,) = workspace.facts(CODE).evidence
        assert workspace.read_evidence(CODE, seen.id) == scan.read_bytes()


def test_a_fingerprint_that_never_was_needs_a_reason(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scan = str(write(tmp_path / "scan.pdf", b"%PDF-1.7\n%%EOF\n"))
    told = ("--only", "confirmation", "--fingerprint", "AAAA-BBBB-CCCC")
    assert sheets(folder, "--scan", scan, *told) == 1
    assert "SHEET-04" in capsys.readouterr().err
    assert nothing_recorded(folder)
    assert sheets(folder, "--scan", scan, *told, "--reason", "在王工的电脑上打印") == 0
    with opened(folder) as workspace:
        assert "在王工的电脑上打印" in workspace.facts(CODE).evidence[0].note


def test_a_typed_fingerprint_that_contradicts_the_code_is_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = photo_of_sheet(folder, tmp_path / "IMG_1.jpg")
    assert sheets(folder, "--scan", str(photo), "--fingerprint", "AAAA-BBBB-CCCC") == 1
    assert "SHEET-09" in capsys.readouterr().err
    assert nothing_recorded(folder)


def test_the_scan_and_the_signature_are_recorded_together_or_not_at_all(folder: Path, tmp_path: Path) -> None:
    from datetime import date

    from diagnostics.model.firm.answers import Evidence
    from diagnostics.store import keep_signed_sheet
    from diagnostics.words.problems import InputError

    seen = Evidence(
        id="", grade=Grade.E2, kind="签字单", date=date(2026, 6, 30), by="总经理", kept=True, number="3F2A-9C41-77DE"
    )
    with opened(folder) as workspace:
        before = len(workspace.events(CODE))
        with pytest.raises(InputError):
            keep_signed_sheet(workspace, CODE, "opinion", seen.number, tmp_path / "没有.pdf", seen)
        assert len(workspace.events(CODE)) == before
        kept = keep_signed_sheet(
            workspace, CODE, "opinion", seen.number, write(tmp_path / "a.pdf", b"%PDF-1.7 signed"), seen
        )
        assert [each.evidence for each in workspace.facts(CODE).sign_offs] == [(kept.id,)]
