"""The dates that a firm's file knows, the first first: rules of the content over rows, facts, findings, policies. Pure.

Only a day that somebody wrote down is named; nothing is reckoned from a note, and what is unknown names no day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from diagnostics.model.content.due_dates import DueRule, WatchedRows
from diagnostics.model.content.expressions import AsOf
from diagnostics.model.content.facts import FactTable
from diagnostics.model.firm.answers import FirmAnswers, Row
from diagnostics.model.results.dates import DueDate, DueSource, due_state
from diagnostics.model.results.policy_results import PolicyResults
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.words.catalogue import say

_OVER = frozenset({"expired", "not_yet"})  # reasons for which a policy offers nothing on this day


@dataclass(frozen=True, kw_only=True)
class _FoundDay:
    """A day with what it is about."""

    day: date
    name: str
    source: DueSource
    subject: str
    whose: str = ""


class DueDates:
    """Finds the dates of every firm of an evaluator; conditions are evaluated once for all of them."""

    def __init__(self, evaluator: Evaluator, rules: Iterable[DueRule] | None = None) -> None:
        self._frame = evaluator.frame
        self._library = evaluator.library
        self._rules = tuple(self._library.due_dates.values() if rules is None else rules)
        self._holds = {
            rule.id: evaluator.truth(rule.when, "firm").must for rule in self._rules if rule.when is not None
        }
        self._rows = {rule.id: _watched(evaluator, rule.rows) for rule in self._rules if rule.rows is not None}

    def of_firm(self, firm: int, policies: PolicyResults | None = None) -> tuple[DueDate, ...]:
        """Return the dates of a firm, the soonest first."""
        own = self._frame.firms[firm]
        (row,) = self._frame.of_firm("firm", firm)
        told = (
            due
            for rule in self._rules
            if rule.id not in self._holds or self._holds[rule.id][row]
            for found in self._days(rule, own, firm, policies or {})
            if (due := self._told(rule, found, own)) is not None
        )
        return tuple(sorted(told, key=lambda due: due.day))

    def _days(self, rule: DueRule, own: FirmAnswers, firm: int, policies: PolicyResults) -> Iterator[_FoundDay]:
        if rule.rows is not None:
            yield from _ends(rule.rows, self._library.tables[rule.rows.table], self._rows[rule.id][firm])
        elif rule.fact:
            yield from self._fact(rule.fact, own)
        elif rule.findings:
            yield from _deadlines(rule, own)
        else:
            yield from self._policies(rule, own, policies)

    def _fact(self, fact: str, own: FirmAnswers) -> Iterator[_FoundDay]:
        for (subject, name), answer in own.answers.items():
            if name == fact and isinstance(answer.value, date):
                yield _FoundDay(
                    day=answer.value, name=self._library.named(fact).name, source=DueSource("fact", fact),
                    subject=subject,
                )  # fmt: skip

    def _policies(self, rule: DueRule, own: FirmAnswers, results: PolicyResults) -> Iterator[_FoundDay]:
        """Yield the days of what fits as far as is known: a condition holds, none fails."""
        for policy in self._library.policies.values():
            for item in policy.items:
                day = policy.valid_to if rule.policies == "end" else item.apply_by
                result = results.get(item.id)
                if day is None or result is None or _OVER & set(result.reasons):
                    continue
                states = {condition.state for condition in result.conditions}
                if "met" in states and "not_met" not in states:
                    source = DueSource("policy", item.id)
                    yield _FoundDay(day=day, name=item.name, source=source, subject=own.firm_subject)

    def _told(self, rule: DueRule, found: _FoundDay, own: FirmAnswers) -> DueDate | None:
        as_of = self._frame.as_of
        days = (found.day - as_of).days
        if not -rule.behind <= days <= rule.ahead:
            return None
        state = due_state(found.day, as_of)
        text = getattr(rule.say, state).format(name=found.name, n=abs(days), whose=found.whose)
        return DueDate(
            rule=rule.id, kind=rule.kind, day=found.day, days=days, state=state, name=found.name, text=text,
            todo=rule.todo_after if state == "past" else rule.todo, who=rule.who, leaves=rule.leaves,
            latest_start=AsOf(0, -rule.months).on(found.day) if rule.months else None, source=found.source,
            subject=found.subject, place=own.place_of(found.subject), remedy=rule.remedy, mark=rule.mark,
        )  # fmt: skip


def city_dates(evaluator: Evaluator) -> DueDates:
    """Return what finds the dates that a city counts: to come, and no further off than it looks."""
    rules = evaluator.library.due_dates.values()
    return DueDates(
        evaluator, [replace(rule, ahead=rule.city_ahead, behind=0) for rule in rules if rule.city_ahead]
    )  # fmt: skip


def _watched(evaluator: Evaluator, watched: WatchedRows) -> dict[int, list[tuple[int, Row]]]:
    """Return the rows of every firm that certainly are watched, each with its place in the table of the firm."""
    rows = evaluator.rows(watched.table)
    size = rows.count_of_rows
    holds = np.ones(size, dtype=bool) if watched.where is None else rows.truth(watched.where).must
    found: dict[int, list[tuple[int, Row]]] = defaultdict(list)
    places: dict[int, int] = defaultdict(int)
    for placed, hold in zip(rows.rows.rows, holds, strict=True):
        if hold:
            found[placed.firm].append((places[placed.firm], placed.row))
        places[placed.firm] += 1
    return found


def _ends(watched: WatchedRows, table: FactTable, rows: list[tuple[int, Row]]) -> Iterator[_FoundDay]:
    for at, row in rows:
        day = row.values.get(watched.day)
        if isinstance(day, date) and not any(_renews(other, row, day, watched) for _, other in rows):
            yield _FoundDay(
                day=day, name=_named(table, watched.named, row), source=DueSource("row", watched.table, at),
                subject=row.subject,
            )  # fmt: skip


def _renews(other: Row, row: Row, day: date, watched: WatchedRows) -> bool:
    """Whether another row is the same thing and ends later, or has no end; what is unknown is not the same."""
    if other is row or other.subject != row.subject or not watched.alike:
        return False
    end = other.values.get(watched.day)
    same = all(row.values.get(name) == other.values.get(name) is not None for name in watched.alike)
    return same and (not isinstance(end, date) or end > day)


def _named(table: FactTable, name: str, row: Row) -> str:
    """Return what a row calls itself: the name of its option, or its text."""
    field, value = table.field_named(name), row.values.get(name)
    options = field.options if field is not None else ()
    return next((option.name for option in options if option.id == value), "" if value is None else str(value))


def _deadlines(rule: DueRule, own: FirmAnswers) -> Iterator[_FoundDay]:
    for at, finding in enumerate(own.findings):
        if finding.kind in rule.findings and finding.deadline is not None:
            yield _FoundDay(
                day=finding.deadline.day, name=finding.title or finding.text,
                source=DueSource("finding", finding.kind, at), subject=own.firm_subject,
                whose=finding.deadline.whose or say("due_dates", "whose_open"),
            )  # fmt: skip
