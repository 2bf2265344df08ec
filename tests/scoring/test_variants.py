"""Variants of a firm beside one another say exactly what each says evaluated from nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from diagnostics.model.content.expressions import Constant
from diagnostics.model.content.facts import Derived, Fact
from diagnostics.model.content.marks import Grade, SubjectKind
from diagnostics.model.firm.answers import Answer, FirmAnswers
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from diagnostics.scoring.memo.variants import preferring_direct, variants
from tests.builders import AS_OF, shipped
from tests.scoring.firms import FirmMaker
from tests.scoring.test_renewing import changed, plain, results


def told(evaluator: Evaluator) -> Iterator[tuple[str, Any]]:
    """What an evaluator says; whether floats may have lost digits somewhere is no result."""
    for name, result in results(evaluator):
        if name != "given twice":
            yield name, without_digits(plain(result))


def without_digits(result: Any) -> Any:
    if isinstance(result, dict):
        return {name: without_digits(each) for name, each in result.items() if name != "computed"}
    return result


def proved(firm: FirmAnswers, random: Random) -> FirmAnswers:
    """The firm with other evidence for some answers and some rows."""
    grades = [Grade.E1, Grade.E2, Grade.E3]
    answers = {
        key: replace(each, grade=random.choice(grades)) if random.random() < 0.1 else each
        for key, each in firm.answers.items()
    }
    rows = {
        name: tuple(replace(row, grade=random.choice(grades)) if random.random() < 0.3 else row for row in own)
        for name, own in firm.rows.items()
    }
    return replace(firm, answers=answers, rows=rows)


def evaluators(firms: list[FirmAnswers], *, verified: bool) -> Evaluator:
    claimed = Evaluator(Frame(firms, shipped(), AS_OF))
    return Evaluator(Frame(firms, shipped(), AS_OF, verified=True), claimed) if verified else claimed


def check(seed: int, *, verified: bool, known: bool) -> None:
    maker, random = FirmMaker(shipped(), AS_OF), Random(seed)
    firms = [maker.firm(seed + at, asked=1, gaps=0.1, proof=0.5) for at in range(3)]
    firm = firms[1]
    base = evaluators(firms, verified=verified)
    if known:
        list(results(base))
    others = [changed(firm, firm, random), proved(firm, random), firm, proved(changed(firm, firm, random), random)]
    found, alone = variants(base, 1, others), evaluators(others, verified=verified)
    for (name, own), (_, wanted) in zip(told(found), told(alone), strict=True):
        assert own == wanted, name


@pytest.mark.parametrize("verified", [False, True])
def test_variants_say_what_firms_evaluated_anew_say(verified: bool) -> None:
    check(7, verified=verified, known=True)


def test_the_firm_need_not_have_been_evaluated_before() -> None:
    check(8, verified=True, known=False)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20, 40))
@pytest.mark.parametrize("verified", [False, True])
def test_many_variants_say_what_firms_evaluated_anew_say(seed: int, verified: bool) -> None:
    check(seed, verified=verified, known=True)


def test_variants_of_variants_and_of_other_subjects() -> None:
    maker, random = FirmMaker(shipped(), AS_OF), Random(3)
    firm = maker.firm(3, asked=1, gaps=0, proof=0.5)
    base = evaluators([firm], verified=False)
    list(results(base))
    first = changed(firm, firm, random)
    second = changed(first, firm, random)
    between = variants(base, 0, [first])
    list(results(between))
    tailored = replace(second, tailored={**second.tailored, "dom_service": "无售后服务业务"})
    for each in (second, tailored):
        found = variants(between, 0, [each, first])
        assert dict(told(found)) == dict(told(evaluators([each, first], verified=False)))


def test_direct_answers_may_win_over_tables() -> None:
    maker = FirmMaker(shipped(), AS_OF)
    for seed in range(3):
        firm = maker.firm(seed, asked=1, gaps=0, proof=0.5)
        base = evaluators([firm], verified=False)
        list(results(base))
        alone = Evaluator(Frame([firm], shipped(), AS_OF, prefer_direct=True))
        assert dict(told(preferring_direct(base, firm, shipped()))) == dict(told(alone))


def test_only_what_differs_is_computed_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    firm = FirmMaker(shipped(), AS_OF).firm(5, asked=1, gaps=0, proof=0.5)
    base = evaluators([firm], verified=False)
    list(results(base))
    fact = next(name for _, name in firm.answers if name in shipped().facts and shipped().facts[name].type == "choice")
    key = next(each for each in firm.answers if each[1] == fact)
    without = replace(firm, answers={each: answer for each, answer in firm.answers.items() if each != key})
    found = variants(base, 0, [without])
    asked: list[str] = []
    own = found.frame.answers

    def noted(item: Fact | Derived, kind: SubjectKind) -> list[Answer | None]:
        asked.append(item.id)
        return own(item, kind)

    monkeypatch.setattr(found.frame, "answers", noted)
    list(results(found))
    assert fact in asked
    assert len(set(asked)) < len(shipped().facts) / 2


def test_a_leaf_without_points_under_a_sum_counts_for_nothing() -> None:
    """Another tree of a standard takes over what stays as it is, and nothing below which points have changed."""
    own = shipped().standards["digital_level"]
    leaf = next(node for node in own.nodes if node.is_leaf and own.by_id[node.parent].roll_up == "sum")
    without = replace(
        own, nodes=tuple(replace(each, points=Constant(Fraction(0))) if each is leaf else each for each in own.nodes)
    )
    firms = list(FirmMaker(shipped(), AS_OF).firms(6))
    base = Evaluator(Frame(firms, shipped(), AS_OF))
    before = base.scorer.score(own.id).nodes
    library = replace(shipped(), standards={**shipped().standards, own.id: without})
    after, anew = base.under(without), Evaluator(Frame(firms, library, AS_OF))
    for node in own.nodes:
        found, fresh = (each.scorer.score(own.id).nodes[node.id].bounds for each in (after, anew))
        assert (found.lo == fresh.lo).all(), node.id
        assert (found.hi == fresh.hi).all(), node.id
    assert (before["total"].bounds.hi > after.scorer.score(own.id).nodes["total"].bounds.hi).any()
