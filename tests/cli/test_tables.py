"""Text in columns: measured in terminal columns, not in characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostics.cli.text.tables import cut, indented, pad, table, width, wrap

TEXTS = st.text(st.sampled_from("企诊评分 ab1，。（）%《》\u0301é①…"), max_size=60)


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc", 3), ("企诊", 4), ("企a", 3), ("，", 2), ("e\u0301", 1), ("\u200b", 0), ("喆堃昇镕", 8)],
)
def test_a_chinese_character_is_two_columns_wide(text: str, columns: int) -> None:
    assert width(text) == columns


def test_padding_fills_columns_and_never_cuts() -> None:
    assert pad("企诊", 6) == "企诊  "
    assert pad("42", 5, "right") == "   42"
    assert pad("企诊", 3) == "企诊"


@given(TEXTS, st.integers(1, 20))
def test_a_text_that_is_cut_fits_and_says_so(text: str, columns: int) -> None:
    short = cut(text, columns)
    assert width(short) <= columns
    assert short == text or short.endswith("…")


@given(TEXTS, st.integers(2, 30))
def test_wrapping_loses_nothing_and_fits(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line) <= columns for line in lines)


def test_a_line_does_not_begin_with_closing_punctuation() -> None:
    assert wrap("关键工序数控化率，不低于", 16) == ["关键工序数控化", "率，不低于"]


def test_a_line_does_not_end_with_an_opening_bracket() -> None:
    assert wrap("数字化水平（2024年版）", 12) == ["数字化水平", "（2024年版）"]


def test_an_english_word_is_not_broken_unless_it_must_be() -> None:
    assert wrap("用 WMS 系统", 8) == ["用 WMS", "系统"]
    assert wrap("abcdefgh", 4) == ["abcd", "efgh"]


def test_columns_of_a_table_stand_under_each_other() -> None:
    lines = table(["名称", "家数"], [["已上云", "12"], "说明一行", ["未", "3"]], ["left", "right"])
    assert lines == ["名称    家数", "------------", "已上云    12", "说明一行", "未         3"]


def test_the_first_column_gives_way_when_a_table_is_too_wide() -> None:
    lines = table(["指标", "值"], [["这是一个特别长的指标名称而且还没有完", "1"]], ["left", "right"], columns=20)
    assert all(width(line) <= 20 for line in lines)
    assert "".join(lines[2:]).replace(" ", "") == "这是一个特别长的1指标名称而且还没有完"


def test_a_row_with_a_missing_cell_is_refused() -> None:
    with pytest.raises(ValueError, match="one cell per head"):
        table(["a", "b"], [["1"]], ["left", "right"])


def test_further_lines_stand_under_the_text() -> None:
    assert indented("一二三四五六", "· ", columns=8) == ["· 一二三", "  四五六"]
