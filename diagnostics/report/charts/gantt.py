"""A Gantt chart: one bar per measure over months, phases as bands, kinds told apart by hatch as well as by colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from diagnostics.report.charts.canvas import (
    FAINT,
    LIGHT_NAVY,
    MUTED,
    NAVY,
    PAPER,
    RULE,
    SMALL_PT,
    Canvas,
    Fill,
    draw,
    height_of,
    width_of,
    wrap,
)
from diagnostics.report.charts.legend import LegendEntry, draw_legend, legend_height

_NAME_MM = 52.0
_BAR_MM = 4.0
_SPACE_MM = 1.8
_HEAD_MM = 6.5
_FILLS = (
    Fill(color=NAVY, edge=NAVY, text=PAPER),
    Fill(color=LIGHT_NAVY, hatch="////", hatch_color=NAVY, edge=NAVY),
    Fill(color=PAPER, edge=MUTED, dashed=True),
)
_TICKS = (1, 2, 3, 6, 12)
_MOST_TICKS = 12


@dataclass(frozen=True, kw_only=True)
class GanttBar:
    """One measure: name, first and last month counted from 0, which kind it is, the text at its end."""

    name: str
    start: float
    end: float
    kind: int
    text: str = ""


def draw_gantt(bars: Sequence[GanttBar], kinds: Sequence[str], months: Sequence[str], width_mm: float = 160.0) -> str:
    """Draw measures over months.

    Args:
        bars: in the order to print.
        kinds: names of at most three kinds of bar, for the legend; those that do not occur are left out.
        months: the name of every month's beginning, the first at 0; at least as many as the last bar ends.

    Raises:
        ValueError: A bar has another kind, or ends after the last month.
    """
    last = len(months) - 1
    if any(not 0 <= bar.kind < len(_FILLS) or bar.end > last for bar in bars):
        raise ValueError("a bar has no kind or ends after the last month")
    used = sorted({bar.kind for bar in bars})
    legend = [LegendEntry(text=kinds[kind], fill=_FILLS[kind]) for kind in used]
    bottom = _HEAD_MM + sum(map(_height, bars)) + 2.0

    def paint(canvas: Canvas) -> None:
        scale = (width_mm - _NAME_MM - 24.0) / max(last, 1)
        _draw_months(canvas, months, scale, bottom - 1.0)
        y = _HEAD_MM + 1.0
        for bar in bars:
            _draw_bar(canvas, bar, scale, y + _height(bar) / 2)
            y += _height(bar)
        draw_legend(canvas, legend, bottom, width_mm)

    return draw(width_mm, bottom + legend_height(legend, width_mm), paint)


def _draw_months(canvas: Canvas, months: Sequence[str], scale: float, bottom: float) -> None:
    step = next(each for each in (*_TICKS, len(months)) if len(months) / each <= _MOST_TICKS)
    shown = max(step, 1)
    while shown * scale < max(map(width_of, months)) * SMALL_PT / 9.0 + 2.0 and shown < len(months):
        shown += step
    for at, name in enumerate(months):
        if at % step == 0:
            x = _NAME_MM + at * scale
            year = at % 12 == 0
            canvas.line([(x, _HEAD_MM - 1.0), (x, bottom)], MUTED if year else FAINT, 0.25 if year else 0.15)
        if at % shown == 0:
            canvas.text(_NAME_MM + at * scale, 2.6, name, size=SMALL_PT, color=MUTED, across="center")
    canvas.line([(_NAME_MM, _HEAD_MM - 1.0), (_NAME_MM + (len(months) - 1) * scale, _HEAD_MM - 1.0)], RULE, 0.2)


def _draw_bar(canvas: Canvas, bar: GanttBar, scale: float, middle: float) -> None:
    canvas.text(_NAME_MM - 2.5, middle, wrap(bar.name, _NAME_MM - 4, SMALL_PT), size=SMALL_PT, across="right")
    left = _NAME_MM + bar.start * scale
    width = max((bar.end - bar.start) * scale, 0.8)
    canvas.box(left, middle - _BAR_MM / 2, width, _BAR_MM, _FILLS[bar.kind])
    if bar.text:
        canvas.text(left + width + 1.2, middle, bar.text, size=SMALL_PT)


def _height(bar: GanttBar) -> float:
    return max(_BAR_MM, height_of(wrap(bar.name, _NAME_MM - 4, SMALL_PT), SMALL_PT)) + _SPACE_MM
