"""The chapters on the solution: which targets, which measures in which order, by when, at what cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import ceil

from diagnostics.model.content.expressions import FactRef, walk
from diagnostics.model.content.proportion import PROPORTION
from diagnostics.model.content.remedies import Remedy
from diagnostics.model.content.roots import rests_on
from diagnostics.model.document import DocumentCell, Figure, Table
from diagnostics.model.results.outlook import Goal
from diagnostics.model.results.plans import Offer, Plan, PlanStep
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.chapters.advice.action_part import done_on, ready_on
from diagnostics.report.chapters.advice.route_part import route_reason, route_table
from diagnostics.report.chapters.state.answer_part import answered, pain_table, planned_steps, wish_table
from diagnostics.report.charts import GanttBar, draw_gantt
from diagnostics.report.words.labels import NOTHING, Labels, mark_words, without_remark
from diagnostics.report.words.losses import payback_words
from diagnostics.report.words.money import (
    cost_words,
    count_words,
    is_paid,
    price_words,
    spending_words,
    sum_of,
    sum_words,
)
from diagnostics.report.words.tables import by_id, make_table
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import day, number

PHASE_MONTHS = 12
HALF_MONTHS = 6
LAYERS = ("decision", "software", "platform", "equipment", "network", "management")
_LAYER_OF = {"ai": "decision"}
_MOST_CONDITIONS = 3
_KINDS = ("paid", "own", "unknown_price")


@dataclass(frozen=True, kw_only=True)
class PlanView:
    """The words of the narrative about the plan; empty texts if there is nothing to say."""

    title: str
    who: str
    outcome: str
    cost: str
    months: str
    ready: str
    starts: str
    steps: int
    spending: str
    obstacles: tuple[str, ...]
    sequences: tuple[tuple[str, str, str], ...]
    unsolved: str
    why: str
    own: str


def main_plan(given: ReportInput) -> Plan | None:
    """Return the plan that the report is built on, if it has any steps."""
    goal = given.outlook.main if given.outlook else None
    return goal.plan if goal is not None and goal.plan.steps else None


def plan_view(given: ReportInput, labels: Labels) -> PlanView | None:
    """Return the plan in words; None where nobody asked for plans."""
    outlook = given.outlook
    if outlook is None:
        return None
    plan, goal = main_plan(given), outlook.main
    blocked = tuple(
        say("plan", "obstacle", name=f"{each.plan.title}·{without_remark(obstacle.name)}", text=obstacle.text)
        for each in outlook.goals
        if each is goal or not each.plan.steps
        for obstacle in each.plan.obstacles
    )
    return PlanView(
        title=plan.title if plan else "",
        who=labels.whom(goal.subject) if goal and goal.subject else say("report", "this_firm"),
        outcome=outcome_words(plan) if plan else "",
        cost=cost_words(plan) if plan else "",
        months=number(plan.months) if plan else "",
        ready=day(ready_on(given, plan)) if plan else "",
        starts=day(given.report_date),
        steps=len(plan.steps) if plan else 0,
        spending=spending_words(plan) if plan else "",
        obstacles=tuple(dict.fromkeys(blocked)),
        sequences=tuple((sequence.name, sequence.text, mark_words(sequence.mark)) for sequence in outlook.sequences),
        unsolved="；".join(outlook.unsolved),
        why=route_reason(given),
        own=_own_first(given, plan) if plan else "",
    )


def _own_first(given: ReportInput, plan: Plan) -> str:
    """Return how many measures cost nothing and by when they can be done; empty where that is all or nothing."""
    own = [step for step in plan.steps if not is_paid(step.offer)]
    if not own or len(own) == len(plan.steps):
        return ""
    return say("report_plan", "own_first", n=len(own), date=day(done_on(given, max(step.end for step in own))))


# ---- what a measure is for ----


def outcome_words(plan: Plan) -> str:
    """Return whether a plan reaches its target."""
    open_only = plan.outcome == "unreachable" and all(obstacle.open for obstacle in plan.obstacles)
    return say("report_plan", f"outcome_{'open' if open_only else plan.outcome}")


def remedy_of(given: ReportInput, offer: Offer) -> Remedy | None:
    """Return the remedy behind an offer; a project of the firm's own is the one that it is like, or None."""
    own = next((project for project in given.firm.plan.projects if project.id == offer.id), None)
    return given.library.remedies.get(own.like if own else offer.id)


def touched_by(given: ReportInput, offer: Offer) -> frozenset[str]:
    """Return the facts and tables that a measure changes."""
    remedy = remedy_of(given, offer)
    return frozenset(effect.target for effect in remedy.effects) if remedy else frozenset()


def _reasons(given: ReportInput, plan: Plan, step: PlanStep) -> str:
    """Return what a measure is for in the plan, and which pains it answers."""
    pains = [
        pain.title or pain.text
        for pain, answer in answered(given, "pain")
        if answer and step.offer.id in answer.planned
    ]
    reason = _reason(given, plan, step)
    return "\n".join([reason, say("report_plan", "why_pain", names="；".join(pains))]) if pains else reason


def _reason(given: ReportInput, plan: Plan, step: PlanStep) -> str:
    """Return the conditions of the target that a measure mends, else which later measure needs it."""
    if step.offer.pinned and step.offer.reason:
        return step.offer.reason
    touched = touched_by(given, step.offer)
    lines = [line for summary in given.summaries if summary.id == plan.target for line in summary.lines]
    names = dict.fromkeys(
        without_remark(line.name)
        for line in lines
        if line.state in {"not_met", "unknown"} and any(touched & rests_on(fact, given.library) for fact in line.facts)
    )
    if names:
        return say("report_plan", "why_condition", names="；".join(list(names)[:_MOST_CONDITIONS]))
    for later in plan.steps:
        if any(step.offer.id in group for group in later.offer.needs):
            return say("report_plan", "why_base", name=without_remark(later.offer.name))
    points = list(dict.fromkeys(_points(given, plan, touched)))[:_MOST_CONDITIONS]
    if points:
        return say("report_plan", "why_points", names="；".join(points))
    return step.offer.reason or say("report_plan", "why_target")


def _points(given: ReportInput, plan: Plan, touched: frozenset[str]) -> Iterator[str]:
    """Yield the items of the target's standard that a measure changes and that are not full yet."""
    name, _, level = plan.target.partition(":")
    result = given.standards.get(name)
    for node in given.library.standards[name].nodes if result else ():
        figure = result.nodes.get(node.id) if result else None
        if node.points is None or figure is None or (node.level and level.isdigit() and node.level > int(level)):
            continue
        below = {
            part
            for each in walk(node.points)
            if isinstance(each, FactRef)
            for part in rests_on(each.fact, given.library)
        }
        if touched & below and not figure.is_full:
            yield node.name


# ---- tables ----


def plan_tables(given: ReportInput, labels: Labels) -> dict[str, Table]:
    """Return the tables on goals, layers, measures, phases and money that have rows, by id."""
    outlook, plan = given.outlook, main_plan(given)
    if outlook is None:
        return {}
    tables = [_goals(outlook.goals, labels), pain_table(given, labels), wish_table(given), route_table(given)]
    if plan is not None:
        tables += [_layers(given, plan), _measures(given, plan), _phases(given, plan), _invest(given, plan)]
    return by_id(tables)


def _goals(goals: Sequence[Goal], labels: Labels) -> Table:
    rows = []
    for goal in goals:
        plan = goal.plan
        rows.append((
            DocumentCell(plan.title, strong=True),
            labels.whom(goal.subject) if goal.subject else say("report_plan", "whole"),
            outcome_words(plan),
            count_words(plan) if plan.steps else NOTHING,
            cost_words(plan) if plan.steps else NOTHING,
            say("report_plan", "months", months=number(plan.months)) if plan.steps else NOTHING,
            "；".join(dict.fromkeys(without_remark(obstacle.name) for obstacle in plan.obstacles)) or NOTHING,
        ))  # fmt: skip
    return make_table("goals", rows, (4.6, 2.4, 2.4, 3, 3.4, 2, 5), "lllllll")


def _layers(given: ReportInput, plan: Plan) -> Table:
    found: dict[str, list[PlanStep]] = {}
    for step in plan.steps:
        remedy = remedy_of(given, step.offer)
        kind = remedy.project_class if remedy else "software"
        found.setdefault(_LAYER_OF.get(kind, kind), []).append(step)
    rows = []
    for layer in LAYERS:
        steps = found.get(layer, [])
        remedies = [remedy for step in steps if (remedy := remedy_of(given, step.offer)) is not None]
        if steps:
            benefits = dict.fromkeys(each.benefit for each in remedies if each.benefit)
            head = DocumentCell(say("report_plan", f"layer_{layer}"), strong=True)
            rows.append((head, "；".join(step.offer.name for step in steps), "；".join(benefits) or NOTHING))
    return make_table("layers", rows, (3, 9, 9), "lll")


def _measures(given: ReportInput, plan: Plan) -> Table:
    names = {step.offer.id: without_remark(step.offer.name) for step in plan.steps}
    rows = []
    for at, step in enumerate(plan.steps, start=1):
        needs = [names[each] for group in step.offer.needs for each in group if each in names]
        checks = [given.library.named(each).name for each in step.offer.verify_first]
        first = [*needs, *(say("plan", "verify", names="、".join(checks)) for _ in checks[:1])]
        rows.append((
            str(at), _what(given, step), done_on(given, step.end).isoformat(),
            "；".join(first) or say("report_plan", "needs_none"), _reasons(given, plan, step),
        ))  # fmt: skip
    return make_table("measures", rows, (1.3, 8.2, 2.5, 4.2, 6), "clcll", title=plan.title)


def _what(given: ReportInput, step: PlanStep) -> str:
    remedy = remedy_of(given, step.offer)
    return (
        say("report_plan", "what", name=step.offer.name, what=remedy.what)
        if remedy and remedy.what
        else step.offer.name
    )


def _half_of(step: PlanStep) -> tuple[int, int]:
    """Return phase and half of the phase in which a step begins; one that its budget put off begins with the phase."""
    months = step.start - step.phase * PHASE_MONTHS
    return step.phase, int(max(months, Fraction(0)) // HALF_MONTHS)


def _phases(given: ReportInput, plan: Plan) -> Table:
    rows: list[tuple[DocumentCell | str, ...]] = []
    for (phase, half), group in groupby(sorted(plan.steps, key=_half_of), key=_half_of):
        steps = list(group)
        first = phase * PHASE_MONTHS + half * HALF_MONTHS + 1
        title = say("report_plan", "phase", n=phase + 1, first=first, last=first + HALF_MONTHS - 1)
        until = done_on(given, max(step.end for step in steps))
        names = "；".join(without_remark(step.offer.name) for step in steps)
        rows.append((title, day(until), names, sum_words(steps)))
    rows.append(
        (
            DocumentCell(say("report_plan", "total"), strong=True),
            "",
            "",
            DocumentCell(sum_words(plan.steps), strong=True),
        )
    )
    return make_table("phases", rows, (4, 3.4, 10, 3.6), "lclr")


def _invest(given: ReportInput, plan: Plan) -> Table:
    """Money of every measure that costs some; payback only from a saving that somebody named."""
    rows: list[tuple[DocumentCell | str, ...]] = []
    for step in plan.steps:
        if not is_paid(step.offer):
            continue
        remedy = remedy_of(given, step.offer)
        benefit = remedy.benefit if remedy else ""
        if remedy and remedy.indicator:
            benefit = say("report_plan", "measured_by", benefit=benefit, indicator=remedy.indicator)
        rows.append((
            step.offer.name, price_words(step.offer.cost), _yearly(remedy), benefit or NOTHING,
            _payback(given, step) or say("report_plan", "payback"), _basis(given, step.offer, remedy),
        ))  # fmt: skip
    if rows:
        total = [step for step in plan.steps if is_paid(step.offer)]
        head, amount = (
            DocumentCell(say("report_plan", "total"), strong=True),
            DocumentCell(sum_words(total), strong=True),
        )
        rows.append((head, amount, "", "", "", ""))
    return make_table("invest", rows, (5, 2.8, 2.8, 5.4, 2, 4), "lrllcl")


def _payback(given: ReportInput, step: PlanStep) -> str:
    """Return when all that is bought for a wish is back by the saving named for it; empty where nobody named one."""
    for wish, answer in answered(given, "wish"):
        if answer is not None and step.offer.id in answer.planned:
            cost, unknown = sum_of([each for each in planned_steps(given, answer) if is_paid(each.offer)])
            words = "" if unknown else payback_words(cost, wish)
            if words:
                return words
    return ""


def _yearly(remedy: Remedy | None) -> str:
    cost = remedy.cost if remedy else None
    if cost is not None and cost.yearly_wan is not None:
        return say("report_plan", "yearly", price=price_words(cost.yearly_wan))
    return say("report_plan", "yearly_again" if cost is not None and cost.first_year else "yearly_unknown")


def _basis(given: ReportInput, offer: Offer, remedy: Remedy | None) -> str:
    """Return how the price came about: said by the firm, or an estimate for firms of a size, also where ours is not."""
    said = {project.id: project.reason for project in given.firm.plan.projects if project.cost}
    said |= {name: reason for name, (_, reason) in given.firm.plan.prices.items()}
    if offer.id in said:
        return say("report_plan", "price_of_firm", reason=said[offer.id])
    cost = remedy.cost if remedy else None
    mark = mark_words(offer.mark)
    key = "assumes" if cost is not None and cost.assumes else "estimate_of"
    text = say("report_plan", key, mark=mark, assumes=cost.assumes if cost else "")
    months = say("report_plan", "months_basis", mark=mark_words(remedy.months_mark)) if remedy else ""
    return "；".join(filter(None, (text, months, _other_size(given, remedy))))


def _other_size(given: ReportInput, remedy: Remedy | None) -> str:
    """Return that an estimate is made for firms of another size; empty where it fits or nobody knows the size."""
    row = next(
        (each.values for each in given.firm.rows.get("years", ()) if each.values.get("year") == given.as_of.year - 1),
        {},
    )
    people = row.get("employees")
    if remedy is None or remedy.people is None or not isinstance(people, Fraction) or remedy.is_sized_for(people):
        return ""
    low, high = map(number, remedy.people)
    said = say("report_plan", "other_size", low=low, high=high, people=number(people))
    proportion = given.library.proportions.get(PROPORTION)
    return "；".join([said, proportion.fit_band] if proportion else [said])


# ---- the chart ----


def plan_figures(given: ReportInput) -> Iterator[Figure]:
    """Yield the Gantt chart of the plan."""
    plan = main_plan(given)
    if plan is None:
        return
    bars = [
        GanttBar(
            name=without_remark(step.offer.name),
            start=float(step.start),
            end=float(step.end),
            kind=_kind(step.offer),
            text=price_words(step.offer.cost) if is_paid(step.offer) else "",
        )
        for step in plan.steps
    ]
    alt = "；".join(
        say("report_plan", "alt_gantt", name=step.offer.name, start=number(step.start), end=number(step.end))
        for step in plan.steps
    )
    months = max(ceil(step.end) for step in plan.steps)
    names = [str(at) for at in range(months + 1)]
    svg = draw_gantt(bars, [say("report_plan", kind) for kind in _KINDS], names)
    yield Figure(id="gantt", caption=say("report_captions", "gantt", date=day(given.report_date)), svg=svg, alt=alt)


def _kind(offer: Offer) -> int:
    return _KINDS.index("unknown_price" if offer.cost is None else "paid" if offer.cost[1] else "own")
