"""The results of a city as frozen records: page, workbook, brief and JSON only print these. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from diagnostics.city.count.city_firms import FirmLine
from diagnostics.city.count.count_records import NOTHING, BreakdownFigures, Count, Json, Share, Target
from diagnostics.city.count.outlook_records import CityChange, Outlook, Reconciliation
from diagnostics.city.count.process import FirmProcess
from diagnostics.model.firm.register import ProcessRules
from diagnostics.model.plain import plain
from diagnostics.words.numbers import number


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
    """The firms that can apply for a recognition or a policy: they hold it, may hold it, are unknown, fail.

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
class FirmEnd:
    """Something of a firm that ends soon: which, on which day, in how many days; `rule` says of what kind it is."""

    rule: str
    what: str
    day: date
    days: int
    code: str


@dataclass(frozen=True, kw_only=True)
class EndCount:
    """How many things of a kind end `within` so many days, and of how many firms."""

    rule: str
    name: str
    within: int
    ends: int
    firms: int


@dataclass(frozen=True, kw_only=True)
class ProviderLine:
    """The firms of one provider; for `ended` ones nothing is due any more."""

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
    end_counts: tuple[EndCount, ...]
    ends: tuple[FirmEnd, ...]
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
    numbers = sum(not isinstance(cell, str) for cell in cells)
    return numbers > 0 and all(not isinstance(cell, str) or cell == NOTHING for cell in cells)


def cell_text(cell: TableCell) -> str:
    """Return a cell as it is printed; only parts of firms (shares of a cause) are no whole numbers."""
    if isinstance(cell, Share):
        return cell.text
    return number(cell, 1, trim=False) if isinstance(cell, float) else str(cell)
