"""Answers files into the workspace: nothing lost, nothing twice."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from diagnostics.answers.files.file import read_answers
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer, Evidence, Finding, FirmAnswers
from diagnostics.store import Intake, Workspace, take_in
from tests.builders import AS_OF, firm, shipped
from tests.store.conftest import CODE, NAME, Opener

# What a file brings does not depend on how the store keeps it.
pytestmark = pytest.mark.parametrize("opener", ["sqlite"], indirect=True)

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))


@pytest.fixture
def workspace(opener: Opener) -> Workspace:
    """A workspace with one firm, opened with the content of the product."""
    found = opener(library=shipped())
    found.register_firm(CODE, NAME)
    return found


def taken(workspace: Workspace, given: FirmAnswers, source: str = "a.yaml") -> Intake:
    return take_in(workspace, CODE, given, shipped().tables, source=source)


def new(done: Intake) -> tuple[int, int, int, int]:
    return done.n_answers, done.n_rows, done.n_evidence, done.n_findings


def rows_of(workspace: Workspace, table: str = "equipment") -> list[dict[str, Any]]:
    return [dict(each.values) for each in workspace.answers(CODE).rows.get(table, ())]


def machines(**totals: int) -> dict[str, Any]:
    return {"equipment": [{"process": name, "key": True, "total": total} for name, total in totals.items()]}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_firm_diagnosed_from_the_workspace_is_the_firm_of_the_file(workspace: Workspace, path: Path) -> None:
    given, _ = read_answers(path, shipped())
    assert given is not None
    workspace.register_firm(given.code, given.name)
    take_in(workspace, given.code, given, shipped().tables, source=path.name)
    kept = workspace.answers(given.code)
    for part in ("name", "subjects", "answers", "tailored", "evidence", "findings", "visit", "fictitious"):
        assert getattr(kept, part) == getattr(given, part), part
    assert {name: list(rows) for name, rows in kept.rows.items()} == {
        name: list(rows) for name, rows in given.rows.items()
    }
    results = [diagnose([each], shipped(), AS_OF)[0].to_json(AS_OF) for each in (given, kept)]
    assert json.dumps(results[0]) == json.dumps(results[1])
    assert new(take_in(workspace, given.code, given, shipped().tables, source=path.name)) == (0, 0, 0, 0)


def test_the_same_file_under_another_name_adds_no_row_twice(workspace: Workspace) -> None:
    taken(workspace, firm({"s_quality": 2}, **machines(车削=20, 铣削=8)))
    done = taken(workspace, firm({"s_quality": 2}, **machines(车削=20, 铣削=8)), source="copy.yaml")
    assert new(done) == (0, 0, 0, 0)
    assert len(rows_of(workspace)) == 2


def test_an_edited_file_changes_its_own_rows(workspace: Workspace) -> None:
    taken(workspace, firm(**machines(车削=20, 铣削=8, 磨削=3)))
    taken(workspace, firm(**machines(车削=22, 铣削=8, 钻孔=5)))
    assert [(each["process"], each["total"]) for each in rows_of(workspace)] == [("车削", 22), ("铣削", 8), ("钻孔", 5)]


def test_rows_from_elsewhere_are_left_alone(workspace: Workspace) -> None:
    workspace.add_row(CODE, "equipment", {"process": "磨削", "key": False})
    taken(workspace, firm(**machines(车削=20)))
    taken(workspace, firm(**machines(车削=21)))
    assert [each["process"] for each in rows_of(workspace)] == ["磨削", "车削"]


def test_what_a_person_changed_since_is_not_undone_by_the_same_file(workspace: Workspace) -> None:
    given = firm({"s_quality": 2}, **machines(车削=20))
    taken(workspace, given)
    (kept,) = workspace.facts(CODE).rows["equipment"]
    workspace.remove_row(CODE, "equipment", kept.id)
    workspace.testify(CODE, "s_quality", Answer(state="known", value="l3"))
    taken(workspace, given)
    assert rows_of(workspace) == []
    assert workspace.answers(CODE).answers["firm", "s_quality"].value == "l3"


def test_a_file_that_says_otherwise_stands_beside_what_was_said(workspace: Workspace) -> None:
    first = firm({"s_quality": {"value": 2, "by": "质量经理"}})
    taken(workspace, first)
    taken(workspace, firm({"s_quality": {"value": 3, "by": "总经理"}}), source="b.yaml")
    assert len(workspace.testimonies(CODE, "s_quality")) == 2
    assert len(workspace.conflicts(CODE)) == 1


def test_a_year_with_weaker_evidence_does_not_replace_a_better_one(workspace: Workspace) -> None:
    taken(workspace, firm(grade="E2", years=[{"year": 2025, "revenue_wan": 8200}]))
    done = taken(workspace, firm(years=[{"year": 2025, "revenue_wan": 9000}]), source="b.yaml")
    assert [each["revenue_wan"] for each in rows_of(workspace, "years")] == [8200]
    assert "STORE-41" in [each.code for each in done.problems]
    taken(workspace, firm(grade="E4", years=[{"year": 2025, "revenue_wan": 8100}]), source="c.yaml")
    assert [each["revenue_wan"] for each in rows_of(workspace, "years")] == [8100]


def test_evidence_of_two_files_with_one_number_is_two_things(workspace: Workspace) -> None:
    paper = Evidence(id="ev01", grade=Grade.E2, kind="合同", date=date(2026, 5, 6), number="HT-1")
    for source, number in (("a.yaml", "HT-1"), ("b.yaml", "HT-2"), ("c.yaml", "HT-1")):
        given = replace(firm(), evidence=(replace(paper, number=number),))
        key, answer = (
            ("firm", "s_quality"),
            Answer(state="known", value="l2", grade=Grade.E2, evidence=("ev01",), by=source),
        )
        taken(workspace, replace(given, answers={key: answer}), source=source)
    assert [(each.id, each.number) for each in workspace.answers(CODE).evidence] == [
        ("ev01", "HT-1"),
        ("ev01~2", "HT-2"),
    ]
    said = workspace.testimonies(CODE, "s_quality")
    assert [each.answer.evidence for each in said] == [("ev01",), ("ev01~2",), ("ev01",)]


def test_an_empty_table_in_a_file_is_known_to_be_empty(workspace: Workspace) -> None:
    taken(workspace, firm(systems=[]))
    assert workspace.answers(CODE).rows["systems"] == ()


def test_another_name_in_the_file_is_pointed_out(workspace: Workspace) -> None:
    done = taken(workspace, replace(firm(), name="别的名称"))
    assert [each.code for each in done.problems] == ["STORE-40"]
    assert workspace.answers(CODE).name != "别的名称"


# ---- the name of a file is not its identity -------------------------------------------------------------------------

TABLES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "equipment": ({"process": "车削", "key": True, "total": 10}, {"process": "车削", "key": True, "total": 11}),
    "systems": (
        {"name": "云ERP", "category_item": "app_mgmt", "annual_fee_wan": 6},
        {"name": "云ERP", "category_item": "app_mgmt", "annual_fee_wan": 8},
    ),
    "titles": (
        {"tier": "province", "valid_from": "2024-07-01", "valid_to": "2026-06-30"},
        {"tier": "province", "valid_from": "2024-07-01", "valid_to": "2027-06-30"},
    ),
    "official_results": (
        {"instrument": "cmmm", "date": "2026-03-02", "level": 1},
        {"instrument": "cmmm", "date": "2026-03-02", "level": 2},
    ),
    "years": ({"year": 2025, "revenue_wan": 8200}, {"year": 2025, "revenue_wan": 8000}),
}  # fmt: skip


def holding(table: str, row: dict[str, Any], answers: dict[str, Any] | None = None) -> FirmAnswers:
    """Read a file with one row of a table."""
    block: dict[str, Any] = {table: [row]}
    return firm(answers, about=block) if table == "titles" else firm(answers, **block)


def told(done: Intake) -> list[str]:
    """What is said of rows and findings; the firm of these files has another name than the registered one."""
    return [each.code for each in done.problems if each.code != "STORE-40"]


@pytest.mark.parametrize("table", TABLES)
def test_a_corrected_form_under_another_name_replaces_its_row_and_says_so(workspace: Workspace, table: str) -> None:
    old, corrected = TABLES[table]
    taken(workspace, holding(table, old, {"s_quality": 2}), source="上门前表.yaml")
    before = rows_of(workspace, table)
    done = taken(workspace, holding(table, corrected, {"s_quality": 2}), source="上门前表(1).yaml")
    after = rows_of(workspace, table)
    assert (len(before), len(after)) == (1, 1)
    assert before != after
    assert (told(done), done.n_rows) == (["STORE-60"], 1)
    assert "上门前表.yaml" in str(done.problems[-1])


def test_what_was_corrected_is_said_in_words(workspace: Workspace) -> None:
    taken(workspace, firm(**machines(车削=10)))
    problem = taken(workspace, firm(**machines(车削=11)), source="a(1).yaml").problems[-1]
    assert "工序设备表“车削”以前来自a.yaml，现在按这份文件改了：生产设备总数 10 → 11" in str(problem)


@pytest.mark.parametrize("table", TABLES)
def test_the_old_edition_sent_again_does_not_undo_the_correction(workspace: Workspace, table: str) -> None:
    old, corrected = TABLES[table]
    taken(workspace, holding(table, old))
    taken(workspace, holding(table, corrected), source="a(1).yaml")
    now = rows_of(workspace, table)
    for source in ("a.yaml", "a(2).yaml"):
        done = taken(workspace, holding(table, old), source=source)
        assert (rows_of(workspace, table), told(done), done.n_rows) == (now, ["STORE-62"], 0)


def test_a_row_edited_back_under_the_same_name_is_not_lost(workspace: Workspace) -> None:
    for total in (10, 11, 10):
        taken(workspace, firm(**machines(车削=total)))
    assert [each["process"] for each in rows_of(workspace)] == ["车削"]


def test_a_row_that_a_corrected_form_leaves_away_is_taken_out_and_named(workspace: Workspace) -> None:
    taken(workspace, firm({"s_quality": 2}, **machines(车削=10, 铣削=5)))
    done = taken(workspace, firm({"s_quality": 2, "s_decision": 1}, **machines(车削=10)), source="b.yaml")
    assert [each["process"] for each in rows_of(workspace)] == ["车削"]
    assert told(done) == ["STORE-61"]


def test_a_list_of_somebody_else_takes_nothing_out(workspace: Workspace) -> None:
    taken(workspace, firm({"s_quality": 2}, **machines(车削=10, 铣削=5, 磨削=1)), source="设备科.yaml")
    done = taken(workspace, firm({"s_decision": 1}, **machines(车削=10)), source="总经理.yaml")
    assert [each["process"] for each in rows_of(workspace)] == ["车削", "铣削", "磨削"]
    assert (told(done), done.n_rows) == ([], 0)


def test_the_forms_of_two_workshops_that_are_called_alike_are_two(workspace: Workspace) -> None:
    shops = [
        {"id": "plant", "kind": "site", "name": "厂区"},
        *({"id": each, "kind": "workshop", "parent": "plant", "name": each} for each in ("ws_a", "ws_b")),
    ]
    for shop, process, answer in (("ws_a", "车削", "s_quality"), ("ws_b", "焊接", "s_decision")):
        rows = [{"process": process, "key": True, "total": 4, "subject": shop}]
        taken(workspace, firm({answer: 1}, subjects=shops, equipment=rows), source="设备表.yaml")
    assert [each["process"] for each in rows_of(workspace)] == ["车削", "焊接"]


def test_a_name_typed_a_little_otherwise_is_the_same_row(workspace: Workspace) -> None:
    taken(workspace, firm(systems=[{"name": "云ERP", "category_item": "app_mgmt"}]))
    taken(workspace, firm(systems=[{"name": "云 ＥＲＰ", "category_item": "app_ops"}]), source="b.yaml")
    assert [each["category_item"] for each in rows_of(workspace, "systems")] == ["app_ops"]


def test_a_service_that_was_renewed_stays_two_rows(workspace: Workspace) -> None:
    first = {"name": "云ERP", "category_item": "app_mgmt", "start_date": "2024-01-10", "end_date": "2025-01-09"}
    again = {**first, "start_date": "2025-01-10", "end_date": "2026-01-09"}
    taken(workspace, firm({"s_quality": 2}, systems=[first]))
    taken(workspace, firm({"s_decision": 2}, systems=[again]), source="b.yaml")
    assert len(rows_of(workspace, "systems")) == 2


def test_two_people_who_each_know_a_part_complete_one_row(workspace: Workspace) -> None:
    taken(workspace, firm({"s_quality": 2}, years=[{"year": 2025, "revenue_wan": 8200}]), source="财务.yaml")
    done = taken(workspace, firm({"s_decision": 2}, years=[{"year": 2025, "employees": 120}]), source="人事.yaml")
    assert rows_of(workspace, "years") == [{"year": 2025, "revenue_wan": 8200, "employees": 120}]
    assert told(done) == ["STORE-60"]


def test_a_service_whose_start_one_file_leaves_open_is_one_service(workspace: Workspace) -> None:
    short = {"name": "云ERP", "category_item": "app_mgmt"}
    whole = {**short, "start_date": "2024-01-10", "annual_fee_wan": 6}
    for number, rows in enumerate(([whole], [short], [whole])):
        taken(workspace, firm({f"s_{('quality', 'decision', 'quality')[number]}": 1}, systems=rows), source=f"{number}")
    assert rows_of(workspace, "systems") == [
        {"name": "云ERP", "category_item": "app_mgmt", "start_date": date(2024, 1, 10), "annual_fee_wan": 6}
    ]


def test_what_is_open_in_a_corrected_form_is_open(workspace: Workspace) -> None:
    row = {"name": "云ERP", "category_item": "app_mgmt"}
    taken(workspace, firm({"s_quality": 2}, systems=[{**row, "annual_fee_wan": 6}]))
    taken(workspace, firm({"s_quality": 2}, systems=[row]), source="a(1).yaml")
    assert rows_of(workspace, "systems") == [row]


def test_two_rows_of_one_process_are_not_guessed_apart(workspace: Workspace) -> None:
    lathes = [{"process": "车削", "key": True, "total": total} for total in (4, 9)]
    taken(workspace, firm({"s_quality": 2}, equipment=lathes))
    done = taken(workspace, firm({"s_decision": 2}, **machines(车削=5)), source="b.yaml")
    assert [each["total"] for each in rows_of(workspace)] == [4, 9, 5]
    assert told(done) == ["STORE-63"]


def test_a_file_does_not_replace_what_a_person_typed(workspace: Workspace) -> None:
    workspace.add_row(CODE, "equipment", {"process": "车削", "key": True, "total": Fraction(12)})
    done = taken(workspace, firm(**machines(车削=11)))
    assert [each["total"] for each in rows_of(workspace)] == [12]
    assert told(done) == ["STORE-41"]


def pain(text: str, title: str = "交期不准") -> dict[str, Any]:
    return {"findings": [{"kind": "pain", "title": title, "text": text}]}


def test_a_finding_of_a_corrected_form_replaces_the_earlier_one(workspace: Workspace) -> None:
    taken(workspace, firm(**pain("每月晚交 3 单")))
    done = taken(workspace, firm(**pain("每月晚交 5 单")), source="a(1).yaml")
    assert [each.text for each in workspace.answers(CODE).findings] == ["每月晚交 5 单"]
    assert told(done) == ["STORE-64"]
    assert new(taken(workspace, firm(**pain("每月晚交 3 单")))) == (0, 0, 0, 0)
    assert [each.text for each in workspace.answers(CODE).findings] == ["每月晚交 5 单"]


def test_a_finding_that_a_person_noted_stays_beside_that_of_a_file(workspace: Workspace) -> None:
    workspace.add_finding(CODE, Finding(kind="pain", title="交期不准", text="顾问看到的"))
    taken(workspace, firm(**pain("企业自己写的")))
    assert [each.text for each in workspace.answers(CODE).findings] == ["顾问看到的", "企业自己写的"]
