"""What a firm may spend and carry at a time, and whose word that is."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class SpendingLimit:
    """The money that a plan may take.

    Attributes:
        phases: 万元 per phase of twelve months; empty: no limit is known.
        whose: the owner's budget, his wishes' (first phase) and then the house's, the house's, or nobody's.
        only_due: the money is for what the law, a contract or a customer's deadline asks.
        payback_years: in which money must come back.
        text: where it comes from, in words.
    """

    phases: tuple[Fraction, ...] = ()
    whose: Literal["owner", "wish", "house", "none"]
    only_due: bool = False
    payback_years: Fraction
    text: str


@dataclass(frozen=True)
class Capacity:
    """How many measures of its own and how many bought projects a firm carries at a time."""

    own: int
    bought: int
