"""The opening of the firm's document, what its headings and figures say, and the five kinds of effects."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from diagnostics.model.document import Heading, Table
from diagnostics.report.chapters.advice.gain_part import gains_table, phases_table
from diagnostics.report.chapters.advice.meaning_part import meanings, pains_lead, pains_loss
from diagnostics.report.chapters.state.opening import opening
from diagnostics.report.words.labels import Labels
from tests.report.reading import TEN_FIRMS, chapter_name, example, example_documents, text_of

every_firm = pytest.mark.parametrize("path", TEN_FIRMS, ids=lambda path: path.stem)
FIRM = {path.stem: path for path in TEN_FIRMS}


def opening_of(name: str) -> str:
    given = example(FIRM[name])
    return "".join(opening(given, Labels(given)))


def test_business_process_and_systems_are_told_in_prose() -> None:
    told = opening_of("refractory")
    assert "在新密市，属耐火材料行业。主导产品是高铝砖和刚玉莫来石砖" in told
    assert "2025年营业收入 5200 万元，比上年下降 4.8%，从业 92 人。同一年净利润 118 万元" in told
    # counted by hand in the file: 6 + 8 + 5, 3 + 3 + 4 and 10 machines
    assert "生产分 7 道工序：原料配料车间做破碎和粉磨、配料称量、混碾，19 台设备，数字化 7 台" in told
    assert told.endswith("厂里装着ERP、窑炉DCS，云上用着公司网站。")


@every_firm
def test_it_is_neither_a_line_nor_a_page(path: Path) -> None:
    given = example(path)
    told = "".join(opening(given, Labels(given)))
    assert 60 < len(told) <= 500
    assert not re.search(r"None|（）|，。|、、|行业行业", told)


def test_of_a_firm_under_secrecy_no_machine_and_no_system_is_told() -> None:
    told = opening_of("precision")
    assert "精密结构件" in told
    assert not re.search(r"台设备|道工序|装着|联网|PDM|ERP", told)


def test_a_system_that_has_run_out_is_not_told() -> None:
    given = example(FIRM["auto_parts"])
    later = replace(given, as_of=given.as_of.replace(year=2028))
    assert "云上用着" in "".join(opening(given, Labels(given)))
    assert "云上用着" not in "".join(opening(later, Labels(later)))


def test_the_pains_are_counted_by_how_far_the_plan_answers_them() -> None:
    assert pains_lead(example(FIRM["auto_parts"])) == (
        "4 个痛点，2 个治得好，2 个管住一部分，估算 12–18 万元，另 1 件先问价"
    )
    assert pains_loss(example(FIRM["auto_parts"])) == "看得见的损失30 万元（3 件相加，按企业的数推算）。"
    assert pains_lead(example(FIRM["electronics"])) == "1 个痛点，管住一部分，1 件先问价"


def heads_of(name: str) -> dict[str, str]:
    """Return what the headings of the chapters say behind their names."""
    blocks = example_documents(FIRM[name])["firm"].blocks
    texts = [each.text for each in blocks if isinstance(each, Heading) and each.level == 1]
    return {chapter_name(text): text.partition("：")[2] for text in texts}


def test_headings_say_what_holds_of_this_firm() -> None:
    """Counted by hand in the files: machines and those that are linked, measures by when they begin."""
    auto, valve = heads_of("auto_parts"), heads_of("valve")
    assert auto["现状"] == "99 台生产设备，38 台联了网"
    assert auto["企业概况"] == "2025年营业收入 9800 万元，比上年增长 7.1%，从业 181 人"
    assert auto["水平和条件"] == "现在还不能自评为“国家智能工厂·基础级”，差 2 条"
    assert auto["项目卡"] == "5 件要花钱的各一张，可以发出去询价"
    assert valve["系统性解决方案"] == "7 件都由企业自己办，不另花钱"
    assert heads_of("food")["现状"] == "22 台生产设备都没有联网"


def test_of_a_firm_under_secrecy_and_of_one_too_little_known_headings_say_no_more_than_is_told() -> None:
    assert heads_of("precision")["现状"] == ""
    thin = heads_of("machine_shop")
    assert thin["水平和条件"] == ""
    assert thin["问题与需求"] == "记下 1 个痛点"


@every_firm
def test_every_heading_is_one_line_of_the_contents(path: Path) -> None:
    for name, said in heads_of(path.stem).items():
        assert sum(1 if ord(each) > 0x2E80 else 0.5 for each in f"{name}：{said}") <= 42, said


def test_a_figure_of_levels_says_where_only_proof_is_missing() -> None:
    given = example(FIRM["auto_parts"])
    assert "两化融合" in meanings(given, Labels(given))["levels"]
    even = example(FIRM["food"])
    assert meanings(even, Labels(even))["levels"].startswith("智能制造能力成熟度未达一级、数字化水平未达一级")


@every_firm
def test_every_figure_of_the_firms_document_has_a_sentence_under_it(path: Path) -> None:
    blocks = example_documents(path)["firm"].blocks
    for at, block in enumerate(blocks):
        if type(block).__name__ == "Figure":
            assert type(blocks[at + 1]).__name__ == "Paragraph", block


def test_effects_are_figures_to_move_and_nothing_is_promised() -> None:
    """What was measured stands there, what was not is measured first; what the plan does not touch is left out."""
    given = example(FIRM["auto_parts"])
    rows = [[cell.text for cell in row] for row in gains_table(given).rows]
    assert rows[0][:3] == ["质量", "用错图的次数", "先量 → 更低"]
    assert ["能耗和安全", "停产日的用电", "1150 千瓦时/天 → 更低"] in [row[:3] for row in rows]
    kinds = [row[0] for row in rows]
    assert kinds == sorted(kinds, key=["质量", "成本", "交付", "效率", "能耗和安全"].index)


@every_firm
def test_every_effect_is_told_once_in_the_stretch_of_time_in_which_its_last_measure_begins(path: Path) -> None:
    given = example(path)
    plan = given.outlook.plan if given.outlook else None
    told = {row[0].text: row[4].text for row in phases_table(given, Labels(given)).rows}
    horizons = ("三个月以内", "三个月到一年", "第二年", "第三年")
    for row in gains_table(given).rows:
        assert plan is not None
        places = [int(each) for part in re.findall(r"[\d–]+", row[4].text) for each in spread(part)]
        last = max((plan.steps[place - 1] for place in places), key=lambda step: step.end)
        assert [when for when, seen in told.items() if row[1].text in seen] == [horizons[last.horizon]]


def spread(part: str) -> range:
    low, _, high = part.partition("–")
    return range(int(low), int(high or low) + 1)


@every_firm
def test_the_table_of_effects_names_only_measures_of_the_plan(path: Path) -> None:
    given = example(path)
    plan = given.outlook.plan if given.outlook else None
    most = len(plan.steps) if plan else 0
    for row in gains_table(given).rows:
        numbers = [int(each) for each in re.findall(r"\d+", row[4].text)]
        assert numbers
        assert max(numbers) <= most


def test_no_pool_for_firms_before_the_title_is_offered_to_one_that_has_it() -> None:
    table = next(
        b for b in example_documents(FIRM["auto_parts"])["firm"].blocks if isinstance(b, Table) and b.id == "policies"
    )
    names = [row[0].text for row in table.rows]
    assert names
    assert not [name for name in names if "培育库" in name or "诊断" in name]
    assert "培育库" not in text_of(example_documents(FIRM["auto_parts"])["firm"])
