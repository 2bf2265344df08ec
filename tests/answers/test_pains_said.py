"""What a finding says of a pain: which one, what it costs, by when; wrong things refused, old findings as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from diagnostics.answers.files.file import parse_answers, read_answers
from diagnostics.model.firm.answers import DENIED, Deadline, Finding, FirmAnswers, KpiSaid
from diagnostics.sheets.fingerprint import fingerprint
from diagnostics.store import open_workspace
from diagnostics.store.journal.values import from_json, to_json
from diagnostics.words.problems import InputError, Problem
from tests.builders import AS_OF, CODE, as_json, firm, shipped

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PAIN = {"kind": "pain", "pain": "trace_slow", "text": "查不清哪一锅"}
WISH = {"kind": "wish", "text": "扫码查到锅和料"}


def read(finding: dict[str, Any]) -> tuple[list[Problem], list[Finding]]:
    document = {"firm": {"code": "91410100MA4D000018", "name": "示例（虚构）"}, "findings": [finding]}
    answers, problems = parse_answers(as_json(document), "firm.json", shipped(), as_of=AS_OF)
    return problems, list(answers.findings) if answers else []


def one(finding: dict[str, Any]) -> Finding:
    problems, (found,) = read(finding)
    assert problems == []
    assert from_json(Finding, to_json(found)) == found, "the journal keeps it as it is"
    return found


def test_a_pain_says_what_it_costs_since_when_and_how_sure() -> None:
    found = one({
        **PAIN, "rank": 1, "loss_wan": [4.9, 6], "loss_kind": "cash", "per": "year", "period": "2025",
        "basis": "measured", "kpi": {"now": 220, "wanted": 10}, "deadline": {"date": "2026-12-31", "for": "客户"},
    })  # fmt: skip
    assert (found.pain, found.rank) == ("trace_slow", Fraction(1))
    assert found.loss_wan == (Fraction(49, 10), Fraction(6))
    assert (found.loss_kind, found.per, found.period, found.basis) == ("cash", "year", "2025", "measured")
    assert found.kpi == KpiSaid(now=Fraction(220), wanted=Fraction(10))
    assert found.deadline == Deadline(date(2026, 12, 31), "客户")


def test_one_number_is_both_ends_of_a_loss() -> None:
    assert one({**PAIN, "loss_wan": 4.9}).loss_wan == (Fraction(49, 10), Fraction(49, 10))


def test_a_wish_says_what_it_saves_and_when_the_money_must_be_back() -> None:
    found = one({**WISH, "pain": "trace_slow", "budget_wan": 10, "saving_wan": 5, "payback_years": 1.5})
    assert (found.saving_wan, found.payback_years) == ((Fraction(5), Fraction(5)), Fraction(3, 2))


def test_a_pain_says_what_is_paid_a_year_for_its_figure() -> None:
    assert one({**PAIN, "pain": "energy_black", "bill_wan": 1339}).bill_wan == (Fraction(1339), Fraction(1339))


def test_what_is_said_to_be_nothing_is_kept() -> None:
    found = one({**WISH, "payback_years": 0, "kpi": {"now": 0}})
    assert (found.payback_years, found.kpi) == (Fraction(0), KpiSaid(now=Fraction(0)))


def test_of_a_range_of_money_for_a_wish_the_upper_end_is_the_limit() -> None:
    assert one({**WISH, "budget_wan": [8, 10]}).budget_wan == 10


def test_a_pain_that_the_firm_denies_needs_no_words_and_is_no_pain() -> None:
    found = one({"kind": "pain", "pain": "trace_slow", "denied": True, "by": "质量经理"})
    assert (found.kind, found.pain, found.by) == (DENIED, "trace_slow", "质量经理")
    assert one({**PAIN, "denied": False}).kind == "pain"


@pytest.mark.parametrize(
    ("finding", "code", "named"),
    [
        ({**PAIN, "pain": "trace_slw"}, "ANS-09", "trace_slow"),
        ({**PAIN, "lost_wan": 3}, "ANS-05", "loss_wan"),
        ({**PAIN, "loss_wan": 3, "loss_kind": "tied-up"}, "ANS-09", "tied_up"),
        ({**PAIN, "loss_wan": 3, "basis": "mesured"}, "ANS-09", "measured"),
        ({**PAIN, "loss_wan": 3, "per": "yaer"}, "ANS-09", "year"),
        ({**PAIN, "kpi": {"noow": 1}}, "ANS-05", "now"),
        ({**PAIN, "deadline": {"date": "2026-12-31", "fro": "客户"}}, "ANS-05", "for"),
    ],
)
def test_a_slip_is_told_with_what_was_meant(finding: dict[str, Any], code: str, named: str) -> None:
    problems, _ = read(finding)
    assert [each.code for each in problems] == [code]
    assert f"是不是“{named}”" in problems[0].what
    assert problems[0].place.file == "firm.json"


@pytest.mark.parametrize(
    ("finding", "code"),
    [
        ({**PAIN, "loss_wan": [6, 4.9]}, "ANS-38"),
        ({**PAIN, "loss_wan": -1}, "ANS-38"),
        ({**PAIN, "loss_wan": "六万"}, "ANS-07"),
        ({**PAIN, "loss_wan": [1, 2, 3]}, "ANS-38"),
        ({**PAIN, "per": "year"}, "ANS-71"),
        ({**PAIN, "basis": "stated"}, "ANS-71"),
        ({**PAIN, "loss_kind": "none", "loss_wan": 3}, "ANS-71"),
        ({**PAIN, "loss_kind": "once", "loss_wan": 3, "per": "year"}, "ANS-71"),
        ({**PAIN, "loss_wan": 3, "period": "去年"}, "ANS-72"),
        ({**PAIN, "loss_wan": 3, "period": "2025-00"}, "ANS-72"),
        ({**PAIN, "loss_wan": 3, "period": "1066"}, "ANS-72"),
        ({**PAIN, "rank": 0}, "ANS-11"),
        ({**PAIN, "rank": 1.5}, "ANS-12"),
        ({**PAIN, "kpi": {}}, "ANS-06"),
        ({**PAIN, "kpi": 220}, "ANS-07"),
        ({**PAIN, "deadline": {"for": "客户"}}, "ANS-06"),
        ({**PAIN, "deadline": {"date": "2026-02-30"}}, "ANS-47"),
        ({**PAIN, "saving_wan": 0}, "ANS-70"),
        ({**WISH, "loss_wan": 3}, "ANS-70"),
        ({**WISH, "bill_wan": 3}, "ANS-70"),
        ({**PAIN, "bill_wan": -1}, "ANS-38"),
        ({**WISH, "payback_years": -1}, "ANS-11"),
        ({**WISH, "denied": True}, "ANS-70"),
        ({"kind": "highlight", "text": "记得全", "pain": "trace_slow"}, "ANS-70"),
        ({"kind": "pain", "denied": True}, "ANS-06"),
        ({**PAIN, "denied": "yes"}, "ANS-07"),
        ({**PAIN, "denied": True, "loss_wan": 3}, "ANS-70"),
        ({"kind": "pain", "pain": "trace_slow"}, "ANS-06"),
    ],
)
def test_what_cannot_stand_is_refused_with_its_code(finding: dict[str, Any], code: str) -> None:
    problems, found = read(finding)
    assert ([each.code for each in problems], found) == ([code], [])
    assert problems[0].place.line > 0
    assert "{" not in problems[0].what + problems[0].why + problems[0].what_to_do


def test_signs_that_cannot_be_seen_are_taken_out_with_one_warning() -> None:
    problems, (found,) = read({**PAIN, "text": "查不\u202e清"})
    assert ([(each.code, each.warning) for each in problems], found.text) == ([("TEXT-01", True)], "查不清")


# ---- the journal and the past ----


def test_a_finding_of_the_first_releases_stands_as_it_did_and_has_the_same_fingerprint() -> None:
    old = Finding(kind="pain", text="查不清", effect="召回", evidence=("ev1",), title="追溯", about=("s_quality",))
    kept = to_json(old)
    assert set(kept) == {"kind", "text", "effect", "evidence", "title", "by", "date", "about", "wish", "budget_wan"}
    assert from_json(Finding, kept) == old
    assert printed(old) == printed(replace(old, pain="", kpi=None))
    assert printed(old) != printed(replace(old, pain="trace_slow"))
    assert printed(old) != printed(replace(old, loss_wan=(Fraction(1), Fraction(2))))


def printed(finding: Finding) -> str:
    return fingerprint(replace(firm(), findings=(finding,)), "内容")


def test_the_workspace_asks_the_same_judge(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "ws", author="李工", device="L7", library=shipped())
    workspace.register_firm(CODE, "示例（虚构）")
    workspace.add_finding(CODE, Finding(kind=DENIED, text="", pain="trace_slow", by="质量经理"))
    workspace.add_finding(CODE, Finding(kind="pain", text="查不清", pain="trace_slow", loss_kind="none"))
    with pytest.raises(InputError) as refused:
        workspace.add_finding(CODE, Finding(kind="pain", text="查不清", pain="trace_slw", per="week"))
    assert sorted(each.code for each in refused.value.problems) == ["ANS-09", "ANS-09", "ANS-71"]
    assert [(each.kind, each.pain) for each in workspace.answers(CODE).findings] == [
        (DENIED, "trace_slow"), ("pain", "trace_slow"),
    ]  # fmt: skip


# ---- the examples ----


def example(name: str) -> FirmAnswers:
    answers, _ = read_answers(EXAMPLES / f"{name}.yaml", shipped())
    assert answers is not None
    return answers


@pytest.mark.parametrize(
    ("name", "pains", "wishes", "notes"),
    [
        ("auto_parts", ["output_next_day", "wrong_drawing", "rush_order_chaos", "idle_energy"],
         ["stop_reason_unknown", "customer_wants_data"], ["trace_slow", "system_unused"]),
        ("refractory", ["energy_black", "process_by_experience", "cannot_find", "progress_by_phone"],
         ["energy_black", "know_how_leaves"], ["vendor_gone", "data_lost", "dates_missed"]),
        ("food", ["trace_slow", "expired_stock", "orders_in_chat", "pass_rate_unknown"], ["trace_slow"],
         ["system_unused", ""]),
        ("electronics", ["changeover_long"], ["changeover_long"], [""]),
        ("machine_shop", ["progress_by_phone"], [], ["", ""]),
        ("precision", ["wrong_drawing"], ["remote_view"], [""]),
    ],
)  # fmt: skip
def test_every_pain_and_wish_of_the_examples_names_its_entry(
    name: str, pains: list[str], wishes: list[str], notes: list[str]
) -> None:
    findings = example(name).findings
    said = {kind: [each.pain for each in findings if each.kind == kind] for kind in ("pain", "wish", "observation")}
    assert said == {"pain": pains, "wish": wishes, "observation": notes}


@pytest.mark.parametrize(
    ("name", "yearly"),
    [
        ("auto_parts", 30),
        ("refractory", Fraction("78.2")),
        ("food", Fraction("6.3")),
        ("electronics", 131),
        ("machine_shop", 0),
        ("precision", Fraction("11.2")),
    ],
)
def test_the_visible_yearly_loss_of_an_example_is_the_cash_told_for_a_year(name: str, yearly: Fraction) -> None:
    told = [each for each in example(name).findings if each.loss_kind == "cash" and each.per == "year"]
    assert sum(each.loss_wan[1] for each in told if each.loss_wan) == yearly
