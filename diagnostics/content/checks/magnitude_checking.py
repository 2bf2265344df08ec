"""Checks of the soft ranges: what they are about, what they measure by, and that their limits leave room."""

from __future__ import annotations

from diagnostics.model.content.facts import Derived, Fact, Field
from diagnostics.model.content.library import Library
from diagnostics.model.content.magnitudes import AS_OF, LAST_YEAR, Magnitude, field_of
from diagnostics.words.catalogue import name_of, near_miss, problem
from diagnostics.words.numbers import number
from diagnostics.words.problems import Problem

_NUMERIC = frozenset({"number", "percent"})


def check_magnitudes(library: Library, problems: list[Problem]) -> None:
    """Add every problem of the soft ranges."""
    for rule in library.magnitudes.values():
        for name in rule.of:
            _measured(rule, name, library, problems, dates=rule.against == AS_OF)
        if rule.against == LAST_YEAR:
            _rows_of_years(rule, library, problems)
        elif rule.against not in {"", AS_OF}:
            _measured(rule, rule.against, library, problems, dates=False)
        _limits(rule, problems)


def _measured(rule: Magnitude, name: str, library: Library, problems: list[Problem], *, dates: bool) -> None:
    """What a range is about, or measures by, is a number; with the day of the diagnosis a date or a year."""
    item = _item(name, library)
    if item is None:
        known = [*library.facts, *library.derived, *_columns(library)]
        near = near_miss(name, known)
        problems.append(problem("REF-01", rule.place, kind=name_of("kinds", "figure"), id=name, near=near))
    elif item.type not in (_NUMERIC | {"date"} if dates else _NUMERIC):
        kind = name_of("fact_types", item.type)
        problems.append(problem("MAG-01", rule.place, rule=rule.id, id=name, type=kind))


def _item(name: str, library: Library) -> Fact | Derived | Field | None:
    found = field_of(name, library.tables)
    return found or library.facts.get(name) or library.derived.get(name)


def _columns(library: Library) -> list[str]:
    return [f"{table.id}.{column.id}" for table in library.tables.values() for column in table.fields]


def _rows_of_years(rule: Magnitude, library: Library, problems: list[Problem]) -> None:
    """Only a table with a row per year has a year before."""
    for name in rule.of:
        table = library.tables.get(name.partition(".")[0])
        if field_of(name, library.tables) is None or table is None or not table.key:
            problems.append(problem("MAG-02", rule.place, rule=rule.id, id=name))


def _limits(rule: Magnitude, problems: list[Problem]) -> None:
    if rule.low is None and rule.high is None:
        problems.append(problem("MAG-03", rule.place, rule=rule.id))
    if rule.low is not None and rule.high is not None and rule.low > rule.high:
        low, high = number(rule.low, 6), number(rule.high, 6)
        problems.append(problem("FACT-03", rule.place, id=rule.id, low=low, high=high))
