"""Figures outside the soft ranges of the content: which they are, and what somebody is asked about them.

Every face asks here: the interview as soon as a figure is typed, the warnings of a diagnosis, the checks before
delivery. A figure in doubt is no measure for others, so that one slip is one question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache

from diagnostics.model.content.facts import Derived, Fact, FactTable, Field
from diagnostics.model.content.library import Library
from diagnostics.model.content.magnitudes import AS_OF, FINDINGS, LAST_YEAR, Magnitude, figure_id, money_of_findings
from diagnostics.model.firm.answers import EXPLAINED, Answer, AnswerValue, Finding, FirmAnswers, Row
from diagnostics.model.results.results import Contradiction
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import number, quantity
from diagnostics.words.problems import NOWHERE, Place

_DAYS_OF_A_YEAR = Fraction(1461, 4)
_ENTIRE = Fraction(100)  # from here on a ratio is shown without decimals
_PLACES = 40
_LONGEST_NAME = 20  # characters by which a finding is called
_MOST_TOLD = 2  # of the ways in which one figure is too large or too small


@dataclass(frozen=True, kw_only=True)
class _Figure:
    """One number or date that was given: of which item and subject, in which row (`at`)."""

    item: str
    subject: str
    value: Fraction | date
    of: Fact | Derived | Field
    at: str = ""
    row: Row | None = None
    place: Place = NOWHERE

    @property
    def spot(self) -> tuple[str, str, str]:
        """What tells it from every other figure of the firm."""
        return self.item, self.subject, self.at

    @property
    def name(self) -> str:
        """Return what it is called, with its year or row."""
        if not self.at:
            return self.of.name
        return say("magnitudes", "in_year" if self.at.isdigit() else "in_row", at=self.at, name=self.of.name)

    @property
    def words(self) -> str:
        """Return its value with its unit."""
        return _with_unit(self.value, self.of) if isinstance(self.value, Fraction) else self.value.isoformat()


_Doubt = tuple[_Figure, str, Magnitude]


def doubtful_figures(firm: FirmAnswers, library: Library, as_of: date) -> tuple[Contradiction, ...]:
    """Return the figures of a firm outside a soft range, those that somebody confirmed too (they have a reason)."""
    figures = _figures_of(firm, library)
    found: dict[tuple[str, str, str], list[_Doubt]] = {}
    for rule in library.magnitudes.values():
        for item in rule.of:
            for figure in figures.get(item, ()):
                base = _base_of(figure, rule.against, figures)
                in_doubt = base is not None and base.spot in found
                if not in_doubt and (told := _told(rule, figure, base, as_of)):
                    found.setdefault(figure.spot, []).append((figure, told, rule))
    said = {finding.title: finding for finding in firm.findings if finding.kind == EXPLAINED}
    return tuple(_contradiction(doubts, firm, said) for doubts in found.values())


def any_figure(firm: FirmAnswers, library: Library) -> bool:
    """Whether a firm gave any figure that a soft range is about."""
    figures = _figures_of(firm, library)
    return any(figures.get(item) for rule in library.magnitudes.values() for item in rule.of)


def _contradiction(doubts: Sequence[_Doubt], firm: FirmAnswers, said: Mapping[str, Finding]) -> Contradiction:
    figure, rules = doubts[0][0], [rule for _, _, rule in doubts]
    own = "" if figure.subject == firm.firm_subject else figure.subject
    value = number(figure.value, _PLACES) if isinstance(figure.value, Fraction) else figure.value.isoformat()
    rule = figure_id(figure.item, "/".join(filter(None, (own, figure.at))), value)
    told = say("magnitudes", "and").join(each for _, each, _ in doubts[:_MOST_TOLD])
    text = say("magnitudes", "say", figure=figure.words, told=told, ask=rules[0].ask, why=rules[0].why)
    reason = said.get(rule)
    return Contradiction(
        rule=rule,
        name=say("magnitudes", "name", name=figure.name),
        say=text,
        subjects=(figure.subject,),
        reason=reason.text if reason else "",
        by=reason.by if reason else "",
        date=reason.date if reason else None,
        figure=figure.item,
        measured_by=tuple(each.against for each in rules if each.against not in {"", LAST_YEAR, AS_OF}),
        place=figure.place,
    )


# ---- the figures of a firm -------------------------------------------------------------------------------------------


def _figures_of(firm: FirmAnswers, library: Library) -> dict[str, list[_Figure]]:
    """Return every number and date that a soft range is about or measures by, rows of a year in the order of years."""
    found: dict[str, list[_Figure]] = {}
    facts, columns = _wanted(tuple(library.magnitudes.values()), frozenset(library.tables))
    for (subject, fact), answer in firm.answers.items():
        if fact in facts and (value := _known(answer)) is not None:
            figure = _Figure(item=fact, subject=subject, value=value, of=library.named(fact), place=answer.place)
            found.setdefault(fact, []).append(figure)
    for name, wanted in columns.items():
        table = library.tables[name]
        for row in sorted(firm.rows.get(name, ()), key=lambda each: _year(table, each)):
            at = _row_name(table, row)
            for column in table.fields:
                cell = row.values.get(column.id)
                if column.id in wanted and isinstance(cell, Fraction | date):
                    item = f"{name}.{column.id}"
                    figure = _Figure(
                        item=item, subject=row.subject, value=cell, of=column, at=at, row=row, place=row.place
                    )
                    found.setdefault(item, []).append(figure)
    for figure in _money_of_findings(firm):
        found.setdefault(figure.item, []).append(figure)
    return found


def _money_of_findings(firm: FirmAnswers) -> Iterator[_Figure]:
    """Yield the sums that the findings of a firm name, of a range the upper end."""
    for finding in firm.findings:
        for column in money_of_findings().fields:
            said = getattr(finding, column.id)
            if said is not None:
                value = said if isinstance(said, Fraction) else said[1]
                at = " ".join((finding.title or finding.text).split())[:_LONGEST_NAME]
                item = f"{FINDINGS}.{column.id}"
                yield _Figure(item=item, subject=firm.firm_subject, value=value, of=column, at=at)


@cache
def _wanted(rules: tuple[Magnitude, ...], tables: frozenset[str]) -> tuple[frozenset[str], dict[str, set[str]]]:
    """Return the facts, and the fields of tables, that the rules speak of."""
    facts: set[str] = set()
    columns: dict[str, set[str]] = {}
    for name in (each for rule in rules for each in (*rule.of, rule.against)):
        table, dot, column = name.partition(".")
        if dot and table in tables:
            columns.setdefault(table, set()).add(column)
        else:
            facts.add(name)
    return frozenset(facts), columns


def _known(answer: Answer) -> Fraction | date | None:
    value: AnswerValue = answer.value
    return value if isinstance(value, Fraction | date) else None


def _year(table: FactTable, row: Row) -> Fraction:
    value = row.values.get(table.key[0]) if table.key else None
    return value if isinstance(value, Fraction) else Fraction(0)


def _row_name(table: FactTable, row: Row) -> str:
    """Return what people call a row: its year, or the first text in it."""
    names = table.key or tuple(field.id for field in table.fields if field.type == "text")
    value = next((value for name in names if (value := row.values.get(name)) is not None), "")
    return number(value, 0) if isinstance(value, Fraction) else str(value)


def _base_of(figure: _Figure, against: str, figures: Mapping[str, Sequence[_Figure]]) -> _Figure | None:
    """Return what a figure is measured by: of the same row, of the row before, of the newest year, of the subject."""
    if against == LAST_YEAR:
        before = [each for each in figures[figure.item] if each.subject == figure.subject]
        at = before.index(figure)
        return before[at - 1] if at else None
    bases = figures.get(against, ())
    if figure.row is not None and against.partition(".")[0] == figure.item.partition(".")[0]:
        return next((base for base in bases if base.row is figure.row), None)
    same = [base for base in bases if base.subject == figure.subject]
    return next(reversed(same or [*bases]), None)


# ---- one range -------------------------------------------------------------------------------------------------------


def _told(rule: Magnitude, figure: _Figure, base: _Figure | None, as_of: date) -> str:
    """Return how a figure lies outside a range, in words; empty where it does not, or where nothing can be said."""
    if rule.against == AS_OF:
        years = _years_ago(figure.value, as_of)
        given = {"years": number(abs(years), 0), "as_of": as_of.isoformat()}
        return "" if _inside(rule, years) else say("magnitudes", "later" if years < 0 else "ago", **given)
    if isinstance(figure.value, date) or not figure.value:
        return ""
    size = abs(figure.value)
    if not rule.against:
        if _inside(rule, size):
            return ""
        key, limit = ("below", rule.low) if rule.low is not None and size < rule.low else ("above", rule.high)
        return say("magnitudes", key, limit=_with_unit(limit or Fraction(0), figure.of))
    if base is None or isinstance(base.value, date) or not base.value or _inside(rule, times := size / abs(base.value)):
        return ""
    given = {"base": base.name, "of": base.words}
    if _unit(figure.of) == _unit(base.of):
        key = "times" if times >= 1 else "part"
        return say("magnitudes", key, **given, n=_shown(times if times >= 1 else 1 / times))
    unit = say("magnitudes", "unit", one=_unit(figure.of), other=_unit(base.of))
    return say("magnitudes", "per", **given, ratio=_shown(times), unit=unit)


def _years_ago(value: Fraction | date, as_of: date) -> Fraction:
    if isinstance(value, date):
        return Fraction((as_of - value).days) / _DAYS_OF_A_YEAR
    return Fraction(as_of.year) - value


def _inside(rule: Magnitude, value: Fraction) -> bool:
    return (rule.low is None or value >= rule.low) and (rule.high is None or value <= rule.high)


def _with_unit(value: Fraction, of: Fact | Derived | Field) -> str:
    return quantity(value, _unit(of), _PLACES)


def _unit(of: Fact | Derived | Field) -> str:
    return "%" if of.type == "percent" else of.unit


def _shown(value: Fraction) -> str:
    """Return a ratio with the decimals that still say something."""
    return number(value, 0 if value >= _ENTIRE else 1 if value >= 1 else 6)
