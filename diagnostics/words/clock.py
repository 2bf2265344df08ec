"""What time it is: the only place that asks. A day is China's day, whatever zone the computer thinks it is in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

# China has had one zone and no summer time since 1991; Windows knows no zone by name without further data.
CHINA = timezone(timedelta(hours=8), "UTC+8")


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
