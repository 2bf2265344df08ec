"""Checks that pains and remedies belong together: a remedy says what it solves, a pain has a first step that helps."""

from __future__ import annotations

from diagnostics.content.checks.checker import Checker
from diagnostics.model.content.library import Library
from diagnostics.model.content.pains import Pain
from diagnostics.model.content.remedies import Remedy, Solves
from diagnostics.words.problems import Problem

LONGEST_REASON = 60


class SolvingChecker(Checker):
    """Checks what remedies say of pains; each function adds problems."""

    def __init__(self, library: Library, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.library = library

    def check(self) -> None:
        """Check it both ways."""
        for remedy in self.library.remedies.values():
            self._says_one(remedy)
            for solves in (remedy.solves, *(scope.solves for scope in remedy.scopes)):
                self._reasons(remedy.id, solves)
        for pain in self.library.pains.values():
            self._first_step(pain)

    def _says_one(self, remedy: Remedy) -> None:
        if bool(remedy.solves) == bool(remedy.solves_nothing):
            self._report("SOLVE-05" if remedy.solves else "SOLVE-04", remedy.place, id=remedy.id)

    def _reasons(self, owner: str, solves: tuple[Solves, ...]) -> None:
        pains: set[str] = set()
        reasons: dict[str, str] = {}
        for each in solves:
            self._check_known("pain", (each.pain,), self.library.pains, each.place)
            if each.pain in pains:
                self._report("SOLVE-01", each.place, id=owner, pain=each.pain)
            pains.add(each.pain)
            if not 0 < len(each.because.strip()) <= LONGEST_REASON:
                said = {"id": owner, "pain": each.pain, "n": len(each.because.strip()), "most": LONGEST_REASON}
                self._report("SOLVE-02", each.place, **said)
            other = reasons.setdefault(each.because, each.pain)
            if other != each.pain:
                self._report("SOLVE-03", each.place, id=owner, pain=each.pain, other=other)

    def _first_step(self, pain: Pain) -> None:
        """One of the measures that are the first step takes away at least a part of the pain."""
        measures = [self.library.remedies[name] for name in pain.first_step.remedies if name in self.library.remedies]
        solved = {each.pain for measure in measures for each in measure.solves if each.how != "helps"}
        if pain.id not in solved:
            self._report("SOLVE-06", pain.first_step.place, id=pain.id)
