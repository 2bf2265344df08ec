"""Evaluations with fractions of the firms that floats cannot decide, several of them side by side."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Generic, TypeVar

from diagnostics.scoring.engine.engine import Engine

OneEngine = TypeVar("OneEngine", bound=Engine)

MOST_TOGETHER = 64  # one firm that is asked for again alone drags along no more than these


class ExactFirms(Generic[OneEngine]):
    """The exact evaluators of one evaluator's firms; each firm stands in one group, made when it is first needed.

    Rows of a frame do not see one another, so that a firm's fractions are the same in any company.
    """

    def __init__(self, owner: OneEngine) -> None:
        self._owner = owner
        self._evaluators: dict[tuple[int, ...], OneEngine] = {}
        self._group: dict[int, tuple[int, ...]] = {}

    def of(self, firms: tuple[int, ...]) -> OneEngine:
        """Return an evaluator of just these firms, in this order."""
        if firms not in self._evaluators:
            owner = self._owner
            claimed = owner.told.exact_of(firms) if owner.frame.verified else None
            self._evaluators[firms] = owner.with_fractions(owner.frame.restricted(firms, exact=True), claimed)
        return self._evaluators[firms]

    def places(self, firms: Iterable[int]) -> list[tuple[OneEngine, list[tuple[int, int]]]]:
        """Return evaluators that hold these firms, each with the firms asked for and their places in it."""
        wanted = list(firms)
        new = [firm for firm in wanted if firm not in self._group]
        for start in range(0, len(new), MOST_TOGETHER):
            group = tuple(new[start : start + MOST_TOGETHER])
            self._group.update(dict.fromkeys(group, group))
        found: dict[tuple[int, ...], list[tuple[int, int]]] = {}
        for firm in wanted:
            group = self._group[firm]
            found.setdefault(group, []).append((firm, group.index(firm)))
        return [(self.of(group), members) for group, members in found.items()]

    def take_unchanged(self, before: ExactFirms[OneEngine], names: Set[str]) -> None:
        """Take over from the exact evaluators of the same firms what rests on none of these facts and tables."""
        self._group = dict(before._group)
        for firms, each in before._evaluators.items():
            frame = each.frame.with_answers([self._owner.frame.firms[firm] for firm in firms])
            self._evaluators[firms] = self._owner.with_fractions(frame, None)
            self._evaluators[firms].take_unchanged(each, names)
