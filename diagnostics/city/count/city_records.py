"""What is said of a city, as frozen records: page, workbook, brief and JSON only print these. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from diagnostics.city.count.city_firms import FirmLine
from diagnostics.city.count.process import FirmProcess
from diagnostics.model.firm.register import ProcessRules
from diagnostics.model.plain import plain
from diagnostics.words.numbers import number

Json = dict[str, Any]


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
    """Where the pace of the past quarters leads.

    Attributes:
        until: the quarter's end that the counts are about.
        median, low, high: firms counted then; `level` of the paths lie between the last two.
        chance: share of the paths that have reached the target then.
        expected, earliest, latest: when half of the paths are there, and the ends of that interval; None: not within
            ten years.
        quarters: of the past that it rests on.
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


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a figure is to reach by a date; `missing` firms are still needed for it.

    `then` is the figure at that date, when it has passed; before, `months` ends of months are left, each with `pace`
    firms to come in.
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

    @property
    def is_empty(self) -> bool:
        """Whether there is no firm of which the figure could be a share."""
        return self.figure.den == 0

    @property
    def reached_then(self) -> bool:
        """Whether it was reached at its date, where that is known."""
        # compared as whole firms, like everywhere: 99.99 % is not everything
        return self.then is not None and self.then.den > 0 and self.then.num * 100 >= self.at_least * self.then.den


@dataclass(frozen=True, kw_only=True)
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


@dataclass(frozen=True, kw_only=True)
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


@dataclass(frozen=True, kw_only=True)
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


@dataclass(frozen=True, kw_only=True)
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


@dataclass(frozen=True, kw_only=True)
class Definition:
    """A definition of "on the cloud": how many firms it counts, and how it differs from the verified one.

    `reasons`: in words, with the number of firms; `firms - only_here + only_verified` is the verified number.
    """

    id: str
    name: str
    firms: int
    only_verified: int
    only_here: int
    reasons: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Reconciliation:
    """The definitions side by side; `outside`: reported codes that are not on the list, by reason in words."""

    definitions: tuple[Definition, ...]
    outside: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class PastPoint:
    """The headline figure at an earlier date, as it is known today."""

    date: date
    share: Share


@dataclass(frozen=True, kw_only=True)
class NearFirm:
    """A firm that is missing, what is the least that has to happen, and in which group of the first breakdown it is."""

    code: str
    name: str
    status: str
    reason: str
    group: str
    exempt: bool


@dataclass(frozen=True)
class Visit:
    """A group in which one visit each settles so many firms."""

    group: str
    firms: int
    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OtherTarget:
    """Another dated target of the same document; `value` is None where nothing is recorded, over `of` firms."""

    id: str
    name: str
    target: float
    unit: str
    date: str
    value: float | None
    of: int
    mark: str


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """The way to the targets: the past, how the forecast has done on simulated cities, whom to see, other targets."""

    history: tuple[PastPoint, ...]
    level: float
    inside: float
    simulated: int
    mean_error: float
    simulated_firms: int
    nearest: tuple[NearFirm, ...]
    visits: tuple[Visit, ...]
    others: tuple[OtherTarget, ...]


@dataclass(frozen=True, kw_only=True)
class Moves:
    """Firms of both dates by how their level of a standard moved; `kind`: claimed or verified."""

    standard: str
    title: str
    kind: str
    up: int
    same: int
    down: int
    decided: int
    undecided: int


@dataclass(frozen=True, kw_only=True)
class ChangeLine:
    """Firms that something holds of, before and after, and what the difference comes from.

    `joined` and `left`: firms that are in only one of the two pictures. `causes`: firms per cause; each firm whose
    answer changed is shared out among the causes that brought it about. after - before = joined - left + the causes.
    """

    id: str
    name: str
    before: int
    after: int
    joined: int
    left: int
    causes: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class CityChange:
    """Two pictures of a city: firms in both, in one only, and every figure with its causes."""

    before: date
    after: date
    content_before: str
    content_after: str
    both: int
    joined: int
    left: int
    facts_changed: int
    evidence_changed: int
    lines: tuple[ChangeLine, ...]
    moves: tuple[Moves, ...]
    firms: tuple[Json, ...] = ()

    def to_json(self) -> Json:
        """Return all of it as plain values; dates as ISO text."""
        return cast(Json, plain(self))


@dataclass(frozen=True)
class Process:
    """The steps of every firm and the rules of the steps."""

    firms: Sequence[FirmProcess]
    rules: ProcessRules


@dataclass(frozen=True, kw_only=True)
class CityFigures:
    """The whole picture at one date.

    `files` firms were diagnosed, `population` of them are on the list that coverage counts. `process` and `providers`
    are None where no steps are recorded, `reconciliation`, `outlook` and `change` where nobody asked for them.
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
    reconciliation: Reconciliation | None = None
    outlook: Outlook | None = None
    change: CityChange | None = None

    def to_json(self) -> Json:
        """Return all of it as plain values; dates as ISO text."""
        return cast(Json, plain(self))


NOTHING = "—"  # what is printed where there is no figure
TableCell = str | int | float | Share


@dataclass(frozen=True, kw_only=True)
class CityTable:
    """A table: `title` over it, `note` under it; numbers and shares stay values, so that each format prints its own."""

    id: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    note: str = ""

    @property
    def numeric(self) -> tuple[bool, ...]:
        """Whether a column holds numbers, some of which may be missing."""
        return tuple(_is_numeric([row[at] for row in self.rows]) for at in range(len(self.heads)))

    @property
    def wide(self) -> bool:
        """Whether half a page is too narrow for it."""
        longest = max((len(each) for row in self.rows for each in row if isinstance(each, str)), default=0)
        return len(self.heads) > 6 or (len(self.heads) > 4 and longest > 24)


def _is_numeric(cells: Sequence[TableCell]) -> bool:
    numbers = sum(not isinstance(each, str) for each in cells)
    return numbers > 0 and all(not isinstance(each, str) or each == NOTHING for each in cells)


def cell_text(cell: TableCell) -> str:
    """Return a cell as it is printed; only parts of firms (shares of a cause) are no whole numbers."""
    if isinstance(cell, Share):
        return cell.text
    return number(cell, 1, trim=False) if isinstance(cell, float) else str(cell)
