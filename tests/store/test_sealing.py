"""An encrypted workspace: what it hides, from whom, and that it loses nothing by it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer, Finding
from diagnostics.store import StoreError, Workspace, look_at, open_workspace
from diagnostics.store.journal import sealing
from diagnostics.words.problems import InputError
from tests.store.conftest import CODE, NAME
from tests.store.content import TEXTS

FILE = "workspace.sqlite"
PASSPHRASE = "新郑路 9 号 é"


def opened(folder: Path, passphrase: str | None = PASSPHRASE, **settings: bool) -> Workspace:
    return open_workspace(folder, author="李工", device="LAPTOP-7", library=TEXTS, passphrase=passphrase, **settings)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An encrypted workspace with an answer, a finding and a photo."""
    photo = tmp_path / "IMG_1.jpg"
    photo.write_bytes(b"a secret photo" * 100)
    with opened(tmp_path / "ws") as workspace:
        workspace.register_firm(CODE, NAME)
        seen = workspace.add_evidence(CODE, "现场照片", Grade.E3, file=photo, number="HT-2025-118")
        workspace.testify(
            CODE, "q01_network", Answer(state="known", value="秘密数字", evidence=(seen.id,), by="设备科长")
        )
        workspace.add_finding(CODE, Finding(kind="pain", text="换模太慢"))
    photo.unlink()
    return tmp_path / "ws"


def test_what_was_written_is_read_back_with_the_passphrase(folder: Path) -> None:
    with opened(folder, read_only=True) as workspace:
        assert workspace.encrypted
        assert workspace.answers(CODE).answers["firm", "q01_network"].value == "秘密数字"
        assert workspace.read_evidence(CODE, "ev01") == b"a secret photo" * 100
        assert workspace.events()[0].author == "李工"
        assert workspace.firms()[0].name == NAME
        assert workspace.check() == []


@pytest.mark.parametrize(
    "secret",
    [
        "秘密数字",
        "q01_network",
        "换模",
        NAME,
        CODE,
        "李工",
        "LAPTOP-7",
        "设备科长",
        "HT-2025-118",
        "a secret photo",
        "IMG_1",
    ],
)
def test_nothing_of_it_can_be_read_off_the_disk(folder: Path, secret: str) -> None:
    files = [each for each in folder.rglob("*") if each.is_file()]
    assert len(files) == 2
    assert [each for each in files if secret.encode() in each.read_bytes() or secret in each.name] == []


def test_what_the_page_says_stays_readable_does(folder: Path) -> None:
    """docs/workspace.md lists it; here is the list."""
    connection = sqlite3.connect(folder / FILE)
    try:
        names = [row[1] for row in connection.execute("PRAGMA table_info(events)")]
        rows = [dict(zip(names, row, strict=True)) for row in connection.execute("SELECT * FROM events")]
    finally:
        connection.close()
    readable = {name for name in names if all(row[name] for row in rows)} - {"payload", "firm"}
    assert readable == {"id", "workspace", "counter", "recorded_at", "kind"}
    assert {row["assessment"] for row in rows} == {"", "T0"}
    assert len({row["firm"] for row in rows}) == 1


@pytest.mark.parametrize(
    ("passphrase", "code"),
    [(None, "STORE-08"), ("", "STORE-08"), ("wrong", "STORE-09"), (f"{PASSPHRASE} ", "STORE-09")],
)
def test_without_the_passphrase_it_stays_closed(folder: Path, passphrase: str | None, code: str) -> None:
    before = (folder / FILE).read_bytes()
    with pytest.raises(InputError, match=code):
        opened(folder, passphrase)
    assert (folder / FILE).read_bytes() == before
    assert look_at(folder).encrypted


def test_a_passphrase_typed_on_a_mac_is_the_same(folder: Path) -> None:
    opened(folder, PASSPHRASE.replace("é", "e\u0301")).close()


def test_a_passphrase_for_a_plain_workspace_is_not_silently_ignored(tmp_path: Path) -> None:
    opened(tmp_path, None).close()
    assert not look_at(tmp_path).encrypted
    with pytest.raises(InputError, match="STORE-10"):
        opened(tmp_path)


def change(folder: Path, statement: str) -> None:
    connection = sqlite3.connect(folder / FILE)
    connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET payload = 'AAAA' || substr(payload, 5) WHERE kind = 'testimony'",
        "UPDATE events SET payload = (SELECT payload FROM events WHERE counter = 1) WHERE kind = 'testimony'",
        "UPDATE events SET assessment = 'T1' WHERE kind = 'testimony'",
        "UPDATE events SET payload = 'not base64!' WHERE kind = 'testimony'",
    ],
    ids=["changed", "moved", "another round", "garbage"],
)
def test_what_somebody_without_the_passphrase_changed_is_noticed(folder: Path, statement: str) -> None:
    change(folder, statement)
    with opened(folder) as workspace:
        with pytest.raises(StoreError, match="STORE-04"):
            workspace.events()
        assert [each.code for each in workspace.check()] == ["STORE-04"]


def test_the_real_cost_of_guessing_is_what_the_page_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert (sealing.SCRYPT_N, sealing.SCRYPT_R, sealing.SCRYPT_P) == (2**17, 8, 1)
    lock, seal = sealing.new_lock("x")
    again = sealing.open_lock(lock, "x")
    assert again.unseal_text(seal.seal_text("文字", "here"), "here") == "文字"
    assert again.name("91") == seal.name("91") != sealing.new_lock("x")[1].name("91")
