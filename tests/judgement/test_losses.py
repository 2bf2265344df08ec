"""What pains visibly cost: the examples worked by hand, what adds up, what stands beside, when an expense pays."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostics.answers.files.file import read_answers
from diagnostics.judgement.break_even import break_even, break_even_of
from diagnostics.judgement.losses import loss_of, visible_losses
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.results.losses import VisibleLosses
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from tests.builders import AS_OF, firm, shipped

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def example(name: str) -> FirmAnswers:
    answers, _ = read_answers(EXAMPLES / f"{name}.yaml", shipped())
    assert answers is not None
    return answers


def losses(answers: FirmAnswers) -> VisibleLosses:
    return visible_losses(Evaluator(Frame([answers], shipped(), AS_OF)), 0, shipped())


def told(*pains: dict[str, Any], **answers: Any) -> VisibleLosses:
    return losses(firm(answers, findings=[{"kind": "pain", "text": "说过的话", **pain} for pain in pains]))


def standings(found: VisibleLosses) -> list[tuple[str, str, Fraction]]:
    return [(line.pain, line.standing, line.wan[1]) for line in found.lines]


# auto_parts 7.4 + 18.6 + 4, refractory 75 + 3.2, food 6.3 + 0.8
@pytest.mark.parametrize(
    ("name", "wan", "basis", "beside"),
    [
        ("auto_parts", "30", "reckoned", [("output_next_day", 41)]),
        ("refractory", "78.2", "reckoned", []),
        ("food", "7.1", "stated", [("trace_slow", Fraction("4.9"))]),
    ],
)
def test_the_yearly_loss_of_an_example_is_what_the_hand_gives(
    name: str, wan: str, basis: str, beside: list[tuple[str, Fraction]]
) -> None:
    found = losses(example(name))
    assert (found.yearly, found.basis) == ((Fraction(wan), Fraction(wan)), basis)
    assert [(line.pain, line.wan[1]) for line in found.lines if line.standing == "beside"] == beside


def test_of_losses_that_are_one_and_the_same_the_largest_counts() -> None:
    found = told(
        {"pain": "late_delivery", "loss_wan": 6, "per": "year"},
        {"pain": "rush_order_chaos", "loss_wan": 18.6, "per": "year"},
        {"pain": "idle_energy", "loss_wan": 4, "per": "year"},
    )
    assert standings(found) == [
        ("late_delivery", "shared", Fraction(6)), ("rush_order_chaos", "added", Fraction("18.6")),
        ("idle_energy", "added", Fraction(4)),
    ]  # fmt: skip
    assert found.lines[0].shared_with == 1
    assert found.yearly == (Fraction("22.6"), Fraction("22.6"))


def test_a_pain_that_is_told_twice_counts_once() -> None:
    found = told(
        {"pain": "idle_energy", "loss_wan": 4, "per": "year"},
        {"pain": "idle_energy", "loss_wan": [3, 5], "per": "year"},
    )
    assert found.yearly == (Fraction(3), Fraction(5))


def test_a_month_counts_twelvefold_only_where_it_is_so_every_month() -> None:
    assert told({"pain": "orders_in_chat", "loss_wan": 0.8, "per": "month"}).yearly == (Fraction("9.6"),) * 2
    once = told({"pain": "orders_in_chat", "loss_wan": 0.8, "period": "2026-04"})
    assert once.yearly == (Fraction("0.8"),) * 2
    assert (once.lines[0].yearly, once.lines[0].period) == (False, "2026-04")


@pytest.mark.parametrize("kind", ["time", "tied_up", "once"])
def test_only_cash_is_added(kind: str) -> None:
    found = told({"pain": "wrong_drawing", "loss_wan": 7, "loss_kind": kind})
    assert found.yearly is None
    assert standings(found) == [("wrong_drawing", "beside", Fraction(7))]


def test_lost_output_is_lost_money_only_where_the_order_book_is_full() -> None:
    stopped = {"pain": "stop_reason_unknown", "loss_wan": 12, "per": "year"}
    assert told(stopped).yearly is None
    assert standings(told(stopped)) == [("stop_reason_unknown", "orders_open", Fraction(12))]
    assert told(stopped, order_state="full").yearly == (Fraction(12),) * 2


def test_a_sum_is_called_by_its_weakest_basis_and_by_none_where_one_has_none() -> None:
    measured = {"pain": "wrong_drawing", "loss_wan": 7, "basis": "measured"}
    assert told(measured, {"pain": "idle_energy", "loss_wan": 4, "basis": "stated"}).basis == "stated"
    assert told(measured, {"pain": "idle_energy", "loss_wan": 4}).basis == ""


def test_a_pain_that_the_firm_has_not_costs_nothing() -> None:
    denied = firm(findings=[{"kind": "pain", "pain": "idle_energy", "denied": True}])
    assert losses(denied) == VisibleLosses()


def test_the_loss_of_one_finding_is_its_cash_of_a_year() -> None:
    found = [loss_of(each, shipped()) for each in example("auto_parts").findings[:4]]
    assert found == [None, (Fraction("7.4"),) * 2, (Fraction("18.6"),) * 2, (4, 4)]


# ---- break-even ----


def test_thirty_in_a_year_and_a_half_is_one_and_a_half_percent_of_the_energy_bill() -> None:
    """30 ÷ 1.5 = 20 a year, 20 ÷ 1339 = 1.49 %."""
    found = break_even_of(Fraction(30), Fraction(3, 2), ["energy_black"], losses(example("refractory")))
    assert (found.per_year_wan, found.movement) == (Fraction(20), Fraction(20, 1339))
    assert (found.share, found.over) == (None, False)


def test_eighteen_in_two_years_is_nearly_half_of_the_freight() -> None:
    """18 ÷ 2 = 9 a year, 9 ÷ 18.6 = 48 %."""
    found = break_even_of(Fraction(18), Fraction(2), ["rush_order_chaos"], losses(example("auto_parts")))
    assert (found.per_year_wan, found.share, found.over) == (Fraction(9), Fraction(9) / Fraction("18.6"), False)


def test_what_costs_more_than_all_of_the_loss_says_how_long_it_takes() -> None:
    """10 ÷ 4 = 2.5 years, even if every kilowatt-hour is saved."""
    found = break_even(Fraction(10), Fraction(2), (Fraction(4), Fraction(4)))
    assert (found.share, found.over, found.full_years) == (Fraction("1.25"), True, Fraction("2.5"))


def test_a_fee_of_every_year_must_come_back_within_the_year() -> None:
    """5 a year ÷ 11.2 = 45 %."""
    found = break_even(Fraction(5), Fraction(2), (Fraction("11.2"),) * 2, per_year=True)
    assert (found.per_year_wan, found.years, found.share) == (Fraction(5), Fraction(1), Fraction(5) / Fraction("11.2"))


_MONEY = st.fractions(min_value=Fraction(1, 10), max_value=10**4, max_denominator=100)


@given(cost=_MONEY, more=_MONEY, years=_MONEY, loss=_MONEY)
def test_break_even_rises_with_the_cost_and_falls_with_the_loss(
    cost: Fraction, more: Fraction, years: Fraction, loss: Fraction
) -> None:
    def share(cost: Fraction, loss: Fraction) -> Fraction:
        found = break_even(cost, years, (loss, loss)).share
        assert found is not None
        return found

    assert share(cost + more, loss) > share(cost, loss) > share(cost, loss + more)
