"""`qizhen dashboard`: the bureau's page and workbook over a folder of answers files or the workspace."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.cli import console, options, workspaces
from diagnostics.cli.parser import ChineseParser, UsageError
from diagnostics.wording import say

if TYPE_CHECKING:
    from diagnostics.diagnosis import Diagnosis
    from diagnostics.model.answers import FirmAnswers
    from diagnostics.model.library import Library
    from diagnostics.portfolio.city_records import CityFigures, Process

DEFAULT_OUT = Path("qizhen-city-report")
# A diagnosis keeps every condition of a firm: only this many are in memory at once.
_AT_ONCE = 200


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "dashboard")
    add_city(command)
    command.settings.add_argument("--embed-font", action="store_true", help=say("help", "embed_font"))


def add_city(command: ChineseParser) -> None:
    """Add what the commands on a whole city take."""
    command.inputs.add_argument("folder", metavar="DIR", type=Path, nargs="?", help=say("help", "folder"))
    options.add_dates(command)
    command.settings.add_argument(
        "--out", type=Path, default=DEFAULT_OUT, metavar="DIR", help=say("help", "dashboard_out")
    )
    options.add_json(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write page and workbook, or print the figures as JSON."""
    library = options.the_library(args)
    city = read_city(args, library)
    if args.json:
        console.out_json(city.to_json())
        return 0
    from diagnostics.cli.files import write_all

    files = city_files(city, library, options.the_overlays(args), embed_font=args.embed_font)
    for path in write_all(args.out, files):
        console.out(say("board", "workbook_done", file=path))
    return 0


def city_files(
    city: CityFigures, library: Library, overlays: Sequence[Path], *, embed_font: bool = False
) -> dict[str, bytes]:
    """Render page and workbook of a city, by the names of their files."""
    from diagnostics.portfolio.dashboard import dashboard_name, render_dashboard
    from diagnostics.portfolio.workbook import render_workbook, workbook_name
    from diagnostics.report.fonts import css_stack, embed_fonts

    embed = embed_fonts if embed_font else None
    page = render_dashboard(city, library, fonts=css_stack(), embed=embed, content=overlays)
    return {dashboard_name(): page.encode("utf-8"), workbook_name(): render_workbook(city, library)}


def read_city(args: argparse.Namespace, library: Library) -> CityFigures:
    """Read and diagnose every firm and count the city.

    Raises:
        InputError: A file cannot be used: a figure over part of the firms would be wrong without looking so.
        UsageError: There is no folder, no workspace, or no firm in it.
    """
    from diagnostics.content.answers import read_folder
    from diagnostics.portfolio.city_figures import city_figures

    if args.folder is None and not workspaces.is_named(args):
        raise UsageError(say("usage", "no_folder_no_workspace"))
    as_of, known_at = options.the_dates(args)
    process = None
    if args.folder is None:
        firms: Sequence[FirmAnswers] = options.the_firms(args)
        process = _process(args, library)
    else:
        firms, problems = read_folder(args.folder, library, as_of=as_of, known_at=known_at)
        options.refuse_errors(problems)
    if not firms:
        raise UsageError(say("usage", "no_firms_in_city"))
    return city_figures(firms, diagnosed(firms, library, as_of), library, as_of, known_at, process=process)


def diagnosed(firms: Sequence[FirmAnswers], library: Library, as_of: date) -> Iterator[Diagnosis]:
    """Diagnose firms a few at a time; alone or in a batch the results are the same."""
    from diagnostics.diagnosis import diagnose

    for start in range(0, len(firms), _AT_ONCE):
        yield from diagnose(firms[start : start + _AT_ONCE], library, as_of)


def _process(args: argparse.Namespace, library: Library) -> Process:
    from diagnostics.cli.firm_import import folder_of
    from diagnostics.cli.progress import processes_of
    from diagnostics.exchange.definitions import process_rules
    from diagnostics.portfolio.city_records import Process

    with workspaces.open_to_read(args) as workspace:
        firms = processes_of(workspace, library, args.as_of, args.known_at)
    return Process(firms, process_rules(folder_of(args)))
