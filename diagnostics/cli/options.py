"""Options that several commands share, and what they stand for: the content, the firm's answers, the dates."""

from __future__ import annotations

import argparse
import os
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from diagnostics.cli.console import tell_problems
from diagnostics.cli.parser import ChineseParser, UsageError
from diagnostics.errors import InputError
from diagnostics.wording import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diagnostics.errors import Problem
    from diagnostics.model.answers import FirmAnswers
    from diagnostics.model.library import Library

Commands: TypeAlias = "argparse._SubParsersAction[ChineseParser]"

WORKSPACE_VARIABLE = "QIZHEN_WORKSPACE"


def day_option(text: str) -> date:
    """Read a date of the command line; raises ArgumentTypeError unless it is a real day as 2026-06-30."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise argparse.ArgumentTypeError(say("usage", "date", value=text))


def add_command(commands: Commands, name: str) -> ChineseParser:
    """Add a command with its help from the catalogue and the options that every command takes."""
    command = commands.add_parser(name, help=say("help", name), description=say("help", f"{name}_long"))
    command.settings.add_argument(
        "--content", action="append", type=Path, default=[], metavar="DIR", help=say("help", "content")
    )
    command.settings.add_argument(
        "--workspace", metavar="DIR|URL", default=os.environ.get(WORKSPACE_VARIABLE), help=say("help", "workspace")
    )
    return command


def add_json(command: ChineseParser) -> None:
    """Add `--json`."""
    command.settings.add_argument("--json", action="store_true", help=say("help", "json"))


def add_dates(command: ChineseParser) -> None:
    """Add `--as-of` (when it was true) and `--known-at` (when we knew it)."""
    command.settings.add_argument("--as-of", type=day_option, metavar="DATE", help=say("help", "as_of"))
    command.settings.add_argument("--known-at", type=day_option, metavar="DATE", help=say("help", "known_at"))


def add_firm(command: ChineseParser) -> None:
    """Add `FIRM | --answers FILE`."""
    command.inputs.add_argument("firm", nargs="?", metavar="FIRM", help=say("help", "firm"))
    command.settings.add_argument("--answers", type=Path, metavar="FILE", help=say("help", "answers"))


def the_library(args: argparse.Namespace) -> Library:
    """Load the content with the overlays of `--content`; raises InputError with every problem of the content."""
    from diagnostics.content.library import get_library

    return get_library(the_overlays(args))


def the_overlays(args: argparse.Namespace) -> list[Path]:
    """Return the overlays in their order: the workspace's own content first, then every `--content`."""
    own = Path(args.workspace) / "content" if args.workspace and "://" not in args.workspace else None
    return [*([own] if own is not None and own.is_dir() else []), *args.content]


def the_answers(args: argparse.Namespace, library: Library) -> FirmAnswers:
    """Read the answers file of `--answers`, cut at `--known-at`; warnings are told.

    Raises:
        InputError: The file cannot be used.
        UsageError: A firm of the workspace is asked for, or nothing at all.
    """
    from diagnostics.content.answers import cut, read_answers

    as_of, known_at = the_dates(args)
    answers, problems = read_answers(answers_path(args), library, as_of=as_of)
    refuse_errors(problems)
    if answers is None:
        raise InputError(problems)
    return cut(answers, known_at)


def answers_path(args: argparse.Namespace) -> Path:
    """Return the answers file named on the command line; raises UsageError when a firm is named instead, or nothing."""
    if args.firm is not None and args.answers is not None:
        raise UsageError(say("usage", "firm_and_answers"))
    if args.firm is not None:
        raise UsageError(say("usage", "no_workspace", firm=args.firm))
    if args.answers is None:
        raise UsageError(say("usage", "no_answers"))
    path: Path = args.answers
    return path


def refuse_errors(problems: Sequence[Problem]) -> None:
    """Tell warnings; raises InputError with all problems when one of them is more than a warning."""
    if any(not problem.warning for problem in problems):
        raise InputError(problems)
    tell_problems(problems)


def the_dates(args: argparse.Namespace) -> tuple[date, date]:
    """Return (as of, known at); both are today unless given."""
    today = date.today()
    return args.as_of or today, args.known_at or today
