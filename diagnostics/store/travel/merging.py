"""Merging a bundle: the union of the events by id. All of it in one transaction, or nothing.

The result depends on the set of events alone, so that any order and any repetition of imports gives the same. What a
workspace has purged does not come back; a tombstone in a bundle erases the firm here too, if the caller agrees.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from diagnostics.store.facts.derive import assessments_of, derive
from diagnostics.store.facts.echoes import as_one_history
from diagnostics.store.facts.heads import forks
from diagnostics.store.facts.issuing import issues_in
from diagnostics.store.facts.process import steps_of
from diagnostics.store.journal.events import Event
from diagnostics.store.journal.problems import refusal
from diagnostics.store.journal.schema import events, workspaces
from diagnostics.store.travel.bundle import FILE, Bundle, event_to_json, file_of, with_file_name
from diagnostics.store.travel.bundle_file import read_records
from diagnostics.store.upkeep import purging
from diagnostics.store.upkeep.purging import tombstone_of
from diagnostics.store.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class Merged:
    """The result of a merge: events added and known before; firms new, changed, erased, left out as purged here."""

    n_new: int
    n_known: int
    new_firms: tuple[str, ...]
    changed_firms: tuple[str, ...]
    erased_firms: tuple[str, ...]
    left_out: tuple[str, ...]


def merge_bundle(
    workspace: Workspace, bundle: Bundle, passphrase: str, *, erase: bool = False, dry_run: bool = False
) -> Merged:
    """Take the events of a bundle into the workspace.

    Args:
        workspace: opened to write.
        bundle: what `read_bundle` returned.
        passphrase: of the bundle; its files are read a second time, one by one.
        erase: tombstones in the bundle may erase firms that are here.
        dry_run: only say what would happen.

    Raises:
        InputError: The bundle contradicts the workspace (an event with another content, a copied workspace that went
            on in two places), cannot be understood, or would erase firms without `erase`.
        StoreError: Disk full, busy, not writable.
    """
    _check_itself(bundle)
    if not dry_run:
        _keep_files(workspace, bundle, passphrase)
    with workspace.journal.writing() as connection:
        here = workspace.journal.events(connection=connection)
        plan = _Plan(bundle, here)
        if plan.erased and not erase and not dry_run:
            raise refusal("BUNDLE-10", bundle.path, n=len(plan.erased), firms="、".join(plan.erased))
        if not dry_run:
            _write(workspace, connection, plan)
    if plan.erased and not dry_run:
        purging.finish(workspace)
    return plan.merged()


class _Plan:
    """The writes of a merge, decided on the present data inside the transaction."""

    def __init__(self, bundle: Bundle, here: Sequence[Event]) -> None:
        self.bundle = bundle
        known = {each.id: each for each in here}
        places = {each.order: each.id for each in here}
        for event in bundle.events:
            if event.id in known and event_to_json(known[event.id]) != event_to_json(event):
                raise refusal("BUNDLE-06", bundle.path, id=event.id)
            if places.get(event.order, event.id) != event.id:
                raise refusal("BUNDLE-09", bundle.path, workspace=event.workspace)
        gone = _gone([*here, *bundle.events])
        here_firms = {each.firm for each in here if each.kind != "purged"}
        self.erased = tuple(sorted(firm for firm in here_firms if gone(firm)))
        new = [event for event in bundle.events if event.id not in known]
        self.left_out = tuple(sorted({each.firm for each in new if gone(each.firm)}))
        self.new = [each for each in new if not gone(each.firm)]
        self.n_known = len(bundle.events) - len(new)
        told = dict.fromkeys(each.firm for each in self.new if each.kind != "purged")
        self.new_firms = tuple(each for each in told if each not in here_firms)
        self.changed = tuple(each for each in told if each in here_firms)

    def merged(self) -> Merged:
        return Merged(
            n_new=len(self.new),
            n_known=self.n_known,
            new_firms=self.new_firms,
            changed_firms=self.changed,
            erased_firms=self.erased,
            left_out=self.left_out,
        )


class _gone:  # reads as the question it answers
    """Whether a firm was purged somewhere and not registered anew after that.

    A tombstone names the registrations that it erased, so that a wrong clock neither brings a firm back nor keeps a
    new registration out; only between workspaces that never met does the time decide.
    """

    def __init__(self, found: Iterable[Event]) -> None:
        self.purged: dict[str, list[Event]] = {}
        self.registered: dict[str, list[Event]] = {}
        for each in found:
            if each.kind in {"purged", "firm_registered"}:
                (self.purged if each.kind == "purged" else self.registered).setdefault(each.firm, []).append(each)

    def __call__(self, firm: str) -> bool:
        tombstones = self.purged.get(tombstone_of(firm), ())
        known = self.registered.get(firm, ())
        return bool(tombstones) and all(any(_covers(stone, each) for stone in tombstones) for each in known)


def _covers(tombstone: Event, registration: Event) -> bool:
    if registration.id in tombstone.payload.get("registered", ()):
        return True
    if registration.workspace == tombstone.workspace:
        return registration.counter < tombstone.counter
    return registration.recorded_at <= tombstone.recorded_at


def _check_itself(bundle: Bundle) -> None:
    places: dict[tuple[int, str], str] = {}
    ids: dict[str, Event] = {}
    for event in bundle.events:
        if ids.setdefault(event.id, event) is not event:
            raise refusal("BUNDLE-04", bundle.path, detail=event.id)
        if places.setdefault(event.order, event.id) != event.id:
            raise refusal("BUNDLE-04", bundle.path, detail=event.id)


def _keep_files(workspace: Workspace, bundle: Bundle, passphrase: str) -> None:
    """Put the files on the disk before any event names them; a file that is here already is not written again."""
    gone = _gone([*workspace.events(kinds=("purged", "firm_registered")), *bundle.events])
    files = (file_of(event) for event in bundle.events if not gone(event.firm))
    wanted = {each.sha256: each for each in files if each is not None}
    if not wanted or not bundle.files:
        return
    for kind, content in read_records(bundle.path, passphrase):
        if kind == FILE and (file := wanted.get(hashlib.sha256(content).hexdigest())):
            workspace.files.keep_copy(file, content)


def _write(workspace: Workspace, connection: Connection, plan: _Plan) -> None:
    journal = workspace.journal
    for firm in plan.erased:
        purging.erase_events(workspace, connection, firm, "")
    _note_workspaces(connection, plan.new)
    for each in plan.new:
        file = file_of(each)
        named = with_file_name(each, workspace.files.name_of(file)) if file else each
        connection.execute(insert(events).values(journal.row_of(named)))
    highest = max((each.counter for each in plan.new), default=0)
    own = workspaces.c.id == journal.workspace
    connection.execute(update(workspaces).where(own, workspaces.c.counter < highest).values(counter=highest))
    for firm in (*plan.new_firms, *plan.changed):
        found = journal.events(firm, connection=connection)
        try:
            _understand(firm, found)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, ArithmeticError) as error:
            raise refusal("BUNDLE-04", plan.bundle.path, detail=f"{type(error).__name__} {error}") from error


def _understand(firm: str, found: Sequence[Event]) -> None:
    """Derive everything that anybody derives from the events of a firm; what cannot be read later is refused now."""
    if not any(each.kind == "firm_registered" for each in found):
        raise ValueError(firm)
    forks(as_one_history(found))
    for name in (None, *(assessment.id for assessment in assessments_of(found))):
        derive(found, assessment=name).to_answers()
    steps_of(found)
    issues_in(found)


def _note_workspaces(connection: Connection, new: Sequence[Event]) -> None:
    known = {row.id: row.counter for row in connection.execute(select(workspaces.c.id, workspaces.c.counter))}
    highest: dict[str, Event] = {}
    for each in new:
        if each.workspace not in highest or each.counter > highest[each.workspace].counter:
            highest[each.workspace] = each
    for name, each in highest.items():
        if name not in known:
            begun = event_to_json(each)["recorded_at"]
            values = {"id": name, "created_at": begun, "own": False, "counter": each.counter, "lock": ""}
            connection.execute(insert(workspaces).values(values))
        elif known[name] < each.counter:
            connection.execute(update(workspaces).where(workspaces.c.id == name).values(counter=each.counter))
