"""A pain in the interview: own words, which one it is, what it costs, its figure; every step can be skipped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from diagnostics.answers.files.file import read_answers
from diagnostics.answers.typed.figure_line import read_figures, read_years
from diagnostics.answers.typed.said_line import Due, Saving, read_saving, read_sum, split_due
from diagnostics.answers.typed.value import TypedWrongError
from diagnostics.interview.course.pain_words import pains_meant
from diagnostics.model.firm.answers import DENIED, Deadline, Finding, FirmAnswers, KpiSaid
from tests.builders import CODE, shipped
from tests.interview.scripted import BEGIN, Script, hold, workspace_of

OWNER = ["总经理"]
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@cache
def example(name: str) -> FirmAnswers:
    answers, _ = read_answers(EXAMPLES / f"{name}.yaml", shipped())
    assert answers is not None
    return answers


def noted(tmp_path: Path, *typed: str) -> tuple[Script, list[Finding]]:
    """Note findings at the owner's first question."""
    with workspace_of(tmp_path) as workspace:
        script, _ = hold(workspace, [*BEGIN, *OWNER, *typed])
        assert script.answers == [], f"not asked: {script.answers}"
        return script, list(workspace.answers(CODE).findings)


# ---- the talk ----


def test_a_pain_is_named_reckoned_and_measured_in_five_prompts(tmp_path: Path) -> None:
    script, (found,) = noted(tmp_path, "/f 图纸换版靠打印，旧图上了机床", "1", "1", "312 220 5360", "2 0", "", "")
    assert (found.pain, found.text) == ("wrong_drawing", "图纸换版靠打印，旧图上了机床")
    # 312 × 220 + 5360 = 74000 元
    assert (found.loss_wan, found.loss_kind, found.per, found.basis) == (
        (Fraction("7.4"), Fraction("7.4")), "cash", "year", "reckoned",
    )  # fmt: skip
    assert found.kpi == KpiSaid(now=Fraction(2), wanted=Fraction(0))
    assert "一年 7.4 万元（现金）" in found.effect, "what was reckoned is the effect, where nobody says another"
    assert {"ci_design_mfg", "production_operation.L2.1"} <= set(found.about)
    at = next(n for n, each in enumerate(script.prompts) if "说的是哪一条" in each)
    assert len(script.prompts[at : at + 5]) == 5
    assert "证据" in script.prompts[at + 4]


def test_every_step_but_the_effect_may_be_skipped(tmp_path: Path) -> None:
    _, (found,) = noted(tmp_path, "/f 图纸换版靠打印，旧图上了机床", "1", "1", "", "", "废了312件", "")
    assert (found.pain, found.loss_wan, found.kpi, found.effect) == ("wrong_drawing", None, None, "废了312件")


def test_nothing_is_taken_that_nobody_chose(tmp_path: Path) -> None:
    _, (found,) = noted(tmp_path, "/f 图纸换版靠打印，旧图上了机床", "1", "", "废了312件", "", "-")
    assert (found.pain, found.loss_wan, found.about) == ("", None, ())


def test_other_words_find_another_pain(tmp_path: Path) -> None:
    _, (found,) = noted(tmp_path, "/f 老板说不清楚", "1", "合格率说不出", "1", "", "不知道哪里坏", "")
    assert (found.pain, found.loss_kind, found.loss_wan) == ("pass_rate_unknown", "none", None)


def test_what_the_firm_denies_is_kept_and_not_shown_again(tmp_path: Path) -> None:
    script, found = noted(tmp_path, "/f 空压机停产日还在空转", "1", "-1", "", "白费电", "", "-")
    assert [(each.kind, each.pain) for each in found] == [(DENIED, "idle_energy"), ("pain", "")]
    name = shipped().pains["idle_energy"].name
    assert sum(name in line for line in script.shown) == 2, "once in the list, once when it was put down"


def test_lost_output_is_told_in_hours_while_nobody_knows_the_orders(tmp_path: Path) -> None:
    words = "/f 机器开没开、为啥停，没人说得清"
    _, (found,) = noted(tmp_path, words, "1", "1", "500 200", "", "", "")
    assert (found.pain, found.loss_wan) == ("stop_reason_unknown", None)
    assert "500 小时/年" in found.effect


def test_a_wish_names_its_pain_its_money_and_its_years(tmp_path: Path) -> None:
    _, (found,) = noted(tmp_path, "/f 空压机停产日还在空转，想看见", "3", "1", "2", "30万", "1.5", "")
    assert (found.pain, found.wish, found.budget_wan, found.payback_years) == (
        "idle_energy", "general", Fraction(30), Fraction(3, 2),
    )  # fmt: skip


def test_a_loss_in_one_sum_a_deadline_and_an_order_are_read_from_the_same_five_prompts(tmp_path: Path) -> None:
    words = "/f 图纸换版靠打印，旧图上了机床"
    script, (found,) = noted(tmp_path, words, "1", "1", "=4.9 2025", "2 0 2026-12-31 客户 第1", "", "")
    assert (found.loss_wan, found.loss_kind, found.per, found.period, found.basis) == (
        (Fraction("4.9"), Fraction("4.9")), "cash", "year", "2025", "stated",
    )  # fmt: skip
    assert found.kpi == KpiSaid(now=Fraction(2), wanted=Fraction(0))
    assert (found.deadline, found.rank) == (Deadline(date(2026, 12, 31), "客户"), Fraction(1))
    assert "记下：损失 4.9 万元，一年的，2025 年" in script.text
    assert "记下：现在 2 次/年，想要 0 次/年，2026年12月31日前，给客户，排第 1" in script.text


def test_of_a_wish_its_limit_day_saving_and_figure_are_read_in_five_prompts(tmp_path: Path) -> None:
    words = "/f 空压机停产日还在空转，想看见"
    script, (found,) = noted(tmp_path, words, "3", "1", "2", "30万 2026-12-31 客户 第2", "1.5 5~6 总经理", "1150 100")
    assert (found.budget_wan, found.payback_years, found.saving_wan, found.by) == (
        Fraction(30), Fraction(3, 2), (Fraction(5), Fraction(6)), "总经理",
    )  # fmt: skip
    assert (found.deadline, found.rank) == (Deadline(date(2026, 12, 31), "客户"), Fraction(2))
    assert found.kpi == KpiSaid(now=Fraction(1150), wanted=Fraction(100))
    assert "1.5年收回，一年省5–6万元，总经理说的" in "".join(script.text.split())


def test_a_bill_is_kept_where_nobody_knows_what_can_be_saved_of_it(tmp_path: Path) -> None:
    _, (found,) = noted(tmp_path, "/f 能源费一大笔，花在哪不知道", "1", "1", "1339 -", "", "账上看的", "")
    assert (found.pain, found.bill_wan, found.loss_wan) == ("energy_black", (Fraction(1339), Fraction(1339)), None)


def test_a_pain_noted_before_there_were_names_is_given_one_and_keeps_what_it_said(tmp_path: Path) -> None:
    old = Finding(kind="pain", title="图纸换版", text="旧图上了机床", effect="废了312件", about=("s_process_design",))
    with workspace_of(tmp_path) as workspace:
        workspace.add_finding(CODE, old)
        workspace.add_finding(CODE, Finding(kind="highlight", text="记得全"))
        script, _ = hold(workspace, [*BEGIN, *OWNER, "/f", "1", "1", "图纸换了版", "1", "312 220 5360", ""])
        found = [each for each in workspace.answers(CODE).findings if each.kind == "pain"]
    assert script.answers == []
    (named,) = found
    assert (named.pain, named.loss_wan) == ("wrong_drawing", (Fraction("7.4"), Fraction("7.4")))
    assert replace(named, pain="", loss_wan=None, loss_kind="", per="", basis="") == old


# ---- figures on one line ----


@pytest.mark.parametrize(
    ("typed", "units", "wanted"),
    [
        ("312 220", ["件/年", "元/件"], [(312, 312), (220, 220)]),
        ("312件 0.03万元", ["件/年", "元/件"], [(312, 312), (300, 300)]),
        ("4～6 -", ["万元/年", "%"], [(4, 6), None]),
        ("５万 30%", ["万元/年", "%"], [(5, 5), (30, 30)]),
        ("50000元", ["万元/年"], [(5, 5)]),
        ("2至3", ["次/年"], [(2, 3)]),
    ],
)
def test_figures_are_read_with_ranges_gaps_and_units(
    typed: str, units: list[str], wanted: list[tuple[int, int] | None]
) -> None:
    found = read_figures(typed, units, len(units))
    assert found == tuple(each and (Fraction(each[0]), Fraction(each[1])) for each in wanted)


@pytest.mark.parametrize(
    "typed", ["312", "1 2 3", "312 二百", "6~4 1", "-1 2", "312元 220", "1~2~3 4", "312 2，5", f"{'9' * 60} 1"]
)
def test_a_line_that_is_none_is_refused_with_the_way_to_type_it(typed: str) -> None:
    with pytest.raises(TypedWrongError, match=r"[\u4e00-\u9fff]"):
        read_figures(typed, ["件/年", "元/件"], 2)


@pytest.mark.parametrize("typed", ["-1", "一年半", "1.5月", "101"])
def test_years_that_are_none_are_refused(typed: str) -> None:
    with pytest.raises(TypedWrongError):
        read_years(typed)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("=4.9 2025", {"per": "year", "period": "2025"}),
        ("＝49000元", {"per": "year"}),
        ("=4.9 2026-04", {"period": "2026-04"}),
        ("=4.9 2026年4月 每月", {"period": "2026-04", "per": "month"}),
        ("=4.9 一次 2025年", {"period": "2025", "loss_kind": "once"}),
    ],
)
def test_a_loss_in_one_sum_is_of_a_year_a_month_or_once(typed: str, said: dict[str, str]) -> None:
    assert read_sum(typed) == {"loss_wan": (Fraction("4.9"), Fraction("4.9")), "basis": "stated", **said}


@pytest.mark.parametrize("typed", ["=", "=-", "=4.9 去年", "=4.9 3025", "=4.9 2026-13", "=四万", "=4.9 一次 每年"])
def test_a_sum_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(TypedWrongError, match=r"[\u4e00-\u9fff]"):
        read_sum(typed)


def test_what_stands_behind_the_figures_is_a_day_for_whom_and_an_order() -> None:
    assert split_due("2 0") == ("2 0", Due())
    assert split_due("2 0 第３") == ("2 0", Due(None, Fraction(3)))
    assert split_due("2026年12月31日 客户") == ("", Due(Deadline(date(2026, 12, 31), "客户")))


@pytest.mark.parametrize("typed", ["2026-02-30", "2026-12-31 客户 老板", "第0", "第一百", "第1 第2", "第1 客户"])
def test_a_deadline_or_an_order_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(TypedWrongError, match=r"[\u4e00-\u9fff]"):
        split_due(typed)


@pytest.mark.parametrize(
    ("typed", "saving"),
    [
        ("", Saving()),
        ("1.5年", Saving(Fraction(3, 2))),
        ("- 5", Saving(None, (Fraction(5), Fraction(5)))),
        ("2 省5万 总经理", Saving(Fraction(2), (Fraction(5), Fraction(5)), "总经理")),
    ],
)
def test_years_a_saving_and_who_says_so_stand_on_one_line(typed: str, saving: Saving) -> None:
    assert read_saving(typed) == saving


# ---- own words ----


def named(name: str, kind: str) -> list[Finding]:
    return [each for each in example(name).findings if each.kind == kind and each.pain]


@pytest.mark.parametrize("name", ["auto_parts", "refractory", "food"])
def test_pains_noted_before_there_were_names_are_offered_the_right_one_first(name: str) -> None:
    """In the consultants' words alone, with and without what they are about."""
    for each in named(name, "pain"):
        old = replace(each, pain="")
        assert pains_meant(shipped(), old)[0].id == each.pain, each.title
        assert pains_meant(shipped(), replace(old, about=()))[0].id == each.pain, each.title


def test_words_that_mean_nothing_are_offered_nothing() -> None:
    assert pains_meant(shipped(), Finding(kind="pain", text="啊")) == ()
