"""Checked content kept between two commands, so that the second does not read and check every file again.

The key is made of every byte of the content and of the code that reads it: a changed file is a new key. What is kept
lies in the user's own cache folder (`QIZHEN_CACHE` moves it) and may be deleted at any time. Whatever is wrong with it
only costs the time to read the content again.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from diagnostics import __version__
from diagnostics.content.yaml.layers import content_files
from diagnostics.model.content.library import Library

CACHE_VARIABLE = "QIZHEN_CACHE"
KEPT = 8  # libraries kept: one per set of overlays that somebody works with
_CODE = ("content", "model")


def remembered(folders: Sequence[Path], load: Callable[[], Library]) -> Library:
    """Return the library of these folders as it was kept, or load and keep it; raises what `load` raises."""
    place = _place()
    if place is None:
        return load()
    try:
        path = place / f"{_key(folders)}.library"
    except OSError:  # a file that cannot be read: loading says which
        return load()
    kept = _read(path)
    if kept is None:
        kept = load()
        _keep(path, kept)
    return kept


def _place() -> Path | None:
    """Return the folder, None where the user wants nothing kept (`QIZHEN_CACHE` is empty)."""
    named = os.environ.get(CACHE_VARIABLE)
    if named is not None:
        return Path(named) if named else None
    from platformdirs import user_cache_path

    return user_cache_path("qizhen", appauthor=False)


def _key(folders: Sequence[Path]) -> str:
    digest = hashlib.sha256(f"{__version__}\n{sys.version}\n".encode())
    package = Path(__file__).parents[2]
    for code in sorted(path for name in _CODE for path in (package / name).rglob("*.py")):
        told = code.stat()
        digest.update(f"{code.relative_to(package).as_posix()}:{told.st_size}:{told.st_mtime_ns}\n".encode())
    for depth, folder in enumerate(folders):
        digest.update(f"{depth}:{folder}\n".encode())
        for path in content_files(folder) if folder.is_dir() else ():
            text = path.read_bytes()
            digest.update(f"{path.relative_to(folder).as_posix()}:{len(text)}\n".encode() + text)
    return digest.hexdigest()[:40]


def _read(path: Path) -> Library | None:
    try:
        # the folder belongs to the user: who can write there can change the program as well
        kept = pickle.loads(path.read_bytes())
    except Exception:  # missing, half a file, written by another version: load again
        return None
    return kept if isinstance(kept, Library) else None


def _keep(path: Path, library: Library) -> None:
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            file.write(pickle.dumps(library, pickle.HIGHEST_PROTOCOL))
        try:
            Path(file.name).replace(path)
        except OSError:
            Path(file.name).unlink(missing_ok=True)
        oldest_first = sorted(path.parent.glob("*.library"), key=lambda each: each.stat().st_mtime)
        for old in oldest_first[:-KEPT]:
            old.unlink(missing_ok=True)
