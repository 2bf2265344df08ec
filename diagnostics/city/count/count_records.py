"""Firms of firms, groups and targets of a city, as frozen records. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from diagnostics.model.plain import INNER

Json = dict[str, Any]
NOTHING = "—"  # what is printed where there is no figure


@dataclass(frozen=True, kw_only=True)
class Share:
    """Firms of firms; `text` is the percentage as the rules of the metric print it, never 100 % below everything."""

    id: str
    name: str
    num: int
    den: int
    text: str
    definition: str = ""


@dataclass(frozen=True, kw_only=True)
class Count:
    """A number of firms; `part` is it of the whole, for bars (0 to 1). `late`: those of them that are overdue."""

    id: str
    name: str
    firms: int
    part: float
    late: int = 0


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """The future of the figure if the pace of the past quarters holds.

    Attributes:
        until: the quarter's end that the counts are about.
        median, low, high: firms counted then; `level` of the paths lie between the last two.
        chance: share of the paths that have reached the target then.
        expected, earliest, latest: when half of the paths are there, and the ends of that interval; None: not within
            ten years.
        quarters: of the past that it rests on; `ahead`: those from now to `until`.
    """

    until: date
    median: float
    low: float
    high: float
    level: float
    chance: float
    expected: date | None
    earliest: date | None
    latest: date | None
    quarters: int
    ahead: int = field(metadata=INNER)


@dataclass(frozen=True, kw_only=True)
class Target:
    """The goal of a figure with its date; `missing` firms are still needed for it.

    `then` is the figure at that date, when it has passed; before, `months` ends of months are left, each with `pace`
    firms to come in. `title` is its own name, `needed` the firms it takes; `reached_then`: it was reached at its date.
    """

    id: str
    name: str
    figure: Share
    at_least: float
    date: date
    reached: bool
    past: bool
    missing: int
    then: Share | None = None
    months: int | None = None
    pace: int | None = None
    forecast: Forecast | None = None
    title: str = field(metadata=INNER)
    needed: int = field(metadata=INNER)
    reached_then: bool = field(metadata=INNER)

    @property
    def is_empty(self) -> bool:
        """Whether there is no firm of which the figure could be a share."""
        return self.figure.den == 0


@dataclass(frozen=True, kw_only=True)
class Group:
    """A part of the list, or all of it."""

    id: str
    name: str
    population: int
    headline: Share
    gap: int
    gap_without_exempt: int
    statuses: tuple[Count, ...]
    shares: tuple[Share, ...] = field(metadata=INNER)


@dataclass(frozen=True)
class BreakdownFigures:
    """The list by one thing; sums over the groups are the figures of the city."""

    id: str
    name: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, kw_only=True)
class CityCount:
    """The coverage of a city at one date; `whole` is all of the list, `local` content that is not the shipped one."""

    as_of: date
    known_at: date
    list_name: str
    rules: str
    content: str
    local: tuple[str, ...]
    files: int
    whole: Group
    depth: tuple[Count, ...]
    stale: int
    switches: Mapping[str, bool]
    targets: tuple[Target, ...]
    breakdowns: tuple[BreakdownFigures, ...]
