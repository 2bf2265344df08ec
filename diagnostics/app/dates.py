"""The two dates that results depend on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from diagnostics.words import clock


@dataclass(frozen=True)
class Dates:
    """As of which day something holds, and by which day it was known; None where nobody named the day.

    Today stands in for a day that is not named. A workspace is asked for named days only: today's clock must not hide
    what another computer has just recorded.
    """

    as_of: date | None = None
    known_at: date | None = None
    today: date = field(default_factory=clock.today)

    @property
    def day(self) -> date:
        """The day as of which something holds."""
        return self.as_of or self.today

    @property
    def known_day(self) -> date:
        """The day by which it was known."""
        return self.known_at or self.today
