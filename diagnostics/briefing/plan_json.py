"""A plan as JSON: money in 万元, time in months and days, unknown prices as null; contract of `plan --json`."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from diagnostics.judgement.break_even import break_even_of
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.plain import plain
from diagnostics.model.results.losses import VisibleLosses
from diagnostics.model.results.pains import PainAnswer
from diagnostics.model.results.plans import GoalResult, Plan, PlanReason, PlanStep, PriceGate, scope_of
from diagnostics.words.clock import day_of


def plan_json(
    found: Plan, firm: FirmAnswers, as_of: date, known_at: date, losses: VisibleLosses, years: Fraction
) -> dict[str, Any]:
    """Return a plan as JSON.

    Args:
        found: the plan.
        firm: the firm that it is for.
        as_of, known_at: the two dates of the diagnosis.
        losses: what its pains visibly cost.
        years: in which the money must come back.
    """
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
        "gates": [_gate(gate, as_of) for gate in found.gates],
        "goals": [_goal(goal) for goal in found.goals],
        "pains": [_pain(each, found, firm, losses, years) for each in found.pains if not each.wish],
        **plain(found, "blocked", "months", "gap", "margin", "over", "re_scored", "budget"),
        "next": [obstacle for goal in found.targets for obstacle in plain(goal.obstacles) if obstacle["open"]],
    }


def _measure(step: PlanStep, as_of: date) -> dict[str, Any]:
    offer, scope = step.offer, scope_of(step.offer.id)[1]
    return {
        "id": measure_id(offer.id),
        "name": offer.name,
        "reasons": [{"kind": each.kind, "id": _reason_id(each)} for each in step.reasons],
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
        "measures": [measure_id(name) for name in goal.steps],
        "cost_wan": plain(goal.cost) if goal.steps or goal.reached else None,
        "open_prices": len(goal.unknown_costs),
        "why": goal.why or None,
        **plain(goal, "obstacles", "best"),
    }


def _pain(answer: PainAnswer, plan: Plan, firm: FirmAnswers, losses: VisibleLosses, years: Fraction) -> dict[str, Any]:
    said = firm.findings[answer.finding]
    spent = [step for step in plan.steps if step.offer.id in answer.answered_by]
    high = sum(
        ((step.ceiling or Fraction(0)) if step.offer.cost is None else step.offer.cost[1] for step in spent),
        Fraction(0),
    )
    even = break_even_of(high, said.payback_years or years, [answer.pain], losses) if high else None
    return {
        "id": answer.pain or None,
        **plain(answer, "title", "how"),
        "loss_wan": plain(said.loss_wan),
        "answered_by": [measure_id(name) for name in answer.answered_by],
        "why": answer.why or None,
        "remains": answer.remains or None,
        "break_even": None if even is None else plain(even, "share", "per_year_wan", "years"),
    }


def _gate(gate: PriceGate, as_of: date) -> dict[str, Any]:
    return {
        "between": [measure_id(name) for name in gate.between],
        "if": "at_most",
        "then": measure_id(gate.then),
        "limit_wan": plain(gate.limit),
        "by": (as_of + timedelta(days=gate.days)).isoformat(),
        "who": gate.who or None,
    }


def measure_id(offer: str) -> str:
    """Return the id of a measure: of a scope that of its remedy, whose scope stands beside it."""
    remedy, scope = scope_of(offer)
    return remedy if scope else offer


def _reason_id(reason: PlanReason) -> str:
    return measure_id(reason.id) if reason.kind in {"needs", "promise"} else reason.id


def _most(step: PlanStep) -> Fraction:
    """Return what a measure costs at most: the high end of its price, or its ceiling."""
    return (step.ceiling or Fraction(0)) if step.offer.cost is None else step.offer.cost[1]
