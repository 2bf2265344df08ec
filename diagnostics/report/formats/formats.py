"""One document in every format, each drawn and laid out once however many formats want it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from diagnostics.model.document import Document
from diagnostics.model.report_documents import FORMATS


@dataclass(frozen=True)
class Paper:
    """The choices about the paper; none of them changes a result.

    Attributes:
        written_on: The date in the properties of the files; the same date gives the same bytes.
        embed_font: Whether the HTML carries the characters it uses.
        content: Content folders laid over the shipped one; their templates, styles and reference document win.
    """

    written_on: date
    embed_font: bool = False
    content: tuple[Path, ...] = ()


def render(document: Document, formats: Sequence[str], paper: Paper) -> dict[str, bytes]:
    """Return the document in some of `FORMATS`, by format.

    The same document, date, content, versions of the libraries and platform give the same bytes.

    Raises:
        InputError: The reference document of an overlay is wrong.
        FailureError: typst cannot print it.
        ValueError: There is no such format.
    """
    from diagnostics.report.formats.belonging import mark_picture
    from diagnostics.report.formats.docx import drawings, render_docx
    from diagnostics.report.formats.fitting import fit_tables
    from diagnostics.report.formats.html import render_html
    from diagnostics.report.formats.pdf import Pages, render_picture
    from diagnostics.report.formats.pictures import draw_pictures

    if unknown := set(formats) - set(FORMATS):
        raise ValueError(f"no such format: {', '.join(sorted(unknown))}")
    document = fit_tables(document)
    made: dict[str, bytes] = {}
    pages = Pages(document, paper.content) if {"pdf", "docx"} & set(formats) else None
    if "html" in formats:
        page = render_html(document, embed_font=paper.embed_font, content=paper.content)
        made["html"] = page.encode("utf-8")
    if "docx" in formats and pages is not None:
        made["docx"] = render_docx(
            document,
            paper.written_on,
            pictures=draw_pictures(drawings(document)),
            pages=pages.heading_pages(),
            content=paper.content,
        )
    if "pdf" in formats and pages is not None:
        made["pdf"] = pages.pdf(paper.written_on)
    if "png" in formats:
        made["png"] = mark_picture(render_picture(document, content=paper.content), document.code)
    return made
