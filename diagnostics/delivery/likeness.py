"""How much of a report stands word for word in that of another firm."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from fractions import Fraction

from diagnostics.model.content.library import Library
from diagnostics.model.content.registers import Likeness
from diagnostics.model.document import Block, Boxes, Heading, ListBlock, Paragraph, Table
from diagnostics.words.catalogue import say

_ENDS = re.compile(r"[。！？；\n]")
_SPACE = re.compile(r"\s+")
_LEADS_OVER = ("：", ":")


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


def body_of(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the texts that count as the body of a firm's document; this is the one place that says what does.

    Apart stand: the chapter of the declaration, which is legal and the same for everybody; headings and what leads
    over to a list as they do; tables, whose cells are names, dates and figures of a form, and captions.
    """
    declaration, apart = say("report_chapters_firm", "declaration"), False
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            apart = block.text == declaration
        elif not apart and not isinstance(block, Heading | Table):
            yield from (text for text in texts_of([block]) if not text.rstrip().endswith(_LEADS_OVER))


def sentences_of(texts: Iterable[str], shortest: int) -> frozenset[str]:
    """Return the sentences of some texts, without spaces; those that two firms share by chance are left out."""
    parts = (_SPACE.sub("", part) for text in texts for part in _ENDS.split(text))
    return frozenset(part for part in parts if len(part) >= shortest)


def percent_alike(own: Set[str], other: Set[str]) -> Fraction:
    """Return how many percent of some sentences stand word for word among others."""
    return Fraction(100 * len(own & other), len(own)) if own else Fraction(0)


def most_alike(own: Set[str], others: Iterable[OtherReport]) -> tuple[Fraction, str]:
    """Return the largest likeness to another report, and whose that is."""
    found = [(percent_alike(own, other.sentences), other.name) for other in others]
    return max(found, default=(Fraction(0), ""))
