"""Numbers of headings, tables and figures, and what the block tree refuses."""

from __future__ import annotations

import pytest

from diagnostics.model.document import Block, DocumentCell, Figure, Heading, Paragraph, Run, Table
from diagnostics.model.plain_text import clean_line, clean_lines
from diagnostics.report.words.numbering import chinese_numeral, number_blocks


def test_numerals() -> None:
    assert [chinese_numeral(n) for n in (1, 9, 10, 11, 19, 20, 21, 99)] == [
        "一", "九", "十", "十一", "十九", "二十", "二十一", "九十九",
    ]  # fmt: skip
    for outside in (0, 100):
        with pytest.raises(ValueError, match="between"):
            chinese_numeral(outside)


def test_headings_tables_and_figures_count_for_themselves() -> None:
    table = Table(id="t", caption="表", heads=("a",), widths=(1,), aligns=("left",), rows=())
    figure = Figure(id="f", caption="图", svg="<svg></svg>", alt="")
    levels = [Heading(level, "x", str(at)) for at, level in enumerate((1, 2, 2, 3, 1, 2))]
    blocks: list[Block] = [*levels, table, figure, table]
    assert number_blocks(blocks) == (
        "一、", "（一）", "（二）", "1．", "二、", "（一）", "表1", "图1", "表2",
    )  # fmt: skip


def test_an_unnumbered_heading_does_not_count_and_starts_its_parts_anew() -> None:
    blocks: list[Block] = [
        Heading(1, "x", "1"),
        Heading(2, "x", "2"),
        Heading(1, "x", "3", numbered=False),
        Heading(2, "x", "4"),
        Heading(1, "x", "5"),
        Paragraph((Run("x"),)),
    ]
    assert number_blocks(blocks) == ("一、", "（一）", "", "（一）", "二、", "")


def test_a_table_with_uneven_rows_is_refused() -> None:
    with pytest.raises(ValueError, match="2 heads"):
        Table(
            id="t", caption="", heads=("a", "b"), widths=(1, 1), aligns=("left", "left"), rows=((DocumentCell("x"),),)
        )
    with pytest.raises(ValueError, match="above 0"):
        Table(id="t", caption="", heads=("a",), widths=(0,), aligns=("left",), rows=())


def test_a_heading_of_level_four_is_refused() -> None:
    with pytest.raises(ValueError, match="level 4"):
        Heading(4, "x", "x")


def test_texts_of_blocks_are_clean_and_cells_keep_their_lines() -> None:
    assert Run("a\x00\nb\u202e").text == "a b"
    assert DocumentCell("a\r\nb\x07\nc").text == "a\nb\nc"
    assert clean_lines("a\x00\n\u2028b") == "a\n b"
    assert clean_line("　全角空格　𠮷") == "　全角空格　𠮷"
