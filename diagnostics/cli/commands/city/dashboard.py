"""`qizhen dashboard`: the bureau's page and workbook over a folder of answers files or the workspace."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.cli.shell import console, options
from diagnostics.cli.shell.parser import ChineseParser
from diagnostics.words.catalogue import say

if TYPE_CHECKING:
    from diagnostics.app.city.picture import CityRequest

DEFAULT_OUT = Path("qizhen-city-report")


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "dashboard")
    add_city(command)
    command.settings.add_argument(
        "--embed-font", action=argparse.BooleanOptionalAction, help=say("help", "board_embed_font")
    )
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
    from diagnostics.app.city.picture import BoardGlyphs, brief_files, city_files, read_city
    from diagnostics.app.files import write_all

    library = options.the_library(args)
    city = options.told(read_city(the_city(args), library))
    if args.json:
        console.out_json(city.to_json())
        return 0
    overlays = options.the_overlays(args)
    glyphs = BoardGlyphs(args.embed_font)
    files = city_files(city, library, overlays, glyphs)
    if args.brief:
        files |= brief_files(city, overlays, batch=args.batch)
    for path in write_all(args.out, files):
        console.out(say("board", "workbook_done", file=path))
    if glyphs.size:
        console.tell(say("board", "glyphs_in" if glyphs.kept else "glyphs_out", kb=glyphs.size // 1000))
    return 0


def the_city(args: argparse.Namespace) -> CityRequest:
    """Return what the options of `add_city` ask for; raises UsageError where there is neither folder nor workspace."""
    from diagnostics.app.city.picture import CityRequest, Earlier

    return CityRequest(
        source=options.the_source(args, args.folder),
        dates=options.dates_of(args),
        reported=args.reported,
        new_target=args.new_target,
        earlier=Earlier(args.since, content=options.content_before(args)) if args.since else None,
    )
