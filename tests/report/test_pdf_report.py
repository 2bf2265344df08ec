"""The PDF of a report: contents with pages, the owner's page on one page, every character there."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from fontTools.ttLib import TTFont

from diagnostics.model.document import (
    Block,
    Document,
    DocumentCell,
    Figure,
    Heading,
    ListBlock,
    PageBreak,
    Paragraph,
    Run,
    Table,
)
from diagnostics.report.formats.fonts import find_fonts, find_uncovered
from diagnostics.report.formats.pdf import Pages, find_missing_characters, render_pdf
from diagnostics.report.words.numbering import number_blocks
from diagnostics.words.problems import FailureError
from tests.report.docx_reading import PRINTED
from tests.report.sample import make_document
from tests.sheets.sheet_firms import bare, pages, texts_of

# Of names of persons and places: outside GB 2312, outside GBK (extension A, later basic ones), outside the first plane.
RARE = "喆堃昇镕玥珺祎翀垚䶮㛃㬎䲟鿍𫖯𬍛𬭎𬸪㐂"


@pytest.fixture(scope="module")
def report() -> Document:
    return replace(make_document(f"郑州{RARE}精密机械有限公司（虚构）"), layout="paper")


@pytest.fixture(scope="module")
def printed(report: Document) -> list[str]:
    return pages(render_pdf(report, PRINTED))


def test_every_chinese_text_is_found_in_what_is_copied_out_of_it(report: Document, printed: list[str]) -> None:
    whole = "".join(printed)
    wanted = [bare(text) for text in texts_of(report) if re.search(r"[\u3400-\u9fff\U00020000-\U0003ffff]", text)]
    assert len(wanted) > 200
    assert [text for text in wanted if text not in whole] == []


def test_it_can_be_archived_with_rare_names(report: Document) -> None:
    assert find_missing_characters(report) == ""
    assert b"pdfaid" in render_pdf(report, PRINTED, standard="a-2b")
    with pytest.raises(FailureError):
        render_pdf(replace(report, subtitle="甲\U0001f3ed"), PRINTED, standard="a-2b")


def test_both_fonts_have_every_ideograph_of_gb18030_in_the_first_plane() -> None:
    wanted = {*range(0x3400, 0x4DB6), *range(0x4E00, 0x9FF0)}  # GB 18030-2022
    for path in (find_fonts().regular, find_fonts().bold):
        with TTFont(path, lazy=True) as font:
            assert wanted - set(font.getBestCmap()) == set()
    assert find_uncovered(RARE) == ""


def test_the_contents_name_the_page_of_each_chapter(report: Document, printed: list[str]) -> None:
    found = Pages(report).heading_pages()
    numbers = number_blocks(report.blocks)
    headings = [
        (number, block) for number, block in zip(numbers, report.blocks, strict=True) if isinstance(block, Heading)
    ]
    assert set(found) == {block.id for _, block in headings}
    for number, block in headings:
        assert bare(number + block.text) in printed[found[block.id] - 1]
    contents = printed[1]
    assert "目录" in contents
    for number, block in headings:
        if block.level == 1:
            assert re.search(re.escape(bare(number + block.text)) + rf"[.·]*{found[block.id]}", contents)


SECTION = ("图的一节", "图1", "图的注", "图后的话")


def test_a_figure_stays_below_its_heading_with_its_note(report: Document) -> None:
    figure = next(block for block in report.blocks if isinstance(block, Figure))
    heights = range(18, 45, 3)
    moved = 0
    for lines in heights:
        above = [Paragraph((Run(f"上面的话{at}"),)) for at in range(lines)]
        page = find_pages([*above, Heading(2, "图的一节", "c"), figure, *SAID])
        assert page["图的一节"] == page["图1"] == page["图的注"] <= page["图后的话"]
        moved += page["图1"] > 2
    assert 0 < moved < len(heights), "on the page of the text above where it fits"


def test_a_figure_cuts_no_list_and_no_table(report: Document) -> None:
    figure = next(block for block in report.blocks if isinstance(block, Figure))
    items = ListBlock(tuple((Run(f"第{at:02}件"),) for at in range(12)))
    cells = tuple((DocumentCell(f"行{at:02}"),) for at in range(12))
    table = Table(id="t", caption="表", heads=("头",), widths=(1,), aligns=("left",), rows=cells)
    for lines in range(4, 44, 4):
        above = [Paragraph((Run(f"上面的话{at}"),)) for at in range(lines)]
        body: list[Block] = [*above, Paragraph((Run("图前的话"),)), figure, items, figure, table]
        said = "".join(pages(render_pdf(in_a_report(body), PRINTED)))
        places = [said.index(word) for word in ("图前的话", "图1", "第00件", "第11件", "图2", "行00", "行11")]
        assert places == sorted(places)
        assert all(places[1] < said.index(f"第{at:02}件") < places[4] < said.index(f"行{at:02}") for at in range(12))


SAID = (Paragraph((Run("图的注"),), "note"), Paragraph((Run("图后的话"),)))


def in_a_report(body: list[Block]) -> Document:
    before = (Heading(1, "一页通", "a", numbered=False), PageBreak(), Heading(1, "甲章", "b"))
    return Document(title="题", blocks=(*before, *body), layout="paper")


def find_pages(body: list[Block]) -> dict[str, int]:
    """Return the page of each part of the section, in a report that has nothing else."""
    found = pages(render_pdf(in_a_report(body), PRINTED))
    return {word: next(at for at, text in enumerate(found) if at > 1 and word in text) for word in SECTION}
