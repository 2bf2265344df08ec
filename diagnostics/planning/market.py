"""What a choice is made from, as a program: a decision per offer, prerequisites, exclusions, promises and money."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from diagnostics.model.results.plans import Offer
from diagnostics.planning.encoding import Encoder
from diagnostics.planning.goals import Atom, Goal
from diagnostics.planning.pains import PainGoal
from diagnostics.planning.program import Program, Row
from diagnostics.planning.responses import Response
from diagnostics.planning.stock import is_scope

CENTS = 100  # prices are counted in hundredths of 万元
# How far a pain is answered, as digits of one number: the free first step, a part that is bought, the whole.
FIRST, PART, WHOLE = 1, 2, 4
MUST = 10  # what somebody waits for by a date is put off last


@dataclass(frozen=True, kw_only=True)
class Money:
    """Limits in 万元: `phases` of twelve months (none: no limit), `least` for an open price, `one` for a measure."""

    phases: tuple[Fraction, ...] = ()
    least: Fraction = Fraction(0)
    one: Fraction | None = None


@dataclass(frozen=True, kw_only=True)
class PlanProblem:
    """Everything that a choice is made from.

    Attributes:
        offers: remedies that the firm may take, in the order of the catalogue.
        responses: how every atom of the targets responds to them.
        targets: the targets by name, the most pressing first.
        along: those of them that no money is spent on: they are reached where the others bring them along.
        pains: the pains and wishes, likewise.
        unpromised: the pains and wishes as they would be if nothing were promised.
        money: its limits.
    """

    offers: Sequence[Offer]
    responses: Mapping[Atom, Response]
    targets: Mapping[str, Goal]
    along: frozenset[str] = frozenset()
    pains: Sequence[PainGoal] = ()
    unpromised: Sequence[PainGoal] = ()
    money: Money = Money()

    def urgency(self, name: str) -> int:
        """Return how much it matters that an offer is not put off: what is promised, then the first of the pains."""
        pinned = any(offer.pinned and offer.id == name for offer in self.offers)
        waiting = len(self.pains)
        found = 1 + waiting * pinned
        for place, pain in enumerate(self.pains):
            if name in (pain.whole or pain.part):
                found += (waiting - place) * (MUST if pain.promised else 1)
        return found

    def pinned(self) -> bool:
        """Whether anything is promised."""
        return any(offer.pinned for offer in self.offers)

    def promised(self) -> frozenset[str]:
        """Return what is promised with all that it may rest on."""
        needs = {offer.id: offer.needs for offer in self.offers}
        found, left = set[str](), [offer.id for offer in self.offers if offer.pinned]
        while left:
            name = left.pop()
            if name not in found:
                found.add(name)
                left += [each for names in needs.get(name, ()) for each in names]
        return frozenset(found)


class Market:
    """A program over the offers with the rows that always hold."""

    def __init__(self, problem: PlanProblem, *, pinned: bool) -> None:
        self.problem = problem
        self.offers = problem.offers
        self.program = Program()
        self.decisions = {offer.id: self.program.variable(whole=True) for offer in self.offers}
        self.encoder = Encoder(self.program, self.decisions, problem.responses)
        self.phases: dict[str, list[int]] = {}
        self.over: list[int] = []
        self._always(pinned=pinned)
        self._budget(pinned=pinned)

    def _always(self, *, pinned: bool) -> None:
        for offer in self.offers:
            for alternatives in offer.needs:
                row = {self.decisions[name]: Fraction(1) for name in alternatives if name in self.decisions}
                self.program.at_least({**row, self.decisions[offer.id]: Fraction(-1)}, 0)
            for other in offer.excludes:
                if other in self.decisions:
                    self.program.at_most({self.decisions[offer.id]: Fraction(1), self.decisions[other]: Fraction(1)}, 1)
            if offer.pinned and pinned:
                self.program.at_least({self.decisions[offer.id]: Fraction(1)}, 1)

    def _budget(self, *, pinned: bool) -> None:
        budget = self.problem.money.phases
        if not budget:
            return
        promised = self.problem.promised() if pinned else frozenset[str]()
        self._leave_out_the_largest(promised)
        for offer in (each for each in self.offers if each.paid):
            self.phases[offer.id] = [self.program.variable(whole=True) for _ in budget]
            parts = dict.fromkeys(self.phases[offer.id], Fraction(1))
            both = {**parts, self.decisions[offer.id]: Fraction(-1)}
            self.program.at_least(both, 0)
            self.program.at_most(both, 0)
        # what is promised may exceed the money, with all it needs; nothing else may
        most = sum(cents(offer) for offer in self.offers) if pinned and self.problem.pinned() else 0
        least = int(self.problem.money.least * CENTS)
        for phase, limit in enumerate(budget):
            row: dict[int, Fraction] = {}
            for each in (each for each in self.offers if each.id in self.phases):
                needed = cents(each) or (least if unknown_price(each) else 0)
                if needed:
                    row[self.phases[each.id][phase]] = Fraction(needed)
            if row and most:
                self.over.append(self.program.variable(0, most, whole=True))
                row[self.over[-1]] = Fraction(-1)
            if row:
                self.program.at_most(row, int(limit * CENTS))
            # of two open prices in one phase neither would know how much it may come to; a promise is kept all the same
            open_prices = [each.id for each in self.offers if _to_ask(each) and each.id not in promised]
            if len(open_prices) > 1 and least:
                self.program.at_most({self.phases[name][phase]: Fraction(1) for name in open_prices}, 1)
        for offer in self.offers:
            if offer.id in self.phases:
                self._in_order(offer, len(budget))

    def _leave_out_the_largest(self, promised: Collection[str]) -> None:
        """A measure that is too large even at its low end is no measure for this firm, but what a promise rests on."""
        most = self.problem.money.one
        for offer in self.offers:
            spared = offer.pinned or offer.id in promised
            if most is not None and not spared and offer.cost is not None and offer.cost[0] > most:
                self.program.at_most({self.decisions[offer.id]: Fraction(1)}, 0)

    def _in_order(self, offer: Offer, phases: int) -> None:
        """Of what costs money, a prerequisite starts no later than what needs it."""
        for alternatives in offer.needs:
            known = [each for each in alternatives if each in self.decisions]
            if any(each not in self.phases for each in known):
                continue  # one of them is free
            for phase in range(phases):
                row = Row()
                for each in known:
                    for earlier in range(phase + 1):
                        row[self.phases[each][earlier]] = Fraction(1)
                row[self.phases[offer.id][phase]] = Fraction(-1)
                self.program.at_least(row, 0)

    def cost(self) -> dict[int, int]:
        """Return the objective of the cheapest choice: an unknown price weighs more than all known ones."""
        dear = sum(cents(offer) for offer in self.offers) + 1
        return {self.decisions[each.id]: cents(each) + (dear if unknown_price(each) else 0) for each in self.offers}

    def any_of(self, names: Iterable[str]) -> int | None:
        """Return a variable that can only be 1 where one of some offers is taken; None without any."""
        row = {self.decisions[name]: Fraction(1) for name in names if name in self.decisions}
        if not row:
            return None
        variable = self.program.variable(whole=True)
        self.program.at_least({**row, variable: Fraction(-1)}, 0)
        return variable

    def answers(self, pain: PainGoal) -> dict[int, int]:
        """Return variables that are 1 as far as a pain is answered, each with its digit."""
        levels = ((FIRST, pain.first), (PART, (*pain.part, *pain.whole)), (WHOLE, pain.whole))
        found = ((self.any_of(names), digit) for digit, names in levels)
        return {variable: digit for variable, digit in found if variable is not None}


def cents(offer: Offer) -> int:
    """Return what a plan reckons with for an offer, in hundredths of 万元."""
    return int(offer.reckoned * CENTS)


def unknown_price(offer: Offer) -> bool:
    """Return whether nobody knows what it costs, nor what it costs at most."""
    return offer.cost is None and offer.upto is None


def _to_ask(offer: Offer) -> bool:
    """Whether a price has to be asked for before anybody can tell what it comes to; more use of a thing is bounded."""
    return unknown_price(offer) or (offer.cost is None and is_scope(offer.id))
