"""The rows of a record table, one row after the other: which hold for a subject, what is known of their fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import inf
from typing import Any

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.facts import DEFAULT_VERIFYING, Derived, Fact, FactTable, Field
from diagnostics.model.firm.answers import AnswerValue, FirmAnswers, Row, Subject
from tests.scoring import twin_range as tr
from tests.scoring.twin_range import Number, Range, Truth

STATES = {"known": (True, False), "given": (True, False), "unknown": (False, True)}  # of a field: given, not given


@dataclass(frozen=True)
class Entry:
    """A row; `certain`: it counts for sure (a verified figure only takes unverified rows as possible)."""

    row: Row
    certain: bool


def limits(item: Fact | Derived | Field) -> tuple[Number, Number]:
    """Lowest and highest number that can be, before anything is known."""
    if item.type == "bool":
        return Fraction(0), Fraction(1)
    if item.type == "choice":
        values = [option.value for option in item.options if option.value is not None]
        return (min(values), max(values)) if values else (-inf, inf)
    low: Number = -inf if item.min is None else item.min
    high: Number = inf if item.max is None else item.max
    return (max(low, Fraction(0)), min(high, Fraction(100))) if item.type == "percent" else (low, high)


def number_of(item: Fact | Derived | Field, value: Any) -> Fraction | None:
    """The number that a value stands for: true is 1, an option its value, a date its day; None: not known."""
    if isinstance(value, bool):
        return Fraction(int(value))
    if isinstance(value, str):
        return next((option.value for option in item.options if option.id == value), None)
    if isinstance(value, date):
        return Fraction(value.toordinal())
    return Fraction(value) if isinstance(value, Fraction | int) else None


def single(item: Fact | Derived | Field, value: Any) -> Range:
    number = number_of(item, value)
    return Range(*limits(item)) if number is None else tr.exactly(number)


class Rows:
    """A record table of one firm, as one subject sees it."""

    def __init__(self, firm: FirmAnswers, table: FactTable, as_of: date, *, verified: bool) -> None:
        self.firm = firm
        self.table = table
        self.as_of = as_of
        verifying = table.question.verified_by if table.question else DEFAULT_VERIFYING
        self.entries = [Entry(row, not verified or row.grade.name in verifying) for row in firm.rows.get(table.id, ())]
        self.parents = {subject.id: subject.parent for subject in firm.subjects}

    # ---- which rows ----

    def line(self, subject: str) -> list[str]:
        """A subject and all above it."""
        found = [subject]
        while self.parents.get(found[-1]):
            found.append(self.parents[found[-1]])
        return found

    def sharers(self, row: Row, kind: str) -> list[str]:
        """Subjects of a kind for which a row holds: the one that contains it, else those below it."""
        of_kind = [each.id for each in self.firm.subjects if each.kind == kind]
        above = [each for each in of_kind if each in self.line(row.subject)]
        return above or [each for each in of_kind if row.subject in self.line(each)]

    def of(self, subject: Subject, entries: Sequence[Entry] | None = None) -> list[Entry]:
        """Rows that hold for a subject.

        Rows of a subject hold for those above it; downwards they hold if the table inherits or only one is below.
        """
        found = []
        for entry in self.entries if entries is None else entries:
            sharers = self.sharers(entry.row, subject.kind)
            if subject.id in sharers and (self.table.inherit or len(sharers) == 1):
                found.append(entry)
        return found

    def is_given(self, subject: Subject) -> bool:
        """Whether the rows of a subject are complete: the table is there, and no row is shared with others."""
        if self.table.id not in self.firm.rows:
            return False
        shared = [sharers for entry in self.entries if len(sharers := self.sharers(entry.row, subject.kind)) > 1]
        return self.table.inherit or not any(subject.id in sharers for sharers in shared)

    # ---- one row ----

    def tells(self, entry: Entry, name: str) -> bool:
        """Whether a field counts as given: of a row that may not count, only what the row is about."""
        field = self.table.field_named(name)
        return entry.certain or (field is not None and field.selects)

    def told(self, entry: Entry, name: str) -> AnswerValue:
        """What is known of a field."""
        return entry.row.values.get(name) if self.tells(entry, name) else None

    def number(self, entry: Entry, name: str) -> Range:
        """A number of a row; an unknown one is at most as large as the field it lies within."""
        field = self.table.field_named(name)
        assert field is not None, name
        found = single(field, self.told(entry, name))
        if field.within and not found.known:
            return replace(found, hi=min(found.hi, self.number(entry, field.within).hi))
        return found

    def value(self, node: ex.Expression, entry: Entry) -> Range:
        if isinstance(node, ex.FieldRef):
            return self.number(entry, node.field)
        if isinstance(node, ex.Constant):
            return tr.exactly(node.value if isinstance(node.value, Fraction) else node.value.toordinal())
        if isinstance(node, ex.AsOf):
            return tr.exactly(moved(self.as_of, node).toordinal())
        if isinstance(node, ex.DaysSince):
            return tr.subtract(tr.exactly(self.as_of.toordinal()), self.value(node.of, entry))
        if isinstance(node, ex.Arithmetic):
            return arithmetic(node.operation, [self.value(part, entry) for part in node.args])
        assert isinstance(node, ex.Ratio), node
        quotient = tr.divide(self.value(node.numerator, entry), self.value(node.denominator, entry), node.den_zero)
        return tr.multiply([quotient, tr.exactly(node.times)])

    def truth(self, node: ex.Expression, entry: Entry) -> Truth:
        if isinstance(node, ex.Compare):
            return tr.compare(self.value(node.left, entry), node.comparison, self.value(node.right, entry))
        if isinstance(node, ex.Among):
            assert isinstance(node.source, ex.FieldRef)
            name = node.source.field
            chosen = entry.row.grade.name if name == "grade" else self.told(entry, name)
            return Truth(None if chosen is None else chosen in node.options)
        if isinstance(node, ex.StateTest):
            assert isinstance(node.target, ex.FieldRef)
            if not self.tells(entry, node.target.field):
                return Truth(None)
            given = self.told(entry, node.target.field) is not None
            return Truth(any(STATES[state][0 if given else 1] for state in node.states if state in STATES))
        assert isinstance(node, ex.AllOf | ex.AnyOf | ex.NoneOf), node
        return combined(node, [self.truth(each, entry) for each in node.conditions])

    def counts(self, entry: Entry, where: ex.Expression | None) -> bool | None:
        """Whether a row counts: certainly, certainly not, or possibly."""
        holds = True if where is None else self.truth(where, entry).holds
        return holds if entry.certain or holds is False else None

    # ---- over the rows of a subject ----

    def count(self, subject: Subject, where: ex.Expression | None, entries: Sequence[Entry] | None = None) -> Range:
        states = [self.counts(entry, where) for entry in self.of(subject, entries)]
        highest = sum(state is not False for state in states) if self.is_given(subject) else inf
        return Range(Fraction(sum(state is True for state in states)), highest)

    def exists(self, subject: Subject, node: ex.Exists) -> Truth:
        entries = None if node.chained is None else self.chained(node.chained)
        return tr.compare(self.count(subject, node.where, entries), "at_least", tr.exactly(1))

    def total(self, subject: Subject, node: ex.RowValue) -> Range:
        """The sum of a field; a row that may not count adds nothing or its amount."""
        parts = [tr.exactly(0)]
        for entry in self.of(subject):
            counts, number = self.counts(entry, node.where), self.number(entry, node.field)
            if counts is None:
                number = Range(min(number.lo, Fraction(0)), max(number.hi, Fraction(0)))
            parts += [] if counts is False else [number]
        found = tr.add(parts)
        if self.is_given(subject):
            return found
        field = self.table.field_named(node.field)
        assert field is not None
        return Range(found.lo if limits(field)[0] >= 0 else -inf, inf)

    def extreme(self, subject: Subject, node: ex.RowValue) -> Range:
        """The largest or smallest value of a field; nothing is known where no row counts for sure."""
        field = self.table.field_named(node.field)
        assert field is not None
        if not self.is_given(subject):
            return Range(*limits(field))
        sign = 1 if node.how == "max" else -1
        sure: list[Number] = [-inf]
        possible: list[Number] = []
        for entry in self.of(subject):
            counts, number = self.counts(entry, node.where), self.number(entry, node.field)
            low, high = (number.lo, number.hi) if node.how == "max" else (-number.hi, -number.lo)
            sure += [low] if counts else []
            possible += [] if counts is False else [high]
        lo, hi = max(sure), max(possible, default=inf)
        return Range(lo, hi) if sign == 1 else Range(-hi, -lo)

    def latest(self, subject: Subject, node: ex.Latest) -> Range:
        """A field of the newest row up to today; a row that may count leaves it open."""
        field = self.table.field_named(node.field)
        assert field is not None
        unknown, today = Range(*limits(field)), tr.exactly(self.as_of.toordinal())
        if not self.is_given(subject):
            return unknown
        newest: tuple[Number, Range] | None = None
        for entry in self.of(subject):
            counts, day = self.counts(entry, node.where), self.number(entry, node.by)
            if counts is False or tr.compare(day, "at_most", today).holds is False:
                continue
            if counts is None or not day.known:
                return unknown
            if newest is None or day.lo >= newest[0]:
                newest = day.lo, self.number(entry, node.field)
        return unknown if newest is None else newest[1]

    def yearly(self, subject: Subject, node: ex.Yearly) -> Range:
        """A figure of the row of a calendar year; a missing row is unknown, never the latest row instead."""
        field = self.table.field_named(node.field)
        assert field is not None
        wanted = tr.exactly(self.as_of.year - node.back)
        found = Range(*limits(field))
        for entry in self.of(subject):
            if entry.certain and tr.compare(self.number(entry, "year"), "equals", wanted).holds:
                found = self.number(entry, node.field)
        return found

    # ---- chains of rows ----

    def chained(self, chain: ex.Chained) -> list[Entry]:
        """Rows with the same `by` whose periods touch become one row.

        Only rows that satisfy `of` take part; verified and unverified rows of one subject never join. A row without a
        start stays alone; one without an end goes on for ever.
        """
        groups: dict[tuple[Any, ...], list[Entry]] = {}
        for entry in self.entries:
            wanted = True if chain.of is None else self.truth(chain.of, entry).holds
            if wanted is not False:
                sure = replace(entry, certain=entry.certain and wanted is True)
                key = (entry.row.subject, entry.row.values.get(chain.by), entry.row.grade.name in DEFAULT_VERIFYING)
                groups.setdefault(key, []).append(sure)
        return [merged for group in groups.values() for merged in _merge(group, chain)]


def _merge(group: list[Entry], chain: ex.Chained) -> list[Entry]:
    def start(entry: Entry) -> date | None:
        found = entry.row.values.get(chain.start)
        return found if isinstance(found, date) else None

    def end(entry: Entry) -> date:
        found = entry.row.values.get(chain.end)
        return found if isinstance(found, date) else date.max

    merged: list[Entry] = [entry for entry in group if start(entry) is None]
    dated = [(begin, entry) for entry in group if (begin := start(entry)) is not None]
    last: Entry | None = None
    for begin, entry in sorted(dated, key=lambda each: (each[0], end(each[1]))):
        touches = last is not None and (end(last) == date.max or begin <= end(last) + timedelta(days=1))
        if last is None or not touches:
            last = entry
        else:
            merged.remove(last)
            last = _joined(last, entry, max(end(last), end(entry)), chain)
        merged.append(last)
    return merged


def _joined(first: Entry, second: Entry, end: date, chain: ex.Chained) -> Entry:
    """The fields of the last part, the earliest start, the latest end, the weakest evidence."""
    dates: Mapping[str, AnswerValue] = {
        chain.start: first.row.values[chain.start],
        chain.end: None if end == date.max else end,
    }
    grade = min(first.row.grade, second.row.grade)
    row = replace(second.row, values={**second.row.values, **dates}, grade=grade)
    return Entry(row, first.certain and second.certain)


def moved(day: date, by: ex.AsOf) -> date:
    """A day so many months of the calendar and then so many days on.

    Going back n months from a day gives the last day whose own n months are over by then; those end on the day of the
    same number, or on the last of a month that has none.
    """
    if by.months == 0:
        return day + timedelta(days=by.offset)
    forward = -by.months
    found = day + timedelta(days=round(by.months * 30.5) + 40)
    while _later(found, forward) > day:
        found -= timedelta(days=1)
    return found + timedelta(days=by.offset)


def _later(day: date, months: int) -> date:
    """The day of the same number so many months on, or the last of that month."""
    whole = day.year * 12 + day.month - 1 + months
    for number in range(day.day, 0, -1):
        try:
            return date(whole // 12, whole % 12 + 1, number)
        except ValueError:
            continue
    raise AssertionError(day)


def arithmetic(operation: ex.ArithmeticOperation, parts: Sequence[Range]) -> Range:
    if operation == "difference":
        return tr.subtract(parts[0], parts[1])
    return {"sum": tr.add, "product": tr.multiply, "min": tr.smallest, "max": tr.largest}[operation](parts)


def combined(node: ex.AllOf | ex.AnyOf | ex.NoneOf, parts: Iterable[Truth]) -> Truth:
    truths = list(parts)
    if isinstance(node, ex.AllOf):
        return tr.all_of(truths)
    return tr.any_of(truths) if isinstance(node, ex.AnyOf) else tr.opposite(tr.any_of(truths))
