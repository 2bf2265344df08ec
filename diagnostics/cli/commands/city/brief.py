"""`qizhen brief`: the officer's brief 《××诊断服务情况》 as a Word document."""

from __future__ import annotations

import argparse

from diagnostics.cli.commands.city import dashboard
from diagnostics.cli.shell import console, options
from diagnostics.words.catalogue import say


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "brief")
    dashboard.add_city(command)
    command.settings.add_argument("--batch", default="", metavar="NAME", help=say("help", "brief_batch"))
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the brief, or print the figures it is made of as JSON."""
    from diagnostics.app.city.picture import brief_files, read_city
    from diagnostics.app.files import write_all

    city = options.told(read_city(dashboard.the_city(args), options.the_library(args)))
    if args.json:
        console.out_json(city.to_json())
        return 0
    for path in write_all(args.out, brief_files(city, options.the_overlays(args), batch=args.batch)):
        console.out(say("board", "brief_done", file=path))
    return 0
