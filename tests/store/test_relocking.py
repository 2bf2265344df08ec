"""Encrypting a workspace that is there, and changing a passphrase: all of it or nothing, whenever it is interrupted."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from fractions import Fraction
from functools import partial
from pathlib import Path

import pytest

from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer, Finding
from diagnostics.store import (
    StoreError,
    Workspace,
    change_passphrase,
    encrypt_workspace,
    look_at,
    open_workspace,
)
from diagnostics.store.journal.sqlite import SqliteDatabase
from diagnostics.words.problems import InputError
from tests.store.conftest import CODE, NAME
from tests.store.content import NUMBERS

ROOT = Path(__file__).parents[2]
OLD, NEW = "新郑路 9 号", "another passphrase"
SECRETS = ("秘密数字", "换模", NAME, CODE, "李工", "LAPTOP-7", "a secret photo", "IMG_0")


def opened(folder: Path, passphrase: str | None = None, **settings: bool) -> Workspace:
    return open_workspace(folder, author="李工", device="LAPTOP-7", library=NUMBERS, passphrase=passphrase, **settings)


def fill(folder: Path, n_answers: int = 30, n_photos: int = 3) -> None:
    with opened(folder) as workspace:
        workspace.register_firm(CODE, NAME)
        for number in range(n_photos):
            photo = folder.parent / f"IMG_{number}.jpg"
            photo.write_bytes(b"a secret photo" * 1000 + bytes([number]))
            seen = workspace.add_evidence(CODE, "现场照片", Grade.E3, file=photo)
            workspace.testify(CODE, f"photo_{number}", Answer(state="known", value="秘密数字", evidence=(seen.id,)))
            photo.unlink()
        for number in range(n_answers):
            workspace.testify(CODE, f"fact_{number}", Answer(state="known", value=Fraction(number), by="设备科长"))
        workspace.add_finding(CODE, Finding(kind="pain", text="换模太慢"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    fill(tmp_path / "ws")
    return tmp_path / "ws"


def content(folder: Path, passphrase: str | None) -> object:
    """Everything that can be read of the workspace; whole, or this fails."""
    with opened(folder, passphrase, read_only=True) as workspace:
        assert [each for each in workspace.check() if not each.warning] == []
        facts = workspace.facts(CODE)
        photos = [workspace.read_evidence(CODE, each) for each in facts.files]
        events = [(each.id, each.counter, each.author, each.recorded_at) for each in workspace.events()]
        return facts.to_answers(), photos, events


def readable(folder: Path) -> list[str]:
    """What anybody can read off the disk or off the names of the files."""
    files = [each for each in folder.rglob("*") if each.is_file()]
    text = b"".join(each.read_bytes() + each.name.encode() for each in files)
    return [each for each in SECRETS if each.encode() in text]


def test_a_workspace_is_encrypted_with_everything_in_it(folder: Path) -> None:
    before = content(folder, None)
    assert readable(folder) == list(SECRETS)
    done = encrypt_workspace(folder, OLD, author="李工", device="LAPTOP-7")
    assert content(folder, OLD) == before
    assert readable(folder) == []
    assert (done.n_files, done.n_backups, done.n_inbox) == (3, 1, 0)
    assert list((folder / "backups").iterdir()) == []
    with pytest.raises(InputError, match="STORE-08"):
        opened(folder)


def test_photos_in_the_inbox_are_counted_because_they_stay_readable(folder: Path) -> None:
    (folder / "inbox" / "IMG_9.jpg").write_bytes(b"x")
    assert encrypt_workspace(folder, OLD, author="", device="").n_inbox == 1


def test_another_passphrase_opens_it_and_the_old_one_does_not(folder: Path) -> None:
    before = content(folder, None)
    encrypt_workspace(folder, OLD, author="", device="")
    done = change_passphrase(folder, OLD, NEW, author="", device="")
    assert content(folder, NEW) == before
    assert done.n_backups == 1
    with pytest.raises(InputError, match="STORE-09"):
        opened(folder, OLD)


@pytest.mark.parametrize(
    ("encrypted", "old", "new", "code"),
    [
        (False, None, "", "STORE-18"),
        (True, OLD, "", "STORE-18"),
        (True, "wrong", NEW, "STORE-09"),
        (True, None, NEW, "STORE-08"),
    ],
)
def test_a_wrong_wish_changes_nothing(folder: Path, encrypted: bool, old: str | None, new: str, code: str) -> None:
    if encrypted:
        encrypt_workspace(folder, OLD, author="", device="")
    before = (folder / "workspace.sqlite").read_bytes()
    wish = partial(change_passphrase, folder, old) if encrypted else partial(encrypt_workspace, folder)
    with pytest.raises(InputError, match=code):
        wish(new, author="", device="")
    assert (folder / "workspace.sqlite").read_bytes() == before


def test_only_a_plain_one_is_encrypted_and_only_an_encrypted_one_has_a_passphrase(folder: Path) -> None:
    with pytest.raises(InputError, match="STORE-19"):
        change_passphrase(folder, None, NEW, author="", device="")
    encrypt_workspace(folder, OLD, author="", device="")
    with pytest.raises(InputError, match="STORE-17"):
        encrypt_workspace(folder, NEW, author="", device="")
    with pytest.raises(InputError, match="STORE-07"):
        encrypt_workspace(folder / "none", NEW, author="", device="")
    assert not (folder / "none").exists()


def test_a_window_that_was_open_writes_no_plain_text_into_it(folder: Path) -> None:
    with opened(folder) as other:
        encrypt_workspace(folder, OLD, author="", device="")
        with pytest.raises(StoreError, match="STORE-16"):
            other.testify(CODE, "photo_1", Answer(state="known", value="秘密数字"))
    assert readable(folder) == []


def test_damaged_evidence_is_not_encrypted_over(folder: Path) -> None:
    (photo, *_) = sorted((folder / "evidence").glob("*/*"))
    photo.write_bytes(b"something else")
    with pytest.raises(StoreError, match="STORE-13"):
        encrypt_workspace(folder, OLD, author="", device="")
    assert not look_at(folder).encrypted
    assert list((folder / "backups").iterdir()) == []


@pytest.mark.parametrize("pages", [1, 20])
def test_a_file_that_may_not_grow_any_more_is_as_it_was(tmp_path: Path, pages: int) -> None:
    """The limit is SQLite's own; it strikes after the evidence is encrypted and some of the events are."""
    folder = tmp_path / "ws"
    fill(folder, n_answers=300)
    before = content(folder, None)
    limit = (folder / "workspace.sqlite").stat().st_size // 4096 + pages
    keep = SqliteDatabase._pragmas
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SqliteDatabase, "_pragmas", lambda self: (*keep(self), f"max_page_count={limit}"))
        with pytest.raises(StoreError, match="STORE-02"):
            encrypt_workspace(folder, OLD, author="", device="")
    assert content(folder, None) == before
    encrypt_workspace(folder, OLD, author="", device="")
    assert content(folder, OLD) == before
    assert readable(folder) == []


# ---- killed


PROGRAM = """
import sys
from diagnostics.store import change_passphrase, encrypt_workspace
from diagnostics.store.journal import sealing
sealing.SCRYPT_N = 2**8
folder, old, new = sys.argv[1:]
print("begin", flush=True)
if old:
    change_passphrase(folder, old, new, author="", device="")
else:
    encrypt_workspace(folder, new, author="", device="")
print("end", flush=True)
"""


def run_and_kill(folder: Path, old: str, new: str, seconds: float | None) -> bool:
    """Whether it came to its end; killed this long after it began."""
    command = [sys.executable, "-c", PROGRAM, str(folder), old, new]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begin\n"
        if seconds is not None:
            time.sleep(seconds)
            process.send_signal(signal.SIGKILL)
        return "end" in process.stdout.read()


def whole_under(folder: Path, passphrases: list[str | None]) -> str | None:
    """The one passphrase that opens the workspace (the next opening also clears away what the kill left)."""
    encrypted = look_at(folder).encrypted
    for each in passphrases:
        if encrypted is (each is None):
            continue
        try:
            opened(folder, each).close()
        except InputError:
            continue
        return each
    raise AssertionError("no passphrase opens the workspace")


def kill_again_and_again(tmp_path: Path, kills: int) -> tuple[int, int]:
    """Encrypt, then change the passphrase, killed at random moments; returns how often it was before and after."""
    fill(tmp_path / "ws", n_answers=150, n_photos=8)
    folder, chance = tmp_path / "ws", random.Random(20261122)
    expected = content(folder, None)
    fresh = tmp_path / "fresh"
    fill(fresh, n_answers=150, n_photos=8)
    started = time.monotonic()
    assert run_and_kill(fresh, "", OLD, None)
    longest = time.monotonic() - started
    current: str | None = None
    n_before = n_after = 0
    for number in range(kills):
        wanted = f"passphrase {number}"
        run_and_kill(folder, current or "", wanted, chance.uniform(0, longest))
        found = whole_under(folder, [current, wanted])
        assert content(folder, found) == expected
        assert found is None or readable(folder) == []
        n_before, n_after = n_before + (found == current), n_after + (found == wanted)
        current = found
    return n_before, n_after


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is a POSIX signal")
def test_killed_at_any_moment_it_is_as_it_was_or_as_it_should_be(tmp_path: Path) -> None:
    assert sum(kill_again_and_again(tmp_path, 4)) == 4


@pytest.mark.long
@pytest.mark.skipif(os.name == "nt", reason="kill -9 is a POSIX signal")
def test_sixty_kills_of_an_encryption(tmp_path: Path) -> None:
    n_before, n_after = kill_again_and_again(tmp_path, 60)
    print(f"\n60 kills: {n_before} left the old state, {n_after} the new one, nothing lost")
    assert n_before > 0
    assert n_after > 0
