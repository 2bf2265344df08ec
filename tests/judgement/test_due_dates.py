"""Which days a firm's file names: those of the examples by hand, today, yesterday, what was renewed, several sites."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostics.answers.files.file import read_answers
from diagnostics.content.library.loading import load_library
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.judgement.due_dates import DueDates
from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.results.dates import DueDate
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from tests.builders import AS_OF, content, firm, shipped, write_content

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DAY = timedelta(days=1)
SERVICE: dict[str, Any] = {
    "name": "云ERP", "category_item": "app_mgmt", "provider": "甲公司", "start_date": "2024-01-01",
}  # fmt: skip


@cache
def example(name: str) -> FirmAnswers:
    answers, _ = read_answers(EXAMPLES / f"{name}.yaml", shipped())
    assert answers is not None
    return answers


def dates(given: FirmAnswers, as_of: date = AS_OF) -> tuple[DueDate, ...]:
    return DueDates(Evaluator(Frame([given], shipped(), as_of))).of_firm(0)


def short(found: tuple[DueDate, ...]) -> list[tuple[str, str, int, str]]:
    return [(due.day.isoformat(), due.rule, due.days, due.name) for due in found]


def titled(*titles: dict[str, Any], **blocks: Any) -> FirmAnswers:
    return firm(about={"titles": list(titles)}, **blocks)


# ---- the examples, counted by hand from their files -----------------------------------------------------------------


def test_the_days_of_refractory() -> None:
    """From 30 June: 31 + 31 + 14 = 76 to 14 September; 76 + 16 + 31 + 20 = 143 to 20 November."""
    assert short(dates(example("refractory"))) == [
        ("2026-09-14", "title_end", 76, "省级专精特新中小企业"),
        ("2026-11-20", "penalty_clear", 143, "最近一次处罚满三年的日期"),
    ]


def test_the_days_of_auto_parts() -> None:
    """52 = 22 of May + 30 of June; the contract that was renewed (2025-10-31) is not named, its renewal is."""
    assert short(dates(example("auto_parts"))) == [
        ("2026-05-09", "title_end", -52, "创新型中小企业"),
        ("2026-10-31", "service_end", 123, "云CRM（续签）"),
        ("2026-12-31", "deadline", 184, "检验数据直接从MES出"),
        ("2027-01-15", "service_end", 199, "云协同办公（含考勤和工资）"),
        ("2027-06-30", "title_end", 365, "省级专精特新中小企业"),
    ]


def test_the_days_of_food() -> None:
    """The provincial title (2029-03-19) is too far away to be told."""
    assert short(dates(example("food"))) == [("2027-05-31", "title_end", 335, "创新型中小企业")]


def test_the_words_of_a_day_name_what_ends_how_soon_and_what_to_do() -> None:
    title, penalty = dates(example("refractory"))
    assert title.text == "“省级专精特新中小企业”称号到期，还有76天"
    assert (title.kind, title.who) == ("loss", "总经理")
    assert penalty.text == "处罚满三年，还有143天"
    assert penalty.kind == "relief"
    lapsed, *_, deadline = [each for each in dates(example("auto_parts")) if each.rule in {"title_end", "deadline"}][:2]
    assert lapsed.text == "“创新型中小企业”称号已过期52天"
    assert lapsed.todo == shipped().due_dates["title_end"].todo_after
    assert deadline.text == "一家客户的期限“检验数据直接从MES出”，还有184天"


def test_a_title_that_takes_three_months_had_to_be_begun() -> None:
    title, penalty = dates(example("refractory"))
    assert title.latest_start == date(2026, 6, 14)
    assert title.begins_by(AS_OF)
    assert title.begins_by(date(2026, 6, 14))
    assert not title.begins_by(date(2026, 6, 13))
    assert penalty.latest_start is None
    assert not penalty.begins_by(AS_OF)
    over = dates(example("auto_parts"))[0]
    assert over.latest_start is not None
    assert not over.begins_by(AS_OF), "what is over is not begun any more"


def test_a_diagnosis_carries_the_list() -> None:
    (found,) = diagnose([example("refractory")], shipped(), AS_OF)
    assert found.dates == dates(example("refractory"))
    plain = found.to_json(AS_OF)["dates"]
    assert [(each["day"], each["days"], each["latest_start"]) for each in plain] == [
        ("2026-09-14", 76, "2026-06-14"), ("2026-11-20", 143, None),
    ]  # fmt: skip
    assert plain[0]["source"] == {"kind": "row", "id": "titles", "at": 0}


# ---- edges ----------------------------------------------------------------------------------------------------------


def test_what_ends_today_still_holds_and_what_ended_yesterday_is_over() -> None:
    ends = titled({"tier": "province", "valid_to": AS_OF})
    (today,) = dates(ends)
    assert (today.state, today.days, today.text) == ("today", 0, "“省级专精特新中小企业”称号今天到期")
    (over,) = dates(ends, AS_OF + DAY)
    assert (over.state, over.days, over.text) == ("past", -1, "“省级专精特新中小企业”称号已过期1天")
    (before,) = dates(ends, AS_OF - DAY)
    assert (before.state, before.days) == ("ahead", 1)


def test_without_a_date_no_day_is_named() -> None:
    assert dates(firm()) == ()
    assert dates(titled({"tier": "province", "valid_from": "2024-01-01"})) == ()
    assert dates(firm(systems=[SERVICE])) == ()
    assert dates(firm({"credit_records": ["violation_3y"]})) == ()
    assert dates(firm(findings=[{"kind": "wish", "text": "想联网"}])) == ()


def test_a_day_is_told_from_its_first_to_its_last_day_and_not_before_or_after() -> None:
    rule, end = shipped().due_dates["title_end"], date(2026, 9, 14)
    holds = titled({"tier": "province", "valid_to": end})
    for as_of, told in (
        (end - (rule.ahead + 1) * DAY, False), (end - rule.ahead * DAY, True),
        (end + rule.behind * DAY, True), (end + (rule.behind + 1) * DAY, False),
    ):  # fmt: skip
        assert bool(dates(holds, as_of)) == told, as_of


def test_a_title_that_was_renewed_ends_with_its_last_row() -> None:
    old = {"tier": "province", "valid_from": "2023-07-16", "valid_to": "2026-07-15"}
    assert short(dates(titled(old))) == [("2026-07-15", "title_end", 15, "省级专精特新中小企业")]
    new = {"tier": "province", "valid_from": "2026-06-20", "valid_to": "2029-06-19"}
    assert dates(titled(old, new)) == ()
    other = {"tier": "innovative", "valid_to": "2029-06-19"}
    assert len(dates(titled(old, other))) == 1, "another title renews nothing"
    assert dates(titled(old, {"tier": "province", "valid_from": "2026-06-20"})) == (), "the newer one has no end"


def test_services_are_one_thing_only_where_it_is_known_that_they_are() -> None:
    first, second = {**SERVICE, "end_date": "2026-08-31"}, {**SERVICE, "name": "云财务", "end_date": "2026-12-31"}
    assert [due.name for due in dates(firm(systems=[first, second]))] == ["云财务"]
    elsewhere = {**second, "provider": "乙公司"}
    assert [due.name for due in dates(firm(systems=[first, elsewhere]))] == ["云ERP", "云财务"]
    nameless = [{key: value for key, value in each.items() if key != "provider"} for each in (first, second)]
    assert [due.name for due in dates(firm(systems=nameless))] == ["云ERP", "云财务"]


def test_what_is_no_cloud_service_is_a_contract_and_says_nothing_of_the_cloud() -> None:
    local = {**SERVICE, "category_item": "local", "end_date": "2026-08-31"}
    (due,) = dates(firm(systems=[local]))
    assert due.rule == "contract_end"
    assert "云" not in due.todo


def test_of_several_sites_each_names_its_own_and_one_does_not_renew_the_other() -> None:
    sites = [{"id": "one", "kind": "site", "name": "一厂"}, {"id": "two", "kind": "site", "name": "二厂"}]
    rows = [
        {**SERVICE, "subject": "one", "end_date": "2026-08-31"},
        {**SERVICE, "subject": "two", "end_date": "2026-12-31"},
    ]
    found = dates(firm(subjects=sites, systems=rows))
    assert [(due.day.isoformat(), due.place, due.source.at) for due in found] == [
        ("2026-08-31", "一厂", 0), ("2026-12-31", "二厂", 1),
    ]  # fmt: skip


def test_a_penalty_is_dated_only_where_the_firm_has_one() -> None:
    said = {"credit_records": ["violation_3y"], "penalty_clear_date": "2026-11-20"}
    assert [due.rule for due in dates(firm(said))] == ["penalty_clear"]
    assert dates(firm({**said, "credit_records": []})) == ()


def test_of_firms_side_by_side_each_has_its_own_days() -> None:
    firms = [firm(), example("auto_parts"), example("refractory")]
    together = DueDates(Evaluator(Frame(firms, shipped(), AS_OF)))
    assert [together.of_firm(at) for at in range(3)] == [dates(each) for each in firms]


def test_a_policy_is_told_only_where_something_of_it_holds_and_nothing_fails() -> None:
    def told(**purposes: Any) -> list[str]:
        (found,) = diagnose([firm(purposes)], shipped(), AS_OF)
        return [due.day.isoformat() for due in found.dates if due.source.id == "loan_equipment_2026"]

    assert told() == []
    assert told(finance_purposes=["equipment"]) == ["2026-12-31"]
    assert told(finance_purposes=[]) == []


def test_the_last_day_to_apply_is_told_where_a_notice_names_one(tmp_path: Path) -> None:
    overlay = """
        kind: policies
        id: here
        title: 本地
        edition: "1"
        reviewed: 2026-11-30
        policies: [{id: loan_equipment_2026, items: [{id: loan_equipment_2026, apply_by: 2026-07-31}]}]
    """
    library, problems = load_library([write_content(tmp_path, overlay)])
    assert problems == []
    said = firm({"finance_purposes": ["equipment"]}, library=library)
    (found,) = diagnose([said], library, AS_OF)
    assert [(due.rule, due.day.isoformat()) for due in found.dates] == [
        ("policy_apply", "2026-07-31"), ("policy_end", "2026-12-31"),
    ]  # fmt: skip
    assert found.dates[0].text == "“设备更新贷款贴息”申报截止，还有31天"


# ---- content --------------------------------------------------------------------------------------------------------

PROPERTY = st.integers(min_value=-400, max_value=1200)


@pytest.mark.parametrize("name", ["refractory", "auto_parts", "food"])
@given(shift=PROPERTY)
def test_the_date_of_the_diagnosis_never_changes_which_day_is_named(name: str, shift: int) -> None:
    as_of = AS_OF + shift * DAY
    written = {(due.source, due.day) for due in every_day(name)}
    for due in dates(example(name), as_of):
        assert (due.source, due.day) in written
        assert due.day == as_of + due.days * DAY
    assert [due.day for due in dates(example(name), as_of)] == sorted(due.day for due in dates(example(name), as_of))


@cache
def every_day(name: str) -> frozenset[DueDate]:
    """Every date that a file names, told from ten years before to ten years after."""
    rules = [
        replace(rule, ahead=3650, behind=3650, say=replace(rule.say, past="{n}"))
        for rule in shipped().due_dates.values()
    ]
    return frozenset(DueDates(Evaluator(Frame([example(name)], shipped(), AS_OF)), rules).of_firm(0))


def test_an_overlay_adds_a_kind_of_date(tmp_path: Path) -> None:
    library: Library = content(
        tmp_path,
        """
        kind: facts
        id: facts
        title: 事实
        edition: "1"
        reviewed: 2026-11-30
        facts:
          - id: licence_until
            name: 排污许可证有效期止
            type: date
            question: {ask: 到哪天？, help: 看证。, evidence: [许可证], who: owner, where: office}
        ---
        kind: questionnaire
        id: sections
        title: 问卷
        edition: "1"
        reviewed: 2026-11-30
        sections: [{id: all, name: 全部, who: owner, where: office, minutes: 1, items: [licence_until]}]
        ---
        kind: due_dates
        id: own
        title: 日期
        edition: "1"
        reviewed: 2026-11-30
        judge: {by: qizhen, date: 2026-11-30}
        due_dates:
          - id: licence
            name: 许可证到期
            kind: loss
            fact: licence_until
            say: {ahead: "{name}还有{n}天", today: "{name}今天到期"}
            todo: 提前延续
            who: 安全环保科长
            leaves: 新的许可证
            ahead: 90
        """,
    )
    said = firm({"licence_until": "2026-07-10"}, library=library)
    (due,) = DueDates(Evaluator(Frame([said], library, AS_OF))).of_firm(0)
    assert (due.text, due.todo, due.days) == ("排污许可证有效期止还有10天", "提前延续", 10)
    assert DueDates(Evaluator(Frame([said], library, date(2026, 7, 11)))).of_firm(0) == ()
