"""The tables of the owner's pages: the three worst pains, the first ninety days."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from diagnostics.model.document import Align, DocumentCell, Table
from diagnostics.model.firm.answers import Finding
from diagnostics.model.results.dates import DueDate
from diagnostics.model.results.pains import PainAnswer
from diagnostics.model.results.plans import PlanStep
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.chapters.advice.action_part import done_on
from diagnostics.report.chapters.advice.plan_part import gate_words, main_plan, touched_by
from diagnostics.report.chapters.owner.headline import pressing
from diagnostics.report.chapters.state.answer_part import answered, planned_steps
from diagnostics.report.words.labels import Labels
from diagnostics.report.words.losses import bill_words, loss_words
from diagnostics.report.words.money import step_money
from diagnostics.report.words.tables import by_id
from diagnostics.words.catalogue import say
from diagnostics.words.names import without_remark
from diagnostics.words.numbers import day, number

_PAINS = 3
_ROWS = 8
_LEFT: Align = "left"
_FIRST_PART = re.compile(r"[^。；]+")


def owner_tables(given: ReportInput, labels: Labels) -> dict[str, Table]:
    """Return the tables of the owner's pages that have rows, by id."""
    return by_id([
        _table("owner_pains", "pains", list(_pains(given)), (4.2, 4.4, 7.4, 4.6)),
        _table("owner_days", "days", _days(given, labels), (4.3, 11, 2.8, 2.9)),
    ])  # fmt: skip


def _table(name: str, heads: str, rows: Sequence[Sequence[DocumentCell | str]], widths: tuple[float, ...]) -> Table:
    shown = tuple(say("owner_heads", heads).split("|"))
    cells = tuple(tuple(each if isinstance(each, DocumentCell) else DocumentCell(each) for each in row) for row in rows)
    return Table(id=name, caption="", heads=shown, widths=widths, aligns=(_LEFT,) * len(widths), rows=cells)


# ---- pains ----


def _pains(given: ReportInput) -> Iterator[Sequence[DocumentCell | str]]:
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
    kpi = pain.kpi
    parts = [
        say("money", f"kpi_{which}", value=number(value, 2), unit=kpi.unit)
        for which, value in (("now", said.now if said else None), ("wanted", said.wanted if said else None))
        if value is not None
    ]
    return "：".join(filter(None, (kpi.name, "，".join(parts) or say("money", "kpi_now_open"))))


# ---- the first ninety days ----


def _days(given: ReportInput, labels: Labels) -> list[Sequence[DocumentCell | str]]:
    """Return what presses by a day, then what begins in the first three months: free before paid, by the end.

    What costs money is never left out for want of room: it has to be decided.
    """
    plan = main_plan(given)
    if not given.knowledge.enough or plan is None:
        return []
    due = [_due_row(each, given) for each in pressing(given)][:_PAINS]
    first = sorted((step for step in plan.steps if step.horizon == 0), key=lambda each: each.end)
    paid = [step for step in first if step.offer.paid][: _ROWS - len(due)]
    free = [step for step in first if not step.offer.paid][: _ROWS - len(due) - len(paid)]
    return [*due, *(_step_row(given, step, labels) for step in (*free, *paid))]


def _due_row(due: DueDate, given: ReportInput) -> Sequence[DocumentCell | str]:
    late = due.begins_by(given.as_of)
    when = say("owner", "today") if late else day(due.day)
    what = say("owner", "due_row", text=without_remark(due.text), todo=due.todo)
    return (DocumentCell(when, strong=True), DocumentCell(what, strong=True), due.who, say("owner", "cost_none"))


def _step_row(given: ReportInput, step: PlanStep, labels: Labels) -> Sequence[DocumentCell | str]:
    facts = [each for each in given.library.facts if each in touched_by(given, step.offer)]
    leaders = (labels.leader(fact, given.firm.firm_subject) for fact in facts)
    who = next((each for each in leaders if each), say("report_roles", "owner"))
    found = _FIRST_PART.match(step.offer.what)
    what = f"{without_remark(step.offer.name)}：{found[0]}" if found else step.offer.name
    cost = step_money(step, for_owner=True) if step.offer.paid else say("owner", "cost_none")
    return (day(done_on(given, step.end)), what, who.split("、")[0], cost)


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
