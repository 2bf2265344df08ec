"""The testimony that counts among several to one fact, and those that contradict each other. Pure.

The rules (docs/workspace.md): the last adjudication; else what says something before unknown or refused, then the best
grade, then the latest. A speaker replaces their own earlier answer unless the new one is less well evidenced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, TypeVar

from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer, Evidence, Row
from diagnostics.store.facts.heads import knew

Standing = Literal["live", "replaced", "withdrawn"]
Graded = TypeVar("Graded", Answer, Row)


@dataclass(frozen=True, kw_only=True)
class Testimony:
    """One person's answer to a fact.

    `standing`: it counts, the speaker said something else later, or it was withdrawn.
    """

    event: str
    order: tuple[int, str]
    recorded_at: datetime
    author: str
    device: str
    subject: str
    fact: str
    answer: Answer
    standing: Standing = "live"
    corrected: str = ""
    source: str = ""
    seen: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Adjudication:
    """A decision about a fact, its author and reason; `event` is the adjudication itself."""

    event: str
    order: tuple[int, str]
    author: str
    answer: Answer
    reason: str
    seen: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Testimonies to one fact that contradict each other (or a decision that new testimonies contradict).

    `current` counts meanwhile. `settled`: somebody has decided who knew all of them. `rivals`: other decisions that
    were made in another workspace without knowing of `decision`.
    """

    subject: str
    fact: str
    testimonies: tuple[Testimony, ...]
    current: Answer
    decision: Adjudication | None = None
    settled: bool = False
    rivals: tuple[Adjudication, ...] = ()


def regraded(thing: Graded, evidence: Mapping[str, Evidence]) -> Graded:
    """Return the thing with the grade of the evidence it cites, as far as that is known.

    Evidence that is gone (withdrawn, or not yet known then) proves nothing any more; the grade never rises by that.
    """
    if not thing.evidence:
        return thing
    left = tuple(each for each in thing.evidence if each in evidence)
    best = max((evidence[each].grade for each in left), default=Grade.E1)
    if left == thing.evidence:
        return replace(thing, grade=best)
    return replace(thing, evidence=left, grade=min(best, thing.grade))


def says_something(answer: Answer) -> bool:
    """Whether an answer says more than that nobody knows or nobody tells."""
    return answer.state in {"known", "na"}


def with_standing(said: Iterable[Testimony]) -> list[Testimony]:
    """Return the testimonies to one fact in their order; what a speaker replaced is marked."""
    found: list[Testimony] = []
    for each in said:
        if each.standing == "live":
            found = [replace(old, standing="replaced") if _replaces(each, old) else old for old in found]
        found.append(each)
    return found


def current_answer(said: Sequence[Testimony], decision: Adjudication | None) -> Answer | None:
    """Return the answer that counts, with the evidence of everybody who says the same; None without any."""
    live = [each for each in said if each.standing == "live"]
    if decision is not None:
        return _with_joint_evidence(decision.answer, live)
    best = max(live, key=_rank, default=None)
    return None if best is None else _with_joint_evidence(best.answer, live)


def find_conflict(
    subject: str, fact: str, said: Sequence[Testimony], decisions: Sequence[Adjudication]
) -> Conflict | None:
    """Return the contradiction between live testimonies, or between decisions of two workspaces, or None."""
    live = tuple(each for each in said if each.standing == "live" and says_something(each.answer))
    decision = decisions[-1] if decisions else None
    heads = [each for each in decisions if not any(knew(other, each) for other in decisions if other is not each)]
    statements = {_statement(each) for each in (*(one.answer for one in live), *(one.answer for one in heads))}
    current = current_answer(said, decision)
    if len(statements) < 2 or current is None:
        return None
    rivals = tuple(head for head in heads if decision and _statement(head.answer) != _statement(decision.answer))
    later = () if decision is None else (each for each in live if not knew(decision, each))
    settled = decision is not None and all(_statement(each.answer) == _statement(decision.answer) for each in later)
    return Conflict(
        subject=subject,
        fact=fact,
        testimonies=live,
        current=current,
        decision=decision,
        settled=settled and not rivals,
        rivals=rivals,
    )


def _replaces(new: Testimony, old: Testimony) -> bool:
    """Whether a speaker says something else now; what the recorder could not know of stays beside it."""
    same = old.standing == "live" and _speaker(new) == _speaker(old) and knew(new, old)
    return same and new.answer.grade >= old.answer.grade


def _speaker(said: Testimony) -> tuple[str, str]:
    """Return the speaker, or the writer if nobody is named."""
    return ("by", said.answer.by) if said.answer.by else ("author", said.author)


def _rank(said: Testimony) -> tuple[bool, Grade, tuple[int, str]]:
    return says_something(said.answer), said.answer.grade, said.order


def _statement(answer: Answer) -> object:
    return answer.state, type(answer.value).__name__, answer.value


def _with_joint_evidence(answer: Answer, live: Iterable[Testimony]) -> Answer:
    same = [each.answer for each in live if _statement(each.answer) == _statement(answer)]
    evidence = tuple(dict.fromkeys((*answer.evidence, *(item for each in same for item in each.evidence))))
    return replace(answer, evidence=evidence, grade=max((answer.grade, *(each.grade for each in same))))
