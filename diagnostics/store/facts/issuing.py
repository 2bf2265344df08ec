"""Issued reports in the journal: number, version, frozen inputs, and the files as they were handed over.

An issue is one event with everything the report rests on, and one event per file; all of them or none. A correction is
another version of the same number; nothing is ever taken back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.firm.earlier import EarlierVisit, PlannedMeasure
from diagnostics.store.facts.firm_facts import EvidenceFile
from diagnostics.store.journal.events import Event
from diagnostics.store.journal.evidence import EvidenceFiles
from diagnostics.store.journal.values import from_json, to_json

if TYPE_CHECKING:
    from diagnostics.store.facts.reading import WorkspaceReader
    from diagnostics.store.journal.recording import Recording

TEMPLATE = "template"  # among the kept files: the client's DOCX as it was


@dataclass(frozen=True, kw_only=True)
class Frozen:
    """The basis of an issued report.

    Attributes:
        firm: everything that was known and counted.
        content: fingerprint of the content; `local` names its overlays.
        template: fingerprint of everything that shapes the paper.
        formats: keys of the files, in the order in which they were written.
        summary: levels, verdicts and sums, to tell what a correction changed.
        client: name of the client's DOCX that was filled, empty for the product's own layout; the file itself is kept
            beside the issued ones, under TEMPLATE.
        measures: of the plan that was handed over, so that a second visit can ask for them; None: the first releases
            did not keep them.
        earlier: the diagnosis that the report was made against; None on a first visit.
        photos: hash of the file of each photo, by its evidence.
    """

    firm: FirmAnswers
    as_of: date
    known_at: date
    report_date: date
    content: str
    local: tuple[str, ...] = ()
    template: str = ""
    formats: tuple[str, ...] = ()
    embed_font: bool = False
    summary: Mapping[str, str] = field(default_factory=dict)
    client: str = ""
    measures: tuple[PlannedMeasure, ...] | None = field(default=None, metadata={"brief": True})
    earlier: EarlierVisit | None = field(default=None, metadata={"brief": True})
    photos: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Issued:
    """One version of an issued report; the last version of a number is the one that counts."""

    number: str
    version: int
    frozen: Frozen
    reason: str
    author: str
    recorded_at: datetime
    files: Mapping[str, EvidenceFile] = field(default_factory=dict)


def number_of(code: str, assessment: str) -> str:
    """Return the number of a firm's report in an assessment; the same wherever it is issued."""
    return f"{code}-{assessment}"


def record_issue(
    record: Recording, kept: EvidenceFiles, frozen: Frozen, version: int, files: Mapping[str, bytes], reason: str = ""
) -> None:
    """Write an issue and its files; the files are on the disk before any event names them."""
    number = number_of(frozen.firm.code, record.assessment.id)
    head = {"number": number, "version": version}
    copies = {name: _keep(kept, name, data) for name, data in files.items()}
    record.append("report_issued", {**head, "reason": reason, "frozen": to_json(frozen)})
    for name, copy in copies.items():
        record.append("report_file", {**head, "format": name, "file": asdict(copy)})


def _keep(kept: EvidenceFiles, name: str, data: bytes) -> EvidenceFile:
    file = EvidenceFile(
        name="", sha256=hashlib.sha256(data).hexdigest(), size=len(data), original_name=f"report.{name}"
    )
    return kept.keep_copy(file, data)


def issued_reports(workspace: WorkspaceReader, code: str) -> list[Issued]:
    """Return every version of a firm's reports, the oldest first."""
    return issues_in(workspace.events(code, kinds=("report_issued", "report_file")))


def issues_in(events: Sequence[Event]) -> list[Issued]:
    """Return every version of the reports that these events of one firm are about, the oldest first."""
    files: dict[tuple[str, int, str], dict[str, EvidenceFile]] = {}
    for each in (one for one in events if one.kind == "report_file"):
        key = (each.payload["number"], each.payload["version"], each.workspace)
        files.setdefault(key, {})[each.payload["format"]] = EvidenceFile(**each.payload["file"])
    return [
        Issued(
            number=event.payload["number"],
            version=event.payload["version"],
            frozen=from_json(Frozen, event.payload["frozen"]),
            reason=event.payload["reason"],
            author=event.author,
            recorded_at=event.recorded_at,
            files=files.get((event.payload["number"], event.payload["version"], event.workspace), {}),
        )
        for event in events
        if event.kind == "report_issued"
    ]
