"""The shipped remedies: each gap has one or a reason why not, prices are estimates, nothing is bought twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from diagnostics.diagnosis.diagnose import Diagnosis, diagnose
from diagnostics.model.content.facts import Fact
from diagnostics.model.content.marks import Grade, Mark
from diagnostics.model.content.remedies import Remedy
from diagnostics.model.firm.answers import Answer, FirmAnswers
from diagnostics.model.results.plans import PlanWishes
from diagnostics.planning.effects import apply_effects
from diagnostics.planning.offers import Shop
from diagnostics.planning.stock import is_scope
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from tests.builders import AS_OF, firm, shipped
from tests.offenders import assert_kept, assert_none

FREE = (Fraction(0), Fraction(0))
OF_THE_SHEET = {
    "sol_erp_saas", "sol_erp_local", "sol_mes_light", "sol_mes_full", "sol_equip_connect", "sol_scada",
    "sol_shop_network", "sol_wms", "sol_qms", "sol_ems", "sol_pdm_light", "sol_plm", "sol_sec_basic", "sol_backup",
    "sol_cloud_start", "sol_equip_cloud", "sol_data_gov", "sol_iiot_platform", "sol_aps", "sol_srm", "sol_crm",
    "sol_eam", "sol_automation", "sol_ai_vision", "sol_roadmap", "sol_chain_trace", "sol_training",
}  # fmt: skip
# what no remedy changes: how full the order book is, and how much energy a firm needs for what it earns
STAYS_TRUE = {"sol_automation", "sol_factory_model", "sol_ems"}
WORST_OPTION = {"chain_use_any": "no", "cloud_use_any": "no"}


def worst_value(fact: Fact) -> Any:
    if fact.type == "multi":
        return tuple(option.id for option in fact.options if option.none)
    if fact.type == "choice":
        return WORST_OPTION.get(fact.id, fact.options[0].id)
    return {"bool": False, "judgement": "fails"}.get(fact.type, fact.min or Fraction(0))


def remedies() -> list[Remedy]:
    return list(shipped().remedies.values())


def bought() -> list[Remedy]:
    return [each for each in remedies() if not each.own_measure]


@cache
def worst_firm(business_type: str = "discrete", *, secret: bool = False) -> FirmAnswers:
    """A firm that has nothing: every question answered, with evidence, by the worst option."""
    about = {
        "business_type": business_type,
        "industry": "equipment",
        "status": "active",
        "registered_province": "henan",
    }
    row = {"process": "车削", "key": True, "nc_process": False, "total": 20, "nc": 0, "digital": 0, "smart": 0}
    row |= {"networked": 0, "auto_collected": 0, "on_cloud": 0}
    one = firm({}, about=about, equipment=[row], systems=[], years=[], official_results=[])
    answers = dict(one.answers)
    for fact in shipped().facts.values():
        if not fact.profile and fact.type not in {"text", "date"}:
            place = next(each.id for each in one.subjects if each.kind == fact.subject)
            answers[place, fact.id] = Answer(state="known", value=worst_value(fact), grade=Grade.E3)
    answers[one.firm_subject, "secrecy_duty"] = Answer(state="known", value=secret, grade=Grade.E3)
    return replace(one, answers=answers)


@cache
def after_everything(business_type: str) -> Diagnosis:
    done = apply_effects(worst_firm(business_type), remedies(), shipped(), AS_OF)
    return diagnose([done], shipped(), AS_OF)[0]


def shop(one: FirmAnswers) -> Shop:
    return Shop(Evaluator(Frame([one], shipped(), AS_OF)), shipped(), PlanWishes())


def offered(one: FirmAnswers) -> dict[str, Remedy]:
    """What a firm may take: the catalogue, smaller scopes of it, and what it has to put to better use."""
    open_to_it = shop(one)
    offers, _ = open_to_it.offers(lambda _: True)
    return {each.id: open_to_it.library.remedies[each.id] for each in offers}


# ---- what it contains -----------------------------------------------------------------------------------------------


def test_every_remedy_of_the_sheet_is_there_and_own_measures_beside_them() -> None:
    assert set(shipped().remedies) >= OF_THE_SHEET
    assert len(remedies()) >= 60
    assert len([each for each in remedies() if each.own_measure]) >= 25


def test_a_remedy_says_what_is_done_what_it_brings_and_how_to_measure_it() -> None:
    assert_kept(
        (
            remedy,
            {
                "what is done is no sentence": remedy.what.endswith("。"),
                "it brings nothing": remedy.benefit,
                "nothing measures it": remedy.indicator,
                "a measured benefit is claimed": not any(sign in remedy.benefit for sign in "0123456789%％"),
                "effects are judged by us": remedy.mark >= Mark.house or remedy.source,
                "nobody judged": remedy.judge,
            },
        )
        for remedy in remedies()
    )


def test_a_price_is_an_estimate_with_a_mark_or_unknown() -> None:
    assert_kept((remedy, price_rules(remedy)) for remedy in remedies())


def price_rules(remedy: Remedy) -> dict[str, object]:
    cost = remedy.cost
    if remedy.own_measure:
        return {"a measure of one's own has a price": cost is None}
    if cost is None:
        return {"an unknown price does not say so": "询价" in remedy.note}
    if cost.fixed_wan == FREE:
        return {}
    return {
        "the price is no estimate": cost.mark in {Mark.proposal, Mark.uncertain},
        "the price is for other firms": remedy.people == (Fraction(50), Fraction(300)),
        "a seen price has no source": all(each.mark == Mark.secondary and each.source for each in cost.seen),
    }


@pytest.mark.parametrize(
    ("name", "fixed", "per_unit"),
    [
        ("sol_erp_saas", (8, 30), None), ("sol_erp_local", (40, 150), None), ("sol_mes_light", (10, 50), None),
        ("sol_mes_full", (60, 200), None), ("sol_equip_connect", (10, 30), (1, 3)), ("sol_scada", (15, 80), None),
        ("sol_shop_network", (5, 40), None), ("sol_wms", (8, 40), None), ("sol_qms", (8, 40), None),
        ("sol_ems", (10, 60), None), ("sol_pdm_light", (5, 20), None), ("sol_plm", (30, 120), None),
        ("sol_sec_basic", (8, 40), None), ("sol_backup", (2, 10), None), ("sol_cloud_start", (1, 10), None),
        ("sol_equip_cloud", (5, 30), None), ("sol_data_gov", (10, 50), None), ("sol_iiot_platform", (20, 150), None),
        ("sol_aps", (20, 100), None), ("sol_srm", (3, 20), None), ("sol_crm", (3, 20), None),
        ("sol_eam", (3, 20), None), ("sol_ai_vision", None, (10, 60)), ("sol_chain_trace", (2, 20), None),
        ("sol_training", (1, 10), None),
    ],
)  # fmt: skip
def test_the_bands_are_those_of_the_sheet(name: str, fixed: Any, per_unit: Any) -> None:
    cost = shipped().remedies[name].cost
    assert cost is not None
    assert (cost.fixed_wan, cost.per_unit_wan) == (fixed, per_unit)


# ---- two-way coherence ----------------------------------------------------------------------------------------------


def explained() -> set[str]:
    return {fact for reach in shipped().reaches.values() for each in reach.unbuyable for fact in each.facts}


@pytest.mark.parametrize("business_type", ["discrete", "process"])
def test_a_firm_that_has_nothing_reaches_every_condition_but_those_that_cannot_be_bought(business_type: str) -> None:
    left = {
        name
        for set_id in ("nat_b", "nat_b_2026", "nat_a", "hn_ws", "hn_fd", "hn_fp")
        if (result := after_everything(business_type).criteria.get(set_id)) is not None
        for name, condition in result.conditions.items()
        if condition.state in {"not_met", "unknown"}
    }
    assert left == {
        "gate_registered_in_province", "gate_finance_healthy", "gate_no_accident_3y",
        "gate_above_scale", "gate_market_competitive", "gate_prior_basic", "gate_built_and_running", "gate_replicable",
        "gate_demonstration", "nat_b_11_result", "nat_a_17_result", "nat_a_18_lead",
            "nb26_gate_scale", "nb26_gate_competitive", "nb26_gate_clean_3y", "nb26_result",
    }  # fmt: skip


@pytest.mark.parametrize("business_type", ["discrete", "process"])
def test_a_firm_that_has_nothing_can_get_far_in_every_standard(business_type: str) -> None:
    before = diagnose([worst_firm(business_type)], shipped(), AS_OF)[0].standards
    after = after_everything(business_type).standards
    assert [before[name].ladders["level"].level for name in ("cmmm", "digital_level")] == [0, 0]
    assert after["cmmm"].ladders["level"].level == 4
    assert after["digital_level"].ladders["scene_level"].level == 4
    assert (before["cloud"].statuses["status"], after["cloud"].statuses["status"]) == (
        "not_cloud",
        "verified_sustained",
    )


def test_what_cannot_be_bought_says_why_and_what_to_do_instead() -> None:
    for reach in shipped().reaches.values():
        assert all(each.reason and each.instead for each in reach.unbuyable)
    assert {"worst_accident_grade", "credit_records", "official_results", "years"} <= explained()


# ---- smaller extents, and what speaks against buying -----------------------------------------------------------------


def test_a_scope_says_what_is_done_how_its_price_is_found_and_what_it_answers() -> None:
    scopes = [(remedy, scope) for remedy in remedies() for scope in remedy.scopes]
    assert {remedy.id for remedy, _ in scopes} == {
        "sol_ems", "sol_mes_light", "sol_erp_saas", "sol_sec_basic", "sol_interfaces", "ext_mes", "ext_erp",
    }  # fmt: skip
    assert_kept(
        (
            scope,
            {
                "what is done is no sentence": scope.what.endswith("。"),
                "nobody knows how its price is found": scope.price,
                "a price that nobody has seen": scope.cost is None,
                "it answers no pain": scope.solves,
                "it is the whole remedy": scope.share < 100,
            },
        )
        for _, scope in scopes
    )


def test_a_scope_changes_less_than_its_remedy() -> None:
    """The quality module of an MES, and the check of risks, are worth their own facts alone."""
    before = worst_firm()
    for name, scope_id in (("sol_sec_basic", "risk_check"), ("sol_mes_light", "posts"), ("sol_interfaces", "pdm_mes")):
        remedy = shipped().remedies[name]
        scope = next(each for each in remedy.scopes if each.id == scope_id)
        part = apply_effects(before, [replace(remedy, effects=scope.effects)], shipped(), AS_OF)
        whole = apply_effects(before, [remedy], shipped(), AS_OF)
        changed = {key for key, answer in part.answers.items() if answer != before.answers.get(key)}
        assert changed
        assert changed < {key for key, answer in whole.answers.items() if answer != before.answers.get(key)}


def test_counter_facts_hold_where_nothing_is_in_place_and_fall_silent_where_everything_is() -> None:
    told = {remedy.id: remedy.against for remedy in bought() if remedy.against}
    assert len(told) >= 30
    assert_kept((each, {"no sentence": each.text.endswith("。")}) for sentences in told.values() for each in sentences)
    assert_none(name for name, sentences in told.items() if not 1 <= len(sentences) <= 4)
    poor, rich = (
        {
            f"{name}: {each.text}"
            for name, sentences in told.items()
            for each in sentences
            if evaluator.truth(each.when, "workshop").must.any()
        }
        for evaluator in (
            Evaluator(Frame([firm], shipped(), AS_OF))
            for firm in (worst_firm(), apply_effects(worst_firm(), remedies(), shipped(), AS_OF))
        )
    )
    assert {name.partition(":")[0] for name in poor} >= {"sol_bi", "sol_aps", "sol_wms", "sol_iiot_platform", "sol_qms"}
    assert {name.partition(":")[0] for name in rich} <= STAYS_TRUE
    assert poor - rich


def test_scanning_needs_no_shop_network_where_a_phone_is_enough() -> None:
    needs = shipped().remedies["sol_mes_light"].prerequisites
    assert ("own_network_plan", "sol_shop_network") in needs
    assert not any(names == ("sol_shop_network",) for names in needs)
    assert not any("sol_shop_network" in names for names in shipped().remedies["sol_trace_light"].prerequisites)


# ---- never buy twice, never across isolation ------------------------------------------------------------------------


def test_who_has_it_is_never_told_to_buy_it() -> None:
    """First it is open to a firm that has nothing; then, with its effects in place, it is not."""
    assert_kept((remedy, buying_rules(remedy)) for remedy in bought())


def buying_rules(remedy: Remedy) -> dict[str, object]:
    secret = remedy.id in {"sol_crm_local", "sol_data_center_local"}
    before = worst_firm("process" if remedy.id == "sol_apc" else "discrete", secret=secret)
    if remedy.industries:
        answers = {
            **before.answers,
            (before.firm_subject, "industry"): Answer(state="known", value=remedy.industries[0]),
        }
        before = replace(before, answers=answers)
    done = [remedy, *(shipped().remedies[name] for name in remedy.extends)]
    after = apply_effects(before, done, shipped(), AS_OF)
    changed = after != before  # what changes no fact (hardware, a report) cannot be told from facts
    return {
        "it says not who has it": remedy.has is not None or not changed,
        "a firm that has nothing has it": remedy.id not in shop(before).owned or remedy.done_by_visit,
        "what the visit itself does is offered": remedy.id not in offered(before) or not remedy.done_by_visit,
        "who bought it has it not": remedy.id in shop(after).owned or not changed,
        "who has it is told to buy it": remedy.id not in offered(after) or not changed,
    }


def isolation_breakers(offers: Iterable[Remedy]) -> Iterator[Remedy]:
    for remedy in offers:
        brings_service = any(effect.table == "systems" and effect.row for effect in remedy.effects)
        if remedy.crosses_isolation or remedy.cloud_item or brings_service:
            yield remedy


def test_a_firm_with_secrets_gets_no_advice_across_its_isolation() -> None:
    breakers = {each.id for each in isolation_breakers(remedies())}
    assert len(breakers) >= 8
    assert all(shipped().remedies[name].crosses_isolation for name in breakers)
    scopes = [each for each in isolation_breakers(offered(worst_firm()).values()) if is_scope(each.id)]
    assert breakers & set(offered(worst_firm()))
    assert scopes, "smaller forms of them too"
    assert_none(each.id for each in isolation_breakers(offered(worst_firm(secret=True)).values()))


def test_a_firm_with_secrets_still_gets_the_forms_that_stay_inside() -> None:
    inside = set(offered(worst_firm(secret=True)))
    assert {"sol_erp_local", "sol_mes_light", "sol_sec_basic", "sol_backup", "sol_crm_local"} <= inside


def test_a_trade_gets_only_what_is_for_it() -> None:
    assert "sol_lims" not in offered(worst_firm())
    assert "sol_apc" not in offered(worst_firm())
    assert "sol_apc" in offered(worst_firm("process"))


def test_a_price_that_nobody_knows_is_no_price() -> None:
    open_to_it = shop(worst_firm())
    offers, _ = open_to_it.offers(lambda _: True)
    unknown = {each.id for each in offers if each.cost is None}
    assert {"sol_automation", "sol_interfaces", "sol_bi"} <= unknown
    assert {each.cost for each in offers if open_to_it.library.remedies[each.id].own_measure} == {FREE}
