"""The first three things to do: of the plan that is recommended, else of the recognition that is nearest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from diagnostics.model.content.roots import rests_on
from diagnostics.model.results.dates import DueDate
from diagnostics.model.results.plans import Plan, PlanStep
from diagnostics.model.results.report_input import OpenCondition, Reach, ReportInput
from diagnostics.report.chapters.advice.action_part import (
    TRACKING_MONTHS,
    done_on,
    due_line,
    steps,
    what_is_left,
    what_to_do,
    who_leads,
)
from diagnostics.report.chapters.advice.plan_part import main_plan, remedy_of, touched_by
from diagnostics.report.words.labels import Labels
from diagnostics.report.words.money import step_money
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.clock import months_later
from diagnostics.words.names import without_remark
from diagnostics.words.numbers import day

THREE = 3
_FIRST_CLAUSE = re.compile("[；。]")  # the page has room for what is done; what it leaves stands in the plan


@dataclass(frozen=True, kw_only=True)
class ActionView:
    """One of the first actions; a condition leaves evidence behind, a measure is seen by its indicator.

    `cost` is empty where nothing says what it costs.
    """

    name: str
    what: str
    who: str
    evidence: str
    when: str
    cost: str
    indicator: str = ""


def first_actions(given: ReportInput, target: Reach | None, labels: Labels) -> Iterator[ActionView]:
    """Yield the first three actions, each with who, when, what it costs and which proof it leaves.

    What has to be begun by now for a day that the firm's papers name comes first. The rest are the first measures of
    the plan, where there is one: a page that says first this and then begins with something else is not followed.
    """
    yield from islice(chain(map(_due, urgent(given)), _of_the_plan(given, target, labels)), THREE)


def urgent(given: ReportInput) -> list[DueDate]:
    """Return the dates for which the work has to have begun, the soonest first."""
    return [due for due in given.dates if due.begins_by(given.as_of)][:THREE]


def _due(due: DueDate) -> ActionView:
    until = say("report_plan", "until", date=day(due.day))
    return ActionView(name=due_line(due), what=due.todo, who=due.who, evidence=due.leaves, when=until, cost="")


def _of_the_plan(given: ReportInput, target: Reach | None, labels: Labels) -> Iterator[ActionView]:
    plan = main_plan(given)
    if plan is not None:
        yield from (_measure(given, step, labels) for step in _first_steps(plan))
    else:
        yield from _conditions(given, target, labels)


def recommends_other(given: ReportInput, target: Reach | None) -> bool:
    """Whether the plan is for something else than the nearest recognition, which is not within reach yet."""
    plan = main_plan(given)
    if plan is None or (target is not None and target.ready):
        return False
    main = plan.main
    return target is None or main is None or not main.reached or main.reason.id != target.criteria.id


def later_line(given: ReportInput, target: Reach | None) -> str:
    """Return that the conditions of the nearest recognition come after the plan; empty where they are the plan."""
    plan = main_plan(given)
    if plan is None or target is None or not recommends_other(given, target):
        return ""
    verb = name_of("obtained", target.criteria.obtained)
    own = [each for each in given.actions if (each.criteria, each.subject) == (target.criteria.id, target.subject)]
    return say("report_plan", "later", verb=verb, title=target.summary.title, n=len(own)) if own else ""


def _first_steps(plan: Plan) -> list[PlanStep]:
    """Return what begins at once: what answers a pain first, then the rest, by their ends."""
    answering = {name for answer in plan.pains for name in answer.answered_by}
    chosen = sorted(plan.steps, key=lambda each: (each.start, each.offer.id not in answering))
    return sorted(chosen[:THREE], key=lambda each: each.end)


def _measure(given: ReportInput, step: PlanStep, labels: Labels) -> ActionView:
    remedy = remedy_of(given, step.offer)
    facts = [each for each in given.library.facts if each in touched_by(given, step.offer)]
    who = dict.fromkeys(labels.leader(fact, given.firm.firm_subject) for fact in facts)
    what = _FIRST_CLAUSE.split(step.offer.what.rstrip("。"))[0] or step.offer.reason
    until = say("report_plan", "until", date=day(done_on(given, step.end)))
    leader = next((each for each in who if each), say("report_roles", "owner"))
    cost, indicator = step_money(step, for_owner=True), remedy.indicator if remedy else ""
    return ActionView(
        name=without_remark(step.offer.name),
        what=what,
        who=leader,
        evidence="",
        when=until,
        cost=cost,
        indicator=indicator,
    )


def _conditions(given: ReportInput, target: Reach | None, labels: Labels) -> Iterator[ActionView]:
    """Yield the nearest open conditions."""
    ordered = [action for group in steps(given, target) for action in group]
    for action in ordered[:THREE]:
        where = "" if target is None or action.subject == target.subject else labels.subject(action.subject)
        short = without_remark(action.name)
        name = say("report", "action_of", name=short, where=where) if where else short
        when, cost = _when_and_cost(given, action)
        proof = "、".join(what_is_left(action)[:1])
        yield ActionView(
            name=name,
            what=what_to_do(action, labels),
            who=who_leads(action, labels),
            evidence=proof,
            when=when,
            cost=cost,
        )


def _when_and_cost(given: ReportInput, action: OpenCondition) -> tuple[str, str]:
    """Return by when and at what cost: of the measure in the plan that mends it, else by the first follow-up."""
    facts = frozenset(part for change in action.changes for part in rests_on(change.fact, given.library))
    plan = main_plan(given)
    step = next((each for each in plan.steps if touched_by(given, each.offer) & facts), None) if plan else None
    if step is not None:
        until = say("report_plan", "until", date=day(done_on(given, step.end)))
        return until, step_money(step, for_owner=True)
    review = months_later(given.report_date, TRACKING_MONTHS[0])
    return say("report_plan", "until", date=day(review)), say("report_plan", "money_open")
