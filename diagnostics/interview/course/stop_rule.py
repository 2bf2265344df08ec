"""The questions still worth asking at every depth (design §6); bounds tell whether an answer can change anything.

`quick` stops when each level is decided, `standard` leaves out what is two levels above, `full` asks all. What is not
asked can change no level: the level is the same at every depth.
"""

from __future__ import annotations

from typing import Literal, get_args

from diagnostics.interview.course.levels import ladder_bounds, result_ladders
from diagnostics.model.content.criteria import CriteriaSet, condition_of
from diagnostics.model.content.expressions import Condition
from diagnostics.model.content.library import Library
from diagnostics.model.content.standards import Ladder, Standard
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.needs import NOTHING, Items, Needs

Depth = Literal["quick", "standard", "full"]
DEPTHS: tuple[Depth, ...] = get_args(Depth)


class StopRule:
    """Says which items of the questionnaire are worth asking a firm."""

    def __init__(self, library: Library, depth: Depth, needs: Needs | None = None) -> None:
        self.library = library
        self.depth = depth
        self.needs = needs or Needs(library)
        self._mandatory: dict[str, list[Condition]] = {}
        # a set that asks for a level of a standard by levels leaves it to that standard which points are worth asking
        leveled = [standard for standard in library.standards.values() if standard.by_level is not None]
        self._direct = Needs(library, frozenset((each.id, node.id) for each in leveled for node in each.nodes))
        self._without: dict[frozenset[tuple[str, str]], Needs] = {}
        sections = [section for section in library.sections.values() if not section.optional]
        self.default = frozenset(
            item for section in sections for name in section.items for item in items_of(library, name)
        )

    def worth(self, evaluator: Evaluator, firm: int = 0) -> Items:
        """Return the facts and tables worth asking, answered or not; optional sections are never among them."""
        needs = self._needs_of(evaluator, firm)
        if self.depth == "full":
            return self.default - (self._leveled(self.needs) - self._everything(needs))
        found = self._for_levels(evaluator, firm, needs)
        if self.depth == "quick":
            return found & self.default
        return self.default - (self._far(evaluator, firm) - self._near(evaluator, firm, needs) - found)

    def _needs_of(self, evaluator: Evaluator, firm: int) -> Needs:
        """Return the needs without the leaves that count for nothing in a firm."""
        without = frozenset(
            (standard.id, node.id)
            for standard in self.library.standards.values()
            if standard.by_level is not None or standard.weights_by
            for node in standard.nodes
            if node.is_leaf
            and all(
                evaluator.scorer.left_out(standard, node)[row] for row in evaluator.frame.of_firm(standard.judges, firm)
            )
        )
        if without not in self._without:
            self._without[without] = Needs(self.library, without)
        return self._without[without]

    def _leveled(self, needs: Needs) -> Items:
        found = [
            needs.standard(standard) for standard in self.library.standards.values() if standard.by_level is not None
        ]
        return frozenset(item for each in found for item in each)

    def _everything(self, needs: Needs) -> Items:
        standards = [needs.standard(standard) for standard in self.library.standards.values()]
        sets = [needs.criteria(each) for each in self.library.criteria.values()]
        return frozenset(item for each in (*standards, *sets, needs.elsewhere) for item in each)

    # ---- quick: only what can still change a level, and the statuses ----

    def _for_levels(self, evaluator: Evaluator, firm: int, needs: Needs) -> Items:
        found: set[str] = set()
        for standard in self.library.standards.values():
            # a status turns on what is there at all: only the answers themselves decide it
            found |= needs.statuses(standard)
            for ladder in result_ladders(standard):
                found |= self._for_ladder(evaluator, firm, standard, ladder, needs)
        return frozenset(found)

    def _for_ladder(
        self,
        evaluator: Evaluator,
        firm: int,
        standard: Standard,
        ladder: Ladder,
        needs: Needs,
        ceiling: int | None = None,
    ) -> Items:
        """Return what can still move a ladder; above `ceiling` it does not matter (another ladder is lower)."""
        bounds = ladder_bounds(evaluator, standard, ladder, firm)
        low, high = min(low for low, _ in bounds), max(high for _, high in bounds)
        high = high if ceiling is None else min(high, ceiling)
        if all(each == other for each, other in bounds) or low >= high:
            return NOTHING
        if not ladder.lowest_of:
            return needs.ladder(standard, ladder, above=low, upto=high)
        parts = [part for name in ladder.lowest_of if (part := standard.ladder(name)) is not None]
        found = [self._for_ladder(evaluator, firm, standard, part, needs, high) for part in parts]
        return frozenset(item for each in found for item in each)

    # ---- standard: everything but what lies two levels above ----

    def _near(self, evaluator: Evaluator, firm: int, needs: Needs) -> Items:
        found = set(self._direct.elsewhere)
        for standard in self.library.standards.values():
            found |= needs.standard(standard, upto=self._next_level(evaluator, firm, standard))
        for criteria in self._near_sets(evaluator, firm):
            found |= self._direct.criteria(criteria)
        return frozenset(found)

    def _far(self, evaluator: Evaluator, firm: int) -> Items:
        near = {each.id for each in self._near_sets(evaluator, firm)}
        far = [self.needs.criteria(each) for name, each in self.library.criteria.items() if name not in near]
        return frozenset(item for each in (*far, self._leveled(self.needs)) for item in each)

    def _next_level(self, evaluator: Evaluator, firm: int, standard: Standard) -> int | None:
        ladders = result_ladders(standard)
        if standard.by_level is None or not ladders:
            return None
        return 1 + max(high for ladder in ladders for _, high in ladder_bounds(evaluator, standard, ladder, firm))

    def _near_sets(self, evaluator: Evaluator, firm: int) -> list[CriteriaSet]:
        """The default sets, without those above a set that is out of reach already."""
        default = {name: each for name, each in self.library.criteria.items() if each.default}
        above = {each.next for each in default.values()}
        found: list[CriteriaSet] = []
        for name, criteria in default.items():
            each: CriteriaSet | None = None if name in above else criteria
            while each is not None and each not in found:
                found.append(each)
                each = default.get(each.next) if self._within_reach(evaluator, firm, each) else None
        return found

    def _within_reach(self, evaluator: Evaluator, firm: int, criteria: CriteriaSet) -> bool:
        """Whether some subject of the firm can still fulfil every mandatory condition."""
        rows = evaluator.frame.of_firm(criteria.judges, firm)
        if criteria.id not in self._mandatory:  # the evaluator remembers a condition by the object that it is
            needs = [condition_of(condition) for condition in criteria.conditions if condition.role == "mandatory"]
            self._mandatory[criteria.id] = needs
        truths = [evaluator.truth(need, criteria.judges) for need in self._mandatory[criteria.id]]
        return any(all(truth.may[row] for truth in truths) for row in rows)


def items_of(library: Library, name: str) -> tuple[str, ...]:
    """Return what an item of a section asks: of a card, its facts."""
    return library.cards[name].confirms if name in library.cards else (name,)
