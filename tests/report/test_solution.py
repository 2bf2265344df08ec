"""The solution of the report: three routes, pains and what answers them, money, the provider's interest, follow-up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from diagnostics.model.content.marks import Mark
from diagnostics.model.document import Document
from diagnostics.model.results.outlook import FirmPlans
from diagnostics.model.results.pains import PainAnswer
from diagnostics.model.results.plans import Offer, Plan, scope_of
from diagnostics.model.results.policy_results import ConflictLine, PolicyLine
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.chapters.advice.plan_part import main_plan
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


def answers_in(path: Path, *, wish: bool) -> list[PainAnswer]:
    """What the plan of an example does about its pains, or about its wishes, in the order in which they were noted."""
    return [each for each in example_plan(path).pains if each.wish is wish]


def changed(path: Path, **outlook: Any) -> ReportInput:
    """Return the input of an example with another outlook."""
    return replace(example(path), outlook=replace(outlook_of(path), **outlook))


def money_in(text: str) -> tuple[Fraction, int]:
    """The high end in 万元 and how many prices have to be asked for, as a reader takes them from a cell."""
    known, to_ask = re.search(r"(\d+(?:\.\d+)?) 万元", text), re.search(r"(\d+) 件待询价", text)
    return Fraction(known[1] if known else 0), int(to_ask[1] if to_ask else 0)


def named_in(cell: str) -> list[str]:
    """The measures that a cell names, without the price behind each."""
    return [re.sub(r"（[^（）]*）$", "", each) for each in cell.split("；")] if cell != "—" else []


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
        assert money_in(row[2].text) == (route.cost[1], len(route.unknown_costs))


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
def test_every_pain_and_wish_is_answered_by_its_free_first_step_and_by_what_solves_it(path: Path) -> None:
    library, findings = shipped(), example(path).firm.findings
    like = {each.id: each.like for each in example(path).firm.plan.projects}
    taken = {step.offer.id: step.offer for step in example_plan(path).steps}
    asked = [at for at, each in enumerate(findings) if each.kind in {"pain", "wish"}]
    assert [answer.finding for answer in example_plan(path).pains] == asked
    for answer in example_plan(path).pains:
        pain = library.pains[findings[answer.finding].pain]
        remedies = {name: library.remedies[like.get(name, scope_of(name)[0])] for name in answer.answered_by}
        solved = {name: {one.how for one in each.solves if one.pain == pain.id} for name, each in remedies.items()}
        assert answer.answered_by
        assert answer.answered_by[0] in pain.first_step.remedies, "the free step goes first"
        assert taken[answer.answered_by[0]].own
        for name, ways in solved.items():
            assert ways & {"whole", "part"} or name in pain.first_step.remedies, (answer.title, name)
        assert (answer.how == "whole") is any("whole" in ways for ways in solved.values())
        assert (answer.how == "whole") is not bool(answer.remains), "what is left is said where anything is"


@every_example
def test_every_pain_says_which_measures_answer_it_how_far_and_what_is_left(path: Path) -> None:
    report = example_report(path)
    rows = tables_of(report)["pain_measures"].rows
    answers = answers_in(path, wish=False)
    names = {step.offer.id: step.offer.name for step in example_plan(path).steps}
    hows = {"whole": "能彻底解决", "part": "能管住一部分", "first_step": "先走不花钱的一步", "none": "这次没有办法"}
    assert [row[0].text for row in rows] == [each.title for each in example(path).firm.findings if each.kind == "pain"]
    for row, answer in zip(rows, answers, strict=True):
        assert named_in(row[2].text) == [names[each] for each in answer.answered_by]
        assert (row[3].text, row[4].text) == (hows[answer.how], answer.remains or answer.why or "—")
    for row, answer in zip(tables_of(report)["owner_pains"].rows, answers, strict=False):
        assert all(f"{without_remark(names[each])}（" in row[2].text for each in answer.answered_by)


def test_the_small_loss_of_a_firm_buys_no_dear_system_and_the_report_says_so() -> None:
    """3.2 a year comes to 4.8 in the year and a half in which the firm wants its money back: less than 40."""
    rows = {row[0].text: row for row in tables_of(example_report(REFRACTORY))["pain_measures"].rows}
    row = rows["成品库找砖难，发错货"]
    assert row[2].text == "库位编码和标签（不花钱）"
    assert row[4].text == "要彻底解决还得“仓库管理系统（WMS）”（8–40 万元），按现在说得出的损失收不回来"


def without_an_answer(pain: str) -> dict[str, Any]:
    """The food firm with this pain alone, and a word against everything that would answer it."""
    answers = answers_of(FOOD)
    answers["findings"] = [{"kind": "pain", "title": "老板着急", "text": "都急"}]
    if pain:
        answers["findings"][0]["pain"] = pain
        solving = [each.id for each in shipped().remedies.values() if any(one.pain == pain for one in each.solves)]
        against = dict.fromkeys((*shipped().pains[pain].first_step.remedies, *solving))
        answers["plan"] = {"excluded": [{"id": each, "reason": "总经理不要"} for each in against]}
    return answers


@pytest.mark.parametrize(
    ("pain", "said"),
    [
        ("orders_in_chat", r"能解决的是“.+”，没有采用：已排除：总经理不要"),
        ("", "没有写明是哪一种痛点，先在发现里选一个"),
    ],
)
def test_a_pain_that_nothing_answers_says_why(pain: str, said: str) -> None:
    document = whole_report(given_of(without_an_answer(pain), with_plan=True))
    (row,) = tables_of(document)["pain_measures"].rows
    assert (row[2].text, row[3].text) == ("—", "这次没有办法")
    assert re.fullmatch(said, row[4].text)
    (row,) = tables_of(document)["owner_pains"].rows
    assert re.fullmatch(rf"这次不花钱治它：{said}", row[2].text)


@every_example
def test_a_measure_names_the_pain_that_it_solves(path: Path) -> None:
    rows = {row[1].text.partition("：")[0]: row[5].text for row in tables_of(example_report(path))["measures"].rows}
    names = {step.offer.id: step.offer.name for step in example_plan(path).steps}
    assert example_plan(path).pains
    for answer in example_plan(path).pains:
        head = "企业想做的：" if answer.wish else "治痛点："
        for each in answer.answered_by:
            lines = rows[names[each].partition("：")[0]].split("\n")
            assert any(line.startswith(head) and answer.title in line for line in lines), (answer.title, each)


# ---- wishes ----


@pytest.mark.parametrize(
    ("budget", "words"),
    [
        (None, "企业没有说准备花多少"),
        (Fraction("15.5"), "企业说不超过 15.5 万元；这几项共 16–24 万元，不够，只能先做一部分"),
        (Fraction(16), "企业说不超过 16 万元；这几项共 16–24 万元，低的估算够、高的不够，先按 16 万元询价定范围"),
        (Fraction(24), "企业说不超过 24 万元；这几项共 16–24 万元，够"),
    ],
)
def test_a_wish_is_compared_with_the_money_that_the_firm_has_for_it(budget: Fraction | None, words: str) -> None:
    """The robots are promised for 16 to 24, whatever the wish says; the stop log beside them is free."""
    given = example(AUTO)
    at = next(at for at, each in enumerate(given.firm.findings) if each.title == "焊装车间的机器人先联网")
    findings = list(given.firm.findings)
    findings[at] = replace(findings[at], budget_wan=budget)
    document = whole_report(replace(given, firm=replace(given.firm, findings=tuple(findings))))
    row = tables_of(document)["wish_measures"].rows[0]
    assert row[0].text == "焊装车间的机器人先联网"
    assert row[1].text == "瓶颈设备挂停机记录（不花钱）；焊装车间8台机器人联网（估算 16–24 万元）"
    assert row[3].text == words


def test_a_price_that_nobody_knows_leaves_the_money_of_a_wish_open() -> None:
    rows = {row[0].text: row for row in tables_of(example_report(REFRACTORY))["wish_measures"].rows}
    row = rows["手机上看每座窑的气耗"]
    assert "把控制系统里的数取出来看（询价，最多 30 万元）" in row[1].text
    assert row[3].text == "企业说不超过 30 万元；要花钱的 1 项要先询价"


def test_a_doubtful_price_is_called_so_and_stands_neither_on_the_owners_page_nor_in_its_sum() -> None:
    given, offer = with_offer(AUTO, mark=Mark.uncertain)
    report = whole_report(given)
    assert offer.cost == (Fraction(8), Fraction(40))
    owner = text_of(Document(title="", blocks=tuple(owner_blocks(report))))
    told = "【要花多少】估 28–42 万元；2 件有估价，3 件要问价，12 件不花钱"
    assert told in owner, "36 to 82 without the doubtful 8 to 40"
    assert "没有把握的估算" not in owner
    assert "8–40" not in owner
    assert "含 1 件没有把握的价格，估算不少于 36–82 万元，另有 2 件待询价" in str(tables_of(report)["routes"])


def test_months_are_told_as_estimates_wherever_they_are_told() -> None:
    for path in EXAMPLES:
        tables = tables_of(example_report(path))
        for row, route in zip(tables["routes"].rows, outlook_of(path).routes, strict=True):
            assert row[3].text.startswith(f"估算 {number(route.months)} 个月\n预计20")
        plain = ("risks", "goals", "measures", "phases", "invest")
        cells = [cell.text for name in plain for row in tables[name].rows for cell in row]
        told = [cell for cell in cells if re.search(r"\d 个月", cell)]
        assert told, "a rule about nothing"
        assert [cell for cell in told if "估算" not in cell] == []


def test_own_measures_cost_staff() -> None:
    text = text_of(example_report(FOOD))
    own = [step.offer for step in example_plan(FOOD).steps if step.offer.own]
    assert f"其中 {len(own)} 件由企业自己办，人员费用另算" in text


@every_example
def test_every_wish_says_what_the_plan_does_for_it(path: Path) -> None:
    wishes = [each for each in example(path).firm.findings if each.kind == "wish"]
    rows = tables_of(example_report(path))["wish_measures"].rows
    names = {step.offer.id: step.offer.name for step in example_plan(path).steps}
    assert [row[0].text for row in rows] == [each.title for each in wishes]
    for row, answer in zip(rows, answers_in(path, wish=True), strict=True):
        assert named_in(row[1].text) == [names[each] for each in answer.answered_by]
        assert row[2].text == (answer.remains or answer.why or "—")


def test_a_wish_of_which_nobody_said_what_it_is_about_stays_in_the_list_alone() -> None:
    answers = answers_of(FOOD)
    answers["findings"] = [{"kind": "wish", "text": "想做大做强"}]
    document = whole_report(given_of(answers, with_plan=True))
    assert "wish_measures" not in tables_of(document)
    assert "想做大做强" in text_of(document)


# ---- money ----


def with_offer(path: Path, **changes: Any) -> tuple[ReportInput, Offer]:
    """Return an example whose first measure with a known price is another in some way."""
    plan = example_plan(path)
    at = next(at for at, each in enumerate(plan.steps) if each.offer.cost and each.offer.cost[1] > 0)
    offer = replace(plan.steps[at].offer, **changes)
    steps = (*plan.steps[:at], replace(plan.steps[at], offer=offer), *plan.steps[at + 1 :])
    known = [each.offer.cost for each in steps if each.offer.cost is not None]
    cost = (sum((each[0] for each in known), Fraction(0)), sum((each[1] for each in known), Fraction(0)))
    unknown = tuple(each.offer.id for each in steps if each.offer.cost is None)
    made: Plan = replace(plan, steps=steps, cost=cost, unknown_costs=unknown)
    return changed(path, plan=made, routes=(made, *outlook_of(path).routes[1:])), offer


def test_an_unknown_price_is_to_be_asked_for_and_in_no_sum() -> None:
    given, offer = with_offer(AUTO, cost=None)
    document = whole_report(given)
    rows = {row[0].text: row for row in tables_of(document)["invest"].rows}
    assert rows[offer.name][1].text == "询价"
    assert rows["合计"][1].text == "28–42，另有 3 件待询价"
    assert "估算不少于 28–42 万元，另有 3 件待询价" in text_of(document), "the recommendation names a lower limit"
    assert rows[offer.name][2].text == "待询价"


def test_an_unknown_price_stands_beside_what_it_may_come_to() -> None:
    rows = {row[0].text: row for row in tables_of(example_report(AUTO))["invest"].rows}
    ceilings = {step.offer.name: step.ceiling for step in example_plan(AUTO).steps if step.offer.cost is None}
    assert len(ceilings) == 2
    for name, ceiling in ceilings.items():
        assert ceiling is not None
        assert rows[name][1].text == f"询价，最多 {number(ceiling)} 万元"


def test_what_a_quotation_decides_is_told_with_its_day_and_its_limit() -> None:
    """80 of the first year, less 24 for the robots that are promised and 18 for what waits."""
    (gate,) = example_plan(AUTO).gates
    assert gate.limit == 38
    assert (
        "2026年8月14日前把“把已有MES用深：只把买过的质量模块用起来”“工业网络安全基本防护”的价问回来："
        "合计不超过 38 万元，“轻量生产管理系统”马上就办；超过就往后放。"
    ) in text_of(example_report(AUTO))


@every_example
def test_no_payback_is_made_up(path: Path) -> None:
    table = tables_of(example_report(path)).get("invest")
    for row in table.rows[:-1] if table else ():
        assert row[4].text == "待测算"


@pytest.mark.parametrize(("people", "said"), [(45, True), (120, False), (900, True)])
def test_an_estimate_for_firms_of_another_size_says_so(people: int, said: bool) -> None:
    given = example(FOOD)
    *before, last = given.firm.rows["years"]
    last = replace(last, values={**last.values, "employees": Fraction(people)})
    firm = replace(given.firm, rows={**given.firm.rows, "years": (*before, last)})
    rows = tables_of(whole_report(replace(given, firm=firm)))["invest"].rows
    text = next(row[5].text for row in rows if row[0].text.startswith("企业资源计划系统"))
    assert (f"按 50–300 人的企业估，本企业 {people} 人；大小不同的厂，这个价只作参考，要另询价" in text) is said


def test_a_price_that_the_firm_gave_is_its_own() -> None:
    rows = {row[0].text: row for row in tables_of(example_report(AUTO))["invest"].rows}
    assert rows["焊装车间8台机器人联网"][5].text.startswith("企业给的价")
    assert rows["焊装车间8台机器人联网"][1].text == "16–24"


def test_what_the_firm_insists_on_is_in_the_plan_with_the_reason() -> None:
    plan = main_plan(example(AUTO))
    assert plan is not None
    assert {"own_robot_link", "sol_sec_basic"} <= {step.offer.id for step in plan.steps}
    rows = {row[1].text.split("：")[0]: row[5].text for row in tables_of(example_report(AUTO))["measures"].rows}
    assert rows["焊装车间8台机器人联网"].startswith("总经理已经答应焊装车间")


# ---- the provider's interest, follow-up ----


@pytest.mark.parametrize(
    ("products", "said", "touched"),
    [
        ("", "还没有申报自己销售的产品", []),
        ("没有", "声明：不销售软件和设备", []),
        ("财务软件", "和本报告里的措施没有重合", []),
        (
            "烧嘴改造、sol_mes_full",
            "和它重合的措施列在下面",
            ["单座窑炉的温控和烧嘴改造", "轻量生产管理系统：先在一个厂区、一个车间用"],
        ),
    ],
)
def test_the_interest_of_the_provider_is_declared(products: str, said: str, touched: list[str]) -> None:
    given = example(REFRACTORY)
    visit = {**given.firm.visit, "provider_products": products}
    document = whole_report(replace(given, firm=replace(given.firm, visit=visit)))
    assert said in text_of(document)
    text = text_of(document)
    section = text[text.index("利益。") :]
    section = section[: section.index("怎么读。")]
    assert sorted(line[2:] for line in section.splitlines() if line.startswith("- ")) == sorted(touched)


@every_example
def test_every_measure_is_followed_up_on_a_day(path: Path) -> None:
    plan = main_plan(example(path))
    assert plan is not None
    rows = tables_of(example_report(path))["dates"].rows
    said = "\n".join(row[2].text for row in rows)
    assert [f"{months} 个月跟踪" in {row[1].text for row in rows} for months in (3, 6, 12)] == [True] * 3
    numbered = {at for text in re.findall(r"第 ([\d–、]+) 件", said) for at in numbers_in(text)}
    assert numbered == {at for at, step in enumerate(plan.steps, start=1) if step.end <= 12}
    assert "后续联系：" in text_of(example_report(path))


def numbers_in(text: str) -> Iterator[int]:
    """Yield the numbers of a text such as 1–3、5."""
    for part in text.split("、"):
        low, _, high = part.partition("–")
        yield from range(int(low), int(high or low) + 1)


# ---- policies ----


def line(name: str, **changes: Any) -> PolicyLine:
    base = example(AUTO).policies[0]
    sure = {
        "name": name, "outcome": "eligible", "word": "可申报", "met": ("有称号",), "not_met": (), "unknown": (),
        "reasons": (), "current": True, "amount_wan": Fraction(50), "sure_amount_wan": Fraction(50), "covered_by": "",
        "valid_to": AS_OF + timedelta(days=90), "conflicts": (), "benefit": "奖励", "bureaus": ("市工信局",),
    }  # fmt: skip
    return replace(base, **{**sure, **changes})


def page_and_tables(*lines: PolicyLine) -> tuple[str, dict[str, Any]]:
    document = whole_report(replace(example(AUTO), policies=lines))
    return "\n".join(list_after(owner_blocks(document), "能争取的支持")), tables_of(document)


def test_a_sure_award_promises_its_amount_and_its_end() -> None:
    page, _ = page_and_tables(line("甲奖励"))
    assert "甲奖励：文件写最高 50 万元" in page
    assert "前有效" in page


def test_a_stale_policy_is_to_be_asked_about_first() -> None:
    stale = line("甲奖励", outcome="to_verify", word="待核实", current=False, sure_amount_wan=None)
    page, tables = page_and_tables(stale)
    assert "甲奖励：文件写最高 50 万元" in page
    assert "先问是否还发" in page
    assert [cell.text for cell in tables["policies"].rows[0]][:3] == [
        "甲奖励\n人工智能中小企业创业支持计划（2026—2028年）\n有效至2026年9月28日",
        "先问市工信局",
        "最高 50 万元",
    ]


def test_the_lower_of_two_that_exclude_each_other_is_not_promised_too() -> None:
    page, tables = page_and_tables(line("小奖", covered_by="大奖"), line("大奖", sure_amount_wan=Fraction(200)))
    assert "大奖" in page
    assert "小奖" not in page
    assert [row[0].text.split("\n")[0] for row in tables["policies"].rows] == ["大奖"]
    row = next(row for row in tables["policies_more"].rows if row[0].text.startswith("小奖"))
    assert "与“大奖”只能取高的一项" in row[3].text


def test_two_documents_that_contradict_each_other_stand_side_by_side_once() -> None:
    one = ConflictLine(other="乙贷", about="能不能买设备", here="不得买", there="可以买", ask="经办银行")
    other = ConflictLine(other="甲贷", about="能不能买设备", here="可以买", there="不得买", ask="经办银行")
    _, tables = page_and_tables(line("甲贷", conflicts=(one,)), line("乙贷", conflicts=(other,)))
    (row,) = tables["conflicts"].rows
    assert [cell.text for cell in row] == ["能不能买设备", "甲贷：不得买", "乙贷：可以买", "经办银行"]
