"""Published values over several years as small lines, the firm's own value as a dashed line across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from diagnostics.report.charts.canvas import (
    FAINT,
    INK,
    MUTED,
    NAVY,
    RULE,
    SMALL_PT,
    Canvas,
    draw,
    width_of,
)

_HEAD_MM = 6.0
_PLOT_MM = 26.0
_FOOT_MM = 5.5
_GAP_MM = 5.0
_SIDE_MM = 12.0
_COLUMNS = 2
_OWN_DASHES = (3.0, 2.0)


@dataclass(frozen=True)
class TrendPoint:
    """A value at a time (years as a number), with the value and the time in words."""

    year: float
    value: float
    text: str
    when: str


@dataclass(frozen=True)
class Trend:
    """Values of one thing over several years, oldest first; `own` is the firm's, where it is known as a number."""

    name: str
    points: tuple[TrendPoint, ...]
    own: float | None = None
    own_text: str = ""


def draw_trends(trends: Sequence[Trend], width_mm: float = 160.0) -> str:
    """Draw the trends in two columns, each on its own scale; first and last value are written at their points."""
    rows = -(-len(trends) // _COLUMNS)
    panel = (width_mm - (_COLUMNS - 1) * _GAP_MM) / _COLUMNS
    height = _HEAD_MM + _PLOT_MM + _FOOT_MM

    def paint(canvas: Canvas) -> None:
        for number, trend in enumerate(trends):
            left, top = (number % _COLUMNS) * (panel + _GAP_MM), (number // _COLUMNS) * (height + _GAP_MM)
            _draw_trend(canvas, trend, left, top, panel)

    return draw(width_mm, rows * height + (rows - 1) * _GAP_MM, paint)


def _draw_trend(canvas: Canvas, trend: Trend, left: float, top: float, width: float) -> None:
    canvas.text(left, top + _HEAD_MM / 2, trend.name, bold=True)
    above, below = top + _HEAD_MM + 3.5, top + _HEAD_MM + _PLOT_MM - 3.5
    start, end = left + _SIDE_MM, left + width - _SIDE_MM
    values = [point.value for point in trend.points] + ([] if trend.own is None else [trend.own])
    low, high = min(values), max(values)
    first, last = trend.points[0].year, trend.points[-1].year

    def at(year: float, value: float) -> tuple[float, float]:
        across = (year - first) / (last - first) if last > first else 0.5
        up = (value - low) / (high - low) if high > low else 0.5
        return start + across * (end - start), below - up * (below - above)

    foot = top + _HEAD_MM + _PLOT_MM
    canvas.line([(left, foot), (left + width, foot)], RULE, 0.25)
    if trend.own is not None:
        y = at(first, trend.own)[1]
        canvas.line([(left, y), (left + width, y)], INK, 0.35, dashes=_OWN_DASHES)
        canvas.text(left + width - width_of(trend.own_text, SMALL_PT) - 0.5, y + 2.0, trend.own_text, size=SMALL_PT)
    canvas.line([at(point.year, point.value) for point in trend.points], NAVY, 0.5)
    for point in trend.points:
        canvas.line([(at(point.year, low)[0], foot), (at(point.year, low)[0], foot - 1.0)], FAINT, 0.25)
        canvas.mark(*at(point.year, point.value), "circle", 1.6, NAVY)
    for point in (trend.points[0], trend.points[-1]):
        x, y = at(point.year, point.value)
        canvas.text(x, y - 2.6, point.text, size=SMALL_PT, across="center")
        canvas.text(x, foot + 2.6, point.when, size=SMALL_PT - 0.5, color=MUTED, across="center")
