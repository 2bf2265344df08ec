"""Files of a report onto the disk: whole or not at all, with names every system takes."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from diagnostics.app.file_names import safe_file_name
from diagnostics.app.files import replace_file, write_all


def test_a_file_replaces_the_old_one_whole(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"old")
    assert write_all(tmp_path / "neu", {"a.docx": b"1", "b.pdf": b"2"}) == [
        tmp_path / "neu" / "a.docx", tmp_path / "neu" / "b.pdf"
    ]  # fmt: skip
    replace_file(tmp_path / "a.docx", b"new")
    assert (tmp_path / "a.docx").read_bytes() == b"new"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.docx", "neu"]


def test_what_cannot_be_replaced_stays_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "a.docx").mkdir()
    with pytest.raises(OSError, match=r"a\.docx") as failed:
        replace_file(tmp_path / "a.docx", b"new")
    assert failed.value.errno in {errno.EISDIR, errno.EACCES, errno.EEXIST, errno.ENOTEMPTY}
    assert [each.name for each in tmp_path.iterdir()] == ["a.docx"]


@pytest.mark.parametrize("name", ["CON", "*ST精工", "甲:乙", "nul.docx", "名" * 300])
def test_names_of_firms_become_names_of_files(tmp_path: Path, name: str) -> None:
    (path,) = write_all(tmp_path, {f"{safe_file_name(name, 'x')}.docx": b"1"})
    assert path.is_file()
    assert not set('<>:"/\\|?*') & set(path.name)
    assert path.stem.upper() not in {"CON", "NUL"}
