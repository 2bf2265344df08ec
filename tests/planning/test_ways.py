"""The ways to the next level are those that trying every combination of answers finds."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pytest

from diagnostics.diagnosis.diagnose import Diagnosis, diagnose
from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import Answer, AnswerValue, FirmAnswers
from diagnostics.model.results.ways import NextLevel
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from diagnostics.whatif.fragility import fragile_levels
from diagnostics.whatif.reaching import next_level
from tests.builders import AS_OF, firm
from tests.planning.instances import a_firm

SEEDS = 9
LADDERS = ("card", "stairs")
RUNGS = ("l0", "l1", "l2")
# numbers at which the content below a level of the scorecard makes a difference; the third level asks for 80 as well
EDGES = {1: (Fraction(2001, 100), Fraction(6001, 100)), 2: (Fraction(2001, 100), Fraction(6001, 100)),
         3: (Fraction(2001, 100), Fraction(6001, 100), Fraction(80))}  # fmt: skip

Changed = dict[str, tuple[AnswerValue, int]]


def the_way(who: FirmAnswers, library: Library, standard: str, most: int = 3) -> tuple[Diagnosis, NextLevel]:
    diagnosis = diagnose([who], library, AS_OF)[0]
    ladder = library.standards[standard].ladder("level")
    assert ladder is not None
    return diagnosis, next_level(diagnosis, library.standards[standard], ladder, most)


def said(who: FirmAnswers, fact: str) -> Any:
    found = [answer.value for (_, name), answer in who.answers.items() if name == fact]
    return found[0] if found else None


def everything(who: FirmAnswers, level: int) -> Iterator[Changed]:
    """Yield every combination of better answers with the steps that each takes."""
    choices: dict[str, list[tuple[AnswerValue, int]]] = {}
    for fact in "ab":
        now = RUNGS.index(said(who, fact) or "l0")
        choices[fact] = [(RUNGS[place], place - now) for place in range(now + 1, len(RUNGS))]
    picked = said(who, "c") or ()
    missing = [each for each in "xyz" if each not in picked]
    choices["c"] = [
        (tuple(each for each in "xyz" if each in {*picked, *more}), size)
        for size in range(1, len(missing) + 1)
        for more in combinations(missing, size)
    ]
    for fact in "df":
        choices[fact] = [] if said(who, fact) is True else [(True, 1)]
    share = said(who, "e") or Fraction(0)
    higher = [edge for edge in EDGES[level] if edge > share]
    choices["e"] = [(edge, place + 1) for place, edge in enumerate(higher)]
    for values in product(*([None, *each] for each in choices.values())):
        yield {fact: value for fact, value in zip(choices, values, strict=True) if value is not None}


def with_answers(who: FirmAnswers, changed: Mapping[str, AnswerValue]) -> FirmAnswers:
    homes = {"f": next(each.id for each in who.subjects if each.kind == "site")}
    given = {
        (homes.get(fact, who.firm_subject), fact): Answer(state="known", value=value) for fact, value in changed.items()
    }
    kept = {key: answer for key, answer in who.answers.items() if key[1] not in changed}
    return replace(who, answers={**kept, **given})


def levels(firms: Sequence[FirmAnswers], library: Library, standard: str) -> list[int]:
    evaluator = Evaluator(Frame(firms, library, AS_OF))
    found = evaluator.scorer.ladder(library.standards[standard], "level").lo
    kind = library.standards[standard].judges
    return [int(found[evaluator.frame.of_firm(kind, each)[0]]) for each in range(len(firms))]


@pytest.mark.parametrize("standard", LADDERS)
def test_no_combination_of_answers_takes_fewer_steps(small: Library, standard: str) -> None:
    assert compared(range(SEEDS), small, standard) >= SEEDS // 3


@pytest.mark.long
@pytest.mark.parametrize("standard", LADDERS)
def test_no_combination_of_answers_takes_fewer_steps_for_many_firms(small: Library, standard: str) -> None:
    assert compared(range(1000, 1120), small, standard) >= 40


def compared(seeds: Sequence[int], small: Library, standard: str) -> int:
    """Compare the ways of some firms with every combination of better answers; return how many had a way."""
    planned = 0
    for seed in seeds:
        who = a_firm(random.Random(seed), small)
        diagnosis, found = the_way(who, small, standard)
        now = diagnosis.standards[standard].ladders["level"].min
        if found.outcome == "top":
            assert now == len(small.standards[standard].ladder("level").steps)  # type: ignore[union-attr]
            continue
        combos = list(everything(who, now + 1))
        reached = levels(
            [with_answers(who, {fact: value for fact, (value, _) in each.items()}) for each in combos], small, standard
        )
        good = [each for each, level in zip(combos, reached, strict=True) if level > now]
        costs = [sum(steps for _, steps in each.values()) for each in good]
        if found.outcome == "unreachable":
            assert costs == [], (seed, found)
            continue
        assert found.outcome == "ways", (seed, found)
        assert found.ways[0].steps == min(costs), (seed, found)
        assert found.proven
        minimal = minimal_sets(good)
        for way in found.ways:
            assert (frozenset(each.fact for each in way.moves), way.steps) in minimal, (seed, way)
        planned += 1
    return planned


def minimal_sets(good: Sequence[Changed]) -> set[tuple[frozenset[str], int]]:
    """Return facts and steps of every combination that is enough and of which no part is."""
    enough = [frozenset(parts(each)) for each in good]
    return {
        (frozenset(each), sum(steps for _, steps in each.values()))
        for each, own in zip(good, enough, strict=True)
        if not any(other < own for other in enough)
    }


def parts(changed: Changed) -> Iterator[tuple[str, object]]:
    """Every step as a part of its own: rungs of a choice, options of several, edges of a number."""
    for fact, (value, steps) in changed.items():
        if isinstance(value, tuple):
            yield from ((fact, each) for each in value)
        elif fact in "abe":
            yield from ((fact, place) for place in range(steps))
        else:
            yield fact, value


def test_ways_are_different_and_none_holds_another(small: Library) -> None:
    several = 0
    for seed in range(SEEDS):
        _, found = the_way(a_firm(random.Random(seed), small), small, "card")
        moves = [{(each.fact, each.to) for each in way.moves} for way in found.ways]
        assert all(not one <= other for one in moves for other in moves if one is not other), (seed, found)
        assert [way.steps for way in found.ways] == sorted(way.steps for way in found.ways)
        several += len(moves) == 3
    assert several >= SEEDS // 3


def test_a_question_that_nobody_answered_is_to_be_cleared_up(small: Library) -> None:
    _, found = the_way(firm({"b": "l2", "c": ["x", "y", "z"], "e": 100}, library=small), small, "card", most=1)
    assert [(each.fact, each.open) for each in found.ways[0].moves if each.open] == [("a", True)]
    assert "查清" in next(each.text for each in found.ways[0].moves if each.open)


def test_the_highest_level_has_no_way_on(small: Library) -> None:
    best = firm({"a": "l2", "b": "l2", "c": ["x", "y", "z"], "d": True, "e": 100, "f": True}, library=small)
    assert the_way(best, small, "card")[1].outcome == "top"


def test_an_open_question_that_decides_a_level_is_fragile(small: Library) -> None:
    who = firm({"b": "l2", "c": ["x", "y", "z"], "d": False, "e": 100, "f": False}, library=small, grade="E2")
    diagnosis = diagnose([who], small, AS_OF)[0]
    assert (diagnosis.standards["card"].ladders["level"].min, diagnosis.standards["card"].ladders["level"].max) == (
        1,
        3,
    )
    [found] = [each for each in fragile_levels(diagnosis) if each.standard == "card"]
    assert (found.item, found.what, found.now, found.then) == ("a", "unknown", "一级", "三级")


def test_an_answer_that_only_is_stated_and_holds_a_level_is_fragile(small: Library) -> None:
    who = firm({"a": "l2", "b": "l0", "c": [], "d": False, "e": 0, "f": False}, library=small)
    found = fragile_levels(diagnose([who], small, AS_OF)[0])
    assert ("card", "a", "stated", "一级", "0") in {
        (each.standard, each.item, each.what, each.now, each.then) for each in found
    }
    proved = firm({"a": "l2", "b": "l0", "c": [], "d": False, "e": 0, "f": False}, library=small, grade="E2")
    assert fragile_levels(diagnose([proved], small, AS_OF)[0]) == []
