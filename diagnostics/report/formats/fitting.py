"""Widths of columns: as the chapters say, unless a text is so long for its column that a row runs down the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

from diagnostics.model.document import Document, Table
from diagnostics.report.formats.keeping import lines_of_row, rows_that_break

_STEP = 0.02  # of the whole width, from one column to another
_MOST_STEPS = 20
_NARROWEST = 0.13  # a column that is no wider gives nothing: its head and its verdict would break
_WORTH = 0.98  # a step that does not make the table lower by this is not taken


def fit_tables(document: Document) -> Document:
    """Return the document with widths of columns that suit the texts of its tables."""
    blocks = tuple(_fitted(block) if isinstance(block, Table) else block for block in document.blocks)
    return replace(document, blocks=blocks)


def _fitted(table: Table) -> Table:
    if table.row_mm > 0 or not any(rows_that_break(table)):
        return table
    whole = sum(table.widths)
    widths = [width / whole for width in table.widths]
    height = _height(table, widths)
    for _ in range(_MOST_STEPS):
        tried = [_moved(widths, *pair) for pair in permutations(range(len(widths)), 2) if widths[pair[0]] > _NARROWEST]
        lowest = min(tried, key=lambda each: _height(table, each), default=widths)
        lower = _height(table, lowest)
        if lower > height * _WORTH:
            break
        widths, height = lowest, lower
    return replace(table, widths=tuple(widths))


def _moved(widths: Sequence[float], giver: int, taker: int) -> list[float]:
    moved = list(widths)
    moved[giver] -= _STEP
    moved[taker] += _STEP
    return moved


def _height(table: Table, widths: Sequence[float]) -> float:
    return sum(lines_of_row(row, widths) for row in table.rows)
