"""The faults of a workspace, as coded problems in the words of the catalogue."""

from __future__ import annotations

from pathlib import Path

from diagnostics.words.catalogue import problem
from diagnostics.words.problems import FailureError, InputError, Place, Problem


class StoreError(FailureError):
    """Something outside the input failed: disk full, workspace busy, damaged or newer; nothing confirmed is lost."""

    def __init__(self, found: Problem) -> None:
        self.problem = found
        super().__init__(str(found))


def failure(code: str, place: str | Path, **values: object) -> StoreError:
    """Return the failure with this code at a file or folder."""
    return StoreError(problem(code, Place(str(place)), warning=False, **values))


def refusal(code: str, place: str | Path, **values: object) -> InputError:
    """Return the refusal of a wrong request; nothing has been written."""
    return InputError([problem(code, Place(str(place)), warning=False, **values)])
