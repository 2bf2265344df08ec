"""The charts of levels and stages: what they write, what they leave open, and that they do without colour."""

from __future__ import annotations

import pytest

from diagnostics.report.charts import (
    Gate,
    GateRow,
    Spoke,
    Stair,
    Stairs,
    draw_share_radar,
    draw_stage_gates,
    draw_staircase,
)
from tests.report.test_charts import all_text, texts_of

NAMES = [f"部分{number}" for number in range(1, 21)]


def stairs(title: str = "一厂") -> Stairs:
    steps = (
        Stair(name="一级 规划级", claimed=0.99, verified=0.99, score="0.992", in_order="1", plainly="1"),
        Stair(name="二级 规范级", claimed=0.7976, verified=0.67, score="0.798", in_order="0.798", plainly="0.798"),
        Stair(name="三级 集成级", claimed=None, verified=None, score="0.2 至 0.6", in_order="不计", plainly="0.343"),
    )
    return Stairs(title=title, steps=steps, needs=0.8, needs_words="0.8", in_order="1.798", plainly="2.141")


def test_the_stairs_show_both_sums_and_the_line_to_reach() -> None:
    texts = texts_of(draw_staircase([stairs()]))
    for word in (
        "一厂",
        "一级 规划级",
        "二级 规范级",
        "三级 集成级",
        "0.798",
        "1.798",
        "2.141",
        "不计",
        "0.8",
        "逐级判定计入",
        "按条文计入",
        "达到线 0.8",
    ):
        assert word in texts


def test_two_sites_stand_side_by_side_and_a_third_below() -> None:
    two, three = draw_staircase([stairs(), stairs("二厂")]), draw_staircase([stairs(), stairs("二厂"), stairs("三厂")])
    assert "二厂" in all_text(two)
    assert _height(three) > 1.5 * _height(two)


def _height(svg: str) -> float:
    return float(svg.split('height="', 1)[1].split("pt", 1)[0])


def test_stairs_without_levels_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one level"):
        draw_staircase([])


def test_the_radar_of_parts_names_all_twenty_and_says_why_one_has_no_point() -> None:
    spokes = [Spoke(name=name, claimed=0.5, verified=0.25) for name in NAMES[:18]]
    spokes += [Spoke(name=NAMES[18], claimed=None), Spoke(name=NAMES[19], claimed=None, remark="（已裁剪）")]
    text = all_text(draw_share_radar(spokes, 0.8))
    assert all(name in text for name in NAMES)
    assert text.count("（已裁剪）") == 1
    assert text.count("（未作答）") == 1
    assert "达到线 0.8" in text


def test_gates_that_are_passed_differ_from_those_ahead_in_shape_too() -> None:
    passed = GateRow(
        name="基础建设", claimed=74.15, verified=70.0, of=100.0, text="74.15", gates=(Gate(40.0, "ST2", True),)
    )
    ahead = GateRow(
        name="基础建设", claimed=74.15, verified=70.0, of=100.0, text="74.15", gates=(Gate(80.0, "ST2", False),)
    )
    assert draw_stage_gates([passed]) != draw_stage_gates([ahead])
    texts = texts_of(draw_stage_gates([passed]))
    assert {"基础建设", "74.15", "ST2", "已过的门槛", "还没过的门槛"} <= set(texts)


def test_what_is_claimed_only_is_hatched_so_that_it_needs_no_colour() -> None:
    for svg in (
        draw_staircase([stairs()]),
        draw_stage_gates([GateRow(name="甲", claimed=60.0, verified=20.0, of=100.0, text="60")]),
    ):
        assert "<pattern" in svg
        assert "hatch" in svg or "url(#" in svg


def test_the_same_data_give_the_same_bytes() -> None:
    assert draw_staircase([stairs()]) == draw_staircase([stairs()])
    spokes = [Spoke(name=name, claimed=0.5, verified=0.25) for name in NAMES]
    assert draw_share_radar(spokes, 0.8) == draw_share_radar(spokes, 0.8)
