"""The package of one firm: its reports and signed sheets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.app.file_names import safe_file_name
from diagnostics.words.catalogue import say
from diagnostics.words.problems import Problem

if TYPE_CHECKING:
    from datetime import date

    from diagnostics.app.city.ready_reports import ReadyReports
    from diagnostics.app.dates import Dates
    from diagnostics.city.count.process import FirmProcess
    from diagnostics.diagnosis.diagnose import Diagnosis
    from diagnostics.model.content.library import Library
    from diagnostics.store import FirmFacts, Workspace

_FILES = ("owner.pdf", "docx", "pdf", "bureau.pdf")


@dataclass(frozen=True, kw_only=True)
class Handover:
    """One firm: what is known, its diagnosis, the files of its folder, warnings about reports made anew."""

    process: FirmProcess
    facts: FirmFacts
    diagnosis: Diagnosis
    reports: dict[str, bytes]
    signed: dict[str, bytes]
    problems: tuple[Problem, ...] = ()

    def missing(self) -> list[str]:
        """Name what is not there yet."""
        found = [] if self.reports else [say("deliver", "report_word")]
        return found if self.signed else [*found, say("deliver", "signed_word")]

    def files(self) -> dict[str, bytes]:
        """Return the files of the firm by their names below the delivery."""
        folder = safe_file_name(f"{self.process.code}_{self.process.name}", self.process.code)
        parts = (("report_folder", self.reports), ("signed_folder", self.signed))
        return {f"{folder}/{say('deliver', part)}/{name}": data for part, kept in parts for name, data in kept.items()}


def hand_over(
    workspace: Workspace,
    library: Library,
    process: FirmProcess,
    dates: Dates,
    *,
    report_date: date,
    overlays: tuple[Path, ...] = (),
    ready: ReadyReports | None = None,
) -> Handover:
    """Put together what is handed over of one firm.

    Args:
        workspace: open to read, with the library.
        library: the content.
        process: the firm.
        dates: as of when, known by when.
        report_date: the date on a report that is made anew.
        overlays: the overlays of the content.
        ready: finished reports; without them the report is made anew.
    """
    from diagnostics.app.report.photos import visit_photos
    from diagnostics.app.report.reporting import ReportSettings, make_report
    from diagnostics.diagnosis.diagnose import diagnose

    facts = workspace.facts(process.code, as_of=dates.day, known_at=dates.known_at)
    diagnosis = diagnose([facts.to_answers(workspace.location)], library, dates.day)[0]
    problems: tuple[Problem, ...] = ()
    if ready is not None:
        reports, problems = ready.of(process.code), ready.guessed.get(process.code, ())
    else:
        made = make_report(
            diagnosis,
            ReportSettings(known_at=dates.known_day, report_date=report_date, overlays=overlays, files=_FILES),
            photos=visit_photos(workspace, diagnosis.firm, library, facts.files),
        )
        reports, problems = made.firm_files().named(), made.problems
    signed = _signed(workspace, facts)
    return Handover(
        process=process, facts=facts, diagnosis=diagnosis, reports=reports, signed=signed, problems=problems
    )


def _signed(workspace: Workspace, facts: FirmFacts) -> dict[str, bytes]:
    found = {}
    for sheet in facts.sign_offs:
        for evidence in sheet.evidence:
            if evidence in facts.files:
                suffix = Path(facts.files[evidence].original_name or facts.files[evidence].name).suffix
                name = safe_file_name(f"{sheet.sheet}_{evidence}", evidence) + suffix
                found[name] = workspace.read_evidence(facts.code, evidence)
    return found
