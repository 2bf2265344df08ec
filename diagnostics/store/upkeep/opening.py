"""Opening a workspace: is it one, is it ours, is it whole, is its schema ours, who may read it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, insert, select

from diagnostics.model.content.library import Library
from diagnostics.store.journal import migrating
from diagnostics.store.journal.database import Database
from diagnostics.store.journal.events import new_id, stamp_of
from diagnostics.store.journal.evidence import EvidenceFiles
from diagnostics.store.journal.journal import Journal
from diagnostics.store.journal.judging import Judge
from diagnostics.store.journal.problems import failure, refusal
from diagnostics.store.journal.schema import SCHEMA, workspaces
from diagnostics.store.journal.sealing import NoSeal, Seal, new_lock, open_lock
from diagnostics.store.journal.sqlite import PATIENCE_SECONDS, SqliteDatabase
from diagnostics.store.upkeep import leftovers, purging
from diagnostics.store.workspace import Workspace
from diagnostics.words.catalogue import system_reason
from diagnostics.words.clock import now

if TYPE_CHECKING:
    from diagnostics.store.journal.postgres import PostgresDatabase

FILE = "workspace.sqlite"
EVIDENCE, CONTENT, INBOX, BACKUPS = "evidence", "content", "inbox", "backups"


def is_workspace(location: str | Path) -> bool:
    """Whether there is a workspace in this folder (or somebody says so by a URL)."""
    return "://" in str(location) or (Path(location) / FILE).is_file()


def open_workspace(
    location: str | Path,
    *,
    author: str,
    device: str,
    read_only: bool = False,
    library: Library | None = None,
    passphrase: str | None = None,
    patience: float = PATIENCE_SECONDS,
    tidy: bool = True,
) -> Workspace:
    """Open the workspace of a folder; one that is not there yet is made, unless `read_only`.

    A workspace of an older schema is backed up and migrated; with `read_only` it is shown migrated and not touched.

    Args:
        location: the folder, or the URL of PostgreSQL (postgresql+psycopg://role@host/database, no password in it).
        author: who works: stands in every event.
        device: on which device.
        read_only: nothing is written, not even a migration.
        library: the content that answers are held against; without it none can be recorded, and what is read is as it
            was recorded.
        passphrase: of an encrypted workspace; makes a new one encrypted.
        patience: seconds to wait for another process that is writing.
        tidy: erase what an interrupted encryption left in plain text (never with `read_only`).

    Raises:
        InputError: There is no workspace (`read_only`), or the passphrase is missing, wrong or not wanted.
        StoreError: Busy, damaged, newer, of another program, not writable, disk full.
    """
    if "://" in str(location):
        return _open_database(str(location), author, device, read_only, library, passphrase, patience)
    folder = workspace_folder(location)
    if read_only and not (folder / FILE).is_file():
        raise refusal("STORE-07", folder)
    if not read_only:
        _make_folders(folder)
    database = SqliteDatabase(folder / FILE, read_only=read_only, patience=patience)
    try:
        _bring_to_our_schema(database, folder, passphrase)
        journal = _journal(database, folder, author, device, passphrase)
        files = EvidenceFiles(folder / EVIDENCE, journal.seal)
        workspace = Workspace(journal, database, files, str(folder), Judge(library, str(folder)))
        if not read_only:
            purging.finish(workspace)
            if tidy:
                leftovers.erase(workspace)
    except BaseException:
        database.close()
        raise
    return workspace


def _open_database(
    location: str,
    author: str,
    device: str,
    read_only: bool,
    library: Library | None,
    passphrase: str | None,
    patience: float,
) -> Workspace:
    """Open the workspace of a provider in PostgreSQL; the first opening to write makes its row."""
    from diagnostics.store.journal.postgres import DatabaseEvidence, PostgresDatabase, shown, url_of

    url = url_of(location)
    if passphrase:
        raise refusal("STORE-54", shown(url))
    database = PostgresDatabase(url, read_only=read_only, patience=patience)
    try:
        if (schema := database.schema()) != SCHEMA:
            raise failure("STORE-06", database.place, theirs=schema, ours=SCHEMA)
        with database.reading() as connection:
            found = connection.execute(select(workspaces.c.id).where(workspaces.c.own)).first()
        if found is None:
            _begin_provider(database)
        with database.reading() as connection:
            own = own_workspace(connection)
        journal = Journal(database, NoSeal(), own.id, author, device, database.place)
        judge = Judge(library, database.place)
        workspace = Workspace(journal, database, DatabaseEvidence(database), database.place, judge)
        if not read_only:
            purging.finish(workspace)
    except BaseException:
        database.close()
        raise
    return workspace


def _begin_provider(database: PostgresDatabase) -> None:
    if database.read_only:
        raise refusal("STORE-07", database.place)
    with database.writing() as connection:
        if connection.execute(select(workspaces.c.id).where(workspaces.c.own)).first() is None:
            values = {"id": new_id(), "created_at": stamp_of(now()), "own": True, "counter": 0, "lock": ""}
            connection.execute(insert(workspaces).values(values))


def workspace_folder(location: str | Path) -> Path:
    """Return the folder of a workspace; raises InputError for the URL of a database."""
    text = str(location)
    if "://" in text:
        raise refusal("STORE-12", text.partition("://")[0] + "://…")
    return Path(text).expanduser().absolute()


def _make_folders(folder: Path) -> None:
    try:
        for each in (EVIDENCE, CONTENT, INBOX, BACKUPS):
            (folder / each).mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise refusal("STORE-35", folder) from error
    except OSError as error:
        raise failure("STORE-03", folder, detail=system_reason(error)) from error


def _bring_to_our_schema(database: SqliteDatabase, folder: Path, passphrase: str | None) -> None:
    schema = database.schema()
    if schema > SCHEMA:
        raise failure("STORE-06", folder / FILE, theirs=schema, ours=SCHEMA)
    if not database.read_only and (damage := database.check(quick=True)):
        raise failure("STORE-04", folder / FILE, detail=damage[0])
    if schema == 0:
        _begin(database, folder, passphrase)
    elif schema < SCHEMA and database.read_only:
        database.show_upgraded(migrating.upgrade)
    elif schema < SCHEMA:
        migrating.migrate(database, folder / BACKUPS)


def _begin(database: SqliteDatabase, folder: Path, passphrase: str | None) -> None:
    """Fill an empty database. Somebody else may have done so while we waited for our turn."""
    if database.read_only:
        raise refusal("STORE-07", folder)
    lock = new_lock(passphrase)[0] if passphrase else ""
    with database.writing() as connection:
        if connection.dialect.has_table(connection, workspaces.name):
            return
        migrating.create(database, connection)
        values = {"id": new_id(), "created_at": stamp_of(now()), "own": True, "counter": 0, "lock": lock}
        connection.execute(insert(workspaces).values(values))


def _journal(database: Database, folder: Path, author: str, device: str, passphrase: str | None) -> Journal:
    with database.reading() as connection:
        own = own_workspace(connection)
    seal = _seal(own.lock, folder, passphrase)
    return Journal(database, seal, own.id, author, device, str(folder / FILE))


def own_workspace(connection: Connection) -> Row[Any]:
    """Return the row of the workspace itself."""
    return connection.execute(select(workspaces).where(workspaces.c.own)).one()


def _seal(lock: str, folder: Path, passphrase: str | None) -> Seal:
    if not lock:
        if passphrase:
            raise refusal("STORE-10", folder)
        return NoSeal()
    if not passphrase:
        raise refusal("STORE-08", folder)
    try:
        return open_lock(lock, passphrase)
    except ValueError as error:
        raise refusal("STORE-09", folder) from error
