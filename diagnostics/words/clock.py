"""What time it is: the only place that asks. A day is China's day, whatever zone the computer thinks it is in."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction

# China has had one zone and no summer time since 1991; Windows knows no zone by name without further data.
CHINA = timezone(timedelta(hours=8), "UTC+8")
_HALF_MONTH = timedelta(days=15)


def now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


def today() -> date:
    """Return the day that it is in China."""
    return china_day(now())


def china_day(moment: datetime) -> date:
    """Return the day that it was in China at a moment.

    >>> from datetime import UTC
    >>> china_day(datetime(2026, 6, 29, 16, 0, tzinfo=UTC)).isoformat()
    '2026-06-30'
    """
    return moment.astimezone(CHINA).date()


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the last of that month.

    >>> months_later(date(2026, 1, 31), 1).isoformat()
    '2026-02-28'
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def day_of(start: date, months: Fraction) -> date:
    """Return the day some months after another one; half a month counts fifteen days.

    >>> day_of(date(2026, 6, 30), Fraction(5, 2)).isoformat()
    '2026-09-14'
    """
    whole = int(months)
    return months_later(start, whole) + (_HALF_MONTH if months > whole else timedelta())
