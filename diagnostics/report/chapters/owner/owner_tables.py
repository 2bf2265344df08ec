"""The tables of the owner's pages: the state, the three worst pains, the first ninety days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from diagnostics.model.document import DocumentCell, Table
from diagnostics.model.firm.answers import Finding
from diagnostics.model.results.dates import DueDate
from diagnostics.model.results.pains import PainAnswer
from diagnostics.model.results.plans import Plan, PlanStep
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.chapters.advice.action_part import done_on
from diagnostics.report.chapters.advice.plan_part import gate_words, leader_of, main_plan
from diagnostics.report.chapters.owner.headline import done_for, pressing
from diagnostics.report.chapters.owner.owner_table import Row, owner_table
from diagnostics.report.chapters.owner.state_table import state_table
from diagnostics.report.chapters.state.answer_part import answered, planned_steps
from diagnostics.report.words.labels import Labels
from diagnostics.report.words.losses import bill_words, loss_words
from diagnostics.report.words.money import step_money
from diagnostics.report.words.tables import by_id
from diagnostics.words.catalogue import say
from diagnostics.words.names import without_remark
from diagnostics.words.numbers import day, number

_PAINS = 3
_ROWS = 7
_FIRST_PART = re.compile(r"[^。；]+")


def owner_tables(given: ReportInput, labels: Labels) -> dict[str, Table]:
    """Return the tables of the owner's pages that have rows, by id."""
    return {
        **state_table(given, labels),
        **by_id([
            owner_table("owner_pains", "pains", list(_pains(given)), (4.2, 4.8, 7.4, 4.2)),
            owner_table("owner_days", "days", _days(given, labels), (3.2, 12.2, 2.8, 2.8)),
        ]),
    }  # fmt: skip


# ---- pains ----


def _pains(given: ReportInput) -> Iterator[Row]:
    if not given.knowledge.enough:
        return
    for finding, answer in list(answered(given, "pain"))[:_PAINS]:
        title = DocumentCell(finding.title or finding.text, strong=True)
        yield (title, _loss(given, finding), _answer(given, answer), _kpi(given, finding))


def loss_of(given: ReportInput, at: int) -> str:
    """Return what the finding at a place costs a year, and what is paid a year for what its figure measures."""
    finding = given.firm.findings[at]
    pain = given.library.pains.get(finding.pain)
    words = [loss_words(line, given.losses) for line in given.losses.lines if line.finding == at]
    if pain is not None and finding.bill_wan is not None:
        words.append(bill_words(finding.bill_wan, pain.kpi))
    return "；".join(words)


def _loss(given: ReportInput, finding: Finding) -> str:
    return loss_of(given, given.firm.findings.index(finding)) or finding.effect or say("owner", "loss_open")


def _answer(given: ReportInput, answer: PainAnswer | None) -> str:
    if answer is None:
        return say("owner", "pain_later")
    steps = planned_steps(given, answer)
    if not steps:
        return say("owner", "pain_nothing", why=answer.why)
    return "；".join(
        say("owner", "pain_paid", name=without_remark(step.offer.name), cost=step_money(step, for_owner=True))
        if step.offer.paid
        else say("owner", "pain_free", name=without_remark(step.offer.name))
        for step in steps
    )


def _kpi(given: ReportInput, finding: Finding) -> str:
    """Return by which figure one sees that a pain goes away, now and wanted, where somebody said them."""
    pain, said = given.library.pains.get(finding.pain), finding.kpi
    if pain is None:
        return ""
    now, wanted = (said.now, said.wanted) if said is not None else (None, None)
    told = {
        "name": pain.kpi.name,
        "unit": pain.kpi.unit,
        "now": "" if now is None else number(now, 2),
        "wanted": "" if wanted is None else number(wanted, 2),
    }
    key = "kpi_open" if now is None else "kpi_from"
    return say("owner", key if wanted is None else "kpi_to" if now is None else "kpi_from_to", **told)


# ---- the first ninety days ----


def _days(given: ReportInput, labels: Labels) -> list[Row]:
    """Return what presses by a day, then what begins in the first three months, by its end.

    What costs money is never left out for want of room: it has to be decided. Of the rest, what answers a pain stays.
    """
    plan = main_plan(given)
    if not given.knowledge.enough or plan is None:
        return []
    due = [_due_row(each, given, plan) for each in pressing(given)][:_PAINS]
    paid = [step for step in _begun(plan) if step.offer.paid][: _ROWS - len(due)]
    free = _free(plan)[: _ROWS - len(due) - len(paid)]
    ordered = sorted([*free, *paid], key=lambda each: each.end)
    return [*due, *(_step_row(given, step, labels) for step in ordered)]


def _begun(plan: Plan) -> list[PlanStep]:
    return sorted((step for step in plan.steps if step.horizon == 0), key=lambda each: each.end)


def _free(plan: Plan) -> list[PlanStep]:
    """Return what costs nothing and begins in the first three months, what answers a pain first."""
    answering = {name for answer in plan.pains for name in answer.answered_by}
    free = [step for step in _begun(plan) if not step.offer.paid]
    return sorted(free, key=lambda each: each.offer.id not in answering)


def days_rest(given: ReportInput) -> str:
    """Return how many things that cost nothing begin in the first three months besides those of the table."""
    plan = main_plan(given)
    due = min(len(pressing(given)), _PAINS)
    left = len(_begun(plan)) + due - _ROWS if plan is not None else 0
    return say("owner", "days_rest", n=left) if left > 0 else ""


def _due_row(due: DueDate, given: ReportInput, plan: Plan) -> Row:
    late = due.begins_by(given.as_of)
    when = say("owner", "today") if late else _short(given, due.day)
    done = done_for(due, given, plan)
    todo = say("owner", "due_late", date=day(done)) if done is not None and done > due.day else due.todo
    what = say("owner", "due_row", text=without_remark(due.text), todo=todo)
    cost = say("owner", "cost_none" if done is None else "due_cost")
    return (DocumentCell(when, strong=True), DocumentCell(what, strong=True), due.who, cost)


def _short(given: ReportInput, when: date) -> str:
    """Return a day, without the year where it is that of the report."""
    if when.year == given.report_date.year:
        return say("owner", "month_day", month=when.month, day=when.day)
    return day(when)


def _step_row(given: ReportInput, step: PlanStep, labels: Labels) -> Row:
    who = leader_of(given, step.offer, labels)
    found = _FIRST_PART.match(step.offer.what)
    what = f"{without_remark(step.offer.name)}：{found[0]}" if found else step.offer.name
    cost = step_money(step, for_owner=True) if step.offer.paid else say("owner", "cost_none")
    return (_short(given, done_on(given, step.end)), what, who, cost)


# ---- the rest of the money ----


def later_lines(given: ReportInput) -> Iterator[str]:
    """Yield per stretch of time what costs money after the first three months, then the decision of a quotation."""
    plan = main_plan(given)
    if plan is None:
        return
    for horizon in sorted({step.horizon for step in plan.steps if step.horizon}):
        paid = [step for step in plan.steps if step.horizon == horizon and step.offer.paid]
        names = "；".join(
            say("owner", "later_step", name=without_remark(step.offer.name), cost=step_money(step, for_owner=True))
            for step in paid
        )
        if names:
            yield say("owner", "later", when=say("report_plan", f"horizon_{horizon}"), names=names)
    yield from gate_words(given, plan)
