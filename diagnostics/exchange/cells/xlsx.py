"""Workbooks of Office Open XML (.xlsx, .xlsm), transitional and strict.

Read part by part: a list of a hundred thousand rows must not fill the memory of a laptop. Of styles only what a cell
means is read (is it a date, is it struck out), so that a fault in colours or borders stops nothing.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass
from functools import cache
from typing import IO, Any

from diagnostics.exchange.cells.cell import (
    EMPTY,
    Cell,
    Kind,
    RefusedError,
    Sheet,
    moment_cell,
    moment_of_serial,
    number_cell,
    text_cell,
)
from diagnostics.exchange.cells.grid import Grid
from diagnostics.exchange.cells.markup import attribute, child, is_on, local, pieces, tree
from diagnostics.words.catalogue import say

MOST_UNPACKED = 600_000_000
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d+)")
# Formats of dates that have numbers and no text; those from 27 on are the East Asian ones.
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)})
_OTHERS = {"xl/workbook.bin": "xlsb", "word/document.xml": "docx", "ppt/presentation.xml": "pptx",
           "Index/Document.iwa": "numbers"}  # fmt: skip


@dataclass(frozen=True)
class _Style:
    date: bool = False
    struck: bool = False


_PLAIN = _Style()


@dataclass(frozen=True)
class _Text:
    text: str
    struck: bool


@dataclass(frozen=True, kw_only=True)
class _Book:
    """What cells refer to. `stale`: no program has calculated the formulas since a library wrote the file."""

    strings: tuple[_Text, ...]
    styles: tuple[_Style, ...]
    date1904: bool
    stale: bool


class _Parts:
    """The parts of a package by their names, which differ in capitals and slashes from writer to writer."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def stream(self, name: str) -> IO[bytes]:
        return self._archive.open(self._names[name.lower()])

    def read(self, name: str) -> bytes:
        return self._archive.read(self._names[name.lower()])

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Return the relations of a part: id → kind and name of the other part."""
        folder, name = posixpath.split(part)
        page = posixpath.join(folder, "_rels", f"{name}.rels")
        if page not in self:
            return {}
        found = {}
        for each in tree(self.read(page)):
            target = attribute(each, "Target").replace("\\", "/")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[attribute(each, "Id")] = attribute(each, "Type").rpartition("/")[2], path
        return found


def read_xlsx(data: bytes, file: str) -> list[Sheet]:
    """Read every sheet; raises RefusedError for what is no such workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(each.file_size for each in archive.infolist()) > MOST_UNPACKED:
            raise RefusedError("REG-05", f"{MOST_UNPACKED // 1_000_000} MB")
        parts = _Parts(archive)
        for name, other in _OTHERS.items():
            if name in parts:
                raise RefusedError("REG-39", say("file_kinds", other))
        main = next((path for kind, path in parts.related("").values() if kind == "officeDocument"), "xl/workbook.xml")
        related = parts.related(main)
        workbook = tree(parts.read(main))
        book = _book(parts, workbook, dict(related.values()))
        sheets = []
        for each in child(workbook, "sheets"):
            kind, path = related.get(attribute(each, "id"), ("", ""))
            if kind == "worksheet" and path in parts:
                hidden = each.get("state", "visible") != "visible"
                grid = Grid(file=file, name=each.get("name", ""), hidden=hidden, date1904=book.date1904)
                with parts.stream(path) as stream:
                    _fill(grid, stream, book)
                sheets.append(grid.sheet())
        return sheets


def _book(parts: _Parts, workbook: Any, named: dict[str, str]) -> _Book:
    settings, calculation = child(workbook, "workbookPr"), child(workbook, "calcPr")
    strings, styles = named.get("sharedStrings", ""), named.get("styles", "")
    return _Book(
        strings=tuple(map(_text, pieces(parts.stream(strings), "si"))) if strings in parts else (),
        styles=_styles(tree(parts.read(styles), mend=True)) if styles in parts else (),
        date1904=settings is not None and is_on(settings.get("date1904", "")),
        stale=calculation is not None and is_on(calculation.get("fullCalcOnLoad", "")),
    )


def _styles(root: Any) -> tuple[_Style, ...]:
    """Return what the styles of cells mean; a date is recognised by the format of its number."""
    from openpyxl.styles.numbers import is_date_format

    formats, fonts, cells = (
        (child(root, name) if root is not None else None) for name in ("numFmts", "fonts", "cellXfs")
    )
    dates = set(_DATE_FORMATS)
    for each in formats if formats is not None else ():
        number = each.get("numFmtId", "")
        if number.isdecimal():
            (dates.add if is_date_format(each.get("formatCode", "")) else dates.discard)(int(number))
    struck = [_is_struck(each) for each in fonts if local(each) == "font"] if fonts is not None else []
    found = []
    for each in cells if cells is not None else ():
        number, font = each.get("numFmtId", ""), each.get("fontId", "")
        is_struck = font.isdecimal() and int(font) < len(struck) and struck[int(font)]
        found.append(_Style(number.isdecimal() and int(number) in dates, is_struck))
    return tuple(found)


def _is_struck(font: Any) -> bool:
    strike = child(font, "strike") if font is not None else None
    return strike is not None and (not strike.get("val") or is_on(strike.get("val")))


def _text(item: Any) -> _Text:
    """Return a text with its runs joined, without phonetic guides; struck where any run is."""
    parts, struck = [], False
    for each in item:
        if local(each) == "t":
            parts.append(each.text or "")
        elif local(each) == "r" and (text := child(each, "t")) is not None and text.text:
            parts.append(text.text)
            struck = struck or _is_struck(child(each, "rPr"))
    return _Text(unescape("".join(parts)), struck)


def unescape(text: str) -> str:
    r"""Undo the escape of Office Open XML.

    >>> unescape("a_x000D_"), unescape("_x005F_x000D_")
    ('a\r', '_x000D_')
    """
    if "_x" not in text:
        return text
    found = _ESCAPE.sub(lambda each: chr(int(each[1], 16)), text)
    return found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _fill(grid: Grid, xml: IO[bytes], book: _Book) -> None:
    row = 0
    for piece in pieces(xml, "row", "col", "mergeCell"):
        name = local(piece)
        if name == "row":
            row = int(piece.get("r") or row + 1)
            if is_on(piece.get("hidden", "")) or piece.get("ht") in {"0", "0.0"}:
                grid.hidden_rows.add(row)
            _fill_row(grid, row, piece, book)
        elif name == "col":
            if is_on(piece.get("hidden", "")) or piece.get("width") in {"0", "0.0"}:
                grid.hide_columns(int(piece.get("min", "1")), int(piece.get("max", "1")))
        else:
            first, _, last = piece.get("ref", "").partition(":")
            (left, top), (right, bottom) = _position(first), _position(last or first)
            grid.merge(top, left, bottom, right)


def _fill_row(grid: Grid, row: int, cells: Any, book: _Book) -> None:
    column = 0
    for cell in cells:
        if local(cell) == "c":
            reference = cell.get("r")
            column = _column(reference.rstrip("0123456789")) if reference else column + 1
            grid.put(row, column, _cell(cell, book))


def _position(reference: str) -> tuple[int, int]:
    """Return column and row of a reference; raises ValueError for what is none."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise ValueError(reference)
    return _column(found[1]), int(found[2])


@cache
def _column(letters: str) -> int:
    """Return the number of a column."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _cell(element: Any, book: _Book) -> Cell:
    kind, number = element.get("t", "n"), int(element.get("s", "0"))
    style = book.styles[number] if number < len(book.styles) else _PLAIN
    parts = {local(each): each for each in element}
    text = (parts["v"].text if "v" in parts else None) or ""
    if kind == "inlineStr":
        said = _text(parts["is"]) if "is" in parts else _Text(unescape(text), False)
        return text_cell(said.text, struck=style.struck or said.struck, escaped=False)
    if "f" in parts and ((not text and kind != "str") or (book.stale and text in {"", "0"})):
        return Cell(Kind.formula, f"={parts['f'].text or '…'}", style.struck)
    if not text:
        return EMPTY
    if kind == "s":
        said = book.strings[int(text)]
        return text_cell(said.text, struck=style.struck or said.struck, escaped=False)
    if kind == "str":
        return text_cell(unescape(text), struck=style.struck, escaped=False)
    if kind == "b":
        return Cell(Kind.truth, is_on(text), style.struck)
    if kind == "e":
        return Cell(Kind.error, text, style.struck)
    if kind == "d":
        return moment_cell(text, struck=style.struck)
    found = number_cell(text, struck=style.struck)
    return moment_of(found, date1904=book.date1904) if style.date else found


def moment_of(cell: Cell, *, date1904: bool) -> Cell:
    """Return a number that is formatted as a date as the moment it stands for, itself where it stands for none."""
    number = float(cell.value) if isinstance(cell.value, int | float) else 0.0
    if not 1 <= number + date1904 < 2_958_466:
        return cell
    return Cell(Kind.moment, moment_of_serial(number, date1904=date1904), cell.struck)
