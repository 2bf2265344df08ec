"""The owner's two pages: what he reads of each example firm, and what holds of all of them."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from diagnostics.model.document import Boxes, Document, Heading, Paragraph, Table
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.formats.pdf import render_pdf
from diagnostics.report.narrative.building import build_documents
from tests.report.docx_reading import PRINTED
from tests.report.reading import TEN_FIRMS, example, example_documents, list_after, owner_blocks, tables_of, text_of

every_firm = pytest.mark.parametrize("path", TEN_FIRMS, ids=lambda path: path.stem)
FIRM = {path.stem: path for path in TEN_FIRMS}


def owner_of(given: ReportInput) -> Document:
    return build_documents(given)["owner"]


def owner_document(path: Path) -> Document:
    return example_documents(path)["owner"]


def owner_text(name: str) -> str:
    return text_of(owner_document(FIRM[name]))


def days(name: str) -> Table:
    return next(b for b in owner_document(FIRM[name]).blocks if isinstance(b, Table) and "days" in b.id)


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
    costs = [row[3].text for row in rows if not row[0].strong]
    assert sum(cost != "不花钱" for cost in costs) == len(paid)


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
    assert "【现在一年损失】30 万元" in owner_text("auto_parts")
    assert "产品全过程管理：已经有PDM和MES，差的是中间一个接口" in owner_text("auto_parts")


def test_support_says_the_amount_of_the_document_its_number_and_whom_to_ring() -> None:
    line, _may_fit = list_after(owner_blocks(owner_document(FIRM["food"])), "能争取的支持")
    assert "文件写最高 50 万元" in line
    assert "郑政办〔2022〕36号" in line
    assert "先问是否还发" in line
    assert line.endswith("打电话给市工信局。")


def test_a_firm_under_secrecy_is_told_that_nothing_of_the_cloud_is_asked() -> None:
    first = next(block for block in owner_document(FIRM["precision"]).blocks if not isinstance(block, Heading))
    assert isinstance(first, Paragraph)
    assert first.runs[0].text.startswith("本企业有涉密任务：不要求上云，也不劝上云。")
    assert [path.stem for path in TEN_FIRMS if "涉密任务" in owner_text(path.stem)] == ["precision"]


def test_too_little_known_gives_questions_and_no_plan() -> None:
    text = owner_text("machine_shop")
    assert "先查清的三件事" in text
    assert not re.search(r"万元|头 90 天|先不买", text)


# What no owner reads: names of facts for instructions, codes, marks of sources, counts of nothing, a pool for firms
# without a title, a condition turned into its opposite, the unknown printed as impossible.
FORM_SPEAK = {
    "a name of a fact for an instruction": r"”补上“|查清“|证明“|先取得“|做到不低于|最紧的一条线",
    "a count of nothing": r"(?<![\d.–至~-])0 ?(?:条|项|件|个|处|份|家|台)",
    "a unit without its number": r"不另花钱 万元|(?:^|[，。；：（]) 万元",
    "a mark of a source": r"二手转录|待核实|存疑|本工具|凭记忆|依据里最弱|编者|口径",
    "a code": r"(?<![A-Za-z])[CL][0-5](?![0-9A-Za-z])|[a-z]+_[a-z]+|接链",
    "decimals that no weight from memory deserves": r"\d\.\d{3}",
    "the pool of those without a title": r"培育库",
    "a condition as its opposite": r"至少包含其中|1 种情况都不能有",
    "unknown as impossible": r"靠措施做不到",
    "two levels in one breath": r"级 · [一二三四五未]",
    "a plan that leaves pains out": r"这次的方案里没有|费用待补充|费用待定",
    "what nobody has thought of": r"卓越级|数字孪生",
}


@every_firm
def test_the_owner_reads_no_form_speak(path: Path) -> None:
    text = text_of(owner_document(path))
    assert {what: re.findall(bad, text) for what, bad in FORM_SPEAK.items() if re.search(bad, text)} == {}


@pytest.mark.parametrize(
    ("sentence", "what"),
    [
        ("“安全可控的范围”补上“网络和数据安全风险”", "a name of a fact for an instruction"),
        ("还差 0 条", "a count of nothing"),
        ("本次 336 项回答里有 0 项只是口述", "a count of nothing"),
        ("其余不另花钱 万元", "a unit without its number"),
        ("依据里最弱的是“本工具约定”", "a mark of a source"),
        ("深度：C0 没有计入的云服务；接链：没有用区块链", "a code"),
        ("一厂二级、二厂一级 · 二级", "two levels in one breath"),
        ("二级（规范级）是 0.798", "decimals that no weight from memory deserves"),
    ],
)
def test_the_patterns_find_what_they_are_for(sentence: str, what: str) -> None:
    assert re.search(FORM_SPEAK[what], sentence)


@every_firm
def test_the_questions_of_an_owner_have_their_answers(path: Path) -> None:
    """My state, may I apply and when, what first and who, cost, gain, support, what not to buy: in their places."""
    blocks, given = owner_document(path).blocks, example(path)
    tables = {block.id: block for block in blocks if isinstance(block, Table)}
    assert tables["owner_state"].rows
    heads = [block.text for block in blocks if isinstance(block, Heading)]
    if not given.knowledge.enough:
        assert heads[1:] == ["最疼的事", "先查清的三件事", "下次来，请备好这几样", "现在什么水平：官方的和我们看到的"]
        return
    boxes = {box.label: box.value for block in blocks if isinstance(block, Boxes) for box in block.boxes}
    assert list(boxes) == ["能不能报", "要花多少", "现在一年损失", "什么时候办完"]
    assert all(boxes.values())
    assert all(cell.text for row in tables["owner_days"].rows for cell in row)
    assert "能争取的支持" in heads
    assert re.search(r"\*?能不能报：", text_of(owner_document(path)))


def test_what_is_official_stands_beside_what_is_ours_site_by_site() -> None:
    rows = [[cell.text for cell in row] for row in tables_of(owner_document(FIRM["auto_parts"]))["owner_state"].rows]
    assert rows[:3] == [
        ["智能制造能力成熟度·一厂", "二级（2026年3月2日）", "在一、二级分界线上；按证明算，一级"],
        ["智能制造能力成熟度·二厂", "没有", "一级"],
        ["数字化水平", "没有", "二级"],
    ]
    asked_nobody = tables_of(owner_document(FIRM["machine_shop"]))["owner_state"].rows
    assert {row[1].text for row in asked_nobody} == {"还没有查清"}


def test_a_day_that_the_plan_misses_is_told_and_one_that_it_keeps_is_not() -> None:
    row = days("auto_parts").rows[0]
    assert "照方案排要到2027年2月28日，赶不上：今天就去谈，提前办或者改期" in row[1].text
    assert "赶不上" not in text_of(owner_document(FIRM["refractory"]))


def test_the_next_ambition_says_what_it_takes_what_it_costs_and_until_when() -> None:
    line, level, paper = list_after(list(owner_document(FIRM["electronics"]).blocks), "下一个目标")
    assert line.startswith("国家智能工厂·先进级：还差 2 条——")
    assert "询价，最多" in line
    assert line.endswith("前做完。")
    assert "最少改 1 处" in level
    assert paper.endswith("去平台重新评一次，让官方结果跟上。")
