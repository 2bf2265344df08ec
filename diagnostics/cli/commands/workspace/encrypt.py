"""`qizhen encrypt`: a workspace that is there becomes an encrypted one, or gets another passphrase."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.cli.shell import console, options, workspaces
from diagnostics.cli.shell.parser import UsageError
from diagnostics.words.catalogue import say

if TYPE_CHECKING:
    from diagnostics.store import Relocked


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "encrypt")
    command.settings.add_argument("--change", action="store_true", help=say("help", "encrypt_change"))
    workspaces.add_author(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Encrypt the workspace; with `--change` put another passphrase on an encrypted one."""
    if workspaces.is_url(args):
        raise UsageError(say("usage", "encrypt_url"))
    folder = workspaces.required(args)
    author, device = workspaces.who_works(args)
    _tell_rest((_change if args.change else _encrypt)(folder, author, device))
    return 0


def _encrypt(folder: Path, author: str, device: str) -> Relocked:
    from diagnostics.store import encrypt_workspace, look_at

    seen = look_at(folder, thorough=False)
    # one that cannot be encrypted is refused below; nobody is asked for a passphrase in vain
    hopeful = seen.exists and not seen.encrypted and not seen.problems
    passphrase = workspaces.new_passphrase() if hopeful else "?"
    done = encrypt_workspace(folder, passphrase, author=author, device=device)
    console.out(say("review", "encrypted", folder=folder, events=done.n_events, files=done.n_files))
    return done


def _change(folder: Path, author: str, device: str) -> Relocked:
    from diagnostics.store import change_passphrase, look_at

    encrypted = look_at(folder, thorough=False).encrypted
    old = workspaces.passphrase_of(folder)
    new = workspaces.new_passphrase(changed=True) if encrypted else "?"
    done = change_passphrase(folder, old, new, author=author, device=device)
    console.out(say("review", "passphrase_changed", folder=folder))
    return done


def _tell_rest(done: Relocked) -> None:
    if done.n_backups:
        console.out(say("review", "backups_erased", n=done.n_backups))
    if done.n_inbox:
        console.out(say("review", "inbox_left", n=done.n_inbox))
