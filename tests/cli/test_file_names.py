"""File names that every system accepts, Windows included."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostics.app.file_names import safe_file_name


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
