"""`qizhen city`: a synthetic city of invented firms, for practice and tests."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from diagnostics.cli.shell import console, options
from diagnostics.cli.shell.parser import UsageError
from diagnostics.words.catalogue import say

DEFAULT_FIRMS = 2600
MOST_FIRMS = 1_000_000
# Its history ends here unless another day is named, so that the same command makes the same files on every day.
DEFAULT_AS_OF = date(2026, 6, 30)
FIRST_DAY = date(2022, 12, 31)


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "city")
    command.settings.add_argument(
        "--firms", type=int, default=DEFAULT_FIRMS, metavar="N", help=say("help", "city_firms")
    )
    command.settings.add_argument("--seed", type=int, default=1, metavar="N", help=say("help", "city_seed"))
    command.settings.add_argument("--as-of", type=options.day_option, metavar="DATE", help=say("help", "city_as_of"))
    command.settings.add_argument(
        "--out", type=Path, default=Path("qizhen-city"), metavar="DIR", help=say("help", "city_out")
    )
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the files of the city into an empty folder."""
    if not 1 <= args.firms <= MOST_FIRMS:
        raise UsageError(say("usage", "city_firms", most=MOST_FIRMS))
    as_of = args.as_of or DEFAULT_AS_OF
    if as_of < FIRST_DAY:
        raise UsageError(say("usage", "city_too_early", first=FIRST_DAY))
    if args.out.is_dir() and any(args.out.iterdir()):
        # old firms among the new ones would be counted with them
        raise UsageError(say("usage", "city_not_empty", folder=args.out))
    from diagnostics.city.practice.synthetic_city import city_files

    written = 0
    for name, data in city_files(args.firms, as_of, args.seed):
        path = args.out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        written += name.endswith(".json")
    console.out(say("city", "done", n=args.firms, files=written, folder=args.out, as_of=as_of))
    return 0
