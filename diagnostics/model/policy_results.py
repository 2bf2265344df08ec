"""What a policy item means for one firm at one date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from diagnostics.model.marks import Mark

# 可申报, 待核实, 暂不符合: from good to bad.
PolicyOutcome = Literal["eligible", "to_verify", "not_eligible"]
OUTCOMES: tuple[PolicyOutcome, ...] = ("eligible", "to_verify", "not_eligible")


@dataclass(frozen=True, slots=True)
class PolicyConditionResult:
    """A condition of an item: met, not_met or unknown, on all and on verified answers; `need` in words."""

    id: str
    name: str
    state: str
    verified_state: str
    need: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class PolicyResult:
    """A policy item for one firm.

    Attributes:
        outcome, outcome_verified: on all and on verified answers. An unknown condition is never met.
        reasons: why it is not 可申报: ids of the topic `policy_reasons` of the catalogue.
        current: whether a person confirmed lately that the policy is in force and until when.
        amount_wan: highest amount of the document in 万元, for the policy table with its source.
        sure_amount_wan: the same where the policy is `current`, else None; nothing else may stand on the owner's page.
        covered_by: a better item of the same exclusive group, instead of which this one is not paid (从高不重复).
    """

    policy: str
    item: str
    outcome: PolicyOutcome
    outcome_verified: PolicyOutcome
    reasons: tuple[str, ...]
    conditions: tuple[PolicyConditionResult, ...]
    current: bool
    amount_wan: Fraction | None
    sure_amount_wan: Fraction | None
    covered_by: str
    mark: Mark


PolicyResults = Mapping[str, PolicyResult]
