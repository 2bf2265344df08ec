"""Values of facts: every type, every legal form, and what is refused."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from diagnostics.model.content.marks import State
from diagnostics.model.firm.answers import AnswerValue
from tests.answers.answers_library import HEAD, answer_to, codes, only_problem, parse


def value(fact: str, written: str) -> AnswerValue:
    return answer_to(fact, f"answers: {{{fact}: {written}}}").value


def refusal(fact: str, written: str) -> list[str]:
    return codes(f"answers: {{{fact}: {written}}}")


def test_choice_takes_the_option_its_alias_or_its_number_in_the_sheet() -> None:
    assert value("procurement.L2.1", "mostly") == "mostly"
    assert value("procurement.L2.1", '"mostly"') == "mostly"
    assert value("procurement.L2.1", "2") == "mostly"
    assert value("procurement.L2.1", "0") == "none"
    assert answer_to("network_capabilities", "answers: {network_capabilities: [factory_net]}").value == ("ot_net",)


def test_a_number_means_the_value_where_options_have_values() -> None:
    assert value("quality_level", "1") == "l1"
    assert value("quality_level", "1.0") == "l1"
    assert value("quality_level", "l1") == "l1"
    assert refusal("quality_level", "3") == ["ANS-09"]


@pytest.mark.parametrize("written", ["4", "-1", "1.5", '"2"', "[mostly]", "{value: nearly}", "true", "1e0"])
def test_choice_refuses_everything_else(written: str) -> None:
    assert refusal("procurement.L2.1", written) == ["ANS-09"]


def test_multi_keeps_the_order_of_the_sheet() -> None:
    assert value("network_capabilities", "[app_net, ot_net]") == ("ot_net", "app_net")
    assert value("network_capabilities", "[3, 1]") == ("ot_net", "app_net")


def test_nothing_picked_is_the_option_for_none_where_there_is_one() -> None:
    assert value("network_capabilities", "[]") == ("none",)
    assert value("network_capabilities", "[none]") == ("none",)
    assert value("tools", "[]") == ()


@pytest.mark.parametrize(
    ("written", "code"),
    [("cad", "ANS-15"), ("[cad, cad]", "ANS-16"), ("[cad, 0]", "ANS-16"), ("[cax]", "ANS-09"), ("[[cad]]", "ANS-09")],
)
def test_multi_refuses_everything_else(written: str, code: str) -> None:
    assert refusal("tools", written) == [code]


def test_none_excludes_the_others() -> None:
    assert refusal("network_capabilities", "[0, ot_net]") == ["ANS-17"]


def test_numbers_are_exact() -> None:
    assert value("staff", "120") == Fraction(120)
    assert value("staff", "120.0") == Fraction(120)
    assert value("rate", "98.2") == Fraction(982, 10)
    assert value("rate", "0.1") == Fraction(1, 10)


@pytest.mark.parametrize(
    ("fact", "written", "code"),
    [
        ("staff", "-1", "ANS-11"),
        ("staff", "12.5", "ANS-12"),
        ("staff", '"12"', "ANS-07"),
        ("staff", "1e400", "ANS-07"),
        ("staff", ".inf", "ANS-07"),
        ("staff", ".nan", "ANS-07"),
        ("staff", "0x10", "ANS-07"),
        ("staff", "1_000", "ANS-07"),
        ("staff", "9" * 16, "ANS-19"),
        ("staff", "9" * 101, "ANS-19"),
        ("staff", "true", "ANS-07"),
        ("staff", "[12]", "ANS-07"),
        ("rate", "100.01", "ANS-11"),
        ("rate", "-0.01", "ANS-11"),
        ("rate", "98%", "ANS-07"),
        ("has_mes", "yes", "ANS-07"),
        ("has_mes", "1", "ANS-07"),
        ("has_mes", '"true"', "ANS-07"),
        ("founded", "2025-02-30", "ANS-47"),
        ("founded", "0202-02-03", "ANS-48"),
        ("founded", "2025/02/03", "ANS-07"),
        ("founded", "20250203", "ANS-07"),
        ("products", "[a]", "ANS-07"),
        ("products", "'  '", "ANS-08"),
        ("products", "a" * 20_001, "ANS-08"),
        ("staff", "null", "YAML-04"),
    ],
)
def test_other_types_refuse_what_does_not_fit(fact: str, written: str, code: str) -> None:
    assert refusal(fact, written) == [code]


def test_bool_date_and_text() -> None:
    assert value("has_mes", "true") is True
    assert value("has_mes", "false") is False
    assert value("founded", "2025-02-28") == date(2025, 2, 28)
    assert value("founded", '"2025-02-28"') == date(2025, 2, 28)
    assert value("products", "千斤顶") == "千斤顶"


def test_text_loses_control_characters_with_a_warning_and_keeps_its_lines() -> None:
    read, problems = parse(r'answers: {products: " 甲\u0000\u202e乙\r\n丙\u0007 "}')
    assert read is not None
    assert read.answers["firm", "products"].value == "甲乙\n丙"
    assert [(each.code, each.warning) for each in problems] == [("TEXT-01", True)]


def test_characters_of_a_private_area_are_never_dropped() -> None:
    read, problems = parse(r'answers: {products: "郑州\ue863盛\ue001"}')
    assert read is not None
    assert read.answers["firm", "products"].value == "郑州䶮盛〓"
    assert [(each.code, each.warning) for each in problems] == [("TEXT-02", True)]


def test_text_of_nothing_but_control_characters_is_empty() -> None:
    assert refusal("products", r'"\u0000\u200b"') == ["ANS-08", "TEXT-01"]


def test_judgement_holds_or_fails_and_asks_for_a_reason() -> None:
    answer = answer_to("expert", "answers: {expert: {value: holds, note: 看过现场}}")
    assert (answer.value, answer.note) == ("holds", "看过现场")
    assert answer_to("expert", "answers: {expert: {value: fails, reason: 没看到}}").note == "没看到"
    assert only_problem("answers: {expert: {value: holds}}").warning is True
    assert refusal("expert", "true") == ["ANS-09"]


def test_direct_pair_is_numerator_and_denominator_or_a_percent() -> None:
    assert value("equip_digital_rate", "[12, 20]") == (Fraction(12), Fraction(20))
    assert value("equip_digital_rate", "[0, 0]") == (Fraction(0), Fraction(0))
    assert value("equip_digital_rate", "60") == Fraction(60)
    assert answer_to("equip_digital_rate", "answers: {q02_equip_digital: {value: [12, 20]}}").value == (12, 20)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("[21, 20]", "ANS-14"),
        ("[-1, 20]", "ANS-14"),
        ("[1, 0]", "ANS-14"),
        ("[1, 2, 3]", "ANS-13"),
        ("[]", "ANS-13"),
        ("[a, 20]", "ANS-07"),
        ("101", "ANS-11"),
    ],
)
def test_direct_pair_refuses_what_cannot_be(written: str, code: str) -> None:
    assert refusal("equip_digital_rate", written) == [code]


def test_direct_value_of_a_derived_choice() -> None:
    assert value("trend", "flat") == "flat"
    assert value("trend", "1") == "flat"
    assert refusal("trend", "[1, 2]") == ["ANS-09"]


# ---- states and what stands around a value ------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["unknown", "refused"])
def test_unknown_and_refused_need_no_reason(state: State) -> None:
    answer = answer_to("staff", f"answers: {{staff: {{state: {state}}}}}")
    assert (answer.state, answer.value) == (state, None)


def test_not_applicable_needs_a_reason_and_a_fact_that_allows_it() -> None:
    answer = answer_to("quality_level", "answers: {s_quality: {state: na, reason: 无检验环节}}")
    assert (answer.state, answer.value, answer.note) == ("na", None, "无检验环节")
    assert refusal("quality_level", "{state: na}") == ["ANS-27"]
    assert refusal("staff", "{state: na, reason: x}") == ["ANS-26"]
    assert refusal("trend", "{state: na, reason: x}") == ["ANS-26"]


@pytest.mark.parametrize("written", ["{}", "{by: 张工}", "{value: 3, state: unknown}"])
def test_an_answer_has_a_value_or_a_state(written: str) -> None:
    assert refusal("staff", written) == ["ANS-18"]


def test_state_words_are_the_four_of_the_contract_less_known() -> None:
    assert refusal("staff", "{state: maybe}") == ["ANS-09"]
    assert refusal("staff", "{state: known}") == ["ANS-09"]


def test_who_when_and_note_are_kept() -> None:
    answer = answer_to("staff", "answers: {staff: {value: 3, by: 质量经理, date: 2026-05-06, note: 含临时工}}")
    assert (answer.by, answer.date, answer.note) == ("质量经理", date(2026, 5, 6), "含临时工")
    assert answer.place.line == 2


def test_wrong_date_or_key_around_a_value_is_a_problem() -> None:
    assert refusal("staff", "{value: 3, date: 昨天}") == ["ANS-07"]
    assert refusal("staff", "{value: 3, who: 张工}") == ["ANS-05"]
    assert refusal("staff", "{value: 3, evidence: ev9}") == ["ANS-22"]


def test_what_was_fixed_for_the_plan() -> None:
    text = """
plan:
  excluded: [{id: own, reason: 先不做}]
  projects: [{id: own, name: 自研采集, cost_wan: [3, 5], months: 2, reason: 有人手}]
  budget_wan: [30, 12.5]
"""
    read, problems = parse(HEAD + text)
    assert problems == []
    assert read is not None
    assert read.plan.excluded == {"own": "先不做"}
    assert read.plan.projects[0].cost == (Fraction(3), Fraction(5))
    assert read.plan.projects[0].months == (Fraction(2), Fraction(2))
    assert read.plan.budget == (Fraction(30), Fraction(25, 2))
