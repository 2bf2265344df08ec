"""A whole answers file into the journal, in one transaction: what is new becomes testimonies, rows, evidence, findings.

The same file again changes nothing, whatever it is called. A file that was edited adds what is new in it: answers stand
beside the earlier ones, rows and findings that it corrects are changed, rows that it leaves away are taken out; what is
from elsewhere is left alone. Whether it is an edition of an earlier file is read off what both say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from diagnostics.answers.rows import row_identity
from diagnostics.model.content.facts import FactTable
from diagnostics.model.firm.answers import Answer, Evidence, Finding, FirmAnswers, Row
from diagnostics.model.firm.subjects import FIRM, declared_subjects
from diagnostics.model.results.plans import PlanWishes
from diagnostics.store.intake.intake_rows import Remark, TableIntake
from diagnostics.store.intake.row_words import row_words
from diagnostics.store.journal.recording import Recording
from diagnostics.store.journal.values import declared_to_json, from_json
from diagnostics.words.catalogue import problem, say
from diagnostics.words.problems import Place, Problem

if TYPE_CHECKING:
    from diagnostics.store.workspace import Workspace

_Citing = TypeVar("_Citing", Answer, Row, Finding)


@dataclass(kw_only=True)
class Intake:
    """The additions from an answers file: numbers of new things, and those that need a person's eye."""

    n_answers: int = 0
    n_rows: int = 0
    n_evidence: int = 0
    n_findings: int = 0
    n_known: int = 0
    problems: list[Problem] = field(default_factory=list)


def take_in(
    workspace: Workspace,
    code: str,
    given: FirmAnswers,
    tables: Mapping[str, FactTable],
    *,
    source: str,
    assessment: str | None = None,
) -> Intake:
    """Record what an answers file says of a registered firm.

    Args:
        workspace: open for writing.
        code: the firm.
        given: what the file says, read and checked.
        tables: the record tables of the library, so that rows with the same key are recognised.
        source: name of the file, for people; it alone never makes two files one.
        assessment: its name; the latest by default.

    Raises:
        InputError: Unknown firm or assessment, or something that may not stand; then nothing is recorded.
    """
    with workspace.recording(code, assessment) as record:
        return _Intake(record, given, tables, source).run()


class _Intake:
    """The steps of one intake; evidence first, because everything else cites it."""

    def __init__(self, record: Recording, given: FirmAnswers, tables: Mapping[str, FactTable], source: str) -> None:
        self.record = record
        self.given = given
        self.tables = tables
        self.source = source
        self.before = record.facts
        self.done = Intake()
        self.names: dict[str, str] = {}
        self.editions: frozenset[str] = frozenset()

    def run(self) -> Intake:
        self._firm()
        self._evidence()
        self.editions = self._editions()
        for (subject, fact), answer in self.given.answers.items():
            self._answer(self._subject(subject), fact, self._citing(answer))
        for name, rows in self.given.rows.items():
            self._table(name, [self._citing(replace(row, subject=self._subject(row.subject))) for row in rows])
        self._findings()
        self._visit()
        return self.done

    def _subject(self, subject: str) -> str:
        return FIRM if subject == self.given.firm_subject else subject

    def _citing(self, thing: _Citing) -> _Citing:
        return replace(thing, evidence=tuple(self.names[each] for each in thing.evidence))

    # ---- the firm ---------------------------------------------------------------------------------------------------

    def _firm(self) -> None:
        if self.given.name != self.before.name:
            place = Place(self.given.file)
            self.done.problems.append(
                problem("STORE-40", place, warning=True, name=self.given.name, first=self.before.name)
            )
        known = {subject.id: subject for subject in declared_subjects(self.before.subjects)}
        new = {subject.id: subject for subject in declared_subjects(self.given.subjects)}
        changed: dict[str, object] = {}
        if merged := {**known, **new} if {**known, **new} != known else {}:
            changed["subjects"] = [declared_to_json(each) for each in merged.values()]
        if self.given.fictitious and not self.before.fictitious:
            changed["fictitious"] = True
        if changed:
            self.record.append("firm_changed", {**changed, "reason": self.source}, in_round=False)

    def _evidence(self) -> None:
        """An id that means something else here gets a new name; the same evidence keeps the name it has."""
        known = {each.id: each for each in self.before.evidence}
        taken = {event.payload["id"] for event in self.record.events("evidence_added")}
        for each in self.given.evidence:
            same = next((old for old in known.values() if replace(old, id=each.id) == each), None)
            name = same.id if same else _free(each.id, taken)
            self.names[each.id] = name
            if same is None:
                known[name] = replace(each, id=name)
                taken.add(name)
                self._add_evidence(known[name])

    def _add_evidence(self, evidence: Evidence) -> None:
        self.record.append("evidence_added", {**declared_to_json(evidence), "file": None}, in_round=False)
        self.done.n_evidence += 1

    # ---- what it says -----------------------------------------------------------------------------------------------

    def _answer(self, subject: str, fact: str, answer: Answer) -> None:
        said = self.before.testimonies.get((subject, fact), ())
        if any(replace(each.answer, grade=answer.grade) == answer for each in said):
            self.done.n_known += 1
            return
        judged = self.record.judge.answer(fact, answer)
        payload = {"subject": subject, "fact": fact, "answer": judged, "source": self.source}
        self.record.append("testimony", payload)
        self.done.n_answers += 1

    def _editions(self) -> frozenset[str]:
        """Return the files taken in before that this one is an edition of.

        It says again all that was answered there, and a row of it; or it has the name of that file and they have
        something in common. Two forms that happen to be called alike have nothing in common.
        """
        answered = {(self._subject(subject), fact) for subject, fact in self.given.answers}
        rows = {self._known_by(name, row) for name, each in self.given.rows.items() for row in each} - {None}
        said: dict[str, set[object]] = {}
        for event in self.record.events("testimony", in_round=True):
            said.setdefault(event.payload["source"], set()).add((event.payload["subject"], event.payload["fact"]))
        had: dict[str, set[object]] = {name: set() for name in said}
        for name, kept in self.before.rows.items():
            for one in kept:
                had.setdefault(one.source, set()).add(self._known_by(name, one.row))
        found = set()
        for source in had:
            before, shared = said.get(source, set()), bool(had[source] & rows)
            whole = bool(before) and before <= answered and shared
            alike = shared or bool(before & answered) or not before or not answered
            if source and (whole or (source == self.source and alike)):
                found.add(source)
        return frozenset(found)

    def _known_by(self, name: str, row: Row) -> object:
        table = self.tables.get(name)
        what = row_identity(table, replace(row, subject=self._subject(row.subject))) if table else None
        return (name, what) if what else None

    def _table(self, name: str, rows: list[Row]) -> None:
        for at, row in enumerate(rows):
            self.record.judge.row(name, rows[:at], at, row)
        history = self.record.events("row_added", "row_changed", in_round=True)
        kept = self.before.rows.get(name, ())
        table = TableIntake(name, self.tables.get(name), history, kept, self.source, self.editions)
        for kind, payload in table.changes(rows):
            self.record.append(kind, payload)
            self.done.n_rows += 1
        self.done.n_known += table.n_known
        self.done.problems += (self._remark(name, remark) for remark in table.remarks)
        if not rows and name not in self.before.rows:
            self.record.append("table_confirmed", {"table": name})
            self.done.n_rows += 1

    def _remark(self, name: str, remark: Remark) -> Problem:
        row, kept = remark.row, remark.kept
        place = Place(self.given.file, row.place.line, row.place.column) if row else Place(self.given.file)
        table = self.tables.get(name)
        told = {"table": table.name if table else name, "source": kept.source or say("store", "by_hand")}
        told |= row_words(table, kept.row, row)
        return problem(remark.code, place, warning=True, **told)

    def _findings(self) -> None:
        history = self.record.events("finding_added", "finding_changed", in_round=True)
        known = [from_json(Finding, each.payload["now"]) for each in history if each.payload["now"]]
        given = [self._citing(each) for each in self.given.findings]
        new = [each for each in given if each not in known]
        self.done.n_known += len(given) - len(new)
        free = {each.id: each for each in self.before.findings if each.finding not in given}
        for finding in new:
            judged = self.record.judge.finding(finding)
            old = [each for each in free.values() if _title(each.finding) == _title(finding)]
            alike = [each for each in new if _title(each) == _title(finding)]
            same = old[0] if len(old) == len(alike) == 1 else None
            self.done.n_findings += 1
            if same is None or not same.source:
                self.record.append("finding_added", {"now": judged, "source": self.source})
                continue
            del free[same.id]
            told = {"title": finding.title, "source": same.source}
            self.done.problems.append(problem("STORE-64", Place(self.given.file), warning=True, **told))
            self.record.append("finding_changed", {"finding": same.id, "now": judged, "source": self.source})

    def _visit(self) -> None:
        visit = {**self.before.visit, **self.given.visit}
        if visit != dict(self.before.visit):
            self.record.append("visit_changed", {"visit": visit})
        tailored = {**self.before.tailored, **self.given.tailored}
        if tailored != dict(self.before.tailored):
            self.record.append("tailored", {"nodes": tailored})
        if self.given.plan not in (PlanWishes(), self.before.plan):
            self.record.append("plan_wished", {"plan": self.record.judge.plan(self.given.plan)})


def _title(finding: Finding) -> object:
    """Return by what a person knows a finding again; one without a title is like no other."""
    return (finding.kind, finding.title) if finding.title else finding


def _free(wanted: str, taken: Iterable[str]) -> str:
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}~{number}"
    return name
