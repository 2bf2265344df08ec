"""The document as a DOCX: real headings, numbers, captions, contents and repeating heads, the same bytes every time.

Styles, page, header and footer come from `reports/templates/reference.docx`, which may be restyled in Word; python-docx
reads it and writes the file. What Word, WPS and LibreOffice do not all understand is left out (docs/report-formats.md).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diagnostics.content_root import content_root
from diagnostics.errors import InputError, Place
from diagnostics.model.document import Document, Figure, QrCode
from diagnostics.report.docx_body import Body
from diagnostics.report.docx_styles import find_numbering, find_styles
from diagnostics.report.docx_xml import NAMESPACES
from diagnostics.wording import problem

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

REFERENCE = "reference.docx"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TOKENS = ("【标题】", "【企业】")
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the earliest time that a ZIP file can hold


def render_docx(
    document: Document,
    written_on: date,
    *,
    pictures: Mapping[str, bytes],
    pages: Mapping[str, int] | None = None,
    content: Sequence[Path] = (),
) -> bytes:
    """Return the document as the bytes of a DOCX.

    Args:
        document: What to print.
        written_on: The date in the properties of the file; with the same date the bytes are the same.
        pictures: The drawing of every figure and code as PNG, by the id of its block (`pictures.draw_pictures`).
        pages: Page of each heading by its id, for the contents; without it the contents have no page numbers until
            Word fills them.
        content: Content folders laid over the shipped one; `reports/templates/reference.docx` of a later one wins.

    Raises:
        InputError: The reference document is no DOCX or lacks styles.
    """
    path = _find_reference(content)
    word = open_docx(path)
    styles = find_styles(word, path.name)
    numbering = find_numbering(word, styles)
    body = Body(styles, numbering, text_width(word), lambda block: add_picture(word, pictures[block.id]), pages or {})
    fill_body(word, body.document(document))
    _fill_headers(word, (document.title, document.subtitle))
    set_properties(word, document.title, document.subtitle, written_on)
    return save_docx(word)


def open_docx(path: Path) -> WordDocument:
    """Open a DOCX; raises InputError when it is none."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        return docx.Document(io.BytesIO(path.read_bytes()))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise InputError([problem("DOCX-02", Place(str(path)), reason=error)]) from error


def text_width(word: WordDocument) -> int:
    """Return the width of the text on the first kind of page, in twentieths of a point."""
    section = word.sections[0]
    wide = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    return int(wide / 635)  # English Metric Units


def add_picture(word: WordDocument, png: bytes) -> str:
    """Put a picture into the file and return its relation id."""
    relation, _ = word.part.get_or_add_image(io.BytesIO(png))
    return relation


def fill_body(word: WordDocument, xml: str) -> None:
    """Replace everything but the page settings by these paragraphs and tables."""
    from lxml import etree

    body: Any = word.element.body
    for child in list(body):
        if child.tag != f"{_W}sectPr":
            body.remove(child)
    # Not a parser for strangers' files: the text was made above, and nothing outside is looked up.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    made = etree.fromstring(f"<body {NAMESPACES}>{xml}</body>".encode(), parser)
    for at, child in enumerate(list(made)):
        body.insert(at, child)
    etree.cleanup_namespaces(body)


def _find_reference(content: Sequence[Path]) -> Path:
    paths = [root / "reports" / "templates" / REFERENCE for root in (content_root(), *content)]
    return [path for path in paths if path.is_file()][-1]


def _fill_headers(word: WordDocument, texts: tuple[str, str]) -> None:
    """Put title and firm where header and footer say 【标题】 and 【企业】, even where Word has split the words."""
    for relation in word.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(("/header", "/footer")):
            for line in relation.target_part.element.iter(f"{_W}p"):
                _fill_line(line, texts)


def _fill_line(line: Any, texts: tuple[str, str]) -> None:
    parts = list(line.iter(f"{_W}t"))
    whole = "".join(part.text or "" for part in parts)
    if not any(token in whole for token in _TOKENS):
        return
    for part in parts:
        if any(token in (part.text or "") for token in _TOKENS):
            whole = whole.replace(part.text, "", 1)
            part.text = _filled(part.text, texts)
    if any(token in whole for token in _TOKENS):  # split over runs: the first one takes it all
        parts[0].text = _filled("".join(part.text or "" for part in parts), texts)
        for part in parts[1:]:
            part.text = ""


def _filled(text: str, texts: tuple[str, str]) -> str:
    # In one pass, so that a firm called 【标题】 stays itself.
    pieces = text.split(_TOKENS[0])
    return texts[0].join(texts[1].join(piece.split(_TOKENS[1])) for piece in pieces)


def set_properties(word: WordDocument, title: str, subject: str, written_on: date) -> None:
    """Set what the file says about itself."""
    noon = datetime(written_on.year, written_on.month, written_on.day, 12, tzinfo=UTC)
    properties = word.core_properties
    properties.title, properties.subject = title[:255], subject[:255]
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.language = "zh-CN"
    properties.created = properties.modified = noon.replace(tzinfo=None)
    properties.revision = 1


def save_docx(word: WordDocument) -> bytes:
    """Return the file with fixed times, so that the same content is the same bytes."""
    stream = io.BytesIO()
    word.save(stream)
    made = io.BytesIO()
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            fixed = zipfile.ZipInfo(entry.filename, _EARLIEST)
            # A PNG is compressed already.
            fixed.compress_type = zipfile.ZIP_STORED if entry.filename.endswith(".png") else zipfile.ZIP_DEFLATED
            fixed.external_attr = 0o600 << 16
            fixed.create_system = 3  # the same on every system
            target.writestr(fixed, source.read(entry))
    return made.getvalue()


def drawings(document: Document) -> dict[str, str]:
    """Return the drawings of a document as SVG by the id of their block."""
    return {block.id: block.svg for block in document.blocks if isinstance(block, Figure | QrCode)}
