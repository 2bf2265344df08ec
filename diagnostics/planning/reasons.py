"""Why each measure is in a plan, what each goal costs, and why what is not reached is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property

from diagnostics.model.content.library import Library
from diagnostics.model.results.pains import Answering, PainAnswer
from diagnostics.model.results.plans import Blocked, GoalResult, Offer, Outcome, PlanReason, Range
from diagnostics.planning.aims import Aim
from diagnostics.planning.choice import Search
from diagnostics.planning.market import Money, PlanProblem
from diagnostics.planning.pains import PainGoal, solving
from diagnostics.planning.settling import Settled
from diagnostics.planning.targets import title_of
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import number

NOTHING: Range = (Fraction(0), Fraction(0))
MOST_NAMED = 2
# Of measures that could begin together those go first that somebody waits for, then the free first steps, then what is
# promised, what is bought against a pain, what a target needs.
_DUE, _FIRST, _PROMISED, _PAIN, _TARGET = range(5)


class Reasoning:
    """Tells the reasons of the measures that were chosen for settled goals.

    Args:
        problem: what the choice was made from.
        settled: the goals reached.
        chosen: the measures.
        library: the content with everything the firm may take.
        blocked: what it may not take, and why.
        budget: 万元 per phase; empty: no limit.
    """

    def __init__(
        self,
        problem: PlanProblem,
        settled: Settled,
        chosen: Sequence[str],
        library: Library,
        blocked: Sequence[Blocked],
        budget: Sequence[Fraction],
    ) -> None:
        self.problem = problem
        self.settled = settled
        self.chosen = chosen
        self.library = library
        self.blocked = {each.id: each for each in blocked}
        self.budget = budget
        self.by_id = {offer.id: offer for offer in problem.offers}

    # ---- prices ----

    def cost_of(self, names: Iterable[str]) -> Range:
        """Return the known prices of some measures, low and high end."""
        prices = [cost for name in names if (cost := self.by_id[name].cost) is not None]
        return sum((low for low, _ in prices), Fraction(0)), sum((high for _, high in prices), Fraction(0))

    def unknown_of(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return those of some measures whose price nobody knows."""
        return tuple(name for name in names if self.by_id[name].cost is None)

    def _goal(self, reason: PlanReason, title: str, steps: Sequence[str]) -> GoalResult:
        cost, unknown = self.cost_of(steps), self.unknown_of(steps)
        return GoalResult(reason=reason, title=title, steps=tuple(steps), cost=cost, unknown_costs=unknown)

    def _with_needs(self, names: Iterable[str]) -> list[str]:
        """Return measures with all that they rest on, in the order of the catalogue."""
        found, left = set(), [*names]
        while left:
            name = left.pop()
            if name not in found:
                found.add(name)
                left += [each for group in self.by_id[name].needs for each in group if each in self.chosen]
        return [name for name in self.chosen if name in found]

    # ---- goals ----

    def promises(self) -> Iterator[GoalResult]:
        """Yield what is promised."""
        for name in (each.id for each in self.problem.offers if each.pinned):
            inside = [name] if name in self.chosen else []
            found = self._goal(PlanReason("promise", name), self.by_id[name].name, self._with_needs(inside))
            yield found if inside else replace(found, outcome="unreachable", why=say("plan", "why_promise_impossible"))

    def pains(self) -> Iterator[GoalResult]:
        """Yield pains and wishes in their order."""
        for pain in self.problem.pains:
            found = self._goal(pain.reason, pain.title, self._with_needs(self._answering(pain)))
            answer = self._answer(pain)
            yield found if answer.answered_by else replace(found, outcome=self._outcome(pain), why=answer.why)

    def target(self, aim: Aim) -> GoalResult:
        """Return a target that is reached, now or by the plan."""
        steps = () if aim.reached else self._needed[aim.name]
        found = self._goal(PlanReason("target", aim.name), title_of(aim.target), steps)
        return replace(
            found, subject=aim.target.subject, outcome="reached" if aim.reached else "planned", obstacles=aim.obstacles
        )

    def unreachable(self, aim: Aim) -> GoalResult:
        """Return a target that no measure reaches."""
        found = self._goal(PlanReason("target", aim.name), title_of(aim.target), ())
        return replace(found, subject=aim.target.subject, outcome="unreachable", obstacles=aim.obstacles)

    def too_dear(self, aim: Aim, alone: Sequence[str]) -> GoalResult:
        """Return a target that other measures would reach, but not for the money there is."""
        cost, unknown = self.cost_of(alone), self.unknown_of(alone)
        over = max(cost[1] - sum(self.budget, Fraction(0)), Fraction(0))
        key = "too_dear_unknown" if unknown else "too_dear"
        if not over:
            key = "not_for_itself" if cost[1] else "not_for_itself_unknown"
        why = say("plan", key, low=number(cost[0]), high=number(cost[1]), over=number(over), n=len(unknown))
        return GoalResult(
            reason=PlanReason("target", aim.name), title=title_of(aim.target), subject=aim.target.subject,
            outcome="over_budget", steps=tuple(alone), cost=cost, unknown_costs=unknown, alone=cost, why=why,
            obstacles=aim.obstacles,
        )  # fmt: skip

    @cached_property
    def _needed(self) -> dict[str, tuple[str, ...]]:
        """Per target reached: the cheapest of the chosen measures that are enough for it."""
        found = {}
        for name in self.settled.targets:
            alone = replace(self.problem, targets={name: self.problem.targets[name]}, pains=(), money=Money())
            search = Search(alone, Settled(targets=(name,)), pinned=False)
            found[name] = search.among(self.chosen)
        return found

    # ---- reasons ----

    @cached_property
    def _reasons(self) -> dict[str, list[PlanReason]]:
        found: dict[str, list[PlanReason]] = {name: [] for name in self.chosen}
        goals = [*self.promises(), *self.pains()]
        goals += [self._goal(PlanReason("target", name), "", steps) for name, steps in self._needed.items()]
        for goal in goals:
            for name in goal.steps:
                found[name].append(goal.reason)
        for name in self.chosen:
            for each in {each for group in self.by_id[name].needs for each in group if each in found}:
                found[each].append(PlanReason("needs", name))
        return found

    def of(self, name: str) -> tuple[PlanReason, ...]:
        """Return the reasons of one measure."""
        return tuple(self._reasons[name])

    def ranks(self, phase: Callable[[str], int]) -> dict[str, int]:
        """Return which of the measures goes first; `phase` breaks ties."""
        order = sorted(self.chosen, key=lambda name: (self._rank(name), phase(name)))
        return {name: place for place, name in enumerate(order)}

    def _rank(self, name: str) -> tuple[int, int]:
        keys = []
        for place, pain in enumerate(self.problem.pains):
            if name in self._with_needs(self._answering(pain)):
                keys.append((_DUE if pain.promised else _FIRST if self.by_id[name].own else _PAIN, place))
        if self.by_id[name].pinned:
            keys.append((_PROMISED, 0))
        return min(keys, default=(_TARGET, 0))

    # ---- pains ----

    def answers(self) -> tuple[PainAnswer, ...]:
        """Return what answers each pain and wish, in the order of the findings."""
        found = [self._answer(pain) for pain in self.problem.pains]
        return tuple(sorted(found, key=lambda each: each.finding))

    def _answering(self, pain: PainGoal) -> list[str]:
        """Return its free first step, and what solves it: the whole, or the parts where nothing does."""
        whole = [name for name in pain.whole if name in self.chosen]
        names = dict.fromkeys([*pain.first, *(whole or pain.part)])
        return [name for name in names if name in self.chosen]

    def _answer(self, pain: PainGoal) -> PainAnswer:
        inside = self._answering(pain)
        how = self._how(pain)
        outside = [name for name in (*pain.whole, *pain.part) if name not in self.chosen]
        return PainAnswer(
            finding=pain.finding,
            pain=pain.said.pain,
            title=pain.title,
            answered_by=tuple(inside),
            how=how,
            why="" if inside else self._why(pain, outside),
            solvable=how in {"none", "first_step"} and any(self._fits(name) for name in outside),
            remains=self._remains(pain, outside) if inside and how != "whole" else "",
            wish=pain.reason.kind == "wish",
        )

    def _how(self, pain: PainGoal) -> Answering:
        levels: Mapping[Answering, tuple[str, ...]] = {
            "whole": pain.whole,
            "part": pain.part,
            "first_step": pain.first,
        }
        return next((how for how, names in levels.items() if {*names} & {*self.chosen}), "none")

    def _fits(self, name: str) -> bool:
        """Whether the money that is left would pay for a measure with all that it needs."""
        if not self.budget:
            return True
        left = sum(self.budget, Fraction(0)) - sum((self.by_id[each].reckoned for each in self.chosen), Fraction(0))
        return not self.by_id[name].needs and self.by_id[name].reckoned <= left

    def _outcome(self, pain: PainGoal) -> Outcome:
        return "over_budget" if pain.whole or pain.part else "unreachable"

    def _why(self, pain: PainGoal, outside: Sequence[str]) -> str:
        """Return why nothing answers a pain: nobody named one, no money, ruled out, not worth it, nothing known."""
        if pain.said.pain not in self.library.pains:
            return say("plan", "why_no_pain")
        if pain.barred:
            return say("plan", "why_barred")
        if outside:
            return say("plan", "why_no_money", **self._named(outside))
        excluded = [
            each
            for name, each in self.blocked.items()
            if name in self.library.remedies
            and solving(self.library.remedies[name], pain.said.pain) in {"whole", "part"}
        ]
        if excluded:
            return say("plan", "why_blocked", name=excluded[0].name, why=excluded[0].why)
        if pain.too_dear:
            return say("plan", "why_not_worth", **self._named(pain.too_dear))
        return say("plan", "why_nobody")

    def _remains(self, pain: PainGoal, outside: Sequence[str]) -> str:
        """Return what is left of a pain that is answered in part: what would solve it, and why it is not taken."""
        whole = [name for name in pain.whole if name in outside]
        if whole:
            return say("plan", "remains_no_money", **self._named(whole))
        dear = [name for name in pain.too_dear if solving(self.library.remedies[name], pain.said.pain) == "whole"]
        if dear:
            return say("plan", "remains_not_worth", **self._named(dear))
        names = [self.by_id[name].name for name in (*pain.part, *pain.first) if name in self.chosen]
        return say("plan", "remains", names="”“".join(names))

    def _named(self, names: Sequence[str]) -> dict[str, str]:
        cheapest = sorted((self.by_id[name] for name in names), key=_dearness)[:MOST_NAMED]
        offer = cheapest[0]
        return {"name": offer.name, "price": _price(offer)}


def _dearness(offer: Offer) -> tuple[bool, Fraction]:
    return offer.cost is None, offer.reckoned


def _price(offer: Offer) -> str:
    if offer.cost is None:
        return say("plan", "price_to_ask")
    low, high = (number(each) for each in offer.cost)
    return say("plan", "price_span", low=low, high=high)
