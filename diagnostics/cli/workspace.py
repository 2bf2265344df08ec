"""`qizhen workspace`: the workspace as a whole: encrypt it, change its passphrase."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from diagnostics.cli import console, options, workspaces
from diagnostics.cli.parser import ChineseParser
from diagnostics.wording import say

if TYPE_CHECKING:
    from diagnostics.store import Relocked


def add_to(commands: options.Commands) -> None:
    """Add the command and its parts."""
    command = options.add_command(commands, "workspace")
    parts = command.add_subparsers(
        title=say("cli", "firm_parts"), metavar=say("cli", "firm_part"), required=True, parser_class=ChineseParser
    )
    for name, run in (("encrypt", run_encrypt), ("passphrase", run_passphrase)):
        part = options.add_command(parts, name, of="workspace")
        workspaces.add_author(part)
        part.set_defaults(run=run)


def run_encrypt(args: argparse.Namespace) -> int:
    """Encrypt a workspace that is there."""
    from diagnostics.store import encrypt_workspace, look_at

    folder = workspaces.required(args)
    seen = look_at(folder, thorough=False)
    # one that cannot be encrypted is refused below, without asking for a passphrase first
    hopeful = seen.exists and not seen.encrypted and not seen.problems
    passphrase = workspaces.new_passphrase() if hopeful else "?"
    done = encrypt_workspace(folder, passphrase, **workspaces.who_works(args))
    console.out(say("review", "encrypted", folder=folder, events=done.n_events, files=done.n_files))
    _tell_rest(done)
    return 0


def run_passphrase(args: argparse.Namespace) -> int:
    """Change the passphrase of an encrypted workspace."""
    from diagnostics.store import change_passphrase, look_at

    folder = workspaces.required(args)
    old = workspaces.passphrase_of(folder)
    new = workspaces.new_passphrase(changed=True) if look_at(folder, thorough=False).encrypted else "?"
    done = change_passphrase(folder, old, new, **workspaces.who_works(args))
    console.out(say("review", "passphrase_changed", folder=folder))
    _tell_rest(done)
    return 0


def _tell_rest(done: Relocked) -> None:
    if done.n_backups:
        console.out(say("review", "backups_erased", n=done.n_backups))
    if done.n_inbox:
        console.out(say("review", "inbox_left", n=done.n_inbox))
