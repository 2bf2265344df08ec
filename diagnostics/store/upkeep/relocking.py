"""Encrypting a workspace that is there already, and changing the passphrase of an encrypted one.

A backup first (`VACUUM INTO`), then everything in one transaction: killed at any moment, the workspace is either as
it was or as it should be. What is left in plain text goes only after the new state was read back in full; whatever a
crash leaves of it goes with the next opening (`leftovers`).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, update

from diagnostics.store.facts.firm_facts import EvidenceFile
from diagnostics.store.journal import migrating
from diagnostics.store.journal.events import FILE_KINDS, Event
from diagnostics.store.journal.evidence import EvidenceFiles
from diagnostics.store.journal.journal import Journal
from diagnostics.store.journal.problems import StoreError, refusal
from diagnostics.store.journal.schema import events, workspaces
from diagnostics.store.journal.sealing import change_lock, new_lock
from diagnostics.store.upkeep import leftovers
from diagnostics.store.upkeep.inspecting import look_at
from diagnostics.store.upkeep.opening import BACKUPS, EVIDENCE, INBOX, open_workspace
from diagnostics.store.workspace import Workspace


@dataclass(frozen=True)
class Relocked:
    """The work done: events and evidence files encrypted, backups erased, files left in plain text in the inbox."""

    n_events: int
    n_files: int
    n_backups: int
    n_inbox: int


def encrypt_workspace(location: str | Path, passphrase: str, *, author: str, device: str) -> Relocked:
    """Encrypt a plain workspace under a passphrase.

    Plain evidence files and all plain backups are erased after everything was read back; what lies in `inbox` and
    `content` stays as it is.

    Raises:
        InputError: There is no workspace, it is encrypted already, or the passphrase is empty.
        StoreError: Something is damaged, busy, not writable, or the disk is full; the workspace is as it was.
    """
    with _opened(location, None, passphrase, author, device, encrypted=False) as workspace:
        leftovers.forget_sealed_copies(workspace)
        _back_up(workspace)
        lock, seal = new_lock(passphrase)
        files = EvidenceFiles(Path(workspace.location) / EVIDENCE, seal)
        sealed = Journal(workspace.database, seal, workspace.id, author, device, workspace.journal.place)
        with workspace.journal.writing() as connection:
            found = workspace.journal.events(connection=connection)
            for each in found:
                row = sealed.row_of(_with_sealed_file(each, workspace.files, files))
                connection.execute(update(events).where(events.c.id == each.id).values(row))
            _set_lock(connection, lock)
    return _finish(location, passphrase, author, device, len(found))


def change_passphrase(location: str | Path, old: str | None, new: str, *, author: str, device: str) -> Relocked:
    """Put another passphrase on an encrypted workspace; backups that the old one opens are erased.

    The key that encrypts the data stays: whoever has an old copy of the workspace and the old passphrase has the key.

    Raises:
        InputError: There is no workspace, it is not encrypted, the old passphrase is wrong, or the new one is empty.
        StoreError: As `encrypt_workspace`.
    """
    with _opened(location, old, new, author, device, encrypted=True) as workspace:
        _back_up(workspace)
        with workspace.journal.writing() as connection:
            _set_lock(connection, change_lock(workspace.journal.lock(connection), old or "", new))
    return _finish(location, new, author, device, 0)


def _opened(location: str | Path, old: str | None, new: str, author: str, device: str, *, encrypted: bool) -> Workspace:
    """Open a workspace that is there, is (not) encrypted and whole, and may get this passphrase."""
    if not new:
        raise refusal("STORE-18", location)
    seen = look_at(location, thorough=False)
    if not seen.exists:
        raise refusal("STORE-07", location)
    if not seen.problems and seen.encrypted != encrypted:
        raise refusal("STORE-17" if seen.encrypted else "STORE-19", location)
    workspace = open_workspace(location, author=author, device=device, passphrase=old)
    damage = [each for each in workspace.check() if not each.warning]
    if damage:
        workspace.close()
        raise StoreError(damage[0])
    return workspace


def _back_up(workspace: Workspace) -> Path:
    return migrating.back_up(workspace.database, Path(workspace.location) / BACKUPS)


def _set_lock(connection: Connection, lock: str) -> None:
    connection.execute(update(workspaces).where(workspaces.c.own).values(lock=lock))


def _with_sealed_file(event: Event, plain: EvidenceFiles, sealed: EvidenceFiles) -> Event:
    """Return the event naming the encrypted copy of its file, which is on the disk by then."""
    kept: dict[str, Any] | None = event.payload["file"] if event.kind in FILE_KINDS else None
    if kept is None:
        return event
    file = EvidenceFile(**kept)
    copy = sealed.keep_copy(file, plain.read(file))
    return replace(event, payload={**event.payload, "file": asdict(copy)})


def _finish(location: str | Path, passphrase: str, author: str, device: str, n_events: int) -> Relocked:
    """Open it the new way, read everything, and erase what the old way left."""
    with open_workspace(location, author=author, device=device, passphrase=passphrase, tidy=False) as workspace:
        damage = [each for each in workspace.check() if not each.warning]
        if damage:
            raise StoreError(damage[0])
        n_files, n_backups = leftovers.erase(workspace)
        inbox = Path(workspace.location) / INBOX
        n_inbox = sum(path.is_file() for path in inbox.rglob("*"))
        return Relocked(n_events, n_files, n_backups, n_inbox)
