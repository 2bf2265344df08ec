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
from hypothesis import given
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


def test_only_questions_about_the_record_are_excepted() -> None:
    assert about_the_record(shipped()) == {"hn_fd.hn_fd_08_nc_share", "hn_fd.hn_fd_08b_digital_workshops"}
