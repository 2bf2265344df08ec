"""The names in one firm's report: subjects, evidence numbers, people, cells of record tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from diagnostics.model.content.expressions import FactRef, walk
from diagnostics.model.content.facts import Derived, Field
from diagnostics.model.content.marks import Grade, Mark
from diagnostics.model.firm.answers import AnswerValue, Row
from diagnostics.model.results.owed import Owed
from diagnostics.model.results.report_input import AnsweredFact, ReportInput
from diagnostics.model.results.results import Change
from diagnostics.report.words.numbering import chinese_numeral
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.numbers import day, number, quantity

NOTHING = "—"
# The numbers of a scene's or a ladder's levels that are read as 一级, 二级 …
_MOST_LEVELS = 99


class Labels:
    """Names for the reader; no id of a file reaches the page."""

    def __init__(self, given: ReportInput) -> None:
        self.given = given
        self._subjects = {subject.id: subject for subject in given.firm.subjects}
        self._evidence = {each.id: at for at, each in enumerate(given.firm.evidence, start=1)}
        self._answers = {(answer.fact, answer.subject): answer for answer in given.answers}
        self._said_by = {(answer.fact, answer.subject): answer.by for answer in given.answers if answer.by}
        self._speakers = {answer.fact: answer.by for answer in reversed(given.answers) if answer.by}

    # ---- subjects ----

    def subject(self, subject_id: str) -> str:
        """Return the name of a site or workshop where there are several of its kind, else an empty text."""
        return self.given.firm.place_of(subject_id)

    def subject_or_firm(self, subject_id: str) -> str:
        """Return the name of a subject; the firm itself is 全企业."""
        subject = self._subjects[subject_id]
        return say("report", "whole_firm") if subject.kind == "firm" else subject.name

    def whom(self, subject_id: str) -> str:
        """Return who a sentence is about: a site, a workshop, or 本企业 when there is only one."""
        return self.subject(subject_id) or say("report", "this_firm")

    # ---- evidence ----

    def evidence(self, ids: Iterable[str]) -> str:
        """Return “证据3、7” in the numbers of the evidence list, or an empty text."""
        numbers = self.evidence_numbers(ids)
        return say("report", "evidence", numbers=numbers) if numbers else ""

    def evidence_numbers(self, ids: Iterable[str]) -> str:
        """Return “3、7”, the numbers of the evidence list, or an empty text."""
        return "、".join(map(str, sorted(self._evidence[each] for each in ids if each in self._evidence)))

    def proof(self, grade: Grade, ids: Iterable[str]) -> str:
        """Return how an answer is evidenced: grade in words and evidence numbers."""
        cited = self.evidence(ids)
        return f"{name_of('grades', grade.name)}\n{cited}" if cited else name_of("grades", grade.name)

    def answer(self, fact: str, subject_id: str) -> AnsweredFact | None:
        """Return the answer that counts for a subject: its own, else that of the subject above it."""
        while subject_id in self._subjects:
            if (fact, subject_id) in self._answers:
                return self._answers[fact, subject_id]
            subject_id = self._subjects[subject_id].parent
        return None

    def owed_name(self, each: Owed) -> str:
        """Return what an entry is about: a question, with its subject where there are several; a row of a table."""
        name = say("report", "row_of", name=each.name, n=each.row) if each.row else each.name
        where = self.subject(each.subject)
        return say("report", "answer_of", name=name, where=where) if where else name

    # ---- people ----

    def leader(self, fact: str, subject: str = "") -> str:
        """Return who is nearest to a fact: who answered it, else the role that is asked; experts' judgements differ."""
        if not fact:
            return ""
        item = self.given.library.facts.get(fact)
        if item is not None and item.type == "judgement":
            return say("report", "judges")
        said = self._said_by.get((fact, subject)) or self._speakers.get(fact) or ""
        return said if said and not self._is_of_team(said) else self._role(fact, frozenset())

    def contact(self, each: Owed) -> str:
        """Return who can say or prove what is owed: who was named, who said it unless a consultant, else who leads."""
        said = each.by if each.by and not self._is_of_team(each.by) else ""
        return each.ask or said or self.leader(each.item, each.subject)

    def _is_of_team(self, who: str) -> bool:
        """Whether someone is a consultant, who cannot be told to change anything in the firm."""
        return who in self.given.firm.visit.get("team", "")

    def _role(self, fact: str, seen: frozenset[str]) -> str:
        library = self.given.library
        item = library.facts.get(fact) or library.derived.get(fact) or library.tables.get(fact)
        if item is None or fact in seen:
            return ""
        if item.question is not None:
            return name_of("report_roles", item.question.who)
        below: list[str] = []
        if isinstance(item, Derived) and item.value is not None:
            for part in walk(item.value):
                below += [part.fact] if isinstance(part, FactRef) else [getattr(part, "table", "")]
        return next((role for each in below if each and (role := self._role(each, seen | {fact}))), "")

    # ---- changes ----

    def anchors(self, change: Change) -> list[tuple[str, str]]:
        """Return the options that a change asks for and what they mean; none where it says what is done."""
        if change.do:
            return []
        fact = self.given.library.facts.get(change.fact)
        found = [option for option in fact.options if option.id in change.options] if fact else []
        texts = ((option.name, (fact.anchors.get(option.id) if fact else "") or option.anchor) for option in found)
        return [(name, text) for name, text in texts if text]

    def change_lines(self, change: Change) -> str:
        """Return a change with, on lines of their own, what its options mean."""
        lines = (say("report", "option_means", name=name, anchor=text) for name, text in self.anchors(change))
        return "\n".join((change.text, *lines))

    def done_lines(self, change: Change) -> str:
        """Return a change with who does it and what it leaves behind, else with what its options mean."""
        if not change.do:
            return self.change_lines(change)
        who = "、".join(dict.fromkeys(each.who for each in change.do))
        leaves = "、".join(dict.fromkeys(each.leaves for each in change.do))
        return say("report", "done_line", what=change.text, who=who, leaves=leaves)

    # ---- values ----

    def cell(self, field: Field, row: Row) -> str:
        """Return one field of a record table in words, without its unit."""
        value = row.values.get(field.id)
        if isinstance(value, str) and field.options:
            return next((option.name for option in field.options if option.id == value), value)
        return self.value(value)

    @staticmethod
    def value(value: AnswerValue) -> str:
        """Return a plain value in words."""
        if value is None:
            return NOTHING
        if isinstance(value, bool):
            return say("explain", "yes" if value else "no")
        if isinstance(value, Fraction):
            return number(value, 2)
        if isinstance(value, date):
            return value.isoformat()
        return "、".join(map(str, value)) if isinstance(value, tuple) else value

    def head(self, field: Field) -> str:
        """Return the name of a field with its unit."""
        unit = "%" if field.type == "percent" else field.unit
        return say("report", "head_with_unit", name=field.name, unit=unit) if unit else field.name


def date_words(text: str) -> str:
    """Return an ISO date in the official form; other texts as they are."""
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


def level_words(level: int | None) -> str:
    """Return 一级, 二级 …; 未达一级 for 0; 尚未 where nobody was asked."""
    if level is None:
        return say("report", "level_not_yet")
    if level <= 0:
        return say("report", "below_first")
    return say("report", "level", level=chinese_numeral(min(level, _MOST_LEVELS)))


def level_range(low: int, high: int) -> str:
    """Return a decided level, or the lowest and highest that are still possible."""
    if low == high:
        return level_words(low)
    return say("report", "level_range", low=level_words(low), high=level_words(high))


def mark_words(mark: Mark) -> str:
    """Return how sure a content item is, in words."""
    return name_of("marks", mark.name)


def score_words(value: float | None, low: float | None, high: float | None, unit: str = "", places: int = 2) -> str:
    """Return a score, or what it lies between while answers are missing."""
    if value is not None and (low is None or low == high or low == value == high):
        return quantity(value, unit, places)
    if low is None or high is None:
        return NOTHING if value is None else quantity(value, unit, places)
    if low == high:
        return quantity(low, unit, places)
    return say("report", "between", low=number(low, places), high=quantity(high, unit, places))
