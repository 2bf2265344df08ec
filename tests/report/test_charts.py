"""Charts: the labels and numbers given to them, what they do with missing values, and how their SVG is made."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from diagnostics.report.charts import (
    LadderRow,
    NearestGap,
    ScoreRow,
    SetRow,
    Spoke,
    StackRow,
    draw_cloud_structure,
    draw_criteria_gaps,
    draw_level_ladder,
    draw_scene_radar,
    draw_score_bars,
)
from diagnostics.report.charts.canvas import TEXT_PT, Canvas, Fill, draw, width_of, wrap
from tests.report.sample import SCENES, cloud_rows, gap_rows, ladder_rows, make_figures, score_rows

HOSTILE = 'a$b$c \\alpha $\\frac{$ <script> & " ]]> \x00\x0b\u202e'
SVG = "{http://www.w3.org/2000/svg}"
EM = TEXT_PT / 72 * 25.4  # millimetres


def texts_of(svg: str) -> list[str]:
    return ["".join(text.itertext()).strip() for text in ET.fromstring(svg).iter(f"{SVG}text")]


def all_text(svg: str) -> str:
    return "".join(texts_of(svg))


def test_the_ladder_names_standards_levels_official_and_target() -> None:
    text = all_text(draw_level_ladder(ladder_rows()))
    for row in ladder_rows():
        assert "".join(row.name.split()) in text.replace(" ", "")
        assert all(level in text for level in row.levels)
    assert text.count("官方") >= 1
    assert text.count("目标") >= 3


def test_the_ladder_explains_only_the_signs_it_uses() -> None:
    text = all_text(draw_level_ladder([LadderRow(name="标准", levels=("一级", "二级"), claimed=(2, 2), verified=2)]))
    assert "已核实达到" in text
    assert "目标" not in text
    assert "官方" not in text
    assert "信息不足" not in text


def test_the_radar_names_every_scene_and_keeps_inside_its_sheet() -> None:
    svg = draw_scene_radar(
        [Spoke(name=name + "及其相关业务管理", claimed=2, verified=1, binding=True) for name in SCENES]
    )
    assert all(name in all_text(svg) for name in SCENES)
    _, _, width, height = map(float, (ET.fromstring(svg).get("viewBox") or "").split())
    for element in ET.fromstring(svg).iter(f"{SVG}text"):
        left, right, y = extent(element)
        assert 0 <= left < right <= width
        assert 0 < y < height


def extent(element: ET.Element) -> tuple[float, float, float]:
    """Return left, right and base line of a text in points, by the estimate that the charts use."""
    x, y = (
        map(float, re.findall(r"translate\(([\d.-]+) ([\d.-]+)\)", element.get("transform") or "")[0])
        if (element.get("transform") or "").startswith("translate")
        else (float(element.get("x") or 0), float(element.get("y") or 0))
    )
    style = element.get("style") or ""
    size = float(re.findall(r"([\d.]+)px", style)[0])
    wide = width_of("".join(element.itertext()).strip(), size) / 25.4 * 72
    start = x - {"middle": wide / 2, "end": wide}.get((re.findall(r"text-anchor: (\w+)", style) or [""])[0], 0)
    return start, start + wide, y


def test_a_text_stands_where_it_was_put_and_is_anchored_there() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.text(10, 5, "上", across="right", down="top")
        canvas.text(10, 40, "下\n面")

    svg = draw(100, 50, paint)
    above, below, last = ET.fromstring(svg).iter(f"{SVG}text")
    for element, x, y in ((above, 10, 5 + 0.88 * EM), (below, 10, 40 + (0.38 - 0.65) * EM), (last, 10, 40 + 1.03 * EM)):
        assert float(element.get("x") or 0) == pytest.approx(x / 25.4 * 72, abs=0.01)
        assert float(element.get("y") or 0) == pytest.approx(y / 25.4 * 72, abs=0.01)
    assert "text-anchor: end" in (above.get("style") or "")
    assert "text-anchor: start" in (below.get("style") or "")


def test_texts_lie_above_lines_and_lines_above_areas() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.text(1, 1, "字")
        canvas.line([(0, 0), (9, 9)], color="#123456")
        canvas.box(0, 0, 9, 9, Fill(color="#654321", hatch="//"))

    svg = draw(10, 10, paint)
    assert svg.index("url(#") < svg.index("#123456") < svg.index("字")


def test_a_scene_without_an_answer_is_named_and_not_drawn_as_zero() -> None:
    known = [Spoke(name=name, claimed=2) for name in SCENES]
    missing = [Spoke(name=SCENES[0], claimed=None), *known[1:]]
    assert "未作答" not in all_text(draw_scene_radar(known))
    assert "未作答" in all_text(draw_scene_radar(missing))
    assert draw_scene_radar(missing) != draw_scene_radar([Spoke(name=SCENES[0], claimed=0), *known[1:]])


def test_a_radar_needs_three_spokes() -> None:
    with pytest.raises(ValueError, match="three"):
        draw_scene_radar([Spoke(name="甲", claimed=1), Spoke(name="乙", claimed=1)])


def test_the_gaps_show_counts_and_the_words_of_the_gap() -> None:
    sets, gaps = gap_rows()
    svg = draw_criteria_gaps(sets, gaps)
    text = all_text(svg)
    for row in sets:
        assert row.total in texts_of(svg)
        assert {str(row.met), str(row.not_met)} - {"0"} <= set(texts_of(svg))
    for gap in gaps:
        assert gap.text in text
    assert "距离最近" not in all_text(draw_criteria_gaps(sets))


def test_a_share_outside_0_to_1_stays_on_its_track() -> None:
    sets, _ = gap_rows()
    assert draw_criteria_gaps(sets, [NearestGap("甲", 7.0, "x")]) == draw_criteria_gaps(
        sets, [NearestGap("甲", 1.0, "x")]
    )


def test_the_scores_show_their_words_and_explain_only_what_is_there() -> None:
    text = all_text(draw_score_bars(score_rows()))
    assert "24.2 / 50" in text
    assert "得分待定的范围" in text
    plain = all_text(draw_score_bars([ScoreRow(name="数字化基础", value=20, low=20, high=20, of=50, text="20 / 50")]))
    assert "待定" not in plain
    assert "核实" not in plain


def test_the_cloud_chart_shows_every_part_and_count() -> None:
    parts, rows = cloud_rows()
    found = texts_of(draw_cloud_structure(parts, rows))
    assert set(parts) <= set(found)
    assert {row.total for row in rows} <= set(found)


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        draw_cloud_structure(["甲", "乙"], [StackRow("行", (1,))])


def test_charts_without_rows_can_be_drawn() -> None:
    for svg in (draw_level_ladder([]), draw_criteria_gaps([]), draw_score_bars([]), draw_cloud_structure([], [])):
        ET.fromstring(svg)


def test_parts_differ_without_colour() -> None:
    svg = draw_cloud_structure(*cloud_rows())
    assert len(set(re.findall(r"fill: url\(#(\w+)\)", svg))) == 4  # the other two are full and empty


def test_hostile_labels_come_out_word_for_word() -> None:
    clean = 'a$b$c \\alpha $\\frac{$ <script> & " ]]>'
    drawn = [
        draw_level_ladder([LadderRow(name=HOSTILE, levels=("一级",), claimed=(1, 1))]),
        draw_scene_radar([Spoke(name=HOSTILE, claimed=1)] * 3),
        draw_criteria_gaps([SetRow(name=HOSTILE, met=1, total=HOSTILE)], [NearestGap(HOSTILE, 0.5, HOSTILE)]),
        draw_score_bars([ScoreRow(name=HOSTILE, value=1, low=1, high=1, of=2, text=HOSTILE)]),
        draw_cloud_structure([HOSTILE], [StackRow(HOSTILE, (1,))]),
    ]
    for svg in drawn:
        assert "<script" not in svg
        assert "".join(clean.split()) in "".join(all_text(svg).split())


@pytest.mark.parametrize("id", ["ladder", "bars", "radar", "gaps", "cloud"])
def test_text_stays_text_and_names_the_whole_font_stack(id: str) -> None:
    svg = make_figures()[id].svg
    assert "'Noto Sans SC', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', SimHei, sans-serif" in svg
    assert svg.startswith("<svg ")
    assert "<style" not in svg
    assert "<metadata" not in svg
    assert "<?xml" not in svg


def test_two_processes_draw_the_same_bytes(tmp_path: Path) -> None:
    code = "import sys; from tests.report.sample import *; sys.stdout.buffer.write(repr(make_figures()).encode())"
    drawn = [
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            cwd=Path(__file__).parents[2],
            env={"PYTHONHASHSEED": seed, "PATH": "", "HOME": str(tmp_path), "MPLCONFIGDIR": str(tmp_path / seed)},
        ).stdout
        for seed in ("1", "2")
    ]
    assert drawn[0] == drawn[1]
    assert len(drawn[0]) > 20_000


def test_matplotlib_loads_only_when_something_is_drawn() -> None:
    code = (
        "import sys, diagnostics.report.charts, diagnostics.report.formats.html\n"
        "import diagnostics.report.narrative.narrative\n"
        "sys.exit(bool({'matplotlib', 'fontTools'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def test_only_the_charts_import_matplotlib() -> None:
    package = Path(__file__).parents[2] / "diagnostics"
    found = {
        path.relative_to(package).parts[:2]
        for path in package.rglob("*.py")
        if re.search(r"^\s*(from|import) matplotlib", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert found <= {("report", "charts")}


def test_labels_break_before_remarks_and_after_joints() -> None:
    assert wrap("河南省智能车间（历史口径，待省厅确认）", 38) == "河南省智能车间\n（历史口径，待省厅确认）"
    assert wrap("国家智能工厂·基础级·一厂（机加）", 38) == "国家智能工厂·基础级·\n一厂（机加）"
    assert wrap("甲\n乙", 38) == "甲\n乙"


@pytest.mark.parametrize("text", ["（" * 40, "，" * 40, "x" * 90, "甲" * 90, "", "甲（" * 30])
def test_wrapping_keeps_every_character(text: str) -> None:
    assert wrap(text, 30).replace("\n", "") == text
