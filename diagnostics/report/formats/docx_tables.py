"""Tables, boxes and places to sign as WordprocessingML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from diagnostics.model.document import TICK, Align, Boxes, DocumentCell, Signature, Table, Tone
from diagnostics.report.formats.docx_styles import Styles
from diagnostics.report.formats.docx_xml import (
    SIGNS,
    TWIPS_PER_MM,
    CellXml,
    paragraph,
    row,
    run,
    shading,
    share_out,
    table,
)
from diagnostics.report.formats.keeping import is_short, names_a_group, rows_that_break, rows_together
from diagnostics.words.catalogue import say

_JUSTIFY: dict[Align, str] = {"left": "", "center": '<w:jc w:val="center"/>', "right": '<w:jc w:val="right"/>'}
_KEPT = "<w:keepNext/>"
_GROUP_GROUND = "EEF2F6"
_BOX_EDGE: dict[Tone, str] = {
    "good": "1F6B47", "warn": "8A5200", "bad": "9B2C24", "muted": "9AA5B1", "plain": "1F4E79",
}  # fmt: skip
# Of a client's own file, which has no table style of ours.
_PLAIN_BORDERS = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="56606D"/>'
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def table_xml(block: Table, styles: Styles, width: int, page: str = "") -> str:
    """Return a table of the given width in twentieths of a point; its heads repeat on every page.

    `page` goes before the roles of its texts: "page_" on the tight pages, which print nothing small.
    """
    form = block.row_mm > 0
    widths = share_out(width, block.widths)
    style = styles["form" if form else "table"]
    kept = rows_together(block, tight=bool(page))
    # LibreOffice moves the whole table where its first row stays with the next: only of a short one.
    kept[:1] = [kept[0] and is_short(block)] if kept else []
    rows = [_heads(block, styles, widths, page)]
    rows += [
        _row(block, cells, styles, widths, page, _KEPT * stays, "" if breaks else "<w:cantSplit/>")
        for cells, stays, breaks in zip(block.rows, kept, rows_that_break(block), strict=True)
    ]
    return table(rows, widths, style, borders=_borders(style))


def _borders(style: str) -> str:
    return "" if style else f"<w:tblBorders>{_PLAIN_BORDERS}</w:tblBorders>"


def _heads(block: Table, styles: Styles, widths: Sequence[int], page: str) -> str:
    cells = [
        CellXml(paragraph(run(head), styles[page + "head"], _JUSTIFY[align]), more='<w:vAlign w:val="center"/>')
        for head, align in zip(block.heads, block.aligns, strict=True)
    ]
    return row(cells, widths, "<w:cantSplit/><w:tblHeader/>")


def _row(
    block: Table,
    cells: Sequence[DocumentCell],
    styles: Styles,
    widths: Sequence[int],
    page: str,
    kept: str,
    properties: str,
) -> str:
    style = styles[page + "cell"]
    if block.row_mm > 0:
        properties += f'<w:trHeight w:val="{round(block.row_mm * TWIPS_PER_MM)}" w:hRule="atLeast"/>'
    elif names_a_group(cells):
        # The name of a group takes the whole line.
        inside = _paragraphs(cells[0], styles, style, "left", kept)
        return row([CellXml(inside, len(widths), shading(_GROUP_GROUND))], widths, properties)
    vertical = '<w:vAlign w:val="center"/>' if block.row_mm > 0 else ""
    made = [
        CellXml(_paragraphs(cell, styles, style, align, kept), more=vertical)
        for cell, align in zip(cells, block.aligns, strict=True)
    ]
    return row(made, widths, properties)


def _paragraphs(cell: DocumentCell, styles: Styles, style: str, align: Align, more: str = "") -> str:
    text = TICK if cell.text == TICK else SIGNS[cell.tone] + cell.text
    inside = run(text, bold=cell.strong, style=styles.tone(cell.tone))
    return paragraph(inside, style, more + _JUSTIFY[align])


def boxes_xml(block: Boxes, styles: Styles, width: int, page: str = "") -> str:
    """Return boxes side by side, at most four in a line; a thick edge in the tone of each."""
    per_line = min(max(len(block.boxes), 1), 4)
    widths = share_out(width, [1.0] * per_line)
    lines = [block.boxes[at : at + per_line] for at in range(0, len(block.boxes), per_line)]
    rows, label = [], styles[page + "box_label"]
    for boxes in lines:
        cells = [
            CellXml(
                paragraph(run(box.label), label)
                + paragraph(run(SIGNS[box.tone] + box.value, style=styles.tone(box.tone)), styles[page + "box_value"])
                + (paragraph(run(box.note), label) if box.note else ""),
                more=f'<w:tcBorders><w:top w:val="single" w:sz="24" w:space="0" w:color="{_BOX_EDGE[box.tone]}"/>'
                "</w:tcBorders>",
            )
            for box in boxes
        ]
        cells += [CellXml(paragraph("", label))] * (per_line - len(cells))
        rows.append(row(cells, widths, "<w:cantSplit/>"))
    return table(rows, widths, styles["boxes"], first_row=False, borders=_borders(styles["boxes"]))


def signature_xml(block: Signature, styles: Styles, width: int, height_mm: float, page: str = "") -> str:
    """Return places to sign side by side, at most three in a line."""
    per_line = min(max(len(block.places), 1), 3)
    widths = share_out(width, [1.0] * per_line)
    height = f'<w:trHeight w:val="{round(height_mm * TWIPS_PER_MM)}" w:hRule="atLeast"/>'
    rows, style = [], styles[page + "sign"]
    for at in range(0, len(block.places), per_line):
        places = block.places[at : at + per_line]
        cells = [CellXml("".join(_place(place.role, place.hint, styles, style))) for place in places]
        cells += [CellXml(paragraph("", style))] * (per_line - len(cells))
        rows.append(row(cells, widths, f"<w:cantSplit/>{height}"))
    return table(rows, widths, styles["boxes"], first_row=False, borders=_borders(styles["boxes"]))


def _place(role: str, hint: str, styles: Styles, style: str) -> Iterator[str]:
    yield paragraph(run(role, bold=True), style)
    yield paragraph(run(hint, style=styles.tone("muted")), style)
    yield paragraph("", style) * 2
    yield paragraph(run(say("docx", "sign_date"), style=styles.tone("muted")), style)
