"""How far from recognition: per criteria set the states of its conditions, and the nearest numeric gaps."""

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
    RED,
    SMALL_PT,
    Canvas,
    Fill,
    draw,
    height_of,
    wrap,
)
from diagnostics.report.charts.legend import LegendEntry, draw_legend, legend_height
from diagnostics.report.charts.stacks import NAME_MM, StackRow, paint_stacks, stacks_height

_STATES = (
    ("满足（已核实）", Fill(color="#2c6e4f", edge="#1d4a35", text=PAPER)),
    ("满足（未核实）", Fill(color="#b7dcc6", hatch="////", hatch_color="#2c6e4f", edge="#2c6e4f")),
    ("待查", Fill(color=PAPER, hatch="..", hatch_color="#8d98a5", edge=MUTED)),
    ("不满足（依据待核实）", Fill(color="#f2c7c1", hatch="\\\\\\\\", hatch_color=RED, edge=RED)),
    ("不满足", Fill(color=RED, hatch="xx", hatch_color="#e8b4ae", edge="#6f1d17", text=PAPER)),
)
_TRACK_MM = 40.0
_BAR_MM = 3.6
_GAP_ROW_MM = 8.4
_HEAD_MM = 9.0


@dataclass(frozen=True, kw_only=True)
class SetRow:
    """One criteria set and how many of its conditions are in each state; `total` is what to print at the bar's end."""

    name: str
    met: int
    likely_met: int = 0
    unknown: int = 0
    likely_not_met: int = 0
    not_met: int = 0
    total: str = ""


@dataclass(frozen=True)
class NearestGap:
    """A condition that a number misses: what it is about, how much of the way is done (0–1), and the gap in words."""

    name: str
    share: float
    text: str


def draw_criteria_gaps(sets: Sequence[SetRow], gaps: Sequence[NearestGap] = (), width_mm: float = 160.0) -> str:
    """Draw the sets as stacked bars and below them the nearest gaps, each as a bar towards its line."""
    rows = [
        StackRow(row.name, (row.met, row.likely_met, row.unknown, row.likely_not_met, row.not_met), row.total)
        for row in sets
    ]
    shown = [any(row.counts[at] for row in rows) for at in range(len(_STATES))]
    legend = [LegendEntry(text=name, fill=fill) for (name, fill), used in zip(_STATES, shown, strict=True) if used]
    legend_top = stacks_height(rows)
    gaps_top = legend_top + legend_height(legend, width_mm) + 2
    height = gaps_top + (_HEAD_MM + sum(map(_gap_height, gaps)) if gaps else 0)

    def paint(canvas: Canvas) -> None:
        paint_stacks(canvas, rows, [fill for _, fill in _STATES], 0.0, width_mm)
        draw_legend(canvas, legend, legend_top, width_mm)
        if gaps:
            _draw_gaps(canvas, gaps, gaps_top, width_mm)

    return draw(width_mm, height, paint)


def _draw_gaps(canvas: Canvas, gaps: Sequence[NearestGap], top: float, width_mm: float) -> None:
    canvas.line([(0, top), (width_mm, top)], FAINT, 0.2)
    canvas.text(0, top + 4, "距离最近的数值条件", bold=True)
    canvas.text(NAME_MM + _TRACK_MM, top + 4, "要求", size=SMALL_PT, color=MUTED, across="center")
    y = top + _HEAD_MM
    for gap in gaps:
        middle = y + (_gap_height(gap) - 1) / 2
        canvas.text(NAME_MM - 3, middle, wrap(gap.name, NAME_MM - 4), across="right")
        canvas.box(NAME_MM, middle - _BAR_MM / 2, _TRACK_MM, _BAR_MM, Fill(color=LIGHT_NAVY, edge="#aebccb"))
        done = _TRACK_MM * min(max(gap.share, 0.0), 1.0)
        if done:
            canvas.box(NAME_MM, middle - _BAR_MM / 2, done, _BAR_MM, Fill(color=NAVY, edge=NAVY))
        end = NAME_MM + _TRACK_MM
        canvas.line([(end, middle - 2.8), (end, middle + 2.8)], INK, 0.5)
        canvas.text(end + 3, middle, _gap_text(gap), size=SMALL_PT)
        y += _gap_height(gap)


def _gap_text(gap: NearestGap) -> str:
    return wrap(gap.text, 160.0 - NAME_MM - _TRACK_MM - 4, SMALL_PT)


def _gap_height(gap: NearestGap) -> float:
    return max(_GAP_ROW_MM, height_of(wrap(gap.name, NAME_MM - 4)) + 2, height_of(_gap_text(gap), SMALL_PT) + 2)
