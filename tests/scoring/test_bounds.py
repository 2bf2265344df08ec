"""Bounds contain every completion: whatever the open answers turn out to be, what was certain stays so.

On the shipped content and on every form completions are drawn at random; on a small standard all of them are tried,
and there the bounds are also tight: some completion reaches either end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import inf
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.diagnosis import Diagnosis, diagnose
from diagnostics.model.answers import Answer, AnswerValue, FirmAnswers, Subject
from diagnostics.model.library import Library
from diagnostics.model.results import Figure, StandardResult
from tests.builders import AS_OF, JUDGED, asked, content, shipped
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
        subjects = judged.subjects or {"": judged}
        later_set = after.criteria.get(name)
        later_subjects = (later_set.subjects or {"": later_set}) if later_set else {}
        for subject, each in subjects.items():
            if subject not in later_subjects:
                continue  # the business type turned out to be another
            for condition, found in each.conditions.items():
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


def _contains(outer: Figure, inner: Figure) -> bool:
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
    assert escaped(shipped_firms, range(100, 130), 6) == []


def test_completions_stay_within_bounds_in_every_form(small_firms: FirmMaker) -> None:
    assert escaped(small_firms, range(200), 6) == []


@pytest.mark.long
def test_many_completions_stay_within_bounds(shipped_firms: FirmMaker, small_firms: FirmMaker) -> None:
    for first in range(0, 1000, 100):
        assert escaped(shipped_firms, range(first, first + 100), 5) == []
        assert escaped(small_firms, range(first, first + 100), 50) == []


def test_only_questions_about_the_record_are_excepted(every_form: Library) -> None:
    assert about_the_record(every_form) == {"loose.l_again", "loose.l_recent"}


# ---- every completion of a small standard ----

CHOICE: tuple[AnswerValue, ...] = ("l0", "l1", "l2")
MULTI: tuple[AnswerValue, ...] = (("none",), ("a",), ("b",), ("a", "b"))
BOOL: tuple[AnswerValue, ...] = (False, True)
COUNT: tuple[AnswerValue, ...] = (Fraction(0), Fraction(1), Fraction(2))
SHARE: tuple[AnswerValue, ...] = tuple(map(Fraction, (0, 10, 11, 50, 51, 100)))
VALUES = {"choice": CHOICE, "multi": MULTI, "flag": BOOL, "part": COUNT, "whole": COUNT, "good": SHARE, "bad": SHARE}
OPTIONS = {
    "choice": [{"id": "l0", "name": "无"}, {"id": "l1", "name": "一级"}, {"id": "l2", "name": "二级"}],
    "multi": [{"id": "none", "name": "都没有", "none": True}, {"id": "a", "name": "甲"}, {"id": "b", "name": "乙"}],
}
FACTS = [
    {"id": "choice", "name": "选择", "type": "choice", "better": "up", "options": OPTIONS["choice"]},
    {"id": "multi", "name": "多选", "type": "multi", "better": "up", "options": OPTIONS["multi"]},
    {"id": "flag", "name": "是否", "type": "bool", "better": "up"},
    {"id": "part", "name": "部分", "type": "number", "better": "up", "min": 0, "max": 2, "integer": True},
    {"id": "whole", "name": "全部", "type": "number", "min": 0, "max": 2, "integer": True},
    {"id": "good", "name": "合格率", "type": "percent", "better": "up"},
    {"id": "bad", "name": "废品率", "type": "percent", "better": "down"},
]
NODES = [
    {"id": "total", "name": "总分", "roll_up": "sum"},
    {"id": "mean", "name": "均值", "parent": "total", "roll_up": "mean"},
    {"id": "n_choice", "name": "选择", "parent": "mean", "weight": 3, "max": 3, "na": "reject",
     "points": {"points": "choice", "table": {"l0": 0, "l1": 1, "l2": 3}}},
    {"id": "n_multi", "name": "多选", "parent": "mean", "weight": 1, "max": 1.5, "na": "reject",
     "points": {"points": "multi", "table": {"none": 0, "a": 0.5, "b": 1}}},
    {"id": "n_flag", "name": "是否", "parent": "total", "max": 2, "na": "reject",
     "points": {"cases": [{"when": {"fact": "flag", "is": True}, "value": 2}], "otherwise": 0.5}},
    {"id": "n_part", "name": "部分", "parent": "total", "max": 1, "na": "reject", "points": {"ratio": [{"fact": "part"}, 2]}},
    {"id": "n_good", "name": "合格", "parent": "total", "max": 3, "na": "reject",
     "points": {"band": {"fact": "good"}, "upto": [[10, 0], [50, 1], [100, 3]]}},
    {"id": "n_bad", "name": "废品", "parent": "total", "max": 3, "na": "reject",
     "points": {"band": {"fact": "bad"}, "upto": [[10, 3], [50, 1], [100, 0]]}},
    {"id": "loose", "name": "不单调", "roll_up": "sum"},
    {"id": "n_ratio", "name": "比率", "parent": "loose", "max": 2, "na": "reject",
     "points": {"ratio": [{"fact": "part"}, {"fact": "whole"}]}},
    {"id": "n_twice", "name": "用了两次", "parent": "loose", "max": 2, "na": "reject",
     "points": {"difference": [2, {"product": [{"fact": "part"}, {"difference": [1, {"product": [0.5, {"fact": "part"}]}]}]}]}},
    {"id": "n_bump", "name": "起伏", "parent": "loose", "max": 2, "na": "reject",
     "points": {"band": {"fact": "good"}, "upto": [[10, 1], [50, 2], [100, 0]]}},
]  # fmt: skip
LADDER = {
    "id": "level", "name": "等级",
    "steps": [{"level": level, "id": f"l{level}", "name": f"{level}级", "need": {"score": "total", "at_least": level * 2.5}}
              for level in (1, 2, 3)],
}  # fmt: skip
TIGHT = {node["id"] for node in NODES} - {"loose", "n_ratio", "n_twice", "n_bump"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Library:
    standard = {
        "kind": "standard", "id": "small", **JUDGED, "judges": "firm", "unanswered": "open", "scale": 10,
        "nodes": NODES, "ladders": [LADDER],
    }  # fmt: skip
    return content(tmp_path_factory.mktemp("small"), *asked(FACTS), standard)


def small_firm(given_answers: Mapping[str, AnswerValue]) -> FirmAnswers:
    subjects = (
        Subject("firm", "firm", "企业"),
        Subject("s", "site", "厂", "firm"),
        Subject("w", "workshop", "车间", "s"),
    )
    answers = {("firm", fact): Answer("known", value) for fact, value in given_answers.items() if value is not None}
    return FirmAnswers("", "", subjects, answers, {})


def all_completions(partial: Mapping[str, AnswerValue]) -> list[FirmAnswers]:
    ranges = [values if partial[fact] is None else (partial[fact],) for fact, values in VALUES.items()]
    return [small_firm(dict(zip(VALUES, combination, strict=True))) for combination in product(*ranges)]


@given(partial=st.fixed_dictionaries({fact: st.sampled_from((None, *each)) for fact, each in VALUES.items()}))
@settings(max_examples=60)
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
    levels = {each.ladders["level"].level for each in after}
    assert (before.ladders["level"].min, before.ladders["level"].max) == (min(levels), max(levels))


def test_an_open_band_takes_in_the_bump_between_its_ends(small: Library) -> None:
    figure = diagnose([small_firm({})], small, AS_OF)[0].standards["small"].nodes["n_bump"]
    assert (figure.min, figure.max) == (0, 2)


@pytest.mark.parametrize("part", [0, 1])
def test_a_denominator_that_may_be_0_leaves_a_ratio_open(part: int, small: Library) -> None:
    figure = diagnose([small_firm({"part": Fraction(part)})], small, AS_OF)[0].standards["small"].nodes["n_ratio"]
    assert (figure.value, figure.min, figure.max) == (None, 0, 2)
