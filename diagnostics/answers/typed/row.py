"""Rows of record tables as they are typed: a whole row on one line, edits as “改 2 数控设备=12”. Pure.

Cells are separated by commas, 、 or ;, those of a row pasted from Excel by tabs alone; an empty cell or “?” is not
known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from diagnostics.answers.faults import errors
from diagnostics.answers.rows import change_faults
from diagnostics.answers.typed.spoken import typed_text, value_words
from diagnostics.answers.typed.value import TypedWrongError, plain, read_value, refuse
from diagnostics.model.content.facts import FactTable, Field
from diagnostics.model.firm.answers import AnswerValue, Row, Subject
from diagnostics.model.firm.subjects import FIRM
from diagnostics.words.catalogue import near_miss, say

Values = dict[str, AnswerValue]
_CELLS = re.compile(r"[,，、；;]")
_EDITS = re.compile(r"[,，、；;\t](?=[^,，、；;\t=]+=)")
# In a row whose cells are separated by other signs 8,200 may be one number or two cells.
_GROUPS = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?![\d,])", re.ASCII)
_OTHERS = re.compile(r"[，、；;]")
_UNKNOWN = frozenset({"", "?", "？", "-", "—", "不知道"})
_EDIT = re.compile(r"(?:改|=|c)\s*(\d+)\s+(.+)", re.IGNORECASE)
_REMOVE = re.compile(r"(?:删|-|d)\s*(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class RowOrder:
    """The order of a line typed into a table; `row` counts from 0."""

    kind: Literal["add", "change", "remove", "done"]
    values: Mapping[str, AnswerValue]
    row: int = -1
    subject: str = ""


@dataclass(frozen=True)
class RowEntry:
    """Reads the lines typed into one table.

    `subjects` are those that a row may name, when there are several; a row that names none is of `whole`.
    """

    table: FactTable
    subjects: tuple[Subject, ...] = ()
    today: date | None = None
    whole: str = FIRM

    @property
    def heads(self) -> list[str]:
        """Names of the columns, the subject first where rows name one."""
        own = [say("interview", "subject_column")] if self.subjects else []
        return [*own, *(field.name for field in self.table.fields)]

    def read(self, text: str, rows: Sequence[Row]) -> RowOrder:
        """Return what a line asks for; raises TypedWrongError."""
        line = text.strip()
        if not line:
            return RowOrder("done", {})
        if found := _REMOVE.fullmatch(plain(line)):
            return RowOrder("remove", {}, self._row_number(found[1], len(rows)))
        if found := _EDIT.fullmatch(line):
            return self._change(found[2], self._row_number(found[1], len(rows)), rows)
        return self._add(text.strip("\r\n "), rows)

    def cells(self, values: Mapping[str, AnswerValue], subject: str = "") -> list[str]:
        """Return a row as short texts for the grid."""
        names = {each.id: each.name for each in self.subjects}
        own = [names.get(subject, "")] if self.subjects else []
        return [*own, *("" if values.get(f.id) is None else _short(f, values[f.id]) for f in self.table.fields)]

    def typed(self, values: Mapping[str, AnswerValue], subject: str = "") -> str:
        """Return a row as somebody would type it."""
        ids = [each.id for each in self.subjects]
        own = [str(ids.index(subject)) if subject in ids else ""] if self.subjects else []
        return ",".join([*own, *(typed_text(field, values.get(field.id)) for field in self.table.fields)])

    # ---- reading ----

    def _add(self, text: str, rows: Sequence[Row]) -> RowOrder:
        cells = [cell.strip() for cell in _split(text)]
        subject = self._subject(cells.pop(0)) if self.subjects else ""
        if len(cells) > len(self.table.fields):
            raise TypedWrongError(say("interview", "too_many_cells", n=len(cells), of=len(self.table.fields)))
        values = {}
        for column, cell in zip(self.table.fields, cells, strict=False):
            if cell not in _UNKNOWN:
                values[column.id] = read_value(column, cell, today=self.today)
        self._check(rows, len(rows), Row(values=values, subject=subject or self.whole))
        return RowOrder("add", values, subject=subject)

    def _change(self, text: str, row: int, rows: Sequence[Row]) -> RowOrder:
        changed: Values = {}
        for part in _EDITS.split(text):
            name, equals, cell = part.partition("=")
            if not equals:
                raise TypedWrongError(say("interview", "edit_form", got=part.strip()))
            column = self._column(name.strip())
            known = cell.strip() not in _UNKNOWN
            changed[column.id] = read_value(column, cell.strip(), today=self.today) if known else None
        self._check(rows, row, replace(rows[row], values={**rows[row].values, **changed}))
        return RowOrder("change", changed, row)

    def _row_number(self, text: str, n: int) -> int:
        if not 1 <= int(text) <= n:
            raise TypedWrongError(say("interview", "no_row", got=text, n=n))
        return int(text) - 1

    def _column(self, name: str) -> Field:
        for index, each in enumerate(self.table.fields, start=1):
            if name in {each.id, each.name, str(index)}:
                return each
        names = [field.name for field in self.table.fields]
        raise TypedWrongError(say("interview", "no_column", got=name, near=near_miss(name, names)))

    def _subject(self, cell: str) -> str:
        for index, each in enumerate(self.subjects):
            if plain(cell) in {str(index), each.id, plain(each.name)}:
                return each.id
        listed = say("words", "or_joint").join(f"{index} {each.name}" for index, each in enumerate(self.subjects))
        raise TypedWrongError(say("interview", "no_subject", got=cell, known=listed))

    # ---- what must hold in a row ----

    def _check(self, rows: Sequence[Row], at: int, now: Row) -> None:
        """Refuse a row that may not stand, by itself or beside the others."""
        for fault in errors(change_faults(self.table, rows, at, now)):
            column = self.table.field_named(fault.column)
            if fault.code == "ANS-06" and column is not None:
                refuse(fault, say("interview", "how_cell"), key=column.name, what=self.table.name)
            hint = say("interview", "how_row", row=fault.index + 1) if fault.index is not None else ""
            refuse(fault, hint, what=column.name if column else self.table.name)


def _split(text: str) -> list[str]:
    """Return the cells of a row; a comma that may belong to a number is not guessed at."""
    if "\t" in text:
        return text.split("\t")
    if _OTHERS.search(text) and (group := _GROUPS.search(text)):
        raise TypedWrongError(say("interview", "comma_in_row", got=group[0]))
    return _CELLS.split(text)


def _short(column: Field, value: AnswerValue) -> str:
    """A number needs no unit below its column head."""
    return typed_text(column, value) if isinstance(value, Fraction) else value_words(column, value)
