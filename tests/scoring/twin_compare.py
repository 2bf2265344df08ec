"""Where the engine and its twin disagree about firms: every number, level, status, state and verdict of a diagnosis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from math import inf
from typing import Any

from diagnostics.diagnosis.diagnose import Diagnosis, diagnose
from diagnostics.judgement.jurisdiction import EVERY
from diagnostics.model.content.criteria import CriteriaSet
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import SUBJECT_KINDS
from diagnostics.model.content.standards import Output, Standard
from diagnostics.model.firm.answers import FirmAnswers, Subject
from diagnostics.model.results.results import ScoreFigure, SetResult, StandardResult
from tests.scoring import twin_sets
from tests.scoring.twin import Twin
from tests.scoring.twin_range import Range

TOLERANCE = Fraction(1, 10**12)


class Pair:
    """The two twins of one firm: on all answers, and on verified ones."""

    def __init__(self, firm: FirmAnswers, library: Library, as_of: date) -> None:
        self.firm = firm
        self.library = library
        self.claimed = Twin(firm, library, as_of)
        self.verified = Twin(firm, library, as_of, self.claimed)

    def of_kind(self, kind: str) -> list[Subject]:
        assert kind in SUBJECT_KINDS
        return [subject for subject in self.firm.subjects if subject.kind == kind]


def differences(firms: Sequence[FirmAnswers], library: Library, as_of: date) -> list[str]:
    """Return what differs, in words; empty when engine and twin agree about everything."""
    found = []
    for firm, diagnosis in zip(firms, diagnose(firms, library, as_of, province=EVERY), strict=True):
        pair = Pair(firm, library, as_of)
        found += [f"{firm.code} {each}" for each in _of_firm(pair, diagnosis)]
    return found


def _of_firm(pair: Pair, diagnosis: Diagnosis) -> Iterator[str]:
    for name, standard in pair.library.standards.items():
        if not _counts(standard, diagnosis.as_of):
            yield from [f"{name}: not in force and scored"] if name in diagnosis.standards else []
            continue
        result = diagnosis.standards[name]
        subjects = pair.of_kind(standard.judges)
        by_subject = result.subjects or {subjects[0].id: result}
        for subject in subjects:
            for each in _of_standard(pair, standard, subject, by_subject[subject.id]):
                yield f"{name} {subject.id} {each}"
    for name, criteria in pair.library.criteria.items():
        concerned = [each for each in pair.of_kind(criteria.judges) if twin_sets.concerns(pair.claimed, criteria, each)]
        concerned = concerned if _counts(criteria, diagnosis.as_of) else []
        judged = diagnosis.criteria.get(name)
        if judged is None:
            yield from [f"{name}: not judged"] if concerned else []
            continue
        sets = judged.subjects or {concerned[0].id: judged}
        if sets.keys() != {each.id for each in concerned}:
            yield f"{name}: judged for {sorted(sets)}"
        for subject in concerned:
            for each in _of_set(pair, criteria, subject, sets[subject.id]):
                yield f"{name} {subject.id} {each}"


def _counts(item: Standard | CriteriaSet, day: date) -> bool:
    return (item.valid_from or date.min) <= day <= (item.valid_to or date.max)


def _of_standard(pair: Pair, standard: Standard, subject: Subject, result: StandardResult) -> Iterator[str]:
    claimed, verified = pair.claimed.scores, pair.verified.scores
    for node in standard.nodes:
        score, proved = claimed.node(standard.id, node.id, subject), verified.node(standard.id, node.id, subject)
        expected: list[Any] = [None] * 5
        if score.in_play:
            expected = [score.value, score.bounds.lo, score.bounds.hi, proved.bounds.lo, score.share]
        yield from _figure(f"node {node.id}", result.nodes[node.id], expected, score.bounds.mark)
    for ladder in standard.ladders:
        level, proved_level = (each.level(standard.id, ladder.id, subject) for each in (claimed, verified))
        found = result.ladders[ladder.id]
        is_answered = claimed.is_answered(standard, subject)
        proved_at = proved_level.lo if is_answered else None
        if (found.min, found.max, found.verified, found.mark) != (level.lo, level.hi, proved_at, level.mark):
            yield f"ladder {ladder.id}: {found} != {level}, {proved_level}, answered: {is_answered}"
        if found.level != (found.min if is_answered and found.min == found.max else None):
            yield f"ladder {ladder.id}: {found} is not decided as its bounds are"
    for rule in standard.first_match:
        if result.statuses[rule.id] != (status := claimed.status(standard, rule, subject)):
            yield f"status {rule.id}: {result.statuses[rule.id]} != {status}"
    for output in standard.outputs:
        yield from _output(pair, output, subject, result)
    answered = sum(claimed.node(standard.id, node.id, subject).known for node in standard.nodes if node.is_leaf)
    if result.enough != (answered >= standard.min_answered):
        yield f"enough: {result.enough} with {answered} answered"
    if standard.score_figure is not None and result.score is not None:
        whole, proved_whole = (twin.value(standard.score_figure, subject) for twin in (pair.claimed, pair.verified))
        yield from _figure("score", result.score, _bounds(whole, proved_whole), whole.mark)


def _output(pair: Pair, output: Output, subject: Subject, result: StandardResult) -> Iterator[str]:
    found: Any = result.outputs[output.id]
    for key, value in output.values.items():
        have = pair.claimed.value(value, subject)
        if not _close(_ends(found[key]), None if have.na else [have.lo, have.hi]):
            yield f"output {output.id}.{key}: {found[key]} != {have}"
    figures = {**output.figures, **({"": output.figure} if output.figure is not None else {})}
    for key, value in figures.items():
        whole, proved = pair.claimed.value(value, subject), pair.verified.value(value, subject)
        yield from _figure(
            f"output {output.id}.{key}", found[key] if key else found, _bounds(whole, proved), whole.mark
        )


def _bounds(whole: Range, proved: Range) -> list[Any]:
    return [None] * 4 if whole.na else [whole.lo if whole.known else None, whole.lo, whole.hi, proved.lo]


def _figure(name: str, found: ScoreFigure, expected: list[Any], mark: int) -> Iterator[str]:
    shown = [found.value, found.min, found.max, found.verified, found.answered_share][: len(expected)]
    if not _close(shown, expected):
        yield f"{name}: {found} != {expected}"
    if found.mark != mark:
        yield f"{name}: mark {found.mark!r} != {mark}"


def _of_set(pair: Pair, criteria: CriteriaSet, subject: Subject, result: SetResult) -> Iterator[str]:
    for on, found in ((pair.claimed, result.verdict), (pair.verified, result.verdict_verified)):
        expected = twin_sets.verdict(pair.verified, criteria, subject, on=on)
        if found != expected:
            yield f"verdict: {found} != {expected}"
    if result.outcome != (outcome := twin_sets.outcome(pair.claimed, criteria, subject)):
        yield f"outcome: {result.outcome} != {outcome}"
    for criterion in criteria.conditions:
        condition = result.conditions[criterion.id]
        told, proved = (twin_sets.judge_condition(twin, criterion, subject) for twin in (pair.claimed, pair.verified))
        if (condition.state, condition.verified_state, condition.mark) != (told.state, proved.state, told.mark):
            yield f"{criterion.id}: {condition} != {told.state}, {proved.state}, {told.mark}"
        parts = {part.id: twin_sets.WORDS[pair.claimed.truth(part.need, subject).holds] for part in criterion.parts}
        if condition.parts != parts:
            yield f"{criterion.id}: parts {condition.parts} != {parts}"


def _ends(have: Any) -> list[Any] | None:
    if isinstance(have, tuple):
        return list(have)
    return None if have is None else [have, have]


def _close(found: Sequence[Any] | None, expected: Sequence[Any] | None) -> bool:
    """Whether floats are what the fractions say; None and the infinities are the same: nothing is known."""
    if found is None or expected is None:
        return all(each is None or each in {inf, -inf} for each in (found or expected or ()))
    return all(_same(one, other) for one, other in zip(found, expected, strict=True))


def _same(found: Any, expected: Any) -> bool:
    if expected is None or expected in {inf, -inf} or found is None:
        return found is None and (expected is None or expected in {inf, -inf})
    return bool(abs(Fraction(found) - expected) <= TOLERANCE * max(1, abs(expected)))
