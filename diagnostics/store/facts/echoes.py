"""The same file taken in on two laptops: rows and findings that came in twice count once.

A bundle brings both events; neither workspace knew of the other's, and both say the same from a file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from diagnostics.store.facts.citing import with_distinct_evidence
from diagnostics.store.facts.heads import strangers
from diagnostics.store.facts.renaming import with_new_ids
from diagnostics.store.journal.events import Event


def as_one_history(events: Sequence[Event]) -> Sequence[Event]:
    """Return the events of one firm as if one workspace had recorded them: today's ids, everything once."""
    return without_echoes(with_distinct_evidence(with_new_ids(events)))


def without_echoes(events: Sequence[Event]) -> Sequence[Event]:
    """Return the events of one firm with what was recorded twice in it once; what refers to an echo means the first.

    Only rows with a source (a file or a list) and findings can be echoes, and only of a workspace that had not got the
    first one: whoever enters a row twice knowingly means two.
    """
    if len({event.workspace for event in events}) < 2:
        return events
    same = _echoes(events)
    return [_meaning(event, same) for event in events if event.id not in same] if same else events


def _echoes(events: Sequence[Event]) -> dict[str, str]:
    """Return event that repeats → event that it repeats."""
    groups: dict[str, dict[str, list[Event]]] = {}
    for event in events:
        if (content := _content(event)) is not None:
            groups.setdefault(content, {}).setdefault(event.workspace, []).append(event)
    same: dict[str, str] = {}
    for by_workspace in groups.values():
        kept: list[Event] = []
        for said in by_workspace.values() if len(by_workspace) > 1 else ():
            fresh = []
            for number, each in enumerate(said):
                if number < len(kept) and strangers(kept[number], each):
                    same[each.id] = kept[number].id
                else:
                    fresh.append(each)
            kept += fresh
    return same


def _content(event: Event) -> str | None:
    """Return what an event that may be an echo says, comparable; None for all others.

    The evidence is left out: two workspaces number it each in its own way. So is the name of the file: chat programs
    rename what arrives twice.
    """
    data: Any
    if event.kind == "row_added" and event.payload.get("source"):
        data = {key: event.payload[key] for key in ("table", "values", "subject")}
    elif event.kind == "finding_added":
        data = {key: value for key, value in event.payload["now"].items() if key != "evidence"}
    else:
        return None
    return json.dumps([event.assessment, event.kind, data], ensure_ascii=False, sort_keys=True)


def _meaning(event: Event, same: Mapping[str, str]) -> Event:
    meant = {key: same[event.payload[key]] for key in ("row", "finding") if event.payload.get(key) in same}
    return replace(event, payload={**event.payload, **meant}) if meant else event
