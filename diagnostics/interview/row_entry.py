"""Rows of record tables as they are typed: a whole row on one line, edits as “改 2 数控设备=12”. Pure.

Cells are separated by commas, 、, ; or tabs (a row pasted from Excel works); an empty cell or “?” is not known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from diagnostics.interview.spoken import typed_text, value_words
from diagnostics.interview.typed import TypedWrongError, plain, read_value
from diagnostics.model.answers import AnswerValue, Subject
from diagnostics.model.facts import Field, Table
from diagnostics.wording import near_miss, number, say

Values = dict[str, AnswerValue]
SUBJECT = "subject"
_CELLS = re.compile(r"[,，、；;\t]")
_UNKNOWN = frozenset({"", "?", "？", "-", "—", "不知道"})
_PERIODS = (("start_date", "end_date"), ("valid_from", "valid_to"))
_EDIT = re.compile(r"(?:改|=|c)\s*(\d+)\s+(.+)", re.IGNORECASE)
_REMOVE = re.compile(r"(?:删|-|d)\s*(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class RowOrder:
    """What a line typed into a table asks for; `row` counts from 0."""

    kind: Literal["add", "change", "remove", "done"]
    values: Mapping[str, AnswerValue]
    row: int = -1
    subject: str = ""


@dataclass(frozen=True)
class RowEntry:
    """Reads the lines typed into one table; `subjects` are those that a row may name, when there are several."""

    table: Table
    subjects: tuple[Subject, ...] = ()
    today: date | None = None

    @property
    def heads(self) -> list[str]:
        """Names of the columns, the subject first where rows name one."""
        own = [say("interview", "subject_column")] if self.subjects else []
        return [*own, *(each.name for each in self.table.fields)]

    def read(self, text: str, rows: Sequence[Mapping[str, AnswerValue]]) -> RowOrder:
        """Return what a line asks for; raises TypedWrongError."""
        line = text.strip()
        if not line:
            return RowOrder("done", {})
        if found := _REMOVE.fullmatch(plain(line)):
            return RowOrder("remove", {}, self._row_number(found[1], len(rows)))
        if found := _EDIT.fullmatch(line):
            row = self._row_number(found[1], len(rows))
            return self._change(found[2], row, rows[row])
        return self._add(line, rows)

    def cells(self, values: Mapping[str, AnswerValue], subject: str = "") -> list[str]:
        """Return a row as short texts for the grid."""
        names = {each.id: each.name for each in self.subjects}
        own = [names.get(subject, "")] if self.subjects else []
        return [*own, *("" if values.get(f.id) is None else _short(f, values[f.id]) for f in self.table.fields)]

    def typed(self, values: Mapping[str, AnswerValue], subject: str = "") -> str:
        """Return a row as somebody would type it."""
        ids = [each.id for each in self.subjects]
        own = [str(ids.index(subject)) if subject in ids else ""] if self.subjects else []
        return ",".join([*own, *(typed_text(each, values.get(each.id)) for each in self.table.fields)])

    # ---- reading ----

    def _add(self, line: str, rows: Sequence[Mapping[str, AnswerValue]]) -> RowOrder:
        cells = [cell.strip() for cell in _CELLS.split(line)]
        subject = self._subject(cells.pop(0)) if self.subjects else ""
        if len(cells) > len(self.table.fields):
            raise TypedWrongError(say("interview", "too_many_cells", n=len(cells), of=len(self.table.fields)))
        values = {}
        for column, cell in zip(self.table.fields, cells, strict=False):
            if cell not in _UNKNOWN:
                values[column.id] = self._value(column, cell)
        self._check(values)
        self._check_key(values, rows)
        return RowOrder("add", values, subject=subject)

    def _change(self, text: str, row: int, old: Mapping[str, AnswerValue]) -> RowOrder:
        changed: Values = {}
        for part in _CELLS.split(text):
            name, equals, cell = part.partition("=")
            if not equals:
                raise TypedWrongError(say("interview", "edit_form", got=part.strip()))
            column = self._column(name.strip())
            changed[column.id] = None if cell.strip() in _UNKNOWN else self._value(column, cell.strip())
        self._check({**old, **changed})
        return RowOrder("change", changed, row)

    def _row_number(self, text: str, n: int) -> int:
        if not 1 <= int(text) <= n:
            raise TypedWrongError(say("interview", "no_row", got=text, n=n))
        return int(text) - 1

    def _column(self, name: str) -> Field:
        for index, each in enumerate(self.table.fields, start=1):
            if name in {each.id, each.name, str(index)}:
                return each
        names = [each.name for each in self.table.fields]
        raise TypedWrongError(say("interview", "no_column", got=name, near=near_miss(name, names)))

    def _value(self, column: Field, cell: str) -> AnswerValue:
        try:
            return read_value(column, cell, today=self.today)
        except TypedWrongError as wrong:
            raise TypedWrongError(say("interview", "in_column", name=column.name, what=wrong)) from None

    def _subject(self, cell: str) -> str:
        for index, each in enumerate(self.subjects):
            if plain(cell) in {str(index), each.id, plain(each.name)}:
                return each.id
        listed = say("words", "or_joint").join(f"{index} {each.name}" for index, each in enumerate(self.subjects))
        raise TypedWrongError(say("interview", "no_subject", got=cell, known=listed))

    # ---- what must hold in a row ----

    def _check(self, values: Mapping[str, AnswerValue]) -> None:
        for column in self.table.fields:
            if column.required and values.get(column.id) is None:
                raise TypedWrongError(say("interview", "cell_missing", name=column.name))
            whole = self.table.field_named(column.within) if column.within else None
            part, total = values.get(column.id), values.get(column.within)
            if whole and isinstance(part, Fraction) and isinstance(total, Fraction) and part > total:
                amounts = {"part": number(part), "total": number(total)}
                raise TypedWrongError(say("interview", "part_above", name=column.name, whole=whole.name, **amounts))
        for first, last in _PERIODS:
            start, end = values.get(first), values.get(last)
            if isinstance(start, date) and isinstance(end, date) and end < start:
                raise TypedWrongError(say("interview", "ends_first", start=start, end=end))

    def _check_key(self, values: Mapping[str, AnswerValue], rows: Sequence[Mapping[str, AnswerValue]]) -> None:
        key = [values.get(each) for each in self.table.key]
        for index, row in enumerate(rows, start=1):
            if key and key == [row.get(each) for each in self.table.key]:
                raise TypedWrongError(say("interview", "row_twice", row=index))


def _short(column: Field, value: AnswerValue) -> str:
    """A number needs no unit below its column head."""
    return typed_text(column, value) if isinstance(value, Fraction) else value_words(column, value)
