"""The solution of the report: three routes, pains and what answers them, money, the provider's interest, follow-up."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from diagnostics.model.content.roots import facts_named
from diagnostics.model.results.outlook import FirmPlans
from diagnostics.model.results.plans import Offer, Plan
from diagnostics.model.results.policy_results import ConflictLine, PolicyLine
from diagnostics.model.results.report_input import ReportInput
from diagnostics.planning.effects import apply_effects
from diagnostics.report.chapters.advice.plan_part import main_plan
from diagnostics.report.chapters.owner.first_actions import urgent
from diagnostics.report.words.money import is_unsure, price_words
from diagnostics.words.names import without_remark
from diagnostics.words.numbers import number
from tests.builders import AS_OF, shipped
from tests.report.reading import (
    EXAMPLES,
    answers_of,
    example,
    example_report,
    given_of,
    list_after,
    owner_blocks,
    tables_of,
    text_of,
    whole_report,
)
from tests.report.test_building import AUTO, FOOD

REFRACTORY = next(path for path in EXAMPLES if path.stem == "refractory")
every_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)


def outlook_of(path: Path) -> FirmPlans:
    found = example(path).outlook
    assert found is not None
    return found


def example_plan(path: Path) -> Plan:
    found = main_plan(example(path))
    assert found is not None
    return found


def changed(path: Path, **outlook: Any) -> ReportInput:
    """Return the input of an example with another outlook."""
    return replace(example(path), outlook=replace(outlook_of(path), **outlook))


# ---- three routes ----


@every_example
def test_three_routes_stand_side_by_side_the_recommended_one_first(path: Path) -> None:
    routes = outlook_of(path).routes
    assert [each.route for each in routes] == ["cheapest", "fastest", "robust"]
    assert routes[0] == main_plan(example(path))
    assert all(each.re_scored for each in routes), "diagnosed again before it is shown"
    rows = tables_of(example_report(path))["routes"].rows
    assert [row[0].text for row in rows] == ["花钱最少（推荐）", "工期最短", "余量最大"]
    for row, route in zip(rows, routes, strict=True):
        assert row[1].text.startswith(f"{len(route.steps)} 件")
        high = re.findall(r"\d+(?:\.\d+)?", row[2].text)
        assert Fraction(high[-1] if high else 0) == route.cost[1]


@every_example
def test_no_route_beats_the_recommended_one_in_cost_nor_the_quickest_in_months(path: Path) -> None:
    cheapest, fastest, robust = outlook_of(path).routes
    assert cheapest.cost[1] <= min(fastest.cost[1], robust.cost[1])
    assert fastest.months <= min(cheapest.months, robust.months)
    assert robust.cost[1] <= cheapest.cost[1] * Fraction(13, 10)


@every_example
def test_the_report_says_why_this_route_with_the_differences_in_money_and_time(path: Path) -> None:
    text = text_of(example_report(path))
    cheapest, *others = outlook_of(path).routes
    same = [{step.offer.id for step in each.steps} == {step.offer.id for step in cheapest.steps} for each in others]
    if all(same):
        assert "三条路线选出的是同一组措施" in text
        return
    assert "推荐花钱最少的一条。" in text
    for each, is_same in zip(others, same, strict=True):
        dearer = each.cost[1] - cheapest.cost[1]
        if not is_same and dearer:
            assert f"高限多花 {int(dearer)} 万元" in text


def test_one_route_alone_is_not_compared() -> None:
    given = changed(REFRACTORY, routes=outlook_of(REFRACTORY).routes[:1])
    document = whole_report(given)
    assert "routes" not in tables_of(document)
    assert "三条路线" not in text_of(document)


# ---- pains ----


@every_example
def test_every_pain_is_answered_by_what_changes_the_facts_it_is_about(path: Path) -> None:
    given = example(path)
    pains = [each for each in given.firm.findings if each.kind == "pain"]
    library = shipped()
    like = {each.id: each.like for each in given.firm.plan.projects}
    for pain, answer in zip(pains, outlook_of(path).pains, strict=True):
        about = facts_named(pain.about, library)
        for name in (*answer.planned, *(each.id for each in answer.further)):
            after = apply_effects(given.firm, [library.remedies[like.get(name, name)]], library, AS_OF)
            moved = {fact for (_, fact), found in after.answers.items() if found not in given.firm.answers.values()}
            assert about & moved, (pain.title, name)


@every_example
def test_every_pain_says_which_measure_answers_it(path: Path) -> None:
    given, text = example(path), text_of(example_report(path))
    rows = tables_of(example_report(path))["pain_measures"].rows
    pains = [each for each in given.firm.findings if each.kind == "pain"]
    assert [row[0].text for row in rows] == [each.title for each in pains]
    plan = main_plan(given)
    assert plan is not None
    names = {step.offer.name for step in plan.steps}
    for row, answer in zip(rows, outlook_of(path).pains, strict=True):
        inside = set(row[2].text.split("；")) if answer.planned else set()
        assert inside <= names
        assert all(each.name in row[3].text for each in answer.further)
        assert not any(each.name in names for each in answer.further), "what is planned is not offered again"
    for line in list_after(owner_blocks(example_report(path)), "最疼的三件事"):
        assert re.search(r"方案里有：|方案外可另做“.+”（(估算 .+ 万元|不另花钱|费用要询价)）|还没有对应的措施", line)
    assert "推不出措施" not in text


@pytest.mark.parametrize(
    ("about", "said"),
    [
        (["worst_accident_grade"], "措施库里没有能改变它的措施"),
        ([], "没有记下它说的是哪一项"),
    ],
)
def test_a_pain_that_nothing_answers_says_so(about: list[str], said: str) -> None:
    answers = answers_of(FOOD)
    answers["findings"] = [{"kind": "pain", "title": "老板着急", "text": "都急", "about": about}]
    if not about:
        del answers["findings"][0]["about"]
    document = whole_report(given_of(answers, with_plan=True))
    (row,) = tables_of(document)["pain_measures"].rows
    assert said in row[3].text
    assert row[2].text == "这次的方案里没有"
    assert "还没有对应的措施" in text_of(document)


def test_evidence_of_a_few_facts_stands_for_what_nobody_named() -> None:
    """Paper that proves one answer speaks for it; photographs of the whole plant speak for nothing."""
    answers = answers_of(REFRACTORY)
    for each in answers["findings"]:
        each.pop("about", None)
    answers["evidence"].append({"id": "ev99", "grade": "E2", "kind": "抄表本"})
    answers["answers"]["s_energy"]["evidence"] = "ev99"
    pains = [each for each in answers["findings"] if each["kind"] == "pain"]
    pains[0]["evidence"], pains[1]["evidence"] = ["ev99"], ["ev06"]
    found = given_of(answers, with_plan=True).outlook
    assert found is not None
    assert "sol_ems" in found.pains[0].planned
    assert (found.pains[1].planned, found.pains[1].further, found.pains[1].known) == ((), (), False)


@every_example
def test_a_measure_names_the_pain_that_it_solves(path: Path) -> None:
    rows = {row[1].text.split("：")[0]: row[4].text for row in tables_of(example_report(path))["measures"].rows}
    names = {step.offer.id: step.offer.name for each in outlook_of(path).routes for step in each.steps}
    for answer in outlook_of(path).pains:
        for each in answer.planned:
            assert "也解决：" in rows[names[each]]
            assert answer.finding in rows[names[each]]


# ---- wishes ----


@pytest.mark.parametrize(
    ("budget", "words"),
    [
        (None, "企业没有说准备花多少"),
        (9.5, "不够，只能先做一部分"),
        (30, "低的估算够、高的不够，先按 30 万元询价定范围"),
        (60, "这几项共 10–60 万元，够"),
    ],
)
def test_a_wish_is_compared_with_the_money_that_the_firm_has_for_it(budget: float | None, words: str) -> None:
    answers = answers_of(REFRACTORY)
    wish = next(each for each in answers["findings"] if each["kind"] == "wish")
    wish.pop("budget_wan")
    if budget is not None:
        wish["budget_wan"] = budget
    rows = tables_of(whole_report(given_of(answers, with_plan=True)))["wish_measures"].rows
    assert rows[0][0].text == wish["title"]
    assert "能源管理系统（EMS）（没有把握的估算 10–60 万元）" in rows[0][1].text
    assert words in rows[0][3].text


def test_a_doubtful_price_is_called_so_and_stands_neither_on_the_owners_page_nor_in_its_sum() -> None:
    report = example_report(REFRACTORY)
    plan = example_plan(REFRACTORY)
    doubtful = [each.offer for each in plan.steps if is_unsure(each.offer)]
    sure = [each.offer.cost for each in plan.steps if each.offer.cost and not is_unsure(each.offer)]
    assert {each.id for each in doubtful} == {"sol_ems", "sol_eam", "sol_crm"}
    owner = " ".join(map(str, owner_blocks(report)))
    low, high = (number(sum((each[at] for each in sure), Fraction(0))) for at in (0, 1))
    assert f"估算不少于 {low}–{high} 万元，另有 3 件待询价" in owner
    assert "没有把握" not in owner
    assert not any(f"估算 {price_words(each.cost)} 万元" in owner for each in doubtful)
    whole = f"含 3 件没有把握的价格，估算 {number(plan.cost[0])}–{number(plan.cost[1])} 万元"
    assert whole in str(tables_of(report)["goals"])


def test_months_are_told_as_estimates_wherever_they_are_told() -> None:
    for path in EXAMPLES:
        text = text_of(example_report(path))
        assert f"最长一条线估算 {number(example_plan(path).months)} 个月" in text
        assert re.search(r"估计( ?\S+ 个月，)?\d{4}年", text)
        for row in tables_of(example_report(path))["goals"].rows:
            assert row[5].text in {"—"} or row[5].text.startswith("估算 ")


def test_own_measures_cost_staff() -> None:
    assert "不另花钱，人员费用另算" in text_of(example_report(FOOD))


def test_a_price_that_nobody_knows_leaves_the_money_open() -> None:
    answers = answers_of(AUTO)
    wishes = [each for each in answers["findings"] if each["kind"] == "wish"]
    wishes[1]["budget_wan"] = 20
    row = tables_of(whole_report(given_of(answers, with_plan=True)))["wish_measures"].rows[1]
    assert "把已有MES用深（费用待补充" in row[2].text
    assert row[3].text == "企业说不超过 20 万元；要花钱的 1 项要先询价"


@every_example
def test_every_wish_says_what_the_plan_does_for_it(path: Path) -> None:
    wishes = [each for each in example(path).firm.findings if each.kind == "wish"]
    rows = tables_of(example_report(path))["wish_measures"].rows
    answers = outlook_of(path).wishes
    assert [row[0].text for row in rows] == [each.title for each in wishes]
    for row, answer in zip(rows, answers, strict=True):
        names = [step.offer.name for step in example_plan(path).steps if step.offer.id in answer.planned]
        assert all(name in row[1].text for name in names)
        assert names or row[1].text == "这次的方案里没有"


def test_a_wish_of_which_nobody_said_what_it_is_about_stays_in_the_list_alone() -> None:
    answers = answers_of(FOOD)
    answers["findings"] = [{"kind": "wish", "text": "想做大做强"}]
    document = whole_report(given_of(answers, with_plan=True))
    assert "wish_measures" not in tables_of(document)
    assert "想做大做强" in text_of(document)


# ---- the first actions ----


@pytest.mark.parametrize("path", [FOOD, REFRACTORY], ids=lambda path: path.stem)
def test_what_is_recommended_is_what_comes_first(path: Path) -> None:
    """Where another target is recommended than the nearest recognition, the page begins with that plan.

    Only a date whose work should have begun stands before it.
    """
    dated = len(urgent(example(path)))
    assert dated == (path == REFRACTORY)
    plan = main_plan(example(path))
    assert plan is not None
    first = list_after(owner_blocks(example_report(path)), "先办的三件事")
    names = [step.offer.name.split("（")[0] for step in plan.steps]
    assert all(any(line.startswith(f"{name}：") for name in names) for line in first[dated:])


# ---- money ----


def with_offer(path: Path, **changes: Any) -> tuple[ReportInput, Offer]:
    """Return an example whose first paid measure is another in some way."""
    outlook = outlook_of(path)
    assert outlook.main is not None
    plan = outlook.main.plan
    at = next(at for at, each in enumerate(plan.steps) if each.offer.cost and each.offer.cost[1] > 0)
    offer = replace(plan.steps[at].offer, **changes)
    steps = (*plan.steps[:at], replace(plan.steps[at], offer=offer), *plan.steps[at + 1 :])
    known = [each.offer.cost for each in steps if each.offer.cost is not None]
    cost = (sum((each[0] for each in known), Fraction(0)), sum((each[1] for each in known), Fraction(0)))
    made: Plan = replace(plan, steps=steps, cost=cost, unknown_costs=(offer.id,) if offer.cost is None else ())
    return changed(path, main=replace(outlook.main, plan=made), goals=(replace(outlook.main, plan=made),)), offer


def test_an_unknown_price_is_printed_as_unknown_and_in_no_sum() -> None:
    given, offer = with_offer(REFRACTORY, cost=None)
    document = whole_report(given)
    rows = {row[0].text: row for row in tables_of(document)["invest"].rows}
    assert rows[offer.name][1].text == "待补充"
    assert "另有 1 件待补充" in rows["合计"][1].text
    assert "估算不少于" in text_of(document), "the recommendation names a lower limit"
    assert "待询价" in rows[offer.name][2].text


@every_example
def test_no_payback_is_made_up(path: Path) -> None:
    table = tables_of(example_report(path)).get("invest")
    for row in table.rows[:-1] if table else ():
        assert row[4].text == "待测算"


@pytest.mark.parametrize(("people", "said"), [(45, True), (120, False), (900, True)])
def test_an_estimate_for_firms_of_another_size_says_so(people: int, said: bool) -> None:
    given = example(REFRACTORY)
    *before, last = given.firm.rows["years"]
    last = replace(last, values={**last.values, "employees": Fraction(people)})
    firm = replace(given.firm, rows={**given.firm.rows, "years": (*before, last)})
    rows = tables_of(whole_report(replace(given, firm=firm)))["invest"].rows
    text = next(row[5].text for row in rows if row[0].text.startswith("能源管理系统"))
    assert (f"按 50–300 人的企业估，本企业 {people} 人；大小不同的厂，这个价只作参考，要另询价" in text) is said


def test_a_price_that_the_firm_gave_is_its_own() -> None:
    rows = {row[0].text: row for row in tables_of(example_report(AUTO))["invest"].rows}
    assert rows["焊装车间8台机器人联网"][5].text.startswith("企业给的价")
    assert rows["焊装车间8台机器人联网"][1].text == "16–24"


def test_what_the_firm_insists_on_is_in_the_plan_with_the_reason() -> None:
    plan = main_plan(example(AUTO))
    assert plan is not None
    assert {"own_robot_link", "sol_sec_basic"} <= {step.offer.id for step in plan.steps}
    rows = {row[1].text.split("：")[0]: row[4].text for row in tables_of(example_report(AUTO))["measures"].rows}
    assert rows["焊装车间8台机器人联网"].startswith("总经理已经答应焊装车间")


# ---- the provider's interest, follow-up ----


@pytest.mark.parametrize(
    ("products", "said", "touched"),
    [
        ("", "还没有申报自己销售的产品", []),
        ("没有", "声明：不销售软件和设备", []),
        ("财务软件", "和本报告里的措施没有重合", []),
        (
            "仓库管理系统、sol_erp_local",
            "和它重合的措施列在下面",
            ["企业资源计划系统（ERP，云订阅）", "仓库管理系统（WMS）"],
        ),
    ],
)
def test_the_interest_of_the_provider_is_declared(products: str, said: str, touched: list[str]) -> None:
    given = example(REFRACTORY)
    visit = {**given.firm.visit, "provider_products": products}
    document = whole_report(replace(given, firm=replace(given.firm, visit=visit)))
    assert said in text_of(document)
    text = text_of(document)
    section = text[text.index("利益声明") : text.index("# 十五")]
    assert sorted(line[2:] for line in section.splitlines() if line.startswith("- ")) == sorted(touched)


@every_example
def test_every_measure_is_followed_up_on_a_day(path: Path) -> None:
    plan = main_plan(example(path))
    assert plan is not None
    rows = tables_of(example_report(path))["dates"].rows
    said = "\n".join(row[2].text for row in rows)
    assert [f"{months} 个月跟踪" in {row[1].text for row in rows} for months in (3, 6, 12)] == [True] * 3
    for step in plan.steps:
        assert (without_remark(step.offer.name) in said) is (step.end <= 12)
    assert "后续联系：" in text_of(example_report(path))


# ---- policies ----


def line(name: str, **changes: Any) -> PolicyLine:
    base = example(AUTO).policies[0]
    sure = {
        "name": name, "outcome": "eligible", "word": "可申报", "met": ("有称号",), "not_met": (), "unknown": (),
        "reasons": (), "current": True, "amount_wan": Fraction(50), "sure_amount_wan": Fraction(50), "covered_by": "",
        "valid_to": AS_OF + timedelta(days=90), "conflicts": (),
    }  # fmt: skip
    return replace(base, **{**sure, **changes})


def page_and_tables(*lines: PolicyLine) -> tuple[str, dict[str, Any]]:
    document = whole_report(replace(example(AUTO), policies=lines))
    return "\n".join(list_after(owner_blocks(document), "能争取的支持")), tables_of(document)


def test_a_sure_award_promises_its_amount_and_its_end() -> None:
    page, _ = page_and_tables(line("甲奖励"))
    assert "甲奖励：可申报，最高 50 万元" in page
    assert "前有效" in page


def test_a_stale_policy_has_no_amount_on_the_first_page_and_is_called_stale_in_the_body() -> None:
    stale = line("甲奖励", outcome="to_verify", word="待核实", current=False, sure_amount_wan=None)
    page, tables = page_and_tables(stale)
    assert "甲奖励：待核实" in page
    assert "万元" not in page
    assert "最高 50 万元（文件所列，是否仍有效待核实）" in tables["policies"].rows[0][3].text


def test_the_lower_of_two_that_exclude_each_other_is_not_promised_too() -> None:
    page, tables = page_and_tables(line("小奖", covered_by="大奖"), line("大奖", sure_amount_wan=Fraction(200)))
    assert "大奖" in page
    assert "小奖" not in page
    (row,) = tables["policies_more"].rows
    assert "与“大奖”只能取高的一项" in row[3].text


def test_two_documents_that_contradict_each_other_stand_side_by_side_once() -> None:
    one = ConflictLine(other="乙贷", about="能不能买设备", here="不得买", there="可以买", ask="经办银行")
    other = ConflictLine(other="甲贷", about="能不能买设备", here="可以买", there="不得买", ask="经办银行")
    _, tables = page_and_tables(line("甲贷", conflicts=(one,)), line("乙贷", conflicts=(other,)))
    (row,) = tables["conflicts"].rows
    assert [cell.text for cell in row] == ["能不能买设备", "甲贷：不得买", "乙贷：可以买", "经办银行"]
