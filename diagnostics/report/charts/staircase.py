"""The levels of a standard as stairs: the score of each level, the line to reach, and the two ways to add it up."""

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
    RULE,
    SMALL_PT,
    TEXT_PT,
    Canvas,
    Fill,
    draw,
    width_of,
    wrap,
)
from diagnostics.report.charts.legend import LegendEntry, draw_legend, legend_height
from diagnostics.words.catalogue import say

_VERIFIED = Fill(color=NAVY, edge=NAVY, text=PAPER)
_CLAIMED = Fill(color=LIGHT_NAVY, hatch="////", hatch_color="#7c9fc2", edge=NAVY)
_FRAME = Fill(color=PAPER, edge="#c3cad2")

_TITLE_MM = 6.0
_HEIGHT_MM = 34.0
_ROW_MM = 5.0
_HEAD_MM = 21.0  # names of the rows below the stairs
_SUM_MM = 13.0
_GAP_MM = 6.0
_MOST_ABREAST = 2


@dataclass(frozen=True, kw_only=True)
class Stair:
    """One level: its name, scores from 0 to 1 (None: not known), and what it adds in the two ways, in words."""

    name: str
    claimed: float | None
    verified: float | None
    score: str
    in_order: str
    plainly: str


@dataclass(frozen=True, kw_only=True)
class Stairs:
    """The levels of one subject from low to high, the score that reaches a level, and the two sums in words."""

    title: str
    steps: tuple[Stair, ...]
    needs: float
    needs_words: str
    in_order: str
    plainly: str


def draw_staircase(panels: Sequence[Stairs], width_mm: float = 160.0) -> str:
    """Draw one panel per subject, two side by side.

    Raises:
        ValueError: A panel without levels.
    """
    if not panels or not all(panel.steps for panel in panels):
        raise ValueError("stairs need at least one level")
    abreast = min(len(panels), _MOST_ABREAST)
    own = (width_mm - (abreast - 1) * _GAP_MM) / abreast
    legend = [
        LegendEntry(text=say("levels", "key_verified"), fill=_VERIFIED),
        LegendEntry(text=say("levels", "key_claimed"), fill=_CLAIMED),
        LegendEntry(
            text=say("levels", "key_line", needs=panels[0].needs_words), line=True, color=RED, dashes=(3.0, 1.6)
        ),
    ]
    one = _TITLE_MM + _HEIGHT_MM + 3 * _ROW_MM + 3.0
    bottom = -(-len(panels) // abreast) * one
    height = bottom + legend_height(legend, width_mm)

    def paint(canvas: Canvas) -> None:
        for at, panel in enumerate(panels):
            _draw_panel(canvas, panel, (at % abreast) * (own + _GAP_MM), (at // abreast) * one, own)
        draw_legend(canvas, legend, bottom, width_mm)

    return draw(width_mm, height, paint)


def _draw_panel(canvas: Canvas, panel: Stairs, left: float, top: float, width: float) -> None:
    head = _HEAD_MM
    cell = (width - head - _SUM_MM) / len(panel.steps)
    base = top + _TITLE_MM + _HEIGHT_MM
    if panel.title:
        canvas.text(left + head, top + 2.4, panel.title, bold=True)
    for at, step in enumerate(panel.steps):
        _draw_step(canvas, step, left + head + at * cell, base, cell)
    line = base - panel.needs * (_HEIGHT_MM - 4)
    canvas.line([(left + head, line), (left + width - _SUM_MM, line)], RED, 0.4, dashes=(3.0, 1.6))
    canvas.text(left + head - 1.5, line, panel.needs_words, size=SMALL_PT, color=RED, across="right")
    canvas.text(left + head - 1.5, base, "0", size=SMALL_PT, color=MUTED, across="right")
    for row, (name, whole) in enumerate(
        (("", ""), (say("levels", "in_order"), panel.in_order), (say("levels", "plainly"), panel.plainly))
    ):
        y = base + (row + 0.6) * _ROW_MM
        canvas.text(left, y, name, size=SMALL_PT, bold=True)
        canvas.text(left + width, y, whole, size=SMALL_PT, bold=True, across="right")
        if row:
            canvas.line([(left, y - _ROW_MM / 2), (left + width, y - _ROW_MM / 2)], FAINT, 0.15)


def _draw_step(canvas: Canvas, step: Stair, left: float, base: float, cell: float) -> None:
    middle, wide = left + cell / 2, min(cell * 0.62, 14.0)
    full = _HEIGHT_MM - 4
    canvas.box(middle - wide / 2, base - full, wide, full, _FRAME, line_mm=0.15)
    claimed, verified = step.claimed or 0.0, step.verified or 0.0
    if claimed:
        canvas.box(middle - wide / 2, base - claimed * full, wide, claimed * full, _CLAIMED)
    if verified:
        canvas.box(middle - wide / 2, base - verified * full, wide, verified * full, _VERIFIED)
    canvas.line([(left, base), (left + cell, base)], RULE, 0.3)
    canvas.text(middle, base - full - 2.2, step.score, size=TEXT_PT, color=INK, across="center")
    for row, text in enumerate((step.name, step.in_order, step.plainly)):
        shown = wrap(text, cell - 1, SMALL_PT) if width_of(text, SMALL_PT) <= cell else text.split(" ")[0]
        canvas.text(middle, base + (row + 0.6) * _ROW_MM, shown, size=SMALL_PT, across="center")
