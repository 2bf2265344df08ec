"""`qizhen compare`: two states of a firm, or two pictures of a city."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.cli.shell import console, options, workspaces
from diagnostics.cli.shell.parser import UsageError
from diagnostics.words.catalogue import say

if TYPE_CHECKING:
    from diagnostics.model.content.library import Library
    from diagnostics.model.firm.answers import FirmAnswers


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "compare")
    options.add_firm(command)
    settings = command.settings
    settings.add_argument("--before", type=Path, metavar="FILE|DIR", help=say("help", "compare_before"))
    settings.add_argument("--from", dest="first", metavar="T0", help=say("help", "compare_from"))
    settings.add_argument("--to", dest="last", metavar="T1", help=say("help", "compare_to"))
    settings.add_argument("--city", nargs="?", const="", metavar="DIR", help=say("help", "compare_city"))
    settings.add_argument("--since", type=options.day_option, metavar="DATE", help=say("help", "city_since"))
    settings.add_argument(
        "--content-before", action="append", type=Path, metavar="DIR", help=say("help", "content_before")
    )
    settings.add_argument("--as-of-before", type=options.day_option, metavar="DATE", help=say("help", "as_of_before"))
    options.add_dates(command)
    options.add_json(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Compare two states of a firm, or two pictures of a city, and say what each difference comes from."""
    if args.city is not None:
        return _compare_cities(args)
    from diagnostics.app.compare import FirmState, compare_states
    from diagnostics.app.firms import read_firm
    from diagnostics.cli.text.compare_text import compare_lines
    from diagnostics.content.library.library import get_library

    library = options.the_library(args)
    old = library if args.content_before is None else get_library(args.content_before)
    dates = options.dates_of(args)
    if args.before is not None:
        after = options.the_answers(args, library)
        before = options.told(read_firm(args.before, old, dates))
    else:
        before, after = _two_assessments(args, library)
    first = FirmState(before, old, args.as_of_before or dates.day)
    found = compare_states(first, FirmState(after, library, dates.day))
    if args.json:
        console.out_json(found.to_json())
    else:
        console.out(*compare_lines(found))
    return 0


def _compare_cities(args: argparse.Namespace) -> int:
    """Compare the whole city with an earlier day of the same folder or workspace, or with an earlier folder."""
    from diagnostics.app.city.picture import CityRequest, Earlier, read_change
    from diagnostics.cli.text.city_change_text import change_lines

    if args.firm is not None or args.answers is not None or (args.since is None and args.before is None):
        raise UsageError(say("usage", "compare_city_what"))
    library, dates = options.the_library(args), options.dates_of(args)
    asked = CityRequest(source=options.the_source(args, Path(args.city) if args.city else None), dates=dates)
    earlier = Earlier(args.since or args.as_of_before or dates.day, args.before, options.content_before(args))
    found = options.told(read_change(asked, earlier, library))
    if args.json:
        console.out_json(found.to_json())
    else:
        console.out(*change_lines(found))
    return 0


def _two_assessments(args: argparse.Namespace, library: Library) -> tuple[FirmAnswers, FirmAnswers]:
    from diagnostics.app.compare import two_assessments

    if args.firm is None or args.answers is not None:
        raise UsageError(say("usage", "compare_what"))
    with workspaces.open_to_read(args, library) as workspace:
        return two_assessments(workspace, args.firm, args.first, args.last, args.known_at)
