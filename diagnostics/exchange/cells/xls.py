"""Workbooks of Excel 97 to 2003 (.xls)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

from diagnostics.exchange.cells.cell import EMPTY, Cell, Kind, RefusedError, Sheet, number_cell, text_cell
from diagnostics.exchange.cells.grid import Grid
from diagnostics.exchange.cells.xlsx import moment_of

_FORMULA, _STRING, _BEGIN = 0x0006, 0x0207, 0x0809
# What stands for the result of a formula: none at all; a text that follows in a record of its own.
_NO_RESULT, _TEXT_FOLLOWS = b"\x03\x00\x00\x00\x00\x00\xff\xff", b"\x00"


def read_xls(data: bytes, file: str) -> list[Sheet]:
    """Read every sheet; raises RefusedError for an encrypted, damaged or other file of this container format."""
    import xlrd

    try:
        # merged blocks, hidden rows and fonts are told only together with the formats
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, on_demand=True, logfile=_Silence())
        open_formulas = _open_formulas(book)
        sheets = [book.sheet_by_index(number) for number in range(book.nsheets)]
    except MemoryError:
        raise
    except Exception as error:  # damaged files fail in many ways inside the library
        raise RefusedError("REG-03") from error
    return [_sheet(file, book, sheet, open_formulas) for sheet in sheets]


class _Silence:
    """Takes what the library has to say about odd files; nobody could do anything about it."""

    def write(self, _text: str) -> None:
        """Drop a text."""

    def flush(self) -> None:
        """Do nothing."""


def _open_formulas(book: Any) -> set[tuple[int, int, int]]:
    """Return sheet, row and column (from 0) of the formulas without a result: the library shows them as empty texts."""
    starts = {position: number for number, position in enumerate(book._sh_abs_posn)}
    found = set()
    sheet, last = -1, None
    for position, kind, record in _records(book.mem, book.base, book.base + book.stream_len):
        if kind == _BEGIN:
            sheet = starts.get(position, sheet)
        if kind == _STRING and last is not None and len(record) >= 2 and struct.unpack_from("<H", record)[0]:
            found.discard(last)
        if kind == _FORMULA and len(record) >= 14:
            last = (sheet, *struct.unpack_from("<HH", record))
            result = record[6:14]
            if result == _NO_RESULT or (result[:1] == _TEXT_FOLLOWS and result[6:] == b"\xff\xff"):
                found.add(last)
    return found


def _records(data: Any, start: int, end: int) -> Iterator[tuple[int, int, bytes]]:
    """Yield position, kind and content of the records of a workbook stream."""
    while start + 4 <= min(end, len(data)):
        kind, length = struct.unpack_from("<HH", data, start)
        yield start, kind, bytes(data[start + 4 : start + 4 + length])
        start += 4 + length


def _sheet(file: str, book: Any, sheet: Any, open_formulas: set[tuple[int, int, int]]) -> Sheet:
    grid = Grid(file=file, name=sheet.name, hidden=sheet.visibility != 0, date1904=book.datemode == 1)
    for row in range(sheet.nrows):
        for column, each in enumerate(sheet.row(row)):
            struck = bool(book.font_list[book.xf_list[each.xf_index].font_index].struck_out)
            if (sheet.number, row, column) in open_formulas:
                grid.put(row + 1, column + 1, Cell(Kind.formula, "=…", struck))
            else:
                grid.put(row + 1, column + 1, _cell(each, struck, grid.date1904))
    for (row, column), runs in sheet.rich_text_runlist_map.items():
        if any(font < len(book.font_list) and book.font_list[font].struck_out for _, font in runs):
            cell = grid.at(row + 1, column + 1)
            grid.put(row + 1, column + 1, Cell(cell.kind, cell.value, struck=True))
    grid.hidden_rows |= {row + 1 for row, each in sheet.rowinfo_map.items() if each.hidden}
    for column, each in sheet.colinfo_map.items():
        if each.hidden:
            grid.hide_columns(column + 1, column + 1)
    for top, bottom, left, right in sheet.merged_cells:
        grid.merge(top + 1, left + 1, bottom, right)
    return grid.sheet()


def _cell(cell: Any, struck: bool, date1904: bool) -> Cell:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_TEXT:
        return text_cell(cell.value, struck=struck)
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return number_cell(repr(cell.value), struck=struck)
    if cell.ctype == xlrd.XL_CELL_DATE:
        return moment_of(number_cell(repr(cell.value), struck=struck), date1904=date1904)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return Cell(Kind.truth, bool(cell.value), struck)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Cell(Kind.error, xlrd.error_text_from_code.get(cell.value, "#N/A"), struck)
    return EMPTY
