"""Tables for a terminal in which a Chinese character is two columns wide. Pure: text in, lines out."""

from __future__ import annotations

from collections.abc import Sequence

from diagnostics.words.columns import Align, cut, pad, width, wrap

__all__ = ["SCREEN", "Align", "cut", "indented", "pad", "table", "width", "wrap"]

# Two columns of a screen of 80 stay free: consoles that draw “·” or “–” two columns wide must not break the line.
SCREEN = 78


def table(
    heads: Sequence[str], rows: Sequence[Sequence[str] | str], aligns: Sequence[Align], *, columns: int = SCREEN
) -> list[str]:
    """Lay out a table: heads, a rule, rows; columns are two spaces apart. A row that is a text goes across.

    The first column gives way: where the whole is wider than `columns`, its texts are wrapped.

    Raises:
        ValueError: A row or `aligns` has another number of cells than `heads`.
    """
    cells = [row for row in rows if not isinstance(row, str)]
    if {len(aligns), *map(len, cells)} - {len(heads)}:
        raise ValueError("every row needs one cell per head")
    widths = [max(width(row[index]) for row in [heads, *cells]) for index in range(len(heads))]
    rest = sum(widths[1:]) + 2 * (len(widths) - 1)
    widths[0] = min(widths[0], max(columns - rest, 12))
    lines = [*_laid_out(heads, widths, aligns), "-" * (widths[0] + rest)]
    for row in rows:
        lines += wrap(row, columns) if isinstance(row, str) else _laid_out(row, widths, aligns)
    return lines


def _laid_out(row: Sequence[str], widths: Sequence[int], aligns: Sequence[Align]) -> list[str]:
    lead = row[0][: len(row[0]) - len(row[0].lstrip())]
    first, *others = indented(row[0].lstrip(), lead, columns=widths[0])
    cells = [first, *row[1:]]
    padded = [pad(cell, columns, align) for cell, columns, align in zip(cells, widths, aligns, strict=True)]
    return ["  ".join(padded).rstrip(), *others]


def indented(text: str, first: str, *, columns: int = SCREEN) -> list[str]:
    """Wrap a text behind a lead (`· `, `1. `); further lines stand under the text."""
    lead = width(first)
    head, *others = wrap(text, columns - lead)
    return [first + head, *(" " * lead + line for line in others)]
