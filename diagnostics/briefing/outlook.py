"""Looks ahead for one firm: which goals make sense, and the one plan for all of them, as the report prints it.

In: a diagnosis. Out: a `FirmPlans`. What is promised and what hurts stands in the findings; the official targets follow
from the content alone: the lowest default recognition that is not reached yet (for the site that is nearest to it) may
cost money; the next levels, and the status that the coverage of the city counts, come along where they cost none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from diagnostics.briefing.exemption import exempt_standards
from diagnostics.briefing.knowledge import knowledge
from diagnostics.briefing.reaches import held_by
from diagnostics.diagnosis.diagnose import Diagnosis
from diagnostics.judgement.losses import visible_losses
from diagnostics.judgement.proportion import capacity, proportion_of, spending_limit
from diagnostics.model.content.criteria import CriteriaSet
from diagnostics.model.content.remedies import RemedySequence
from diagnostics.model.results.losses import VisibleLosses
from diagnostics.model.results.outlook import FirmPlans
from diagnostics.model.results.plans import ROUTES, Plan, Route
from diagnostics.model.results.proportion import SpendingLimit
from diagnostics.model.results.results import SetResult
from diagnostics.planning.planner import Planner, PlanRequest
from diagnostics.planning.program import NoAnswerError
from diagnostics.planning.schedule import HORIZONS, Capacities
from diagnostics.planning.targets import MAIN_LADDERS, PlanTarget, assessed_upto, read_target
from diagnostics.words.catalogue import name_of

REACHED = ("met", "likely_met")


def look_ahead(diagnosis: Diagnosis) -> FirmPlans:
    """Return the plans of a firm for the goals that make sense for it; none where too little is known of it."""
    known = knowledge(diagnosis)
    if not known.enough:
        return FirmPlans(too_little=known)
    return _Ahead(diagnosis).outlook()


def plan_of(diagnosis: Diagnosis) -> Plan | None:
    """Return the plan of a firm by the cheapest route alone; None where too little is known or nobody finds one."""
    if not knowledge(diagnosis).enough:
        return None
    try:
        return planner_for(diagnosis, request_for(diagnosis)).plan(ROUTES[0])
    except NoAnswerError:
        return None


def request_for(diagnosis: Diagnosis, targets: tuple[PlanTarget, ...] | None = None) -> PlanRequest:
    """Return the request for the plan of a firm: its goals in order, within what it may spend and carry at a time.

    Args:
        diagnosis: of the firm.
        targets: the targets that may cost money; None: those that make sense for it.
    """
    ahead = _Ahead(diagnosis)
    limit, known = ahead.limit, proportion_of(diagnosis.library)
    carried = capacity(diagnosis.claimed, diagnosis.row, diagnosis.library)
    request = PlanRequest(
        targets=tuple(ahead.recognitions()) if targets is None else targets,
        along=(*ahead.levels(), *ahead.statuses()) if targets is None else (),
        budget=limit.phases,
        only_due=limit.only_due,
        years=limit.payback_years,
        losses={line.finding: line.wan[1] for line in ahead.losses.lines if line.standing in {"added", "shared"}},
        capacities=Capacities(bought=carried.bought, own=carried.own),
    )
    if known is None:
        return request
    return replace(
        request,
        one_project=_one_project(limit, known.one_project_share),
        least_quote=known.least_quote_wan,
        quote_days=int(known.quote_days),
        horizons=tuple(int(each) for each in known.horizons_months) or HORIZONS,
    )


def _one_project(limit: SpendingLimit, share: Fraction) -> Fraction | None:
    """Return what a single measure may cost: a share of the house's limit of a year; what the owner says is his own."""
    if limit.whose == "house":
        return max(limit.phases) * share / 100
    later = limit.phases[1:] if limit.whose == "wish" else ()
    return max(limit.phases[0], max(later) * share / 100) if later else None


def planner_for(diagnosis: Diagnosis, request: PlanRequest) -> Planner:
    """Return the planner of a diagnosed firm."""
    return Planner(diagnosis.firm, diagnosis.library, diagnosis.as_of, request, diagnosis.alone)


@dataclass
class _Ahead:
    diagnosis: Diagnosis
    unsolved: list[str] = field(default_factory=list)

    def outlook(self) -> FirmPlans:
        planner = planner_for(self.diagnosis, request_for(self.diagnosis))
        plans = [found for route in ROUTES if (found := self._plan(planner, route)) is not None]
        first = plans[0] if plans and plans[0].route == ROUTES[0] else None
        return FirmPlans(
            plan=first,
            routes=tuple(plans) if first is not None and first.steps else (),
            unsolved=tuple(self.unsolved),
            sequences=tuple(self._sequences()),
        )

    def _plan(self, planner: Planner, route: Route) -> Plan | None:
        try:
            return planner.plan(route)
        except NoAnswerError:
            self.unsolved.append(name_of("routes", route))
            return None

    @cached_property
    def limit(self) -> SpendingLimit:
        """What the firm may spend."""
        return spending_limit(self.diagnosis.claimed, self.diagnosis.row, self.diagnosis.library)

    @cached_property
    def losses(self) -> VisibleLosses:
        """What its pains visibly cost."""
        return visible_losses(self.diagnosis.claimed, self.diagnosis.row, self.diagnosis.library)

    # ---- targets ----

    def statuses(self) -> Iterator[PlanTarget]:
        """Yield the status that each coverage counts, where the firm does not have it."""
        exempt = exempt_standards(self.diagnosis)
        for rules in self.diagnosis.library.coverages.values():
            if rules.standard in exempt:
                continue
            result = self.diagnosis.standards.get(rules.standard)
            figure = next((each for each in rules.figures if each.headline), None)
            if result is None or figure is None or not figure.statuses:
                continue
            if result.statuses.get(figure.first_match or rules.first_match) not in figure.statuses:
                yield from self._target(f"{rules.standard}:{figure.statuses[0]}")

    def recognitions(self) -> Iterator[PlanTarget]:
        """Yield the lowest default recognition that is not reached yet, for the site that is nearest to it."""
        step = next(iter(self._lowest_sets()), None)
        sets, seen = self.diagnosis.criteria, set()
        while step is not None and step.id not in seen:
            seen.add(step.id)
            result = sets[step.id]
            subject = _nearest_subject(result, self.diagnosis.library.most_unknown)
            own = result.subjects[subject] if result.subjects and subject else result
            if own.verdict not in REACHED and not self._is_held(step.id, subject):
                yield from self._target(step.id, subject)
                return
            above = self.diagnosis.library.criteria.get(step.next)
            step = above if above is not None and above.default and above.id in sets else None

    def _is_held(self, criteria: str, subject: str) -> bool:
        """Whether an official result says that the firm, or this site of it, has a recognition already."""
        held = held_by(self.diagnosis.firm, self.diagnosis.library, self.diagnosis.as_of)
        return any(name == criteria and subject in {"", where} for name, where in held)

    def _lowest_sets(self) -> list[CriteriaSet]:
        """Return the default sets on which no other one builds, the best known first."""
        library = self.diagnosis.library
        sets = [library.criteria[name] for name in self.diagnosis.criteria if library.criteria[name].default]
        above = {each.next for each in sets}
        return sorted((each for each in sets if each.id not in above), key=lambda each: (each.mark, each.id))

    def levels(self) -> Iterator[PlanTarget]:
        """Yield the next level of every standard whose level is decided, the best answered first."""
        found = []
        for name, result in self.diagnosis.standards.items():
            ladder = result.ladders.get(MAIN_LADDERS[0])
            share = result.score.answered_share if result.score else None
            if ladder is not None and ladder.level is not None and share is not None:
                found.append((-share, f"{name}:{ladder.min + 1}"))
        for _, name in sorted(found):
            yield from (target for target in self._target(name) if not self._beyond(target))

    def _beyond(self, target: PlanTarget) -> bool:
        """Whether a level is above the one that the firm aims at, so that it is not assessed."""
        firm, fact = self.diagnosis.firm, assessed_upto(target)
        aim = firm.answers.get((firm.firm_subject, fact))
        return aim is not None and isinstance(aim.value, Fraction) and target.level > aim.value

    def _target(self, name: str, subject: str = "") -> Iterator[PlanTarget]:
        target = read_target(name, self.diagnosis.library)
        if target is not None:
            yield replace(target, subject=subject)

    def _sequences(self) -> Iterator[RemedySequence]:
        claimed, row = self.diagnosis.claimed, self.diagnosis.row
        for reach in self.diagnosis.library.reaches.values():
            for sequence in reach.sequences:
                if claimed.truth(sequence.when, "firm").must[row]:
                    yield sequence


def _nearest_subject(result: SetResult, most_unknown: Fraction) -> str:
    """Return the site or workshop with the fewest open conditions; empty where the firm has only one.

    One of which hardly anything is known is further than any other: what nobody has looked at is not near.
    """
    if not result.subjects or len(result.subjects) < 2:
        return ""

    def far(subject: str) -> tuple[bool, int]:
        states = [condition.state for condition in (result.subjects or {})[subject].conditions.values()]
        unknown = states.count("unknown")
        return unknown > most_unknown * len(states), unknown + states.count("not_met")

    return min(result.subjects, key=far)
