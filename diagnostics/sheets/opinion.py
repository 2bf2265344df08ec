"""现场初步诊断意见单: where the firm stands so far, three strengths, three gaps, what it still owes by when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from diagnostics.model.document import Cell, Table
from diagnostics.model.facts import Fact
from diagnostics.model.report_input import AnsweredFact, ReportInput
from diagnostics.report.action_part import open_questions, what_to_do
from diagnostics.report.labels import NOTHING, Labels
from diagnostics.report.owner_page import conclusion, owner_boxes, owner_page, pain_views
from diagnostics.report.reach import Reach
from diagnostics.sheets.sheet_input import Owed, SheetInput
from diagnostics.wording import day, say

THREE = 3
# More than this does not fit on the page that is signed; the rest stands in the report.
MOST_OWED = 6


@dataclass(frozen=True)
class Point:
    """A strength or a gap in one line: what, more about it, what shows it."""

    title: str
    text: str = ""
    evidence: str = ""


def opinion_values(of: SheetInput, target: Reach | None, labels: Labels) -> dict[str, object]:
    """Return what the narrative of the sheet may name."""
    strengths = tuple(islice(_strengths(of.given, labels), THREE))
    gaps = tuple(islice(_gaps(of.given, labels), THREE))
    return {
        "conclusion": conclusion(of.given, target, labels),
        "strengths": strengths,
        "gaps": gaps,
        "unlisted": max(len(_owed(of, target, labels)) - MOST_OWED, 0),
        "due": day(of.due),
    }


def opinion_tables(of: SheetInput, reaches: list[Reach], target: Reach | None, labels: Labels) -> list[Table]:
    """Return the tables of the sheet: results so far, and what is owed."""
    boxes = owner_boxes(of.given, reaches, labels).boxes
    results = [(Cell(box.label), Cell(box.value, strong=True, tone=box.tone), Cell(box.note)) for box in boxes]
    owed = [
        (Cell(each.what), Cell(each.who or NOTHING), Cell(each.proof or NOTHING), Cell(of.due.isoformat()))
        for each in _owed(of, target, labels)[:MOST_OWED]
    ]
    return [
        Table("results", "", _heads("results"), (3.2, 3, 6.8), ("left", "left", "left"), tuple(results)),
        Table("owed", "", _heads("owed"), (6, 2.6, 4, 2.2), ("left", "left", "left", "center"), tuple(owed)),
    ]


def _heads(name: str) -> tuple[str, ...]:
    return tuple(say("sheet_heads", name).split("|"))


# ---- strengths and gaps ----


def _strengths(given: ReportInput, labels: Labels) -> Iterator[Point]:
    """Yield the consultant's own highlights, then answers that are proved and far up their ladder, the highest first."""
    for each in pain_views(given, labels, "highlight"):
        yield Point(each.title, each.text or each.effect, each.evidence)
    rated = [(height, each) for each in given.answers if (height := _height(given, each)) is not None]
    for _, each in sorted(rated, key=lambda pair: -pair[0]):
        yield Point(say("sheets", "strong_answer", name=each.name, value=each.value), "", labels.evidence(each.evidence))


def _height(given: ReportInput, each: AnsweredFact) -> float | None:
    """Return how far up its options a proved choice stands (above the middle), None for everything else."""
    item = given.library.facts.get(each.fact)
    if not isinstance(item, Fact) or item.type != "choice" or item.better != "up" or item.profile:
        return None
    answer = given.firm.answers.get((each.subject, each.fact))
    ids = [option.id for option in item.options]
    if answer is None or not each.verified or answer.value not in ids or len(ids) < THREE:
        return None
    height = ids.index(str(answer.value)) / (len(ids) - 1)
    return height if height > 0.5 else None


def _gaps(given: ReportInput, labels: Labels) -> Iterator[Point]:
    """Yield the pains that were found, then the nearest open conditions."""
    for each in pain_views(given, labels):
        yield Point(each.title, each.effect or each.text, each.evidence)
    for action in given.actions:
        yield Point(action.name, what_to_do(action), labels.subject(action.subject))


# ---- what is owed ----


def _owed(of: SheetInput, target: Reach | None, labels: Labels) -> list[Owed]:
    """Return what is owed, each thing once: put off to somebody, deciding for the conclusion, unknown, unproved."""
    once: dict[str, Owed] = {}
    for each in _all_owed(of, target, labels):
        once.setdefault(each.what, each)
    return list(once.values())


def _all_owed(of: SheetInput, target: Reach | None, labels: Labels) -> Iterator[Owed]:
    given = of.given
    yield from of.postponed
    for missing in owner_page(given, target, labels).missing:
        yield Owed(missing.what, missing.who, missing.evidence)
    for question in open_questions(given):
        yield Owed(say("sheets", "clear_up", name=question.name), question.by or labels.leader(question.fact))
    for stated in given.missing_evidence:
        item = given.library.named(stated.fact)
        proof = say("sheets", "joint").join(item.question.evidence[:2]) if item.question else ""
        what = say("sheets", "prove", name=stated.name, value=stated.value)
        yield Owed(what, stated.by or labels.leader(stated.fact), proof)
