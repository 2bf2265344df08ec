"""Counting a city of 2,600 firms against a plain recomputation in pandas; ratios of one run, no wall-clock limits."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from diagnostics.content.answers import parse_answers
from diagnostics.model.answers import FirmAnswers
from diagnostics.portfolio.coverage import coverage
from diagnostics.portfolio.synthetic_city import synthetic_firms
from tests.builders import shipped
from tests.performance.test_engine import report, seconds

pytestmark = pytest.mark.long
T = date(2026, 6, 30)
NOT_COUNTING = {"non_website", "non_email", "non_chat", "local"}


def firms_of(number: int) -> list[FirmAnswers]:
    found = []
    for each in synthetic_firms(number, T):
        read, _ = parse_answers(json.dumps(next(iter(each.documents.values()))), "firm.json", shipped(), as_of=T)
        assert read is not None
        found.append(read)
    return found


def test_coverage_of_a_city_against_plain_pandas() -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed: nothing to compare with")
    firms = firms_of(2600)

    def plain() -> Any:
        titles = pandas.DataFrame(
            [{"code": firm.code, **row.values} for firm in firms for row in firm.rows.get("titles", ())]
        )
        valid = titles[
            titles.tier.isin(["province", "national", "champion"]) & (titles.valid_from <= T) & (titles.valid_to >= T)
        ]
        gone = {firm.code for firm in firms if firm.answers["firm", "status"].value != "active"}
        listed = set(valid.code) - gone
        rows = [
            {"code": firm.code, "proved": row.grade >= 2, "start": None, "end": None, "item": ""}
            | {"start": row.values.get("start_date"), "end": row.values.get("end_date")}
            | {"item": row.values["category_item"]}
            for firm in firms
            for row in firm.rows.get("systems", ())
        ]
        ledger = pandas.DataFrame(rows)
        running = ledger.start.fillna(T - timedelta(days=1)).le(T) & ledger.end.fillna(T).ge(T)
        counted = ledger[running & ledger.proved & ~ledger["item"].isin(NOT_COUNTING)]
        return len(listed), len(listed & set(counted.code))

    def engine() -> Any:
        found = coverage(firms, shipped(), T, T)
        return found["population"], found["figures"]["cov_verified"]["num"]

    assert engine() == plain()
    ours, theirs = seconds(engine, 2), seconds(plain, 2)
    report(
        f"coverage of 2600 firms: {ours:.2f} s, {ours / theirs:.1f} times a plain pandas count, "
        "which knows one figure, no groups, depth, exemptions or unknown answers"
    )
