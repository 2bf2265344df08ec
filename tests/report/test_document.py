"""The report as a whole: a recommendation with a date, the plan and its chapters, policies; one page for the owner."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from diagnostics.model.document import Document, Figure, Heading
from diagnostics.report.chapters.advice.plan_part import main_plan
from diagnostics.report.chapters.owner.owner_page import pages_title
from diagnostics.report.formats.formats import Paper, render
from diagnostics.report.formats.pdf import render_pdf
from diagnostics.report.words.money import sum_of
from diagnostics.words.catalogue import catalogue
from tests.builders import AS_OF, shipped
from tests.report.docx_reading import convert, needs_office
from tests.report.reading import (
    EXAMPLES,
    FIRMS,
    answers_of,
    chapter_name,
    example,
    example_documents,
    example_report,
    given_of,
    owner_blocks,
    tables_of,
    text_of,
    whole_report,
)
from tests.report.test_building import AUTO, smallest

every_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
MOST_PAGES = {"owner": 2, "firm": 15}
# A reservation that holds for a whole set is said once, in the volume of evidence.
RESERVATIONS, MOST_RESERVATIONS = ("二手转录", "待核实", "存疑"), 12
FULLEST = next(path for path in EXAMPLES if path.stem == "refractory")
OTHERS = [path for path in EXAMPLES if path != FULLEST]
_DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")


def first_page(path: Path) -> str:
    return text_of(Document(title="", blocks=tuple(owner_blocks(example_report(path)))))


@every_example
def test_every_chapter_is_there_in_order(path: Path) -> None:
    for name, document in example_documents(path).items():
        chapters = (block.text for block in document.blocks if isinstance(block, Heading) and block.level == 1)
        heads = [chapter_name(each) for each in chapters]
        # nothing is compared on a first visit
        wanted = [str(each) for key, each in catalogue()[f"report_chapters_{name}"].items() if key != "since"]
        wanted = [pages_title(example(path))] if name == "owner" else wanted
        assert [each for each in heads if each in wanted] == wanted


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
    text = text_of(whole_report(given_of(smallest())))
    assert "系统性解决方案" not in text
    assert "None" not in text


def test_a_firm_of_which_nothing_is_known_gets_a_plan_or_the_reason_why_not() -> None:
    given = given_of(smallest(), with_plan=True)
    text = text_of(whole_report(given))
    assert "先查清，再做方案" in text
    assert given.outlook is not None
    assert given.outlook.plan is None
    assert "没有列出措施和费用：" in text
    assert "先把下面几项问清，再诊断一次。" in text


def test_two_firms_share_only_fixed_sentences() -> None:
    """What is about this firm (findings, advice, actions) is never the same in two reports."""
    pages = [set(first_page(path).splitlines()) for path in EXAMPLES]
    shared = pages[0] & pages[1] & pages[2]
    fixed = ("#", "〔", "-", "下次到访", "疼在哪里", "最晚")
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


def printed(path: Path) -> dict[str, bytes]:
    """Return the three documents of an example firm as PDF."""
    return {name: render_pdf(document, AS_OF) for name, document in example_documents(path).items()}


def page_with(pages: list[str], text: str, start: int = 0) -> int:
    return next(at for at, page in enumerate(pages) if at >= start and text in page.replace(" ", ""))


@pytest.mark.parametrize("path", FIRMS, ids=lambda path: path.stem)
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext")
def test_the_documents_keep_to_their_pages_and_their_reservations(path: Path, tmp_path: Path) -> None:
    pages = {name: pages_of(pdf, tmp_path) for name, pdf in printed(path).items()}
    assert {name: len(pages[name]) for name in MOST_PAGES if len(pages[name]) > MOST_PAGES[name]} == {}
    assert len(pages["bureau"]) > len(pages["firm"])
    assert page_with(pages["firm"], "目录") == 1
    told = "".join(pages["firm"])
    assert sum(told.count(word) for word in RESERVATIONS) <= MOST_RESERVATIONS


@pytest.mark.office
@needs_office[1]
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext")
@pytest.mark.parametrize("path", [FULLEST, *(pytest.param(each, marks=pytest.mark.long) for each in OTHERS)])
def test_the_contents_stand_behind_the_cover_in_an_office_program(path: Path, tmp_path: Path) -> None:
    made = render(example_documents(path)["firm"], ["docx"], Paper(AS_OF))["docx"]
    pages = pages_of(convert(made, "pdf", tmp_path), tmp_path)
    assert page_with(pages, "目录") == 1


if __name__ == "__main__":
    # `python -m tests.report.test_document` prints the pages of the three documents of every example firm.
    with TemporaryDirectory() as folder:
        for firm in FIRMS:
            counts = {name: len(pages_of(pdf, Path(folder))) for name, pdf in printed(firm).items()}
            print(firm.stem, *(f"{name} {count}" for name, count in counts.items()))
