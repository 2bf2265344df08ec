"""The firms of a workspace, each on one line: what a list shows and where a name leads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from diagnostics.store.journal.events import LISTED, Event
from diagnostics.store.journal.journal import Journal
from diagnostics.store.journal.problems import refusal
from diagnostics.words.catalogue import near_miss

_REMARK = re.compile(r"[（(][^（）()]*[）)]$")  # 示例一号（虚构）


@dataclass(frozen=True, kw_only=True)
class FirmRecord:
    """A registered firm: how far its assessments are, how much was recorded, how long its data may be kept.

    `listed` is what lists say beside the facts: `stage`, `industry_code`, `provider`.
    """

    code: str
    name: str
    fictitious: bool
    registered_at: datetime
    assessments: tuple[str, ...]
    n_answered: int
    n_evidence: int
    n_findings: int
    last_event_at: datetime
    retain_until: date | None
    listed: Mapping[str, str] = field(default_factory=dict)


def firms(journal: Journal, known_at: date | datetime | None = None) -> tuple[FirmRecord, ...]:
    """Return the firms registered and not purged, in the order of registration."""
    by_firm: dict[str, list[Event]] = {}
    for event in journal.events(known_at=known_at):
        by_firm.setdefault(event.firm, []).append(event)
    registered = (found for found in by_firm.values() if any(each.kind == "firm_registered" for each in found))
    records = [_record(found) for found in registered]
    return tuple(sorted(records, key=lambda each: each.registered_at))


def find_firm(known: Sequence[FirmRecord], text: str, place: str, *, whole: bool = False) -> FirmRecord:
    """Return the firm that a person means: by code, by name, else the only one whose name contains the text.

    `whole`: a part of a name is not enough, but for what stands in brackets at its end. The name of a firm that is not
    here may be a part of one that is.
    """
    code, name = text.replace(" ", "").upper(), text.strip()
    for found in (
        [each for each in known if each.code.upper() == code],
        [each for each in known if each.name == name],
        [each for each in known if name and _REMARK.sub("", each.name) == name],
        [each for each in known if name and not whole and name in each.name],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            listed = "、".join(f"{each.name}（{each.code}）" for each in found[:5])
            raise refusal("STORE-22", place, firm=name, known=listed)
    raise refusal("STORE-20", place, firm=name, near=near_miss(name, [each.name for each in known], part=True))


def _record(events: Sequence[Event]) -> FirmRecord:
    start = next(event for event in events if event.kind == "firm_registered")
    about: dict[str, Any] = {}
    for event in events:
        if event.kind in {"firm_registered", "firm_changed"}:
            about.update(event.payload)
    consents = [event.payload["retain_until"] for event in events if event.kind == "consent"]
    until = next((consent for consent in reversed(consents) if consent), None)
    answered = {(each.payload["subject"], each.payload["fact"]) for each in _answered(events)}
    return FirmRecord(
        code=start.firm,
        name=about["name"],
        fictitious=about.get("fictitious", False),
        registered_at=start.recorded_at,
        assessments=tuple(dict.fromkeys(event.assessment for event in events if event.kind == "assessment_opened")),
        n_answered=len(answered),
        n_evidence=_n(events, "evidence_added"),
        n_findings=_n(events, "finding_added"),
        last_event_at=max(event.recorded_at for event in events),
        retain_until=date.fromisoformat(until) if until else None,
        listed={name: about[name] for name in LISTED if name in about},
    )


def _answered(events: Sequence[Event]) -> list[Event]:
    """Return what was answered in an assessment; what lists say is no answer."""
    return [event for event in events if event.kind == "testimony" and event.assessment]


def _n(events: Sequence[Event], kind: str) -> int:
    return sum(event.kind == kind for event in events)
