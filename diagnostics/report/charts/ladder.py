"""The levels per standard: claimed, verified, official, aimed at."""

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
    MarkShape,
    draw,
    height_of,
    wrap,
)
from diagnostics.report.charts.legend import LegendEntry, draw_legend, legend_height

_VERIFIED = Fill(color=NAVY, edge=NAVY, text=PAPER)
_CLAIMED = Fill(color=LIGHT_NAVY, hatch="////", hatch_color="#7c9fc2", edge=NAVY)
_POSSIBLE = Fill(color=PAPER, hatch="..", hatch_color="#8d98a5", edge=MUTED, dashed=True)
_ABOVE = Fill(color=PAPER, edge="#c3cad2", text=MUTED)

_NAME_MM = 38.0
_CELL_MM = 9.0
_ROW_MM = 15.5
_TOP_MM = 5.0


@dataclass(frozen=True, kw_only=True)
class LadderRow:
    """One standard: the names of its levels from low to high, and the levels reached (0: below the first).

    `claimed` is the level on all answers, as (lowest, highest) while answers are missing. `verified`, `official` and
    `target` may be None: nothing verified yet counts as None, not as 0. `asked`: whether anybody was asked at all.
    """

    name: str
    levels: tuple[str, ...]
    claimed: tuple[int, int]
    verified: int | None = None
    official: int | None = None
    target: int | None = None
    asked: bool = True

    @property
    def lacks_proof(self) -> bool:
        """Whether the answers claim more than is verified."""
        return (self.verified or 0) < self.claimed[0]

    @property
    def lowest(self) -> str:
        """The name of the level that is claimed at least; empty below the first."""
        return self.levels[self.claimed[0] - 1] if self.claimed[0] else ""


def draw_level_ladder(rows: Sequence[LadderRow], width_mm: float = 160.0) -> str:
    """Draw one line of cells per standard, lowest level at the left."""
    looks = [_look_of(level, row) for row in rows for level in range(1, len(row.levels) + 1)]
    names = ("已核实达到", "自报达到（未核实）", "信息不足，可能达到", "未达到")
    fills = (_VERIFIED, _CLAIMED, _POSSIBLE, _ABOVE)
    legend = [LegendEntry(text=name, fill=fill) for name, fill in zip(names, fills, strict=True) if fill in looks]
    if any(row.official for row in rows):
        legend.append(LegendEntry(text="官方评定结果", mark="triangle", color=NAVY, inside=NAVY))
    if any(row.target for row in rows):
        legend.append(LegendEntry(text="目标", mark="diamond", color=RED, inside=RED))
    bottom = _TOP_MM + len(rows) * _ROW_MM
    height = bottom + legend_height(legend, width_mm)

    def paint(canvas: Canvas) -> None:
        for at, row in enumerate(rows):
            _draw_row(canvas, row, _TOP_MM + at * _ROW_MM, width_mm)
        draw_legend(canvas, legend, bottom, width_mm)

    return draw(width_mm, height, paint)


def _draw_row(canvas: Canvas, row: LadderRow, top: float, width_mm: float) -> None:
    middle = top + _CELL_MM / 2
    canvas.text(_NAME_MM - 3, middle, wrap(row.name, _NAME_MM - 4), bold=True, across="right")
    cell = (width_mm - _NAME_MM - 0.5) / len(row.levels)
    for level, name in enumerate(row.levels, start=1):
        left = _NAME_MM + (level - 1) * cell
        fill = _look_of(level, row)
        canvas.box(left, top, cell, _CELL_MM, fill, line_mm=0.25)
        text = wrap(name, cell - 3, SMALL_PT)
        if height_of(text, SMALL_PT) > _CELL_MM:
            text = str(level)
        canvas.on_pill(left + cell / 2, middle, text, fill)
    if row.official:
        _flag(canvas, _NAME_MM + (row.official - 0.5) * cell, top - 2.0, "triangle", "官方", NAVY)
    if row.target:
        _flag(canvas, _NAME_MM + (row.target - 0.5) * cell, top + _CELL_MM + 2.6, "diamond", "目标", RED)
    elif row.claimed == (0, 0):
        canvas.text(_NAME_MM, top + _CELL_MM + 2.8, "尚未达到最低等级", size=SMALL_PT, color=MUTED)
    canvas.line([(0, top + _ROW_MM - 5), (width_mm, top + _ROW_MM - 5)], FAINT, 0.15)


def _flag(canvas: Canvas, x: float, y: float, shape: MarkShape, text: str, color: str) -> None:
    canvas.mark(x - 4, y, shape, 2.2, color, color)
    canvas.text(x - 2, y, text, size=SMALL_PT, color=INK)


def _look_of(level: int, row: LadderRow) -> Fill:
    lowest, highest = row.claimed
    if row.verified is not None and level <= row.verified:
        return _VERIFIED
    if level <= lowest:
        return _CLAIMED
    return _POSSIBLE if level <= highest else _ABOVE
