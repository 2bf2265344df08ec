"""Texts whose cells are separated by a sign (CSV, TSV and their kin), whatever sign and encoding that is."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain, islice

from diagnostics.exchange.cells.cell import RefusedError, Sheet, text_cell
from diagnostics.exchange.cells.grid import Grid

# Of two that fit as well the first is taken.
_DELIMITERS = "\t,;|，；"
_SAID = re.compile(r'"?sep=(.)"?[^\S\n]*(?:\r?\n|\r|$)', re.IGNORECASE)
_LOOKED_AT = 60
_LONGEST_CELL = 1_000_000
_END = "\x1f"  # a line of its own behind the last: where it does not arrive alone, a quote is open


def read_separated(data: bytes, file: str, rank: Callable[[Sheet], int]) -> list[Sheet]:
    """Read a text as the table it is; raises RefusedError for what cannot be decoded, or ends inside quotes.

    Args:
        rank: how well a sheet suits whoever reads it (the columns that are recognised); decides on the separator first.
    """
    text = _decoded(data)
    if said := _SAID.match(text):
        return [_sheet(text[said.end() :], file, said[1], first=2)]
    fits = {each: _fit(text, file, each, rank) for each in _DELIMITERS}
    return [_sheet(text, file, max(fits, key=lambda each: fits[each]))]


def _fit(text: str, file: str, delimiter: str, rank: Callable[[Sheet], int]) -> tuple[int, float]:
    """Return how well a separator fits: what is recognised, then the share of rows with the usual number of cells."""
    try:
        rows = list(islice(_rows(text, delimiter), _LOOKED_AT))
    except RefusedError:
        return -1, 0.0
    widths = Counter(len(row) for row in rows if len(row) > 1)
    share = max(widths.values()) / len(rows) if widths else 0.0
    return rank(_grid(rows, file).sheet()), share


def _sheet(text: str, file: str, delimiter: str, first: int = 1) -> Sheet:
    return _grid(_rows(text, delimiter), file, first).sheet()


def _grid(rows: Iterator[list[str]] | list[list[str]], file: str, first: int = 1) -> Grid:
    grid = Grid(file=file, name="")
    for number, row in enumerate(rows, first):
        for column, text in enumerate(row, 1):
            grid.put(number, column, text_cell(text))
    return grid


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield rows; a quote that is never closed would swallow the rest of the file."""
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(chain(io.StringIO(text, newline=""), ["\n", _END]), delimiter=delimiter)
    start = 1
    try:
        for row in reader:
            if row == [_END]:
                return
            if _END in row[-1:] or reader.line_num - start > _LOOKED_AT:
                break
            yield row
            start = reader.line_num + 1
    except csv.Error as error:
        raise RefusedError("REG-41", str(start)) from error
    raise RefusedError("REG-41", str(start))


def _decoded(data: bytes) -> str:
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
    raise RefusedError("REG-07")
