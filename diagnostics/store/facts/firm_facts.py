"""The known facts of one firm in one assessment, as the workspace holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from diagnostics.model.firm.answers import (
    EXPLAINED,
    Answer,
    AnswerValue,
    Evidence,
    Finding,
    FirmAnswers,
    PutOff,
    Row,
    Subject,
)
from diagnostics.model.results.plans import PlanWishes
from diagnostics.store.facts.standing import (
    Adjudication,
    Conflict,
    Testimony,
)
from diagnostics.words.clock import china_day
from diagnostics.words.problems import Problem

Key = tuple[str, str]


@dataclass(frozen=True)
class Assessment:
    """One round for a firm: T0, then T1 and so on."""

    id: str
    opened_on: date


@dataclass(frozen=True, kw_only=True)
class KeptRow:
    """A row of a record table as it now stands; `id` is the event that added it, `changed` the last event about it."""

    id: str
    table: str
    row: Row
    source: str = ""
    author: str = ""
    changed: str = ""


@dataclass(frozen=True)
class KeptFinding:
    """A finding as it now stands; `id` is the event that added it, the rest is of the last word.

    `source`: the file that it came from; empty where a person noted it.
    """

    id: str
    finding: Finding
    author: str = ""
    recorded_at: datetime | None = None
    source: str = ""

    def signed(self) -> Finding:
        """Return the finding; a reason for a contradiction with who gave it and when, because a reviewer asks that."""
        if self.finding.kind != EXPLAINED:
            return self.finding
        day = china_day(self.recorded_at) if self.recorded_at else None
        return replace(self.finding, by=self.finding.by or self.author, date=self.finding.date or day)


@dataclass(frozen=True, kw_only=True)
class EvidenceFile:
    """A file kept as evidence: `name` below the folder `evidence`, sha256 of what was handed in, its own name and size.

    `original_sha256` is the hash of the file that this one was made from (a photo before downscaling).
    """

    name: str
    sha256: str
    size: int
    original_name: str = ""
    original_sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class Postponed:
    """A question left for later: of whom it will be asked."""

    subject: str
    fact: str
    ask: str
    note: str
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class Consent:
    """The consent of the firm, the person who gave it, the day until which its data may be kept."""

    given: bool
    by: str
    text: str
    retain_until: date | None
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class SignOff:
    """A sheet that was signed: which, by whom, the fingerprint printed on it, the scan as evidence."""

    event: str
    sheet: str
    fingerprint: str
    by: str
    evidence: tuple[str, ...]
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class Tap:
    """A tap on the ladder of a topic card and what it suggested; nothing of it counts by itself.

    `by`: who described the state of things, `author`: who tapped.
    """

    card: str
    rung: str
    suggested: Mapping[str, AnswerValue]
    by: str
    author: str
    recorded_at: datetime


@dataclass(frozen=True)
class Unfit:
    """Something on record that may not stand by the content at hand: of whom, of which fact or table, what is wrong."""

    subject: str
    item: str
    problem: Problem


@dataclass(frozen=True, kw_only=True)
class FirmFacts:
    """Everything that is known of one firm in one assessment.

    `answers` holds the answer that counts per (subject, fact), `testimonies` everything that was said. `rows` has a
    table as soon as it has a row or is confirmed. `files` has the file of every evidence that was kept as one. `unfit`:
    what is on record and may not stand by the content at hand; `answers` and `rows` are without it.
    """

    code: str
    name: str
    fictitious: bool
    subjects: tuple[Subject, ...]
    assessments: tuple[Assessment, ...]
    assessment: Assessment | None
    answers: Mapping[Key, Answer]
    testimonies: Mapping[Key, tuple[Testimony, ...]]
    decisions: Mapping[Key, Adjudication]
    conflicts: tuple[Conflict, ...]
    rows: Mapping[str, tuple[KeptRow, ...]]
    evidence: tuple[Evidence, ...]
    files: Mapping[str, EvidenceFile]
    findings: tuple[KeptFinding, ...]
    postponed: tuple[Postponed, ...]
    tailored: Mapping[str, str]
    visit: Mapping[str, str]
    visit_mode: str
    consent: Consent | None
    sign_offs: tuple[SignOff, ...]
    taps: tuple[Tap, ...] = ()
    plan: PlanWishes = field(default_factory=PlanWishes)
    unfit: tuple[Unfit, ...] = ()

    def to_answers(self, file: str = "") -> FirmAnswers:
        """Return the same as the model's `FirmAnswers`, ready for `diagnose`."""
        return FirmAnswers(
            code=self.code,
            name=self.name,
            subjects=self.subjects,
            answers=self.answers,
            rows={table: tuple(row.row for row in rows) for table, rows in self.rows.items()},
            tailored=self.tailored,
            evidence=self.evidence,
            findings=tuple(finding.signed() for finding in self.findings),
            visit=self.visit,
            plan=self.plan,
            file=file,
            fictitious=self.fictitious,
            put_off=tuple(
                PutOff(subject=each.subject, item=each.fact, ask=each.ask, note=each.note) for each in self.postponed
            ),
        )
