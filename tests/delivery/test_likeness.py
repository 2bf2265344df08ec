"""No firm's report is that of another: how alike ten firms' documents are, what is told once, what nobody reads again.

`python -m tests.delivery.test_likeness` prints the table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from itertools import permutations
from typing import Any

import pytest

from diagnostics.app.report.neighbours import report_in
from diagnostics.delivery.checks import check_report
from diagnostics.delivery.likeness import (
    OtherReport,
    body_of,
    likeness_rules,
    parts_of,
    percent_alike,
    sentences_of,
    texts_of,
)
from diagnostics.delivery.outcomes import Check
from diagnostics.model.document import Document, Table
from diagnostics.model.report_documents import FIRM
from diagnostics.report.formats.formats import Paper, render
from diagnostics.report.narrative.building import build_documents
from tests.builders import AS_OF, shipped
from tests.report.reading import FIRMS, ROOT, answers_of, example, example_documents, given_of

WRITTEN = sorted((ROOT / "tests" / "firms").glob("*.yaml"))
TEN_FIRMS = {path.stem: path for path in (*FIRMS, *WRITTEN)}
AT_MOST = 25
FEW_MARKS = 12
OFTEN = 5
LONG = 15
MARKS = ("二手转录", "待核实", "存疑")
RULES = likeness_rules(shipped())
# Answers, and names of things that stand wherever the thing is meant, are no sentences of ours.
ANSWERS = {"answers", "sets", "step_second", "step_later"}


def documents(name: str) -> dict[str, Document]:
    return example_documents(TEN_FIRMS[name])


@cache
def body(name: str, *which: str) -> frozenset[str]:
    return frozenset[str]().union(*(_body(documents(name)[each]) for each in which))


def _body(document: Document) -> frozenset[str]:
    return sentences_of(body_of(parts_of(document.blocks)), 8)


def other(name: str) -> OtherReport:
    return OtherReport(name, name, body(name, FIRM))


# ---- any two of ten firms ----


@pytest.mark.parametrize("which", [("firm",), ("firm", "owner")], ids="+".join)
def test_no_firm_reads_for_more_than_a_quarter_what_another_reads(which: tuple[str, ...]) -> None:
    assert len(TEN_FIRMS) == 10
    shares = {
        (one, other): percent_alike(body(one, *which), body(other, *which)) for one, other in permutations(TEN_FIRMS, 2)
    }
    assert {pair: int(share) for pair, share in shares.items() if share > AT_MOST} == {}
    assert max(shares.values()) > 0, "what is measured is there"
    assert min(len(body(name, *which)) for name in TEN_FIRMS) > 40


def test_two_firms_of_one_trade_are_no_more_alike_than_any_two() -> None:
    trades: dict[str, list[str]] = {}
    for name in TEN_FIRMS:
        trades.setdefault(answers_of(TEN_FIRMS[name])["firm"]["industry"], []).append(name)
    pairs = [pair for names in trades.values() for pair in permutations(names, 2)]
    assert len(pairs) >= 8
    assert max(percent_alike(body(one, "firm"), body(other, "firm")) for one, other in pairs) <= AT_MOST


# ---- the check ----


def check_14(given: Any, made: dict[str, Document], *others: OtherReport) -> Check:
    return next(each for each in check_report(given, made, reports=others) if each.id == "check_14")


def under_another_name(name: str) -> tuple[Any, dict[str, Document]]:
    answers = answers_of(TEN_FIRMS[name])
    answers["firm"] |= {"name": "郑州甲乙丙有限公司（虚构）", "code": "91410100MA4D00055M"}
    given = given_of(answers, with_plan=True)
    return given, build_documents(given)


def test_a_report_copied_with_another_name_on_it_fails_and_two_honest_ones_pass() -> None:
    honest = check_14(example(TEN_FIRMS["valve"]), documents("valve"), other("garment"))
    assert honest.outcome == "passed"
    assert re.fullmatch(r"最像“garment”的报告，2[0-5]% 的句子逐字相同", honest.found)
    given, made = under_another_name("machine_shop")
    copied = check_14(given, made, other("machine_shop"), other("garment"))
    assert copied.outcome == "failed"
    assert re.fullmatch(r"和“machine_shop”的报告有 (9\d|100)% 的句子逐字相同，上限 40%", copied.found)


def test_a_report_reads_the_same_in_its_file_as_in_memory() -> None:
    assert RULES is not None
    document = documents("garment")["firm"]
    data = render(document, ("docx",), Paper(AS_OF))["docx"]
    assert report_in(data, "", "", RULES).sentences == _body(document)


# ---- what is the same for all stands apart, and nothing else does ----


def test_legal_text_forms_headings_and_small_print_are_no_body() -> None:
    texts = list(body_of(parts_of(documents("garment")["firm"].blocks)))
    said = "\n".join(texts)
    for apart in ("本次诊断由政府购买", "第二年起每年多少", "方案里的措施（费用是估算）", "改之前先各量一次"):
        assert apart in "\n".join(texts_of(documents("garment")["firm"].blocks)) or apart in _heads("garment")
        assert apart not in said
    for told in ("一扎裁片跟一袋纸工票", "每周和外协厂对一次、双方签字", "女裤，自有两个牌子占六成"):
        assert told in said


def _heads(name: str) -> str:
    tables = [block for block in documents(name)["firm"].blocks if isinstance(block, Table)]
    return "\n".join(head for table in tables for head in table.heads)


# ---- reservations ----


@pytest.mark.parametrize("name", TEN_FIRMS)
def test_the_firm_reads_few_reservations(name: str) -> None:
    texts = [text for each in ("owner", "firm") for text in told_in(documents(name)[each])]
    counts = {mark: sum(text.count(mark) for text in texts) for mark in MARKS}
    assert sum(counts.values()) <= FEW_MARKS, counts


@pytest.mark.parametrize("name", TEN_FIRMS)
def test_the_volume_says_a_thing_that_holds_for_many_once(name: str) -> None:
    blocks = [each for each in documents(name)["bureau"].blocks if getattr(each, "id", "") not in ANSWERS]
    texts = [text for part in parts_of(blocks) if not part.apart and not part.level for text in part.text.split("\n")]
    counts = Counter(each for text in texts for each in sentences_of([text], LONG))
    assert {text: n for text, n in counts.items() if n > OFTEN} == {}


def test_the_volume_says_what_each_mark_of_a_policy_means() -> None:
    texts = list(texts_of(documents("food")["bureau"].blocks))
    legend = {text[0] for text in texts if re.match(r"[甲乙丙丁戊己庚辛壬癸]：", text)}
    used = {mark for text in texts for said in re.findall(r"^保留：(.+)$", text, re.M) for mark in said.split("、")}
    assert used
    assert used <= legend


def told_in(document: Document) -> Iterator[str]:
    yield from texts_of(document.blocks)
    for block in document.blocks:
        yield from (getattr(block, "caption", ""), getattr(block, "alt", ""), *getattr(block, "heads", ()))


# ---- sentences that were bad ----

BAD = (
    r"”补上“", r"牵头[^。]*费用待定", r"要求专家判断：.*成立", r"种情况都不能有，现在有", r"把“[^”]*成熟度等级”从",
    r"占还能提高部分的", r"云服务：0 项，要求不低于", r"再往上的各级按条文照加", r"上云、只能放厂内、涉密三类",
    r"培育库：待核实", r"问清是否还有效", r"正在用且有证明的云服务：0", r"先取得“官方平台评价结果”", r"里有 0 项",
    r"没有证明，补齐", r"查清“主要指标", r"不另花钱 万元", r"还差 0 条", r"合同里写明到能稳定使用的日期",
)  # fmt: skip


@pytest.mark.parametrize("name", TEN_FIRMS)
def test_no_sentence_names_facts_where_it_should_say_what_to_do(name: str) -> None:
    found = [
        (each, text[:80])
        for each, document in documents(name).items()
        for text in told_in(document)
        for bad in BAD
        if re.search(bad, text)
    ]
    assert found == []


# ---- the batch ----


def table(which: Sequence[str]) -> Iterator[str]:
    """Yield the table of any two: percent of the sentences of the firm of the row that the firm of the column has."""
    short = [name[:8] for name in TEN_FIRMS]
    yield " ".join([f"{'':13}", *(f"{each:>8}" for each in short)])
    for one in TEN_FIRMS:
        shares = [
            percent_alike(body(one, *which), body(other, *which)) if other != one else None for other in TEN_FIRMS
        ]
        cells = [f"{float(share):8.0f}" if isinstance(share, Fraction) else f"{'–':>8}" for share in shares]
        yield " ".join([f"{one:13}", *cells])


if __name__ == "__main__":
    for which in (("firm",), ("firm", "owner")):
        print("+".join(which), *table(which), sep="\n")
