"""`qizhen check`: every problem of the content, and what a person should still verify."""

from __future__ import annotations

import argparse
from pathlib import Path

from diagnostics.cli.shell import console, options
from diagnostics.words.catalogue import say


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "check")
    command.inputs.add_argument("paths", nargs="*", type=Path, metavar="PATH", help=say("help", "paths"))
    command.settings.add_argument("--unverified", action="store_true", help=say("help", "unverified"))
    options.add_json(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Check the content with the overlays named; exit code 1 when something is wrong, warnings alone are fine."""
    from diagnostics.cli.text.unverified import groups_of, unverified_items, unverified_lines
    from diagnostics.content.library.loading import load_library

    library, problems = load_library([*options.the_overlays(args), *args.paths])
    problems = sorted(problems)
    groups = groups_of(unverified_items(library)) if args.unverified else []
    errors = sum(not problem.warning for problem in problems)
    if args.json:
        shown = [
            {
                "file": problem.place.file,
                "line": problem.place.line,
                "column": problem.place.column,
                "code": problem.code,
                "what": problem.what,
                "why": problem.why,
                "what_to_do": problem.what_to_do,
                "warning": problem.warning,
            }
            for problem in problems
        ]
        extra = {"unverified": [group.to_json() for group in groups]} if args.unverified else {}
        console.out_json({"problems": shown, **extra})
    else:
        console.out(*map(str, problems), *unverified_lines(groups, library))
        console.out(say("cli", "check_done", errors=errors, warnings=len(problems) - errors))
    return 1 if errors else 0
