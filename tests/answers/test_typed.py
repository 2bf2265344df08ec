"""What is typed becomes a value, or a sentence that says what to type."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from diagnostics.answers.typed.spoken import typed_text
from diagnostics.answers.typed.value import TypedWrongError, read_value
from diagnostics.model.content.facts import Derived, Fact, Option
from diagnostics.model.firm.answers import AnswerValue
from tests.builders import AS_OF, shipped

SIZE = Fact(
    id="size",
    name="规模",
    type="choice",
    options=(Option(id="small", name="小型"), Option(id="mid", name="中型（含微型）"), Option(id="big", name="大型")),
)
NETS = Fact(
    id="nets",
    name="网络",
    type="multi",
    options=(Option(id="none", name="都没有", none=True), Option(id="a", name="甲网"), Option(id="b", name="乙网")),
)
COUNT = Fact(id="count", name="人数", type="number", unit="人", integer=True, min=Fraction(0), max=Fraction(500))
MONEY = Fact(id="money", name="费用", type="number", unit="万元", min=Fraction(0))
SHARE = Fact(id="share", name="占比", type="percent")
SINCE = Fact(id="since", name="日期", type="date")
FLAG = Fact(id="flag", name="有没有", type="bool")
JUDGED = Fact(id="judged", name="判断", type="judgement")
WORDS = Fact(id="words", name="说明", type="text")
RATE = Derived(id="rate", name="比率", type="percent", direct="pair")


@pytest.mark.parametrize(
    ("item", "text", "value"),
    [
        (SIZE, "0", "small"),
        (SIZE, " ２ ", "big"),
        (SIZE, "mid", "mid"),
        (SIZE, "中型", "mid"),
        (SIZE, "中型（含微型）", "mid"),
        (NETS, "1 2", ("a", "b")),
        (NETS, "2，1", ("a", "b")),
        (NETS, "21", ("a", "b")),
        (NETS, "甲网、乙网", ("a", "b")),
        (NETS, "0", ("none",)),
        (COUNT, "1２0人", Fraction(120)),
        (MONEY, "8,200", Fraction(8200)),
        (MONEY, "8200万元", Fraction(8200)),
        (MONEY, "0.82亿", Fraction(8200)),
        (MONEY, "82000000元", Fraction(8200)),
        (MONEY, "0.1", Fraction(1, 10)),
        (SHARE, "38", Fraction(38)),
        (SHARE, "38.5％", Fraction(77, 2)),
        (SHARE, "3/8", Fraction(75, 2)),
        (RATE, "12/20", (Fraction(12), Fraction(20))),
        (RATE, "60%", Fraction(60)),
        (SINCE, "2026-06-30", date(2026, 6, 30)),
        (SINCE, "2026/6/3", date(2026, 6, 3)),
        (SINCE, "2026年6月3日", date(2026, 6, 3)),
        (SINCE, "20260630", date(2026, 6, 30)),
        (SINCE, "今天", AS_OF),
        (FLAG, "是", True),
        (FLAG, "没有", False),
        (FLAG, "1", True),
        (JUDGED, "0", "fails"),
        (JUDGED, "成立", "holds"),
        (WORDS, " 备注、也是文字 ", "备注、也是文字"),
    ],
)
def test_people_may_type_as_they_are_used_to(item: Fact | Derived, text: str, value: AnswerValue) -> None:
    assert read_value(item, text, today=AS_OF) == value


@pytest.mark.parametrize(
    ("item", "text", "said"),
    [
        (SIZE, "3", "0 到 2"),
        (SIZE, "特大", "“答案”不能是“特大”；请输 0 到 2 的编号"),
        (NETS, "0 1", "选了“都没有”（都没有），又选了别的"),
        (COUNT, "12.5", "应是整数，现在是 12.5"),
        (COUNT, "900", "“答案”是 900，应在 0 到 500 之间"),
        (COUNT, "12台", "“答案”的单位不是“台”，是人"),
        (MONEY, "-1", "“答案”是 -1，应不小于 0"),
        (MONEY, "很多", "“答案”应该是数字，现在是“很多”；可以写 1200"),
        (MONEY, "10美元", "单位不是“美元”，是万元"),
        (SHARE, "120", "“答案”是 120，应在 0 到 100 之间"),
        (SHARE, "3/0", "分子 3 和分母 0 不合理"),
        (RATE, "21/20", "分子 21 和分母 20 不合理；先写部分"),
        (SINCE, "2026-02-30", "写的 2026-02-30 这一天不存在"),
        (SINCE, "去年", "应该是日期（2026-06-30 这样写），现在是“去年”"),
        (FLAG, "也许", "应该是1（是）或 0（否），现在是“也许”"),
        (WORDS, "   ", "是空的，或超过 20000 个字"),
    ],
)
def test_what_cannot_be_read_is_answered_with_what_to_type(item: Fact | Derived, text: str, said: str) -> None:
    with pytest.raises(TypedWrongError, match=said.replace("（", "[（(]").replace("）", "[）)]")):
        read_value(item, text)


def test_every_option_of_the_content_can_be_typed_by_its_key_and_by_its_name() -> None:
    for fact in shipped().facts.values():
        for option in fact.options if fact.type in {"choice", "multi"} else ():
            value: AnswerValue = (option.id,) if fact.type == "multi" else option.id
            assert read_value(fact, typed_text(fact, value)) == value
            if fact.type == "choice":
                assert read_value(fact, option.name) == value
