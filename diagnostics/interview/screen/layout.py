"""Text in columns for a terminal of 80×24; a Chinese character is two columns wide. Pure: text in, lines out."""

from __future__ import annotations

from collections.abc import Sequence

from diagnostics.words.columns import cut, pad, width
from diagnostics.words.columns import wrap as wrapped

__all__ = ["COLUMNS", "ROWS", "cut", "grid", "in_columns", "packed", "pad", "width", "wrap"]

COLUMNS = 78  # two of 80 stay free: consoles that draw “·” two columns wide must not break the line
ROWS = 24


def wrap(text: str, columns: int = COLUMNS, lead: str = "") -> list[str]:
    """Break a text into lines of at most `columns`; behind `lead`, under which further lines are set in."""
    lines = (line.lstrip() for line in wrapped(text, columns - width(lead)))
    return [(lead if index == 0 else " " * width(lead)) + line for index, line in enumerate(lines)]


def packed(items: Sequence[str], *, columns: int = COLUMNS, lead: str = "") -> list[str]:
    """Lay out short texts one after the other, as many on a line as fit; none is broken."""
    lines: list[str] = []
    line = lead
    for item in items:
        if line != lead and line.strip() and width(line) + 2 + width(item) > columns:
            lines.append(line)
            line = " " * width(lead)
        line += item if not line.strip() or line == lead else f"  {item}"
    return [*lines, line]


def grid(rows: Sequence[Sequence[str]], *, columns: int = COLUMNS) -> list[str]:
    """Lay out rows of cells in columns, the widest cells giving way."""
    if not rows:
        return []
    widths = [max(width(row[index]) for row in rows) for index in range(len(rows[0]))]
    while sum(widths) + 2 * (len(widths) - 1) > columns:
        widths[widths.index(max(widths))] -= 1
    return [
        "  ".join(pad(cut(cell, size), size) for cell, size in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def in_columns(items: Sequence[str], *, columns: int = COLUMNS, most: int = 4) -> list[str]:
    """Lay out short texts side by side, reading downwards, in as many columns as fit."""
    widest = max((width(item) for item in items), default=1)
    n = max(1, min(most, (columns + 2) // (widest + 2)))
    height = -(-len(items) // n)
    rows = [
        [items[row + column * height] for column in range(n) if row + column * height < len(items)]
        for row in range(height)
    ]
    return ["  ".join(pad(cut(cell, columns), widest) for cell in row).rstrip() for row in rows]
