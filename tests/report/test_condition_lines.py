"""What a report says of the conditions of a default set, whatever form they take."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from diagnostics.briefing.report_input import brief
from diagnostics.diagnosis.diagnose import diagnose
from tests.builders import AS_OF, JUDGED, asked, content, firm
from tests.report.reading import example, example_report, tables_of
from tests.report.test_building import AUTO

AWARDS = {
    "kind": "tables", "id": "awards", "title": "获奖", "edition": "1", "reviewed": "2026-11-22",
    "tables": [{
        "id": "systems", "name": "系统台账", "subject": "firm",
        "fields": [{"id": "name", "name": "名称", "type": "text", "required": True},
                   {"id": "fee", "name": "年费", "type": "number", "unit": "万元"},
                   {"id": "end_date", "name": "到期", "type": "date"}],
    }],
}  # fmt: skip
SET = {
    "kind": "criteria", "id": "award", **JUDGED, "jurisdiction": "全国", "judges": "firm", "complete": False,
    "default": True,
    "conditions": [{
        "id": "c_running", "name": "有在用的系统", "role": "mandatory",
        "need": {"any": [
            {"exists": "systems", "where": {"all": [{"field": "fee", "at_least": 3},
                                                    {"field": "end_date", "at_least": {"as_of": 0}}]}},
            {"fact": "rate", "at_least": 60}]},
    }],
}  # fmt: skip


def test_a_comparison_inside_rows_is_not_told_as_a_value_of_the_firm(tmp_path: Path) -> None:
    library = content(tmp_path, *asked([{"id": "rate", "name": "联网率", "type": "percent"}]), AWARDS, SET)
    told = firm({"rate": 40}, systems=[{"name": "ERP", "fee": 2}], library=library)
    given = brief(diagnose([told], library, AS_OF)[0], AS_OF, date(2026, 7, 1))
    (line,) = given.summaries[0].lines
    assert (line.state, line.have) == ("not_met", ("联网率：40%",))


def test_the_platform_result_that_decides_a_condition_is_named() -> None:
    said = [
        line.have
        for reach in example(AUTO).reaches
        for line in reach.lines
        if line.state == "met" and line.name.startswith("智能制造能力成熟度达到二级")
    ]
    assert said
    assert set(said) == {("智能制造能力成熟度（平台结果）等级：2 级",)}


def test_what_is_not_asked_of_a_firm_says_of_whom_it_is() -> None:
    lines = [line for reach in example(AUTO).reaches for line in reach.lines if line.state == "na"]
    planned = next(line for line in lines if line.name == "产线级或车间级的数字化规划与建设")
    assert planned.only == "申报覆盖的环节有“工厂建设”"
    assert all(line.only for line in lines)
    cells = [cell.text for row in tables_of(example_report(AUTO))["set_nat_b"].rows for cell in row]
    assert "本次不适用：这一条只在下面的情况下才看——申报覆盖的环节有“工厂建设”" in cells
