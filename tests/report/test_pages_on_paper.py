"""The three documents of the ten firms as PDF: nothing is torn apart, drawings stay in their sections."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from diagnostics.model.document import Document, DocumentCell, Figure, Heading, Paragraph, Run, Table
from diagnostics.report.formats.fitting import fit_tables
from diagnostics.report.formats.formats import Paper, render
from diagnostics.report.formats.keeping import rows_that_break
from diagnostics.report.formats.pdf import Pages
from diagnostics.report.words.numbering import number_blocks
from tests.report.docx_reading import PRINTED
from tests.report.reading import TEN_FIRMS, example_documents
from tests.report.test_building import FOOD
from tests.report.test_pdf_report import in_a_report
from tests.sheets.sheet_firms import bare, pages

SIGNS = {"good": "●", "warn": "▲", "bad": "■"}
LIMITS = {"owner": 2, "firm": 15}
ten_firms = pytest.mark.parametrize(
    "path",
    [FOOD, *(pytest.param(each, marks=pytest.mark.long) for each in TEN_FIRMS if each != FOOD)],
    ids=lambda path: path.stem,
)


@cache
def printed(path: Path) -> dict[str, list[str]]:
    """The pages of the three documents without header and footer."""
    return {name: pages_of(document) for name, document in example_documents(path).items()}


def pages_of(document: Document) -> list[str]:
    header = re.escape(bare(document.title + document.subtitle))
    found = pages(render(document, ("pdf",), Paper(PRINTED))["pdf"])
    return [re.sub(rf"^{header}|第\d+页，共\d+页$", "", page) for page in found]


def fitted(path: Path) -> dict[str, Document]:
    return {name: fit_tables(document) for name, document in example_documents(path).items()}


@ten_firms
def test_each_document_has_as_many_pages_as_it_may(path: Path) -> None:
    assert {name: len(printed(path)[name]) for name, most in LIMITS.items() if len(printed(path)[name]) > most} == {}


@ten_firms
def test_no_page_ends_with_what_opens_the_next(path: Path) -> None:
    for name, document in example_documents(path).items():
        openings = set(openings_of(document))
        assert [opening for page in printed(path)[name] for opening in openings if page.endswith(opening)] == []


def openings_of(document: Document) -> list[str]:
    """Return what never stands at the foot of a page: headings, captions, heads, groups, a single first row."""
    found = []
    for block, number in zip(document.blocks, number_blocks(document.blocks), strict=True):
        if isinstance(block, Heading):
            found.append(bare(number + block.text))
        elif isinstance(block, Table):
            head = bare("".join(block.heads))
            found += [head, *([bare(number + block.caption)] if block.caption else [])]
            found += [
                bare(row[0].text) for row in block.rows if row[0].strong and not any(each.text for each in row[1:])
            ]
            found += [head + row_text(block.rows[0])] if len(block.rows) > 1 else []
    # what is short is the end of other texts too
    return [each for each in found if len(each) > 3]


def row_text(row: tuple[DocumentCell, ...]) -> str:
    return bare("".join(SIGNS.get(cell.tone, "") + cell.text for cell in row))


@ten_firms
def test_no_page_begins_with_the_last_row_of_a_table_alone(path: Path) -> None:
    for name, document in fitted(path).items():
        tables = [block for block in document.blocks if isinstance(block, Table) and len(block.rows) > 1]
        # where the row before goes on overleaf itself, the last one is not tied to it
        tables = [table for table in tables if not any(rows_that_break(table)[-2:])]
        alone = {bare("".join(table.heads)) + row_text(table.rows[-1]): table.id for table in tables}
        assert [alone[each] for page in printed(path)[name] for each in alone if page.startswith(each)] == []


@ten_firms
def test_every_drawing_stands_in_its_section(path: Path) -> None:
    document = example_documents(path)["bureau"]
    found, at = Pages(fit_tables(document)).heading_pages(), 0
    sheets = printed(path)["bureau"]
    figures = 0
    for block, number in zip(document.blocks, number_blocks(document.blocks), strict=True):
        if isinstance(block, Heading):
            at = found[block.id]
        if isinstance(block, Figure):
            later = [
                found[each.id] for each in document.blocks[document.blocks.index(block) :] if isinstance(each, Heading)
            ]
            (page,) = (nr for nr, text in enumerate(sheets, 1) if bare(number + block.caption) in text)
            assert at <= page <= (later[0] if later else len(sheets))
            figures += 1
    assert figures > 0


def table_below(lines: int, rows: int, *, caption: str = "表", groups: bool = False) -> list[str]:
    """Return the pages of a report with so many lines of text above a table."""
    above = [Paragraph((Run(f"上面的话{at}"),)) for at in range(lines)]
    cells = [(DocumentCell(f"行{at:02}"), DocumentCell("值")) for at in range(rows)]
    if groups:
        cells.insert(rows // 2, (DocumentCell("这是一组", strong=True), DocumentCell("")))
    table = Table(
        id="t", caption=caption, heads=("头", "尾"), widths=(1, 1), aligns=("left", "left"), rows=tuple(cells)
    )
    return pages_of(in_a_report([*above, Heading(2, "表的一节", "c"), table]))


def test_a_table_leaves_neither_its_first_nor_its_last_row_alone() -> None:
    parted = 0
    for lines in range(20, 46, 2):
        sheets = [page for page in table_below(lines, 9, groups=True)[2:] if "行" in page or "表的一节" in page]
        counts = [len(re.findall(r"行\d\d", page)) for page in sheets]
        assert min(counts) >= 2, "heading and caption go with the first rows"
        assert not any(page.endswith("这是一组") for page in sheets)
        parted += len(sheets) > 1
    assert 0 < parted < 13


def test_a_card_is_on_one_page() -> None:
    for lines in range(20, 46, 5):
        assert sum("行" in page for page in table_below(lines, 9, caption="")) == 1


def test_a_row_that_fills_half_a_page_goes_on_overleaf() -> None:
    above = [Paragraph((Run(f"上面的话{at}"),)) for at in range(30)]
    row = (DocumentCell("长" * 900), DocumentCell("短"))
    table = Table(id="t", caption="表", heads=("头", "尾"), widths=(1, 1), aligns=("left", "left"), rows=(row, row))
    sheets = pages_of(in_a_report([*above, table]))
    assert sum("长" in page for page in sheets) >= 2
    assert sum(page.count("长") for page in sheets) == 1800
    assert any("上面的话29" in page and "长" in page for page in sheets), "it begins below the text"


def test_a_table_whose_text_does_not_fit_its_column_gets_other_widths() -> None:
    rows = ((DocumentCell("甲"), DocumentCell("乙"), DocumentCell("长" * 400)),)
    narrow = Table(id="t", caption="表", heads=("头", "腰", "尾"), widths=(4, 4, 2), aligns=("left",) * 3, rows=rows)
    document = Document(title="题", blocks=(narrow, replace(narrow, rows=((DocumentCell("甲"),) * 3,))))
    wide, same = (block for block in fit_tables(document).blocks if isinstance(block, Table))
    assert wide.widths[2] / sum(wide.widths) > 0.5
    assert min(wide.widths) / sum(wide.widths) > 0.1
    assert same.widths == narrow.widths
