"""The workbook of a delivery: acceptance list, problems, needs, projects, requests for finance. Bytes out."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from diagnostics.model.plain_text import clean_lines

Cell = str | int | float | None

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST, _NARROWEST = 60, 8
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
    """Return an Excel workbook; every text stays a text."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.active)
    for each in sheets:
        page = book.create_sheet(each.name)
        for number, row in enumerate([each.heads, *each.rows], 1):
            for column, value in enumerate(row, 1):
                cell = page.cell(number, column)
                cell.value = safe_text(value) if isinstance(value, str) else value
                if isinstance(value, str):
                    cell.data_type = "s"  # nothing a person typed is ever a formula
                cell.alignment = Alignment(vertical="top", wrap_text=True)
        for column in range(1, len(each.heads) + 1):
            page.cell(1, column).font = Font(bold=True)
            page.cell(1, column).fill = PatternFill("solid", fgColor="DDE6F0")
            texts = [str(row[column - 1] or "") for row in [each.heads, *each.rows]]
            width = max(sum(2 if ord(char) > 255 else 1 for char in text) for text in texts) + 2
            page.column_dimensions[get_column_letter(column)].width = max(_NARROWEST, min(width, _WIDEST))
        page.freeze_panes = "A2"
        page.page_setup.orientation = "landscape"
        page.page_setup.fitToHeight = 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
        page.print_title_rows = "1:1"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


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
