"""Evidence ids that two workspaces gave independently: ev01 here and ev01 there are two things.

The first in the order of the journal keeps its id, the others get one of their own. Whoever cites meant what they saw:
their own evidence, or that which their event names under `cited` (id as shown → event that added it).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from diagnostics.store.journal.events import Event


def with_distinct_evidence(events: Sequence[Event]) -> Sequence[Event]:
    """Return the events of one firm with evidence ids that are unique, everywhere they are added or cited."""
    shown = shown_ids(events)
    added = [each for each in events if each.kind == "evidence_added"]
    if len({each.payload["id"] for each in added}) == len(added) and not any("cited" in e.payload for e in events):
        return events
    own = {(each.workspace, each.payload["id"]): each.id for each in reversed(added)}
    first = {each.payload["id"]: each.id for each in reversed(added)}

    def named(event: Event, evidence: str) -> str:
        meant = event.payload.get("cited", {}).get(evidence) or own.get((event.workspace, evidence))
        return shown.get(meant or first.get(evidence, ""), evidence)

    return [_renamed(each, shown, named) for each in events]


def shown_ids(events: Iterable[Event]) -> dict[str, str]:
    """Return event that added an evidence → id under which it is shown. The same evidence recorded twice is one."""
    shown: dict[str, str] = {}
    taken: dict[str, Any] = {}
    for event in events:
        if event.kind != "evidence_added":
            continue
        name, content = event.payload["id"], _content(event.payload)
        if taken.setdefault(name, content) != content:
            name = f"{name}-{event.id[-6:]}"
            taken[name] = content
        shown[event.id] = name
    return shown


def citations(payload: Mapping[str, Any]) -> set[str]:
    """Return the evidence ids that a payload cites."""
    found: set[str] = set()
    for part in (payload, payload.get("answer"), payload.get("now")):
        if isinstance(part, Mapping) and isinstance(part.get("evidence"), list):
            found.update(part["evidence"])
    return found


def cited_abroad(payload: Mapping[str, Any], events: Iterable[Event], workspace: str) -> dict[str, str]:
    """Return the citations that need more than the id to be understood: id as shown → event that added it."""
    wanted = citations(payload)
    if not wanted:
        return {}
    found = list(events)
    by_id = {each.id: each for each in found}
    meant = {name: event for event, name in reversed(shown_ids(found).items()) if name in wanted}
    return {
        name: event
        for name, event in sorted(meant.items())
        if by_id[event].workspace != workspace or by_id[event].payload["id"] != name
    }


def _renamed(event: Event, shown: Mapping[str, str], named: Any) -> Event:
    payload = dict(event.payload)
    if event.kind == "evidence_added":
        return replace(event, payload={**payload, "id": shown[event.id]})
    if not citations(payload):
        return event
    if isinstance(payload.get("evidence"), list):
        payload["evidence"] = [named(event, each) for each in payload["evidence"]]
    for part in ("answer", "now"):
        inner = payload.get(part)
        if isinstance(inner, Mapping) and isinstance(inner.get("evidence"), list):
            payload[part] = {**inner, "evidence": [named(event, each) for each in inner["evidence"]]}
    return replace(event, payload=payload)


def _content(payload: Mapping[str, Any]) -> Any:
    """Return what tells one piece of evidence from another; a file is known by its content, wherever it is kept."""
    file = payload.get("file")
    same = {key: value for key, value in payload.items() if key not in {"file", "seen", "cited"}}
    return {**same, "file": file and file["sha256"]}
