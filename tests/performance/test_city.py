"""Counting a city of 2,600 firms against a plain recomputation in pandas; ratios of one run, no wall-clock limits."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from diagnostics.answers.files.file import parse_answers, read_folder
from diagnostics.city.ahead.toward_target import toward_target
from diagnostics.city.count.city_figures import city_figures
from diagnostics.city.count.coverage import count_city
from diagnostics.city.count.definitions import reconcile
from diagnostics.city.practice.synthetic_city import city_files, synthetic_firms
from diagnostics.city.show.brief_document import brief_document
from diagnostics.city.show.dashboard import render_dashboard
from diagnostics.city.show.workbook import render_workbook
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.report.formats.docx import render_docx
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


def plain_count(firms: list[FirmAnswers]) -> tuple[int, int, dict[str, int]]:
    """The list, the verified firms, and these by district, counted by hand in pandas."""
    import pandas

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
    verified = listed & set(counted.code)
    where = pandas.Series(
        {firm.code: firm.answers["firm", "district"].value for firm in firms if ("firm", "district") in firm.answers}
    )
    counts = where[where.index.isin(verified)].value_counts()
    return len(listed), len(verified), {str(key): int(n) for key, n in counts.items()}


def test_coverage_of_a_city_against_plain_pandas() -> None:
    pytest.importorskip("pandas", reason="pandas is not installed: nothing to compare with")
    firms = firms_of(2600)

    def engine() -> Any:
        return count_city(firms, shipped(), T, T)

    found = engine()
    by = {key: each["figures"]["cov_verified"]["num"] for key, each in found["by"]["district"].items()}
    plain = plain_count(firms)
    assert (found["population"], found["figures"]["cov_verified"]["num"]) == plain[:2]
    assert {key: n for key, n in by.items() if n and key != "unknown"} == plain[2]
    ours, theirs = seconds(engine, 2), seconds(lambda: plain_count(firms), 2)
    report(
        f"coverage of 2600 firms: {ours:.2f} s, {ours / theirs:.1f} times a plain pandas count, "
        "which knows one figure and one grouping, no depth, exemptions, unknown answers or definitions"
    )


def test_page_workbook_and_brief_of_a_city(tmp_path: Path) -> None:
    """Everything the bureau gets of 2,600 firms in one go, in seconds of one processor, step by step."""
    pytest.importorskip("pandas", reason="pandas is not installed: nothing to compare with")
    for name, data in city_files(2600, T):
        if name.endswith(".json"):
            (tmp_path / name).write_bytes(data)
    clock = Clock()
    firms, _ = read_folder(tmp_path, shipped(), as_of=T, known_at=T)
    clock.done("read")
    way = toward_target(lambda _, __: firms, shipped(), T, T, new_target=date(2027, 12, 31))
    apart = reconcile(firms, shipped(), T, next(iter(shipped().coverages.values())), frozenset())
    clock.done("outlook and definitions")
    city = city_figures(firms, shipped(), T, T, outlook=way, reconciliation=apart)
    clock.done("levels, verdicts, policies, coverage")
    page = render_dashboard(city, shipped())
    book = render_workbook(city, shipped())
    brief = render_docx(brief_document(city), T, pictures={})
    clock.done("page, workbook, brief")
    theirs = seconds(lambda: plain_count(firms), 2)
    head = f"{city.headline.num} / {city.headline.den}"
    assert head in page
    assert min(len(page), len(book), len(brief)) > 10_000
    assert (city.population, city.headline.num) == plain_count(firms)[:2]
    total = sum(clock.taken.values())
    steps = ", ".join(f"{name} {taken:.1f}" for name, taken in clock.taken.items())
    report(
        f"page, workbook and brief of 2600 firms: {total:.1f} s CPU ({steps}); without reading "
        f"{(total - clock.taken['read']) / theirs:.0f} times a plain pandas count of one figure"
    )


class Clock:
    """Seconds of processor time between two looks, by name."""

    def __init__(self) -> None:
        self.taken: dict[str, float] = {}
        self.last = process_time()

    def done(self, name: str) -> None:
        self.taken[name] = process_time() - self.last
        self.last = process_time()
