"""A sheet measured in millimetres, origin at the top left, drawn by matplotlib and returned as SVG text.

matplotlib loads here and only when something is drawn: it costs about half a second.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from diagnostics.model.plain_text import clean_line
from diagnostics.report.fonts import FAMILY, FONT_STACK, find_fonts

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Across = Literal["left", "center", "right"]
Down = Literal["top", "center", "bottom"]
MarkShape = Literal["diamond", "square", "circle", "triangle"]
Point = tuple[float, float]

INK = "#1b2430"
MUTED = "#56606d"
RULE = "#9aa5b1"
FAINT = "#dfe4ea"
PAPER = "#ffffff"
NAVY = "#1f4e79"
LIGHT_NAVY = "#d3e2f0"
RED = "#9b2c24"

TEXT_PT = 9.0
SMALL_PT = 8.0

_MM_PER_INCH = 25.4
_MM_PER_POINT = _MM_PER_INCH / 72
_NEVER_FIRST = "，。、；：！？）》〉」』”’％%"
_NEVER_LAST = "（《〈「『“‘"
_JOINTS = "·・、，：；／/ "
_SHAPES = {"diamond": "D", "square": "s", "circle": "o", "triangle": "v"}
_SETTINGS: Any = {
    "font.family": [FAMILY],
    "svg.fonttype": "none",
    "svg.hashsalt": "qizhen",  # otherwise ids inside the file are random
    "text.parse_math": False,  # otherwise a firm called a$b$c comes out in italics
    "axes.unicode_minus": False,
    "hatch.linewidth": 0.7,
    "path.simplify": False,
}


@dataclass(frozen=True)
class Fill:
    """How an area looks: colour, hatch (matplotlib's letters) and its colour, outline."""

    color: str
    hatch: str = ""
    hatch_color: str = INK
    edge: str = INK
    dashed: bool = False
    text: str = INK


class Canvas:
    """Draws in millimetres from the top left corner."""

    def __init__(self, axes: Axes) -> None:
        self._axes = axes

    def box(self, x: float, y: float, width: float, height: float, fill: Fill, line_mm: float = 0.18) -> None:
        """Draw a rectangle whose top left corner is (x, y)."""
        right, bottom = x + width, y + height
        self.shape([(x, y), (right, y), (right, bottom), (x, bottom)], fill, line_mm=line_mm)

    def shape(self, points: Sequence[Point], fill: Fill, line_mm: float = 0.18, opacity: float = 1.0) -> None:
        """Draw a closed polygon."""
        from matplotlib.patches import Polygon

        # The hatch takes the colour of the edge, so area and outline are two patches.
        inside = Polygon(
            points, facecolor=fill.color, edgecolor=fill.hatch_color, hatch=fill.hatch or None, linewidth=0
        )
        inside.set_alpha(opacity)
        self._axes.add_patch(inside)
        if line_mm:
            style = (0, (3, 2)) if fill.dashed else "-"
            width = line_mm / _MM_PER_POINT
            self._axes.add_patch(Polygon(points, fill=False, edgecolor=fill.edge, linewidth=width, linestyle=style))

    def line(
        self, points: Sequence[Point], color: str = RULE, width_mm: float = 0.2, *, dashes: tuple[float, ...] = ()
    ) -> None:
        """Draw an open line; `dashes` are lengths on and off in line widths."""
        xs, ys = zip(*points, strict=True)
        width = width_mm / _MM_PER_POINT
        self._axes.plot(xs, ys, color=color, linewidth=width, linestyle=(0, dashes) if dashes else "-")

    def mark(
        self, x: float, y: float, shape: MarkShape, size_mm: float = 2.2, color: str = INK, inside: str = PAPER
    ) -> None:
        """Draw a small sign with its centre at (x, y)."""
        size = size_mm / _MM_PER_POINT
        (line,) = self._axes.plot([x], [y], marker=_SHAPES[shape], markersize=size, linestyle="none")
        line.set_markerfacecolor(inside)
        line.set_markeredgecolor(color)
        line.set_markeredgewidth(1.1)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = TEXT_PT,
        color: str = INK,
        bold: bool = False,
        across: Across = "left",
        down: Down = "center",
    ) -> None:
        """Write one line; a newline in `text` is a line break, everything else that is invisible goes."""
        lines = [clean_line(line) for line in text.split("\n")]
        step = size * _MM_PER_POINT * 1.3
        # Own line breaks and base lines: matplotlib would place them by the font it measures with, and the reader's
        # font may be another one.
        more = len(lines) - 1
        offset = {"top": 0.88, "center": 0.38 - 0.65 * more, "bottom": -0.12 - 1.3 * more}[down]
        first = y + offset * size * _MM_PER_POINT
        for at, line in enumerate(lines):
            self._axes.text(
                x,
                first + at * step,
                line,
                fontsize=size,
                color=color,
                fontweight="bold" if bold else "normal",
                ha=across,
                va="baseline",
            )

    def on_pill(self, x: float, y: float, text: str, fill: Fill, *, size: float = SMALL_PT) -> None:
        """Write a short text centred on a filled area; on a hatch it gets a white ground to stay readable."""
        if fill.hatch:
            width, height = width_of(text, size) + 1.4, size * _MM_PER_POINT * 1.25
            ground = Fill(PAPER)
            self.box(x - width / 2, y - height / 2, width, height, ground, line_mm=0)
        self.text(x, y, text, size=size, color=INK if fill.hatch else fill.text, bold=True, across="center")


def draw(width_mm: float, height_mm: float, paint: Callable[[Canvas], None]) -> str:
    """Return the SVG text of what `paint` draws on a sheet of the given size."""
    import matplotlib
    from matplotlib.figure import Figure

    _know_fonts()
    with matplotlib.rc_context(_SETTINGS):
        figure = Figure(figsize=(width_mm / _MM_PER_INCH, height_mm / _MM_PER_INCH), facecolor="none")
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set_axis_off()
        axes.set_autoscale_on(False)
        axes.set_xlim(0, width_mm)
        axes.set_ylim(height_mm, 0)
        paint(Canvas(axes))
        stream = io.StringIO()
        figure.savefig(stream, format="svg", metadata={"Date": None})
    return _tidy(stream.getvalue())


def width_of(text: str, size: float = TEXT_PT) -> float:
    """Estimate the width of one line in millimetres: full-width characters one em, others 0.58 em."""
    ems = sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.58 for char in text)
    return ems * size * _MM_PER_POINT


def wrap(text: str, width_mm: float, size: float = TEXT_PT) -> str:
    """Break `text` into lines not wider than `width_mm`, keeping every character and its own line breaks."""
    return "\n".join(_wrap_line(clean_line(line), width_mm, size) for line in text.split("\n"))


def _wrap_line(text: str, width_mm: float, size: float) -> str:
    lines = [""]
    for char in text:
        if lines[-1] and width_of(lines[-1] + char, size) > width_mm and char not in _NEVER_FIRST:
            at = _find_break(lines[-1], char)
            lines[-1:] = [lines[-1][:at], lines[-1][at:]]
        lines[-1] += char
    return "\n".join(line.strip() for line in lines)


def _find_break(line: str, after: str) -> int:
    """Return where a full line is best broken: before a remark or after a joint, unless half of it is lost."""
    for at in range(len(line), len(line) * 11 // 20, -1):
        following = line[at : at + 1] or after
        if following in _NEVER_LAST or line[at - 1] in _JOINTS:
            return at
    return len(line.rstrip(_NEVER_LAST)) or len(line)


def height_of(text: str, size: float = TEXT_PT) -> float:
    """Return the height of a wrapped text in millimetres."""
    return (text.count("\n") + 1) * size * _MM_PER_POINT * 1.3


@cache
def _know_fonts() -> None:
    from matplotlib.font_manager import fontManager

    fonts = find_fonts()
    for path in (fonts.regular, fonts.bold):
        fontManager.addfont(path)


def _tidy(svg: str) -> str:
    """Take away what only a file of its own needs, and name the whole font stack."""
    svg = svg[svg.index("<svg") :].rstrip() + "\n"
    svg = re.sub(r" <metadata>.*?</metadata>\n", "", svg, flags=re.DOTALL)
    # Inside an HTML page a style sheet of the picture would apply to the page.
    svg = re.sub(r" *<defs>\s*<style[^>]*>.*?</style>\s*</defs>\n", "", svg, count=1, flags=re.DOTALL)
    svg = svg.replace("<svg ", '<svg style="stroke-linejoin:round;stroke-linecap:butt" ', 1)
    stack = ", ".join(f"'{name}'" if " " in name else name for name in FONT_STACK)
    return svg.replace(f"'{FAMILY}'", stack)
