"""Photos of the inbox in the middle of an interview: assigned with one key, recorded, moved; damaged ones stay."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from diagnostics.interview.screen.ports import Prompt
from diagnostics.model.content.marks import Grade
from diagnostics.store import open_workspace
from tests.builders import CODE
from tests.evidence.photo_files import jpeg, personal_exif, picture, write
from tests.interview.scripted import BEGIN, Script, hold, workspace_of

OWNER = ["总经理王总", "#1"]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Three photos in the order of their time, a damaged one between them, and a contract that is no photo."""
    folder = tmp_path / "收件"
    folder.mkdir()
    for name, minute in (("IMG_3.jpg", 30), ("IMG_1.jpg", 10), ("IMG_2.jpg", 20)):
        exif = personal_exif(taken=f"2026:06:30 09:{minute}:00")
        write(folder / name, jpeg(picture(2600, 1000 + minute), exif))
    whole = jpeg(picture(800, 600), personal_exif(taken="2026:06:30 09:15:00"))
    write(folder / "IMG_broken.jpg", whole[:6000])
    write(folder / "合同.pdf", b"%PDF-1.7")
    return folder


def test_each_photo_goes_with_one_key_to_the_question_a_finding_or_an_earlier_answer(
    tmp_path: Path, inbox: Path
) -> None:
    original = hashlib.sha256((inbox / "IMG_1.jpg").read_bytes()).hexdigest()
    talk = [*BEGIN, *OWNER, "/f 换模两小时", "1", "", "每月少产三百件", "", "", "/i", "1", "1", "2", "n", "0"]
    with workspace_of(tmp_path / "w") as workspace:
        script, _ = hold(workspace, talk, inbox=inbox)
        facts = workspace.facts(CODE)
        first = Image.open(BytesIO(workspace.read_evidence(CODE, facts.evidence[0].id)))
    here, finding, alone = (each.id for each in facts.evidence)
    assert facts.answers["firm", "business_type"].evidence == (here,)
    assert facts.answers["firm", "business_type"].grade == Grade.E3
    assert [each.finding.evidence for each in facts.findings] == [(finding,)]
    assert alone in facts.files
    assert facts.files[here].original_sha256 == original  # the oldest photo came first
    assert max(first.size) == 2048
    assert not dict(first.getexif())
    assert {each.name for each in inbox.iterdir() if each.is_file()} == {"IMG_broken.jpg", "合同.pdf"}
    assert "用不了（留在原处）：IMG_broken.jpg" in script.text
    assert "登记了 3 张，还在收件文件夹里 1 张。" in script.text


def test_several_keys_on_one_line_and_the_last_photo_taken_back(tmp_path: Path, inbox: Path) -> None:
    (inbox / "IMG_broken.jpg").unlink()
    with workspace_of(tmp_path / "w") as workspace:
        hold(workspace, [*BEGIN, *OWNER, "/i", "1nu", "s1", "0"], inbox=inbox)
        facts = workspace.facts(CODE)
    assert len(facts.evidence) == 2  # the second was taken back and put off
    assert len(facts.answers["firm", "business_type"].evidence) == 2
    assert (inbox / "IMG_2.jpg").exists()


def test_a_photo_is_on_record_before_the_next_key_and_taking_it_back_is_a_correction(
    tmp_path: Path, inbox: Path
) -> None:
    """Another program looks into the workspace at every prompt, as if the laptop died there."""
    seen: list[int] = []

    class Looking(Script):
        def ask(self, prompt: Prompt) -> str:
            with open_workspace(tmp_path / "w", author="", device="", read_only=True) as other:
                seen.append(len(other.facts(CODE).evidence))
            return super().ask(prompt)

    with workspace_of(tmp_path / "w") as workspace:
        script = Looking([*BEGIN, *OWNER, "/i", "1", "u", "q"])
        hold(workspace, script.answers, inbox=inbox, script=script)
        events = workspace.events(CODE, kinds=("evidence_added", "correction"))
        assert workspace.facts(CODE).evidence == ()
    assert seen[-4:] == [0, 1, 0, 0]  # before the key, after it, after it was taken back, back at the question
    assert [each.kind for each in events] == ["evidence_added", "correction"]
    assert events[-1].payload["reason"] == "照片归错了，当场撤回"
    assert (inbox / "IMG_1.jpg").exists()  # it counts as new again


def test_a_photo_can_prove_a_row(tmp_path: Path, inbox: Path) -> None:
    rows = ["车削,是,是,20,12,12,4,8,6,0", "磨削,是,否,6,2,3,0,2,2,0"]
    with workspace_of(tmp_path / "w") as workspace:
        script, _ = hold(workspace, [*BEGIN, "/j 工序设备表", "设备科长", *rows, "/i", "2", "q"], inbox=inbox)
        kept = workspace.facts(CODE).rows["equipment"]
    assert [len(each.row.evidence) for each in kept] == [1, 0]
    assert kept[0].row.grade == Grade.E3
    assert "第 2 行：磨削" in script.text


def test_what_was_recorded_before_a_crash_is_only_moved(tmp_path: Path, inbox: Path) -> None:
    data = (inbox / "IMG_1.jpg").read_bytes()
    with workspace_of(tmp_path / "w") as workspace:
        hold(workspace, [*BEGIN, *OWNER, "/i", "n", "q"], inbox=inbox)
        write(inbox / "IMG_1.jpg", data)  # as if the laptop had died before the photo was moved
        script, _ = hold(workspace, ["", *OWNER, "/i", "q"], inbox=inbox)
        assert len(workspace.facts(CODE).evidence) == 1
    assert not (inbox / "IMG_1.jpg").exists()
    assert "新照片 3 张" in script.text


def test_on_paper_no_photo_is_taken_and_the_folder_is_left_alone(tmp_path: Path, inbox: Path) -> None:
    begin = ["1", "1", "军品在另一栋楼", "1", "综合部主任", "", "", ""]
    with workspace_of(tmp_path / "w") as workspace:
        script, _ = hold(workspace, [*begin, *OWNER, "/i"], inbox=inbox)
        assert workspace.facts(CODE).evidence == ()
    assert "不留照片和文件" in script.text
    assert len(list(inbox.iterdir())) == 5
