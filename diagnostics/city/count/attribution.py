"""The changes between two diagnoses of a firm, each with its cause: facts, their evidence, the content, the day.

Every figure is recomputed with each of the four taken from before or from after (16 combinations). Of a number each
cause gets its Shapley share: the mean of what it adds over all orders in which the causes can be exchanged; the shares
add up to the change exactly. Of a word (a verdict, a status) the causes are named that bring it about alone; where
none does, they do it together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import product
from math import factorial
from typing import Any

from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer, FirmAnswers, Row

CAUSES = ("facts", "evidence", "content", "day")
Figures = Mapping[str, Any]
# figures of every firm by their name: `standard.level`, `set.verdict`; numbers, words or None
Measure = Callable[[Sequence[FirmAnswers], Library, date], Sequence[Figures]]


@dataclass(frozen=True, kw_only=True)
class FigureChange:
    """A figure that differs, and because of what.

    Attributes:
        shares: of a number, what each cause adds.
        alone, together: of a word, the causes that bring it about alone; where there are none, those that it needs.
    """

    figure: str
    before: Any
    after: Any
    shares: Mapping[str, float] | None = None
    alone: tuple[str, ...] = ()
    together: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChangedFacts:
    """Facts that differ in value, and those that differ in evidence only; tables by their id."""

    values: tuple[str, ...]
    evidence: tuple[str, ...]


def with_evidence_of(firm: FirmAnswers, other: FirmAnswers) -> FirmAnswers:
    """Return the firm with the evidence that the other has for the same answers and rows.

    What the other does not have is a mere statement there (E1, or worse where it already was). Rows are the same when
    their first value is (name, process, year), counted from the first.
    """
    answers = {key: _proved(each, other.answers.get(key)) for key, each in firm.answers.items()}
    rows = {table: _rows(own, other.rows.get(table, ())) for table, own in firm.rows.items()}
    return replace(firm, answers=answers, rows=rows, evidence=other.evidence)


def _proved(answer: Answer, other: Answer | None) -> Answer:
    if other is None:
        return replace(answer, grade=min(answer.grade, Grade.E1), evidence=())
    return replace(answer, grade=other.grade, evidence=other.evidence)


def _rows(rows: Sequence[Row], others: Sequence[Row]) -> tuple[Row, ...]:
    left: dict[object, list[Row]] = {}
    for other in others:
        left.setdefault(_same(other), []).append(other)
    found = []
    for row in rows:
        pair = left.get(_same(row), [])
        if pair:
            proof = pair.pop(0)
            found.append(replace(row, grade=proof.grade, evidence=proof.evidence))
        else:
            found.append(replace(row, grade=min(row.grade, Grade.E1), evidence=()))
    return tuple(found)


def _same(row: Row) -> object:
    return row.subject, next(iter(row.values.values()), None)


def attribute(
    before: FirmAnswers,
    after: FirmAnswers,
    libraries: tuple[Library, Library],
    days: tuple[date, date],
    measure: Measure,
) -> tuple[FigureChange, ...]:
    """Return every figure that differs, before and after, and its causes.

    Args:
        before, after: the firm in both assessments.
        libraries, days: content and date of the diagnosis, before and after.
        measure: computes the figures.
    """
    variants = {
        (False, False): before, (False, True): with_evidence_of(before, after),
        (True, False): with_evidence_of(after, before), (True, True): after,
    }  # fmt: skip
    seen: dict[tuple[bool, ...], Figures] = {}
    keys = list(variants)
    for content, day in product((False, True), repeat=2):
        if (content and libraries[0] is libraries[1]) or (day and days[0] == days[1]):
            for key in keys:  # nothing to exchange: the same as without
                same = content and libraries[0] is not libraries[1]
                seen[*key, content, day] = seen[*key, same, day and days[0] != days[1]]
            continue
        found = measure([variants[key] for key in keys], libraries[content], days[day])
        seen |= {(*key, content, day): figures for key, figures in zip(keys, found, strict=True)}
    first, last = seen[False, False, False, False], seen[True, True, True, True]
    names = list(dict.fromkeys([*first, *last]))
    changed = [name for name in names if first.get(name) != last.get(name)]
    return tuple(_change(name, {key: each.get(name) for key, each in seen.items()}) for name in changed)


def _change(figure: str, value: Mapping[tuple[bool, ...], Any]) -> FigureChange:
    first, last = value[False, False, False, False], value[True, True, True, True]
    if all(type(each) in {int, float} for each in value.values()):
        shares = {cause: float(shapley_share(value, place)) for place, cause in enumerate(CAUSES)}
        return FigureChange(figure=figure, before=first, after=last, shares=shares)
    alone = tuple(cause for place, cause in enumerate(CAUSES) if value[tuple(i == place for i in range(4))] == last)
    # none alone: those without which it would not have come about
    needed = tuple(cause for place, cause in enumerate(CAUSES) if value[tuple(i != place for i in range(4))] != last)
    return FigureChange(figure=figure, before=first, after=last, alone=alone, together=() if alone else needed)


def shapley_share(value: Mapping[tuple[bool, ...], Any], place: int) -> Fraction:
    """Return what a cause adds, on average over all orders in which the causes can be exchanged; exact.

    Args:
        value: a number for every combination of causes (False: as before).
        place: the index of the cause in CAUSES.
    """
    total, number = Fraction(0), len(CAUSES)
    for others in product((False, True), repeat=number):
        if others[place]:
            continue
        size = sum(others)
        weight = Fraction(factorial(size) * factorial(number - size - 1), factorial(number))
        with_it = tuple(each or index == place for index, each in enumerate(others))
        total += weight * (Fraction(value[with_it]) - Fraction(value[others]))
    return total


def changed_facts(before: FirmAnswers, after: FirmAnswers) -> ChangedFacts:
    """Return which facts differ in value and which only in evidence; tables by their id."""
    values, grades = [], []
    for key in dict.fromkeys([*before.answers, *after.answers]):
        old, new = before.answers.get(key), after.answers.get(key)
        if old is None or new is None or (old.state, old.value) != (new.state, new.value):
            values.append(key[1])
        elif old.grade != new.grade:
            grades.append(key[1])
    for table in dict.fromkeys([*before.rows, *after.rows]):
        old_rows, new_rows = before.rows.get(table), after.rows.get(table)
        if old_rows is None or new_rows is None or [r.values for r in old_rows] != [r.values for r in new_rows]:
            values.append(table)
        elif [r.grade for r in old_rows] != [r.grade for r in new_rows]:
            grades.append(table)
    return ChangedFacts(tuple(values), tuple(grades))
