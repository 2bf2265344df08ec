"""The judge of answers before every record: it uses the content of the person who records.

Answers, rows, findings and plans become JSON of the journal only here, so that nothing gets around it; their texts lose
the invisible characters that no report may print and not every database can keep. What comes in a
bundle, or was kept by an older release, is history and stays as it is; it is held against the content when it is read,
and what may not stand does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from diagnostics.answers.faults import Fault, errors
from diagnostics.answers.findings import finding_faults
from diagnostics.answers.limits import (
    amount_faults,
    answer_faults,
    budget_faults,
    kept_text,
    kept_value,
    value_faults,
)
from diagnostics.answers.rows import cell_faults, change_faults, part_faults, period_faults, row_label
from diagnostics.model.content.facts import Derived, Fact, FactTable
from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import Answer, AnswerValue, Finding, Row
from diagnostics.model.results.plans import PlanWishes
from diagnostics.store.facts.firm_facts import FirmFacts, KeptRow, Unfit
from diagnostics.store.journal.values import to_json, values_to_json
from diagnostics.words.catalogue import near_miss, problem, say
from diagnostics.words.problems import InputError, Place, Problem

Json = dict[str, Any]


class Judge:
    """Holds what is recorded against one content; without one nothing that was said can be recorded.

    `place` is what problems name where the caller knows no better place.
    """

    def __init__(self, library: Library | None, place: str) -> None:
        self._library = library
        self.place = Place(place)

    @property
    def library(self) -> Library:
        """The content; the caller who records answers opens the workspace with one."""
        if self._library is None:
            raise ValueError("open the workspace with its content to record what somebody answered")
        return self._library

    # ---- what may be recorded, as JSON ------------------------------------------------------------------------------

    def answer(self, fact: str, answer: Answer) -> Json:
        """Return an answer for the journal; raises InputError where it may not stand."""
        item = self._item(fact)
        self._refuse(answer_faults(item, answer), f"{fact}（{item.name}）", answer.place)
        value = kept_value(item, answer.value)
        return to_json(replace(answer, value=value, by=kept_text(answer.by), note=kept_text(answer.note)))

    def suggested(self, values: Mapping[str, AnswerValue]) -> Json:
        """Return what a topic card suggests for the journal; raises InputError where a value may not stand."""
        for fact, value in values.items():
            item = self._item(fact)
            self._refuse(value_faults(item, value), f"{fact}（{item.name}）")
        return values_to_json(values)

    def row(self, name: str, rows: Sequence[Row], at: int, now: Row) -> Json:
        """Return a row that is added (`at` the end) or changed for the journal; raises InputError."""
        table = self.table(name)
        found = [self._problem(each, row_label(table, each), now.place) for each in self._row(table, rows, at, now)]
        if found:
            raise InputError(found)
        columns = ((table.field_named(name), name, value) for name, value in now.values.items())
        kept = {name: kept_value(column, value) if column else value for column, name, value in columns}
        return to_json(replace(now, values=kept))

    def finding(self, finding: Finding) -> Json:
        """Return a finding for the journal; raises InputError where it may not stand."""
        faults = errors(finding_faults(finding, self.library.pains))
        if found := [self._problem(fault, f"findings.{fault.column}", None) for fault in faults]:
            raise InputError(found)
        kept = replace(
            finding,
            text=kept_text(finding.text),
            effect=kept_text(finding.effect),
            title=kept_text(finding.title),
            by=kept_text(finding.by),
            deadline=finding.deadline and replace(finding.deadline, whose=kept_text(finding.deadline.whose)),
        )
        return to_json(kept)

    def plan(self, wishes: PlanWishes) -> Json:
        """Return what was fixed for every plan for the journal; raises InputError."""
        ranges = [price for price, _ in wishes.prices.values()]
        ranges += [each for own in wishes.projects for each in (own.cost, own.months) if each is not None]
        self._refuse((fault for range_ in ranges for fault in amount_faults(range_)), "plan")
        self._refuse(budget_faults(wishes.budget) if wishes.budget else (), "plan.budget_wan")
        return to_json(wishes)

    def has_key(self, name: str) -> bool:
        """Whether rows of a table are told apart by a key, so that another one may stand in the way."""
        return bool(self.table(name).key)

    def may_stand(self, name: str, rows: Sequence[Row], at: int, now: Row) -> bool:
        """Whether a row may be added or changed."""
        return not self._row(self.table(name), rows, at, now)

    def table(self, name: str) -> FactTable:
        """Return a record table of the content; raises InputError where there is none."""
        tables = self.library.tables
        if name not in tables:
            near = near_miss(name, tables)
            told = {"key": name, "what": "tables", "near": near, "known": "、".join(tables)}
            raise InputError([problem("ANS-05", self.place, warning=False, **told)])
        return tables[name]

    def _row(self, table: FactTable, rows: Sequence[Row], at: int, now: Row) -> tuple[Fault, ...]:
        return errors(change_faults(table, rows, at, now))

    def _item(self, fact: str) -> Fact | Derived:
        name = self.library.fact_id(fact)
        if name is None:
            near = near_miss(fact, [*self.library.facts, *self.library.derived])
            raise InputError([problem("ANS-20", self.place, key=fact, near=near)])
        return self.library.named(name)

    def _refuse(self, faults: Iterable[Fault], what: str, place: Place | None = None) -> None:
        found = [self._problem(error, what, place) for error in errors(faults)]
        if found:
            raise InputError(found)

    def _problem(self, fault: Fault, what: str, place: Place | None) -> Problem:
        return fault.problem(place if place is not None and place.file else self.place, what=what)

    # ---- what is on record ------------------------------------------------------------------------------------------

    def counting(self, facts: FirmFacts) -> FirmFacts:
        """Return the facts without what may not stand by this content: it is unknown then, and listed as unfit.

        An answer goes, of a row only the cells that are wrong, of a part above its whole the part. A period that ends
        before it starts stays, because it counts for nothing as it is.
        """
        if self._library is None:
            return facts
        found = _Found(facts, self.place)
        known: dict[str, Fact | Derived] = {**self.library.derived, **self.library.facts}
        gone = set()
        for key, answer in facts.answers.items():
            item = known.get(key[1]) if answer.state == "known" else None
            faults = value_faults(item, answer.value) if item is not None else ()
            if item is not None and faults and (wrong := errors(faults)):
                found.add(*key, f"{key[1]}（{item.name}）", wrong)
                gone.add(key)
        answers = {key: each for key, each in facts.answers.items() if key not in gone} if gone else facts.answers
        rows = {name: tuple(self._counting(each, found) for each in kept) for name, kept in facts.rows.items()}
        return replace(facts, answers=answers, rows=rows, unfit=tuple(found.unfit)) if found.unfit else facts

    def _counting(self, kept: KeptRow, found: _Found) -> KeptRow:
        table = self.library.tables.get(kept.table)
        if table is None:
            return kept
        known = {name: value for name, value in kept.row.values.items() if table.field_named(name) is not None}
        cells = errors(cell_faults(table, known))
        known = _without(known, cells)
        parts = part_faults(table, known)
        for fault in (*cells, *parts, *period_faults(table, known)):
            found.add(kept.row.subject, kept.table, row_label(table, fault), (fault,))
        wrong = (*cells, *parts)
        return replace(kept, row=replace(kept.row, values=_without(kept.row.values, wrong))) if wrong else kept


class _Found:
    """The facts of one firm that may not stand, with names by which one finds them again."""

    def __init__(self, facts: FirmFacts, place: Place) -> None:
        self.place = Place(say("phrases", "of_firm", place=place, firm=facts.name))
        self.names = {subject.id: subject.name for subject in facts.subjects if subject.kind != "firm"}
        self.unfit: list[Unfit] = []

    def add(self, subject: str, item: str, what: str, faults: Sequence[Fault]) -> None:
        """Note what is wrong with an answer or a row of a subject."""
        what = say("phrases", "at_subject", what=what, name=self.names[subject]) if subject in self.names else what
        for fault in faults:
            self.unfit.append(Unfit(subject, item, replace(fault.problem(self.place, what=what), warning=True)))


def _without(values: Mapping[str, AnswerValue], wrong: Sequence[Fault]) -> dict[str, AnswerValue]:
    gone = {each.column for each in wrong}
    return {name: value for name, value in values.items() if name not in gone}
