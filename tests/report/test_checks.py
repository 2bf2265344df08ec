"""The checks before delivery: each one finds what it is for, and a failed hard check marks every format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from diagnostics.delivery.checks import check_report
from diagnostics.delivery.likeness import OtherReport, body_of, parts_of, sentences_of
from diagnostics.delivery.outcomes import Check, as_draft, check_lines, failed_hard
from diagnostics.diagnosis.diagnose import Diagnosis, diagnose
from diagnostics.model.document import Block, Document, DocumentCell, Heading, ListBlock, Table
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.results.plans import Offer, PlanReason, PlanStep
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.chapters.advice.plan_part import main_plan
from diagnostics.report.formats.formats import Paper, render
from tests.builders import AS_OF, shipped
from tests.report.docx_reading import part_of
from tests.report.reading import (
    FIRMS,
    answers_of,
    example,
    example_documents,
    example_report,
    firm_of,
    given_of,
    in_three,
    whole_report,
)
from tests.report.test_building import AUTO, smallest

IDS = [f"check_{at:02}" for at in range(1, 19)]


@cache
def diagnosis() -> Diagnosis:
    return diagnose([example(AUTO).firm], shipped(), AS_OF)[0]


def check(given: ReportInput, document: Document, **more: Any) -> dict[str, Check]:
    """Check a report of the example; its scores are compared with one diagnosis, unless they are computed anew."""
    return {each.id: each for each in check_report(given, in_three(document), **{"diagnosis": diagnosis(), **more})}


@cache
def as_it_is() -> dict[str, Check]:
    return check(example(AUTO), example_report(AUTO))


def outcome(name: str) -> str:
    """Return how the example as it is stands a check."""
    return as_it_is()[name].outcome


def with_block(document: Document, change: Callable[[Block], Block | None]) -> Document:
    made = [changed for block in document.blocks if (changed := change(block)) is not None]
    return replace(document, blocks=tuple(made))


def with_cell(document: Document, table: str, row: int, column: int, text: str) -> Document:
    def change(block: Block) -> Block:
        if not isinstance(block, Table) or block.id != table:
            return block
        rows = [list(each) for each in block.rows]
        rows[row][column] = DocumentCell(text)
        return replace(block, rows=tuple(map(tuple, rows)))

    return with_block(document, change)


def with_steps(given: ReportInput, change: Callable[[tuple[PlanStep, ...]], tuple[PlanStep, ...]]) -> ReportInput:
    plan = main_plan(given)
    assert plan is not None
    assert given.outlook is not None
    return replace(given, outlook=replace(given.outlook, plan=replace(plan, steps=change(plan.steps))))


@pytest.mark.parametrize("path", FIRMS, ids=lambda path: path.stem)
def test_the_examples_pass_every_hard_check(path: Any) -> None:
    secret = example(path).firm.is_secret  # what it keeps to itself is not in the report: nothing to count anew from
    diagnosis = diagnose([firm_of(answers_of(path))], shipped(), AS_OF)[0] if secret else None
    checks = check_report(example(path), example_documents(path), diagnosis=diagnosis)
    assert [each.id for each in checks] == IDS
    assert failed_hard(checks) == []


def test_a_missing_chapter_is_found() -> None:
    document = with_block(
        example_report(AUTO), lambda block: None if isinstance(block, Heading) and block.text == "风险与保障" else block
    )
    assert outcome("check_01") == "passed"
    assert check(example(AUTO), document)["check_01"].found == "企业报告里缺风险与保障"
    assert check(example(AUTO), document, own_outline=True)["check_01"].outcome == "open"


def test_a_wrong_code_is_found() -> None:
    assert outcome("check_02") == "passed"
    given = replace(example(AUTO), firm=replace(example(AUTO).firm, code="91410100EXAMPLE01X"))
    found = check(given, example_report(AUTO))["check_02"]
    assert (found.outcome, found.hard) == ("failed", True)


def test_a_title_that_had_ended_on_the_day_of_the_visit_is_found() -> None:
    firm = replace(example(AUTO).firm, visit={**example(AUTO).firm.visit, "date": "2031-01-01"})
    found = check(replace(example(AUTO), firm=firm), example_report(AUTO))["check_02"]
    assert (found.outcome, found.hard) == ("failed", False)


def test_a_pain_without_evidence_is_found() -> None:
    assert outcome("check_03") == "passed"
    findings = tuple(replace(each, evidence=()) for each in example(AUTO).firm.findings)
    given = replace(example(AUTO), firm=replace(example(AUTO).firm, findings=findings))
    checks = check(given, whole_report(given))
    assert checks["check_03"].outcome == "failed"


def test_a_measure_that_serves_nothing_is_found() -> None:
    assert outcome("check_05") == "passed"
    given = example(AUTO)
    offer = Offer(id="own_nothing", name="会议室大屏", cost=(Fraction(20), Fraction(30)))
    bought = PlanStep(offer=offer, start=Fraction(0), end=Fraction(0), phase=1)
    idle = with_steps(given, lambda steps: (*steps, bought))
    assert check(idle, example_report(AUTO))["check_05"].found == "会议室大屏"
    quoted = replace(bought, offer=replace(bought.offer, reason="供应商报价"))
    idle = with_steps(given, lambda steps: (*steps, quoted))
    assert check(idle, example_report(AUTO))["check_05"].outcome == "failed", (
        "a price of its own is no reason to buy it"
    )
    pinned = replace(bought, offer=replace(bought.offer, pinned=True))
    asked = with_steps(given, lambda steps: (*steps, pinned))
    assert check(asked, example_report(AUTO))["check_05"].outcome == "passed"
    rests = with_steps(given, lambda steps: (*steps, replace(bought, reasons=(PlanReason("needs", "sol_mes_light"),))))
    assert check(rests, example_report(AUTO))["check_05"].outcome == "passed"


def test_a_measure_before_what_it_needs_is_found() -> None:
    assert outcome("check_06") == "passed"
    given = example(AUTO)
    hasty = with_steps(given, lambda steps: tuple(replace(step, start=Fraction(0)) for step in steps))
    assert check(hasty, example_report(AUTO))["check_06"].outcome == "failed"


def test_a_wrong_sum_is_found() -> None:
    assert outcome("check_07") == "passed"
    rows = next(b for b in example_report(AUTO).blocks if isinstance(b, Table) and b.id == "invest").rows
    document = with_cell(example_report(AUTO), "invest", len(rows) - 1, 1, "1–2")
    assert check(example(AUTO), document)["check_07"].outcome == "failed"


def test_a_cost_that_is_not_called_an_estimate_is_found() -> None:
    assert outcome("check_08") == "passed"
    document = with_block(
        example_report(AUTO),
        lambda block: (
            replace(block, caption="投入", heads=("投",) * len(block.heads))
            if isinstance(block, Table) and block.id == "invest"
            else block
        ),
    )
    assert check(example(AUTO), document)["check_08"].outcome == "failed"


def test_a_low_end_above_the_high_end_is_found() -> None:
    def turned(steps: tuple[PlanStep, ...]) -> tuple[PlanStep, ...]:
        paid = next(step for step in steps if step.offer.cost and step.offer.cost[0] < step.offer.cost[1])
        assert paid.offer.cost is not None
        offer = replace(paid.offer, cost=paid.offer.cost[::-1])
        return tuple(replace(step, offer=offer) if step is paid else step for step in steps)

    found = check(with_steps(example(AUTO), turned), example_report(AUTO))["check_08"]
    assert "低限高于高限" in found.found


def test_an_amount_that_the_policy_does_not_have_is_found() -> None:
    assert outcome("check_09") == "passed"
    table = next(b for b in example_report(AUTO).blocks if isinstance(b, Table) and b.id == "policies_more")
    document = with_cell(example_report(AUTO), "policies_more", 0, 3, "最高 999 万元（文件所列）")
    assert table.rows
    assert check(example(AUTO), document)["check_09"].outcome == "failed"


def test_a_promise_on_the_first_page_is_found() -> None:
    assert outcome("check_10") == "passed"
    line = example(AUTO).policies[0]
    promise = f"{line.name}：可申报，最高 50 万元。"
    promised = False

    def change(block: Block) -> Block:
        nonlocal promised
        if isinstance(block, ListBlock) and not promised:
            promised = True
            run = replace(block.items[0][0], text=promise)
            return replace(block, items=((run,), *block.items[1:]))
        return block

    assert check(example(AUTO), with_block(example_report(AUTO), change))["check_10"].outcome == "failed"


def test_a_promise_in_a_table_of_the_first_page_is_found() -> None:
    line = example(AUTO).policies[0]
    first = example_report(AUTO).blocks[0]
    promise = Table(
        id="x",
        caption="",
        heads=("支持", "金额"),
        widths=(1, 1),
        aligns=("left", "left"),
        rows=((DocumentCell(line.name), DocumentCell("50 万元")),),
    )
    document = replace(example_report(AUTO), blocks=(first, promise, *example_report(AUTO).blocks[1:]))
    assert check(example(AUTO), document)["check_10"].outcome == "failed"


def test_another_cloud_status_than_the_citys_is_found() -> None:
    assert outcome("check_11") == "passed"
    given = example(AUTO)
    cloud = given.standards["cloud"]
    wrong = replace(cloud, statuses={**cloud.statuses, "status": "not_cloud"})
    given = replace(given, standards={**given.standards, "cloud": wrong})
    assert check(given, example_report(AUTO))["check_11"].outcome == "failed"


def test_a_printed_score_that_is_not_the_computed_one_is_found() -> None:
    assert outcome("check_12") == "passed"

    def change(block: Block) -> Block:
        if isinstance(block, Table) and block.id == "owner_state":
            first = block.rows[0]
            return replace(block, rows=((*first[:2], replace(first[2], text="四级")), *block.rows[1:]))
        return block

    wrong = with_block(example_report(AUTO), change)
    assert check(example(AUTO), wrong)["check_12"].outcome == "failed"
    assert check(example(AUTO), wrong, diagnosis=None)["check_12"].outcome == "failed", "computed anew"


def test_an_open_question_that_is_not_listed_is_found() -> None:
    assert outcome("check_13") == "passed"
    document = with_cell(example_report(AUTO), "unknown", 0, 0, "别的")
    assert check(example(AUTO), document)["check_13"].outcome == "failed"


def test_a_sentence_of_another_firm_is_found() -> None:
    own, other = example(AUTO), example(FIRMS[1]).firm
    assert check(own, example_report(AUTO), others=[other])["check_14"].outcome == "passed"
    copied = replace(other, findings=(*other.findings, own.firm.findings[0]))
    found = check(own, example_report(AUTO), others=[copied])["check_14"]
    assert found.outcome == "failed"
    assert other.name in found.found


def other_report(document: Document, code: str = "91410100MA4D000018") -> OtherReport:
    return OtherReport(code, "别的企业", sentences_of(body_of(parts_of(document.blocks)), 8))


def test_a_report_that_is_mostly_that_of_another_firm_is_found() -> None:
    given, document = example(AUTO), example_report(AUTO)
    honest = check(given, document, reports=[other_report(example_report(FIRMS[1]))])["check_14"]
    assert honest.outcome == "passed"
    assert honest.found.startswith("最像“别的企业”的报告，")
    copied = check(given, document, reports=[other_report(document)])["check_14"]
    assert (copied.outcome, copied.found) == ("failed", "和“别的企业”的报告有 100% 的句子逐字相同，上限 40%")


def test_a_firm_is_never_compared_with_itself() -> None:
    given, document = example(AUTO), example_report(AUTO)
    found = check(given, document, others=[given.firm], reports=[other_report(document, given.firm.code)])["check_14"]
    assert (found.outcome, found.found) == ("nothing", "没有别的报告可比")


def test_missing_signature_and_photograph_are_found() -> None:
    assert check(example(AUTO), example_report(AUTO), signed=True)["check_15"].outcome == "passed"
    assert check(example(AUTO), example_report(AUTO), signed=False)["check_15"].outcome == "failed"
    firm: FirmAnswers = replace(example(AUTO).firm, evidence=())
    bare = replace(example(AUTO), firm=firm)
    assert "没有现场照片" in check(bare, example_report(AUTO), signed=True)["check_15"].found


def test_a_report_without_the_version_of_its_content_is_found() -> None:
    assert outcome("check_16") == "passed"
    given = example(AUTO)
    other = replace(given, library=replace(given.library, fingerprint="0" * 64))
    assert check(other, example_report(AUTO))["check_16"].outcome == "failed"


# ---- the draft ----


def failed_checks() -> list[Check]:
    return [Check("check_03", "failed", True, "排产靠经验"), Check("check_04", "failed", False, "排产靠经验")]


def test_only_a_hard_check_makes_a_draft() -> None:
    document = example_report(AUTO)
    assert as_draft(document, [failed_checks()[1]]) is document
    assert as_draft(document, failed_checks()).title == "智能制造诊断报告（草稿）"
    assert check_lines(failed_checks())[-1].startswith("没有通过必查项")


def test_a_draft_is_marked_in_every_format() -> None:
    draft = as_draft(replace(example_report(AUTO), blocks=example_report(AUTO).blocks[:12]), failed_checks())
    made = render(draft, ("html", "docx"), Paper(date(2026, 6, 30)))
    assert "（草稿）" in made["html"].decode("utf-8")
    headers = [part_of(made["docx"], name) for name in ("word/header1.xml",)]
    assert any("草稿" in header for header in headers)


# ---- nothing to look at ----


def test_what_has_nothing_to_look_at_says_so_and_has_not_passed() -> None:
    given = given_of(smallest(), with_plan=True)
    checks = check(given, replace(whole_report(given), blocks=()), diagnosis=None)
    assert {name: each.found for name, each in checks.items() if each.outcome == "nothing"} == {
        "check_04": "资料太少，没有方案",
        "check_05": "没有方案",
        "check_06": "没有方案",
        "check_07": "没有印费用合计",
        "check_08": "没有方案",
        "check_09": "没有印政策金额",
        "check_11": "不在覆盖率的统计范围里",
        "check_12": "没有印等级和分数",
        "check_14": "没有别的报告可比",
        "check_17": "没有填要核对数量级的数",
    }
    assert "无可查 check_14" in "\n".join(check_lines(list(checks.values())))


def test_no_open_question_and_no_policy_are_said_too() -> None:
    given = example(AUTO)
    nothing = replace(given, owed=(), policies=())
    found = check(nothing, example_report(AUTO))
    assert {name: found[name].found for name in ("check_10", "check_13")} == {
        "check_10": "没有可对照的政策",
        "check_13": "没有还没查清的问题",
    }


def test_a_figure_outside_its_soft_range_is_found() -> None:
    assert outcome("check_17") == "passed"
    answers = answers_of(AUTO)
    answers["years"][0]["revenue_wan"] *= 10000
    given = given_of(answers)
    found = check(given, whole_report(given), diagnosis=None)["check_17"]
    assert found.outcome == "failed"
    assert "营业收入" in found.found
