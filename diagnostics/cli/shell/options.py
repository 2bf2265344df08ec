"""Options that several commands share, and what they stand for: the content, the firm's answers, the dates."""

from __future__ import annotations

import argparse
import os
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar

from diagnostics.cli.shell import workspaces
from diagnostics.cli.shell.console import tell, tell_problems
from diagnostics.cli.shell.parser import ChineseParser, UsageError
from diagnostics.words.catalogue import near_miss, say
from diagnostics.words.problems import warnings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from diagnostics.app.dates import Dates
    from diagnostics.app.firms import Reading, Source
    from diagnostics.model.content.library import Library
    from diagnostics.model.firm.answers import FirmAnswers
    from diagnostics.model.firm.earlier import EarlierVisit
    from diagnostics.store import Unfit
    from diagnostics.store.facts.reading import WorkspaceReader
    from diagnostics.words.problems import Problem

Commands: TypeAlias = "argparse._SubParsersAction[ChineseParser]"
Value = TypeVar("Value")

WORKSPACE_VARIABLE = "QIZHEN_WORKSPACE"


def day_option(text: str) -> date:
    """Read a date of the command line; raises ArgumentTypeError unless it is a real day as 2026-06-30."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise argparse.ArgumentTypeError(say("usage", "date", value=text))


def since_option(text: str) -> date | Literal["none"]:
    """Read the day of an earlier diagnosis, or that there is to be none; raises ArgumentTypeError as `day_option`."""
    return "none" if text == "none" else day_option(text)


def add_since(command: ChineseParser) -> None:
    """Add the option that names the earlier diagnosis that a report is made against."""
    command.settings.add_argument("--since", type=since_option, metavar="DATE|none", help=say("help", "report_since"))


def formats_option(known: Sequence[str]) -> Callable[[str], tuple[str, ...]]:
    """Return what reads names of formats between commas; it raises ArgumentTypeError for one that is not known."""
    return names_option("no_such_format", known)


def names_option(wrong: str, known: Sequence[str]) -> Callable[[str], tuple[str, ...]]:
    """Return what reads known names between commas; of another one it tells what is wrong, with the nearest name."""

    def read(text: str) -> tuple[str, ...]:
        found = tuple(dict.fromkeys(part.strip().lower() for part in text.replace("，", ",").split(",")))
        for each in found:
            if each not in known:
                said = say("usage", wrong, value=each, known="、".join(known))
                raise argparse.ArgumentTypeError(said + near_miss(each, known))
        return found

    return read


def add_command(commands: Commands, name: str, *, of: str = "") -> ChineseParser:
    """Add a command with its help from the catalogue and the options that every command takes.

    `of` names the command that this one is a part of (`firm` of `firm add`); the options may then stand behind either.
    """
    key = (f"{of}_{name}" if of else name).replace(" ", "_")
    command = commands.add_parser(name, help=say("help", key), description=say("help", f"{key}_long"))
    content: object = argparse.SUPPRESS if of else []
    workspace = argparse.SUPPRESS if of else os.environ.get(WORKSPACE_VARIABLE)
    command.settings.add_argument(
        "--content", action="append", type=Path, default=content, metavar="DIR", help=say("help", "content")
    )
    command.settings.add_argument("--workspace", metavar="DIR|URL", default=workspace, help=say("help", "workspace"))
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
    command.inputs.add_argument("firm", nargs="?", metavar="FIRM", help=say("help", "firm_or_answers"))
    command.settings.add_argument("--answers", type=Path, metavar="FILE", help=say("help", "answers"))


def add_province(command: ChineseParser) -> None:
    """Add `--province`."""
    command.settings.add_argument("--province", metavar="PROVINCE", help=say("help", "province"))


def the_province(args: argparse.Namespace, library: Library) -> str:
    """Return the province of `--province` as an option of its fact; empty for the firm's own.

    Raises:
        UsageError: There is none of this name.
    """
    from diagnostics.model.jurisdictions import provinces, read_province

    if args.province is None:
        return ""
    found = read_province(args.province, library)
    if not found:
        near = near_miss(
            args.province, [name for province in provinces(library) for name in (province.name, province.id)]
        )
        raise UsageError(say("usage", "no_such_province", value=args.province, near=near))
    return found


def the_library(args: argparse.Namespace) -> Library:
    """Load the content with the overlays of `--content`; raises InputError with every problem of the content."""
    from diagnostics.content.library.library import get_library

    return get_library(the_overlays(args))


def the_overlays(args: argparse.Namespace) -> list[Path]:
    """Return the overlays in their order: the workspace's own content first, then every `--content`."""
    folder = workspaces.folder_of(args)
    own = [] if folder is None else [folder / "content"]
    # a new workspace comes with an empty folder: results are not "local" because of that
    return [*(each for each in own if each.is_dir() and any(each.rglob("*.yaml"))), *args.content]


def the_answers(args: argparse.Namespace, library: Library, *, whole: bool = False) -> FirmAnswers:
    """Read a firm of the workspace, or the answers file of `--answers` cut at `--known-at`; warnings are told.

    `whole`: a part of the firm's name is not enough.

    Raises:
        InputError: The file cannot be used, or the workspace has no such firm.
        UsageError: Both are named, neither, or there is no workspace.
    """
    from diagnostics.app.firms import read_firm

    path, dates = answers_path(args), dates_of(args)
    if path is not None:
        return told(read_firm(path, library, dates))
    with workspaces.open_to_read(args, library) as workspace:
        facts = workspace.facts(
            workspace.find_firm(args.firm, whole=whole).code, as_of=dates.day, known_at=dates.known_at
        )
        tell_unfit(facts.unfit)
        return facts.to_answers(workspace.location)


def the_firms(args: argparse.Namespace, library: Library) -> list[FirmAnswers]:
    """Read every firm of `args.folder`, or of the workspace where no folder is named; warnings are told."""
    from diagnostics.app.firms import read_firms

    return told(read_firms(the_source(args, args.folder), library, dates_of(args)))


def the_source(args: argparse.Namespace, folder: Path | None) -> Source:
    """Return the folder of answers files, the workspace where none is named; raises UsageError without either."""
    if folder is not None:
        return folder
    if not workspaces.is_named(args):
        raise UsageError(say("usage", "no_folder_no_workspace"))
    return workspaces.the_workspace(args)


def answers_path(args: argparse.Namespace) -> Path | None:
    """Return the answers file named on the command line, None for a firm of the workspace.

    Raises:
        UsageError: Both are named, neither, or a firm without a workspace.
    """
    path: Path | None = args.answers
    if args.firm is not None and path is not None:
        raise UsageError(say("usage", "firm_and_answers"))
    if args.firm is not None:
        workspaces.place(args)
    elif path is None:
        raise UsageError(say("usage", "no_firm_no_answers"))
    return path


def told(found: Reading[Value]) -> Value:
    """Tell what a person has to hear about what was read, and return it."""
    tell_problems(found.warnings)
    tell_unfit(found.unfit)
    return found.value


def refuse_errors(problems: Sequence[Problem]) -> None:
    """Tell warnings; raises InputError with all problems when one of them is more than a warning."""
    tell_problems(warnings_of(problems))


def tell_unfit(unfit: Sequence[Unfit]) -> None:
    """Tell what is on record and may not stand: it does not count until somebody says it anew."""
    if unfit:
        tell(say("cli", "unfit", n=len(unfit)))
        tell_problems(each.problem for each in unfit)


def dates_of(args: argparse.Namespace) -> Dates:
    """Return `--as-of` and `--known-at`."""
    from diagnostics.app.dates import Dates

    return Dates(args.as_of, args.known_at)


def the_dates(args: argparse.Namespace) -> tuple[date, date]:
    """Return (as of, known at); both are today unless given."""
    dates = dates_of(args)
    return dates.day, dates.known_day


def the_earlier(
    args: argparse.Namespace, workspace: WorkspaceReader, code: str, library: Library
) -> EarlierVisit | None:
    """Return the earlier diagnosis that a firm of a workspace is compared with, as `--since` has it.

    Raises:
        InputError: Nothing was known of the firm on the day that is named.
        UsageError: It is not before the day of the report.
    """
    from diagnostics.app.report.earlier import earlier_of

    if args.since == "none":
        return None
    check_since(args)
    return earlier_of(workspace, code, library, dates_of(args), args.since)


def check_since(args: argparse.Namespace) -> None:
    """Raise UsageError where the earlier day is not before the day of the report."""
    day = dates_of(args).day
    if args.since is not None and args.since >= day:
        raise UsageError(say("usage", "since_not_before", since=args.since, as_of=day))


def content_before(args: argparse.Namespace) -> tuple[Path, ...] | None:
    """Return the overlays of `--content-before`, None where the content is that of now."""
    return None if args.content_before is None else tuple(args.content_before)


def codes_of_list(args: argparse.Namespace, text: str) -> list[str] | None:
    """Return the codes of a batch, where the text names a list of firms and not a firm; None for a firm."""
    from diagnostics.app.code_lists import codes_of_list, names_list

    if not names_list(text):
        return None
    return told(codes_of_list(Path(text), the_library(args), workspaces.folder_of(args)))


def near_fact(name: str, library: Library) -> str:
    """Return "；是不是“…”？" naming the fact nearest to this name, or an empty text."""
    return near_miss(name, [*library.facts, *library.derived, *library.aliases])
