"""`qizhen coverage`: the cloud coverage of a city over a folder of answers files."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.cli.shell import console, options
from diagnostics.cli.shell.parser import UsageError
from diagnostics.words.catalogue import near_miss, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diagnostics.city.count.outlook_records import Outlook, Reconciliation
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
    from diagnostics.city.count.coverage import count_city

    library = options.the_library(args)
    _check_breakdowns(args.by, {breakdown.id for kind in library.coverages.values() for breakdown in kind.breakdowns})
    as_of, known_at = options.the_dates(args)
    firms = options.the_firms(args, library)
    count = count_city(firms, library, as_of, known_at)
    if args.by:
        chosen = {breakdown.id: breakdown for breakdown in count.breakdowns}
        count = replace(count, breakdowns=tuple(chosen[name] for name in dict.fromkeys(args.by)))
    definitions, outlook = _definitions(args, firms, library), _outlook(args, firms, library)
    if args.json:
        from diagnostics.city.as_json import coverage_json, outlook_json, reconciliation_json

        result = coverage_json(count)
        if definitions is not None:
            result["reconciliation"] = reconciliation_json(definitions)
        if outlook is not None:
            result["outlook"] = outlook_json(outlook)
        console.out_json(result)
    else:
        from diagnostics.cli.text.coverage_more_text import outlook_lines, reconciliation_lines
        from diagnostics.cli.text.coverage_text import coverage_lines

        console.out(*coverage_lines(count, library))
        if definitions is not None:
            console.out("", *reconciliation_lines(definitions, library))
        if outlook is not None:
            console.out("", *outlook_lines(outlook))
    return 0


def _definitions(args: argparse.Namespace, firms: Sequence[FirmAnswers], library: Library) -> Reconciliation | None:
    """Return the definitions side by side, where they were asked for."""
    if not args.reconcile and not args.reported:
        return None
    from diagnostics.app.code_lists import read_codes
    from diagnostics.city.count.definitions import reconcile

    reported = options.told(read_codes(args.reported)) if args.reported else None
    as_of, _ = options.the_dates(args)
    return reconcile(firms, library, as_of, next(iter(library.coverages.values())), reported)


def _outlook(args: argparse.Namespace, firms: Sequence[FirmAnswers], library: Library) -> Outlook | None:
    """Return the way to the targets, where it was asked for."""
    if not args.outlook and not args.new_target:
        return None
    from diagnostics.app.firms import firms_at
    from diagnostics.city.ahead.toward_target import toward_target

    as_of, known_at = options.the_dates(args)
    at = firms_at(options.the_source(args, args.folder), firms, library, options.dates_of(args))
    return toward_target(at, library, as_of, known_at, new_target=args.new_target)


def _check_breakdowns(asked: list[str], known: set[str]) -> None:
    for name in asked:
        if name not in known:
            near, names = near_miss(name, known), "、".join(sorted(known))
            raise UsageError(say("usage", "no_such_breakdown", value=name, near=near, known=names))
