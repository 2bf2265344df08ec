"""Reading a workspace: firms, events, and the facts that follow from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from types import TracebackType
from typing import Self

from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.firm.subjects import FIRM
from diagnostics.store.facts import register
from diagnostics.store.facts.derive import derive
from diagnostics.store.facts.echoes import as_one_history
from diagnostics.store.facts.firm_facts import Assessment, FirmFacts
from diagnostics.store.facts.heads import Fork, forks
from diagnostics.store.facts.register import FirmRecord
from diagnostics.store.facts.standing import Conflict, Testimony
from diagnostics.store.journal.database import Database
from diagnostics.store.journal.events import Event, Kind
from diagnostics.store.journal.evidence import EvidenceFiles
from diagnostics.store.journal.journal import Journal
from diagnostics.store.journal.judging import Judge
from diagnostics.store.journal.problems import refusal
from diagnostics.store.upkeep import checking
from diagnostics.words.problems import Problem


class WorkspaceReader:
    """The queries on a workspace; nothing here writes.

    `location` is the folder (or the URL without its password), `id` tells it from all other workspaces. Opened with
    content, everything that is read is held against it: what may not stand is listed as unfit and does not count.
    """

    def __init__(self, journal: Journal, database: Database, files: EvidenceFiles, location: str, judge: Judge) -> None:
        self.journal = journal
        self.judge = judge
        self.database = database
        self.files = files
        self.location = location

    @property
    def id(self) -> str:
        """Id of the workspace, the same for ever."""
        return self.journal.workspace

    @property
    def encrypted(self) -> bool:
        """Whether what was said is stored encrypted."""
        return self.journal.seal.secret

    def close(self) -> None:
        """Let go of every file; safe to call twice."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def assessments(self, code: str) -> tuple[Assessment, ...]:
        """Return the assessments of a firm in their order."""
        return self.facts(code).assessments

    def firms(self, *, known_at: date | datetime | None = None) -> tuple[FirmRecord, ...]:
        """Return every firm registered and not purged, in the order of registration."""
        return register.firms(self.journal, known_at)

    def find_firm(self, text: str, *, whole: bool = False) -> FirmRecord:
        """Return the firm with this code or name (or the only one whose name contains the text, unless `whole`).

        Whoever writes, erases or hands something out asks for the whole name.

        Raises:
            InputError: There is none, or more than one.
        """
        return register.find_firm(self.firms(), text, self.location, whole=whole)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def events(
        self,
        code: str | None = None,
        *,
        kinds: Sequence[Kind] = (),
        assessment: str | None = None,
        known_at: date | datetime | None = None,
    ) -> list[Event]:
        """Return events in their order: of one firm or of all, of some kinds, of one assessment, known at a time."""
        found = self.journal.events(code, kinds=kinds, known_at=known_at)
        return found if assessment is None else [each for each in found if each.assessment == assessment]

    def facts(
        self,
        code: str,
        *,
        as_of: date | None = None,
        known_at: date | datetime | None = None,
        assessment: str | None = None,
    ) -> FirmFacts:
        """Return everything that is known of a firm; raises InputError when it was not registered (by then)."""
        found = self.journal.events(code, known_at=known_at)
        if not any(each.kind == "firm_registered" for each in found):
            raise refusal("STORE-20", self.location, firm=code, near="")
        return self.judge.counting(derive(found, as_of=as_of, assessment=assessment))

    def answers(
        self,
        code: str,
        *,
        as_of: date | None = None,
        known_at: date | datetime | None = None,
        assessment: str | None = None,
    ) -> FirmAnswers:
        """Return what counts of a firm, ready for `diagnose`."""
        return self.facts(code, as_of=as_of, known_at=known_at, assessment=assessment).to_answers(self.location)

    def every_answers(self, *, as_of: date | None = None, known_at: date | datetime | None = None) -> list[FirmAnswers]:
        """Return what counts of every firm, in the order of registration, ready for `diagnose`."""
        return [fact.to_answers(self.location) for fact in self.every_facts(as_of=as_of, known_at=known_at)]

    def every_facts(self, *, as_of: date | None = None, known_at: date | datetime | None = None) -> list[FirmFacts]:
        """Return everything known of every firm, in the order of registration; the journal is read once for all."""
        registered = [firm.code for firm in self.firms(known_at=known_at)]
        by_firm: dict[str, list[Event]] = {code: [] for code in registered}
        for event in self.journal.events(known_at=known_at):
            by_firm.setdefault(event.firm, []).append(event)
        return [self.judge.counting(derive(by_firm[code], as_of=as_of)) for code in registered]

    def testimonies(
        self, code: str, fact: str, *, subject: str = FIRM, assessment: str | None = None
    ) -> tuple[Testimony, ...]:
        """Return everything that was said about a fact, in its order, also what was replaced or withdrawn."""
        return self.facts(code, assessment=assessment).testimonies.get((subject, fact), ())

    def conflicts(self, code: str, *, assessment: str | None = None) -> tuple[Conflict, ...]:
        """Return the facts about which people disagree, settled or not."""
        return self.facts(code, assessment=assessment).conflicts

    def forks(self, code: str) -> tuple[Fork, ...]:
        """Return what two workspaces changed without knowing of each other, until somebody says it once more."""
        return forks(as_one_history(self.journal.events(code)))

    def suggestions(self, code: str) -> FirmFacts | None:
        """Return the facts of the assessment before the latest one, or None; they count only when testified anew."""
        rounds = self.facts(code).assessments
        return self.facts(code, assessment=rounds[-2].id) if len(rounds) > 1 else None

    def read_evidence(self, code: str, evidence: str) -> bytes:
        """Return the content of the file kept as evidence; raises InputError when there is none."""
        kept = self.facts(code).files
        if evidence not in kept:
            raise refusal("STORE-36", self.location, id=evidence, known="、".join(kept) or "—")
        return self.files.read(kept[evidence])

    def due_for_purge(self, day: date) -> tuple[FirmRecord, ...]:
        """Return the firms whose data may not be kept any longer than before this day."""
        return tuple(firm for firm in self.firms() if firm.retain_until is not None and firm.retain_until < day)

    def check(self) -> list[Problem]:
        """Look through the whole workspace: the database, every event, every evidence file."""
        return checking.check(self.journal, self.database, self.files, self.location)
