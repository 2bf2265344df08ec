"""The inbox: a folder into which phones drop photos, read in the order in which they were taken.

A photo leaves the inbox only after the event that records it is on the disk. If the laptop dies in between, the photo
is found again, recognised by its hash as recorded, and only moved.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from diagnostics.evidence.photos import SUFFIXES, read_file, time_taken
from diagnostics.words.catalogue import problem, say, system_reason
from diagnostics.words.clock import CHINA
from diagnostics.words.problems import InputError, Place, Problem

# Left by systems and by copying that is still going on; nobody wants to hear of them.
_IGNORED = (".ds_store", "thumbs.db", "desktop.ini")
_UNFINISHED = (".tmp", ".part", ".crdownload", ".download", ".aae")


@dataclass(frozen=True)
class InboxPhoto:
    """A photo waiting in the inbox: hash of the file, when it was taken (or else written)."""

    path: Path
    sha256: str
    taken: datetime
    size: int


@dataclass(frozen=True)
class Inbox:
    """The files in the inbox.

    Attributes:
        photos: new photos, the oldest first.
        recorded: photos that are recorded already and only have to be moved.
        problems: files that cannot be used, as warnings.
    """

    photos: tuple[InboxPhoto, ...]
    recorded: tuple[InboxPhoto, ...]
    problems: tuple[Problem, ...]


def list_inbox(folder: Path, known: Collection[str] = ()) -> Inbox:
    """Look into the inbox; a folder that does not exist yet is empty.

    Args:
        folder: where phones drop their photos; folders below it are left alone.
        known: sha256 of the originals that are recorded as evidence.

    Raises:
        InputError: The folder cannot be read.
    """
    found: list[InboxPhoto] = []
    problems: list[Problem] = []
    for path in _files(folder):
        try:
            found.append(_waiting(path))
        except InputError as error:
            problems += [_as_warning(problem) for problem in error.problems]
    found.sort(key=lambda each: (each.taken, each.path.name))
    once = {each.sha256: each for each in reversed(found)}
    new = tuple(each for each in found if each.sha256 not in known and once[each.sha256] is each)
    old = tuple(each for each in found if each not in new)
    return Inbox(new, old, tuple(problems))


def settle(photo: InboxPhoto) -> Path:
    """Move a recorded photo out of the way, into a folder inside the inbox, and return where it is now.

    Call it only after the event is recorded. A photo with the same name that lies there already is not overwritten.

    Raises:
        InputError: The file cannot be moved, for example because it is open in another program.
    """
    folder = photo.path.parent / say("evidence", "settled_folder")
    try:
        folder.mkdir(exist_ok=True)
        target = _free(folder / photo.path.name)
        photo.path.replace(target)
    except OSError as error:
        place = Place(str(photo.path))
        raise InputError([problem("PHOTO-08", place, reason=system_reason(error))]) from error
    return target


def _files(folder: Path) -> list[Path]:
    try:
        entries = sorted(folder.iterdir())
        return [path for path in entries if path.is_file() and not _is_ignored(path.name.lower())]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise InputError([problem("PHOTO-01", Place(str(folder)), reason=system_reason(error))]) from error


def _is_ignored(name: str) -> bool:
    return name.startswith((".", "~$")) or name in _IGNORED or name.endswith(_UNFINISHED)


def _waiting(path: Path) -> InboxPhoto:
    if path.suffix.lower() not in SUFFIXES:
        raise InputError([problem("PHOTO-07", Place(str(path)), suffixes="、".join(SUFFIXES))])
    data = read_file(path)
    told = time_taken(path)
    written = datetime.fromtimestamp(path.stat().st_mtime, CHINA)
    return InboxPhoto(path, hashlib.sha256(data).hexdigest(), told or written, len(data))


def _as_warning(found: Problem) -> Problem:
    return Problem(
        place=found.place, code=found.code, what=found.what, why=found.why, what_to_do=found.what_to_do, warning=True
    )


def _free(path: Path) -> Path:
    """Return the path, or the same with a number where a file of that name lies there."""
    number, free = 2, path
    while free.exists():
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    return free
