"""`qizhen report`: the report of one firm."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.cli import console, options
from diagnostics.wording import say

if TYPE_CHECKING:
    from diagnostics.diagnosis import Diagnosis

FORMATS = ("html",)


@dataclass(frozen=True)
class ReportSettings:
    """What the user chose about the paper itself; nothing here changes a result."""

    known_at: date
    report_date: date
    embed_font: bool = False
    overlays: tuple[Path, ...] = ()


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "report")
    options.add_firm(command)
    command.settings.add_argument("--format", choices=FORMATS, default="html", help=say("help", "format"))
    command.settings.add_argument("--embed-font", action="store_true", help=say("help", "embed_font"))
    options.add_dates(command)
    command.settings.add_argument(
        "--report-date", type=options.day_option, metavar="DATE", help=say("help", "report_date")
    )
    command.settings.add_argument("--out", type=Path, required=True, metavar="DIR", help=say("help", "out"))
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the report of one firm and name the file."""
    options.answers_path(args)
    from diagnostics.diagnosis import diagnose

    library = options.the_library(args)
    answers = options.the_answers(args, library)
    as_of, known_at = options.the_dates(args)
    overlays = tuple(options.the_overlays(args))
    settings = ReportSettings(known_at, args.report_date or date.today(), args.embed_font, overlays)
    diagnosis = diagnose([answers], library, as_of)[0]
    console.out(str(write_report(diagnosis, settings, args.out)))
    return 0


def write_report(diagnosis: Diagnosis, settings: ReportSettings, folder: Path) -> Path:
    """Write the HTML report into a folder (made when missing) and return the file.

    Raises:
        InputError: A narrative of an overlay is wrong.
        OSError: The folder cannot be made or the file cannot be written.
    """
    from diagnostics.briefing import brief
    from diagnostics.cli.file_names import safe_file_name
    from diagnostics.report.building import build_report
    from diagnostics.report.html import render_html

    firm = diagnosis.firm
    name = safe_file_name(say("cli", "report_name", name=firm.name), firm.code or "report")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.html"
    briefed = brief(diagnosis, settings.known_at, settings.report_date)
    document = build_report(briefed, settings.overlays)
    html = render_html(document, embed_font=settings.embed_font, content=settings.overlays)
    path.write_text(html, encoding="utf-8", newline="\n")
    return path
