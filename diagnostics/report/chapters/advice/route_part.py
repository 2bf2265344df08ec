"""The three routes to the main goal side by side, and why one of them is recommended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from diagnostics.model.document import DocumentCell, Table
from diagnostics.model.results.plans import Plan
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.chapters.advice.action_part import ready_on
from diagnostics.report.words.labels import NOTHING
from diagnostics.report.words.money import cost_words, count_words
from diagnostics.report.words.tables import make_table
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.names import without_remark
from diagnostics.words.numbers import number

_MOST_NAMES = 4


def routes_of(given: ReportInput) -> tuple[Plan, ...]:
    """Return the plans by route, the recommended one first; nothing where there is nothing to choose from."""
    found = given.outlook.routes if given.outlook else ()
    return found if any(_taken(route) != _taken(found[0]) for route in found) else ()


def route_table(given: ReportInput) -> Table:
    """Return the table of routes: measures, money, time, what is reached with which margin."""
    routes = routes_of(given)
    rows = [_row(given, route, routes[0]) for route in routes]
    return make_table("routes", rows, (3, 3.2, 3.8, 3.4, 3.4, 6.4), "llllll")


def _row(given: ReportInput, plan: Plan, first: Plan) -> Sequence[DocumentCell | str]:
    name = name_of("routes", plan.route)
    title = say("report_routes", "recommended", name=name) if plan is first else name
    time = say("report_routes", "time", months=number(plan.months), date=ready_on(given, plan).isoformat())
    compared = NOTHING if plan is first else "\n".join(_differences(plan, first)) or say("report_routes", "same")
    return (
        DocumentCell(title, strong=plan is first), count_words(plan), cost_words(plan), time, _reached(plan), compared
    )  # fmt: skip


def _reached(plan: Plan) -> str:
    if plan.route == "robust":
        if plan.margin is None:
            return say("report_routes", "no_margin")
        return say("report_routes", "margin")
    return say("report_routes", "reached")


def _differences(plan: Plan, first: Plan) -> Iterator[str]:
    """Yield what a route takes and leaves out beside the recommended one."""
    ours, theirs = ({step.offer.id: without_remark(step.offer.name) for step in one.steps} for one in (first, plan))
    more = [name for key, name in theirs.items() if key not in ours]
    less = [name for key, name in ours.items() if key not in theirs]
    for key, names in (("more", more), ("less", less)):
        if names:
            shown = "、".join(names[:_MOST_NAMES])
            shown = say("plan", "and_more", names=shown, n=len(names)) if len(names) > _MOST_NAMES else shown
            yield say("report_routes", key, names=shown)


def route_reason(given: ReportInput) -> str:
    """Return why the recommended route is the one; an empty text where there is nothing to choose from."""
    routes = routes_of(given)
    if not routes:
        return ""
    first, *others = routes
    return say("report_routes", "why", reasons="；".join(_reason(given, first, other) for other in others))


def _taken(plan: Plan) -> set[str]:
    return {step.offer.id for step in plan.steps}


def _money_beside(dearer: Fraction, unknown: int) -> str:
    """Return by how much a route costs more than the first one, and how many more prices it has to ask for."""
    key = "dearer" if dearer > 0 else "cheaper" if dearer < 0 else "as_dear"
    words = [say("report_routes", key, wan=number(abs(dearer)))]
    if unknown > 0:
        words.append(say("report_routes", "more_to_ask", n=unknown))
    return "，".join(words)


def _reason(given: ReportInput, first: Plan, other: Plan) -> str:
    name = name_of("routes", other.route)
    if _taken(other) == _taken(first):
        return say("report_routes", "why_same", name=name)
    dearer = other.cost[1] - first.cost[1]
    money = _money_beside(dearer, len(other.unknown_costs) - len(first.unknown_costs))
    if other.route == "robust":
        return say("report_routes", "why_robust", name=name, money=money, n=len(other.steps) - len(first.steps))
    sooner, later = ready_on(given, other), ready_on(given, first)
    if sooner >= later:
        return say("report_routes", "why_not_sooner", name=name, money=money)
    days = (later - sooner).days
    return say("report_routes", "why_fastest", name=name, money=money, months=number(days / 30.4, 0))
