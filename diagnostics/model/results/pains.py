"""Pains in results: one that is offered to a firm, and what a plan does about one that was confirmed."""

from __future__ import annotations

from dataclasses import dataclass
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
    """What a plan does about a pain that the firm has.

    Attributes:
        finding: its place among the findings of the firm, from 0.
        pain: id in the content; empty: nobody said which pain of the content it is.
        title: its title, else its text.
        answered_by: the remedies of the plan that solve it, its free first step among them.
        how: how far they solve it.
        why: why nothing solves it, in words; empty where something does.
        solvable: something that solves it could be taken within the limits, and is not in the plan.
        remains: what stays of a pain that is solved in part, in words.
    """

    finding: int
    pain: str
    title: str
    answered_by: tuple[str, ...] = ()
    how: Answering = "none"
    why: str = ""
    solvable: bool = False
    remains: str = ""
