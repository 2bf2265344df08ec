"""Problems: what is wrong with an input, said for the person who has to mend it.

A problem in content or answers is a value: collected, sorted, all shown at once. A failure (disk full, no database) is
an exception. Only the command line prints.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Place:
    """A place in a file: file, line and column, counted from 1 (0: the file as a whole)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


NOWHERE = Place("")


@dataclass(frozen=True, order=True, kw_only=True)
class Problem:
    """One thing that is wrong, why it matters and what to do; `code` is stable and never reused."""

    place: Place
    code: str
    what: str
    why: str = ""
    what_to_do: str = ""
    warning: bool = False

    def __str__(self) -> str:
        lines = [f"{self.place}: {self.code}: {self.what}"]
        lines += [f"  {text}" for text in (self.why, self.what_to_do) if text]
        return "\n".join(lines)


class InputError(Exception):
    """The input is wrong; carries every problem found, in the order of the file.

    The command line prints them and ends with exit code 1.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class RequestError(Exception):
    """A request without a meaning (an earlier day that is later, a city without firms); exit code 2."""


class FailureError(Exception):
    """Something outside the input failed (disk full, no database, file open elsewhere); exit code 3."""


def warnings_of(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Return problems that are all warnings; raises InputError with all of them when one is more than that."""
    if any(not problem.warning for problem in problems):
        raise InputError(problems)
    return tuple(problems)
