"""Stacked bars: how many of what, one bar per row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from diagnostics.report.charts.canvas import (
    FAINT,
    INK,
    LIGHT_NAVY,
    MUTED,
    NAVY,
    PAPER,
    SMALL_PT,
    Canvas,
    Fill,
    draw,
    height_of,
    width_of,
    wrap,
)
from diagnostics.report.charts.legend import LegendEntry, draw_legend, legend_height

NAME_MM = 42.0
_TOTAL_MM = 16.0
_BAR_MM = 6.2
_SPACE_MM = 3.4

# From the best to the least known; the order of the statuses in the rules. More than six names start again.
_CLOUD_FILLS = (
    Fill(color=NAVY, edge=NAVY, text=PAPER),
    Fill(color="#8fb3d6", hatch="////", hatch_color=NAVY, edge=NAVY),
    Fill(color=LIGHT_NAVY, hatch="..", hatch_color=NAVY, edge=NAVY),
    Fill(color="#f3ddb3", hatch="\\\\\\\\", hatch_color="#8a5a00", edge="#8a5a00"),
    Fill(color="#b9c1ca", hatch="xxx", hatch_color=PAPER, edge=MUTED),
    Fill(color=PAPER, edge=MUTED, dashed=True),
)


@dataclass(frozen=True)
class StackRow:
    """One bar: its name and one count per part, in the order of the parts; `total` is what to print at its end."""

    name: str
    counts: tuple[float, ...]
    total: str = ""


def draw_cloud_structure(parts: Sequence[str], rows: Sequence[StackRow], width_mm: float = 160.0) -> str:
    """Draw the cloud structure: rows are kinds of service or groups of firms, parts are the statuses, best first.

    Raises:
        ValueError: A row has not one count per part.
    """
    fills = [_CLOUD_FILLS[at % len(_CLOUD_FILLS)] for at in range(len(parts))]
    legend = [LegendEntry(text=name, fill=fill) for name, fill in zip(parts, fills, strict=True)]
    bottom = stacks_height(rows)

    def paint(canvas: Canvas) -> None:
        paint_stacks(canvas, rows, fills, 0.0, width_mm)
        draw_legend(canvas, legend, bottom, width_mm)

    return draw(width_mm, bottom + legend_height(legend, width_mm), paint)


def stacks_height(rows: Sequence[StackRow]) -> float:
    """Return the height that `paint_stacks` takes."""
    return sum(map(_row_height, rows)) + 3.0


def paint_stacks(canvas: Canvas, rows: Sequence[StackRow], fills: Sequence[Fill], top: float, width_mm: float) -> None:
    """Draw one bar per row below `top`; all bars share one scale.

    Raises:
        ValueError: A row has not one count per fill.
    """
    most = max((sum(row.counts) for row in rows), default=0) or 1
    scale = (width_mm - NAME_MM - _TOTAL_MM) / most
    y = top + 1.5
    for row in rows:
        middle = y + _row_height(row) / 2
        canvas.text(NAME_MM - 3, middle, wrap(row.name, NAME_MM - 4), across="right")
        x = NAME_MM
        for count, fill in zip(row.counts, fills, strict=True):
            if count > 0:
                _draw_part(canvas, x, middle, count, scale, fill)
            x += count * scale
        canvas.text(x + 1.5, middle, row.total, size=SMALL_PT, color=INK)
        y += _row_height(row)
    canvas.line([(NAME_MM, top), (NAME_MM, y + 0.5)], MUTED, 0.25)
    canvas.line([(0, y + 1.2), (width_mm, y + 1.2)], FAINT, 0.15)


def _draw_part(canvas: Canvas, x: float, middle: float, count: float, scale: float, fill: Fill) -> None:
    canvas.box(x, middle - _BAR_MM / 2, count * scale, _BAR_MM, fill)
    text = f"{count:g}"
    if count * scale > width_of(text, SMALL_PT) + 2.0:
        canvas.on_pill(x + count * scale / 2, middle, text, fill)


def _row_height(row: StackRow) -> float:
    return max(_BAR_MM, height_of(wrap(row.name, NAME_MM - 4))) + _SPACE_MM
