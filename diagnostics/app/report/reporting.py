"""The documents of one firm: made in memory, in every format, and saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.app.firm_files import FirmFiles, save_firm_files
from diagnostics.app.report.neighbours import Neighbours
from diagnostics.app.report.photos import VisitPhotos, fit_photos
from diagnostics.model.report_documents import DOCUMENTS, FIRM, document_and_format, file_key, file_keys
from diagnostics.words.catalogue import problem, say
from diagnostics.words.problems import InputError, Place, Problem

if TYPE_CHECKING:
    from diagnostics.delivery.outcomes import Check
    from diagnostics.diagnosis.diagnose import Diagnosis
    from diagnostics.model.document import Document
    from diagnostics.model.firm.answers import FirmAnswers
    from diagnostics.model.firm.earlier import EarlierVisit
    from diagnostics.model.results.report_input import ReportInput
    from diagnostics.report.narrative.building import FirmValues

USUAL_FILES = file_keys(tuple(DOCUMENTS))
_WITH_OUR_FONTS = {"pdf", "png"}
_NOBODY, _NO_PHOTOS = Neighbours(), VisitPhotos()


@dataclass(frozen=True, kw_only=True)
class ReportSettings:
    """The user's choices about the paper itself; none of them changes a result.

    `files`: the keys of those to be made (`report_documents.file_key`).
    """

    known_at: date
    report_date: date
    embed_font: bool = False
    overlays: tuple[Path, ...] = ()
    files: tuple[str, ...] = USUAL_FILES
    template: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Made:
    """The documents of a firm in memory.

    Attributes:
        given: what they received.
        documents: what each prints, by its name; all three, whatever files were asked for.
        files: the files by key.
        checks: how they stand the checks before delivery.
        problems: warnings about the paper, such as characters that print as boxes.
    """

    given: ReportInput
    documents: Mapping[str, Document]
    files: Mapping[str, bytes]
    checks: tuple[Check, ...]
    problems: tuple[Problem, ...]

    def firm_files(self) -> FirmFiles:
        """Return the files by what they are."""
        files = {}
        for key, data in self.files.items():
            document, format_name = document_and_format(key)
            files[say("cli", f"document_{document}"), f".{format_name}"] = data
        return FirmFiles(self.given.firm.name, self.given.firm.code, files)


def usual_files(template: Path | None) -> tuple[str, ...]:
    """Return the files that are made where nobody names any: a client's DOCX is filled and nothing else."""
    return ("docx",) if template is not None and not template.is_dir() else USUAL_FILES


def save_report(made: Made, folder: Path) -> list[Path]:
    """Write the files of a report into a folder (made when missing) and return where they are.

    Raises:
        OSError: The folder cannot be made or a file cannot be written.
    """
    return save_firm_files(folder, made.firm_files())


def make_report(
    diagnosis: Diagnosis,
    settings: ReportSettings,
    neighbours: Neighbours = _NOBODY,
    *,
    number: str = "",
    version: int = 0,
    earlier: EarlierVisit | None = None,
    photos: VisitPhotos = _NO_PHOTOS,
) -> Made:
    """Make the documents of one firm in memory, checked; where a hard check fails, all are marked as drafts.

    Args:
        diagnosis: What to report.
        settings: What was chosen about the paper.
        neighbours: Other firms, of whose findings and reports nothing may be copied, and whether somebody has signed.
        number: The number of an issued report, printed on all three and kept in the DOCX.
        version: Its version.
        earlier: The diagnosis that it is made against; None on a first visit.
        photos: Photos of the visit for the firm's document, which shows as many as it has room for.

    Raises:
        InputError: A narrative, template or reference document is wrong; of a firm under secrecy HTML alone is asked.
        FailureError: A format cannot be printed.
    """
    from diagnostics.briefing.report_input import brief
    from diagnostics.delivery.checks import check_report
    from diagnostics.delivery.outcomes import as_draft
    from diagnostics.report.formats.formats import Paper, render
    from diagnostics.report.formats.stamp import stamp_docx
    from diagnostics.report.narrative.building import build_documents, collect, issue_view

    paper = Paper(settings.report_date, settings.embed_font, settings.overlays)
    given = brief(diagnosis, settings.known_at, settings.report_date, with_plan=True)
    if earlier is not None:
        from diagnostics.app.report.since import since_of

        given = replace(given, since=since_of(given, diagnosis, earlier))
    told = collect(given, issue_view(number, version))
    if settings.template is not None:
        from diagnostics.content.library.template_limits import read_limits
        from diagnostics.report.narrative.template_lint import check_limits

        check_limits(told.values, read_limits(settings.template), settings.template)
    own, narratives = _template_of(settings)
    wanted, left_out = _files_for(given.firm, settings.files)
    fitted = fit_photos(
        told,
        photos.photos,
        lambda shown: build_documents(given, settings.overlays, narratives, shown),
        settings.overlays,
    )
    told, documents = fitted.told, fitted.documents
    checks = check_report(
        given,
        documents,
        own_outline=bool(narratives),
        others=neighbours.firms,
        reports=neighbours.reports,
        signed=neighbours.signed,
        diagnosis=diagnosis,
    )
    files = {"docx": _filled(own, told, given, checks)} if own is not None else {}
    documents = {name: as_draft(_numbered(each, number, version), checks) for name, each in documents.items()}
    problems = dict.fromkeys((*left_out, *photos.problems, *fitted.problems))
    for name, document in documents.items():
        formats = [format_name for each, format_name in map(document_and_format, wanted) if each == name]
        formats = [each for each in formats if file_key(name, each) not in files]
        if _WITH_OUR_FONTS & set(formats):
            problems |= dict.fromkeys(missing_characters(document, "FONT-01", document.subtitle))
        if formats:
            files |= {file_key(name, each): data for each, data in render(document, formats, paper).items()}
        if file_key(name, "docx") in files:
            stamp = _stamp(given, number, version, name, own.name if own and name == FIRM else "")
            files[file_key(name, "docx")] = stamp_docx(files[file_key(name, "docx")], stamp)
    return Made(
        given=given,
        documents=documents,
        files={each: files[each] for each in wanted},
        checks=checks,
        problems=tuple(problems),
    )


def _files_for(firm: FirmAnswers, files: tuple[str, ...]) -> tuple[tuple[str, ...], list[Problem]]:
    """Return the files that may be made of a firm: of one under secrecy no HTML, which anybody opens and passes on.

    Raises:
        InputError: Nothing else was asked for.
    """
    kept = tuple(each for each in files if document_and_format(each)[1] != "html")
    if not firm.is_secret or kept == files:
        return files, []
    place = Place(firm.file or firm.name)
    if not kept:
        raise InputError([problem("REPORT-01", place, firm=firm.name)])
    return kept, [problem("REPORT-02", place, firm=firm.name, warning=True)]


def _template_of(settings: ReportSettings) -> tuple[Path | None, tuple[Path, ...]]:
    """Return the client's DOCX if one is to be filled, and the client's folder of narratives if that was given."""
    template = settings.template
    if template is None:
        return None, ()
    if template.is_dir():
        return None, (template,)
    return (template if "docx" in settings.files else None), ()


def _filled(template: Path, told: FirmValues, given: ReportInput, checks: Sequence[Check]) -> bytes:
    """Return a client's DOCX filled; a draft says so on every page, an issued one has its number."""
    from diagnostics.delivery.outcomes import draft_note
    from diagnostics.report.narrative.client_marks import mark_draft, mark_number
    from diagnostics.report.narrative.client_template import fill_template

    data = fill_template(template, told, given.firm.name, given.report_date)
    note, issue = draft_note(checks), told.values["issue"]
    if note:
        data = mark_draft(data, say("checks", "draft_label"), note)
    number, words = str(getattr(issue, "number", "")), getattr(issue, "words", "")
    return mark_number(data, say("issue", "number_line", words=words), number) if number else data


def _numbered(document: Document, number: str, version: int) -> Document:
    from diagnostics.model.document import MetaItem

    if not number:
        return document
    item = MetaItem(say("issue", "number"), say("issue", "number_words", number=number, version=version))
    return replace(document, meta=(item, *document.meta))


def _stamp(given: ReportInput, number: str, version: int, document: str, template: str) -> dict[str, str]:
    """Return what a DOCX keeps of itself, to be compared with its data later; the firm's document needs no name."""
    days = {"as_of": given.as_of, "known_at": given.known_at, "report_date": given.report_date}
    return {
        "number": number,
        "version": str(version) if number else "",
        "code": given.firm.code,
        **{name: each.isoformat() for name, each in days.items()},
        "content": given.library.fingerprint,
        **({"template": template} if template else {}),
        **({"document": document} if document != FIRM else {}),
        **({"since": given.since.day.isoformat()} if given.since else {}),
    }


def missing_characters(document: Document, code: str, name: str) -> list[Problem]:
    """Return a warning where our fonts lack characters of a document: PDF and pictures show boxes there."""
    from diagnostics.report.formats.pdf import find_missing_characters

    missing = find_missing_characters(document)
    shown = "、".join(f"{char}（U+{ord(char):04X}）" for char in missing)
    return [problem(code, Place(name), characters=shown, warning=True)] if missing else []
