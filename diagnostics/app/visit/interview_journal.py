"""The workspace as the journal of an interview: one firm, its latest assessment, every word on the disk at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.evidence.assigning import ProofTarget
from diagnostics.interview.screen.ports import KeptLine, ListedFinding, StandingAnswer
from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer, AnswerValue, Evidence, Finding, FirmAnswers, Subject
from diagnostics.store import FirmFacts, Workspace

if TYPE_CHECKING:
    from diagnostics.evidence.photos import Photo


class WorkspaceJournal:
    """Implements `interview.ports.Journal`; what was read is remembered until something is written."""

    def __init__(self, workspace: Workspace, code: str, author: str, today: date) -> None:
        self.workspace = workspace
        self.code = code
        self.author = author
        self.today = today
        self._facts: FirmFacts | None = None
        self._answers: FirmAnswers | None = None
        self._unfinished: set[str] | None = None
        before = workspace.suggestions(code)
        self._before = None if before is None else before.to_answers()

    @property
    def facts(self) -> FirmFacts:
        """Everything known of the firm in its latest assessment."""
        if self._facts is None:
            self._facts = self.workspace.facts(self.code)
        return self._facts

    def _written(self) -> None:
        self._facts = self._answers = self._unfinished = None

    # ---- reading ----

    def answers(self) -> FirmAnswers:
        """Return everything that counts."""
        if self._answers is None:
            self._answers = self.facts.to_answers(self.workspace.location)
        return self._answers

    def unfinished(self) -> set[str]:
        """Return the tables with rows typed in an interview that nobody has called complete since."""
        if self._unfinished is None:
            self._unfinished = self._tables_under_way()
        return self._unfinished

    def _tables_under_way(self) -> set[str]:
        found: set[str] = set()
        for event in self.workspace.events(self.code, kinds=("row_added", "table_confirmed")):
            if event.kind == "table_confirmed" or event.payload.get("source"):
                found.discard(event.payload["table"])
            else:
                found.add(event.payload["table"])
        return found

    def suggestions(self) -> FirmAnswers | None:
        """Return what the assessment before found."""
        return self._before

    def said(self, fact: str, subject: str) -> Sequence[StandingAnswer]:
        """Return what people said about a fact, as far as it stands."""
        found = self.facts.testimonies.get((subject, fact), ())
        return [StandingAnswer(each.event, each.answer) for each in found if each.standing == "live"]

    def lines(self, table: str) -> Sequence[KeptLine]:
        """Return the rows of a table."""
        return [KeptLine(each.id, each.row) for each in self.facts.rows.get(table, ())]

    def findings(self) -> Sequence[ListedFinding]:
        """Return the findings with their ids."""
        return [ListedFinding(finding.id, finding.finding) for finding in self.facts.findings]

    def originals(self) -> set[str]:
        """Return the hashes of the photos that evidence was made from."""
        return {file.original_sha256 for file in self.facts.files.values() if file.original_sha256}

    def declared(self) -> bool:
        """Whether anybody has said which sites and workshops there are."""
        changes = self.workspace.events(self.code, kinds=("firm_changed",))
        return any(change.payload.get("subjects") is not None for change in changes)

    def mode(self) -> str:
        """Return the mode of the visit."""
        return self.facts.visit_mode

    def consented(self) -> bool | None:
        """Whether the firm agreed; a refusal is asked about again next time."""
        return True if self.facts.consent is not None and self.facts.consent.given else None

    # ---- writing ----

    def testify(self, fact: str, answer: Answer, subject: str) -> None:
        """Record what somebody answered."""
        self.workspace.testify(self.code, fact, answer, subject=subject)
        self._written()

    def tap(self, card: str, rung: str, suggested: Mapping[str, AnswerValue], by: str) -> None:
        """Record a tap on a topic card and what it suggested."""
        self.workspace.tap_card(self.code, card, rung, suggested, by=by)
        self._written()

    def adjudicate(self, fact: str, said: str, reason: str, subject: str) -> None:
        """Decide who is right."""
        self.workspace.adjudicate(self.code, fact, said, reason=reason, subject=subject)
        self._written()

    def postpone(self, fact: str, ask: str, note: str) -> None:
        """Leave a question for later."""
        self.workspace.postpone(self.code, fact, ask=ask, note=note)
        self._written()

    def add_row(self, table: str, values: Mapping[str, AnswerValue], subject: str, evidence: Sequence[str]) -> None:
        """Add a row."""
        self.workspace.add_row(self.code, table, values, subject=subject, evidence=tuple(evidence))
        self._written()

    def change_row(
        self, table: str, line: str, values: Mapping[str, AnswerValue], evidence: Sequence[str] | None = None
    ) -> None:
        """Change fields of a row, or what proves it."""
        self.workspace.change_row(self.code, table, line, values, evidence=evidence)
        self._written()

    def remove_row(self, table: str, line: str) -> None:
        """Take a row out."""
        self.workspace.remove_row(self.code, table, line)
        self._written()

    def confirm_table(self, table: str) -> None:
        """Record that a table is complete."""
        self.workspace.confirm_table(self.code, table)
        self._written()

    def add_evidence(self, kind: str, grade: Grade, number: str, file: Path | None) -> Evidence:
        """Record evidence seen by the author today; a photo is kept as a copy without position and owner.

        Raises:
            InputError: The file has the name of a photo but is no picture, or is damaged; nothing is recorded.
        """
        from diagnostics.evidence.photos import SUFFIXES, read_photo

        if file is not None and file.suffix.lower() in SUFFIXES:
            return self.keep_photo(kind, grade, read_photo(file), self.today, number)
        found = self.workspace.add_evidence(
            self.code, kind, grade, file=file, number=number, by=self.author, date=self.today
        )
        self._written()
        return found

    def keep_photo(self, kind: str, grade: Grade, photo: Photo, on: date, number: str = "") -> Evidence:
        """Record the harmless copy of a photo, with the hash of the original."""
        from diagnostics.evidence.photos import kept_copy

        with kept_copy(photo) as copy:
            found = self.workspace.add_evidence(
                self.code, kind, grade, file=copy, number=number, by=self.author, date=on, original_sha256=photo.sha256
            )
        self._written()
        return found

    def withdraw_evidence(self, evidence: str, reason: str) -> None:
        """Take evidence back by a correction; whatever cites it rests on it no longer."""
        added = self.workspace.events(self.code, kinds=("evidence_added",))
        event = next(each for each in reversed(added) if each.payload["id"] == evidence)
        self.workspace.correct(self.code, event.id, reason=reason)
        self._written()

    def cite(self, target: ProofTarget, evidence: str) -> None:
        """Let an answer, a row (its table is the subject of the target) or a finding cite one more evidence."""
        if target.kind == "fact":
            answer = self.answers().answers[target.subject, target.id]
            cited = replace(answer, evidence=tuple(dict.fromkeys((*answer.evidence, evidence))))
            self.workspace.testify(self.code, target.id, cited, subject=target.subject)
        elif target.kind == "row":
            row = next(line.row for line in self.lines(target.subject) if line.id == target.id)
            self.change_row(target.subject, target.id, {}, tuple(dict.fromkeys((*row.evidence, evidence))))
        elif target.kind == "finding":
            finding = next(each.finding for each in self.findings() if each.id == target.id)
            now = replace(finding, evidence=tuple(dict.fromkeys((*finding.evidence, evidence))))
            self.workspace.change_finding(self.code, target.id, now)
        self._written()

    def change_finding(self, finding: str, now: Finding) -> None:
        """Say a finding anew."""
        self.workspace.change_finding(self.code, finding, now)
        self._written()

    def add_finding(self, finding: Finding) -> None:
        """Record a finding."""
        self.workspace.add_finding(self.code, finding)
        self._written()

    def declare(self, subjects: Sequence[Subject]) -> None:
        """Record all sites and workshops."""
        self.workspace.change_firm(self.code, subjects=subjects)
        self._written()

    def set_mode(self, mode: str, reason: str) -> None:
        """Record the mode of the visit."""
        self.workspace.set_visit_mode(self.code, mode, reason=reason)
        self._written()

    def record_consent(self, given: bool, by: str, text: str, retain_until: date) -> None:
        """Record what the firm agreed to."""
        self.workspace.record_consent(self.code, given, by=by, text=text, retain_until=retain_until if given else None)
        self._written()
