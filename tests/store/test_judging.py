"""What may not stand is not recorded; what came in a bundle or from an older release is kept, told, and not counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from diagnostics.cli.main import main
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model.firm.answers import Answer, AnswerValue, Finding, Row
from diagnostics.model.firm.register import ListedFirm, ListedRow
from diagnostics.model.results.plans import OwnProject, PlanWishes
from diagnostics.store import Workspace, export_bundle, open_workspace, take_in
from diagnostics.store.intake.listing import ListSource, preview_lists, take_in_lists
from diagnostics.store.journal.values import to_json
from diagnostics.words.problems import NOWHERE, InputError, Place
from tests.builders import AS_OF, firm, shipped
from tests.store.conftest import CODE, NAME

RATE, MINUS = "cloud_equip_rate", (Fraction(-3), Fraction(10))
MACHINES: dict[str, AnswerValue] = {"process": "机加工", "key": True, "total": Fraction(10), "networked": Fraction(20)}
PASS = "新郑路 9 号"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    found = open_workspace(tmp_path / "ws", author="李工", device="L7", library=shipped())
    found.register_firm(CODE, NAME)
    return found


def careless_workspace(folder: Path) -> Workspace:
    """A workspace as a release without a judge left it: its events say whatever was typed."""
    found = open_workspace(folder, author="王工", device="L8")
    found.register_firm(CODE, NAME)
    said: dict[str, AnswerValue] = {RATE: MINUS, "s_quality": "no such level", "s_finance": "l2"}
    with found.recording(CODE) as record:
        for fact, value in said.items():
            answer = to_json(Answer(state="known", value=value, by="设备科长"))
            record.append("testimony", {"subject": "firm", "fact": fact, "answer": answer, "source": ""})
        record.append(
            "row_added", {"table": "equipment", **to_json(Row(values=MACHINES, subject="firm")), "source": ""}
        )
    return found


def codes(act: Callable[[], object]) -> list[str]:
    with pytest.raises(InputError) as refused:
        act()
    return [each.code for each in refused.value.problems]


# ---- what is recorded here ----


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda w: w.testify(CODE, RATE, Answer(state="known", value=MINUS)), "ANS-14"),
        (lambda w: w.testify(CODE, "s_quality", Answer(state="known", value="l9")), "ANS-09"),
        (lambda w: w.testify(CODE, "s_qualty", Answer(state="known", value="l2")), "ANS-20"),
        (lambda w: w.testify(CODE, "s_quality", Answer(state="known")), "ANS-18"),
        (lambda w: w.testify(CODE, "s_quality", Answer(state="unknown", value="l2")), "ANS-18"),
        (lambda w: w.testify(CODE, "rd_staff", Answer(state="na", note="没有研发")), "ANS-26"),
        (lambda w: w.testify(CODE, "rd_staff", Answer(state="maybe")), "ANS-09"),  # type: ignore[arg-type]
        (lambda w: w.testify(CODE, "rd_staff", Answer(state="known", value=12)), "ANS-07"),  # type: ignore[arg-type]
        (lambda w: w.testify(CODE, "rd_staff", Answer(state="known", value=float("nan"))), "ANS-07"),  # type: ignore[arg-type]
        (lambda w: w.testify(CODE, "rd_staff", Answer(state="known", value=Fraction(10**5000))), "ANS-19"),
        (lambda w: w.adjudicate(CODE, RATE, Answer(state="known", value=MINUS), reason="看过"), "ANS-14"),
        (lambda w: w.tap_card(CODE, "quality", "r1", {"s_quality": "l9"}), "ANS-09"),
        (lambda w: w.add_row(CODE, "equipment", MACHINES), "ANS-42"),
        (lambda w: w.add_row(CODE, "equipment", {"process": "车削"}), "ANS-06"),
        (lambda w: w.add_row(CODE, "equipment", {**MACHINES, "networked": None, "nobody": "x"}), "ANS-05"),
        (lambda w: w.add_row(CODE, "equipments", MACHINES), "ANS-05"),
        (lambda w: w.add_finding(CODE, Finding(kind="pain", text="  ")), "ANS-08"),
        (lambda w: w.add_finding(CODE, Finding(kind="wish", text="买机器人", budget_wan=Fraction(10**7))), "ANS-38"),
        (lambda w: w.change_finding(CODE, "x", Finding(kind="pain", text="")), "STORE-25"),
    ],
)
def test_what_may_not_stand_is_not_recorded(
    workspace: Workspace, act: Callable[[Workspace], object], code: str
) -> None:
    before = workspace.events()
    assert codes(lambda: act(workspace)) == [code]
    assert workspace.events() == before


def test_a_correction_is_judged_like_what_it_corrects(workspace: Workspace) -> None:
    said = workspace.testify(CODE, RATE, Answer(state="known", value=(Fraction(3), Fraction(10)), by="张工"))
    before = workspace.events()
    assert codes(lambda: workspace.correct(CODE, said.id, reason="笔误", now=Answer(state="known", value=MINUS))) == [
        "ANS-14"
    ]
    assert workspace.events() == before


def test_a_file_brings_all_of_it_or_nothing_and_the_place_is_told(workspace: Workspace) -> None:
    before = workspace.events()
    place = Place("答卷.yaml", 7, 3)
    wrong = firm({"s_finance": 2})
    wrong = replace(wrong, rows={"equipment": (Row(values=MACHINES, subject="firm", place=place),)})
    with pytest.raises(InputError) as refused:
        take_in(workspace, CODE, wrong, shipped().tables, source="答卷.yaml")
    assert [(each.code, each.place) for each in refused.value.problems] == [("ANS-42", place)]
    plans = {
        "prices": PlanWishes(prices={"sol_erp": ((Fraction(9), Fraction(3)), "报价")}),
        "months": PlanWishes(
            projects=(
                OwnProject(id="own", name="自研", like="", cost=None, months=(Fraction(-1), Fraction(3)), reason=""),
            )
        ),
        "budget": PlanWishes(budget=(Fraction(1),) * 6),
    }
    found = {}
    for name, plan in plans.items():
        with pytest.raises(InputError) as refused:
            take_in(workspace, CODE, replace(firm(), plan=plan), shipped().tables, source="a.yaml")
        found[name] = [each.code for each in refused.value.problems]
    assert found == {"prices": ["ANS-38"], "months": ["ANS-38"], "budget": ["ANS-39"]}
    assert workspace.events() == before


def test_texts_are_kept_without_what_cannot_be_seen(workspace: Workspace) -> None:
    workspace.testify(
        CODE,
        "main_products",
        Answer(state="known", value=" 千\u202e斤\0顶\ud800\n", by="张\u200b工", note="\ud800看过"),
    )
    workspace.add_finding(CODE, Finding(kind="pain", text="换模\0慢", effect="每天\ud800停"))
    facts = workspace.facts(CODE)
    answer = facts.answers["firm", "main_products"]
    assert (answer.value, answer.by, answer.note) == ("千斤顶", "张工", "看过")
    assert (facts.findings[0].finding.text, facts.findings[0].finding.effect) == ("换模慢", "每天停")


def test_without_content_nothing_that_was_said_is_recorded(tmp_path: Path) -> None:
    with open_workspace(tmp_path / "ws", author="李工", device="L7") as found:
        found.register_firm(CODE, NAME)
        with pytest.raises(ValueError, match="with its content"):
            found.testify(CODE, "s_quality", Answer(state="known", value="l2"))
        with pytest.raises(ValueError, match="with its content"):
            found.add_row(CODE, "equipment", {"process": "车削", "key": True})


# ---- rows ----


def test_a_year_is_recorded_once_and_another_row_may_be_changed(workspace: Workspace) -> None:
    first = workspace.add_row(CODE, "years", {"year": Fraction(2024)})
    second = workspace.add_row(CODE, "years", {"year": Fraction(2025)})
    assert codes(lambda: workspace.add_row(CODE, "years", {"year": Fraction(2025)})) == ["ANS-43"]
    assert codes(lambda: workspace.change_row(CODE, "years", second.id, {"year": Fraction(2024)})) == ["ANS-43"]
    workspace.change_row(CODE, "years", first.id, {"revenue_wan": Fraction(8200)})
    workspace.add_row(CODE, "years", {"year": Fraction(2025)}, subject="p1")  # of another subject it is another row


def test_what_was_wrong_with_a_row_before_hinders_no_other_change(tmp_path: Path) -> None:
    with careless_workspace(tmp_path / "ws") as old:
        (row,) = old.facts(CODE).rows["equipment"]
    with open_workspace(tmp_path / "ws", author="李工", device="L7", library=shipped()) as found:
        found.change_row(CODE, "equipment", row.id, {"nc": Fraction(4)})
        assert codes(lambda: found.change_row(CODE, "equipment", row.id, {"networked": Fraction(15)})) == ["ANS-42"]
        assert codes(lambda: found.change_row(CODE, "equipment", row.id, {"nc": Fraction(11)})) == ["ANS-42"]
        found.change_row(CODE, "equipment", row.id, {"networked": Fraction(9)})
        assert [each for each in found.facts(CODE).unfit if each.item == "equipment"] == []


# ---- what is on record already ----


def test_what_a_bundle_brings_is_kept_told_and_not_counted(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with careless_workspace(tmp_path / "old") as old:
        export_bundle(old, tmp_path / "b.qzb", PASS)
        brought = [each.id for each in old.events(kinds=("testimony", "row_added"))]
    workspace.close()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QIZHEN_BUNDLE_PASSPHRASE", PASS)
    assert main(["bundle", "import", "b.qzb", "--workspace", "ws"]) == 0
    told = capsys.readouterr().err
    assert "3 条记录不能成立，没有计入" in told
    assert [code for code in ("ANS-09", "ANS-14", "ANS-42") if code not in told] == []
    with open_workspace(tmp_path / "ws", author="李工", device="L7", library=shipped()) as found:
        assert [each for each in brought if each not in {event.id for event in found.events()}] == []
        answers = found.answers(CODE)
        assert set(answers.answers) == {("firm", "s_finance")}
        assert [dict(each.values) for each in answers.rows["equipment"]] == [
            {"process": "机加工", "key": True, "total": 10}
        ]
        assert [each.answer.value for each in found.testimonies(CODE, RATE)] == [MINUS]
        diagnose([answers], shipped(), AS_OF)
        assert main(["firm", "show", CODE, "--workspace", "ws"]) == 0
        assert "不能成立、没有计入的记录 3 条" in capsys.readouterr().out
        assert main(["score", CODE, "--workspace", "ws", "--as-of", "2026-06-30", "--json"]) == 0
        assert "ANS-14" in capsys.readouterr().err
        # said anew, it counts
        found.testify(CODE, RATE, Answer(state="known", value=(Fraction(3), Fraction(10)), by="设备科长"))
        found.testify(CODE, "s_quality", Answer(state="known", value="l2", by="设备科长"))
        assert [each.problem.code for each in found.facts(CODE).unfit] == ["ANS-42"]


def test_nobody_decides_for_a_value_that_may_not_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    careless_workspace(tmp_path / "ws").close()
    monkeypatch.chdir(tmp_path)
    decide = ["firm", "decide", CODE, RATE, "--testimony", "1", "--reason", "看过", "--workspace", "ws"]
    assert main(decide) == 1
    told = capsys.readouterr().err
    assert "ANS-14" in told
    assert "Traceback" not in told
    with open_workspace(tmp_path / "ws", author="", device="", read_only=True) as found:
        assert found.events(kinds=("adjudication",)) == []


# ---- lists ----


def listed(**values: AnswerValue) -> ListedFirm:
    row = ListedRow({"tier": "province", **values}, NOWHERE)
    return ListedFirm(
        code=CODE,
        name=NAME,
        source="名单.xlsx",
        place=Place("名单.xlsx", 3),
        facts={},
        about={},
        rows={"titles": (row,)},
    )


def test_a_list_is_judged_as_a_whole(workspace: Workspace) -> None:
    before = workspace.events()
    wrong = listed(valid_from=date(2027, 1, 1), valid_to=date(2024, 1, 1))
    assert codes(lambda: take_in_lists(workspace, [wrong], ListSource())) == ["ANS-44"]
    assert codes(lambda: preview_lists(workspace, [wrong], ListSource(), shipped())) == ["ANS-44"]
    assert workspace.events() == before


def test_halves_of_a_row_that_contradict_each_other_are_two_rows(workspace: Workspace) -> None:
    take_in_lists(workspace, [listed(valid_from=date(2025, 1, 1))], ListSource())
    take_in_lists(workspace, [listed(valid_to=date(2024, 12, 31))], ListSource())
    take_in_lists(workspace, [listed(valid_to=date(2027, 12, 31))], ListSource())
    assert [len(each.row.values) for each in workspace.facts(CODE).rows["titles"]] == [3, 2]
