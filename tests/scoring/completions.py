"""Firms in which everything that was not known has become known: one of the many ways in which it may turn out.

What is certain now must still hold then, so a completion only fills gaps:

- a fact that was not answered is answered, unless skip logic already says what it is;
- an absent table gets rows, a missing year its row, an empty field its value; a table that was given stays complete;
- the level aimed at is a choice with a default, not a gap;
- a table that would overrule another value (the official result before our own) stays as it is: what it would say is
  not a gap in the other value;
- a field whose *absence* means something (an open end date) stays empty, and so does the table behind a direct answer,
  which counts only as long as the table says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.facts import Fact, FactTable, Field
from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import Answer, AnswerValue, FirmAnswers, Row
from tests.scoring.firms import FirmInTheMaking, FirmMaker, expressions_of, wholes
from tests.scoring.twin import Twin


class Completer:
    """Completes firms that answer one library."""

    def __init__(self, maker: FirmMaker) -> None:
        self.maker = maker
        self.library: Library = maker.library
        self.telling = {
            test.target.field for test in _state_tests(self.library) if isinstance(test.target, ex.FieldRef)
        }

        firsts = [each for each in _parts(self.library) if isinstance(each, ex.FirstKnown)]
        better = [part for each in firsts for value in each.args[:-1] for part in ex.walk(value)]
        self.overruling = {part.table for part in better if isinstance(part, ex.Latest)}
        aims = [standard.by_level.upto for standard in self.library.standards.values() if standard.by_level]
        self.aims = {aim.fact for aim in aims if aim is not None}

    def gaps_only(self, firm: FirmAnswers) -> FirmAnswers:
        """The firm without direct answers to derived facts, which a completed table would overrule."""
        answers = {key: answer for key, answer in firm.answers.items() if key[1] in self.library.facts}
        return replace(firm, answers=answers)

    def complete(self, firm: FirmAnswers, seed: int) -> FirmAnswers:
        chance = FirmInTheMaking(self.maker, seed)
        twin = Twin(firm, self.library, self.maker.as_of)
        asked = {fact.id for fact in self.library.facts.values() if self._is_asked(fact, twin)} - self.aims
        answers = dict(firm.answers)
        for key, answer in firm.answers.items():
            refused = answer.state == "refused" and key[1] not in self.aims
            if refused or (answer.state == "unknown" and key[1] in asked):
                answers[key] = Answer(state="known", value=chance.value(self.library.facts[key[1]]), grade=answer.grade)
        for fact in self.library.facts.values():
            if (firm.firm_subject, fact.id) not in answers and fact.id in asked:
                answers[firm.firm_subject, fact.id] = Answer(state="known", value=chance.value(fact))
        tables = [table for name, table in self.library.tables.items() if name not in self.overruling]
        rows = {table.id: self._rows(firm, table, chance) for table in tables}
        return replace(firm, answers=answers, rows={**firm.rows, **rows})

    def _is_asked(self, fact: Fact, twin: Twin) -> bool:
        if fact.ask_when is None or fact.implies is None:
            return True
        return all(twin.truth(fact.ask_when, subject).holds is not False for subject in twin.firm.subjects)

    def _rows(self, firm: FirmAnswers, table: FactTable, chance: FirmInTheMaking) -> tuple[Row, ...]:
        if table.id not in firm.rows:
            return chance.rows(table, firm.subjects)
        rows = [replace(row, values=self._fields(table, row, chance)) for row in firm.rows[table.id]]
        if "year" in table.key:
            there = {row.values.get("year") for row in rows}
            missing = [Fraction(self.maker.as_of.year - back) for back in (1, 2, 3)]
            rows += [
                Row(values=chance.fields(table) | {"year": year}, subject="firm")
                for year in missing
                if year not in there
            ]
        return tuple(rows)

    def _fields(self, table: FactTable, row: Row, chance: FirmInTheMaking) -> dict[str, AnswerValue]:
        """The fields of a row; what was filled in keeps parts within their wholes."""
        values = dict(row.values)
        filled = [field for field in table.fields if values.get(field.id) is None and field.id not in self.telling]
        for field in filled:
            number = chance.value(field)
            if isinstance(number, Fraction):
                number = min([number, *wholes(table, field, values)])
                number = max([number, *parts_of(table, field, row.values)])
            values[field.id] = number
        return values


def parts_of(table: FactTable, field: Field, values: Mapping[str, AnswerValue]) -> Iterator[Fraction]:
    """What is known of the fields that lie within a field, however far down."""
    for below in table.fields:
        if below.within == field.id:
            part = values.get(below.id)
            if isinstance(part, Fraction):
                yield part
            yield from parts_of(table, below, values)


def _state_tests(library: Library) -> Iterator[ex.StateTest]:
    yield from (part for part in _parts(library) if isinstance(part, ex.StateTest))


def _parts(library: Library) -> Iterator[ex.Expression]:
    for expression in expressions_of(library):
        yield from ex.walk(expression)


def about_the_record(library: Library) -> set[str]:
    """Conditions that ask whether something was answered: they change when the answer comes, on purpose."""
    found = set()
    for criteria in library.criteria.values():
        for each in criteria.conditions:
            needs = [
                need for need in (each.need, each.applies, *(part.need for part in each.parts)) if need is not None
            ]
            parts = [part for need in needs for part in ex.walk(need)]
            if any(isinstance(part, ex.StateTest) and not isinstance(part.target, ex.FieldRef) for part in parts):
                found.add(f"{criteria.id}.{each.id}")
    return found
