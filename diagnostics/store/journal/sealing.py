"""Encryption at rest: what is written into the journal and beside it, readable only with the passphrase.

A random key encrypts every payload and every evidence file by itself (AES-256-GCM), so that each answer is as durable
as without encryption: no container that must be packed when the program ends. The passphrase encrypts only that key
(scrypt), in the `lock` of the workspace. What stays readable is listed in docs/workspace.md.

`cryptography` is imported only where a workspace is encrypted.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from typing import Protocol

# Cost of one guess at the passphrase: 128 MB and a few tenths of a second. Kept in the lock, so that it may rise later.
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**17, 8, 1
_KEY_BYTES, _NONCE, _SALT = 32, 12, 16
_LOCK = b"qizhen lock 1"


class Seal(Protocol):
    """How texts, files and names are written and read back. `about` binds a text to its place in the journal."""

    secret: bool

    def seal_text(self, text: str, about: str) -> str:
        """Return the text as it is stored."""

    def unseal_text(self, stored: str, about: str) -> str:
        """Return the text again; raises ValueError when it was changed, moved or written with another key."""

    def seal_file(self, content: bytes, about: str) -> bytes:
        """Return the content of a file as it is stored."""

    def unseal_file(self, stored: bytes, about: str) -> bytes:
        """Return the content again; raises ValueError like `unseal_text`."""

    def name(self, text: str) -> str:
        """Return a name that stands for a text (the code of a firm, the hash of a file): the same for the same text."""


class NoSeal:
    """Everything as it is."""

    secret = False

    def seal_text(self, text: str, about: str) -> str:  # noqa: ARG002
        """Return the text."""
        return text

    def unseal_text(self, stored: str, about: str) -> str:  # noqa: ARG002
        """Return the text."""
        return stored

    def seal_file(self, content: bytes, about: str) -> bytes:  # noqa: ARG002
        """Return the content."""
        return content

    def unseal_file(self, stored: bytes, about: str) -> bytes:  # noqa: ARG002
        """Return the content."""
        return stored

    def name(self, text: str) -> str:
        """Return the text."""
        return text


class KeySeal:
    """AES-256-GCM with a key of 32 bytes; names by HMAC-SHA256 with a key derived from it."""

    secret = True

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._cipher = AESGCM(key)
        self._names = hmac.digest(key, b"qizhen names", "sha256")

    def seal_text(self, text: str, about: str) -> str:
        """Return the text encrypted, as base64."""
        return base64.b64encode(self.seal_file(text.encode(), about)).decode("ascii")

    def unseal_text(self, stored: str, about: str) -> str:
        """Return the text decrypted."""
        return self.unseal_file(base64.b64decode(stored, validate=True), about).decode()

    def seal_file(self, content: bytes, about: str) -> bytes:
        """Return nonce and ciphertext. Random nonces of 96 bits are safe for far more than any workspace holds."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, content, about.encode())

    def unseal_file(self, stored: bytes, about: str) -> bytes:
        """Return the content decrypted."""
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(stored[:_NONCE], stored[_NONCE:], about.encode())
        except InvalidTag as error:
            raise ValueError(about) from error

    def name(self, text: str) -> str:
        """Return 40 hexadecimal digits that nobody can compute without the key."""
        return hmac.digest(self._names, text.encode(), "sha256").hex()[:40]


def new_lock(passphrase: str) -> tuple[str, KeySeal]:
    """Return the lock of a new encrypted workspace and its seal."""
    key = os.urandom(_KEY_BYTES)
    return _lock(key, passphrase), KeySeal(key)


def open_lock(lock: str, passphrase: str) -> KeySeal:
    """Return the seal of an encrypted workspace; raises ValueError for a wrong passphrase."""
    return KeySeal(_key(lock, passphrase))


def change_lock(lock: str, old: str, new: str) -> str:
    """Return a lock that holds the same key under another passphrase; raises ValueError when the old one is wrong."""
    return _lock(_key(lock, old), new)


def _lock(key: bytes, passphrase: str) -> str:
    salt = os.urandom(_SALT)
    cost = {"n": SCRYPT_N, "r": SCRYPT_R, "p": SCRYPT_P}
    wrapped = _wrapping(passphrase, salt, cost).seal_file(key, _LOCK.decode())
    return json.dumps({"kdf": "scrypt", **cost, "salt": salt.hex(), "key": wrapped.hex()})


def _key(lock: str, passphrase: str) -> bytes:
    data = json.loads(lock)
    cost = {each: int(data[each]) for each in ("n", "r", "p")}
    wrapping = _wrapping(passphrase, bytes.fromhex(data["salt"]), cost)
    return wrapping.unseal_file(bytes.fromhex(data["key"]), _LOCK.decode())


def _wrapping(passphrase: str, salt: bytes, cost: dict[str, int]) -> KeySeal:
    import unicodedata

    # the same passphrase typed on a Mac and on Windows may be composed differently
    text = unicodedata.normalize("NFC", passphrase).encode()
    memory = 128 * cost["n"] * cost["r"] * (cost["p"] + 1) + 2**20
    return KeySeal(hashlib.scrypt(text, salt=salt, **cost, maxmem=memory, dklen=_KEY_BYTES))
