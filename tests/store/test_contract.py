"""What every store promises: what counts, what is kept, what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer, Evidence, Finding, Subject
from diagnostics.store import StoreError, Workspace
from diagnostics.words.problems import InputError
from tests.builders import record
from tests.store.conftest import CODE, NAME, Opener

FACT = "q01_network"
WS_1 = Subject("ws_1", "workshop", "机加车间")


def said(value: str | int, by: str = "张工", **more: object) -> Answer:
    return Answer(state="known", value=Fraction(value) if isinstance(value, int) else value, by=by, **more)  # type: ignore[arg-type]


def evidence(workspace: Workspace, grade: Grade) -> str:
    return workspace.add_evidence(CODE, "合同", grade, number="HT-1").id


def counting(workspace: Workspace, fact: str = FACT) -> object:
    answer = workspace.answers(CODE).answers.get(("firm", fact))
    return None if answer is None else answer.value if answer.state == "known" else answer.state


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [each.code for each in error.value.problems]


# ---- what is said ----


def test_an_answer_is_there_for_whoever_opens_the_workspace_next(workspace: Workspace, opener: Opener) -> None:
    event = workspace.testify(CODE, FACT, said(12))
    workspace.close()
    again = opener(author="王工", device="L8", read_only=True)
    assert again.answers(CODE).answers["firm", FACT] == said(12)
    (testimony,) = again.testimonies(CODE, FACT)
    assert (testimony.event, testimony.author, testimony.device) == (event.id, "李工", "L7")


def test_what_a_person_says_anew_replaces_what_they_said_and_both_are_kept(workspace: Workspace) -> None:
    workspace.testify(CODE, FACT, said(12))
    workspace.testify(CODE, FACT, said(15))
    assert counting(workspace) == 15
    assert [each.standing for each in workspace.testimonies(CODE, FACT)] == ["replaced", "live"]
    assert workspace.conflicts(CODE) == ()


def test_a_lower_grade_never_silently_replaces_a_higher_one(workspace: Workspace) -> None:
    workspace.testify(CODE, FACT, said(12, evidence=(evidence(workspace, Grade.E3),)))
    workspace.testify(CODE, FACT, said(15))
    assert counting(workspace) == 12
    (conflict,) = workspace.conflicts(CODE)
    assert not conflict.settled
    assert [each.answer.value for each in conflict.testimonies] == [12, 15]


def test_of_two_people_the_better_evidence_counts_then_the_later_word(workspace: Workspace) -> None:
    workspace.testify(CODE, FACT, said(12, "张工"))
    workspace.testify(CODE, FACT, said(15, "王工"))
    assert counting(workspace) == 15
    workspace.testify(CODE, FACT, said(18, "李工", evidence=(evidence(workspace, Grade.E2),)))
    workspace.testify(CODE, FACT, said(20, "赵工"))
    assert counting(workspace) == 18
    assert len(workspace.conflicts(CODE)[0].testimonies) == 4


def test_nobody_knowing_does_not_outweigh_somebody_knowing(workspace: Workspace) -> None:
    workspace.testify(CODE, FACT, said(12, "张工"))
    workspace.testify(CODE, FACT, Answer(state="unknown", by="王工"))
    assert counting(workspace) == 12
    assert workspace.conflicts(CODE) == ()


def test_people_who_agree_share_their_evidence(workspace: Workspace) -> None:
    papers = [evidence(workspace, Grade.E2), evidence(workspace, Grade.E3)]
    workspace.testify(CODE, FACT, said(12, "张工", evidence=(papers[0],)))
    workspace.testify(CODE, FACT, said(12, "王工", evidence=(papers[1],)))
    answer = workspace.answers(CODE).answers["firm", FACT]
    assert (set(answer.evidence), answer.grade) == (set(papers), Grade.E3)


def test_the_same_fact_of_two_subjects_is_two_facts(workspace: Workspace) -> None:
    workspace.change_firm(CODE, subjects=[WS_1])
    workspace.testify(CODE, FACT, said(12))
    workspace.testify(CODE, FACT, said(3), subject="ws_1")
    answers = workspace.answers(CODE).answers
    assert (answers["firm", FACT].value, answers["ws_1", FACT].value) == (12, 3)


# ---- decisions and corrections ----


def test_the_last_adjudication_counts_until_somebody_contradicts_it_openly(workspace: Workspace) -> None:
    first = workspace.testify(CODE, FACT, said(12, "张工"))
    workspace.testify(CODE, FACT, said(15, "王工", evidence=(evidence(workspace, Grade.E3),)))
    workspace.adjudicate(CODE, FACT, first.id, reason="王工看的是去年的台账")
    assert counting(workspace) == 12
    assert workspace.conflicts(CODE)[0].settled
    workspace.testify(CODE, FACT, said(18, "赵工", evidence=(evidence(workspace, Grade.E4),)))
    assert counting(workspace) == 12
    assert not workspace.conflicts(CODE)[0].settled
    workspace.adjudicate(CODE, FACT, said(18, "组长"), reason="以平台数为准")
    assert counting(workspace) == 18
    assert workspace.conflicts(CODE)[0].decision.reason == "以平台数为准"  # type: ignore[union-attr]


def test_a_slip_of_the_pen_is_corrected_and_stays_readable(workspace: Workspace) -> None:
    event = workspace.testify(CODE, FACT, said(120))
    workspace.correct(CODE, event.id, reason="多打了一个零", now=said(12))
    assert counting(workspace) == 12
    (testimony,) = workspace.testimonies(CODE, FACT)
    assert testimony.corrected == "多打了一个零"
    assert [each.payload["answer"]["value"] for each in workspace.events(CODE, kinds=("testimony",))] == [
        {"number": "120"}
    ]


def test_a_withdrawn_testimony_does_not_count(workspace: Workspace) -> None:
    event = workspace.testify(CODE, FACT, said(12))
    workspace.correct(CODE, event.id, reason="说的是另一家企业")
    assert counting(workspace) is None
    assert workspace.testimonies(CODE, FACT)[0].standing == "withdrawn"


def test_an_adjudication_can_be_taken_back(workspace: Workspace) -> None:
    workspace.testify(CODE, FACT, said(12))
    decided = workspace.adjudicate(CODE, FACT, said(15, "组长"), reason="看错了")
    workspace.correct(CODE, decided.id, reason="没有看错")
    assert counting(workspace) == 12


def test_evidence_that_is_withdrawn_proves_nothing_any_more(workspace: Workspace) -> None:
    paper = evidence(workspace, Grade.E3)
    workspace.testify(CODE, FACT, said(12, evidence=(paper,)))
    (added,) = workspace.events(CODE, kinds=("evidence_added",))
    workspace.correct(CODE, added.id, reason="是别家的合同")
    answer = workspace.answers(CODE).answers["firm", FACT]
    assert (answer.grade, answer.evidence) == (Grade.E1, ())


def test_evidence_whose_grade_was_wrong_is_corrected(workspace: Workspace) -> None:
    paper = evidence(workspace, Grade.E4)
    workspace.testify(CODE, FACT, said(12, evidence=(paper,)))
    (added,) = workspace.events(CODE, kinds=("evidence_added",))
    workspace.correct(CODE, added.id, reason="只是复印件", now=Evidence(id="x", grade=Grade.E2, kind="合同"))
    assert workspace.answers(CODE).answers["firm", FACT].grade == Grade.E2
    assert [each.id for each in workspace.answers(CODE).evidence] == [paper]


# ---- record tables ----


def row(workspace: Workspace) -> dict[str, object]:
    (found,) = workspace.answers(CODE).rows["equipment"]
    return dict(found.values)


def test_a_row_is_added_changed_and_taken_out(workspace: Workspace) -> None:
    added = workspace.add_row(CODE, "equipment", {"process": "车削", "total": Fraction(20), "key": True})
    workspace.change_row(CODE, "equipment", added.id, {"total": Fraction(22), "key": None})
    assert row(workspace) == {"process": "车削", "total": 22}
    workspace.remove_row(CODE, "equipment", added.id, reason="不是这家的")
    assert "equipment" not in workspace.answers(CODE).rows


def test_a_table_that_was_confirmed_empty_is_known_to_be_empty(workspace: Workspace) -> None:
    assert "systems" not in workspace.answers(CODE).rows
    workspace.confirm_table(CODE, "systems")
    assert workspace.answers(CODE).rows["systems"] == ()


def test_a_row_loses_good_evidence_only_with_a_reason(workspace: Workspace) -> None:
    papers = (evidence(workspace, Grade.E3),)
    added = workspace.add_row(CODE, "equipment", {"process": "车削", "total": Fraction(20)}, evidence=papers)
    with pytest.raises(InputError) as refused:
        workspace.change_row(CODE, "equipment", added.id, {"total": Fraction(9)}, evidence=())
    assert codes(refused) == ["STORE-27"]
    assert row(workspace)["total"] == 20
    workspace.change_row(CODE, "equipment", added.id, {"total": Fraction(9)}, evidence=(), reason="台账是旧的")
    assert row(workspace)["total"] == 9


def test_rows_keep_their_order(workspace: Workspace) -> None:
    ids = [workspace.add_row(CODE, "equipment", {"process": name}).id for name in ("车削", "铣削", "磨削")]
    workspace.change_row(CODE, "equipment", ids[0], {"process": "精车"})
    names = [each.values["process"] for each in workspace.answers(CODE).rows["equipment"]]
    assert names == ["精车", "铣削", "磨削"]


# ---- evidence, findings, the visit ----


def test_a_file_is_kept_by_its_hash_and_read_back(workspace: Workspace, tmp_path: Path) -> None:
    photo = tmp_path / "IMG_1.JPG"
    photo.write_bytes(b"a photo" * 1000)
    kept = [workspace.add_evidence(CODE, "照片", Grade.E3, file=photo, original_sha256="ab").id for _ in range(2)]
    assert kept == ["ev01", "ev02"]
    assert workspace.read_evidence(CODE, "ev02") == photo.read_bytes()
    assert workspace.facts(CODE).files["ev01"].original_name == "IMG_1.JPG"
    assert len(workspace.files.names()) == 1
    assert workspace.check() == []


def test_a_kept_file_that_was_changed_is_noticed(workspace: Workspace, tmp_path: Path) -> None:
    photo = tmp_path / "a.jpg"
    photo.write_bytes(b"a photo")
    workspace.add_evidence(CODE, "照片", Grade.E3, file=photo)
    if "://" in workspace.location:
        pytest.skip("no file to change: it lies in the database")
    (kept,) = [each for each in (tmp_path / "ws" / "evidence").rglob("*") if each.is_file()]
    kept.write_bytes(kept.read_bytes()[:-1] + b"!")
    with pytest.raises(StoreError, match="STORE-13"):
        workspace.read_evidence(CODE, "ev01")
    assert [each.code for each in workspace.check()] == ["STORE-13"]


def test_viewed_and_not_kept_has_a_number_and_no_file(workspace: Workspace) -> None:
    found = workspace.add_evidence(CODE, "审计报告", Grade.E2, number="审字 2026-1", by="李工", date=date(2026, 5, 6))
    assert (found.kept, found.number) == (False, "审字 2026-1")
    assert workspace.answers(CODE).evidence == (found,)
    assert workspace.facts(CODE).files == {}


def test_findings_are_added_reworded_and_taken_back(workspace: Workspace) -> None:
    added = workspace.add_finding(CODE, Finding(kind="pain", text="换模太慢", effect="每天少做两百件"))
    workspace.change_finding(CODE, added.id, Finding(kind="pain", text="换模平均95分钟"))
    assert [each.text for each in workspace.answers(CODE).findings] == ["换模平均95分钟"]
    workspace.change_finding(CODE, added.id, None)
    assert workspace.answers(CODE).findings == ()


def test_a_postponed_question_is_owed_until_it_is_answered(workspace: Workspace) -> None:
    workspace.postpone(CODE, FACT, ask="财务王姐", note="周五给")
    (owed,) = workspace.facts(CODE).postponed
    assert (owed.fact, owed.ask, owed.note) == (FACT, "财务王姐", "周五给")
    workspace.testify(CODE, FACT, said(12))
    assert workspace.facts(CODE).postponed == ()


def test_the_frame_of_the_visit_is_kept(workspace: Workspace) -> None:
    workspace.set_visit_mode(CODE, "纸质", reason="有涉密产品")
    workspace.record_consent(CODE, True, by="总经理", text="同意", retain_until=date(2026, 12, 31))
    record(workspace, CODE, "visit_changed", visit={"team": "李工、王工"})
    record(workspace, CODE, "tailored", nodes={"dom_service": "无售后"})
    signed = [evidence(workspace, Grade.E2)]
    record(workspace, CODE, "sign_off", sheet="意见单", fingerprint="a1b2", by="总经理", evidence=signed)
    facts = workspace.facts(CODE)
    assert facts.visit_mode == "纸质"
    assert facts.consent is not None
    assert facts.consent.retain_until == date(2026, 12, 31)
    assert (facts.visit, facts.tailored) == ({"team": "李工、王工"}, {"dom_service": "无售后"})
    assert [(each.sheet, each.fingerprint) for each in facts.sign_offs] == [("意见单", "a1b2")]
    assert workspace.due_for_purge(date(2026, 12, 31)) == ()
    assert [each.code for each in workspace.due_for_purge(date(2027, 1, 1))] == [CODE]


# ---- assessments and times ----


def test_a_new_assessment_starts_with_suggestions_that_do_not_count(workspace: Workspace) -> None:
    workspace.open_assessment(CODE, on=date(2026, 5, 1))
    workspace.testify(CODE, FACT, said(12))
    workspace.add_row(CODE, "equipment", {"process": "车削"})
    workspace.open_assessment(CODE, on=date(2027, 5, 1))
    now = workspace.answers(CODE)
    assert (now.answers, now.rows) == ({}, {})
    before = workspace.suggestions(CODE)
    assert before is not None
    assert before.answers["firm", FACT].value == 12
    assert len(before.rows["equipment"]) == 1
    workspace.testify(CODE, FACT, before.answers["firm", FACT], source="T0")
    assert counting(workspace) == 12


@pytest.mark.parametrize(
    ("as_of", "value"),
    [(date(2026, 1, 1), 12), (date(2026, 6, 30), 12), (date(2027, 4, 30), 12), (date(2027, 5, 1), 15)],
)
def test_as_of_picks_the_assessment(workspace: Workspace, as_of: date, value: int) -> None:
    workspace.open_assessment(CODE, on=date(2026, 5, 1))
    workspace.testify(CODE, FACT, said(12))
    workspace.open_assessment(CODE, on=date(2027, 5, 1))
    workspace.testify(CODE, FACT, said(15))
    assert workspace.answers(CODE, as_of=as_of).answers["firm", FACT].value == value


def test_an_earlier_assessment_can_still_be_completed(workspace: Workspace) -> None:
    workspace.open_assessment(CODE, on=date(2026, 5, 1))
    workspace.open_assessment(CODE, on=date(2027, 5, 1))
    workspace.testify(CODE, FACT, said(12), assessment="T0")
    assert counting(workspace) is None
    assert workspace.answers(CODE, assessment="T0").answers["firm", FACT].value == 12


def test_known_at_shows_what_was_known_then(workspace: Workspace) -> None:
    workspace.testify(CODE, FACT, said(12))
    then = datetime.now(UTC)
    paper = evidence(workspace, Grade.E3)
    workspace.testify(CODE, FACT, said(15, "王工", evidence=(paper,)))
    assert workspace.answers(CODE, known_at=then).answers["firm", FACT].value == 12
    assert workspace.answers(CODE, known_at=then).evidence == ()
    assert counting(workspace) == 15
    today = datetime.now(UTC).astimezone(then.tzinfo).date()
    assert workspace.answers(CODE, known_at=today + timedelta(days=1)).answers["firm", FACT].value == 15
    with pytest.raises(InputError):
        workspace.answers(CODE, known_at=today - timedelta(days=2))


def test_every_event_has_the_next_counter_and_a_later_id(workspace: Workspace, opener: Opener) -> None:
    other = opener(author="王工")
    events = [each.testify(CODE, FACT, said(12)) for _ in range(5) for each in (workspace, other)]
    counters = [each.counter for each in workspace.events()]
    assert counters == list(range(1, len(counters) + 1))
    assert [each.id for each in events] == [each.id for each in workspace.events(CODE, kinds=("testimony",))]
    assert len({each.workspace for each in events}) == 1


# ---- the register ----


def test_a_firm_is_found_by_its_code_its_name_or_a_part_of_it(workspace: Workspace) -> None:
    workspace.register_firm("91410100EXAMPLE01U", "*ST精工:一号/二厂?")
    for text in ("91410100example01u", "*ST精工:一号/二厂?", "ST精工"):
        assert workspace.find_firm(text).name == "*ST精工:一号/二厂?"
    for text, code in (("一号", "STORE-22"), ("没有这家", "STORE-20")):
        with pytest.raises(InputError) as refused:
            workspace.find_firm(text)
        assert codes(refused) == [code]


def test_a_part_of_a_name_is_not_enough_where_something_is_written_or_handed_out(workspace: Workspace) -> None:
    workspace.register_firm("91410100EXAMPLE02Y", "新郑州丁机械有限公司（虚构）")
    with pytest.raises(InputError) as refused:
        workspace.find_firm("郑州丁机械有限公司（虚构）", whole=True)
    assert codes(refused) == ["STORE-20"]
    assert "是不是“新郑州丁机械有限公司（虚构）”" in str(refused.value)
    for name in ("新郑州丁机械有限公司（虚构）", "新郑州丁机械有限公司"):
        assert workspace.find_firm(name, whole=True).code == "91410100EXAMPLE02Y"


def test_the_list_says_how_far_each_firm_is(workspace: Workspace) -> None:
    workspace.testify(CODE, FACT, said(12, evidence=(evidence(workspace, Grade.E2),)))
    (record,) = workspace.firms()
    assert (record.name, record.assessments, record.n_answered, record.n_evidence) == (NAME, ("T0",), 1, 1)


def test_a_firm_changes_its_name(workspace: Workspace) -> None:
    workspace.change_firm(CODE, name="新名称", reason="工商变更")
    assert (workspace.answers(CODE).name, workspace.firms()[0].name) == ("新名称", "新名称")


# ---- what is refused, with nothing written ----


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (lambda w: w.register_firm(CODE, "又一次"), "STORE-21"),
        (lambda w: w.register_firm("", "没有代码"), "STORE-31"),
        (lambda w: w.testify("X", FACT, said(1)), "STORE-20"),
        (lambda w: w.testify(CODE, FACT, said(1, evidence=("ev99",))), "STORE-26"),
        (lambda w: w.testify(CODE, FACT, said(1), assessment="T7"), "STORE-32"),
        (lambda w: w.adjudicate(CODE, FACT, said(1), reason=" "), "STORE-30"),
        (lambda w: w.adjudicate(CODE, FACT, "no-such-event", reason="因为"), "STORE-23"),
        (lambda w: w.correct(CODE, "no-such-event", reason="因为"), "STORE-23"),
        (lambda w: w.correct(CODE, w.events()[0].id, reason="因为"), "STORE-33"),
        (lambda w: w.change_row(CODE, "equipment", "no-such-row", {}), "STORE-24"),
        (lambda w: w.change_finding(CODE, "no-such-finding", None), "STORE-25"),
        (lambda w: w.add_evidence(CODE, "照片", Grade.E3, file=Path("no-such-file")), "STORE-28"),
        (lambda w: w.read_evidence(CODE, "ev99"), "STORE-36"),
        (lambda w: w.purge(CODE, reason=""), "STORE-30"),
        (lambda w: w.purge("X", reason="到期"), "STORE-20"),
    ],
)
def test_a_wrong_request_is_refused_and_nothing_is_written(workspace: Workspace, request_, code: str) -> None:  # type: ignore[no-untyped-def]
    before = workspace.events()
    with pytest.raises(InputError) as refused:
        request_(workspace)
    assert codes(refused) == [code]
    assert workspace.events() == before


def test_an_id_of_evidence_is_taken_once(workspace: Workspace) -> None:
    workspace.add_evidence(CODE, "照片", Grade.E3, id="ev02")
    assert evidence(workspace, Grade.E2) == "ev03"
    with pytest.raises(InputError) as refused:
        workspace.add_evidence(CODE, "照片", Grade.E3, id="ev02")
    assert codes(refused) == ["STORE-34"]


def test_a_workspace_opened_to_read_refuses_to_write(workspace: Workspace, opener: Opener) -> None:
    reader = opener(read_only=True)
    with pytest.raises(StoreError, match="STORE-29"):
        reader.testify(CODE, FACT, said(1))
    assert len(workspace.events()) == 1
