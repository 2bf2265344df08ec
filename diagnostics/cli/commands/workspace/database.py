"""`qizhen database prepare`: the administrator makes schema, policies and a login role per provider in PostgreSQL."""

from __future__ import annotations

import argparse

from diagnostics.cli.shell import console, options, workspaces
from diagnostics.cli.shell.parser import ChineseParser, UsageError
from diagnostics.words.catalogue import say


def add_to(commands: options.Commands) -> None:
    """Add the command and its part."""
    command = options.add_command(commands, "database")
    parts = command.add_subparsers(
        title=say("bundle", "parts"), metavar=say("bundle", "part"), required=True, parser_class=ChineseParser
    )
    prepare = options.add_command(parts, "prepare", of="database")
    prepare.settings.add_argument(
        "--provider", action="append", default=[], metavar="NAME", help=say("help", "database_provider")
    )
    prepare.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prepare the database named by `--workspace`; what is there already stays as it is."""
    if not workspaces.is_url(args):
        raise UsageError(say("usage", "database_url"))
    from diagnostics.store.journal.postgres import prepare_database

    made = prepare_database(args.workspace, tuple(args.provider))
    console.out(say("bundle", "prepared"))
    if made:
        console.out(say("bundle", "roles_made", names="、".join(made)))
    return 0
