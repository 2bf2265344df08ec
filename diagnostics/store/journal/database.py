"""The protocol of a database for the store; `sqlite.py` and `postgres.py` keep it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection


class Database(Protocol):
    """One database of one workspace. Whatever fails is raised as StoreError, in words."""

    def writing(self) -> AbstractContextManager[Connection]:
        """Open a transaction that nobody else can write beside; durable when the block ends, undone when it fails."""

    def reading(self) -> AbstractContextManager[Connection]:
        """Open a transaction that sees one state of the journal."""

    def schema(self) -> int:
        """Return the number of the schema, 0 for a database without tables."""

    def set_schema(self, connection: Connection, schema: int) -> None:
        """Note the number of the schema, in the transaction that makes it so."""

    def back_up(self, target: Path) -> None:
        """Write a complete copy into a new file; either all of it or no file."""

    def show_upgraded(self, upgrade: Callable[[Connection], None]) -> None:
        """Work on a private copy from now on, upgraded by this function; the database itself stays untouched."""

    def check(self, *, quick: bool = False) -> list[str]:
        """Return what is damaged; nothing when all is well. `quick` is quick enough for every opening."""

    def close(self) -> None:
        """Let go of the database; safe to call twice."""
