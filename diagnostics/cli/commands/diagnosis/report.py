"""`qizhen report`: the three documents of one firm: for the owner, for the firm, for the bureau."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.cli.commands.diagnosis import report_issue, report_verify
from diagnostics.cli.shell import console, options, workspaces
from diagnostics.cli.shell.parser import UsageError
from diagnostics.model.report_documents import DOCUMENTS, FORMATS, file_keys
from diagnostics.words.catalogue import say
from diagnostics.words.clock import today

if TYPE_CHECKING:
    from diagnostics.app.report.neighbours import Neighbours
    from diagnostics.app.report.photos import VisitPhotos
    from diagnostics.model.content.library import Library
    from diagnostics.model.firm.answers import FirmAnswers
    from diagnostics.model.firm.earlier import EarlierVisit

TWO_WORDS = (("report", "issue"), ("report", "verify"))


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "report")
    options.add_firm(command)
    add = command.settings.add_argument
    formats, documents = options.formats_option(FORMATS), options.names_option("no_such_document", tuple(DOCUMENTS))
    add("--for", dest="documents", type=documents, metavar="DOCUMENT,…", help=say("help", "documents"))
    add("--format", type=formats, metavar="FORMAT,…", help=say("help", "format", known="、".join(FORMATS)))
    add("--template", type=Path, metavar="FILE|DIR", help=say("help", "template"))
    add("--embed-font", action="store_true", help=say("help", "embed_font"))
    options.add_since(command)
    add("--before", type=Path, metavar="FILE", help=say("help", "report_before"))
    options.add_province(command)
    options.add_dates(command)
    add("--report-date", type=options.day_option, metavar="DATE", help=say("help", "report_date"))
    add("--out", type=Path, required=True, metavar="DIR", help=say("help", "out"))
    command.set_defaults(run=run)
    report_issue.add_to(commands)
    report_verify.add_to(commands)


def run(args: argparse.Namespace) -> int:
    """Write the documents of one firm, name the files, and list the checks before delivery."""
    options.answers_path(args)
    from diagnostics.app.report.reporting import ReportSettings, make_report, save_report
    from diagnostics.delivery.outcomes import check_lines
    from diagnostics.diagnosis.diagnose import diagnose

    library = options.the_library(args)
    answers = options.the_answers(args, library, whole=True)
    as_of, known_at = options.the_dates(args)
    settings = ReportSettings(
        known_at=known_at,
        report_date=args.report_date or today(),
        embed_font=args.embed_font,
        overlays=tuple(options.the_overlays(args)),
        files=_files(args),
        template=args.template,
    )
    diagnosis = diagnose([answers], library, as_of, province=options.the_province(args, library))[0]
    neighbours, earlier, photos = _besides(args, answers, library)
    made = make_report(diagnosis, settings, neighbours, earlier=earlier, photos=photos)
    console.tell_problems(made.problems)
    for path in save_report(made, args.out):
        console.out(str(path))
    console.tell(*check_lines(made.checks))
    return 0


def _files(args: argparse.Namespace) -> tuple[str, ...]:
    """Return the keys of the files to be made; raises UsageError where a named document comes in no named format."""
    from diagnostics.app.report.reporting import usual_files

    if args.documents is None and args.format is None:
        return usual_files(args.template)
    for each in args.documents or ():
        if not file_keys((each,), args.format):
            possible = "、".join(DOCUMENTS[each].possible)
            raise UsageError(say("usage", "no_format_of", document=each, possible=possible))
    return file_keys(args.documents or tuple(DOCUMENTS), args.format)


def _besides(
    args: argparse.Namespace, firm: FirmAnswers, library: Library
) -> tuple[Neighbours, EarlierVisit | None, VisitPhotos]:
    """Return what there is besides the answers: other firms and their reports, the earlier diagnosis, the photos.

    An answers file has no photos; the reports are those of the workspace and those beside this one.

    Raises:
        InputError: The earlier diagnosis is that of another firm, or nothing was known then.
        UsageError: Only one of file and day is named.
    """
    from diagnostics.app.report.neighbours import Neighbours, neighbours_of, reports_beside
    from diagnostics.app.report.photos import VisitPhotos, visit_photos
    from diagnostics.delivery.likeness import likeness_rules

    code, photos = firm.code, VisitPhotos()
    if args.firm is None:
        found, earlier = Neighbours(), _earlier_of_file(args, code, library)
    elif args.before is not None:
        raise UsageError(say("usage", "before_of_workspace"))
    else:
        with workspaces.open_to_read(args, library) as workspace:
            found = neighbours_of(workspace, code, library)
            earlier = options.the_earlier(args, workspace, code, library)
            dates = options.dates_of(args)
            files = workspace.facts(code, as_of=dates.as_of, known_at=dates.known_at).files
            photos = visit_photos(workspace, firm, library, files, after=earlier.as_of if earlier else None)
    if rules := likeness_rules(library):
        found = replace(found, reports=(*found.reports, *reports_beside(args.out, code, rules)))
    return found, earlier, photos


def _earlier_of_file(args: argparse.Namespace, code: str, library: Library) -> EarlierVisit | None:
    from diagnostics.app.report.earlier import check_same_firm, earlier_in_file

    if args.before is None and args.since in {None, "none"}:
        return None
    if args.before is None or args.since in {None, "none"}:
        raise UsageError(say("usage", "since_of_file"))
    options.check_since(args)
    earlier = options.told(earlier_in_file(args.before, library, args.since))
    check_same_firm(earlier, code, str(args.before))
    return earlier
