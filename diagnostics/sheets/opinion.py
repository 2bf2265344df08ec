"""现场初步诊断意见单: where the firm stands so far, three strengths, three gaps, what it still owes by when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from diagnostics.model.document import TICK, Align, Cell, Table
from diagnostics.model.expressions import FactRef, walk
from diagnostics.model.facts import Fact
from diagnostics.model.report_input import AnsweredFact, ReportInput
from diagnostics.report.action_part import open_questions, what_to_do
from diagnostics.report.labels import NOTHING, Labels
from diagnostics.report.owner_page import PainView, conclusion, owner_boxes, owner_page, pain_views
from diagnostics.report.reach import Reach
from diagnostics.sheets.people import read_team
from diagnostics.sheets.sheet_input import Owed, SheetInput
from diagnostics.wording import day, say

THREE = 3
# More than this does not fit on the page that is signed; all of it stands on the list of what is owed.
MOST_OWED = 4
_ROW_MM = 7.0
_STOPS = "。；，、 "


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
    owed = _owed(of, target, labels)
    return [
        Table("results", "", _heads("results"), (3.2, 3, 6.8), ("left", "left", "left"), tuple(results)),
        _owed_table("owed", owed[:MOST_OWED], of),
        _list_to_tick(sorted(owed, key=lambda each: each.who), of),
    ]


def _owed_table(name: str, owed: Sequence[Owed], of: SheetInput) -> Table:
    aligns: tuple[Align, ...] = ("left", "left", "left", "center")
    return Table(name, "", _heads("owed"), (3.2, 6, 4.8, 2.2), aligns, tuple(_owed_cells(each, of) for each in owed))


def _list_to_tick(owed: Sequence[Owed], of: SheetInput) -> Table:
    """Return everything that is owed, with a box to tick when it has come."""
    rows = tuple((*_owed_cells(each, of), Cell(TICK)) for each in owed)
    aligns: tuple[Align, ...] = ("left", "left", "left", "center", "center")
    return Table("all_owed", "", _heads("all_owed"), (2.9, 5.6, 4.4, 2.2, 1.2), aligns, rows, _ROW_MM)


def _owed_cells(each: Owed, of: SheetInput) -> tuple[Cell, ...]:
    return Cell(each.who or NOTHING), Cell(each.what), Cell(each.proof or NOTHING), Cell(of.due.isoformat())


def _heads(name: str) -> tuple[str, ...]:
    return tuple(say("sheet_heads", name).split("|"))


# ---- strengths and gaps ----


def _strengths(given: ReportInput, labels: Labels) -> Iterator[Point]:
    """Yield the consultant's own highlights, then what a scorecard counts and is proved, the highest first."""
    for found in pain_views(given, labels, "highlight"):
        yield _point(found, found.text or found.effect)
    counted = _counted(given)
    rated = [
        (height, each)
        for each in given.answers
        if each.fact in counted and (height := _height(given, each)) is not None
    ]
    for _, each in sorted(rated, key=lambda pair: pair[0], reverse=True):
        yield Point(
            say("sheets", "strong_answer", name=each.name, value=each.value), "", labels.evidence(each.evidence)
        )


def _counted(given: ReportInput) -> set[str]:
    """Return the facts that a scorecard gives points for."""
    nodes = [node for standard in given.library.standards.values() for node in standard.nodes]
    points = [node.points for node in nodes if node.points is not None]
    return {part.fact for each in points for part in walk(each) if isinstance(part, FactRef)}


def _height(given: ReportInput, each: AnsweredFact) -> tuple[int, float] | None:
    """Return how many steps up its options a proved choice stands (above the middle), None for everything else."""
    item = given.library.facts.get(each.fact)
    if not isinstance(item, Fact) or item.type != "choice" or item.better != "up" or item.profile:
        return None
    answer = given.firm.answers.get((each.subject, each.fact))
    ids = [option.id for option in item.options]
    if answer is None or not each.verified or answer.value not in ids or len(ids) < THREE:
        return None
    steps = ids.index(str(answer.value))
    share = steps / (len(ids) - 1)
    return (steps, share) if share > 0.5 else None


def _gaps(given: ReportInput, labels: Labels) -> Iterator[Point]:
    """Yield the pains that were found, then the nearest open conditions."""
    for each in pain_views(given, labels):
        yield _point(each, each.effect or each.text)
    for action in given.actions:
        yield Point(action.name, what_to_do(action, labels), labels.subject(action.subject))


def _point(found: PainView, text: str) -> Point:
    """Return a finding without the full stops that the sentence of the sheet has itself."""
    return Point(found.title.rstrip(_STOPS), text.rstrip(_STOPS), found.evidence)


# ---- what is owed ----


def _owed(of: SheetInput, target: Reach | None, labels: Labels) -> list[Owed]:
    """Return what is owed, each thing once: put off to somebody, deciding for the conclusion, unknown, unproved."""
    found = list(of.postponed)
    deciding = owner_page(of.given, target, labels).missing
    others = [(each.what, Owed(each.what, each.who, each.evidence)) for each in deciding]
    for name, owed in [*others, *_questions_owed(of.given, labels)]:
        if not any(name in earlier.what for earlier in found):
            found.append(owed)
    return found


def _questions_owed(given: ReportInput, labels: Labels) -> Iterator[tuple[str, Owed]]:
    """Yield the name of a question that is open or not proved, and what is owed for it."""
    for each in open_questions(given):
        who = each.by or labels.leader(each.fact)
        yield each.name, Owed(say("sheets", "clear_up", name=each.name), who, _proof(given, each.fact))
    team = {person.name for person in read_team(given.firm.visit.get("team", ""))}
    for each in given.missing_evidence:
        # nobody proves a "no", and our own judgements are not for the firm to prove
        if each.by in team or _says_no(given, each):
            continue
        what = say("sheets", "prove", name=each.name, value=each.value)
        yield each.name, Owed(what, each.by or labels.leader(each.fact), _proof(given, each.fact))


def _says_no(given: ReportInput, each: AnsweredFact) -> bool:
    """Whether an answer claims nothing: no, none of these, the lowest option of a ladder."""
    item = given.library.facts.get(each.fact)
    answer = given.firm.answers.get((each.subject, each.fact))
    if item is None or answer is None:
        return False
    if item.type == "multi":
        picked = answer.value if isinstance(answer.value, tuple) else ()
        return all(option.none for option in item.options if option.id in picked)
    lowest = item.options[0].id if item.type == "choice" and item.better == "up" else None
    return answer.value in {False, "fails", lowest} or answer.value == Fraction(0)


def _proof(given: ReportInput, fact: str) -> str:
    item = given.library.named(fact)
    return say("sheets", "joint").join(item.question.evidence[:2]) if item.question else ""
