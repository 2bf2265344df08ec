"""The DOCX: a real Word document, not a picture of one; the same bytes; nothing that WPS would stumble over."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from lxml import etree
from pypdf import PdfReader

from diagnostics.model.document import (
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
from diagnostics.report.formats.docx_xml import share_out
from diagnostics.report.words.numbering import number_blocks
from diagnostics.words.problems import InputError
from tests.report.docx_reading import (
    W,
    convert,
    faults_of,
    instructions_in,
    make_docx,
    needs_office,
    part_of,
    styles_in,
    text_of,
    tree_of,
)
from tests.report.sample import make_document
from tests.sheets.sheet_firms import HOSTILE, bare, texts_of
from tests.sheets.test_pdf import everything

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "reports" / "templates"
# Features that Word, WPS and LibreOffice do not all draw alike; docs/report-formats.md lists them.
AVOIDED = (
    "<w:sdt", "mc:AlternateContent", "w14:", "w15:", "<wp:anchor", "<w:txbxContent", "<v:", "asvg:", "<w:altChunk",
    "<w:vMerge", "<w:tblpPr", "<w:framePr", "asciiTheme", "<w:updateFields", "<w:object", "STYLEREF", "<w:embedRegular",
)  # fmt: skip


@pytest.fixture(scope="module")
def report() -> Document:
    return replace(make_document(), layout="paper")


@pytest.fixture(scope="module")
def made(report: Document) -> bytes:
    return make_docx(report)


@pytest.mark.parametrize("text", ["镕玥喆堃䶮（虚构）有限公司", HOSTILE], ids=["plain", "hostile"])
def test_every_text_of_every_block_is_there_verbatim_and_the_schema_holds(text: str, tmp_path: Path) -> None:
    data = make_docx(everything(text))
    found = text_of(data)
    assert [each for each in texts_of(everything(text)) if bare(each) not in found] == []
    assert found.count(bare(text)) >= 32
    assert faults_of(data, tmp_path) == []


def test_a_whole_report_passes_the_schema_check(made: bytes, tmp_path: Path) -> None:
    assert faults_of(made, tmp_path) == []


def test_the_schema_check_sees_a_wrong_order(made: bytes, tmp_path: Path) -> None:
    wrong = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as source, zipfile.ZipFile(wrong, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                content = content.replace(b"<w:cantSplit/><w:tblHeader/>", b"<w:tblHeader/><w:wrong/>", 1)
            target.writestr(name, content)
    assert faults_of(wrong.getvalue(), tmp_path) != []


def test_headings_are_headings_with_numbers_of_word(report: Document, made: bytes) -> None:
    assert {"heading 1", "heading 2", "heading 3", "caption", "List Bullet", "List Number"} & styles_in(made) >= {
        "heading 1", "heading 2", "heading 3", "caption"
    }  # fmt: skip
    formats = {each.get(f"{W}val") for each in tree_of(made, "word/numbering.xml").iter(f"{W}numFmt")}
    assert {"chineseCountingThousand", "decimal", "bullet"} <= formats
    first = next(block for block in report.blocks if isinstance(block, Heading) and block.numbered)
    texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(made)).paragraphs]
    assert first.text in texts, "the number is no part of the text"


def test_captions_count_themselves(report: Document, made: bytes) -> None:
    tables = sum(isinstance(block, Table) and bool(block.caption) for block in report.blocks)
    figures = sum(isinstance(block, Figure) for block in report.blocks)
    found = instructions_in(made)
    assert found.count(r"SEQ 表 \* ARABIC") == tables > 0
    assert found.count(r"SEQ 图 \* ARABIC") == figures > 0


def test_the_contents_are_filled_before_word_fills_them(report: Document, made: bytes) -> None:
    first = next(at for at, block in enumerate(report.blocks) if isinstance(block, PageBreak))
    numbers = number_blocks(report.blocks)
    wanted = [
        numbers[at] + block.text
        for at, block in enumerate(report.blocks)
        if isinstance(block, Heading) and (block.level == 1 or (block.level == 2 and at > first))
    ]
    entries = ["".join(each.text or "" for each in link.iter(f"{W}t")) for link in tree_of(made).iter(f"{W}hyperlink")]
    assert [re.sub(r"\d+$", "", entry) for entry in entries] == wanted
    assert all(re.search(r"\d$", entry) for entry in entries), "each has its page"
    anchors = {link.get(f"{W}anchor") for link in tree_of(made).iter(f"{W}hyperlink")}
    assert anchors <= {mark.get(f"{W}name") for mark in tree_of(made).iter(f"{W}bookmarkStart")}
    xml = part_of(made)
    assert xml.count('fldCharType="begin"') == xml.count('fldCharType="end"') == xml.count('fldCharType="separate"')


def test_tables_repeat_their_heads_and_keep_rows_whole(report: Document, made: bytes) -> None:
    tables = list(tree_of(made).iter(f"{W}tbl"))
    heads = [table for table in tables if table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None]
    assert len(heads) == sum(isinstance(block, Table) for block in report.blocks)
    for table in heads:
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in table.iter(f"{W}tr"))
        grid = [int(column.get(f"{W}w") or 0) for column in table.iter(f"{W}gridCol")]
        width = table.find(f"{W}tblPr/{W}tblW")
        assert width is not None
        assert sum(grid) == int(width.get(f"{W}w") or 0)


def test_a_row_that_fits_on_no_page_may_break() -> None:
    document = Document(
        title="表",
        blocks=(
            Table(
                id="t", caption="", heads=("头",), widths=(1,), aligns=("left",), rows=((DocumentCell("长" * 10_000),),)
            ),
        ),
    )
    rows = list(tree_of(make_docx(document)).iter(f"{W}tr"))
    assert [row.find(f"{W}trPr/{W}cantSplit") is None for row in rows] == [False, True]


def test_rows_that_belong_together_are_tied() -> None:
    def tied(rows: int, caption: str = "表", group: int = 0) -> list[bool]:
        """Return of each row below the head whether it stays with the next."""
        cells = [(DocumentCell(f"行{at}"), DocumentCell("值")) for at in range(rows)]
        if group:
            cells.insert(group, (DocumentCell("一组", strong=True), DocumentCell("")))
        table = Table(
            id="t", caption=caption, heads=("头", "尾"), widths=(1, 1), aligns=("left",) * 2, rows=tuple(cells)
        )
        document = Document(title="题", blocks=(table,))
        _, *below = tree_of(make_docx(document)).iter(f"{W}tr")
        return [row.find(f".//{W}keepNext") is not None for row in below]

    assert tied(5) == [True, False, False, True, False]
    assert tied(1) == [False]
    assert tied(5, group=2) == [True, False, True, False, True, False]
    assert tied(5, caption="") == [True, True, True, True, False], "a card"
    assert tied(30)[:1] + tied(30)[-2:] == [False, True, False], "LibreOffice would move all of a long one"


def test_header_and_footer_say_what_and_where(report: Document, made: bytes) -> None:
    header = part_of(made, "word/header1.xml")
    assert report.title in header
    assert report.subtitle in header
    footer = part_of(made, "word/footer1.xml")
    assert " PAGE " in footer
    assert " NUMPAGES " in footer


def test_the_names_of_header_texts_stay_themselves() -> None:
    data = make_docx(Document(title="【企业】", blocks=(Paragraph((Run("【标题】"),)),), subtitle="【标题】"))
    texts = re.findall(r"<w:t[^>]*>([^<]*)</w:t>", part_of(data, "word/header1.xml"))
    assert texts == ["【企业】", "【标题】"]


def test_chinese_fonts_stand_in_the_styles_and_only_there(made: bytes) -> None:
    styles = part_of(made, "word/styles.xml")
    assert {"仿宋", "黑体", "楷体", "宋体"} <= set(re.findall(r'w:eastAsia="([^"]+)"', styles))
    assert "w:eastAsia=" not in part_of(made)
    assert "w:sz " not in part_of(made)


def test_nothing_is_used_that_wps_draws_otherwise(made: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        whole = "".join(archive.read(name).decode("utf-8") for name in archive.namelist() if name.endswith(".xml"))
    assert [feature for feature in AVOIDED if feature in whole] == []


def test_counting_starts_again_below_a_heading_without_number() -> None:
    blocks = (
        Heading(1, "章", "a"), Heading(2, "节", "b"), Heading(1, "附", "c", numbered=False),
        Heading(2, "附节", "d"), Heading(2, "附节二", "e"), Heading(1, "章二", "f"), Heading(2, "节二", "g"),
    )  # fmt: skip
    data = make_docx(Document(title="题", blocks=blocks))
    numbered = [paragraph.find(f"{W}pPr/{W}numPr/{W}numId") for paragraph in tree_of(data).iter(f"{W}p")][1:8]
    own = [None if each is None else each.get(f"{W}val") for each in numbered]
    assert own[3] == own[4] is not None, "both below the annex use the number that starts again"
    assert [own[0], own[1], own[2], own[5], own[6]] == [None] * 5, "the others are as the style says"
    assert part_of(data, "word/numbering.xml").count("startOverride") == 1


def test_every_numbered_list_starts_at_one() -> None:
    items = ((Run("甲"),), (Run("乙"),))
    lists = (ListBlock(items, ordered=True), Paragraph((Run("隔"),)), ListBlock(items, ordered=True))
    found = [each.get(f"{W}val") for each in tree_of(make_docx(Document(title="题", blocks=lists))).iter(f"{W}numId")]
    assert len(found) == 4
    assert found[0] == found[1] != found[2] == found[3]


def test_two_processes_write_the_same_bytes() -> None:
    code = (
        "import hashlib, sys; sys.path.insert(0, '.'); from dataclasses import replace;"
        "from datetime import date; from diagnostics.report.formats.formats import *;"
        "from tests.report.sample import make_document;"
        "made = render(replace(make_document(), layout='paper'), FORMATS, Paper(date(2026, 6, 30)));"
        "print({each: hashlib.sha256(data).hexdigest() for each, data in made.items()})"
    )
    printed = set()
    for seed, zone in (("1", "America/Lima"), ("2", "Asia/Shanghai")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True)
        printed.add(run.stdout.decode())
    assert len(printed) == 1
    assert set(re.findall(r"'(\w+)':", printed.pop())) == {"html", "docx", "pdf", "png"}


def test_the_reference_document_is_the_one_the_script_makes(tmp_path: Path) -> None:
    made = tmp_path / "reference.docx"
    script = [sys.executable, str(TEMPLATES / "make_reference.py"), "--out", str(made)]
    subprocess.run(script, check=True, capture_output=True)
    with zipfile.ZipFile(made) as own, zipfile.ZipFile(TEMPLATES / "reference.docx") as shipped:
        assert {name: own.read(name) for name in own.namelist()} == {
            name: shipped.read(name) for name in shipped.namelist()
        }


def test_a_reference_document_restyled_in_word_wins(tmp_path: Path) -> None:
    word = docx.Document(str(TEMPLATES / "reference.docx"))
    word.styles["企诊正文"].font.color.rgb = docx.shared.RGBColor(0x12, 0x34, 0x56)
    # Word gives styles new ids when it saves in another language
    for style in word.styles.element.iter(f"{W}style"):
        if style.get(f"{W}styleId") == "QizhenBody":
            style.set(f"{W}styleId", "a17")
    folder = tmp_path / "reports" / "templates"
    folder.mkdir(parents=True)
    word.save(str(folder / "reference.docx"))
    data = make_docx(Document(title="题", blocks=(Paragraph((Run("正文"),)),)), (tmp_path,))
    assert 'w:val="123456"' in part_of(data, "word/styles.xml")
    assert '<w:pStyle w:val="a17"/>' in part_of(data)
    assert "样例文字" not in part_of(data)


def test_a_reference_document_without_a_style_is_refused_by_name(tmp_path: Path) -> None:
    word = docx.Document(str(TEMPLATES / "reference.docx"))
    word.styles["企诊正文"].name = "企诊正文字"
    folder = tmp_path / "reports" / "templates"
    folder.mkdir(parents=True)
    word.save(str(folder / "reference.docx"))
    with pytest.raises(InputError, match=r"DOCX-01.*“企诊正文”；是不是“企诊正文字”"):
        make_docx(Document(title="题", blocks=()), (tmp_path,))
    (folder / "reference.docx").write_bytes(b"no docx")
    with pytest.raises(InputError, match="DOCX-02"):
        make_docx(Document(title="题", blocks=()), (tmp_path,))


def test_widths_add_up() -> None:
    assert share_out(9412, (1, 1, 1)) == [3137, 3138, 3137]
    assert sum(share_out(1000, (0.1, 7, 3.3, 2))) == 1000


class TestOffice:
    """What LibreOffice shows of it."""

    pytestmark = needs_office

    def test_it_opens_numbers_and_saves_the_report(self, report: Document, made: bytes, tmp_path: Path) -> None:
        pages = [bare(page.extract_text()) for page in PdfReader(io.BytesIO(convert(made, "pdf", tmp_path))).pages]
        whole = "".join(pages)
        for block, number in zip(report.blocks, number_blocks(report.blocks), strict=True):
            if isinstance(block, Heading):
                assert bare(number + block.text) in whole
        tree = etree.fromstring(part_of(convert(made, "docx", tmp_path)).encode())
        assert "".join(each.text or "" for each in tree.iter(f"{W}t")).count("作答与凭证") >= 1
        assert "作答与凭证" in whole

    def test_it_opens_hostile_texts_unchanged(self, tmp_path: Path) -> None:
        data = convert(make_docx(everything(HOSTILE)), "docx", tmp_path)
        assert bare(HOSTILE) in text_of(data)
