"""A plan for a terminal as aligned Chinese lines. Pure: data in, lines out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from diagnostics.cli.text.tables import indented, table
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Mark
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.results.knowledge import Knowledge
from diagnostics.model.results.owed import Owed, effects_of
from diagnostics.model.results.plans import Obstacle, Offer, Plan, PlanStep
from diagnostics.planning.targets import main_ladder
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.numbers import number, percent

MOST_NAMES = 3


def plan_lines(plan: Plan, firm: FirmAnswers, library: Library, *, every: bool = False) -> list[str]:
    """Return a plan: outcome, cost and months, the steps, what stands in the way."""
    return [
        say("cli", "firm_head", name=firm.name, code=firm.code or "—"),
        say("plan", "heading", title=plan.title),
        say("plan", "route", route=name_of("routes", plan.route)),
        "",
        *_outcome(plan),
        *_steps(plan, library),
        *_obstacles(plan.obstacles),
        *_best(plan, library),
        *(_blocked(plan) if every else ()),
    ]


def too_little_lines(known: Knowledge, title: str, firm: FirmAnswers, library: Library) -> list[str]:
    """Return why there is no plan yet, and the questions to ask first."""
    shares = {"share": percent(float(known.share), 0), "most": percent(float(known.most), 0)}
    return [
        say("cli", "firm_head", name=firm.name, code=firm.code or "—"),
        say("plan", "heading", title=title),
        "",
        *indented(say("plan", "too_little", n=known.unknown, of=known.of, **shares), ""),
        "",
        say("plan", "ask_first"),
        *(line for each in known.questions for line in indented(_question(each, firm, library), "  · ")),
    ]


def too_little_json(known: Knowledge, library: Library) -> dict[str, Any]:
    """Return what is known as JSON: how much is open, from which share on nothing is planned, what to ask."""
    questions = [
        {"fact": each.item, "subject": each.subject, "ask": library.asked(each.item) or each.name, "who": each.who,
         "conditions": len(effects_of(each).conditions)}
        for each in known.questions
    ]  # fmt: skip
    shares = {"share": float(known.share), "most": float(known.most)}
    return {"unknown": known.unknown, "of": known.of, **shares, "questions": questions}


def _question(each: Owed, firm: FirmAnswers, library: Library) -> str:
    where = firm.place_of(each.subject)
    return say(
        "plan", "question", ask=library.asked(each.item) or each.name, where=f"（{where}）" if where else "",
        who=each.ask or each.by or name_of("interview_who", each.who), n=len(effects_of(each).conditions),
    )  # fmt: skip


def _outcome(plan: Plan) -> Iterator[str]:
    over = "" if plan.over is None else number(plan.over)
    is_open = not plan.steps and plan.outcome in {"unreachable", "reached"}
    open_only = is_open and bool(plan.obstacles) and all(obstacle.open for obstacle in plan.obstacles)
    outcome = "open" if open_only else plan.outcome
    yield from indented(say("plan", f"outcome_{outcome}", n=len(plan.steps), over=over), "")
    if not plan.steps:
        return
    yield cost_words(plan)
    yield say("plan", "months", months=number(plan.months))
    if plan.route == "robust":
        margin = plan.margin
        yield say("plan", "no_margin") if margin is None else say("plan", "margin", margin=percent(margin))
    if plan.gap:
        yield say("plan", "not_proven", gap=number(plan.gap))


def cost_words(plan: Plan) -> str:
    """Return the cost of a plan in words; with unknown prices it is a lower limit."""
    low, high = (number(each) for each in plan.cost)
    if plan.unknown_costs:
        return say("plan", "cost_unknown", low=low, high=high, n=len(plan.unknown_costs))
    if plan.cost[1] == 0:
        return say("plan", "cost_none")
    return say("plan", "cost_same" if low == high else "cost", low=low, high=high)


def price_words(offer: Offer) -> str:
    """Return the price of one remedy in 万元: a range, nothing, or 待补充."""
    if offer.cost is None:
        return say("plan", "price_unknown")
    low, high = (number(each) for each in offer.cost)
    if offer.cost[1] == 0:
        return say("plan", "price_none")
    return high if low == high else say("plan", "price", low=low, high=high)


def _steps(plan: Plan, library: Library) -> Iterator[str]:
    if not plan.steps:
        return
    yield ""
    heads = [say("plan", f"head_{key}") for key in ("phase", "time", "step", "cost")]
    rows = [_step(each) for each in plan.steps]
    yield from table(heads, rows, ["left", "left", "left", "right"])
    yield ""
    for step in plan.steps:
        yield from _remarks(step, library)
    paid = [each.offer.mark for each in plan.steps if each.offer.cost is None or each.offer.cost[1]]
    if paid:
        yield from indented(say("plan", "estimate", mark=name_of("marks", Mark(max(paid)).name)), "")


def _step(step: PlanStep) -> list[str]:
    span = say("plan", "span", start=number(step.start), end=number(step.end))
    return [say("plan", "phase", n=step.phase + 1), span, step.offer.name, price_words(step.offer)]


def _remarks(step: PlanStep, library: Library) -> Iterator[str]:
    offer = step.offer
    if offer.pinned or offer.reason:
        yield from indented(f"{offer.name}：{say('plan', 'pinned', reason=offer.reason)}", "  ")
    if offer.verify_first:
        names = "、".join(library.named(each).name for each in offer.verify_first[:MOST_NAMES])
        if len(offer.verify_first) > MOST_NAMES:
            names = say("plan", "and_more", names=names, n=len(offer.verify_first))
        yield from indented(f"{offer.name}：{say('plan', 'verify', names=names)}", "  ")


def _obstacles(obstacles: Sequence[Obstacle]) -> Iterator[str]:
    for key, is_open in (("obstacles", False), ("open_parts", True)):
        found = [obstacle for obstacle in obstacles if obstacle.open is is_open]
        if found:
            yield ""
            yield say("plan", key)
        for each in found:
            name = f"{each.name}（{each.subject}）" if each.subject else each.name
            yield from indented(say("plan", "obstacle", name=name, text=each.text), "  · ")


def _best(plan: Plan, library: Library) -> Iterator[str]:
    if plan.best is None:
        return
    yield ""
    yield say("plan", "best")
    if plan.target in library.criteria:
        yield from indented(say("plan", "best_set", met=plan.best.met, of=plan.best.of), "  · ")
    for name, level in plan.best.levels.items():
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
