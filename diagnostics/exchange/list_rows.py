"""The rows of lists, field by field, with what the user said about columns; titles, footers and sums left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from diagnostics.answers.faults import Fault, errors
from diagnostics.answers.limits import value_faults
from diagnostics.answers.rows import cell_faults, row_label
from diagnostics.exchange.cells import text_of
from diagnostics.exchange.definitions import Column, ListWords, normal
from diagnostics.exchange.header import IGNORED, Header, find_header, repeated_width
from diagnostics.exchange.spreadsheets import Cell, Sheet, cell_name, read_sheets
from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import AnswerValue
from diagnostics.words.catalogue import near_miss, problem
from diagnostics.words.problems import Place, Problem

# A cell that may be a code, also one with a slip; shorter ones are the number of a sum or a telephone.
SHORTEST_CODE = 15
_COUNT = re.compile(r"[共计总]+ ?\d+ ?(条|家|户|个|项|行|页|企业).*")


@dataclass(frozen=True)
class Said:
    """What the user said about a list: label (normalised) → column id or `-`, and column id → value for all rows."""

    mapped: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SheetFound:
    """What was recognised in a sheet, for the preview; `header` is None where there is none."""

    file: str
    sheet: str
    header: Header | None
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

    def place(self, column: str) -> Place:
        """Return where a cell stands; the row itself for a column that the list has not."""
        return self.sheet.place(self.number, self.sheet.first_column + self.columns.get(column, 1))

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
    said: Said = field(default_factory=Said)
    needed: Sequence[str] = ("code",)
    sheets: list[SheetFound] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def rows(self, paths: Sequence[Path]) -> Iterator[ListRow]:
        """Yield every row about a firm; raises InputError for a file that cannot be read at all."""
        seen: set[str] = set()
        for path in paths:
            before = len(self.sheets)
            for sheet in read_sheets(path):
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
        n_firms = n_left_out = 0
        # without the columns it needs nothing can be said of any row; that has been told once
        usable = all(each in header.columns for each in self.needed)
        for number, row in enumerate(sheet.rows[header.last_row :], header.last_row + 1):
            cells = self._cells(row, header)
            if cells is None:
                n_left_out += any(text_of(each) for each in row)
                continue
            n_firms += 1
            if usable:
                yield ListRow(sheet=sheet, number=number, cells=cells, columns=header.columns, labels=header.labels)
        self.sheets.append(
            SheetFound(file=sheet.file, sheet=sheet.name, header=header, n_firms=n_firms, n_left_out=n_left_out)
        )

    def _check(self, sheet: Sheet, header: Header) -> None:
        place = sheet.place(header.last_row)
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

    def _cells(self, row: Sequence[Cell], header: Header) -> dict[str, Cell] | None:
        """Return the cells of a row about a firm; None for a blank row, a sum, a footer or the header repeated."""
        cells: dict[str, Cell] = {
            column: row[number - 1] for column, number in header.columns.items() if number <= len(row)
        }
        keys = [text_of(cells.get(each)) for each in ("code", "name")]
        if not any(keys):
            return None
        coded = keys[0].isascii() and len(keys[0]) >= SHORTEST_CODE
        if not coded and (normal(keys[1]) in self.words.not_firms or self._is_footer(row)):
            return None
        # a remark across the sheet: one text that reads like a sentence and not like a firm
        alone = not keys[0] and len({text_of(each) for each in row if text_of(each)}) == 1
        if alone and any(char in keys[1] for char in "：:。；;"):
            return None
        if all(
            normal(text_of(cells.get(each))) == normal(header.labels[number]) for each, number in header.columns.items()
        ):
            return None
        for column, value in cells.items():
            if text_of(value).lower() in self.words.empty:
                cells[column] = None
        return {**cells, **self.said.constants}

    def _is_footer(self, row: Sequence[Cell]) -> bool:
        """Whether a row begins like a sum, "填表人：…" or "共 9 条"; a sum may have its number in the code's column."""
        first = next((text_of(each) for each in row if text_of(each)), "")
        label = first.replace("：", ":").partition(":")[0]
        return normal(label) in self.words.not_firms or _COUNT.fullmatch(first) is not None

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
            options = next((each.options for each in fields if each.id == column), ())
        else:
            fact = self.library.facts.get(column)
            options = fact.options if fact else ()
        return [(each.id, each.name) for each in options]


def read_said(mapped: Sequence[str], constants: Sequence[str], columns: Mapping[str, Column]) -> tuple[Said, str]:
    """Read `表头=字段` and `字段=值`; returns what was said and the first text that is none, or an empty text."""
    names = {normal(each.name): each.id for each in columns.values()} | {each: each for each in columns}
    labels: dict[str, str] = {}
    values: dict[str, str] = {}
    for text in mapped:
        label, equals, name = (part.strip() for part in text.rpartition("="))
        column = IGNORED if name == IGNORED else names.get(name, names.get(normal(name), ""))
        if not label or not equals or not column:
            return Said(), text
        labels[normal(label)] = column
    for text in constants:
        name, equals, value = (part.strip() for part in text.partition("="))
        column = names.get(name, names.get(normal(name), ""))
        if not value or not equals or column in {"", "code", "name"}:
            return Said(), text
        values[column] = value
    return Said(labels, values), ""
