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
from diagnostics.report.formats.fonts import FAMILY, FONT_STACK

if TYPE_CHECKING:
    from matplotlib.backend_bases import GraphicsContextBase
    from matplotlib.font_manager import FontProperties
    from matplotlib.transforms import Affine2D

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
    "svg.fonttype": "none",
    "svg.hashsalt": "qizhen",  # otherwise ids inside the file are random
    "hatch.linewidth": 0.7,
    "path.simplify": False,
}
_Drawn = Callable[[], None]


@dataclass(frozen=True, kw_only=True)
class Fill:
    """How an area looks: colour, hatch (matplotlib's letters) and its colour, outline."""

    color: str
    hatch: str = ""
    hatch_color: str = INK
    edge: str = INK
    dashed: bool = False
    text: str = INK


class Canvas:
    """Draws in millimetres from the top left corner: areas below lines, lines below texts, else in the order drawn."""

    def __init__(self, renderer: Any) -> None:
        from matplotlib.transforms import Affine2D

        scale = 72 / _MM_PER_INCH
        self._renderer = renderer
        self._to_points: Affine2D = Affine2D().scale(scale, -scale).translate(0, renderer.height)
        self._areas: list[_Drawn] = []
        self._lines: list[_Drawn] = []
        self._texts: list[_Drawn] = []

    def finish(self) -> None:
        """Write everything into the renderer, layer by layer."""
        for draw_one in (*self._areas, *self._lines, *self._texts):
            draw_one()

    def box(self, x: float, y: float, width: float, height: float, fill: Fill, line_mm: float = 0.18) -> None:
        """Draw a rectangle whose top left corner is (x, y)."""
        right, bottom = x + width, y + height
        self.shape([(x, y), (right, y), (right, bottom), (x, bottom)], fill, line_mm=line_mm)

    def shape(self, points: Sequence[Point], fill: Fill, line_mm: float = 0.18, opacity: float = 1.0) -> None:
        """Draw a closed polygon."""
        # The hatch takes the colour of the edge, so area and outline are two paths.
        inside = self._pen(fill.hatch_color, 0.0)
        inside.set_alpha(opacity)
        if fill.hatch:
            inside.set_hatch(fill.hatch)
            inside.set_hatch_color(_rgba(fill.hatch_color))
        self._areas.append(self._path([*points, points[0]], inside, fill.color))
        if line_mm:
            outline = self._pen(fill.edge, line_mm, (3, 2) if fill.dashed else ())
            outline.set_joinstyle("miter")
            self._areas.append(self._path([*points, points[0]], outline))

    def line(
        self, points: Sequence[Point], color: str = RULE, width_mm: float = 0.2, *, dashes: tuple[float, ...] = ()
    ) -> None:
        """Draw an open line; `dashes` are lengths on and off in line widths."""
        pen = self._pen(color, width_mm, dashes)
        if not dashes:
            pen.set_capstyle("projecting")
        self._lines.append(self._path(points, pen))

    def mark(
        self, x: float, y: float, shape: MarkShape, size_mm: float = 2.2, color: str = INK, inside: str = PAPER
    ) -> None:
        """Draw a small sign with its centre at (x, y)."""
        from matplotlib.markers import MarkerStyle
        from matplotlib.transforms import Affine2D

        style, size = MarkerStyle(_SHAPES[shape]), size_mm / _MM_PER_POINT
        pen = self._pen(color, 1.1 * _MM_PER_POINT)
        pen.set_joinstyle("round" if shape == "circle" else "miter")
        at_x, at_y = self._to_points.transform((x, y))
        place = style.get_transform() + Affine2D().scale(size).translate(at_x, at_y)
        path, face = style.get_path(), _rgba(inside)
        self._lines.append(lambda: self._renderer.draw_path(pen, path, place, face))

    def _pen(self, color: str, width_mm: float, dashes: tuple[float, ...] = ()) -> GraphicsContextBase:
        pen: GraphicsContextBase = self._renderer.new_gc()
        width = width_mm / _MM_PER_POINT
        pen.set_foreground(_rgba(color), isRGBA=True)
        pen.set_linewidth(width)
        if dashes:
            pen.set_dashes(0, [dash * width for dash in dashes])
        return pen

    def _path(self, points: Sequence[Point], pen: GraphicsContextBase, color: str = "") -> _Drawn:
        from matplotlib.path import Path

        path, face = Path(points, closed=points[0] == points[-1]), _rgba(color) if color else None
        return lambda: self._renderer.draw_path(pen, path, self._to_points, face)

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
        pen, font = self._pen(color, 0.0), _font(size, bold)
        for at, line in enumerate(lines):
            if line:
                self._texts.append(self._line_of_text(x, first + at * step, line, pen, font, across))

    def _line_of_text(
        self, x: float, y: float, line: str, pen: GraphicsContextBase, font: FontProperties, across: Across
    ) -> _Drawn:
        at_x, at_y = self._to_points.transform((x, y))
        anchor = _Anchor((x, y), self._to_points, across)
        down = self._renderer.height - at_y  # a place to write text at is counted from the top, one to draw at is not
        return lambda: self._renderer.draw_text(pen, at_x, down, line, font, 0.0, mtext=anchor)

    def on_pill(self, x: float, y: float, text: str, fill: Fill, *, size: float = SMALL_PT) -> None:
        """Write a short text centred on a filled area; on a hatch it gets a white ground to stay readable."""
        if fill.hatch:
            width, height = width_of(text, size) + 1.4, size * _MM_PER_POINT * 1.25
            ground = Fill(color=PAPER)
            self.box(x - width / 2, y - height / 2, width, height, ground, line_mm=0)
        self.text(x, y, text, size=size, color=INK if fill.hatch else fill.text, bold=True, across="center")


@dataclass(frozen=True)
class _Anchor:
    """The anchor of a text: its beginning, end or middle; the SVG writer asks for nothing else."""

    place: Point
    transform: Affine2D
    across: Across

    def get_transform(self) -> Affine2D:
        """Return what turns millimetres into points."""
        return self.transform

    def get_unitless_position(self) -> Point:
        """Return the place in millimetres."""
        return self.place

    def get_ha(self) -> Across:
        """Return which end of the text is there."""
        return self.across


@cache
def _rgba(color: str) -> tuple[float, float, float, float]:
    from matplotlib.colors import to_rgba

    return to_rgba(color)


@cache
def _font(size: float, bold: bool) -> FontProperties:
    from matplotlib.font_manager import FontProperties

    return FontProperties(family=[FAMILY], size=size, weight="bold" if bold else "normal")


def draw(width_mm: float, height_mm: float, paint: Callable[[Canvas], None]) -> str:
    """Return the SVG text of what `paint` draws on a sheet of the given size."""
    import matplotlib
    from matplotlib.backends.backend_svg import RendererSVG

    # Straight to the writer: a figure with axes would measure every text with a font that the reader need not have,
    # and that is nine tenths of the time of a chart.
    stream = io.StringIO()
    with matplotlib.rc_context(_SETTINGS):
        width, height = (length / _MM_PER_INCH * 72 for length in (width_mm, height_mm))
        make: Any = RendererSVG  # without annotations of its own
        renderer = make(width, height, stream, metadata={"Date": None})
        canvas = Canvas(renderer)
        paint(canvas)
        canvas.finish()
        renderer.finalize()
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


def _tidy(svg: str) -> str:
    """Take away what only a file of its own needs, and name the whole font stack."""
    svg = svg[svg.index("<svg") :].rstrip() + "\n"
    svg = re.sub(r" <metadata>.*?</metadata>\n", "", svg, flags=re.DOTALL)
    # Inside an HTML page a style sheet of the picture would apply to the page.
    svg = re.sub(r" *<defs>\s*<style[^>]*>.*?</style>\s*</defs>\n", "", svg, count=1, flags=re.DOTALL)
    svg = svg.replace("<svg ", '<svg style="stroke-linejoin:round;stroke-linecap:butt" ', 1)
    stack = ", ".join(f"'{name}'" if " " in name else name for name in FONT_STACK)
    return svg.replace(f"'{FAMILY}'", stack)
