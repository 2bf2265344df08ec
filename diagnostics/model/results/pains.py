"""Pains in results: one that is offered to a firm, and what a plan does about one that was confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from diagnostics.model.content.pains import Pain

# whole, part: the plan solves all of it, or one cause of several; first_step: only what is free is taken; none: nothing
Answering = Literal["whole", "part", "first_step", "none"]


@dataclass(frozen=True)
class PainOffer:
    """A pain, which of its signs hold (places in `Pain.signs`), and the workshops where any of them does.

    It counts for nothing until somebody confirms it.
    """

    pain: Pain
    signs: tuple[int, ...]
    subjects: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PainAnswer:
    """What a plan does for a pain that was confirmed, or for a wish.

    Attributes:
        finding: number among the firm's findings, from 0.
        pain: id of the pain in the content; empty: nobody named one.
        title: of the finding.
        answered_by: measures of the plan that solve it, whole or in part, its free first step first.
        how: how far.
        why: why nothing answers it, in words; empty where something does.
        solvable: something that solves it could be taken within the limits, and is not in the plan.
        remains: what is left of it where parts answer it.
        wish: it is a wish, which has no loss of its own.
        ends: months until the last measure that answers it is done, high end.
    """

    finding: int
    pain: str
    title: str
    answered_by: tuple[str, ...] = ()
    how: Answering = "none"
    why: str = ""
    solvable: bool = False
    remains: str = ""
    wish: bool = False
    ends: Fraction = Fraction(0)
