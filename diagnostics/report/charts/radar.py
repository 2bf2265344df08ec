"""Radars: scenes of which the rings are levels, and parts of a level of which the rings are shares of what it asks.

Claimed and verified are two lines; what is not known, or left out, has no point.
"""

from __future__ import annotations

import math
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
    Across,
    Canvas,
    Fill,
    MarkShape,
    Point,
    draw,
    height_of,
    wrap,
)
from diagnostics.report.charts.legend import LegendEntry, draw_legend, legend_height
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import number

_RADIUS_MM = 34.0
_LABEL_MM = 30.0
_SHARE_RINGS = 5
_LINE_DASHES = (3.0, 1.6)


@dataclass(frozen=True, kw_only=True)
class _Look:
    color: str
    shape: MarkShape
    size_mm: float
    inside: str
    dashes: tuple[float, ...] = ()


_CLAIMED = _Look(color=NAVY, shape="circle", size_mm=1.9, inside=PAPER)
_VERIFIED = _Look(color=INK, shape="square", size_mm=1.3, inside=INK, dashes=(3.0, 1.6))


@dataclass(frozen=True, kw_only=True)
class Spoke:
    """A spoke: its name, claimed and verified value (None: not known), whether it is a binding one.

    `remark` stands below the name of a spoke without a value, in place of the usual word for an open question.
    """

    name: str
    claimed: float | None
    verified: float | None = None
    binding: bool = False
    remark: str = ""


def draw_scene_radar(spokes: Sequence[Spoke], top: int = 4, width_mm: float = 160.0) -> str:
    """Draw the radar, first spoke upwards, then clockwise; `top` is the outermost ring.

    Raises:
        ValueError: Fewer than three spokes.
    """
    if len(spokes) < 3:
        raise ValueError("a radar needs at least three spokes")
    return _draw(spokes, float(top), [str(ring) for ring in range(top + 1)], _legend(spokes), None, width_mm)


def draw_share_radar(spokes: Sequence[Spoke], line: float, width_mm: float = 160.0) -> str:
    """Draw a radar of values from 0 to 1, with the ring (`line`) that the whole has to reach.

    Raises:
        ValueError: Fewer than three spokes.
    """
    if len(spokes) < 3:
        raise ValueError("a radar needs at least three spokes")
    legend = [
        LegendEntry(text=say("levels", "key_claimed_line"), mark="circle", color=NAVY, inside=PAPER, line=True),
        LegendEntry(text=say("levels", "key_verified_line"), mark="square", line=True, dashes=_VERIFIED.dashes),
        LegendEntry(text=say("levels", "key_line", needs=number(line, 2)), line=True, color=RED, dashes=_LINE_DASHES),
    ]
    rings = ["0", *(number(ring / _SHARE_RINGS, 1) for ring in range(1, _SHARE_RINGS + 1))]
    return _draw(spokes, 1.0, rings, legend, line, width_mm)


def _draw(
    spokes: Sequence[Spoke],
    top: float,
    rings: Sequence[str],
    legend: Sequence[LegendEntry],
    line: float | None,
    width_mm: float,
) -> str:
    labels = [_label_of(spoke) for spoke in spokes]
    above = max(map(height_of, labels)) + 4
    middle = (width_mm / 2, above + _RADIUS_MM)
    bottom = above + 2 * _RADIUS_MM + above
    height = bottom + legend_height(legend, width_mm)

    def paint(canvas: Canvas) -> None:
        _draw_rings(canvas, middle, len(spokes), rings)
        if line is not None:
            ring = [_point(middle, _angle(at, len(spokes)), line / top) for at in range(len(spokes) + 1)]
            canvas.line(ring, RED, 0.45, dashes=_LINE_DASHES)
        for at, (spoke, label) in enumerate(zip(spokes, labels, strict=True)):
            _draw_label(canvas, middle, _angle(at, len(spokes)), label, spoke)
        claimed = [spoke.claimed for spoke in spokes]
        verified = [spoke.verified for spoke in spokes]
        if None not in claimed:
            area = [_point(middle, _angle(at, len(spokes)), (value or 0) / top) for at, value in enumerate(claimed)]
            canvas.shape(area, Fill(color=LIGHT_NAVY), line_mm=0, opacity=0.55)
        for values, look in ((claimed, _CLAIMED), (verified, _VERIFIED)):
            shares = [None if value is None else value / top for value in values]
            _draw_values(canvas, middle, shares, look)
        draw_legend(canvas, legend, bottom, width_mm)

    return draw(width_mm, height, paint)


def _legend(spokes: Sequence[Spoke]) -> list[LegendEntry]:
    entries = [LegendEntry(text="自报等级", mark="circle", color=NAVY, inside=PAPER, line=True)]
    if any(spoke.verified is not None for spoke in spokes):
        entries.append(LegendEntry(text="已核实等级", mark="square", line=True, dashes=_VERIFIED.dashes))
    if any(spoke.binding for spoke in spokes):
        entries.append(LegendEntry(text="★ 约束性场景"))
    return entries


def _label_of(spoke: Spoke) -> str:
    star = " ★" if spoke.binding else ""
    remark = spoke.remark or "（未作答）"
    return wrap(spoke.name + star, _LABEL_MM) + (f"\n{remark}" if spoke.claimed is None else "")


def _draw_rings(canvas: Canvas, middle: Point, count: int, names: Sequence[str]) -> None:
    top = len(names) - 1
    for ring in range(1, top + 1):
        points = [_point(middle, _angle(at, count), ring / top) for at in range(count + 1)]
        canvas.line(points, RULE if ring == top else FAINT, 0.25)
    for at in range(count):
        canvas.line([middle, _point(middle, _angle(at, count), 1.0)], FAINT, 0.2)
    for ring, name in enumerate(names):
        x, y = _point(middle, 0.0, ring / top)
        canvas.text(x + 0.8, y - 1.4, name, size=SMALL_PT - 1, color=MUTED)


def _draw_label(canvas: Canvas, middle: Point, angle: float, label: str, spoke: Spoke) -> None:
    x, y = _point(middle, angle, 1.0 + 3.0 / _RADIUS_MM)
    sine, cosine = math.sin(angle), math.cos(angle)
    across: Across = "center" if abs(sine) < 0.1 else ("left" if sine > 0 else "right")
    # Towards top and bottom the text moves outwards by half of its height, so that it never touches the ring.
    color = MUTED if spoke.claimed is None else INK
    canvas.text(x, y - cosine * height_of(label) / 2, label, across=across, color=color)


def _draw_values(canvas: Canvas, middle: Point, shares: Sequence[float | None], look: _Look) -> None:
    count = len(shares)
    points = [None if share is None else _point(middle, _angle(at, count), share) for at, share in enumerate(shares)]
    for at, here in enumerate(points):
        after = points[(at + 1) % count]
        # A gap on both sides of a missing value: a line through the centre would claim a 0.
        if here and after:
            canvas.line([here, after], look.color, 0.5, dashes=look.dashes)
    for here in points:
        if here:
            canvas.mark(*here, look.shape, look.size_mm, look.color, look.inside)


def _angle(at: int, count: int) -> float:
    return 2 * math.pi * at / count


def _point(middle: Point, angle: float, share: float) -> Point:
    return middle[0] + math.sin(angle) * share * _RADIUS_MM, middle[1] - math.cos(angle) * share * _RADIUS_MM
