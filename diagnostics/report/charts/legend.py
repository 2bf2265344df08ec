"""The key below a chart: as many rows as its entries need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from diagnostics.report.charts.canvas import INK, SMALL_PT, Canvas, Fill, MarkShape, width_of

_ABOVE_MM = 1.5
_ROW_MM = 5.2
_SAMPLE_MM = 6.0
_GAP_MM = 5.0


@dataclass(frozen=True, kw_only=True)
class LegendEntry:
    """A name with its sample: an area (`fill`), a sign (`mark`), a line, or nothing."""

    text: str
    fill: Fill | None = None
    mark: MarkShape | None = None
    color: str = INK
    inside: str = INK
    line: bool = False
    dashes: tuple[float, ...] = ()


def legend_height(entries: Sequence[LegendEntry], width_mm: float) -> float:
    """Return the height that `draw_legend` will take."""
    return _ABOVE_MM + len(_rows(entries, width_mm)) * _ROW_MM + 1.0


def draw_legend(canvas: Canvas, entries: Sequence[LegendEntry], top: float, width_mm: float) -> None:
    """Draw the key, centred row by row, below `top`."""
    for number, row in enumerate(_rows(entries, width_mm)):
        x = (width_mm - sum(map(_width, row)) + _GAP_MM) / 2
        y = top + _ABOVE_MM + number * _ROW_MM + _ROW_MM / 2
        for entry in row:
            _draw_sample(canvas, entry, x, y)
            canvas.text(x + _sample_width(entry), y, entry.text, size=SMALL_PT)
            x += _width(entry)


def _draw_sample(canvas: Canvas, entry: LegendEntry, x: float, y: float) -> None:
    if entry.fill:
        canvas.box(x, y - 1.6, _SAMPLE_MM, 3.2, entry.fill)
    if entry.line:
        canvas.line([(x, y), (x + _SAMPLE_MM, y)], entry.color, 0.5, dashes=entry.dashes)
    if entry.mark:
        canvas.mark(x + _SAMPLE_MM / 2, y, entry.mark, 2.0, entry.color, entry.inside)


def _width(entry: LegendEntry) -> float:
    return _sample_width(entry) + width_of(entry.text, SMALL_PT) + _GAP_MM


def _sample_width(entry: LegendEntry) -> float:
    return _SAMPLE_MM + 1.5 if entry.fill or entry.mark or entry.line else 0.0


def _rows(entries: Sequence[LegendEntry], width_mm: float) -> list[list[LegendEntry]]:
    """Break the entries into as few rows as fit, of about the same length."""
    count = len(_fill_rows(entries, width_mm))
    widest = sum(map(_width, entries)) / count
    while len(rows := _fill_rows(entries, min(widest, width_mm))) > count:
        widest += 2.0
    return rows


def _fill_rows(entries: Sequence[LegendEntry], width_mm: float) -> list[list[LegendEntry]]:
    rows: list[list[LegendEntry]] = [[]]
    for entry in entries:
        if rows[-1] and sum(map(_width, [*rows[-1], entry])) - _GAP_MM > width_mm:
            rows.append([])
        rows[-1].append(entry)
    return rows
