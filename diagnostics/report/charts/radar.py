"""The scenarios of the digital level as a radar: rings are levels, claimed and verified are two lines."""

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
from diagnostics.report.charts.legend import Entry, draw_legend, legend_height

_RADIUS_MM = 40.0
_LABEL_MM = 30.0


@dataclass(frozen=True)
class _Look:
    color: str
    shape: MarkShape
    size_mm: float
    inside: str
    dashes: tuple[float, ...] = ()


_CLAIMED = _Look(NAVY, "circle", 1.9, PAPER)
_VERIFIED = _Look(INK, "square", 1.3, INK, (3.0, 1.6))


@dataclass(frozen=True)
class Spoke:
    """One scenario: its name, the claimed and the verified level (None: not known), whether it is a binding one."""

    name: str
    claimed: float | None
    verified: float | None = None
    binding: bool = False


def draw_scene_radar(spokes: Sequence[Spoke], top: int = 4, width_mm: float = 160.0) -> str:
    """Draw the radar, first spoke upwards, then clockwise; `top` is the outermost ring.

    Raises:
        ValueError: Fewer than three spokes.
    """
    if len(spokes) < 3:
        raise ValueError("a radar needs at least three spokes")
    labels = [_label_of(spoke) for spoke in spokes]
    legend = _legend(spokes)
    above = max(map(height_of, labels)) + 4
    middle = (width_mm / 2, above + _RADIUS_MM)
    bottom = above + 2 * _RADIUS_MM + above
    height = bottom + legend_height(legend, width_mm)

    def paint(canvas: Canvas) -> None:
        _draw_rings(canvas, middle, len(spokes), top)
        for at, (spoke, label) in enumerate(zip(spokes, labels, strict=True)):
            _draw_label(canvas, middle, _angle(at, len(spokes)), label, spoke)
        claimed = [spoke.claimed for spoke in spokes]
        verified = [spoke.verified for spoke in spokes]
        if None not in claimed:
            area = [_point(middle, _angle(at, len(spokes)), (value or 0) / top) for at, value in enumerate(claimed)]
            canvas.shape(area, Fill(LIGHT_NAVY), line_mm=0, opacity=0.55)
        for values, look in ((claimed, _CLAIMED), (verified, _VERIFIED)):
            shares = [None if value is None else value / top for value in values]
            _draw_values(canvas, middle, shares, look)
        draw_legend(canvas, legend, bottom, width_mm)

    return draw(width_mm, height, paint)


def _legend(spokes: Sequence[Spoke]) -> list[Entry]:
    entries = [Entry("自报等级", mark="circle", color=NAVY, inside=PAPER, line=True)]
    if any(spoke.verified is not None for spoke in spokes):
        entries.append(Entry("已核实等级", mark="square", line=True, dashes=_VERIFIED.dashes))
    if any(spoke.binding for spoke in spokes):
        entries.append(Entry("★ 约束性场景"))
    return entries


def _label_of(spoke: Spoke) -> str:
    star = " ★" if spoke.binding else ""
    return wrap(spoke.name + star, _LABEL_MM) + ("\n（未作答）" if spoke.claimed is None else "")


def _draw_rings(canvas: Canvas, middle: Point, count: int, top: int) -> None:
    for ring in range(1, top + 1):
        points = [_point(middle, _angle(at, count), ring / top) for at in range(count + 1)]
        canvas.line(points, RULE if ring == top else FAINT, 0.25)
    for at in range(count):
        canvas.line([middle, _point(middle, _angle(at, count), 1.0)], FAINT, 0.2)
    for ring in range(top + 1):
        x, y = _point(middle, 0.0, ring / top)
        canvas.text(x + 0.8, y - 1.4, str(ring), size=SMALL_PT - 1, color=MUTED)


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
