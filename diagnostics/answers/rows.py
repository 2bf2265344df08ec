"""Whether a row of a record table may stand: its cells, what must hold between them, and beside the other rows."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from diagnostics.answers.faults import Fault, errors, figure
from diagnostics.answers.limits import value_faults
from diagnostics.model.content.facts import FactTable, Field
from diagnostics.model.firm.answers import AnswerValue, Row
from diagnostics.words.catalogue import say

OFFICIAL_RESULTS = "official_results"
_PERIODS = (("start_date", "end_date"), ("valid_from", "valid_to"))

Values = Mapping[str, AnswerValue]
Key = tuple[object, ...]


def row_faults(table: FactTable, values: Values, *, as_of: date | None = None) -> tuple[Fault, ...]:
    """Return what keeps values (None or missing: not known) from being a row, and what is only worth a warning.

    What must hold between cells is judged only where each of them may stand by itself.
    """
    cells = cell_faults(table, values)
    missing = missing_faults(table, {name for name, value in values.items() if value is not None})
    between = () if errors(cells) else between_faults(table, values, as_of=as_of)
    return (*missing, *cells, *between)


def missing_faults(table: FactTable, given: Container[str]) -> tuple[Fault, ...]:
    """Return the fields that a row must have and that are not among those given."""
    return tuple(
        Fault(code="ANS-06", given={"key": field.id}, column=field.id)
        for field in table.fields
        if field.required and field.id not in given
    )


def row_label(table: FactTable, fault: Fault) -> str:
    """Return what a fault of a row is about, in a file and wherever the id helps: the field, or the table."""
    column = table.field_named(fault.column)
    if column is None:
        return table.name
    return f"{table.name}：{column.name}" if fault.code == "ANS-06" else f"{column.id}（{column.name}）"


def cell_faults(table: FactTable, values: Values) -> tuple[Fault, ...]:
    """Return what is wrong with the cells, each by itself."""
    found: list[Fault] = []
    for name, value in values.items():
        column = table.field_named(name)
        if column is None:
            names = tuple(field.id for field in table.fields)
            given = {"key": name, "got": name, "known": "、".join(names)}
            found.append(Fault(code="ANS-05", given=given, words=names, column=name))
        elif value is not None:
            found += (replace(fault, column=name) for fault in value_faults(column, value))
    return tuple(found)


def between_faults(table: FactTable, values: Values, *, as_of: date | None = None) -> tuple[Fault, ...]:
    """Return what does not hold between cells that may each stand by itself."""
    return (*part_faults(table, values), *period_faults(table, values), *_future_faults(table, values, as_of))


def part_faults(table: FactTable, values: Values) -> tuple[Fault, ...]:
    """Return the fields that are larger than a field they are a part of, however far up."""
    found = []
    for column in table.fields:
        part = values.get(column.id)
        whole = _whole_of(table, column, values)
        total = None if whole is None else values.get(whole.id)
        if whole is not None and isinstance(part, Fraction) and isinstance(total, Fraction) and part > total:
            given = {"part": column.name, "got": figure(part), "whole": whole.name, "limit": figure(total)}
            found.append(Fault(code="ANS-42", given=given, column=column.id))
    return tuple(found)


def _whole_of(table: FactTable, column: Field, values: Values) -> Field | None:
    """Return the nearest field above this one that is filled in; between them may be parts that are not."""
    whole = table.field_named(column.within)
    for _ in table.fields:
        if whole is None or values.get(whole.id) is not None:
            break
        whole = table.field_named(whole.within)
    return whole


def period_faults(table: FactTable, values: Values) -> tuple[Fault, ...]:
    """Return the periods that end before they start."""
    found = []
    for first, last in _PERIODS:
        start, end = values.get(first), values.get(last)
        if isinstance(start, date) and isinstance(end, date) and end < start:
            given = {"table": table.name, "start": start, "end": end}
            found.append(Fault(code="ANS-44", given=given, column=last))
    return tuple(found)


def _future_faults(table: FactTable, values: Values, as_of: date | None) -> tuple[Fault, ...]:
    day = values.get("date")
    if table.id != OFFICIAL_RESULTS or as_of is None or not isinstance(day, date) or day <= as_of:
        return ()
    return (Fault(code="ANS-45", given={"day": day, "as_of": as_of}, column="date", warning=True),)


# ---- beside the other rows ------------------------------------------------------------------------------------------


def row_key(table: FactTable, row: Row) -> Key | None:
    """Return what makes a row unique in its table; None where rows may repeat or a part is missing."""
    parts = [row.values.get(each) for each in table.key]
    return None if not parts or None in parts else (row.subject, *parts)


def row_identity(table: FactTable, row: Row) -> Key | None:
    """Return by what a person knows a row again: its key, else `known_by`; None where the first part is missing.

    Unlike a key it may repeat: two machines of one process, a service that was renewed.
    """
    parts = [row.values.get(each) for each in table.key or table.known_by]
    if not parts or parts[0] is None:
        return None
    return (row.subject, *(_plain(part) if isinstance(part, str) else part for part in parts))


def reads_alike(table: FactTable, row: Row) -> Key | None:
    """Return less than the identity: whose row it is, and the first part of what it is known by."""
    whole = row_identity(table, row)
    return whole[:2] if whole else None


def may_be_one(table: FactTable, one: Row, other: Row) -> bool:
    """Whether two rows are known by the same, or would be if a part that one of them leaves open were filled in."""
    here, there = row_identity(table, one), row_identity(table, other)
    if here is None or there is None or here[:2] != there[:2]:
        return False
    return all(None in pair or pair[0] == pair[1] for pair in zip(here, there, strict=True))


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def repeated_faults(table: FactTable, rows: Iterable[Row]) -> Iterator[tuple[int, Fault]]:
    """Yield every row whose key an earlier one has: its number, and a fault with the number of that one."""
    seen: dict[Key, int] = {}
    for at, row in enumerate(rows):
        key = row_key(table, row)
        if key is not None and seen.setdefault(key, at) != at:
            yield at, _repeated(table, seen[key])


def _repeated(table: FactTable, other: int) -> Fault:
    names = (table.field_named(each) for each in table.key)
    key = "、".join(name.name for name in names if name is not None)
    first = say("phrases", "row_number", row=other + 1)
    return Fault(code="ANS-43", given={"table": table.name, "key": key, "first": first}, index=other)


def change_faults(table: FactTable, rows: Sequence[Row], at: int, now: Row) -> tuple[Fault, ...]:
    """Return what is wrong with a row that is added (`at` the end) or changed, by itself or beside the others.

    What was wrong with it before is not told again: two laptops may have brought a row twice, and what an older
    release has kept is mended one cell at a time.
    """
    new = at == len(rows)
    before = () if new else row_faults(table, rows[at].values)
    own = tuple(fault for fault in row_faults(table, now.values) if fault not in before)
    key = row_key(table, now)
    if key is None or (not new and row_key(table, rows[at]) == key):
        return own
    other = next((each for each, row in enumerate(rows) if each != at and row_key(table, row) == key), None)
    return own if other is None else (*own, _repeated(table, other))
