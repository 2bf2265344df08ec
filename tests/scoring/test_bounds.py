"""Bounds contain every completion: whatever the open answers turn out to be, what was certain stays so.

On the shipped content and on every form completions are drawn at random; on a small standard all of them are tried,
and there the bounds are also tight: some completion reaches either end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from math import inf
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from diagnostics.diagnosis.diagnose import Diagnosis, diagnose
from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import Answer, AnswerValue, FirmAnswers, Subject
from diagnostics.model.results.results import ScoreFigure, StandardResult
from tests.builders import AS_OF, JUDGED, asked, content
from tests.scoring.completions import Completer, about_the_record
from tests.scoring.firms import FirmMaker

SLACK = 1e-9  # floats of two different firms


def outside(before: Diagnosis, after: Diagnosis, excepted: set[str]) -> Iterator[str]:
    """What was certain before and is different after, in words."""
    for name, result in before.standards.items():
        later = after.standards[name]
        pairs = [(result, later)] if not result.subjects else []
        for subject, each in (result.subjects or {}).items():
            pairs.append((each, (later.subjects or {})[subject]))
        for one, other in pairs:
            yield from (f"{name} {each}" for each in _outside_standard(one, other))
    for name, judged in before.criteria.items():
        sets = judged.subjects or {"": judged}
        later_set = after.criteria.get(name)
        later_subjects = (later_set.subjects or {"": later_set}) if later_set else {}
        for subject, one_set in sets.items():
            if subject not in later_subjects:
                continue  # the business type turned out to be another
            for condition, found in one_set.conditions.items():
                state = later_subjects[subject].conditions[condition].state
                if f"{name}.{condition}" not in excepted and found.state != "unknown" and state != found.state:
                    applies_now = found.state != "na" and state == "na"
                    if not applies_now:
                        yield f"{name}.{condition} {subject}: {found.state} became {state}"


def _outside_standard(before: StandardResult, after: StandardResult) -> Iterator[str]:
    for node, figure in before.nodes.items():
        if not _contains(figure, after.nodes[node]):
            yield f"node {node}: {figure} does not contain {after.nodes[node]}"
    for ladder, level in before.ladders.items():
        later = after.ladders[ladder]
        if not level.min <= later.min <= later.max <= level.max:
            yield f"ladder {ladder}: {level} does not contain {later}"


def _contains(outer: ScoreFigure, inner: ScoreFigure) -> bool:
    if outer.min is None or inner.min is None:
        return True  # out of play
    low, high = outer.min, inf if outer.max is None else outer.max
    return low - SLACK <= inner.min and (inf if inner.max is None else inner.max) <= high + SLACK


def escaped(maker: FirmMaker, seeds: range, times: int) -> list[str]:
    """Complete random firms so many times each and collect what leaves its bounds."""
    completer = Completer(maker)
    excepted = about_the_record(maker.library)
    firms = [completer.gaps_only(maker.firm(seed, fill=0.8)) for seed in seeds]
    befores = diagnose(firms, maker.library, AS_OF)
    completed = [completer.complete(firm, seed) for firm in firms for seed in range(times)]
    afters = diagnose(completed, maker.library, AS_OF)
    found = []
    for number, after in enumerate(afters):
        before = befores[number // times]
        found += [f"{before.firm.code} {each}" for each in outside(before, after, excepted)]
    return found


def test_completions_stay_within_bounds_on_the_shipped_content(shipped_firms: FirmMaker) -> None:
    assert escaped(shipped_firms, range(100, 112), 4) == []


def test_completions_stay_within_bounds_in_every_form(small_firms: FirmMaker) -> None:
    assert escaped(small_firms, range(12), 4) == []


@pytest.mark.long
def test_many_completions_stay_within_bounds(shipped_firms: FirmMaker, small_firms: FirmMaker) -> None:
    for first in range(0, 300, 100):
        assert escaped(shipped_firms, range(first, first + 100), 5) == []
        assert escaped(small_firms, range(first, first + 100), 50) == []


def test_only_questions_about_the_record_are_excepted(every_form: Library) -> None:
    assert about_the_record(every_form) == {"loose.l_again", "loose.l_recent"}


# ---- every completion of a small standard ----

CHOICE: tuple[AnswerValue, ...] = ("l0", "l1", "l2")
MULTI: tuple[AnswerValue, ...] = (("none",), ("a",), ("b",), ("a", "b"))
BOOL: tuple[AnswerValue, ...] = (False, True)
COUNT: tuple[AnswerValue, ...] = (Fraction(0), Fraction(1), Fraction(2))
SHARE: tuple[AnswerValue, ...] = tuple(map(Fraction, (0, 10, 11, 100)))
VALUES = {"choice": CHOICE, "multi": MULTI, "flag": BOOL, "part": COUNT, "whole": COUNT, "good": SHARE, "bad": SHARE}
OPTIONS = {
    "choice": [{"id": "l0", "name": "无"}, {"id": "l1", "name": "一级"}, {"id": "l2", "name": "二级"}],
    "multi": [{"id": "none", "name": "都没有", "none": True}, {"id": "a", "name": "甲"}, {"id": "b", "name": "乙"}],
}
FACTS: list[dict[str, Any]] = [
    {"id": "choice", "name": "选择", "type": "choice", "better": "up", "options": OPTIONS["choice"]},
    {"id": "multi", "name": "多选", "type": "multi", "better": "up", "options": OPTIONS["multi"]},
    {"id": "flag", "name": "是否", "type": "bool", "better": "up"},
    {"id": "part", "name": "部分", "type": "number", "better": "up", "min": 0, "max": 2, "integer": True},
    {"id": "whole", "name": "全部", "type": "number", "min": 0, "max": 2, "integer": True},
    {"id": "good", "name": "合格率", "type": "percent", "better": "up"},
    {"id": "bad", "name": "废品率", "type": "percent", "better": "down"},
]
NODES_TEXT = """
total    | {roll_up: sum}
mean     | {parent: total, roll_up: mean}
n_choice | {parent: mean, weight: 3, max: 3, points: {points: choice, table: {l0: 0, l1: 1, l2: 3}}}
n_multi  | {parent: mean, weight: 1, max: 1.5, points: {points: multi, table: {none: 0, a: 0.5, b: 1}}}
n_flag   | {parent: total, max: 2, points: {cases: [{when: {fact: flag, is: true}, value: 2}], otherwise: 0.5}}
n_part   | {parent: total, max: 1, points: {ratio: [{fact: part}, 2]}}
n_good   | {parent: total, max: 3, points: {band: {fact: good}, upto: [[10, 0], [50, 1], [100, 3]]}}
n_bad    | {parent: total, max: 3, points: {band: {fact: bad}, upto: [[10, 3], [50, 1], [100, 0]]}}
loose    | {roll_up: sum}
n_ratio  | {parent: loose, max: 2, points: {ratio: [{fact: part}, {fact: whole}]}}
n_twice  | {parent: loose, max: 2, points: {product: [{fact: part}, {difference: [2, {fact: part}]}]}}
n_bump   | {parent: loose, max: 2, points: {band: {fact: good}, upto: [[10, 1], [50, 2], [100, 0]]}}
"""
LINES = [line.split("|") for line in NODES_TEXT.splitlines() if line]
NODES = {name.strip(): yaml.safe_load(rest) for name, rest in LINES}
STEPS = [
    {"level": level, "id": f"l{level}", "name": f"{level}级", "need": {"score": "total", "at_least": level * 2.5}}
    for level in (1, 2, 3)
]
TIGHT = NODES.keys() - {"loose", "n_ratio", "n_twice", "n_bump"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Library:
    standard = {
        "kind": "standard", "id": "small", **JUDGED, "judges": "firm", "unanswered": "open", "scale": 10,
        "nodes": [{"id": name, "name": name, **node} for name, node in NODES.items()],
        "ladders": [{"id": "level", "name": "等级", "steps": STEPS}],
    }  # fmt: skip
    return content(tmp_path_factory.mktemp("small"), *asked(FACTS), standard)


def small_firm(given_answers: Mapping[str, AnswerValue]) -> FirmAnswers:
    subjects = (
        Subject("firm", "firm", "企业"),
        Subject("s", "site", "厂", "firm"),
        Subject("w", "workshop", "车间", "s"),
    )
    answers = {
        ("firm", fact): Answer(state="known", value=value) for fact, value in given_answers.items() if value is not None
    }
    return FirmAnswers(code="", name="", subjects=subjects, answers=answers, rows={})


def all_completions(partial: Mapping[str, AnswerValue]) -> list[FirmAnswers]:
    ranges = [values if partial[fact] is None else (partial[fact],) for fact, values in VALUES.items()]
    return [small_firm(dict(zip(VALUES, combination, strict=True))) for combination in product(*ranges)]


@given(partial=st.fixed_dictionaries({fact: st.sampled_from((None, *each)) for fact, each in VALUES.items()}))
def test_bounds_are_those_of_all_completions(small: Library, partial: dict[str, AnswerValue]) -> None:
    before = diagnose([small_firm(partial)], small, AS_OF)[0].standards["small"]
    after = [each.standards["small"] for each in diagnose(all_completions(partial), small, AS_OF)]
    for node, figure in before.nodes.items():
        assert figure.min is not None
        assert figure.max is not None
        low, high = (
            pick(getattr(each.nodes[node], side) for each in after) for pick, side in ((min, "min"), (max, "max"))
        )
        assert figure.min <= low + SLACK, node
        assert figure.max >= high - SLACK, node
        if node in TIGHT:
            assert (figure.min, figure.max) == pytest.approx((low, high)), node
    levels = [each.ladders["level"] for each in after]
    low_level, high_level = min(each.min for each in levels), max(each.max for each in levels)
    assert (before.ladders["level"].min, before.ladders["level"].max) == (low_level, high_level)


def test_an_open_band_takes_in_the_bump_between_its_ends(small: Library) -> None:
    figure = diagnose([small_firm({})], small, AS_OF)[0].standards["small"].nodes["n_bump"]
    assert (figure.min, figure.max) == (0, 2)


@pytest.mark.parametrize("part", [0, 1])
def test_a_denominator_that_may_be_0_leaves_a_ratio_open(part: int, small: Library) -> None:
    figure = diagnose([small_firm({"part": Fraction(part)})], small, AS_OF)[0].standards["small"].nodes["n_ratio"]
    assert (figure.value, figure.min, figure.max) == (None, 0, 2)
