"""One plan for one firm: several goals, which measures, in which order, at what cost; diagnosed again at its end.

In: what is known of a firm, the content, the targets. Out: a `Plan`. Which goals are reached within the money, and by
which measures, is a linear program over the remedies (`settling`, `choice`); what it leaves out is caught by evaluating
the firm after the plan with the same engine: a plan that misses a target is forbidden and the next best is looked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property

from diagnostics.model.content.expressions import Expression
from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.results.pains import PainAnswer
from diagnostics.model.results.plans import (
    BestReach,
    Blocked,
    GoalResult,
    Offer,
    Plan,
    PlanStep,
    PlanWishes,
    Route,
)
from diagnostics.planning.aims import Aim, aiming_at, best_reach, read_aim
from diagnostics.planning.choice import Choice, Search, critical_months
from diagnostics.planning.effects import apply_effects
from diagnostics.planning.gates import ceilings, gates
from diagnostics.planning.goals import Atom, ConditionReader, Every, GoalReader, atoms_of
from diagnostics.planning.market import Money, PlanProblem
from diagnostics.planning.offers import Shop
from diagnostics.planning.pains import PainGoal, held_by, losses_by_pain, pain_goals, solving, worth_of
from diagnostics.planning.reasons import Reasoning
from diagnostics.planning.responses import Response, responses
from diagnostics.planning.schedule import HORIZONS, Capacities, schedule
from diagnostics.planning.settling import Settled, settle
from diagnostics.planning.targets import PlanTarget, wanted
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from diagnostics.scoring.engine.needs import needs_of
from diagnostics.scoring.memo.variants import variants

REPEATS = 40  # choices that missed a target when diagnosed again, before the search gives up
FEW = 5  # the same, where only the price of a target is told that the plan leaves out
YEARS = Fraction(3)


@dataclass(frozen=True, kw_only=True)
class PlanRequest:
    """The request for a plan.

    Attributes:
        targets: what is to be reached (`planning.targets.read_target`), the most pressing first.
        along: targets that no money is spent on: they are reached where the others bring them along.
        route: cheapest, fastest or robust.
        budget: 万元 per phase of twelve months; empty: no limit.
        one_project: 万元 that a single measure may cost; None: no limit.
        least_quote: 万元 that must be left where a measure without a price is taken.
        quote_days: days until quotations should be in.
        only_due: money is for what is promised or waited for, nothing else.
        years: in which the money must come back that is spent on a pain.
        cap: the robust route may cost so many times the cheapest plan.
        capacities: how many measures run side by side.
        horizons: months that each stretch of time ends with.
        wishes: what the consultant and the firm fixed; None: as the firm's answers have it.
        losses: 万元 of money lost in a year at the high end, per number of a finding; None: nobody knows.
    """

    targets: tuple[PlanTarget, ...] = ()
    along: tuple[PlanTarget, ...] = ()
    route: Route = "cheapest"
    budget: tuple[Fraction, ...] = ()
    one_project: Fraction | None = None
    least_quote: Fraction = Fraction(0)
    quote_days: int = 45
    only_due: bool = False
    years: Fraction = YEARS
    cap: Fraction = Fraction(13, 10)
    capacities: Capacities = field(default_factory=Capacities)
    horizons: tuple[int, ...] = HORIZONS
    wishes: PlanWishes | None = None
    losses: Mapping[int, Fraction | None] = field(default_factory=dict)

    @property
    def every(self) -> tuple[PlanTarget, ...]:
        """All targets in their order."""
        return (*self.targets, *self.along)


def plan(firm: FirmAnswers, library: Library, as_of: date, request: PlanRequest) -> Plan:
    """Return the plan of one firm.

    Raises:
        NoAnswerError: the search ended at its limit of nodes without any plan.
    """
    return Planner(firm, library, as_of, request).plan()


class Planner:
    """Plans for one firm; what is prepared once serves every route.

    Args:
        firm: what is known today.
        library: checked content with its remedies.
        as_of: date of the diagnosis.
        request: targets, budget, wishes; its route is the one taken where none is named.
        known: an evaluator of the same firm alone on the same content and day, where there is one already.
    """

    def __init__(
        self, firm: FirmAnswers, library: Library, as_of: date, request: PlanRequest, known: Evaluator | None = None
    ) -> None:
        self.wishes = firm.plan if request.wishes is None else request.wishes
        self.budget = request.budget
        self.as_of = as_of
        self.request = request
        self.firm = aiming_at(firm, request.every)
        known = known or Evaluator(Frame([firm], library, as_of))
        self.shop = Shop(variants(known, 0, [self.firm], library), library, self.wishes)
        self.library = self.shop.library
        self.evaluator = variants(known, 0, [self.firm], self.library)
        self.needs = needs_of(library)
        self._below: dict[int, frozenset[str]] = {}
        self._searches: dict[tuple[str, ...], Search] = {}
        self._settlements: dict[tuple[str, ...], Settled] = {}
        self._ways_alone: dict[str, tuple[str, ...] | None] = {}

    # ---- what can be changed ----

    @cached_property
    def _touched(self) -> dict[str, dict[str, tuple[object, ...]]]:
        """Per remedy that changes something for this firm: what it does to which fact or table."""
        found: dict[str, dict[str, tuple[object, ...]]] = {}
        for remedy in self.library.remedies.values():
            if not remedy.effects or self._after([remedy.id]) == self.firm:
                continue
            effects: dict[str, tuple[object, ...]] = {}
            for effect in remedy.effects:
                effects[effect.target] = (*effects.get(effect.target, ()), effect.key)
            found[remedy.id] = effects
        return found

    @cached_property
    def _stalls(self) -> tuple[list[Offer], list[Blocked]]:
        pains = {finding.pain for finding in self.firm.findings if finding.pain}
        first = {
            name for pain in pains & {*self.library.pains} for name in self.library.pains[pain].first_step.remedies
        }

        def useful(name: str) -> bool:
            solves = any(solving(self.library.remedies[name], pain) for pain in pains)
            return name in self._touched or name in self.wishes.pinned or name in first or solves

        offers, blocked = self.shop.offers(useful, self._asked_by_targets)
        return held_by(self._worth(offers), offers), blocked

    def _worth(self, offers: Sequence[Offer]) -> dict[str, Fraction]:
        lost = losses_by_pain(self.firm.findings, self.request.losses)
        return worth_of(offers, self.library, lost, self.request.years)

    @cached_property
    def _asked_by_targets(self) -> frozenset[str]:
        """Facts and tables that the targets rest on: only what is open among them has to be verified first."""
        reader = ConditionReader(self.evaluator, lambda _: True)
        parts = (part for target in self.request.every for part in wanted(target, reader))
        return frozenset(item for part in parts for item in self._items(part.condition))

    @property
    def offers(self) -> list[Offer]:
        """The remedies that the firm may take."""
        return self._stalls[0]

    def _items(self, expression: Expression) -> frozenset[str]:
        if id(expression) not in self._below:
            self._below[id(expression)] = self.needs.below(expression)
        return self._below[id(expression)]

    @cached_property
    def _changed(self) -> frozenset[str]:
        """Facts and tables that the offers change."""
        return frozenset(item for offer in self.offers for item in self._touched.get(offer.id, {}))

    def _fixed(self, expression: Expression) -> bool:
        return not self._changed & self._items(expression)

    def _after(self, remedies: Iterable[str]) -> FirmAnswers:
        chosen = [self.library.remedies[remedy] for remedy in remedies]
        return apply_effects(self.firm, chosen, self.library, self.as_of)

    def _evaluated(self, firms: Sequence[FirmAnswers]) -> Evaluator:
        return variants(self.evaluator, 0, firms)

    # ---- the problem ----

    @cached_property
    def _goals(self) -> tuple[dict[str, Aim], dict[Atom, Response]]:
        """The targets as goals with what stands in their way, and how their parts respond to the remedies."""
        reader = GoalReader(self.evaluator, self._fixed)
        read = {target.name: wanted(target, reader) for target in self.request.every}
        touched = {offer.id: self._touched.get(offer.id, {}) for offer in self.offers}
        atoms = list(dict.fromkeys(atom for parts in read.values() for part in parts for atom in atoms_of(part.goal)))
        found = responses(atoms, touched, self._items, self._after, self._evaluated) if atoms else {}
        aims = {
            target.name: read_aim(target, read[target.name], found, self.evaluator, self.library)
            for target in self.request.every
        }
        return aims, found

    @cached_property
    def pains(self) -> tuple[PainGoal, ...]:
        """The pains and wishes as goals, the most pressing first."""
        return self._pains(self.offers)

    def _pains(self, offers: Sequence[Offer]) -> tuple[PainGoal, ...]:
        request = self.request
        years = Fraction(0) if request.only_due else request.years
        return pain_goals(self.firm.findings, self.library, offers, years, request.losses, self.shop.held, self._barred)

    def _unpromised(self) -> list[Offer]:
        prices = self.wishes.prices
        return [
            replace(offer, pinned=False, reason=offer.reason if offer.id in prices else "") if offer.pinned else offer
            for offer in self.offers
        ]

    @property
    def _barred(self) -> set[str]:
        """Pains that the content keeps from this firm."""
        pains = [self.library.pains[each.pain] for each in self.firm.findings if each.pain in self.library.pains]
        return {pain.id for pain in pains if pain.excludes is not None and self.shop.somewhere(pain.excludes)}

    @cached_property
    def problem(self) -> PlanProblem:
        """Everything that a choice is made from; targets that are reached or out of reach are not part of it."""
        aims, found = self._goals
        targets = {
            name: Every(tuple(part.goal for part in aim.parts if part.id not in aim.open_parts))
            for name, aim in aims.items()
            if not aim.hopeless and not aim.reached
        }
        money = Money(phases=self.budget, least=self.request.least_quote, one=self.request.one_project)
        along = frozenset(target.name for target in self.request.along)
        if self.request.only_due:
            along = frozenset(targets)
        return PlanProblem(
            offers=self.offers, responses=found, targets=targets, along=along, pains=self.pains,
            unpromised=self._pains(self._unpromised()) if self.wishes.pinned else (), money=money,
        )  # fmt: skip

    def _search(self, problem: PlanProblem, settled: Settled) -> Search:
        """Return a search that nobody has asked yet; goals are put into rows once for all routes."""
        key = tuple(problem.targets)
        if key not in self._searches:
            self._searches[key] = Search(problem, settled)
        return self._searches[key].anew()

    # ---- the plan ----

    def plan(self, route: Route | None = None) -> Plan:
        """Return the plan by a route.

        Raises:
            NoAnswerError: the search ended at its limit of nodes without any plan.
        """
        way = route or self.request.route
        settled, choice = self._checked(self.problem, way)
        reasoning = Reasoning(self.problem, settled, choice.remedies, self.library, self._stalls[1], self.budget)
        steps = self._steps(choice, reasoning)
        aims, _ = self._goals
        goals = [
            *reasoning.promises(),
            *reasoning.pains(),
            *(self._target(aim, reasoning, settled) for aim in aims.values()),
        ]
        return Plan(
            route=way,
            goals=tuple(goals),
            steps=steps,
            cost=reasoning.cost_of(choice.remedies),
            unknown_costs=reasoning.unknown_of(choice.remedies),
            months=critical_months(self.offers, choice.remedies),
            gap=choice.gap,
            margin=choice.margin,
            budget=self.budget,
            over=settled.over or None,
            re_scored=True,
            pains=_with_ends(reasoning.answers(), steps),
            gates=gates(steps, self.pains, self.offers, self.budget, self.request.quote_days),
            blocked=tuple(self._stalls[1]),
        )

    def _checked(self, problem: PlanProblem, route: Route) -> tuple[Settled, Choice]:
        """Return the goals, and the best choice that is at all their targets when the firm is diagnosed again."""
        aims, _ = self._goals
        while True:
            settled = self._settled(problem)
            missed = ""
            search = self._search(problem, settled)
            for _ in range(REPEATS):
                choice = search.choice(route, self.request.cap)
                if choice is None:
                    break
                after = self._evaluated([self._after(choice.remedies)])
                missed = next((name for name in settled.targets if not aims[name].is_at(after)), "")
                if not missed:
                    return settled, choice
                search.forbid(choice.remedies)
            if not settled.targets:
                return settled, Choice((), {}, Fraction(0), None)
            lost = missed or settled.targets[-1]
            problem = replace(problem, targets={name: goal for name, goal in problem.targets.items() if name != lost})

    def _settled(self, problem: PlanProblem) -> Settled:
        key = tuple(problem.targets)
        if key not in self._settlements:
            self._settlements[key] = settle(problem)
        return self._settlements[key]

    def _steps(self, choice: Choice, reasoning: Reasoning) -> tuple[PlanStep, ...]:
        rank = reasoning.ranks(lambda name: int(self.library.remedies[name].phase))
        request = self.request
        steps = schedule(self.offers, choice.remedies, choice.phases, rank, request.capacities, request.horizons)
        most = self.request.one_project
        worth = self._worth(self.offers)
        if most is not None:
            worth = {offer.id: min(most, worth.get(offer.id, most)) for offer in self.offers}
        known = ceilings(steps, self.budget, worth)
        return tuple(
            replace(step, reasons=reasoning.of(step.offer.id), ceiling=known.get(step.offer.id)) for step in steps
        )

    # ---- targets ----

    def _target(self, aim: Aim, reasoning: Reasoning, settled: Settled) -> GoalResult:
        if aim.reached or aim.name in settled.targets:
            return reasoning.target(aim)
        if aim.name not in self._ways_alone:
            self._ways_alone[aim.name] = None if aim.hopeless else self._alone(aim)
        alone = self._ways_alone[aim.name]
        if alone is None:
            return replace(reasoning.unreachable(aim), best=self._best(aim))
        return reasoning.too_dear(aim, alone)

    def _alone(self, aim: Aim) -> tuple[str, ...] | None:
        """Return the cheapest way to one target without any limit or other goal; None if there is none."""
        problem = replace(self.problem, targets={aim.name: self.problem.targets[aim.name]}, pains=(), money=Money())
        search = Search(problem, Settled(targets=(aim.name,)), pinned=False)
        for _ in range(FEW):
            choice = search.choice("cheapest", self.request.cap)
            if choice is None:
                return None
            if aim.is_at(self._evaluated([self._after(choice.remedies)])):
                return choice.remedies
            search.forbid(choice.remedies)
        return None

    def _best(self, aim: Aim) -> BestReach:
        """Diagnose the firm with everything it may take (of a group that excludes one another: the first)."""
        chosen: list[str] = []
        for offer in self.offers:
            if not set(offer.excludes) & set(chosen):
                chosen.append(offer.id)
        return best_reach(aim, self._evaluated([self._after(chosen)]), self.library, self.as_of)


def _with_ends(answers: Iterable[PainAnswer], steps: Iterable[PlanStep]) -> tuple[PainAnswer, ...]:
    ends = {step.offer.id: step.end for step in steps}
    return tuple(
        replace(answer, ends=max((ends[name] for name in answer.answered_by), default=Fraction(0)))
        for answer in answers
    )
