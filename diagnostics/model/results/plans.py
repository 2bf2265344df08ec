"""Plans: what was asked for, what may be taken, what was chosen, and what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from diagnostics.model.content.marks import Mark

Route = Literal["cheapest", "fastest", "robust"]
ROUTES: tuple[Route, ...] = ("cheapest", "fastest", "robust")
Range = tuple[Fraction, Fraction]

# reached: nothing has to be done; planned: the steps reach it; over_budget: they would, but not within the budget;
# unreachable: no choice of remedies does
Outcome = Literal["reached", "planned", "over_budget", "unreachable"]


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A remedy as this firm may take it.

    Attributes:
        id: id of the remedy or of a project of the firm's own.
        name: in words.
        cost: 万元, low and high end, for this firm's number of units; None: unknown.
        months: from contract to stable use, low and high end; None: unknown.
        needs: prerequisites still missing; of each group any one will do.
        excludes: remedies that are never taken together with this one.
        pinned: the consultant or the firm insists on it.
        verify_first: facts it rests on that nobody has answered yet.
        reason: why it is pinned, re-priced or the firm's own.
        mark: how far the estimate can be trusted.
    """

    id: str
    name: str
    cost: Range | None = None
    months: Range | None = None
    needs: tuple[tuple[str, ...], ...] = ()
    excludes: tuple[str, ...] = ()
    pinned: bool = False
    verify_first: tuple[str, ...] = ()
    reason: str = ""
    mark: Mark = Mark.house


@dataclass(frozen=True)
class Blocked:
    """A remedy that the firm may not take, and why."""

    id: str
    name: str
    why: str


@dataclass(frozen=True)
class PlanStep:
    """One remedy in a plan: when (months from the start, high end) and in which phase of twelve months."""

    offer: Offer
    start: Fraction
    end: Fraction
    phase: int


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
class Plan:
    """A plan for one target by one route.

    Attributes:
        target: `set_id`, `standard:level` or `standard:status`.
        title: the target in words.
        cost: 万元 over all known prices, low and high end.
        unknown_costs: remedies without a price: the cost is at least `cost`.
        months: critical path, high end.
        gap: how far the cost may be from the proven lowest, 万元; 0: proven.
        margin: smallest share by which a threshold is passed (robust route), or None.
        re_scored: whether the firm after the plan, diagnosed again, is at the target.
        obstacles: what no remedy reaches, and what is open.
        best: the best state in reach, where the target is not.
        blocked: remedies left out, with the reason.
        over: 万元 by which the cheapest plan exceeds the whole budget.
    """

    target: str
    title: str
    route: Route
    outcome: Outcome
    steps: tuple[PlanStep, ...] = ()
    cost: Range = (Fraction(0), Fraction(0))
    unknown_costs: tuple[str, ...] = ()
    months: Fraction = Fraction(0)
    gap: Fraction = Fraction(0)
    margin: Fraction | None = None
    budget: tuple[Fraction, ...] = ()
    re_scored: bool = False
    obstacles: tuple[Obstacle, ...] = ()
    best: BestReach | None = None
    blocked: tuple[Blocked, ...] = ()
    over: Fraction | None = None


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
