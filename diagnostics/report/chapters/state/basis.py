"""The page 依据与口径: which editions judged, on which sources, on which answers."""

from __future__ import annotations

from dataclasses import dataclass

from diagnostics.model.content.marks import Grade, Mark
from diagnostics.model.content.roots import point_tables
from diagnostics.model.document import Table
from diagnostics.model.results.owed import open_questions, to_prove
from diagnostics.model.results.report_input import CriteriaSummary, ReportInput
from diagnostics.report.words.labels import NOTHING, mark_words
from diagnostics.report.words.tables import by_id, make_table
from diagnostics.words.catalogue import counted, say

_FINGERPRINT = 12


@dataclass(frozen=True, kw_only=True)
class Basis:
    """The sentences of the basis page; `counts` says the numbers, without those that are 0.

    `verified`, `stated` and `free` (nobody has to prove them) are all of `answers` and `rows`.
    """

    answers: int
    rows: int
    verified: int
    stated: int
    free: int
    open: int
    counts: str
    fingerprint: str
    local: str
    official: str
    marks: tuple[tuple[str, str], ...]


def basis_of(given: ReportInput) -> Basis:
    """Return the numbers and words of the basis page."""
    said = [answer for answer in given.answers if answer.state in {"known", "na"}]
    stated = to_prove(given.owed)
    rows = row_count(given)
    seen = sum(each.verified and each.grade > Grade.E1 for each in said)  # what counts as given nobody has verified
    verified = seen + rows - sum(each.row > 0 for each in stated)
    official = [each.title for each in _rated(given) if each.mark == Mark.official]
    marks = sorted({each.mark for each in _rated(given)} | _line_marks(given))
    free = len(said) + rows - verified - len(stated)
    still_open = len(open_questions(given.owed))
    return Basis(
        answers=len(said),
        rows=rows,
        verified=verified,
        stated=len(stated),
        free=free,
        open=still_open,
        counts=_counts(len(said), rows, verified, len(stated), free, still_open),
        fingerprint=given.library.fingerprint[:_FINGERPRINT],
        local="、".join(given.library.local),
        official="、".join(official),
        marks=tuple((mark_words(mark), say("report_marks", mark.name)) for mark in marks),
    )


def _counts(answers: int, rows: int, verified: int, stated: int, free: int, still_open: int) -> str:
    said = counted("basis_said", {"answers": answers, "rows": rows})
    counts = counted("basis_counts", {"verified": verified, "stated": stated, "free": free})
    text = say("basis_words", "said", said=said, counts=counts) if said else say("basis_words", "nothing_said")
    return text + (say("basis_words", "open", n=still_open) if still_open else "")


def row_count(given: ReportInput) -> int:
    """Return how many rows the record tables have."""
    return sum(len(rows) for name, rows in given.firm.rows.items() if name in given.library.tables)


def _rated(given: ReportInput) -> list[_Rated]:
    sets = [reach.summary for reach in given.reaches if reach.best]
    points = point_tables(given.library)  # they stand with the sets that ask for them
    standards = [given.library.standards[name] for name in given.standards if name not in points]
    return [
        *(
            _Rated(
                title=standard.title,
                edition=standard.edition,
                number=standard.number,
                mark=standard.mark,
                label=standard.label,
            )
            for standard in standards
        ),
        *(
            _Rated(
                title=each.title,
                edition=each.edition,
                number=given.library.criteria[each.id].number,
                mark=each.mark,
                label=_completeness(each),
            )
            for each in sets
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class _Rated:
    """A standard or a default set, as far as its basis goes."""

    title: str
    edition: str
    number: str
    mark: Mark
    label: str


def _completeness(summary: CriteriaSummary) -> str:
    text = say("report", "set_complete" if summary.complete else "set_incomplete")
    historic = say("report", "historic_word")
    return say("report", "historic_set", text=text) if summary.note.startswith(historic) else text


def _line_marks(given: ReportInput) -> set[Mark]:
    return {line.mark for summary in given.summaries for line in summary.lines if line.state != "na"}


def basis_tables(given: ReportInput) -> dict[str, Table]:
    """Return the table of what was judged by which edition."""
    rows = [
        (each.title, "，".join(part for part in (each.edition, each.number) if part), mark_words(each.mark),
         each.label or NOTHING)
        for each in _rated(given)
    ]  # fmt: skip
    return by_id([make_table("basis", rows, (7, 5, 4, 6), "llll")])
