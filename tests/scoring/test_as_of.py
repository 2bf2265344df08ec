"""Days before the diagnosis by the calendar: an anniversary is the day of the same number, whatever lies between."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.judgement.jurisdiction import EVERY
from diagnostics.model.content import expressions as ex
from diagnostics.scoring.words.describe import Describer
from tests.builders import firm, shipped
from tests.scoring.twin_rows import moved


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 6, 30), -24, date(2024, 6, 30)),
        (date(2026, 6, 15), -24, date(2024, 6, 15)),
        (date(2026, 3, 1), -24, date(2024, 3, 1)),
        (date(2026, 2, 27), -24, date(2024, 2, 27)),
        (date(2026, 2, 28), -24, date(2024, 2, 29)),  # what began on 29 February has been two years
        (date(2028, 2, 28), -24, date(2026, 2, 28)),
        (date(2028, 2, 29), -24, date(2026, 2, 28)),
        (date(2024, 2, 29), -48, date(2020, 2, 29)),
        (date(2026, 3, 30), -1, date(2026, 2, 28)),
        (date(2026, 4, 30), -1, date(2026, 3, 31)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
    ],
)
def test_years_and_months_go_by_the_calendar(day: date, months: int, expected: date) -> None:
    assert ex.AsOf(0, months).on(day) == expected


def test_it_is_the_last_day_whose_years_or_months_are_over() -> None:
    for offset in range(0, 1500, 7):
        day = date(2023, 1, 1) + timedelta(days=offset)
        for months in (-36, -24, -12, -6, -3, -1, 1, 12):
            assert ex.AsOf(0, months).on(day) == moved(day, ex.AsOf(0, months)), f"{day} {months}"
    assert ex.AsOf(-90).on(date(2026, 6, 30)) == date(2026, 4, 1)


# ---- the content ----

TWO_YEARS = {"hlj_ws_basic": "hlj_ws_age_b", "hlj_ws_adv": "hlj_ws_age_b", "hlj_sf": "hlj_ws_age_b"}
THREE_YEARS = {"sd_2024": "sd_2024_years", "sd_bm_2021": "bm_sd2021_basic_a"}


@pytest.mark.parametrize("day", [date(2026, 6, 30), date(2027, 6, 30), date(2028, 6, 30), date(2029, 3, 1)])
def test_an_age_is_reached_on_the_anniversary_and_not_a_day_earlier(day: date) -> None:
    days_off = {0: "met", 1: "not_met", -1: "met"}
    firms = [
        firm({
            fact: (day.replace(year=day.year - years) + timedelta(days=off)).isoformat()
            for fact, years in (("registered_on", 2), ("operating_since", 3))
        })
        for off in days_off
    ]  # fmt: skip
    for diagnosis, state in zip(diagnose(firms, shipped(), day, province=EVERY), days_off.values(), strict=True):
        for criteria, wanted in (TWO_YEARS | THREE_YEARS).items():
            result = diagnosis.criteria[criteria]
            states = {name: each.state for name, each in result.conditions.items()}
            states |= {part: found for each in result.conditions.values() for part, found in each.parts.items()}
            assert states[wanted] == state, criteria


def test_no_content_counts_years_in_days() -> None:
    """A number of days that only stands for years is wrong in a span with another number of leap days."""
    found = [part.offset for part in every_expression(shipped()) if isinstance(part, ex.AsOf) and not part.months]
    assert {offset for offset in found if abs(offset) % 365 <= abs(offset) // 365 and offset} == set()
    assert {part.months for part in every_expression(shipped()) if isinstance(part, ex.AsOf)} == {0, -12, -24, -36}


def every_expression(item: Any) -> list[ex.Expression]:
    if isinstance(item, dict):
        return [found for each in item.values() for found in every_expression(each)]
    if isinstance(item, tuple):
        return [found for each in item for found in every_expression(each)]
    if not is_dataclass(item) or isinstance(item, type):
        return []
    own = [item] if isinstance(item, ex.Expression) else []
    return own + [found for each in fields(item) for found in every_expression(getattr(item, each.name))]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (ex.AsOf(0), "诊断日"),
        (ex.AsOf(-90), "诊断日前 90 天"),
        (ex.AsOf(0, -24), "诊断日前 2 年"),
        (ex.AsOf(0, -18), "诊断日前 18 个月"),
        (ex.AsOf(0, 12), "诊断日后 1 年"),
        (ex.Constant(Fraction(3)), "3"),
    ],
)
def test_the_day_is_told_in_the_unit_it_is_written_in(value: ex.Expression, words: str) -> None:
    assert Describer(shipped()).number(value, "") == words
