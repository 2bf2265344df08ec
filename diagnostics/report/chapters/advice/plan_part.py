"""The chapters on the solution: which targets, which measures in which order, by when, at what cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from math import ceil

from diagnostics.model.content.proportion import PROPORTION
from diagnostics.model.content.remedies import Remedy
from diagnostics.model.document import DocumentCell, Figure, Table
from diagnostics.model.results.plans import GoalResult, Offer, Plan, PlanStep, scope_of
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.chapters.advice.action_part import done_on, ready_on
from diagnostics.report.chapters.advice.route_part import route_reason, route_table
from diagnostics.report.chapters.owner.question_part import why_no_plan
from diagnostics.report.chapters.state.answer_part import answered, pain_table, planned_steps, the_plan, wish_table
from diagnostics.report.charts import GanttBar, draw_gantt
from diagnostics.report.words.labels import NOTHING, Labels, mark_words
from diagnostics.report.words.losses import payback_words
from diagnostics.report.words.measures import card_numbers
from diagnostics.report.words.money import (
    ceiling_words,
    cost_words,
    goal_cost_words,
    is_paid,
    price_words,
    spending_words,
    sum_of,
    sum_words,
)
from diagnostics.report.words.tables import by_id, make_table
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.names import without_remark
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

    goals: tuple[str, ...]
    limit: str
    over: str
    gates: tuple[str, ...]
    cost: str
    months: str
    ready: str
    starts: str
    steps: int
    spending: str
    obstacles: tuple[str, ...]
    open_parts: tuple[str, ...]
    sequences: tuple[tuple[str, str, str], ...]
    unsolved: str
    why: str
    own: str
    too_little: str


def main_plan(given: ReportInput) -> Plan | None:
    """Return the plan that the report is built on, if it has any steps."""
    plan = the_plan(given)
    return plan if plan is not None and plan.steps else None


def plan_view(given: ReportInput, labels: Labels) -> PlanView | None:
    """Return the plan in words; None where nobody asked for plans."""
    outlook = given.outlook
    if outlook is None:
        return None
    plan = main_plan(given)
    return PlanView(
        goals=tuple(_goal_lines(plan, labels)) if plan else (),
        limit=given.limit.text if given.limit and plan else "",
        over=say("plan", "over_promised", over=number(plan.over)) if plan and plan.over else "",
        gates=tuple(gate_words(given, plan)) if plan else (),
        cost=cost_words(plan) if plan else "",
        months=number(plan.months) if plan else "",
        ready=day(ready_on(given, plan)) if plan else "",
        starts=day(given.report_date),
        steps=len(plan.steps) if plan else 0,
        spending=spending_words(plan) if plan else "",
        obstacles=tuple(_blocked(outlook.plan, is_open=False)),
        open_parts=tuple(_blocked(outlook.plan, is_open=True)),
        sequences=tuple((sequence.name, sequence.text, mark_words(sequence.mark)) for sequence in outlook.sequences),
        unsolved="；".join(outlook.unsolved),
        why=route_reason(given),
        own=_own_first(given, plan) if plan else "",
        too_little=why_no_plan(given),
    )


def _blocked(plan: Plan | None, *, is_open: bool) -> Iterator[str]:
    """Yield the conditions that no measure decides, one line per goal; the volume of evidence says why."""
    for goal in plan.targets if plan else ():
        found = (without_remark(each.name) for each in goal.obstacles if each.open is is_open)
        if names := "、".join(say("words", "quoted", text=name) for name in dict.fromkeys(found)):
            yield say("report_plan", "blocked", title=goal.title, names=names)


def _goal_lines(plan: Plan, labels: Labels) -> Iterator[str]:
    """Yield what the plan is for, one line per kind of goal."""
    for kind in ("promise", "pain", "wish", "target"):
        goals = [goal for goal in plan.goals if goal.reason.kind == kind and goal.outcome == "planned"]
        names = "、".join(say("words", "quoted", text=goal_title(goal, labels)) for goal in goals)
        if names:
            yield say("report_plan", f"for_{kind}", names=names)


def goal_title(goal: GoalResult, labels: Labels) -> str:
    """Return a goal with the site or workshop that it is planned for."""
    return f"{labels.whom(goal.subject)}{goal.title}" if goal.subject else goal.title


def gate_words(given: ReportInput, plan: Plan) -> Iterator[str]:
    """Yield the decisions that a quotation makes."""
    names = {step.offer.id: without_remark(step.offer.name) for step in plan.steps}
    for gate in plan.gates:
        between = "”“".join(names.get(name, name_of_offer(given, name)) for name in gate.between)
        key = "gate_alone" if gate.between == (gate.then,) else "gate"
        then = names.get(gate.then, name_of_offer(given, gate.then))
        yield say(
            "plan",
            key,
            date=day(given.report_date + timedelta(days=gate.days)),
            between=between,
            limit=number(gate.limit),
            then=then,
        )


def name_of_offer(given: ReportInput, name: str) -> str:
    """Return the name of a measure that is not in the plan."""
    remedy = given.library.remedies.get(scope_of(name)[0])
    return without_remark(remedy.name) if remedy else name


def _own_first(given: ReportInput, plan: Plan) -> str:
    """Return how many measures cost nothing and by when they can be done; empty where that is all or nothing."""
    own = [step for step in plan.steps if not is_paid(step.offer)]
    if not own or len(own) == len(plan.steps):
        return ""
    return say("report_plan", "own_first", n=len(own), date=day(done_on(given, max(step.end for step in own))))


# ---- what a measure is for ----


def outcome_words(goal: GoalResult) -> str:
    """Return what becomes of a goal."""
    is_open = not goal.steps and goal.outcome in {"unreachable", "reached"}
    open_only = is_open and bool(goal.obstacles) and all(obstacle.open for obstacle in goal.obstacles)
    return say("report_plan", f"outcome_{'open' if open_only else goal.outcome}")


def remedy_of(given: ReportInput, offer: Offer) -> Remedy | None:
    """Return the remedy behind an offer; a project of the firm's own is the one that it is like, or None."""
    own = next((project for project in given.firm.plan.projects if project.id == offer.id), None)
    return given.library.remedies.get(own.like if own else offer.remedy)


def touched_by(given: ReportInput, offer: Offer) -> frozenset[str]:
    """Return the facts and tables that a measure changes."""
    remedy = remedy_of(given, offer)
    return frozenset(effect.target for effect in remedy.effects) if remedy else frozenset()


def leader_of(given: ReportInput, offer: Offer, labels: Labels) -> str:
    """Return the one who carries a measure out: who the content names, else who is nearest to what it changes."""
    remedy, touched = remedy_of(given, offer), touched_by(given, offer)
    named = remedy.who if remedy is not None else ""
    leaders = (labels.leader(fact, given.firm.firm_subject) for fact in given.library.facts if fact in touched)
    who = named or next((each for each in leaders if each), say("report_roles", "owner"))
    return who.split("、")[0]


def _reasons(plan: Plan, step: PlanStep) -> str:
    """Return what a measure is for: the goals it serves, else the measures that need it first."""
    titles = {goal.reason: goal.title for goal in plan.goals}
    names = {each.offer.id: without_remark(each.offer.name) for each in plan.steps}
    found: dict[str, list[str]] = {}
    for reason in step.reasons:
        title = titles.get(reason) or names.get(reason.id, "")
        if title and not (reason.kind == "promise" and reason.id == step.offer.id):
            found.setdefault(reason.kind, []).append(title)
    if not found.keys() - {"needs"}:
        found = found or {}
    else:
        found.pop("needs", None)
    lines = [say("report_plan", f"why_{kind}", names="；".join(each)) for kind, each in found.items()]
    return "\n".join([*([step.offer.reason] if step.offer.pinned and step.offer.reason else []), *lines])


# ---- tables ----


def plan_tables(given: ReportInput, labels: Labels) -> dict[str, Table]:
    """Return the tables on goals, layers, measures and money that have rows, by id."""
    outlook, plan = given.outlook, main_plan(given)
    if outlook is None:
        return {}
    goals = outlook.plan.goals if outlook.plan else ()
    tables = [_goals(goals, labels), pain_table(given, labels), wish_table(given), route_table(given)]
    if plan is not None:
        tables += [_layers(given, plan), _measures(given, plan, labels), _invest(given, plan)]
    return by_id(tables)


def _goals(goals: Sequence[GoalResult], labels: Labels) -> Table:
    rows: list[tuple[DocumentCell | str, ...]] = []
    for goal in goals:
        rows.append((
            name_of("reasons", goal.reason.kind),
            DocumentCell(goal_title(goal, labels), strong=True),
            outcome_words(goal),
            say("report_plan", "steps_count", n=len(goal.steps)) if goal.steps else NOTHING,
            goal_cost_words(goal) if goal.steps else NOTHING,
            goal.why or _obstacle_names(goal, is_open=False),
            _obstacle_names(goal, is_open=True),
        ))  # fmt: skip
    return make_table("goals", rows, (1.6, 5.4, 2, 1.8, 3.4, 4.6, 3.4), "lllllll")


def _obstacle_names(goal: GoalResult, *, is_open: bool) -> str:
    """Return the conditions that stand in the way, or those that nobody has settled: never both in one cell."""
    names = (without_remark(obstacle.name) for obstacle in goal.obstacles if obstacle.open is is_open)
    return "；".join(dict.fromkeys(names)) or NOTHING


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


def _measures(given: ReportInput, plan: Plan, labels: Labels) -> Table:
    names = {step.offer.id: without_remark(step.offer.name) for step in plan.steps}
    cards = card_numbers(plan)
    rows = []
    for at, step in enumerate(plan.steps, start=1):
        needs = [names[each] for group in step.offer.needs for each in group if each in names]
        checks = [given.library.named(each).name for each in step.offer.verify_first]
        first = [*needs, *(say("plan", "verify", names="、".join(checks)) for _ in checks[:1])]
        rows.append((
            str(at), _what(step, cards.get(step.offer.id, 0)), leader_of(given, step.offer, labels),
            done_on(given, step.end).isoformat(),
            "；".join(first) or say("report_plan", "needs_none"), _reasons(plan, step),
        ))  # fmt: skip
    return make_table("measures", rows, (1.3, 8.2, 2.1, 2.5, 3.6, 4.9), "cllcll")


def _what(step: PlanStep, card: int) -> str:
    """Return the measure and what is done; what is bought is told on its card."""
    what = say("report_cards", "see", n=card) if card else step.offer.what
    return say("report_plan", "what", name=step.offer.name, what=what) if what else step.offer.name


def _invest(given: ReportInput, plan: Plan) -> Table:
    """Money of every measure that costs some; payback only from a saving that somebody named."""
    rows: list[tuple[DocumentCell | str, ...]] = []
    cards = card_numbers(plan)
    for step in plan.steps:
        if not is_paid(step.offer):
            continue
        remedy = remedy_of(given, step.offer)
        rows.append((
            step.offer.name, _price(step), _yearly(remedy), str(cards[step.offer.id]),
            _payback(given, step) or say("report_plan", "payback"), _basis(given, step.offer, remedy),
        ))  # fmt: skip
    if rows:
        total = [step for step in plan.steps if is_paid(step.offer)]
        head, amount = (
            DocumentCell(say("report_plan", "total"), strong=True),
            DocumentCell(sum_words(total), strong=True),
        )
        rows.append((head, amount, "", "", "", ""))
    return make_table("invest", rows, (5.4, 3, 2.4, 1.4, 2.6, 6), "lrlccl")


def _price(step: PlanStep) -> str:
    return price_words(step.offer.cost) if step.ceiling is None else ceiling_words(step.ceiling)


def _payback(given: ReportInput, step: PlanStep) -> str:
    """Return when all that is bought for a wish is back by the saving named for it; empty where nobody named one."""
    for wish, answer in answered(given, "wish"):
        if answer is not None and step.offer.id in answer.answered_by:
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
    if offer.cost is None:
        return "；".join(filter(None, (say("report_plan", "no_quotation"), _other_size(given, remedy))))
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
