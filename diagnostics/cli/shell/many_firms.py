"""The firms of a command about many: a folder of answers files, or the workspace; also as they stood on another day."""

from __future__ import annotations

import argparse
import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from diagnostics.cli.shell import options, workspaces
from diagnostics.cli.shell.parser import UsageError
from diagnostics.words.catalogue import say

if TYPE_CHECKING:
    from diagnostics.model.content.library import Library
    from diagnostics.model.firm.answers import FirmAnswers
    from diagnostics.store.journal.events import Event


def read_firms(
    args: argparse.Namespace,
    library: Library,
    as_of: date | None = None,
    known_at: date | None = None,
    *,
    read_before: bool = False,
) -> list[FirmAnswers]:
    """Return every firm of `args.folder`, or of the workspace where no folder is named.

    Args:
        args: the command line.
        library: the content that the files are read by.
        as_of, known_at: instead of those of the command line, both or none.
        read_before: the same files were read before in this run, and their warnings told.

    Raises:
        InputError: A file cannot be used: a figure over part of the firms would be wrong without looking so.
        UsageError: There is neither folder nor workspace.
    """
    if args.folder is None and not workspaces.is_named(args):
        raise UsageError(say("usage", "no_folder_no_workspace"))
    other = {} if as_of is None else {"as_of": as_of, "known_at": known_at}
    wanted = argparse.Namespace(**{**vars(args), **other})
    if args.folder is None:
        return options.the_firms(wanted, library)
    from diagnostics.answers.files.file import read_folder

    day, known = options.the_dates(wanted)
    with _collected_later():
        firms, problems = read_folder(args.folder, library, as_of=day, known_at=known)
    options.refuse_errors([each for each in problems if not (read_before and each.warning)])
    return firms


def firms_at(
    args: argparse.Namespace, firms: Sequence[FirmAnswers], library: Library, as_of: date
) -> Callable[[date, date], Sequence[FirmAnswers]]:
    """Return what gives the firms as of another day: the same files, or the assessment of the workspace that held then.

    Args:
        args: with `folder`, None for the workspace.
        firms: the firms as of `as_of`.
        library: the content that they were read by.
        as_of: the day of the command line.
    """
    if args.folder is not None:
        return lambda _day, _known_at: firms

    def at(day: date, _: date) -> Sequence[FirmAnswers]:
        return firms if day == as_of else _with_other_assessments(args, firms, library, as_of, day)

    return at


def _with_other_assessments(
    args: argparse.Namespace, firms: Sequence[FirmAnswers], library: Library, as_of: date, day: date
) -> list[FirmAnswers]:
    """Read again only the firms for which another assessment held on a day: of most there is but one."""
    from diagnostics.store.facts.derive import assessments_of, pick_assessment

    known = {"known_at": args.known_at} if args.known_at else {}
    found = []
    with workspaces.open_to_read(args, library) as workspace:
        opened: dict[str, list[Event]] = {}
        for event in workspace.events(kinds=("assessment_opened",), **known):
            opened.setdefault(event.firm, []).append(event)
        for firm in firms:
            rounds = assessments_of(opened.get(firm.code, []))
            same = pick_assessment(rounds, as_of=day) == pick_assessment(rounds, as_of=as_of)
            found.append(firm if same else workspace.answers(firm.code, as_of=day, **known))
    return found


@contextmanager
def _collected_later() -> Iterator[None]:
    """Read thousands of files without looking for rubbish among millions of small objects that all stay."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
