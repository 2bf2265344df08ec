"""Several answers files of one firm become one; what was recorded after a date is cut.

Of two answers to one fact a known one beats an unknown or refused one, then the better grade, then the later date,
then the earlier file. Nobody's words are lost silently: a conflict is a warning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from diagnostics.answers.faults import errors
from diagnostics.answers.files.subjects import whole_site
from diagnostics.answers.rows import OFFICIAL_RESULTS, between_faults, may_be_one, row_identity
from diagnostics.model.content.facts import FactTable
from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer, Evidence, Finding, FirmAnswers, Row, Subject
from diagnostics.model.firm.subjects import FIRM, complete_subjects, is_filled_in
from diagnostics.model.results.plans import PlanWishes
from diagnostics.words.catalogue import problem
from diagnostics.words.problems import Place, Problem

T = TypeVar("T", Answer, Row, Finding)


def cut(answers: FirmAnswers, known_at: date) -> FirmAnswers:
    """Return what was known at the end of that day.

    Answers, evidence, findings and official results dated later are dropped; what has no date stays. What cited dropped
    evidence keeps only the grade of the rest, never a better one than before.
    """
    kept = {each.id: each for each in answers.evidence if each.date is None or each.date <= known_at}
    rows = {
        table: tuple(_regraded(row, kept) for row in rows if table != OFFICIAL_RESULTS or _was_known(row, known_at))
        for table, rows in answers.rows.items()
    }
    said = {key: each for key, each in answers.answers.items() if each.date is None or each.date <= known_at}
    return replace(
        answers,
        answers={key: _regraded(each, kept) for key, each in said.items()},
        rows=rows,
        evidence=tuple(kept.values()),
        findings=tuple(
            _regraded(finding, kept) for finding in answers.findings if finding.date is None or finding.date <= known_at
        ),
    )


def _was_known(row: Row, known_at: date) -> bool:
    day = row.values.get("date")
    return not isinstance(day, date) or day <= known_at


def _regraded(thing: T, kept: Mapping[str, Evidence]) -> T:
    left = tuple(each for each in thing.evidence if each in kept)
    if left == thing.evidence:
        return thing
    if isinstance(thing, Finding):
        return replace(thing, evidence=left)
    grade = max((kept[each].grade for each in left), default=Grade.E1)
    return replace(thing, evidence=left, grade=min(grade, thing.grade))


def merge_answers(
    firms: Sequence[FirmAnswers],
    problems: list[Problem] | None = None,
    *,
    tables: Mapping[str, FactTable] | None = None,
) -> FirmAnswers:
    """Merge the files of one firm in their order.

    Args:
        firms: At least one; all with the same code. ValueError otherwise.
        problems: Receives a warning for every conflict.
        tables: The record tables of the library, so that rows with the same key are recognised as one.
    """
    if len({firm.code for firm in firms}) != 1:
        raise ValueError("merge_answers needs files of exactly one firm")
    if len(firms) == 1:
        return firms[0]
    merge = _Merge(problems if problems is not None else [], tables or {})
    parts = merge.with_own_evidence_ids(merge.with_one_firm_subject(firms))
    first = parts[0]
    return replace(
        first,
        subjects=merge.subjects(parts),
        answers=merge.answers(parts),
        rows=merge.rows(parts),
        tailored={key: reason for part in reversed(parts) for key, reason in part.tailored.items()},
        evidence=tuple(dict.fromkeys(item for part in parts for item in part.evidence)),
        findings=tuple(dict.fromkeys(item for part in parts for item in part.findings)),
        visit=_joined_visit(parts),
        plan=_last_plan(parts),
        file=" + ".join(dict.fromkeys(part.file for part in parts)),
        fictitious=any(part.fictitious for part in parts),
    )


def _last_plan(parts: Sequence[FirmAnswers]) -> PlanWishes:
    """Return the plan decisions of the last file that has any; they are not merged."""
    nothing = PlanWishes()
    return next((part.plan for part in reversed(parts) if part.plan != nothing), nothing)


def _joined_visit(parts: Sequence[FirmAnswers]) -> dict[str, str]:
    texts: dict[str, dict[str, None]] = {}
    for part in parts:
        for key, text in part.visit.items():
            texts.setdefault(key, {})[text] = None
    return {key: "；".join(found) for key, found in texts.items()}


class _Merge:
    """The steps of a merge; they share the list of problems and the tables."""

    def __init__(self, problems: list[Problem], tables: Mapping[str, FactTable]) -> None:
        self.problems = problems
        self.tables = tables

    def warn(self, code: str, place: Place, **values: object) -> None:
        self.problems.append(problem(code, place, warning=True, **values))

    # ---- before: one name for one thing -----------------------------------------------------------------------------

    def with_one_firm_subject(self, firms: Sequence[FirmAnswers]) -> list[FirmAnswers]:
        """The firm itself may be declared under an id in one file and not in another."""
        names = [each.firm_subject for each in firms]
        firm = next((name for name in names if name != FIRM), FIRM)
        for other in firms[1:]:
            if other.name != firms[0].name:
                self.warn("ANS-61", Place(other.file), name=other.name, first=firms[0].name)
        return [_renamed_subject(each, each.firm_subject, firm) for each in firms]

    def with_own_evidence_ids(self, firms: Sequence[FirmAnswers]) -> list[FirmAnswers]:
        """Two laptops both number from ev01: an id that means something else gets a new name."""
        taken: dict[str, Evidence] = {}
        parts = []
        for firm in firms:
            names: dict[str, str] = {}
            for item in firm.evidence:
                name, number = item.id, 1
                while name in taken and taken[name] != replace(item, id=name):
                    number += 1
                    name = f"{item.id}~{number}"
                names[item.id] = name
                taken[name] = replace(item, id=name)
            parts.append(_renamed_evidence(firm, names))
        return parts

    # ---- the parts --------------------------------------------------------------------------------------------------

    def subjects(self, parts: Sequence[FirmAnswers]) -> tuple[Subject, ...]:
        found: dict[str, Subject] = {}
        for part in parts:
            for subject in part.subjects:
                if is_filled_in(subject.id) or (subject.kind == "firm" and subject.id == FIRM):
                    continue
                plain = replace(subject, parent="") if is_filled_in(subject.parent) else subject
                first = found.setdefault(subject.id, plain)
                if not first.parent and plain.parent:
                    found[subject.id] = first = replace(first, parent=plain.parent)
                if replace(plain, parent=plain.parent or first.parent) != first:
                    self.warn("ANS-62", Place(part.file), id=subject.id, name=plain.name, first=first.name)
        file = parts[-1].file
        kinds = {each.id: each.kind for each in found.values()}
        misplaced = {each.id for each in found.values() if each.kind == "workshop" and kinds.get(each.parent) != "site"}
        return complete_subjects(
            [replace(each, parent="") if each.id in misplaced else each for each in found.values()],
            parts[0].name,
            whole_site,
            lambda subject, sites: self.warn("ANS-63", Place(file), id=subject.id, sites=sites),
        )

    def answers(self, parts: Sequence[FirmAnswers]) -> dict[tuple[str, str], Answer]:
        merged: dict[tuple[str, str], Answer] = {}
        for part in parts:
            for key, answer in part.answers.items():
                merged[key] = self._better(key[1], merged[key], answer) if key in merged else answer
        return merged

    def _better(self, fact: str, first: Answer, second: Answer) -> Answer:
        winner, loser = (second, first) if _rank(second) > _rank(first) else (first, second)
        if (winner.state, winner.value) == (loser.state, loser.value):
            evidence = tuple(dict.fromkeys((*first.evidence, *second.evidence)))
            return replace(winner, evidence=evidence)
        if _says_something(loser):
            shown = {"fact": fact, "kept": _shown(winner), "dropped": _shown(loser), "at": loser.place}
            self.warn("ANS-60", winner.place, **shown)
        return winner

    def rows(self, parts: Sequence[FirmAnswers]) -> dict[str, tuple[Row, ...]]:
        names = dict.fromkeys(name for part in parts for name in part.rows)
        return {name: self._table(name, [part.rows[name] for part in parts if name in part.rows]) for name in names}

    def _table(self, name: str, parts: Sequence[tuple[Row, ...]]) -> tuple[Row, ...]:
        """Rows of all files, each once: one that reads the same, else one that a person would say is the same."""
        table = self.tables.get(name)
        merged: list[Row] = []
        for rows in parts:
            new, free = list(rows), list(range(len(merged)))  # free: no row of this file stands for it yet
            for same in (_read_the_same, _known_by(table), _may_be(table)):
                left = []
                for row in new:
                    at = next((each for each in free if same(row, merged[each])), None)
                    if at is None:
                        left.append(row)
                    else:
                        free.remove(at)
                        merged[at] = self._one_row(table, merged[at], row) if table else merged[at]
                new = left
            merged += new
        return tuple(merged)

    def _one_row(self, table: FactTable, first: Row, second: Row) -> Row:
        """Two rows that are one: fields complete each other; a row that contradicts the better one is dropped."""
        winner, loser = (second, first) if second.grade > first.grade else (first, second)
        values = {**loser.values, **winner.values}
        differs = [value for value in loser.values if loser.values[value] != values[value]]
        if differs or errors(between_faults(table, values)):
            names = "、".join(column.name for column in table.fields if column.id in differs) or table.name
            self.warn("ANS-64", winner.place, table=table.name, fields=names, at=loser.place)
            return winner
        # what the weaker row adds is no better evidenced than that row
        grade = winner.grade if values == dict(winner.values) else loser.grade
        evidence = tuple(dict.fromkeys((*first.evidence, *second.evidence)))
        return replace(winner, values=values, evidence=evidence, grade=grade)


def _says_something(answer: Answer) -> bool:
    return answer.state in {"known", "na"}


def _rank(answer: Answer) -> tuple[bool, Grade, date]:
    return _says_something(answer), answer.grade, answer.date or date.min


def _shown(answer: Answer) -> str:
    if answer.state != "known":
        return answer.state
    value = answer.value
    return "、".join(map(str, value)) or "[]" if isinstance(value, tuple) else str(value)


def _read_the_same(one: Row, other: Row) -> bool:
    return one.subject == other.subject and one.values == other.values


def _known_by(table: FactTable | None) -> Callable[[Row, Row], bool]:
    def same(one: Row, other: Row) -> bool:
        what = row_identity(table, one) if table else None
        return table is not None and what is not None and row_identity(table, other) == what

    return same


def _may_be(table: FactTable | None) -> Callable[[Row, Row], bool]:
    return lambda one, other: table is not None and may_be_one(table, one, other)


def _renamed_subject(answers: FirmAnswers, old: str, new: str) -> FirmAnswers:
    if old == new:
        return answers

    def named(subject: str) -> str:
        return new if subject == old else subject

    rows = {
        name: tuple(replace(row, subject=named(row.subject)) for row in table) for name, table in answers.rows.items()
    }
    return replace(
        answers,
        subjects=tuple(replace(each, id=named(each.id), parent=named(each.parent)) for each in answers.subjects),
        answers={(named(subject), fact): each for (subject, fact), each in answers.answers.items()},
        rows=rows,
    )


def _renamed_evidence(answers: FirmAnswers, names: Mapping[str, str]) -> FirmAnswers:
    if all(old == new for old, new in names.items()):
        return answers

    def cited(things: Iterable[T]) -> Iterable[T]:
        return (replace(thing, evidence=tuple(names[item] for item in thing.evidence)) for thing in things)

    return replace(
        answers,
        answers=dict(zip(answers.answers, cited(answers.answers.values()), strict=True)),
        rows={name: tuple(cited(rows)) for name, rows in answers.rows.items()},
        evidence=tuple(replace(each, id=names[each.id]) for each in answers.evidence),
        findings=tuple(cited(answers.findings)),
    )
