"""Scores per dimension: bars with what they could still become, and what of them is verified."""

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

_NAME_MM = 42.0
_TEXT_MM = 30.0
_BAR_MM = 5.0
_SPACE_MM = 4.2
_AXIS_MM = 6.0
_VALUE = Fill(color="#a9c3de", edge=NAVY)
_OPEN = Fill(color=PAPER, hatch="..", hatch_color="#8d98a5", edge=MUTED, dashed=True)


@dataclass(frozen=True, kw_only=True)
class ScoreRow:
    """One dimension: score, its worst and best completion, the verified score, the full score, and the score in words.

    `value` is None while the score is open; then only the range from `low` to `high` is drawn.
    """

    name: str
    value: float | None
    low: float
    high: float
    of: float
    text: str
    verified: float | None = None


def draw_score_bars(rows: Sequence[ScoreRow], width_mm: float = 160.0) -> str:
    """Draw one bar per dimension, each as a share of its own full score."""
    legend = [LegendEntry(text="得分", fill=_VALUE)]
    if any(row.value is None for row in rows):
        legend.append(LegendEntry(text="得分待定的范围", fill=_OPEN))
    if any(row.high > row.low for row in rows):
        legend.append(LegendEntry(text="补答后的最低与最高", line=True))
    if any(row.verified is not None for row in rows):
        legend.append(LegendEntry(text="其中已核实", mark="diamond"))
    bottom = sum(map(_row_height, rows)) + _AXIS_MM
    track = width_mm - _NAME_MM - _TEXT_MM

    def paint(canvas: Canvas) -> None:
        _draw_axis(canvas, bottom - _AXIS_MM, track)
        top = 0.0
        for row in rows:
            _draw_row(canvas, row, top + _row_height(row) / 2, track)
            top += _row_height(row)
        draw_legend(canvas, legend, bottom + 1.5, width_mm)

    return draw(width_mm, bottom + 1.5 + legend_height(legend, width_mm), paint)


def _draw_axis(canvas: Canvas, bottom: float, track: float) -> None:
    for percent in (0, 20, 40, 60, 80, 100):
        x = _NAME_MM + track * percent / 100
        canvas.line([(x, 0), (x, bottom)], RULE if percent == 0 else FAINT, 0.25)
        canvas.text(x, bottom + 2.6, f"{percent}%", size=SMALL_PT - 0.5, color=MUTED, across="center")


def _draw_row(canvas: Canvas, row: ScoreRow, middle: float, track: float) -> None:
    def at(score: float) -> float:
        return _NAME_MM + track * min(max(score / row.of, 0.0), 1.0)

    canvas.text(_NAME_MM - 3, middle, wrap(row.name, _NAME_MM - 4), across="right")
    start, end, fill = (at(row.low), at(row.high), _OPEN) if row.value is None else (at(0), at(row.value), _VALUE)
    if end > start:
        canvas.box(start, middle - _BAR_MM / 2, end - start, _BAR_MM, fill)
    if row.high > row.low:
        canvas.line([(at(row.low), middle), (at(row.high), middle)], INK, 0.4)
        for score in (row.low, row.high):
            canvas.line([(at(score), middle - 1.6), (at(score), middle + 1.6)], INK, 0.4)
    if row.verified is not None:
        canvas.mark(at(row.verified), middle, "diamond", 2.3, PAPER, INK)
    canvas.text(_NAME_MM + track + 4, middle, wrap(row.text, _TEXT_MM - 4, SMALL_PT), size=SMALL_PT)


def _row_height(row: ScoreRow) -> float:
    text = max(height_of(wrap(row.name, _NAME_MM - 4)), height_of(wrap(row.text, _TEXT_MM - 4, SMALL_PT), SMALL_PT))
    return max(_BAR_MM, text) + _SPACE_MM
