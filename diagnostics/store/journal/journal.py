"""The journal: events into the database and out of it again, in their order. Never changes an event."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from diagnostics.store.facts.citing import cited_abroad
from diagnostics.store.facts.heads import seen_in
from diagnostics.store.journal.database import Database
from diagnostics.store.journal.events import Draft, Event, Kind, end_of, moment_of, new_id, stamp_of
from diagnostics.store.journal.problems import failure
from diagnostics.store.journal.schema import events, workspaces
from diagnostics.store.journal.sealing import Seal
from diagnostics.words.clock import now

MOST_AUTHOR = 200


class Journal:
    """The events of one workspace, recorded by one author on one device."""

    def __init__(self, database: Database, seal: Seal, workspace: str, author: str, device: str, place: str) -> None:
        self.database = database
        self.seal = seal
        self.workspace = workspace
        self.author = author[:MOST_AUTHOR]
        self.device = device[:MOST_AUTHOR]
        self.place = place

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that only this process writes in.

        Raises:
            StoreError: Another process has encrypted the workspace since; nothing may be written in plain text now.
        """
        with self.database.writing() as connection:
            if bool(self.lock(connection)) != self.seal.secret:
                raise failure("STORE-16", self.place)
            yield connection

    def lock(self, connection: Connection | None = None) -> str:
        """Return the lock of the workspace as it is now; empty without encryption."""
        wanted = select(workspaces.c.lock).where(workspaces.c.id == self.workspace)
        (row,) = self._rows(wanted, connection)
        return str(row.lock)

    def append(self, connection: Connection, draft: Draft) -> Event:
        """Write one event; it is on the disk when the transaction of the caller ends."""
        event = Event(
            id=new_id(),
            workspace=self.workspace,
            counter=self._next_counter(connection),
            recorded_at=now(),
            author=self.author,
            device=self.device,
            firm=draft.firm,
            kind=draft.kind,
            assessment=draft.assessment,
            payload=self._with_origins(connection, draft),
        )
        connection.execute(insert(events).values(self.row_of(event)))
        return event

    def events(
        self,
        firm: str | None = None,
        *,
        kinds: Iterable[Kind] = (),
        known_at: date | datetime | None = None,
        connection: Connection | None = None,
    ) -> list[Event]:
        """Return events in their order: of a firm or of all, of some kinds or of all, known at a time or now."""
        wanted = _ordered(select(events))
        if firm is not None:
            wanted = wanted.where(events.c.firm == self.seal.name(firm))
        if kinds := tuple(kinds):
            wanted = wanted.where(events.c.kind.in_(kinds))
        if known_at is not None:
            wanted = wanted.where(events.c.recorded_at <= stamp_of(end_of(known_at)))
        return [self._from_row(row) for row in self._rows(wanted, connection)]

    def _with_origins(self, connection: Connection, draft: Draft) -> Mapping[str, Any]:
        """Add what this workspace knows of others (see `heads`, `citing`); nothing where it is the only one."""
        ours = events.c.firm == self.seal.name(draft.firm)
        theirs = select(events.c.id).where(ours, events.c.workspace != self.workspace)
        if connection.execute(theirs.limit(1)).first() is None:
            return draft.payload
        found = self.events(draft.firm, connection=connection)
        cited = cited_abroad(draft.payload, found, self.workspace)
        return {**draft.payload, "seen": seen_in(found, self.workspace), **({"cited": cited} if cited else {})}

    def _rows(self, wanted: Select[Any], connection: Connection | None) -> Sequence[Row[Any]]:
        if connection is not None:
            return connection.execute(wanted).all()
        with self.database.reading() as own:
            return own.execute(wanted).all()

    def _next_counter(self, connection: Connection) -> int:
        own = workspaces.c.id == self.workspace
        connection.execute(update(workspaces).where(own).values(counter=workspaces.c.counter + 1))
        return int(connection.execute(select(workspaces.c.counter).where(own)).scalar_one())

    # ---- one event --------------------------------------------------------------------------------------------------

    def row_of(self, event: Event) -> dict[str, Any]:
        """Return an event as it is stored; in an encrypted workspace the payload also holds who and which firm."""
        payload: Any = dict(event.payload)
        if self.seal.secret:
            payload = {"firm": event.firm, "author": event.author, "device": event.device, "payload": payload}
        text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return {
            "id": event.id,
            "workspace": event.workspace,
            "counter": event.counter,
            "recorded_at": stamp_of(event.recorded_at),
            "author": "" if self.seal.secret else event.author,
            "device": "" if self.seal.secret else event.device,
            "firm": self.seal.name(event.firm),
            "kind": event.kind,
            "assessment": event.assessment,
            "payload": self.seal.seal_text(text, _about(event.id, event.kind, event.assessment)),
        }

    def _from_row(self, row: Row[Any]) -> Event:
        try:
            payload = json.loads(self.seal.unseal_text(row.payload, _about(row.id, row.kind, row.assessment)))
        except ValueError as error:
            raise failure("STORE-04", self.place, detail=f"{row.kind} {row.id}") from error
        firm, author, device = row.firm, row.author, row.device
        if self.seal.secret:
            firm, author, device, payload = (payload[each] for each in ("firm", "author", "device", "payload"))
        moment = moment_of(row.recorded_at)
        return Event(
            id=row.id,
            workspace=row.workspace,
            counter=row.counter,
            recorded_at=moment,
            author=author,
            device=device,
            firm=firm,
            kind=row.kind,
            assessment=row.assessment,
            payload=payload,
        )


def unreadable_events(journal: Journal) -> Iterator[str]:
    """Yield the ids of events that cannot be read; every event is looked at by itself."""
    from diagnostics.store.journal.problems import StoreError

    with journal.database.reading() as connection:
        for row in connection.execute(_ordered(select(events))):
            try:
                journal._from_row(row)
            except StoreError:
                yield row.id


def _ordered(wanted: Select[Any]) -> Select[Any]:
    return wanted.order_by(events.c.counter, events.c.workspace)


def _about(name: str, kind: str, assessment: str) -> str:
    return f"{name} {kind} {assessment}"
