"""`qizhen sheets`: the papers that are left behind and signed; `--scan` takes a signed one back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.app.visit.sheets import DAYS_TO_BRING, FORMATS, PAPER
from diagnostics.cli.shell import console, options, workspaces
from diagnostics.cli.shell.parser import UsageError
from diagnostics.words.catalogue import catalogue, near_miss, say
from diagnostics.words.clock import today

if TYPE_CHECKING:
    from diagnostics.app.visit.sheets import VisitRecord
    from diagnostics.model.content.library import Library


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "sheets")
    options.add_firm(command)
    add = command.settings.add_argument
    add("--out", type=Path, metavar="DIR", help=say("help", "sheets_out"))
    add("--only", type=_sheet_names, default=(), metavar="NAME,…", help=say("help", "sheets_only", names=_names()))
    add("--who", metavar="ROLE", help=say("help", "sheets_who"))
    add(
        "--format",
        type=options.formats_option(FORMATS),
        default=FORMATS,
        metavar="FORMAT,…",
        help=say("help", "sheets_format"),
    )
    options.add_dates(command)
    add("--report-date", type=options.day_option, metavar="DATE", help=say("help", "report_date"))
    add("--due", type=options.day_option, metavar="DATE", help=say("help", "sheets_due", days=DAYS_TO_BRING))
    add("--scan", type=Path, metavar="FILE", help=say("help", "sheets_scan"))
    add("--fingerprint", metavar="TEXT", default="", help=say("help", "sheets_fingerprint"))
    add("--signed-by", metavar="ROLE", default="", help=say("help", "sheets_signed_by"))
    add("--reason", metavar="TEXT", default="", help=say("help", "sheets_reason"))
    workspaces.add_author(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the sheets of a firm, or take a signed one back."""
    if args.scan is not None:
        return _take_back(args)
    from diagnostics.app.firm_files import save_firm_files
    from diagnostics.app.visit.sheets import SheetRequest, boxes_in, make_sheets, sheet_files

    if args.out is None:
        raise UsageError(say("usage", "sheets_out"))
    stock = args.only == (PAPER,) and args.firm is None and args.answers is None
    if not stock:
        options.answers_path(args)
    library = options.the_library(args)
    asked = SheetRequest(
        dates=options.dates_of(args),
        printed=args.report_date or today(),
        only=args.only,
        who=args.who,
        due=args.due,
        overlays=tuple(options.the_overlays(args)),
    )
    sheets = make_sheets(asked, library, None if stock else _visit(args, library))
    console.tell_problems(boxes_in(sheets))
    for path in save_firm_files(args.out, sheet_files(sheets, args.format, asked)):
        console.out(str(path))
    return 0


def _visit(args: argparse.Namespace, library: Library) -> VisitRecord:
    from diagnostics.app.visit.sheets import visit_in_file, visit_of

    if args.answers is not None:
        return visit_in_file(options.the_answers(args, library))
    with workspaces.open_to_read(args, library) as workspace:
        return visit_of(workspace, workspace.find_firm(args.firm, whole=True).code, options.dates_of(args))


def _take_back(args: argparse.Namespace) -> int:
    """Record a signed sheet; raises UsageError where no firm of a workspace is named."""
    from diagnostics.app.visit.signed_sheets import Typed, read_scan, take_back

    if args.firm is None:
        raise UsageError(say("usage", "scan_needs_firm"))
    scan, library = read_scan(args.scan), options.the_library(args)
    named = args.only[0] if len(args.only) == 1 else ""
    typed = Typed(named, args.fingerprint, args.signed_by, args.reason)
    with workspaces.open_to_write(args, library) as workspace:
        done = take_back(workspace, workspace.find_firm(args.firm, whole=True).code, scan, typed, library.fingerprint)
    console.tell_problems(done.problems)
    console.out(say("sheets", "taken_back", sheet=done.title, fingerprint=done.fingerprint, evidence=done.evidence))
    return 0


# ---- options ----


def _names() -> str:
    return "、".join(f"{key} {title}" for key, title in catalogue()["sheet_titles"].items())


def _sheet_names(text: str) -> tuple[str, ...]:
    """Read `--only`: ids or titles of sheets."""
    known = {str(title): key for key, title in catalogue()["sheet_titles"].items()}
    found = []
    for part in text.replace("，", ",").split(","):
        name = known.get(part.strip(), part.strip())
        if name not in known.values():
            near = near_miss(name, [*known, *known.values()])
            raise argparse.ArgumentTypeError(say("usage", "no_such_sheet", value=name, near=near, known=_names()))
        found.append(name)
    return tuple(dict.fromkeys(found))
