"""Firms that nobody visited: on the list, and nowhere verified, at a level, at a stage or at a depth."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from diagnostics.answers.files.file import parse_answers
from diagnostics.city.as_json import coverage_json
from diagnostics.city.count.city_figures import city_figures
from diagnostics.city.count.city_records import CityFigures
from diagnostics.city.count.coverage import count_city
from diagnostics.city.count.population import members
from diagnostics.city.practice.synthetic_city import synthetic_firms
from diagnostics.city.show.city_tables import city_tables, firm_table
from diagnostics.diagnosis.overview import overview
from diagnostics.model.firm.answers import Answer, FirmAnswers
from tests.builders import shipped

T = date(2025, 9, 30)
RULES = next(iter(shipped().coverages.values()))
VISITED, NEVER = 300, 200
NOT_SURVEYED = next(each.id for each in RULES.figures if each.statuses == ("unknown",))


@cache
def city() -> tuple[FirmAnswers, ...]:
    """500 firms; of the last 200 only what a list says is known."""
    found = []
    for number, each in enumerate(synthetic_firms(VISITED + NEVER, T, seed=7)):
        document = dict(next(iter(each.documents.values())))
        if number >= VISITED:
            document = {key: document[key] for key in ("firm", "fictitious") if key in document}
        read, problems = parse_answers(json.dumps(document), "firm.json", shipped(), as_of=T)
        assert [problem for problem in problems if not problem.warning] == []
        assert read is not None
        found.append(read)
    return tuple(found)


@cache
def figures(visited_only: bool) -> CityFigures:
    return city_figures(city()[:VISITED] if visited_only else city(), shipped(), T, T)


def never() -> tuple[FirmAnswers, ...]:
    return city()[VISITED:]


def said_nothing(firm: FirmAnswers) -> FirmAnswers:
    """The same firm after somebody wrote 不清楚 to every question and 不适用 wherever that may be said."""
    firm_id = firm.firm_subject
    answers = {
        (firm_id, fact.id): Answer(state="na", note="没有这项业务") if fact.na else Answer(state="unknown")
        for fact in shipped().facts.values()
        if not fact.given
    }
    return replace(firm, answers={**answers, **firm.answers})


@pytest.mark.parametrize("asked_in_vain", [False, True])
def test_a_firm_that_nobody_visited_has_no_level_and_no_depth(asked_in_vain: bool) -> None:
    firms = [said_nothing(each) for each in never()[:50]] if asked_in_vain else never()
    for seen in overview(firms, shipped(), T):
        levels = {name: (each.claimed, each.verified, each.official) for name, each in seen.levels.items()}
        assert levels == dict.fromkeys(levels, (None, None, None))
        assert levels.keys() == {"cloud", "cmmm", "digital_level", "integration"}


def test_of_the_firms_that_nobody_visited_none_is_counted_in_a_figure_or_at_a_depth() -> None:
    found = coverage_json(count_city(never(), shipped(), T, T))
    assert found["population"] > 0
    counted = {name: each["num"] for name, each in found["figures"].items() if each["num"]}
    assert counted == {NOT_SURVEYED: found["population"]}
    assert found["depth"] == dict.fromkeys(found["depth"], 0)
    assert {name: n for name, n in found["statuses"].items() if n} == {"unknown": found["population"]}
    by_figure = members(never(), shipped(), T, RULES).by_figure
    assert {name for name, firms in by_figure.items() if firms} == {NOT_SURVEYED}


def test_two_hundred_firms_that_nobody_visited_change_no_count_of_verified_levels_or_depths() -> None:
    some, everybody = figures(True), figures(False)
    assert everybody.files == some.files + NEVER
    assert everybody.depth == some.depth
    added = everybody.population - some.population
    assert 0 < added <= NEVER
    for share, later in zip(some.shares, everybody.shares, strict=True):
        assert later.num == share.num + (added if later.id == NOT_SURVEYED else 0), later.name
    statuses = {each.name: each.firms for each in some.statuses}
    more = {each.name: each.firms - statuses[each.name] for each in everybody.statuses}
    assert {name: n for name, n in more.items() if n} == {"未调查": added}
    for one, other in zip(some.levels, everybody.levels, strict=True):
        for before, after in zip(one.rows, other.rows, strict=True):
            more_of_them = NEVER if before.level is None else 0
            counts = (before.claimed + more_of_them, before.verified + more_of_them, before.official + more_of_them)
            assert (after.claimed, after.verified, after.official) == counts, f"{one.title} {before.name}"
    proved = {each.id: each.verified for each in (*some.criteria, *some.policies)}
    for each in (*everybody.criteria, *everybody.policies):
        assert each.verified == proved.get(each.id, 0), each.name


def test_the_tables_of_the_city_say_of_such_a_firm_that_it_is_open() -> None:
    name = never()[0].name
    tables = [*city_tables(figures(False)).values(), firm_table(figures(False), shipped())]
    rows: list[Any] = [row for table in tables for row in table.rows if name in row]
    assert rows
    cells = {str(cell) for row in rows for cell in row}
    assert "尚未" in cells
    assert not {cell for cell in cells if cell.startswith("未达到一级") or "已核实" in cell or cell.startswith("C0")}
