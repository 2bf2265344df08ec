"""The PDF of any block tree: everything readable, the same bytes, no character lost in silence, no text as markup."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from diagnostics.model.document import (
    Box,
    Boxes,
    Document,
    DocumentCell,
    Figure,
    FillIn,
    Heading,
    ListBlock,
    MetaItem,
    PageBreak,
    Paragraph,
    QrCode,
    Run,
    Signature,
    SignaturePlace,
    Table,
)
from diagnostics.report.formats.html import render_html
from diagnostics.report.formats.pdf import find_missing_characters, render_pdf
from diagnostics.sheets.fingerprint import draw_qr
from diagnostics.words.problems import FailureError
from tests.sheets.sheet_firms import HOSTILE, PRINTED, bare, pages, texts_of

ROOT = Path(__file__).parents[2]
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


def everything(text: str) -> Document:
    """Return a document that puts a text into every place a text can stand."""
    return Document(
        title=text,
        blocks=(
            Heading(1, text, "h1"),
            Heading(2, text, "h2"),
            Heading(3, text, "h3", numbered=False),
            *(Paragraph((Run(text), Run(text, bold=True)), style) for style in ("body", "lead", "note")),
            ListBlock(((Run(text),), (Run(text, bold=True),))),
            ListBlock(((Run(text),),), ordered=True),
            Table(
                id="t",
                caption=text,
                heads=(text, "乙"),
                widths=(3, 1),
                aligns=("left", "right"),
                rows=((DocumentCell(text, tone="warn"), DocumentCell("2")),),
            ),
            Table(
                id="f",
                caption="",
                heads=(text,),
                widths=(1,),
                aligns=("left",),
                rows=((DocumentCell(text),), (DocumentCell("□"),)),
                row_mm=9.0,
            ),
            Figure(id="g", caption=text, svg=DRAWING, alt=text),
            Boxes("b", (Box(text, text, text, "good"),)),
            PageBreak(),
            FillIn(number="1.", ask=text, hint=text, choices=(text,), lines=(text,)),
            Signature("s", (SignaturePlace(text, text),)),
            QrCode("q", text, draw_qr("x"), (text,)),
        ),
        subtitle=text,
        meta=(MetaItem(text, text),),
    )


def as_text(document: Document) -> str:
    return "".join(pages(render_pdf(document, PRINTED)))


@pytest.mark.parametrize("text", ["镕玥喆堃（虚构）有限公司", HOSTILE], ids=["plain", "hostile"])
def test_every_text_of_every_block_is_found_verbatim(text: str) -> None:
    document = everything(text)
    found = as_text(document)
    assert [each for each in texts_of(document) if bare(each) not in found] == []
    # 3 headings, 3 paragraphs twice, 3 items, 2 captions, 2 heads, 2 cells, 3 of the box, 4 of the question, 2 to sign,
    # 2 of the code, title, subtitle, 2 of the meta; the page header repeats title and subtitle
    assert found.count(bare(text)) >= 32


def test_a_hostile_text_stays_text_in_html_too() -> None:
    page = render_html(everything(HOSTILE))
    assert "<script>" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 32


def test_invisible_characters_never_arrive() -> None:
    found = as_text(everything("甲\u202e乙\x00\x0b丙\ue123丁\u200b"))
    assert "甲乙丙丁" in found


def test_the_same_document_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "import hashlib, sys; from datetime import date; sys.path.insert(0, '.');"
        "from tests.sheets.test_pdf import everything; from diagnostics.report.formats.pdf import render_pdf;"
        "print(hashlib.sha256(render_pdf(everything('甲'), date(2026, 6, 30))).hexdigest())"
    )
    here = hashlib.sha256(render_pdf(everything("甲"), date(2026, 6, 30))).hexdigest()
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed, "TZ": "America/Lima"},
            capture_output=True, check=True,
        )  # fmt: skip
        assert run.stdout.decode().strip() == here


def test_the_date_of_the_file_is_the_date_that_was_given() -> None:
    info = PdfReader(io.BytesIO(render_pdf(everything("甲"), date(2026, 6, 30)))).metadata
    assert info is not None
    assert "20260630" in str(info.get("/CreationDate"))


def test_only_our_own_fonts_are_embedded() -> None:
    reader = PdfReader(io.BytesIO(render_pdf(everything("甲 ABC ①②③ →"), PRINTED)))
    names = {str(font["/BaseFont"]) for page in reader.pages for font in _fonts(page)}
    assert names
    assert all(re.search(r"NotoSansSC", name) for name in names)


def _fonts(page: object) -> list[dict[str, object]]:
    return [font.get_object() for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]


def test_a_missing_character_is_named_and_pdf_a_refuses_it() -> None:
    document = everything("甲🏭乙㐂")
    assert "🏭" in find_missing_characters(document)
    assert render_pdf(document, PRINTED).startswith(b"%PDF"), "the ordinary PDF prints a box"
    with pytest.raises(FailureError):
        render_pdf(document, PRINTED, standard="a-2b")


@pytest.mark.parametrize("text", ["郑州喆堃昇镕精密机械有限公司（虚构）", HOSTILE], ids=["plain", "hostile"])
def test_every_kind_of_block_can_be_archived(text: str) -> None:
    assert find_missing_characters(everything(text)) == ""
    made = render_pdf(everything(text), PRINTED, standard="a-2b")
    assert b"pdfaid" in made


def test_a_long_table_repeats_its_heads_and_keeps_its_rows_whole() -> None:
    rows = tuple((DocumentCell(f"行{at:03}"), DocumentCell("长" * 120)) for at in range(60))
    found = pages(
        render_pdf(
            Document(
                title="表",
                blocks=(
                    Table(
                        id="t",
                        caption="很长",
                        heads=("序号头", "内容头"),
                        widths=(1, 4),
                        aligns=("left", "left"),
                        rows=rows,
                    ),
                ),
            ),
            PRINTED,
        )
    )
    assert len(found) > 2
    assert all("序号头内容头" in page for page in found)
    for at in range(60):
        (page,) = [page for page in found if f"行{at:03}" in page]
        assert f"行{at:03}" + "长" * 120 in page


def test_a_row_higher_than_a_page_goes_on_over_pages() -> None:
    long = "".join(f"{at:04}" for at in range(3000))
    found = pages(
        render_pdf(
            Document(
                title="表",
                blocks=(
                    Table(
                        id="t", caption="", heads=("头",), widths=(1,), aligns=("left",), rows=((DocumentCell(long),),)
                    ),
                ),
            ),
            PRINTED,
        )
    )
    assert len(found) > 1
    assert "2999" in found[-1]


def test_a_word_without_an_end_stays_on_the_page() -> None:
    word = "https://example.invalid/" + "x" * 300
    document = Document(
        title="长词",
        blocks=(
            Paragraph((Run(word),)),
            Table(
                id="t",
                caption="",
                heads=("甲", "乙"),
                widths=(1, 1),
                aligns=("left", "left"),
                rows=((DocumentCell(word), DocumentCell("")),),
            ),
        ),
    )
    edges: list[float] = []

    def note(text: str, _cm: object, at: list[float], _font: object, _size: float) -> None:
        edges.append(at[4] if text.strip() else 0.0)

    page = PdfReader(io.BytesIO(render_pdf(document, PRINTED))).pages[0]
    page.extract_text(visitor_text=note)
    assert bare(word) in pages(render_pdf(document, PRINTED))[0]
    assert max(edges) < float(page.mediabox.width) - 40


def test_page_breaks_start_a_new_page_and_empty_ones_do_not() -> None:
    blocks = (Paragraph((Run("前"),)), PageBreak(), PageBreak(), Paragraph((Run("后"),)))
    assert ["前" in page for page in pages(render_pdf(Document(title="页", blocks=blocks), PRINTED))] == [True, False]


def test_an_empty_document_is_one_page() -> None:
    assert len(pages(render_pdf(Document(title="空", blocks=()), PRINTED))) == 1


def test_a_template_laid_over_ours_is_used_and_a_wrong_one_is_named(tmp_path: Path) -> None:
    local = tmp_path / "本地 内容（一）"
    folder = local / "reports" / "templates"
    folder.mkdir(parents=True)
    template = folder / "blocks.typ"
    template.write_text("#json(bytes(sys.inputs.data)).title 本地版式", encoding="utf-8")
    assert pages(render_pdf(Document(title="题", blocks=()), PRINTED, content=[local])) == ["题本地版式"]
    template.write_text("#let x = (", encoding="utf-8")
    with pytest.raises(FailureError, match="题"):
        render_pdf(Document(title="题", blocks=()), PRINTED, content=[local])
