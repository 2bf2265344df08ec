"""`qizhen report`: the report of one firm, in every format."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.cli.commands.diagnosis import report_issue, report_verify
from diagnostics.cli.shell import console, options
from diagnostics.words.catalogue import near_miss, say

if TYPE_CHECKING:
    from diagnostics.delivery.checks import Check
    from diagnostics.diagnosis.diagnose import Diagnosis
    from diagnostics.model.document import Document
    from diagnostics.model.firm.answers import FirmAnswers
    from diagnostics.model.results.report_input import ReportInput
    from diagnostics.report.narrative.building import Told

TWO_WORDS = (("report", "issue"), ("report", "verify"))

# `diagnostics.report.formats.formats` has the same list; it must not load for --help.
FORMATS = ("html", "docx", "pdf", "png")
# What is handed over; the long picture is asked for.
DEFAULT_FORMATS = ("html", "docx", "pdf")


@dataclass(frozen=True, kw_only=True)
class ReportSettings:
    """What the user chose about the paper itself; nothing here changes a result."""

    known_at: date
    report_date: date
    embed_font: bool = False
    overlays: tuple[Path, ...] = ()
    formats: tuple[str, ...] = DEFAULT_FORMATS
    template: Path | None = None


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "report")
    options.add_firm(command)
    add = command.settings.add_argument
    add("--format", type=_formats, metavar="FORMAT,…", help=say("help", "format", known="、".join(FORMATS)))
    add("--template", type=Path, metavar="FILE|DIR", help=say("help", "template"))
    add("--embed-font", action="store_true", help=say("help", "embed_font"))
    options.add_dates(command)
    add("--report-date", type=options.day_option, metavar="DATE", help=say("help", "report_date"))
    add("--out", type=Path, required=True, metavar="DIR", help=say("help", "out"))
    command.set_defaults(run=run)
    report_issue.add_to(commands)
    report_verify.add_to(commands)


def _formats(text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(part.strip().lower() for part in text.replace("，", ",").split(",")))
    for each in found:
        if each not in FORMATS:
            known = "、".join(FORMATS)
            raise argparse.ArgumentTypeError(
                say("usage", "no_such_format", value=each, known=known) + near_miss(each, FORMATS)
            )
    return found


def run(args: argparse.Namespace) -> int:
    """Write the report of one firm, name the files, and list the checks before delivery."""
    options.answers_path(args)
    from diagnostics.app.report_neighbours import neighbours
    from diagnostics.diagnosis.diagnose import diagnose

    library = options.the_library(args)
    answers = options.the_answers(args, library)
    as_of, known_at = options.the_dates(args)
    overlays = tuple(options.the_overlays(args))
    # a client's DOCX is filled and nothing else, unless more is asked for
    usual = ("docx",) if args.template is not None and not args.template.is_dir() else DEFAULT_FORMATS
    settings = ReportSettings(
        known_at=known_at,
        report_date=args.report_date or date.today(),
        embed_font=args.embed_font,
        overlays=overlays,
        formats=args.format or usual,
        template=args.template,
    )
    diagnosis = diagnose([answers], library, as_of)[0]
    others, signed = neighbours(args, answers.code)
    made = make_report(diagnosis, settings, others=others, signed=signed)
    for path in save_report(made, args.out):
        console.out(str(path))
    tell_checks(made)
    return 0


@dataclass(frozen=True)
class Made:
    """A report in memory: what it received, what it prints, its files by format, how it stands the checks."""

    given: ReportInput
    document: Document
    files: Mapping[str, bytes]
    checks: tuple[Check, ...]


def write_report(diagnosis: Diagnosis, settings: ReportSettings, folder: Path) -> list[Path]:
    """Write the report into a folder (made when missing) and return the files; nothing is written until all are made.

    Raises:
        InputError: A narrative, template or reference document is wrong.
        FailureError: A format cannot be printed.
        OSError: The folder cannot be made or a file cannot be written.
    """
    return save_report(make_report(diagnosis, settings), folder)


def save_report(made: Made, folder: Path) -> list[Path]:
    """Write the files of a report into a folder and return where they are."""
    from diagnostics.app.file_names import safe_file_name
    from diagnostics.app.files import write_all

    firm = made.given.firm
    name = safe_file_name(say("cli", "report_name", name=firm.name), firm.code or "report")
    return write_all(folder, {_file_name(name, each): data for each, data in made.files.items()})


def tell_checks(made: Made) -> None:
    """List the checks before delivery; a draft is said to be one."""
    from diagnostics.delivery.checks import check_lines

    console.tell(*check_lines(made.checks))


def _file_name(name: str, format_name: str) -> str:
    return f"{name}-{say('cli', 'picture_name')}.png" if format_name == "png" else f"{name}.{format_name}"


def make_report(
    diagnosis: Diagnosis,
    settings: ReportSettings,
    *,
    others: Sequence[FirmAnswers] = (),
    signed: bool | None = None,
    number: str = "",
    version: int = 0,
) -> Made:
    """Make the report of one firm in memory, checked; one that fails a hard check is marked as a draft.

    Args:
        diagnosis: What to report.
        settings: What was chosen about the paper.
        others: Other firms, from whose findings nothing may have been copied.
        signed: Whether a signed sheet is recorded; None where nothing can be known of it.
        number: The number of an issued report, printed and kept in the DOCX.
        version: Its version.
    """
    from diagnostics.briefing.report_input import brief
    from diagnostics.delivery.checks import as_draft, check_report
    from diagnostics.report.formats.formats import Paper, render
    from diagnostics.report.narrative.building import build_report, collect, issue_view

    paper = Paper(settings.report_date, settings.embed_font, settings.overlays)
    given = brief(diagnosis, settings.known_at, settings.report_date, with_plan=True)
    told = collect(given, issue_view(number, version))
    if settings.template is not None:
        from diagnostics.content.library.template_limits import read_limits
        from diagnostics.report.narrative.template_lint import check_limits

        check_limits(told.values, read_limits(settings.template), settings.template)
    own, narratives = _template_of(settings)
    document = build_report(given, settings.overlays, narratives, told)
    checks = check_report(
        given, document, own_outline=bool(narratives), others=others, signed=signed, diagnosis=diagnosis
    )
    made = {"docx": _filled(own, told, given, checks)} if own is not None else {}
    document = as_draft(_numbered(document, number, version), checks)
    formats = tuple(each for each in settings.formats if each not in made)
    if formats:
        _tell_missing_characters(document, formats)
        made |= render(document, formats, paper)
    if "docx" in made:
        made["docx"] = _stamped(made["docx"], given, number, version, own.name if own else "")
    return Made(given, document, {each: made[each] for each in FORMATS if each in made}, checks)


def _template_of(settings: ReportSettings) -> tuple[Path | None, tuple[Path, ...]]:
    """Return the client's DOCX if one is to be filled, and the client's folder of narratives if that was given."""
    template = settings.template
    if template is None:
        return None, ()
    if template.is_dir():
        return None, (template,)
    return (template if "docx" in settings.formats else None), ()


def _filled(template: Path, told: Told, given: ReportInput, checks: Sequence[Check]) -> bytes:
    """Return a client's DOCX filled; a draft says so on every page, an issued one has its number."""
    from diagnostics.delivery.checks import draft_note
    from diagnostics.report.narrative.client_marks import mark_draft, mark_number
    from diagnostics.report.narrative.client_template import fill_template

    data = fill_template(template, told, given.firm.name, given.report_date)
    note, issue = draft_note(checks), told.values["issue"]
    if note:
        data = mark_draft(data, say("checks", "draft_label"), note)
    number, words = str(getattr(issue, "number", "")), getattr(issue, "words", "")
    return mark_number(data, say("issue", "number_line", words=words), number) if number else data


def _numbered(document: Document, number: str, version: int) -> Document:
    from dataclasses import replace

    from diagnostics.model.document import MetaItem

    if not number:
        return document
    item = MetaItem(say("issue", "number"), say("issue", "number_words", number=number, version=version))
    return replace(document, meta=(item, *document.meta))


def _stamped(docx: bytes, given: ReportInput, number: str, version: int, template: str) -> bytes:
    """Keep in the DOCX what it can be compared with later."""
    from diagnostics.report.formats.stamp import stamp_docx

    days = {"as_of": given.as_of, "known_at": given.known_at, "report_date": given.report_date}
    values = {
        "number": number, "version": str(version) if number else "", "code": given.firm.code,
        **{name: each.isoformat() for name, each in days.items()}, "content": given.library.fingerprint,
        **({"template": template} if template else {}),
    }  # fmt: skip
    return stamp_docx(docx, values)


def _tell_missing_characters(document: Document, formats: tuple[str, ...]) -> None:
    """Warn of characters that our fonts lack: PDF and pictures show boxes there."""
    from diagnostics.report.formats.pdf import find_missing_characters
    from diagnostics.words.catalogue import problem
    from diagnostics.words.problems import Place

    missing = find_missing_characters(document) if {"pdf", "png"} & set(formats) else ""
    if missing:
        shown = "、".join(f"{char}（U+{ord(char):04X}）" for char in missing)
        console.tell_problems([problem("FONT-01", Place(document.subtitle), characters=shown, warning=True)])
