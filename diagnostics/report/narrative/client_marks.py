"""Marks on a client's filled DOCX beside its own layout: 草稿 on every page, or the number of the report.

The layout stays the client's: one line at the top of every header and of the text for a draft, one line at the foot for
a number that the template itself does not print.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from diagnostics.model.plain_text import clean_lines
from diagnostics.report.formats.docx import save_docx

if TYPE_CHECKING:
    from docx.document import Document as WordDocument


def mark_draft(data: bytes, word: str, note: str) -> bytes:
    """Return a DOCX with a word at the top of every page and a note before its text."""
    document = _open(data)
    for header in _parts(document, "header"):
        _insert_first(header, word)
    _insert_first(document, f"{word}：{note}" if note else word)
    return save_docx(document)


def mark_number(data: bytes, line: str, number: str) -> bytes:
    """Return a DOCX with the number of the report at the foot of every page, unless it is printed already."""
    document = _open(data)
    if number in _printed(document):
        return data
    for footer in _parts(document, "footer"):
        footer.add_paragraph(clean_lines(line))
    return save_docx(document)


def _open(data: bytes) -> WordDocument:
    import docx

    return docx.Document(io.BytesIO(data))


def _parts(document: WordDocument, kind: str) -> Iterator[Any]:
    """Yield the headers or footers of all pages, each once; the first section gets one where there is none.

    A section without its own takes over that of the section before it, so a linked one counts only where no section
    before it uses this kind of page.
    """
    even = document.settings.odd_and_even_pages_header_footer
    used: set[str] = set()
    for section in document.sections:
        names = [kind, *([f"even_page_{kind}"] if even else [])]
        if section.different_first_page_header_footer:
            names.append(f"first_page_{kind}")
        for name in names:
            part = getattr(section, name)
            if name not in used or not part.is_linked_to_previous:
                used.add(name)
                yield part


def _insert_first(place: Any, text: str) -> None:
    """Insert a paragraph before everything else, also before a table."""
    paragraph = place.add_paragraph()
    paragraph.add_run(clean_lines(text)).bold = True
    element = paragraph._p
    element.getparent().insert(0, element)


def _printed(document: WordDocument) -> str:
    """Return all text of a document, its headers and footers."""
    from docx.oxml.ns import qn

    roots = [document.element, *(part._element for kind in ("header", "footer") for part in _parts(document, kind))]
    return "".join(node.text or "" for root in roots for node in root.iter(qn("w:t")))
