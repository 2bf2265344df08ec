"""Proportion: how much money and how many measures at a time are fair to ask of a firm of this size and profit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from diagnostics.model.content.expressions import Condition, Value
from diagnostics.model.content.marks import Mark
from diagnostics.words.problems import NOWHERE, Place

PROPORTION = "proportion"  # the id of the one yardstick


@dataclass(frozen=True, kw_only=True)
class MoneyLimit:
    """A limit of the money of twelve months; the first one of the list that certainly holds is the firm's.

    Attributes:
        when: None: it always holds.
        wan: 万元; where figures are missing, the highest that is still possible counts.
        only_due: the money is for what the law, a contract or a customer's deadline asks.
        text: how it is reckoned, in words.
    """

    id: str
    wan: Value
    text: str
    when: Condition | None = None
    only_due: bool = False
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class CapacityStep:
    """How many own measures and bought projects at a time a firm carries with fewer people than this (None: any)."""

    own: int
    bought: int
    people_below: Fraction | None = None
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Proportion:
    """Limits of money and people, judged by the house.

    Attributes:
        limits: the money of twelve months, where the owner has not named his own.
        one_project_share: % of the limit of twelve months that a single project may take.
        running_share: % of the revenue of a year that all yearly fees together may take.
        payback_months: in which money must come back, where the owner has not said it.
        capacities: from few people to many, the last without an end.
        system_gap_months: between two new systems of record.
        horizons_months: ends of the horizons of a plan.
        least_quote_wan: the lowest ceiling with which asking for a quotation makes sense.
        quote_days: within which quotations should be in.
        fit_band: said of a price where the firm is not of the size that it was estimated for.
    """

    id: str
    title: str
    edition: str
    limits: tuple[MoneyLimit, ...]
    one_project_share: Fraction
    running_share: Fraction
    payback_months: Fraction
    capacities: tuple[CapacityStep, ...]
    system_gap_months: Fraction
    horizons_months: tuple[Fraction, ...]
    least_quote_wan: Fraction
    quote_days: int
    fit_band: str
    reviewed: date | None = None
    note: str = ""
    mark: Mark = Mark.house
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)
