"""A photo named at the evidence prompt is kept without position and owner; what is no photo is refused in words."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from diagnostics.app.visit.interview_journal import WorkspaceJournal
from diagnostics.model.content.marks import Grade
from diagnostics.words.problems import InputError
from tests.builders import AS_OF, CODE
from tests.evidence.photo_files import jpeg, personal_exif, picture, write
from tests.interview.scripted import workspace_of


def test_a_photo_is_kept_without_position_and_owner(tmp_path: Path) -> None:
    data = jpeg(picture(), personal_exif())
    assert Image.open(BytesIO(data)).getexif().get_ifd(0x8825)  # the phone wrote where it was
    photo = write(tmp_path / "IMG_1.jpg", data)
    with workspace_of(tmp_path / "w") as workspace:
        found = WorkspaceJournal(workspace, CODE, "李工", AS_OF).add_evidence("现场照片", Grade.E3, "", photo)
        kept = workspace.read_evidence(CODE, found.id)
    copy = Image.open(BytesIO(kept))
    assert found.kept
    assert not dict(copy.getexif())
    assert max(copy.size) <= 2048
    assert photo.read_bytes() == data  # the original stays where it was


def test_what_is_named_a_photo_and_is_none_is_refused_and_nothing_recorded(tmp_path: Path) -> None:
    broken = write(tmp_path / "IMG_2.jpg", b"no photo at all")
    with workspace_of(tmp_path / "w") as workspace:
        journal = WorkspaceJournal(workspace, CODE, "李工", AS_OF)
        with pytest.raises(InputError) as refused:
            journal.add_evidence("现场照片", Grade.E3, "", broken)
        assert refused.value.problems[0].code
        assert not workspace.facts(CODE).evidence
