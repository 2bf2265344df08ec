"""The firms that a use is about: an answers file, a folder of them, a workspace; also as they stood on another day."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from diagnostics.app.workspaces import WorkspaceAt
from diagnostics.words.problems import InputError, Problem, warnings_of

if TYPE_CHECKING:
    from diagnostics.app.dates import Dates
    from diagnostics.model.content.library import Library
    from diagnostics.model.firm.answers import FirmAnswers
    from diagnostics.store import Event, Unfit

Value = TypeVar("Value")
# a folder of answers files, or a workspace
Source: TypeAlias = Path | WorkspaceAt


@dataclass(frozen=True)
class Reading(Generic[Value]):
    """The firms that were read or made, and the warnings for the person who uses them.

    Attributes:
        value: what was asked for.
        warnings: about the files.
        unfit: what is on record in the workspace and may not stand; it does not count.
    """

    value: Value
    warnings: tuple[Problem, ...] = ()
    unfit: tuple[Unfit, ...] = ()


def read_file(path: Path, library: Library, *, as_of: date | None = None) -> Reading[FirmAnswers]:
    """Return everything that an answers file says.

    Raises:
        InputError: The file cannot be used; with every problem.
    """
    from diagnostics.answers.files.file import read_answers

    firm, problems = read_answers(path, library, as_of=as_of)
    warnings = warnings_of(problems)
    if firm is None:
        raise InputError(problems)
    return Reading(firm, warnings)


def read_firm(path: Path, library: Library, dates: Dates) -> Reading[FirmAnswers]:
    """Return what an answers file says, without what became known later; raises InputError as `read_file`."""
    from diagnostics.answers.files.file import cut

    found = read_file(path, library, as_of=dates.day)
    return Reading(cut(found.value, dates.known_day), found.warnings)


def read_firms(source: Source, library: Library, dates: Dates) -> Reading[list[FirmAnswers]]:
    """Return every firm of a folder or of a workspace.

    Raises:
        InputError: A file cannot be used: a figure over part of the firms would be wrong without looking so.
    """
    if isinstance(source, WorkspaceAt):
        return _of_workspace(source, library, dates)
    from diagnostics.answers.files.file import read_folder

    with _collected_later():
        firms, problems = read_folder(source, library, as_of=dates.day, known_at=dates.known_day)
    return Reading(firms, warnings_of(problems))


def _of_workspace(source: WorkspaceAt, library: Library, dates: Dates) -> Reading[list[FirmAnswers]]:
    with source.to_read(library) as workspace:
        found = workspace.every_facts(as_of=dates.day, known_at=dates.known_at)
        firms = [each.to_answers(workspace.location) for each in found]
    return Reading(firms, unfit=tuple(unfit for each in found for unfit in each.unfit))


def firms_at(
    source: Source, firms: Sequence[FirmAnswers], library: Library, dates: Dates
) -> Callable[[date, date], Sequence[FirmAnswers]]:
    """Return what gives the firms as of another day: the same files, or the assessment of the workspace that held then.

    Args:
        source: where the firms were read.
        firms: the firms as of the day of `dates`.
        library: the content that they were read by.
        dates: as they were read.
    """
    if not isinstance(source, WorkspaceAt):
        return lambda _day, _known_at: firms

    def at(day: date, _: date) -> Sequence[FirmAnswers]:
        return firms if day == dates.day else _with_other_assessments(source, firms, library, dates, day)

    return at


def _with_other_assessments(
    source: WorkspaceAt, firms: Sequence[FirmAnswers], library: Library, dates: Dates, day: date
) -> list[FirmAnswers]:
    """Read again only the firms for which another assessment held on a day: of most there is but one."""
    from diagnostics.store.facts.derive import assessments_of, pick_assessment

    found = []
    with source.to_read(library) as workspace:
        opened: dict[str, list[Event]] = {}
        for event in workspace.events(kinds=("assessment_opened",), known_at=dates.known_at):
            opened.setdefault(event.firm, []).append(event)
        for firm in firms:
            rounds = assessments_of(opened.get(firm.code, []))
            same = pick_assessment(rounds, as_of=day) == pick_assessment(rounds, as_of=dates.day)
            found.append(firm if same else workspace.answers(firm.code, as_of=day, known_at=dates.known_at))
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
