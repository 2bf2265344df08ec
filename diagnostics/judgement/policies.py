"""Matches policies: per firm and item which conditions hold, and whether the firm may apply, may not, or has to ask.

A policy is current when its status is in force, its last day is known and not over, and a person checked it lately.
Whatever holds of the firm, an item of a policy that is not current is 待核实 at best.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

import numpy as np

from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Mark
from diagnostics.model.content.policies import Policy, PolicyCondition, PolicyItem
from diagnostics.model.results.policy_results import (
    OUTCOMES,
    PolicyConditionResult,
    PolicyOutcome,
    PolicyResult,
    PolicyResults,
)
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.intervals import Truths
from diagnostics.scoring.words.describe import Describer

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"
OVER = frozenset({"expired", "not_yet"})  # reasons that no answer of the firm can mend


@dataclass(frozen=True)
class JudgedPolicyCondition:
    """A condition for every firm."""

    condition: PolicyCondition
    need: str
    truth: Truths
    verified: Truths

    def result(self, row: int) -> PolicyConditionResult:
        """Return the condition for one firm."""
        mark = Mark(max(int(self.truth.mark[row]), int(self.condition.mark)))
        state, verified = _state(self.truth, row), _state(self.verified, row)
        return PolicyConditionResult(
            id=self.condition.id,
            name=self.condition.name,
            state=state,
            verified_state=verified,
            need=self.need,
            mark=mark,
        )


@dataclass(frozen=True, kw_only=True)
class JudgedItem:
    """A policy item for every firm; `reasons` are those that lie in the policy itself."""

    policy: Policy
    item: PolicyItem
    conditions: tuple[JudgedPolicyCondition, ...]
    reasons: tuple[str, ...]
    current: bool


class PolicyMatcher:
    """Judges all policies for all firms of a frame; `of_firm` puts one firm's results together."""

    def __init__(self, library: Library, claimed: Evaluator, verified: Evaluator, describer: Describer) -> None:
        self._items = tuple(
            JudgedItem(
                policy=policy,
                item=item,
                conditions=tuple(_judged(condition, claimed, verified, describer) for condition in item.conditions),
                reasons=reasons,
                current=current,
            )
            for policy in library.policies.values()
            for item in policy.items
            for reasons, current in [_standing(policy, item, claimed.frame.as_of)]
        )
        self._size = claimed.frame.size("firm")

    def of_firm(self, row: int) -> PolicyResults:
        """Return the results of one firm by item id."""
        found = {item.item.id: _result(item, row) for item in self._items}
        groups = {item.item.id: item.item.exclusive_group for item in self._items}
        return {name: replace(each, covered_by=_better(each, found, groups)) for name, each in found.items()}

    def outcomes(self) -> dict[str, tuple[list[PolicyOutcome], list[PolicyOutcome]]]:
        """Return the outcome of every item for all firms at once, on all answers and on verified ones."""
        return {item.item.id: (_outcomes(item, self._size), _outcomes(item, self._size, verified=True))
                for item in self._items}  # fmt: skip


def _judged(
    condition: PolicyCondition, claimed: Evaluator, verified: Evaluator, describer: Describer
) -> JudgedPolicyCondition:
    need = describer.describe(condition.need)
    return JudgedPolicyCondition(
        condition, need, claimed.truth(condition.need, "firm"), verified.truth(condition.need, "firm")
    )


def _state(truth: Truths, row: int) -> str:
    return MET if truth.must[row] else UNKNOWN if truth.may[row] else NOT_MET


# ---- whether the policy itself stands -------------------------------------------------------------------------------


def _standing(policy: Policy, item: PolicyItem, as_of: date) -> tuple[tuple[str, ...], bool]:
    """Return what stands against relying on an item, and whether its policy is current."""
    reasons = tuple(_doubts(policy, as_of))
    return (*reasons, *(() if item.complete and item.conditions else ("incomplete",))), not reasons


def _doubts(policy: Policy, as_of: date) -> Iterator[str]:
    if policy.status == "expired" or (policy.valid_to is not None and policy.valid_to < as_of):
        yield "expired"
        return
    if policy.valid_from is not None and policy.valid_from > as_of:
        yield "not_yet"
    if policy.likely_ended:
        yield "likely_ended"
    elif policy.status == "unknown":
        yield "status_unknown"
    if policy.valid_to is None:
        yield "end_unknown"
    if policy.checked_on is None:
        yield "not_checked"
    elif policy.checked_on < as_of - timedelta(days=policy.stale_days):
        yield "check_old"


# ---- one firm -------------------------------------------------------------------------------------------------------


def _result(judged: JudgedItem, row: int) -> PolicyResult:
    conditions = tuple(condition.result(row) for condition in judged.conditions)
    states = [condition.state for condition in conditions]
    reasons = [*(("condition_not_met",) if NOT_MET in states else ())]
    reasons += [*(("condition_unknown",) if UNKNOWN in states else ()), *judged.reasons]
    item = judged.item
    return PolicyResult(
        policy=judged.policy.id,
        item=item.id,
        outcome=_outcome(judged, states),
        outcome_verified=_outcome(judged, [condition.verified_state for condition in conditions]),
        reasons=tuple(reasons),
        conditions=conditions,
        current=judged.current,
        amount_wan=item.amount_wan,
        sure_amount_wan=item.amount_wan if judged.current else None,
        covered_by="",
        mark=max((item.mark, judged.policy.mark, *(condition.mark for condition in conditions))),
    )


def _outcome(judged: JudgedItem, states: list[str]) -> PolicyOutcome:
    if NOT_MET in states or OVER & set(judged.reasons):
        return "not_eligible"
    return "to_verify" if UNKNOWN in states or judged.reasons else "eligible"


def _outcomes(judged: JudgedItem, size: int, *, verified: bool = False) -> list[PolicyOutcome]:
    """`_outcome` of every firm."""
    truths = [condition.verified if verified else condition.truth for condition in judged.conditions]
    fails, open_ = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    for truth in truths:
        fails |= ~truth.must & ~truth.may
        open_ |= ~truth.must & truth.may
    if OVER & set(judged.reasons):
        fails[:] = True
    words = np.where(fails, "not_eligible", np.where(open_ | bool(judged.reasons), "to_verify", "eligible"))
    found: list[PolicyOutcome] = words.tolist()
    return found


def _better(one: PolicyResult, found: PolicyResults, groups: dict[str, str]) -> str:
    """Return the item of the same group that is paid instead: at least as sure, and more (or named earlier)."""
    group = groups[one.item]
    if not group or one.outcome == "not_eligible":
        return ""
    rivals = [each for each in found.values() if groups[each.item] == group and each.outcome != "not_eligible"]
    order = {each.item: index for index, each in enumerate(rivals)}

    def rank(each: PolicyResult) -> tuple[Fraction, int]:
        return -(Fraction(-1) if each.amount_wan is None else each.amount_wan), order[each.item]

    as_sure = [rival for rival in rivals if OUTCOMES.index(rival.outcome) <= OUTCOMES.index(one.outcome)]
    best = min(as_sure, key=rank)
    return best.item if rank(best) < rank(one) else ""
