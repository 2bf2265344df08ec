"""The unproved answers of a firm, and its levels and scores if some of them were proved.

In: a diagnosis. The verified evaluator of the engine answers for many variants of the firm at once, as rows of one
frame.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from diagnostics.diagnosis.diagnose import Diagnosis
from diagnostics.diagnosis.owed import owed_by
from diagnostics.model.content.library import Library
from diagnostics.model.content.standards import Ladder, Standard
from diagnostics.model.firm.answers import Answer, FirmAnswers, Row
from diagnostics.model.results.owed import Owed, OwedList, unproved
from diagnostics.planning.targets import main_ladder
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.needs import needs_of
from diagnostics.scoring.engine.results import finite
from diagnostics.scoring.memo.variants import variants
from diagnostics.whatif.unsettled import ConditionKey, Unsettled, met_in, unsettled_conditions

Said = TypeVar("Said", Answer, Row)


@dataclass(frozen=True)
class Standing:
    """A firm by one standard: its main level (None: it has none) and its score, the lowest of its subjects."""

    level: int | None
    score: float | None


@dataclass(frozen=True)
class VariantOutcome:
    """A variant of a firm: where it stands by every standard, which of the conditions that lack a proof it meets."""

    standings: Mapping[str, Standing]
    met: frozenset[ConditionKey]


class Doubts:
    """The doubts about one firm that a standard in force rests on, and the firm with some of them settled."""

    def __init__(self, diagnosis: Diagnosis, only: str = "") -> None:
        """Look at all standards in force and the default sets, or at `only` one standard."""
        self.diagnosis = diagnosis
        self.library: Library = diagnosis.library
        self.firm = diagnosis.firm
        self.standards = [self.library.standards[name] for name in diagnosis.standards if only in ("", name)]
        self.conditions = () if only else unsettled_conditions(diagnosis)
        self.needs = needs_of(self.library)
        self.below = {
            standard.id: self.needs.standard(standard) | self._derived_below(standard) for standard in self.standards
        }

    def _derived_below(self, standard: Standard) -> frozenset[str]:
        """Derived facts may be answered directly; those that rest on the same items belong to the standard as well."""
        items = self.needs.standard(standard)
        return frozenset(name for name in self.library.derived if self.needs.fact(name) & items)

    @cached_property
    def owed(self) -> OwedList:
        """Everything that the firm owes."""
        return owed_by(self.diagnosis.claimed, self.diagnosis.row)

    @cached_property
    def all(self) -> OwedList:
        """Every doubt: what nothing proves and a standard, or a condition that lacks a proof, rests on."""
        wanted = frozenset[str]().union(
            *self.below.values(), *(condition.items for condition in self._unproved_conditions)
        )
        return tuple(each for each in unproved(self.owed) if each.item in wanted)

    # ---- variants ----

    @cached_property
    def settled(self) -> VariantOutcome:
        """The outcome with everything proved."""
        return self._settled_and_without[0]

    @cached_property
    def without(self) -> Mapping[Owed, VariantOutcome]:
        """The outcome with everything proved but one doubt."""
        return dict(zip(self.all, self._settled_and_without[1:], strict=True))

    @cached_property
    def _settled_and_without(self) -> list[VariantOutcome]:
        return self.outcomes([self.everything, *(self.all_but(each) for each in self.all)])

    @cached_property
    def everything(self) -> FirmAnswers:
        """The firm with evidence for all that was said; a "no" is proved with the rest, which changes nothing."""
        answers = {(subject, name): self._proved(name, each) for (subject, name), each in self.firm.answers.items()}
        rows = {name: tuple(self._proved(name, each) for each in own) for name, own in self.firm.rows.items()}
        return replace(self.firm, answers=answers, rows=rows)

    def all_but(self, doubt: Owed) -> FirmAnswers:
        """Return the firm with evidence for everything but one doubt."""
        return self._with(self.everything, [doubt], self.firm)

    def proved(self, doubts: Collection[Owed]) -> FirmAnswers:
        """Return the firm with evidence for these."""
        return self._with(self.firm, doubts, self.everything)

    @staticmethod
    def _with(firm: FirmAnswers, doubts: Collection[Owed], other: FirmAnswers) -> FirmAnswers:
        """Return a firm with the answers and rows that another one has for some doubts."""
        answers, rows = dict(firm.answers), dict(firm.rows)
        for doubt in doubts:
            if doubt.row:
                at, own = doubt.row - 1, rows[doubt.item]
                rows[doubt.item] = (*own[:at], other.rows[doubt.item][at], *own[at + 1 :])
            else:
                answers[doubt.subject, doubt.item] = other.answers[doubt.subject, doubt.item]
        return replace(firm, answers=answers, rows=rows)

    def _proved(self, name: str, said: Said) -> Said:
        """Return an answer or a row with the least evidence that does."""
        item = self.library.facts.get(name) or self.library.derived.get(name) or self.library.tables.get(name)
        return said if item is None or said.grade in item.verifying else replace(said, grade=min(item.verifying))

    def outcomes(self, firms: Sequence[FirmAnswers]) -> list[VariantOutcome]:
        """Return what comes out for variants of the firm on what they prove."""
        evaluator = variants(self.diagnosis.verified, self.diagnosis.row, firms)
        return [
            VariantOutcome(self._standings(evaluator, firm), met_in(evaluator, firm, self._unproved_conditions))
            for firm in range(len(firms))
        ]

    @cached_property
    def _unproved_conditions(self) -> tuple[Unsettled, ...]:
        return tuple(condition for condition in self.conditions if condition.lacks == "proof")

    def standings(self, firms: Sequence[FirmAnswers]) -> list[Mapping[str, Standing]]:
        """Return where variants of the firm stand by every standard on all that they say."""
        evaluator = variants(self.diagnosis.claimed, self.diagnosis.row, firms)
        return [self._standings(evaluator, firm) for firm in range(len(firms))]

    def standing_now(self, *, verified: bool = True) -> Mapping[str, Standing]:
        """Return where the firm stands by every standard as it is, on verified answers or on all of them."""
        return self._standings(self.diagnosis.verified if verified else self.diagnosis.claimed, self.diagnosis.row)

    def _standings(self, evaluator: Evaluator, firm: int) -> Mapping[str, Standing]:
        return {standard.id: standing_of(evaluator, standard, firm) for standard in self.standards}


def standing_of(evaluator: Evaluator, standard: Standard, firm: int) -> Standing:
    """Return where one firm of an evaluator certainly stands by a standard."""
    rows = evaluator.frame.of_firm(standard.judges, firm)
    ladder = main_ladder(standard)
    level = None if ladder is None else min(int(evaluator.scorer.ladder(standard, ladder.id).lo[row]) for row in rows)
    return Standing(level, score_of(evaluator, standard, rows))


def score_of(evaluator: Evaluator, standard: Standard, rows: Sequence[int]) -> float | None:
    """Return the lowest certain score over some subjects; None where a standard has none."""
    if standard.score_figure is not None:
        low = evaluator.value(standard.score_figure, standard.judges).lo
    elif standard.score:
        low = evaluator.scorer.score(standard.id).nodes[standard.score].bounds.lo
    else:
        return None
    found = [finite(low[row]) for row in rows]
    return min((each for each in found if each is not None), default=None)


def level_name(standard: Standard, ladder: Ladder, level: int) -> str:
    """Return a level as it is printed: the name of its step, or the ladder's word for none."""
    below = [each for name in ladder.lowest_of if (each := standard.ladder(name)) is not None]
    steps = (step for each in [ladder, *below] for step in each.steps)
    return next((step.name for step in steps if step.level == level), ladder.below or str(level))
