"""A table of what hands type, with what each is, written down by a person: no reader of the product made it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from diagnostics.answers.typed.value import TypedWrongError, read_value, read_wan
from diagnostics.model.content.facts import Derived, Fact
from diagnostics.model.firm.answers import AnswerValue
from tests.builders import AS_OF, shipped

LIBRARY = shipped()
STAFF, SHARE, MONEY = (LIBRARY.facts[each] for each in ("rd_staff", "market_share", "cloud_annual_spend_wan"))
PAIR, DAY, FLAG = (
    LIBRARY.derived["equip_digital_rate"],
    LIBRARY.facts["site_in_use_since"],
    LIBRARY.facts["secrecy_duty"],
)
DEBT = LIBRARY.tables["years"].field_named("debt_ratio")
NO = "refused"

# what is typed → the number of people
NUMBERS: dict[str, int | str] = {
    "12": 12, "１２": 12, "12人": 12, "12 人": 12, "1,200": 1200, "1，200": 1200, "1,234,567人": 1234567, "007": 7,
    "0": 0, "+5": 5, "12.": 12, "12。": 12, "3，5": NO, "3,5": NO, "12,34": NO, "1,2345": NO, "0,123": NO, ",123": NO,
    "1,200,5": NO, "1,,200": NO, "1,200.5,0": NO, "9 8": NO, "1 000": NO, "1　000": NO, "45%": NO, "45％": NO,
    "12台": NO, "10³": NO, "②": NO, "½": NO, "१२": NO, "٣": NO, "十二": NO, "约12": NO, "12左右": NO, "10-12": NO,
    "1e3": NO, "0x10": NO, "": NO, "12.5": NO, "-1": NO, "1..2": NO, "--1": NO, "1.2.3": NO, "12人人": NO, "∞": NO,
}  # fmt: skip
# what is typed → percent
PERCENTS: dict[str, str] = {
    "38": "38", "38%": "38", "38％": "38", "38 %": "38", "38.5": "38.5", "３８．５％": "38.5", "38。5": "38.5",
    "0.38": "0.38", "3/8": "37.5", "3／8": "37.5", "100": "100", ".5": "0.5",
    "8，2": NO, "8,2": NO, "9 8": NO, "101": NO, "-1": NO, "38‰": NO, "38人": NO, "1,000": NO, "三成": NO,
    "3/0": NO, "9/8": NO, "-1/8": NO, "百分之38": NO, "38%%": NO,
}  # fmt: skip
# what is typed → 万元
SUMS: dict[str, str] = {
    "8200": "8200", "8,200": "8200", "8，200": "8200", "8200万": "8200", "8200 万元": "8200", "0.82亿": "8200",
    "1.2亿元": "12000", "82000000元": "8200", "82,000,000元": "8200", "5千元": "0.5", "0.1": "0.1", "2,5亿": NO,
    "2，5亿": NO, "8 200": NO, "8千万": NO, "3百万": NO, "10美元": NO, "¥8200": NO, "8200%": NO, "10³": NO,
    "-8200": NO, "很多": NO, "8200-8300": NO,
}  # fmt: skip
# what is typed → part and whole, or a percent
PAIRS: dict[str, tuple[int, int] | int | str] = {
    "12/20": (12, 20), "12／20": (12, 20), "12 / 20": (12, 20), "12台/20台": (12, 20), "1,200/2,000": (1200, 2000),
    "0/8": (0, 8), "60": 60, "60%": 60, "-1/8": NO, "1/-8": NO, "9/8": NO, "1/2/3": NO, "12/": NO, "/20": NO,
    "12/20%": NO, "45%/90%": NO, "1,2/8": NO, "1 2/20": NO, "1万/2万": NO, "12台/20人": NO, "1³/8": NO,
}  # fmt: skip
DAYS: dict[str, date | str] = {
    "2024-07-01": date(2024, 7, 1), "2024-7-1": date(2024, 7, 1), "2024/7/1": date(2024, 7, 1),
    "2024.7.1": date(2024, 7, 1), "2024。7。1": date(2024, 7, 1), "2024年7月1日": date(2024, 7, 1),
    "2024 年 7 月 1 日": date(2024, 7, 1), "２０２４－０７－０１": date(2024, 7, 1), "20240701": date(2024, 7, 1),
    "2024-02-29": date(2024, 2, 29), "1900-01-01": date(1900, 1, 1), "2100-12-31": date(2100, 12, 31), "今天": AS_OF,
    "0000-01-01": NO, "0202-07-01": NO, "2207-07-01": NO, "1899-12-31": NO, "2101-01-01": NO, "2023-02-29": NO,
    "2024-13-01": NO, "2024-00-10": NO, "24-07-01": NO, "2024-07": NO, "2024": NO, "去年": NO, "20241301": NO,
    "2024-07-0 1": NO, "2024-07-01日": NO, "2024年7-1": NO, "2024-07-01-01": NO, "9999-99-99": NO, "00000000": NO,
    "２０２４年７月３２日": NO, "२०२४-07-01": NO,
}  # fmt: skip
FLAGS: dict[str, bool | str] = {
    "1": True, "0": False, "１": True, "是": True, "否": False, "有": True, "没有": False, "对": True, "Y": True,
    "ｙｅｓ": True, "No": False, "不是": False, "2": NO, "也许": NO, "是的吧": NO, "10": NO, "-": NO, "③": NO,
}  # fmt: skip


def exact(right: object) -> AnswerValue:
    """The right value as the product keeps it: numbers exact, pairs of exact numbers."""
    if isinstance(right, bool | date):
        return right
    if isinstance(right, tuple):
        part, whole = right
        return Fraction(part), Fraction(whole)
    return Fraction(str(right))


ROWS = [
    (item, text, right)
    for item, table in (
        (STAFF, NUMBERS), (SHARE, PERCENTS), (MONEY, SUMS), (PAIR, PAIRS), (DAY, DAYS), (FLAG, FLAGS),
    )
    for text, right in table.items()
]  # fmt: skip


@pytest.mark.parametrize(("item", "text", "right"), [each for each in ROWS if each[2] != NO])
def test_what_can_mean_one_thing_is_that(item: Fact | Derived, text: str, right: object) -> None:
    assert read_value(item, text, today=AS_OF) == exact(right)


@pytest.mark.parametrize(("item", "text"), [each[:2] for each in ROWS if each[2] == NO])
def test_what_can_mean_two_things_or_nothing_is_refused_in_words(item: Fact | Derived, text: str) -> None:
    with pytest.raises(TypedWrongError) as refused:
        read_value(item, text, today=AS_OF)
    assert "{" not in str(refused.value)
    assert len(str(refused.value)) > 5


def test_the_table_is_long_enough_to_be_one() -> None:
    assert len(ROWS) >= 80


@pytest.mark.parametrize(("text", "right"), SUMS.items())
def test_a_budget_is_read_as_every_other_sum(text: str, right: str) -> None:
    if right != NO:
        assert read_wan(text) == Fraction(right)
        return
    with pytest.raises(TypedWrongError):
        read_wan(text)


def test_a_percent_that_is_no_percent_fact_takes_the_sign_too() -> None:
    assert DEBT is not None
    assert read_value(DEBT, "55%") == 55


@pytest.mark.parametrize(
    ("text", "said"),
    [("8，2", "小数点请用 ."), ("9 8", "中间不要有空格"), ("45%", "单位不是“%”，是人"), ("很多", "可以写 1200、1,200")],
)
def test_the_sentence_says_how_to_type_it(text: str, said: str) -> None:
    with pytest.raises(TypedWrongError, match=said):
        read_value(STAFF, text)
