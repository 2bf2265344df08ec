"""A table of the owner's pages: no caption, no number, heads in the owner's words."""

from __future__ import annotations

from collections.abc import Sequence

from diagnostics.model.document import Align, DocumentCell, Table
from diagnostics.words.catalogue import say

Row = Sequence[DocumentCell | str]
_LEFT: Align = "left"


def owner_table(name: str, heads: str, rows: Sequence[Row], widths: tuple[float, ...]) -> Table:
    """Return a table of the owner's pages; `heads` names its heads in the catalogue."""
    shown = tuple(say("owner_heads", heads).split("|"))
    cells = tuple(tuple(each if isinstance(each, DocumentCell) else DocumentCell(each) for each in row) for row in rows)
    return Table(id=name, caption="", heads=shown, widths=widths, aligns=(_LEFT,) * len(widths), rows=cells)
