"""Random firms for any library: realistic ones, and nasty ones that no sane person would write down.

The same seed gives the same firm. Realistic firms keep what the reader of answers files would enforce (a part is not
larger than its whole, required fields are there); nasty ones need not, and like thresholds, empty things and dates
around the date of the diagnosis.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.facts import Derived, Fact, FactTable, Field
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import SUBJECT_KINDS, Grade
from diagnostics.model.firm.answers import Answer, AnswerValue, FirmAnswers, Row, Subject

# How far from a threshold: on it, clearly beside it, so close that floats cannot tell, so close that they are equal.
STEPS = (0, 0, 0, 1, -1, Fraction(1, 10**10), -Fraction(1, 10**10), Fraction(1, 10**18), -Fraction(1, 10**18))
# How far from the date of the diagnosis: on both sides of every rule about days that content likes.
DAYS = (0, 1, -1, -89, -90, -91, -365, -366, -400, -1000, 30, 90)


class FirmMaker:
    """Makes firms that answer the facts and tables of one library."""

    def __init__(self, library: Library, as_of: date) -> None:
        self.library = library
        self.as_of = as_of
        self.edges = thresholds(library)

    def firm(
        self, seed: int, *, nasty: bool = False, subjects: tuple[Subject, ...] = (), **traits: float
    ) -> FirmAnswers:
        """Make a firm.

        Args:
            seed: decides everything that is not given.
            nasty: whether the firm likes thresholds, gaps and contradictions.
            subjects: its sites and workshops.
            traits: asked (share of questions answered), gaps (share of them with 不清楚 and the like), proof (share of
                answers with evidence), fill (share of fields filled in), mood (how good its answers are; 1: all the
                best there is, 0: all the worst).
        """
        maker = FirmInTheMaking(self, seed, nasty=nasty)
        for name, value in traits.items():
            setattr(maker, name, value)
        return maker.make(f"{seed:018d}", subjects)

    def firms(self, number: int, *, first: int = 0) -> list[FirmAnswers]:
        """Every third firm is nasty."""
        return self.of_seeds(range(first, first + number))

    def of_seeds(self, seeds: Iterable[int]) -> list[FirmAnswers]:
        """Make the firms that `firms` makes of these seeds."""
        return [self.firm(seed, nasty=seed % 3 == 2) for seed in seeds]


def _edges(expression: ex.Expression) -> Iterator[Fraction]:
    for part in ex.walk(expression):
        if isinstance(part, ex.Constant) and isinstance(part.value, Fraction):
            yield part.value
        elif isinstance(part, ex.Band):
            yield from (edge for edge, _ in part.edges)


def expressions_of(library: Library) -> Iterator[ex.Expression]:
    """Every value and condition of facts, standards and criteria sets."""
    for item in library.derived.values():
        yield from [item.value] if item.value is not None else []
        yield from (case.when for case in item.cases)
    for standard in library.standards.values():
        yield from (node.points for node in standard.nodes if node.points is not None)
        yield from (step.need for ladder in standard.ladders for step in ladder.steps)
        yield from (case.when for rule in standard.first_match for case in rule.cases)
    for criteria in library.criteria.values():
        for each in criteria.conditions:
            yield from (need for need in (each.need, each.applies, *(part.need for part in each.parts)) if need)


def thresholds(library: Library) -> tuple[Fraction, ...]:
    """Every number that some rule of the library compares with."""
    found = {Fraction(0), Fraction(1)}
    return tuple(sorted(found.union(*(_edges(each) for each in expressions_of(library)))))


def wholes(table: FactTable, field: Field, values: Mapping[str, AnswerValue]) -> Iterator[Fraction]:
    """What is known of the fields that a field lies within, however far up."""
    above = table.field_named(field.within)
    while above is not None:
        whole = values.get(above.id)
        if isinstance(whole, Fraction):
            yield whole
        above = table.field_named(above.within)


class FirmInTheMaking:
    """One firm in the making."""

    def __init__(self, maker: FirmMaker, seed: int, *, nasty: bool = False) -> None:
        chance = random.Random(seed)
        self.maker = maker
        self.library = maker.library
        self.chance = chance
        self.nasty = nasty
        self.as_of = maker.as_of
        # Some firms have answered everything, some nothing; some have proof of everything, some of nothing.
        self.asked = chance.choice((0.05, 0.5, 0.9, 1.0))
        self.gaps = 0.1
        self.proof = chance.choice((0.0, 0.5, 1.0))
        self.fill = chance.choice((0.6, 0.95, 1.0))
        self.mood = chance.choice((0.1, 0.5, 0.9, 1.0))  # how good its answers are; 1: all the best there is

    def make(self, code: str, subjects: tuple[Subject, ...]) -> FirmAnswers:
        subjects = subjects or self._subjects()
        answers = self._answers(subjects)
        rows = {
            name: self.rows(table, subjects)
            for name, table in self.library.tables.items()
            if self.chance.random() < max(self.asked, 0.3)
        }
        return FirmAnswers(
            code=code,
            name=f"示例{code}（虚构）",
            subjects=subjects,
            answers=answers,
            rows=rows,
            tailored=self._tailored(),
            fictitious=True,
        )

    # ---- subjects ----

    def _subjects(self) -> tuple[Subject, ...]:
        sites = self.chance.choice((1, 1, 1, 2, 3))
        found = [Subject("firm", "firm", "企业")]
        workshops = []
        for number in range(sites):
            site = Subject(f"site_{number}", "site", "厂", "firm")
            found.append(site)
            for other in range(self.chance.choice((1, 1, 2, 3))):
                workshops.append(Subject(f"ws_{number}_{other}", "workshop", "车间", site.id))
        return (*found, *workshops)

    def _grade(self) -> Grade:
        if self.chance.random() < self.proof:
            return self.chance.choice((Grade.E2, Grade.E3, Grade.E4))
        return self.chance.choice((Grade.E1, Grade.E1, Grade.E0))

    # ---- answers ----

    def _answers(self, subjects: Sequence[Subject]) -> dict[tuple[str, str], Answer]:
        found: dict[tuple[str, str], Answer] = {}
        for fact in self.library.facts.values():
            for subject in self._places(fact, subjects):
                found[subject.id, fact.id] = self._answer(fact)
        for item in self.library.derived.values():
            if item.direct != "none" and self.chance.random() < self.asked / 3:
                found["firm", item.id] = self._answer(item)
        return found

    def _places(self, fact: Fact, subjects: Sequence[Subject]) -> list[Subject]:
        """Where a fact is answered: for the firm, now and then for lower subjects of its kind too."""
        if self.chance.random() > self.asked and not (fact.selects and not self.nasty):
            return []
        depth = SUBJECT_KINDS.index(fact.subject)
        lower = [each for each in subjects[1:] if SUBJECT_KINDS.index(each.kind) <= depth]
        own = [each for each in lower if self.chance.random() < 0.4]
        return own if own and self.chance.random() < 0.3 else [subjects[0], *own]

    def _answer(self, item: Fact | Derived) -> Answer:
        roll = self.chance.random()
        may_be_na = self.nasty or (isinstance(item, Fact) and item.na)
        if roll < self.gaps * 0.4:
            return Answer(state=self.chance.choice(("unknown", "refused")), value=None, grade=self._grade())
        if roll < self.gaps and may_be_na:
            return Answer(state="na", value=None, grade=self._grade(), note="没有这项业务")
        return Answer(state="known", value=self.value(item), grade=self._grade())

    def value(self, item: Fact | Derived | Field) -> AnswerValue:
        if isinstance(item, Derived) and item.direct == "pair" and self.chance.random() < 0.7:
            return self._pair(item)
        if item.type == "multi":
            return self._picks(item)
        if item.type == "judgement":
            return "holds" if self.chance.random() < self.mood else "fails"
        if item.type == "choice":
            options = [option.id for option in item.options]
            directed = not isinstance(item, Field) and item.better != "none"
            return self._step(options) if directed else self.chance.choice(options)
        if item.type == "bool":
            return self._yes(item)
        if item.type == "date":
            return self._day()
        return "文字" if item.type == "text" else self._number(item)

    def _yes(self, item: Fact | Derived | Field) -> bool:
        """Whether something that may be better or worse for the firm is so."""
        worse = not isinstance(item, Field) and item.better == "down"
        return (self.chance.random() < self.mood) != worse

    def _step(self, options: Sequence[str]) -> str:
        """An option of a list that runs from worst to best."""
        if self.mood not in {0, 1} and self.chance.random() < 0.3:
            return self.chance.choice(options)
        place = self.mood if self.mood in {0, 1} else self.chance.gauss(self.mood, 0.2)
        return options[min(max(int(place * len(options)), 0), len(options) - 1)]

    def _picks(self, item: Fact | Derived | Field) -> tuple[str, ...]:
        nothing = tuple(option.id for option in item.options if option.none)
        return tuple(each.id for each in item.options if each.id not in nothing and self._yes(item)) or nothing[:1]

    def _day(self) -> date:
        return self.as_of + timedelta(days=self.chance.choice(DAYS) if self.nasty else self.chance.randint(-1500, 200))

    def _pair(self, item: Derived) -> tuple[Fraction, Fraction]:
        whole = self.chance.choice((0, 1, 3, 7, 20, 60, 1000)) if self.nasty else self.chance.randint(1, 80)
        part = self.chance.randint(0, whole) if item.type == "percent" else self.chance.randint(0, 2 * whole + 1)
        return Fraction(part), Fraction(whole)

    def _number(self, item: Any) -> Fraction:
        low, high = Fraction(item.min or 0), item.max
        if item.type == "percent":
            high = Fraction(100) if high is None else high
        number = self._plain_number(low, high)
        if getattr(item, "integer", False):
            number = Fraction(round(number))
        number = max(number, low) if item.min is not None or item.type == "percent" else number
        return number if high is None else min(number, high)

    def _plain_number(self, low: Fraction, high: Fraction | None) -> Fraction:
        if self.chance.random() < (0.5 if self.nasty else 0.15):
            edge = self.chance.choice(self.maker.edges)
            return edge + self.chance.choice(STEPS)
        if high is not None:
            return low + (high - low) * Fraction(self.chance.randint(0, 1000), 1000)
        return Fraction(self.chance.choice((0, 1, 5, 30, 400, 2500, 9000)) * self.chance.randint(0, 300), 100)

    # ---- rows ----

    def rows(self, table: FactTable, subjects: Sequence[Subject]) -> tuple[Row, ...]:
        if self.chance.random() < 0.1:
            return ()
        if "year" in table.key:
            return self._yearly(table)
        depth = SUBJECT_KINDS.index(table.subject)
        places = [each.id for each in subjects if SUBJECT_KINDS.index(each.kind) <= depth]
        only = self.chance.choice(places)  # most firms write all rows of a table at one place
        found = []
        for _ in range(self.chance.choice((1, 2, 3, 5, 8))):
            place = self.chance.choice(places) if self.chance.random() < 0.3 else only
            found.append(Row(values=self.fields(table), subject=place, grade=self._grade()))
        return tuple(found + self._renewals(table, found))

    def _yearly(self, table: FactTable) -> tuple[Row, ...]:
        years = [year for year in range(1, 5) if self.chance.random() < self.fill]
        return tuple(
            Row(
                values={**self.fields(table), "year": Fraction(self.as_of.year - back)},
                subject="firm",
                grade=self._grade(),
            )
            for back in (*years, *([0] if self.nasty else []))
        )

    def fields(self, table: FactTable) -> dict[str, AnswerValue]:
        values: dict[str, AnswerValue] = {}
        for field in table.fields:
            needed = field.required and not self.nasty
            if needed or self.chance.random() < self.fill:
                values[field.id] = self.value(field)
        for field in table.fields:
            part = values.get(field.id)
            if isinstance(part, Fraction):
                values[field.id] = min([part, *wholes(table, field, values)])
        return values

    def _renewals(self, table: FactTable, rows: Sequence[Row]) -> list[Row]:
        """Contracts that follow on others: the day after the end, the same day, a day too late."""
        found = []
        for row in rows:
            end = row.values.get("end_date")
            if isinstance(end, date) and table.field_named("start_date") and self.chance.random() < 0.5:
                start = end + timedelta(days=self.chance.choice((0, 1, 2, -30)))
                length = self.chance.choice((10, 100, 500))
                dates: Mapping[str, AnswerValue] = {"start_date": start, "end_date": start + timedelta(days=length)}
                found.append(Row(values={**row.values, **dates}, subject=row.subject, grade=self._grade()))
        return found

    # ---- tailoring ----

    def _tailored(self) -> dict[str, str]:
        names = {
            name
            for standard in self.library.standards.values()
            for node in standard.nodes
            if node.tailorable or node.na == "tailor"
            for name in (node.origin or node.id, node.parent)
            if name
        }
        return {name: "没有这项业务" for name in sorted(names) if self.chance.random() < 0.1}
