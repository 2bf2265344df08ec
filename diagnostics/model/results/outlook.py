"""The future of one firm: its plan, the other ways to the same goals, and what it may spend."""

from __future__ import annotations

from dataclasses import dataclass, field

from diagnostics.model.content.remedies import RemedySequence
from diagnostics.model.results.knowledge import Knowledge
from diagnostics.model.results.losses import VisibleLosses
from diagnostics.model.results.plans import Plan
from diagnostics.model.results.proportion import SpendingLimit


@dataclass(frozen=True, kw_only=True)
class FirmPlans:
    """The plans of one firm.

    Attributes:
        plan: the plan that the report gives; None where the search ended without an answer.
        routes: the plans for the same goals by every route, that one first; empty without measures.
        unsolved: what the search ended without an answer for, in words.
        sequences: what a firm of this kind usually does first.
        limit: what it may spend, and whose word that is.
        losses: what its pains visibly cost.
        too_little: what is known, where that is too little to plan anything; everything else is empty then.
    """

    plan: Plan | None = None
    routes: tuple[Plan, ...] = ()
    unsolved: tuple[str, ...] = ()
    sequences: tuple[RemedySequence, ...] = ()
    limit: SpendingLimit | None = None
    losses: VisibleLosses = field(default_factory=VisibleLosses)
    too_little: Knowledge | None = None
