"""`qizhen dashboard`: the bureau's page and workbook over a folder of answers files or the workspace."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.cli.shell import console, options, workspaces
from diagnostics.cli.shell.many_firms import firms_at, read_firms
from diagnostics.cli.shell.parser import ChineseParser, UsageError
from diagnostics.words.catalogue import say

if TYPE_CHECKING:
    from datetime import date

    from diagnostics.city.count.city_records import CityChange, CityFigures, Process
    from diagnostics.model.content.library import Library
    from diagnostics.model.firm.answers import FirmAnswers

DEFAULT_OUT = Path("qizhen-city-report")


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "dashboard")
    add_city(command)
    command.settings.add_argument("--embed-font", action="store_true", help=say("help", "embed_font"))
    command.settings.add_argument("--brief", action="store_true", help=say("help", "dashboard_brief"))
    command.settings.add_argument("--batch", default="", metavar="NAME", help=say("help", "brief_batch"))


def add_city(command: ChineseParser) -> None:
    """Add what the commands on a whole city take."""
    command.inputs.add_argument("folder", metavar="DIR", type=Path, nargs="?", help=say("help", "folder"))
    options.add_dates(command)
    settings = command.settings
    settings.add_argument("--reported", type=Path, metavar="FILE", help=say("help", "reported"))
    settings.add_argument("--new-target", type=options.day_option, metavar="DATE", help=say("help", "new_target"))
    settings.add_argument("--since", type=options.day_option, metavar="DATE", help=say("help", "city_since"))
    settings.add_argument(
        "--content-before", action="append", type=Path, metavar="DIR", help=say("help", "content_before")
    )
    settings.add_argument("--out", type=Path, default=DEFAULT_OUT, metavar="DIR", help=say("help", "dashboard_out"))
    options.add_json(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write page and workbook, with `--brief` the brief too, or print the figures as JSON."""
    library = options.the_library(args)
    city = read_city(args, library)
    if args.json:
        console.out_json(city.to_json())
        return 0
    from diagnostics.cli.commands.city.brief import brief_files
    from diagnostics.cli.shell.files import write_all

    overlays = options.the_overlays(args)
    files = city_files(city, library, overlays, embed_font=args.embed_font)
    if args.brief:
        files |= brief_files(city, overlays, batch=args.batch)
    for path in write_all(args.out, files):
        console.out(say("board", "workbook_done", file=path))
    return 0


def city_files(
    city: CityFigures, library: Library, overlays: Sequence[Path], *, embed_font: bool = False
) -> dict[str, bytes]:
    """Render page and workbook of a city, by the names of their files."""
    from diagnostics.city.show.dashboard import dashboard_name, render_dashboard
    from diagnostics.city.show.workbook import render_workbook, workbook_name
    from diagnostics.report.formats.fonts import css_stack, embed_fonts

    embed = embed_fonts if embed_font else None
    page = render_dashboard(city, library, fonts=css_stack(), embed=embed, content=overlays)
    return {dashboard_name(): page.encode("utf-8"), workbook_name(): render_workbook(city, library)}


def read_city(args: argparse.Namespace, library: Library) -> CityFigures:
    """Read every firm and count the city, with the way to the target and the definitions side by side.

    Raises:
        InputError: A file cannot be used: a figure over part of the firms would be wrong without looking so.
        UsageError: There is no folder, no workspace, or no firm in it.
    """
    from diagnostics.city.ahead.toward_target import toward_target
    from diagnostics.city.count.city_figures import city_figures
    from diagnostics.city.count.definitions import reconcile
    from diagnostics.cli.shell.code_lists import read_codes

    as_of, known_at = options.the_dates(args)
    firms = city_firms(args, library)
    rules = next(iter(library.coverages.values()))
    reported = read_codes(args.reported) if args.reported else None
    return city_figures(
        firms, library, as_of, known_at,
        process=_process(args, library) if args.folder is None else None,
        outlook=toward_target(
            firms_at(args, firms, library, as_of), library, as_of, known_at, new_target=args.new_target
        ),
        reconciliation=reconcile(firms, library, as_of, rules, reported),
        change=city_change_of(args, firms, library) if args.since else None,
    )  # fmt: skip


def city_firms(
    args: argparse.Namespace,
    library: Library,
    as_of: date | None = None,
    known_at: date | None = None,
    *,
    read_before: bool = False,
) -> list[FirmAnswers]:
    """Return every firm of the city, at least one; as `read_firms`.

    Raises:
        UsageError: There is no folder, no workspace, or no firm in it.
    """
    firms = read_firms(args, library, as_of, known_at, read_before=read_before)
    if not firms:
        raise UsageError(say("usage", "no_firms_in_city"))
    return firms


def city_change_of(
    args: argparse.Namespace, firms: Sequence[FirmAnswers], library: Library, *, before: Path | None = None
) -> CityChange:
    """Compare the city with the picture that there was at `--since`: as of that day and as known on it.

    Args:
        args: the command line.
        firms: the city now.
        library: the content now.
        before: a folder that holds the earlier picture, if it is not the same files at an earlier day.
    """
    from diagnostics.city.count.city_change import Picture, city_change
    from diagnostics.content.library.library import get_library

    as_of, _ = options.the_dates(args)
    if args.since > as_of:
        raise UsageError(say("usage", "since_later", since=args.since, as_of=as_of))
    old = library if args.content_before is None else get_library(args.content_before)
    source = args if before is None else argparse.Namespace(**{**vars(args), "folder": before})
    same_files = before is None and old is library  # what other content warns of has not been told yet
    earlier = city_firms(source, old, args.since, args.since, read_before=same_files)
    return city_change(Picture(earlier, old, args.since), Picture(firms, library, as_of))


def _process(args: argparse.Namespace, library: Library) -> Process:
    from diagnostics.city.count.city_records import Process
    from diagnostics.cli.commands.city.progress import processes_of
    from diagnostics.cli.commands.firm.firm_import import folder_of
    from diagnostics.exchange.definitions import process_rules

    with workspaces.open_to_read(args) as workspace:
        firms = processes_of(workspace, library, args.as_of, args.known_at)
    return Process(firms, process_rules(library, folder_of(args)))
