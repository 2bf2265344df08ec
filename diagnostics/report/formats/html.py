"""The document as one HTML file: readable on any machine, printable on A4, without script and without network."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from diagnostics.content.root import content_root
from diagnostics.model.document import Block, Document, Figure, Heading, PageBreak, QrCode
from diagnostics.report.formats.fonts import css_stack, embed_fonts
from diagnostics.report.words.numbering import number_blocks

_TEMPLATE = "page.html.j2"
_STYLES = "report.css"
# Where the embedded fonts go; they are known only after the page is. No value can look like it: `<` is escaped.
_FONT_SLOT = "<style>\n/* fonts */"


@dataclass(frozen=True)
class _Item:
    """A block as the template sees it: kind, block, number (一、, 表1) and, for a figure, the drawing."""

    kind: str
    block: Block
    number: str
    drawing: Markup


def render_html(document: Document, *, embed_font: bool = False, content: Sequence[Path] = ()) -> str:
    """Return the document as the text of one HTML file (to be written as UTF-8).

    Args:
        document: What to print.
        embed_font: Embed the characters that the file uses (both weights, about 0.5 KB per character and 1.5 seconds),
            so that it looks the same on a machine without Chinese fonts.
        content: Content folders laid over the shipped one; `reports/templates/page.html.j2` and
            `reports/styles/report.css` of a later one win.
    """
    roots = [content_root(), *content]
    items = list(_items(document.blocks))
    template = _environment(roots).get_template(_TEMPLATE)
    page = template.render(
        document=document,
        sheets=_split(items),
        contents=[item for item in items if isinstance(item.block, Heading) and item.block.level <= 2],
        css=Markup(_read_styles(roots)),
    )
    page = "\n".join(line.rstrip() for line in page.split("\n") if line.strip()) + "\n"
    return page.replace(_FONT_SLOT, "<style>\n" + (embed_fonts(page) if embed_font else ""), 1)


def _environment(roots: Sequence[Path]) -> Environment:
    return _open(tuple(str(root / "reports" / "templates") for root in reversed(roots)))


# The template is compiled once for many reports; a changed file is read again all the same.
@lru_cache(maxsize=8)
def _open(folders: tuple[str, ...]) -> Environment:
    loader = FileSystemLoader(folders, encoding="utf-8")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["base64"] = lambda data: b64encode(data).decode("ascii")
    return environment


def _read_styles(roots: Sequence[Path]) -> str:
    paths = [root / "reports" / "styles" / _STYLES for root in roots]
    text = [path for path in paths if path.is_file()][-1].read_text(encoding="utf-8")
    if "</" in text:
        raise ValueError(f"{_STYLES} must not contain '</': it would end the style element")
    return f"/* fonts */\n{text.replace('$FONTS', css_stack())}"


def _items(blocks: Sequence[Block]) -> Iterator[_Item]:
    for block, number in zip(blocks, number_blocks(blocks), strict=True):
        drawing = _draw_inline(block) if isinstance(block, Figure) else Markup()
        if isinstance(block, QrCode):
            drawing = Markup(block.svg)
        yield _Item(type(block).__name__.lower(), block, number, drawing)


def _split(items: Sequence[_Item]) -> list[list[_Item]]:
    """Split at page breaks; empty sheets go."""
    sheets: list[list[_Item]] = [[]]
    for item in items:
        if isinstance(item.block, PageBreak):
            sheets.append([])
        else:
            sheets[-1].append(item)
    return [sheet for sheet in sheets if sheet] or [[]]


def _draw_inline(figure: Figure) -> Markup:
    """Return the drawing as part of the page: named for screen readers, its ids apart from those of other drawings."""
    svg = figure.svg[figure.svg.index("<svg") :].strip()
    prefix = re.sub(r"[^A-Za-z0-9_-]", "-", figure.id)
    svg = re.sub(r'(\sid="|url\(#|href="#)', rf"\g<1>{prefix}-", svg)
    # Sized by the style sheet through the view box.
    head, rest = svg.split(">", 1)
    head = re.sub(r'\s(?:width|height|role|aria-label)="[^"]*"', "", head)
    named = Markup('{} role="img" aria-label="{}">').format(Markup(head), figure.alt)
    return named + Markup(rest)
