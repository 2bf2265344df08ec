"""Firms that do not exist, drawn so that their levels follow a published mix. The mix only decides whom we sample.

Shares of self-diagnosed firms by level of another instrument (level ≤1/2/3/4+: 63/21/12/4 %): a realistic crowd, but
never to be printed as a statistic of ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from random import Random

from diagnostics.interview.course.levels import evaluator_of, live_levels
from diagnostics.interview.course.stop_rule import items_of
from diagnostics.model.content.facts import Derived, Fact, Field
from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import Answer, AnswerValue, FirmAnswers, Row, Subject

MIX = ((1, 0.63), (2, 0.21), (3, 0.12), (4, 0.04))
DRAWN_BY = "digital_level"
ABILITIES = {1: (0.05, 0.45), 2: (0.45, 0.68), 3: (0.68, 0.88), 4: (0.93, 1.0)}
SUBJECTS = (
    Subject("firm", "firm", "模拟企业"),
    Subject("_site", "site", "模拟企业", "firm"),
    Subject("_site.workshop", "workshop", "模拟企业", "_site"),
)


def draw_firms(library: Library, n: int, as_of: date, seed: int = 20260630) -> list[FirmAnswers]:
    """Return n firms with every question answered, in the published mix of levels."""
    random = Random(seed)
    firms: list[FirmAnswers] = []
    for level, share in MIX:
        wanted = round(n * share) if level > 1 else n - sum(round(n * each) for other, each in MIX if other > 1)
        firms += _of_level(library, level, wanted, as_of, random)
    random.shuffle(firms)
    return firms


def _of_level(library: Library, level: int, n: int, as_of: date, random: Random) -> list[FirmAnswers]:
    found: list[FirmAnswers] = []
    for _ in range(200):
        batch = [complete_firm(library, random.uniform(*ABILITIES[level]), as_of, random) for _ in range(max(2 * n, 8))]
        batch = _without_skipped(batch, library, as_of)
        evaluator = evaluator_of(batch, library, as_of)
        for row, firm in enumerate(batch):
            drawn = next(each for each in live_levels(evaluator, row) if each.standard.id == DRAWN_BY)
            assert drawn.decided
            if max(drawn.low, 1) == level:
                found.append(firm)
        if len(found) >= n:
            return found[:n]
    raise AssertionError(f"no firms of level {level} drawn")


def _without_skipped(firms: Sequence[FirmAnswers], library: Library, as_of: date) -> list[FirmAnswers]:
    """Take out answers to questions that would never be asked, such as whether a retrofit was done after “started”."""
    evaluator = evaluator_of(firms, library, as_of)
    conditions = {name: fact for name, fact in library.facts.items() if fact.ask_when is not None}
    may = {name: evaluator.truth(fact.ask_when, "firm").may for name, fact in conditions.items() if fact.ask_when}
    return [
        replace(
            firm, answers={key: each for key, each in firm.answers.items() if key[1] not in may or may[key[1]][row]}
        )
        for row, firm in enumerate(firms)
    ]


def complete_firm(library: Library, ability: float, as_of: date, random: Random) -> FirmAnswers:
    """Return a firm of some ability (0–1) that has answered everything asked by default."""
    answers: dict[tuple[str, str], Answer] = {}
    for section in library.sections.values():
        for item in (each for name in section.items for each in items_of(library, name)):
            if not section.optional and item not in library.tables:
                fact = library.named(item)
                answers["firm", item] = Answer(state="known", value=_value(fact, ability, as_of, random), by="模拟")
    rows = {name: tuple(_rows(library, name, ability, as_of, random)) for name in library.tables}
    return FirmAnswers(code="MONI", name="模拟企业", subjects=SUBJECTS, answers=answers, rows=rows)


def _value(fact: Fact | Derived | Field, ability: float, as_of: date, random: Random) -> AnswerValue:
    if fact.type == "multi":
        real = [each.id for each in fact.options if not each.none]
        nothing = tuple(each.id for each in fact.options if each.none)
        return tuple(each for each in real if random.random() < ability) or nothing
    if fact.type == "choice":
        return fact.options[_rung(len(fact.options), ability, random)].id
    if fact.type == "judgement":
        return "holds" if random.random() < ability else "fails"
    if fact.type == "bool":
        return random.random() < 0.7
    if fact.type == "date":
        return date(as_of.year - random.randint(1, 6), random.randint(1, 12), random.randint(1, 28))
    if fact.type == "text":
        return "模拟"
    low = int(fact.min or 0)
    return Fraction(random.randint(low, int(fact.max) if fact.max is not None else low + 100))


def _rung(n: int, ability: float, random: Random) -> int:
    return min(n - 1, max(0, round(random.gauss(ability * (n - 1), 0.7))))


def _rows(library: Library, table: str, ability: float, as_of: date, random: Random) -> Sequence[Row]:
    if table == "equipment":
        return [_machines(ability, random) for _ in range(random.randint(2, 8))]
    if table == "years":
        return [_year(as_of.year - back, ability, random) for back in (3, 2, 1)]
    if table == "systems":
        fields = library.tables[table].fields
        n = round(ability * 6)
        drawn = [{each.id: _value(each, ability, as_of, random) for each in fields} for _ in range(n)]
        return [Row(values={**each, **_in_order(each)}, subject="firm") for each in drawn]
    return []


def _in_order(values: Mapping[str, AnswerValue]) -> dict[str, AnswerValue]:
    """A contract ends after it begins."""
    start, end = values["start_date"], values["end_date"]
    assert isinstance(start, date)
    assert isinstance(end, date)
    return {"start_date": min(start, end), "end_date": max(start, end)}


def _machines(ability: float, random: Random) -> Row:
    total = random.randint(1, 40)
    digital = sum(random.random() < ability for _ in range(total))
    networked = sum(random.random() < ability for _ in range(digital))
    counts = {"total": total, "nc": digital, "digital": digital, "smart": digital // 2, "networked": networked}
    counts |= {"auto_collected": networked, "on_cloud": networked // 2}
    flags: dict[str, AnswerValue] = {
        "process": "工序",
        "key": random.random() < 0.6,
        "nc_process": random.random() < ability,
    }
    return Row(values={**flags, **{name: Fraction(each) for name, each in counts.items()}}, subject="firm")


def _year(year: int, ability: float, random: Random) -> Row:
    revenue = random.randint(2000, 40000)
    values = {"year": year, "revenue_wan": revenue, "cost_wan": round(revenue * random.uniform(0.6, 0.9))}
    values |= {
        "employees": random.randint(30, 300),
        "energy_tce": random.randint(50, 900),
        "pass_rate": random.randint(80, 100),
    }
    values |= {"digital_invest_wan": round(revenue * random.uniform(0, 0.02 + ability / 2))}
    return Row(values={name: Fraction(each) for name, each in values.items()}, subject="firm")
