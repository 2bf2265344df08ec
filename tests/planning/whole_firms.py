"""Whole firms for the planner: the examples, and random firms with pains, losses, wishes and money; what a plan told.

Random firms answer the shipped content as `tests.scoring.firms` makes them; what was found in them is made here.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path

from diagnostics.answers.files.file import read_answers
from diagnostics.briefing.outlook import request_for
from diagnostics.diagnosis.diagnose import Diagnosis, diagnose
from diagnostics.model.content import expressions as ex
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer, AnswerValue, Deadline, Finding, FirmAnswers
from diagnostics.model.results.plans import GoalResult, Offer, Plan, PlanWishes
from diagnostics.planning.planner import Planner, PlanRequest
from tests.builders import AS_OF, shipped
from tests.scoring.firms import FirmMaker

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*.yaml"))
HOWS = ("none", "first_step", "part", "whole")
SECRET = "secrecy_duty"


@dataclass(frozen=True, kw_only=True)
class Case:
    """A firm and what is asked of the planner; changed copies are planned for the same goals."""

    name: str
    firm: FirmAnswers
    request: PlanRequest
    library: Library

    @cached_property
    def planner(self) -> Planner:
        """The planner of the case."""
        return Planner(self.firm, self.library, AS_OF, self.request)

    @cached_property
    def plan(self) -> Plan:
        """The cheapest plan."""
        return self.planner.plan()

    @property
    def wishes(self) -> PlanWishes:
        """What consultant and firm fixed."""
        return self.firm.plan

    def with_(self, **changes: object) -> Case:
        """Return the case with another request."""
        return replace(self, request=replace(self.request, **changes))  # type: ignore[arg-type]

    def of(self, firm: FirmAnswers) -> Case:
        """Return the case of the firm as it would be, asked for the same."""
        return replace(self, firm=firm)

    def reckoned(self, goal: GoalResult) -> tuple[int, Fraction]:
        """Return the price of a goal: how many prices nothing bounds, and what the others come to at most."""
        offers = {each.id: each for each in self.planner.offers}
        return price_of(offers[name] for name in goal.steps)


def price_of(offers: Iterator[Offer]) -> tuple[int, Fraction]:
    """Return how many prices nothing bounds, and what the others come to at most."""
    taken = [*offers]
    return sum(each.cost is None and each.upto is None for each in taken), sum(
        (each.reckoned for each in taken), Fraction(0)
    )


def case_of(name: str, firm: FirmAnswers) -> Case:
    """Return a firm with the request that its diagnosis leads to."""
    found: Diagnosis = diagnose([firm], shipped(), AS_OF)[0]
    return Case(name=name, firm=found.firm, request=request_for(found), library=shipped())


@cache
def example(path: Path) -> Case:
    """Return an example firm."""
    firm, _ = read_answers(path, shipped())
    assert firm is not None
    return case_of(path.stem, firm)


@cache
def _maker() -> FirmMaker:
    return FirmMaker(shipped(), AS_OF)


@cache
def random_case(seed: int) -> Case:
    """Return a random firm that answered nearly everything, with pains, losses, wishes and money of its own."""
    chance = random.Random(f"pains {seed}")
    made = _maker().firm(seed, asked=1.0, gaps=0.05, fill=1.0, mood=chance.choice([0.1, 0.3, 0.5, 0.8]))
    phases = chance.choice([1, 2, 3])
    budget = tuple(Fraction(chance.choice([0, 5, 10, 20, 40, 80, 160])) for _ in range(phases))
    answers = dict(made.answers)
    secret = chance.random() < 0.3
    answers[made.firm_subject, SECRET] = Answer(state="known", value=secret, grade=Grade.E3)
    firm = replace(
        made,
        answers=answers,
        findings=tuple(_findings(chance)),
        plan=PlanWishes(budget=budget if chance.random() < 0.7 else ()),
    )
    return case_of(f"seed {seed}", firm)


def _findings(chance: random.Random) -> Iterator[Finding]:
    names = chance.sample(sorted(shipped().pains), k=chance.choice([0, 1, 2, 3, 4, 5]))
    for rank, name in enumerate(names, 1):
        lost = Fraction(chance.choice([0, 1, 3, 8, 20, 50]))
        said = {"loss_wan": (lost, lost), "loss_kind": "cash", "per": "year", "basis": "stated"} if lost else {}
        ranked = {"rank": Fraction(rank)} if chance.random() < 0.4 else {}
        due = {"deadline": Deadline(AS_OF + timedelta(days=180), "客户")} if chance.random() < 0.15 else {}
        yield Finding(kind="pain", text=name, pain=name, **said, **ranked, **due)  # type: ignore[arg-type]
    for _ in range(chance.choice([0, 0, 1, 2])):
        wanted = Fraction(chance.choice([5, 10, 30])) if chance.random() < 0.6 else None
        yield Finding(kind="wish", text="想办的事", pain=chance.choice(sorted(shipped().pains)), budget_wan=wanted)


# ---- a firm that has one thing more ----


SYSTEMS = "core_systems"
_TICKED = (ex.Has, ex.Among, ex.Compare)


def not_had(case: Case) -> list[str]:
    """Return the remedies that the firm is not known to have, though answers can say that it has."""
    return [
        remedy.id
        for remedy in case.library.remedies.values()
        if remedy.has is not None
        and remedy.id not in case.planner.shop.owned
        and all(isinstance(each, _TICKED) for each in _leaves(remedy.has))
    ]


def is_system(case: Case, remedy: str) -> bool:
    """Whether a remedy is one of the core systems that a firm ticks."""
    has = case.library.remedies[remedy].has
    return has is not None and any(isinstance(each, ex.Has) and each.fact.fact == SYSTEMS for each in _leaves(has))


def having(case: Case, remedy: str, *, in_one_place: bool = False) -> FirmAnswers:
    """Return the firm as it answers where it has the thing: every answer that says so is ticked or raised.

    In one place: only in its last site or workshop, as far as the facts are asked there.
    """
    has = case.library.remedies[remedy].has
    assert has is not None
    answers = dict(case.firm.answers)
    for part in _leaves(has):
        _tick(part, answers, case, in_one_place=in_one_place)
    return replace(case.firm, answers=answers)


def _leaves(condition: ex.Condition) -> Iterator[ex.Condition]:
    if isinstance(condition, ex.AllOf):
        for each in condition.conditions:
            yield from _leaves(each)
    elif isinstance(condition, ex.AnyOf):
        yield from _leaves(condition.conditions[0])
    else:
        yield condition


def _tick(part: ex.Condition, answers: dict[tuple[str, str], Answer], case: Case, *, in_one_place: bool) -> None:
    assert isinstance(part, ex.Has | ex.Among | ex.Compare), part
    source = part.fact if isinstance(part, ex.Has) else part.source if isinstance(part, ex.Among) else part.left
    assert isinstance(source, ex.FactRef), part
    top = case.firm.firm_subject
    # where nobody answered, one tick would also say what the firm has not
    places = {place for (place, fact), said in answers.items() if fact == source.fact and said.state == "known"}
    if in_one_place and places:
        fact = case.library.facts.get(source.fact)  # what is reckoned is told where somebody told it
        asked = [each.id for each in case.firm.subjects if (each.kind == fact.subject if fact else each.id in places)]
        places = {asked[-1] if asked else top}
    for place in places:
        said = answers.get((place, source.fact)) or answers.get((top, source.fact))
        before = said.value if said is not None and said.state == "known" else None
        raised = _raised(part, before, source.fact, case.library)
        answers[place, source.fact] = Answer(state="known", value=raised, grade=Grade.E3)


def _raised(part: ex.Condition, before: AnswerValue, fact: str, library: Library) -> AnswerValue:
    if isinstance(part, ex.Has):
        held = before if isinstance(before, tuple) else ()
        found = {*part.options, *(each for each in held if isinstance(each, str) and each != "none")}
        return tuple(option.id for option in library.facts[fact].options if option.id in found)
    if isinstance(part, ex.Among):
        return before if before in part.options else part.options[0]
    assert isinstance(part, ex.Compare)
    assert isinstance(part.right, ex.Constant)
    limit = part.right.value
    if isinstance(limit, Fraction):
        now = before[0] / before[1] * 100 if isinstance(before, tuple) and isinstance(before[1], Fraction) else before
        return before if isinstance(now, Fraction) and now >= limit else limit
    return limit


def answered(plan: Plan) -> Mapping[int, str]:
    """Return how each pain or wish that something answers is answered, per number of the finding."""
    return {each.finding: each.how for each in plan.pains if each.answered_by}
