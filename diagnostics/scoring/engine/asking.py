"""Skip logic: which questions apply to which subjects of a firm, and which of them have no answer yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from diagnostics.model.content.expressions import Expression, FactRef, walk
from diagnostics.model.content.facts import Derived, Fact
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.intervals import Values


@dataclass(frozen=True)
class Asking:
    """The questions to one firm of an evaluator."""

    evaluator: Evaluator
    row: int

    @property
    def firm(self) -> FirmAnswers:
        """Everything said so far."""
        return self.evaluator.frame.firms[self.row]

    def is_open(self, item: str) -> bool:
        """Whether a fact or table has no answer for some subject for which it may be asked."""
        return bool(self.open_for(item))

    def open_for(self, item: str) -> Sequence[str]:
        """Return the subjects for which a fact or table may be asked and has no answer."""
        firm, library = self.firm, self.evaluator.library
        if item in library.tables:
            return [] if item in firm.rows else [firm.firm_subject]
        fact = library.named(item)
        if isinstance(fact, Derived):
            known = (firm.firm_subject, item) in firm.answers or self._knows(item)
            return [] if known else [firm.firm_subject]
        return [name for name in self.asked_of(fact) if not self._answered(fact, name)]

    def may_be_asked(self, item: str, subject: str) -> bool:
        """Whether a question may be asked of a subject, or of one below it that has no answer of its own."""
        firm, library = self.firm, self.evaluator.library
        if item in library.tables:
            return item not in firm.rows
        fact = library.named(item)
        if isinstance(fact, Derived):
            return not self._knows(item)
        return any(
            self._speaks_for(fact, each) in {subject, ""}
            for each in self.asked_of(fact)
            if subject in self._chain(each)
        )

    def asked_of(self, fact: Fact) -> list[str]:
        """Return the subjects for which a fact may be asked: its condition may hold.

        What depends only on questions that are skipped themselves is skipped too.
        """
        frame, condition = self.evaluator.frame, fact.ask_when
        rows = frame.of_firm(fact.subject, self.row)
        if condition is not None:
            if self._rests_on_skipped(condition):
                return []
            may = self.evaluator.truth(condition, fact.subject).may
            rows = [row for row in rows if may[row]]
        return [frame.subjects[fact.subject][row].id for row in rows]

    def _knows(self, derived: str) -> bool:
        """Whether the tables already give a derived fact."""
        kind = self.evaluator.library.subject_of(derived)
        rows = self.evaluator.frame.of_firm(kind, self.row)
        found = self.evaluator.fact(derived, kind)
        if isinstance(found, Values):
            return bool(found.known[rows].all())
        return bool((found.may[rows].sum(axis=1) == 1).all())

    def _rests_on_skipped(self, condition: Expression) -> bool:
        names = [part.fact for part in walk(condition) if isinstance(part, FactRef)]
        facts = [self.evaluator.library.facts.get(name) for name in names]
        return bool(facts) and all(fact is not None and self._skipped(fact) for fact in facts)

    def _skipped(self, fact: Fact) -> bool:
        """Whether a question is not asked at all, and nothing says what that implies."""
        return fact.ask_when is not None and fact.implies is None and not self.asked_of(fact)

    def _answered(self, fact: Fact, subject: str) -> bool:
        return bool(self._speaks_for(fact, subject))

    def _speaks_for(self, fact: Fact, subject: str) -> str:
        """Return the subject whose answer holds for a subject, itself or one above it; empty: nobody has answered."""
        return next((name for name in self._chain(subject) if (name, fact.id) in self.firm.answers), "")

    def _chain(self, subject: str) -> tuple[str, ...]:
        return self.evaluator.frame.chain(self.row, subject)
