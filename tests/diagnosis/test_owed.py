"""One list of what a firm owes: what stands on it and why, and that every place which counts asks it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.diagnosis.owed import owed_by
from diagnostics.model.document import Table
from diagnostics.model.firm.answers import FirmAnswers, PutOff
from diagnostics.model.results.owed import (
    Effects,
    Owed,
    OwedList,
    deciding,
    effects_of,
    open_questions,
    to_bring,
    to_prove,
    unproved,
)
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from diagnostics.sheets.building import build_sheet
from diagnostics.store import open_workspace
from tests.builders import AS_OF, firm, shipped
from tests.diagnosis import places
from tests.diagnosis.twin_owed import Line, lines_of
from tests.report.reading import text_of, whole_report
from tests.scoring.firms import FirmMaker
from tests.sheets.sheet_firms import EXAMPLES, example, sheet_input

every_example = pytest.mark.parametrize("name", EXAMPLES)

# Counted by hand over the answers files: open questions, statements to prove, asked for on the sheet, in the gap.
# That it shows people round is still to prove in all three, and decides nothing since no set asks it of these levels.
BY_HAND = {"auto_parts": (2, 21, 3, 13), "food": (6, 25, 8, 18), "refractory": (1, 20, 5, 16)}


def in_the_gap(owed: OwedList) -> OwedList:
    return tuple(each for each in owed if not each.is_open and any(effects_of(each).weight))


# ---- every place asks the one list ----


@every_example
def test_the_queries_count_what_a_person_counts_in_the_answers_files(name: str) -> None:
    owed = places.the_list(name)
    assert tuple(len(query(owed)) for query in (open_questions, to_prove, to_bring, in_the_gap)) == BY_HAND[name]


@every_example
def test_the_end_of_the_interview_and_firm_show_ask_the_list(name: str, tmp_path: Path) -> None:
    owed, workspace = places.the_list(name), places.in_a_workspace(name, tmp_path)
    text, data = places.firm_show(name, workspace)
    assert places.numbers(r"没有查清的问题(\d+)项", text) == (len(open_questions(owed)),)
    assert places.numbers(r"还没有证明的回答和台账记录(\d+)项", text) == (len(to_prove(owed)),)
    assert [(each["fact"], each["subject"], each["row"]) for each in data["unproven"]] == keys(to_prove(owed))
    assert [(each["fact"], each["subject"], None) for each in data["open"]] == keys(open_questions(owed))
    page = places.end_of_interview(name, workspace)
    assert places.numbers(r"离开前留给企业的清单，(\d+)条", page) == (len(to_bring(owed)),)
    in_all = places.numbers(r"没有查清的问题一共(\d+)项，只有口述的一共(\d+)项", page)
    assert in_all == (len(open_questions(owed)), len(to_prove(owed)))


def test_what_is_put_off_counts_on_the_screen_the_sheet_and_the_report(tmp_path: Path) -> None:
    """Also where no scorecard looks at it: nobody may lose what somebody promised to ask."""
    workspace, code = places.in_a_workspace("food", tmp_path), example("food").code
    before = len(open_questions(places.the_list("food")))
    with open_workspace(workspace, author="李工", device="测试机") as opened:
        opened.postpone(code, "order_state", ask="销售负责人", note="下周一")
        known = opened.answers(code, as_of=AS_OF)
    text, data = places.firm_show("food", workspace)
    assert places.numbers(r"没有查清的问题(\d+)项", text) == (before + 1,)
    assert [(each["fact"], each["ask"]) for each in data["owed"]] == [("order_state", "销售负责人")]
    sheet = build_sheet("owed", sheet_input(known))
    assert places.numbers(r"没有查清的问题一共(\d+)项", text_of(sheet)) == (before + 1,)
    (table,) = (each for each in sheet.blocks if isinstance(each, Table))
    assert ["销售负责人", "查清“订单情况”", "下周一"] in [[cell.text for cell in row[:3]] for row in table.rows]
    report = whole_report(sheet_input(known).given)
    assert places.numbers(r"-没有查清的问题(\d+)项，逐项", text_of(report)) == (before + 1,)


def keys(owed: OwedList) -> list[tuple[str, str, int | None]]:
    return [(each.item, each.subject, each.row or None) for each in owed]


@every_example
def test_the_sheets_to_sign_ask_for_what_decides_and_count_the_rest(name: str) -> None:
    owed = places.the_list(name)
    for kind in ("opinion", "owed"):
        text, table = places.sheet(kind, name)
        in_all = places.numbers(r"没有查清的问题一共(\d+)项.*只有口述的一共(\d+)项", text)
        assert in_all == (len(open_questions(owed)), len(to_prove(owed)))
        spared = len(to_prove(owed)) - len(deciding(to_prove(owed)))
        assert places.numbers(r"（(\d+)项单独不改变等级和认定条件", text) == (spared,)
        more = sum(map(int, re.findall(r"另有(\d+)项，见", re.sub(r"\s+", "", text))))
        assert len(table.rows) + more == len(to_bring(owed)) <= 10


@every_example
def test_the_report_counts_the_same_on_the_first_page_in_the_body_and_in_the_annex(name: str) -> None:
    owed, text = places.the_list(name), places.whole_report(name)
    stated, still_open = len(to_prove(owed)), len(open_questions(owed))
    said, on_first_page = places.numbers(r"本次(\d+)项回答和台账记录里有(\d+)项只是口述", places.first_page(name))
    assert on_first_page == stated
    told = r"有效回答(\d+)项，台账(\d+)行，其中已核实(\d+)项，只有口述(\d+)项，其余(\d+)项不用.*?另有(\d+)项没有查清"
    answers, rows, verified, body, free, questions = places.numbers(told, text)
    assert (body, questions, answers + rows) == (stated, still_open, said)
    assert verified + body + free == answers + rows
    assert places.numbers(r"只有口述、没有证明的(\d+)项，逐项", text) == (stated,)
    assert places.numbers(r"-没有查清的问题(\d+)项，逐项", text) == (still_open,)
    assert (len(places.annex(name, "unverified")), len(places.annex(name, "unknown"))) == (stated, still_open)


@every_example
def test_the_evidence_gap_is_what_of_the_list_has_an_effect(name: str) -> None:
    found, owed = places.evidence_gap(name), places.the_list(name)
    assert len(found) == len(in_the_gap(owed))
    assert {(each["fact"], each["subject"], each["row"]) for each in found} == set(keys(in_the_gap(owed)))
    decide = [each for each in found if each["levels"] or each["last"] or each["conditions"]]
    assert len(decide) == len(deciding(unproved(owed)))


@every_example
def test_what_is_brought_settles_the_levels_and_conditions_that_it_is_said_to_decide(name: str) -> None:
    """Proof of everything that decides gives every level and condition named; the rest alone gives none of them."""
    before, wanted = example(name), deciding(to_prove(places.the_list(name)))
    after = diagnose([proved(before, wanted)], shipped(), AS_OF)[0]
    conditions = {key for each in wanted for key in effects_of(each).conditions}
    assert bool(conditions) == (name != "refractory")  # there only points of the lowest level lack proof
    for criteria, condition, subject in conditions:
        result = after.criteria[criteria]
        own = result if result.subjects is None else result.subjects[subject]
        assert own.conditions[condition].verified_state == "met"
    others = [each for each in to_prove(places.the_list(name)) if each not in wanted]
    one_by_one = diagnose([before, *(proved(before, [each]) for each in others)], shipped(), AS_OF)
    assert all(verified_states(each) == verified_states(one_by_one[0]) for each in one_by_one)


def proved(given: FirmAnswers, owed: OwedList | list[Owed]) -> FirmAnswers:
    answers, rows = dict(given.answers), dict(given.rows)
    grade = max(each.grade for each in given.evidence)
    for each in owed:
        if each.row:
            own = list(rows[each.item])
            own[each.row - 1] = replace(own[each.row - 1], grade=grade)
            rows[each.item] = tuple(own)
        else:
            answers[each.subject, each.item] = replace(answers[each.subject, each.item], grade=grade)
    return replace(given, answers=answers, rows=rows)


def verified_states(diagnosis: Any) -> dict[str, Any]:
    defaults = [name for name in diagnosis.criteria if diagnosis.library.criteria[name].default]
    found: dict[str, Any] = {}
    for name in defaults:
        result = diagnosis.criteria[name]
        for subject, own in (result.subjects or {"": result}).items():
            deciders = [each.id for each in diagnosis.library.criteria[name].conditions if each.role != "reference"]
            found |= {f"{name}:{each}:{subject}": own.conditions[each].verified_state == "met" for each in deciders}
    for name, result in diagnosis.standards.items():
        found |= {f"{name}:{ladder}": each.verified for ladder, each in result.ladders.items() if ladder == "level"}
    return found


# ---- small firms, by hand ----


def owed_of(given: FirmAnswers) -> tuple[Owed, ...]:
    return owed_by(Evaluator(Frame([given], shipped(), AS_OF)))


def reasons(given: FirmAnswers) -> dict[str, str]:
    """Item → reason of what was said or asked; what nobody was asked is left out."""
    return {each.item: each.reason for each in owed_of(given) if each.reason != "not_asked"}


CLAIMS: Mapping[str, tuple[Any, Any]] = {
    "bool": ("carbon_accounting", (False, True)),
    "bool without a better side": ("benchmark_title_held", (False, True)),
    "bool where less is better": ("related_to_giant", (True, False)),
    "choice on a ladder": ("cloud_gov_budget", ("none", "yearly")),
    "choice with a marked no": ("chain_use_any", ("no", "yes")),
    "multi": ("digital_rules", (["none"], ["is_rules"])),
    "multi with nothing picked": ("digital_rules", ([], ["is_rules"])),
    "multi without a better side": ("policy_situations", (["none"], ["finance_need"])),
    "number": ("rd_staff", (0, 1)),
    "number without a better side": ("cloud_annual_spend_wan", (0, 3)),
    "percent": ("market_share", (0, 0.5)),
    "share given as two numbers": ("data_upload_rate", ([0, 10], [1, 10])),
}


@pytest.mark.parametrize("kind", CLAIMS)
def test_nobody_has_to_prove_a_no(kind: str) -> None:
    item, (says_no, claims) = CLAIMS[kind]
    assert item not in reasons(firm({item: says_no}))
    assert reasons(firm({item: claims}))[item] == "stated_only"
    assert item not in reasons(firm({item: claims}, grade="E2"))


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("credit_records", ["none"]),  # no bad record at all: the best there is
        ("worst_accident_grade", "none"),  # the highest option of its ladder
        ("market_rank", 1),
        ("operating_since", "2019-03-01"),
        ("order_state", "thin"),  # no option of it claims nothing
    ],
)
def test_the_best_answer_is_a_claim(item: str, value: Any) -> None:
    assert reasons(firm({item: value}))[item] == "stated_only"


def test_what_does_not_apply_is_asked_why_and_never_for_the_proofs_of_the_thing_itself() -> None:
    told = firm({"s_product_design": {"state": "na", "reason": "没有自己的产品"}})
    assert to_prove(owed_of(told)) == ()
    (entry,) = (each for each in owed_of(told) if each.item == "s_product_design")
    assert (entry.reason, entry.accepted, entry.value) == (
        "judged_only",
        ("诊断组现场看过，确认不适用",),
        "不适用（没有自己的产品）",
    )
    answers = {key: replace(answer, note="") for key, answer in told.answers.items()}  # as an old journal may have it
    (entry,) = to_prove(owed_of(replace(told, answers=answers)))
    assert (entry.item, entry.accepted) == ("s_product_design", ("写一句为什么不适用",))


def test_a_judgement_that_fails_claims_nothing_and_one_that_holds_is_ours_to_prove() -> None:
    assert "replicable" not in reasons(firm({"replicable": {"value": "fails", "note": "没有第二家用"}}))
    held = firm({"replicable": {"value": "holds", "note": "已在三家厂用上"}})
    assert reasons(held)["replicable"] == "judged_only"
    assert to_prove(owed_of(held)) == ()


def test_the_word_of_the_team_is_not_for_the_firm_to_prove() -> None:
    said = {"carbon_accounting": {"value": True, "by": "李工"}, "rd_staff": {"value": 9, "by": "总经理"}}
    assert reasons(firm(said, visit={"team": "李工（组长）、王工"})) == {
        "carbon_accounting": "judged_only", "rd_staff": "stated_only"
    }  # fmt: skip
    assert reasons(firm(said, visit={"team": "孙工"}))["carbon_accounting"] == "stated_only"


def test_what_only_selects_serves_the_report_or_says_who_the_firm_is_counts_as_given() -> None:
    given = firm(
        {"digital_retrofit_done": True, "secrecy_duty": True, "main_products": "阀门"},
        about={"business_type": "discrete", "industry": "equipment"},
    )
    assert reasons(given) == {}


def test_rows_that_nothing_proves_are_entries_of_their_own() -> None:
    systems = [
        {"name": "MES", "category_item": "app_production"},
        {"name": "ERP", "category_item": "app_mgmt", "evidence": "c1"},
        {"name": "OA", "category_item": "app_office"},
    ]
    found = to_prove(owed_of(firm(systems=systems, evidence=[{"id": "c1", "grade": "E2", "kind": "contract"}])))
    assert [(each.item, each.row, each.value) for each in found] == [("systems", 1, "MES"), ("systems", 3, "OA")]
    assert found[0].accepted[0] == "合同"


def test_who_does_not_know_who_does_not_say_and_who_will_be_asked() -> None:
    said = {"rd_staff": {"state": "unknown", "by": "财务经理", "note": "下周查"}, "market_share": {"state": "refused"}}
    later = PutOff(subject="firm", item="digital_rules", ask="张工", note="周五电话")
    found = {each.item: each for each in owed_of(replace(firm(said), put_off=(later,)))}
    assert [found[each].reason for each in ("rd_staff", "market_share", "digital_rules")] == [
        "unknown", "refused", "put_off"
    ]  # fmt: skip
    assert (found["rd_staff"].by, found["rd_staff"].note) == ("财务经理", "下周查")
    assert (found["digital_rules"].ask, found["digital_rules"].note) == ("张工", "周五电话")
    assert (found["digital_rules"].who, found["digital_rules"].where) == ("owner", "office")


def test_a_question_put_off_is_not_also_unknown_or_never_asked() -> None:
    said = {"rd_staff": {"state": "unknown", "by": "财务经理"}}
    later = tuple(PutOff(subject="firm", item=each, ask="张工") for each in ("rd_staff", "digital_rules", "equipment"))
    plain, found = Counter(each.item for each in owed_of(firm(said))), owed_of(replace(firm(said), put_off=later))
    assert plain["rd_staff"] == plain["digital_rules"] == plain["equipment"] == 1
    assert Counter(each.item for each in found) == plain
    assert {each.item for each in found if each.reason == "put_off"} == {"rd_staff", "digital_rules", "equipment"}


def test_what_was_put_off_and_is_no_longer_asked_is_not_owed() -> None:
    later = tuple(PutOff(subject="firm", item=each, ask="张工") for each in ("systems", "chain_scenarios", "gone"))
    given = replace(firm({"chain_use_any": "no"}, systems=[]), put_off=later)
    assert not [each for each in owed_of(given) if each.reason == "put_off"]
    elsewhere = PutOff(subject="a site that is gone", item="systems", ask="张工")
    assert not [each for each in owed_of(replace(firm({}), put_off=(elsewhere,))) if each.reason == "put_off"]
    by_alias = replace(firm({}), put_off=(PutOff(subject="firm", item="q01_network", ask="张工"),))
    assert [each.item for each in owed_of(by_alias) if each.reason == "put_off"] == ["network_capabilities"]


def test_what_skip_logic_never_asks_is_no_open_question() -> None:
    unknown = {"covered_segments": [], "digital_planning_scope": {"state": "unknown", "by": "总经理"}}
    assert "digital_planning_scope" not in reasons(firm(unknown))
    asked = {**unknown, "covered_segments": ["factory_construction"]}
    assert reasons(firm(asked))["digital_planning_scope"] == "unknown"


def test_nobody_was_asked_counts_once_for_the_firm_or_once_per_site_left_out() -> None:
    item = "product_design.L1.1"

    def left_out(of_the_firm: Mapping[str, Any], of_one: Mapping[str, Any]) -> list[tuple[str, str]]:
        one = {"id": "p1", "kind": "site", "name": "一厂", "answers": of_one}
        sites = [one, {"id": "p2", "kind": "site", "name": "二厂"}]
        given = firm(of_the_firm, about={"business_type": "discrete", "target_level": 1}, subjects=sites)
        return [(each.subject, each.reason) for each in owed_of(given) if each.item == item]

    assert left_out({}, {}) == [("firm", "not_asked")]
    assert left_out({}, {item: "none"}) == [("p2", "not_asked")]
    assert left_out({item: "none"}, {}) == []


def test_sections_on_demand_and_levels_above_the_target_are_not_missed() -> None:
    found = {each.item for each in owed_of(firm({}, about={"business_type": "discrete", "target_level": 2}))}
    optional = {item for each in shipped().sections.values() if each.optional for item in each.items}
    assert not found & optional
    assert not [each for each in found if ".L3." in each or ".L4." in each]
    assert {"equipment", "systems", "years"} <= found


def test_a_firm_that_proves_everything_owes_nothing_but_what_nobody_asked() -> None:
    given = firm({"s_quality": "l2", "rd_staff": 4}, grade="E3", systems=[{"name": "MES", "category_item": "app_mgmt"}])
    assert reasons(given) == {}


# ---- what hangs on an entry ----


def test_what_decides_stands_before_what_brings_points() -> None:
    found = to_bring(places.the_list("food"))
    assert (found[0].item, effects_of(found[0]).levels) == ("systems", {"cloud:depth_level": "C2 业务软件或平台上云"})
    assert [each for each in found if not effects_of(each).decide] == [each for each in found[3:] if each.is_open]


def test_an_unknown_condition_hangs_on_the_questions_below_it() -> None:
    found = {each.item: each for each in places.the_list("food")}
    hanging = {(criteria, condition) for criteria, condition, _ in effects_of(found["market_competitive"]).conditions}
    assert hanging == {("nat_a", "gate_market_competitive"), ("nat_b", "gate_market_competitive")}
    assert effects_of(found["market_share"]) == Effects()


def test_nobody_who_did_not_ask_is_told_that_nothing_decides() -> None:
    with pytest.raises(ValueError, match="nobody has asked"):
        to_bring(owed_of(firm({"rd_staff": 3})))


# ---- any firm ----


def test_every_entry_is_that_of_a_plain_loop(shipped_firms: FirmMaker) -> None:
    firms = [*map(example, EXAMPLES), *shipped_firms.firms(18)]
    evaluator = Evaluator(Frame(firms, shipped(), AS_OF))
    seen: Counter[str] = Counter()
    for row, each in enumerate(firms):
        found: Counter[Line] = Counter((one.item, one.subject, one.row, one.reason) for one in owed_by(evaluator, row))
        expected = lines_of(each, shipped(), AS_OF)
        assert found == expected, (row, found - expected, expected - found)
        seen += Counter(reason for *_, reason in found.elements())
    assert min(seen[each] for each in ("unknown", "refused", "not_asked", "stated_only", "judged_only")) > 20


def test_the_list_of_one_firm_does_not_depend_on_those_beside_it(shipped_firms: FirmMaker) -> None:
    firms = shipped_firms.firms(6)
    together = Evaluator(Frame(firms, shipped(), AS_OF))
    for row, each in enumerate(firms):
        assert owed_by(together, row) == owed_by(Evaluator(Frame([each], shipped(), AS_OF)))


@pytest.fixture(scope="module")
def shipped_firms() -> FirmMaker:
    return FirmMaker(shipped(), AS_OF)
