"""The one recommendation of the report: what to do, or not to do, by which day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from diagnostics.model.content.criteria import CriteriaSet
from diagnostics.model.results.owed import to_prove
from diagnostics.model.results.plans import Obstacle, Plan
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.chapters.advice.action_part import ready_on
from diagnostics.report.words.labels import without_remark
from diagnostics.report.words.money import spending_words
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.numbers import day, number


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
    outlook = given.outlook
    goal = outlook.main if outlook else None
    if outlook is None or goal is None:
        return ""
    words: Mapping[str, object] = _step_words(given, goal.plan)
    blocked = next((each.plan for each in outlook.goals if each.kind == "recognition" and each is not goal), None)
    why = _why(blocked.obstacles if blocked else goal.plan.obstacles)
    if goal.plan.outcome == "over_budget":
        if not goal.plan.over:
            return say("report_plan", "recommend_over_open", title=goal.plan.title, date=until)
        return say("report_plan", "recommend_over", title=goal.plan.title, over=number(goal.plan.over), date=until)
    if goal.plan.steps and blocked is not None and why:
        return say(
            "report_plan", "recommend_other", verb=_verb(given, blocked), blocked=blocked.title, why=why, **words
        )  # fmt: skip
    if goal.plan.steps:
        verb = _verb(given, goal.plan, "obtained_act") or say("report_plan", f"verb_{goal.kind}")
        return say("report_plan", "recommend_go", verb=verb, **words)
    if goal.plan.outcome == "reached":
        return say("report_plan", "recommend_keep", date=until)
    firm_no = any(not obstacle.open for obstacle in goal.plan.obstacles)
    key = "recommend_wait" if firm_no else "recommend_check"
    verb = _verb(given, goal.plan) or name_of("obtained", "application")
    return say("report_plan", key, verb=verb, title=goal.plan.title, why=why, date=until)


def _verb(given: ReportInput, plan: Plan, topic: str = "obtained") -> str:
    """Return how one gets the recognition that a plan leads to; empty where it leads to something else."""
    criteria = given.library.criteria.get(plan.target)
    return "" if criteria is None else name_of(topic, criteria.obtained)


def _step_words(given: ReportInput, plan: Plan) -> dict[str, object]:
    return {
        "title": plan.title, "n": len(plan.steps), "spending": spending_words(plan, for_owner=True),
        "months": number(max((step.end for step in plan.steps), default=Fraction(0))),
        "date": day(ready_on(given, plan)),
    }  # fmt: skip


def _why(obstacles: Sequence[Obstacle]) -> str:
    """Return at most two conditions that stand in the way; failed ones come before open ones."""
    ordered = sorted(obstacles, key=lambda each: each.open)
    names = list(dict.fromkeys(without_remark(each.name) for each in ordered))[:2]
    return "、".join(say("words", "quoted", text=name) for name in names)
