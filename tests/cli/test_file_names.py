"""File names that every system accepts, Windows included."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostics.app.file_names import firm_file_name, safe_file_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("示例一号（虚构）", "示例一号（虚构）"),
        ("*ST精工", "ST精工"),
        ("甲:乙/丙\\丁", "甲_乙_丙_丁"),
        ("CON", "_CON"),
        ("lpt1.报告", "_lpt1.报告"),
        ("..", "code"),
        ("  ", "code"),
        ("a\u202eb\x00c", "abc"),
        ("../../etc/passwd", "etc_passwd"),
    ],
)
def test_a_name_becomes_a_file_name(name: str, expected: str) -> None:
    assert safe_file_name(name, "code") == expected


@given(st.text(max_size=300))
def test_any_name_gives_a_safe_file_name(name: str) -> None:
    made = safe_file_name(name, "code")
    assert made
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', made)
    assert made[-1] not in ". "
    assert len(made.encode()) <= 121


LONG = "中国（河南）自由贸易试验区郑州片区示例精密机械装备制造集团股份有限公司"
CODES = ("91410100EXAMPLE01U", "91410100EXAMPLE02Y")


def test_a_long_name_is_cut_and_what_the_file_is_never() -> None:
    firms = ((f"{LONG}第一分公司", CODES[0]), (f"{LONG}第二分公司", CODES[1]))
    sheets = ("现场初步诊断意见单", "诊断服务确认单")
    made = {firm_file_name(name, code, sheet) for name, code in firms for sheet in sheets}
    assert len(made) == 4
    assert all(each.startswith(LONG[:10]) and each.endswith(("意见单", "确认单")) for each in made)


def test_the_code_stands_in_a_name_only_where_it_is_needed() -> None:
    assert firm_file_name("甲厂", CODES[0], "诊断报告") == "甲厂-诊断报告"
    assert firm_file_name("甲厂", CODES[0], "诊断报告", coded=True) == f"甲厂-{CODES[0]}-诊断报告"
    assert firm_file_name("..", CODES[0], "诊断报告") == f"{CODES[0]}-诊断报告"
    assert firm_file_name("", "", "问卷-厂长") == "问卷-厂长"


def test_one_name_typed_in_two_ways_of_unicode_is_one_file_name() -> None:
    assert firm_file_name("Café", "", "x") == firm_file_name("Cafe\u0301", "", "x")


@given(st.text(max_size=200), st.text(max_size=200), st.sampled_from(["诊断报告", "诊断报告-一页通"]))
def test_files_of_two_firms_have_two_names_once_the_code_is_in_them(one: str, other: str, what: str) -> None:
    made = [firm_file_name(name, code, what, coded=True) for name, code in zip((one, other), CODES, strict=True)]
    assert made[0].casefold() != made[1].casefold()
    assert all(each.endswith(what) and len(each.encode()) <= 121 for each in made)
