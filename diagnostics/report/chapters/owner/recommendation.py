"""The one recommendation of the report: what to do, or not to do, by which day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from diagnostics.model.content.criteria import CriteriaSet
from diagnostics.model.results.owed import to_prove
from diagnostics.model.results.plans import GoalResult, Obstacle, Plan
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.chapters.advice.action_part import ready_on
from diagnostics.report.chapters.owner.headline import quoted_obstacles
from diagnostics.report.words.money import cost_words, paid_steps
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.numbers import day

_NAMED = 2


def recommendation(given: ReportInput, ready: CriteriaSet | None, ready_who: str, first_review: date) -> str:
    """Return the one thing to do, with its date.

    Args:
        given: The diagnosis in words.
        ready: The recognition to which nothing stands in the way now, if there is one.
        ready_who: Who can.
        first_review: The day of the first follow-up.
    """
    until = day(first_review)
    if ready is not None:
        verb = name_of("obtained", ready.obtained)
        key = "recommend_now" if to_prove(given.owed) else "recommend_now_proved"
        return say("report_plan", key, date=until, who=ready_who, title=ready.title, verb=verb)
    plan = given.outlook.plan if given.outlook else None
    if plan is None:
        return ""
    if plan.steps:
        return _of_plan(given, plan)
    main = plan.main
    if main is None or main.outcome == "reached":
        return say("report_plan", "recommend_keep", date=until)
    firm_no = any(not obstacle.open for obstacle in main.obstacles)
    key = "recommend_wait" if firm_no else "recommend_check"
    verb = _verb(given, main) or name_of("obtained", "application")
    return say("report_plan", key, verb=verb, title=main.title, why=_why(main.obstacles), date=until)


def _of_plan(given: ReportInput, plan: Plan) -> str:
    """Return what the plan does, for which pains, by when, and which recognition is not to be applied for meanwhile."""
    pains = [answer.title for answer in plan.pains if answer.answered_by and not answer.wish][:_NAMED]
    along = [goal.title for goal in plan.targets if goal.outcome == "planned"][:_NAMED]
    first = sum(not step.offer.paid and step.horizon == 0 for step in plan.steps)
    paid, cost = paid_steps(plan), cost_words(plan, for_owner=True)
    words = {"n": len(plan.steps), "first": first, "paid": paid, "cost": cost, "date": day(ready_on(given, plan))}
    parts = [
        say("report_plan", "recommend_do" if paid else "recommend_free", **words),
        say("report_plan", "recommend_pains", names=_quoted(pains)) if pains else "",
        say("report_plan", "recommend_along", names=_quoted(along)) if along else "",
        _not_now(given, plan),
    ]
    return "".join(filter(None, parts))


def _not_now(given: ReportInput, plan: Plan) -> str:
    """Return the recognition that should not be applied for before the plan is done, and why."""
    for goal in plan.targets:
        verb = _verb(given, goal)
        if verb and goal.outcome != "reached":
            why = _why(goal.obstacles) or goal.why
            key = "recommend_not_yet" if goal.outcome == "planned" else "recommend_not"
            return say("report_plan", key, verb=verb, title=goal.title, why=why)
    return ""


def _quoted(names: Sequence[str]) -> str:
    return "、".join(say("words", "quoted", text=name) for name in names)


def _verb(given: ReportInput, goal: GoalResult) -> str:
    """Return how one gets the recognition that a goal is; empty where it is something else."""
    criteria = given.library.criteria.get(goal.reason.id)
    return "" if criteria is None else name_of("obtained", criteria.obtained)


def _why(obstacles: Sequence[Obstacle]) -> str:
    """Return at most two conditions that stand in the way; where none fails, the ones that nobody has settled."""
    names = quoted_obstacles(obstacles)
    key = "stands_in_the_way" if any(not each.open for each in obstacles) else "not_settled"
    return say("report_plan", key, names=names) if names else ""
