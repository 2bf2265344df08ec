"""What is in proportion to a firm: limits of the three examples worked by hand, whose word counts, how many people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from diagnostics.answers.files.file import read_answers
from diagnostics.judgement.proportion import capacity, spending_limit
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.results.plans import PlanWishes
from diagnostics.model.results.proportion import Capacity, SpendingLimit
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from tests.builders import AS_OF, firm, shipped

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def example(name: str) -> FirmAnswers:
    answers, _ = read_answers(EXAMPLES / f"{name}.yaml", shipped())
    assert answers is not None
    return answers


def evaluated(*answers: FirmAnswers, as_of: date = AS_OF) -> Evaluator:
    return Evaluator(Frame(list(answers), shipped(), as_of))


def limit_of(answers: FirmAnswers) -> SpendingLimit:
    return spending_limit(evaluated(answers), 0, shipped())


def silent(answers: FirmAnswers) -> FirmAnswers:
    """The firm without a word on money: no budget, no wish."""
    return replace(answers, findings=(), plan=PlanWishes())


def years(**figures: list[Any]) -> list[dict[str, Any]]:
    """Figures of last year, the year before and so on; None: not known."""
    count = max(map(len, figures.values()))
    return [
        {"year": 2025 - back, **{name: said[back] for name, said in figures.items() if said[back] is not None}}
        for back in range(count)
    ]


# 9800 × 1.5 % = 147, 455 × 30 % = 136.5; 5200 × 1.5 % = 78, 118 × 30 % = 35.4; 2100 × 1.5 % = 31.5, 74 × 30 % = 22.2
@pytest.mark.parametrize(("name", "wan"), [("auto_parts", 136), ("refractory", 35), ("food", 22)])
def test_the_house_limit_of_an_example_is_what_the_hand_gives(name: str, wan: int) -> None:
    found = limit_of(silent(example(name)))
    assert (found.phases, found.whose, found.only_due) == ((Fraction(wan),) * 3, "house", False)


def test_the_limits_of_several_firms_together_are_those_of_each_alone() -> None:
    together = evaluated(*(silent(example(name)) for name in ("auto_parts", "refractory", "food")))
    assert [spending_limit(together, at, shipped()).phases[0] for at in range(3)] == [136, 35, 22]


@pytest.mark.parametrize(
    ("figures", "wan", "only_due"),
    [
        # 300 is more than half above 100: the mean of the two is 200, 30 % of it 60; 1.5 % of 10000 is 150
        ({"revenue_wan": [10000, 9000], "net_profit_wan": [300, 100]}, 60, False),
        # 150 is half above 100 and no more: 30 % of 150
        ({"revenue_wan": [10000, 9000], "net_profit_wan": [150, 100]}, 45, False),
        # nobody knows the year before: last year alone
        ({"revenue_wan": [10000, None], "net_profit_wan": [300, None]}, 90, False),
        # the revenue is the smaller: 1.5 % of 1000
        ({"revenue_wan": [1000, 900], "net_profit_wan": [300, 290]}, 15, False),
        # a loss: 0.3 % of 10000
        ({"revenue_wan": [10000, 9000], "net_profit_wan": [-20, 100]}, 30, True),
        # a profit that does not make up for the loss before
        ({"revenue_wan": [10000, 9000], "net_profit_wan": [20, -100]}, 30, True),
        # the profit is not known: 0.3 % of 2345 is 7.035
        ({"revenue_wan": [2345]}, Fraction(7), True),
        ({"revenue_wan": [2399]}, Fraction("7.1"), True),
        # the revenue is not known: the profit alone bounds it
        ({"net_profit_wan": [100, 90]}, 30, False),
    ],
)
def test_a_limit_by_profit_and_revenue(figures: dict[str, Any], wan: Fraction, only_due: bool) -> None:
    found = limit_of(firm(years=years(**figures)))
    assert (found.phases, found.whose, found.only_due) == ((wan,) * 3, "house", only_due)


def test_without_revenue_and_profit_no_limit_is_known() -> None:
    found = limit_of(firm())
    assert (found.phases, found.whose) == ((), "none")


def test_what_the_owner_says_wins_over_wishes_and_house() -> None:
    found = limit_of(example("auto_parts"))
    assert (found.phases, found.whose, found.payback_years) == ((Fraction(80), Fraction(60)), "owner", Fraction(3))
    assert found.text == "企业自己定的：每 12 个月依次 80、60 万元"


# food: 10 in the wish; the house's 22 afterwards. refractory: 30 and 35, back in one and a half years.
@pytest.mark.parametrize(
    ("name", "phases", "back"), [("food", (10, 22, 22), 3), ("refractory", (30, 35, 35), Fraction("1.5"))]
)
def test_the_money_of_wishes_is_the_first_phase(name: str, phases: tuple[int, ...], back: Fraction | int) -> None:
    found = limit_of(example(name))
    assert (found.phases, found.whose, found.payback_years) == (tuple(map(Fraction, phases)), "wish", Fraction(back))


def test_the_money_of_several_wishes_is_added_and_the_shortest_payback_counts() -> None:
    wishes = [
        {"kind": "wish", "text": "扫码", "budget_wan": 10, "payback_years": 2},
        {"kind": "wish", "text": "联网", "budget_wan": 5.5, "payback_years": 1.5},
        {"kind": "wish", "text": "看板"},
    ]
    found = limit_of(firm(findings=wishes))
    assert (found.phases, found.payback_years) == ((Fraction("15.5"),), Fraction("1.5"))


@pytest.mark.parametrize(
    ("people", "own", "bought"),
    [(49, 2, 1), (50, 3, 1), (149, 3, 1), (150, 4, 2), (299, 4, 2), (300, 5, 3), (5000, 5, 3), (None, 3, 1)],
)
def test_few_people_carry_few_measures_at_a_time(people: int | None, own: int, bought: int) -> None:
    answers = firm(years=years(employees=[people])) if people else firm()
    assert capacity(evaluated(answers), 0, shipped()) == Capacity(own, bought)
