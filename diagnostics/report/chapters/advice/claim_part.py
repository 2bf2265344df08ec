"""What the headings of the firm's chapters say of this firm, behind the name of the chapter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from diagnostics.model.results.report_input import Reach, ReportInput
from diagnostics.report.chapters.advice.homework_part import homework_of
from diagnostics.report.chapters.advice.meaning_part import pains_lead
from diagnostics.report.chapters.advice.plan_part import main_plan
from diagnostics.report.chapters.advice.policy_part import told_support
from diagnostics.report.chapters.state.firm_tables import yearly_sentence
from diagnostics.report.chapters.state.opening import machines_counted
from diagnostics.report.words.labels import Labels
from diagnostics.report.words.money import head_cost_words, paid_steps, price_words
from diagnostics.words.catalogue import counted, name_of, say
from diagnostics.words.names import without_remark
from diagnostics.words.numbers import day, number

_OF_FIRM = ("firm", "status", "level", "pain", "policy", "homework", "follow")
_OF_PLAN = ("solution", "roadmap", "invest", "cards")


def claims(given: ReportInput, target: Reach | None, labels: Labels) -> Mapping[str, str]:
    """Return what each heading says, with the sign before it; empty where the facts carry no statement."""
    told = {
        "firm": yearly_sentence(given).rstrip("。"),
        "status": _machines(given),
        "level": _level(target),
        "pain": pains_lead(given),
        "policy": _support(given),
        "homework": _homework(given, labels),
        "follow": _next_day(given),
        **_of_plan(given),
    }
    return {
        name: say("report_claims", "behind", claim=told[name]) if told.get(name) else ""
        for name in (*_OF_FIRM, *_OF_PLAN)
    }


def _machines(given: ReportInput) -> str:
    """Return how many machines are linked; empty under secrecy, and where one row of the table leaves it open."""
    total, linked = (machines_counted(given, column) for column in ("total", "networked"))
    if not total or linked is None:
        return ""
    key = "linked_none" if not linked else "linked_all" if linked == total else "linked"
    return say("report_claims", key, total=number(total), linked=number(linked))


def _level(target: Reach | None) -> str:
    """Return whether the firm may apply for the nearest recognition."""
    if target is None or target.unsure:
        return ""
    unmet, unknown = target.count("not_met"), target.count("unknown")
    key = "ready" if target.ready else "no" if unmet else "open"
    counts = counted("owner_open", {"not_met": unmet} if unmet else {"unknown": unknown})
    verb = name_of("obtained", target.criteria.obtained)
    title = without_remark(target.summary.title)
    return say("report_claims", f"apply_{key}", title=title, counts=counts, verb=verb)


def _of_plan(given: ReportInput) -> Mapping[str, str]:
    """Return what the chapters on the plan say; nothing without one."""
    plan = main_plan(given)
    if plan is None:
        return {}
    paid = paid_steps(plan)
    own = len(plan.steps) - paid
    loss = given.losses.yearly
    cost = head_cost_words(plan.steps)
    all_own = say("report_claims", "all_own", n=own)
    return {
        "solution": counted("report_claims_solution", {"own": own, "paid": paid}) if paid else all_own,
        "roadmap": "，".join(_horizons(given)),
        "invest": cost if loss is None else say("report_claims", "cost_and_loss", cost=cost, loss=price_words(loss)),
        "cards": say("report_claims", "cards" if paid > 1 else "cards_one", n=paid) if paid else "",
    }


def _horizons(given: ReportInput) -> Iterator[str]:
    """Yield how many measures begin in each stretch of time."""
    plan = main_plan(given)
    begun = sorted(step.horizon for step in plan.steps) if plan else []
    for at, (horizon, steps) in enumerate(groupby(begun)):
        when = say("report_plan", f"horizon_{horizon}")
        yield say("report_claims", "begins_then" if at else "begins", when=when, n=len(list(steps)))


def _support(given: ReportInput) -> str:
    lines = told_support(given)
    most = max((line.amount_wan for line in lines if line.amount_wan is not None), default=None)
    if not lines:
        return ""
    if most is None:
        return say("report_claims", "support", n=len(lines))
    return say("report_claims", "support_most" if len(lines) > 1 else "support_one", n=len(lines), most=number(most))


def _homework(given: ReportInput, labels: Labels) -> str:
    owed = homework_of(given, labels)
    return counted("report_claims_homework", {"prove": len(owed.prove), "ask": len(owed.ask)})


def _next_day(given: ReportInput) -> str:
    ahead = [due for due in given.dates if due.state != "past"]
    return say("report_claims", "next_day", day=day(ahead[0].day), name=ahead[0].name) if ahead else ""
