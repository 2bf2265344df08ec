"""The input of the sheets of one visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from diagnostics.model.results.report_input import ReportInput


@dataclass(frozen=True, kw_only=True)
class SheetInput:
    """A diagnosis in words and what only the visit knows.

    Attributes:
        fingerprint: of the facts, see `sheets.fingerprint`.
        due: until when the firm brings what it owes.
        mode: of the visit (普通, 纸质, 不入户); decides what the promise of secrecy says.
        recorded: when the first and the last answer of this assessment were recorded; printed as a reminder beside the
            hours that people write in by hand.
        retain_until: until when the firm allows its data to be kept.
    """

    given: ReportInput
    fingerprint: str
    due: date
    mode: str = ""
    recorded: tuple[datetime, datetime] | None = None
    retain_until: date | None = None
