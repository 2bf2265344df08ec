"""What is said of a city, as frozen records: page, workbook, brief and JSON only print these. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from diagnostics.model.register import ProcessRules
from diagnostics.portfolio.city_firms import FirmLine
from diagnostics.portfolio.process import FirmProcess

Json = dict[str, Any]


@dataclass(frozen=True)
class Share:
    """Firms of firms; `text` is the percentage as the rules of the metric print it, never 100 % below everything."""

    id: str
    name: str
    num: int
    den: int
    text: str
    definition: str = ""


@dataclass(frozen=True)
class Count:
    """A number of firms; `part` is it of the whole, for bars (0 to 1). `late`: those of them that are overdue."""

    id: str
    name: str
    firms: int
    part: float
    late: int = 0


@dataclass(frozen=True)
class Target:
    """What a figure is to reach by a date; `missing` firms are still needed for it."""

    id: str
    name: str
    figure: Share
    at_least: float
    date: date
    reached: bool
    past: bool
    missing: int


@dataclass(frozen=True)
class Group:
    """A part of the list."""

    id: str
    name: str
    population: int
    headline: Share
    gap: int
    gap_without_exempt: int
    statuses: tuple[Count, ...]


@dataclass(frozen=True)
class BreakdownFigures:
    """The list by one thing; sums over the groups are the figures of the city."""

    id: str
    name: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class LevelCount:
    """Firms at one level: as they say, as is proved, as a platform printed it."""

    level: int | None
    name: str
    claimed: int
    verified: int
    official: int


@dataclass(frozen=True)
class Levels:
    """How the firms are spread over the levels of a standard; every column sums up to all firms diagnosed."""

    standard: str
    title: str
    rows: tuple[LevelCount, ...]


@dataclass(frozen=True)
class Opportunity:
    """Who can apply for a recognition or a policy: firms that hold, may hold, are unknown, fail.

    `verified`: firms that hold on verified answers alone. `not_applicable`: those of another kind.
    """

    id: str
    name: str
    scope: str
    ready: int
    likely: int
    unknown: int
    failing: int
    verified: int
    not_applicable: int = 0


@dataclass(frozen=True)
class ListCount:
    """One of the three lists: how many entries, of how many firms."""

    id: str
    name: str
    entries: int
    firms: int


@dataclass(frozen=True)
class ProviderLine:
    """What a provider has in hand; `ended` are the firms for which nothing is due any more."""

    name: str
    firms: int
    started: int
    ended: int
    late: int


@dataclass(frozen=True)
class Decision:
    """Something that somebody has to decide, and how many firms it is about."""

    id: str
    firms: int
    text: str


@dataclass(frozen=True)
class Forecast:
    """When the target is likely to be reached, as somebody else computed it, and by which method."""

    expected: date | None
    earliest: date | None
    latest: date | None
    per_month: float | None
    method: str


@dataclass(frozen=True)
class Process:
    """The steps of every firm and the rules of the steps."""

    firms: Sequence[FirmProcess]
    rules: ProcessRules


@dataclass(frozen=True)
class CityFigures:
    """The whole picture at one date.

    `files` firms were diagnosed, `population` of them are on the list that coverage counts. `process` and `providers`
    are None where no steps are recorded, `forecast` where none was made.
    """

    as_of: date
    known_at: date
    metric: str
    list_name: str
    rules: str
    mark: str
    content: str
    files: int
    population: int
    headline: Share
    shares: tuple[Share, ...]
    statuses: tuple[Count, ...]
    depth: tuple[Count, ...]
    gap: int
    gap_without_exempt: int
    stale: int
    targets: tuple[Target, ...]
    breakdowns: tuple[BreakdownFigures, ...]
    levels: tuple[Levels, ...]
    criteria: tuple[Opportunity, ...]
    policies: tuple[Opportunity, ...]
    lists: tuple[ListCount, ...]
    decisions: tuple[Decision, ...]
    firms: tuple[FirmLine, ...]
    fictitious: int
    process: tuple[Count, ...] | None = None
    providers: tuple[ProviderLine, ...] | None = None
    forecast: Forecast | None = None

    def to_json(self) -> Json:
        """Return all of it as plain values; dates as ISO text."""
        found = _plain(asdict(self))
        assert isinstance(found, dict)
        return found


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value
