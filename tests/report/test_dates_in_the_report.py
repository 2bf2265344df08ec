"""The one list of dates in the report: owner's page, first actions, dates to come, risks."""

from __future__ import annotations

from functools import cache
from typing import Any

from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.chapters.advice.action_part import action_tables
from diagnostics.report.chapters.advice.risk_part import risk_tables
from diagnostics.report.chapters.owner.owner_page import OwnerPage, owner_page
from diagnostics.report.words.labels import Labels
from tests.report.reading import ROOT, answers_of, given_of


@cache
def given(name: str) -> ReportInput:
    return given_of(answers_of(ROOT / "examples" / f"{name}.yaml"))


def page_of(found: ReportInput) -> OwnerPage:
    return owner_page(found, found.target, Labels(found))


def changed(name: str, **firm: Any) -> ReportInput:
    answers = answers_of(ROOT / "examples" / f"{name}.yaml")
    answers["firm"] |= firm
    return given_of(answers)


def cells(found: ReportInput, table: str) -> list[list[str]]:
    tables = {**action_tables(found, found.target, Labels(found)), **risk_tables(found)}
    return [[cell.text for cell in row] for row in tables[table].rows]


def test_a_title_whose_renewal_should_have_begun_is_the_first_thing_to_do() -> None:
    page = page_of(given("refractory"))
    assert page.actions[0].name == "“省级专精特新中小企业”称号到期，还有76天"
    assert (page.actions[0].who, page.actions[0].when) == ("总经理", "2026年9月14日前")
    assert len(page.actions) == 3
    assert page.dates[0] == "2026年9月14日 “省级专精特新中小企业”称号到期，还有76天：见“头 90 天”第 1 行。"
    assert page.dates[1].startswith("2026年11月20日 处罚满三年，还有143天：")


def test_what_need_not_be_begun_yet_stands_among_the_dates_alone() -> None:
    page = page_of(given("auto_parts"))
    assert not any("到期" in action.name for action in page.actions)
    assert [line.split(" ")[0] for line in page.dates] == [
        "2026年5月9日", "2026年10月31日", "2026年12月31日", "2027年6月30日",
    ]  # fmt: skip
    assert page.dates[3].startswith("2027年6月30日 “省级专精特新中小企业”称号到期，还有365天：打电话问"), (
        "one more contract to renew gives way to the title"
    )


def test_the_page_names_at_most_four_days_the_soonest_first() -> None:
    tiers = ("innovative", "province", "national", "champion")
    titles = [{"tier": tier, "valid_to": f"2027-0{at}-01"} for at, tier in enumerate(tiers, start=1)]
    found = changed("auto_parts", titles=titles)
    assert len(found.dates) == 7
    page = page_of(found)
    assert len(page.dates) == 4
    assert "2027年4月1日" not in "".join(page.dates)


def test_a_firm_whose_papers_name_no_day_has_no_line_of_dates() -> None:
    assert page_of(changed("food", titles=[])).dates == ()


def test_risks_name_what_is_lost_or_promised_and_no_day_that_frees() -> None:
    dated = [row[1] for row in cells(given("refractory"), "risks") if row[0] == "到期和期限"]
    assert dated == ["2026年9月14日，“省级专精特新中小企业”称号到期，还有76天"]
    dated = [row[1] for row in cells(given("auto_parts"), "risks") if row[0] == "到期和期限"]
    assert len(dated) == 5
    assert dated[0] == "2026年5月9日，“创新型中小企业”称号已过期52天"
    assert dated[2] == "2026年12月31日，一家客户的期限“检验数据直接从MES出”，还有184天"


def test_the_dates_to_come_hold_every_day_of_the_list_that_is_not_over() -> None:
    for name in ("refractory", "auto_parts", "food"):
        found = given(name)
        rows = cells(found, "dates")
        assert [row[0] for row in rows] == sorted(row[0] for row in rows)
        wanted = {(due.day.isoformat(), due.text) for due in found.dates if due.state != "past"}
        assert wanted <= {(row[0], row[1]) for row in rows}
        assert not any("已过期" in row[1] for row in rows)
