"""The workspace: what others call. Every method that writes is one transaction and returns after it is on the disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer, AnswerValue, Evidence, Finding, Row, Subject
from diagnostics.model.firm.subjects import FIRM, declared_subjects
from diagnostics.store.facts.firm_facts import Assessment
from diagnostics.store.facts.reading import WorkspaceReader
from diagnostics.store.facts.renaming import NewIds, ids_to_rename
from diagnostics.store.facts.twin_rows import Twins
from diagnostics.store.journal.events import Event, Kind
from diagnostics.store.journal.problems import refusal
from diagnostics.store.journal.recording import Recording
from diagnostics.store.journal.values import declared_to_json
from diagnostics.store.upkeep import purging
from diagnostics.store.upkeep.purging import Purged
from diagnostics.words.clock import today


class Workspace(WorkspaceReader):
    """A team's workspace, opened by `open_workspace`; close it, or use it in a `with` block."""

    # ---- firms and assessments --------------------------------------------------------------------------------------

    def register_firm(self, code: str, name: str, *, fictitious: bool = False) -> Event:
        """Register a firm; the caller has checked the code.

        Raises:
            InputError: The code is registered already, or code or name is empty.
        """
        if not code.strip() or not name.strip():
            raise refusal("STORE-31", self.location)
        with self.recording(code, registered=False) as record:
            return record.append("firm_registered", {"name": name, "fictitious": fictitious}, in_round=False)

    def change_firm(
        self,
        code: str,
        *,
        name: str | None = None,
        subjects: Iterable[Subject] | None = None,
        fictitious: bool | None = None,
        reason: str = "",
    ) -> Event:
        """Change what is known of the firm as such; `subjects` are all its sites and workshops."""
        given = None if subjects is None else [declared_to_json(subject) for subject in declared_subjects(subjects)]
        changed = {"name": name, "subjects": given, "fictitious": fictitious, "reason": reason or None}
        with self.recording(code) as record:
            payload = {key: value for key, value in changed.items() if value is not None}
            return record.append("firm_changed", payload, in_round=False)

    def open_assessment(self, code: str, *, on: date | None = None) -> Assessment:
        """Open the next assessment (T0, T1 …), today unless `on` says when; what follows belongs to it."""
        with self.recording(code) as record:
            return record.open_assessment(on or today())

    # ---- what was said ----------------------------------------------------------------------------------------------

    def testify(
        self,
        code: str,
        fact: str,
        answer: Answer,
        *,
        subject: str = FIRM,
        assessment: str | None = None,
        source: str = "",
    ) -> Event:
        """Record what somebody answered to a fact.

        Args:
            code: the firm.
            fact: id of the fact.
            answer: what was said; `by` is who said it, `evidence` ids known to this firm. With evidence the grade is
                that of the evidence, whatever the answer says.
            subject: the firm itself, a site or a workshop.
            assessment: its name; the latest by default.
            source: where it comes from when nobody typed it (a file, a suggestion taken over).

        Raises:
            InputError: The answer may not stand; unknown firm, assessment or evidence.
        """
        payload = {"subject": subject, "fact": fact, "answer": self.judge.answer(fact, answer), "source": source}
        with self.recording(code, assessment) as record:
            record.check_evidence(answer.evidence)
            return record.append("testimony", payload)

    def adjudicate(
        self,
        code: str,
        fact: str,
        decided: Answer | str,
        *,
        reason: str,
        subject: str = FIRM,
        assessment: str | None = None,
    ) -> Event:
        """Decide which value counts where people disagree.

        Args:
            code: the firm.
            fact: id of the fact.
            decided: the event id of the testimony that is right, or an answer of its own.
            reason: why; never empty.
            subject: the firm itself, a site or a workshop.
            assessment: its name; the latest by default.

        Raises:
            InputError: No reason, no such testimony, or an answer that may not stand.
        """
        with self.recording(code, assessment) as record:
            record.check_reason(reason)
            chosen = decided if isinstance(decided, str) else None
            answer = decided if isinstance(decided, Answer) else record.testimony_answer(decided, subject, fact)
            record.check_evidence(answer.evidence)
            data = {"subject": subject, "fact": fact, "chosen": chosen, "answer": self.judge.answer(fact, answer)}
            return record.append("adjudication", {**data, "reason": reason})

    def postpone(
        self, code: str, fact: str, *, ask: str, note: str = "", subject: str = FIRM, assessment: str | None = None
    ) -> Event:
        """Leave a question for later and say whom it will be asked; any later answer takes it off the list."""
        payload = {"subject": subject, "fact": fact, "ask": ask, "note": note}
        with self.recording(code, assessment) as record:
            return record.append("question_postponed", payload)

    def tap_card(
        self,
        code: str,
        card: str,
        rung: str,
        suggested: Mapping[str, AnswerValue],
        *,
        by: str = "",
        assessment: str | None = None,
    ) -> Event:
        """Record a tap on the ladder of a topic card: what it suggested stays visible, and counts for nothing."""
        payload = {"card": card, "rung": rung, "suggested": self.judge.suggested(suggested), "by": by}
        with self.recording(code, assessment) as record:
            return record.append("card_tapped", payload)

    def correct(self, code: str, event: str, *, reason: str, now: Answer | Evidence | None = None) -> Event:
        """Correct a slip of the pen in an event: what it should have said, or None to withdraw it.

        For testimonies and evidence a new content may be given; adjudications, rows, findings and sign-offs can only be
        withdrawn (rows and findings have methods of their own for changes).

        Raises:
            InputError: No reason, no such event, the new content is of another kind or may not stand.
        """
        with self.recording(code) as record:
            record.check_reason(reason)
            target = record.correctable(event, now)
            said = self.judge.answer(target.payload["fact"], now) if isinstance(now, Answer) else None
            content = declared_to_json(now) if isinstance(now, Evidence) else said
            return record.append("correction", {"event": event, "reason": reason, "now": content}, like=target)

    def settle(self, code: str, event: str, *, reason: str) -> Event:
        """Say one head of a fork (`forks`) once more, knowing all of them; from then on it alone counts.

        It brings nothing that is not on record: a row that may not stand counts no more than before.

        Raises:
            InputError: No reason, or the event is no head of a fork.
        """
        with self.recording(code) as record:
            record.check_reason(reason)
            found = next((head for fork in record.forks() for head in fork.heads if head.id == event), None)
            if found is None:
                raise refusal("STORE-23", self.location, id=event)
            kind: Kind = "firm_changed" if found.kind == "firm_registered" else found.kind
            said = {key: value for key, value in found.payload.items() if key not in {"seen", "cited"}}
            if kind == "process_step":  # its reason says why a firm refused, not why this step counts
                return record.append(kind, {**said, "note": reason}, like=found)
            return record.append(kind, {**said, "reason": reason}, like=found)

    def settle_twins(self, code: str, found: Twins, *, keep: int | None, reason: str) -> None:
        """Say that rows entered in two workspaces are one thing (only the row with this number stays), or all right.

        Raises:
            InputError: No reason, or a row is gone since.
        """
        with self.recording(code, found.assessment or None) as record:
            record.check_reason(reason)
            if keep is None:
                record.append("table_confirmed", {"table": found.table, "reason": reason}, like=found.added[0])
                return
            for each in (row for number, row in enumerate(found.rows) if number != keep):
                record.row(found.table, each.id)
                gone = {"table": found.table, "row": each.id, "reason": reason, "source": ""}
                record.append("row_removed", gone, like=found.added[0])

    # ---- record tables ----------------------------------------------------------------------------------------------

    def add_row(
        self,
        code: str,
        table: str,
        values: Mapping[str, AnswerValue],
        *,
        subject: str = FIRM,
        evidence: Sequence[str] = (),
        grade: Grade = Grade.E1,
        assessment: str | None = None,
        source: str = "",
    ) -> Event:
        """Add a row to a record table; the id of the event is the id of the row.

        `grade` counts only without evidence (what a platform printed with a receipt is E4 by itself).
        """
        row = Row(values=dict(values), subject=subject, grade=grade, evidence=tuple(evidence))
        with self.recording(code, assessment) as record:
            record.check_evidence(row.evidence)
            return record.append("row_added", {"table": table, **record.new_row(table, row), "source": source})

    def change_row(
        self,
        code: str,
        table: str,
        row: str,
        values: Mapping[str, AnswerValue],
        *,
        evidence: Sequence[str] | None = None,
        grade: Grade | None = None,
        reason: str = "",
        assessment: str | None = None,
        source: str = "",
    ) -> Event:
        """Change fields of a row (None: no longer known); `evidence` stays unless given.

        Raises:
            InputError: No such row, the evidence is weaker than before and there is no reason, or the row may not
                stand so.
        """
        with self.recording(code, assessment) as record:
            old = record.row(table, row)
            merged = {**old.row.values, **values}
            cited = old.row.evidence if evidence is None else tuple(evidence)
            record.check_evidence(cited)
            unproven = grade or (old.row.grade if evidence is None else Grade.E1)
            new = replace(
                old.row,
                values={name: value for name, value in merged.items() if value is not None},
                evidence=cited,
                grade=record.grade(cited, unproven),
            )
            if new.grade < old.row.grade:
                record.check_reason(reason, "STORE-27")
            said = record.changed_row(old, new)
            return record.append(
                "row_changed", {"table": table, "row": row, **said, "reason": reason, "source": source}
            )

    def remove_row(
        self, code: str, table: str, row: str, *, reason: str = "", assessment: str | None = None, source: str = ""
    ) -> Event:
        """Take a row out of its table; raises InputError when there is no such row."""
        with self.recording(code, assessment) as record:
            record.row(table, row)
            return record.append("row_removed", {"table": table, "row": row, "reason": reason, "source": source})

    def confirm_table(self, code: str, table: str, *, assessment: str | None = None) -> Event:
        """Record that a table is complete as it stands; without rows it is then known to be empty, not unknown."""
        with self.recording(code, assessment) as record:
            return record.append("table_confirmed", {"table": table})

    # ---- evidence and findings --------------------------------------------------------------------------------------

    def add_evidence(
        self,
        code: str,
        kind: str,
        grade: Grade,
        *,
        file: Path | None = None,
        number: str = "",
        by: str = "",
        date: date | None = None,
        note: str = "",
        id: str = "",
        original_sha256: str = "",
        kept: bool | None = None,
    ) -> Evidence:
        """Record evidence: a file that is kept, or something viewed and not kept (`number` says which document).

        The file is copied into the workspace before the event is written, so that no event ever names a file that is
        not there. The same file twice is stored once.

        Args:
            code: the firm.
            kind: what it is, in a word (合同, 现场照片 …).
            grade: what it proves.
            file: the file to keep.
            number: the document number.
            by: who saw it.
            date: when it was seen.
            note: what it shows.
            id: a name of its own; the next free ev01, ev02 … by default.
            original_sha256: hash of the file that `file` was made from.
            kept: whether it is kept; by default whether there is a file (False for paper that the firm keeps).

        Raises:
            InputError: The file cannot be read, or the id is taken.
        """
        with self.recording(code) as record:
            found = record.free_evidence_id(id)
            evidence = Evidence(
                id=found,
                grade=grade,
                kind=kind,
                date=date,
                by=by,
                kept=kept if kept is not None else bool(file),
                number=number,
                note=note,
            )
            kept_file = None if file is None else self.files.keep(file, original_sha256)
            record.append("evidence_added", {**declared_to_json(evidence), "file": kept_file}, in_round=False)
            return evidence

    def add_finding(self, code: str, finding: Finding, *, assessment: str | None = None) -> Event:
        """Record a finding: pain, highlight, wish or observation; the id of the event is the id of the finding."""
        with self.recording(code, assessment) as record:
            record.check_evidence(finding.evidence)
            return record.append("finding_added", {"now": self.judge.finding(finding)})

    def change_finding(self, code: str, finding: str, now: Finding | None, *, assessment: str | None = None) -> Event:
        """Say a finding anew, or take it back (None); raises InputError when there is no such finding."""
        with self.recording(code, assessment) as record:
            record.check_finding(finding)
            record.check_evidence(now.evidence if now else ())
            return record.append("finding_changed", {"finding": finding, "now": now and self.judge.finding(now)})

    # ---- the visit --------------------------------------------------------------------------------------------------

    def record_consent(
        self,
        code: str,
        given: bool,
        *,
        by: str,
        text: str = "",
        retain_until: date | None = None,
        assessment: str | None = None,
    ) -> Event:
        """Record what the firm agreed to, who said so and until when its data may be kept."""
        until = retain_until.isoformat() if retain_until else None
        with self.recording(code, assessment) as record:
            return record.append("consent", {"given": given, "by": by, "text": text, "retain_until": until})

    def set_visit_mode(self, code: str, mode: str, *, reason: str = "", assessment: str | None = None) -> Event:
        """Record the mode of the visit (普通, 纸质, 不入户) after the 保密筛查; what it forbids is not the store's."""
        with self.recording(code, assessment) as record:
            return record.append("visit_mode", {"mode": mode, "reason": reason})

    # ---- content ----------------------------------------------------------------------------------------------------

    def rename_ids(self, code: str, declared: NewIds, *, content: str = "") -> Event | None:
        """Declare other names for facts and options of a firm; everything said stays as it was recorded.

        Args:
            code: the firm.
            declared: what the new content declares; only the part that the firm still uses is recorded.
            content: fingerprint of the content that declares it.

        Returns:
            The event, or None where the firm uses none of the old names.
        """
        with self.recording(code) as record:
            names = ids_to_rename(record.events(), declared)
            if not names:
                return None
            payload = {"facts": dict(names.facts), "options": {key: dict(each) for key, each in names.options.items()}}
            return record.append("ids_renamed", {**payload, "content": content}, in_round=False)

    # ---- upkeep -----------------------------------------------------------------------------------------------------

    def purge(self, code: str, *, reason: str) -> Purged:
        """Erase everything about a firm, its evidence and the backups that hold it; a tombstone with counts remains."""
        return purging.purge(self, code, reason)

    @contextmanager
    def recording(self, code: str, assessment: str | None = None, *, registered: bool = True) -> Iterator[Recording]:
        """One transaction of one firm: what is written in the block is on the disk after it, or nothing is."""
        with self.journal.writing() as connection:
            record = Recording(self.journal, connection, code, assessment, self.location, self.judge)
            record.check_registered(registered)
            yield record
