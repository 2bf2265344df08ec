"""A plan in two phases of money is what trying every subset in every phase finds: promises, scopes, open prices.

Targets of which one only comes along, smaller scopes, prices that nobody knows with the money kept back for them, and
what is promised, with the other goals as they are without it.
"""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest

from diagnostics.model.content.library import Library
from diagnostics.model.content.remedies import Cost, Remedy, Scope, Solves
from diagnostics.model.firm.answers import Finding
from diagnostics.model.results.plans import Offer, Plan, PlanWishes
from diagnostics.planning.effects import apply_effects
from diagnostics.planning.planner import Planner, PlanRequest
from diagnostics.planning.targets import read_target
from tests.builders import AS_OF
from tests.planning.instances import TARGETS, Subset, a_firm, allowed, an_effect, some_remedies
from tests.planning.test_several_goals import HOWS, YEARS, a_pain, reached

FIRST = "own"
LEAST = Fraction(2)
Key = tuple[object, ...]


class Phased:
    """A small firm with pains, one target that may cost money and one that may not, and money of two phases."""

    def __init__(self, seed: int, small: Library) -> None:
        self.chance = chance = random.Random(f"phases {seed}")
        self.pains = [f"p{place}" for place in range(chance.choice([1, 2]))]
        remedies = {
            name: replace(each, cost=None if chance.random() < 0.2 else each.cost, solves=self._solves())
            for name, each in some_remedies(chance, chance.randrange(3, 6)).items()
        }
        wholes = [name for name in remedies if chance.random() < 0.35][:2]
        for name in wholes:
            remedies[name] = replace(remedies[name], scopes=(self._scope(),))
        parts = tuple(Solves(pain=each, how="part", because="有数") for each in self.pains)
        remedies[FIRST] = Remedy(id=FIRST, name="先记起来", own_measure=True, solves=parts)
        self.losses = {place: Fraction(chance.randrange(0, 12)) for place in range(len(self.pains))}
        self.library = replace(small, remedies=remedies, pains={name: a_pain(name, FIRST) for name in self.pains})
        findings = tuple(Finding(kind="pain", text=name, pain=name) for name in self.pains)
        self.firm = replace(a_firm(chance, small), findings=findings)
        self.budget = (Fraction(chance.randrange(0, 40)), Fraction(chance.randrange(0, 40)))
        found = [read_target(name, small) for name in chance.sample(TARGETS, k=2)]
        self.targets = [each for each in found if each is not None]
        self.pinned = {chance.choice(sorted({*remedies} - {FIRST})): "说定的"} if chance.random() < 0.5 else {}
        self.offers = self._offers()

    def _solves(self) -> tuple[Solves, ...]:
        asked = self.chance.sample(self.pains, k=self.chance.randrange(len(self.pains) + 1))
        return tuple(Solves(pain=each, how=self.chance.choice(HOWS), because="试过") for each in asked)  # type: ignore[arg-type]

    def _scope(self) -> Scope:
        high = Fraction(self.chance.randrange(1, 20), 2)
        cost = Cost(fixed_wan=(high / 2, high)) if self.chance.random() < 0.5 else None
        effects = (an_effect(self.chance),) if self.chance.random() < 0.5 else ()
        share = Fraction(self.chance.choice([30, 50]))
        return Scope(
            id="s", name="一个车间", what="只做一个车间", share=share, price="按份", cost=cost, effects=effects,
            solves=self._solves(),
        )  # fmt: skip

    def _offers(self) -> dict[str, Remedy]:
        """Everything that may be taken, scopes beside the whole, written out by hand."""
        found: dict[str, Remedy] = {}
        for name, each in self.library.remedies.items():
            group = each.group or (name if each.scopes else "")
            found[name] = replace(each, group=group, scopes=())
            for scope in each.scopes:
                found[f"{name}/s"] = Remedy(
                    id=f"{name}/s", name=scope.name, effects=scope.effects, solves=scope.solves, cost=scope.cost,
                    months=each.months, group=group,
                )  # fmt: skip
        return found

    def planner(self) -> Planner:
        """The planner that is put to the test."""
        request = PlanRequest(
            targets=tuple(self.targets[:1]), along=tuple(self.targets[1:]), budget=self.budget, least_quote=LEAST,
            years=YEARS, losses=dict(self.losses), wishes=PlanWishes(pinned=self.pinned),
        )  # fmt: skip
        return Planner(self.firm, self.library, AS_OF, request)

    # ---- by hand ----

    def lost(self, name: str) -> Fraction | None:
        """万元 a year of the pains that a measure solves; None: it solves none."""
        solved = [int(each.pain[1:]) for each in self.offers[name].solves if each.how != "helps"]
        return sum((self.losses[place] for place in solved), Fraction(0)) if solved else None

    def known(self, name: str) -> Fraction | None:
        """万元 at the high end; None: nobody knows."""
        remedy = self.offers[name]
        if remedy.own_measure:
            return Fraction(0)
        return remedy.cost.fixed_wan[1] if remedy.cost and remedy.cost.fixed_wan else None

    def bound(self, name: str) -> Fraction | None:
        """What a price comes to at most: a scope costs no more than its share of the whole, nor than what it saves."""
        whole, _, scope = name.partition("/")
        price = self.known(whole) if scope else None
        if price is None:
            return None
        (share,) = [each.share for each in self.library.remedies[whole].scopes]
        lost = self.lost(name)
        return price * share / 100 if lost is None else min(price * share / 100, lost * YEARS)

    def price(self, chosen: Subset) -> tuple[int, Fraction]:
        """How many prices nothing bounds, and what the others come to."""
        most = [self.most(name) for name in chosen]
        return sum(each is None for each in most), sum((each for each in most if each is not None), Fraction(0))

    def most(self, name: str) -> Fraction | None:
        """What a plan reckons with; None: nothing bounds it."""
        price = self.known(name)
        return self.bound(name) if price is None else price

    def over(self, chosen: Subset, *, promised: bool) -> Fraction | None:
        """By how much a subset exceeds the money, laid out over the phases as well as can be; None: it cannot be."""
        paid = [name for name in chosen if self.known(name) != 0]
        kept = self.rests_on(*self.pinned) if promised else set()
        found = []
        for phases in product(range(len(self.budget)), repeat=len(paid)):
            when = dict(zip(paid, phases, strict=True))
            open_prices = [when[name] for name in paid if self.known(name) is None and name not in kept]
            early = all(
                when.get(names[0], 0) <= when[name] for name in paid for names in self.offers[name].prerequisites
            )
            if early and len({*open_prices}) == len(open_prices):
                found.append(sum((self._excess(when, phase) for phase in range(len(self.budget))), Fraction(0)))
        return min(found, default=None)

    def _excess(self, when: dict[str, int], phase: int) -> Fraction:
        most = [self.most(name) for name in when if when[name] == phase]
        spent = sum((LEAST if each is None else each for each in most), Fraction(0))
        return max(spent - self.budget[phase], Fraction(0))

    def rests_on(self, *names: str) -> set[str]:
        """Measures with all that they rest on."""
        found = {*names}
        for name in names:
            found |= self.rests_on(*(each for group in self.offers[name].prerequisites for each in group))
        return found

    def digits(self, place: int, chosen: Subset, promised: bool) -> tuple[bool, bool, bool]:
        """Whether the whole of a pain is solved, something is bought against it, the free step is taken."""
        whole = part = False
        for name in chosen:
            price, lost = self.known(name), self.lost(name)
            worth = not price or (promised and name in self.pinned) or (lost is not None and price <= lost * YEARS)
            for each in self.offers[name].solves:
                if each.pain == self.pains[place] and worth:
                    whole |= each.how == "whole"
                    part |= each.how == "whole" or (each.how == "part" and name != FIRST)
        return whole, part, FIRST in chosen

    def goals(self, chosen: Subset, at: tuple[bool, ...], *, promised: bool) -> list[bool]:
        """What is reached, the most pressing first, but for what only comes along."""
        order = sorted(self.losses, key=lambda place: (-self.losses[place], place))
        return [*(each for place in order for each in self.digits(place, chosen, promised)), at[0]]

    def key(self, chosen: Subset, at: tuple[bool, ...], over: Fraction, *, promised: bool) -> Key:
        """What a subset is worth: the lowest key is the best."""
        goals = self.goals(chosen, at, promised=promised)
        return over, [not each for each in goals], *self.price(chosen), not at[1]

    def best(self, at: dict[Subset, tuple[bool, ...]]) -> Key:
        """The key of a best subset: what is promised is in, and nothing is lost for it that can be kept."""
        plain = {one: self.over(one, promised=False) for one in at}
        within = [one for one, over in plain.items() if over == 0]
        first = min(
            (self.key(one, at[one], Fraction(0), promised=False), self.goals(one, at[one], promised=False), at[one])
            for one in within
        )
        _, floor, came = first
        held = {
            one: over for one in at if {*self.pinned} <= {*one} and (over := self.over(one, promised=True)) is not None
        }
        if not self.pinned or not held:  # nothing is promised, or it cannot be done
            return first[0]
        keeping = [
            one
            for one in held
            if all(
                now or not was
                for now, was in zip(
                    (*self.goals(one, at[one], promised=True), at[one][1]), (*floor, came[1]), strict=True
                )
            )
        ]
        return min(self.key(one, at[one], held[one] or Fraction(0), promised=True) for one in keeping or held)


def taken(found: Plan, one: Phased) -> Subset:
    chosen = {step.offer.id for step in found.steps}
    return tuple(name for name in one.offers if name in chosen)


def reckoned(offers: list[Offer]) -> dict[str, tuple[Fraction, bool]]:
    return {each.id: (each.reckoned, each.cost is None and each.upto is None) for each in offers}


@pytest.mark.parametrize("number", [60, pytest.param(240, marks=pytest.mark.long)])
def test_a_plan_in_phases_is_the_best_of_all_subsets(number: int, small: Library) -> None:
    promised = scoped = later = open_prices = over = along = 0
    for seed in range(number):
        one = Phased(seed, small)
        subsets = list(allowed(one.offers))
        states = [apply_effects(one.firm, [one.offers[each] for each in way], one.library, AS_OF) for way in subsets]
        at = dict(zip(subsets, reached(states, one.library, one.targets), strict=True))
        best, planner = one.best(at), one.planner()
        for name, known in reckoned(planner.offers).items():
            price = one.most(name)
            assert known == (price or 0, price is None), (seed, name)
        found = planner.plan()
        chosen = taken(found, one)
        kept = {*one.pinned} <= {*chosen}
        assert one.key(chosen, at[chosen], found.over or Fraction(0), promised=kept) == best, (seed, chosen, best)
        told = [goal for goal in found.goals if goal.reason.kind == "promise"]
        assert [goal.reached for goal in told] == [kept] * len(one.pinned), seed
        promised += bool(one.pinned)
        scoped += any("/" in name for name in chosen)
        later += any(step.phase for step in found.steps)
        open_prices += bool(found.unknown_costs)
        over += found.over is not None
        along += at[chosen][1]
    print(
        f"{number}: {promised} with promises, {over} over, {scoped} scopes, {later} in two phases, {open_prices} open"
    )
    assert min(promised, scoped, later, open_prices, over, along) > number // 20
