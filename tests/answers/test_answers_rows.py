"""Record tables: fields, subjects, keys and what must hold between fields."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from diagnostics.model.content.marks import Grade
from tests.answers.answers_library import accepted, codes, only_problem

MACHINE = "process: 车削, key: true"
SERVICE = "name: ERP, category_item: app_mgmt"


def test_absent_table_is_unknown_and_an_empty_list_is_known_to_be_empty() -> None:
    rows = accepted("equipment: []").rows
    assert rows["equipment"] == ()
    assert "years" not in rows


def test_row_keeps_typed_values_and_leaves_out_what_is_missing() -> None:
    row = accepted("systems: [{name: ERP, category_item: app_mgmt, start_date: 2024-01-10, annual_fee_wan: 6.5}]").rows[
        "systems"
    ][0]
    assert row.values == {
        "name": "ERP",
        "category_item": "app_mgmt",
        "start_date": date(2024, 1, 10),
        "annual_fee_wan": Fraction(13, 2),
    }
    assert (row.subject, row.grade) == ("firm", Grade.E1)


def test_old_name_of_the_system_ledger_is_accepted() -> None:
    assert accepted(f"cloud_services: [{{{SERVICE}}}]").rows == accepted(f"systems: [{{{SERVICE}}}]").rows


def test_option_aliases_of_a_field_stand_under_table_and_field() -> None:
    row = accepted("systems: [{name: IoT, category_item: equipment}]").rows["systems"][0]
    assert row.values["category_item"] == "equipment_cloud"


def test_a_field_option_has_no_number() -> None:
    assert codes("systems: [{name: ERP, category_item: 0}]") == ["ANS-09"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("{key: true}", "ANS-06"),
        ("{process: 车削, key: 是}", "ANS-07"),
        (f"{{{MACHINE}, total: -1}}", "ANS-11"),
        (f"{{{MACHINE}, total: 1.5}}", "ANS-12"),
        (f"{{{MACHINE}, totl: 1}}", "ANS-05"),
        (f"{{{MACHINE}, subject: ws_9}}", "ANS-40"),
        (f"{{{MACHINE}, subject: _site}}", "ANS-40"),
        (f"{{{MACHINE}, subject: [firm]}}", "ANS-40"),
        (f"{{{MACHINE}, evidence: ev9}}", "ANS-22"),
        ("车削", "ANS-07"),
    ],
)
def test_wrong_row_is_a_problem(row: str, code: str) -> None:
    assert codes(f"equipment: [{row}]") == [code]


def test_table_that_is_no_list_is_a_problem() -> None:
    assert codes(f"equipment: {{{MACHINE}}}") == ["ANS-07"]
    assert codes("equipment: 3") == ["ANS-07"]


def test_part_larger_than_its_whole_names_both_numbers() -> None:
    problem = only_problem(f"equipment: [{{{MACHINE}, total: 20, digital: 8, networked: 9}}]")
    assert problem.code == "ANS-42"
    assert problem.what == "已联网设备 9 大于数字化设备 8"


def test_every_broken_limit_of_a_row_is_shown() -> None:
    assert codes(f"equipment: [{{{MACHINE}, total: 5, digital: 8, networked: 9}}]") == ["ANS-42", "ANS-42"]


def test_limit_holds_on_equality_and_where_the_whole_is_unknown() -> None:
    accepted(f"equipment: [{{{MACHINE}, total: 8, digital: 8, networked: 8}}, {{{MACHINE}, digital: 3}}]")


def test_rows_are_unique_by_the_key_of_their_table_only() -> None:
    assert codes("years: [{year: 2025}, {year: 2024}, {year: 2025.0}]") == ["ANS-43"]
    accepted(f"equipment: [{{{MACHINE}}}, {{{MACHINE}}}]")


def test_end_before_start_is_a_problem_and_the_same_day_is_not() -> None:
    assert codes(f"systems: [{{{SERVICE}, start_date: 2025-01-02, end_date: 2025-01-01}}]") == ["ANS-44"]
    assert codes("titles: [{tier: province, valid_from: 2025-01-02, valid_to: 2025-01-01}]") == ["ANS-44"]
    accepted(f"systems: [{{{SERVICE}, start_date: 2025-01-01, end_date: 2025-01-01}}]")


def test_subject_of_a_row_may_be_above_the_kind_of_the_table_never_below() -> None:
    subjects = "subjects: [{id: a, kind: site, name: 一厂}, {id: w, kind: workshop, name: 车间}]\n"
    text = subjects + "equipment: [" + ", ".join(f"{{{MACHINE}, subject: {each}}}" for each in ("firm", "a", "w")) + "]"
    assert [row.subject for row in accepted(text).rows["equipment"]] == ["firm", "a", "w"]
    assert codes(subjects + f"systems: [{{{SERVICE}, subject: w}}]") == ["ANS-41"]


def test_official_result_with_a_receipt_is_confirmed_unless_evidence_says_how_well() -> None:
    text = """
        evidence: [{id: e, grade: E2, kind: 报告}]
        official_results:
          - {instrument: cmmm, level: 2, date: 2026-03-02, receipt: R-1}
          - {instrument: cmmm, level: 2, date: 2026-03-03}
          - {instrument: cmmm, level: 2, date: 2026-03-04, receipt: R-2, evidence: e}
    """
    assert [row.grade for row in accepted(text).rows["official_results"]] == [Grade.E4, Grade.E1, Grade.E2]


def test_receipt_confirms_nothing_in_other_tables() -> None:
    assert accepted("years: [{year: 2025, pass_rate: 98}]").rows["years"][0].grade == Grade.E1
