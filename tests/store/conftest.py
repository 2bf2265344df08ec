"""A workspace of every kind of store: each contract test runs on all of them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from diagnostics.model.content.library import Library
from diagnostics.store import Workspace, open_workspace
from diagnostics.store.journal import sealing
from tests.store.content import NUMBERS
from tests.store.server import PROVIDERS, binaries, server

CODE, NAME = "91410100MA4D000018", "示例一号（虚构）"
QUICK = 2**8

STORES: dict[str, str | None] = {"sqlite": None, "sqlite-encrypted": "新郑路 9 号", "postgres": None}

Opener = Callable[..., Workspace]


@pytest.fixture(autouse=True)
def quick_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cost of guessing is part of every lock; here it is one that tests can pay."""
    monkeypatch.setattr(sealing, "SCRYPT_N", QUICK)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The end of the URLs of a server; skipped, visibly, where there is none."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    if binaries() is None:
        pytest.skip("no PostgreSQL server here")
    with server() as end:
        yield end


@pytest.fixture
def prepared(postgres: str) -> Iterator[str]:
    """A prepared database of this test alone: the end of its URLs."""
    import psycopg

    from diagnostics.store.journal.postgres import prepare_database

    name = f"t{uuid.uuid4().hex}"
    where = f"postgresql://admin{postgres}postgres"
    with psycopg.connect(where, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    prepare_database(f"postgresql+psycopg://admin{postgres}{name}", PROVIDERS)
    yield f"{postgres}{name}"
    with psycopg.connect(where, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=STORES)
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """Open the workspace of this test, as often as wanted; everything is closed at the end."""
    opened: list[Workspace] = []

    passphrase = STORES[request.param]
    location: str | Path = tmp_path / "ws"
    if request.param == "postgres":
        location = f"postgresql+psycopg://provider_a{request.getfixturevalue('prepared')}"

    def open_it(
        author: str = "李工", device: str = "L7", read_only: bool = False, library: Library = NUMBERS
    ) -> Workspace:
        opened.append(
            open_workspace(
                location, author=author, device=device, read_only=read_only, library=library, passphrase=passphrase
            )
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
