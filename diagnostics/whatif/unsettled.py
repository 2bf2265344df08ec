"""Conditions of the default sets that are unknown, or met on what was said and not on what is proved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from diagnostics.diagnosis.diagnose import Diagnosis
from diagnostics.model.content.criteria import Criterion, condition_of
from diagnostics.model.content.expressions import Condition
from diagnostics.model.content.marks import SubjectKind
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.needs import Items, needs_of

# Set, condition, subject.
ConditionKey = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class Unsettled:
    """A condition of a default set for one subject, and the questions and tables below it."""

    key: ConditionKey
    lacks: Literal["answer", "proof"]
    condition: Condition
    kind: SubjectKind
    items: Items


def unsettled_conditions(diagnosis: Diagnosis) -> tuple[Unsettled, ...]:
    """Return the conditions of the default sets in force that an answer or a proof would settle, per subject."""
    return tuple(_unsettled(diagnosis))


def _unsettled(diagnosis: Diagnosis) -> Iterator[Unsettled]:
    needs, frame = needs_of(diagnosis.library), diagnosis.claimed.frame
    for name, result in diagnosis.criteria.items():
        criteria = diagnosis.library.criteria[name]
        for row in frame.of_firm(criteria.judges, diagnosis.row) if criteria.default else ():
            subject = frame.subjects[criteria.judges][row].id
            own = result if result.subjects is None else result.subjects[subject]
            for condition in criteria.conditions:
                found = own.conditions[condition.id]
                lacks = _lacks(condition, found.state, found.verified_state)
                if lacks is not None:
                    items = needs.below(condition_of(condition), condition.applies)
                    yield Unsettled(
                        key=(name, condition.id, subject),
                        lacks=lacks,
                        condition=condition_of(condition),
                        kind=criteria.judges,
                        items=items,
                    )


def _lacks(criterion: Criterion, state: str, verified: str) -> Literal["answer", "proof"] | None:
    if criterion.role == "reference":
        return None
    return "answer" if state == "unknown" else "proof" if state == "met" and verified != "met" else None


def met_in(evaluator: Evaluator, firm: int, conditions: Sequence[Unsettled]) -> frozenset[ConditionKey]:
    """Return which conditions one firm of an evaluator certainly meets."""
    found = set()
    for condition in conditions:
        row = evaluator.frame.position(condition.kind, firm, condition.key[2])
        if row is not None and evaluator.truth(condition.condition, condition.kind).must[row]:
            found.add(condition.key)
    return frozenset(found)
