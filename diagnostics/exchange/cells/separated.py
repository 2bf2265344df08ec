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
_END = "\x1fend"  # a line of its own behind the last: where it does not arrive alone, a quote is open


def read_separated(data: bytes, file: str, rank: Callable[[Sheet], int]) -> list[Sheet]:
    """Read a text as the table it is; raises RefusedError for what cannot be decoded, or ends inside quotes.

    Args:
        rank: how well a sheet suits whoever reads it (the columns that are recognised); decides on the separator first.
    """
    text = _decoded(data)
    if said := _SAID.match(text):
        return [_sheet(text[said.end() :], file, said[1], first=2)]
    fits = {each: _fit(text, file, each, rank) for each in _DELIMITERS}
    best = max(fits, key=lambda each: fits[each])
    if fits[best][0] == 0:  # nothing is recognised: where a quote is open, that is why
        best = next((each for each, (rank_of, _) in fits.items() if rank_of < 0), best)
    return [_sheet(text, file, best)]


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
            if (row and _END in row[-1]) or reader.line_num - start > _LOOKED_AT:
                break
            yield row
            start = reader.line_num + 1
    except csv.Error as error:
        raise RefusedError("REG-41", str(start)) from error
    raise RefusedError("REG-41", str(start))


def _decoded(data: bytes) -> str:
    """Return the text: UTF-8 or UTF-16 by mark or zeros, else UTF-8 if it is that, else the GBK of Chinese Excel."""
    encodings: tuple[str, ...] = ("utf-8-sig", "gb18030")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    elif b"\x00" in data[:_LOOKED_AT]:  # UTF-16 without its mark: every ASCII sign has a zero beside it
        encodings = ("utf-16-be",) if data[:_LOOKED_AT:2].count(0) > data[1:_LOOKED_AT:2].count(0) else ("utf-16-le",)
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise RefusedError("REG-07")
