"""Workspaces of other schemas: the older ones come along after a backup, the newer ones are left alone."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from diagnostics.model.content.marks import Grade
from diagnostics.store import StoreError, Workspace, look_at, open_workspace
from diagnostics.store.journal.schema import SCHEMA
from diagnostics.store.journal.sqlite import APPLICATION_ID

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FILE = "workspace.sqlite"
FIRST, SECOND = "91410100MA4D000018", "91410100EXAMPLE01U"


def opened(folder: Path, *, read_only: bool = False) -> Workspace:
    return open_workspace(folder, author="李工", device="L7", read_only=read_only)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A workspace that schema 1 wrote."""
    folder = tmp_path / "ws"
    folder.mkdir()
    connection = sqlite3.connect(folder / FILE)
    connection.executescript((HERE / "schema_1.sql").read_text(encoding="utf-8"))
    connection.close()
    return folder


def backups(folder: Path) -> list[Path]:
    return sorted((folder / "backups").iterdir())


def schema_of(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


def assert_complete(workspace: Workspace) -> None:
    """Everything that schema 1 held is there, as T0."""
    facts = workspace.facts(FIRST)
    assert [(each.id, each.opened_on) for each in facts.assessments] == [("T0", date(2026, 5, 6))]
    assert facts.answers["firm", "q01_network"].value == ("ot_net",)
    assert facts.answers["firm", "q01_network"].grade == Grade.E3
    assert facts.answers["firm", "s_quality"].by == "质量经理"
    assert [dict(each.row.values) for each in facts.rows["equipment"]] == [{"process": "车削", "total": 20}]
    assert [each.id for each in facts.evidence] == ["ev01"]
    assert workspace.facts(SECOND).answers["firm", "q01_network"].state == "unknown"


def test_an_old_workspace_opens_after_a_backup(old: Path) -> None:
    before = (old / FILE).read_bytes()
    with opened(old) as workspace:
        assert_complete(workspace)
        workspace.open_assessment(FIRST)
        assert [each.id for each in workspace.assessments(FIRST)] == ["T0", "T1"]
        assert workspace.check() == []
    assert schema_of(old / FILE) == SCHEMA
    (backup,) = backups(old)
    assert schema_of(backup) == 1
    assert (old / FILE).read_bytes() != before
    with opened(old):
        assert backups(old) == [backup]


def test_the_backup_is_a_workspace_too(old: Path, tmp_path: Path) -> None:
    opened(old).close()
    (tmp_path / "restored").mkdir()
    backups(old)[0].rename(tmp_path / "restored" / FILE)
    with opened(tmp_path / "restored") as workspace:
        assert_complete(workspace)


def test_reading_an_old_workspace_changes_nothing(old: Path) -> None:
    before = (old / FILE).read_bytes()
    with opened(old, read_only=True) as workspace:
        assert_complete(workspace)
    assert (old / FILE).read_bytes() == before
    assert [each.name for each in old.iterdir()] == [FILE]
    assert look_at(old).schema == 1


def test_what_was_known_at_a_time_survives_the_migration(old: Path) -> None:
    with opened(old) as workspace:
        assert workspace.answers(FIRST, known_at=date(2026, 5, 6)).answers["firm", "q01_network"].value == ("ot_net",)


def test_a_newer_workspace_is_refused_and_left_alone(tmp_path: Path) -> None:
    opened(tmp_path).close()
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    connection.close()
    before = (tmp_path / FILE).read_bytes()
    for read_only in (False, True):
        with pytest.raises(StoreError, match=rf"STORE-06: .*{SCHEMA + 1}.*{SCHEMA}"):
            opened(tmp_path, read_only=read_only)
    assert (tmp_path / FILE).read_bytes() == before
    assert [each.code for each in look_at(tmp_path).problems] == ["STORE-06"]


# The migration works on far more than the cache holds, so that a killed one leaves half of its pages in the file.
MIGRATE_AND_DIE = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import Engine, event
from diagnostics.store import open_workspace

@event.listens_for(Engine, "after_cursor_execute")
def die(connection, cursor, statement, *rest):
    if statement.startswith(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

open_workspace(Path(sys.argv[1]), author="", device="")
"""


def fill(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute(
        "WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 4000) INSERT INTO events "
        "SELECT 'filler-' || i, (SELECT id FROM workspaces), i, '2026-05-06T00:00:00.000000Z', '', '', ?, "
        '\'consent\', \'{"given": true, "by": "\' || hex(randomblob(900)) || \'", "text": "", "retain_until": null}\' '
        "FROM n",
        (FIRST,),
    )
    connection.execute("UPDATE workspaces SET counter = 4000")
    connection.commit()
    connection.close()


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is a POSIX signal")
@pytest.mark.parametrize("statement", ["ALTER TABLE events", "UPDATE events", "PRAGMA user_version ="])
def test_a_migration_killed_halfway_is_finished_by_the_next_opening(old: Path, statement: str) -> None:
    fill(old / FILE)
    command = [sys.executable, "-c", MIGRATE_AND_DIE, str(old), statement]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert (old / f"{FILE}-journal").exists()
    assert len(backups(old)) == 1
    with opened(old) as workspace:
        assert_complete(workspace)
        assert len(workspace.events(kinds=("consent",))) == 3901
        assert workspace.check() == []
    assert schema_of(old / FILE) == SCHEMA


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is a POSIX signal")
def test_a_backup_killed_halfway_is_not_taken_for_a_backup(old: Path) -> None:
    part = old / "backups" / "workspace-schema1-20260506T000000000000Z.sqlite.part"
    part.parent.mkdir()
    part.write_bytes(b"SQLite format 3\x00 and no more")
    with opened(old) as workspace:
        assert_complete(workspace)
    assert [schema_of(each) for each in backups(old) if each.suffix == ".sqlite"] == [1]


def description(path: Path) -> dict[str, object]:
    """Columns, indexes and foreign keys of every table."""
    connection = sqlite3.connect(path)
    try:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found: dict[str, object] = {}
        for table in sorted(tables):
            columns = {row[1:] for row in connection.execute(f"PRAGMA table_info({table})")}
            indexes = sorted(row[1:4] for row in connection.execute(f"PRAGMA index_list({table})"))
            keys = [row[2:5] for row in connection.execute(f"PRAGMA foreign_key_list({table})")]
            parts = [connection.execute(f"PRAGMA index_info('{name}')").fetchall() for name, *_ in indexes]
            found[table] = (columns, indexes, parts, keys)
        version = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        return {**found, "version": version, "id": connection.execute("PRAGMA application_id").fetchone()}
    finally:
        connection.close()


def test_a_migrated_workspace_has_the_tables_of_a_new_one(old: Path, tmp_path: Path) -> None:
    opened(old).close()
    opened(tmp_path / "new").close()
    assert description(old / FILE) == description(tmp_path / "new" / FILE)
    assert description(old / FILE)["id"] == (APPLICATION_ID,)


def test_alembic_is_loaded_only_to_migrate(tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from diagnostics.store import open_workspace\n"
    code += (
        "for each in (False, True): open_workspace(Path(sys.argv[1]), author='', device='', read_only=each).close()\n"
    )
    code += "print([name for name in ('alembic', 'cryptography') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"
