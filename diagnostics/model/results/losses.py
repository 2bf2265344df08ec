"""What the pains of a firm visibly cost, and what an expense must bring to pay for itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from diagnostics.model.content.pains import LossKind
from diagnostics.model.results.plans import Range

# How a loss stands beside the yearly sum: added to it; told by itself (another kind, or an event that happened once);
# left out, because a loss of its group that is larger already counts; left out, because it is money only where the
# order book is full and nobody said that it is.
Standing = Literal["added", "beside", "shared", "orders_open"]


@dataclass(frozen=True, kw_only=True)
class SeenLoss:
    """The loss of one finding.

    Attributes:
        finding: its place among the findings of the firm.
        pain: id of the pain; empty: nobody said.
        title: what the finding is called.
        kind: what kind of loss it is.
        wan: 万元 a year where it is `yearly`; else as it was told: in its period, or once.
        yearly: whether somebody said that it is of a year or a month.
        period: the year or month that it was seen in.
        basis: how well it was said; empty: nobody said.
        by: who said it.
        group: losses with the same word are one and the same; the pain itself where it shares with none.
        shared_with: place of the finding whose loss counts instead.
    """

    finding: int
    pain: str
    title: str
    kind: LossKind
    wan: Range
    yearly: bool
    standing: Standing
    period: str = ""
    basis: str = ""
    by: str = ""
    group: str = ""
    shared_with: int | None = None


def size_of(wan: Range) -> Range:
    """Sort key: the larger of two losses has the higher high end, then the higher low end."""
    return wan[1], wan[0]


@dataclass(frozen=True)
class VisibleLosses:
    """Every loss that somebody told, in the order of the findings.

    Attributes:
        yearly: the cash losses added, 万元 a year; None: there is none.
        basis: the weakest basis among those added; empty: of one nobody said it.
        bills: pain → what is paid a year for what its figure measures, 万元.
    """

    lines: tuple[SeenLoss, ...] = ()
    yearly: Range | None = None
    basis: str = ""
    bills: Mapping[str, Range] = field(default_factory=dict)

    def of(self, *pains: str) -> Range | None:
        """Return the cash that some pains cost a year, whatever others share it; what they share counts once."""
        largest: dict[str, Range] = {}
        for line in self.lines:
            if line.pain in pains and line.standing in {"added", "shared"}:
                largest[line.group] = max(largest.get(line.group, line.wan), line.wan, key=size_of)
        if not largest:
            return None
        low, high = (sum((wan[end] for wan in largest.values()), Fraction(0)) for end in (0, 1))
        return low, high


@dataclass(frozen=True, kw_only=True)
class BreakEven:
    """What an expense must bring to pay for itself.

    Attributes:
        per_year_wan: 万元 a year that it must bring.
        years: within which; of a yearly fee, one.
        share: of the visible yearly loss that must go away, 1 is all of it; None: no loss is known.
        movement: share of the yearly bill by which the pain's figure must move; None: no bill is known.
        over: even all of the loss would not pay for it.
        full_years: years that all of the loss would take to pay for it; None where no loss is known, or it is nothing.
    """

    per_year_wan: Fraction
    years: Fraction
    share: Fraction | None = None
    movement: Fraction | None = None
    over: bool = False
    full_years: Fraction | None = None

    @property
    def takes_all(self) -> bool:
        """Whether all of the visible loss, or more, must go away."""
        return self.share is not None and self.share >= 1


@dataclass(frozen=True, kw_only=True)
class PaidAnswer:
    """A pain that a plan spends money on: at most so much, and what that must bring."""

    pain: str
    title: str
    cost: Fraction
    even: BreakEven
