"""A journal that went on in a copy of the workspace, as a bundle: what was recorded there can come home.

The copy and the workspace have one id and one beginning; after that both counted on. What the copy recorded since is
read as that of a workspace of its own, which knew everything up to where they parted. So nothing is overwritten, and
what the two say differently is a difference like any other. The new id follows from the first event that is not here:
the same copy read again gives the same events.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.store.journal import migrating
from diagnostics.store.journal.events import Event
from diagnostics.store.journal.journal import Journal
from diagnostics.store.journal.problems import failure, refusal
from diagnostics.store.journal.schema import SCHEMA
from diagnostics.store.journal.sealing import NoSeal
from diagnostics.store.journal.sqlite import SqliteDatabase
from diagnostics.store.travel.bundle import Bundle
from diagnostics.store.upkeep.opening import own_workspace

if TYPE_CHECKING:
    from diagnostics.store.workspace import Workspace


def read_copied_journal(workspace: Workspace, path: Path) -> Bundle:
    """Return what a copy of a journal holds, ready to be merged; evidence files lie in the folder of both.

    Raises:
        InputError: It is locked by another passphrase.
        StoreError: It is damaged, newer, or of another program.
    """
    database = SqliteDatabase(path, read_only=True)
    try:
        schema = database.schema()
        if schema > SCHEMA:
            raise failure("STORE-06", path, theirs=schema, ours=SCHEMA)
        if damage := database.check(quick=True):
            raise failure("STORE-04", path, detail=damage[0])
        if schema < SCHEMA:
            database.show_upgraded(migrating.upgrade)
        with database.reading() as connection:
            own = own_workspace(connection)
        if own.lock and own.lock != workspace.journal.lock():
            raise refusal("BUNDLE-11", path)
        seal = workspace.journal.seal if own.lock else NoSeal()
        there = Journal(database, seal, own.id, "", "", str(path)).events()
    finally:
        database.close()
    return Bundle(
        path=path,
        workspace=own.id,
        deidentified=False,
        events=_parted(there, workspace.events(), workspace.id),
        files=frozenset(),
    )


def _parted(there: Sequence[Event], here: Sequence[Event], workspace: str) -> tuple[Event, ...]:
    """Return the events of a copy; those that the copy of this workspace went on with get a workspace of their own."""
    common = {each.id: each.counter for each in here if each.workspace == workspace}
    apart = [each for each in there if each.workspace == workspace and each.id not in common]
    if not apart:
        return tuple(there)
    parted = max((common[each.id] for each in there if each.id in common), default=0)
    name = str(uuid.uuid5(uuid.UUID(workspace), apart[0].id))
    known = {each.id for each in apart}
    return tuple(_as_of_its_own(each, name, workspace, parted) if each.id in known else each for each in there)


def _as_of_its_own(event: Event, name: str, workspace: str, parted: int) -> Event:
    return replace(event, workspace=name, payload={**event.payload, "seen": {**event.seen, workspace: parted}})
