"""The future of one firm: its plan, the other ways to the same goals, and what it may spend."""

from __future__ import annotations

from dataclasses import dataclass

from diagnostics.model.content.remedies import RemedySequence
from diagnostics.model.results.knowledge import Knowledge
from diagnostics.model.results.plans import Plan


@dataclass(frozen=True, kw_only=True)
class FirmPlans:
    """The plans of one firm.

    Attributes:
        plan: the plan that the report gives; None where the search ended without an answer.
        routes: the plans for the same goals by every route, that one first; empty without measures.
        unsolved: what the search ended without an answer for, in words.
        sequences: what a firm of this kind usually does first.
        too_little: what is known, where that is too little to plan anything; everything else is empty then.
    """

    plan: Plan | None = None
    routes: tuple[Plan, ...] = ()
    unsolved: tuple[str, ...] = ()
    sequences: tuple[RemedySequence, ...] = ()
    too_little: Knowledge | None = None
