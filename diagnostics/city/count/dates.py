"""Ends of months and quarters. Pure."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def month_end(year: int, month: int) -> date:
    """Return the last day of a month; months beyond 12 or below 1 run into other years."""
    years, rest = divmod(month - 1, 12)
    year, month = year + years, rest + 1
    return date(year, month, monthrange(year, month)[1])


def month_ends(after: date, until: date) -> list[date]:
    """Return the ends of months later than one day and not later than another, in order."""
    found, count = [], 0
    while (day := month_end(after.year, after.month + count)) <= until:
        found += [day] if day > after else []
        count += 1
    return found


def quarter_ends(first: date, until: date) -> list[date]:
    """Return the ends of quarters from the first (itself one) to a day; the day itself is the last where it is none."""
    found = [first]
    while (day := month_end(found[-1].year, found[-1].month + 3)) <= until:
        found.append(day)
    return found if found[-1] >= until else [*found, until]


def quarters_before(day: date, number: int) -> list[date]:
    """Return a day and the days a quarter, two quarters … before it, in order; ends of months stay ends of months."""
    ends = day == month_end(day.year, day.month)
    found = []
    for back in range(number, -1, -1):
        last = month_end(day.year, day.month - 3 * back)
        found.append(last if ends or day.day > last.day else last.replace(day=day.day))
    return found
