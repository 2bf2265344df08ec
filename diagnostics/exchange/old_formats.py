"""What still comes from offices: workbooks of Excel 97 to 2003, and web pages with a table saved under the name .xls.

Both give the same plain rows as a new workbook; every cell of a merged block has the value of its first one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any

Cell = str | int | float | bool | datetime | date | None

Rows = list[list[Cell]]

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
MOST_SPAN = 300


class OldFormatError(ValueError):
    """The file is not what it looks like, encrypted or damaged."""


# ---- .xls -----------------------------------------------------------------------------------------------------------


def xls_sheets(data: bytes) -> list[tuple[str, Rows, bool]]:
    """Return name, rows and whether it is hidden, of every sheet of an old workbook.

    Raises:
        OldFormatError: It is encrypted, damaged, or another file of this container format (an encrypted .xlsx too).
    """
    import xlrd

    try:
        # merged blocks are told only together with the formats
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=_Silence())
        return [(each.name, _xls_rows(each, book.datemode), each.visibility != 0) for each in book.sheets()]
    except MemoryError:
        raise
    except Exception as error:  # damaged files fail in many ways inside the library
        raise OldFormatError(f"{type(error).__name__}: {error}"[:200]) from error


class _Silence:
    """Takes what the library has to say about odd files; nobody could do anything about it."""

    def write(self, _text: str) -> None:
        """Drop a text."""

    def flush(self) -> None:
        """Do nothing."""


def _xls_rows(sheet: Any, datemode: int) -> Rows:
    rows: Rows = [[_xls_cell(each, datemode) for each in sheet.row(number)] for number in range(sheet.nrows)]
    for top, bottom, left, right in sheet.merged_cells:
        for number in range(top, min(bottom, len(rows))):
            rows[number][left:right] = [rows[top][left]] * len(rows[number][left:right])
    return rows


def _xls_cell(cell: Any, datemode: int) -> Cell:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate.xldate_as_datetime(cell.value, datemode)  # type: ignore[no-any-return]
        except (ValueError, OverflowError):
            return float(cell.value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype in {xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER}:
        return cell.value  # type: ignore[no-any-return]
    return None


# ---- a web page -----------------------------------------------------------------------------------------------------


def html_tables(data: bytes) -> list[Rows]:
    """Return the rows of every table of a web page.

    Raises:
        OldFormatError: The page cannot be decoded, or there is no table in it.
    """
    reader = _Tables()
    reader.feed(_decoded(data))
    reader.close()
    found = [each for each in reader.tables if each]
    if not found:
        raise OldFormatError("table")
    return found


def _decoded(data: bytes) -> str:
    named = _CHARSET.search(data[:2000])
    declared = named[1].decode("ascii").lower() if named else "utf-8"
    # a page that calls itself gb2312 uses the characters of GBK and more
    for encoding in ("gb18030" if declared.startswith("gb") else declared, "utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise OldFormatError("encoding")


@dataclass
class _Cell:
    """A cell as it is written: its text and over how many rows and columns it reaches."""

    down: int
    across: int
    text: str = ""


class _Tables(HTMLParser):
    """Reads tables; a table inside a cell is one of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Rows] = []
        self._open: list[list[list[_Cell]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, a row or a cell."""
        if tag == "table":
            self._open.append([])
        elif self._open and tag == "tr":
            self._open[-1].append([])
        elif self._open and tag in {"td", "th"}:
            spans = dict(attrs)
            rows = self._open[-1] or [[]]
            self._open[-1] = rows
            rows[-1].append(_Cell(_span(spans.get("rowspan")), _span(spans.get("colspan"))))
        elif tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        """Close a table."""
        if tag == "table" and self._open:
            self.tables.append(_laid_out(self._open.pop()))

    def handle_data(self, data: str) -> None:
        """Take a part of the text of the cell that was opened last."""
        if self._open and self._open[-1] and self._open[-1][-1]:
            self._open[-1][-1][-1].text += data

    def close(self) -> None:
        """End, also where the page was cut off inside a table."""
        super().close()
        while self._open:
            self.tables.append(_laid_out(self._open.pop()))


def _laid_out(written: list[list[_Cell]]) -> Rows:
    """Put cells where a browser would show them; one that reaches over several places stands in each of them."""
    grid: dict[tuple[int, int], str] = {}
    for row, cells in enumerate(written):
        column = 0
        for cell in cells:
            while (row, column) in grid:
                column += 1
            for down in range(min(cell.down, len(written) - row)):
                for across in range(cell.across):
                    grid[row + down, column + across] = cell.text.strip()
            column += cell.across
    width = max((column for _, column in grid), default=-1) + 1
    return [[grid.get((row, column)) for column in range(width)] for row in range(len(written))]


def _span(text: str | None) -> int:
    """Return over how many rows or columns a cell reaches; nonsense is one."""
    number = int(text) if text and text.strip().isdecimal() else 1
    return max(1, min(number, MOST_SPAN))
