"""The answer to a pain or a wish: measures of the plan, other remedies with their price, or honestly nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from diagnostics.model.document import DocumentCell, Table
from diagnostics.model.firm.answers import Finding
from diagnostics.model.results.outlook import FindingAnswer
from diagnostics.model.results.plans import Offer, PlanStep
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.words.labels import NOTHING, Labels, without_remark
from diagnostics.report.words.money import money_words, months_words, price_words
from diagnostics.report.words.tables import make_table
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import number

_ON_FIRST_PAGE = 2


def answers_to(given: ReportInput, kind: str) -> tuple[FindingAnswer, ...]:
    """Return what answers the findings of a kind, in their order; nothing where no plan was asked for."""
    if given.outlook is None:
        return ()
    return {"pain": given.outlook.pains, "wish": given.outlook.wishes}.get(kind, ())


def answered(given: ReportInput, kind: str) -> Iterator[tuple[Finding, FindingAnswer | None]]:
    """Yield the pains or wishes in the order they were noted, with what answers each (None: nothing planned)."""
    answers = answers_to(given, kind)
    for at, finding in enumerate(each for each in given.firm.findings if each.kind == kind):
        yield finding, answers[at] if at < len(answers) else None


def planned_names(given: ReportInput, answer: FindingAnswer) -> list[str]:
    """Return the names of the measures of the plan that answer a finding."""
    return [step.offer.name for step in planned_steps(given, answer)]


def planned_steps(given: ReportInput, answer: FindingAnswer) -> list[PlanStep]:
    """Return the measures of the plan that answer a finding, in the order of the plan."""
    goal = given.outlook.main if given.outlook else None
    return [step for step in goal.plan.steps if step.offer.id in answer.planned] if goal else []


def short_answer(given: ReportInput, answer: FindingAnswer | None) -> str:
    """Return in half a line what to do about a finding; an empty text where no plan was asked for."""
    if answer is None:
        return ""
    planned = [without_remark(name) for name in planned_names(given, answer)][:_ON_FIRST_PAGE]
    if planned:
        return say("report_pains", "planned", names="、".join(planned))
    if answer.further:
        first = answer.further[0]
        return say("report_pains", "further", name=without_remark(first.name), cost=money_words(first, for_owner=True))
    return say("report_pains", "nothing_short")


def pain_table(given: ReportInput, labels: Labels) -> Table:
    """Return the table of pains with what answers each, or why nothing does."""
    rows = []
    for pain, answer in answered(given, "pain"):
        if answer is not None:
            inside = "；".join(planned_names(given, answer)) or say("report_pains", "not_planned")
            outside = "\n".join(_further(given, each) for each in answer.further) or _nothing(answer)
            title = DocumentCell(pain.title or pain.text, strong=True)
            rows.append((title, labels.evidence(pain.evidence) or NOTHING, inside, outside))
    return make_table("pain_measures", rows, (5.6, 2.6, 6, 7.4), "llll")


def wish_table(given: ReportInput) -> Table:
    """Return the table of the firm's own wishes: what the plan does for each, and whether the money is enough."""
    rows = []
    for wish, answer in answered(given, "wish"):
        if answer is not None and answer.known:
            steps = planned_steps(given, answer)
            inside = "；".join(_priced(step.offer) for step in steps) or say("report_pains", "not_planned")
            further = () if steps else answer.further  # (a wish that the plan fulfils needs no more than that)
            outside = "\n".join(_further(given, each) for each in further) or _nothing(answer)
            title = DocumentCell(wish.title or wish.text, strong=True)
            rows.append((title, inside, outside, _against_budget(wish.budget_wan, steps, further)))
    return make_table("wish_measures", rows, (5, 6, 5.6, 5.4), "llll")


def _priced(offer: Offer) -> str:
    return say("report_pains", "priced", name=offer.name, cost=money_words(offer))


def _against_budget(budget: Fraction | None, steps: Sequence[PlanStep], further: Sequence[Offer]) -> str:
    """Compare what the firm wants to spend with what answers the wish: the plan's measures, else those outside it."""
    if budget is None:
        return say("report_pains", "no_budget")
    offers = [step.offer for step in steps] or [*further]
    if not offers:
        return say("report_pains", "budget_only", budget=number(budget))
    known = [offer.cost for offer in offers if offer.cost is not None]
    low, high = (sum((each[at] for each in known), Fraction(0)) for at in (0, 1))
    key = "budget_holds" if high <= budget else "budget_misses" if low > budget else "budget_may_hold"
    unpriced = len(offers) - len(known)
    if not high:
        key = "budget_unpriced" if unpriced else "budget_free"
    elif key == "budget_holds" and unpriced:
        key = "budget_open"
    return say("report_pains", key, budget=number(budget), cost=price_words((low, high)), n=unpriced)


def _further(given: ReportInput, offer: Offer) -> str:
    words = [money_words(offer), months_words(offer), postponed(given, offer)]
    return say("report_pains", "further_line", name=offer.name, words="，".join(filter(None, words)))


def _nothing(answer: FindingAnswer) -> str:
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
