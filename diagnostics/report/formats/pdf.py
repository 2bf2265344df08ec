"""The document as a PDF: A4, our own fonts only, the same bytes for the same document and date.

The look stands in `reports/templates/blocks.typ`. The document goes there as JSON data, never as markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

from diagnostics.model.document import PHOTOS_A_ROW, Document, Heading, ListBlock, Photos, Signature, Table
from diagnostics.report.formats.fonts import find_uncovered
from diagnostics.report.formats.keeping import (
    PHOTO_HIGH_MM,
    rows_that_break,
    rows_together,
    stay_with_next,
    stays_whole,
    tight_until,
)
from diagnostics.report.formats.typesetting import Typeset
from diagnostics.report.words.numbering import number_blocks

_TEMPLATE = "blocks.typ"
# Nothing in a line of text may be wider than the line: so many characters without a place to break get one.
_LONG_WORD = re.compile(r"[!-~\u00a1-\u024f]{25,}")
_BREAK = "\u200b"
_PIECE = 8
# The picture is 360 points wide: at 216 points per inch, 1080 pixels.
_PICTURE_PPI = 216

Standard = Literal["a-2b"]


class Pages:
    """A document laid out on paper: laid out once, asked for its pages and written as PDF.

    Args:
        document: What to print.
        content: Content folders laid over the shipped one; `reports/templates/blocks.typ` of a later one wins.
    """

    def __init__(self, document: Document, content: Sequence[Path] = ()) -> None:
        self._document = document
        self._typeset = Typeset(_TEMPLATE, blocks_as_json(document), document.title, content)

    def heading_pages(self) -> dict[str, int]:
        """Return the page of each heading by its id, for a document with contents; else nothing.

        Raises:
            FailureError: typst cannot print it.
        """
        if self._document.layout != "paper":
            return {}
        headings = (block.id for block in self._document.blocks if isinstance(block, Heading))
        return dict(zip(headings, self._typeset.ask("pages"), strict=True))

    def count(self) -> int:
        """Return how many pages it has; raises FailureError when typst cannot print it."""
        return int(self._typeset.ask("count"))

    def pdf(self, written_on: date, standard: Standard | None = None) -> bytes:
        """Return the bytes of the PDF; see `render_pdf`."""
        noon = datetime(written_on.year, written_on.month, written_on.day, 12, tzinfo=UTC)
        standards = [standard] if standard else []
        (made,) = self._typeset.write(format="pdf", pdf_tags=False, timestamp=noon, pdf_standards=standards)
        return made


def render_pdf(
    document: Document, written_on: date, *, content: Sequence[Path] = (), standard: Standard | None = None
) -> bytes:
    """Return the document as the bytes of a PDF.

    Args:
        document: What to print.
        written_on: The date in the properties of the file; with the same date the bytes are the same.
        content: Content folders laid over the shipped one; `reports/templates/blocks.typ` of a later one wins.
        standard: `a-2b` for PDF/A, which fails where the fonts lack a character instead of printing a box.

    Raises:
        FailureError: typst cannot print it (a character is missing and PDF/A was asked for, an overlay's template is
            wrong).
    """
    return Pages(document, content).pdf(written_on, standard)


def render_picture(document: Document, *, content: Sequence[Path] = ()) -> bytes:
    """Return a document, which is the owner's, as one long PNG, 1080 pixels wide, to be read on a telephone.

    Places to sign are left out, since nobody signs a picture.

    Raises:
        FailureError: typst cannot print it.
    """
    kept = tuple(block for block in document.blocks if not isinstance(block, Signature))
    page = replace(document, blocks=kept, layout="owner")
    typeset = Typeset(_TEMPLATE, blocks_as_json(page), document.title, content, layout="picture")
    (made,) = typeset.write(format="png", ppi=_PICTURE_PPI)
    return made


def find_missing_characters(document: Document) -> str:
    """Return the characters of a document that our fonts cannot draw, sorted; they print as boxes."""
    return find_uncovered("".join(_texts(_plain(document)))).replace(_BREAK, "")


def _texts(thing: Any) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, list):
        for each in thing:
            yield from _texts(each)
    elif isinstance(thing, dict):
        for each in thing.values():
            yield from _texts(each)


# ---- the document as data ----


def blocks_as_json(document: Document) -> str:
    """Return the document as the template receives it."""
    return json.dumps(_document(document), ensure_ascii=False, allow_nan=False)


def _document(document: Document) -> dict[str, Any]:
    data: dict[str, Any] = _plain(document)
    data["blocks"] = list(_blocks(document))
    return data


def _blocks(document: Document) -> Iterator[dict[str, Any]]:
    blocks, tight = document.blocks, tight_until(document)
    numbers, stays = number_blocks(blocks), stay_with_next(blocks)
    for at, block in enumerate(blocks):
        kind = type(block).__name__.lower()
        # what a block says itself wins: the number of a question on paper is its own
        data = {"kind": kind, "number": numbers[at], "stays": stays[at], **_plain(block)}
        if isinstance(block, ListBlock):
            data["whole"] = stays_whole(block)
        if isinstance(block, Table):
            data["widths"] = [float(width) for width in block.widths]
            data["together"] = rows_together(block, tight=at < tight)
            data["breaks"] = rows_that_break(block)
        if isinstance(block, Photos):
            data |= {"a_row": PHOTOS_A_ROW, "high_mm": PHOTO_HIGH_MM}
        yield data


def _plain(thing: Any) -> Any:
    """Return a block as lists, dictionaries and texts."""
    if isinstance(thing, str):
        return _LONG_WORD.sub(lambda found: _breakable(found[0]), thing)
    if isinstance(thing, tuple):
        return [_plain(each) for each in thing]
    if isinstance(thing, bytes):
        return list(thing)  # typst makes bytes of numbers; it reads no base64
    if hasattr(thing, "__dataclass_fields__"):
        return {
            each.name: getattr(thing, each.name) if each.name == "svg" else _plain(getattr(thing, each.name))
            for each in fields(thing)
        }
    return thing


def _breakable(word: str) -> str:
    return _BREAK.join(word[at : at + _PIECE] for at in range(0, len(word), _PIECE))
