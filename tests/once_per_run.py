"""What is dear to make is made once per run of the tests, by whichever worker needs it first; the others read it.

It lies in a folder of this run alone, so that nothing of an earlier run, of another state of the code, is ever used.
"""

from __future__ import annotations

import os
import pickle
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from tests.builders import shipped

T = TypeVar("T")
FOLDER = "QIZHEN_TESTS_SHARE"  # workers inherit it from the process that starts them
_PATIENCE = 300.0  # seconds that a worker waits for another one before it makes the thing itself


def begin() -> None:
    """Make the folder of this run, in the process that starts the workers."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="qizhen-tests-")


def end() -> None:
    """Remove it again."""
    shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True)


def once_per_run(name: str, make: Callable[[], T]) -> T:
    """Return what `make` returns, made once per run under this name; equal for all, the same within a worker."""
    if FOLDER not in os.environ:  # not in a run of the tests (golden files are written anew): nobody to share with
        return make()
    path = Path(os.environ[FOLDER]) / name
    with _alone(path.with_name(f"{name}.lock")):
        if path.exists():
            with path.open("rb") as file:
                read: T = _Unpickler(file).load()
                return read
        made = make()
        part = path.with_name(f"{name}.part")
        with part.open("wb") as file:
            _Pickler(file, pickle.HIGHEST_PROTOCOL).dump(made)
        part.replace(path)
        return made


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Hold a lock; a worker that died holding it is waited for, but not for ever."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
            break
        except FileExistsError:
            if time.monotonic() > until:
                break
            time.sleep(0.05)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


class _Pickler(pickle.Pickler):
    """Leaves the shipped content out: each worker has it."""

    def persistent_id(self, thing: Any) -> str | None:
        return "shipped" if thing is shipped() else None


class _Unpickler(pickle.Unpickler):
    def persistent_load(self, _: Any) -> Any:
        return shipped()
