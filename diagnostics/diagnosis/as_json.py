"""A diagnosis as JSON: standards, criteria, policies, what is not in force."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from diagnostics.model.content.library import Library
from diagnostics.model.content.standards import Ladder, Standard
from diagnostics.model.content.validity import Dated, in_force
from diagnostics.model.results.policy_results import PolicyResult
from diagnostics.model.results.results import (
    Advice,
    ConditionResult,
    Figure,
    Have,
    LadderResult,
    SetResult,
    StandardResult,
)

Json = dict[str, Any]


def not_in_force(library: Library, as_of: date) -> Json:
    """Return the standards and criteria sets that do not hold on a day: id → first and last day (null: open)."""
    dated: dict[str, Dated] = {**library.standards, **library.criteria}
    return {
        name: {
            "valid_from": None if each.valid_from is None else each.valid_from.isoformat(),
            "valid_to": None if each.valid_to is None else each.valid_to.isoformat(),
        }
        for name, each in dated.items()
        if not in_force(each, as_of)
    }


def standard_json(result: StandardResult, standard: Standard) -> Json:
    """Return one standard's result as contract.md has it."""
    found: Json = {"official": _official_json(result)}
    for ladder in standard.ladders:
        found |= _ladder_json(ladder, result.ladders[ladder.id])
    found |= dict(result.statuses)
    found["score"] = None if result.score is None else figure_json(result.score)
    found["enough_answers"] = result.enough
    found["nodes"] = {name: figure_json(figure) for name, figure in result.nodes.items()}
    for name, output in result.outputs.items():
        found[name] = figure_json(output) if isinstance(output, Figure) else _values_json(output)
    several = result.subjects
    found["subjects"] = (
        None if several is None else {key: standard_json(each, standard) for key, each in several.items()}
    )
    return found


def advice_json(advice: Advice) -> Json:
    """Return a rule that fires; the list is in the order in which it is printed."""
    return {
        "rule": advice.rule, "role": advice.role, "say": advice.say, "topic": advice.topic, "gap": advice.gap,
        "weight": advice.weight, "verified": advice.verified, "mark": advice.mark.name,
    }  # fmt: skip


def _official_json(result: StandardResult) -> Json | None:
    official = result.official
    if official is None:
        return None
    return {
        "level": official.level, "score": official.score, "platform": official.platform, "date": official.date,
        "receipt": official.receipt,
    }  # fmt: skip


def _ladder_json(ladder: Ladder, result: LadderResult) -> Json:
    found = {"": result.level, "_min": result.min, "_max": result.max, "_verified": result.verified}
    return {f"{ladder.id}{key}": ladder.shown(level) for key, level in found.items()}


def figure_json(figure: Figure) -> Json:
    """Return a figure; a highest possible value only where the figure is a node."""
    found: Json = {"value": figure.value, "min": figure.min, "max": figure.max, "verified": figure.verified}
    if figure.answered_share is not None or figure.of is not None:
        found["answered_share"] = figure.answered_share
    if figure.of is not None:
        found["of"] = figure.of
    return found


def _values_json(values: Mapping[str, Have | Figure]) -> Json:
    return {key: figure_json(each) if isinstance(each, Figure) else _have_json(each) for key, each in values.items()}


def _have_json(have: Have) -> Any:
    if isinstance(have, tuple):
        return list(have)
    if isinstance(have, date):
        return have.isoformat()
    if isinstance(have, float) and not isinstance(have, bool) and have.is_integer():
        return int(have)
    return have


def set_json(result: SetResult) -> Json:
    """Return one criteria set's result as contract.md has it."""
    found: Json = {
        "verdict": result.verdict,
        "verdict_verified": result.verdict_verified,
        "conditions": {name: _condition_json(each) for name, each in result.conditions.items()},
    }
    if result.outcome is not None:
        found["outcome"] = result.outcome
    several = result.subjects
    found["subjects"] = None if several is None else {name: set_json(each) for name, each in several.items()}
    return found


def _condition_json(result: ConditionResult) -> Json:
    found: Json = {
        "state": result.state, "state_verified": result.verified_state, "have": _have_json(result.have),
        "need": result.need, "gap": result.gap, "mark": result.mark.name,
    }  # fmt: skip
    if result.parts:
        found["parts"] = dict(result.parts)
    return found


def policy_json(result: PolicyResult) -> Json:
    """Return what a policy item means for a firm; amounts in 万元, null where the policy is not surely in force."""
    conditions = {
        each.id: {
            "state": each.state, "state_verified": each.verified_state, "need": each.need, "mark": each.mark.name,
        }
        for each in result.conditions
    }  # fmt: skip
    amount = result.sure_amount_wan
    return {
        "policy": result.policy, "outcome": result.outcome, "outcome_verified": result.outcome_verified,
        "reasons": list(result.reasons), "current": result.current,
        "amount_wan": None if amount is None else float(amount), "covered_by": result.covered_by or None,
        "mark": result.mark.name, "conditions": conditions,
    }  # fmt: skip
