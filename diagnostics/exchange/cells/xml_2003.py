"""Tables that Excel 2003 saved as XML; systems still export them under the name .xls."""

from __future__ import annotations

from typing import Any

from diagnostics.exchange.cells.cell import EMPTY, Cell, Kind, Sheet, moment_cell, number_cell, text_cell
from diagnostics.exchange.cells.grid import Grid
from diagnostics.exchange.cells.markup import attribute, child, is_on, local, tree

NAMESPACE = b"urn:schemas-microsoft-com:office:spreadsheet"


def read_xml_2003(data: bytes, file: str) -> list[Sheet]:
    """Read every sheet; raises RefusedError for what is not well-formed."""
    root = tree(data)
    styles = child(root, "Styles")
    struck = {
        attribute(each, "ID")
        for each in (styles if styles is not None else ())
        if (font := child(each, "Font")) is not None and is_on(attribute(font, "StrikeThrough"))
    }
    settings = child(root, "ExcelWorkbook")
    date1904 = settings is not None and child(settings, "Date1904") is not None
    return [_sheet(file, each, struck, date1904) for each in root if local(each) == "Worksheet"]


def _sheet(file: str, sheet: Any, struck: set[str], date1904: bool) -> Sheet:
    options = child(sheet, "WorksheetOptions")
    visible = child(options, "Visible") if options is not None else None
    hidden = visible is not None and (visible.text or "").strip() in {"SheetHidden", "SheetVeryHidden"}
    grid = Grid(file=file, name=attribute(sheet, "Name"), hidden=hidden, date1904=date1904)
    table = child(sheet, "Table")
    row = column = 0
    for each in table if table is not None else ():
        if local(each) == "Column":
            column = int(attribute(each, "Index") or column + 1)
            last = column + int(attribute(each, "Span") or 0)
            if is_on(attribute(each, "Hidden")) or attribute(each, "Width") == "0":
                grid.hide_columns(column, last)
            column = last
        elif local(each) == "Row":
            row = int(attribute(each, "Index") or row + 1)
            last = row + int(attribute(each, "Span") or 0)
            if is_on(attribute(each, "Hidden")) or attribute(each, "Height") == "0":
                grid.hidden_rows.update(range(row, last + 1))
            _fill_row(grid, row, each, struck)
            row = last
    return grid.sheet()


def _fill_row(grid: Grid, row: int, cells: Any, struck: set[str]) -> None:
    column = 0
    for each in cells:
        if local(each) != "Cell":
            continue
        column = int(attribute(each, "Index") or column + 1)
        style = attribute(each, "StyleID") or attribute(cells, "StyleID")
        grid.put(row, column, _cell(each, style in struck))
        across, down = (int(attribute(each, name) or 0) for name in ("MergeAcross", "MergeDown"))
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
