"""The firm's own rates beside published ones, one bar each; hatches keep them apart in black and white."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from diagnostics.report.charts.canvas import (
    FAINT,
    INK,
    MUTED,
    NAVY,
    PAPER,
    RULE,
    SMALL_PT,
    Canvas,
    Fill,
    draw,
    height_of,
    wrap,
)
from diagnostics.report.charts.legend import LegendEntry, draw_legend, legend_height

_NAME_MM = 40.0
_TEXT_MM = 46.0
_BAR_MM = 4.2
_SPACE_MM = 3.6
_AXIS_MM = 6.0
_WHOLE = 100.0
_OWN = Fill(color="#a9c3de", edge=NAVY)
_AVERAGE = Fill(color=PAPER, hatch="////", hatch_color=MUTED, edge=MUTED)
_TARGET = Fill(color=PAPER, hatch="..", hatch_color="#8d98a5", edge=MUTED, dashed=True)


@dataclass(frozen=True)
class ComparisonBar:
    """A percentage with what is printed at its end; `kind`: own, average or target."""

    kind: str
    value: float
    text: str


@dataclass(frozen=True)
class ComparisonRow:
    """A rate of the firm and the published values that are defined alike, in the order of drawing."""

    name: str
    bars: tuple[ComparisonBar, ...]


def draw_comparisons(rows: Sequence[ComparisonRow], names: Sequence[str], width_mm: float = 160.0) -> str:
    """Draw the rows on one scale from 0 to 100 %.

    Args:
        rows: rates in percent.
        names: what own, average and target are called in the key.
    """
    kinds = {bar.kind for row in rows for bar in row.bars}
    looks = zip(("own", "average", "target"), names, (_OWN, _AVERAGE, _TARGET), strict=True)
    legend = [LegendEntry(text=name, fill=fill) for kind, name, fill in looks if kind in kinds]
    bottom = sum(map(_row_height, rows)) + _AXIS_MM
    track = width_mm - _NAME_MM - _TEXT_MM

    def paint(canvas: Canvas) -> None:
        _draw_axis(canvas, bottom - _AXIS_MM, track)
        top = 0.0
        for row in rows:
            _draw_row(canvas, row, top, track)
            top += _row_height(row)
        draw_legend(canvas, legend, bottom + 1.5, width_mm)

    return draw(width_mm, bottom + 1.5 + legend_height(legend, width_mm), paint)


def _draw_axis(canvas: Canvas, bottom: float, track: float) -> None:
    for percent in (0, 20, 40, 60, 80, 100):
        x = _NAME_MM + track * percent / _WHOLE
        canvas.line([(x, 0), (x, bottom)], RULE if percent == 0 else FAINT, 0.25)
        canvas.text(x, bottom + 2.6, f"{percent}%", size=SMALL_PT - 0.5, color=MUTED, across="center")


def _draw_row(canvas: Canvas, row: ComparisonRow, top: float, track: float) -> None:
    canvas.text(_NAME_MM - 3, top + _row_height(row) / 2, wrap(row.name, _NAME_MM - 4), across="right")
    y = top + _SPACE_MM / 2
    for bar in row.bars:
        height = _bar_height(bar)
        length = track * min(max(bar.value / _WHOLE, 0.0), 1.0)
        fill = {"own": _OWN, "average": _AVERAGE, "target": _TARGET}[bar.kind]
        if length > 0:
            canvas.box(_NAME_MM, y + (height - _BAR_MM) / 2 + 0.4, length, _BAR_MM - 0.8, fill)
        text, bold = wrap(bar.text, _TEXT_MM - 4, SMALL_PT), bar.kind == "own"
        canvas.text(_NAME_MM + track + 3, y + height / 2, text, size=SMALL_PT, color=INK, bold=bold)
        y += height


def _bar_height(bar: ComparisonBar) -> float:
    return max(_BAR_MM, height_of(wrap(bar.text, _TEXT_MM - 4, SMALL_PT), SMALL_PT) + 0.6)


def _row_height(row: ComparisonRow) -> float:
    bars = sum(map(_bar_height, row.bars))
    return max(bars, height_of(wrap(row.name, _NAME_MM - 4))) + _SPACE_MM
