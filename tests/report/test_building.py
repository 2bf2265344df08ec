"""What a report must say of any firm: every answer, every doubt, three first actions, nothing made up, nothing raw."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from diagnostics.model.content.marks import Mark
from diagnostics.model.document import Boxes, Document, Figure, Heading, Signature, Table
from diagnostics.model.plain_text import clean_line, clean_lines
from diagnostics.model.results.owed import open_questions, to_prove
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.chapters.state.cloud_part import services_by_kind, uses_of
from diagnostics.report.formats.html import render_html
from diagnostics.words.clock import months_later
from diagnostics.words.problems import InputError
from tests.report.reading import (
    EXAMPLES,
    answers_of,
    example,
    example_report,
    given_of,
    list_after,
    owner_blocks,
    tables_of,
    text_of,
    whole_report,
)

AUTO = next(path for path in EXAMPLES if path.stem == "auto_parts")
FOOD = next(path for path in EXAMPLES if path.stem == "food")
every_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)

HOSTILE = "<script>alert(1)</script>{{7*7}} {%raw%} a|b *粗* **b** # 标题 _斜_ $1^2$ \\alpha C:\\tmp & ' \" ]]> $FONTS"
# fact ids, option ids, evidence ids: lower-case words joined by underscores or dots with digits
RAW_ID = re.compile(r"(?<![A-Za-z0-9_-])(?:[a-z]+(?:_[a-z0-9]+)+|ev\d+|[a-z]+\.L\d)(?![A-Za-z0-9_])")


def smallest() -> dict[str, Any]:
    """A firm of which nothing is known but its name and code."""
    return {"firm": {"code": "91410100MA4D000018", "name": "示例（虚构）"}, "answers": {}}


def nearly_ready() -> dict[str, Any]:
    """The car parts firm after its first plant has closed the last gaps of the national basic level."""
    answers = answers_of(AUTO)
    plant = answers["subjects"][0]["answers"]
    plant["secure_controllable_scope"]["value"].append("cyber_data_risk")
    plant["indicators_above_province_average"] = {"value": "holds", "note": "协会出具对比表", "evidence": "ev18"}
    answers["answers"]["business_control"]["value"].append("performance_quantified")
    return answers


# ---- every answer, every doubt ----


@every_example
def test_every_answer_stands_in_the_annex(path: Path) -> None:
    rows = [tuple(cell.text for cell in row) for row in tables_of(example_report(path))["answers"].rows]
    shown = {(row[0].split("（")[0], row[1]) for row in rows}
    for each in example(path).answers:
        if each.state == "known":
            assert (clean_line(each.name).split("（")[0], clean_lines(each.value)) in shown, each.fact
    assert sum(row[2] != "" for row in rows) == len(example(path).answers)


@every_example
def test_every_answer_without_proof_is_listed_and_counted_on_the_first_page(path: Path) -> None:
    given, document = example(path), example_report(path)
    assert len(tables_of(document)["unverified"].rows) == len(to_prove(given.owed)) > 0
    first_page = text_of(Document(title="", blocks=tuple(owner_blocks(document))))
    assert f"{len(to_prove(given.owed))} 项只是口述，没有核实" in first_page


@every_example
def test_every_open_question_is_listed(path: Path) -> None:
    names = {row[0].text for row in tables_of(example_report(path))["unknown"].rows}
    assert names == {each.name for each in open_questions(example(path).owed)}


@every_example
def test_the_first_page_says_in_words_how_far_the_sources_reach(path: Path) -> None:
    target = example(path).target
    assert target is not None
    weakest = max(line.mark for line in target.lines if line.state != "na")
    first_page = text_of(Document(title="", blocks=tuple(owner_blocks(example_report(path)))))
    doubtful = "认定条件里有的出处还拿不准，没有见到全部官方原文，报之前先问主管部门。"
    incomplete = "认定条件没有见到全部官方原文，报之前先看当年的通知。"
    assert (doubtful if weakest == Mark.uncertain else incomplete) in first_page
    assert (doubtful in first_page) is (weakest == Mark.uncertain)


@every_example
def test_every_notice_is_printed(path: Path) -> None:
    text = text_of(example_report(path))
    assert all(notice.text in text for notice in example(path).notices)


@every_example
def test_every_finding_is_printed_with_its_evidence(path: Path) -> None:
    text, firm = text_of(example_report(path)), example(path).firm
    for finding in firm.findings:
        assert finding.text in text
        assert finding.effect in text


@every_example
def test_no_id_of_a_file_reaches_the_reader(path: Path) -> None:
    assert RAW_ID.findall(text_of(example_report(path))) == []


def test_an_id_would_be_seen() -> None:
    for text in ("见 s_quality。", "证据ev07", "procurement.L3", "depth_level"):
        assert RAW_ID.search(text)


# ---- the owner's page ----


def state_of(document: Document) -> dict[str, list[str]]:
    """What is official and what is ours, by what it is about."""
    rows = tables_of(document)["owner_state"].rows
    return {name.text: [official.text, ours.text] for name, official, ours in rows}


@every_example
def test_the_owners_pages_have_eight_actions_three_pains_boxes_and_places_to_sign(path: Path) -> None:
    blocks = owner_blocks(example_report(path))
    assert next(len(block.rows) for block in blocks if isinstance(block, Table)) == 3
    assert [len(block.boxes) for block in blocks if isinstance(block, Boxes)] == [4]
    assert [len(block.places) for block in blocks if isinstance(block, Signature)] == [3]
    assert not any(isinstance(block, Figure) for block in blocks)


def test_the_conclusion_names_date_plant_recognition_and_what_is_missing() -> None:
    text = text_of(example_report(AUTO))
    assert "到2026年6月30日为止，一厂（机加）还不能自评为“国家智能工厂·基础级”：还差 2 条，另有 1 条待查" in text


def test_a_plant_that_meets_all_conditions_can_apply_but_only_as_far_as_the_sources_reach() -> None:
    given = given_of(nearly_ready())
    target = given.target
    assert target is not None
    assert (target.criteria.id, target.subject, target.verdict) == ("nat_b", "plant_1", "likely_met")
    text = text_of(whole_report(given))
    assert "一厂（机加）可以着手自评为“国家智能工厂·基础级”" in text
    assert "结论是“基本符合（待核实）”" in text
    assert len(list_after(owner_blocks(whole_report(given)), "先办的事")) == 3


def test_only_unknown_conditions_leave_the_conclusion_open() -> None:
    answers = nearly_ready()
    answers["subjects"][0]["answers"]["indicators_above_province_average"] = {"state": "unknown"}
    text = text_of(whole_report(given_of(answers)))
    assert "还定不下来：没有不满足的条件，但有 1 条没有查清" in text


def test_a_beginner_is_told_that_it_is_too_early() -> None:
    assert "本企业暂不具备自评条件：最接近的是“国家智能工厂·基础级”" in text_of(example_report(FOOD))


def test_a_consultant_is_never_told_to_change_something_in_the_firm() -> None:
    for path in EXAMPLES:
        team = example(path).firm.visit["team"]
        for table_id, table in tables_of(example_report(path)).items():
            if table_id.startswith("step_"):
                assert [row[2].text for row in table.rows if row[2].text in team] == []


def test_pains_are_not_filled_up_and_none_is_no_heading() -> None:
    answers = answers_of(AUTO)
    answers["findings"] = [each for each in answers["findings"] if each["kind"] != "pain"][:1]
    text = text_of(whole_report(given_of(answers)))
    assert "最疼的事" not in text
    answers["findings"].append({"kind": "pain", "text": "排产靠经验"})
    assert "## 最疼的事，怎么治" in text_of(whole_report(given_of(answers)))


def test_an_agreed_next_visit_is_printed() -> None:
    answers = answers_of(FOOD)
    answers["visit"]["next"] = "2026-08-20"
    assert "下次到访：2026年8月20日" in text_of(whole_report(given_of(answers)))


# ---- claimed, verified, official ----


def test_official_results_and_verified_answers_are_not_mixed_up() -> None:
    text = text_of(example_report(AUTO))
    assert state_of(example_report(AUTO))["智能制造能力成熟度·一厂"][0] == "二级（2026年3月2日）"
    assert "自报二级（规范级）；核实二级；没有官方结果。" in text


def test_a_level_on_stated_answers_only_is_claimed_and_not_verified() -> None:
    answers = answers_of(AUTO)
    for answer in answers["answers"].values():
        if isinstance(answer, dict):
            answer.pop("evidence", None)
    text = text_of(whole_report(given_of(answers)))
    assert "自报二级（规范级）；核实未达一级；没有官方结果。" in text


def test_a_difference_from_the_official_result_is_told_and_explained() -> None:
    path = next(path for path in EXAMPLES if path.stem == "refractory")
    text = text_of(example_report(path))
    assert "官方一级，25.2 分" in text
    assert "本次评分比官方结果高 1.45 分，" in text
    assert "申报以官方的为准" in text


def test_without_an_official_maturity_the_report_says_so() -> None:
    assert state_of(example_report(FOOD))["智能制造能力成熟度"] == ["没有", "未达一级"]


def test_a_statistic_is_shown_only_beside_a_figure_that_is_defined_alike() -> None:
    given = example(AUTO)
    comparable = {each.comparable_with for each in given.library.statistics.values()} - {""}
    names = {given.library.named(each).name for each in comparable}
    shown = {row[0].text for row in tables_of(example_report(AUTO))["benchmarks"].rows}
    assert shown
    assert shown <= names
    assert "上云率目标" not in " ".join(shown)


# ---- tables and figures ----


@every_example
def test_no_table_is_empty_and_every_heading_is_followed_by_something(path: Path) -> None:
    blocks = example_report(path).blocks
    assert [block.id for block in blocks if isinstance(block, Table) and not block.rows] == []
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        if isinstance(block, Heading):
            assert following is not None
            assert not (isinstance(following, Heading) and following.level <= block.level), block.text


@every_example
def test_the_charts_of_the_report_are_there(path: Path) -> None:
    figures = {block.id for block in example_report(path).blocks if isinstance(block, Figure)}
    assert figures >= {"levels", "gaps", "cloud", "bars_digital_level", "radar_digital_level"}


@every_example
def test_services_are_counted_as_the_status_counts_them(path: Path) -> None:
    given = example(path)
    counts = {use.id: 0 for use in uses_of(given)}
    for kind in services_by_kind(given).values():
        counts = {use: n + kind[use] for use, n in counts.items()}
    values = given.standards["cloud"].outputs["services"]
    assert isinstance(values, dict)
    assert counts["proved"] + counts["stated"] == values["running"]
    assert counts["proved"] == values["verified"]
    assert counts["not_counting"] == values["not_counting"]


@every_example
def test_every_condition_of_a_default_set_stands_in_the_annex(path: Path) -> None:
    tables = tables_of(example_report(path))
    for reach in example(path).reaches:
        names = {row[0].text for row in tables[f"set_{reach.criteria.id}"].rows}
        assert {line.name for line in reach.lines} <= names


def test_a_year_that_is_missing_stands_as_missing() -> None:
    answers = answers_of(AUTO)
    answers["years"] = [row for row in answers["years"] if row["year"] != 2024]
    table = tables_of(whole_report(given_of(answers)))["years"]
    assert {row[2].text for row in table.rows} == {"没有填"}
    assert {row[4].text for row in table.rows} == {"—"}


def test_a_title_that_has_ended_is_said_to_have_ended() -> None:
    rows = tables_of(example_report(AUTO))["titles"].rows
    assert [row[4].text for row in rows] == ["已过期", "有效，还有 12 个月"]


# ---- firms of which little is known ----


def test_a_firm_without_answers_gets_a_report_that_says_what_is_missing() -> None:
    document = whole_report(given_of(smallest()))
    text = text_of(document)
    for missing in ("没有登记称号", "没有三年数字", "没有工序设备表", "没有登记任何软件系统"):
        assert missing in text
    assert all(table.rows for table in tables_of(document).values())
    assert "<html" in render_html(document)


def test_an_open_level_is_printed_as_a_range_and_one_that_nobody_asked_about_as_not_yet() -> None:
    asked = smallest() | {"answers": {"s_quality": "l1"}}
    assert "未达一级至四级，待定" in text_of(whole_report(given_of(asked)))
    nothing = text_of(whole_report(given_of(smallest())))
    assert "未达一级至四级" not in nothing
    assert "尚未" in nothing


# ---- hostile values ----


def hostile() -> dict[str, Any]:
    answers = answers_of(AUTO)
    answers["firm"]["name"] = HOSTILE
    answers["visit"] = {"team": HOSTILE, "mode": HOSTILE, "next": HOSTILE}
    answers["evidence"][0] |= {"kind": HOSTILE, "note": HOSTILE}
    answers["findings"] = [
        {"kind": kind, "title": HOSTILE, "text": HOSTILE, "effect": HOSTILE}
        for kind in ("pain", "highlight", "wish", "observation")
    ]
    answers["answers"]["main_products"] = {"value": HOSTILE, "by": HOSTILE, "note": HOSTILE}
    answers["systems"][0]["name"] = HOSTILE
    answers["equipment"][0]["process"] = HOSTILE
    answers["subjects"][0]["name"] = HOSTILE
    return answers


def test_hostile_values_come_out_word_for_word_and_as_nothing_else() -> None:
    document = whole_report(given_of(hostile()))
    assert document.subtitle == HOSTILE
    text = text_of(document)
    assert text.count(HOSTILE) >= 20
    html = render_html(document)
    assert "<script" not in html
    assert "alert(1)" in html


def test_a_hostile_name_does_not_change_the_shape_of_the_report() -> None:
    plain, attacked = hostile(), hostile()
    plain["firm"]["name"] = "示例（虚构）"
    shapes = [[type(block) for block in whole_report(given_of(each)).blocks] for each in (plain, attacked)]
    assert shapes[0] == shapes[1]


# ---- the narrative can be replaced ----


def overlay(folder: Path, text: str) -> list[Path]:
    chapter = folder / "reports" / "templates" / "chapters" / "follow.md.j2"
    chapter.parent.mkdir(parents=True)
    chapter.write_text(text, encoding="utf-8")
    return [folder]


def test_an_overlay_replaces_one_chapter(tmp_path: Path) -> None:
    content = overlay(tmp_path, '# 我们的跟踪\n\n{{ firm.name }}：{{ fact("s_quality") }}；{{ fact("q01_network") }}')
    text = text_of(whole_report(example(AUTO), content))
    assert "我们的跟踪" in text
    assert "郑州甲禾汽车零部件有限公司（虚构）：二级；车间工控网、应用系统网络" in text


@pytest.mark.parametrize("wrong", ["{{ fact('no_such_fact') }}", "{{ nobody }}", "{% if %}", '{{ table("no_such") }}'])
def test_a_wrong_narrative_is_a_problem_with_its_place(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(InputError) as caught:
        whole_report(example(AUTO), overlay(tmp_path, f"# 标题\n\n{wrong}"))
    assert [problem.place.line for problem in caught.value.problems] == [3]


# ---- dates ----


@for_all(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 24))
def test_months_later_is_so_many_months_later_and_never_the_month_after(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later.month != 2 or later.day >= 28))


def test_a_result_of_the_future_is_no_official_result_yet() -> None:
    answers = answers_of(FOOD)
    answers["official_results"] = [{"instrument": "cmmm", "level": 2, "platform": "p", "date": "2026-09-01"}]
    assert state_of(whole_report(given_of(answers)))["智能制造能力成熟度"][0] == "没有"


def test_the_input_of_a_report_names_the_firm() -> None:
    given: ReportInput = example(FOOD)
    assert given.firm.name in text_of(example_report(FOOD))
