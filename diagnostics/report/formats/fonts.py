"""The shipped fonts: where they lie, what they cover, and the part of them that one HTML file needs.

fontTools loads inside the functions: a report that embeds no font does not pay for it.
"""

from __future__ import annotations

import base64
import io
import string
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.content.root import content_root
from diagnostics.words.problems import FailureError

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

FAMILY = "Noto Sans SC"
# Named everywhere a report is read without its own font: Linux, Windows, macOS, old Windows.
FONT_STACK = (FAMILY, "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "SimHei", "sans-serif")

# Kerning, and half-width punctuation so that 」（ do not tear holes. Alternates would only make the file larger.
_FEATURES = ("kern", "halt", "ccmp", "locl")
_ALWAYS = string.ascii_letters + string.digits + string.punctuation + " \u00a0"


@dataclass(frozen=True)
class FontFiles:
    """The two weights on disk."""

    regular: Path
    bold: Path

    @property
    def folder(self) -> Path:
        """The folder of both, for tools that want one."""
        return self.regular.parent


def find_fonts() -> FontFiles:
    """Find the two shipped fonts.

    Raises:
        FailureError: They are not there (a checkout without large files, a damaged installation).
    """
    folder = content_root() / "reports" / "fonts"
    found = FontFiles(folder / "NotoSansSC-Regular.ttf", folder / "NotoSansSC-Bold.ttf")
    for path in (found.regular, found.bold):
        if not path.is_file():
            raise FailureError(f"{path}：缺少字体文件。请重新安装，或运行 reports/fonts/make_fonts.py 生成。")
    return found


def css_stack() -> str:
    """Return the font stack as CSS text."""
    return ",".join(f'"{name}"' if " " in name else name for name in FONT_STACK)


def find_uncovered(text: str) -> str:
    """Return the characters of `text` that the shipped fonts cannot draw (they print as boxes), sorted."""
    return "".join(sorted(set(text) - _covered() - set("\n\r\t")))


def embed_fonts(text: str) -> str:
    """Return CSS with both weights, reduced to the characters of `text`, as data addresses (plain WOFF).

    The same text gives the same bytes; the order of its characters does not matter.
    """
    fonts = find_fonts()
    wanted = frozenset(map(ord, set(text) | set(_ALWAYS)))
    rules = []
    for path, weight in ((fonts.regular, 400), (fonts.bold, 700)):
        data = base64.b64encode(_reduce(path, wanted)).decode("ascii")
        rules.append(
            f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};font-style:normal;'
            f'src:url("data:font/woff;base64,{data}") format("woff")}}'
        )
    return "\n".join(rules)


def _reduce(path: Path, characters: frozenset[int]) -> bytes:
    from fontTools import subset

    options = subset.Options(
        layout_features=list(_FEATURES),
        hinting=False,
        name_IDs=[0, 1, 2, 4, 6, 13, 14],  # names, and copyright and licence as the OFL asks
        notdef_outline=True,
        recalc_timestamp=False,
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    stream = io.BytesIO()
    with _open(path) as font:
        subsetter.subset(font)
        font.flavor = "woff"
        font.save(stream)
    return stream.getvalue()


def _open(path: Path) -> TTFont:
    from fontTools.ttLib import TTFont

    return TTFont(path, lazy=True, recalcTimestamp=False)


@cache
def _covered() -> frozenset[str]:
    with _open(find_fonts().regular) as font:
        return frozenset(map(chr, font.getBestCmap()))
