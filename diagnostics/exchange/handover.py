"""The workbook of a delivery: acceptance list, problems, needs, projects, requests for finance. Bytes out."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from diagnostics.model.plain_text import clean_lines

Cell = str | int | float | None

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST, _NARROWEST = 46, 6
# of one line, and the most that Excel allows for a row
LINE_POINTS, MOST_POINTS = 15, 409
_LONGEST_TEXT = 32_000  # Excel takes 32,767 characters


@dataclass(frozen=True)
class HandoverSheet:
    """A sheet: its name, the heads of its columns, its rows."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]] = field(default_factory=list)


def safe_text(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, also after it was saved as CSV.

    >>> safe_text("=1+1")
    "'=1+1"
    """
    clean = clean_lines(text)[:_LONGEST_TEXT]
    return f"'{clean}" if clean.lstrip().startswith(_STARTS_FORMULA) else clean


def workbook_bytes(sheets: Sequence[HandoverSheet]) -> bytes:
    """Return an Excel workbook, ready to be printed; every text stays a text."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        rows: list[list[Cell]] = [list(sheet.heads), *([*row] for row in sheet.rows)]
        widths = [_width([row[column] for row in rows]) for column in range(len(sheet.heads))]
        _fill(page, rows, widths)
        _set_up_print(page, sheet.name)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(page: Any, rows: Sequence[Sequence[Cell]], widths: Sequence[int]) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    line = Side(style="thin", color="999999")
    border = Border(left=line, right=line, top=line, bottom=line)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = page.cell(number, column)
            cell.value = safe_text(value) if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"  # nothing a person typed is ever a formula
            centred = number == 1 or column == 1
            cell.alignment = Alignment(horizontal="center" if centred else None, vertical="top", wrap_text=True)
            cell.border = border
            if number == 1:
                cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDE6F0")
        # not every program measures a row of several lines by itself
        n_lines = max(_lines(value, width) for value, width in zip(row, widths, strict=True))
        page.row_dimensions[number].height = min(LINE_POINTS * n_lines + 3, MOST_POINTS)
    for column, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(column)].width = width


def _set_up_print(page: Any, name: str) -> None:
    page.freeze_panes = "A2"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_margins.left = page.page_margins.right = 0.4
    page.print_title_rows = "1:1"
    page.oddHeader.center.text = name
    page.oddHeader.center.size = 14
    page.oddFooter.center.text = "&P / &N"


def _shown_width(text: str) -> int:
    return sum(2 if ord(char) > 255 else 1 for char in text)


def _width(values: Sequence[Cell]) -> int:
    """Return a width for a column: that of its longest line, within limits."""
    texts = [line for value in values for line in str("" if value is None else value).splitlines()]
    return max(_NARROWEST, min(max(map(_shown_width, texts), default=0) + 2, _WIDEST))


def _lines(value: Cell, width: int) -> int:
    """Return how many lines a value takes in a column of this width."""
    lines = str("" if value is None else value).splitlines() or [""]
    return sum(max(1, -(-_shown_width(line) // (width - 1))) for line in lines)


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """Return a .zip of files by their names; the same files give the same bytes."""
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return out.getvalue()
