"""Record tables as arrays: which rows belong to which subject, their fields, and merged chains of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from diagnostics.model.content.expressions import Chained
from diagnostics.model.content.facts import FactTable, Field, Option
from diagnostics.model.content.marks import SUBJECT_KINDS, Grade, SubjectKind
from diagnostics.model.firm.answers import Row
from diagnostics.scoring.engine.columns import choice_column, number_column
from diagnostics.scoring.engine.frame import Frame
from diagnostics.scoring.engine.intervals import INFINITY, Array, Bools, Choices, Values

_GRADE_FIELD = Field(
    id="grade", name="grade", type="choice", options=tuple(Option(id=grade.name, name=grade.name) for grade in Grade)
)


@dataclass(frozen=True)
class Placed:
    """A row with the firm (index) and the row itself; `certain`: whether the frame counts it for sure."""

    firm: int
    row: Row
    certain: bool


class TableRows:
    """All rows of a table in a frame."""

    def __init__(self, frame: Frame, table: FactTable, rows: Sequence[Placed]) -> None:
        self.frame = frame
        self.table = table
        self.rows = rows
        self._cache: dict[str, Values | Choices] = {}
        self._links: dict[SubjectKind, tuple[Array, Array]] = {}
        self._given: dict[SubjectKind, Bools] = {}

    @classmethod
    def of(cls, frame: Frame, table: FactTable) -> TableRows:
        """Collect the rows of all firms; in a verified frame an unverified row is only possible."""
        placed = [
            Placed(index, row, frame.verifies(row.grade, table.verifying))
            for index, firm in enumerate(frame.firms)
            for row in firm.rows.get(table.id, ())
        ]
        return cls(frame, table, placed)

    @property
    def certain(self) -> Bools:
        """Rows that exist for sure."""
        return np.fromiter((row.certain for row in self.rows), dtype=bool, count=len(self.rows))

    def given(self, kind: SubjectKind) -> Bools:
        """Return for every subject whether its rows are known (an empty list is known, an absent table is not)."""
        if kind not in self._given:
            firms = (self.table.id in self.frame.firms[row.firm].rows for row in self.frame.subjects[kind])
            given = np.fromiter(firms, dtype=bool, count=self.frame.size(kind))
            given[self._unassigned(kind)] = False
            self._given[kind] = given
        return self._given[kind]

    def links(self, kind: SubjectKind) -> tuple[Array, Array]:
        """Return pairs (row, owner): which rows hold for which subject of a kind.

        Rows of a subject hold for those above it. Downwards they hold if the table inherits, or if there is only one
        subject below.
        """
        if kind not in self._links:
            pairs = [(index, owner) for index, each in enumerate(self.rows) for owner in self._owners(each, kind)]
            rows, owners = zip(*pairs, strict=True) if pairs else ((), ())
            self._links[kind] = np.array(rows, dtype=np.int64), np.array(owners, dtype=np.int64)
        return self._links[kind]

    def _owners(self, placed: Placed, kind: SubjectKind) -> list[int]:
        above = self._ancestor(placed, kind)
        if above is not None:
            return [above]
        below = self._below(placed, kind)
        return below if self.table.inherit or len(below) == 1 else []

    def _ancestor(self, placed: Placed, kind: SubjectKind) -> int | None:
        return self.frame.containing(kind, placed.firm, placed.row.subject)

    def _below(self, placed: Placed, kind: SubjectKind) -> list[int]:
        return self.frame.below(kind, placed.firm, placed.row.subject)

    def _unassigned(self, kind: SubjectKind) -> list[int]:
        """Subjects that share a row of an upper subject with others, so that their own rows are not complete."""
        if self.table.inherit or kind == SUBJECT_KINDS[0]:
            return []
        shared: set[int] = set()
        for row in self.rows:
            if self._ancestor(row, kind) is None and len(below := self._below(row, kind)) > 1:
                shared.update(below)
        return sorted(shared)

    # ---- fields ----

    def numbers(self, name: str) -> Values:
        """Return a numeric, bool or date field; an unknown value is bounded by the field that it lies within."""
        if name not in self._cache:
            self._cache[name] = self._numbers(name)
        values = self._cache[name]
        assert isinstance(values, Values)
        return values

    def _numbers(self, name: str) -> Values:
        field = self.table.field_named(name)
        assert field is not None, name
        column = number_column(self.frame, field, self._raw(name), self.frame.nothing(len(self.rows)))
        if field.within:
            upper = self.numbers(field.within).hi
            column = replace(column, hi=np.where(column.lo == column.hi, column.hi, np.minimum(column.hi, upper)))
        return column

    def choices(self, name: str) -> Choices:
        """Return a choice field, or the built-in grade of the row's evidence."""
        if name not in self._cache:
            if name == _GRADE_FIELD.id:
                raw: list[Any] = [row.row.grade.name for row in self.rows]
                self._cache[name] = choice_column(self.frame, _GRADE_FIELD, raw, self.frame.nothing(len(raw)))
            else:
                field = self.table.field_named(name)
                assert field is not None, name
                self._cache[name] = choice_column(
                    self.frame, field, self._raw(name), self.frame.nothing(len(self.rows))
                )
        choices = self._cache[name]
        assert isinstance(choices, Choices)
        return choices

    def given_field(self, name: str) -> Bools:
        """Return the rows in which a field is known."""
        return np.fromiter((value is not None for value in self._raw(name)), dtype=bool, count=len(self.rows))

    def told(self, name: str) -> Bools:
        """Return the rows whose field counts as it stands: those that count for sure; all, where it only selects."""
        field = self.table.field_named(name)
        return np.ones(len(self.rows), dtype=bool) if field is not None and field.selects else self.certain

    def _raw(self, name: str) -> list[Any]:
        rows = zip(self.rows, self.told(name), strict=True)
        return [each.row.values.get(name) if told else None for each, told in rows]

    def chained(self, chain: Chained, wanted: Bools, doubtful: Bools) -> TableRows:
        """Merge the wanted rows of one subject with the same `by` whose periods touch.

        What a doubtful row (it may be wanted or not) takes part in is only possible.

        The merged row has the fields of the last part, the earliest start, the latest end and the weakest evidence.

        Verified and unverified rows never join: a contract on paper does not verify the one that followed it by word.
        """
        groups: dict[tuple[Any, ...], list[Placed]] = {}
        for each, keep, doubt in zip(self.rows, wanted, doubtful, strict=True):
            if not keep:
                continue
            each = replace(each, certain=False) if doubt else each
            verified = each.row.grade > Grade.E1
            key = (each.firm, each.row.subject, each.row.values.get(chain.by), verified)
            groups.setdefault(key, []).append(each)
        merged = [row for group in groups.values() for row in _merge(group, chain)]
        return TableRows(self.frame, self.table, merged)


def _merge(group: list[Placed], chain: Chained) -> list[Placed]:
    dated = [each for each in group if isinstance(each.row.values.get(chain.start), date)]
    undated = [each for each in group if not isinstance(each.row.values.get(chain.start), date)]
    merged: list[Placed] = []
    for each in sorted(dated, key=lambda placed: (placed.row.values[chain.start], _end(placed.row, chain))):
        if merged and _touches(merged[-1].row, each.row, chain):
            merged[-1] = _joined(merged[-1], each, chain)
        else:
            merged.append(each)
    return undated + merged


def _end(row: Row, chain: Chained) -> date:
    end = row.values.get(chain.end)
    return end if isinstance(end, date) else date.max


def _touches(first: Row, second: Row, chain: Chained) -> bool:
    end, start = _end(first, chain), second.values[chain.start]
    assert isinstance(start, date)
    return end == date.max or start <= end + timedelta(days=1)


def _joined(first: Placed, second: Placed, chain: Chained) -> Placed:
    end = max(_end(first.row, chain), _end(second.row, chain))
    start = first.row.values[chain.start]
    values = {**second.row.values, chain.start: start, chain.end: None if end == date.max else end}
    row = replace(second.row, values=values, grade=min(first.row.grade, second.row.grade))
    return Placed(first.firm, row, first.certain and second.certain)


def summed(values: Values, must: Bools, may: Bools, owners: Array, size: int, frame: Frame) -> tuple[Array, Array]:
    """Sum rows per owner in row order; a row that only may count widens the bounds."""
    lo = np.where(must, values.lo, np.minimum(values.lo, 0))
    hi = np.where(must, values.hi, np.maximum(values.hi, 0))
    lo, hi = np.where(may, lo, 0), np.where(may, hi, 0)
    sums_lo, sums_hi = frame.constant(0, size), frame.constant(0, size)
    np.add.at(sums_lo, owners, lo)
    np.add.at(sums_hi, owners, hi)
    return sums_lo, sums_hi


def extreme(values: Values, must: Bools, may: Bools, owners: Array, size: int, *, largest: bool) -> tuple[Array, Array]:
    """Largest or smallest value of the rows per owner; open where no row counts for sure."""
    sign = 1 if largest else -1
    lo = np.full(size, -INFINITY, dtype=values.lo.dtype)
    hi = np.full(size, -INFINITY, dtype=values.hi.dtype)
    low, high = (values.lo, values.hi) if largest else (-values.hi, -values.lo)
    np.maximum.at(lo, owners, np.where(must, low, -INFINITY))
    np.maximum.at(hi, owners, np.where(may, high, -INFINITY))
    none = np.asarray(hi == -INFINITY, dtype=bool)
    hi = np.where(none, INFINITY, hi)
    return (lo, hi) if sign == 1 else (-hi, -lo)
