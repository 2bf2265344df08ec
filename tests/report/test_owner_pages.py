"""The owner's two pages: what he reads of each example firm, and what holds of all of them."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from diagnostics.model.document import Document, Table
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.formats.pdf import render_pdf
from diagnostics.report.narrative.building import build_documents
from tests.report.docx_reading import PRINTED
from tests.report.reading import FIRMS, example, list_after, owner_blocks, text_of

every_firm = pytest.mark.parametrize("path", FIRMS, ids=lambda path: path.stem)
FIRM = {path.stem: path for path in FIRMS}


def owner_of(given: ReportInput) -> Document:
    return build_documents(given)["owner"]


def owner_document(path: Path) -> Document:
    return owner_of(example(path))


def owner_text(name: str) -> str:
    return text_of(owner_document(FIRM[name]))


def days(name: str) -> Table:
    return next(b for b in owner_blocks(owner_of(example(FIRM[name]))) if isinstance(b, Table) and "days" in b.id)


@every_firm
def test_it_takes_two_pages_at_most_and_no_letter_of_it_is_smaller_than_ten_and_a_half_points(path: Path) -> None:
    reader = PdfReader(io.BytesIO(render_pdf(owner_document(path), PRINTED)))
    texts = [page.extract_text().replace(" ", "") for page in reader.pages]
    assert len(texts) <= 2
    assert any("诊断服务机构" in text for text in texts), "the places to sign are on them"
    small: list[str] = []

    def note(text: str, _cm: object, tm: list[float], _font: object, size: float) -> None:
        if size * abs(tm[0] or 1) < 10.4 and text.strip() and "页" not in text:
            small.append(text)

    for page in reader.pages:
        page.extract_text(visitor_text=note)
    assert small == []


@every_firm
def test_it_has_no_id_no_empty_count_and_no_empty_table(path: Path) -> None:
    text = text_of(owner_document(path))
    assert not re.search(r"[a-z]+_[a-z]+|(?<![\d.])0 (条|件|项)", text)
    assert all(block.rows for block in owner_document(path).blocks if isinstance(block, Table))


@every_firm
def test_at_most_eight_things_begin_in_ninety_days_and_what_costs_money_is_among_them(path: Path) -> None:
    plan = example(path).outlook.plan if example(path).outlook else None  # type: ignore[union-attr]
    if plan is None:
        assert "头 90 天" not in text_of(owner_document(path))
        return
    rows = days(path.stem).rows
    assert len(rows) <= 8
    paid = [step.offer for step in plan.steps if step.horizon == 0 and step.offer.paid]
    assert sum(row[3].text != "不花钱" for row in rows) == len(paid)
    assert [row[3].text != "不花钱" for row in rows] == sorted(row[3].text != "不花钱" for row in rows)


@every_firm
def test_nothing_that_the_plan_takes_is_called_superfluous(path: Path) -> None:
    given = example(path)
    taken = {step.offer.remedy for step in given.outlook.plan.steps} if given.outlook and given.outlook.plan else set()
    lines = list_after(owner_blocks(owner_of(given)), "别人来推销，这几样先不买")
    assert len(lines) <= 4
    known = {each.text: each.remedy for each in given.counter_facts}
    for line in lines:
        assert known[line.partition("：")[2]] not in taken


def test_the_title_that_ends_comes_before_everything_else() -> None:
    text = owner_text("refractory")
    assert "先保住2026年9月14日到期的“省级专精特新中小企业”，再治“能源占成本三成，只有月底一张缴费单”" in text
    assert "处罚记录到2026年11月20日满三年，这天以前报不了" in text
    assert "30 万元一年半收回＝主要产品的单耗降 1.5%" in text
    assert days("refractory").rows[0][0].text == "现在就动手"


def test_the_day_that_a_customer_has_set_is_the_first_row() -> None:
    assert "检验数据直接从MES出" in days("auto_parts").rows[0][1].text
    assert "看得见的年损失 30 万元" in owner_text("auto_parts")
    assert "产品全过程管理：已经有PDM和MES，差的是中间一个接口" in owner_text("auto_parts")


def test_support_says_the_amount_of_the_document_its_number_and_whom_to_ring() -> None:
    (line,) = list_after(owner_blocks(owner_of(example(FIRM["food"]))), "能争取的支持")
    assert "文件写最高 50 万元" in line
    assert "郑政办〔2022〕36号" in line
    assert "先问是否还发" in line
    assert line.endswith("打电话给市工信局。")
    assert not any("培育库" in owner_text(path.stem) for path in FIRMS)


def test_a_firm_under_secrecy_is_told_that_nothing_of_the_cloud_is_asked() -> None:
    assert "涉密，按免除候选处理：不要求上云。" in owner_text("precision")
    assert "涉密，按免除候选处理：不要求上云。" not in owner_text("food")


def test_too_little_known_gives_questions_and_no_plan() -> None:
    text = owner_text("machine_shop")
    assert "先查清的三件事" in text
    assert not re.search(r"万元|头 90 天|先不买", text)
