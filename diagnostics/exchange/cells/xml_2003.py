"""Tables that Excel 2003 saved as XML; systems still export them under the name .xls."""

from __future__ import annotations

import io
from typing import Any

from diagnostics.exchange.cells.cell import EMPTY, Cell, Kind, Sheet, moment_cell, number_cell, text_cell
from diagnostics.exchange.cells.grid import MOST_ROWS, Grid
from diagnostics.exchange.cells.markup import attribute, child, is_on, local, pieces

NAMESPACE = b"urn:schemas-microsoft-com:office:spreadsheet"


def read_xml_2003(data: bytes, file: str) -> list[Sheet]:
    """Read every sheet, row by row; raises RefusedError for what is not well-formed."""
    struck: set[str] = set()
    sheets: list[Sheet] = []
    date1904 = False
    grid, row, column = Grid(file=file, name=""), 0, 0
    for piece in pieces(io.BytesIO(data), "Style", "Date1904", "Column", "Row", "Visible", "Worksheet"):
        name, parent = local(piece), local(piece.getparent())
        if name == "Style":
            font = child(piece, "Font")
            if font is not None and is_on(attribute(font, "StrikeThrough")):
                struck.add(attribute(piece, "ID"))
        elif name == "Date1904":
            date1904 = True
        elif name == "Visible":
            grid.hidden = (piece.text or "").strip() in {"SheetHidden", "SheetVeryHidden"}
        elif name == "Worksheet":
            grid.name, grid.date1904 = attribute(piece, "Name"), date1904
            sheets.append(grid.sheet())
            grid, row, column = Grid(file=file, name=""), 0, 0
        elif name == "Column" and parent == "Table":
            first, column = _reach(piece, column)
            if is_on(attribute(piece, "Hidden")) or attribute(piece, "Width") == "0":
                grid.hide_columns(first, column)
        elif name == "Row" and parent == "Table":
            first, row = _reach(piece, row)
            if is_on(attribute(piece, "Hidden")) or attribute(piece, "Height") == "0":
                grid.hidden_rows.update(range(first, min(row, MOST_ROWS) + 1))
            _fill_row(grid, first, piece, struck)
    return sheets


def _reach(element: Any, last: int) -> tuple[int, int]:
    """Return the first and the last row or column that an element is about; `last` is the one before it."""
    first = int(attribute(element, "Index") or last + 1)
    return first, first + int(attribute(element, "Span") or 0)


def _fill_row(grid: Grid, row: int, cells: Any, struck: set[str]) -> None:
    column = 0
    for cell in cells:
        if local(cell) != "Cell":
            continue
        column = int(attribute(cell, "Index") or column + 1)
        style = attribute(cell, "StyleID") or attribute(cells, "StyleID")
        grid.put(row, column, _cell(cell, style in struck))
        across, down = (int(attribute(cell, name) or 0) for name in ("MergeAcross", "MergeDown"))
        grid.merge(row, column, row + down, column + across)
        column += across


def _cell(element: Any, struck: bool) -> Cell:
    data, formula = child(element, "Data"), attribute(element, "Formula")
    text = "".join(data.itertext()) if data is not None else ""
    kind = attribute(data, "Type") if data is not None else ""
    if data is not None and any(local(each) == "S" for each in data.iter()):
        struck = True
    if formula and not text and kind != "String":
        return Cell(Kind.formula, formula, struck)
    if not text:
        return EMPTY
    if kind == "Number":
        return number_cell(text, struck=struck)
    if kind == "DateTime":
        return moment_cell(text, struck=struck)
    if kind == "Boolean":
        return Cell(Kind.truth, is_on(text), struck)
    if kind == "Error":
        return Cell(Kind.error, text, struck)
    return text_cell(text, struck=struck)
