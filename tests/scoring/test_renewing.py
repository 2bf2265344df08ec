"""After further answers an evaluator says exactly what one made from nothing says, in whatever order they come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from diagnostics.model.content.marks import SUBJECT_KINDS
from diagnostics.model.firm.answers import Answer, FirmAnswers
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from diagnostics.scoring.memo.renewing import renewed
from tests.builders import AS_OF, shipped
from tests.scoring.firms import FirmMaker

# How many rounds of further answers; the long run also takes many more interviews.
steps = pytest.mark.parametrize("n_steps", [4, pytest.param(12, marks=pytest.mark.long)])


def results(evaluator: Evaluator) -> Iterator[tuple[str, object]]:
    """Everything an evaluator of the shipped content says, by name."""
    library = evaluator.library
    for name in (*library.facts, *library.derived):
        kind = library.subject_of(name)
        yield name, evaluator.fact(name, kind)
    for standard in library.standards.values():
        scored = evaluator.scorer.score(standard.id)
        for node in standard.nodes:
            yield f"{standard.id}.{node.id}", scored.nodes[node.id]
            yield f"{standard.id}.{node.id} left out", evaluator.scorer.left_out(standard, node)
        for ladder in standard.ladders:
            yield f"{standard.id}.{ladder.id}", evaluator.scorer.ladder(standard, ladder.id)
        for rule in standard.first_match:
            yield f"{standard.id}.{rule.id}", evaluator.scorer.status(standard, rule)
    for doubt in library.plausibility.values():
        yield doubt.id, evaluator.truth(doubt.when, doubt.subject)
    yield "given twice", {fact: firms for fact, firms in sorted(evaluator.deriver.both.items()) if firms}
    for name in library.derived:
        for kind in SUBJECT_KINDS:
            yield f"says {name} {kind}", evaluator.deriver.says(name, kind)


def plain(result: object) -> object:
    """A result as nested lists, so that every bit of it is compared."""
    if isinstance(result, np.ndarray):
        return str(result.dtype), result.tolist()
    if hasattr(result, "__dataclass_fields__"):
        return {name: plain(getattr(result, name)) for name in result.__dataclass_fields__}
    return result


def changed(firm: FirmAnswers, whole: FirmAnswers, random: Random) -> FirmAnswers:
    """One to three steps of an interview: an answer given, withdrawn, refused, or a table given or withdrawn."""
    for _ in range(random.randint(1, 3)):
        if random.random() < 0.25 and whole.rows:
            name = random.choice(sorted(whole.rows))
            rows = {key: each for key, each in firm.rows.items() if key != name}
            firm = replace(firm, rows=rows if name in firm.rows else {**rows, name: whole.rows[name]})
        else:
            key = random.choice(sorted(whole.answers))
            answers = {other: each for other, each in firm.answers.items() if other != key}
            if key not in firm.answers:
                said = Answer(state="refused") if random.random() < 0.1 else whole.answers[key]
                answers[key] = said
            firm = replace(firm, answers=answers)
    return firm


def check(seeds: list[int], n_steps: int) -> None:
    maker, random = FirmMaker(shipped(), AS_OF), Random(seeds[0])
    wholes = [maker.firm(seed, asked=1, gaps=0, proof=0.5) for seed in seeds]
    firms = [replace(each, answers={}, rows={}) if index % 2 else each for index, each in enumerate(wholes)]
    evaluator = Evaluator(Frame(firms, shipped(), AS_OF))
    list(results(evaluator))
    for _ in range(n_steps):
        firms = [changed(firm, whole, random) for firm, whole in zip(firms, wholes, strict=True)]
        evaluator = renewed(evaluator, firms)
        fresh = dict(results(Evaluator(Frame(firms, shipped(), AS_OF))))
        for name, result in results(evaluator):
            assert plain(result) == plain(fresh[name]), name


@steps
@pytest.mark.parametrize("seed", [1, 2])
def test_one_firm_renewed_is_one_firm_evaluated_anew(seed: int, n_steps: int) -> None:
    check([seed], n_steps)


@steps
def test_many_firms_renewed_are_many_firms_evaluated_anew(n_steps: int) -> None:
    check([3, 4, 5, 6], n_steps)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10, 30))
def test_long_interviews_renewed_are_evaluated_anew(seed: int) -> None:
    check([seed], 60)


def test_what_rests_on_no_changed_answer_is_taken_over() -> None:
    firm = FirmMaker(shipped(), AS_OF).firm(1, asked=1, gaps=0, proof=1)
    first = Evaluator(Frame([firm], shipped(), AS_OF))
    every = {name: result for name, result in results(first) if hasattr(result, "__dataclass_fields__")}
    key = sorted(firm.answers)[0]
    less = replace(firm, answers={other: each for other, each in firm.answers.items() if other != key})
    again = dict(results(renewed(first, [less])))
    same = [name for name, result in every.items() if again[name] is result]
    assert again[key[1]] is not every[key[1]]
    assert len(same) > len(every) * 0.7
