"""What a report says of the conditions of a default set, whatever form they take."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from diagnostics.briefing.report_input import brief
from diagnostics.diagnosis.diagnose import diagnose
from tests.builders import AS_OF, JUDGED, asked, content, firm

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
