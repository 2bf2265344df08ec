"""A workspace of every kind of store: each contract test runs on all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from diagnostics.store import Workspace, open_workspace, sealing

CODE, NAME = "91410100MA4D000018", "示例一号（虚构）"

# PostgreSQL joins here; nothing below this line knows which store it talks to.
STORES: dict[str, str | None] = {"sqlite": None, "sqlite-encrypted": "新郑路 9 号"}

Opener = Callable[..., Workspace]


@pytest.fixture(autouse=True)
def quick_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cost of guessing is part of every lock; here it is one that tests can pay."""
    monkeypatch.setattr(sealing, "SCRYPT_N", 2**8)


@pytest.fixture(params=STORES)
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """Open the workspace of this test, as often as wanted; everything is closed at the end."""
    opened: list[Workspace] = []

    passphrase = STORES[request.param]

    def open_it(author: str = "李工", device: str = "L7", read_only: bool = False) -> Workspace:
        opened.append(
            open_workspace(tmp_path / "ws", author=author, device=device, read_only=read_only, passphrase=passphrase)
        )
        return opened[-1]

    yield open_it
    for each in opened:
        each.close()


@pytest.fixture
def workspace(opener: Opener) -> Workspace:
    """A workspace with one firm."""
    found = opener()
    found.register_firm(CODE, NAME)
    return found
