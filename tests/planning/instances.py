"""Small random planning problems: a firm, a few remedies, a target; and every subset of them, tried one by one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import Any

from diagnostics.diagnosis.diagnose import Diagnosis, diagnose
from diagnostics.model.content.library import Library
from diagnostics.model.content.remedies import Cost, Effect, Remedy
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.planning.effects import apply_effects
from diagnostics.planning.planner import PlanRequest
from diagnostics.planning.targets import PlanTarget, read_target
from tests.builders import AS_OF, firm

TARGETS = ("card:1", "card:2", "card:3", "stairs:1", "stairs:2", "award")
Subset = tuple[str, ...]


def a_firm(chance: random.Random, library: Library) -> FirmAnswers:
    """Return a firm that has little, answered in full or nearly."""
    answers: dict[str, Any] = {
        "a": chance.choice(["l0", "l0", "l1"]), "b": chance.choice(["l0", "l0", "l1"]),
        "c": chance.choice([[], [], ["x"], ["y"]]), "d": chance.random() < 0.3,
        "e": chance.choice([0, 10, 30, 55]), "f": chance.random() < 0.2,
    }  # fmt: skip
    for name in list(answers):
        if chance.random() < 0.05:
            del answers[name]
    return firm(answers, library=library)


def some_remedies(chance: random.Random, number: int) -> dict[str, Remedy]:
    """Return remedies with random effects, prices, months, prerequisites and groups."""
    remedies: dict[str, Remedy] = {}
    for index in range(number):
        effects = tuple(an_effect(chance) for _ in range(chance.choice([1, 1, 2, 3])))
        needs = tuple(chance.sample(sorted(remedies), k=1)) if remedies and chance.random() < 0.3 else ()
        high = Fraction(chance.randrange(1, 60), 2)
        price = None if chance.random() < 0.08 else Cost(fixed_wan=(high / 2, high))
        remedies[f"r{index}"] = Remedy(
            id=f"r{index}", name=f"措施{index}", effects=effects, needs=needs, cost=price,
            months=(Fraction(1), Fraction(chance.randrange(2, 19), 2)), group=chance.choice(["", "", "", "g"]),
        )  # fmt: skip
    return remedies


def an_effect(chance: random.Random) -> Effect:
    """Return one effect on one fact."""
    fact = chance.choice("abcdef")
    to: Any = {
        "a": chance.choice(["l1", "l2"]), "b": chance.choice(["l1", "l2"]),
        "c": tuple(chance.sample(["x", "y", "z"], k=chance.choice([1, 1, 2]))), "d": True,
        "e": Fraction(chance.choice([40, 60, 80, 100])), "f": True,
    }[fact]  # fmt: skip
    return Effect(fact=fact, to=to)


def an_instance(seed: int, library: Library, most: int = 8) -> tuple[FirmAnswers, Library, str]:
    """Return a firm, the library with its remedies, and the name of a target."""
    chance = random.Random(seed)
    remedies = some_remedies(chance, chance.randrange(3, most + 1))
    return a_firm(chance, library), replace(library, remedies=remedies), chance.choice(TARGETS)


def allowed(remedies: dict[str, Remedy]) -> Iterator[Subset]:
    """Yield every subset that holds its prerequisites and at most one of each group."""
    for size in range(len(remedies) + 1):
        for chosen in combinations(remedies, size):
            groups = [remedies[each].group for each in chosen if remedies[each].group]
            ready = all({*names} & {*chosen} for each in chosen for names in remedies[each].prerequisites)
            if ready and len(groups) == len(set(groups)):
                yield chosen


def reaching(who: FirmAnswers, library: Library, target: str) -> list[Subset]:
    """Return every allowed subset after which the firm is at the target."""
    aim = read_target(target, library)
    assert aim is not None
    subsets = list(allowed(dict(library.remedies)))
    firms = [apply_effects(who, [library.remedies[each] for each in one], library, AS_OF) for one in subsets]
    found = diagnose(firms, library, AS_OF)
    return [one for one, diagnosis in zip(subsets, found, strict=True) if at_target(diagnosis, aim)]


def at_target(found: Diagnosis, aim: PlanTarget) -> bool:
    """Whether a firm is at a target, by the ladder of the standard or the states of the set's conditions."""
    if aim.criteria is not None:
        return all(each.state in {"met", "na"} for each in found.criteria[aim.criteria.id].conditions.values())
    assert aim.standard is not None
    assert aim.ladder is not None
    return found.standards[aim.standard.id].ladders[aim.ladder.id].min >= aim.level


def price(chosen: Subset, library: Library) -> tuple[int, Fraction]:
    """Return how many prices are unknown, and the sum of the known ones at the high end."""
    costs = [library.remedies[each].cost for each in chosen]
    known = [each.fixed_wan[1] for each in costs if each is not None and each.fixed_wan is not None]
    return len(costs) - len(known), sum(known, Fraction(0))


def request(target: str, library: Library, **changes: Any) -> PlanRequest:
    """Return a request for a target by its name."""
    aim = read_target(target, library)
    assert aim is not None
    return PlanRequest(targets=(aim,), **changes)
