"""The report as a whole: a recommendation with a date, the plan and its chapters, policies; one page for the owner."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from diagnostics.model.document import Document, Figure, Heading, Paragraph
from diagnostics.report.chapters.advice.action_part import ready_on
from diagnostics.report.chapters.advice.plan_part import main_plan
from diagnostics.report.narrative.building import build_report
from diagnostics.report.words.money import sum_of
from diagnostics.words.catalogue import catalogue
from diagnostics.words.numbers import day
from tests.builders import shipped
from tests.report.docx_reading import convert, needs_office
from tests.report.reading import (
    EXAMPLES,
    answers_of,
    example,
    example_file,
    example_report,
    given_of,
    list_after,
    owner_blocks,
    tables_of,
    text_of,
)
from tests.report.test_building import AUTO, smallest

every_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
MOST_PAGES = 20
FULLEST = next(path for path in EXAMPLES if path.stem == "refractory")
OTHERS = [path for path in EXAMPLES if path != FULLEST]
_DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")


def first_page(path: Path) -> str:
    return text_of(Document(title="", blocks=tuple(owner_blocks(example_report(path)))))


@every_example
def test_every_chapter_is_there_in_order(path: Path) -> None:
    heads = [block.text for block in example_report(path).blocks if isinstance(block, Heading) and block.level == 1]
    wanted = [str(each) for each in catalogue()["report_chapters"].values()]
    assert [each for each in heads if each in wanted] == wanted


@every_example
def test_the_recommendation_names_a_date_and_one_thing(path: Path) -> None:
    advice = [
        "".join(run.text for run in block.runs)
        for block in owner_blocks(example_report(path))
        if isinstance(block, Paragraph) and block.style == "lead"
    ][1]
    assert advice.startswith("建议：")
    assert _DATE.search(advice)
    plan = main_plan(example(path))
    assert plan is not None
    planned = [goal.title for goal in plan.targets if goal.outcome == "planned"]
    assert all(title in advice for title in planned[:2]), "two at most are named"
    assert day(ready_on(example(path), plan)) in advice


@every_example
def test_the_first_actions_have_a_date_a_cost_and_somebody(path: Path) -> None:
    for action in list_after(owner_blocks(example_report(path)), "先办的三件事"):
        if action.startswith("“"):  # a day that will not wait: what to do costs nothing that is known
            assert re.search(r"牵头，\d{4}年\d{1,2}月\d{1,2}日前办完；办成后留下.+。$", action), action
            continue
        assert re.search(
            r"牵头，\d{4}年\d{1,2}月\d{1,2}日前办完，(估算 .+ 万元|费用要询价|只花自己的人工|费用待定)", action
        ), action


@every_example
def test_no_amount_of_a_policy_that_nobody_checked_stands_on_the_first_page(path: Path) -> None:
    assert not any(each.current for each in example(path).policies)
    for line in list_after(owner_blocks(example_report(path)), "能争取的支持"):
        assert "待核实" in line
        assert "万元" not in line


@every_example
def test_measures_are_printed_after_what_they_need(path: Path) -> None:
    plan = main_plan(example(path))
    assert plan is not None
    rows = [row[1].text for row in tables_of(example_report(path))["measures"].rows]
    for step in plan.steps:
        place = next(at for at, text in enumerate(rows) if text.startswith(step.offer.name))
        for group in step.offer.needs:
            needed = [each.offer.name for each in plan.steps if each.offer.id in group]
            assert any(text.startswith(tuple(needed)) for text in rows[:place]), step.offer.name


@every_example
def test_the_sum_of_the_money_is_the_sum_of_its_rows(path: Path) -> None:
    plan = main_plan(example(path))
    assert plan is not None
    (low, high), unknown = sum_of(plan.steps)
    assert (low, high) == plan.cost
    assert unknown == len(plan.unknown_costs)
    for row in tables_of(example_report(path)).get("invest", tables_of(example_report(path))["phases"]).rows[:-1]:
        assert len(row) == 4 or row[4].text == "待测算"


@every_example
def test_the_gantt_chart_tells_every_measure_in_words_too(path: Path) -> None:
    chart = next(block for block in example_report(path).blocks if isinstance(block, Figure) and block.id == "gantt")
    plan = main_plan(example(path))
    assert plan is not None
    assert chart.alt.count("个月") == len(plan.steps)


def test_without_a_plan_the_report_says_nothing_of_one() -> None:
    text = text_of(build_report(given_of(smallest())))
    assert "系统性解决方案" not in text
    assert "None" not in text


def test_a_firm_of_which_nothing_is_known_gets_a_plan_or_the_reason_why_not() -> None:
    given = given_of(smallest(), with_plan=True)
    text = text_of(build_report(given))
    assert "系统性解决方案" in text
    assert given.outlook is not None
    assert given.outlook.plan is None
    assert "没有列出措施和费用：" in text
    assert "先把下面几项问清，再诊断一次。" in text


def test_two_firms_share_only_fixed_sentences() -> None:
    """What is about this firm (findings, advice, actions) is never the same in two reports."""
    pages = [set(first_page(path).splitlines()) for path in EXAMPLES]
    shared = pages[0] & pages[1] & pages[2]
    fixed = ("#", "〔", "-", "下次到访")
    assert [line for line in shared if len(line) > 20 and not line.strip().startswith(fixed)] == []


def test_excluded_and_hand_made_projects_are_respected() -> None:
    answers = answers_of(AUTO)
    plan = main_plan(example(AUTO))
    assert plan is not None
    paid = next(
        step.offer
        for step in plan.steps
        if step.offer.cost and step.offer.cost[1] > 0 and step.offer.id in shipped().remedies
    )
    answers["plan"] = {"excluded": [{"id": paid.id, "reason": "企业不同意"}]}
    found = main_plan(given_of(answers, with_plan=True))
    assert found is None or paid.id not in {step.offer.id for step in found.steps}


# ---- on paper ----


def pages_of(pdf: bytes, folder: Path) -> list[str]:
    file = folder / "report.pdf"
    file.write_bytes(pdf)
    text = subprocess.run(["pdftotext", "-layout", str(file), "-"], check=True, capture_output=True).stdout.decode(
        "utf-8"
    )
    return text.split("\f")[:-1]


def page_with(pages: list[str], text: str, start: int = 0) -> int:
    return next(at for at, page in enumerate(pages) if at >= start and text in page.replace(" ", ""))


@every_example
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext")
def test_one_page_for_the_owner_and_a_body_that_can_be_read(path: Path, tmp_path: Path) -> None:
    pages = pages_of(example_file(path, "pdf"), tmp_path)
    assert "日期" in pages[0]
    assert page_with(pages, "目录") == 1
    start = page_with(pages, "企业基本情况", page_with(pages, "判断日期"))
    annex = page_with(pages, "附：每一项回答与证据", start)
    assert annex - start <= MOST_PAGES


@pytest.mark.office
@needs_office[1]
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext")
@pytest.mark.parametrize("path", [FULLEST, *(pytest.param(each, marks=pytest.mark.long) for each in OTHERS)])
def test_the_owners_page_is_one_page_in_an_office_program(path: Path, tmp_path: Path) -> None:
    pages = pages_of(convert(example_file(path, "docx"), "pdf", tmp_path), tmp_path)
    assert page_with(pages, "目录") == 1
