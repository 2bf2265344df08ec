"""Judges criteria sets: states of conditions, then one of five verdicts that never claims more than its marks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np
from numpy.typing import NDArray

from diagnostics.model.content.criteria import CriteriaSet, Criterion, condition_of
from diagnostics.model.content.expressions import (
    Compare,
    Condition,
    Expression,
    FactRef,
    FirstKnown,
    LadderLevel,
    NodeScore,
    children,
)
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Mark, SubjectKind, Verdict
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.intervals import Bools, Marks, Truths, Values

MET, NOT_MET, UNKNOWN, NA = "met", "not_met", "unknown", "na"


@dataclass(frozen=True, kw_only=True)
class JudgedCondition:
    """A condition for every subject of the kind that its set judges, shape (R,).

    Attributes:
        condition: what it needs, lettered parts included.
        truth, verified: truth on all and on verified answers.
        applies, applies_verified: where it applies for sure, or possibly, on all and on verified answers.
        basis: weakest mark that the question whether it applies rests on.
        mark: weakest mark it rests on.
        have, need: both sides, when it is one comparison.
    """

    criterion: Criterion
    condition: Condition
    truth: Truths
    verified: Truths
    applies: Truths | None
    applies_verified: Truths | None
    basis: Marks
    mark: Marks
    have: Values | None
    need: Values | None
    parts: tuple[Truths, ...]

    @cached_property
    def claimed_states(self) -> list[str]:
        """Met, not_met, unknown or na on all answers."""
        return _states(self.truth, self.applies)

    @cached_property
    def verified_states(self) -> list[str]:
        """The same on verified answers."""
        return _states(self.verified, self.applies_verified)

    @cached_property
    def part_states(self) -> list[list[str]]:
        """The same for every lettered part, on all answers."""
        return [_states(truth, None) for truth in self.parts]

    def state(self, row: int, *, verified: bool = False) -> str:
        """Return met, not_met, unknown or na."""
        return self.verified_states[row] if verified else self.claimed_states[row]


@dataclass(frozen=True, kw_only=True)
class JudgedSet:
    """A criteria set for every subject that it judges."""

    criteria: CriteriaSet
    conditions: tuple[JudgedCondition, ...]
    verdicts: list[Verdict]
    verified: list[Verdict]
    outcomes: list[str | None]
    relevant: Bools


def _states(truth: Truths, applies: Truths | None) -> list[str]:
    words = np.where(truth.must, MET, np.where(truth.may, UNKNOWN, NOT_MET))
    found: list[str] = (words if applies is None else np.where(applies.may, words, NA)).tolist()
    return found


def judge(criteria: CriteriaSet, claimed: Evaluator, verified: Evaluator) -> JudgedSet:
    """Judge a set on all answers and on verified ones."""
    conditions = tuple(_judge_condition(condition, criteria, claimed, verified) for condition in criteria.conditions)
    size = claimed.frame.size(criteria.judges)
    verdicts = [_verdict(criteria, conditions, row, verified=False) for row in range(size)]
    on_verified = [_verdict(criteria, conditions, row, verified=True) for row in range(size)]
    return JudgedSet(
        criteria=criteria,
        conditions=conditions,
        verdicts=verdicts,
        verified=on_verified,
        outcomes=_outcomes(criteria, claimed, size),
        relevant=_relevant(criteria, claimed),
    )


def _judge_condition(
    criterion: Criterion, criteria: CriteriaSet, claimed: Evaluator, verified: Evaluator
) -> JudgedCondition:
    kind, condition = criteria.judges, condition_of(criterion)
    truth = claimed.truth(condition, kind)
    applies = claimed.truth(criterion.applies, kind) if criterion.applies is not None else None
    basis = claimed.frame.marks(claimed.frame.size(kind), int(criterion.mark))
    if applies is not None and criterion.applies is not None:
        basis = np.maximum(basis, np.maximum(applies.mark, _mark_of_scores(criterion.applies, claimed, kind)))
    plain = condition if isinstance(condition, Compare) else None
    line = basis if criterion.threshold_mark is None else np.maximum(basis, int(criterion.threshold_mark))
    return JudgedCondition(
        criterion=criterion,
        condition=condition,
        truth=truth,
        verified=verified.truth(condition, kind),
        applies=applies,
        applies_verified=verified.truth(criterion.applies, kind) if criterion.applies is not None else None,
        basis=basis,
        mark=np.maximum(line, np.maximum(truth.mark, _mark_of_scores(condition, claimed, kind))),
        have=claimed.value(plain.left, kind) if plain else None,
        need=claimed.value(plain.right, kind) if plain else None,
        parts=tuple(claimed.truth(part.need, kind) for part in criterion.parts),
    )


def _mark_of_scores(condition: Expression, evaluator: Evaluator, kind: SubjectKind) -> Marks:
    """Return `house` for the subjects whose own reference score decides, however official the points are.

    Where `first_known` reads a platform's result first, ours decides only for those that have none.
    """
    size = evaluator.frame.size(kind)
    if not _rests_on_scores(condition, evaluator.library):
        return evaluator.frame.marks(size)
    if isinstance(condition, FirstKnown):
        *first, last = condition.args
        mark = _mark_of_scores(last, evaluator, kind)
        for each in reversed(first):
            known = evaluator.told.value(each, kind).known
            mark = np.where(known, _mark_of_scores(each, evaluator, kind), mark).astype(np.int8)
        return mark
    if isinstance(condition, NodeScore | LadderLevel):
        return evaluator.frame.marks(size, int(Mark.house))
    below = [_mark_of_scores(part, evaluator, kind) for part in _parts(condition, evaluator.library)]
    return reduce(np.maximum, below)


def _rests_on_scores(condition: Expression, library: Library) -> bool:
    """Whether a reference score or level of ours stands anywhere in a condition."""
    if isinstance(condition, NodeScore | LadderLevel):
        return True
    return any(_rests_on_scores(part, library) for part in _parts(condition, library))


def _parts(condition: Expression, library: Library) -> tuple[Expression, ...]:
    """Return what stands directly below; below a derived fact its formula."""
    if isinstance(condition, FactRef) and condition.fact in library.derived:
        item = library.derived[condition.fact]
        return (*(case.when for case in item.cases), *([item.value] if item.value is not None else []))
    return tuple(children(condition))


def _verdict(criteria: CriteriaSet, conditions: tuple[JudgedCondition, ...], row: int, *, verified: bool) -> Verdict:
    decisive = [condition for condition in conditions if condition.criterion.role != "reference"]
    states = [_weighed_state(each, row, verified=verified) for each in decisive]
    failed = [each for each, state in zip(decisive, states, strict=True) if state == NOT_MET]
    if any(each.mark[row] == Mark.official and not each.criterion.expert for each in failed):
        return "not_met"
    if failed:
        return "likely_not_met"
    if UNKNOWN in states or MET not in states:
        return "unknown"
    sure = criteria.complete and criteria.mark == Mark.official
    sure = sure and all(_is_sure(each, row, verified=verified) for each in decisive)
    return "met" if sure else "likely_met"


def _weighed_state(judged: JudgedCondition, row: int, *, verified: bool) -> str:
    """The state as it counts: a condition that only may apply cannot fail a set, but leaves it open."""
    state = judged.state(row, verified=verified)
    applies = judged.applies_verified if verified else judged.applies
    doubtful = applies is not None and applies.may[row] and not applies.must[row]
    return UNKNOWN if doubtful and state == NOT_MET else state


def _is_sure(judged: JudgedCondition, row: int, *, verified: bool) -> bool:
    """Whether a condition rests on official content, no expert's judgement, and verified answers.

    That one does not apply has to be as sure as that another holds; what it would need then decides nothing.
    """
    proved = judged.state(row, verified=True)
    if judged.state(row, verified=verified) == NA:
        return proved == NA and bool(judged.basis[row] == Mark.official)
    official = bool(judged.mark[row] == Mark.official) and not judged.criterion.expert
    return official and proved in {MET, NA}


def _outcomes(criteria: CriteriaSet, claimed: Evaluator, size: int) -> list[str | None]:
    outcomes: list[str | None] = [None] * size
    for outcome in reversed(criteria.outcomes):
        for row in np.flatnonzero(claimed.truth(outcome.when, criteria.judges).must):
            outcomes[row] = outcome.id
    return outcomes


def _relevant(criteria: CriteriaSet, claimed: Evaluator) -> NDArray[np.bool_]:
    """Subjects whose firm may be of the business type that the set is for."""
    size = claimed.frame.size(criteria.judges)
    if not criteria.business_type:
        return np.ones(size, dtype=bool)
    found = claimed.choice("business_type", criteria.judges)
    return np.asarray(found.may[:, found.options.index(criteria.business_type)], dtype=bool)
