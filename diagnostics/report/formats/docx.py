"""The document as a DOCX: real headings, numbers, captions, contents and repeating heads, the same bytes every time.

Styles, page, header and footer come from `reports/templates/reference.docx`, which may be restyled in Word; python-docx
reads it and writes the file. What Word, WPS and LibreOffice do not all understand is left out (docs/report-formats.md).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diagnostics.content.root import content_root
from diagnostics.model.document import Document, Figure, PrintedPhoto, QrCode
from diagnostics.report.formats.docx_body import Body
from diagnostics.report.formats.docx_styles import find_numbering, find_styles
from diagnostics.report.formats.docx_xml import NAMESPACES
from diagnostics.words.catalogue import problem
from diagnostics.words.problems import InputError, Place

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

REFERENCE = "reference.docx"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TOKENS = ("【标题】", "【企业】")
_ROOT = re.compile(r"<w:document\b[^>]*>")
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
    if document.layout == "owner":
        _tighten(word)
    styles = find_styles(word, path.name)
    numbering = find_numbering(word, styles)
    body = Body(
        styles=styles,
        numbering=numbering,
        width=text_width(word),
        relation_of=lambda block: add_picture(
            word, block.jpeg if isinstance(block, PrintedPhoto) else pictures[block.id]
        ),
        pages=pages or {},
    )
    _empty_body(word)
    xml = body.document(document)
    _fill_headers(word, (document.title, document.subtitle))
    set_properties(word, document.title, document.subtitle, written_on)
    return save_docx(word, xml)


def open_docx(path: Path) -> WordDocument:
    """Open a DOCX; raises InputError when it is none."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        return docx.Document(io.BytesIO(path.read_bytes()))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise InputError([problem("DOCX-02", Place(str(path)))]) from error


def text_width(word: WordDocument) -> int:
    """Return the width of the text on the first kind of page, in twentieths of a point."""
    section = word.sections[0]
    wide = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    return int(wide / 635)  # English Metric Units


def _tighten(word: WordDocument) -> None:
    """Give the owner's pages the margins of the PDF, where the reference document has wider ones, and no header."""
    from docx.shared import Mm

    for section in word.sections:
        section.top_margin = Mm(min((section.top_margin or Mm(0)).mm, 13))
        section.bottom_margin = Mm(min((section.bottom_margin or Mm(0)).mm, 14))
        section.left_margin = Mm(min((section.left_margin or Mm(0)).mm, 17))
        section.right_margin = Mm(min((section.right_margin or Mm(0)).mm, 17))
    body: Any = word.element.body
    for reference in list(body.iter(f"{_W}headerReference")):
        reference.getparent().remove(reference)


def add_picture(word: WordDocument, image: bytes) -> str:
    """Put a picture (PNG or JPEG) into the file and return its relation id."""
    relation, _ = word.part.get_or_add_image(io.BytesIO(image))
    return relation


def _empty_body(word: WordDocument) -> None:
    """Take away the sample text; the page settings stay."""
    body: Any = word.element.body
    for child in list(body):
        if child.tag != f"{_W}sectPr":
            body.remove(child)


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


def save_docx(word: WordDocument, body: str = "") -> bytes:
    """Return the file with fixed times, so that the same content is the same bytes.

    `body` is what comes before the page settings, as text: putting it into the tree of python-docx first would take ten
    times as long as all the rest.
    """
    stream = io.BytesIO()
    word.save(stream)
    made = io.BytesIO()
    main = str(word.part.partname).lstrip("/")
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            fixed = zipfile.ZipInfo(entry.filename, _EARLIEST)
            small = entry.filename.endswith((".png", ".jpg"))  # compressed already
            fixed.compress_type = zipfile.ZIP_STORED if small else zipfile.ZIP_DEFLATED
            fixed.external_attr = 0o600 << 16
            fixed.create_system = 3  # the same on every system
            content = source.read(entry)
            target.writestr(fixed, _with_body(content, body) if body and entry.filename == main else content)
    return made.getvalue()


def _with_body(content: bytes, body: str) -> bytes:
    text = content.decode("utf-8")
    root = _ROOT.search(text)
    if root is None or text.count("<w:body>") != 1:
        raise ValueError("the main part of the reference document has no body")
    missing = [each for each in NAMESPACES.split(" ") if f" {each.split('=')[0]}=" not in root[0]]
    named = " ".join([root[0].removesuffix(">"), *missing]) + ">"
    return text.replace(root[0], named, 1).replace("<w:body>", f"<w:body>{body}", 1).encode("utf-8")


def drawings(document: Document) -> dict[str, str]:
    """Return the drawings of a document as SVG by the id of their block."""
    return {block.id: block.svg for block in document.blocks if isinstance(block, Figure | QrCode)}
