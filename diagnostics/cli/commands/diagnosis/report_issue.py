"""`qizhen report issue`: number, version, frozen inputs for a report; a correction supersedes and says what changed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.cli.shell import console, options, workspaces
from diagnostics.cli.shell.parser import UsageError
from diagnostics.words.catalogue import problem, say
from diagnostics.words.clock import today
from diagnostics.words.problems import FailureError, Place

if TYPE_CHECKING:
    from diagnostics.app.report.reporting import ReportSettings


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "report issue")
    command.inputs.add_argument("firm", metavar="FIRM", help=say("help", "firm_of_workspace"))
    add = command.settings.add_argument
    add("--reason", default="", metavar="TEXT", help=say("help", "reason"))
    add("--again", action="store_true", help=say("help", "issue_again"))
    add("--version", type=int, metavar="N", help=say("help", "issue_version"))
    add("--template", type=Path, metavar="FILE", help=say("help", "issue_template"))
    add("--embed-font", action="store_true", help=say("help", "embed_font"))
    options.add_since(command)
    options.add_dates(command)
    add("--report-date", type=options.day_option, metavar="DATE", help=say("help", "report_date"))
    add("--out", type=Path, required=True, metavar="DIR", help=say("help", "out"))
    workspaces.add_author(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Issue the report of a firm, or make an issued one again."""
    return _again(args) if args.again else _issue(args)


def _issue(args: argparse.Namespace) -> int:
    from diagnostics.app.report.changes import change_lines
    from diagnostics.app.report.issuing import DraftError, issue_report, next_issue
    from diagnostics.app.report.reporting import save_report
    from diagnostics.delivery.outcomes import check_lines

    if args.template is not None and not args.template.is_file():
        raise UsageError(say("issue", "template_is_no_file", value=args.template))
    library, dates, reason = options.the_library(args), options.dates_of(args), args.reason.strip()
    with workspaces.open_to_write(args, library) as workspace:
        issue = next_issue(workspace, workspace.find_firm(args.firm, whole=True).code, dates)
        if issue.needs_reason and not reason:
            raise UsageError(say("issue", "reason_needed", number=issue.number, version=issue.version - 1))
        try:
            earlier = options.the_earlier(args, workspace, issue.code, library)
            frozen, made = issue_report(workspace, library, issue, dates, _settings(args), reason, earlier)
        except DraftError as draft:
            console.tell_problems(draft.made.problems)
            console.tell(*check_lines(draft.made.checks))
            raise
    console.tell_problems(made.problems)
    paths = save_report(made, args.out)
    console.out(say("issue", "done", number=issue.number, version=issue.version), *(f"  {path}" for path in paths))
    if issue.last is not None:
        console.out(*change_lines(issue.last, frozen, reason, library))
    console.tell(*check_lines(made.checks))
    return 0


def _settings(args: argparse.Namespace) -> ReportSettings:
    from diagnostics.app.report.reporting import ReportSettings, usual_files

    return ReportSettings(
        known_at=options.dates_of(args).known_day,
        report_date=args.report_date or today(),
        embed_font=args.embed_font,
        overlays=tuple(options.the_overlays(args)),
        files=usual_files(args.template),
        template=args.template,
    )


def _again(args: argparse.Namespace) -> int:
    """Make an issued report again from what was frozen, and hold its bytes against those of then."""
    from diagnostics.app.report.issuing import issue_again
    from diagnostics.app.report.reporting import save_report

    library = options.the_library(args)
    with workspaces.open_to_read(args, library) as workspace:
        found = issue_again(workspace, library, args.firm, args.version, options.the_overlays(args))
    console.tell_problems(found.made.problems)
    console.out(*(str(path) for path in save_report(found.made, args.out)))
    if found.different:
        name = say("issue", "as_issued")
        save_report(found.as_issued(), args.out / name)
        place = Place(found.issued.number)
        raise FailureError(str(problem("ISSUE-04", place, format="、".join(found.different), name=name)))
    console.out(say("issue", "again"))
    return 0
