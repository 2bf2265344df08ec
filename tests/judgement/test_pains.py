"""Which pains are offered: by signs that certainly hold, the trade's own first, few; never those settled before."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from diagnostics.answers.files.file import read_answers
from diagnostics.judgement.pains import MOST_OFFERED, offered_pains, showing_pains
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from tests.builders import AS_OF, firm, shipped

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DISCRETE = {"business_type": "discrete"}


@cache
def example(name: str) -> FirmAnswers:
    answers, _ = read_answers(EXAMPLES / f"{name}.yaml", shipped())
    assert answers is not None
    return answers


def evaluator(given: FirmAnswers) -> Evaluator:
    return Evaluator(Frame([given], shipped(), AS_OF))


def offered(given: FirmAnswers) -> list[str]:
    return [each.pain.id for each in offered_pains(evaluator(given))]


def showing(given: FirmAnswers) -> set[str]:
    return {each.pain.id for each in showing_pains(evaluator(given))}


def weak(about: dict[str, Any], **blocks: Any) -> FirmAnswers:
    """A firm that does most things on paper: many signs at once."""
    said = {
        "s_finance": 0, "s_scheduling": 0, "s_production": 0, "s_quality": 0, "s_equipment": 0, "s_purchasing": 0,
        "s_warehouse": 0, "s_energy": 0, "s_marketing": 0, "s_decision": 0, "quality_traceability": [],
        "data_security_measures": [], "network_security_measures": [], "cloud_equip_use": "none",
    }  # fmt: skip
    return firm(said, about={**DISCRETE, **about}, **blocks)


def test_a_firm_of_which_nothing_is_known_is_offered_nothing() -> None:
    assert showing(firm()) == set()


def test_one_answer_shows_the_pains_whose_sign_it_is_and_no_other() -> None:
    assert showing(firm({"procurement.L2.2": "none"})) == {"supplier_late", "bad_incoming"}
    assert showing(firm({"procurement.L2.2": "full"})) == set()


def test_what_must_hold_besides_the_signs_must_be_known() -> None:
    told = {"warehousing_distribution.L1.2": "none"}
    assert "line_short" not in showing(firm(told))
    assert "line_short" in showing(firm(told, about={"business_type": "discrete"}))
    assert "line_short" not in showing(firm(told, about={"business_type": "process"}))


def test_of_several_signs_those_that_hold_are_named() -> None:
    (found,) = (
        each for each in showing_pains(evaluator(firm({"s_quality": 0, "data.L1.2": "full"})))
        if each.pain.id == "pass_rate_unknown"
    )  # fmt: skip
    assert found.signs == (0,)


def test_a_pain_of_one_workshop_names_that_workshop() -> None:
    shops = [{"id": name, "kind": "workshop", "name": name} for name in ("w1", "w2")]
    shops[1]["answers"] = {"environment_monitoring": []}  # type: ignore[assignment]
    given = firm({}, about={"industry": "refractory"}, subjects=shops)
    (found,) = (each for each in showing_pains(evaluator(given)) if each.pain.id == "gas_dust_risk")
    assert found.subjects == ("w2",)


@pytest.mark.parametrize("industry", ["food", "auto_parts", "apparel", "equipment", "refractory"])
def test_at_most_eight_are_offered_and_at_most_two_that_share_a_loss(industry: str) -> None:
    found = offered(weak({"industry": industry}))
    assert len(found) == MOST_OFFERED
    shared = Counter(shipped().pains[name].shares for name in found)
    assert all(n <= 2 for group, n in shared.items() if group)
    assert len(showing(weak({"industry": industry}))) > MOST_OFFERED, "nothing had to be left out"


def test_the_pains_of_the_trade_come_first_then_money_before_hours_before_what_happened_once() -> None:
    found = [shipped().pains[name] for name in offered(weak({"industry": "food"}))]
    leads = ["food" in each.leading for each in found]
    assert leads == sorted(leads, reverse=True)
    assert leads[0]
    kinds = [each.loss.kind for each in found if "food" not in each.leading]
    assert kinds == sorted(kinds, key=("cash", "time", "tied_up", "once", "none").index)


def test_a_pain_that_a_wish_or_a_note_names_is_asked_about_before_others_of_its_kind() -> None:
    before = offered(weak({"industry": "food"}))
    assert "report_by_hand" not in before
    for kind in ("wish", "observation"):
        named = [{"kind": kind, "pain": "report_by_hand", "text": "开会各说各的数"}]
        assert "report_by_hand" in offered(weak({"industry": "food"}, findings=named))


@pytest.mark.parametrize(
    "finding",
    [{"kind": "pain", "pain": "trace_slow", "text": "查不清"}, {"kind": "pain", "pain": "trace_slow", "denied": True}],
    ids=["confirmed", "denied"],
)
def test_a_pain_that_was_confirmed_or_denied_is_not_offered_again(finding: dict[str, Any]) -> None:
    assert "trace_slow" in offered(weak({"industry": "food"}))
    found = offered(weak({"industry": "food"}, findings=[finding]))
    assert "trace_slow" not in found
    assert len(found) == MOST_OFFERED, "another one takes its place"


def test_a_firm_with_secrets_is_not_offered_to_look_from_outside_nor_told_how_to_keep_them() -> None:
    def shown(*, secret: bool) -> set[str]:
        return showing(firm({
            "secrecy_duty": secret, "cloud_equip_use": "none", "s_decision": 0, "data_security_measures": [],
            "design_capabilities": [],
        }))  # fmt: skip

    assert {"remote_view", "recipe_leak"} <= shown(secret=False)
    assert {"remote_view", "recipe_leak"} & shown(secret=True) == set()


@pytest.mark.parametrize(
    ("name", "n", "told"),
    [
        ("auto_parts", 27, {"output_next_day", "wrong_drawing", "rush_order_chaos", "idle_energy",
                            "stop_reason_unknown", "customer_wants_data", "trace_slow", "dates_missed"}),
        ("refractory", 48, {"energy_black", "process_by_experience", "cannot_find", "progress_by_phone",
                            "know_how_leaves", "vendor_gone", "data_lost", "dates_missed"}),
        ("food", 53, {"trace_slow", "expired_stock", "orders_in_chat", "pass_rate_unknown", "system_unused"}),
    ],
)  # fmt: skip
def test_the_signs_hold_of_everything_that_the_consultants_wrote_down(name: str, n: int, told: set[str]) -> None:
    found = showing(example(name))
    assert told <= found
    assert len(found) == n
