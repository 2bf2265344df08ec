"""Kept content is the same content, and never an older one."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnostics.content.library.library import get_library
from diagnostics.content.library.library_cache import CACHE_VARIABLE, KEPT, remembered
from diagnostics.content.library.loading import load_folders
from diagnostics.model.content.library import Library
from diagnostics.words.problems import InputError

OVERLAY = """kind: facts
id: local_facts
title: 本地
edition: "1"
reviewed: 2026-11-22
facts:
  - {{id: local_note, name: {name}, type: text, info: true, better: none, profile: true}}
"""


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty cache folder that commands use from now on."""
    folder = tmp_path / "cache"
    monkeypatch.setenv(CACHE_VARIABLE, str(folder))
    return folder


def overlay(folder: Path, name: str) -> Path:
    """Write an overlay with one fact of this name."""
    folder.mkdir(exist_ok=True)
    (folder / "local_facts.yaml").write_text(OVERLAY.format(name=name), encoding="utf-8")
    return folder


def small(folder: Path) -> Library:
    """Return the content of one folder, kept or loaded."""
    return remembered([folder], lambda: load_folders([folder])[0])


def test_what_is_kept_equals_what_is_loaded(kept: Path) -> None:
    first = get_library()
    assert len(list(kept.iterdir())) == 1
    again = get_library()
    assert again == first
    assert again is not first


def test_a_changed_file_is_read_again(kept: Path, tmp_path: Path) -> None:
    folder = overlay(tmp_path / "local", "甲")
    assert small(folder).facts["local_note"].name == "甲"
    overlay(folder, "乙")
    assert small(folder).facts["local_note"].name == "乙"
    assert len(list(kept.glob("*.library"))) == 2


def test_a_damaged_or_foreign_file_only_costs_time(kept: Path, tmp_path: Path) -> None:
    folder = overlay(tmp_path / "local", "甲")
    first = small(folder)
    path = next(kept.iterdir())
    for damage in (b"", path.read_bytes()[:5000], b"\x80\x05N."):
        path.write_bytes(damage)
        assert small(folder) == first


def test_content_with_problems_is_never_kept(kept: Path, tmp_path: Path) -> None:
    folder = overlay(tmp_path / "local", "甲")
    (folder / "local_facts.yaml").write_text("kind: facts\n", encoding="utf-8")
    with pytest.raises(InputError):
        get_library([folder])
    assert not kept.exists()


def test_a_folder_that_cannot_be_written_is_no_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setenv(CACHE_VARIABLE, str(blocked / "below"))
    assert small(overlay(tmp_path / "local", "甲")).facts


def test_only_a_few_are_kept(kept: Path, tmp_path: Path) -> None:
    for number in range(KEPT + 2):
        small(overlay(tmp_path / "local", f"第{number}"))
    assert len(list(kept.glob("*.library"))) == KEPT
