"""The journal as seen from one site or workshop: what is said of “the firm” there, is said of that subject.

So a talk that knows only the firm (a topic card, a list) can be held once per site.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from diagnostics.evidence.assigning import ProofTarget
from diagnostics.interview.screen.ports import AssessmentJournal, StandingAnswer
from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import Answer, FirmAnswers


def at_subject(journal: AssessmentJournal, subject: str, library: Library) -> AssessmentJournal:
    """Return the journal with a subject in the place of the firm; everything written goes through to the journal.

    Facts that only the firm can have stay with the firm: a card may ask about both.
    """
    return cast(
        AssessmentJournal, _SubjectJournal(journal, subject, library)
    )  # what is not said below, the journal itself does


class _SubjectJournal:
    def __init__(self, journal: AssessmentJournal, subject: str, library: Library) -> None:
        self._library = library
        self._journal = journal
        self._subject = subject
        self._seen: tuple[FirmAnswers, FirmAnswers] | None = None

    def __getattr__(self, name: str) -> object:
        return getattr(self._journal, name)

    def answers(self) -> FirmAnswers:
        whole = self._journal.answers()
        if self._seen is None or self._seen[0] is not whole:
            self._seen = (whole, _seen_from(whole, self._subject))
        return self._seen[1]

    def suggestions(self) -> FirmAnswers | None:
        before = self._journal.suggestions()
        return None if before is None else _seen_from(before, self._subject)

    def testify(self, fact: str, answer: Answer, subject: str) -> None:
        self._journal.testify(fact, answer, self._instead_of(fact, subject))

    def cite(self, target: ProofTarget, evidence: str) -> None:
        own = self._instead_of(target.id, target.subject) if target.kind == "fact" else target.subject
        if (own, target.id) in self._journal.answers().answers:
            target = replace(target, subject=own)  # else the site only inherits the answer
        self._journal.cite(target, evidence)

    def said(self, fact: str, subject: str) -> Sequence[StandingAnswer]:
        return self._journal.said(fact, self._instead_of(fact, subject))

    def adjudicate(self, fact: str, said: str, reason: str, subject: str) -> None:
        self._journal.adjudicate(fact, said, reason, self._instead_of(fact, subject))

    def _instead_of(self, fact: str, subject: str) -> str:
        of_firm = self._library.subject_of(fact) == "firm"
        return self._subject if subject == self._journal.answers().firm_subject and not of_firm else subject


def _seen_from(firm: FirmAnswers, subject: str) -> FirmAnswers:
    """Return the answers with those of the subject, and of what is above it, in the place of the firm's."""
    above = {each.id: each.parent for each in firm.subjects}
    chain: list[str] = []
    while subject and subject != firm.firm_subject:
        chain.insert(0, subject)
        subject = above.get(subject, "")
    own = {
        (firm.firm_subject, fact): answer for each in chain for (of, fact), answer in firm.answers.items() if of == each
    }
    return replace(firm, answers={**firm.answers, **own})
