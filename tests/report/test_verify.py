"""An edited DOCX against its data: changed figures, levels, verdicts, tables and chapters are found, words are not."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest

from diagnostics.app.report.reporting import ReportSettings, make_report
from diagnostics.cli.main import main
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.report.formats.edited import DocumentDifference, compare, read_told
from diagnostics.report.formats.stamp import read_stamp, stamp_docx
from diagnostics.words.problems import InputError
from tests.builders import AS_OF, shipped
from tests.report.docx_reading import convert, faults_of, needs_office
from tests.report.reading import example
from tests.report.test_building import FOOD


@cache
def original() -> bytes:
    diagnosis = diagnose([example(FOOD).firm], shipped(), AS_OF)[0]
    return make_report(diagnosis, ReportSettings(known_at=AS_OF, report_date=AS_OF, files=("docx",))).files["docx"]


def edited(change: Callable[[Any], object]) -> bytes:
    word = docx.Document(io.BytesIO(original()))
    change(word)
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def compared(data: bytes) -> DocumentDifference:
    return compare(read_told(original(), "own"), read_told(data, "edited"))


def paragraph_with(word: Any, text: str) -> Any:
    return next(each for each in word.paragraphs if text in each.text)


def reword(word: Any, old: str, new: str) -> None:
    paragraph = paragraph_with(word, old)
    text = paragraph.text.replace(old, new, 1)
    for run in paragraph.runs[1:]:
        run.text = ""
    paragraph.runs[0].text = text


def table_with(word: Any, head: str) -> Any:
    return next(each for each in word.tables if any(cell.text == head for cell in each.rows[0].cells))


def test_an_untouched_file_and_one_saved_anew_are_the_same() -> None:
    assert compared(original()) == DocumentDifference(())
    assert compared(edited(id)) == DocumentDifference(())


def test_words_may_be_changed() -> None:
    found = compared(edited(lambda word: reword(word, "不代替平台评测", "并不代替平台的评测")))
    assert found == DocumentDifference((), 1)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("不满足 ", "不满足 3 条，又不满足 ", "3"),
        ("未达一级", "二级", "二级"),
        ("不满足", "满足", "满足"),
    ],
)
def test_a_changed_figure_level_or_verdict_in_a_text_is_found(old: str, new: str, told: str) -> None:
    (difference,) = compared(edited(lambda word: reword(word, old, new))).differences
    assert told in difference


def test_a_changed_cell_is_found_with_its_place() -> None:
    def change(word: Any) -> None:
        table_with(word, "指标").rows[2].cells[1].text = "四级"

    (difference,) = compared(edited(change)).differences
    assert "第 3 行第 2 列" in difference
    assert "四级" in difference


def test_rows_tables_and_chapters_that_are_gone_are_found() -> None:
    def change(word: Any) -> None:
        table = table_with(word, "指标")
        table._tbl.remove(table.rows[1]._tr)
        risks = table_with(word, "本企业的情况")
        risks._tbl.getparent().remove(risks._tbl)
        chapter = next(each for each in word.paragraphs if each.text.startswith("后续服务") and "1" in each.style.name)
        chapter._p.getparent().remove(chapter._p)

    told = "\n".join(compared(edited(change)).differences)
    assert "行，现在" in told
    assert "缺表：本企业的风险和应对" in told
    assert "缺章节：后续服务" in told


def test_a_paragraph_with_a_figure_that_was_added_or_deleted_is_found() -> None:
    def change(word: Any) -> None:
        word.add_paragraph("另外保证三年内回本，补助 200 万元。")
        gone = paragraph_with(word, "说的是")
        gone._p.getparent().remove(gone._p)

    told = compared(edited(change)).differences
    assert len(told) == 2
    assert any("加进了" in each for each in told)
    assert any("删去了" in each for each in told)


@pytest.mark.office
@needs_office[1]
def test_a_file_saved_by_an_office_program_is_the_same_and_keeps_its_stamp(tmp_path: Path) -> None:
    saved = convert(original(), "docx", tmp_path)
    assert compared(saved).differences == ()
    assert read_stamp(saved, "saved") == read_stamp(original(), "own")


# ---- the stamp ----


def test_the_stamp_tells_with_what_to_compare_and_is_valid(tmp_path: Path) -> None:
    found = read_stamp(original(), "own")
    assert found["code"] == example(FOOD).firm.code
    assert found["content"] == shipped().fingerprint
    assert found["number"] == ""
    assert faults_of(original(), tmp_path) == []


def test_hostile_values_of_a_stamp_come_back() -> None:
    bare = docx.Document()
    stream = io.BytesIO()
    bare.save(stream)
    hostile = "<a>&'\"]]>{{7}}\x00喆"
    data = stamp_docx(stream.getvalue(), {"number": hostile})
    assert read_stamp(data, "x") == {"number": hostile.replace("\x00", "")}
    assert read_stamp(stream.getvalue(), "x") == {}


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04 broken"])
def test_what_is_no_docx_is_refused(data: bytes) -> None:
    for read in (read_stamp, read_told):
        with pytest.raises(InputError):
            read(data, "x.docx")


# ---- the command ----


def run(*words: str | Path) -> int:
    return main(["report", "verify", *map(str, words)])


def test_the_command_says_whether_an_edited_draft_fits_its_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    same, other = tmp_path / "same.docx", tmp_path / "other.docx"
    same.write_bytes(original())
    other.write_bytes(edited(lambda word: reword(word, "未达一级", "二级")))
    before = other.read_bytes(), other.stat().st_mtime_ns
    assert run(same, "--answers", FOOD) == 0
    assert "都和数据一致" in capsys.readouterr().out
    assert run(other, "--answers", FOOD) == 1
    assert "二级" in capsys.readouterr().out
    assert run(other) == 1  # a draft has no number: nothing to compare with
    assert "VERIFY-02" in capsys.readouterr().err
    assert (other.read_bytes(), other.stat().st_mtime_ns) == before
    assert date.fromisoformat(read_stamp(original(), "x")["as_of"]) == AS_OF
