"""The choice of remedies for settled goals by one route: exact, by whole-numbered linear programming.

Cheapest: fewest unknown prices, then the lowest cost at the high end. Fastest: the shortest critical path in months.
Most robust: the largest margin over every threshold, at no more than `cap` times the cheapest cost. Ties are broken by
cost, months, number of remedies and the order of the catalogue, so that a plan can be repeated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from diagnostics.model.results.plans import Offer, Route
from diagnostics.planning.encoding import Demand
from diagnostics.planning.goals import Every, Goal
from diagnostics.planning.market import CENTS, Market, PlanProblem, cents, unknown_price
from diagnostics.planning.program import Objective, Program
from diagnostics.planning.settling import Settled

HALVES = 2  # months in halves


@dataclass(frozen=True)
class Choice:
    """Remedies chosen, the phase of each where budgets were given, how far from proven best, the margin."""

    remedies: tuple[str, ...]
    phases: Mapping[str, int]
    gap: Fraction
    margin: Fraction | None


class Search(Market):
    """Finds the choice that reaches settled goals by a route; plans that turned out to miss them can be forbidden."""

    def __init__(self, problem: PlanProblem, settled: Settled, *, pinned: bool = True) -> None:
        super().__init__(problem, pinned=pinned and settled.kept)
        self.encoder.require(Every(tuple(problem.targets[name] for name in settled.targets)))
        for pain in problem.pains:
            for variable, digit in self.answers(pain).items():
                if settled.pains.get(pain.finding, 0) & digit:
                    self.program.at_least({variable: Fraction(1)}, 1)
        if self.over:
            self.program.at_most(dict.fromkeys(self.over, 1), int(settled.over * CENTS))

    @property
    def unreachable(self) -> list[Goal]:
        """Required goals that no choice reaches."""
        return self.encoder.unreachable

    def anew(self) -> Search:
        """Return the same search as it was made, to be asked for another route; this one must not have been asked."""
        other = copy(self)
        other.program = self.program.copied()
        return other

    def forbid(self, remedies: Sequence[str]) -> None:
        """Leave out exactly this choice from now on."""
        chosen = set(remedies)
        row = {self.decisions[offer.id]: Fraction(-1 if offer.id in chosen else 1) for offer in self.offers}
        self.program.at_least(row, 1 - len(chosen))

    def among(self, chosen: Sequence[str]) -> tuple[str, ...]:
        """Return the cheapest, then the fewest, of some offers that reach the goals; all of them if they do not."""
        for offer in self.offers:
            if offer.id not in chosen:
                self.program.at_most({self.decisions[offer.id]: Fraction(1)}, 0)
        count = dict.fromkeys(self.decisions.values(), 1)
        found = self.program.best([self.cost(), count], [[each] for each in self.decisions.values()])
        if found is None:
            return tuple(chosen)
        return tuple(name for name in chosen if found.chosen(self.decisions[name]))

    def choice(self, route: Route, cap: Fraction) -> Choice | None:
        """Return the best choice of a route, or None if there is none.

        Raises:
            NoAnswerError: the search ended at its limit without any choice.
        """
        if self.unreachable:
            return None
        if route == "fastest":
            return self._best(self.program, [{self._critical_path: 1}, self.cost()])
        if route == "robust":
            return self._robust(cap)
        return self._best(self.program, [self.cost()])

    # ---- objectives ----

    def _best(self, program: Program, objectives: Sequence[Objective], margin: Fraction | None = None) -> Choice | None:
        """Return the best choice; ties are broken by months, number of remedies, phases, order of the catalogue."""
        size = len(self.offers) + 1
        ties = {self.decisions[offer.id]: _halves(offer) * size + 1 for offer in self.offers}
        # nothing later than it has to be
        late = {
            variable: phase * self.problem.urgency(name)
            for name, parts in self.phases.items()
            for phase, variable in enumerate(parts)
            if phase
        }
        order = [*([decision] for decision in self.decisions.values()), *self.phases.values()]
        found = program.best([*objectives, ties, *([late] if late else [])], order)
        if found is None:
            return None
        chosen = tuple(offer.id for offer in self.offers if found.chosen(self.decisions[offer.id]))
        phases = {
            name: next(phase for phase, variable in enumerate(self.phases[name]) if found.chosen(variable))
            for name in chosen
            if name in self.phases
        }
        return Choice(chosen, phases, Fraction(found.gap).limit_denominator(100) / CENTS, margin)

    @cached_property
    def _critical_path(self) -> int:
        """Add a start for every remedy and the end of all, in half months."""
        longest = sum(_halves(offer) for offer in self.offers) + 1
        end = self.program.variable(0, longest, whole=True)
        starts = {offer.id: self.program.variable(0, longest) for offer in self.offers}
        for offer in self.offers:
            taken = self.decisions[offer.id]
            self.program.at_least(
                {end: Fraction(1), starts[offer.id]: Fraction(-1), taken: Fraction(-_halves(offer))}, 0
            )
            for other in {name for names in offer.needs for name in names if name in starts}:
                lasts = next(_halves(one) for one in self.offers if one.id == other)
                row = {starts[offer.id]: Fraction(1), starts[other]: Fraction(-1)}
                row |= {taken: Fraction(-longest), self.decisions[other]: Fraction(-longest - lasts)}
                self.program.at_least(row, -2 * longest)  # counts only where both are taken
        return end

    def _robust(self, cap: Fraction) -> Choice | None:
        cheapest = self.program.minimise(self.cost())
        demands = [demand for demand in self.encoder.demands if demand.sum.most > demand.threshold.at_least]
        if cheapest is None or not demands:
            return None if cheapest is None else self._best(self.program, [self.cost()])
        program = self.program.copied()
        # (an unknown price weighs more than all known ones: the cap holds their number too)
        unknown = {self.decisions[offer.id]: Fraction(1) for offer in self.offers if unknown_price(offer)}
        known = {self.decisions[offer.id]: Fraction(cents(offer)) for offer in self.offers if cents(offer)}
        if unknown:
            program.at_most(unknown, cheapest.worth(unknown))
        if known:
            program.at_most(known, int(cheapest.worth(known) * cap + Fraction(1, 2)))
        widest = self._widest(program.copied(), demands)
        for demand in demands:
            program.at_least(demand.sum.row, demand.above(widest))
        return self._best(program, [self.cost()], widest)

    def _widest(self, program: Program, demands: Sequence[Demand]) -> Fraction:
        """Return the largest margin over all thresholds, each as a share of what remedies could bring beyond it."""
        margin = program.variable(0, 1)
        for demand in demands:
            program.at_least({**demand.sum.row, margin: -demand.beyond}, demand.above(Fraction(0)))
        found = program.minimise({margin: -1})
        assert found is not None, "the cheapest choice has a margin too"
        return min(Fraction(1), *(demand.margin(found) for demand in demands))


def _halves(offer: Offer) -> int:
    return 0 if offer.months is None else int(offer.months[1] * HALVES)


def critical_months(offers: Sequence[Offer], chosen: Sequence[str]) -> Fraction:
    """Return the length in months of the longest chain of prerequisites among the chosen (high end)."""
    by_id = {offer.id: offer for offer in offers if offer.id in set(chosen)}
    known: dict[str, Fraction] = {}

    def end(name: str) -> Fraction:
        if name not in known:
            before = [end(each) for names in by_id[name].needs for each in names if each in by_id]
            months = by_id[name].months
            known[name] = max(before, default=Fraction(0)) + (months[1] if months else Fraction(0))
        return known[name]

    return max((end(each) for each in by_id), default=Fraction(0))
