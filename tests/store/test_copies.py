"""What a program that synchronises folders puts aside: it is noticed, it is named, and it can be taken in."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer
from diagnostics.store import (
    Merged,
    Workspace,
    find_copies,
    merge_bundle,
    open_workspace,
    read_copied_journal,
)
from diagnostics.words.conflict_copies import copies_among
from diagnostics.words.problems import InputError
from tests.store.commands import run
from tests.store.conftest import CODE, NAME
from tests.store.content import NUMBERS

FACT = "q01_network"
COPIES = (
    "workspace-DESKTOP-7A.sqlite",
    "workspace (冲突的副本 2026-06-30 10-10-10).sqlite",
    "workspace (张工 的冲突副本 2026-06-30).sqlite",
    "workspace (LAPTOP-7's conflicted copy 2026-06-30).sqlite",
    "workspace.sync-conflict-20260630-101010-ABCDEFG.sqlite",
    "workspace (SFConflict zhang@example.com 2026-06-30-10-10-10).sqlite",
    "workspace_conflict-20260630-101010.sqlite",
)


@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_is_known_by_its_name(copy: str) -> None:
    for ending in (".sqlite", ".yaml", ".docx", ".pdf", ".jpg"):
        name, original = copy.replace("workspace", "上门前表").replace(".sqlite", ending), f"上门前表{ending}"
        assert copies_among([original, name]) == {name: original}
        assert copies_among([name, f"别的{ending}"]) == {}


@pytest.mark.parametrize("name", ["甲厂-诊断报告.docx", "甲厂-诊断服务确认单.docx", "甲厂-2.docx", "甲厂(1).docx"])
def test_other_names_that_begin_alike_are_no_copies(name: str) -> None:
    assert copies_among([name, "甲厂.docx"]) == {}


# ---- journals -------------------------------------------------------------------------------------------------------


def said(value: int, by: str = "张工") -> Answer:
    return Answer(state="known", value=Fraction(value), by=by)


def begin(folder: Path, passphrase: str | None = None) -> None:
    with opened(folder, passphrase) as workspace:
        workspace.register_firm(CODE, NAME)
        workspace.testify(CODE, FACT, said(15))


def opened(folder: Path, passphrase: str | None = None) -> Workspace:
    return open_workspace(folder, author="李工", device="L7", library=NUMBERS, passphrase=passphrase)


def parted(folder: Path, passphrase: str | None = None) -> Path:
    """One workspace on two laptops: each wrote while the other was offline; returns the journal put aside."""
    begin(folder, passphrase)
    other = folder.with_name("other")
    shutil.copytree(folder, other)
    with opened(folder, passphrase) as here, opened(other, passphrase) as there:
        here.testify(CODE, FACT, said(16, "厂长"))
        there.testify(CODE, FACT, said(17, "设备科长"))
        there.add_evidence(CODE, "合同", Grade.E2, number="HT-2")
        here.add_evidence(CODE, "合同", Grade.E2, number="HT-1")
    copy = folder / "workspace-DESKTOP-7A.sqlite"
    shutil.copy(other / "workspace.sqlite", copy)
    return copy


def take_in(folder: Path, copy: Path, passphrase: str | None = None) -> Merged:
    with opened(folder, passphrase) as workspace:
        return merge_bundle(workspace, read_copied_journal(workspace, copy), "")


@pytest.mark.parametrize("name", [*COPIES, "另存的工作区.bak"])
def test_a_journal_is_known_by_what_is_in_it(tmp_path: Path, name: str) -> None:
    begin(tmp_path / "ws")
    shutil.copy(tmp_path / "ws" / "workspace.sqlite", tmp_path / "ws" / name)
    (found,) = find_copies(tmp_path / "ws")
    assert (found.code, name in found.what, "李工，L7" in found.what) == ("STORE-66", True, True)


def test_what_is_missing_here_is_counted(tmp_path: Path) -> None:
    parted(tmp_path / "ws")
    (found,) = find_copies(tmp_path / "ws")
    assert (found.code, "其中 2 条这里没有" in found.what, "bundle import" in found.what_to_do) == (
        "STORE-65",
        True,
        True,
    )


def test_a_journal_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    copy = parted(tmp_path / "ws")
    copy.write_bytes(copy.read_bytes()[:5000])
    assert [each.code for each in find_copies(tmp_path / "ws")] == ["STORE-67"]


@pytest.mark.parametrize("passphrase", [None, "新郑路 9 号"])
def test_what_the_other_laptop_recorded_comes_home_and_nothing_is_overwritten(
    tmp_path: Path, passphrase: str | None
) -> None:
    copy = parted(tmp_path / "ws", passphrase)
    done = take_in(tmp_path / "ws", copy, passphrase)
    assert (done.n_new, done.changed_firms) == (2, (CODE,))
    with opened(tmp_path / "ws", passphrase) as workspace:
        assert [each.answer.value for each in workspace.testimonies(CODE, FACT)] == [15, 16, 17]
        assert len(workspace.conflicts(CODE)) == 1
        assert sorted(each.number for each in workspace.answers(CODE).evidence) == ["HT-1", "HT-2"]
        assert len({each.id for each in workspace.answers(CODE).evidence}) == 2
        assert workspace.check() == []
        assert workspace.testify(CODE, FACT, said(18)).counter > max(each.counter for each in workspace.events()[:-1])


def test_a_copy_taken_in_again_brings_nothing(tmp_path: Path) -> None:
    copy = parted(tmp_path / "ws")
    take_in(tmp_path / "ws", copy)
    assert take_in(tmp_path / "ws", copy).n_new == 0
    assert [each.code for each in find_copies(tmp_path / "ws")] == ["STORE-66"]


def test_a_copy_that_went_on_brings_what_is_new(tmp_path: Path) -> None:
    copy = parted(tmp_path / "ws")
    take_in(tmp_path / "ws", copy)
    with opened(tmp_path / "other") as there:
        there.testify(CODE, FACT, said(20, "财务科长"))
    shutil.copy(tmp_path / "other" / "workspace.sqlite", copy)
    assert take_in(tmp_path / "ws", copy).n_new == 1


def test_a_copy_under_another_passphrase_is_refused(tmp_path: Path) -> None:
    begin(tmp_path / "ws", "一个口令")
    begin(tmp_path / "other", "另一个口令")
    with pytest.raises(InputError, match="BUNDLE-11"):
        take_in(tmp_path / "ws", tmp_path / "other" / "workspace.sqlite", "一个口令")


# ---- commands -------------------------------------------------------------------------------------------------------


def test_every_command_says_it_once_and_bundle_import_takes_it_in(tmp_path: Path) -> None:
    folder = tmp_path / "qizhen-workspace"
    copy = parted(folder)
    for arguments in (("firm", "list", "--json"), ("score", CODE, "--json"), ("coverage",), ("answer", CODE, "a.yaml")):
        (tmp_path / "a.yaml").write_text(f"firm: {{code: {CODE}, name: {NAME}}}\n", encoding="utf-8")
        told = run(tmp_path, *arguments)
        assert (told.code, told.err.count("STORE-65")) == (0, 1), arguments
    doctor = run(tmp_path, "doctor")
    assert (doctor.code, copy.name in doctor.out, "qizhen bundle import" in doctor.out) == (0, True, True)
    assert run(tmp_path, "bundle", "import", str(copy), "--json").data()["n_new"] == 2
    assert len(run(tmp_path, "bundle", "conflicts", "--json").data()["conflicts"]) >= 1
    copy.unlink()
    assert "STORE-6" not in run(tmp_path, "doctor").out + run(tmp_path, "firm", "list").err


@pytest.mark.parametrize("below", ["content", "inbox", "evidence/ab"])
def test_copies_of_other_files_are_named_by_the_doctor(tmp_path: Path, below: str) -> None:
    folder = tmp_path / "qizhen-workspace"
    begin(folder)
    (folder / below).mkdir(parents=True, exist_ok=True)
    for name in ("a.txt", "a (冲突的副本 2026-06-30).txt"):
        (folder / below / name).write_text("", encoding="utf-8")
    assert "STORE-68" in run(tmp_path, "doctor").out
