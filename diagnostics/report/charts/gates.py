"""Scores against the gates of stages: a bar per dimension, with a sign where each stage begins."""

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
    RULE,
    SMALL_PT,
    Canvas,
    Fill,
    draw,
    wrap,
)
from diagnostics.report.charts.legend import LegendEntry, draw_legend, legend_height
from diagnostics.words.catalogue import say

_VERIFIED = Fill(color=NAVY, edge=NAVY, text=PAPER)
_CLAIMED = Fill(color=LIGHT_NAVY, hatch="////", hatch_color="#7c9fc2", edge=NAVY)
_TRACK = Fill(color=PAPER, edge="#c3cad2")

_NAME_MM = 34.0
_TEXT_MM = 24.0
_ROW_MM = 11.5
_BAR_MM = 5.0
_TOP_MM = 3.0


@dataclass(frozen=True)
class Gate:
    """The least score of a stage, the short name of the stage, and whether the claimed score is enough."""

    at: float
    name: str
    reached: bool


@dataclass(frozen=True, kw_only=True)
class GateRow:
    """A dimension: claimed and verified score (None: not known) out of `of`, in words, and the gates it must pass."""

    name: str
    claimed: float | None
    verified: float | None
    of: float
    text: str
    gates: tuple[Gate, ...] = ()


def draw_stage_gates(rows: Sequence[GateRow], width_mm: float = 160.0) -> str:
    """Draw one bar per dimension; a filled diamond is a gate that is passed, an empty one is still ahead."""
    legend = [
        LegendEntry(text=say("levels", "key_verified"), fill=_VERIFIED),
        LegendEntry(text=say("levels", "key_claimed"), fill=_CLAIMED),
        LegendEntry(text=say("levels", "key_passed"), mark="diamond", color=INK, inside=INK),
        LegendEntry(text=say("levels", "key_ahead"), mark="diamond", color=INK, inside=PAPER),
    ]
    bottom = _TOP_MM + len(rows) * _ROW_MM
    height = bottom + legend_height(legend, width_mm)

    def paint(canvas: Canvas) -> None:
        for at, row in enumerate(rows):
            _draw_row(canvas, row, _TOP_MM + at * _ROW_MM, width_mm)
        draw_legend(canvas, legend, bottom, width_mm)

    return draw(width_mm, height, paint)


def _draw_row(canvas: Canvas, row: GateRow, top: float, width_mm: float) -> None:
    left, wide = _NAME_MM, width_mm - _NAME_MM - _TEXT_MM
    middle = top + _BAR_MM / 2
    canvas.text(left - 3, middle, wrap(row.name, _NAME_MM - 4), across="right")
    canvas.box(left, top, wide, _BAR_MM, _TRACK, line_mm=0.15)
    for score, fill in ((row.claimed, _CLAIMED), (row.verified, _VERIFIED)):
        if score:
            canvas.box(left, top, wide * score / row.of, _BAR_MM, fill)
    canvas.text(width_mm, middle, row.text, across="right")
    for gate in row.gates:
        x = left + wide * gate.at / row.of
        canvas.line([(x, top - 1.0), (x, top + _BAR_MM + 1.0)], RULE if gate.reached else INK, 0.35)
        canvas.mark(x, top + _BAR_MM + 2.6, "diamond", 1.9, INK, INK if gate.reached else PAPER)
        canvas.text(x + 1.8, top + _BAR_MM + 2.6, gate.name, size=SMALL_PT, color=MUTED if gate.reached else INK)
    canvas.line([(0, top + _ROW_MM - 1.6), (width_mm, top + _ROW_MM - 1.6)], FAINT, 0.12)
