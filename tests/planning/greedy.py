"""Step by step, as a careful person would: what brings most for its price, then without what is not needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.results.plans import Offer
from diagnostics.planning.effects import apply_effects
from diagnostics.planning.goals import GoalReader
from diagnostics.planning.targets import PlanTarget, Wanted, is_at, is_met, wanted
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame

Chosen = frozenset[str]


class Greedy:
    """Chooses remedies one after another for one firm and one target."""

    def __init__(
        self,
        firm: FirmAnswers,
        library: Library,
        as_of: date,
        target: PlanTarget,
        offers: Sequence[Offer],
        skip: set[str],
    ) -> None:
        self.firm = firm
        self.library = library
        self.as_of = as_of
        self.target = target
        self.offers: Mapping[str, Offer] = {each.id: each for each in offers}
        self.skip = skip
        self.parts = [each for each in self._parts(firm) if each.id not in skip]

    def choose(self) -> Chosen | None:
        """Return a choice that is at the target, or None."""
        chosen: Chosen = frozenset()
        while not self._at(chosen):
            steps = [chosen | self._with_prerequisites(name, chosen) for name in self.offers if name not in chosen]
            steps = [each for each in steps if self._allowed(each)]
            if not steps:
                return None
            here, *found = self._worths([chosen, *steps])
            worth = dict(zip(steps, found, strict=True))
            best = max(steps, key=lambda each: ((worth[each] - here) / (self.price(each - chosen) + 1), sorted(each)))
            if worth[best] <= here:
                return None
            chosen = best
        for name in sorted(chosen, key=lambda each: -self.price(frozenset({each}))):
            left = chosen - {name}
            if self._complete(left) and self._at(left):
                chosen = left
        return chosen

    def price(self, chosen: Chosen) -> Fraction:
        """Return the known prices at the high end in 万元; an unknown one counts a thousand."""
        costs = [self.offers[each].cost for each in chosen]
        return sum((Fraction(1000) if each is None else each[1] for each in costs), Fraction(0))

    def rank(self, chosen: Chosen) -> tuple[int, Fraction]:
        """Return what a plan is judged by: unknown prices first, then what it reckons with."""
        offers = [self.offers[each] for each in chosen]
        unknown = sum(each.cost is None and each.upto is None for each in offers)
        return unknown, sum((each.reckoned for each in offers), Fraction(0))

    def _parts(self, firm: FirmAnswers) -> list[Wanted]:
        evaluator = Evaluator(Frame([firm], self.library, self.as_of))
        return wanted(self.target, GoalReader(evaluator, lambda _: True))

    def _firm_after(self, chosen: Chosen) -> FirmAnswers:
        remedies = [self.library.remedies[each] for each in sorted(chosen)]
        return apply_effects(self.firm, remedies, self.library, self.as_of)

    def _after(self, chosen: Chosen) -> Evaluator:
        return Evaluator(Frame([self._firm_after(chosen)], self.library, self.as_of))

    def _worths(self, choices: Sequence[Chosen]) -> list[Fraction]:
        """Return for each choice the parts that are met, and a little for every point of the standard's score."""
        firms = [self._firm_after(each) for each in choices]
        evaluator = Evaluator(Frame(firms, self.library, self.as_of))
        met = [Fraction(sum(is_met(each, evaluator, firm) for each in self.parts)) for firm in range(len(firms))]
        standard = self.target.standard
        if standard is None or not standard.score:
            return met
        scores = evaluator.scorer.score(standard.id).nodes[standard.score].bounds.lo
        rows = [evaluator.frame.of_firm(standard.judges, firm) for firm in range(len(firms))]
        points = [Fraction(float(scores[each].sum())).limit_denominator(1000) / 100 for each in rows]
        return [one + more for one, more in zip(met, points, strict=True)]

    def _at(self, chosen: Chosen) -> bool:
        return is_at(self.target, self._after(chosen), self.parts, self.skip)

    def _with_prerequisites(self, name: str, chosen: Chosen) -> Chosen:
        found = {name}
        left = [name]
        while left:
            for alternatives in self.offers[left.pop()].needs:
                if not {*alternatives} & (found | chosen):
                    first = min(alternatives, key=lambda each: self.price(frozenset({each})))
                    found.add(first)
                    left.append(first)
        return frozenset(found)

    def _allowed(self, chosen: Chosen) -> bool:
        return not any({*self.offers[each].excludes} & chosen for each in chosen)

    def _complete(self, chosen: Chosen) -> bool:
        return all({*names} & chosen for each in chosen for names in self.offers[each].needs)
