"""What stays together on paper: one rule for every format that has pages."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from diagnostics.model.document import (
    Block,
    Boxes,
    Document,
    DocumentCell,
    Figure,
    ListBlock,
    PageBreak,
    Paragraph,
    Table,
)

# A line above a table or a figure that is no longer than this only opens it.
_LONGEST_OPENING = 90
# Rows that are higher than this together (lines of text) may be parted: else they would leave half a page empty.
_MOST_LINES = 24
# A row that is higher may go on overleaf: kept whole, it would leave more of a page empty than it is worth.
_HIGHEST_WHOLE_ROW = 16
# Characters of small print on a line of the whole width.
_LINE = 50
# A list of no more items, with no more characters, is moved whole.
_SHORT_LIST, _LONGEST_LIST = 3, 500
# A card is a table without a caption; one with more text than this would not fit on a page.
_LARGEST_CARD = 1500

# The place of a photo; a row of them with captions takes about a sixth of a page.
PHOTO_HIGH_MM = 28.0


def tight_until(document: Document) -> int:
    """Return how many blocks are set tightly: the owner's pages, the cover of a paper, a sheet as a whole."""
    blocks = document.blocks
    cover = next((at for at, block in enumerate(blocks) if isinstance(block, PageBreak)), len(blocks))
    return {"plain": 0, "paper": cover}.get(document.layout, len(blocks))


def stay_with_next(blocks: Sequence[Block]) -> list[bool]:
    """Return of each block whether it only opens what follows it and must not stand above a page break without it."""
    return [_opens(block, following) for block, following in pairwise(blocks)] + [False] * bool(blocks)


def _opens(block: Block, following: Block) -> bool:
    match block:
        case Paragraph(style="note"):
            return False
        case Paragraph(runs=runs):
            text = "".join(run.text for run in runs)
            short = len(text) <= _LONGEST_OPENING and isinstance(following, Table | Figure | Boxes)
            return short or (text.endswith("：") and isinstance(following, ListBlock | Table | Figure | Boxes))
        case Figure():
            return isinstance(following, Paragraph) and following.style == "note"
        case _:
            return False


def rows_together(table: Table, *, tight: bool) -> list[bool]:
    """Return of each row whether it stays on the page of the next one.

    The first two rows and the last two stay together, and the name of a group with its first row. A table without a
    caption is a card and stays whole, but not on the tight pages, which have no page to spare.
    """
    last = len(table.rows) - 1
    if table.row_mm > 0:
        return [False] * (last + 1)
    if is_card(table, tight=tight):
        return [at < last for at in range(last + 1)]
    lines = _lines(table)
    wanted = (at in {0, last - 1} or names_a_group(row) for at, row in enumerate(table.rows))
    return [want and at < last and sum(lines[at : at + 2]) <= _MOST_LINES for at, want in enumerate(wanted)]


def rows_that_break(table: Table) -> list[bool]:
    """Return of each row whether a page may end inside it."""
    return [lines > _HIGHEST_WHOLE_ROW for lines in _lines(table)]


def stays_whole(block: ListBlock) -> bool:
    """Return whether a list stays on one page: one of three items would leave a single one behind."""
    return (
        len(block.items) <= _SHORT_LIST and sum(len(run.text) for item in block.items for run in item) <= _LONGEST_LIST
    )


def is_card(table: Table, *, tight: bool) -> bool:
    """Return whether a table is a card, which stays on one page."""
    text = sum(len(cell.text) for row in table.rows for cell in row)
    return not (tight or table.row_mm > 0 or table.caption) and text < _LARGEST_CARD


def is_short(table: Table) -> bool:
    """Return whether a table, moved to the next page, leaves only a part of this one empty; a card is."""
    return is_card(table, tight=False) or sum(_lines(table)) <= _MOST_LINES


def names_a_group(cells: Sequence[DocumentCell]) -> bool:
    """Return whether a row is the name of the rows below it."""
    return len(cells) > 1 and cells[0].strong and not any(cell.text for cell in cells[1:])


def lines_of_row(row: Sequence[DocumentCell], widths: Sequence[float]) -> float:
    """Estimate the height of a row in lines of text."""
    whole = sum(widths)
    return max(
        sum(1 + len(line) * whole / (width * _LINE) for line in cell.text.split("\n"))
        for cell, width in zip(row, widths, strict=True)
    )


def _lines(table: Table) -> list[float]:
    return [lines_of_row(row, table.widths) for row in table.rows]
