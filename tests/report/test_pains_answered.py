"""check_04: a plan answers the pains of a firm, or says why it does not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from diagnostics.delivery.checks import check_report
from diagnostics.delivery.outcomes import Check
from diagnostics.delivery.pain_rule import unanswered
from diagnostics.model.document import Document
from diagnostics.model.report_documents import DOCUMENTS
from diagnostics.model.results.pains import PainAnswer
from diagnostics.model.results.report_input import ReportInput
from tests.builders import shipped
from tests.report.reading import answers_of, given_of
from tests.report.test_building import FOOD

NO_PAPER = Document(title="", subtitle="", meta=(), blocks=())
PAIN = PainAnswer(finding=0, pain="trace_slow", title="追不到批次")
FREE = frozenset({"own_rules"})
NAMELESS = "orders_in_chat"  # the pain whose name is taken away


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


def given_with(pain: str, **plan: Any) -> ReportInput:
    """The food firm with one of its pains alone (empty: called by no name), and what it decided."""
    answers = answers_of(FOOD)
    answers["findings"] = [each for each in answers["findings"] if each.get("pain") == (pain or NAMELESS)][:1]
    answers["plan"] = plan
    if not pain:
        del answers["findings"][0]["pain"]
    return given_of(answers, with_plan=True)


def check_04(given: ReportInput) -> Check:
    return next(each for each in check_report(given, dict.fromkeys(DOCUMENTS, NO_PAPER)) if each.id == "check_04")


def the_answer(given: ReportInput) -> PainAnswer:
    assert given.outlook is not None
    assert given.outlook.plan is not None
    (answer,) = given.outlook.plan.pains
    return answer


def with_answer(given: ReportInput, answer: PainAnswer) -> ReportInput:
    """Return a report whose plan does something else about the pain."""
    assert given.outlook is not None
    assert given.outlook.plan is not None
    plan = replace(given.outlook.plan, pains=(answer,))
    return replace(given, outlook=replace(given.outlook, plan=plan))


def everything_against(pain: str) -> list[dict[str, str]]:
    solving = [each.id for each in shipped().remedies.values() if any(one.pain == pain for one in each.solves)]
    names = dict.fromkeys((*shipped().pains[pain].first_step.remedies, *solving))
    return [{"id": each, "reason": "不想再上系统"} for each in names]


@pytest.fixture(scope="module")
def solved() -> ReportInput:
    return given_with("trace_slow")


def test_a_plan_that_solves_it_passes(solved: ReportInput) -> None:
    assert the_answer(solved).how == "whole"
    assert check_04(solved).outcome == "passed"


def test_a_plan_that_leaves_a_solvable_pain_unsolved_fails(solved: ReportInput) -> None:
    left = replace(the_answer(solved), how="none", answered_by=(), solvable=True, why="扫码追溯")
    found = check_04(with_answer(solved, left))
    assert (found.outcome, found.found) == ("failed", "“一箱有问题，一天的货都要退”办得到却没有列进方案：扫码追溯")
    first = replace(left, how="first_step", answered_by=("own_inspection_plans",))
    assert check_04(with_answer(solved, first)).outcome == "failed", "the free step alone is no answer"


def test_a_plan_that_says_nothing_of_a_pain_fails(solved: ReportInput) -> None:
    left = replace(the_answer(solved), how="none", answered_by=(), why="")
    assert check_04(with_answer(solved, left)).found == "“一箱有问题，一天的货都要退”方案里没有措施，也没有写原因"


def test_an_owner_who_excludes_it_is_a_reason() -> None:
    given = given_with("trace_slow", excluded=everything_against("trace_slow"))
    assert (the_answer(given).how, the_answer(given).solvable) == ("none", False)
    assert the_answer(given).why.endswith("没有采用：已排除：不想再上系统")
    assert check_04(given).outcome == "passed"


def test_money_that_is_not_there_is_a_reason() -> None:
    """Of a pain that cost 6.3 a year the whole is solved by what costs 8 and more: there is 1."""
    given = given_with("expired_stock", budget_wan=[1])
    assert the_answer(given).how != "whole"
    assert "仓库管理系统（WMS）" in the_answer(given).remains
    assert check_04(given).outcome == "passed"


def test_a_pain_that_nobody_named_has_its_reason() -> None:
    given = given_with("")
    assert the_answer(given).why == "没有写明是哪一种痛点，先在发现里选一个"
    assert check_04(given).outcome == "passed"


def test_content_that_says_of_no_measure_what_it_solves_lets_nothing_pass(solved: ReportInput) -> None:
    bare = {name: replace(each, solves=()) for name, each in solved.library.remedies.items()}
    given = replace(solved, library=replace(solved.library, remedies=bare))
    assert (check_04(given).outcome, check_04(given).found) == (
        "nothing",
        "内容里还没有写哪件措施解决哪个痛点，判断不了",
    )
