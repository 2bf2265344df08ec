"""What answers a pain: measures of the plan, what else would help at which price, or honestly nothing."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from diagnostics.model.answers import Finding
from diagnostics.model.document import Cell, Table
from diagnostics.model.outlook import PainAnswer
from diagnostics.model.plans import Offer
from diagnostics.model.report_input import ReportInput
from diagnostics.report.labels import NOTHING, Labels, without_remark
from diagnostics.report.money import money_words, months_words
from diagnostics.report.tables import make_table
from diagnostics.wording import number, say

_ON_FIRST_PAGE = 2


def answered_pains(given: ReportInput) -> Iterator[tuple[Finding, PainAnswer | None]]:
    """Yield the pains in the order they were noted, each with what answers it; None where no plan was asked for."""
    pains = [each for each in given.firm.findings if each.kind == "pain"]
    answers = given.outlook.pains if given.outlook else ()
    for at, pain in enumerate(pains):
        yield pain, answers[at] if at < len(answers) else None


def planned_names(given: ReportInput, answer: PainAnswer) -> list[str]:
    """Return the names of the measures of the plan that answer a pain."""
    goal = given.outlook.main if given.outlook else None
    names = {step.offer.id: step.offer.name for step in goal.plan.steps} if goal else {}
    return [names[each] for each in answer.planned if each in names]


def short_answer(given: ReportInput, answer: PainAnswer | None) -> str:
    """Return in half a line what to do about a pain; an empty text where no plan was asked for."""
    if answer is None:
        return ""
    planned = [without_remark(each) for each in planned_names(given, answer)][:_ON_FIRST_PAGE]
    if planned:
        return say("report_pains", "planned", names="、".join(planned))
    if answer.further:
        first = answer.further[0]
        return say("report_pains", "further", name=without_remark(first.name), cost=money_words(first.cost))
    return say("report_pains", "nothing_short")


def pain_table(given: ReportInput, labels: Labels) -> Table:
    """Return the table of pains with what answers each, or why nothing does."""
    rows = []
    for pain, answer in answered_pains(given):
        if answer is not None:
            inside = "；".join(planned_names(given, answer)) or say("report_pains", "not_planned")
            outside = "\n".join(_further(given, each) for each in answer.further) or _nothing(answer)
            title = Cell(pain.title or pain.text, strong=True)
            rows.append((title, labels.evidence(pain.evidence) or NOTHING, inside, outside))
    return make_table("pain_measures", rows, (5.6, 2.6, 6, 7.4), "llll")


def _further(given: ReportInput, offer: Offer) -> str:
    words = [money_words(offer.cost), months_words(offer), postponed(given, offer)]
    return say("report_pains", "further_line", name=offer.name, words="，".join(filter(None, words)))


def _nothing(answer: PainAnswer) -> str:
    if answer.planned:
        return NOTHING
    return say("report_pains", "nothing_changes_it" if answer.known else "not_said")


def postponed(given: ReportInput, offer: Offer) -> str:
    """Return that a measure is usually taken with a larger budget than the firm has; empty where it fits or is open."""
    remedy, budget = given.library.remedies.get(offer.id), given.firm.plan.budget
    total = sum(budget, Fraction(0))
    if remedy is None or not budget or total >= remedy.least_budget_wan:
        return ""
    return say("report_pains", "postponed", least=number(remedy.least_budget_wan), total=number(total))
