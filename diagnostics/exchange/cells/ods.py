"""Tables of OpenDocument: .ods, and the same in one XML file (.fods)."""

from __future__ import annotations

import io
import zipfile
from typing import IO, Any

from diagnostics.exchange.cells.cell import EMPTY, Cell, Kind, RefusedError, Sheet, moment_cell, number_cell, text_cell
from diagnostics.exchange.cells.grid import MOST_COLUMNS, MOST_ROWS, Grid
from diagnostics.exchange.cells.markup import attribute, is_on, local, pieces
from diagnostics.exchange.cells.xlsx import MOST_UNPACKED
from diagnostics.words.catalogue import say

NAMESPACE = b"urn:oasis:names:tc:opendocument:xmlns:office:1.0"
KIND = b"application/vnd.oasis.opendocument.spreadsheet"


def read_ods(data: bytes, file: str) -> list[Sheet]:
    """Read every sheet of an .ods; raises RefusedError for what is not well-formed or no table."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if archive.getinfo("content.xml").file_size > MOST_UNPACKED:
            raise RefusedError("REG-05", f"{MOST_UNPACKED // 1_000_000} MB")
        with archive.open("content.xml") as stream:
            return _read(stream, file)


def read_flat_ods(data: bytes, file: str) -> list[Sheet]:
    """Read every sheet of the XML; raises RefusedError for what is not well-formed or no table."""
    return _read(io.BytesIO(data), file)


def _read(stream: IO[bytes], file: str) -> list[Sheet]:
    """Read the sheets row by row; the styles come before them."""
    struck: set[str] = set()
    unseen: set[str] = set()
    sheets: list[Sheet] = []
    date1904 = False
    grid, row, column = Grid(file=file, name=""), 0, 0
    for piece in pieces(stream, "style", "null-date", "table-column", "table-row", "table"):
        name, hidden = local(piece), attribute(piece, "visibility") in {"collapse", "filter"}
        if name == "style":
            struck |= {attribute(piece, "name")} if any(map(_strikes, piece)) else set()
            unseen |= (
                {attribute(piece, "name")} if any(attribute(part, "display") == "false" for part in piece) else set()
            )
        elif name == "null-date":
            date1904 = attribute(piece, "date-value").startswith("1904")
        elif name == "table-column":
            n = _times(piece, "number-columns-repeated")
            if hidden:
                grid.hide_columns(column + 1, column + n)
            column += n
        elif name == "table-row":
            n = _times(piece, "number-rows-repeated")
            _fill_rows(grid, row + 1, n, piece, struck)
            if hidden:
                grid.hidden_rows.update(range(row + 1, min(row + n, MOST_ROWS) + 1))
            row += n
        elif local(piece.getparent()) == "spreadsheet":
            grid.name, grid.date1904 = attribute(piece, "name"), date1904
            grid.hidden = attribute(piece, "style-name") in unseen or attribute(piece, "display") == "false"
            sheets.append(grid.sheet())
            grid, row, column = Grid(file=file, name=""), 0, 0
    if not sheets:
        raise RefusedError("REG-39", say("file_kinds", "opendocument"))
    return sheets


def _strikes(properties: Any) -> bool:
    line = {attribute(properties, "text-line-through-style"), attribute(properties, "text-line-through-type")}
    return not line <= {"", "none"}


def _times(element: Any, name: str) -> int:
    text = attribute(element, name)
    return max(1, int(text)) if text.isdecimal() else 1


def _fill_rows(grid: Grid, first: int, n_rows: int, cells: Any, struck: set[str]) -> None:
    column = 1
    for each in cells:
        if local(each) not in {"table-cell", "covered-table-cell"}:
            continue
        n = _times(each, "number-columns-repeated")
        cell = _cell(each, struck) if local(each) == "table-cell" else EMPTY
        if cell is not EMPTY:
            for row in range(first, first + n_rows):
                for at in range(column, min(column + n, MOST_COLUMNS + 2)):
                    grid.put(row, at, cell)
        down, across = _times(each, "number-rows-spanned"), _times(each, "number-columns-spanned")
        grid.merge(first, column, first + down - 1, column + across - 1)
        column += n


def _cell(element: Any, struck_styles: set[str]) -> Cell:
    paragraphs = [each for each in element if local(each) == "p"]
    text = "\n".join(map(_text, paragraphs))
    kind = attribute(element, "value-type")
    spans = {attribute(each, "style-name") for part in paragraphs for each in part.iter() if local(each) == "span"}
    struck = bool(struck_styles & {attribute(element, "style-name"), *spans})
    formula = attribute(element, "formula")
    if any(key.endswith("}value-type") and value == "error" for key, value in element.attrib.items()):
        return Cell(Kind.error, text or "#N/A", struck)
    if formula and not kind and not text:
        return Cell(Kind.formula, formula.removeprefix("of:"), struck)
    if kind in {"float", "percentage", "currency"}:
        return number_cell(attribute(element, "value"), struck=struck)
    if kind == "date":
        return moment_cell(attribute(element, "date-value"), struck=struck)
    if kind == "boolean":
        return Cell(Kind.truth, is_on(attribute(element, "boolean-value")), struck)
    return text_cell(text or attribute(element, "string-value"), struck=struck) if text or kind == "string" else EMPTY


def _text(paragraph: Any) -> str:
    """Return the text of a paragraph: several spaces and tabs are elements of their own."""
    parts = [paragraph.text or ""]
    for each in paragraph:
        if local(each) == "s":
            parts.append(" " * _times(each, "c"))
        elif local(each) in {"tab", "line-break"}:
            parts.append("\t" if local(each) == "tab" else "\n")
        elif local(each) not in {"annotation", "ruby-text"}:
            parts.append(_text(each))
        parts.append(each.tail or "")
    return "".join(parts)
