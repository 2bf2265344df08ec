"""`qizhen report`: the report of one firm, in every format."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.app.report.reporting import FORMATS
from diagnostics.cli.commands.diagnosis import report_issue, report_verify
from diagnostics.cli.shell import console, options, workspaces
from diagnostics.words.catalogue import say
from diagnostics.words.clock import today

if TYPE_CHECKING:
    from diagnostics.app.report.neighbours import Neighbours
    from diagnostics.model.content.library import Library

TWO_WORDS = (("report", "issue"), ("report", "verify"))


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "report")
    options.add_firm(command)
    add = command.settings.add_argument
    formats = options.formats_option(FORMATS)
    add("--format", type=formats, metavar="FORMAT,…", help=say("help", "format", known="、".join(FORMATS)))
    add("--template", type=Path, metavar="FILE|DIR", help=say("help", "template"))
    add("--embed-font", action="store_true", help=say("help", "embed_font"))
    options.add_province(command)
    options.add_dates(command)
    add("--report-date", type=options.day_option, metavar="DATE", help=say("help", "report_date"))
    add("--out", type=Path, required=True, metavar="DIR", help=say("help", "out"))
    command.set_defaults(run=run)
    report_issue.add_to(commands)
    report_verify.add_to(commands)


def run(args: argparse.Namespace) -> int:
    """Write the report of one firm, name the files, and list the checks before delivery."""
    options.answers_path(args)
    from diagnostics.app.report.reporting import ReportSettings, make_report, save_report, usual_formats
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
        formats=args.format or usual_formats(args.template),
        template=args.template,
    )
    diagnosis = diagnose([answers], library, as_of, province=options.the_province(args, library))[0]
    made = make_report(diagnosis, settings, _neighbours(args, answers.code, library))
    console.tell_problems(made.problems)
    for path in save_report(made, args.out):
        console.out(str(path))
    console.tell(*check_lines(made.checks))
    return 0


def _neighbours(args: argparse.Namespace, code: str, library: Library) -> Neighbours:
    """Return what the workspace knows besides the firm; nothing beside an answers file."""
    from diagnostics.app.report.neighbours import Neighbours, neighbours_of

    if args.firm is None:
        return Neighbours()
    with workspaces.open_to_read(args) as workspace:
        return neighbours_of(workspace, code, library)
