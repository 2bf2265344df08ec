"""The workspace that a command works in: which folder, who works, the passphrase."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.cli.shell import console
from diagnostics.cli.shell.parser import ChineseParser, UsageError
from diagnostics.words.catalogue import say

if TYPE_CHECKING:
    from diagnostics.app.workspaces import WorkspaceAt
    from diagnostics.model.content.library import Library
    from diagnostics.store import Workspace

DEFAULT = Path("qizhen-workspace")
AUTHOR_VARIABLE = "QIZHEN_AUTHOR"
PASSPHRASE_VARIABLE = "QIZHEN_PASSPHRASE"
NEW_PASSPHRASE_VARIABLE = "QIZHEN_NEW_PASSPHRASE"


def add_author(command: ChineseParser) -> None:
    """Add `--author` to a command that writes."""
    command.settings.add_argument(
        "--author", metavar="NAME", default=os.environ.get(AUTHOR_VARIABLE), help=say("help", "author")
    )


def location(args: argparse.Namespace) -> Path | None:
    """Return the folder of `--workspace`, of the environment, or `./qizhen-workspace` where it exists.

    Raises:
        UsageError: It is the URL of a database; commands that can use one ask `place`.
    """
    named: str | None = args.workspace
    if is_url(args):
        raise UsageError(say("usage", "workspace_url"))
    if named:
        return Path(named)
    return DEFAULT if DEFAULT.is_dir() else None


def is_url(args: argparse.Namespace) -> bool:
    """Whether `--workspace` is the URL of a database."""
    return bool(args.workspace) and "://" in args.workspace


def is_named(args: argparse.Namespace) -> bool:
    """Whether there is anything to look into: a URL, a folder that is named, or the usual one."""
    return is_url(args) or location(args) is not None


def exists(args: argparse.Namespace) -> bool:
    """Whether there is a workspace to read; in a database that nobody has written into there is none yet.

    Raises:
        StoreError: The database cannot be reached.
        InputError: It was not prepared, or the URL is wrong.
    """
    from diagnostics.store import is_workspace
    from diagnostics.words.problems import InputError

    if not is_url(args):
        folder = location(args)
        return folder is not None and is_workspace(folder)
    try:
        open_to_read(args).close()
    except InputError as refused:
        if any(problem.code == "STORE-07" for problem in refused.problems):
            return False
        raise
    return True


def place(args: argparse.Namespace) -> Path | str:
    """Return the URL of a database where one is named, else the folder; raises UsageError without any."""
    return str(args.workspace) if is_url(args) else required(args)


def local_folder(args: argparse.Namespace) -> Path:
    """Return the folder for what lies beside the workspace (the photos to come); of a database the usual one here."""
    return DEFAULT if is_url(args) else location(args) or DEFAULT


def required(args: argparse.Namespace) -> Path:
    """Return the folder of the workspace; raises UsageError when none is named and there is no default one."""
    found = location(args)
    if found is None:
        raise UsageError(say("usage", "workspace_missing", default=DEFAULT))
    return found


def folder_of(args: argparse.Namespace) -> Path | None:
    """Return the folder of the workspace, None where there is none or it is a database."""
    return None if is_url(args) else location(args)


def the_workspace(args: argparse.Namespace) -> WorkspaceAt:
    """Return where the workspace lies, with its passphrase; raises UsageError without any."""
    from diagnostics.app.workspaces import WorkspaceAt

    where = place(args)
    _tell_copies(args, where)
    return WorkspaceAt(where, passphrase_of(where))


def _tell_copies(args: argparse.Namespace, where: Path | str) -> None:
    """Tell, once in a command, what a program that synchronises folders has put aside beside the workspace."""
    from diagnostics.store import find_copies

    if not getattr(args, "copies_told", False):
        args.copies_told = True
        console.tell_problems(find_copies(where, thorough=False))


def open_to_read(args: argparse.Namespace, library: Library | None = None) -> Workspace:
    """Open the workspace so that nothing is written; with a library, what may not stand by it does not count."""
    return the_workspace(args).to_read(library)


def open_to_write(
    args: argparse.Namespace, library: Library | None = None, *, new: bool = False, encrypt: bool = False
) -> Workspace:
    """Open the workspace to write into it.

    Args:
        args: with `author` and `workspace`.
        library: the content that answers are held against; without it none can be recorded.
        new: one that does not exist is made, by default in `./qizhen-workspace`; without `new` that is wrong usage.
        encrypt: a new one is encrypted; the passphrase is asked twice.

    Raises:
        UsageError: There is no workspace, or `encrypt` for one that exists.
    """
    from diagnostics.store import is_workspace, open_workspace

    folder = (location(args) or DEFAULT) if new and not is_url(args) else place(args)
    if encrypt and is_url(args):
        raise UsageError(say("usage", "encrypt_url"))
    if not is_workspace(folder) and not new:
        raise UsageError(say("usage", "no_workspace_there", folder=folder))
    if encrypt and is_workspace(folder):
        raise UsageError(say("usage", "encrypt_existing", folder=folder))
    _tell_copies(args, folder)
    passphrase = new_passphrase() if encrypt else passphrase_of(folder)
    author, device = who_works(args)
    return open_workspace(folder, author=author, device=device, library=library, passphrase=passphrase)


def who_works(args: argparse.Namespace) -> tuple[str, str]:
    """Return the author (`--author`, else who is logged in) and the device that stand in every event."""
    return args.author or _login(), _device()


def passphrase_of(folder: Path | str) -> str | None:
    """Return the passphrase of an encrypted workspace: from the environment, else asked on a terminal."""
    from diagnostics.store import look_at

    if isinstance(folder, str):  # a database has none
        return None
    if not look_at(folder, thorough=False).encrypted:
        return None
    return os.environ.get(PASSPHRASE_VARIABLE) or (_ask(say("cli", "ask_passphrase")) if sys.stdin.isatty() else None)


def new_passphrase(*, changed: bool = False) -> str:
    """Return the passphrase for a workspace that gets one, or (`changed`) another one; on a terminal asked twice.

    Raises:
        UsageError: There is none, or it was typed in two ways.
    """
    variable = NEW_PASSPHRASE_VARIABLE if changed else PASSPHRASE_VARIABLE
    given = os.environ.get(variable)
    if given:
        return given
    if not sys.stdin.isatty():
        raise UsageError(say("usage", "passphrase_needed", variable=variable))
    first = _ask(say("cli", "ask_new_passphrase"))
    if not first or first != _ask(say("cli", "ask_again")):
        raise UsageError(say("usage", "passphrases_differ"))
    return first


def _ask(prompt: str) -> str:
    import getpass

    return getpass.getpass(prompt)


def _login() -> str:
    """Return who is logged in; a laptop without a name for its user still works."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "?"


def _device() -> str:
    import platform

    return platform.node() or "?"
