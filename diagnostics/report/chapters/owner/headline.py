"""What the owner reads first: what to do, when he may apply, what it costs, what he gets for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from diagnostics.model.document import Box, Tone
from diagnostics.model.results.dates import DueDate
from diagnostics.model.results.plans import GoalResult, Obstacle, Plan
from diagnostics.model.results.report_input import Reach, ReportInput
from diagnostics.report.chapters.advice.action_part import done_on, ready_on
from diagnostics.report.chapters.advice.plan_part import main_plan
from diagnostics.report.words.losses import basis_words, break_even_words
from diagnostics.report.words.money import is_paid, is_unsure, paid_steps, price_words, sum_of
from diagnostics.words.catalogue import counted, name_of, say
from diagnostics.words.names import without_remark
from diagnostics.words.numbers import day, number

_NAMED = 2


def pressing(given: ReportInput) -> list[DueDate]:
    """Return the days for which work has to have begun, and what is promised to others; the soonest first."""
    ahead = [due for due in given.dates if due.state != "past"]
    return [due for due in ahead if due.begins_by(given.as_of) or due.kind == "promise"]


def headline(given: ReportInput) -> str:
    """Return the one thing to do, in the owner's words; empty where there is no plan."""
    plan = main_plan(given)
    if plan is None:
        return ""
    pain = next((each.title for each in plan.pains if each.answered_by and not each.wish), "")
    due = next(iter(pressing(given)), None)
    if due is None:
        return say("owner", "headline_pain", pain=pain) if pain else ""
    done = done_for(due, given, plan)
    if done is not None and done > due.day:
        key = "headline_late"
    else:
        key = "headline_due" if due.kind == "promise" else "headline_keep"
    return say("owner", key if pain else "headline_date_only", day=day(due.day), name=due.name, pain=pain)


def done_for(due: DueDate, given: ReportInput, plan: Plan) -> date | None:
    """Return when all is done that the plan does for the finding which names the day; None where it does nothing."""
    if due.source.kind != "finding":
        return None
    answer = next((each for each in plan.pains if each.finding == due.source.at and each.answered_by), None)
    return done_on(given, answer.ends) if answer is not None else None


def answer_boxes(given: ReportInput, target: Reach | None) -> tuple[Box, ...]:
    """Return the answers to what an owner asks first: may I apply, what does it cost, for what, until when."""
    plan = main_plan(given)
    if plan is None or not given.knowledge.enough:
        return ()
    return tuple(filter(None, (_apply_box(target), _cost_box(plan), _loss_box(given), _until_box(given, plan))))


def _apply_box(target: Reach | None) -> Box | None:
    if target is None:
        return None
    unmet, unknown = target.count("not_met"), target.count("unknown")
    key = "unsure" if target.unsure else "ready" if target.ready else "no" if unmet else "open"
    tone: Tone = "good" if key == "ready" else "bad" if key == "no" else "warn"
    counts = counted("owner_open", {"not_met": unmet, "unknown": unknown})
    title = without_remark(target.summary.title)
    note = say("owner", "apply_note", title=title, counts=counts) if counts else title
    return Box(say("owner", "box_apply"), say("owner", f"apply_{key}"), note, tone)


def _cost_box(plan: Plan) -> Box:
    """The sum of the prices that somebody can rely on; what has to be asked for is counted beside it.

    Where every quotation has its ceiling, the most that all of it may come to is told.
    """
    sure = [step for step in plan.steps if is_paid(step.offer) and not is_unsure(step.offer)]
    (low, high), unknown = sum_of(sure)
    paid = paid_steps(plan)
    to_ask, free = unknown + paid - len(sure), len(plan.steps) - paid
    if not paid:
        value = say("owner", "cost_none")
    elif high:
        low_words, high_words = number(low), number(high)
        span = high_words if low_words == high_words else say("report_plan", "price", low=low_words, high=high_words)
        value = say("owner", "cost_sum", price=span)
    else:
        value = say("owner", "cost_ask")
    counts = {"known": paid - to_ask, "ask": to_ask, "free": free}
    note = counted("owner_cost", counts)
    asked = [step for step in plan.steps if is_paid(step.offer) and (step.offer.cost is None or is_unsure(step.offer))]
    ceilings = [step.ceiling for step in asked if step.ceiling is not None]
    if asked and len(ceilings) == len(asked):
        most = high + sum(ceilings)
        note = say("owner", "cost_most", most=number(most), note=note)
    return Box(say("owner", "box_cost"), value, note)


def _loss_box(given: ReportInput) -> Box | None:
    """The visible loss of a year, else nothing: a sum that nobody has told is no box."""
    if given.losses.yearly is None:
        return None
    n = sum(line.standing == "added" for line in given.losses.lines)
    words = {"n": n, "basis": basis_words(given.losses.basis)}
    note = say("owner", "loss_note" if n > 1 else "loss_note_one", **words)
    return Box(say("owner", "box_loss"), say("owner", "loss", wan=price_words(given.losses.yearly)), note)


def _until_box(given: ReportInput, plan: Plan) -> Box:
    first = sum(step.horizon == 0 for step in plan.steps)
    note = say("owner", "until_note" if first < len(plan.steps) else "until_note_all", n=first)
    return Box(say("owner", "box_until"), say("owner", "until", date=day(ready_on(given, plan))), note)


def when_line(given: ReportInput, target: Reach | None) -> str:
    """Return when the firm may apply for the nearest recognition if it follows the plan, or what stands in the way."""
    plan, goal = main_plan(given), _goal_of(given, target)
    if plan is None or target is None or goal is None or goal.outcome == "reached":
        return ""
    verb = name_of("obtained_act", target.criteria.obtained)
    if goal.outcome == "planned":
        end = max((step.end for step in plan.steps if step.offer.id in goal.steps), default=Fraction(0))
        open_ones = quoted_obstacles(goal.obstacles)
        key = "when_planned_open" if open_ones else "when_planned"
        return say("owner", key, date=day(done_on(given, end)), verb=verb, names=open_ones)
    names = quoted_obstacles(goal.obstacles)
    if goal.outcome == "over_budget":
        return say("owner", "when_money", why=goal.why, verb=verb)
    return say("owner", "when_blocked", names=names) if names else ""


def is_blocked(given: ReportInput, target: Reach) -> bool:
    """Whether something that no measure of the plan mends stands in the way of a recognition."""
    goal = _goal_of(given, target)
    return goal is not None and goal.outcome == "unreachable" and bool(goal.obstacles)


def _goal_of(given: ReportInput, target: Reach | None) -> GoalResult | None:
    plan = main_plan(given)
    goals = plan.targets if plan is not None and target is not None and not target.ready else ()
    return next((each for each in goals if target is not None and each.reason.id == target.criteria.id), None)


def quoted_obstacles(obstacles: Sequence[Obstacle]) -> str:
    """Return at most two conditions that stand in the way; where none fails, the ones that nobody has settled."""
    failed = [each for each in obstacles if not each.open]
    names = list(dict.fromkeys(without_remark(each.name) for each in failed or obstacles))[:_NAMED]
    return "、".join(say("words", "quoted", text=name) for name in names)


def money_lines(given: ReportInput) -> Iterator[str]:
    """Yield when the firm may apply again, what the money may come to, what it must bring."""
    for due in given.dates:
        if due.rule == "penalty_clear" and due.state != "past":
            yield say("owner", "penalty", day=day(due.day))
    plan = main_plan(given)
    if plan is not None and paid_steps(plan):
        if given.limit is not None and given.limit.whose != "none":
            yield say("owner", "limit", text=given.limit.text)
        yield from _break_even(given)


def _break_even(given: ReportInput) -> Iterator[str]:
    """Yield what the money for the worst pain that costs some must bring."""
    for paid in given.paid_answers[:1]:
        kpi = given.library.pains[paid.pain].kpi
        yield say("owner", "gain_even", pain=paid.title, even=break_even_words(paid.even, paid.cost, kpi))
