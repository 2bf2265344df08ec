"""Cards, contradictions, orders, the screening, the layout, the plan: pure parts of the interview."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from diagnostics.interview.course.agenda import VISIT_ORDER, plan_visit
from diagnostics.interview.course.cards import suggest
from diagnostics.interview.course.contradictions import find_contradictions, newly_seen
from diagnostics.interview.course.course import Course
from diagnostics.interview.course.levels import evaluator_of
from diagnostics.interview.course.screening import MODES, screen
from diagnostics.interview.course.stop_rule import StopRule
from diagnostics.interview.screen.layout import COLUMNS, grid, in_columns, width, wrap
from diagnostics.interview.screen.words import leave_behind
from diagnostics.interview.talks.orders import ORDERS, Order, key_of, read_order
from diagnostics.model.content.facts import Interviewee, Location
from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import EXPLAINED, Finding, PutOff
from diagnostics.scoring.engine.needs import Needs
from diagnostics.words.catalogue import catalogue, say
from tests.builders import AS_OF, firm, shipped
from tests.interview.scripted import owing

# ---- cards


def test_a_tap_suggests_what_it_says_with_its_reason_and_marks_the_boundary() -> None:
    card = shipped().cards["card_cloud_use"]
    found = {each.fact.id: each for each in suggest(shipped(), card, card.ladder[3], card.confirms)}
    assert found["cloud_app_production"].value == "one"
    assert found["cloud_app_production"].near  # a rung below or above says something else
    assert (found["cloud_app_mgmt"].value, found["cloud_app_mgmt"].near) == (None, True)  # the anchor is silent
    assert not found["cloud_app_intelligent"].near
    assert "生产软件也上了云" in found["cloud_app_production"].reason


def test_only_facts_that_are_still_wanted_are_suggested() -> None:
    card = shipped().cards["card_cloud_use"]
    assert [each.fact.id for each in suggest(shipped(), card, card.ladder[0], ["cloud_equip_use"])] == [
        "cloud_equip_use"
    ]


def test_a_single_choice_says_what_the_option_above_would_take() -> None:
    card = shipped().cards["card_quality"]
    each = next(one for one in suggest(shipped(), card, card.ladder[2], card.confirms) if one.fact.id == "s_quality")
    assert each.next_up is not None
    assert (each.value, each.next_up.id) == ("l2", "l3")


# ---- contradictions


def test_a_contradiction_is_seen_with_the_second_answer_and_not_again_once_explained() -> None:
    needs = Needs(shipped())
    said = firm({"cloud_blockers": ["secrecy"], "secrecy_duty": False})
    found = find_contradictions(evaluator_of([said], shipped(), AS_OF), needs)
    assert [each.rule for each in found] == ["cloud_secrecy_contradicts"]
    assert [each.rule for each in newly_seen(found, frozenset({"cloud_blockers"}), ())] == ["cloud_secrecy_contradicts"]
    assert newly_seen(found, frozenset({"s_quality"}), ()) == []
    explained = Finding(kind=EXPLAINED, text="合同里有保密条款，没有定密", title="cloud_secrecy_contradicts")
    assert newly_seen(found, frozenset({"cloud_blockers"}), (explained,)) == []


def test_nothing_is_a_contradiction_while_one_side_is_unknown() -> None:
    said = firm({"cloud_blockers": ["secrecy"]})
    assert find_contradictions(evaluator_of([said], shipped(), AS_OF), Needs(shipped())) == []


# ---- orders


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("/b", Order("back")),
        ("返回", Order("back")),
        ("/返回", Order("back")),
        ("／b", Order("back")),
        ("/n 要补照片", Order("note", "要补照片")),
        ("/na 来图加工", Order("na", "来图加工")),
        ("/2 仓库主管", Order("second", "仓库主管")),
        ("？", Order("help")),
        ("12", None),
        ("/没有这个", None),
    ],
)
def test_orders_are_read_with_a_stroke_or_in_chinese(text: str, order: Order | None) -> None:
    assert read_order(text) == order


def test_where_texts_are_typed_a_chinese_word_is_an_answer() -> None:
    assert read_order("发现 了问题", bare_words=False) is None
    assert read_order("/f", bare_words=False) == Order("finding")


def test_every_order_has_a_key_a_word_and_a_line_of_help() -> None:
    for order in ORDERS:
        assert read_order(key_of(order)) == Order(order)
        assert read_order(say("interview_orders", order)) == Order(order)
        assert say("interview_orders_help", order)


# ---- before the visit


def test_secret_work_means_paper_and_without_separation_no_visit() -> None:
    assert screen(secret_work=False, kept_apart=False).id == "normal"
    assert screen(secret_work=True, kept_apart=True).id == "paper"
    assert screen(secret_work=True, kept_apart=False).id == "off_site"


def test_paper_and_off_site_keep_no_photos_and_off_site_sees_nothing() -> None:
    assert [mode.photos for mode in MODES.values()] == [True, False, False]
    assert [mode.allows(Grade.E3) for mode in MODES.values()] == [True, True, False]
    assert all(say("interview_modes", f"{mode}_forbids") for mode in MODES)


def test_the_plan_begins_with_what_decides_the_questions_and_never_asks_anybody_in_two_rounds() -> None:
    library = shipped()
    parts = plan_visit(library, StopRule(library, "full").default)
    assert parts[0].names[0] == "business_type"
    people = [part.who for part in parts]
    assert people == sorted(people, key=VISIT_ORDER.index)
    assert set(VISIT_ORDER) == set(get_args(Interviewee))


def test_everybody_and_every_place_has_a_name() -> None:
    assert set(catalogue()["interview_who"]) == set(get_args(Interviewee))
    assert set(catalogue()["interview_where"]) == set(get_args(Location))


def test_optional_sections_are_asked_only_when_somebody_opens_them() -> None:
    course = Course(shipped(), "full", AS_OF)
    known = firm({})
    assert "prog_twin_scope" not in course.stand(known).open_items
    course.opened.add("optional_excellent")
    assert "prog_twin_scope" in course.stand(known).open_items


def test_a_question_that_is_not_asked_takes_its_dependents_with_it() -> None:
    course = Course(shipped(), "full", AS_OF)
    open_items = course.stand(firm({}, about={"business_type": "discrete"})).open_items
    assert "process_control_capabilities" not in open_items
    assert "apc_application_rate" not in open_items


def test_what_the_firm_owes_names_the_question_and_the_proof() -> None:
    plain = firm({"worst_accident_grade": "none", "s_quality": {"state": "unknown", "by": "质量经理"}})
    said = replace(plain, put_off=(PutOff(subject="firm", item="systems", ask="张工"),))
    lines = leave_behind(owing(said), said)
    assert lines[0] == "系统台账：待问张工"
    assert "质量管理场景：待查（质量经理不清楚）" in lines
    proofs = "应急管理部门证明、生态环境部门证明、企业安全生产承诺书、事故调查报告"
    assert f"近三年最严重的事故等级（没有出过事故）：待看{proofs}" in lines
    assert len(lines) == 3


# ---- layout


def test_no_line_is_wider_than_the_screen_and_no_word_is_broken() -> None:
    text = "用OEE分析带动工艺和作业计划改进，MES（制造执行系统）和ERP连通。" * 5
    lines = wrap(text, 40, "  0  ")
    assert all(width(line) <= 42 for line in lines)
    assert "".join(line.strip() for line in lines).replace("0  ", "", 1) == text
    assert not any(line.strip()[0] in "，。）" for line in lines)


def test_a_grid_and_columns_fit_the_screen() -> None:
    rows = [["工序" * 12, "12", "备注" * 30], ["车削", "1200", "没有"]]
    assert all(width(line) <= COLUMNS for line in grid(rows))
    assert all(width(line) <= COLUMNS for line in in_columns([f"{n} 很长很长的选项名称" for n in range(24)]))


def test_a_course_goes_back_to_what_was_shown_before() -> None:
    course = Course(shipped(), "standard", AS_OF)
    for name in ("business_type", "district", "industry"):
        course.visit(name)
    assert course.back() == "district"
    course.visit("district")
    assert course.back() == "business_type"
    assert course.back() is None


def test_what_was_left_for_later_is_not_open() -> None:
    course = Course(shipped(), "standard", AS_OF)
    assert "district" in course.stand(firm({})).open_items
    assert "district" not in course.stand(replace(firm({})), ["district"]).open_items
