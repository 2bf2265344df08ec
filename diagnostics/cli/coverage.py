"""`qizhen coverage`: the cloud coverage of a city over a folder of answers files."""

from __future__ import annotations

import argparse
from pathlib import Path

from diagnostics.cli import console, options, workspaces
from diagnostics.cli.parser import UsageError
from diagnostics.wording import near_miss, say


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "coverage")
    command.inputs.add_argument("folder", metavar="DIR", type=Path, nargs="?", help=say("help", "folder"))
    options.add_dates(command)
    command.settings.add_argument("--by", action="append", metavar="NAME", default=[], help=say("help", "by"))
    options.add_json(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Count the firms of a folder, or of the workspace, by cloud status and print the figures."""
    if args.folder is None and workspaces.location(args) is None:
        raise UsageError(say("usage", "no_folder_no_workspace"))
    from diagnostics.cli.coverage_text import coverage_lines
    from diagnostics.content.answers import read_folder
    from diagnostics.portfolio.coverage import coverage

    library = options.the_library(args)
    _check_breakdowns(args.by, {each.id for kind in library.coverages.values() for each in kind.breakdowns})
    as_of, known_at = options.the_dates(args)
    if args.folder is None:
        firms = options.the_firms(args)
    else:
        firms, problems = read_folder(args.folder, library, as_of=as_of, known_at=known_at)
        options.refuse_errors(problems)  # a figure over part of the firms would be wrong without looking so
    result = coverage(firms, library, as_of, known_at)
    if args.by:
        result["by"] = {name: result["by"][name] for name in args.by}
    if args.json:
        console.out_json(result)
    else:
        console.out(*coverage_lines(result, library))
    return 0


def _check_breakdowns(asked: list[str], known: set[str]) -> None:
    for name in asked:
        if name not in known:
            near, names = near_miss(name, known), "、".join(sorted(known))
            raise UsageError(say("usage", "no_such_breakdown", value=name, near=near, known=names))
