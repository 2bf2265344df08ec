"""Ids that new content declares for old ones: what was said reads under the new ones, and stays as it was recorded."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from diagnostics.model.firm.answers import Answer
from diagnostics.store import Workspace
from diagnostics.store.facts.renaming import NewIds
from tests.store.conftest import CODE

OLD, NEW = "cloud_use_any", "cloud_used"
DECLARED = NewIds({OLD: NEW}, {NEW: {"yes": "in_use"}, "systems.deploy_mode": {"public": "public_cloud"}})


def said(value: str, by: str) -> Answer:
    return Answer(state="known", value=value, by=by)


def values(workspace: Workspace, fact: str) -> list[tuple[object, str, str]]:
    return [(each.answer.value, each.answer.by, each.standing) for each in workspace.testimonies(CODE, fact)]


def test_everything_said_reads_under_the_new_ids_and_nothing_recorded_changes(workspace: Workspace) -> None:
    first = workspace.testify(CODE, OLD, said("yes", "张工"))
    workspace.testify(CODE, OLD, said("no", "李工"))
    workspace.adjudicate(CODE, OLD, first.id, reason="看过后台")
    row = workspace.add_row(CODE, "systems", {"name": "ERP", "deploy_mode": "public"})
    before = workspace.events(CODE)
    event = workspace.rename_ids(CODE, DECLARED, content="abc")
    assert event is not None
    assert workspace.events(CODE) == [*before, event]
    assert [(value, by) for value, by, _ in values(workspace, NEW)] == [("in_use", "张工"), ("no", "李工")]
    assert values(workspace, OLD) == []
    found = workspace.answers(CODE)
    assert found.answers["firm", NEW].value == "in_use"
    assert ("firm", OLD) not in found.answers
    assert found.rows["systems"][0].values["deploy_mode"] == "public_cloud"
    assert [each.id for each in workspace.facts(CODE).rows["systems"]] == [row.id]


def test_a_second_time_there_is_nothing_to_rename(workspace: Workspace) -> None:
    workspace.testify(CODE, OLD, said("yes", "张工"))
    assert workspace.rename_ids(CODE, DECLARED) is not None
    before = workspace.events(CODE)
    assert workspace.rename_ids(CODE, DECLARED) is None
    assert workspace.events(CODE) == before
    # later content renames once more: each step is followed
    assert workspace.rename_ids(CODE, NewIds({NEW: "cloud_state"}, {})) is not None
    assert values(workspace, "cloud_state") == [("in_use", "张工", "live")]


def test_what_the_firm_does_not_use_is_not_recorded(workspace: Workspace) -> None:
    assert workspace.rename_ids(CODE, DECLARED) is None
    workspace.testify(CODE, NEW, said("yes", "张工"))
    event = workspace.rename_ids(CODE, DECLARED)
    assert event is not None
    assert (event.payload["facts"], event.payload["options"]) == ({}, {NEW: {"yes": "in_use"}})


def test_corrections_and_several_answers_of_one_question_are_renamed_too(workspace: Workspace) -> None:
    declared = NewIds({}, {"network_capabilities": {"ot": "ot_net"}})
    event = workspace.testify(CODE, "network_capabilities", Answer(state="known", value=("ot", "app_net"), by="张工"))
    workspace.correct(CODE, event.id, reason="记错", now=Answer(state="known", value=("ot",), by="张工"))
    assert workspace.rename_ids(CODE, declared) is not None
    assert workspace.answers(CODE).answers["firm", "network_capabilities"].value == ("ot_net",)


def test_both_ids_answered_stand_side_by_side(workspace: Workspace) -> None:
    workspace.testify(CODE, OLD, said("yes", "张工"))
    workspace.testify(CODE, NEW, said("no", "李工"))
    workspace.rename_ids(CODE, DECLARED)
    assert {value for value, _, _ in values(workspace, NEW)} == {"in_use", "no"}
    assert [each.fact for each in workspace.conflicts(CODE)] == [NEW]


def test_known_earlier_it_reads_as_it_did_and_later_words_under_the_old_id_follow(workspace: Workspace) -> None:
    workspace.testify(CODE, OLD, said("yes", "张工"))
    then = datetime.now(UTC)
    workspace.rename_ids(CODE, DECLARED)
    workspace.testify(CODE, OLD, said("no", "张工"))  # a colleague's computer has the old content still
    assert workspace.answers(CODE, known_at=then).answers["firm", OLD].value == "yes"
    assert workspace.answers(CODE).answers["firm", NEW].value == "no"


def test_it_travels_in_a_bundle(workspace: Workspace, tmp_path: Path) -> None:
    from diagnostics.store import open_workspace
    from diagnostics.store.travel.bundle import export_bundle, read_bundle
    from diagnostics.store.travel.merging import merge_bundle

    workspace.testify(CODE, OLD, said("yes", "张工"))
    workspace.rename_ids(CODE, DECLARED)
    export_bundle(workspace, tmp_path / "a.qzb", "九号路 7 号")
    with open_workspace(tmp_path / "other", author="王工", device="L8") as other:
        merge_bundle(other, read_bundle(tmp_path / "a.qzb", "九号路 7 号"), "九号路 7 号")
        assert other.answers(CODE).answers["firm", NEW].value == "in_use"


@pytest.mark.parametrize("declared", [NewIds(), NewIds({"nobody": "somebody"})], ids=["nothing", "unused"])
def test_nothing_declared_is_nothing_written(workspace: Workspace, declared: NewIds) -> None:
    workspace.testify(CODE, OLD, said("yes", "张工"))
    before = workspace.events(CODE)
    assert workspace.rename_ids(CODE, declared) is None
    assert workspace.events(CODE) == before
