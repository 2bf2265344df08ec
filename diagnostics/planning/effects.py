"""The effects of remedies: the facts of a firm in, its facts after the remedies out, ready for a new diagnosis.

Pure. The order of the remedies does not matter, and applying one twice does nothing more: every effect raises a fact to
something, and effects that read other fields of a row are repeated until nothing changes.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from diagnostics.model.content.facts import Derived, Fact, FactTable
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Grade
from diagnostics.model.content.remedies import Effect, Remedy
from diagnostics.model.firm.answers import Answer, AnswerValue, FirmAnswers, Row
from diagnostics.scoring.engine.frame import Frame
from diagnostics.scoring.engine.row_evaluation import RowEvaluator
from diagnostics.scoring.engine.rows import TableRows

SETTLED = timedelta(days=365)  # a finished remedy counts as in use for this long
PLANNED_GRADE = Grade.E3  # what is finished has been seen on site at acceptance

Answers = dict[tuple[str, str], Answer]


def apply_effects(
    firm: FirmAnswers,
    remedies: Iterable[Remedy],
    library: Library,
    as_of: date,
    *,
    subjects: Collection[str] | None = None,
) -> FirmAnswers:
    """Return the firm as it would be with these remedies finished and in stable use for a year.

    Args:
        firm: what is known today.
        remedies: in any order.
        library: the content that gives the facts their meaning.
        as_of: date of the diagnosis that will be made of the result.
        subjects: ids of the sites and workshops that the remedies are for; all if None. Facts of the firm as a whole
            change in any case.
    """
    effects = [effect for remedy in remedies for effect in remedy.effects]
    answers = dict(firm.answers)
    for effect in effects:
        if effect.form == "to":
            _change_fact(answers, effect, firm, library, subjects)
    rows = dict(firm.rows)
    for effect in effects:
        if effect.form == "row" and _is_meant(firm.firm_subject, firm, subjects):
            rows[effect.table] = _with_row(rows.get(effect.table, ()), effect, firm, as_of)
    by_rows = [effect for effect in effects if effect.form == "rows"]
    while (raised := _raise_rows(rows, by_rows, firm, library, as_of, subjects)) != rows:
        rows = raised
    return replace(firm, answers=answers, rows=rows)


def _is_meant(subject: str, firm: FirmAnswers, subjects: Collection[str] | None) -> bool:
    return subjects is None or subject == firm.firm_subject or subject in subjects


# ---- facts ----------------------------------------------------------------------------------------------------------


def _change_fact(
    answers: Answers, effect: Effect, firm: FirmAnswers, library: Library, subjects: Collection[str] | None
) -> None:
    item = library.named(effect.fact)
    parents = {each.id: each.parent for each in firm.subjects}
    given = {each.id for each in firm.subjects if (each.id, item.id) in answers}
    for subject in _places(item, given, firm):
        if not _is_meant(subject, firm, subjects):
            continue
        holder: str | None = subject
        while holder and (holder, item.id) not in answers:
            holder = parents.get(holder, "")
        found = answers.get((holder, item.id)) if holder else None
        answers[subject, item.id] = _changed(item, found, effect)


def _places(item: Fact | Derived, given: set[str], firm: FirmAnswers) -> list[str]:
    """Subjects whose answer is written: every one of the fact's kind; of a derived fact those that were answered.

    An answer given for a subject above them stays as it is: their own one comes first.
    """
    if isinstance(item, Derived):
        return [subject.id for subject in firm.subjects if subject.id in given] or [firm.firm_subject]
    return [subject.id for subject in firm.subjects if subject.kind == item.subject]


def _changed(item: Fact | Derived, answer: Answer | None, effect: Effect) -> Answer:
    if answer is not None and answer.state == "na":
        return answer
    before = answer.value if answer is not None and answer.state == "known" else None
    after = _raised(item, before, effect)
    if answer is not None and after == before:
        return answer
    return Answer(state="known", value=after, grade=PLANNED_GRADE)


def _raised(item: Fact | Derived, before: AnswerValue, effect: Effect) -> AnswerValue:
    """The value after an effect: what is better already stays."""
    to = effect.to
    if item.type == "multi":
        wanted = {*(before if isinstance(before, tuple) else ()), *(to if isinstance(to, tuple) else ())}
        nothing = {option.id for option in item.options if option.none}
        return tuple(option.id for option in item.options if option.id in wanted - nothing)
    if before is None or item.better == "none" or item.type in {"bool", "judgement"}:
        return to
    if item.type == "choice":
        order = [option.id for option in item.options]
        worse, better = sorted((str(before), str(to)), key=order.index)
        return better if item.better == "up" else worse
    assert isinstance(to, Fraction)
    if isinstance(before, tuple):
        return _raised_pair(item, before, to)
    assert isinstance(before, Fraction)
    return max(before, to) if item.better == "up" else min(before, to)


def _raised_pair(item: Fact | Derived, before: tuple[object, ...], to: Fraction) -> tuple[Fraction, Fraction]:
    numerator, denominator = before
    assert isinstance(numerator, Fraction)
    assert isinstance(denominator, Fraction)
    share = to / 100 if item.type == "percent" else to
    if item.better == "down":
        return min(numerator, Fraction(math.floor(share * denominator))), denominator
    return max(numerator, Fraction(math.ceil(share * denominator))), denominator


# ---- rows -----------------------------------------------------------------------------------------------------------


def _with_row(rows: tuple[Row, ...], effect: Effect, firm: FirmAnswers, as_of: date) -> tuple[Row, ...]:
    if any(_agrees(row, effect, as_of) for row in rows):
        return rows
    values: dict[str, AnswerValue] = dict(effect.row)
    if effect.since:
        values[effect.since] = as_of - SETTLED
    return (*rows, Row(values=values, subject=firm.firm_subject, grade=PLANNED_GRADE))


def _agrees(row: Row, effect: Effect, as_of: date) -> bool:
    end = row.values.get(effect.until) if effect.until else None
    runs = not isinstance(end, date) or end >= as_of
    start = row.values.get(effect.since) if effect.since else None
    settled = not effect.since or (isinstance(start, date) and start <= as_of - SETTLED)
    same = all(row.values.get(name) == value for name, value in effect.row.items())
    return runs and settled and same and row.grade > Grade.E1


def _raise_rows(
    tables: Mapping[str, tuple[Row, ...]],
    effects: Iterable[Effect],
    firm: FirmAnswers,
    library: Library,
    as_of: date,
    subjects: Collection[str] | None,
) -> dict[str, tuple[Row, ...]]:
    found = dict(tables)
    for effect in effects:
        if effect.table not in found:
            continue
        table = library.tables[effect.table]
        chosen = _satisfying(replace(firm, rows=found), effect, table, library, as_of)
        found[table.id] = tuple(
            _raised_row(row, effect, table, as_of) if wanted and _is_meant(row.subject, firm, subjects) else row
            for row, wanted in zip(found[table.id], chosen, strict=True)
        )
    return found


def _satisfying(firm: FirmAnswers, effect: Effect, table: FactTable, library: Library, as_of: date) -> list[bool]:
    if effect.where is None:
        return [True] * len(firm.rows[table.id])
    frame = Frame([firm], library, as_of)
    truth = RowEvaluator(frame, TableRows.of(frame, table)).truth(effect.where)
    return [bool(each) for each in truth.must]


def _raised_row(row: Row, effect: Effect, table: FactTable, as_of: date) -> Row:
    values = dict(row.values)
    if effect.column and effect.share is None:
        values[effect.column] = True
    elif effect.column:
        _raise_field(values, effect, table)
    if effect.since:
        start = values.get(effect.since)
        settled = as_of - SETTLED
        values[effect.since] = min(start, settled) if isinstance(start, date) else settled
    grade = max(row.grade, Grade[effect.grade]) if effect.grade else row.grade
    return replace(row, values=values, grade=grade)


def _raise_field(values: dict[str, AnswerValue], effect: Effect, table: FactTable) -> None:
    """Raise a number of a row to a share of another one, and every field that holds it along with it."""
    whole = values.get(effect.of)
    if not isinstance(whole, Fraction) or effect.share is None:
        return
    wanted = whole * effect.share / 100
    field = table.field_named(effect.column)
    amount = Fraction(math.ceil(wanted)) if field is not None and field.integer else wanted
    while field is not None:
        before = values.get(field.id)
        if isinstance(before, Fraction) and before >= amount:
            return
        if not isinstance(before, Fraction) and field.id != effect.column:
            return  # how many there are is unknown; that they are at least as many follows from `within`
        values[field.id] = amount
        field = table.field_named(field.within) if field.within else None
