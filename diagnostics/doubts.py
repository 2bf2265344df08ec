"""What of a firm's answers nothing proves, and what its levels and scores would be with some of it proved.

In: a diagnosis. The verified evaluator of the engine answers for many variants of the firm at once, as rows of one
frame.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from diagnostics.diagnosis.diagnose import Diagnosis
from diagnostics.model.answers import Answer, FirmAnswers, Row
from diagnostics.model.facts import Fact
from diagnostics.model.library import Library
from diagnostics.model.marks import Grade
from diagnostics.model.standards import Ladder, Standard
from diagnostics.planning.targets import main_ladder
from diagnostics.scoring.evaluate import Evaluator
from diagnostics.scoring.needs import needs_of
from diagnostics.scoring.results import finite
from diagnostics.scoring.variants import variants

PROVED_ROW = Grade.E2
_SAID = ("known", "na")


@dataclass(frozen=True)
class Doubt:
    """An answer, or a row of a table (`row` from 0; -1: an answer), that nothing proves."""

    item: str
    subject: str
    row: int = -1


@dataclass(frozen=True)
class Standing:
    """A firm by one standard: its main level (None: it has none) and its score, the lowest of its subjects."""

    level: int | None
    score: float | None


class Doubts:
    """The doubts about one firm that a standard in force rests on, and the firm with some of them settled."""

    def __init__(self, diagnosis: Diagnosis, only: str = "") -> None:
        """Look at all standards in force, or at `only` one of them."""
        self.diagnosis = diagnosis
        self.library: Library = diagnosis.library
        self.firm = diagnosis.firm
        self.standards = [self.library.standards[name] for name in diagnosis.standards if only in ("", name)]
        self.needs = needs_of(self.library)
        self.below = {each.id: self.needs.standard(each) | self._derived_below(each) for each in self.standards}

    def _derived_below(self, standard: Standard) -> frozenset[str]:
        """Derived facts may be answered directly; those that rest on the same items belong to the standard as well."""
        items = self.needs.standard(standard)
        return frozenset(name for name in self.library.derived if self.needs.fact(name) & items)

    @cached_property
    def all(self) -> tuple[Doubt, ...]:
        """Every doubt, in the order of the answers, then the rows."""
        wanted = frozenset[str]().union(*self.below.values())
        return tuple(each for each in (*self._answers(), *self._rows()) if each.item in wanted)

    def _answers(self) -> Iterator[Doubt]:
        for (subject, name), answer in self.firm.answers.items():
            item = self.library.facts.get(name) or self.library.derived.get(name)
            if item is None or answer.state not in _SAID or (isinstance(item, Fact) and item.selects):
                continue
            if answer.grade not in item.verifying:
                yield Doubt(name, subject)

    def _rows(self) -> Iterator[Doubt]:
        for name, rows in self.firm.rows.items():
            for index, row in enumerate(rows):
                if row.grade < PROVED_ROW and name in self.library.tables:
                    yield Doubt(name, row.subject, index)

    # ---- variants ----

    @cached_property
    def settled(self) -> Mapping[str, Standing]:
        """Where the firm stands with everything proved."""
        return self._settled_and_without[0]

    @cached_property
    def without(self) -> Mapping[Doubt, Mapping[str, Standing]]:
        """Where the firm stands with everything proved but one doubt."""
        return dict(zip(self.all, self._settled_and_without[1:], strict=True))

    @cached_property
    def _settled_and_without(self) -> list[Mapping[str, Standing]]:
        whole = self.proved(self.all)
        return self.standings([whole, *(self._unproved(whole, each) for each in self.all)])

    def _unproved(self, whole: FirmAnswers, doubt: Doubt) -> FirmAnswers:
        """Return the firm with everything proved but one doubt."""
        if doubt.row < 0:
            key = (doubt.subject, doubt.item)
            return replace(whole, answers={**whole.answers, key: self.firm.answers[key]})
        rows = list(whole.rows[doubt.item])
        rows[doubt.row] = self.firm.rows[doubt.item][doubt.row]
        return replace(whole, rows={**whole.rows, doubt.item: tuple(rows)})

    def proved(self, doubts: Collection[Doubt]) -> FirmAnswers:
        """Return the firm with evidence for these."""
        answers: dict[tuple[str, str], Answer] = dict(self.firm.answers)
        rows: dict[str, tuple[Row, ...]] = dict(self.firm.rows)
        for each in doubts:
            if each.row < 0:
                key = (each.subject, each.item)
                answers[key] = replace(answers[key], grade=max(self.library.named(each.item).verifying))
            else:
                own = rows[each.item]
                better = replace(own[each.row], grade=PROVED_ROW)
                rows[each.item] = (*own[: each.row], better, *own[each.row + 1 :])
        return replace(self.firm, answers=answers, rows=rows)

    def standings(self, firms: Sequence[FirmAnswers], *, verified: bool = True) -> list[Mapping[str, Standing]]:
        """Return where variants of the firm stand by every standard, on verified answers or on all of them."""
        diagnosis = self.diagnosis
        evaluator = variants(diagnosis.verified if verified else diagnosis.claimed, diagnosis.row, firms)
        return [{each.id: standing_of(evaluator, each, row) for each in self.standards} for row in range(len(firms))]

    def standing_now(self, *, verified: bool = True) -> Mapping[str, Standing]:
        """Return where the firm stands by every standard as it is, on verified answers or on all of them."""
        evaluator = self.diagnosis.verified if verified else self.diagnosis.claimed
        return {each.id: standing_of(evaluator, each, self.diagnosis.row) for each in self.standards}


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
