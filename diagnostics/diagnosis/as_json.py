"""A diagnosis as JSON: standards, criteria, policies, what is not in force."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from diagnostics.model.content.library import Library
from diagnostics.model.content.standards import Ladder, Standard
from diagnostics.model.content.validity import InPeriod, in_force
from diagnostics.model.plain import plain
from diagnostics.model.results.dates import DueDate
from diagnostics.model.results.policy_results import PolicyResult
from diagnostics.model.results.results import (
    ConditionResult,
    Have,
    LadderResult,
    ScoreFigure,
    SetResult,
    StandardResult,
)

Json = dict[str, Any]


def not_in_force(library: Library, as_of: date) -> Json:
    """Return the standards and criteria sets that do not hold on a day: id → first and last day (null: open)."""
    dated: dict[str, InPeriod] = {**library.standards, **library.criteria}
    return {name: plain(each, "valid_from", "valid_to") for name, each in dated.items() if not in_force(each, as_of)}


def standard_json(result: StandardResult, standard: Standard) -> Json:
    """Return one standard's result as contract.md has it."""
    found: Json = {"official": plain(result.official)}
    for ladder in standard.ladders:
        found |= _ladder_json(ladder, result.ladders[ladder.id])
    found |= dict(result.statuses)
    found["score"] = None if result.score is None else figure_json(result.score)
    found["enough_answers"] = result.enough
    found["nodes"] = {name: figure_json(figure) for name, figure in result.nodes.items()}
    for name, output in result.outputs.items():
        found[name] = figure_json(output) if isinstance(output, ScoreFigure) else _values_json(output)
    several = result.subjects
    found["subjects"] = (
        None if several is None else {key: standard_json(each, standard) for key, each in several.items()}
    )
    return found


def _ladder_json(ladder: Ladder, result: LadderResult) -> Json:
    found = {"": result.level, "_min": result.min, "_max": result.max, "_verified": result.verified}
    return {f"{ladder.id}{key}": ladder.shown(level) for key, level in found.items()}


def figure_json(figure: ScoreFigure) -> Json:
    """Return a figure; a highest possible value only where the figure is a node."""
    found: Json = plain(figure, "value", "min", "max", "verified")
    if figure.answered_share is not None or figure.of is not None:
        found["answered_share"] = figure.answered_share
    if figure.of is not None:
        found["of"] = figure.of
    return found


def _values_json(values: Mapping[str, Have | ScoreFigure]) -> Json:
    return {
        key: figure_json(each) if isinstance(each, ScoreFigure) else _have_json(each) for key, each in values.items()
    }


def _have_json(have: Have) -> Any:
    return int(have) if isinstance(have, float) and have.is_integer() else plain(have)


def set_json(result: SetResult) -> Json:
    """Return one criteria set's result as contract.md has it."""
    found: Json = plain(result, "verdict", "verdict_verified")
    found["conditions"] = {name: _condition_json(each) for name, each in result.conditions.items()}
    if result.outcome is not None:
        found["outcome"] = result.outcome
    several = result.subjects
    found["subjects"] = None if several is None else {name: set_json(each) for name, each in several.items()}
    return found


def _condition_json(result: ConditionResult) -> Json:
    found: Json = plain(result, "state", "state_verified=verified_state", "have", "need", "gap", "mark")
    found["have"] = _have_json(result.have)
    if result.parts:
        found["parts"] = dict(result.parts)
    return found


def policy_json(result: PolicyResult) -> Json:
    """Return what a policy item means for a firm; amounts in 万元, null where the policy is not surely in force."""
    found: Json = plain(
        result, "policy", "outcome", "outcome_verified", "reasons", "current", "amount_wan=sure_amount_wan",
        "covered_by", "mark",
    )  # fmt: skip
    states = ("state", "state_verified=verified_state", "need", "mark")
    conditions = {condition.id: plain(condition, *states) for condition in result.conditions}
    return {**found, "covered_by": result.covered_by or None, "conditions": conditions}


def date_json(due: DueDate) -> Json:
    """Return a date; `days` below 0: it is over, `latest_start` null: nobody says how long it takes."""
    found: Json = plain(
        due, "rule", "kind", "day", "days", "state", "name", "text", "todo", "who", "leaves", "latest_start", "subject",
        "mark",
    )  # fmt: skip
    return {**found, "source": plain(due.source), "remedy": due.remedy or None}
