"""`qizhen coverage`: the cloud coverage of a city over a folder of answers files."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diagnostics.cli.shell import console, options
from diagnostics.cli.shell.parser import UsageError
from diagnostics.words.catalogue import near_miss, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diagnostics.model.content.library import Library
    from diagnostics.model.firm.answers import FirmAnswers


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "coverage")
    command.inputs.add_argument("folder", metavar="DIR", type=Path, nargs="?", help=say("help", "folder"))
    options.add_dates(command)
    command.settings.add_argument("--by", action="append", metavar="NAME", default=[], help=say("help", "by"))
    settings = command.settings
    settings.add_argument("--reconcile", action="store_true", help=say("help", "reconcile"))
    settings.add_argument("--reported", type=Path, metavar="FILE", help=say("help", "reported"))
    settings.add_argument("--outlook", action="store_true", help=say("help", "outlook"))
    settings.add_argument("--new-target", type=options.day_option, metavar="DATE", help=say("help", "new_target"))
    options.add_json(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Count the firms of a folder, or of the workspace, by cloud status and print the figures."""
    from diagnostics.city.count.coverage import coverage
    from diagnostics.cli.text.coverage_text import coverage_lines

    library = options.the_library(args)
    _check_breakdowns(args.by, {each.id for kind in library.coverages.values() for each in kind.breakdowns})
    as_of, known_at = options.the_dates(args)
    firms = options.the_firms(args, library)
    result = coverage(firms, library, as_of, known_at)
    if args.by:
        result["by"] = {name: result["by"][name] for name in args.by}
    _add_more(args, result, firms, library)
    if args.json:
        console.out_json(result)
    else:
        from diagnostics.cli.text.coverage_more_text import outlook_lines, reconciliation_lines

        console.out(*coverage_lines(result, library))
        if "reconciliation" in result:
            console.out("", *reconciliation_lines(result["reconciliation"], library))
        if "outlook" in result:
            console.out("", *outlook_lines(result["outlook"], library))
    return 0


def _add_more(args: argparse.Namespace, result: dict[str, Any], firms: Sequence[FirmAnswers], library: Library) -> None:
    """Add what was asked for besides the figures: the definitions side by side, the way to the target."""
    as_of, known_at = options.the_dates(args)
    if args.reconcile or args.reported:
        from diagnostics.app.code_lists import read_codes
        from diagnostics.city.count.definitions import reconcile

        reported = options.told(read_codes(args.reported)) if args.reported else None
        rules = library.coverages[result["rules"].partition("@")[0]]
        result["reconciliation"] = reconcile(firms, library, as_of, rules, reported)
    if args.outlook or args.new_target:
        from diagnostics.app.firms import firms_at
        from diagnostics.city.ahead.toward_target import toward_target

        at = firms_at(options.the_source(args, args.folder), firms, library, options.dates_of(args))
        result["outlook"] = toward_target(at, library, as_of, known_at, new_target=args.new_target)


def _check_breakdowns(asked: list[str], known: set[str]) -> None:
    for name in asked:
        if name not in known:
            near, names = near_miss(name, known), "、".join(sorted(known))
            raise UsageError(say("usage", "no_such_breakdown", value=name, near=near, known=names))
