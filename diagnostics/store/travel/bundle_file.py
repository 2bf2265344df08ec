"""A bundle as a file: sealed pieces of at most 1 MB, so that memory stays small however many photos travel.

`QZBUNDLE1`, the length and text of a header (JSON: how the key is derived), then pieces. Each piece is AES-256-GCM with
a nonce of 7 random bytes, a counter of 4 and a byte that marks the last piece (the STREAM construction); the header is
authenticated with every piece. A piece changed, moved, left out or cut off: the file is refused.

Inside: records of a kind (one byte), a length (eight bytes) and content.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from diagnostics.store.journal import sealing
from diagnostics.store.journal.problems import failure, refusal
from diagnostics.words.catalogue import system_reason

MAGIC = b"QZBUNDLE1\n"
VERSION = 1
PIECE = 2**20
LARGEST_RECORD = 256 * 2**20
_TAG, _PREFIX, _KEY, _LARGEST_HEADER = 16, 7, 32, 4096
# what a header may ask for: a manipulated one must not use up the memory of the machine
_LARGEST_COST = {"n": 2**20, "r": 16, "p": 4}
_RECORD = struct.Struct(">cQ")


class BundleWriter:
    """Writes a bundle under another name until it is complete; use it in a `with` block."""

    def __init__(self, path: Path, passphrase: str) -> None:
        self.path = path
        self.part = path.with_name(f"{path.name}.part")
        salt, prefix = os.urandom(16), os.urandom(_PREFIX)
        cost = {"n": sealing.SCRYPT_N, "r": sealing.SCRYPT_R, "p": sealing.SCRYPT_P}
        told = {"version": VERSION, "kdf": "scrypt", **cost, "salt": salt.hex(), "nonce": prefix.hex()}
        header = json.dumps(told).encode()
        self._cipher = _Pieces(_key(passphrase, salt, cost), prefix, header)
        self._start = MAGIC + struct.pack(">I", len(header)) + header
        self._waiting = bytearray()

    def __enter__(self) -> BundleWriter:
        try:
            self._file = self.part.open("wb")
            self._file.write(self._start)
        except OSError as error:
            raise failure("BUNDLE-07", self.path, detail=system_reason(error)) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        try:
            if kind is None:
                self._file.write(self._cipher.seal(bytes(self._waiting), last=True))
                self._file.flush()
                os.fsync(self._file.fileno())
            self._file.close()
            if kind is None:
                self.part.replace(self.path)
        except OSError as error:
            raise failure("BUNDLE-07", self.path, detail=system_reason(error)) from error
        finally:
            self._file.close()
            self.part.unlink(missing_ok=True)

    def record(self, kind: bytes, content: bytes) -> None:
        """Add a record; raises StoreError when it cannot be written."""
        self._waiting += _RECORD.pack(kind, len(content)) + content
        try:
            while len(self._waiting) > PIECE:
                self._file.write(self._cipher.seal(bytes(self._waiting[:PIECE]), last=False))
                del self._waiting[:PIECE]
        except OSError as error:
            raise failure("BUNDLE-07", self.path, detail=system_reason(error)) from error


class _Pieces:
    def __init__(self, key: bytes, prefix: bytes, header: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._cipher, self._prefix, self._number = AESGCM(key), prefix, 0
        self._about = hashlib.sha256(MAGIC + header).digest()

    def _nonce(self, last: bool) -> bytes:
        self._number += 1
        return self._prefix + struct.pack(">IB", self._number - 1, last)

    def seal(self, content: bytes, *, last: bool) -> bytes:
        return self._cipher.encrypt(self._nonce(last), content, self._about)

    def unseal(self, piece: bytes, *, last: bool) -> bytes:
        return self._cipher.decrypt(self._nonce(last), piece, self._about)


def read_records(path: Path, passphrase: str) -> Iterator[tuple[bytes, bytes]]:
    """Yield the records of a bundle; only when all were yielded is it known that nothing is missing.

    Raises:
        InputError: It is no bundle, of a newer version, damaged, cut off, or the passphrase is wrong.
    """
    try:
        with path.open("rb") as file:
            yield from _records(path, _contents(path, file, passphrase))
    except OSError as error:
        raise refusal("BUNDLE-01", path, detail=system_reason(error)) from error


def _records(path: Path, contents: Iterator[bytes]) -> Iterator[tuple[bytes, bytes]]:
    waiting = bytearray()
    for content in contents:
        waiting += content
        while len(waiting) >= _RECORD.size:
            kind, length = _RECORD.unpack_from(waiting)
            if length > LARGEST_RECORD:
                raise refusal("BUNDLE-04", path, detail="record")
            if len(waiting) < _RECORD.size + length:
                break
            yield kind, bytes(waiting[_RECORD.size : _RECORD.size + length])
            del waiting[: _RECORD.size + length]
    if waiting:
        raise refusal("BUNDLE-04", path, detail="record")


def _contents(path: Path, file: BinaryIO, passphrase: str) -> Iterator[bytes]:
    from cryptography.exceptions import InvalidTag

    pieces = _opened(path, file, passphrase)
    piece, first = file.read(PIECE + _TAG), True
    while True:
        following = file.read(PIECE + _TAG)
        try:
            yield pieces.unseal(piece, last=not following)
        except InvalidTag as error:
            raise refusal("BUNDLE-03" if first else "BUNDLE-04", path, detail="AES-GCM") from error
        if not following:
            return
        piece, first = following, False


def _opened(path: Path, file: BinaryIO, passphrase: str) -> _Pieces:
    if file.read(len(MAGIC)) != MAGIC:
        raise refusal("BUNDLE-02", path)
    try:
        (length,) = struct.unpack(">I", file.read(4))
        header = file.read(min(length, _LARGEST_HEADER))
        told: dict[str, Any] = json.loads(header)
        version = int(told["version"])
        cost = {name: int(told[name]) for name in _LARGEST_COST}
        salt, prefix = bytes.fromhex(told["salt"]), bytes.fromhex(told["nonce"])
    except (struct.error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise refusal("BUNDLE-04", path, detail="header") from error
    if version > VERSION:
        raise refusal("BUNDLE-05", path, theirs=version, ours=VERSION)
    fits = all(0 < cost[name] <= most for name, most in _LARGEST_COST.items()) and cost["n"].bit_count() == 1
    if length > _LARGEST_HEADER or not fits or cost["n"] < 2 or len(salt) != 16 or len(prefix) != _PREFIX:
        raise refusal("BUNDLE-04", path, detail="header")
    return _Pieces(_key(passphrase, salt, cost), prefix, header)


def _key(passphrase: str, salt: bytes, cost: dict[str, int]) -> bytes:
    text = unicodedata.normalize("NFC", passphrase).encode()
    memory = 128 * cost["n"] * cost["r"] * (cost["p"] + 1) + 2**20
    return hashlib.scrypt(text, salt=salt, **cost, maxmem=memory, dklen=_KEY)
