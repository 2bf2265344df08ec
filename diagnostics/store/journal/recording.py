"""One transaction about one firm: what must be true before something is written, and the writing itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer, Evidence, Row
from diagnostics.store.facts.derive import assessments_of, derive, pick_assessment
from diagnostics.store.facts.echoes import as_one_history
from diagnostics.store.facts.firm_facts import Assessment, FirmFacts, KeptRow
from diagnostics.store.facts.heads import Fork, forks
from diagnostics.store.journal.events import Draft, Event, Kind
from diagnostics.store.journal.journal import Journal
from diagnostics.store.journal.judging import Judge
from diagnostics.store.journal.problems import refusal
from diagnostics.words.catalogue import near_miss
from diagnostics.words.clock import today

_OF_ROWS: tuple[Kind, ...] = (
    "firm_registered", "assessment_opened", "ids_renamed", "evidence_added", "correction", "row_added", "row_changed",
    "row_removed", "table_confirmed",
)  # fmt: skip
_WITHDRAWABLE = frozenset({"testimony", "evidence_added", "adjudication", "sign_off", "question_postponed", "consent"})


class Recording:
    """A record under way. Every check reads inside the transaction: nobody can write in between."""

    def __init__(
        self, journal: Journal, connection: Connection, firm: str, assessment: str | None, place: str, judge: Judge
    ) -> None:
        self.journal = journal
        self.judge = judge
        self.connection = connection
        self.firm = firm
        self.wanted = assessment
        self.place = place

    # ---- writing ----------------------------------------------------------------------------------------------------

    def append(
        self, kind: Kind, payload: Mapping[str, Any], *, in_round: bool = True, like: Event | None = None
    ) -> Event:
        """Write an event of the picked assessment, of the firm as such, or of the assessment of another event."""
        name = like.assessment if like else self.assessment.id if in_round else ""
        self.__dict__.pop("facts", None)
        return self.journal.append(self.connection, Draft(self.firm, kind, dict(payload), name))

    def events(self, *kinds: Kind, in_round: bool = False) -> list[Event]:
        """Return the events of the firm of some kinds, of the picked assessment or of all."""
        found = self.journal.events(self.firm, kinds=kinds, connection=self.connection)
        return [each for each in found if each.assessment == self.assessment.id] if in_round else found

    def open_assessment(self, on: date) -> Assessment:
        """Open the next assessment."""
        name = f"T{len(self._assessments())}"
        draft = Draft(self.firm, "assessment_opened", {"opened_on": on.isoformat()}, name)
        self.journal.append(self.connection, draft)
        return Assessment(name, on)

    @cached_property
    def assessment(self) -> Assessment:
        """The assessment that is written to; the first one is opened by itself."""
        known = self._assessments()
        if not known and self.wanted in {None, "T0"}:
            return self.open_assessment(today())
        found = pick_assessment(known, name=self.wanted)
        if found is None:
            names = [each.id for each in known]
            raise refusal("STORE-32", self.place, got=self.wanted, known="、".join(names))
        return found

    @cached_property
    def facts(self) -> FirmFacts:
        """The facts known so far, in this transaction."""
        name = self.assessment.id
        return derive(self.journal.events(self.firm, connection=self.connection), assessment=name)

    # ---- checks -----------------------------------------------------------------------------------------------------

    def check_registered(self, wanted: bool = True) -> None:
        """Refuse a firm that is not registered, or (not wanted) one that is."""
        found = self.journal.events(self.firm, kinds=("firm_registered",), connection=self.connection)
        if wanted and not found:
            raise refusal("STORE-20", self.place, firm=self.firm, near="")
        if found and not wanted:
            raise refusal("STORE-21", self.place, firm=self.firm, name=found[0].payload["name"])

    def check_reason(self, reason: str, code: str = "STORE-30") -> None:
        """Refuse a decision or a correction without a reason."""
        if not reason.strip():
            raise refusal(code, self.place)

    def check_evidence(self, cited: Iterable[str]) -> None:
        """Refuse evidence that nobody has recorded."""
        cited = tuple(cited)
        if not cited:
            return
        known = {each.id for each in self.facts.evidence}
        for each in cited:
            if each not in known:
                near = near_miss(each, known)
                raise refusal("STORE-26", self.place, id=each, near=near, known="、".join(sorted(known)) or "—")

    def check_finding(self, finding: str) -> None:
        """Refuse a finding that does not exist."""
        if finding not in {each.id for each in self.facts.findings}:
            raise refusal("STORE-25", self.place, id=finding)

    def correctable(self, event: str, now: Answer | Evidence | None) -> Event:
        """Return the event to be corrected; refuse one that is not there, cannot be, or is of another kind."""
        found = [each for each in self.journal.events(self.firm, connection=self.connection) if each.id == event]
        if not found:
            raise refusal("STORE-23", self.place, id=event)
        kind = found[0].kind
        fits = {"testimony": Answer, "evidence_added": Evidence}.get(kind)
        if kind not in _WITHDRAWABLE or (now is not None and (fits is None or not isinstance(now, fits))):
            raise refusal("STORE-33", self.place, id=event, kind=kind)
        return found[0]

    # ---- what others need to know before they write -----------------------------------------------------------------

    def row(self, table: str, row: str) -> KeptRow:
        """Return a row as it stands; refuse one that does not exist."""
        found = next((each for each in self.facts.rows.get(table, ()) if each.id == row), None)
        if found is None:
            raise refusal("STORE-24", self.place, table=table, id=row)
        return found

    def new_row(self, table: str, row: Row) -> dict[str, Any]:
        """Return a row to be added as JSON; refuse one that may not stand, by itself or beside those that are there."""
        rows = self._rows(table) if self.judge.has_key(table) else []
        return self.judge.row(table, rows, len(rows), row)

    def _rows(self, table: str) -> list[Row]:
        """Return the rows of a table so far; of a long visit everything else is left unread."""
        found = self.journal.events(self.firm, kinds=_OF_ROWS, connection=self.connection)
        return [each.row for each in derive(found, assessment=self.assessment.id).rows.get(table, ())]

    def changed_row(self, old: KeptRow, row: Row) -> dict[str, Any]:
        """Return a row to be changed as JSON; refuse what the change makes wrong."""
        kept = self.facts.rows.get(old.table, ())
        at = next(index for index, each in enumerate(kept) if each.id == old.id)
        return self.judge.row(old.table, [each.row for each in kept], at, row)

    def grade(self, cited: Sequence[str], otherwise: Grade) -> Grade:
        """Return the grade of the evidence cited, or `otherwise` without any."""
        known = {each.id: each.grade for each in self.facts.evidence}
        return max((known[each] for each in cited if each in known), default=otherwise)

    def testimony_answer(self, event: str, subject: str, fact: str) -> Answer:
        """Return what a testimony to this fact says; refuse another event."""
        said = self.facts.testimonies.get((subject, fact), ())
        found = next((each.answer for each in said if each.event == event and each.standing != "withdrawn"), None)
        if found is None:
            raise refusal("STORE-23", self.place, id=event)
        return found

    def forks(self) -> tuple[Fork, ...]:
        """Return what two workspaces changed without knowing of each other, evidence as it is shown."""
        return forks(as_one_history(self.events()))

    def free_evidence_id(self, wanted: str) -> str:
        """Return the id for new evidence: the wanted one, else the next ev01, ev02 …; refuse one that is taken."""
        added = self.journal.events(self.firm, kinds=("evidence_added",), connection=self.connection)
        taken = {each.payload["id"] for each in added}
        if wanted in taken:
            raise refusal("STORE-34", self.place, id=wanted)
        number = len(taken) + 1
        while not wanted and f"ev{number:02}" in taken:
            number += 1
        return wanted or f"ev{number:02}"

    def _assessments(self) -> tuple[Assessment, ...]:
        return assessments_of(self.journal.events(self.firm, kinds=("assessment_opened",), connection=self.connection))
