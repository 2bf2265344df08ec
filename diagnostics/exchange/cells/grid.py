"""Cells put where they belong: a sheet that grows while its file is read, within limits."""

from __future__ import annotations

from dataclasses import dataclass, field

from diagnostics.exchange.cells.cell import EMPTY, Cell, Kind, RefusedError, Sheet

MOST_ROWS = 100_000
MOST_COLUMNS = 300


@dataclass(kw_only=True)
class Grid:
    """A sheet that is being read; rows and columns count from 1."""

    file: str
    name: str
    hidden: bool = False
    date1904: bool = False
    rows: list[list[Cell]] = field(default_factory=list)
    blocks: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    cut: bool = False

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Put a cell; raises RefusedError for a row beyond what a list can have."""
        if cell.kind is Kind.empty:
            return
        if column > MOST_COLUMNS:
            self.cut = True
            return
        if row > MOST_ROWS:
            raise RefusedError("REG-05", f"{MOST_ROWS:,} 行")
        while len(self.rows) < row:
            self.rows.append([])
        cells = self.rows[row - 1]
        cells.extend([EMPTY] * (column - len(cells)))
        cells[column - 1] = cell

    def at(self, row: int, column: int) -> Cell:
        """Return the cell of a place."""
        cells = self.rows[row - 1] if 0 < row <= len(self.rows) else []
        return cells[column - 1] if 0 < column <= len(cells) else EMPTY

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Note a merged block, its ends included."""
        if (top, left) != (bottom, right):
            self.blocks.append((top, left, bottom, right))

    def hide_columns(self, first: int, last: int) -> None:
        """Note hidden columns, both ends included."""
        self.hidden_columns.update(range(first, min(last, MOST_COLUMNS) + 1))

    def sheet(self) -> Sheet:
        """Return the sheet; every cell of a merged block has the value of its first one."""
        for top, left, bottom, right in self.blocks:
            head = self.at(top, left)
            for row in range(top, min(bottom, len(self.rows)) + 1):
                for column in range(left, min(right, MOST_COLUMNS) + 1):
                    self.put(row, column, head)
        return Sheet(
            file=self.file, name=self.name, rows=tuple(map(tuple, self.rows)), hidden=self.hidden,
            date1904=self.date1904, hidden_rows=frozenset(self.hidden_rows),
            hidden_columns=frozenset(self.hidden_columns), cut=self.cut,
        )  # fmt: skip
