"""What the owner reads first: what to do, when he may apply, what it costs, what he gets for it."""

from __future__ import annotations

from collections.abc import Iterator

from diagnostics.model.results.dates import DueDate
from diagnostics.model.results.plans import Plan
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.chapters.advice.action_part import ready_on
from diagnostics.report.chapters.advice.plan_part import main_plan
from diagnostics.report.words.losses import break_even_words, losses_short
from diagnostics.report.words.money import cost_words, paid_steps
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import day


def pressing(given: ReportInput) -> list[DueDate]:
    """Return the days for which work has to have begun, and what is promised to others; the soonest first."""
    ahead = [due for due in given.dates if due.state != "past"]
    return [due for due in ahead if due.begins_by(given.as_of) or due.kind == "promise"]


def headline(given: ReportInput) -> str:
    """Return the one thing to do, in the owner's words; empty where there is no plan."""
    plan = main_plan(given)
    if plan is None:
        return ""
    money = say("owner", "headline_money" if paid_steps(plan) else "headline_money_free")
    pain = next((each.title for each in plan.pains if each.answered_by and not each.wish), "")
    due = next(iter(pressing(given)), None)
    if due is not None and pain:
        key = "headline_due" if due.kind == "promise" else "headline_keep"
        return say("owner", key, day=day(due.day), name=due.name, pain=pain) + money
    if due is not None:
        return say("owner", "headline_date_only", day=day(due.day), name=due.name) + money
    return say("owner", "headline_pain", pain=pain) + money if pain else ""


def money_lines(given: ReportInput) -> Iterator[str]:
    """Yield when the firm may apply again, what the plan costs at most, what it is for."""
    for due in given.dates:
        if due.rule == "penalty_clear" and due.state != "past":
            yield say("owner", "penalty", day=day(due.day))
    plan = main_plan(given)
    if plan is not None:
        yield _cost(given, plan)
        if given.limit is not None and paid_steps(plan) and given.limit.whose != "none":
            yield say("owner", "limit", text=given.limit.text)
        loss = losses_short(given.losses)
        if loss:
            yield say("owner", "gain", loss=loss)
        yield from _break_even(given)


def _cost(given: ReportInput, plan: Plan) -> str:
    paid, until = paid_steps(plan), day(ready_on(given, plan))
    words = {"n": len(plan.steps), "paid": paid, "free": len(plan.steps) - paid, "date": until}
    if not paid:
        return say("owner", "plan_free", **words)
    if paid == len(plan.unknown_costs):
        return say("owner", "plan_to_ask", **words)
    return say("owner", "plan", cost=cost_words(plan, for_owner=True), **words)


def _break_even(given: ReportInput) -> Iterator[str]:
    """Yield what the money for the worst pain that costs some must bring."""
    for paid in given.paid_answers[:1]:
        kpi = given.library.pains[paid.pain].kpi
        yield say("owner", "gain_even", pain=paid.title, even=break_even_words(paid.even, paid.cost, kpi))
