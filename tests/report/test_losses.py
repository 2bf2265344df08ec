"""Money in the report: every loss with its source, a break-even a person reads, a payback only from a named saving."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from diagnostics.answers.files.file import read_answers
from diagnostics.judgement.break_even import break_even, break_even_of
from diagnostics.judgement.losses import visible_losses
from diagnostics.model.firm.answers import Finding, KpiSaid
from diagnostics.model.results.losses import VisibleLosses
from diagnostics.report.words.losses import (
    bill_words,
    break_even_words,
    kpi_when_words,
    kpi_words,
    loss_words,
    losses_short,
    losses_words,
    payback_words,
    years_words,
)
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from tests.builders import AS_OF, firm, shipped
from tests.report.reading import (
    EXAMPLES,
    answers_of,
    example_report,
    given_of,
    owner_blocks,
    tables_of,
    text_of,
    whole_report,
)


def losses(name: str) -> VisibleLosses:
    answers, _ = read_answers(next(path for path in EXAMPLES if path.stem == name), shipped())
    assert answers is not None
    return visible_losses(Evaluator(Frame([answers], shipped(), AS_OF)), 0, shipped())


def test_the_losses_of_an_example_are_told_with_their_sources() -> None:
    assert losses_words(losses("food")) == (
        "看得见的年损失 7.1 万元（合计看最弱的一项：口头说的）：原料放过了期才发现 6.3（2025 年，看到单据）、"
        "订单在聊天群里，忙起来就漏 0.8（2026 年 4 月，口头说的）。",
        "一次性的不算进一年：一箱有问题，一天的货都要退 4.9（2025 年 6 月，看到单据）。",
    )
    assert losses_short(losses("refractory")) == "78.2 万元（2 件相加，按企业的数推算）"


def test_the_owner_reads_the_sum_above_his_pains_and_every_pain_tells_its_loss_and_figure() -> None:
    report = example_report(next(path for path in EXAMPLES if path.stem == "auto_parts"))
    owner = text_of(replace(report, blocks=tuple(owner_blocks(report))))
    assert "【现在一年损失】30 万元；看得见的，3 件相加，按企业的数推算" in owner
    text = text_of(report)
    assert "一年 7.4 万元（2025 年，看到单据）" in text
    assert "停产日的用电，现在 1150 千瓦时/天，要到多少还没有定" in text
    assert "一次性的不算进一年：二厂产量次日才录，账实对不上 41（2025 年 12 月，看到单据）" in text


def test_a_payback_stands_where_a_wish_names_its_saving_and_who_said_it() -> None:
    answers = answers_of(next(path for path in EXAMPLES if path.stem == "refractory"))
    wish = next(each for each in answers["findings"] if each["kind"] == "wish")

    def paybacks() -> set[str]:
        rows = tables_of(whole_report(given_of(answers, with_plan=True)))["invest"].rows
        return {row[4].text for row in rows} - {""}

    wish["saving_wan"], wish["by"] = 20, "总经理"
    assert paybacks() == {"待测算"}, "what is bought for it has no price yet"
    answers["plan"] = {"prices": [{"id": "ext_dcs_report", "cost_wan": [10, 30], "reason": "服务商报价"}]}
    # that is all that is bought for it: 10 ÷ 20, 30 ÷ 20
    assert paybacks() == {"待测算", "0.5 到 1.5 年收回（总经理说一年省 20 万元）"}
    del wish["by"]
    assert paybacks() == {"待测算"}, "nobody is named"


def test_a_loss_says_why_it_is_not_added() -> None:
    pains = [
        {"kind": "pain", "text": "总是晚交", "pain": "late_delivery", "loss_wan": 6, "per": "year", "by": "销售经理"},
        {"kind": "pain", "text": "急单乱", "pain": "rush_order_chaos", "loss_wan": [18, 20], "per": "month"},
        {"kind": "pain", "text": "停机", "pain": "stop_reason_unknown", "loss_wan": 12, "period": "2026-04"},
        {"kind": "pain", "text": "报表靠人凑", "pain": "report_by_hand", "loss_wan": 2, "loss_kind": "time"},
    ]
    found = visible_losses(Evaluator(Frame([firm(findings=pains)], shipped(), AS_OF)), 0, shipped())
    assert [loss_words(line, found) for line in found.lines] == [
        "一年 6 万元（销售经理，没有记依据）；和“急单乱”是同一笔钱，合计里只算大的",
        "一年 216–240 万元（没有记依据）",
        "12 万元，只是这一个月的，没有乘成一年（2026 年 4 月，没有记依据）；"
        "订单做不完才算损失，订单满不满还不清楚，合计里先不算",
        "人工时间，折合一年 2 万元；人还在岗，不算现金（没有记依据）",
    ]


def test_who_told_no_loss_reads_nothing_of_losses() -> None:
    assert (losses_words(VisibleLosses()), losses_short(VisibleLosses())) == ((), "")


def test_thirty_back_in_a_year_and_a_half_is_told_as_a_movement_of_the_figure() -> None:
    found = break_even_of(Fraction(30), Fraction(3, 2), ["energy_black"], losses("refractory"))
    assert break_even_words(found, Fraction(30), shipped().pains["energy_black"].kpi) == (
        "30 万元一年半收回＝主要产品的单耗降 1.5%"
    )


def test_a_break_even_is_told_as_a_share_of_the_loss() -> None:
    """18 ÷ 2 = 9, 9 ÷ 18.6 = 48.4 %; 10 ÷ 4 = 2.5 years; 5 ÷ 11.2 = 44.6 %."""
    freight = break_even_of(Fraction(18), Fraction(2), ["rush_order_chaos"], losses("auto_parts"))
    assert break_even_words(freight, Fraction(18)) == "18 万元两年收回，这一项的损失一年要减 9 万元，也就是减掉 48%"
    idle = break_even_of(Fraction(10), Fraction(2), ["idle_energy"], losses("auto_parts"))
    assert break_even_words(idle, Fraction(10)) == "10 万元两年收不回：看得见的损失全省下来也要两年半"
    fee = break_even(Fraction(5), Fraction(2), (Fraction("11.2"),) * 2, per_year=True)
    told = break_even_words(fee, Fraction(5), per_year=True)
    assert told == "每年付 5 万元，当年就要省回来，也就是把这一项的损失减掉 45%"
    unknown = break_even(Fraction(9), Fraction(3), None)
    assert break_even_words(unknown, Fraction(9)) == (
        "9 万元三年收回，要一年省下 3 万元；现在一年损失多少没有数，先量再定"
    )


@pytest.mark.parametrize(
    ("years", "words"),
    [("0.5", "半年"), (1, "一年"), ("1.5", "一年半"), (2, "两年"), (5, "五年"), ("2.25", "2.3 年"), (12, "12 年")],
)
def test_years_are_said_as_people_say_them(years: str, words: str) -> None:
    assert years_words(Fraction(years)) == words


def test_a_payback_stands_on_a_saving_and_the_name_of_who_said_it() -> None:
    wish = Finding(kind="wish", text="扫码", saving_wan=(Fraction(4), Fraction(5)), by="总经理")
    # 8 ÷ 5 = 1.6, 10 ÷ 4 = 2.5
    assert payback_words((Fraction(8), Fraction(10)), wish) == "1.6 到 2.5 年收回（总经理说一年省 4–5 万元）"
    assert payback_words((Fraction(8), Fraction(10)), replace(wish, by="")) == ""
    assert payback_words((Fraction(8), Fraction(10)), replace(wish, saving_wan=None)) == ""


def test_a_figure_is_told_before_wanted_and_when_it_is_taken() -> None:
    kpi = shipped().pains["idle_energy"].kpi
    assert kpi_words(kpi, KpiSaid(now=Fraction(1150))) == (
        f"停产日的用电，现在 1150 千瓦时/天，要到多少还没有定。怎么量：{kpi.how}"
    )
    assert "现在多少还没有量，要到 20 千瓦时/天" in kpi_words(kpi, KpiSaid(wanted=Fraction(20)))
    assert kpi_when_words((kpi,), (3, 6, 12)) == "停产日的用电，改之前先各量一次，用上以后第 3、6、12 个月再量。"


def test_a_bill_tells_what_one_percent_is_worth() -> None:
    kpi = shipped().pains["energy_black"].kpi
    assert bill_words((Fraction(1339), Fraction(1339)), kpi) == (
        "这一项一年付 1339 万元，主要产品的单耗每降 1%，一年值 13.4 万元"
    )
