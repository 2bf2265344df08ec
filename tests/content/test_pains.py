"""Every pain: its loss worked out by hand, its units, the words that are carried, what is offered by its signs."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from diagnostics.answers.files.file import read_answers
from diagnostics.model.content.expressions import Condition
from diagnostics.model.content.losses import Quantity, Reckoned, reckon
from diagnostics.model.content.pains import Pain
from tests.builders import shipped
from tests.offenders import assert_none

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
Given = dict[str, Any]
# Pain → what the firm says (a number, or low and high) → 万元 by kind → what stands behind it, per year. By hand.
WORKED: dict[str, tuple[Given, Given, tuple[tuple[str, str], ...]]] = {
    # 312 × 220 = 68640, + 5360 = 74000 元
    "wrong_drawing": ({"pieces": 312, "piece_cost": 220, "rework": 5360}, {"cash": "7.4"}, ()),
    # 6 × 2 × 15000 = 180000
    "trial_rework": ({"products": 6, "rounds": 2, "round_cost": 15000}, {"cash": 18}, ()),
    # 40 × 500 = 20000 = 2, + 3.5
    "bom_wrong": ({"scrapped": "3.5", "stop": 40, "hour_cost": 500}, {"cash": "5.5"}, ()),
    # 60 × 5 × 2500 = 750000: 300 吨 of cracked bricks
    "process_by_experience": ({"changes": 60, "scrapped": 5, "piece_cost": 2500}, {"cash": 75}, ()),
    "recipe_leak": ({"happened": 20}, {"once": 20}, ()),
    # 8 × 12000 = 96000
    "quote_slow": ({"orders": 8, "loss": 12000}, {"cash": "9.6"}, ()),
    # 24 × 2000 = 48000, 24 × 4000 = 96000
    "orders_in_chat": ({"missed": 24, "each_cost": (2000, 4000)}, {"cash": ("4.8", "9.6")}, ()),
    "due_date_unclear": ({"fines": "2.5", "lost": 6}, {"cash": "8.5"}, ()),
    # 2 × 250 = 500 hours, × 30 = 15000
    "progress_by_phone": ({"hours": 2, "days": 250, "wage": 30}, {"time": "1.5"}, (("500", "小时/年"),)),
    # 80 × 5 % = 4
    "forecast_off": ({"lost": 12, "stock": 80, "rate": 5}, {"cash": 12, "tied_up": 4}, ()),
    # 150 × 4.5 % = 6.75
    "receivable_slow": ({"bad": 3, "overdue": 150, "rate": "4.5"}, {"cash": 3, "tied_up": "6.75"}, ()),
    "customer_with_salesman": ({"margin": 45}, {"once": 45}, ()),
    # 30 × 800 = 24000 = 2.4, + 18.6
    "rush_order_chaos": ({"extra": "18.6", "stop": 30, "hour_cost": 800}, {"cash": 21}, ()),
    "late_delivery": ({"fines": 6, "freight": "18.6"}, {"cash": "24.6"}, ()),
    # 50 × 4 × 35 = 7000
    "not_kitted": ({"stop": 50, "people": 4, "hour_cost": 35}, {"cash": "0.7"}, ()),
    # 3 × 300 = 900, × 25 = 22500
    "plan_not_followed": ({"hours": 3, "days": 300, "wage": 25}, {"time": "2.25"}, (("900", "小时/年"),)),
    # 120 × 300 = 36000
    "rush_purchase": ({"orders": 120, "extra": 300}, {"cash": "3.6"}, ()),
    # 60 × 500 = 30000 = 3, + 4
    "supplier_late": ({"stop": 60, "hour_cost": 500, "difference": 4}, {"cash": 7}, ()),
    # 5 + 3 − 2 = 6 at the least, 6 + 3 − 1 = 8 at the most
    "bad_incoming": ({"handling": (5, 6), "scrapped": 3, "claimed": (1, 2)}, {"cash": (6, 8)}, ()),
    # 6 × 12 = 72 days, × 300 = 21600
    "reconcile_slow": (
        {"days": 6, "wage": 300, "wrong": 8000}, {"time": "2.16", "cash": "0.8"}, (("72", "人天/年"),),
    ),
    # 40 × 500 = 20000 = 2, + 9
    "outsource_black": ({"short": 9, "stop": 40, "hour_cost": 500}, {"cash": 11}, ()),
    # 60 × 12 = 720 hours, × 25 = 18000
    "output_next_day": ({"gap": 41, "hours": 60, "wage": 25}, {"once": 41, "time": "1.8"}, (("720", "小时/年"),)),
    # 200 × 1.5 × 400 = 120000 = 12, 200 × 600 = 120000 = 12
    "changeover_long": ({"times": 200, "hours": "1.5", "hour_cost": 400, "scrapped": 600}, {"cash": 24}, ()),
    # 4000 × 15 = 60000
    "bottleneck": ({"pieces": 4000, "margin": 15}, {"cash": 6}, ()),
    "misfeed": ({"times": 5, "each_cost": 8000}, {"cash": 4}, ()),
    # 3000 × 2 % = 60, − 10
    "yield_loss": ({"material": 3000, "points": 2, "sold": 10}, {"cash": 50}, ()),
    # 45 × 600 = 27000 minutes = 450 hours, × 24 = 10800
    "line_short": ({"minutes": 45, "shifts": 600, "wage": 24}, {"time": "1.08"}, (("450", "小时/年"),)),
    # 324 × 120 = 38880, + 10120 = 49000
    "trace_slow": ({"extra": 324, "each_cost": 120, "recall": 10120}, {"cash": "4.9"}, ()),
    # 2500 × 40 = 100000, + 30000
    "rework_high": ({"pieces": 2500, "piece_cost": 40, "rework": 30000}, {"cash": 13}, ()),
    "same_fault_again": ({"times": 4, "each_cost": 9000}, {"cash": "3.6"}, ()),
    # 800 × 50 = 40000, + 25000
    "missed_defect": ({"returned": 800, "claim": 50, "sorting": 25000}, {"cash": "6.5"}, ()),
    "batch_unstable": ({"batches": 20, "discount": 3000}, {"cash": 6}, ()),
    # 120 × 500 = 60000 = 6, + 8
    "breakdown": ({"hours": 120, "hour_cost": 500, "repair": 8}, {"cash": 14}, ()),
    # 500 × 200 = 100000, 500 × 300 = 150000
    "stop_reason_unknown": ({"hours": 500, "margin": (200, 300)}, {"cash": (10, 15)}, ()),
    "spare_parts": ({"hours": 30, "hour_cost": 500, "dead": 6}, {"cash": "1.5", "once": 6}, ()),
    # 80 × 250 = 20000 = 2, + 7
    "tooling_mess": ({"broken": 7, "hours": 80, "hour_cost": 250}, {"cash": 9}, ()),
    # 100 × 4.35 % = 4.35
    "stock_wrong": ({"missing": 5, "extra": 100, "rate": "4.35"}, {"cash": 5, "tied_up": "4.35"}, ()),
    # 2 × 16000 = 32000; 20 × 12 = 240 hours, × 22 = 5280
    "cannot_find": (
        {"wrong": 2, "each_cost": 16000, "hours": 20, "wage": 22},
        {"cash": "3.2", "time": "0.528"}, (("240", "小时/年"),),
    ),
    # 2 × 15000 = 30000 = 3, + 6.3
    "expired_stock": ({"scrapped": "6.3", "stop": 2, "day_cost": 15000}, {"cash": "9.3"}, ()),
    # 200 × 5 % = 10
    "dead_stock": ({"stock": 200, "rate": 5, "discount": 60}, {"tied_up": 10, "once": 60}, ()),
    "freight_high": ({"freight": 180, "share": 10}, {"cash": 18}, ()),
    # each 1 % of 1339 is 13.39
    "energy_black": ({"bill": 1339, "points": 1}, {"cash": "13.39"}, ()),
    # 1150 × 52 = 59800, × 0.65 = 38870
    "idle_energy": ({"power": 1150, "days": 52, "price": "0.65"}, {"cash": "3.887"}, ()),
    # 983 × 6 % = 58.98, half of it 29.49
    "kiln_fuel": ({"fuel": 983, "gap": 6, "share": 50}, {"cash": "29.49"}, ()),
    # 500000 × 0.6 = 300000, − 60000
    "peak_price": ({"movable": 500000, "difference": "0.6", "night": 60000}, {"cash": 24}, ()),
    "carbon_asked": ({"lost": 30}, {"once": 30}, ()),
    "hazard_not_closed": ({"paid": 3}, {"once": 3}, ()),
    "gas_dust_risk": ({"happened": 12}, {"once": 12}, ()),
    "hazwaste_ledger": ({"fined": 5}, {"once": 5}, ()),
    # 6 × 2.5 = 15, + 10
    "emission_fear": ({"fined": 10, "days": 6, "margin": "2.5"}, {"cash": 25}, ()),
    "cost_unknown": ({"sales": 800, "rate": 5}, {"cash": 40}, ()),
    # 10 × 12 = 120, × 280 = 33600
    "closing_slow": ({"days": 10, "wage": 280}, {"time": "3.36"}, (("120", "人天/年"),)),
    # 4 × 12 = 48, × 280 = 13440
    "report_by_hand": ({"days": 4, "wage": 280}, {"time": "1.344"}, (("48", "人天/年"),)),
    "dates_missed": ({"lost": 50}, {"once": 50}, ()),
    "know_how_leaves": ({"happened": 8}, {"once": 8}, ()),
    # 12 × 1500 = 18000; 12 × 40 = 480 hours, × 28 = 13440
    "newcomer_slow": (
        {"people": 12, "scrapped": 1500, "hours": 40, "wage": 28},
        {"cash": "1.8", "time": "1.344"}, (("480", "小时/年"),),
    ),
    # 5 × 12 = 60, × 260 = 15600
    "piece_wage_dispute": (
        {"days": 5, "wage": 260, "overpaid": 12000}, {"time": "1.56", "cash": "1.2"}, (("60", "人天/年"),),
    ),
    "manual_heavy": ({"premium": 15, "hiring": 2}, {"cash": 17}, ()),
    # 3 × 280 = 840, × 25 = 21000
    "double_entry": (
        {"hours": 3, "days": 280, "wage": 25, "errors": 9000}, {"time": "2.1", "cash": "0.9"}, (("840", "小时/年"),),
    ),
    "system_unused": ({"fee": 2, "upkeep": "1.2"}, {"cash": "3.2"}, ()),
    "data_lost": ({"times": 2, "each_cost": 7000}, {"once": "1.4"}, ()),
    "virus_stop": ({"hours": 36, "hour_cost": 1500}, {"once": "5.4"}, ()),
    "code_mess": ({"wasted": 4}, {"cash": 4}, ()),
    "vendor_gone": ({"fee": 3, "redo": 8}, {"cash": 3, "once": 8}, ()),
    "complaint_slow": ({"refunds": 4, "lost": 6}, {"cash": 10}, ()),
    # 16 × 12 = 192, × 26 = 4992
    "customer_wants_data": (
        {"fines": 5, "hours": 16, "wage": 26}, {"cash": 5, "time": "0.4992"}, (("192", "小时/年"),),
    ),
    # 1.5 × 280 = 420, × 25 = 10500
    "customer_portal": (
        {"hours": "1.5", "days": 280, "wage": 25, "errors": 20000},
        {"time": "1.05", "cash": 2}, (("420", "小时/年"),),
    ),
    "audit_fear": ({"lost": 60}, {"once": 60}, ()),
    # 150 × 2200 = 330000, 30 % of it 99000
    "after_sales_trip": ({"trips": 150, "trip_cost": 2200, "share": 30}, {"cash": "9.9"}, ()),
}  # fmt: skip
COSTS_NOTHING = {"pass_rate_unknown", "shop_no_net", "remote_view"}
MOST_NUMBERS = 4


def both(value: Any) -> tuple[Fraction, Fraction]:
    low, high = value if isinstance(value, tuple) else (value, value)
    return Fraction(low), Fraction(high)


def full(_: Condition) -> bool:
    """Orders are full."""
    return True


def worked(name: str, given: Given, *, orders_full: bool = True) -> Reckoned:
    said = {key: both(value) for key, value in given.items()}
    return reckon(shipped().pains[name].loss, said, lambda _: orders_full)


def test_every_pain_that_costs_something_is_worked_out_here() -> None:
    assert set(WORKED) | COSTS_NOTHING == set(shipped().pains)
    assert len(shipped().pains) == 72


@pytest.mark.parametrize("name", WORKED)
def test_a_loss_comes_to_what_was_reckoned_by_hand(name: str) -> None:
    given, wan, behind = WORKED[name]
    found = worked(name, given)
    assert found.wan == {kind: both(value) for kind, value in wan.items()}
    assert found.quantities == tuple(Quantity(both(amount), unit) for amount, unit in behind)


@pytest.mark.parametrize("name", sorted(COSTS_NOTHING))
def test_what_costs_nothing_asks_for_no_number(name: str) -> None:
    loss = shipped().pains[name].loss
    assert (loss.kind, loss.numbers, reckon(loss, {}, full)) == ("none", (), Reckoned({}))


@pytest.mark.parametrize(
    ("name", "wan", "behind"),
    [
        ("changeover_long", {"cash": 12}, (("300", "小时/年"),)),  # 200 × 1.5 hours; the scrapped pieces stay money
        ("bottleneck", {}, (("4000", "件/年"),)),
        ("breakdown", {"cash": 8}, (("120", "小时/年"),)),  # the repair
        ("stop_reason_unknown", {}, (("500", "小时/年"),)),
    ],
)
def test_lost_output_is_money_only_where_orders_are_full(
    name: str, wan: Given, behind: tuple[tuple[str, str], ...]
) -> None:
    found = worked(name, WORKED[name][0], orders_full=False)
    assert found.wan == {kind: both(value) for kind, value in wan.items()}
    assert found.quantities == tuple(Quantity(both(amount), unit) for amount, unit in behind)


def test_all_other_losses_do_not_hang_on_the_orders() -> None:
    hanging = {pain.id for pain in shipped().pains.values() if any(part.when for part in pain.loss.parts)}
    assert hanging == {"changeover_long", "bottleneck", "breakdown", "stop_reason_unknown"}


@pytest.mark.parametrize("name", WORKED)
def test_the_ends_of_an_interval_are_the_loss_at_the_ends(name: str) -> None:
    """Numbers a little lower and a little higher: the interval holds both and what lies between."""
    given = {key: both(value) for key, value in WORKED[name][0].items()}
    wide = {key: (low * Fraction(9, 10), high * Fraction(11, 10)) for key, (low, high) in given.items()}
    loss = shipped().pains[name].loss
    narrow, found = reckon(loss, given, full).wan, reckon(loss, wide, full).wan
    for kind, (low, high) in narrow.items():
        assert found[kind][0] < low <= high < found[kind][1]


def test_a_number_that_nobody_said_leaves_its_part_out() -> None:
    assert worked("bom_wrong", {"scrapped": 3, "stop": 40}).wan == {"cash": both(3)}


def test_a_loss_is_never_less_than_nothing() -> None:
    assert worked("peak_price", {"movable": 1000, "difference": "0.5", "night": 60000}).wan == {"cash": both(0)}


# ---- what every pain owes ----


def pains() -> list[Pain]:
    return list(shipped().pains.values())


def test_every_pain_asks_for_few_numbers_and_has_a_figure_and_words() -> None:
    assert_none(each.id for each in pains() if len(each.loss.numbers) > MOST_NUMBERS)
    texts = {each.id: (each.name, each.seen, each.kpi.name, each.kpi.unit, each.kpi.how, each.first_step.text,
                       each.not_to_buy) for each in pains()}  # fmt: skip
    assert_none(f"{name}: {text!r}" for name, each in texts.items() for text in each if not text.strip())
    assert len({each.name for each in pains()}) == len(pains())


def test_pains_that_lead_in_a_trade_belong_to_it_and_every_trade_has_six() -> None:
    assert_none(each.id for each in pains() if each.trades and not {*each.leading} <= {*each.trades})
    trades = {trade for each in pains() for trade in each.leading}
    assert {trade: sum(trade in each.leading for each in pains()) for trade in trades} == dict.fromkeys(trades, 6)
    assert trades == {"auto_parts", "refractory", "food", "equipment", "electronics", "aluminium", "apparel",
                      "new_material"}  # fmt: skip


def test_every_pain_is_a_judgement_of_the_house_with_judge_and_day() -> None:
    assert_none(each.id for each in pains() if each.mark.name != "house" or "2026-11-30" not in each.judge)


def test_every_pain_begins_with_a_measure_of_ones_own_that_answers_it() -> None:
    own = {each.id: each for each in shipped().remedies.values() if each.own_measure}
    assert_none(
        f"{each.id}: {each.first_step.remedies}"
        for each in pains()
        if not each.first_step.remedies or not own.keys() >= {*each.first_step.remedies}
    )
    new = {name for name, each in own.items() if each.place.file.endswith("first_steps.yaml")}
    assert_none(
        f"{each.id}: {name}"
        for each in pains()
        for name in each.first_step.remedies
        if name in new and each.id not in {answer.pain for answer in own[name].solves if answer.how != "helps"}
    )
    assert_none(new - {name for each in pains() for name in each.first_step.remedies})


def test_every_pain_has_two_signs_or_more_and_a_figure_with_a_unit() -> None:
    assert_none(each.id for each in pains() if len({*each.signs}) < 2)
    assert_none(f"{each.id}: {each.kpi.better}" for each in pains() if each.kpi.better not in {"up", "down"})


# ---- the pains of the example firms ----

# Example → finding with a pain, in the order of the file → what the catalogue says of the measures: the free first
# step, then how far what may be bought solves it (helps: no answer of its own). Written by hand.
MAPPED: dict[str, list[tuple[str, str, str, dict[str, str]]]] = {
    "auto_parts": [
        ("pain", "output_next_day", "own_shift_report",
         {"sol_mes_light": "whole", "sol_interfaces": "part", "sol_equip_connect": "helps"}),
        ("pain", "wrong_drawing", "own_drawing_numbers",
         {"sol_interfaces": "part", "sol_pdm_light": "part", "sol_plm": "part", "ext_mes": "helps"}),
        ("pain", "rush_order_chaos", "own_rush_rule", {"sol_mes_light": "part", "sol_aps": "part"}),
        ("pain", "idle_energy", "own_idle_check", {"sol_ems": "helps"}),
        ("wish", "stop_reason_unknown", "own_stop_log", {"sol_equip_connect": "whole", "sol_scada": "part"}),
        ("wish", "customer_wants_data", "own_quality_sheet", {"ext_mes": "whole", "sol_qms": "whole"}),
        ("observation", "trace_slow", "own_inspection_plans", {"ext_mes": "whole", "sol_chain_trace": "helps"}),
        ("observation", "system_unused", "own_rules", {"ext_mes": "part"}),
    ],
    "refractory": [
        ("pain", "energy_black", "own_meter_list", {"ext_dcs_report": "whole", "sol_ems": "whole"}),
        ("pain", "process_by_experience", "own_knowledge", {"sol_kiln_control": "part", "sol_apc": "part"}),
        ("pain", "cannot_find", "own_location_codes", {"sol_wms": "whole"}),
        ("pain", "progress_by_phone", "own_shift_report", {"sol_mes_light": "whole", "sol_equip_connect": "helps"}),
        ("wish", "energy_black", "own_meter_list", {"ext_dcs_report": "whole"}),
        ("wish", "know_how_leaves", "own_talent", {"own_knowledge": "part", "sol_knowledge_design": "helps"}),
        ("observation", "vendor_gone", "own_exit_clause", {"own_cloud_budget": "part"}),
        ("observation", "data_lost", "own_offline_copy", {"sol_backup": "whole"}),
        ("observation", "dates_missed", "own_due_list", {}),
    ],
    "food": [
        ("pain", "trace_slow", "own_inspection_plans", {"sol_trace_light": "whole", "sol_mes_light": "whole"}),
        ("pain", "expired_stock", "own_location_codes", {"sol_erp_saas": "part", "sol_wms": "whole"}),
        ("pain", "orders_in_chat", "own_order_sheet", {"sol_erp_saas": "whole", "sol_crm": "part"}),
        ("pain", "pass_rate_unknown", "own_quality_sheet", {"sol_qms": "whole"}),
        ("wish", "trace_slow", "own_inspection_plans", {"sol_trace_light": "whole"}),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", MAPPED)
def test_the_pains_of_an_example_lead_to_what_was_expected(name: str) -> None:
    firm, _ = read_answers(EXAMPLES / f"{name}.yaml", shipped())
    assert firm is not None
    said = [(each.kind, each.pain) for each in firm.findings if each.pain]
    assert said[: len(MAPPED[name])] == [(kind, pain) for kind, pain, _, _ in MAPPED[name]]
    for _, pain, first, solving in MAPPED[name]:
        assert first in shipped().pains[pain].first_step.remedies, pain
        found = {
            remedy: next((each.how for each in shipped().remedies[remedy].solves if each.pain == pain), "")
            for remedy in solving
        }
        assert found == solving, pain
