"""What lies ahead of one firm: the targets that make sense for it and the plan for each."""

from __future__ import annotations

from dataclasses import dataclass

from diagnostics.model.plans import Plan
from diagnostics.model.remedies import Sequence


@dataclass(frozen=True)
class Goal:
    """One target and its plan; `subject` is the site or workshop that it is planned for, empty for the whole firm.

    `kind`: a recognition, the next level of a standard, or a status that a coverage counts.
    """

    kind: str
    plan: Plan
    subject: str = ""


@dataclass(frozen=True)
class Outlook:
    """The plans of one firm.

    Attributes:
        main: the goal that the report plans for, or None where nothing is to be planned.
        goals: every target looked at, the main one included.
        unsolved: targets whose search ended without an answer, in words.
        sequences: what a firm of this kind usually does first.
    """

    main: Goal | None = None
    goals: tuple[Goal, ...] = ()
    unsolved: tuple[str, ...] = ()
    sequences: tuple[Sequence, ...] = ()
