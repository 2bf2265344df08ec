"""The homework of the firm: the proofs on which most hangs and the questions to be cleared up, a few of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from diagnostics.model.content.expressions import Condition, LadderLevel, walk
from diagnostics.model.results.owed import Owed, by_weight, open_questions, to_prove
from diagnostics.model.results.report_input import ReportInput
from diagnostics.model.results.results import Notice
from diagnostics.report.words.labels import NOTHING, Labels
from diagnostics.words.catalogue import say

_MOST = 8  # of each kind: what a firm can do in a few weeks


@dataclass(frozen=True)
class Homework:
    """The proofs and the questions, the weightiest first; where the others stand, empty where there are none."""

    prove: tuple[str, ...]
    ask: tuple[str, ...]
    rest: str


def homework_of(given: ReportInput, labels: Labels) -> Homework:
    """Return what the firm has to bring and to find out."""
    first = given.knowledge.questions  # they are asked at length, where they are asked first
    proofs = by_weight(to_prove(given.owed))
    questions = tuple(each for each in by_weight(open_questions(given.owed)) if each not in first)
    more = len(proofs[_MOST:]) + len(questions[_MOST:])
    return Homework(
        tuple(_proof(each, labels) for each in proofs[:_MOST]),
        tuple(_questions(questions[:_MOST], labels)),
        say("report", "homework_rest", n=more) if more else "",
    )


def doubtful(given: ReportInput) -> tuple[Notice, ...]:
    """Return the notices on the firm's answers; one on how a level is counted stands with the levels, in the volume."""
    rules = given.library.plausibility
    return tuple(each for each in given.notices if each.code not in rules or not _on_a_level(rules[each.code].when))


def _on_a_level(condition: Condition) -> bool:
    return any(isinstance(part, LadderLevel) for part in walk(condition))


def _proof(each: Owed, labels: Labels) -> str:
    accepted = "、".join(each.accepted) or NOTHING
    by = say("report", "homework_by", who=each.by) if each.by else ""
    return say("report", "homework_proof", name=labels.owed_name(each), by=by, value=each.value, accepted=accepted)


def _questions(questions: Sequence[Owed], labels: Labels) -> Iterator[str]:
    """Yield what has to be asked, one line per person; what nobody stands for comes last."""
    asked: dict[str, list[str]] = {}
    for each in questions:
        asked.setdefault(labels.contact(each), []).append(labels.owed_name(each))
    nobody = asked.pop("", [])
    yield from (say("report", "homework_ask", who=who, names="、".join(names)) for who, names in asked.items())
    yield from nobody
