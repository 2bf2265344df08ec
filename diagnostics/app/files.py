"""Files that a command is given, and finished files onto the disk: each replaced whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from diagnostics.words.catalogue import problem, system_reason
from diagnostics.words.problems import InputError, Place


def read_input(path: Path) -> bytes:
    """Return what is in a file that the command line names; raises InputError when it cannot be read."""
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise InputError([problem("CLI-01", Place(str(path)), reason=system_reason(error))]) from error


def write_all(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files by their names into a folder (made when missing) and return where they are.

    Raises:
        OSError: The folder cannot be made or a file cannot be written. A PermissionError names the file itself: most
            often it is open in Word, and the message says so.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [replace_file(folder / name, data) for name, data in files.items()]


def replace_file(path: Path, data: bytes) -> Path:
    """Put a file in place of the one that is there, if any."""
    unfinished = path.with_name(f"{path.name}.part")
    try:
        unfinished.write_bytes(data)
        unfinished.replace(path)
    except PermissionError as error:
        raise PermissionError(error.errno, error.strerror, str(path)) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return path
