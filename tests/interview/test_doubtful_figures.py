"""A figure outside a soft range is asked about once, at once: corrected, confirmed with its value, or left."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path

import pytest

from diagnostics.model.firm.answers import EXPLAINED
from diagnostics.store import open_workspace
from tests.builders import CODE, shipped
from tests.interview.scripted import BEGIN, hold, workspace_of

BEFORE, NOW = "2024,9150,8980,7470,176,345", "2025,98000000,96200000,80550000,181,392"
ASKED = "请再看一眼这个数"


def test_a_row_in_yuan_is_asked_about_at_once_and_not_again_once_confirmed(tmp_path: Path) -> None:
    talk = ["/j 三年数字表", "财务经理", BEFORE, NOW, "2", "三家公司并表", ""]
    with workspace_of(tmp_path) as workspace:
        script, _ = hold(workspace, [*BEGIN, *talk])
        firm = workspace.answers(CODE)
        again, _ = hold(workspace, ["", "/j 三年数字表", "财务经理", "改 2 净利润=500", ""])
    assert "2025年营业收入：98000000 万元，是2024年营业收入（9150 万元）的 10710 倍" in script.text.replace("\n", "")
    assert {(each.kind, each.title, each.text) for each in firm.findings} == {
        (EXPLAINED, "years.revenue_wan:2025=98000000", "三家公司并表"),
        (EXPLAINED, "years.main_revenue_wan:2025=96200000", "三家公司并表"),
        (EXPLAINED, "years.cost_wan:2025=80550000", "三家公司并表"),
    }
    assert ASKED not in again.text


def test_one_key_begins_the_correction_of_the_row(tmp_path: Path) -> None:
    mended = "改 2 营业收入=9800，主营业务收入=9620，营业成本=8055"
    with workspace_of(tmp_path) as workspace:
        script, _ = hold(workspace, [*BEGIN, "/j 三年数字表", "财务经理", BEFORE, NOW, "1", mended, ""])
        rows = workspace.answers(CODE).rows["years"]
        assert workspace.answers(CODE).findings == ()
    assert "改 2 " in script.begun
    assert rows[1].values["revenue_wan"] == Fraction(9800)
    assert sum(ASKED in each for each in script.shown) == 3  # three figures of one row, asked about together, once


def test_what_is_left_is_not_asked_about_a_second_time(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        script, _ = hold(workspace, [*BEGIN, "/j 三年数字表", "财务经理", BEFORE, NOW, "", "改 2 净利润=500", ""])
        assert workspace.answers(CODE).findings == ()
    assert sum("1 写错了，去改" in each for each in script.prompts) == 1


def test_another_value_is_asked_about_again(tmp_path: Path) -> None:
    talk = [
        "/j 三年数字表",
        "财务经理",
        "2025,9800,,,181",
        "改 1 营业收入=98000000",
        "2",
        "",
        "改 1 营业收入=97000000",
        "",
    ]
    with workspace_of(tmp_path) as workspace:
        script, _ = hold(workspace, [*BEGIN, *talk])
        (found,) = workspace.answers(CODE).findings
    assert found.text == "当面核对过，数没有错。"
    assert sum("1 写错了，去改" in each for each in script.prompts) == 2


def test_a_share_typed_for_a_percent_is_asked_about_and_one_key_leads_back_to_it(tmp_path: Path) -> None:
    talk = ["/j bc_auto_asset_ratio", "财务经理", "0.38", "1", "38"]
    with workspace_of(tmp_path) as workspace:
        script, _ = hold(workspace, [*BEGIN, *talk])
        assert workspace.answers(CODE).answers["firm", "bc_auto_asset_ratio"].value == 38
    assert "0.38%，不到" in script.text


def test_in_a_list_of_questions_it_is_asked_about_at_once_and_the_list_goes_on(tmp_path: Path) -> None:
    talk = ["/j market_share", "销售经理", "0.38 3", "1", "38"]
    with workspace_of(tmp_path) as workspace:
        script, _ = hold(workspace, [*BEGIN, *talk], depth="full")
        answers = workspace.answers(CODE).answers
    assert (answers["firm", "market_share"].value, answers["firm", "ip_class1_total"].value) == (38, 3)
    assert "0.38%，不到" in script.text
    assert script.prompts[-1].startswith("还差第 3、4、5 题")


def test_a_wish_for_more_than_a_years_revenue_is_asked_about_once_and_can_be_mended(tmp_path: Path) -> None:
    years = ["/j 三年数字表", "财务经理", "2025,9800,9620,8055,181,392", ""]
    wish = ["/f 想要扫码追溯", "3", "2", "100000万", "1", "10", "", ""]
    with workspace_of(tmp_path) as workspace:
        script, _ = hold(workspace, [*BEGIN, *years, *wish])
        (found,) = workspace.answers(CODE).findings
    assert found.budget_wan == 10
    assert "想要扫码追溯 愿意花的钱：100000 万元" in script.text.replace("\n", "")
    assert sum("1 写错了，去改" in each for each in script.prompts) == 1


def test_a_loss_that_is_right_all_the_same_is_kept_with_its_reason(tmp_path: Path) -> None:
    years = ["/j 三年数字表", "财务经理", "2025,9800,9620,8055,181,392", ""]
    pain = ["/f 图纸换版靠打印，旧图上了机床", "1", "1", "1000000 2000 0", "2", "停产整整一年", "", "废了一年的货", ""]
    with workspace_of(tmp_path) as workspace:
        hold(workspace, [*BEGIN, *years, *pain])
        found = {each.kind: each for each in workspace.answers(CODE).findings}
    assert found["pain"].loss_wan == (Fraction(200000),) * 2
    assert found[EXPLAINED].title == "findings.loss_wan:图纸换版靠打印，旧图上了机床=200000"
    assert found[EXPLAINED].text == "停产整整一年"


def test_a_figure_as_usual_is_not_asked_about(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        script, _ = hold(workspace, [*BEGIN, "/j 三年数字表", "财务经理", BEFORE, "2025,9800,9620,8055,181,392", ""])
    assert ASKED not in script.text


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal on Windows")
def test_in_a_real_terminal_the_question_stands_below_the_row(tmp_path: Path) -> None:
    from tests.interview.console import Console

    with workspace_of(tmp_path) as workspace:
        hold(workspace, BEGIN)
    console = Console("示例", "--workspace", str(tmp_path), "--author", "李工", "--as-of", "2026-06-30")
    console.say("回车开始", "")
    console.say("谁来答", "/j 三年数字表")
    console.say("谁来答", "财务经理")
    console.say("下一行", BEFORE)
    console.say("下一行", NOW)
    console.wait("请再看一眼这个数")
    console.say("1 写错了，去改", "2")
    console.say("为什么是这个数", "")
    console.say("下一行", "")
    console.say("百分数，或 几/几", "/q")
    console.wait("已停在这里")
    assert console.exit_code() == 0
    with open_workspace(tmp_path, author="李工", device="测试机", library=shipped()) as workspace:
        titles = {each.title for each in workspace.answers(CODE).findings}
    assert "years.revenue_wan:2025=98000000" in titles
