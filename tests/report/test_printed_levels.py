"""What a platform printed stands before our own figure, site by site; a level on the line is called that."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from diagnostics.briefing.borderline import borderlines
from diagnostics.cli.text.score_text import firm_lines
from diagnostics.diagnosis.diagnose import Diagnosis, diagnose
from diagnostics.model.document import Box
from diagnostics.model.results.knowledge import Borderline
from diagnostics.report.chapters.owner.owner_page import owner_boxes
from diagnostics.report.words.labels import Labels
from tests.builders import AS_OF, shipped
from tests.report.reading import answers_of, example, example_report, given_of, text_of
from tests.report.test_building import AUTO, FOOD
from tests.report.test_solution import REFRACTORY
from tests.report.test_too_little import diagnosed


def first_box(answers: dict[str, Any]) -> Box:
    given = given_of(answers)
    return owner_boxes(given, given.reaches, Labels(given)).boxes[0]


def lines_of(diagnosis: Diagnosis) -> list[tuple[str, int, bool, bool, bool]]:
    return [(each.subject, each.level, each.reached, each.near, each.by_weights) for each in borderlines(diagnosis)]


# ---- the box of levels ----


def test_the_box_of_a_firm_with_a_printed_level_at_one_of_two_sites() -> None:
    box = first_box(answers_of(AUTO))
    assert box.label == "智能制造能力成熟度 · 数字化水平"
    assert box.value == "一厂二级、二厂一级 · 二级"
    assert box.note == (
        "一厂平台二级，自评在一、二级分界线上；二厂自评一级，没有平台结果；核实：一级 · 二级；数字化水平没有平台结果"
    )


def test_the_box_of_a_firm_without_any_printed_level_is_as_it_was() -> None:
    box = first_box(answers_of(FOOD))
    assert box.label == "智能制造能力成熟度 · 数字化水平（参考自评）"
    assert box.value == "未达一级 · 未达一级"
    assert box.note == "核实：未达一级 · 未达一级；官方：没有 · 没有"


def test_the_box_of_a_level_that_the_weights_decide() -> None:
    box = first_box(answers_of(REFRACTORY))
    assert box.value == "一级 · 一级"
    assert box.note == (
        "智能制造能力成熟度自评在一级的分界线上，没有平台结果；数字化水平平台一级，自评一级；核实：未达一级 · 一级"
    )


def test_what_was_printed_for_all_sites_alike_is_said_once() -> None:
    answers = answers_of(AUTO)
    printed = answers["official_results"][0]
    answers["official_results"].append({**printed, "subject": "plant_2"})
    assert first_box(answers).value == "二级 · 二级"


# ---- on the line ----


def test_a_score_just_below_the_line_is_on_it_and_one_far_below_is_not() -> None:
    assert lines_of(diagnosed(answers_of(AUTO))) == [("plant_1", 2, False, True, False)]
    assert lines_of(diagnosed(answers_of(FOOD))) == []


def test_a_score_just_above_the_line_that_other_weights_undo_is_on_it() -> None:
    assert lines_of(diagnosed(answers_of(REFRACTORY))) == [("firm", 1, True, True, True)]


@pytest.mark.parametrize(("margin", "near"), [("0.0024", False), ("0.0025", True)])
def test_the_margin_is_content(margin: str, near: bool) -> None:
    diagnosis = diagnosed(answers_of(AUTO))  # (0.0024223… below the line)
    rules = {name: replace(each, borderline={"cmmm": Fraction(margin)}) for name, each in shipped().confidences.items()}
    found = lines_of(replace(diagnosis, library=replace(shipped(), confidences=rules)))
    assert bool(found) is near


def test_nobody_who_was_not_asked_stands_on_a_line() -> None:
    assert lines_of(diagnosed({"firm": {"code": "91410100MA4D000018", "name": "示例（虚构）"}, "answers": {}})) == []


def the_line() -> Borderline:
    return next(iter(borderlines(diagnosed(answers_of(AUTO)))))


def test_what_is_named_lifts_the_level_alone_and_nothing_else_does() -> None:
    diagnosis = diagnosed(answers_of(AUTO))
    lifts = {each.fact for each in the_line().lifts}
    tier = (diagnosis.standards["cmmm"].subjects or {})["plant_1"].tiers[2]
    assert tier is not None
    rest = {each.fact for each in tier.requirements if each.still} - lifts
    tried = [*sorted(lifts)[:4], *sorted(rest)[:4]]
    answers = diagnosis.firm.answers
    firms = []
    for fact in tried:
        key = next((name, fact) for name in ("plant_1", diagnosis.firm.firm_subject) if (name, fact) in answers)
        firms.append(replace(diagnosis.firm, answers={**answers, key: replace(answers[key], value="full")}))
    sites = [each.standards["cmmm"].subjects or {} for each in diagnose(firms, shipped(), AS_OF)]
    levels = [each["plant_1"].ladders["level"].level for each in sites]
    assert levels == [2 if fact in lifts else 1 for fact in tried]
    assert {2} <= set(levels)


def test_the_chapter_says_the_printed_level_first_then_that_ours_is_on_the_line_and_what_lifts_it() -> None:
    text = text_of(example_report(AUTO))
    site = text.index("一厂（机加）。官方二级，1.96 分")
    assert site < text.index("参考自评：逐级判定自报 1.798 分，一级（规划级）")
    assert (
        "在一、二级分界线上：二级（规范级）得 0.798，达标线 0.8。只差 0.002 分，说“没有到”和“到了”都不稳。"
        "下面 25 条里任做满一条就过线：运输管理系统（+0.025）、"
    ) in text
    assert "换一组权重，等级也会变" in text_of(example_report(REFRACTORY))


# ---- the terminal ----


def test_the_terminal_shows_what_was_printed_first_and_for_which_site() -> None:
    diagnosis = diagnosed(answers_of(AUTO))
    lines = firm_lines(diagnosis.to_json(AS_OF), example(AUTO))
    head = next(line for line in lines if line.startswith("评分和等级"))
    assert head.split() == ["评分和等级", "官方", "自报", "核实", "作答率"]
    row = next(line for line in lines if line.startswith("  成熟度等级"))
    assert row.split() == ["成熟度等级", "一厂（机加）", "2", "1", "规划级", "1"]
    assert "智能制造能力成熟度（一厂（机加））在一、二级分界线上；有 25 条要求，任做满一" in "\n".join(lines)
