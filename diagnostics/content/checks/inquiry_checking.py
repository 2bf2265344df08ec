"""Checks of what is put to suppliers: short questions, and one set for each class of projects."""

from __future__ import annotations

from diagnostics.content.checks.checker import Checker
from diagnostics.model.content.library import Library
from diagnostics.words.problems import Place, Problem

LONGEST_QUESTION = 60


class InquiryChecker(Checker):
    """Checks the questions of remedies and of inquiries; each function adds problems."""

    def __init__(self, library: Library, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.library = library

    def check(self) -> None:
        """Check all of it."""
        for remedy in self.library.remedies.values():
            self._short(remedy.id, remedy.ask, remedy.place)
        for inquiry in self.library.inquiries.values():
            self._short(inquiry.id, inquiry.ask, inquiry.place)
        self._one_set_each()

    def _short(self, owner: str, questions: tuple[str, ...], place: Place) -> None:
        for each in questions:
            if not 0 < len(each.strip()) <= LONGEST_QUESTION:
                self._report("ASK-01", place, id=owner, ask=each, n=len(each.strip()), most=LONGEST_QUESTION)

    def _one_set_each(self) -> None:
        first: dict[str, str] = {}
        for item in self.library.inquiries.values():
            for each in item.classes or ("",):
                if each in first:
                    self._report("ASK-02", item.place, id=item.id, other=first[each], of=each)
                first.setdefault(each, item.id)
