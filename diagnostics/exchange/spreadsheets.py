"""Excel files, old and new, CSV files and web pages as plain rows of cells, whatever they were made with.

Nothing is interpreted here. Every cell of a merged block has the value of its first cell; dates stay dates, numbers
numbers; formulas give the value that Excel saw last.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from diagnostics.words.catalogue import problem
from diagnostics.words.problems import InputError, Place

Cell = str | int | float | bool | datetime | date | None

MOST_BYTES = 60_000_000
MOST_UNPACKED = 600_000_000
MOST_ROWS = 100_000
MOST_COLUMNS = 300
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
_WEB_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:html|!doctype|\?xml|table|meta|head)", re.IGNORECASE)
_DELIMITERS = ",\t;，；|"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet: the name of its file, its own name (empty in CSV), its rows from row 1 on.

    `first_column`: how many columns of the file stand left of the first one, where this is a part of a sheet.
    """

    file: str
    name: str
    rows: tuple[tuple[Cell, ...], ...]
    hidden: bool = False
    date1904: bool = False
    first_column: int = 0

    def place(self, row: int, column: int = 1) -> Place:
        """Return the place of a cell; row and column count from 1."""
        return Place(f"{self.file}【{self.name}】" if self.name else self.file, row, column)


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell as Excel shows it.

    >>> cell_name(5, 28)
    'AB5'
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def read_sheets(path: Path) -> list[Sheet]:
    """Read every sheet of an Excel or CSV file.

    Raises:
        InputError: There is no such file, it is too large, encrypted, damaged, or no table at all.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _refused("REG-05", path, detail=f"{MOST_BYTES // 1_000_000} MB")
        data = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise _refused("REG-01", path) from error
    except PermissionError as error:
        raise _refused("REG-06", path) from error
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _old_workbook(path, data)
    if _WEB_PAGE.match(data):
        return _web_page(path, data)
    return _workbook(path, data) if data.startswith(b"PK") else [_text_table(path, data)]


def _refused(code: str, path: Path, detail: str = "") -> InputError:
    return InputError([problem(code, Place(str(path)), detail=detail)])


# ---- old Excel, web pages --------------------------------------------------------------------------------------------


def _old_workbook(path: Path, data: bytes) -> list[Sheet]:
    from diagnostics.exchange.old_formats import OldFormatError, xls_sheets

    try:
        found = xls_sheets(data)
    except OldFormatError as error:
        raise _refused("REG-03", path, detail=str(error)) from error
    return [Sheet(file=path.name, name=name, rows=_checked(path, rows), hidden=hidden) for name, rows, hidden in found]


def _web_page(path: Path, data: bytes) -> list[Sheet]:
    """Read the tables of a page: what many systems call an export to Excel is one."""
    from diagnostics.exchange.old_formats import OldFormatError, html_tables

    try:
        found = html_tables(data)
    except OldFormatError as error:
        raise _refused("REG-07", path) from error
    names = [""] if len(found) == 1 else [str(number) for number in range(1, len(found) + 1)]
    return [
        Sheet(file=path.name, name=name, rows=_checked(path, rows)) for name, rows in zip(names, found, strict=True)
    ]


def _checked(path: Path, rows: list[list[Cell]]) -> tuple[tuple[Cell, ...], ...]:
    """Return rows without empty ones at the end; refuse more than a list can have."""
    if len(rows) > MOST_ROWS:
        raise _refused("REG-05", path, detail=f"{MOST_ROWS} rows")
    while rows and not any(each not in (None, "") for each in rows[-1]):
        rows.pop()
    return tuple(tuple(row[:MOST_COLUMNS]) for row in rows)


# ---- Excel ----------------------------------------------------------------------------------------------------------


def _workbook(path: Path, data: bytes) -> list[Sheet]:
    """Read the rows one by one: a list of a hundred thousand rows must not fill the memory of a laptop."""
    from openpyxl import load_workbook
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and drop-down lists, which nobody reads here
            if sum(each.file_size for each in archive.infolist()) > MOST_UNPACKED:
                raise _refused("REG-05", path, detail=f"{MOST_UNPACKED // 1_000_000} MB")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            try:
                mac = book.epoch == CALENDAR_MAC_1904
                return [_sheet(path, each, archive, mac) for each in book.worksheets]
            finally:
                book.close()
    except InputError:
        raise
    except MemoryError as error:
        raise _refused("REG-05", path, detail="") from error
    except Exception as error:  # damaged files fail in many ways inside the library: XML, zip, keys, numbers
        raise _refused("REG-04", path, detail=f"{type(error).__name__}: {error}"[:200]) from error


def _sheet(path: Path, sheet: Any, archive: zipfile.ZipFile, mac: bool) -> Sheet:
    sheet.reset_dimensions()  # many programs write a wrong size; what counts are the cells that are there
    rows: list[list[Cell]] = []
    for row in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True):
        rows.append([_cell(each) for each in row])
        if len(rows) > MOST_ROWS:
            raise _refused("REG-05", path, detail=f"{MOST_ROWS} rows")
    while rows and not any(each not in (None, "") for each in rows[-1]):
        rows.pop()
    _fill_merged(rows, archive.read(sheet._worksheet_path))
    return Sheet(
        file=path.name,
        name=sheet.title,
        rows=tuple(map(tuple, rows)),
        hidden=sheet.sheet_state != "visible",
        date1904=mac,
    )


def _cell(value: Any) -> Cell:
    if isinstance(value, str | int | float | bool | datetime | date) or value is None:
        return value
    return "" if isinstance(value, time) else str(value)


def _fill_merged(rows: list[list[Cell]], xml: bytes) -> None:
    """Give every cell of a merged block the value of the first one; reading row by row does not know about blocks."""
    for left, top, right, bottom in _MERGED.findall(xml):
        first, last = _column(left) - 1, min(_column(right), MOST_COLUMNS)
        for number in range(int(top) - 1, min(int(bottom), len(rows))):
            row = rows[number]
            head = rows[int(top) - 1]
            if first >= len(head):
                break
            row.extend([None] * (last - len(row)))
            row[first:last] = [head[first]] * (last - first)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


# ---- CSV ------------------------------------------------------------------------------------------------------------


def _text_table(path: Path, data: bytes) -> Sheet:
    text = _decoded(path, data)
    delimiter = max(_DELIMITERS, key=lambda char: sum(line.count(char) for line in text.splitlines()[:20]))
    try:
        rows = [tuple(row[:MOST_COLUMNS]) for row in _limited(path, csv.reader(io.StringIO(text), delimiter=delimiter))]
    except csv.Error as error:
        raise _refused("REG-04", path, detail=str(error)) from error
    return Sheet(file=path.name, name="", rows=tuple(rows))


def _limited(path: Path, rows: Iterator[list[str]]) -> Iterator[list[str]]:
    for number, row in enumerate(rows):
        if number >= MOST_ROWS:
            raise _refused("REG-05", path, detail=f"{MOST_ROWS} rows")
        yield row


def _decoded(path: Path, data: bytes) -> str:
    """Return the text: UTF-8 and UTF-16 by their mark, else UTF-8 if it is that, else the GBK of Chinese Excel."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise _refused("REG-07", path)
