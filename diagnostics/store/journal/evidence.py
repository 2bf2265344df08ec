"""Evidence files: kept by their sha256, complete or not at all, never changed.

The file is on the disk before any event names it. A crash in between leaves a file that nobody names, never an event
whose file is missing.
"""

from __future__ import annotations

import hashlib
import os
import re
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from diagnostics.store.facts.firm_facts import EvidenceFile
from diagnostics.store.journal.events import new_id
from diagnostics.store.journal.problems import failure, refusal
from diagnostics.store.journal.sealing import Seal
from diagnostics.words.catalogue import system_reason

LARGEST_FILE = 200 * 2**20
_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}")
_FULL_DISK = {28, 122, 27}  # ENOSPC, EDQUOT, EFBIG


class EvidenceFiles:
    """The folder of the evidence of one workspace."""

    def __init__(self, folder: Path, seal: Seal) -> None:
        self.folder = folder
        self.seal = seal

    def keep(self, file: Path, original_sha256: str = "") -> dict[str, Any]:
        """Copy a file into the folder and return what the journal keeps of it.

        Raises:
            InputError: It cannot be read, is empty or too large.
            StoreError: It cannot be written.
        """
        content = _read(file)
        sha256 = hashlib.sha256(content).hexdigest()
        handed_in = EvidenceFile(
            name="", sha256=sha256, size=len(content), original_name=file.name, original_sha256=original_sha256
        )
        return asdict(self.keep_copy(handed_in, content))

    def keep_copy(self, file: EvidenceFile, content: bytes) -> EvidenceFile:
        """Write content that was read and checked, and return the file under the name it has here."""
        name = self.name_of(file)
        self._write(name, self.seal.seal_file(content, name))
        return replace(file, name=name)

    def read(self, kept: EvidenceFile) -> bytes:
        """Return the content of a kept file; raises StoreError when it is missing or not what was handed in."""
        path = self.folder / kept.name
        try:
            content = self.seal.unseal_file(self._stored(kept.name), kept.name)
        except (OSError, ValueError) as error:
            raise failure("STORE-13", path, detail=error) from error
        if hashlib.sha256(content).hexdigest() != kept.sha256:
            raise failure("STORE-13", path, detail="sha256")
        return content

    def remove(self, name: str) -> None:
        """Delete a kept file; one that is gone already is fine."""
        try:
            (self.folder / name).unlink(missing_ok=True)
        except OSError as error:
            raise failure("STORE-14", self.folder / name, detail=system_reason(error)) from error

    def has(self, name: str) -> bool:
        """Whether there is a file of this name."""
        return (self.folder / name).exists()

    def names(self) -> list[str]:
        """Return the names of all files that are there, also of those that nobody needs."""
        return [path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file()]

    def _stored(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def name_of(self, file: EvidenceFile) -> str:
        """Return the name that a file has here."""
        ending = Path(file.original_name).suffix.lower()
        return self._name(file.sha256, ending if _SUFFIX.fullmatch(ending) else "")

    def _name(self, sha256: str, suffix: str) -> str:
        """Encrypted files carry a name that does not give away which file it is, not even to somebody who has it."""
        name = self.seal.name(sha256)
        return f"{name[:2]}/{name}{'.sealed' if self.seal.secret else suffix}"

    def _write(self, name: str, content: bytes) -> None:
        path = self.folder / name
        if path.exists():
            return
        part = path.with_name(f"{new_id()}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
            _sync_folder(path.parent)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            code = "STORE-02" if error.errno in _FULL_DISK else "STORE-03"
            raise failure(code, path, detail=system_reason(error)) from error


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise refusal("STORE-28", file, detail=f"> {LARGEST_FILE // 2**20} MB")
        content = file.read_bytes()
    except OSError as error:
        raise refusal("STORE-28", file, detail=system_reason(error)) from error
    if not content:
        raise refusal("STORE-28", file, detail="0 B")
    return content


def _sync_folder(folder: Path) -> None:
    """Make a new name durable; Windows neither needs nor allows it."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
