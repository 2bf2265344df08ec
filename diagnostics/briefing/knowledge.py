"""How much of a firm is known: the share of conditions that nobody has settled, and the questions that decide most.

Knowing more never makes less of it: a set counts all its deciding conditions, whether they apply or not, at the
subject that is known best. (The province alone is no such answer: it decides which sets a firm is held against.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from diagnostics.diagnosis.diagnose import Diagnosis
from diagnostics.model.results.knowledge import Knowledge, KnownShare
from diagnostics.model.results.owed import Owed, OwedList, effects_of
from diagnostics.whatif.doubts import Doubts
from diagnostics.whatif.evidence_gap import deciding_questions

MOST_QUESTIONS = 3


def knowledge(diagnosis: Diagnosis, doubts: Doubts | None = None, *, target: str = "") -> Knowledge:
    """Return how much is known of a firm.

    Args:
        diagnosis: of the firm.
        doubts: those of the same diagnosis, where somebody has them.
        target: a default set that somebody wants to reach: where enough is known of the whole, of it as well?
    """
    known = Knowledge(shares=tuple(_shares(diagnosis)), most=diagnosis.library.most_unknown)
    if known.enough:
        known = replace(known, shares=tuple(each for each in known.shares if target in {"", each.criteria}))
    if known.enough:
        return known
    return replace(known, questions=_questions(doubts or Doubts(diagnosis), known))


def _shares(diagnosis: Diagnosis) -> Iterator[KnownShare]:
    for name, result in diagnosis.criteria.items():
        criteria = diagnosis.library.criteria[name]
        frame = diagnosis.claimed.frame
        for row in frame.of_firm(criteria.judges, diagnosis.row) if criteria.default else ():
            subject = frame.subjects[criteria.judges][row].id
            own = result if result.subjects is None else result.subjects.get(subject)
            deciding = [each.id for each in criteria.conditions if each.role != "reference"]
            if own is not None:
                unknown = sum(own.conditions[each].state == "unknown" for each in deciding)
                yield KnownShare(criteria=name, subject=subject, unknown=unknown, of=len(deciding))


def _questions(doubts: Doubts, known: Knowledge) -> OwedList:
    """Return the questions on which most conditions hang, each once, whichever site it is about."""
    sets = {each.criteria for each in known.shares}
    first: dict[str, Owed] = {}
    for each in deciding_questions(doubts):
        if any(name in sets for name, _, _ in effects_of(each).conditions):
            first.setdefault(each.item, each)
    return tuple(first.values())[:MOST_QUESTIONS]
