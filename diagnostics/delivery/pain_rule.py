"""The rule that a plan answers the pains of a firm, or says why it does not. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from diagnostics.model.results.pains import PainAnswer
from diagnostics.words.catalogue import say


def unanswered(pains: Sequence[PainAnswer], free: Set[str]) -> Iterator[str]:
    """Yield the pains that a plan leaves without an answer and without a reason, in words.

    Args:
        pains: what the plan does about each.
        free: the measures of the plan that cost nothing.
    """
    for pain in pains:
        key = _fault(pain, free)
        if key:
            yield say("checks", key, name=pain.title, why=pain.why)


def _fault(pain: PainAnswer, free: Set[str]) -> str:
    """Return the text that tells what is wrong with an answer; empty where nothing is.

    A part is enough with the free first step and something bought beside it, else what remains has to be said. The
    first step alone is no answer, unless it is said why there is no more.
    """
    if pain.how == "whole":
        return "" if pain.answered_by else "pain_left"
    if pain.how == "part":
        both = any(each in free for each in pain.answered_by) and any(each not in free for each in pain.answered_by)
        return "" if both or pain.remains else "pain_part"
    if pain.solvable:
        return "pain_solvable"
    return "" if pain.why or pain.remains else "pain_left"
