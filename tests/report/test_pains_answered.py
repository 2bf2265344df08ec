"""check_04: a plan answers the pains of a firm, or says why it does not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from textwrap import dedent
from typing import Any

import pytest

from diagnostics.briefing.report_input import brief
from diagnostics.content.library.library import get_library
from diagnostics.delivery.checks import check_report
from diagnostics.delivery.outcomes import Check
from diagnostics.delivery.pain_rule import unanswered
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model.content.library import Library
from diagnostics.model.document import Document
from diagnostics.model.report_documents import DOCUMENTS
from diagnostics.model.results.pains import PainAnswer
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.chapters.advice.plan_part import main_plan
from tests.builders import AS_OF, firm
from tests.report.reading import answers_of
from tests.report.test_building import FOOD

NO_PAPER = Document(title="", subtitle="", meta=(), blocks=())
PAIN = PainAnswer(finding=0, pain="trace_slow", title="追不到批次")
FREE = frozenset({"own_rules"})


def faults(**said: Any) -> list[str]:
    return list(unanswered([replace(PAIN, **said)], FREE))


# ---- the rule ----


def test_what_is_solved_whole_is_answered() -> None:
    assert faults(how="whole", answered_by=("mes",)) == []
    assert faults(how="whole") == ["“追不到批次”方案里没有措施，也没有写原因"]


def test_a_part_needs_the_free_step_and_something_bought_or_a_word_on_what_remains() -> None:
    assert faults(how="part", answered_by=("own_rules", "mes")) == []
    assert faults(how="part", answered_by=("mes",), remains="仓库里还靠人记") == []
    assert faults(how="part", answered_by=("mes",)) != []
    assert faults(how="part", answered_by=("own_rules",)) != []


@pytest.mark.parametrize("how", ["none", "first_step"])
def test_nothing_needs_a_reason_and_is_no_answer_where_something_could_be_taken(how: str) -> None:
    assert faults(how=how, answered_by=("own_rules",), why="余 2 万元，要 8 万元") == []
    assert faults(how=how, why="轻量 MES", solvable=True) == ["“追不到批次”办得到却没有列进方案：轻量 MES"]
    assert faults(how=how) != []


# ---- a report ----


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The content, with what three of its measures solve."""
    folder = tmp_path_factory.mktemp("solving") / "reports" / "remedies"
    folder.mkdir(parents=True)
    text = """\
        kind: remedies
        id: solving
        title: 措施解决的痛点
        edition: "1"
        reviewed: 2026-11-30
        mark: house
        judge: {by: qizhen, date: 2026-11-30}
        remedies:
          - {id: sol_mes_light, solves: [{pain: trace_slow, how: whole, because: 扫码报工，批次能追到料}]}
          - {id: sol_wms, solves: [{pain: expired_stock, how: part, because: 快到期的自己提醒}]}
    """
    (folder / "solving.yaml").write_text(dedent(text), encoding="utf-8")
    return get_library([folder.parents[1]])


def given_with(library: Library, pains: tuple[str, ...], **plan: Any) -> ReportInput:
    answers = answers_of(FOOD)
    answers["findings"] = [each for each in answers["findings"] if each.get("pain", "") in pains]
    answers["plan"] = plan
    about = {name: value for name, value in answers.pop("firm").items() if name not in {"code", "name"}}
    read = firm(answers.pop("answers"), about=about, library=library, **answers)
    return brief(diagnose([read], library, AS_OF)[0], AS_OF, AS_OF, with_plan=True, with_effects=False)


def check_04(given: ReportInput) -> Check:
    return next(each for each in check_report(given, dict.fromkeys(DOCUMENTS, NO_PAPER)) if each.id == "check_04")


@pytest.fixture(scope="module")
def unsolved(library: Library) -> ReportInput:
    return given_with(library, ("trace_slow",))


@pytest.fixture(scope="module")
def solved(library: Library) -> ReportInput:
    return given_with(library, ("trace_slow",), pinned=[{"id": "sol_mes_light", "reason": "老板要扫码追溯"}])


def test_a_plan_that_leaves_a_solvable_pain_unsolved_fails(unsolved: ReportInput) -> None:
    found = check_04(unsolved)
    assert found.outcome == "failed"
    assert found.found.startswith("“一箱有问题，一天的货都要退”办得到却没有列进方案：")


def test_a_plan_that_solves_it_passes(solved: ReportInput) -> None:
    assert "sol_mes_light" in {step.offer.id for step in main_plan(solved).steps}  # type: ignore[union-attr]
    assert check_04(solved).outcome == "passed"


def with_plan(given: ReportInput, **wishes: Any) -> ReportInput:
    """Return the same report for a firm that decided otherwise."""
    return replace(given, firm=replace(given.firm, plan=replace(given.firm.plan, **wishes)))


def test_an_owner_who_excludes_it_is_a_reason(unsolved: ReportInput) -> None:
    assert check_04(with_plan(unsolved, excluded={"sol_mes_light": "不想再上系统"})).outcome == "passed"


def test_money_that_is_not_there_is_a_reason(unsolved: ReportInput) -> None:
    assert check_04(with_plan(unsolved, budget=(Fraction(1),))).outcome == "passed"
    assert check_04(with_plan(unsolved, budget=(Fraction(1000),))).outcome == "failed"


def test_a_pain_that_nobody_named_or_nothing_solves_has_its_reason(unsolved: ReportInput) -> None:
    def called(pain: str) -> ReportInput:
        findings = tuple(replace(each, pain=pain) for each in unsolved.firm.findings)
        return replace(unsolved, firm=replace(unsolved.firm, findings=findings))

    assert check_04(called("pass_rate_unknown")).outcome == "passed"
    assert check_04(called("")).outcome == "passed"


def test_content_that_says_of_no_measure_what_it_solves_lets_nothing_pass(unsolved: ReportInput) -> None:
    bare = {name: replace(each, solves=()) for name, each in unsolved.library.remedies.items()}
    given = replace(unsolved, library=replace(unsolved.library, remedies=bare))
    assert (check_04(given).outcome, check_04(given).found) == (
        "nothing",
        "内容里还没有写哪件措施解决哪个痛点，判断不了",
    )
