"""The rows of lists, field by field, with what the user said about columns; titles, footers and sums left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from diagnostics.answers.faults import Fault, errors
from diagnostics.answers.limits import value_faults
from diagnostics.answers.rows import cell_faults, row_label
from diagnostics.exchange.cells.cell import EMPTY, Cell, Kind, Sheet, cell_name, text_cell
from diagnostics.exchange.cells.files import read_sheets
from diagnostics.exchange.cells.grid import MOST_COLUMNS
from diagnostics.exchange.cells.meaning import Doubt, Read, T, as_day, as_name, as_number, as_text, plain
from diagnostics.exchange.definitions import Column, ListWords, normal, normal_or_same
from diagnostics.exchange.header import IGNORED, KEYS, TableHeader, find_header, n_recognised, repeated_width
from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import AnswerValue
from diagnostics.words.catalogue import near_miss, problem, say
from diagnostics.words.problems import Place, Problem

# A cell that may be a code, also one with a slip; shorter ones are the number of a sum or a telephone.
SHORTEST_CODE = 15
_MOST_NAMED = 10
# What is told about sheets and rows, and not about a cell: which were read and which not.
ABOUT_ROWS = frozenset({"REG-09", "CELL-10", "CELL-12", "CELL-13", "CELL-14"})
_COUNT = re.compile(r"[共计总]+ ?\d+ ?(条|家|户|个|项|行|页|企业).*")


@dataclass(frozen=True)
class ColumnChoices:
    """The user's words about a list: label (normalised) → column id or `-`, and column id → value for all rows.

    `hidden`: whether rows that are hidden or filtered out are read; `struck`: whether what is struck out is.
    """

    mapped: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    hidden: bool = True
    struck: bool = False


@dataclass(frozen=True, kw_only=True)
class SheetFound:
    """The parts recognised in a sheet, for the preview; `header` is None if there is none."""

    file: str
    sheet: str
    header: TableHeader | None
    n_firms: int = 0
    n_left_out: int = 0


@dataclass(frozen=True, kw_only=True)
class ListRow:
    """A row of a list: its sheet, its number, its cells by column id, and where each stands."""

    sheet: Sheet
    number: int
    cells: Mapping[str, Cell]
    columns: Mapping[str, int]
    labels: Mapping[int, str] = field(default_factory=dict)

    def at(self, column: str) -> Cell:
        """Return the cell of a column, an empty one where the list has no such column."""
        return self.cells.get(column, EMPTY)

    def place(self, column: str) -> Place:
        """Return where a cell stands; the row itself for a column that the list has not."""
        return self.sheet.place(self.number, self.sheet.first_column + self.columns.get(column, 1))

    def told(self, doubt: Doubt, column: str, *, warning: bool = True, **values: str) -> Problem:
        """Return a doubt about a cell as a problem."""
        return doubt.problem(self.place(column), warning=warning, cell=self.cell(column), **values)

    def cell(self, column: str) -> str:
        """Return the name of a cell as Excel shows it ("C5"), or the row alone."""
        if column not in self.columns:
            return str(self.number)
        return cell_name(self.number, self.sheet.first_column + self.columns[column])


@dataclass(kw_only=True)
class ListReading:
    """Reads lists; `sheets` and `problems` fill while `rows` is gone through."""

    words: ListWords
    library: Library
    columns: Mapping[str, Column]
    said: ColumnChoices = field(default_factory=ColumnChoices)
    needed: Sequence[str] = ("code",)
    sheets: list[SheetFound] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _told: set[Problem] = field(default_factory=set)

    def rows(self, paths: Sequence[Path]) -> Iterator[ListRow]:
        """Yield every row about a firm; raises InputError for a file that cannot be read at all."""
        seen: set[str] = set()
        for path in paths:
            before = len(self.sheets)
            for sheet in read_sheets(path, lambda each: n_recognised(each, self.columns, self.said.mapped)):
                yield from self._sheet(sheet, seen)
            if not any(each.header for each in self.sheets[before:]):
                self.problems.append(problem("REG-08", Place(path.name)))
        for label in sorted(set(self.said.mapped) - seen):
            place = Place(paths[0].name if paths else "")
            self.problems.append(problem("REG-26", place, label=label, near=near_miss(label, seen)))

    def _sheet(self, sheet: Sheet, seen: set[str]) -> Iterator[ListRow]:
        header = find_header(sheet, self.columns, self.said.mapped)
        if header is not None and header.doubled and (width := repeated_width(header)):
            # two or three columns of firms side by side, as announcements print them: one list below the other
            for first in range(0, max(header.labels), width):
                part = tuple(row[first : first + width] for row in sheet.rows)
                yield from self._sheet(replace(sheet, rows=part, first_column=sheet.first_column + first), seen)
            return
        if header is None:
            if sheet.rows:
                self.sheets.append(SheetFound(file=sheet.file, sheet=sheet.name, header=None))
            return
        if sheet.hidden:
            self.problems.append(problem("REG-09", sheet.place(0), warning=True))
            self.sheets.append(SheetFound(file=sheet.file, sheet=sheet.name, header=None))
            return
        seen.update(normal(label) for label in header.labels.values())
        self._check(sheet, header)
        hidden: list[int] = []
        struck: list[int] = []
        n_firms = n_left_out = 0
        # without the columns it needs nothing can be said of any row; that has been told once
        usable = all(each in header.columns for each in self.needed)
        for number, row in enumerate(sheet.rows[header.last_row :], header.last_row + 1):
            cells = self._cells(row, header)
            if cells is None:
                n_left_out += any(each.kind is not Kind.empty for each in row)
                continue
            keys = [cells[each] for each in KEYS if each in cells]
            is_struck = any(each.struck for each in (cells.values() if self.said.struck else keys))
            struck += [number] * is_struck
            hidden += [number] * (number in sheet.hidden_rows)
            if (is_struck and not self.said.struck) or (number in sheet.hidden_rows and not self.said.hidden):
                continue
            if self.said.struck:
                cells = {column: replace(each, struck=False) for column, each in cells.items()}
            n_firms += 1
            if usable:
                yield ListRow(sheet=sheet, number=number, cells=cells, columns=header.columns, labels=header.labels)
        self._tell_unseen(sheet, "CELL-12", hidden, "hidden")
        self._tell_unseen(sheet, "CELL-14", struck, "struck")
        self.sheets.append(
            SheetFound(file=sheet.file, sheet=sheet.name, header=header, n_firms=n_firms, n_left_out=n_left_out)
        )

    def _tell_unseen(self, sheet: Sheet, code: str, rows: Sequence[int], switch: str) -> None:
        """Tell of rows that a person does not see, or sees struck out, and what was done with them."""
        done = say("register", "rows_read" if getattr(self.said, switch) else "rows_left", switch=switch)
        self.problems += unseen_rows(sheet, code, rows, done)

    def _check(self, sheet: Sheet, header: TableHeader) -> None:
        place = sheet.place(header.last_row)
        hidden = [
            f"{cell_name(0, sheet.first_column + at)[:-1]}（{header.labels[at]}）"
            for at in header.columns.values()
            if sheet.first_column + at in sheet.hidden_columns
        ]
        if hidden:
            self.problems.append(problem("CELL-13", place, warning=True, columns="、".join(hidden)))
        for at, cell in enumerate(sheet.rows[header.last_row - 1], 1):
            if cell.kind in {Kind.formula, Kind.error}:  # a head that nobody can read: its column is not used
                self.problems += [doubt.told(sheet, header.last_row, at) for doubt in as_text(cell).doubts]
        if sheet.cut:
            self.problems.append(problem("CELL-10", place, warning=True, most=MOST_COLUMNS))
        for column, labels in header.doubled.items():
            if column in self.said.constants:
                continue
            name = self.columns[column].name
            self.problems.append(problem("REG-10", place, name=name, labels="、".join(labels), column=column))
        for column in self.needed:
            if column not in header.columns and column not in header.doubled:
                heads = [head for each in self.columns.values() for head in each.heads]
                near = "".join(near_miss(normal(each), heads) for each in header.unused[:1])
                heads_there = "、".join(header.labels.values())
                name = self.columns[column].name
                self.problems.append(problem("REG-11", place, name=name, labels=heads_there, near=near, column=column))

    def _cells(self, row: Sequence[Cell], header: TableHeader) -> dict[str, Cell] | None:
        """Return the cells of a row about a firm; None for a blank row, a sum, a footer or the header repeated."""
        cells: dict[str, Cell] = {
            column: row[number - 1] for column, number in header.columns.items() if number <= len(row)
        }
        keys = [plain(cells.get(each, EMPTY)) for each in KEYS]
        if not any(keys):
            return None
        coded = keys[0].isascii() and len(keys[0]) >= SHORTEST_CODE
        if not coded and (normal(keys[1]) in self.words.not_firms or self._is_footer(row)):
            return None
        # a remark across the sheet: one text that reads like a sentence and not like a firm
        alone = not keys[0] and len({plain(each) for each in row if each.kind is not Kind.empty}) == 1
        if alone and any(char in keys[1] for char in "：:。；;"):
            return None
        if all(
            normal(plain(row[at - 1]) if at <= len(row) else "") == normal(header.labels[at])
            for at in header.columns.values()
        ):
            return None
        for column, value in cells.items():
            if value.kind is Kind.text and not value.struck and normal_or_same(plain(value)) in self.words.empty:
                cells[column] = EMPTY
        return {**cells, **{column: text_cell(text) for column, text in self.said.constants.items()}}

    def _is_footer(self, row: Sequence[Cell]) -> bool:
        """Whether a row begins like a sum, "填表人：…" or "共 9 条"; a sum may have its number in the code's column."""
        first = next((plain(each) for each in row if each.kind is not Kind.empty), "")
        label = first.replace("：", ":").partition(":")[0]
        return normal(label) in self.words.not_firms or _COUNT.fullmatch(first) is not None

    # ---- what a cell means ------------------------------------------------------------------------------------------

    def text(self, row: ListRow, column: str) -> str:
        """Return the text of a cell, empty where none can be read; what is doubtful about the cell is told."""
        return self._read(row, column, as_text(row.at(column))) or ""

    def name(self, row: ListRow, column: str) -> str:
        """Return the name in a cell, in the same way."""
        return self._read(row, column, as_name(row.at(column))) or ""

    def day(self, row: ListRow, column: str) -> date | None:
        """Return the day in a cell, None where none can be read."""
        return self._read(row, column, as_day(row.at(column), date1904=row.sheet.date1904))

    def is_open_end(self, row: ListRow, column: str) -> bool:
        """Whether a cell says that there is no end (长期)."""
        cell = row.at(column)
        readable = cell.kind is Kind.text and not cell.struck
        return readable and normal_or_same(plain(cell)) in self.words.open_end

    def number(self, row: ListRow, column: str, *, scales: Mapping[str, Fraction | int]) -> Fraction | None:
        """Return the number in a cell, None where none can be read."""
        return self._read(row, column, as_number(row.at(column), scales=scales))

    def _read(self, row: ListRow, column: str, read: Read[T]) -> T | None:
        for doubt in read.doubts:
            told = row.told(doubt, column, what=self.columns[column].name if column in self.columns else column)
            if told not in self._told:
                self._told.add(told)
                self.problems.append(told)
        return read.value

    # ---- what may stand ---------------------------------------------------------------------------------------------

    def fitting(self, row: ListRow, table: str, values: Mapping[str, AnswerValue]) -> dict[str, AnswerValue]:
        """Return the cells of a row for a record table that may stand; of the others the cell is told, and left out."""
        known = self.library.tables[table]
        kept = dict(values)
        for fault in errors(cell_faults(known, values)):
            del kept[fault.column]
            self._tell(fault, row, fault.column, row_label(known, fault))
        return kept

    def may_stand(self, row: ListRow, fact: str, value: AnswerValue) -> bool:
        """Whether a value may be the answer to a fact; where not, the cell is told."""
        item = self.library.facts.get(fact)
        faults = errors(value_faults(item, value)) if item is not None else ()
        for fault in faults:
            self._tell(fault, row, fact, self.columns[fact].name)
        return not faults

    def _tell(self, fault: Fault, row: ListRow, column: str, what: str) -> None:
        self.problems.append(replace(fault.problem(row.place(column), what=what), warning=True))

    # ---- words ------------------------------------------------------------------------------------------------------

    def option(self, column: str, text: str, table: str = "") -> tuple[str, str]:
        """Return the id that a word stands for, or an empty text and a near miss.

        Args:
            column: the column, at the same time the id of the fact or of the field of `table`.
            text: the word as it stands in the list.
            table: the record table whose field it is.
        """
        known = dict(self.words.words.get(column, {}))
        for each, name in self._options(column, table):
            known.setdefault(normal(name), each)
            known.setdefault(normal(each), each)
        word = normal(text)
        rest = word
        for prefix in ("", *self.words.place_prefixes):
            rest = rest.removeprefix(prefix)
            if rest in known:
                return known[rest], ""
        return "", near_miss(word, known)

    def _options(self, column: str, table: str) -> list[tuple[str, str]]:
        if table:
            fields = self.library.tables[table].fields if table in self.library.tables else ()
            options = next((field.options for field in fields if field.id == column), ())
        else:
            fact = self.library.facts.get(column)
            options = fact.options if fact else ()
        return [(option.id, option.name) for option in options]


def unseen_rows(sheet: Sheet, code: str, rows: Sequence[int], done: str) -> list[Problem]:
    """Return what is told of rows that a person does not see, or sees struck out; nothing where there are none."""
    if not rows:
        return []
    shown = "、".join(map(str, rows[:_MOST_NAMED])) + ("…" if len(rows) > _MOST_NAMED else "")
    return [problem(code, sheet.place(rows[0]), warning=True, n=len(rows), rows=shown, done=done)]


def read_said(
    mapped: Sequence[str], constants: Sequence[str], columns: Mapping[str, Column]
) -> tuple[ColumnChoices, str]:
    """Read `表头=字段` and `字段=值`; returns what was said and the first text that is none, or an empty text."""
    names = {normal(each.name): each.id for each in columns.values()} | {each: each for each in columns}
    labels: dict[str, str] = {}
    values: dict[str, str] = {}
    for text in mapped:
        label, equals, name = (part.strip() for part in text.rpartition("="))
        column = IGNORED if name == IGNORED else names.get(name, names.get(normal(name), ""))
        if not label or not equals or not column:
            return ColumnChoices(), text
        labels[normal(label)] = column
    for text in constants:
        name, equals, value = (part.strip() for part in text.partition("="))
        column = names.get(name, names.get(normal(name), ""))
        if not value or not equals or column in {"", "code", "name"}:
            return ColumnChoices(), text
        values[column] = value
    return ColumnChoices(labels, values), ""
