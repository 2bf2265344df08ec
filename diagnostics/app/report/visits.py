"""One of two diagnoses of a firm that are compared, with its words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from diagnostics.words.catalogue import name_of, say

if TYPE_CHECKING:
    from diagnostics.diagnosis.diagnose import Diagnosis
    from diagnostics.model.content.marks import SubjectKind
    from diagnostics.model.results.report_input import AnsweredFact, ReportInput
    from diagnostics.report.words.labels import Labels
    from diagnostics.scoring.words.explain import Explainer

NOTHING = "—"


@dataclass
class Visit:
    """One of the two diagnoses with its words."""

    given: ReportInput
    diagnosis: Diagnosis

    @cached_property
    def labels(self) -> Labels:
        """The names for the reader."""
        from diagnostics.report.words.labels import Labels

        return Labels(self.given)

    @cached_property
    def explainer(self) -> Explainer:
        """Values in words."""
        from diagnostics.scoring.words.describe import Describer
        from diagnostics.scoring.words.explain import Explainer

        return Explainer(self.diagnosis.claimed, Describer(self.diagnosis.library))

    def words(self, fact: str, kind: SubjectKind, subject: str) -> str:
        """Return a fact of a subject in words; an empty text where there is no such subject, or it stays inside."""
        row = self.diagnosis.claimed.frame.position(kind, self.diagnosis.row, subject)
        if row is None or self.given.facts.get(fact) == say("report", "kept_inside"):
            return ""
        return self.explainer.words.fact(fact, kind, row)

    def answer(self, found: AnsweredFact | None) -> str:
        """Return an answer in words."""
        if found is None:
            return NOTHING
        return found.value if found.state == "known" else name_of("answer_states", found.state)

    def said(self) -> dict[tuple[str, str], AnsweredFact]:
        """Return the answers that may be told, by subject and fact."""
        return {(each.subject, each.fact): each for each in self.given.answers}

    def subjects(self, kind: SubjectKind) -> list[str]:
        """Return the ids of the subjects of a kind."""
        return [each.id for each in self.given.firm.subjects if each.kind == kind]
