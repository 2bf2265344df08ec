"""Lists of the register into the journal: all firms of all lists in one transaction, or none.

What a list says holds of the firm as such, in every assessment: it is recorded without one. The list is the speaker, so
that two lists that differ stand side by side until somebody decides, and the same list again changes nothing. Nothing
that is known is taken away because a list does not name it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer, Evidence, Row
from diagnostics.model.firm.register import ListedFirm, ListedRow
from diagnostics.model.firm.subjects import FIRM
from diagnostics.store.facts.derive import derive
from diagnostics.store.facts.firm_facts import FirmFacts
from diagnostics.store.journal.events import LISTED, Draft, Event
from diagnostics.store.journal.judging import Judge
from diagnostics.store.journal.values import declared_to_json
from diagnostics.words.catalogue import problem, say
from diagnostics.words.problems import Problem

if TYPE_CHECKING:
    from diagnostics.store.facts.reading import WorkspaceReader
    from diagnostics.store.workspace import Workspace


@dataclass(frozen=True)
class ListSource:
    """Lists as evidence: their grade and kind, and the fields that identify a row of a table."""

    grade: Grade = Grade.E2
    kind: str = field(default_factory=lambda: say("register", "evidence_kind"))
    keys: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: {"titles": ("tier",), "systems": ("category_item", "provider")}
    )


@dataclass(kw_only=True)
class ListIntake:
    """The firms of lists: new, changed or known as they are, and those that need a person's eye."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    n_events: int = 0
    n_rows_added: int = 0
    n_rows_changed: int = 0
    problems: list[Problem] = field(default_factory=list)


def preview_lists(
    workspace: WorkspaceReader | None, listed: Sequence[ListedFirm], source: ListSource, library: Library
) -> ListIntake:
    """Return what `take_in_lists` would do; nothing is written. Without a workspace every firm is new."""
    done = ListIntake()
    for _ in _drafts(workspace.events() if workspace else [], listed, source, done, Judge(library, "")):
        pass
    return done


def take_in_lists(workspace: Workspace, listed: Sequence[ListedFirm], source: ListSource) -> ListIntake:
    """Record what lists say: registers firms that are not, adds what is new of the others.

    Args:
        workspace: open for writing.
        listed: firms as lists give them, codes checked.
        source: what the lists are as evidence.

    Raises:
        InputError: Something that a list says may not stand; then nothing is recorded.
    """
    done = ListIntake()
    with workspace.journal.writing() as connection:
        events = workspace.journal.events(connection=connection)
        for draft in _drafts(events, listed, source, done, workspace.judge):
            workspace.journal.append(connection, draft)
    return done


def _drafts(
    events: Iterable[Event], listed: Sequence[ListedFirm], source: ListSource, done: ListIntake, judge: Judge
) -> Iterator[Draft]:
    known: dict[str, list[Event]] = {}
    for event in events:
        known.setdefault(event.firm, []).append(event)
    by_code: dict[str, list[ListedFirm]] = {}
    for firm in listed:
        by_code.setdefault(firm.code, []).append(firm)
    for code, lists in by_code.items():
        change = _Change(code, known.get(code, []), source, judge)
        drafts = [*change.drafts(lists)]
        done.problems += change.problems
        done.n_events += len(drafts)
        done.n_rows_added += sum(draft.kind == "row_added" for draft in drafts)
        done.n_rows_changed += sum(draft.kind == "row_changed" for draft in drafts)
        (done.new if change.new else done.changed if drafts else done.same).append(code)
        yield from drafts


class _Change:
    """The changes of the lists to one firm; every list sees those of the lists before it."""

    def __init__(self, code: str, events: Sequence[Event], source: ListSource, judge: Judge) -> None:
        self.code = code
        self.judge = judge
        self.source = source
        self.new = not any(event.kind == "firm_registered" for event in events)
        self.problems: list[Problem] = []
        self.about: dict[str, Any] = {}
        for event in events:
            if event.kind in {"firm_registered", "firm_changed"}:
                self.about.update(event.payload)
        firm = [event for event in events if not event.assessment]
        self.facts: FirmFacts | None = None if self.new else derive(firm)
        self.taken = {str(event.payload["id"]) for event in events if event.kind == "evidence_added"}
        self.rows: dict[str, list[tuple[str, Row]]] = {}
        if self.facts:
            self.rows = {name: [(row.id, row.row) for row in rows] for name, rows in self.facts.rows.items()}

    def drafts(self, lists: Sequence[ListedFirm]) -> Iterator[Draft]:
        """Yield the events that bring the firm to what the lists say."""
        if self.new:
            self.about = {"name": lists[0].name, "fictitious": False}
            yield Draft(self.code, "firm_registered", dict(self.about))
        for listed in lists:
            self._compare_names(listed)
        # the last list counts, at once: one list after the other would never come to rest
        wanted = {key: text for listed in lists for key, text in listed.about.items() if key in LISTED}
        if changed := {key: text for key, text in wanted.items() if self.about.get(key) != text}:
            self.about.update(changed)
            yield Draft(self.code, "firm_changed", {**changed, "reason": lists[-1].source})
        for listed in lists:
            yield from self._list(listed)

    def _compare_names(self, listed: ListedFirm) -> None:
        name = str(self.about["name"])
        if "".join(name.split()) != "".join(listed.name.split()):
            self.problems.append(problem("STORE-40", listed.place, warning=True, name=listed.name, first=name))

    def _list(self, listed: ListedFirm) -> Iterator[Draft]:
        """Yield what one list adds; its evidence first, and only when something cites it."""
        evidence = self._evidence(listed)
        cited: list[Draft] = []
        for fact, value in listed.facts.items():
            answer = Answer(
                state="known",
                value=value,
                grade=self.source.grade,
                evidence=(evidence.id,),
                by=say("register", "said_by", file=listed.source),
                place=listed.place,
            )
            if not self._said(fact, answer):
                said = self.judge.answer(fact, answer)
                payload = {"subject": FIRM, "fact": fact, "answer": said, "source": listed.source}
                cited.append(Draft(self.code, "testimony", payload))
        for table, rows in listed.rows.items():
            for row in rows:
                cited += self._row(table, row, evidence, listed.source)
        if cited and evidence.id not in self.taken:
            self.taken.add(evidence.id)
            yield Draft(self.code, "evidence_added", {**declared_to_json(evidence), "file": None})
        yield from cited

    def _evidence(self, listed: ListedFirm) -> Evidence:
        """Return the evidence that this list is; the same list is the same evidence."""
        said = say("register", "said_by", file=listed.source)
        known = self.facts.evidence if self.facts else ()
        for each in known:
            if (each.kind, each.by) == (self.source.kind, said):
                return each
        number = 1
        while f"list{number:02}" in self.taken:
            number += 1
        where = say("register", "where", place=listed.place)
        return Evidence(
            id=f"list{number:02}",
            grade=self.source.grade,
            kind=self.source.kind,
            date=None,
            by=said,
            kept=False,
            number=where,
        )

    def _said(self, fact: str, answer: Answer) -> bool:
        """Whether this list, or another one, has said so before and nothing else since.

        A list that is sent twice may come under another name.
        """
        said = self.facts.testimonies.get((FIRM, fact), ()) if self.facts else ()
        lists = {each.id for each in self.facts.evidence if each.kind == self.source.kind} if self.facts else set()
        last = {
            each.answer.by: each.answer
            for each in said
            if each.standing != "withdrawn" and (each.answer.by == answer.by or lists & set(each.answer.evidence))
        }
        own = [last[answer.by]] if answer.by in last else list(last.values())
        return any(each.value == answer.value for each in own)

    # ---- rows -------------------------------------------------------------------------------------------------------

    def _row(self, table: str, listed: ListedRow, evidence: Evidence, source: str) -> Iterator[Draft]:
        """Yield what a row of a list changes: nothing, a row that gets more fields, or a new row."""
        rows = self.rows.setdefault(table, [])
        values = dict(listed.values)
        alike = [index for index, (_, row) in enumerate(rows) if self._same(table, row, values)]
        if any(values.items() <= rows[index][1].values.items() for index in alike):
            return
        # a row of this very import is not in the journal yet: its second half becomes a row of its own
        for known in (index for index in alike if rows[index][0]):
            row_id, row = rows[known]
            cited = tuple(dict.fromkeys((*row.evidence, evidence.id)))
            new = Row(
                values={**values, **row.values},
                subject=FIRM,
                grade=max(row.grade, evidence.grade),
                evidence=cited,
                place=listed.place,
            )
            if not self.judge.may_stand(table, [row], 0, new):
                continue  # the two halves contradict each other: they are not one row
            rows[known] = row_id, new
            yield self._draft("row_changed", table, [row], 0, new, source, row=row_id, reason=source)
            return
        new = Row(values=values, subject=FIRM, grade=evidence.grade, evidence=(evidence.id,), place=listed.place)
        yield self._draft("row_added", table, [each for _, each in rows], len(rows), new, source)
        rows.append(("", new))

    def _same(self, table: str, row: Row, values: Mapping[str, Any]) -> bool:
        """Whether a known row and a listed one are one: equal in the key, and where both know a field, equal."""
        key = self.source.keys.get(table, ())
        if any(row.values.get(each) != values.get(each) for each in key):
            return False
        return all(row.values.get(name, value) == value for name, value in values.items())

    def _draft(self, kind: Any, table: str, rows: Sequence[Row], at: int, new: Row, source: str, **more: str) -> Draft:
        said = self.judge.row(table, rows, at, new)
        return Draft(self.code, kind, {"table": table, **said, "source": source, **more})
