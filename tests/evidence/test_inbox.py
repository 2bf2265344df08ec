"""The inbox: order, doubles, what is no photo, and moving only afterwards."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest

from diagnostics.evidence.inbox import list_inbox, settle
from diagnostics.words.clock import CHINA
from diagnostics.words.problems import InputError
from tests.evidence.photo_files import jpeg, personal_exif, picture, png, write


def photo(folder: Path, name: str, taken: str) -> Path:
    return write(folder / name, jpeg(picture(40, 30), personal_exif(taken=taken)))


def test_photos_come_in_the_order_in_which_they_were_taken(tmp_path: Path) -> None:
    photo(tmp_path, "IMG_1.jpg", "2026:05:12 15:00:00")
    photo(tmp_path, "IMG_2.jpg", "2026:05:12 09:30:00")
    late = write(tmp_path / "IMG_0.png", b"")  # replaced below: no EXIF, so the time of the file counts
    picture(30, 30).save(late, "PNG")
    stamp = datetime(2026, 5, 12, 11, 0, tzinfo=CHINA).timestamp()
    os.utime(late, (stamp, stamp))
    found = list_inbox(tmp_path)
    assert [each.path.name for each in found.photos] == ["IMG_2.jpg", "IMG_0.png", "IMG_1.jpg"]
    assert found.problems == ()


def test_a_missing_folder_is_an_empty_inbox(tmp_path: Path) -> None:
    assert list_inbox(tmp_path / "none").photos == ()


def test_what_is_recorded_is_not_new(tmp_path: Path) -> None:
    photo(tmp_path, "a.jpg", "2026:05:12 09:00:00")
    photo(tmp_path, "b.jpg", "2026:05:12 10:00:00")
    first = list_inbox(tmp_path).photos[0]
    again = list_inbox(tmp_path, {first.sha256})
    assert [each.path.name for each in again.photos] == ["b.jpg"]
    assert [each.path.name for each in again.recorded] == ["a.jpg"]


def test_the_same_photo_twice_is_offered_once(tmp_path: Path) -> None:
    data = photo(tmp_path, "a.jpg", "2026:05:12 09:00:00").read_bytes()
    write(tmp_path / "a (1).jpg", data)
    found = list_inbox(tmp_path)
    assert len(found.photos) == 1
    assert len(found.recorded) == 1


def test_files_that_are_no_photos_are_named_and_left_alone(tmp_path: Path) -> None:
    write(tmp_path / "合同.pdf", b"%PDF")
    write(tmp_path / "空.jpg", b"")
    write(tmp_path / "Thumbs.db", b"x")
    write(tmp_path / ".DS_Store", b"x")
    write(tmp_path / "IMG_3.heic.part", b"x")
    write(tmp_path / "好.png", png(picture(20, 20)))
    found = list_inbox(tmp_path)
    assert [each.path.name for each in found.photos] == ["好.png"]
    assert sorted(each.code for each in found.problems) == ["PHOTO-03", "PHOTO-07"]
    assert all(each.warning for each in found.problems)


def test_a_photo_leaves_the_inbox_only_when_it_is_settled(tmp_path: Path) -> None:
    photo(tmp_path, "a.jpg", "2026:05:12 09:00:00")
    (item,) = list_inbox(tmp_path).photos
    assert item.path.exists()
    moved = settle(item)
    assert not item.path.exists()
    assert moved.parent.parent == tmp_path
    assert list_inbox(tmp_path).photos == ()


def test_settling_overwrites_nothing(tmp_path: Path) -> None:
    for minute in (0, 1, 2):
        photo(tmp_path, "a.jpg", f"2026:05:12 09:0{minute}:00")
        settle(list_inbox(tmp_path).photos[0])
    names = sorted(path.name for path in next(path for path in tmp_path.iterdir() if path.is_dir()).iterdir())
    assert names == ["a-2.jpg", "a-3.jpg", "a.jpg"]


def test_a_photo_that_cannot_be_moved_stays_and_is_named(tmp_path: Path) -> None:
    photo(tmp_path, "a.jpg", "2026:05:12 09:00:00")
    (item,) = list_inbox(tmp_path).photos
    item.path.unlink()  # taken away by someone else in between
    with pytest.raises(InputError, match="PHOTO-08"):
        settle(item)
