"""Sources, statistics, policies and the city's coverage metric: dated, marked content."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from diagnostics.model.content.criteria import ReferenceValue
from diagnostics.model.content.expressions import Condition, Value
from diagnostics.model.content.marks import Mark
from diagnostics.words.problems import NOWHERE, Place

Measure = Literal["average_of_firms", "share_of_firms", "level", "index", "count", "target", "share", "amount"]


@dataclass(frozen=True, kw_only=True)
class Source:
    """The origin of content. `sheet` is the key of the fact sheet it was carried over from."""

    id: str
    issuer: str
    title: str
    mark: Mark
    number: str = ""
    date: str = ""
    url: str = ""
    sheet: str = ""
    note: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Statistic:
    """A dated reference value; only like is compared with like (`measure`, `definition`).

    Attributes:
        comparable_with: figure of a firm that is defined alike.
        among: of a share of firms, the yes-or-no fact that says whether a firm is one of them.
        series: values of the same thing over several years have the same word here.
    """

    id: str
    name: str
    value: Fraction
    unit: str
    measure: Measure
    scope: str
    date: str
    definition: str = ""
    comparable_with: str = ""
    among: str = ""
    series: str = ""
    note: str = ""
    mark: Mark = Mark.uncertain
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class PolicyCondition:
    """A condition of a policy item."""

    id: str
    name: str
    need: Condition
    mark: Mark = Mark.house
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class PolicyConflict:
    """Two documents that say different things of the same matter; shown side by side, never decided by us.

    `here` is what the item says that holds the conflict, `there` what the other item says; `ask` names who decides.
    """

    other: str = field(metadata={"key": "with"})
    about: str
    here: str
    there: str
    ask: str


@dataclass(frozen=True, kw_only=True)
class PolicyItem:
    """One benefit of a policy, with the firms it is for.

    Attributes:
        amount_wan: highest amount in 万元; `amount_percent`: share of the money spent that is paid, up to it.
        amount_rule: how the amount comes about, in words.
        complete: are all conditions of the document known? Otherwise the item is never 可申报.
        exclusive_group: of the items of a group only the highest is paid (从高不重复).
        conflicts: other items whose document says otherwise.
        references: what other places give; shown beside it, never matched.
        apply_by: the last day to apply, where the document or a notice of it names one.
    """

    id: str
    name: str
    benefit: Literal["award", "subsidy", "loan", "service", "title"]
    amount_wan: Fraction | None = None
    amount_percent: Fraction | None = None
    amount_rule: str = ""
    conditions: tuple[PolicyCondition, ...] = ()
    complete: bool = True
    exclusive_group: str = ""
    conflicts: tuple[PolicyConflict, ...] = ()
    references: tuple[ReferenceValue, ...] = ()
    apply_by: date | None = None
    bureaus: tuple[str, ...] = ()
    note: str = ""
    mark: Mark = Mark.house
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A policy document with its items; `status` unknown prints 待核实.

    Attributes:
        valid_from, valid_to: both days inclusive; an absent `valid_to` is unknown.
        checked_on: when a person last confirmed with the authority that it is in force.
        stale_days: a check older than this many days does not count any more.
        likely_ended: treated as probably ended until somebody shows otherwise.
    """

    id: str
    title: str
    level: Literal["national", "province", "city", "district"]
    status: Literal["in_force", "expired", "unknown"]
    items: tuple[PolicyItem, ...]
    number: str = ""
    issued: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    checked_on: date | None = None
    stale_days: int = 90
    likely_ended: bool = False
    note: str = ""
    mark: Mark = Mark.house
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class CoverageFigure:
    """A share of the population: firms with one of these statuses over all firms.

    `first_match` names the status rule (default: that of the coverage); `verified` counts on verified answers only.
    """

    id: str
    name: str
    statuses: tuple[str, ...]
    first_match: str = ""
    verified: bool = False
    headline: bool = False
    definition: str = ""


@dataclass(frozen=True)
class CoverageGroup:
    """A part of the population."""

    id: str
    name: str
    when: Condition


@dataclass(frozen=True)
class Breakdown:
    """Sub-populations by the options of a fact, or by groups."""

    id: str
    name: str
    by: str = ""
    groups: tuple[CoverageGroup, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CoverageTarget:
    """The goal of a figure (in percent) with its date."""

    id: str
    name: str
    figure: str
    at_least: Fraction
    date: datetime.date
    mark: Mark = Mark.house
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True)
class CoverageSwitch:
    """A switch of the population: when it is off, the firms that satisfy `drops` are left out."""

    id: str
    name: str
    default: bool
    drops: Condition


@dataclass(frozen=True, kw_only=True)
class Shortfall:
    """The reason why a firm does not count; of several the first that fits holds.

    Attributes:
        name: what is missing, in words.
        steps: how much has to happen; 1 is what one visit can settle.
        statuses: the statuses it fits; all where none are named.
        when: a condition over the firm that must hold too.
    """

    id: str
    name: str
    steps: int
    statuses: tuple[str, ...] = ()
    when: Condition | None = None


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """A target (a statistic) shown beside the coverage, and what it counts: `firms` or `average`; neither: unknown.

    Attributes:
        firms: the firms that satisfy this condition are counted.
        average: the mean of this value over the firms of which it is known.
    """

    statistic: str
    firms: Condition | None = None
    average: Value | None = None


@dataclass(frozen=True)
class Rounding:
    """Decimals of printed percentages; what is printed at most while firms are missing."""

    decimals: int = 1
    below_full: Fraction = Fraction(100)


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """The city's coverage metric: population, statuses, figures, gap, breakdowns.

    `decisions` says per status what the office is asked to decide about its firms.
    """

    id: str
    title: str
    edition: str
    standard: str
    first_match: str
    population: Condition
    figures: tuple[CoverageFigure, ...]
    gap: tuple[str, ...]
    exempt: Condition | None = None
    breakdowns: tuple[Breakdown, ...] = ()
    depth: str = ""
    deep: tuple[str, ...] = ()
    list_name: str = ""
    targets: tuple[CoverageTarget, ...] = ()
    switches: tuple[CoverageSwitch, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    decisions: Mapping[str, str] = field(default_factory=dict)
    stale_days: int = 365
    rounding: Rounding = Rounding()
    note: str = ""
    reviewed: date | None = None
    mark: Mark = Mark.proposal
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)
