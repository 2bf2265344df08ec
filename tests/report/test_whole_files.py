"""Whole reports of the example firms on paper: text can be copied out, archived, opened; nothing risky is used."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from diagnostics.model.document import Document, Table
from diagnostics.report.formats.keeping import rows_that_break
from diagnostics.report.formats.pdf import render_pdf
from tests.report.docx_reading import PRINTED, convert, faults_of, make_docx, needs_office
from tests.report.docx_reading import text_of as docx_text
from tests.report.reading import EXAMPLES, example_report
from tests.report.test_building import FOOD
from tests.report.test_docx import AVOIDED
from tests.sheets.sheet_firms import bare, pages, texts_of

RARE = "喆堃昇镕"
whole_reports = pytest.mark.parametrize(
    "path",
    [FOOD, *(pytest.param(each, marks=pytest.mark.long) for each in EXAMPLES if each != FOOD)],
    ids=lambda path: path.stem,
)
# Besides what the parts of the renderer avoid: formulas, pictures that need another program, links to other files.
ALSO_AVOIDED = ("<m:", "svgBlip", "<w:control", "<w:pict", "<w:ole", "<w:subDoc", 'TargetMode="External"')


@cache
def report(path: Path) -> Document:
    """The report of an example with a name that GB 2312 cannot write."""
    return replace(example_report(path), subtitle=f"郑州{RARE}机械有限公司（虚构）")


@cache
def word(path: Path) -> bytes:
    return make_docx(report(path))


def chinese(document: Document) -> list[str]:
    return [bare(text) for text in texts_of(document) if re.search(r"[\u3400-\u9fff]", text)]


def flowing(printed: list[str], document: Document) -> str:
    """Join pages without their header and footer, which stand in the middle of a paragraph that goes on overleaf."""
    header = re.escape(bare(document.title + document.subtitle))
    return "".join(re.sub(rf"^{header}|第\d+页，共\d+页$", "", page) if n else page for n, page in enumerate(printed))


def cells_that_go_on_overleaf(document: Document) -> set[str]:
    """Return the texts of the rows inside which a page may end."""
    tables = [block for block in document.blocks if isinstance(block, Table)]
    rows = [row for table in tables for row, breaks in zip(table.rows, rows_that_break(table), strict=True) if breaks]
    return {bare(cell.text) for row in rows for cell in row}


def in_two(text: str, whole: str) -> bool:
    """Return whether a text stands in two parts in another one."""
    at = next(at for at in range(len(text), -1, -1) if text[:at] in whole)
    return text[at:] in whole


@whole_reports
def test_every_chinese_text_can_be_copied_out_of_the_archived_pdf(path: Path) -> None:
    pdf = render_pdf(report(path), PRINTED, standard="a-2b")
    found = flowing(pages(pdf), report(path))
    wanted = chinese(report(path))
    assert len(wanted) > 1000
    overleaf = cells_that_go_on_overleaf(report(path))
    assert [text for text in wanted if text not in found and not (text in overleaf and in_two(text, found))] == []
    assert RARE in found


@whole_reports
def test_the_word_file_passes_the_schema_and_uses_nothing_risky(path: Path, tmp_path: Path) -> None:
    data = word(path)
    assert faults_of(data, tmp_path) == []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        markup = "".join(archive.read(each).decode("utf-8") for each in names if each.endswith((".xml", ".rels")))
    assert [each for each in (*AVOIDED, *ALSO_AVOIDED) if each in markup] == []
    media = [each for each in names if each.startswith("word/media/")]
    assert media
    assert {Path(each).suffix for each in media} == {".png"}
    assert all(each.endswith((".xml", ".rels", ".png")) for each in names)


def test_what_is_risky_would_be_seen() -> None:
    """A control that a client's template brings along is found by the same look."""
    assert [each for each in (*AVOIDED, *ALSO_AVOIDED) if each in "<w:p><w:sdt><m:oMath/></w:sdt></w:p>"] == [
        "<w:sdt",
        "<m:",
    ]


@pytest.mark.office
@needs_office[1]
@whole_reports
def test_libreoffice_opens_it_and_saves_every_text_again(path: Path, tmp_path: Path) -> None:
    saved = docx_text(convert(word(path), "docx", tmp_path))
    assert [text for text in chinese(report(path)) if text not in saved] == []
