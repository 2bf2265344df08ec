"""Plans: what was asked for, what may be taken, what was chosen, and what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from diagnostics.model.content.marks import Mark
from diagnostics.model.results.pains import PainAnswer

Route = Literal["cheapest", "fastest", "robust"]
ROUTES: tuple[Route, ...] = ("cheapest", "fastest", "robust")
Range = tuple[Fraction, Fraction]

# reached: nothing has to be done; planned: steps of the plan reach it; over_budget: others would, but not for the money
# there is; unreachable: no choice of remedies does
Outcome = Literal["reached", "planned", "over_budget", "unreachable"]

# What is promised or due, what hurts, what is wished for, an official target; `needs`: another measure rests on it.
ReasonKind = Literal["promise", "pain", "wish", "target", "needs"]


@dataclass(frozen=True)
class PlanReason:
    """One reason for a measure: an id of its kind (a pain, the number of a wish, a target, a promise, a measure)."""

    kind: ReasonKind
    id: str

    @property
    def name(self) -> str:
        """The reason as prices are told by it."""
        return f"{self.kind}:{self.id}"


BETWEEN = "/"  # stands between the id of a remedy and that of its scope
DEEPENED = "deepen"


def scope_of(offer: str) -> tuple[str, str]:
    """Return the remedy and the scope (empty: the whole of it) that an offer is."""
    remedy, _, scope = offer.partition(BETWEEN)
    return remedy, "" if scope == DEEPENED else scope


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A remedy as this firm may take it.

    Attributes:
        id: id of the remedy (with its scope: `remedy/scope`) or of a project of the firm's own.
        name: in words.
        what: what is done, in a sentence or two.
        cost: 万元, low and high end, for this firm's number of units; None: unknown.
        upto: 万元 that an unknown price is reckoned with: the thing itself costs no more; None: none known.
        yearly: 万元 every year after the first, low and high end; None: unknown or none.
        months: from contract to stable use, low and high end; None: unknown.
        needs: prerequisites still missing; of each group any one will do.
        excludes: remedies that are never taken together with this one.
        pinned: the consultant or the firm insists on it.
        own: the firm does it itself at no price.
        verify_first: facts it rests on that nobody has answered yet.
        reason: why it is pinned, re-priced or the firm's own.
        mark: how far the estimate can be trusted.
    """

    id: str
    name: str
    what: str = ""
    cost: Range | None = None
    upto: Fraction | None = None
    yearly: Range | None = None
    months: Range | None = None
    needs: tuple[tuple[str, ...], ...] = ()
    excludes: tuple[str, ...] = ()
    pinned: bool = False
    own: bool = False
    verify_first: tuple[str, ...] = ()
    reason: str = ""
    mark: Mark = Mark.house

    @property
    def remedy(self) -> str:
        """The remedy that it is, or is a scope of."""
        return scope_of(self.id)[0]

    @property
    def paid(self) -> bool:
        """Whether money goes out for it, or may."""
        return self.cost is None or self.cost[1] > 0

    @property
    def reckoned(self) -> Fraction:
        """The 万元 that a plan reckons with: the high end, or what an unknown price is at most; else nothing."""
        return (self.upto or Fraction(0)) if self.cost is None else self.cost[1]


@dataclass(frozen=True)
class Blocked:
    """A remedy that the firm may not take, and why."""

    id: str
    name: str
    why: str


@dataclass(frozen=True, kw_only=True)
class PlanStep:
    """One measure of a plan.

    Attributes:
        start, end: months from the date of the plan, high end.
        phase: the twelve months whose money pays for it.
        reasons: what it is done for.
        ceiling: 万元 that an unknown price may come to at most; None: its price is known, or nothing limits it.
        horizon: number of the stretch of time in which it begins, 0 the first.
    """

    offer: Offer
    start: Fraction
    end: Fraction
    phase: int
    reasons: tuple[PlanReason, ...] = ()
    ceiling: Fraction | None = None
    horizon: int = 0


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """A condition that a plan does not reach.

    `open`: nobody has answered it and no remedy decides it; else it fails and no remedy mends it. `subject` is the name
    of the site or workshop where the firm has several.
    """

    id: str
    name: str
    subject: str
    text: str
    open: bool


@dataclass(frozen=True)
class BestReach:
    """The best state that all remedies together bring: levels, and conditions met of all conditions."""

    levels: Mapping[str, int] = field(default_factory=dict)
    met: int = 0
    of: int = 0


@dataclass(frozen=True, kw_only=True)
class GoalResult:
    """What a plan does for one goal.

    Attributes:
        reason: the goal as a reason for measures.
        title: in words.
        subject: the site or workshop that a target is planned for; empty: the whole firm.
        outcome: one of four.
        steps: measures of the plan that it needs, their prerequisites included.
        cost: 万元 over their known prices.
        unknown_costs: those of them without a price.
        alone: 万元 that this goal alone would cost at least, whatever else is planned; None: not asked, or no way.
        why: why it is not reached, in words.
        obstacles: what no remedy reaches, and what is open.
        best: the best state in reach, where a target is not.
    """

    reason: PlanReason
    title: str
    subject: str = ""
    outcome: Outcome = "planned"
    steps: tuple[str, ...] = ()
    cost: Range = (Fraction(0), Fraction(0))
    unknown_costs: tuple[str, ...] = ()
    alone: Range | None = None
    why: str = ""
    obstacles: tuple[Obstacle, ...] = ()
    best: BestReach | None = None

    @property
    def reached(self) -> bool:
        """Whether the firm is there, or will be by the plan."""
        return self.outcome in {"reached", "planned"}


@dataclass(frozen=True, kw_only=True)
class PriceGate:
    """A decision that a quotation makes: up to `limit` 万元 for `between` together, `then` is done at once.

    Attributes:
        between: measures whose price decides.
        then: the measure that waits for it.
        limit: 万元.
        days: from the beginning of the plan until the quotations should be in.
        who: who asks for them; empty: nobody named.
    """

    between: tuple[str, ...]
    then: str
    limit: Fraction
    days: int
    who: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One plan of one firm: several goals in their order, and each measure with its reasons.

    Attributes:
        route: the way it was looked for.
        goals: every goal, the most pressing first; targets as they were asked for.
        steps: the measures in the order in which they begin.
        cost: 万元 over all known prices, low and high end; what serves several goals counts once.
        unknown_costs: measures without a price: the cost is at least `cost`.
        months: critical path, high end.
        gap: how far the cost may be from the proven lowest, 万元; 0: proven.
        margin: smallest share by which a threshold is passed (robust route), or None.
        budget: 万元 per phase of twelve months; empty: no limit.
        over: 万元 by which it exceeds the whole budget: what is promised, or the one target that was asked for.
        re_scored: whether the firm after the plan, diagnosed again, is at every target that it plans for.
        pains: what answers each pain and wish.
        gates: decisions that a quotation makes.
        blocked: remedies left out, with the reason.
    """

    route: Route
    goals: tuple[GoalResult, ...] = ()
    steps: tuple[PlanStep, ...] = ()
    cost: Range = (Fraction(0), Fraction(0))
    unknown_costs: tuple[str, ...] = ()
    months: Fraction = Fraction(0)
    gap: Fraction = Fraction(0)
    margin: Fraction | None = None
    budget: tuple[Fraction, ...] = ()
    over: Fraction | None = None
    re_scored: bool = False
    pains: tuple[PainAnswer, ...] = ()
    gates: tuple[PriceGate, ...] = ()
    blocked: tuple[Blocked, ...] = ()

    @property
    def targets(self) -> tuple[GoalResult, ...]:
        """The official targets among the goals."""
        return tuple(goal for goal in self.goals if goal.reason.kind == "target")

    @property
    def main(self) -> GoalResult | None:
        """The target that the plan is told by: the first one it reaches, else the first."""
        return next((goal for goal in self.targets if goal.outcome == "planned"), next(iter(self.targets), None))

    def steps_for(self, reason: PlanReason) -> tuple[PlanStep, ...]:
        """Return the measures that a goal needs."""
        names = {name for goal in self.goals if goal.reason == reason for name in goal.steps}
        return tuple(step for step in self.steps if step.offer.id in names)


@dataclass(frozen=True, kw_only=True)
class OwnProject:
    """A project of the firm's own, added by hand: it does what the remedy `like` does; without one, nothing counted."""

    id: str
    name: str
    like: str = ""
    cost: Range | None = None
    months: Range | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class PlanWishes:
    """The decisions of consultant and firm for every plan, with their reasons.

    Attributes:
        pinned: remedies that have to be in.
        excluded: remedies that may not.
        prices: remedies with a price of their own, 万元 low and high.
        projects: projects added by hand.
        budget: 万元 per phase of twelve months.
    """

    pinned: Mapping[str, str] = field(default_factory=dict)
    excluded: Mapping[str, str] = field(default_factory=dict)
    prices: Mapping[str, tuple[Range, str]] = field(default_factory=dict)
    projects: tuple[OwnProject, ...] = ()
    budget: tuple[Fraction, ...] = ()
