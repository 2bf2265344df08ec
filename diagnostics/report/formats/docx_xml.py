"""WordprocessingML as text: runs, paragraphs, fields. Every value is escaped here and nowhere else.

Bodies are built as text because the object model of python-docx takes seconds for a report of some hundred rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from diagnostics.model.document import Run, Tone

# One millimetre in twentieths of a point (`w:` widths) and in English Metric Units (drawings).
TWIPS_PER_MM = 1440 / 25.4
EMU_PER_MM = 36000
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
# A sign stands before the colour, for black-and-white prints and for people who do not see the colour.
SIGNS: dict[Tone, str] = {"good": "● ", "warn": "▲ ", "bad": "■ ", "muted": "", "plain": ""}


def attribute(text: str) -> str:
    """Return text safe inside a quoted attribute."""
    return escape(text, quote=True)


def run(text: str, *, bold: bool = False, style: str = "") -> str:
    """Return a run; a newline in the text is a line break. `style` is the id of a character style."""
    if not text:
        return ""
    marks = f'<w:rStyle w:val="{style}"/>' if style else ""
    # Without the hint, Word sets “ ” … — in the Latin font, half as wide as Chinese text needs them.
    marks += "" if text.isascii() else '<w:rFonts w:hint="eastAsia"/>'
    marks += "<w:b/><w:bCs/>" if bold else ""
    inside = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(part, quote=False)}</w:t>' for part in text.split("\n"))
    return f"<w:r>{f'<w:rPr>{marks}</w:rPr>' if marks else ''}{inside}</w:r>"


def runs(parts: Iterable[Run]) -> str:
    """Return the runs of a paragraph."""
    return "".join(run(part.text, bold=part.bold) for part in parts)


TAB = "<w:r><w:tab/></w:r>"


def field(code: str, shown: str) -> str:
    """Return a field with the result that is shown until Word updates it."""
    return field_start(code) + run(shown) + FIELD_END


def field_start(code: str) -> str:
    """Return the beginning of a field up to its result."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def paragraph(inside: str, style: str = "", more: str = "") -> str:
    """Return a paragraph; `style` is a style id, `more` further paragraph properties in the order of the schema."""
    properties = (f'<w:pStyle w:val="{style}"/>' if style else "") + more
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inside}</w:p>"


PAGE_BREAK = '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr>'
PAGE_BREAK += '<w:r><w:br w:type="page"/></w:r></w:p>'


def shading(color: str) -> str:
    """Return the ground of a cell."""
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{color}"/>'


@dataclass(frozen=True)
class CellXml:
    """A cell: its paragraphs, over how many columns, further cell properties in the order of the schema."""

    inside: str
    span: int = 1
    more: str = ""


def row(cells: Sequence[CellXml], widths: Sequence[int], properties: str = "") -> str:
    """Return a row of a table with columns of these widths (twentieths of a point)."""
    made, at = [], 0
    for cell in cells:
        width = sum(widths[at : at + cell.span])
        at += cell.span
        span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
        made.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{cell.more}</w:tcPr>{cell.inside}</w:tc>')
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(made)}</w:tr>"


def table(rows: Iterable[str], widths: Sequence[int], style: str, *, first_row: bool = True, borders: str = "") -> str:
    """Return a table of fixed columns; `borders` only where there is no style to say them."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    named = f'<w:tblStyle w:val="{style}"/>' if style else ""
    look = f'<w:tblLook w:val="{"0020" if first_row else "0000"}" w:firstRow="{int(first_row)}" w:lastRow="0" '
    look += 'w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
    return (
        f'<w:tbl><w:tblPr>{named}<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>{borders}'
        f'<w:tblLayout w:type="fixed"/>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def share_out(total: int, parts: Sequence[float]) -> list[int]:
    """Return whole widths in proportion to `parts` whose sum is exactly `total`."""
    whole = sum(parts)
    edges = [round(total * sum(parts[:at]) / whole) for at in range(len(parts) + 1)]
    return [right - left for left, right in pairwise(edges)]


def picture(relation: str, number: int, alt: str, width_mm: float, height_mm: float) -> str:
    """Return a run with an inline picture."""
    wide, high = round(width_mm * EMU_PER_MM), round(height_mm * EMU_PER_MM)
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
        f'<wp:docPr id="{number}" name="图片 {number}" descr="{attribute(alt)}"/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="picture{number}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )
