"""The way to a target: which remedies, in which order, at what cost; every plan is diagnosed again before it is shown.

In: what is known of a firm, the content, a target. Out: a `Plan`. The choice is a linear program over the remedies
(`planning`); what it leaves out is caught by evaluating the firm after the plan with the same engine: a plan that
misses is forbidden and the next best is looked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from diagnostics.model.content.expressions import Expression
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Grade
from diagnostics.model.content.remedies import Cost, Remedy
from diagnostics.model.content.validity import in_force
from diagnostics.model.firm.answers import Answer, FirmAnswers
from diagnostics.model.plain import plain
from diagnostics.model.results.plans import (
    BestReach,
    Blocked,
    Obstacle,
    Offer,
    Outcome,
    OwnProject,
    Plan,
    PlanStep,
    PlanWishes,
    Range,
    Route,
)
from diagnostics.model.results.results import Reason
from diagnostics.planning.choice import Choice, Search, critical_months
from diagnostics.planning.effects import apply_effects
from diagnostics.planning.encoding import possible
from diagnostics.planning.goals import Atom, ConditionReader, GoalReader, atoms_of
from diagnostics.planning.offers import Shop
from diagnostics.planning.responses import Response, responses
from diagnostics.planning.schedule import schedule
from diagnostics.planning.targets import PlanTarget, Wanted, assessed_upto, is_at, is_met, main_ladder, wanted
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from diagnostics.scoring.engine.needs import needs_of
from diagnostics.scoring.memo.variants import variants
from diagnostics.scoring.words.describe import Describer
from diagnostics.scoring.words.explain import Explainer
from diagnostics.words.catalogue import say

REPEATS = 40  # choices that missed the target when diagnosed again, before the search gives up
PARALLEL = 3


@dataclass(frozen=True, kw_only=True)
class PlanRequest:
    """The request for a plan.

    Attributes:
        target: what is to be reached (`planning.targets.read_target`).
        route: cheapest, fastest or robust.
        budget: 万元 per phase of twelve months; empty: no limit.
        cap: the robust route may cost so many times the cheapest plan.
        parallel: how many paid steps run side by side.
        wishes: what the consultant and the firm fixed; None: as the firm's answers have it.
    """

    target: PlanTarget
    route: Route = "cheapest"
    budget: tuple[Fraction, ...] = ()
    cap: Fraction = Fraction(13, 10)
    parallel: int = PARALLEL
    wishes: PlanWishes | None = None


def plan(firm: FirmAnswers, library: Library, as_of: date, request: PlanRequest) -> Plan:
    """Return the plan of one firm for one target.

    Raises:
        NoAnswerError: the search ended at its limit of nodes without any plan.
    """
    return Planner(firm, library, as_of, request).plan()


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """A target prepared once: its parts, their response to remedies, the unanswered questions, the obstacles."""

    parts: list[Wanted]
    responses: dict[Atom, Response]
    open_parts: set[str]
    obstacles: tuple[Obstacle, ...]
    hopeless: bool


class Planner:
    """Plans one firm's way to one target; what is prepared once serves every route.

    Args:
        firm: what is known today.
        library: checked content with its remedies.
        as_of: date of the diagnosis.
        request: target, budget, wishes; its route is the one taken where none is named.
        known: an evaluator of the same firm alone on the same content and day, where there is one already.
    """

    def __init__(
        self, firm: FirmAnswers, library: Library, as_of: date, request: PlanRequest, known: Evaluator | None = None
    ) -> None:
        self.wishes = firm.plan if request.wishes is None else request.wishes
        self.budget = request.budget or self.wishes.budget
        self.library = library = with_own_projects(library, self.wishes)
        self.as_of = as_of
        self.request = request
        self.firm = aiming_at(firm, request.target)
        known = known or Evaluator(Frame([firm], library, as_of))
        self.evaluator = variants(known, 0, [self.firm], library)
        self.needs = needs_of(library)
        self._below: dict[int, frozenset[str]] = {}
        self._searches: dict[tuple[Fraction, ...], Search] = {}

    # ---- what can be changed ----

    @cached_property
    def _touched(self) -> dict[str, dict[str, tuple[object, ...]]]:
        """Per remedy that changes something for this firm: what it does to which fact or table."""
        found: dict[str, dict[str, tuple[object, ...]]] = {}
        for remedy in self.library.remedies.values():
            if apply_effects(self.firm, [remedy], self.library, self.as_of) == self.firm:
                continue
            effects: dict[str, tuple[object, ...]] = {}
            for effect in remedy.effects:
                effects[effect.target] = (*effects.get(effect.target, ()), effect.key)
            found[remedy.id] = effects
        return found

    @cached_property
    def _shop(self) -> tuple[list[Offer], list[Blocked]]:
        pinned = self.wishes.pinned
        shop = Shop(self.evaluator, self.library, self.wishes, self._asked_by_target)
        return shop.offers(lambda remedy: remedy.id in self._touched or remedy.id in pinned)

    @cached_property
    def _asked_by_target(self) -> frozenset[str]:
        """Facts and tables that the target rests on: only what is open among them has to be verified first."""
        parts = wanted(self.request.target, ConditionReader(self.evaluator, lambda _: True))
        return frozenset(item for part in parts for item in self._items(part.condition))

    @property
    def offers(self) -> list[Offer]:
        """The remedies that the firm may take."""
        return self._shop[0]

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

    # ---- the plan ----

    def plan(self, route: Route | None = None) -> Plan:
        """Return the plan by a route.

        Raises:
            NoAnswerError: the search ended at its limit of nodes without any plan.
        """
        asked, way = self._asked, route or self.request.route
        if asked.hopeless:
            return self._unreachable(way)
        if is_at(self.request.target, self.evaluator, asked.parts, asked.open_parts) and not self.wishes.pinned:
            return self._result("reached", way, re_scored=True)
        choice = self._checked(self._search(self.budget), way)
        if choice is not None:
            return self._planned(choice, way)
        if not self.budget:
            return self._unreachable(way)
        free = self._checked(self._search(()), "cheapest")
        if free is None:
            return self._unreachable(way)
        over = self._cost(free.remedies)[1] - sum(self.budget, Fraction(0))
        return replace(self._planned(free, way), outcome="over_budget", over=over)

    @cached_property
    def _asked(self) -> _Asked:
        """Return the prepared target: its parts, their response to the remedies, the obstacles."""
        parts = wanted(self.request.target, GoalReader(self.evaluator, self._fixed))
        touched = {offer.id: self._touched.get(offer.id, {}) for offer in self.offers}
        atoms = list(dict.fromkeys(atom for part in parts for atom in atoms_of(part.goal)))
        found = responses(atoms, touched, self._items, self._after, self._evaluated)
        out_of_reach = [part for part in parts if not possible(part.goal, found)]
        # a set can be met but for what is open; a level cannot
        open_parts = {part.id for part in out_of_reach if self._is_open(part) and self.request.target.criteria}
        hopeless = len(open_parts) < len({part.id for part in out_of_reach})
        return _Asked(
            parts=parts,
            responses=found,
            open_parts=open_parts,
            obstacles=tuple(map(self._obstacle, out_of_reach)),
            hopeless=hopeless,
        )

    def _search(self, budget: Sequence[Fraction]) -> Search:
        """Return a search that nobody has asked yet; goals are put into rows once for all routes."""
        key = tuple(budget)
        if key not in self._searches:
            asked = self._asked
            goals = [part.goal for part in asked.parts if part.id not in asked.open_parts]
            self._searches[key] = Search(goals, self.offers, asked.responses, budget)
        return self._searches[key].anew()

    def _checked(self, search: Search, route: Route) -> Choice | None:
        """Return the best choice that is at the target when the firm is diagnosed again, or None."""
        for _ in range(REPEATS):
            choice = search.choice(route, self.request.cap)
            if choice is None:
                return None
            after = self._evaluated([self._after(choice.remedies)])
            if is_at(self.request.target, after, self._asked.parts, self._asked.open_parts):
                return choice
            search.forbid(choice.remedies)
        return None

    def _planned(self, choice: Choice, route: Route) -> Plan:
        rank = {name: int(self.library.remedies[name].phase) for name in choice.remedies}
        steps = schedule(self.offers, choice.remedies, choice.phases, rank, self.request.parallel)
        return replace(
            self._result("planned", route, re_scored=True),
            steps=steps,
            cost=self._cost(choice.remedies),
            unknown_costs=tuple(step.offer.id for step in steps if step.offer.cost is None),
            months=critical_months(self.offers, choice.remedies),
            gap=choice.gap,
            margin=choice.margin,
        )

    def _cost(self, chosen: Sequence[str]) -> Range:
        prices = [offer.cost for offer in self.offers if offer.id in chosen and offer.cost is not None]
        return sum((price[0] for price in prices), Fraction(0)), sum((price[1] for price in prices), Fraction(0))

    def _unreachable(self, route: Route) -> Plan:
        return replace(self._result("unreachable", route, re_scored=False), best=self._best())

    def _result(self, outcome: Outcome, route: Route, *, re_scored: bool) -> Plan:
        return Plan(
            target=self.request.target.name,
            title=title_of(self.request.target),
            route=route,
            outcome=outcome,
            budget=self.budget,
            obstacles=self._asked.obstacles,
            blocked=tuple(self._shop[1]),
            re_scored=re_scored,
        )

    # ---- what stands in the way ----

    def _is_open(self, part: Wanted) -> bool:
        """Whether nobody has answered what decides a part, and no remedy decides it either."""
        row = self.evaluator.frame.of_firm(part.kind, 0)[part.position]
        truth = self.evaluator.truth(part.condition, part.kind)
        return bool(truth.may[row] and not truth.must[row])

    def _obstacle(self, part: Wanted) -> Obstacle:
        row = self.evaluator.frame.of_firm(part.kind, 0)[part.position]
        why = Explainer(self.evaluator, Describer(self.library)).condition(part.condition, part.kind, row)
        text = say("plan", "joint").join(dict.fromkeys(_unmet(why)))
        several = len(self.evaluator.frame.of_firm(part.kind, 0)) > 1
        names = {subject.id: subject.name for subject in self.firm.subjects}
        return Obstacle(
            id=part.id,
            name=part.name,
            subject=names[part.subject] if several else "",
            text=text,
            open=self._is_open(part),
        )

    def _best(self) -> BestReach:
        """Diagnose the firm with everything it may take (of a group that excludes one another: the first)."""
        chosen: list[str] = []
        for offer in self.offers:
            if not set(offer.excludes) & set(chosen):
                chosen.append(offer.id)
        after = self._evaluated([self._after(chosen)])
        levels = {}
        for name, standard in self.library.standards.items():
            ladder = main_ladder(standard)
            if ladder is not None and in_force(standard, self.as_of):
                levels[name] = int(after.scorer.ladder(standard, ladder.id).lo.min())
        parts = wanted(self.request.target, ConditionReader(after, lambda _: True))
        return BestReach(levels, sum(is_met(part, after) for part in parts), len(parts))


def _unmet(reason: Reason) -> Iterator[str]:
    """Yield the texts of the lowest reasons that are not met."""
    below = [each for each in reason.because if each.state and each.state != "met"]
    if below:
        for each in below:
            yield from _unmet(each)
    else:
        yield reason.text


def aiming_at(firm: FirmAnswers, target: PlanTarget) -> FirmAnswers:
    """Return the firm with its aim raised to a target: levels above the one aimed at would not be assessed."""
    fact = assessed_upto(target)
    if not fact:
        return firm
    key = (firm.firm_subject, fact)
    now = firm.answers.get(key)
    if now is None or not isinstance(now.value, Fraction) or now.value >= target.level:
        return firm
    aim = Answer(state="known", value=Fraction(target.level), grade=Grade.E1)
    return replace(firm, answers={**firm.answers, key: aim})


def with_own_projects(library: Library, wishes: PlanWishes) -> Library:
    """Return the content with the projects of the firm's own as remedies.

    A project does what the remedy it is like does, at its own price. One that is pinned is done also where the firm has
    such a thing already (another workshop, a larger scope): that is why somebody insisted.
    """
    own = {project.id: _as_remedy(project, library) for project in wishes.projects}
    own = {name: replace(each, has=None) if name in wishes.pinned else each for name, each in own.items()}
    return replace(library, remedies={**library.remedies, **own}) if own else library


def _as_remedy(project: OwnProject, library: Library) -> Remedy:
    pattern = library.remedies.get(project.like) or Remedy(id=project.like, name=project.name)
    price = None if project.cost is None else Cost(fixed_wan=project.cost)
    return replace(
        pattern, id=project.id, name=project.name, cost=price, months=project.months or pattern.months,
        group=pattern.group or project.like, own_measure=False, note=project.reason,
    )  # fmt: skip


def title_of(target: PlanTarget) -> str:
    """Return a target in words."""
    if target.criteria is not None:
        return target.criteria.title
    assert target.standard is not None
    if target.rule is not None:
        case = next(each for each in target.rule.cases if each.id == target.accepted[0])
        return f"{target.standard.title}：{case.name}"
    assert target.ladder is not None
    return f"{target.standard.title}：{_step_name(target)}"


def _step_name(target: PlanTarget) -> str:
    assert target.ladder is not None
    ladders = [target.ladder]
    if target.standard is not None:
        ladders += [each for name in target.ladder.lowest_of if (each := target.standard.ladder(name)) is not None]
    return next(step.name for ladder in ladders for step in ladder.steps if step.level == target.level)


# ---- JSON -----------------------------------------------------------------------------------------------------------


def plan_json(found: Plan, firm: FirmAnswers, as_of: date, known_at: date) -> dict[str, Any]:
    """Return a plan as JSON: money in 万元, time in months, unknown prices as null."""
    return {
        "firm": plain(firm, "code", "name"),
        "as_of": as_of.isoformat(),
        "known_at": known_at.isoformat(),
        **plain(found, "target", "title", "route", "outcome", "re_scored"),
        "cost": {"low": float(found.cost[0]), "high": float(found.cost[1]), "unknown": list(found.unknown_costs)},
        **plain(found, "months", "gap", "margin", "budget", "over"),
        "steps": [_step_json(step) for step in found.steps],
        **plain(found, "obstacles", "best", "blocked"),
    }


def _step_json(step: PlanStep) -> dict[str, Any]:
    offer = plain(step.offer, "cost", "months", "needs", "pinned", "reason", "verify_first", "mark")
    return {**plain(step.offer, "id", "name"), "phase": step.phase + 1, **plain(step, "start", "end"), **offer}
