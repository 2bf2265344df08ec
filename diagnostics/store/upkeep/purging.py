"""Erasing a firm: its events, its evidence, the backups that hold it. A tombstone with counts remains.

First the journal, in one transaction; then the files. What a crash leaves behind is named in the tombstone and erased
at the next opening.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete

from diagnostics.store.facts.reading import WorkspaceReader
from diagnostics.store.journal.events import FILE_KINDS, TOMBSTONE, Draft, Event
from diagnostics.store.journal.migrating import BACKUP_PATTERN, backup_moment
from diagnostics.store.journal.problems import failure, refusal
from diagnostics.store.journal.schema import events
from diagnostics.words.catalogue import system_reason
from diagnostics.words.clock import china_day


@dataclass(frozen=True)
class Purged:
    """The erased things of a purge: events, evidence files, backups."""

    n_events: int
    n_files: int
    n_backups: int


def purge(workspace: WorkspaceReader, code: str, reason: str) -> Purged:
    """Erase a firm; raises InputError for an unknown firm or an empty reason."""
    journal = workspace.journal
    with journal.writing() as connection:
        found = journal.events(code, connection=connection)
        if not any(each.kind == "firm_registered" for each in found):
            raise refusal("STORE-20", workspace.location, firm=code, near="")
        if not reason.strip():
            raise refusal("STORE-30", workspace.location)
        n_files = erase_events(workspace, connection, code, reason)
    n_backups = finish(workspace)
    return Purged(len(found), n_files, n_backups)


def erase_events(workspace: WorkspaceReader, connection: Connection, code: str, reason: str) -> int:
    """Erase the events of a firm and leave a tombstone, in the transaction of the caller, who calls `finish` after it.

    Returns how many files no other firm needs; the tombstone names them until they are gone.
    """
    journal = workspace.journal
    found = journal.events(code, connection=connection)
    shared = {name for event in journal.events(connection=connection) if event.firm != code for name in _files(event)}
    files = sorted({name for each in found for name in _files(each)} - shared)
    connection.execute(delete(events).where(events.c.firm == journal.seal.name(code)))
    journal.append(connection, Draft(tombstone_of(code), "purged", _counts(found, reason, files)))
    return len(files)


def finish(workspace: WorkspaceReader) -> int:
    """Erase what purges, also interrupted ones, left to erase; returns the number of backups erased."""
    tombstones = workspace.events(kinds=("purged",))
    if not tombstones:
        return 0
    left = {name for tombstone in tombstones for name in tombstone.payload["files"]}
    left = {name for name in left if workspace.files.has(name)}
    if left:  # the same file may have come in again since
        used = {name for event in workspace.events(kinds=FILE_KINDS) for name in _files(event)}
        for name in sorted(left - used):
            workspace.files.remove(name)
    newest = max(tombstone.recorded_at for tombstone in tombstones)
    backups = Path(workspace.location) / "backups"
    old = [path for path in backups.glob(BACKUP_PATTERN) if (made := backup_moment(path)) and made < newest]
    for each in old:
        try:
            each.unlink(missing_ok=True)
        except OSError as error:
            raise failure("STORE-14", each, detail=system_reason(error)) from error
    return len(old)


def tombstone_of(code: str) -> str:
    """Return the name under which a purged firm is remembered, the same in every workspace.

    Whoever knows the code can recognise it (so that a bundle does not bring the firm back); nobody can read it off.
    """
    return f"{TOMBSTONE}{hashlib.sha256(code.encode()).hexdigest()[:32]}"


def _counts(found: Sequence[Event], reason: str, files: list[str]) -> dict[str, Any]:
    """Numbers, and which registrations were erased: nothing that was said, nobody's name."""
    facts = {(each.payload["subject"], each.payload["fact"]) for each in found if each.kind == "testimony"}
    days = [china_day(each.recorded_at).isoformat() for each in found]
    return {
        "reason": reason,
        "kinds": dict(sorted(Counter(each.kind for each in found).items())),
        "n_facts": len(facts),
        "n_assessments": len({each.assessment for each in found if each.assessment}),
        "first_day": min(days),
        "last_day": max(days),
        "files": files,
        "registered": [each.id for each in found if each.kind == "firm_registered"],
    }


def _files(event: Event) -> tuple[str, ...]:
    """Return the name of the file that an event keeps."""
    file = event.payload["file"] if event.kind in FILE_KINDS else None
    return (file["name"],) if file else ()
