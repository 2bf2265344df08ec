"""An edited DOCX against the data that it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.app.dates import Dates
from diagnostics.app.firms import Reading, read_firm
from diagnostics.app.report.earlier import earlier_in_file
from diagnostics.app.report.reporting import ReportSettings, make_report
from diagnostics.model.report_documents import DOCUMENTS, FIRM, file_key
from diagnostics.words.catalogue import problem
from diagnostics.words.clock import today
from diagnostics.words.problems import InputError, Place

if TYPE_CHECKING:
    from diagnostics.model.content.library import Library
    from diagnostics.report.formats.edited import DocumentDifference
    from diagnostics.store import Workspace


@dataclass(frozen=True)
class Edited:
    """A DOCX as it came back: the name of the file, its bytes, and the stamp that says what it was made from."""

    name: str
    data: bytes
    stamp: Mapping[str, str]

    @property
    def number(self) -> str:
        """The number of the issued report; empty in a draft."""
        return self.stamp.get("number", "")

    @property
    def key(self) -> str:
        """The key of the file that it was: that of the firm's document unless it says otherwise."""
        document = self.stamp.get("document", FIRM)
        return file_key(document if document in DOCUMENTS else FIRM, "docx")

    @property
    def version(self) -> int:
        """Its version; 0 in a draft."""
        text = self.stamp.get("version", "")
        return int(text) if text.isdecimal() else 0


def read_edited(name: str, data: bytes) -> Edited:
    """Return a DOCX with its stamp; raises InputError where it is none."""
    from diagnostics.report.formats.stamp import read_stamp

    return Edited(name, data, read_stamp(data, name))


def compare_edited(edited: Edited, original: bytes) -> DocumentDifference:
    """Return where an edited DOCX says something else than the one that it was made from."""
    from diagnostics.report.formats.edited import compare, read_told

    now = read_told(edited.data, edited.name)
    return compare(read_told(original, edited.name), now)


def refuse_unnumbered(edited: Edited) -> None:
    """Raise InputError where a DOCX has no number: nothing was kept of a draft."""
    if not edited.number:
        raise InputError([problem("VERIFY-02", Place(edited.name))])


def as_issued(workspace: Workspace, edited: Edited) -> bytes:
    """Return the DOCX as it was issued.

    Raises:
        InputError: It has no number, or the workspace does not have that issue.
    """
    from diagnostics.store.facts.issuing import issued_reports

    refuse_unnumbered(edited)
    number, version = edited.number, edited.stamp.get("version", "")
    for report in issued_reports(workspace, edited.stamp.get("code", "")):
        if (report.number, str(report.version)) == (number, version) and edited.key in report.files:
            return workspace.files.read(report.files[edited.key])
    raise InputError([problem("VERIFY-03", Place(edited.name), number=number, version=version)])


def from_answers(
    path: Path,
    edited: Edited,
    library: Library,
    overlays: tuple[Path, ...],
    template: Path | None,
    before: Path | None = None,
) -> Reading[bytes]:
    """Return the DOCX that an answers file gives on the dates that the edited one names.

    Raises:
        InputError: The DOCX has no stamp, a client's template or the answers of an earlier visit are missing, or a file
            cannot be used.
    """
    from diagnostics.diagnosis.diagnose import diagnose

    place, stamp = Place(edited.name), edited.stamp
    if not stamp:
        raise InputError([problem("VERIFY-04", place)])
    key = edited.key
    if stamp.get("template") and template is None:
        raise InputError([problem("VERIFY-05", place, template=stamp["template"])])
    if stamp.get("since") and before is None:
        raise InputError([problem("VERIFY-06", place, since=stamp["since"])])
    as_of, known_at, report_date = (_day(stamp.get(each, "")) for each in ("as_of", "known_at", "report_date"))
    firm = read_firm(path, library, Dates(as_of, known_at))
    diagnosis = diagnose([firm.value], library, as_of)[0]
    settings = ReportSettings(
        known_at=known_at, report_date=report_date, overlays=overlays, files=(key,), template=template
    )
    compared = earlier_in_file(before, library, _day(stamp["since"])) if before and stamp.get("since") else None
    earlier = compared.value if compared else None
    made = make_report(diagnosis, settings, number=edited.number, version=edited.version, earlier=earlier)
    return Reading(made.files[key], (*firm.warnings, *(compared.warnings if compared else ())))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today()
