"""The earlier diagnosis of a firm that a report is made against: an issued report, a day of before, an answers file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.app.dates import Dates
from diagnostics.app.firms import Reading, read_firm
from diagnostics.model.firm.earlier import EarlierVisit
from diagnostics.words.catalogue import problem
from diagnostics.words.problems import InputError, Place

if TYPE_CHECKING:
    from diagnostics.model.content.library import Library
    from diagnostics.model.firm.answers import Answer, FirmAnswers, Row
    from diagnostics.store.facts.issuing import Issued
    from diagnostics.store.facts.reading import WorkspaceReader


def earlier_of(
    workspace: WorkspaceReader, code: str, library: Library, dates: Dates, since: date | None
) -> EarlierVisit | None:
    """Return the earlier diagnosis of a firm of a workspace; None on a first visit.

    Args:
        workspace: open to read, with the content.
        code: of the firm.
        library: the content of today.
        dates: of the report that is made.
        since: a report issued for this day, else what was known on it; None: the last report that was issued of an
            earlier assessment. Another version of the same report is a correction and no second visit.

    Raises:
        InputError: Nothing was known of the firm on the day that is named.
    """
    from diagnostics.store.facts.issuing import issues_in, number_of

    now = workspace.facts(code, as_of=dates.as_of, known_at=dates.known_at).assessment
    own = number_of(code, now.id if now else "T0")
    events = workspace.events(code, kinds=("report_issued", "report_file"), known_at=dates.known_at)
    issued = issues_in(events)
    wanted = [each for each in issued if _is_meant(each, own, dates.day, since)]
    if wanted:
        return _of_report(max(wanted, key=lambda each: (each.frozen.as_of, each.version)), library)
    return None if since is None else _of_day(workspace, code, dates, since)


def earlier_in_file(path: Path, library: Library, since: date) -> Reading[EarlierVisit]:
    """Return the diagnosis that an answers file gives of an earlier day; raises InputError as `read_firm`."""
    found = read_firm(path, library, Dates(since, since))
    return Reading(EarlierVisit(firm=found.value, as_of=since, report_date=since), found.warnings)


def check_same_firm(earlier: EarlierVisit, code: str, place: str) -> None:
    """Raise InputError where the earlier diagnosis is that of another firm."""
    if earlier.firm.code != code:
        raise InputError([problem("CITY-03", Place(place), firm=code)])


def _is_meant(issued: Issued, own: str, day: date, since: date | None) -> bool:
    frozen = issued.frozen
    if since is not None:
        return since in {frozen.as_of, frozen.report_date}
    return issued.number != own and frozen.as_of < day


def _of_report(issued: Issued, library: Library) -> EarlierVisit:
    frozen = issued.frozen
    return EarlierVisit(
        firm=_fitting(frozen.firm, library),
        as_of=frozen.as_of,
        report_date=frozen.report_date,
        number=issued.number,
        version=issued.version,
        content=frozen.content,
        summary=frozen.summary,
        measures=frozen.measures,
    )


def _fitting(firm: FirmAnswers, library: Library) -> FirmAnswers:
    """Return what was frozen by other content under the ids of today, without what may not stand any more."""
    answers = {
        (subject, library.fact_id(fact) or fact): answer
        for (subject, fact), answer in firm.answers.items()
        if _stands(fact, answer, library)
    }
    rows = {name: tuple(_standing(name, row, library) for row in own) for name, own in firm.rows.items()}
    return replace(firm, answers=answers, rows={name: own for name, own in rows.items() if name in library.tables})


def _stands(fact: str, answer: Answer, library: Library) -> bool:
    from diagnostics.answers.faults import errors
    from diagnostics.answers.limits import value_faults

    known = library.fact_id(fact)
    return known is not None and not (
        answer.state == "known" and errors(value_faults(library.named(known), answer.value))
    )


def _standing(name: str, row: Row, library: Library) -> Row:
    from diagnostics.answers.faults import errors
    from diagnostics.answers.rows import cell_faults

    table = library.tables.get(name)
    if table is None:
        return row
    known = {field: value for field, value in row.values.items() if table.field_named(field) is not None}
    wrong = {each.column for each in errors(cell_faults(table, known))}
    return replace(row, values={field: value for field, value in known.items() if field not in wrong})


def _of_day(workspace: WorkspaceReader, code: str, dates: Dates, since: date) -> EarlierVisit:
    """Return what was known on a day: of the assessment that held then, or of the one of today what it said by then."""
    from diagnostics.answers.files.file import cut

    now = workspace.facts(code, as_of=dates.as_of, known_at=dates.known_at).assessment
    then = workspace.facts(code, as_of=since, known_at=dates.known_at)
    if then.assessment == now:
        registered = any(each.code == code for each in workspace.firms(known_at=since))
        then = workspace.facts(code, as_of=since, known_at=since) if registered else replace(then, answers={}, rows={})
    firm = replace(cut(then.to_answers(workspace.location), since), file="")
    if not firm.answers and not any(firm.rows.values()):
        raise InputError([problem("REPORT-03", Place(workspace.location), firm=firm.name, since=since.isoformat())])
    return EarlierVisit(firm=firm, as_of=since, report_date=since)
