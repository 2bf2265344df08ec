"""A plan for a terminal as aligned Chinese lines. Pure: data in, lines out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from diagnostics.cli.text.tables import indented, table
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Mark
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.results.plans import BestReach, GoalResult, Obstacle, Offer, Plan, PlanReason, PlanStep
from diagnostics.planning.targets import main_ladder
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.clock import day_of
from diagnostics.words.numbers import day, number, percent

MOST_NAMES = 3


def plan_lines(plan: Plan, firm: FirmAnswers, library: Library, as_of: date, *, every: bool = False) -> list[str]:
    """Return a plan: what it is for, cost and months, the measures, what a quotation decides, what stands in the way.

    `library`: the content with everything the firm may take (`Planner.library`).
    """
    return [
        say("cli", "firm_head", name=firm.name, code=firm.code or "—"),
        say("plan", "heading"),
        say("plan", "route", route=name_of("routes", plan.route)),
        *_limit(plan),
        "",
        *_goals(plan),
        *_late(plan, firm, as_of),
        *_summary(plan),
        *_steps(plan, library),
        *_gates(plan, library, as_of),
        *_ways(plan, library),
        *(line for goal in plan.targets for line in (*_obstacles(goal.obstacles), *_best(goal, library))),
        *(_blocked(plan) if every else ()),
    ]


def _limit(plan: Plan) -> Iterator[str]:
    if plan.budget:
        yield say("plan", "limit", phases="、".join(map(number, plan.budget)))


# ---- what it is for ----


def _goals(plan: Plan) -> Iterator[str]:
    if plan.goals:
        yield say("plan", "goals")
    for goal in plan.goals:
        kind = name_of("reasons", goal.reason.kind)
        yield from indented(say("plan", "goal", kind=kind, title=goal.title, state=_state(goal)), "  · ")
    for answer in plan.pains:
        if answer.remains:
            yield from indented(f"{answer.title}：{answer.remains}", "  ")


def _late(plan: Plan, firm: FirmAnswers, as_of: date) -> Iterator[str]:
    """Yield what somebody waits for by a date that the plan may miss."""
    for answer in plan.pains:
        due = firm.findings[answer.finding].deadline
        ready = day_of(as_of, answer.ends)
        if due is not None and answer.answered_by and ready > due.day:
            words = {"title": answer.title, "due": day(due.day), "ready": day(ready)}
            yield from indented(say("plan", "late", **words), "  ")


def _state(goal: GoalResult) -> str:
    if goal.outcome == "planned":
        head = say("plan", "goal_planned", n=len(goal.steps))
        return head + say("plan", "goal_cost", cost=goal_cost(goal))
    if goal.outcome == "reached":
        return say("plan", "goal_reached")
    open_only = goal.obstacles and all(obstacle.open for obstacle in goal.obstacles)
    why = goal.why or say("plan", "outcome_open" if open_only else "outcome_unreachable")
    return say("plan", f"goal_{goal.outcome}", why=why.rstrip("。"))


def goal_cost(goal: GoalResult) -> str:
    """Return what a goal costs in words: nothing, a range, and how many prices have to be asked for."""
    low, high = (number(each) for each in goal.cost)
    if not goal.cost[1]:
        key = "goal_unknown_only" if goal.unknown_costs else "goal_free"
        return say("plan", key, n=len(goal.unknown_costs))
    known = say("plan", "goal_span", low=low, high=high)
    return f"{known}，{say('plan', 'goal_unknown', n=len(goal.unknown_costs))}" if goal.unknown_costs else known


# ---- cost and months ----


def _summary(plan: Plan) -> Iterator[str]:
    yield ""
    if not plan.steps:
        yield say("plan", "nothing")
        return
    if any(goal.outcome == "planned" for goal in plan.targets):
        yield from indented(say("plan", "outcome_planned", n=len(plan.steps)), "")
    yield cost_words(plan)
    yield say("plan", "months", months=number(plan.months))
    if plan.over:
        yield from indented(say("plan", "over_promised", over=number(plan.over)), "")
    if plan.route == "robust":
        margin = plan.margin
        yield say("plan", "no_margin") if margin is None else say("plan", "margin", margin=percent(margin))
    if plan.gap:
        yield say("plan", "not_proven", gap=number(plan.gap))


def cost_words(plan: Plan) -> str:
    """Return the cost of a plan in words; with unknown prices it is a lower limit."""
    low, high = (number(each) for each in plan.cost)
    if plan.unknown_costs:
        key = "cost_unknown" if plan.cost[1] else "cost_unknown_only"
        return say("plan", key, low=low, high=high, n=len(plan.unknown_costs))
    if plan.cost[1] == 0:
        return say("plan", "cost_none")
    return say("plan", "cost_same" if low == high else "cost", low=low, high=high)


def price_words(offer: Offer) -> str:
    """Return the price of one remedy in 万元: a range, nothing, or that it has to be asked for."""
    if offer.cost is None:
        return say("plan", "price_unknown")
    low, high = (number(each) for each in offer.cost)
    if offer.cost[1] == 0:
        return say("plan", "price_none")
    return high if low == high else say("plan", "price", low=low, high=high)


# ---- the measures ----


def _steps(plan: Plan, library: Library) -> Iterator[str]:
    if not plan.steps:
        return
    yield ""
    heads = [say("plan", f"head_{key}") for key in ("phase", "time", "step", "cost", "reasons")]
    places = {goal.reason: place for place, goal in enumerate(plan.goals, start=1)}
    yield from table(heads, [_step(each, places) for each in plan.steps], ["left", "left", "left", "right", "left"])
    yield ""
    for step in plan.steps:
        yield from _remarks(step, library)
    paid = [each.offer.mark for each in plan.steps if each.offer.paid]
    if paid:
        yield from indented(say("plan", "estimate", mark=name_of("marks", Mark(max(paid)).name)), "")


def _step(step: PlanStep, places: Mapping[PlanReason, int]) -> list[str]:
    span = say("plan", "span", start=number(step.start), end=number(step.end))
    price = price_words(step.offer)
    if step.ceiling is not None:
        price = say("plan", "price_upto", limit=number(step.ceiling))
    kinds = dict.fromkeys(name_of("reasons", each.kind) for each in step.reasons if each in places)
    reasons = "、".join(kinds) or name_of("reasons", "needs")
    return [say("plan", "phase", n=step.phase + 1), span, step.offer.name, price, reasons]


def _remarks(step: PlanStep, library: Library) -> Iterator[str]:
    offer = step.offer
    if offer.reason:
        said = say("plan", "pinned" if offer.pinned else "priced", reason=offer.reason)
        yield from indented(f"{offer.name}：{said}", "  ")
    if offer.verify_first:
        names = "、".join(library.named(each).name for each in offer.verify_first[:MOST_NAMES])
        if len(offer.verify_first) > MOST_NAMES:
            names = say("plan", "and_more", names=names, n=len(offer.verify_first))
        yield from indented(f"{offer.name}：{say('plan', 'verify', names=names)}", "  ")


def _gates(plan: Plan, library: Library, as_of: date) -> Iterator[str]:
    if plan.gates:
        yield ""
        yield say("plan", "gates")
    for gate in plan.gates:
        between = "”“".join(library.remedies[name].name for name in gate.between)
        key = "gate_alone" if gate.between == (gate.then,) else "gate"
        words = {"date": day(as_of + timedelta(days=gate.days)), "between": between, "limit": number(gate.limit)}
        yield from indented(say("plan", key, then=library.remedies[gate.then].name, **words), "  · ")


# ---- what stands in the way ----


def _ways(plan: Plan, library: Library) -> Iterator[str]:
    """Yield what targets would need that are left out for the money."""
    for goal in plan.targets:
        if goal.outcome == "over_budget":
            names = "、".join(library.remedies[name].name for name in goal.steps)
            yield ""
            yield from indented(say("plan", "way", title=goal.title, n=len(goal.steps), names=names), "")


def _obstacles(obstacles: Sequence[Obstacle]) -> Iterator[str]:
    for key, is_open in (("obstacles", False), ("open_parts", True)):
        found = [obstacle for obstacle in obstacles if obstacle.open is is_open]
        if found:
            yield ""
            yield say("plan", key)
        for each in found:
            name = f"{each.name}（{each.subject}）" if each.subject else each.name
            yield from indented(say("plan", "obstacle", name=name, text=each.text), "  · ")


def _best(goal: GoalResult, library: Library) -> Iterator[str]:
    if goal.best is None:
        return
    yield ""
    yield say("plan", "best")
    if goal.reason.id in library.criteria:
        yield from indented(say("plan", "best_set", met=goal.best.met, of=goal.best.of), "  · ")
    yield from _best_levels(goal.best, library)


def _best_levels(best: BestReach, library: Library) -> Iterator[str]:
    for name, level in best.levels.items():
        standard = library.standards[name]
        ladder = main_ladder(standard)
        steps = [] if ladder is None else ladder.steps
        words = next((step.name for step in steps if step.level == level), None)
        words = words or (ladder.below if ladder else "") or say("plan", "best_below")
        yield from indented(say("plan", "best_level", standard=standard.title, level=words), "  · ")


def _blocked(plan: Plan) -> Iterator[str]:
    yield ""
    yield say("plan", "blocked")
    for each in plan.blocked:
        yield from indented(say("plan", "blocked_line", name=each.name, why=each.why), "  · ")
