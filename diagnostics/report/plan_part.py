"""The chapters on the solution: which targets, which measures in which order, by when, at what cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

from diagnostics.model.document import Cell, Figure, Table
from diagnostics.model.expressions import FactRef, walk
from diagnostics.model.library import Library
from diagnostics.model.outlook import Goal
from diagnostics.model.plans import Obstacle, Offer, Plan, PlanStep, Range
from diagnostics.model.remedies import Remedy
from diagnostics.model.report_input import ReportInput
from diagnostics.report.action_part import months_later
from diagnostics.report.charts import GanttBar, draw_gantt
from diagnostics.report.labels import NOTHING, Labels, mark_words, without_remark
from diagnostics.report.tables import by_id, make_table
from diagnostics.wording import day, number, say

PHASE_MONTHS = 12
LAYERS = ("decision", "software", "platform", "equipment", "network", "management")
_LAYER_OF = {"ai": "decision"}
_MOST_CONDITIONS = 3
_KINDS = ("paid", "own", "unknown_price")


@dataclass(frozen=True)
class PlanView:
    """What the narrative says of the plan; empty texts where there is nothing to say."""

    title: str
    who: str
    outcome: str
    cost: str
    months: str
    ready: str
    starts: str
    steps: int
    paid: int
    obstacles: tuple[str, ...]
    sequences: tuple[tuple[str, str, str], ...]
    unsolved: str


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
        paid=sum(is_paid(each.offer) for each in plan.steps) if plan else 0,
        obstacles=tuple(dict.fromkeys(blocked)),
        sequences=tuple((each.name, each.text, mark_words(each.mark)) for each in outlook.sequences),
        unsolved="；".join(outlook.unsolved),
    )


# ---- money and time in words ----


def is_paid(offer: Offer) -> bool:
    """Whether a measure costs money, or may cost some."""
    return offer.cost is None or offer.cost[1] > 0


def price_words(cost: Range | None) -> str:
    """Return a price in 万元 without the unit: a range, 不另花钱 or 待补充."""
    if cost is None:
        return say("report_plan", "price_unknown")
    if cost[1] == 0:
        return say("report_plan", "price_none")
    low, high = map(number, cost)
    return high if low == high else say("report_plan", "price", low=low, high=high)


def money_words(cost: Range | None) -> str:
    """Return a price with the word 估算 and the unit."""
    if cost is None:
        return say("report_plan", "money_unknown")
    key = "money" if cost[1] else "money_none"
    return say("report_plan", key, price=price_words(cost))


def cost_words(plan: Plan) -> str:
    """Return the cost of a whole plan; with unknown prices it is a lower limit."""
    low, high = map(number, plan.cost)
    unknown = len(plan.unknown_costs)
    if plan.cost[1] == 0:
        return say("report_plan", "cost_unknown" if unknown else "cost_none", n=unknown)
    if unknown:
        return say("report_plan", "cost_more", low=low, high=high, n=unknown)
    return say("report_plan", "cost_same" if low == high else "cost", low=low, high=high)


def outcome_words(plan: Plan) -> str:
    """Return whether a plan reaches its target."""
    open_only = plan.outcome == "unreachable" and all(each.open for each in plan.obstacles)
    return say("report_plan", f"outcome_{'open' if open_only else plan.outcome}")


def done_on(given: ReportInput, end: Fraction) -> date:
    """Return the day by which what ends so many months from now is done."""
    return months_later(given.report_date, ceil(end))


def ready_on(given: ReportInput, plan: Plan) -> date:
    """Return the day by which everything in a plan is done."""
    return done_on(given, max((each.end for each in plan.steps), default=Fraction(0)))


# ---- what a measure is for ----


def rests_on(fact: str, library: Library, seen: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the raw facts and tables that a fact is computed from, itself included."""
    derived = library.derived.get(fact)
    if derived is None or fact in seen:
        return frozenset({fact})
    found = {fact}
    for source in (*([derived.value] if derived.value else []), *(case.when for case in derived.cases)):
        for part in walk(source):
            table = getattr(part, "table", "")
            if isinstance(part, FactRef):
                found |= rests_on(part.fact, library, seen | {fact})
            elif table:
                found.add(str(table))
    return frozenset(found)


def remedy_of(given: ReportInput, offer: Offer) -> Remedy | None:
    """Return the remedy behind an offer; a project of the firm's own is the one that it is like, or None."""
    own = next((each for each in given.firm.plan.projects if each.id == offer.id), None)
    return given.library.remedies.get(own.like if own else offer.id)


def touched_by(given: ReportInput, offer: Offer) -> frozenset[str]:
    """Return the facts and tables that a measure changes."""
    remedy = remedy_of(given, offer)
    return frozenset(effect.target for effect in remedy.effects) if remedy else frozenset()


def measures_of_pain(given: ReportInput, evidence: Sequence[str]) -> list[PlanStep]:
    """Return the measures of the plan that change what the evidence of a pain shows, the most specific first.

    Evidence that proves few facts speaks for each of them; a folder of photographs of the whole plant hardly does.
    """
    plan = main_plan(given)
    shows: dict[str, set[str]] = {}
    for each in given.answers:
        for name in each.evidence:
            shows.setdefault(name, set()).update(rests_on(each.fact, given.library))
    scored = []
    for step in plan.steps if plan else ():
        touched = touched_by(given, step.offer)
        score = sum(len(touched & shows[name]) / len(shows[name]) for name in evidence if name in shows)
        if score > 0:
            scored.append((-score, step.start, step))
    return [step for _, _, step in sorted(scored, key=lambda each: each[:2])][:2]


def _reasons(given: ReportInput, plan: Plan, step: PlanStep) -> str:
    """Return the conditions of the target that a measure mends, else which later measure needs it."""
    touched = touched_by(given, step.offer)
    lines = [line for each in given.summaries if each.id == plan.target for line in each.lines]
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
    return step.offer.reason or say("report_plan", "why_target")


# ---- tables ----


def plan_tables(given: ReportInput, labels: Labels) -> dict[str, Table]:
    """Return the tables on goals, layers, measures, phases and money that have rows, by id."""
    outlook, plan = given.outlook, main_plan(given)
    if outlook is None:
        return {}
    tables = [_goals(outlook.goals, labels), _pains(given, labels)]
    if plan is not None:
        tables += [_layers(given, plan), _measures(given, plan), _phases(given, plan), _invest(given, plan)]
    return by_id(tables)


def _goals(goals: Sequence[Goal], labels: Labels) -> Table:
    rows = []
    for each in goals:
        plan = each.plan
        paid = sum(is_paid(step.offer) for step in plan.steps)
        rows.append((
            Cell(plan.title, strong=True),
            labels.whom(each.subject) if each.subject else say("report_plan", "whole"),
            outcome_words(plan),
            say("report_plan", "steps_n", n=len(plan.steps), paid=paid) if plan.steps else NOTHING,
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
            head = Cell(say("report_plan", f"layer_{layer}"), strong=True)
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
    return make_table("measures", rows, (1.4, 8.4, 2.6, 4.4, 5), "clcll", title=plan.title)


def _what(given: ReportInput, step: PlanStep) -> str:
    remedy = remedy_of(given, step.offer)
    return (
        say("report_plan", "what", name=step.offer.name, what=remedy.what)
        if remedy and remedy.what
        else step.offer.name
    )


def sum_of(steps: Sequence[PlanStep]) -> tuple[Range, int]:
    """Return the sum of the known prices of some steps, and how many prices are unknown."""
    known = [step.offer.cost for step in steps if step.offer.cost is not None]
    low, high = (sum((each[at] for each in known), Fraction(0)) for at in (0, 1))
    return (low, high), len(steps) - len(known)


def sum_words(steps: Sequence[PlanStep]) -> str:
    """Return a sum in 万元; what has no price is counted beside it."""
    (low, high), unknown = sum_of(steps)
    if unknown and high:
        return say("report_plan", "total_unknown", low=number(low), high=number(high), n=unknown)
    if unknown:
        return say("report_plan", "cost_unknown", n=unknown)
    return price_words((low, high))


def _phases(given: ReportInput, plan: Plan) -> Table:
    rows: list[tuple[Cell | str, ...]] = []
    for phase in sorted({step.phase for step in plan.steps}):
        steps = [step for step in plan.steps if step.phase == phase]
        last = (phase + 1) * PHASE_MONTHS
        title = say("report_plan", "phase", n=phase + 1, first=last - PHASE_MONTHS + 1, last=last)
        until = done_on(given, max(step.end for step in steps))
        rows.append((title, day(until), "；".join(step.offer.name for step in steps), sum_words(steps)))
    rows.append((Cell(say("report_plan", "total"), strong=True), "", "", Cell(sum_words(plan.steps), strong=True)))
    return make_table("phases", rows, (4, 3.4, 10, 3.6), "lclr")


def _invest(given: ReportInput, plan: Plan) -> Table:
    """Money of every measure that costs some; the saving of none is known, so no payback is made up."""
    rows: list[tuple[Cell | str, ...]] = []
    for step in plan.steps:
        if not is_paid(step.offer):
            continue
        remedy = remedy_of(given, step.offer)
        benefit = remedy.benefit if remedy else ""
        if remedy and remedy.indicator:
            benefit = say("report_plan", "measured_by", benefit=benefit, indicator=remedy.indicator)
        rows.append((
            step.offer.name, price_words(step.offer.cost), _yearly(remedy), benefit or NOTHING,
            say("report_plan", "payback"), _basis(step.offer, remedy),
        ))  # fmt: skip
    if rows:
        total = [step for step in plan.steps if is_paid(step.offer)]
        head, amount = Cell(say("report_plan", "total"), strong=True), Cell(sum_words(total), strong=True)
        rows.append((head, amount, "", "", "", ""))
    return make_table("invest", rows, (5, 2.8, 2.8, 5.4, 2, 4), "lrllcl")


def _yearly(remedy: Remedy | None) -> str:
    cost = remedy.cost if remedy else None
    if cost is not None and cost.yearly_wan is not None:
        return say("report_plan", "yearly", price=price_words(cost.yearly_wan))
    return say("report_plan", "yearly_again" if cost is not None and cost.first_year else "yearly_unknown")


def _basis(offer: Offer, remedy: Remedy | None) -> str:
    cost = remedy.cost if remedy else None
    mark = mark_words(offer.mark)
    if cost is not None and cost.assumes:
        return say("report_plan", "assumes", mark=mark, assumes=cost.assumes)
    return say("report_plan", "estimate_of", mark=mark)


def _pains(given: ReportInput, labels: Labels) -> Table:
    rows = []
    for each in given.firm.findings:
        if each.kind == "pain":
            names = [step.offer.name for step in measures_of_pain(given, each.evidence)]
            rows.append((
                each.title or each.text, labels.evidence(each.evidence) or NOTHING,
                "；".join(names) or say("report_plan", "pain_no_measure"),
            ))  # fmt: skip
    return make_table("pain_measures", rows, (8, 3, 10), "lll")


# ---- the chart ----


def plan_figures(given: ReportInput) -> Iterator[Figure]:
    """Yield the Gantt chart of the plan."""
    plan = main_plan(given)
    if plan is None:
        return
    bars = [
        GanttBar(without_remark(step.offer.name), float(step.start), float(step.end), _kind(step.offer),
                 price_words(step.offer.cost) if is_paid(step.offer) else "")
        for step in plan.steps
    ]  # fmt: skip
    alt = "；".join(
        say("report_plan", "alt_gantt", name=step.offer.name, start=number(step.start), end=number(step.end))
        for step in plan.steps
    )
    months = max(ceil(step.end) for step in plan.steps)
    names = [str(at) for at in range(months + 1)]
    svg = draw_gantt(bars, [say("report_plan", kind) for kind in _KINDS], names)
    yield Figure("gantt", say("report_captions", "gantt", date=day(given.report_date)), svg, alt)


def _kind(offer: Offer) -> int:
    return _KINDS.index("unknown_price" if offer.cost is None else "paid" if offer.cost[1] else "own")


# ---- one recommendation ----


def recommendation(given: ReportInput, ready_title: str, ready_who: str, first_review: date) -> str:
    """Return the one thing to do, with its date.

    Args:
        given: The diagnosis in words.
        ready_title: The recognition that can be applied for now, or an empty text.
        ready_who: Who can.
        first_review: The day of the first follow-up.
    """
    until = day(first_review)
    if ready_title:
        return say("report_plan", "recommend_now", date=until, who=ready_who, title=ready_title)
    outlook = given.outlook
    goal = outlook.main if outlook else None
    if outlook is None or goal is None:
        return ""
    words: Mapping[str, object] = _step_words(given, goal.plan)
    blocked = next((each.plan for each in outlook.goals if each.kind == "recognition" and each is not goal), None)
    why = _why(blocked.obstacles if blocked else goal.plan.obstacles)
    if goal.plan.outcome == "over_budget":
        over = number(goal.plan.over) if goal.plan.over is not None else ""
        return say("report_plan", "recommend_over", title=goal.plan.title, over=over, date=until)
    if goal.plan.steps and blocked is not None and why:
        return say("report_plan", "recommend_other", blocked=blocked.title, why=why, **words)
    if goal.plan.steps:
        return say("report_plan", "recommend_go", verb=say("report_plan", f"verb_{goal.kind}"), **words)
    if goal.plan.outcome == "reached":
        return say("report_plan", "recommend_keep", date=until)
    firm_no = any(not each.open for each in goal.plan.obstacles)
    key = "recommend_wait" if firm_no else "recommend_check"
    return say("report_plan", key, title=goal.plan.title, why=why, date=until)


def _step_words(given: ReportInput, plan: Plan) -> dict[str, object]:
    return {
        "title": plan.title, "n": len(plan.steps), "paid": sum(is_paid(each.offer) for each in plan.steps),
        "cost": cost_words(plan), "months": number(max((each.end for each in plan.steps), default=Fraction(0))),
        "date": day(ready_on(given, plan)),
    }  # fmt: skip


def _why(obstacles: Sequence[Obstacle]) -> str:
    """Return what stands in the way, what fails before what is merely open, two at most."""
    ordered = sorted(obstacles, key=lambda each: each.open)
    names = list(dict.fromkeys(without_remark(each.name) for each in ordered))[:2]
    return "、".join(say("words", "quoted", text=name) for name in names)
