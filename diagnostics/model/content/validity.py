"""From when to when a rule holds: which edition of a standard or a criteria set counts on a day."""

from __future__ import annotations

from datetime import date
from typing import Protocol


class InPeriod(Protocol):
    """A thing with a first and a last day, both inclusive; an absent day leaves that side open."""

    @property
    def valid_from(self) -> date | None:
        """First day, or None."""
        ...

    @property
    def valid_to(self) -> date | None:
        """Last day, or None."""
        ...


def in_force(item: InPeriod, day: date) -> bool:
    """Return whether something holds on a day."""
    started = item.valid_from is None or item.valid_from <= day
    return started and (item.valid_to is None or day <= item.valid_to)
