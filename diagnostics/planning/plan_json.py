"""A plan as JSON: money in 万元, time in months and days, unknown prices as null; contract of `plan --json`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.plain import plain
from diagnostics.model.results.losses import BreakEven
from diagnostics.model.results.pains import PainAnswer
from diagnostics.model.results.plans import GoalResult, Plan, PlanStep, PriceGate, scope_of
from diagnostics.words.clock import months_later

HALF_MONTH = timedelta(days=15)


def plan_json(
    found: Plan, firm: FirmAnswers, as_of: date, known_at: date, break_evens: Mapping[int, BreakEven] | None = None
) -> dict[str, Any]:
    """Return a plan as JSON; `break_evens`: what must come back of the money for a pain, by the number of its finding."""
    return {
        "firm": plain(firm, "code", "name"),
        "as_of": as_of.isoformat(),
        "known_at": known_at.isoformat(),
        **plain(found, "route"),
        "targets": [goal.reason.id for goal in found.targets],
        "measures": [_measure(step, as_of) for step in found.steps],
        "totals": {
            "cost_wan": plain(found.cost),
            "open_prices": len(found.unknown_costs),
            "by_reason": {goal.reason.name: {"cost_wan": plain(goal.cost)} for goal in found.goals if goal.reached},
        },
        "gates": [_gate(gate) for gate in found.gates],
        "goals": [_goal(goal) for goal in found.goals],
        "pains": [_pain(each, firm, break_evens or {}) for each in found.pains if not each.wish],
        **plain(found, "blocked", "months", "gap", "margin", "over", "re_scored", "budget=budget"),
        "next": [obstacle for goal in found.targets for obstacle in plain(goal.obstacles) if obstacle["open"]],
    }


def _measure(step: PlanStep, as_of: date) -> dict[str, Any]:
    remedy, scope = scope_of(step.offer.id)
    offer = step.offer
    return {
        "id": remedy,
        "name": offer.name,
        "reasons": plain(step.reasons),
        "scope": scope or None,
        "cost_wan": plain(offer.cost),
        "ceiling_wan": plain(step.ceiling),
        "fee_wan_per_year": plain(offer.yearly),
        "months": plain(offer.months),
        "start": day_of(as_of, step.start).isoformat(),
        "end": day_of(as_of, step.end).isoformat(),
        "horizon": step.horizon,
        "phase": step.phase + 1,
        **plain(offer, "pinned", "reason", "verify_first", "mark"),
        "needs": [list(names) for names in offer.needs],
    }


def _goal(goal: GoalResult) -> dict[str, Any]:
    return {
        **plain(goal.reason),
        **plain(goal, "title", "reached", "outcome"),
        "subject": goal.subject or None,
        "measures": list(goal.steps),
        "cost_wan": plain(goal.cost) if goal.steps or goal.reached else None,
        "open_prices": len(goal.unknown_costs),
        "why": goal.why or None,
        **plain(goal, "obstacles", "best"),
    }


def _pain(answer: PainAnswer, firm: FirmAnswers, break_evens: Mapping[int, BreakEven]) -> dict[str, Any]:
    said, needed = firm.findings[answer.finding], break_evens.get(answer.finding)
    return {
        "id": answer.pain or None,
        **plain(answer, "title", "how"),
        "loss_wan": plain(said.loss_wan),
        "answered_by": list(answer.answered_by),
        "why": answer.why or None,
        "remains": answer.remains or None,
        "break_even": plain(needed, "share", "per_year_wan", "years") if needed else None,
    }


def _gate(gate: PriceGate) -> dict[str, Any]:
    return {
        "between": list(gate.between),
        "if": "at_most",
        "then": gate.then,
        "limit_wan": plain(gate.limit),
        "by": gate.by.isoformat(),
        "who": gate.who or None,
    }


def day_of(as_of: date, months: Fraction) -> date:
    """Return the day some months, counted in halves, after a date."""
    whole = int(months)
    return months_later(as_of, whole) + (HALF_MONTH if months > whole else timedelta())
