"""The figures of a city as an Excel workbook: a sheet with one row per firm, and one per table."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from diagnostics.city.count.city_records import CityFigures, CityTable, TableCell, cell_text
from diagnostics.city.count.count_records import Share
from diagnostics.city.show.city_tables import basis_line, city_tables, firm_table
from diagnostics.model.content.library import Library
from diagnostics.model.plain_text import clean_line
from diagnostics.words.catalogue import say

if TYPE_CHECKING:
    from openpyxl import Workbook

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the earliest time that a ZIP file can hold
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_LONGEST_TITLE, _LONGEST_CELL = 31, 32767
_FORMULA = ("=", "+", "-", "@")
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def safe_text(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, however the file is saved again.

    A text that starts like a formula gets an apostrophe before it; control characters go.

    >>> safe_text("=1+1")
    "'=1+1"
    """
    cleaned = clean_line(text)[: _LONGEST_CELL - 1]
    return f"'{cleaned}" if cleaned.lstrip().startswith(_FORMULA) else cleaned


def render_workbook(city: CityFigures, library: Library) -> bytes:
    """Return the workbook as the bytes of an XLSX; the same figures give the same bytes."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type,unused-ignore]
    _add(book, firm_table(city, library), city)
    for table in city_tables(city).values():
        _add(book, table, city)
    stream = io.BytesIO()
    book.save(stream)
    return _with_fixed_times(stream.getvalue(), city)


def _add(book: Workbook, table: CityTable, city: CityFigures) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet: Any = book.create_sheet(_title(table.title, book.sheetnames))
    sheet.append([safe_text(table.title)])
    sheet.append([safe_text(basis_line(city))])
    sheet.append([safe_text(head) for head in table.heads])
    sheet["A1"].font = Font(name="Microsoft YaHei", size=14, bold=True)
    sheet["A2"].font = Font(name="Microsoft YaHei", size=9, color="595959")
    for cell in sheet[3]:
        cell.font = Font(name="Microsoft YaHei", bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1F4E79")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    for row in table.rows:
        sheet.append([_value(each) for each in row])
        for at, each in enumerate(row, 1):
            if isinstance(each, float) or (isinstance(each, Share) and each.den):
                sheet.cell(sheet.max_row, at).number_format = "0.0" if isinstance(each, float) else "0.0%"
    if table.note:
        sheet.append([])
        sheet.append([safe_text(table.note)])
    for at, wide in enumerate(_widths(table), 1):
        sheet.column_dimensions[get_column_letter(at)].width = wide
    sheet.freeze_panes = "C4" if table.id == "firms" else "A4"
    if table.rows:
        sheet.auto_filter.ref = f"A3:{get_column_letter(len(table.heads))}{3 + len(table.rows)}"
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "3:3"


def _value(cell: TableCell) -> str | int | float:
    """Return a share as it is printed elsewhere, so that no format shows another figure."""
    if isinstance(cell, Share):
        return float(Decimal(cell.text.rstrip("%")) / 100) if cell.den else cell.text
    return safe_text(cell) if isinstance(cell, str) else cell


def _title(text: str, taken: Sequence[str]) -> str:
    plain = _FORBIDDEN.sub("", text)[:_LONGEST_TITLE] or "1"
    found, count = plain, 1
    while found.lower() in {each.lower() for each in taken}:
        count += 1
        found = f"{plain[: _LONGEST_TITLE - 4]} {count}"
    return found


def _widths(table: CityTable) -> list[float]:
    """Widths in characters: a Chinese one takes two columns; long texts are not shown whole."""
    sample = [table.heads, *table.rows[:200]]
    return [min(max(max(_columns(row[at]) for row in sample) + 2, 8), 44) for at in range(len(table.heads))]


def _columns(cell: TableCell) -> int:
    return sum(2 if ord(char) > 0x2E7F else 1 for char in cell_text(cell))


def _with_fixed_times(data: bytes, city: CityFigures) -> bytes:
    made = io.BytesIO()
    stamp = f"{city.known_at.isoformat()}T12:00:00Z".encode()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            fixed = zipfile.ZipInfo(entry.filename, _EARLIEST)
            fixed.compress_type, fixed.external_attr, fixed.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            content = source.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + stamp, content)
            target.writestr(fixed, content)
    return made.getvalue()


def workbook_name() -> str:
    """Return the file name of the workbook."""
    return f"{say('board', 'file_firms')}.xlsx"
