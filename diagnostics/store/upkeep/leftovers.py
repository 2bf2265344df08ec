"""Files that an encrypted workspace must not keep beside it: plain copies, and backups that another passphrase opens.

A crash may leave some of it behind; every opening to write looks again.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from diagnostics.store.journal.events import FILE_KINDS
from diagnostics.store.journal.migrating import BACKUP_PATTERN
from diagnostics.store.journal.problems import StoreError, failure
from diagnostics.store.journal.schema import workspaces
from diagnostics.store.journal.sqlite import SqliteDatabase
from diagnostics.words.catalogue import system_reason

if TYPE_CHECKING:
    from diagnostics.store.workspace import Workspace

_FIRST_WITH_LOCKS = 2


def erase(workspace: Workspace) -> tuple[int, int]:
    """Erase plain evidence that is kept encrypted by now, and backups under another lock than the workspace's own.

    Nothing is erased while anything in the workspace is damaged: the old copy may be the better one then.

    Returns:
        How many evidence files and how many backups were erased.
    """
    if not workspace.encrypted:
        return 0, 0
    plain, backups = _plain_evidence(workspace), _foreign_backups(workspace)
    if (not plain and not backups) or any(not each.warning for each in workspace.check()):
        return 0, 0
    for each in (*plain, *backups):
        try:
            each.unlink(missing_ok=True)
        except OSError as error:
            raise failure("STORE-14", each, detail=system_reason(error)) from error
    return len(plain), len(backups)


def forget_sealed_copies(workspace: Workspace) -> None:
    """Erase the encrypted copies that an encryption killed halfway left in a workspace that is still plain."""
    for path in workspace.files.folder.glob("??/*.sealed"):
        path.unlink(missing_ok=True)


def _plain_evidence(workspace: Workspace) -> list[Path]:
    there = [path for path in workspace.files.folder.glob("??/*") if path.suffix != ".sealed" and path.is_file()]
    if not there:
        return []
    added = workspace.events(kinds=FILE_KINDS)
    kept = {each.payload["file"]["sha256"] for each in added if each.payload["file"]}
    return [each for each in there if each.stem in kept]


def _foreign_backups(workspace: Workspace) -> list[Path]:
    found = sorted((Path(workspace.location) / "backups").glob(BACKUP_PATTERN))
    own = workspace.journal.lock() if found else ""
    return [each for each in found if _lock_of(each) not in {own, None}]


def _lock_of(backup: Path) -> str | None:
    """Return the lock of a backup, empty for a plain one, None for what is no backup at all (and stays)."""
    database = SqliteDatabase(backup, read_only=True)
    try:
        if database.schema() < _FIRST_WITH_LOCKS:
            return ""
        with database.reading() as connection:
            return str(connection.execute(select(workspaces.c.lock).where(workspaces.c.own)).scalar_one())
    except StoreError:
        return None
    finally:
        database.close()
