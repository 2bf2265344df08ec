"""The future of one firm: the targets that make sense for it and a plan for each."""

from __future__ import annotations

from dataclasses import dataclass

from diagnostics.model.content.remedies import RemedySequence
from diagnostics.model.results.knowledge import Knowledge
from diagnostics.model.results.plans import Offer, Plan


@dataclass(frozen=True)
class Goal:
    """One target and its plan; `subject` is the site or workshop that it is planned for, empty for the whole firm.

    `kind`: a recognition, the next level of a standard, or a status that a coverage counts.
    """

    kind: str
    plan: Plan
    subject: str = ""


@dataclass(frozen=True)
class FindingAnswer:
    """The measures that answer a pain or a wish.

    Attributes:
        finding: its title, else its text.
        planned: remedies of the main plan that change what it is about.
        further: what else would, outside the plan, as the firm may take it.
        known: whether anybody said, or its evidence shows, which facts it is about.
    """

    finding: str
    planned: tuple[str, ...] = ()
    further: tuple[Offer, ...] = ()
    known: bool = False


@dataclass(frozen=True, kw_only=True)
class FirmPlans:
    """The plans of one firm.

    Attributes:
        main: the goal that the report plans for, or None where nothing is to be planned.
        goals: every target looked at, the main one included.
        unsolved: targets whose search ended without an answer, in words.
        sequences: what a firm of this kind usually does first.
        routes: the plans for the main goal by every route, the recommended one first; empty without steps.
        pains: what answers each pain, in the order of the findings.
        wishes: what answers each wish of the firm, likewise.
        too_little: what is known, where that is too little to plan anything; everything else is empty then.
    """

    main: Goal | None = None
    goals: tuple[Goal, ...] = ()
    unsolved: tuple[str, ...] = ()
    sequences: tuple[RemedySequence, ...] = ()
    routes: tuple[Plan, ...] = ()
    pains: tuple[FindingAnswer, ...] = ()
    wishes: tuple[FindingAnswer, ...] = ()
    too_little: Knowledge | None = None
