"""Blocks as the body of a Word document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from diagnostics.model.document import (
    PHOTOS_A_ROW,
    TICK,
    Block,
    Boxes,
    Document,
    Figure,
    FillIn,
    Heading,
    ListBlock,
    MetaItem,
    PageBreak,
    Paragraph,
    Photos,
    PrintedPhoto,
    QrCode,
    Signature,
    Table,
)
from diagnostics.report.formats.docx_styles import Numbering, Styles, count_headings
from diagnostics.report.formats.docx_tables import boxes_xml, signature_xml, table_xml
from diagnostics.report.formats.docx_xml import (
    PAGE_BREAK,
    TAB,
    TWIPS_PER_MM,
    CellXml,
    paragraph,
    picture,
    row,
    run,
    runs,
    share_out,
    table,
)
from diagnostics.report.formats.docx_xml import field as word_field
from diagnostics.report.formats.keeping import PHOTO_HIGH_MM, stay_with_next, stays_whole, tight_until
from diagnostics.report.words.numbering import number_blocks
from diagnostics.words.catalogue import say

_VIEW_BOX = re.compile(r'viewBox="[\d.eE+-]+[ ,]+[\d.eE+-]+[ ,]+([\d.]+)[ ,]+([\d.]+)"')
_SIGN_MM, _PAGE_SIGN_MM = 32.0, 20.0
_CODE_MM = 18.0
_CELL_SIDES_MM = 4.0  # what a cell keeps free left and right
MOST_ENTRIES = 46  # lines of contents on one page


@dataclass(kw_only=True)
class Body:
    """Writes blocks.

    Attributes:
        styles: Style ids of the file that the blocks go into.
        numbering: Its numbers of headings and lists.
        width: Width of the text in twentieths of a point.
        relation_of: Puts the drawing of a block into the file and returns its relation id.
        pages: Page of each heading by its id, as far as known, for the contents.
    """

    styles: Styles
    numbering: Numbering
    width: int
    relation_of: Callable[[Figure | QrCode | PrintedPhoto], str]
    pages: Mapping[str, int] = field(default_factory=dict)
    _pictures: int = 0
    _bookmarks: int = 0

    def document(self, document: Document) -> str:
        """Return a whole document: its head, the blocks, and the contents behind the owner's page."""
        blocks = document.blocks
        first = next((at for at, block in enumerate(blocks) if isinstance(block, PageBreak)), len(blocks))
        contents = self._contents(blocks, first) if document.layout == "paper" else ""
        tight = tight_until(document)
        made = list(self._written(blocks, tight))
        head = "".join(self._head(document, "page_" if tight else ""))
        if contents:
            made[first : first + 1] = [PAGE_BREAK, contents, PAGE_BREAK]
        return head + "".join(made)

    def blocks(self, blocks: Sequence[Block]) -> str:
        """Return blocks alone, for a client's own file."""
        return "".join(self._written(blocks, 0))

    def _written(self, blocks: Sequence[Block], page: int) -> Iterator[str]:
        """Write each block; those before place `page` are the owner's page and set more tightly."""
        numbers, places, kept = number_blocks(blocks), count_headings(blocks), stay_with_next(blocks)
        for at, block in enumerate(blocks):
            yield self._block(block, numbers[at], places[at], "page_" if at < page else "", kept[at])

    def _block(self, block: Block, number: str, place: int, page: str, stays: bool) -> str:
        gap = paragraph("", self.styles["gap"])
        kept = paragraph("", self.styles["gap"], "<w:keepNext/>")  # a heading before it stays with what follows
        match block:
            case Heading():
                return self._heading(block, number, place, page)
            case Paragraph():
                return paragraph(runs(block.runs), self.styles[page + block.style], "<w:keepNext/>" * stays)
            case ListBlock():
                return self._list(block, page)
            case Table():
                style = self.styles[page + "caption"]
                caption = self._caption(block.caption, number, style) if block.caption else ""
                return (caption or kept) + table_xml(block, self.styles, self.width, page) + gap
            case Figure():
                return self._figure(block, number, stays)
            case PageBreak():
                return PAGE_BREAK
            case Boxes():
                return kept + boxes_xml(block, self.styles, self.width, page) + gap
            case Signature():
                height = _PAGE_SIGN_MM if page else _SIGN_MM
                return kept + signature_xml(block, self.styles, self.width, height, page) + gap
            case FillIn():
                return "".join(self._fill_in(block))
            case QrCode():
                return self._code(block) + gap
            case Photos():
                return kept + self._photos(block) + gap

    def _head(self, document: Document, page: str) -> Iterator[str]:
        yield paragraph(run(document.title), self.styles["title"])
        if document.subtitle:
            yield paragraph(run(document.subtitle), self.styles["subtitle"])
        if document.meta:
            widths, style = share_out(self.width, (1.0, 1.0)), self.styles[page + "meta"]
            cells = [self._meta_cell(each, style) for each in document.meta] + [CellXml(paragraph("", style))]
            pairs = [cells[at : at + 2] for at in range(0, len(document.meta), 2)]
            yield table((row(pair, widths) for pair in pairs), widths, "", first_row=False)
            yield paragraph("", self.styles["gap"])

    def _meta_cell(self, item: MetaItem, style: str) -> CellXml:
        label = run(say("docx", "meta", label=item.label), style=self.styles["muted"])
        return CellXml(paragraph(label + run(item.value), style))

    # ---- headings and contents ----

    def _heading(self, heading: Heading, number: str, place: int, page: str) -> str:
        shown = heading.text if self.numbering.headings or not heading.numbered else number + heading.text
        self._bookmarks += 1
        mark = f'<w:bookmarkStart w:id="{self._bookmarks}" w:name="{_anchor(self._bookmarks)}"/>'
        inside = mark + run(shown) + f'<w:bookmarkEnd w:id="{self._bookmarks}"/>'
        role = f"heading{heading.level}"
        if page and heading.level < 3:
            return paragraph(inside, self.styles[f"page_{role}"])
        if heading.numbered:
            return paragraph(inside, self.styles[role], self.numbering.heading(heading, place))
        plain = self.styles[f"plain_{role}"]
        # A client's file knows only Word's own headings, which may have numbers there.
        without = "" if plain else '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
        return paragraph(inside, plain or self.styles[role], without)

    def _contents(self, blocks: Sequence[Block], first: int) -> str:
        """Return the contents: a line per heading, a link with the page as a field.

        The lines stand in no TOC field: inside one LibreOffice shows the pages as they are written here instead of
        counting its own.
        """
        numbers = number_blocks(blocks)
        listed = sum(isinstance(block, Heading) and block.level <= 2 for block in blocks)
        depth = 1 if listed > MOST_ENTRIES else 2  # sections only where they fit one page together with the chapters
        entries, order = [], 0
        for at, block in enumerate(blocks):
            if isinstance(block, Heading):
                order += 1
                if block.level == 1 or (block.level == depth and at > first):
                    entries.append(self._entry(block, numbers[at], order))
        if not entries:
            return ""
        return paragraph(run(say("docx", "contents")), self.styles["contents"]) + "".join(entries)

    def _entry(self, heading: Heading, number: str, order: int) -> str:
        anchor = _anchor(order)
        page = str(self.pages.get(heading.id, ""))
        inside = run(number + heading.text)
        if page:
            inside += TAB + word_field(rf"PAGEREF {anchor} \h", page)
        link = f'<w:hyperlink w:anchor="{anchor}" w:history="1">{inside}</w:hyperlink>'
        return paragraph(link, self.styles[f"toc{heading.level}"])

    # ---- text ----

    def _list(self, block: ListBlock, page: str) -> str:
        role = page + ("number" if block.ordered else "bullet")
        numbers = self.numbering.start_list(role) if block.ordered else ""
        style = self.styles[role]
        sign = "" if style else ("" if block.ordered else "• ")
        last, whole = len(block.items) - 1, stays_whole(block)
        return "".join(
            paragraph(run(sign) + runs(item), style, "<w:keepNext/>" * (whole and at < last) + numbers)
            for at, item in enumerate(block.items)
        )

    def _caption(self, text: str, number: str, style: str, more: str = "") -> str:
        kind, count = number[:1], number[1:]
        counted = word_field(rf"SEQ {kind} \* ARABIC", count)
        return paragraph(run(kind) + counted + run(f"\u3000{text}"), style, more)

    def _fill_in(self, block: FillIn) -> Iterator[str]:
        asked = f"{block.number}\u2002{block.ask}" if block.number else block.ask
        yield paragraph(run(asked, bold=True), self.styles["page_body"], "<w:keepNext/>")
        if block.hint:
            yield paragraph(run(block.hint), self.styles["page_note"])
        yield from (paragraph(run(f"{TICK} {choice}"), self.styles["page_body"]) for choice in block.choices)
        line = '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="56606D"/></w:pBdr>'
        line += '<w:spacing w:before="160" w:after="0"/>'
        yield from (paragraph(run(each), self.styles["page_body"], line) for each in block.lines)

    # ---- drawings ----

    def _figure(self, figure: Figure, number: str, stays: bool) -> str:
        width = min(figure.width_mm, self.width / 1440 * 25.4)
        inside = self._picture(figure, figure.alt, width)
        drawn = paragraph(inside, self.styles["figure"])
        return drawn + self._caption(figure.caption, number, self.styles["figure_caption"], "<w:keepNext/>" * stays)

    def _picture(self, block: Figure | QrCode, alt: str, width_mm: float) -> str:
        self._pictures += 1
        return picture(self.relation_of(block), self._pictures, alt, width_mm, width_mm * height_share(block.svg))

    def _photos(self, block: Photos) -> str:
        """Return rows of photos, captions in the same cell; no row is parted, and each stays with the next."""
        widths = share_out(self.width, (1.0,) * PHOTOS_A_ROW)
        cells = [self._photo(each, widths[0] / TWIPS_PER_MM - _CELL_SIDES_MM) for each in block.photos]
        cells += [CellXml(paragraph("", self.styles["cell"]))] * (-len(cells) % PHOTOS_A_ROW)
        lines = (cells[at : at + PHOTOS_A_ROW] for at in range(0, len(cells), PHOTOS_A_ROW))
        return table((row(line, widths, "<w:cantSplit/>") for line in lines), widths, "", first_row=False)

    def _photo(self, photo: PrintedPhoto, width_mm: float) -> CellXml:
        self._pictures += 1
        scale = min(width_mm / photo.width, PHOTO_HIGH_MM / photo.height)
        size = (photo.width * scale, photo.height * scale)
        drawn = picture(self.relation_of(photo), self._pictures, photo.caption, *size)
        centred = '<w:jc w:val="center"/>'
        caption = run(photo.caption, style=self.styles["muted"])
        tight = '<w:keepNext/><w:spacing w:before="40" w:after="0" w:line="240" w:lineRule="auto"/>'  # as high as it is
        return CellXml(
            paragraph(drawn, self.styles["figure"], tight + centred) + paragraph(caption, self.styles["cell"], centred)
        )

    def _code(self, block: QrCode) -> str:
        widths = share_out(self.width, (1.0, 7.0))
        text = paragraph(run(block.text, bold=True), self.styles["page_body"])
        text += "".join(paragraph(run(note), self.styles["page_note"]) for note in block.notes)
        drawn = CellXml(paragraph(self._picture(block, block.text, _CODE_MM), self.styles["cell"]))
        return table([row([drawn, CellXml(text)], widths, "<w:cantSplit/>")], widths, "", first_row=False)


def _anchor(order: int) -> str:
    return f"_Toc{order:06}"


def height_share(svg: str) -> float:
    """Return height over width of a drawing, from its view box."""
    found = _VIEW_BOX.search(svg)
    if found is None:
        raise ValueError("a drawing without a view box")
    return float(found[2]) / float(found[1])
