"""The answer to a pain or a wish: measures of the plan, other remedies with their price, or honestly nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from diagnostics.model.document import DocumentCell, Table
from diagnostics.model.firm.answers import Finding
from diagnostics.model.results.pains import PainAnswer
from diagnostics.model.results.plans import Offer, Plan, PlanStep
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.words.labels import NOTHING, Labels
from diagnostics.report.words.money import price_words, step_money, sum_of
from diagnostics.report.words.tables import make_table
from diagnostics.words.catalogue import say
from diagnostics.words.names import without_remark
from diagnostics.words.numbers import number

_ON_FIRST_PAGE = 2


def answers_to(given: ReportInput, kind: str) -> tuple[PainAnswer | None, ...]:
    """Return what answers the findings of a kind, in their order; nothing where there is no plan."""
    return tuple(answer for _, answer in answered(given, kind)) if the_plan(given) else ()


def the_plan(given: ReportInput) -> Plan | None:
    """Return the plan of the firm; None where nobody asked for one, or too little is known."""
    return given.outlook.plan if given.outlook else None


def answered(given: ReportInput, kind: str) -> Iterator[tuple[Finding, PainAnswer | None]]:
    """Yield the pains or wishes in the order they were noted, with what answers each (None: nothing planned)."""
    plan = the_plan(given)
    answers = {answer.finding: answer for answer in plan.pains} if plan else {}
    for at, finding in enumerate(given.firm.findings):
        if finding.kind == kind:
            yield finding, answers.get(at)


def planned_names(given: ReportInput, answer: PainAnswer) -> list[str]:
    """Return the names of the measures of the plan that answer a finding."""
    return [step.offer.name for step in planned_steps(given, answer)]


def planned_steps(given: ReportInput, answer: PainAnswer) -> list[PlanStep]:
    """Return the measures of the plan that answer a finding, its free first step first."""
    plan = the_plan(given)
    steps = {step.offer.id: step for step in plan.steps} if plan else {}
    return [steps[name] for name in answer.answered_by if name in steps]


def short_answer(given: ReportInput, answer: PainAnswer | None) -> str:
    """Return in half a line what to do about a finding; an empty text where there is no plan."""
    if answer is None:
        return ""
    planned = [without_remark(name) for name in planned_names(given, answer)][:_ON_FIRST_PAGE]
    if planned:
        return say("report_pains", "planned", names="、".join(planned))
    return say("report_pains", "nothing_short", why=answer.why)


def pain_table(given: ReportInput, labels: Labels) -> Table:
    """Return the table of pains with what answers each and how far, or why nothing does."""
    rows = []
    for pain, answer in answered(given, "pain"):
        if answer is not None:
            inside = "；".join(_priced(step) for step in planned_steps(given, answer)) or NOTHING
            how = say("report_pains", f"how_{answer.how}")
            title = DocumentCell(pain.title or pain.text, strong=True)
            rows.append((title, labels.evidence(pain.evidence) or NOTHING, inside, how, _left(answer)))
    return make_table("pain_measures", rows, (5, 2.4, 6.4, 2, 5.8), "lllll")


def wish_table(given: ReportInput) -> Table:
    """Return the table of the firm's own wishes: what the plan does for each, and whether the money is enough."""
    rows = []
    for wish, answer in answered(given, "wish"):
        if answer is not None and (answer.pain or answer.answered_by):
            steps = planned_steps(given, answer)
            inside = "；".join(_priced(step) for step in steps) or NOTHING
            title = DocumentCell(wish.title or wish.text, strong=True)
            rows.append((title, inside, _left(answer), _against_budget(wish.budget_wan, steps)))
    return make_table("wish_measures", rows, (5, 6, 5.6, 5.4), "llll")


def _left(answer: PainAnswer) -> str:
    """Return what is left of a finding, or why nothing answers it."""
    return answer.why or answer.remains or NOTHING


def _priced(step: PlanStep) -> str:
    return say("report_pains", "priced", name=step.offer.name, cost=step_money(step))


def _against_budget(budget: Fraction | None, steps: Sequence[PlanStep]) -> str:
    """Compare what the firm wants to spend with what answers the wish."""
    if budget is None:
        return say("report_pains", "no_budget")
    if not steps:
        return say("report_pains", "budget_only", budget=number(budget))
    (low, high), unknown = sum_of(steps)
    key = "budget_holds" if high <= budget else "budget_misses" if low > budget else "budget_may_hold"
    if key == "budget_holds" and unknown:
        key = "budget_open"
    if not high:
        key = "budget_unpriced" if unknown else "budget_free"
    return say("report_pains", key, budget=number(budget), cost=price_words((low, high)), n=unknown)


def postponed(given: ReportInput, offer: Offer) -> str:
    """Return that a measure is usually taken with a larger budget than the firm has; empty where it fits or is open."""
    remedy, budget = given.library.remedies.get(offer.remedy), given.firm.plan.budget
    total = sum(budget, Fraction(0))
    if remedy is None or not budget or total >= remedy.least_budget_wan:
        return ""
    return say("report_pains", "postponed", least=number(remedy.least_budget_wan), total=number(total))
