"""The document as a PDF: A4, our own fonts only, the same bytes for the same document and date.

The look stands in `reports/templates/blocks.typ`. The document goes there as JSON data, never as markup. typst loads
inside the functions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from diagnostics.content_root import content_root
from diagnostics.errors import FailureError
from diagnostics.model.document import Block, Document, Table
from diagnostics.report.fonts import find_fonts, find_uncovered
from diagnostics.report.numbering import number_blocks
from diagnostics.wording import say

if TYPE_CHECKING:
    import typst

_TEMPLATE = "blocks.typ"
# Nothing in a line of text may be wider than the line: so many characters without a place to break get one.
_LONG_WORD = re.compile(r"[!-~\u00a1-\u024f]{25,}")
_BREAK = "\u200b"
_PIECE = 8

Standard = Literal["a-2b"]


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
    import typst

    inputs = {"data": blocks_as_json(document)}
    compiler = typst.Compiler(input=str(_template(content)), font_paths=_fonts(), sys_inputs=inputs)
    noon = datetime(written_on.year, written_on.month, written_on.day, 12, tzinfo=UTC)
    standards: list[typst.PDFStandard] = [standard] if standard else []
    try:
        made = compiler.compile(format="pdf", pdf_tags=False, timestamp=noon, pdf_standards=standards)
    except typst.TypstError as error:
        raise FailureError(say("pdf", "not_printed", title=document.title, reason=_reason(error))) from error
    assert isinstance(made, bytes)
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


@cache
def _fonts() -> typst.Fonts:
    """Our fonts and no others: what a machine has installed must not change the page."""
    import typst

    folder = str(find_fonts().folder)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def _template(content: Sequence[Path]) -> Path:
    paths = [root / "reports" / "templates" / _TEMPLATE for root in (content_root(), *content)]
    return [path for path in paths if path.is_file()][-1]


def _reason(error: typst.TypstError) -> str:
    return "；".join([str(error.message), *map(str, error.hints)])


# ---- the document as data ----


def blocks_as_json(document: Document) -> str:
    """Return the document as the template receives it."""
    return json.dumps(_document(document), ensure_ascii=False, allow_nan=False)


def _document(document: Document) -> dict[str, Any]:
    data: dict[str, Any] = _plain(document)
    data["blocks"] = list(_blocks(document.blocks))
    return data


def _blocks(blocks: Sequence[Block]) -> Iterator[dict[str, Any]]:
    for block, number in zip(blocks, number_blocks(blocks), strict=True):
        kind = type(block).__name__.lower()
        # what a block says itself wins: the number of a question on paper is its own
        data = {"kind": kind, "number": number, **_plain(block)}
        if isinstance(block, Table):
            data["widths"] = [float(width) for width in block.widths]
        yield data


def _plain(thing: Any) -> Any:
    """Return a block as lists, dictionaries and texts."""
    if isinstance(thing, str):
        return _LONG_WORD.sub(lambda found: _breakable(found[0]), thing)
    if isinstance(thing, tuple):
        return [_plain(each) for each in thing]
    if hasattr(thing, "__dataclass_fields__"):
        return {
            each.name: getattr(thing, each.name) if each.name == "svg" else _plain(getattr(thing, each.name))
            for each in fields(thing)
        }
    return thing


def _breakable(word: str) -> str:
    return _BREAK.join(word[at : at + _PIECE] for at in range(0, len(word), _PIECE))
