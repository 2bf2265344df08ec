"""Bundles: what travels between laptops and the bureau. All events of some firms with their files, in one sealed file.

Writing reads one state of the journal; reading gives events as they were recorded, whatever the seal of the workspace.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diagnostics.store.facts.firm_facts import EvidenceFile
from diagnostics.store.journal.events import FILE_KINDS, KINDS, TOMBSTONE, Event, moment_of, stamp_of
from diagnostics.store.journal.problems import refusal
from diagnostics.store.travel.bundle_file import BundleWriter, read_records

if TYPE_CHECKING:
    from diagnostics.store.facts.reading import WorkspaceReader

MANIFEST, EVENT, FILE = b"M", b"E", b"F"
_TEXTS = ("id", "workspace", "recorded_at", "author", "device", "firm", "kind", "assessment")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """A bundle that was read to its end and is whole; `files` are the hashes of the files in it."""

    path: Path
    workspace: str
    deidentified: bool
    events: tuple[Event, ...]
    files: frozenset[str]


@dataclass(frozen=True)
class Exported:
    """The contents of a written bundle."""

    n_firms: int
    n_events: int
    n_files: int


def export_bundle(workspace: WorkspaceReader, path: Path, passphrase: str, codes: Sequence[str] = ()) -> Exported:
    """Write the events and files of some firms (of all, with the tombstones, without any) into a bundle.

    Raises:
        InputError: No passphrase, no such firm, or there is a file of this name.
        StoreError: An evidence file is missing, or the bundle cannot be written.
    """
    found = workspace.events()
    known = {each.firm for each in found}
    for code in codes:
        if code not in known:
            raise refusal("STORE-20", workspace.location, firm=code, near="")
    wanted = [each for each in found if not codes or each.firm in codes or each.kind == "purged"]
    return write_bundle(path, passphrase, wanted, workspace.id, workspace)


def write_bundle(
    path: Path, passphrase: str, events: Sequence[Event], origin: str, source: WorkspaceReader | None
) -> Exported:
    """Write these events; the files they name are read from `source`, with None they carry none."""
    if not passphrase:
        raise refusal("STORE-18", path)
    if path.exists():
        raise refusal("BUNDLE-08", path)
    files = _files(events) if source else {}
    firms = {event.firm for event in events if event.kind != "purged"}
    told = {"workspace": origin, "n_events": len(events), "n_files": len(files), "deidentified": source is None}
    with BundleWriter(path, passphrase) as bundle:
        bundle.record(MANIFEST, _json(told))
        for event in events:
            bundle.record(EVENT, _json(event_to_json(event)))
        for file in files.values():
            bundle.record(FILE, source.files.read(file) if source else b"")
    return Exported(len(firms), len(events), len(files))


def read_bundle(path: Path, passphrase: str) -> Bundle:
    """Read a bundle to its end and check all of it; files are looked at and not kept in memory.

    Raises:
        InputError: It is no bundle, newer, damaged, cut off, incomplete, or the passphrase is wrong.
    """
    told: dict[str, Any] = {}
    events, files = [], set()
    for kind, content in read_records(path, passphrase):
        if kind == MANIFEST and not told:
            told = _parsed(path, content)
        elif kind == EVENT:
            events.append(_event(path, _parsed(path, content)))
        elif kind == FILE:
            files.add(hashlib.sha256(content).hexdigest())
        else:
            raise refusal("BUNDLE-04", path, detail=f"record {kind!r}")
    whole = (told.get("n_events"), told.get("n_files")) == (len(events), len(files))
    if not whole or not isinstance(told.get("workspace"), str) or type(told.get("deidentified")) is not bool:
        raise refusal("BUNDLE-04", path, detail="manifest")
    if not told["deidentified"] and set(_files(events)) - files:
        raise refusal("BUNDLE-04", path, detail="evidence")
    return Bundle(
        path=path,
        workspace=str(told["workspace"]),
        deidentified=bool(told["deidentified"]),
        events=tuple(events),
        files=frozenset(files),
    )


def event_to_json(event: Event) -> dict[str, Any]:
    """Return an event as it travels: the name of a file in one workspace means nothing in another."""
    payload = dict(event.payload)
    if event.kind in FILE_KINDS and payload["file"]:
        payload["file"] = {**payload["file"], "name": ""}
    if event.kind == "purged":
        payload["files"] = []
    return {
        **{name: getattr(event, name) for name in _TEXTS},
        "recorded_at": stamp_of(event.recorded_at),
        "counter": event.counter,
        "payload": payload,
    }


def with_file_name(event: Event, name: str) -> Event:
    """Return the event naming its file as it is kept here."""
    return replace(event, payload={**event.payload, "file": {**event.payload["file"], "name": name}})


def file_of(event: Event) -> EvidenceFile | None:
    """Return the file that an event names, or None."""
    kept: Mapping[str, Any] | None = event.payload["file"] if event.kind in FILE_KINDS else None
    return EvidenceFile(**kept) if kept else None


def _event(path: Path, data: dict[str, Any]) -> Event:
    try:
        if not all(isinstance(data[name], str) for name in _TEXTS) or not isinstance(data["payload"], dict):
            raise ValueError("event")
        if data["kind"] not in KINDS:
            raise refusal("BUNDLE-05", path, theirs=data["kind"], ours="—")
        whole = type(data["counter"]) is int and 0 < data["counter"] < 2**62
        if not whole or not all(_ID.fullmatch(data[name]) for name in ("id", "workspace")):
            raise ValueError("id")
        moment = moment_of(data["recorded_at"])
        if stamp_of(moment) != data["recorded_at"] or len(data["firm"]) > 80 or len(data["assessment"]) > 20:
            raise ValueError("event")
        if data["kind"] == "purged":
            # names of files mean nothing in another workspace, and there a purge may erase what stands under them
            data = {**data, "payload": {**data["payload"], "files": []}}
        event = Event(**{**data, "recorded_at": moment})
        _check_payload(event)
    except (ValueError, KeyError, TypeError) as error:
        raise refusal("BUNDLE-04", path, detail=f"event ({error})") from error
    return event


def _check_payload(event: Event) -> None:
    """Raise ValueError, KeyError or TypeError for what would do harm before anybody derives anything from it."""
    data = event.payload
    if event.kind in FILE_KINDS and (file := data["file"]) is not None:
        EvidenceFile(**file)
        if not _SHA256.fullmatch(file["sha256"]) or type(file["size"]) is not int:
            raise ValueError("file")
    if event.kind == "purged":
        if not all(isinstance(each, str) for each in data.get("registered", [])):
            raise ValueError("purged")
    elif event.firm.startswith(TOMBSTONE):
        raise ValueError("purged")
    known = data.get("seen", {})
    if not isinstance(known, dict) or not all(type(each) is int for each in known.values()):
        raise ValueError("seen")


def _files(events: Iterable[Event]) -> dict[str, EvidenceFile]:
    found = (file_of(event) for event in events)
    return {each.sha256: each for each in found if each is not None}


def _parsed(path: Path, content: bytes) -> dict[str, Any]:
    try:
        data = json.loads(content)
    except ValueError as error:
        raise refusal("BUNDLE-04", path, detail="JSON") from error
    if not isinstance(data, dict):
        raise refusal("BUNDLE-04", path, detail="JSON")
    return data


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
