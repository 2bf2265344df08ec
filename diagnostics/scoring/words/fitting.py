"""Which of several options of a fact is the smallest step for one firm.

The rules of plausibility say which answers do not go together: “collected by itself” with “not done at all”. An option
that such a rule would contradict is no step at all; one whose companion already stands high is the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.criteria import condition_of
from diagnostics.model.content.marks import SubjectKind
from diagnostics.model.content.validity import in_force
from diagnostics.scoring.engine.evaluate import Evaluator


class _Companion(NamedTuple):
    """What contradicts an option where it holds, and for which kind of subject that is asked."""

    kind: SubjectKind
    contradiction: ex.Expression


class Fitting:
    """Orders the options of a fact for the subjects of one evaluator."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator

    def in_order(self, fact: str, options: Iterable[str], kind: SubjectKind, row: int) -> tuple[str, ...]:
        """Return options, the smallest step first; those that nothing tells apart stay in their order."""
        ranks = {option: self._rank(fact, option, kind, row) for option in options}
        return tuple(sorted(ranks, key=ranks.__getitem__))

    def _rank(self, fact: str, option: str, kind: SubjectKind, row: int) -> tuple[bool, bool, float]:
        """Return whether it contradicts what the firm says, whether no set asks for it, how far its companion is."""
        companions = [each for each in self._companions.get((fact, option), ()) if each.kind == kind]
        contradicted = any(self.evaluator.truth(each.contradiction, kind).must[row] for each in companions)
        standing = max((self._standing(each, kind, row) for each in companions), default=0.0)
        return contradicted, (fact, option) not in self._asked, -standing

    def _standing(self, companion: _Companion, kind: SubjectKind, row: int) -> float:
        """Return how high the choice stands that a contradiction rests on: 0 the worst, 1 the best."""
        facts = [part.fact for part in ex.walk(companion.contradiction) if isinstance(part, ex.FactRef)]
        items = [self.evaluator.library.named(fact) for fact in facts]
        found = [self.evaluator.choice(item.id, kind).must[row] for item in items if item.type == "choice"]
        places = [max((at for at, on in enumerate(must) if on), default=0) / max(len(must) - 1, 1) for must in found]
        return max(places, default=0.0)

    @cached_property
    def _companions(self) -> dict[tuple[str, str], list[_Companion]]:
        found: dict[tuple[str, str], list[_Companion]] = {}
        for rule in self.evaluator.library.plausibility.values():
            for parts in _alternatives(rule.when):
                for part in parts:
                    others = tuple(each for each in parts if each is not part)
                    if isinstance(part, ex.Has) and others and part.at_least == 1:
                        companion = _Companion(rule.subject, ex.AllOf(others))
                        for option in part.options:
                            found.setdefault((part.fact.fact, option), []).append(companion)
        return found

    @cached_property
    def _asked(self) -> frozenset[tuple[str, str]]:
        """The options that a default set in force asks for by name."""
        library, today = self.evaluator.library, self.evaluator.frame.as_of
        sets = (each for each in library.criteria.values() if each.default and in_force(each, today))
        needs = (condition_of(criterion) for each in sets for criterion in each.conditions)
        parts = (part for need in needs for part in ex.walk(need) if isinstance(part, ex.Has))
        return frozenset((part.fact.fact, option) for part in parts for option in part.options)


def _alternatives(when: ex.Condition) -> Iterator[tuple[ex.Condition, ...]]:
    """Yield what must hold together for a rule to speak: of `any` each way on its own."""
    if isinstance(when, ex.AnyOf):
        for each in when.conditions:
            yield from _alternatives(each)
    else:
        yield when.conditions if isinstance(when, ex.AllOf) else (when,)
