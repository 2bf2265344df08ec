"""What the sheets say, on how many pages, and that they survive every text."""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from diagnostics.evidence.codes import read_codes
from diagnostics.model.document import FillIn, Paragraph, QrCode, Table
from diagnostics.model.firm.answers import Finding, FirmAnswers, PutOff
from diagnostics.model.firm.people import Person, read_roles, read_team
from diagnostics.report.formats.html import render_html
from diagnostics.report.formats.pdf import find_missing_characters, render_pdf
from diagnostics.scoring.words.describe import Describer
from diagnostics.sheets.building import SHEETS, build_sheet
from diagnostics.sheets.fingerprint import Stamp, content_fingerprint, read_stamp
from diagnostics.sheets.paper import build_form, interviewees
from tests.builders import CODE, firm, shipped
from tests.sheets.sheet_firms import (
    DUE,
    EXAMPLES,
    HOSTILE,
    PRINTED,
    bare,
    draw_page,
    example,
    example_input,
    pages,
    sheet_input,
    texts_of,
)

ONE_PAGE = tuple(sheet for sheet in SHEETS if sheet != "owed")


def hostile_firm() -> FirmAnswers:
    finding = Finding(kind="pain", text=HOSTILE, effect=HOSTILE, evidence=(), title=HOSTILE)
    given = firm({"q01_network": ["ot_net"], "s_quality": {"state": "unknown", "by": HOSTILE, "note": HOSTILE}})
    visit = {"team": HOSTILE, "interviewees": HOSTILE, "days": HOSTILE, "mode": HOSTILE, "provider": HOSTILE}
    findings = (finding, replace(finding, kind="highlight"))
    return replace(given, name=HOSTILE, findings=findings, visit=visit, code="9141:<b>")


# ---- pages ----


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("sheet", SHEETS)
def test_every_sheet_is_readable_and_archivable_on_a4(name: str, sheet: str) -> None:
    document = build_sheet(sheet, example_input(name))
    made = render_pdf(document, PRINTED, standard="a-2b")
    found = "".join(pages(made))
    assert [text for text in texts_of(document) if bare(text) not in found] == []
    box = PdfReader(io.BytesIO(made)).pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == (210, 297)
    assert made == render_pdf(document, PRINTED, standard="a-2b")


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("sheet", ONE_PAGE)
def test_a_sheet_to_sign_is_one_page(name: str, sheet: str) -> None:
    assert len(pages(render_pdf(build_sheet(sheet, example_input(name)), PRINTED))) == 1


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium here")
def test_the_opinion_prints_on_one_page_from_a_browser_too(tmp_path: Path) -> None:
    page, printed = tmp_path / "opinion.html", tmp_path / "opinion.pdf"
    html = render_html(
        build_sheet("opinion", example_input("auto_parts")), embed_font=True
    )  # the longest of the examples
    page.write_text(html, encoding="utf-8")
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
         f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={printed}", page.as_uri()],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    assert len(PdfReader(printed).pages) == 1


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_code_on_the_paper_can_be_read_and_says_what_is_printed_beside_it(sheet: str) -> None:
    given = example_input("auto_parts")
    stream = io.BytesIO()
    document = build_sheet(sheet, given)
    (code,) = (block for block in document.blocks if isinstance(block, QrCode))
    with Image.open(io.BytesIO(draw_page(document))) as page:
        skewed = page.convert("L").rotate(4, expand=True, fillcolor=200).convert("RGB")
    skewed.save(stream, "JPEG", quality=60)
    found = read_codes(stream.getvalue())
    assert [read_stamp(text) for text in found] == [Stamp(sheet, given.given.firm.code, given.fingerprint)]
    assert given.fingerprint in code.text


# ---- what they say ----


def test_the_opinion_says_level_cloud_strengths_gaps_and_what_is_owed_by_whom_by_when() -> None:
    document = build_sheet("opinion", example_input("food"))
    tables = {block.id: block for block in document.blocks if isinstance(block, Table)}
    results = {row[0].text: row for row in tables["results"].rows}
    level = next(row for label, row in results.items() if "数字化水平" in label)
    assert level[1].text.endswith("未达一级")
    assert level[2].text == "核实：未达一级 · 未达一级；官方：没有 · 没有"
    assert results["企业上云"][1].text == "自报在用·未核实"
    assert 0 < len(tables["owed"].rows) <= 4
    assert all(row[0].text and row[1].text and row[3].text == DUE.isoformat() for row in tables["owed"].rows)
    text = "".join(texts_of(document))
    assert example("food").findings[0].title.rstrip("。") in text
    assert "不是主管部门的认定结果" in text


def test_questions_left_for_somebody_come_first_in_what_is_owed() -> None:
    later = PutOff(subject="firm", item="cloud_plat_database", ask="信息主管", note="问服务商")
    document = build_sheet("opinion", sheet_input(replace(example("auto_parts"), put_off=(later,))))
    (owed,) = (block for block in document.blocks if isinstance(block, Table) and block.id == "owed")
    assert [cell.text for cell in owed.rows[0]] == ["信息主管", "查清“云数据库的使用”", "问服务商", DUE.isoformat()]
    assert sum("云数据库" in row[1].text for row in owed.rows) == 1


def test_nobody_is_asked_to_prove_a_no() -> None:
    document = build_sheet("owed", example_input("auto_parts"))
    (owed,) = (block for block in document.blocks if isinstance(block, Table))
    assert not [
        row[1].text for row in owed.rows if row[1].text.endswith(("没有”", "没有用”", "没有做”", "不成立”", "：否”"))
    ]
    assert [row[0].text for row in owed.rows] == sorted(row[0].text for row in owed.rows)


def test_a_firm_of_which_nothing_is_known_gets_its_sheets_too() -> None:
    nothing = sheet_input(firm({}))
    for sheet in SHEETS:
        assert len(pages(render_pdf(build_sheet(sheet, nothing), PRINTED))) >= 1


def test_the_confirmation_says_free_of_charge_and_names_roles_before_names() -> None:
    document = build_sheet("confirmation", example_input("auto_parts"))
    (form,) = (block for block in document.blocks if isinstance(block, Table))
    lines = {row[0].text: row[1].text for row in form.rows}
    assert "免费" in lines["收费"]
    assert lines["诊断组"] == "组长 李工、车间 王工、信息 赵工"
    assert "05-12 09:05 至 05-13 16:40" in lines["到场时间"]
    assert "指纹" in lines["交了什么"]


def test_the_register_has_a_line_for_everybody_and_room_for_more() -> None:
    (table,) = (each for each in build_sheet("sign_in", example_input("auto_parts")).blocks if isinstance(each, Table))
    assert [cell.text for cell in table.rows[0]] == ["1", "组长", "李工", "诊断服务机构", "", ""]
    assert len(table.rows) == 20
    assert not any(row[2].text for row in table.rows if row[3].text == "本企业"), (
        "names of the firm's people are not printed"
    )


@pytest.mark.parametrize(("mode", "word"), [("纸质", "只用编号的纸质表"), ("不入户", "不进入贵企业"), ("普通", "")])
def test_the_promise_of_secrecy_says_what_the_mode_forbids(mode: str, word: str) -> None:
    given = sheet_input(example("food"), mode=mode, retain_until=date(2029, 6, 30))
    text = "".join(texts_of(build_sheet("confidentiality", given)))
    assert "2029年6月30日" in text
    assert (word in text) if word else ("本次为" not in text)


def test_people_are_read_with_their_role() -> None:
    assert read_team("李工（组长、注册工程师）、王工; 赵工(信息)") == (
        Person("组长、注册工程师", "李工"), Person("", "王工"), Person("信息", "赵工")
    )  # fmt: skip
    assert read_roles("总经理、质量经理") == (Person("总经理"), Person("质量经理"))


# ---- hostile ----


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_hostile_firm_is_printed_verbatim_and_nothing_is_executed(sheet: str) -> None:
    later = PutOff(subject="firm", item="cloud_plat_database", ask=HOSTILE, note=HOSTILE)
    document = build_sheet(sheet, sheet_input(replace(hostile_firm(), put_off=(later,))))
    found = "".join(pages(render_pdf(document, PRINTED)))
    html = render_html(document)
    assert bare(HOSTILE) in found
    assert [text for text in texts_of(document) if bare(text) not in found] == []
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_a_narrative_laid_over_ours_is_used(tmp_path: Path) -> None:
    folder = tmp_path / "reports" / "templates" / "sheets"
    folder.mkdir(parents=True)
    (folder / "owed.md.j2").write_text("本地的说法：{{ firm.name }}\n", encoding="utf-8")
    blocks = build_sheet("owed", example_input("food"), [tmp_path]).blocks
    assert isinstance(blocks[0], Paragraph)
    assert blocks[0].runs[0].text.startswith("本地的说法：荥阳")


# ---- on paper ----


def test_every_question_of_the_standard_questionnaire_is_on_exactly_one_form() -> None:
    library, describe = shipped(), Describer(shipped()).describe
    forms = {who: build_form(library, who, describe, "0000-0000-ABCD") for who in interviewees(library)}
    asked = [
        block.ask for form in forms.values() for block in form.blocks if isinstance(block, FillIn) and block.number
    ]
    wanted = []
    for section in library.sections.values():
        for item in section.items if not section.optional else ():
            card = library.cards.get(item)
            for name in card.confirms if card else (item,):
                question = (library.tables.get(name) or library.named(name)).question
                assert question is not None
                wanted.append(question.ask)
    assert sorted(asked) == sorted(wanted)
    assert len(asked) > 80


def test_the_forms_can_be_archived_and_every_option_has_a_box() -> None:
    library = shipped()
    for who in ("it", "equipment", "quality"):
        form = build_form(library, who, Describer(library).describe, content_fingerprint(library.fingerprint), "甲厂")
        assert find_missing_characters(form) == ""
        found = "".join(pages(render_pdf(form, PRINTED, standard="a-2b")))
        assert [text for text in texts_of(form) if bare(text) not in found] == []
        assert all(
            block.choices[-1] or block.lines for block in form.blocks if isinstance(block, FillIn) and block.choices
        )


def test_a_form_carries_the_version_of_the_questions_and_no_firm() -> None:
    library = shipped()
    version = content_fingerprint(library.fingerprint)
    form = build_form(library, "quality", Describer(library).describe, version)
    (code,) = (block for block in form.blocks if isinstance(block, QrCode))
    stream = io.BytesIO()
    with Image.open(io.BytesIO(draw_page(form))) as page:
        page.convert("RGB").save(stream, "JPEG")
    assert [read_stamp(text) for text in read_codes(stream.getvalue())] == [Stamp("paper", "", version)]
    assert version in code.text
    assert CODE not in "".join(texts_of(form))
