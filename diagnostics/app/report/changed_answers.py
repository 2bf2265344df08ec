"""The answers and rows of a firm that are not as they were at an earlier visit, and those that nobody asked again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from diagnostics.app.report.visits import Visit
from diagnostics.model.firm.answers import Row
from diagnostics.model.results.since import ChangedAnswer
from diagnostics.words.catalogue import name_of, say

if TYPE_CHECKING:
    from diagnostics.model.content.facts import FactTable

_LONGEST = 120  # characters of a row that is new


@dataclass
class AnswerChanges:
    """Compares what was said at two visits; `measure_of` names the measures in which a fact or table moved."""

    then: Visit
    now: Visit
    measure_of: Callable[[str], str]

    def _answers(self) -> Iterator[ChangedAnswer]:
        old = self.then.said()
        for key, answer in self.now.said().items():
            was = old.get(key)
            first, last = self.then.answer(was), self.now.answer(answer)
            same = was is not None and first == last
            if same and was is not None and was.grade == answer.grade:
                continue
            yield ChangedAnswer(
                item=answer.fact,
                name=answer.name,
                place=self.now.labels.subject(answer.subject),
                before=first if was is not None else say("since", "not_asked"),
                after=last,
                by=answer.by,
                date=answer.date,
                grade_before=name_of("grades", was.grade.name) if was else "",
                grade=name_of("grades", answer.grade.name),
                measure="" if same else self.measure_of(answer.fact),
                proof_only=same,
            )

    @cached_property
    def changed(self) -> tuple[ChangedAnswer, ...]:
        """Every answer, then every row, that differs in value or proof."""
        return (*self._answers(), *self._rows())

    @cached_property
    def unasked(self) -> dict[tuple[str, str], str]:
        """Names of the answers and tables of then that nobody gave this time, by subject and id."""
        known, inside, found = self.now.said(), say("report", "kept_inside"), {}
        for key, answer in self.then.said().items():
            if key not in known and self.now.given.facts.get(answer.fact) != inside:
                where = self.then.labels.subject(answer.subject)
                found[key] = say("report", "answer_of", name=answer.name, where=where) if where else answer.name
        for name, own in self.then.given.firm.rows.items():
            if own and name not in self.now.diagnosis.firm.rows and name in self.now.given.library.tables:
                found["", name] = self.now.given.library.tables[name].name
        return found

    def _rows(self) -> Iterator[ChangedAnswer]:
        for name, rows in self.now.given.firm.rows.items():
            table = self.now.given.library.tables.get(name)
            if table is None:
                continue
            old = _by_identity(self.then.given.firm.rows.get(name, ()), table)
            new = _by_identity(rows, table)
            for key in dict.fromkeys((*old, *new)):
                if (found := self._row(table, old.get(key), new.get(key))) is not None:
                    yield found

    def _row(self, table: FactTable, was: Row | None, now: Row | None) -> ChangedAnswer | None:
        one = now or was
        if one is None or (was is not None and now is not None and (was.values, was.grade) == (now.values, now.grade)):
            return None
        names = table.key or table.known_by or (table.fields[0].id,)
        shown = (table.field_named(each) for each in names)
        title = "·".join(
            self.now.labels.cell(each, one) for each in shown if each is not None and each.id in one.values
        )
        ids = [each.id for each in table.fields if each.id not in names]
        if was is not None and now is not None:
            ids = [each for each in ids if was.values.get(each) != now.values.get(each)]
        first, last = (self._cells(table, row, ids) for row in (was, now))
        proofs = {each.id: each for each in self.now.given.firm.evidence}
        proof = next((proofs[each] for each in (now.evidence if now else ()) if each in proofs), None)
        return ChangedAnswer(
            item=table.id,
            name=say("since", "row", table=table.name, name=title),
            place=self.now.labels.subject(one.subject) if now is not None else self.then.labels.subject(one.subject),
            before=first,
            after=last,
            by=proof.by if proof else "",
            date=proof.date if proof else None,
            grade_before=name_of("grades", was.grade.name) if was else "",
            grade=name_of("grades", now.grade.name) if now else "",
            measure=self.measure_of(table.id) if ids else "",
            proof_only=was is not None and now is not None and not ids,
        )

    def _cells(self, table: FactTable, row: Row | None, ids: Sequence[str]) -> str:
        if row is None:
            return say("since", "no_row")
        fields = [each for each in table.fields if each.id in ids]
        parts = [f"{self.now.labels.head(each)} {self.now.labels.cell(each, row)}" for each in fields]
        text = "、".join(parts) or say("since", "same_row")
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _by_identity(rows: Sequence[Row], table: FactTable) -> dict[tuple[object, ...], Row]:
    """Return rows by what a person knows them again by; of twins each has its number."""
    names = table.key or table.known_by or (table.fields[0].id,)
    found: dict[tuple[object, ...], Row] = {}
    for row in rows:
        key = (row.subject, *(row.values.get(each) for each in names))
        n = 0
        while (*key, n) in found:
            n += 1
        found[*key, n] = row
    return found
