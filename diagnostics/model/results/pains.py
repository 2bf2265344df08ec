"""A pain that is offered to a firm because of its signs; it counts for nothing until somebody confirms it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from diagnostics.model.content.pains import Pain


@dataclass(frozen=True)
class PainOffer:
    """A pain, which of its signs hold (places in `Pain.signs`), and the workshops where any of them does."""

    pain: Pain
    signs: tuple[int, ...]
    subjects: tuple[str, ...]


# whole, part: how far measures of the plan answer it; first_step: only what is done at no price; none: nothing does
HowAnswered = Literal["whole", "part", "first_step", "none"]


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
    """

    finding: int
    pain: str
    title: str
    answered_by: tuple[str, ...] = ()
    how: HowAnswered = "none"
    why: str = ""
    solvable: bool = False
    remains: str = ""
    wish: bool = False
