"""Rows of a table typed on one line, changed and removed by number."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from diagnostics.answers.typed.row import RowEntry
from diagnostics.answers.typed.value import TypedWrongError
from diagnostics.model.firm.answers import AnswerValue, Row, Subject
from tests.builders import shipped

EQUIPMENT = RowEntry(shipped().tables["equipment"])
YEARS = RowEntry(shipped().tables["years"])
SYSTEMS = RowEntry(shipped().tables["systems"])
TURNING: dict[str, AnswerValue] = {
    "process": "车削", "key": True, "nc_process": True, "total": Fraction(20), "nc": Fraction(12),
    "digital": Fraction(12), "smart": Fraction(4), "networked": Fraction(8), "auto_collected": Fraction(6),
    "on_cloud": Fraction(0),
}  # fmt: skip
ROW = Row(values=TURNING, subject="firm")


@pytest.mark.parametrize(
    "text",
    ["车削,是,是,20,12,12,4,8,6,0", "车削，1，有，２０，12，12，4，8，6，0", "车削\t是\t是\t20\t12\t12\t4\t8\t6\t0"],
)
def test_a_row_is_one_line_typed_or_pasted_from_excel(text: str) -> None:
    order = EQUIPMENT.read(text, [])
    assert (order.kind, order.values) == ("add", TURNING)


def test_a_pasted_row_keeps_the_commas_of_its_numbers() -> None:
    values = YEARS.read("2025\t8,200\t7,600\t6,900\t120\t330", []).values
    assert [values[each] for each in ("revenue_wan", "main_revenue_wan", "employees")] == [8200, 7600, 120]


def test_a_comma_that_may_belong_to_a_number_is_not_guessed_at() -> None:
    with pytest.raises(TypedWrongError, match="分不清“120,330”是一个数还是几格"):
        YEARS.read("2025，8200，7600，6900，120,330", [])


def test_a_changed_number_may_have_commas() -> None:
    row = Row(values={"year": Fraction(2025)}, subject="firm")
    assert YEARS.read("改 1 营业收入=8,200，从业人员=120", [row]).values == {"revenue_wan": 8200, "employees": 120}


def test_what_a_row_says_can_be_typed_again() -> None:
    assert EQUIPMENT.read(EQUIPMENT.typed(TURNING), []).values == TURNING


def test_an_empty_cell_is_not_known_and_not_nought() -> None:
    assert EQUIPMENT.read("车削,是,,20,?,12", []).values == {
        "process": "车削", "key": True, "total": Fraction(20), "digital": Fraction(12),
    }  # fmt: skip


def test_a_date_and_an_option_are_typed_like_everywhere() -> None:
    values = SYSTEMS.read("云ERP,12,甲,公有云,2024-1-10,2027-1-9,6,否,否", []).values
    assert values["category_item"] == "app_mgmt"
    assert (values["start_date"], values["end_date"]) == (date(2024, 1, 10), date(2027, 1, 9))


def test_a_row_is_changed_by_number_and_name_of_the_column() -> None:
    order = EQUIPMENT.read("改 1 数控设备=10，上云设备=?", [ROW])
    assert (order.kind, order.row, order.values) == ("change", 0, {"nc": Fraction(10), "on_cloud": None})


def test_a_row_is_removed_by_number_and_an_empty_line_ends_the_table() -> None:
    assert (EQUIPMENT.read("删2", [ROW, ROW]).kind, EQUIPMENT.read("删 2", [ROW] * 2).row) == ("remove", 1)
    assert EQUIPMENT.read("", [ROW]).kind == "done"


@pytest.mark.parametrize(
    ("entry", "text", "said"),
    [
        (EQUIPMENT, "磨削,是,否,6,2,3,0,5,2,0", "已联网设备 5 大于数字化设备 3"),
        (EQUIPMENT, "磨削", "缺少“关键工序”（工序设备表）；这一格必须填"),
        (EQUIPMENT, "磨削,是,否,六", "“生产设备总数”应该是数字，现在是“六”"),
        (EQUIPMENT, "磨削,是,是,6,1,1,1,1,1,1,1", "有 11 格，这张表只有 10 列"),
        (EQUIPMENT, "改 1 已联网设备=13", "已联网设备 13 大于数字化设备 12"),
        (EQUIPMENT, "改 1 联网=3", "没有“联网”这一列"),
        (EQUIPMENT, "改 1 13", "改 2 列名=值"),
        (EQUIPMENT, "删 4", "没有第 4 行，现在有 1 行"),
        (SYSTEMS, "ERP,12,甲,0,2026-01-01,2025-01-01", "结束日期 2025-01-01 早于开始日期 2026-01-01"),
    ],
)
def test_what_cannot_be_in_a_row_is_said_before_it_is_kept(entry: RowEntry, text: str, said: str) -> None:
    with pytest.raises(TypedWrongError, match=said):
        entry.read(text, [ROW])


def test_a_year_stands_only_once() -> None:
    first = Row(values=YEARS.read("2025,8200", []).values, subject="firm")
    with pytest.raises(TypedWrongError, match="两行的“年度”相同；改第 1 行请写"):
        YEARS.read("2025,8300", [first])


def test_with_several_workshops_a_row_names_its_own() -> None:
    shops = (Subject("w1", "workshop", "机加车间", "p"), Subject("w2", "workshop", "冲压车间", "p"))
    entry = RowEntry(shipped().tables["equipment"], shops)
    assert entry.read("1,冲压,是", []).subject == "w2"
    assert entry.read("机加车间,车削,是", []).subject == "w1"
    with pytest.raises(TypedWrongError, match="可以填 0 机加车间、1 冲压车间"):
        entry.read("车削,是", [])
