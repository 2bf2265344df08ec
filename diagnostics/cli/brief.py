"""`qizhen brief`: the officer's brief 《××诊断服务情况》 as a Word document."""

from __future__ import annotations

import argparse

from diagnostics.cli import console, dashboard, options
from diagnostics.wording import say


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
    from diagnostics.cli.file_names import safe_file_name
    from diagnostics.cli.files import write_all
    from diagnostics.portfolio.brief_document import brief_document
    from diagnostics.report.docx import render_docx

    document = brief_document(city, args.batch)
    data = render_docx(document, city.known_at, pictures={}, content=options.the_overlays(args))
    for path in write_all(args.out, {f"{safe_file_name(document.title, say('board', 'file_brief'))}.docx": data}):
        console.out(say("board", "brief_done", file=path))
    return 0
