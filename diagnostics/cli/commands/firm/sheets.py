"""`qizhen sheets`: the papers that are left behind and signed; `--scan` takes a signed one back."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.cli.shell import console, options, workspaces
from diagnostics.cli.shell.parser import UsageError
from diagnostics.words.catalogue import catalogue, name_of, near_miss, say

if TYPE_CHECKING:
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
class Visit:
    """A firm and what only its visit knows; without a workspace most of it is empty."""

    firm: FirmAnswers
    mode: str = ""
    recorded: tuple[datetime, datetime] | None = None
    retain_until: date | None = None


@dataclass(frozen=True)
class Sheet:
    """A document and the name of its file, without an ending."""

    name: str
    document: Document = field(repr=False)


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "sheets")
    options.add_firm(command)
    add = command.settings.add_argument
    add("--out", type=Path, metavar="DIR", help=say("help", "sheets_out"))
    add("--only", type=_sheet_names, metavar="NAME,…", help=say("help", "sheets_only", names=_names()))
    add("--who", metavar="ROLE", help=say("help", "sheets_who"))
    add("--format", type=_formats, default=FORMATS, metavar="FORMAT,…", help=say("help", "sheets_format"))
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
        from diagnostics.cli.commands.firm.sheets_signed import take_back

        return take_back(args)
    if args.out is None:
        raise UsageError(say("usage", "sheets_out"))
    stock = args.only == (PAPER,) and args.firm is None and args.answers is None
    if not stock:
        options.answers_path(args)
    library = options.the_library(args)
    visit = None if stock else _visit(args, library)
    sheets = list(_sheets(args, library, visit))
    _tell_missing_characters(sheets)
    for path in _write(sheets, args):
        console.out(str(path))
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


def _formats(text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(part.strip().lower() for part in text.replace("，", ",").split(",")))
    for each in found:
        if each not in FORMATS:
            raise argparse.ArgumentTypeError(say("usage", "no_such_format", value=each, known="、".join(FORMATS)))
    return found


# ---- what is known ----


def _visit(args: argparse.Namespace, library: Library) -> Visit:
    if args.answers is not None:
        firm = options.the_answers(args, library)
        return Visit(firm, firm.visit.get("mode", ""))
    as_of, _ = options.the_dates(args)
    with workspaces.open_to_read(args, library) as workspace:
        code = workspaces.the_firm(workspace, args.firm).code
        facts = workspace.facts(code, as_of=as_of, known_at=args.known_at)
        return _visit_of(workspace, facts)


def _visit_of(workspace: Workspace, facts: FirmFacts) -> Visit:
    until = facts.consent.retain_until if facts.consent else None
    firm = facts.to_answers(workspace.location)
    return Visit(firm, facts.visit_mode or firm.visit.get("mode", ""), _recorded(workspace, facts), until)


def _recorded(workspace: Workspace, facts: FirmFacts) -> tuple[datetime, datetime] | None:
    """Return when the first and the last answer of the assessment were recorded, in the time of China."""
    from diagnostics.store.journal.events import CHINA

    if facts.assessment is None:
        return None
    events = workspace.events(facts.code, kinds=("testimony", "row_added"), assessment=facts.assessment.id)
    times = [each.recorded_at.astimezone(CHINA) for each in events]
    return (min(times), max(times)) if times else None


# ---- sheets ----


def _sheets(args: argparse.Namespace, library: Library, visit: Visit | None) -> Iterator[Sheet]:
    from diagnostics.app.file_names import safe_file_name
    from diagnostics.sheets.building import SHEETS, build_sheet

    wanted = args.only or (*SHEETS, *([PAPER] if visit and visit.mode == _MODE_ON_PAPER else []))
    given = _input(args, library, visit) if visit and set(wanted) - {PAPER} else None
    firm = visit.firm.name if visit else ""
    for name in wanted:
        if name == PAPER:
            forms = list(_forms(args.who, library, firm))
        elif given is not None:
            forms = [("", build_sheet(name, given, options.the_overlays(args)))]
        for who, document in forms:
            title = "-".join(part for part in (firm, name_of("sheet_titles", name), who) if part)
            yield Sheet(safe_file_name(title, f"{name}{who}"), document)


def _forms(asked: str | None, library: Library, firm: str) -> Iterator[tuple[str, Document]]:
    from diagnostics.scoring.words.describe import Describer
    from diagnostics.sheets.fingerprint import content_fingerprint
    from diagnostics.sheets.paper import build_form, interviewees

    known = {name_of("report_roles", who): who for who in interviewees(library)}
    if asked is not None and asked not in {*known, *known.values()}:
        near = near_miss(asked, known)
        raise UsageError(say("usage", "no_such_role", value=asked, near=near, known="、".join(known)))
    version, describe = content_fingerprint(library.fingerprint), Describer(library).describe
    for role, who in known.items():
        if asked in {None, role, who}:
            yield role, build_form(library, who, describe, version, firm)


def _input(args: argparse.Namespace, library: Library, visit: Visit) -> SheetInput:
    from diagnostics.briefing.report_input import brief
    from diagnostics.diagnosis.diagnose import diagnose
    from diagnostics.sheets.fingerprint import fingerprint
    from diagnostics.sheets.sheet_input import SheetInput

    as_of, known_at = options.the_dates(args)
    printed = args.report_date or date.today()
    given = brief(diagnose([visit.firm], library, as_of)[0], known_at, printed)
    due = args.due or printed + timedelta(days=DAYS_TO_BRING)
    mark = fingerprint(visit.firm, library.fingerprint)
    return SheetInput(
        given=given,
        fingerprint=mark,
        due=due,
        mode=visit.mode,
        recorded=visit.recorded,
        retain_until=visit.retain_until,
    )


# ---- files ----


def _tell_missing_characters(sheets: Sequence[Sheet]) -> None:
    """Warn of characters that our fonts lack: they print as boxes, and people sign these papers."""
    from diagnostics.report.formats.pdf import find_missing_characters
    from diagnostics.words.catalogue import problem
    from diagnostics.words.problems import Place

    for sheet in sheets:
        missing = find_missing_characters(sheet.document)
        if missing:
            shown = "、".join(f"{char}（U+{ord(char):04X}）" for char in missing)
            console.tell_problems([problem("SHEET-08", Place(sheet.name), characters=shown, warning=True)])


def _write(sheets: Sequence[Sheet], args: argparse.Namespace) -> list[Path]:
    """Write every sheet in every format; a file is replaced whole or not at all."""
    from diagnostics.report.formats.html import render_html
    from diagnostics.report.formats.pdf import render_pdf

    printed, overlays = args.report_date or date.today(), options.the_overlays(args)
    made: list[tuple[str, bytes]] = []
    for sheet in sheets:
        if "pdf" in args.format:
            made.append((f"{sheet.name}.pdf", render_pdf(sheet.document, printed, content=overlays)))
        if "html" in args.format:
            made.append((f"{sheet.name}.html", render_html(sheet.document, content=overlays).encode("utf-8")))
    args.out.mkdir(parents=True, exist_ok=True)
    return [_replace(args.out / name, data) for name, data in made]


def _replace(path: Path, data: bytes) -> Path:
    unfinished = path.with_name(f"{path.name}.part")
    try:
        unfinished.write_bytes(data)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path
