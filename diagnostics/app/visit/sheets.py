"""The papers of a visit: the sheets to sign and the forms to fill in, each with the name of its file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.app.file_names import firm_file_name
from diagnostics.app.firm_files import FirmFiles
from diagnostics.app.report.reporting import missing_characters
from diagnostics.words.catalogue import name_of, near_miss, say
from diagnostics.words.clock import CHINA
from diagnostics.words.problems import Problem, RequestError

if TYPE_CHECKING:
    from diagnostics.app.dates import Dates
    from diagnostics.model.content.library import Library
    from diagnostics.model.document import Document
    from diagnostics.model.firm.answers import FirmAnswers
    from diagnostics.sheets.sheet_input import SheetInput
    from diagnostics.store import FirmFacts, Workspace

FORMATS = ("pdf", "html")
PAPER = "paper"
DAYS_TO_BRING = 10
_MODE_ON_PAPER = "纸质"


@dataclass(frozen=True)
class VisitRecord:
    """A firm and what only its visit knows; without a workspace most of it is empty."""

    firm: FirmAnswers
    mode: str = ""
    recorded: tuple[datetime, datetime] | None = None
    retain_until: date | None = None


@dataclass(frozen=True)
class FirmDocument:
    """A document: what it is, and of which firm (of none: empty)."""

    what: str
    firm: str
    code: str
    document: Document = field(repr=False)

    @property
    def name(self) -> str:
        """The name of its file, without an ending."""
        return firm_file_name(self.firm, self.code, self.what)


@dataclass(frozen=True, kw_only=True)
class SheetRequest:
    """The sheets that the user asks for.

    Attributes:
        only: ids of sheets; none are all of the firm, with the forms where its visit is on paper.
        who: the role whose form is wanted, by name or id; None is every role.
        dates: as of when, known by when.
        printed: the date on the papers.
        due: until when the firm brings what it owes; None is ten days later.
        overlays: the overlays of the content.
    """

    dates: Dates
    printed: date
    only: tuple[str, ...] = ()
    who: str | None = None
    due: date | None = None
    overlays: tuple[Path, ...] = ()


def visit_in_file(firm: FirmAnswers) -> VisitRecord:
    """Return what an answers file knows of the visit."""
    return VisitRecord(firm, firm.visit.get("mode", ""))


def visit_of(workspace: Workspace, code: str, dates: Dates) -> VisitRecord:
    """Return a firm of the workspace and what is known of its visit."""
    facts = workspace.facts(code, as_of=dates.day, known_at=dates.known_at)
    until = facts.consent.retain_until if facts.consent else None
    firm = facts.to_answers(workspace.location)
    return VisitRecord(firm, facts.visit_mode or firm.visit.get("mode", ""), _recorded(workspace, facts), until)


def _recorded(workspace: Workspace, facts: FirmFacts) -> tuple[datetime, datetime] | None:
    """Return when the first and the last answer of the assessment were recorded, in the time of China."""
    if facts.assessment is None:
        return None
    events = workspace.events(facts.code, kinds=("testimony", "row_added"), assessment=facts.assessment.id)
    times = [event.recorded_at.astimezone(CHINA) for event in events]
    return (min(times), max(times)) if times else None


def make_sheets(asked: SheetRequest, library: Library, visit: VisitRecord | None) -> list[FirmDocument]:
    """Return the papers of a firm; without a visit the blank forms alone.

    Raises:
        RequestError: There is no form for that role.
    """
    return list(_sheets(asked, library, visit))


def _sheets(asked: SheetRequest, library: Library, visit: VisitRecord | None) -> Iterator[FirmDocument]:
    from diagnostics.sheets.building import SHEETS, build_sheet

    wanted = asked.only or (*SHEETS, *([PAPER] if visit and visit.mode == _MODE_ON_PAPER else []))
    given = _input(asked, library, visit) if visit and set(wanted) - {PAPER} else None
    firm, code = (visit.firm.name, visit.firm.code) if visit else ("", "")
    for name in wanted:
        if name == PAPER:
            forms = list(_forms(asked.who, library, firm))
        elif given is not None:
            forms = [("", build_sheet(name, given, asked.overlays))]
        for who, document in forms:
            what = "-".join(part for part in (name_of("sheet_titles", name), who) if part)
            yield FirmDocument(what, firm, code, replace(document, code=code))


def _forms(asked: str | None, library: Library, firm: str) -> Iterator[tuple[str, Document]]:
    from diagnostics.scoring.words.describe import Describer
    from diagnostics.sheets.fingerprint import content_fingerprint
    from diagnostics.sheets.paper import build_form, interviewees

    known = {name_of("report_roles", who): who for who in interviewees(library)}
    if asked is not None and asked not in {*known, *known.values()}:
        near = near_miss(asked, known)
        raise RequestError(say("usage", "no_such_role", value=asked, near=near, known="、".join(known)))
    version, describe = content_fingerprint(library.fingerprint), Describer(library).describe
    for role, who in known.items():
        if asked in {None, role, who}:
            yield role, build_form(library, who, describe, version, firm)


def _input(asked: SheetRequest, library: Library, visit: VisitRecord) -> SheetInput:
    from diagnostics.briefing.report_input import brief
    from diagnostics.diagnosis.diagnose import diagnose
    from diagnostics.sheets.fingerprint import fingerprint
    from diagnostics.sheets.sheet_input import SheetInput

    diagnosis = diagnose([visit.firm], library, asked.dates.day)[0]
    return SheetInput(
        given=brief(diagnosis, asked.dates.known_day, asked.printed),
        fingerprint=fingerprint(visit.firm, library.fingerprint),
        due=asked.due or asked.printed + timedelta(days=DAYS_TO_BRING),
        mode=visit.mode,
        recorded=visit.recorded,
        retain_until=visit.retain_until,
    )


def boxes_in(sheets: Sequence[FirmDocument]) -> list[Problem]:
    """Return a warning for each paper with characters that print as boxes: people sign these papers."""
    return [character for sheet in sheets for character in missing_characters(sheet.document, "SHEET-08", sheet.name)]


def sheet_files(sheets: Sequence[FirmDocument], formats: Sequence[str], asked: SheetRequest) -> FirmFiles:
    """Return every paper in every format."""
    from diagnostics.report.formats.html import render_html
    from diagnostics.report.formats.pdf import render_pdf

    made: dict[tuple[str, str], bytes] = {}
    for sheet in sheets:
        if "pdf" in formats:
            made[sheet.what, ".pdf"] = render_pdf(sheet.document, asked.printed, content=asked.overlays)
        if "html" in formats:
            made[sheet.what, ".html"] = render_html(sheet.document, content=asked.overlays).encode("utf-8")
    firm, code = (sheets[0].firm, sheets[0].code) if sheets else ("", "")
    return FirmFiles(firm, code, made)
