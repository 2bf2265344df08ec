"""The level as far as it is known: lowest and highest still possible, recomputed from everything said so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from diagnostics.model.content.library import Library
from diagnostics.model.content.standards import Ladder, Standard
from diagnostics.model.content.validity import in_force
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from diagnostics.scoring.engine.intervals import INFINITY


@dataclass(frozen=True, kw_only=True)
class LiveLevel:
    """A resulting ladder of one firm: the lowest of its subjects, and the score where the standard has one.

    `rows` holds (lowest, highest) of every subject judged.
    """

    standard: Standard
    ladder: Ladder
    low: int
    high: int
    rows: tuple[tuple[int, int], ...]
    score: tuple[float, float] | None

    @property
    def decided(self) -> bool:
        """Whether no further answer can change the level of any subject."""
        return all(low == high for low, high in self.rows)


def result_ladders(standard: Standard) -> list[Ladder]:
    """Return the ladders that are results: `level` where there is one, else those that no other takes the lowest of."""
    level = standard.ladder("level")
    if level is not None:
        return [level]
    parts = {name for ladder in standard.ladders for name in ladder.lowest_of}
    return [ladder for ladder in standard.ladders if ladder.id not in parts]


def evaluator_of(firms: Sequence[FirmAnswers], library: Library, as_of: date) -> Evaluator:
    """Return an evaluator of everything said, verified or not."""
    return Evaluator(Frame(firms, library, as_of))


def live_levels(evaluator: Evaluator, firm: int = 0) -> list[LiveLevel]:
    """Return the levels of a firm as far as they are known."""
    return list(_levels(evaluator, firm))


def _levels(evaluator: Evaluator, firm: int) -> Iterator[LiveLevel]:
    for standard in evaluator.library.standards.values():
        if not in_force(standard, evaluator.frame.as_of):
            continue
        rows = evaluator.frame.of_firm(standard.judges, firm)
        for ladder in result_ladders(standard):
            bounds = ladder_bounds(evaluator, standard, ladder, firm)
            low, high = min(low for low, _ in bounds), min(high for _, high in bounds)
            yield LiveLevel(
                standard=standard,
                ladder=ladder,
                low=low,
                high=high,
                rows=bounds,
                score=_score(evaluator, standard, rows),
            )


def ladder_bounds(evaluator: Evaluator, standard: Standard, ladder: Ladder, firm: int) -> tuple[tuple[int, int], ...]:
    """Return the lowest and highest level still possible for every subject of a firm."""
    values = evaluator.scorer.ladder(standard, ladder.id)
    return tuple((int(values.lo[row]), int(values.hi[row])) for row in evaluator.frame.of_firm(standard.judges, firm))


def _score(evaluator: Evaluator, standard: Standard, rows: Sequence[int]) -> tuple[float, float] | None:
    if not standard.score:
        return None
    bounds = evaluator.scorer.score(standard.id).nodes[standard.score].bounds
    low, high = min(float(bounds.lo[row]) for row in rows), min(float(bounds.hi[row]) for row in rows)
    return None if INFINITY in (low, -low, high, -high) else (low, high)
