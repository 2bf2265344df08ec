"""How much of a report stands word for word in that of another firm."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from fractions import Fraction

from diagnostics.model.content.library import Library
from diagnostics.model.content.registers import Likeness
from diagnostics.model.document import Block, Boxes, Heading, ListBlock, Paragraph, Table
from diagnostics.words.catalogue import catalogue

_ENDS = re.compile(r"[。！？；\n]")
_SPACE = re.compile(r"\s+")
_SIGN = re.compile(r"^[●▲■] ?")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LEADS_OVER = ("：", ":")


@dataclass(frozen=True)
class TextPart:
    """A text of a document: a heading of a level, small print, what a row of a table is about, or plain text (0)."""

    text: str
    level: int = 0
    apart: bool = False


@dataclass(frozen=True)
class OtherReport:
    """The sentences of another firm's report."""

    code: str
    name: str
    sentences: frozenset[str]


def likeness_rules(library: Library) -> Likeness | None:
    """Return how alike reports may be: of several files that of the last layer; None where the content says nothing."""
    return next((each.likeness for each in reversed(tuple(library.deliveries.values())) if each.likeness), None)


def texts_of(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield every text of some blocks: headings, paragraphs, items of lists, cells, boxes."""
    for block in blocks:
        if isinstance(block, Heading):
            yield block.text
        elif isinstance(block, Paragraph):
            yield "".join(run.text for run in block.runs)
        elif isinstance(block, ListBlock):
            yield from ("".join(run.text for run in item) for item in block.items)
        elif isinstance(block, Table):
            yield from (cell.text for row in block.rows for cell in row)
        elif isinstance(block, Boxes):
            yield from (text for box in block.boxes for text in (box.label, box.value, box.note))


def parts_of(blocks: Iterable[Block]) -> Iterator[TextPart]:
    """Yield the parts of some blocks; boxes and places to sign hold names and verdicts, which are no sentences."""
    for block in blocks:
        if isinstance(block, Heading):
            yield TextPart(block.text, block.level)
        elif isinstance(block, Table):
            yield from (TextPart(cell.text, apart=not at) for row in block.rows for at, cell in enumerate(row))
        elif not isinstance(block, Boxes):
            small = isinstance(block, Paragraph) and block.style == "note"
            yield from (TextPart(text, apart=small) for text in texts_of([block]))


def body_of(parts: Iterable[TextPart]) -> Iterator[str]:
    """Yield the texts that count as the body of a document; this is the one place that says what does.

    Apart stand: the declaration, which is legal, and what every supplier is asked, which is a form (both by their
    headings, `same_for_all` of the catalogue); headings, captions and the heads of tables and of their rows; small
    print; and what leads over to a list.
    """
    forms, apart = set(map(str, catalogue()["same_for_all"].values())), 0
    for part in parts:
        if part.level and (not apart or part.level <= apart):
            apart = part.level if part.text in forms else 0
        if not (part.level or apart or part.apart or part.text.rstrip().endswith(_LEADS_OVER)):
            yield part.text


def sentences_of(texts: Iterable[str], shortest: int) -> frozenset[str]:
    """Return the sentences of some texts, without spaces; those of few Chinese characters are names, days, figures."""
    parts = (_SPACE.sub("", _SIGN.sub("", part)) for text in texts for part in _ENDS.split(text))
    return frozenset(part for part in parts if len(_CHINESE.findall(part)) >= shortest)


def percent_alike(own: Set[str], other: Set[str]) -> Fraction:
    """Return how many percent of some sentences stand word for word among others."""
    return Fraction(100 * len(own & other), len(own)) if own else Fraction(0)


def most_alike(own: Set[str], others: Iterable[OtherReport]) -> tuple[Fraction, str]:
    """Return the largest likeness to another report, and whose that is."""
    found = [(percent_alike(own, other.sentences), other.name) for other in others]
    return max(found, default=(Fraction(0), ""))
