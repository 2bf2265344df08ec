"""SQLite, and everything that is special about it: durability, locks, what its error codes mean.

Rollback journal, because workspaces lie on network shares, where a write-ahead log breaks. `synchronous=EXTRA` is FULL
and also syncs the folder after the journal is deleted; with FULL alone a power cut right after a commit could bring the
journal back and undo the answer. `BEGIN IMMEDIATE`, so that a writer waits before it reads, not after.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, StaticPool

from diagnostics.store.journal.problems import StoreError, failure
from diagnostics.words.catalogue import system_reason

# "QZh1" in the header of the file tells a workspace from other programs' databases.
APPLICATION_ID = 0x515A6831
PATIENCE_SECONDS = 5.0
_HEADER = b"SQLite format 3\x00"
_APPLICATION_AT = 68  # where the header of the file keeps it
_PRIMARY = 0xFF  # the lower byte of an extended result code
_CODES = {
    sqlite3.SQLITE_BUSY: "STORE-01",
    sqlite3.SQLITE_LOCKED: "STORE-01",
    sqlite3.SQLITE_FULL: "STORE-02",
    sqlite3.SQLITE_IOERR: "STORE-11",
    sqlite3.SQLITE_READONLY: "STORE-03",
    sqlite3.SQLITE_PERM: "STORE-03",
    sqlite3.SQLITE_CANTOPEN: "STORE-03",
    sqlite3.SQLITE_CORRUPT: "STORE-04",
    sqlite3.SQLITE_NOTADB: "STORE-05",
}


class SqliteDatabase:
    """The database of a workspace in one file. Connections live as long as one transaction; no handle stays open."""

    def __init__(self, path: Path, *, read_only: bool = False, patience: float = PATIENCE_SECONDS) -> None:
        self.path = path
        self.read_only = read_only
        self.patience = patience
        self._private: sqlite3.Connection | None = None
        self._writer = self._engine("BEGIN IMMEDIATE")
        self._reader = self._engine("BEGIN")

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a write transaction."""
        if self.read_only:
            raise failure("STORE-29", self.path)
        with self._words(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a read transaction."""
        with self._words(), self._reader.begin() as connection:
            yield connection

    def schema(self) -> int:
        """Return `user_version`; raises StoreError for the file of another program."""
        self._check_header()
        with self.reading() as connection:
            schema = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
            application = int(connection.exec_driver_sql("PRAGMA application_id").scalar_one())
            tables = int(connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one())
        if tables and application != APPLICATION_ID:
            raise failure("STORE-05", self.path)
        return schema

    def set_schema(self, connection: Connection, schema: int) -> None:
        """Write `user_version` into the header; part of the transaction like everything else."""
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {schema:d}")

    def back_up(self, target: Path) -> None:
        """Write a copy by `VACUUM INTO`, under another name until it is complete."""
        part = target.with_name(f"{target.name}.part")
        with self._words():
            part.unlink(missing_ok=True)
            connection = self._connect()
            try:
                connection.execute("VACUUM INTO ?", (str(part),))
            finally:
                connection.close()
            with part.open("r+b") as copy:
                os.fsync(copy.fileno())
            part.replace(target)

    def show_upgraded(self, upgrade: Callable[[Connection], None]) -> None:
        """Read from a copy in memory from now on, so that reading an old workspace changes nothing on the disk."""
        private = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        with self._words():
            source = self._connect()
            try:
                source.backup(private)
            finally:
                source.close()
        engine = create_engine("sqlite://", creator=lambda: private, poolclass=StaticPool)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        with engine.begin() as connection:
            upgrade(connection)
        self._private, self._reader = private, engine

    def check(self, *, quick: bool = False) -> list[str]:
        """Return what `integrity_check` (or `quick_check`) and `foreign_key_check` find."""
        with self.reading() as connection:
            pragma = "quick_check(1)" if quick else "integrity_check(20)"
            found = [str(row[0]) for row in connection.exec_driver_sql(f"PRAGMA {pragma}")]
            if quick:
                return [line for line in found if line != "ok"]
            broken = [str(tuple(row)) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
        return [line for line in found if line != "ok"] + broken

    def close(self) -> None:
        """Dispose of the engines and of the private copy."""
        self._writer.dispose()
        self._reader.dispose()
        if self._private is not None:
            self._private.close()
            self._private = None

    # ---- connections ------------------------------------------------------------------------------------------------

    def _engine(self, begin: str) -> Engine:
        # NullPool: a file that nobody uses is closed, so that it can be copied, moved or deleted on Windows too
        engine = create_engine("sqlite://", creator=self._connect, poolclass=NullPool)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine

    def _connect(self) -> sqlite3.Connection:
        uri = f"{file_uri(self.path)}?mode={'rw' if self.path.exists() or self.read_only else 'rwc'}"
        # isolation_level=None: the driver starts no transaction of its own, so that DDL is transactional too
        connection = sqlite3.connect(
            uri, uri=True, timeout=self.patience, isolation_level=None, check_same_thread=False
        )
        try:
            for pragma in self._pragmas():
                connection.execute(f"PRAGMA {pragma}").close()
        except BaseException:
            connection.close()
            raise
        return connection

    def _pragmas(self) -> tuple[str, ...]:
        always = ("foreign_keys=ON", "trusted_schema=OFF", "cell_size_check=ON")
        if self.read_only:
            return (*always, "query_only=ON")
        # secure_delete: what a purge deletes is overwritten; fullfsync: the same promise on a Mac
        return (*always, "journal_mode=DELETE", "synchronous=EXTRA", "fullfsync=ON", "secure_delete=ON")

    def _check_header(self) -> None:
        """Refuse what is no SQLite file; an empty file is a workspace that was not begun."""
        try:
            with self.path.open("rb") as file:
                start = file.read(len(_HEADER))
        except FileNotFoundError:
            return
        except OSError as error:
            raise failure("STORE-03", self.path, detail=system_reason(error)) from error
        if start and start != _HEADER:
            raise failure("STORE-05", self.path)

    @contextmanager
    def _words(self) -> Iterator[None]:
        """Turn what the driver or the system reports into a StoreError."""
        try:
            yield
        except DBAPIError as error:
            raise self._in_words(error.orig or error) from error
        except (sqlite3.Error, OSError) as error:
            raise self._in_words(error) from error

    def _in_words(self, error: BaseException) -> StoreError:
        code = getattr(error, "sqlite_errorcode", None)
        named = _CODES.get(code & _PRIMARY, "STORE-11") if isinstance(code, int) else "STORE-11"
        if isinstance(error, PermissionError):
            named = "STORE-03"
        return failure(named, self.path, detail=error)


def is_journal(path: Path) -> bool:
    """Whether a file is the journal of a workspace, by what its first bytes say."""
    try:
        with path.open("rb") as file:
            start = file.read(_APPLICATION_AT + 4)
    except OSError:
        return False
    return start.startswith(_HEADER) and start[_APPLICATION_AT:] == APPLICATION_ID.to_bytes(4, "big")


def file_uri(path: PurePath) -> str:
    """Return the URI by which SQLite opens a path, on network shares of Windows too.

    >>> from pathlib import PurePosixPath
    >>> file_uri(PurePosixPath("/data/50% 精工?/a.sqlite"))
    'file:///data/50%25%20%E7%B2%BE%E5%B7%A5%3F/a.sqlite'
    """
    text = quote(path.as_posix(), safe="/:")
    return f"file://{text if text.startswith('/') else '/' + text}"
