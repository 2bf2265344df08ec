"""The contents of a folder, seen from outside: no passphrase, no migration, nothing written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from diagnostics.store.journal.problems import StoreError
from diagnostics.store.journal.schema import SCHEMA
from diagnostics.store.journal.sqlite import SqliteDatabase
from diagnostics.store.upkeep.opening import FILE, own_workspace, workspace_folder
from diagnostics.words.catalogue import problem
from diagnostics.words.problems import Place, Problem


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """Whether there is a workspace, in which schema (ours is `ours`), encrypted or not, and what is wrong with it."""

    exists: bool
    schema: int = 0
    ours: int = SCHEMA
    encrypted: bool = False
    problems: tuple[Problem, ...] = ()


def look_at(location: str | Path, *, thorough: bool = True) -> Inspection:
    """Look at the database of a workspace; what is wrong is told, never raised (but for a URL: InputError).

    `thorough` reads every page; without it only the header is looked at.
    """
    path = workspace_folder(location) / FILE
    if not path.is_file():
        return Inspection(exists=False)
    database = SqliteDatabase(path, read_only=True)
    try:
        return _look(database, path, thorough)
    except StoreError as error:
        return Inspection(exists=True, problems=(error.problem,))
    finally:
        database.close()


def _look(database: SqliteDatabase, path: Path, thorough: bool) -> Inspection:
    schema = database.schema()
    if schema > SCHEMA:
        newer = problem("STORE-06", Place(str(path)), theirs=schema, ours=SCHEMA)
        return Inspection(exists=True, schema=schema, problems=(newer,))
    found = database.check() if thorough else []
    damage = tuple(problem("STORE-04", Place(str(path)), detail=each) for each in found)
    encrypted = False
    if schema == SCHEMA and not damage:
        with database.reading() as connection:
            encrypted = bool(own_workspace(connection).lock)
    return Inspection(exists=True, schema=schema, encrypted=encrypted, problems=damage)
