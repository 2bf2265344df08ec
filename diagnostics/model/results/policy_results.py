"""The result of a policy item for one firm at one date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from diagnostics.model.content.marks import Mark

# 可申报, 待核实, 暂不符合: from good to bad.
PolicyOutcome = Literal["eligible", "to_verify", "not_eligible"]
OUTCOMES: tuple[PolicyOutcome, ...] = ("eligible", "to_verify", "not_eligible")


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyConditionResult:
    """A condition of an item: met, not_met or unknown, on all and on verified answers; `need` in words."""

    id: str
    name: str
    state: str
    verified_state: str
    need: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, kw_only=True)
class ConflictLine:
    """Two documents that disagree on one matter, side by side, with the authority to ask."""

    other: str
    about: str
    here: str
    there: str
    ask: str


@dataclass(frozen=True, kw_only=True)
class PolicyLine:
    """A policy item in words, for a report; lines are ordered from what may be applied for to what may not.

    `amount_wan` is for the policy table, beside the document and its date; the owner's page shows `sure_amount_wan`
    or 待核实. `covered_by` names the item that is paid instead.
    """

    id: str
    name: str
    document: str
    number: str
    level: str
    benefit: str
    outcome: PolicyOutcome
    outcome_verified: PolicyOutcome
    word: str
    reasons: tuple[str, ...]
    met: tuple[str, ...]
    not_met: tuple[str, ...]
    unknown: tuple[str, ...]
    amount_wan: Fraction | None
    sure_amount_wan: Fraction | None
    amount_rule: str
    covered_by: str
    conflicts: tuple[ConflictLine, ...]
    bureaus: tuple[str, ...]
    notes: tuple[str, ...]
    current: bool
    checked_on: date | None
    valid_to: date | None
    mark: Mark
    source: tuple[str, ...]
    references: tuple[str, ...] = ()
