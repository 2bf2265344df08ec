"""An earlier diagnosis of a firm, as it was: what was known then, what was printed, what was planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.results.plans import Range


@dataclass(frozen=True, kw_only=True)
class PlannedMeasure:
    """A measure of an earlier plan: by which day it was to be done, at which price (万元; None: to be asked for)."""

    id: str
    name: str
    due: date
    cost: Range | None = None


@dataclass(frozen=True, kw_only=True)
class EarlierVisit:
    """The diagnosis with which a second visit is compared.

    Attributes:
        firm: what was known and counted then.
        report_date: the day from which its plan was reckoned.
        number, version: of the report that was issued of it; empty and 0: none was.
        content: fingerprint of the content of then; empty: nobody wrote it down, as where no report was issued.
        summary: levels, verdicts and sums in words, as they were printed; empty likewise.
        measures: of the plan that was handed over; None: the first releases did not keep them.
    """

    firm: FirmAnswers
    as_of: date
    report_date: date
    number: str = ""
    version: int = 0
    content: str = ""
    summary: Mapping[str, str] = field(default_factory=dict)
    measures: tuple[PlannedMeasure, ...] | None = None
