"""Today is China's day, whatever zone the computer thinks it is in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from diagnostics.words.clock import china_day, today
from tests.store.commands import ROOT, run

EXAMPLE = ROOT / "examples" / "refractory.yaml"
CODE, NAME = "91410100EXAMPLE01U", "郑州试样一号机械有限公司（虚构）"
# 22 hours behind China and 6 ahead of it: at any moment it is another day in one of them
ZONES = ("XXX14", "YYY-14")


def in_china() -> str:
    """The day in China, reckoned without the code under test."""
    return (datetime.now(UTC) + timedelta(hours=8)).date().isoformat()


def test_a_day_begins_when_it_begins_in_china() -> None:
    assert china_day(datetime(2026, 6, 29, 15, 59, tzinfo=UTC)).isoformat() == "2026-06-29"
    assert china_day(datetime(2026, 6, 29, 16, 0, tzinfo=UTC)).isoformat() == "2026-06-30"
    assert today().isoformat() == in_china()


@pytest.mark.parametrize("zone", ZONES)
def test_an_answers_file_is_judged_on_china_s_day(zone: str, tmp_path: Path) -> None:
    found = run(tmp_path, "score", "--answers", str(EXAMPLE), "--json", TZ=zone).data()
    assert (found["as_of"], found["known_at"]) == (in_china(), in_china())


@pytest.mark.parametrize("zone", ZONES)
def test_registration_assessment_step_and_diagnosis_have_china_s_day(zone: str, tmp_path: Path) -> None:
    def days(*arguments: str) -> list[str]:
        done = run(tmp_path, *arguments, TZ=zone)
        assert done.code == 0, done.err
        return re.findall(r"\d{4}-\d{2}-\d{2}", done.out)

    firm = f"firm: {{code: {CODE}, name: {NAME}}}\nanswers: {{q01_network: [ot_net]}}\n"
    (tmp_path / "a.yaml").write_text(firm, encoding="utf-8")
    days("firm", "add", CODE, NAME)
    days("answer", CODE, "a.yaml")
    assert set(days("firm", "show", CODE)) == {in_china()}, "the day on which T0 was opened"
    assert days("score", CODE)[:2] == [in_china(), in_china()]
    assert days("coverage")[0] == in_china()
    assert days("firm", "process", CODE, "assigned")[0] == in_china()


@pytest.mark.parametrize("zone", ZONES)
def test_a_report_is_dated_by_china_s_day(zone: str, tmp_path: Path) -> None:
    firm = f"firm: {{code: {CODE}, name: {NAME}, business_type: discrete}}\nanswers: {{q01_network: [ot_net]}}\n"
    (tmp_path / "a.yaml").write_text(firm, encoding="utf-8")
    assert run(tmp_path, "report", "--answers", "a.yaml", "--out", "out", "--format", "html", TZ=zone).code == 0
    page = (tmp_path / "out" / f"{NAME}-企业报告.html").read_text(encoding="utf-8")
    year, month, day = (int(each) for each in in_china().split("-"))
    assert set(re.findall(r"(?:诊断日|报告日期)\D*?(\d+) ?年 ?(\d+) ?月 ?(\d+) ?日", page)) == {
        (str(year), str(month), str(day))
    }
