"""Looks ahead for one firm: which targets make sense, and the plan for each, as the report prints them.

In: a diagnosis. Out: an `FirmPlans`. The targets follow from the content alone: the lowest default recognition that is
not reached yet (for the site that is nearest to it), the next level of the standard that is answered best, and the
status that the coverage of the city counts. What the status needs is put into the other plans as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from diagnostics.briefing.knowledge import knowledge
from diagnostics.diagnosis.diagnose import Diagnosis
from diagnostics.model.content.criteria import CriteriaSet
from diagnostics.model.content.remedies import RemedySequence
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.results.outlook import FindingAnswer, FirmPlans, Goal
from diagnostics.model.results.plans import ROUTES, Plan
from diagnostics.model.results.results import SetResult
from diagnostics.planning.answering import PAIN, WISH, finding_answers
from diagnostics.planning.offers import Shop
from diagnostics.planning.planner import Planner, PlanRequest, title_of, with_own_projects
from diagnostics.planning.program import NoAnswerError
from diagnostics.planning.targets import MAIN_LADDERS, PlanTarget, read_target
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.memo.variants import variants
from diagnostics.words.catalogue import name_of, say

REACHED = ("met", "likely_met")
_OPEN = ("not_met", "unknown")


def look_ahead(diagnosis: Diagnosis) -> FirmPlans:
    """Return the plans of a firm for the targets that make sense for it; none where too little is known of it."""
    known = knowledge(diagnosis)
    if not known.enough:
        return FirmPlans(too_little=known)
    return _Ahead(diagnosis).outlook()


@dataclass
class _Ahead:
    diagnosis: Diagnosis
    unsolved: list[str] = field(default_factory=list)
    planners: dict[str, Planner] = field(default_factory=dict)

    def outlook(self) -> FirmPlans:
        statuses = [goal for name in self._statuses() if (goal := self._goal("status", name)) is not None]
        pins = {step.offer.id: goal.plan.title for goal in statuses for step in goal.plan.steps}
        goals = [self._recognition(pins), self._level(pins), *statuses]
        found = tuple(goal for goal in goals if goal is not None)
        main = next((goal for goal in found if goal.plan.steps), next(iter(found), None))
        pains, wishes = self._answers(main)
        return FirmPlans(
            main=main,
            goals=found,
            unsolved=tuple(self.unsolved),
            sequences=tuple(self._sequences()),
            routes=self._routes(main),
            pains=pains,
            wishes=wishes,
        )

    def _routes(self, main: Goal | None) -> tuple[Plan, ...]:
        """Return the main plan and those of the other routes, as far as the search finds them."""
        if main is None or not main.plan.steps:
            return ()
        found = [main.plan]
        for route in ROUTES:
            if route != main.plan.route:
                try:
                    found.append(self.planners[main.plan.target].plan(route))
                except NoAnswerError:
                    self.unsolved.append(f"{main.plan.title}（{name_of('routes', route)}）")
        return tuple(found)

    def _answers(self, main: Goal | None) -> Iterator[tuple[FindingAnswer, ...]]:
        """Yield what answers the pains, then what answers the wishes."""
        diagnosis = self.diagnosis
        steps = main.plan.steps if main else ()
        library = with_own_projects(diagnosis.library, diagnosis.firm.plan)
        shop = Shop(variants(diagnosis.alone, 0, [diagnosis.firm], library), library, diagnosis.firm.plan)
        offers, _ = shop.offers(lambda _: True)
        planned = [step.offer.id for step in steps]
        for kind in (PAIN, WISH):
            yield finding_answers(kind, diagnosis.firm, library, diagnosis.as_of, planned, offers)

    def _goal(self, kind: str, name: str, pins: Mapping[str, str] | None = None, subject: str = "") -> Goal | None:
        """Return the plan for a target; None where the content has none of this name or the search gave up."""
        diagnosis = self.diagnosis
        target = read_target(name, diagnosis.library)
        if target is None:
            return None
        firm = _only(diagnosis.firm, subject) if subject else diagnosis.firm
        made = self._plan(firm, target, pins or {})
        return None if made is None else Goal(kind, made, subject)

    def _plan(self, firm: FirmAnswers, target: PlanTarget, pins: Mapping[str, str]) -> Plan | None:
        said = {name: say("report_plan", "pinned", title=title) for name, title in pins.items()}
        wishes = replace(firm.plan, pinned={**said, **firm.plan.pinned})
        left_out = set(wishes.excluded) & set(said)
        wishes = replace(wishes, pinned={name: why for name, why in wishes.pinned.items() if name not in left_out})
        diagnosis = self.diagnosis
        try:
            request = PlanRequest(target=target, wishes=wishes)
            planner = Planner(firm, diagnosis.library, diagnosis.as_of, request, self._known(firm))
            self.planners[target.name] = planner
            return planner.plan()
        except NoAnswerError:
            self.unsolved.append(title_of(target))
            return None

    def _known(self, firm: FirmAnswers) -> Evaluator | None:
        """Return the known facts of the firm; None of a part of it (one site among several)."""
        return self.diagnosis.alone if firm is self.diagnosis.firm else None

    # ---- targets ----

    def _statuses(self) -> Iterator[str]:
        """Yield the status that each coverage counts, where the firm does not have it."""
        for rules in self.diagnosis.library.coverages.values():
            result = self.diagnosis.standards.get(rules.standard)
            figure = next((each for each in rules.figures if each.headline), None)
            if result is None or figure is None or not figure.statuses:
                continue
            if result.statuses.get(figure.first_match or rules.first_match) not in figure.statuses:
                yield f"{rules.standard}:{figure.statuses[0]}"

    def _recognition(self, pins: Mapping[str, str]) -> Goal | None:
        step = next(iter(self._lowest_sets()), None)
        sets, seen = self.diagnosis.criteria, set()
        while step is not None and step.id not in seen:
            seen.add(step.id)
            result = sets[step.id]
            subject = _nearest_subject(result)
            own = result.subjects[subject] if result.subjects and subject else result
            if own.verdict not in REACHED:
                return self._goal("recognition", step.id, pins, subject)
            above = self.diagnosis.library.criteria.get(step.next)
            step = above if above is not None and above.default and above.id in sets else None
        return None

    def _lowest_sets(self) -> list[CriteriaSet]:
        """Return the default sets on which no other one builds, the best known first."""
        library = self.diagnosis.library
        sets = [library.criteria[name] for name in self.diagnosis.criteria if library.criteria[name].default]
        above = {each.next for each in sets}
        return sorted((each for each in sets if each.id not in above), key=lambda each: (each.mark, each.id))

    def _level(self, pins: Mapping[str, str]) -> Goal | None:
        """The next level of the standard that is answered best among those whose level is decided."""
        found = []
        for name, result in self.diagnosis.standards.items():
            ladder = result.ladders.get(MAIN_LADDERS[0])
            share = result.score.answered_share if result.score else None
            if ladder is not None and ladder.level is not None and share is not None:
                found.append((-share, f"{name}:{ladder.min + 1}"))
        names = [name for _, name in sorted(found) if read_target(name, self.diagnosis.library) is not None]
        return self._goal("level", names[0], pins) if names else None

    def _sequences(self) -> Iterator[RemedySequence]:
        claimed, row = self.diagnosis.claimed, self.diagnosis.row
        for reach in self.diagnosis.library.reaches.values():
            for sequence in reach.sequences:
                if claimed.truth(sequence.when, "firm").must[row]:
                    yield sequence


def _nearest_subject(result: SetResult) -> str:
    """Return the site or workshop with the fewest open conditions; empty where the firm has only one."""
    if not result.subjects or len(result.subjects) < 2:
        return ""

    def missing(subject: str) -> int:
        own = (result.subjects or {})[subject]
        return sum(condition.state in _OPEN for condition in own.conditions.values())

    return min(result.subjects, key=missing)


def _only(firm: FirmAnswers, subject: str) -> FirmAnswers:
    """Return the firm as if it had this site or workshop alone, with all that lies in it and above it."""
    by_id = {each.id: each for each in firm.subjects}

    def line(name: str) -> list[str]:
        above = by_id[name].parent
        return [name, *(line(above) if above else [])]

    kept = {name for name in by_id if subject in line(name) or name in line(subject)} | {firm.firm_subject}
    return replace(
        firm,
        subjects=tuple(each for each in firm.subjects if each.id in kept),
        answers={key: answer for key, answer in firm.answers.items() if key[0] in kept},
        rows={name: tuple(row for row in rows if row.subject in kept) for name, rows in firm.rows.items()},
    )
