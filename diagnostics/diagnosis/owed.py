"""The one list of what a firm still owes; who needs a part asks `model.results.owed` by name.

What is on it:
- A question without an answer, where a subject may still be asked it: put off to somebody, not known, refused; and what
  nobody was asked although a standard in force, or a default set in force, looks at it. Skip logic decides what may be
  asked; sections that are asked only on demand are not missed. A table that nobody filled in counts like a question.
- An answer that nothing proves, with one entry per answer, and a row that nothing proves, with one entry per row.

What is not on it:
- a "no", see `says_no`;
- what counts as given: facts that only select, that serve the report alone, or that say what firm this is;
- answers to questions that the content no longer asks.

What the team says itself (an expert judgement, or the word of a consultant) is on the list as `judged_only`: it needs
evidence as well, but not from the firm. So is what does not apply, where the firm said why: the team sees whether that
is right. Without a reason the firm owes one sentence, never the proofs of the thing that it has not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from diagnostics.model.content.criteria import condition_of
from diagnostics.model.content.expressions import Expression, FactRef, Yearly, walk
from diagnostics.model.content.facts import Derived, Fact, FactTable
from diagnostics.model.content.standards import Standard
from diagnostics.model.content.validity import in_force
from diagnostics.model.firm.answers import Answer, AnswerValue
from diagnostics.model.firm.people import read_team
from diagnostics.model.results.owed import Owed, OwedReason
from diagnostics.scoring.engine.asking import Asking
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.needs import YEARS_TABLE
from diagnostics.scoring.words.describe import Describer
from diagnostics.scoring.words.fact_words import FactWords
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import number

_NOT_KNOWN: dict[str, OwedReason] = {"unknown": "unknown", "refused": "refused"}
_SAID = frozenset({"known", "na"})


def owed_by(claimed: Evaluator, row: int = 0) -> tuple[Owed, ...]:
    """Return everything that one firm of an evaluator still owes, questions first.

    Args:
        claimed: knows the firm, alone or among others, on all answers.
        row: the firm in it.
    """
    return _Owing(claimed, row).found()


def needs_proof(item: Fact | Derived, answer: Answer) -> bool:
    """Whether an answer claims something that nothing proves. That something does not apply is a claim too."""
    if answer.state not in _SAID or item.given or answer.grade in item.verifying:
        return False
    return answer.state == "na" or not says_no(item, answer.value)


def says_no(item: Fact | Derived, value: AnswerValue) -> bool:
    """Whether a known answer claims nothing: it could not be worse for the firm, or it says that there is none.

    bool: the worse of the two, which is “no” unless `better: down`. judgement: it fails. choice: the lowest option of a
    ladder, or one marked `none`. multi: nothing but options marked `none`. number and percent: 0, of a share 0 of any
    number. Where less is better (`better: down`), “none of these” and 0 are the best answers there are: they claim.
    date and text: never.
    """
    if item.type == "bool":
        return value is (item.better == "down")
    if item.type == "judgement":
        return value == "fails"
    if item.better == "down":
        return False
    if item.type in {"choice", "multi"}:
        nothing = {option.id for option in item.options if option.none}
        if item.type == "choice" and item.better == "up":
            nothing |= {option.id for option in item.options[:1]}
        return nothing.issuperset(value if isinstance(value, tuple) else [value])
    part: Any = value[0] if isinstance(value, tuple) else value
    return item.type in {"number", "percent"} and part == 0


class _Owing:
    def __init__(self, claimed: Evaluator, row: int) -> None:
        self.claimed = claimed
        self.row = row
        self.library = claimed.library
        self.firm = claimed.frame.firms[row]
        self.asking = Asking(claimed, row)
        self.words = FactWords(claimed, Describer(self.library))
        self.team = {person.name for person in read_team(self.firm.visit.get("team", ""))}
        self.asked = self._asked()
        # a question may have been put off under the name of an official sheet
        self.later = {(self.library.fact_id(each.item) or each.item, each.subject): each for each in self.firm.put_off}

    def found(self) -> tuple[Owed, ...]:
        return (*self._put_off(), *self._not_known(), *self._not_asked(), *self._stated(), *self._rows())

    def _asked(self) -> dict[str, bool]:
        """Return the items in the order of the questionnaire, and whether every firm is asked them."""
        found: dict[str, bool] = {}
        for section in self.library.sections.values():
            for item in section.items:
                card = self.library.cards.get(item)
                found |= dict.fromkeys(card.confirms if card else (item,), not section.optional)
        return found

    # ---- questions ----

    def _put_off(self) -> Iterator[Owed]:
        for (name, subject), each in self.later.items():
            known = self._item(name) is not None and self.claimed.frame.chain(self.row, subject)
            if known and self.asking.may_be_asked(name, subject):
                yield self._entry(name, subject, "put_off", ask=each.ask, note=each.note)

    def _not_known(self) -> Iterator[Owed]:
        for subject, name, answer in self._answers():
            reason = _NOT_KNOWN.get(answer.state)
            if reason and not self._left_for_later(name, subject) and self.asking.may_be_asked(name, subject):
                yield self._entry(name, subject, reason, by=answer.by, note=answer.note)

    def _not_asked(self) -> Iterator[Owed]:
        """Yield what counts and has no answer; once for the firm where no subject of the kind has one."""
        for name, always in self.asked.items():
            item = self._item(name)
            if item is None or item.question is None or not always or name not in self._needed:
                continue
            still_open = [each for each in self.asking.open_for(name) if not self._left_for_later(name, each)]
            kind = self.library.subject_of(name) if not isinstance(item, FactTable) else "firm"
            if len(still_open) == len(self.claimed.frame.of_firm(kind, self.row)):
                still_open = [self.firm.firm_subject]
            yield from (self._entry(name, subject, "not_asked") for subject in still_open)

    def _left_for_later(self, name: str, subject: str) -> bool:
        return any((name, each) in self.later for each in self.claimed.frame.chain(self.row, subject))

    # ---- answers and rows ----

    def _answers(self) -> Iterator[tuple[str, str, Answer]]:
        """Yield (subject, item, answer) in the order of the questionnaire."""
        order = {name: at for at, name in enumerate(self.asked)}
        answers = sorted(self.firm.answers.items(), key=lambda each: order.get(each[0][1], len(order)))
        known = self.library.facts.keys() | self.library.derived.keys()
        yield from ((subject, name, answer) for (subject, name), answer in answers if name in known)

    def _stated(self) -> Iterator[Owed]:
        for subject, name, answer in self._answers():
            item = self.library.named(name)
            if needs_proof(item, answer):
                told_why = answer.state == "na" and bool(answer.note.strip())
                ours = item.type == "judgement" or answer.by in self.team or told_why
                value = self.words.answer(item, answer, *self._place(subject))
                reason: OwedReason = "judged_only" if ours else "stated_only"
                entry = self._entry(name, subject, reason, by=answer.by, value=value, note=answer.note)
                accepted = (say("interview", "seen_not_needed" if told_why else "why_not"),)
                yield replace(entry, accepted=accepted) if answer.state == "na" else entry

    def _rows(self) -> Iterator[Owed]:
        for name, rows in self.firm.rows.items():
            table = self.library.tables.get(name)
            for at, row in enumerate(rows if table else (), start=1):
                if table is not None and row.grade not in table.verifying:
                    shown = (
                        self.words.describer.cell(table, field.id, row.values.get(field.id)) for field in table.fields
                    )
                    value = next((each for each in shown if each), number(at))
                    yield self._entry(name, row.subject, "stated_only", row=at, value=value)

    def _place(self, subject: str) -> tuple[Any, int]:
        kind = next(each.kind for each in self.firm.subjects if each.id == subject)
        row = self.claimed.frame.position(kind, self.row, subject)
        assert row is not None
        return kind, row

    def _item(self, name: str) -> Fact | Derived | FactTable | None:
        library = self.library
        return library.facts.get(name) or library.derived.get(name) or library.tables.get(name)

    def _entry(self, name: str, subject: str, reason: OwedReason, **more: Any) -> Owed:
        item = self._item(name)
        assert item is not None
        question = item.question
        who, where, accepted = (question.who, question.where, question.evidence) if question else ("", "", ())
        return Owed(
            item=name, name=item.name, subject=subject, reason=reason, who=who, where=where, accepted=accepted, **more
        )

    # ---- what counts ----

    @cached_property
    def _needed(self) -> set[str]:
        """Facts and tables that a standard, or a default set that may apply to the firm, looks at."""
        needed: set[str] = set()
        waiting = [name for each in self._looked_at() for name in _named_in(each)]
        while waiting:
            name = waiting.pop()
            if name not in needed:
                needed.add(name)
                waiting += self._behind(name)
        return needed

    def _looked_at(self) -> Iterator[Expression]:
        today = self.claimed.frame.as_of
        for standard in self.library.standards.values():
            if in_force(standard, today):
                yield from self._in_play(standard)
                yield from (case.when for rule in standard.first_match for case in rule.cases)
        for criteria in self.library.criteria.values():
            for each in criteria.conditions if criteria.default and in_force(criteria, today) else ():
                yield condition_of(each)
                if each.applies is not None:
                    yield each.applies

    def _in_play(self, standard: Standard) -> Iterator[Expression]:
        """Yield the points that count at all: levels above the target and parts tailored out ask for nothing."""
        nodes = self.claimed.scorer.score(standard.id).nodes
        rows = self.claimed.frame.of_firm(standard.judges, self.row)
        for node in standard.nodes:
            if node.points is not None and nodes[node.id].active[rows].any():
                yield node.points

    def _behind(self, name: str) -> Iterator[str]:
        derived = self.library.derived.get(name)
        if derived is not None:
            for each in (*([derived.value] if derived.value else []), *(case.when for case in derived.cases)):
                yield from _named_in(each)


def _named_in(expression: Expression) -> Iterator[str]:
    """Yield the facts and tables that an expression names itself; scores of other nodes bring none of theirs."""
    for part in walk(expression):
        if isinstance(part, FactRef):
            yield part.fact
        elif isinstance(part, Yearly):
            yield YEARS_TABLE
        else:
            table = getattr(part, "table", None)
            yield from [table] if isinstance(table, str) else []
