"""One way to make a table: caption and heads from the catalogue, no table without rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from diagnostics.model.document import Align, DocumentCell, Table, Tone
from diagnostics.words.catalogue import name_of, say

_ALIGNS: dict[str, Align] = {"l": "left", "c": "center", "r": "right"}
_TONES: dict[str, Tone] = {"met": "good", "not_met": "bad", "unknown": "warn", "na": "muted"}

Row = Sequence[DocumentCell | str]


def make_table(
    table_id: str,
    rows: Iterable[Row],
    widths: Sequence[float],
    aligns: str,
    *,
    name: str = "",
    heads: Sequence[str] = (),
    **words: object,
) -> Table:
    """Make a table whose caption and heads are in the catalogue under `name` (default: the id).

    `aligns` has one letter per column: l, c or r. `heads` replaces the heads of the catalogue.
    """
    key = name or table_id
    shown = tuple(heads) or tuple(say("report_heads", key).split("|"))
    cells = tuple(tuple(cell if isinstance(cell, DocumentCell) else DocumentCell(cell) for cell in row) for row in rows)
    caption = say("report_captions", key, **words)
    return Table(
        id=table_id,
        caption=caption,
        heads=shown,
        widths=tuple(widths),
        aligns=tuple(_ALIGNS[align] for align in aligns),
        rows=cells,
    )


def state_cell(state: str) -> DocumentCell:
    """Return the state of a condition as a cell."""
    return DocumentCell(name_of("states", state), tone=_TONES.get(state, "plain"))


def by_id(tables: Iterable[Table]) -> dict[str, Table]:
    """Return the tables that have rows, by id."""
    return {table.id: table for table in tables if table.rows}
