"""`qizhen brief`: the officer's brief 《××诊断服务情况》 as a Word document."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.cli.commands.city import dashboard
from diagnostics.cli.shell import console, options
from diagnostics.words.catalogue import say

if TYPE_CHECKING:
    from diagnostics.city.count.city_records import CityFigures


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "brief")
    dashboard.add_city(command)
    command.settings.add_argument("--batch", default="", metavar="NAME", help=say("help", "brief_batch"))
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the brief, or print the figures it is made of as JSON."""
    library = options.the_library(args)
    city = dashboard.read_city(args, library)
    if args.json:
        console.out_json(city.to_json())
        return 0
    from diagnostics.app.files import write_all

    for path in write_all(args.out, brief_files(city, options.the_overlays(args), batch=args.batch)):
        console.out(say("board", "brief_done", file=path))
    return 0


def brief_files(city: CityFigures, overlays: Sequence[Path], *, batch: str = "") -> dict[str, bytes]:
    """Render the brief of a city, by the name of its file."""
    from diagnostics.app.file_names import safe_file_name
    from diagnostics.city.show.brief_document import brief_document
    from diagnostics.report.formats.docx import render_docx

    document = brief_document(city, batch)
    data = render_docx(document, city.known_at, pictures={}, content=overlays)
    return {f"{safe_file_name(document.title, say('board', 'file_brief'))}.docx": data}
