"""What goes wrong on real computers: said clearly, nothing lost, nothing half written."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path, PureWindowsPath

import pytest

from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer
from diagnostics.store import StoreError, Workspace, look_at, open_workspace
from diagnostics.store.journal.sqlite import file_uri
from diagnostics.store.journal.values import to_json
from diagnostics.words.problems import InputError
from tests.store.conftest import CODE, NAME
from tests.store.content import TEXTS

ROOT = Path(__file__).parents[2]
FILE = "workspace.sqlite"


def opened(folder: Path, **settings: object) -> Workspace:
    return open_workspace(folder, author="李工", device="L7", library=TEXTS, **settings)  # type: ignore[arg-type]


def answered(folder: Path, number: int = 1) -> list[str]:
    """Make a workspace with some answers; returns the ids of its events."""
    with opened(folder) as workspace:
        workspace.register_firm(CODE, NAME)
        with workspace.recording(CODE) as record:
            for each in range(number):
                answer = to_json(Answer(state="known", value="x" * 50))
                record.append("testimony", {"subject": "firm", "fact": f"fact_{each}", "answer": answer})
        return [each.id for each in workspace.events()]


def ids(folder: Path) -> list[str]:
    with opened(folder, read_only=True) as workspace:
        return [each.id for each in workspace.events()]


# ---- somebody else ----


def test_a_second_process_is_told_that_the_workspace_is_busy(tmp_path: Path) -> None:
    before = answered(tmp_path)
    code = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute('BEGIN EXCLUSIVE'); "
    code += "print('held', flush=True); sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / FILE)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(StoreError, match="STORE-01: 工作区正被另一个程序占用"):
        opened(tmp_path, patience=0.2)
    holder.communicate()
    assert ids(tmp_path) == before


def test_a_writer_that_waits_its_turn_succeeds(tmp_path: Path) -> None:
    answered(tmp_path)
    code = (
        "import sys; from pathlib import Path; from tests.store.test_trouble import opened; from tests.store.conftest "
    )
    code += "import CODE; from diagnostics.model.firm.answers import Answer\n"
    code += "with opened(Path(sys.argv[1]), patience=60) as w:\n"
    code += "    for n in range(10): w.testify(CODE, f'from_{sys.argv[2]}_{n}', Answer(state='known', value='x'))"
    writers = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path), name], cwd=ROOT, stderr=subprocess.PIPE)
        for name in "ab"
    ]
    assert [writer.communicate()[1] for writer in writers] == [b"", b""]
    with opened(tmp_path, read_only=True) as workspace:
        assert len(workspace.answers(CODE).answers) == 21
        counters = [each.counter for each in workspace.events()]
    assert counters == list(range(1, len(counters) + 1))


# ---- the disk ----


def in_child(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)


FILL = """
import sys
from pathlib import Path, PureWindowsPath
from diagnostics.model.firm.answers import Answer
from diagnostics.store import StoreError, open_workspace
from tests.store.content import TEXTS
with open_workspace(Path(sys.argv[1]), author="李工", device="L7", library=TEXTS) as workspace:
    try:
        for number in range(100_000):
            event = workspace.testify("91410100MA4D000018", f"fact_{number}", Answer(state="known", value="x" * 2000))
            print(event.id, flush=True)
    except StoreError as error:
        print(error.problem.code, flush=True)
"""


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="limits of file sizes are POSIX")
def test_a_file_that_may_not_grow_any_more_loses_nothing(tmp_path: Path) -> None:
    before = answered(tmp_path)
    limit = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    limit += "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
    *confirmed, code = in_child(limit + FILL, str(tmp_path)).stdout.split()
    assert code in {"STORE-02", "STORE-11"}
    assert len(confirmed) > 20
    assert ids(tmp_path)[: len(before)] == before
    assert ids(tmp_path)[-len(confirmed) :] == confirmed
    with opened(tmp_path) as workspace:
        workspace.testify(CODE, "after", Answer(state="known", value="x"))
        assert workspace.check() == []


@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs a file system of its own (unshare)")
def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    before = answered(tmp_path / "ws")
    (tmp_path / "disk").mkdir()
    (tmp_path / "fill.py").write_text(FILL, encoding="utf-8")
    # the disk is seen by this shell and its children only, and goes with them
    script = 'mount -t tmpfs -o size=300k none "$1/disk" || exit 77; cp -r "$1/ws" "$1/disk/ws" && '
    script += '"$2" "$1/fill.py" "$1/disk/ws"; cp "$1/disk/ws/workspace.sqlite" "$1/after.sqlite"'
    shell = ["unshare", "--mount", "--map-root-user", "sh", "-c", script, "sh", str(tmp_path), sys.executable]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(shell, capture_output=True, encoding="utf-8", env=environment, check=False)
    if done.returncode == 77 or "unshare failed" in done.stderr:
        pytest.skip(f"no right to mount: {done.stderr.strip()}")
    *confirmed, code = done.stdout.split()
    assert code == "STORE-02"
    shutil.copy(tmp_path / "after.sqlite", tmp_path / "ws" / FILE)
    kept = ids(tmp_path / "ws")
    assert kept[: len(before)] == before
    assert [each for each in confirmed if each not in kept] == []
    assert len(confirmed) > 5


def test_an_evidence_file_that_finds_no_room_is_not_recorded(tmp_path: Path) -> None:
    answered(tmp_path)
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"x" * 300_000)
    code = "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    code += "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
    code += (
        "from pathlib import Path; from diagnostics.model.content.marks import Grade; from diagnostics.store import *\n"
    )
    code += "with open_workspace(Path(sys.argv[1]), author='', device='') as w:\n"
    code += "    try: w.add_evidence('91410100MA4D000018', '照片', Grade.E3, file=Path(sys.argv[2]))\n"
    code += "    except StoreError as error: print(error.problem.code)\n"
    assert in_child(code, str(tmp_path), str(photo)).stdout.strip() == "STORE-02"
    with opened(tmp_path) as workspace:
        assert workspace.facts(CODE).evidence == ()
        assert workspace.check() == []
        assert workspace.add_evidence(CODE, "照片", Grade.E3, file=photo).id == "ev01"


READ_ONLY = """
import os, sys
from pathlib import Path, PureWindowsPath
from diagnostics.model.firm.answers import Answer
from diagnostics.store import StoreError, open_workspace
from diagnostics.words.catalogue import catalogue
from tests.store.content import TEXTS
folder = Path(sys.argv[1])
with open_workspace(folder / "before", author="", device="") as workspace:  # all that is imported late is imported now
    workspace.events()
catalogue()
if os.geteuid() == 0:
    os.setuid(65534)  # root may write everywhere
for name, settings in (("ws", {"read_only": True}), ("ws", {}), ("other", {})):
    try:
        with open_workspace(folder / name, author="", device="", library=TEXTS, **settings) as workspace:
            print(len(workspace.events()))
            workspace.testify("91410100MA4D000018", "f", Answer(state="known", value="x"))
    except StoreError as error:
        print(error.problem.code)
"""


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="rights of files are POSIX")
def test_a_folder_without_the_right_to_write_is_read_and_not_written() -> None:
    folder = Path(tempfile.mkdtemp(prefix="qizhen-"))  # pytest's own folder is closed to others
    try:
        before = answered(folder / "ws")
        (folder / "before").mkdir()
        for each in (folder, folder / "ws", *(folder / "ws").iterdir()):
            each.chmod(0o555 if each.is_dir() else 0o444)
        done = in_child(READ_ONLY, str(folder))
        assert done.stdout.split() == [str(len(before)), "STORE-29", str(len(before)), "STORE-03", "STORE-03"]
        assert ids(folder / "ws") == before
    finally:
        for each in (folder, folder / "ws"):
            each.chmod(0o755)
        shutil.rmtree(folder)


# ---- the file ----


def test_a_damaged_file_is_recognised_and_left_as_it_is(tmp_path: Path) -> None:
    answered(tmp_path, 200)
    path = tmp_path / FILE
    content = bytearray(path.read_bytes())
    content[4096:20_000] = b"\xff" * (20_000 - 4096)
    path.write_bytes(content)
    for settings in ({}, {"read_only": True}):
        with pytest.raises(StoreError, match="STORE-04"):
            opened(tmp_path, **settings).events()
    assert [each.code for each in look_at(tmp_path).problems][:1] == ["STORE-04"]
    assert path.read_bytes() == bytes(content)


def test_a_file_that_was_cut_off_is_recognised(tmp_path: Path) -> None:
    answered(tmp_path, 200)
    path = tmp_path / FILE
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(StoreError, match="STORE-04"):
        opened(tmp_path)


@pytest.mark.parametrize("content", [b"PK\x03\x04 a Word file", b"SQLite"], ids=["word", "short"])
def test_a_file_of_something_else_is_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(StoreError, match="STORE-05"):
        opened(tmp_path)
    assert (tmp_path / FILE).read_bytes() == content


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute("CREATE TABLE chat (text)")
    connection.commit()
    connection.close()
    before = (tmp_path / FILE).read_bytes()
    for settings in ({}, {"read_only": True}):
        with pytest.raises(StoreError, match="STORE-05"):
            opened(tmp_path, **settings)
    assert (tmp_path / FILE).read_bytes() == before


def test_an_empty_file_is_a_workspace_that_was_not_begun(tmp_path: Path) -> None:
    """What is left when the process is killed while it makes the workspace."""
    (tmp_path / FILE).touch()
    answered(tmp_path)
    assert look_at(tmp_path).problems == ()


def test_reading_makes_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="STORE-07"):
        opened(tmp_path / "none", read_only=True)
    assert list(tmp_path.iterdir()) == []
    assert not look_at(tmp_path / "none").exists


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(InputError, match="STORE-35"):
        opened(tmp_path / "a")


def test_the_url_of_a_database_is_refused_and_its_password_not_repeated() -> None:
    with pytest.raises(InputError, match="STORE-51") as refused:
        open_workspace("postgresql://me:secret@host/db", author="", device="")
    assert "secret" not in str(refused.value)


def test_no_handle_stays_open(tmp_path: Path) -> None:
    """On Windows an open file can be neither moved nor deleted; here we look at the list of open files."""
    answered(tmp_path)
    workspace = opened(tmp_path)
    workspace.firms()
    if Path("/proc/self/fd").exists():
        links = [str(each.readlink()) for each in Path("/proc/self/fd").iterdir() if each.is_symlink()]
        assert [each for each in links if str(tmp_path) in each] == []
    (tmp_path / FILE).rename(tmp_path / "moved.sqlite")
    (tmp_path / "moved.sqlite").rename(tmp_path / FILE)
    workspace.close()
    workspace.close()


def test_names_of_folders_need_no_care(tmp_path: Path) -> None:
    folder = tmp_path / "精工 50% #1 ?a=b&c"
    before = answered(folder)
    assert ids(folder) == before


def test_the_durable_settings_are_on(tmp_path: Path) -> None:
    with opened(tmp_path) as workspace, workspace.database.writing() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert pragmas == {"journal_mode": "delete", "synchronous": 3, "foreign_keys": 1, "secure_delete": 1}


def test_a_network_share_of_windows_becomes_a_legal_uri() -> None:
    assert file_uri(PureWindowsPath(r"C:\a b\w.sqlite")) == "file:///C:/a%20b/w.sqlite"
    assert file_uri(PureWindowsPath(r"\\server\share\w.sqlite")) == "file:////server/share/w.sqlite"
