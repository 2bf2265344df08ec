"""Published figures beside a firm's own: comparisons, memberships, series over several years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Standing = Literal["ahead", "level", "behind", "reached", "missed"]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A figure of the firm beside a statistic that is defined alike, both in the unit of the statistic.

    `gap`: own − statistic. `standing`: beside an average ahead, level or behind; beside a target reached or missed.
    `stale`: the statistic is old for the date of the diagnosis.
    """

    statistic: str
    fact: str
    own: float
    verified: bool
    gap: float
    standing: Standing
    stale: bool


@dataclass(frozen=True, kw_only=True)
class Membership:
    """Whether the firm is one of those that a share of firms counts."""

    statistic: str
    fact: str
    doing: bool
    verified: bool
    stale: bool


@dataclass(frozen=True)
class Series:
    """Published values of one thing over several years, oldest first, as ids of statistics.

    `own`: the firm's figure, None where the series is a share of firms.
    """

    id: str
    statistics: tuple[str, ...]
    fact: str
    own: float | None


@dataclass(frozen=True, kw_only=True)
class Benchmarks:
    """Everything published that stands beside a firm's figures.

    Attributes:
        unknown: facts that a statistic could be compared with, but that are not known for sure.
        alone: figures of the firm without a statistic that is defined alike.
    """

    comparisons: tuple[Comparison, ...] = ()
    memberships: tuple[Membership, ...] = ()
    series: tuple[Series, ...] = ()
    unknown: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
