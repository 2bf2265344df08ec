"""Where too little is known the questions stand for plan and prices; where nearly all is done, the next ambition."""

from __future__ import annotations

import re

import pytest

from diagnostics.model.document import Document, Figure, Heading, Table
from tests.report.reading import (
    TEN_FIRMS,
    answers_of,
    chapter_name,
    example,
    example_documents,
    given_of,
    text_of,
    whole_report,
)

PATHS = {path.stem: path for path in TEN_FIRMS}


def documents(name: str) -> dict[str, Document]:
    return example_documents(PATHS[name])


def heads(document: Document) -> list[str]:
    return [chapter_name(block.text) for block in document.blocks if isinstance(block, Heading) and block.level == 1]


def test_a_firm_of_which_hardly_anything_is_known_gets_questions_in_place_of_plan_and_prices() -> None:
    assert heads(documents("machine_shop")["firm"]) == [
        "声明", "企业概况", "现状", "水平和条件", "问题与需求", "先查清，再做方案", "政策匹配", "后续服务",
    ]  # fmt: skip
    text = text_of(documents("machine_shop")["firm"])
    for part in ("牵动最多的几个问题", "下次来，请备好这几样", "接下来怎么走", "2026年7月上旬"):
        assert part in text
    assert [word for word in ("评分还差", "还差 0", "没有填", "不估投入", "没有排期") if word in text] == []


def test_its_owner_reads_what_to_bring_and_what_hurts() -> None:
    text = text_of(documents("machine_shop")["owner"])
    assert "下次来，请备好这几样" in text
    assert "活干到哪一步，要到机床边上问。客户打电话催" in text


def test_nothing_is_drawn_of_what_nobody_has_answered() -> None:
    for document in documents("machine_shop").values():
        drawn = {block.id for block in document.blocks if isinstance(block, Figure)}
        assert drawn <= {"comparisons", "trends"}
    text = text_of(documents("machine_shop")["bureau"])
    assert "先补哪几条" not in text


@pytest.mark.parametrize("name", sorted(PATHS))
def test_no_chapter_and_no_table_is_empty(name: str) -> None:
    for document in documents(name).values():
        blocks = document.blocks
        bare = [
            one.text
            for one, two in zip(blocks, (*blocks[1:], None), strict=True)
            if isinstance(one, Heading) and (two is None or (isinstance(two, Heading) and two.level <= one.level))
        ]
        assert bare == []
        assert [block.id for block in blocks if isinstance(block, Table) and not block.rows] == []


@pytest.mark.parametrize("name", sorted(PATHS))
def test_no_sentence_counts_to_zero(name: str) -> None:
    counted = re.compile(r"(?<![0-9.至~-])0 (?:条|项|个|处|份|件|家|台|人)(?!要求)")
    answer = re.compile(r"(?<= \| )0 (?:项|个)(?= \| | / )")  # a cell that is what somebody has answered
    for each in documents(name).values():
        assert counted.findall(answer.sub("", text_of(each))) == []


def test_a_firm_that_has_nearly_everything_is_told_what_to_go_for_next() -> None:
    firm, owner = (text_of(documents("electronics")[each]) for each in ("firm", "owner"))
    for text in (firm, owner):
        assert "下一个目标" in text
        assert "国家智能工厂·先进级：还差 2 条——" in text
        assert "去平台重新评一次，让官方结果跟上。" in text
    assert "下一步行动" not in heads(documents("electronics")["firm"])
    assert "企业要补的证明和要查清的事" not in heads(documents("electronics")["firm"])


@pytest.mark.parametrize("name", sorted(set(PATHS) - {"electronics"}))
def test_others_are_told_no_ambition_before_their_steps(name: str) -> None:
    assert example(PATHS[name]) is not None
    assert [each for each in documents(name).values() if "下一个目标" in text_of(each)] == []


def test_a_year_before_all_that_are_known_is_left_out_of_the_table() -> None:
    answers = answers_of(PATHS["food"])
    answers["years"] = [row for row in answers["years"] if row["year"] == 2025]
    table = next(
        block for block in whole_report(given_of(answers)).blocks if isinstance(block, Table) and block.id == "years"
    )
    assert table.heads == ("指标", "2025年")
