"""现场初步诊断意见单: where the firm stands so far, three strengths, three gaps, what it still owes by when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from diagnostics.model.content.expressions import FactRef, walk
from diagnostics.model.content.facts import Fact
from diagnostics.model.document import TICK, Align, DocumentCell, Table
from diagnostics.model.results.owed import Owed, open_questions, to_bring, to_prove
from diagnostics.model.results.report_input import AnsweredFact, Reach, ReportInput
from diagnostics.report.chapters.advice.action_part import what_to_do
from diagnostics.report.chapters.owner.owner_page import PainView, conclusion, owner_boxes, pain_views
from diagnostics.report.words.labels import NOTHING, Labels
from diagnostics.sheets.sheet_input import SheetInput
from diagnostics.words.catalogue import counted, say
from diagnostics.words.numbers import day

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
        "unlisted": max(len(to_bring(of.given.owed)) - MOST_OWED, 0),
        **owed_values(of.given),
        "due": day(of.due),
    }


def opinion_tables(of: SheetInput, reaches: Sequence[Reach], labels: Labels) -> list[Table]:
    """Return the tables of the sheet: results so far, and what is owed."""
    boxes = owner_boxes(of.given, reaches, labels).boxes
    results = [
        (DocumentCell(box.label), DocumentCell(box.value, strong=True, tone=box.tone), DocumentCell(box.note))
        for box in boxes
    ]
    return [
        Table(
            id="results",
            caption="",
            heads=_heads("results"),
            widths=(3.2, 3, 6.8),
            aligns=("left", "left", "left"),
            rows=tuple(results),
        ),
        _owed_table(of, labels),
        _list_to_tick(of, labels),
    ]


def _heads(name: str) -> tuple[str, ...]:
    return tuple(say("sheet_heads", name).split("|"))


# ---- strengths and gaps ----


def _strengths(given: ReportInput, labels: Labels) -> Iterator[Point]:
    """Yield the consultant's own highlights, then what a scorecard counts and is proved, the highest first."""
    for found in pain_views(given, labels, "highlight"):
        yield _point(found, found.text or found.effect)
    counted = _counted(given)
    rated = [
        (height, answer)
        for answer in given.answers
        if answer.fact in counted and (height := _height(given, answer)) is not None
    ]
    for _, each in sorted(rated, key=lambda pair: pair[0], reverse=True):
        yield Point(
            say("sheets", "strong_answer", name=each.name, value=each.value), "", labels.evidence(each.evidence)
        )


def _counted(given: ReportInput) -> set[str]:
    """Return the facts that a scorecard gives points for."""
    nodes = [node for standard in given.library.standards.values() for node in standard.nodes]
    points = [node.points for node in nodes if node.points is not None]
    return {part.fact for point in points for part in walk(point) if isinstance(part, FactRef)}


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
    for view in pain_views(given, labels):
        yield _point(view, view.effect or view.text)
    for action in given.actions:
        yield Point(action.name, what_to_do(action, labels), labels.subject(action.subject))


def _point(found: PainView, text: str) -> Point:
    """Return a finding without the full stops that the sentence of the sheet has itself."""
    return Point(found.title.rstrip(_STOPS), text.rstrip(_STOPS), found.evidence)


# ---- what is owed ----


def owed_values(given: ReportInput) -> dict[str, object]:
    """Return how much is owed in all, and what of it the sheet does not ask for: not asked on site, not deciding.

    `in_all` says it; what there is none of is left out.
    """
    questions, proofs = open_questions(given.owed), to_prove(given.owed)
    asked = to_bring(given.owed)
    counts = {
        "open": len(questions),
        "not_asked": len(set(questions) - set(asked)),
        "stated": len(proofs),
        "spared": len(set(proofs) - set(asked)),
    }
    still_open, not_asked, stated, spared = (counted("owed_counts", {key: n}) for key, n in counts.items())
    return {**counts, "in_all": say("sheets", "comma").join(filter(None, (still_open + not_asked, stated + spared)))}


def _owed_table(of: SheetInput, labels: Labels) -> Table:
    """Return the first of what is asked for; more does not fit on the page that is signed."""
    rows = tuple(_owed_cells(each, of, labels) for each in to_bring(of.given.owed)[:MOST_OWED])
    aligns: tuple[Align, ...] = ("left", "left", "left", "center")
    return Table(id="owed", caption="", heads=_heads("owed"), widths=(3.2, 6, 4.8, 2.2), aligns=aligns, rows=rows)


def _list_to_tick(of: SheetInput, labels: Labels) -> Table:
    """Return everything that is asked for, by person, with a box to tick when it has come."""
    rows = sorted((_owed_cells(each, of, labels) for each in to_bring(of.given.owed)), key=lambda row: row[0].text)
    aligns: tuple[Align, ...] = ("left", "left", "left", "center", "center")
    ticked = tuple((*row, DocumentCell(TICK)) for row in rows)
    return Table(
        id="all_owed",
        caption="",
        heads=_heads("all_owed"),
        widths=(2.9, 5.6, 4.4, 2.2, 1.2),
        aligns=aligns,
        rows=ticked,
        row_mm=_ROW_MM,
    )


def _owed_cells(each: Owed, of: SheetInput, labels: Labels) -> tuple[DocumentCell, ...]:
    what = say("sheets", "clear_up" if each.is_open else "prove", name=labels.owed_name(each), value=each.value)
    proof = each.note if each.ask else say("sheets", "joint").join(each.accepted[:2])
    return (
        DocumentCell(labels.contact(each) or NOTHING),
        DocumentCell(what),
        DocumentCell(proof or NOTHING),
        DocumentCell(of.due.isoformat()),
    )
