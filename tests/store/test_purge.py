"""Erasing a firm: nothing about it is left on the disk but a tombstone without content."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer
from diagnostics.store import Workspace
from diagnostics.store.journal import migrating
from diagnostics.store.upkeep.purging import finish, tombstone_of
from tests.store.conftest import CODE, NAME, Opener

OTHER = "91410100EXAMPLE01U"
WORDS = "换模平均九十五分钟"


def disk(folder: Path) -> bytes:
    """Every byte of the workspace."""
    return b"".join(each.read_bytes() for each in sorted(folder.rglob("*")) if each.is_file())


def evidence_files(folder: Path) -> list[bytes]:
    return sorted(each.read_bytes() for each in (folder / "evidence").rglob("*") if each.is_file())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "ws"


@pytest.fixture
def two_firms(workspace: Workspace, tmp_path: Path, request: pytest.FixtureRequest) -> Workspace:
    """One photo belongs to both firms, one to the first alone; a backup holds everything."""
    if "[postgres" in request.node.name:
        pytest.skip("backups of a server are its administrator's; here the files of a workspace are looked at")
    workspace.register_firm(OTHER, "另一家")
    for name in ("both", "alone"):
        (tmp_path / f"{name}.jpg").write_bytes(name.encode() * 100)
    workspace.add_evidence(CODE, "照片", Grade.E3, file=tmp_path / "both.jpg")
    workspace.add_evidence(CODE, "照片", Grade.E3, file=tmp_path / "alone.jpg")
    workspace.add_evidence(OTHER, "照片", Grade.E3, file=tmp_path / "both.jpg")
    workspace.testify(CODE, "pass_rate", Answer(state="known", value=WORDS, by="质量经理张三"))
    workspace.testify(OTHER, "pass_rate", Answer(state="known", value="x"))
    workspace.database.back_up(tmp_path / "ws" / "backups" / "workspace-schema1-20260101T000000000000Z.sqlite")
    return workspace


def test_a_purged_firm_is_gone_from_the_disk(two_firms: Workspace, folder: Path) -> None:
    traces = [WORDS.encode(), "质量经理张三".encode(), NAME.encode(), CODE.encode()]
    if not two_firms.encrypted:
        assert all(each in disk(folder) for each in traces)
    done = two_firms.purge(CODE, reason="保留期满")
    assert (done.n_events, done.n_files, done.n_backups) == (5, 1, 1)
    assert [each for each in traces if each in disk(folder)] == []
    assert two_firms.check() == []
    assert [each.code for each in two_firms.firms()] == [OTHER]


def test_the_other_firm_keeps_everything(two_firms: Workspace) -> None:
    before = two_firms.facts(OTHER)
    two_firms.purge(CODE, reason="保留期满")
    assert two_firms.facts(OTHER) == before
    assert two_firms.read_evidence(OTHER, "ev01") == b"both" * 100


def test_the_tombstone_counts_and_names_nobody(two_firms: Workspace) -> None:
    two_firms.purge(CODE, reason="保留期满")
    (tombstone,) = two_firms.events(kinds=("purged",))
    assert tombstone.firm == tombstone_of(CODE)
    assert tombstone.payload["reason"] == "保留期满"
    assert tombstone.payload["n_facts"] == 1
    assert tombstone.payload["kinds"] == {
        "assessment_opened": 1, "evidence_added": 2, "firm_registered": 1, "testimony": 1,
    }  # fmt: skip
    assert date.fromisoformat(tombstone.payload["first_day"]) <= date.fromisoformat(tombstone.payload["last_day"])


def test_a_purge_that_was_interrupted_is_finished_by_the_next_opening(
    two_firms: Workspace, opener: Opener, folder: Path
) -> None:
    (extra,) = [each for each in (folder / "evidence").rglob("*") if each.is_file() and _is_alone(two_firms, each)]
    content = extra.read_bytes()
    two_firms.purge(CODE, reason="保留期满")
    extra.write_bytes(content)  # as if the process had been killed before it came to the files
    two_firms.close()
    opener()
    assert not extra.exists()


def _is_alone(workspace: Workspace, path: Path) -> bool:
    kept = workspace.facts(CODE).files["ev02"]
    return path.name == Path(kept.name).name


def test_a_purged_firm_may_come_again(two_firms: Workspace, tmp_path: Path) -> None:
    two_firms.purge(CODE, reason="保留期满")
    two_firms.register_firm(CODE, NAME)
    two_firms.add_evidence(CODE, "照片", Grade.E3, file=tmp_path / "alone.jpg")
    assert finish(two_firms) == 0
    assert two_firms.read_evidence(CODE, "ev01") == b"alone" * 100
    assert two_firms.facts(CODE).answers == {}


def test_a_backup_made_after_the_purge_stays(two_firms: Workspace, folder: Path) -> None:
    two_firms.purge(CODE, reason="保留期满")
    later = folder / "backups" / "workspace-schema2-29990101T000000000000Z.sqlite"
    two_firms.database.back_up(later)
    two_firms.purge(OTHER, reason="保留期满")
    assert later.exists()
    assert migrating.backup_moment(folder / "backups" / "workspace-schema-mine.sqlite") is None
