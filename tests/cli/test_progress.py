"""How far the diagnoses are and what is handed over: the commands on a real workspace."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from diagnostics.city.count.process import FirmProcess, progress
from diagnostics.cli.main import main
from diagnostics.exchange.definitions import process_rules
from diagnostics.model.firm.answers import Answer, Finding
from diagnostics.model.firm.register import ProcessStep
from diagnostics.store import open_workspace
from diagnostics.store.facts.process import due_of
from tests.builders import record, shipped
from tests.exchange.lists import code_of, name_of, plain_list

Run = Callable[..., tuple[int, str, str]]
SOFFICE = shutil.which("soffice")
ALL_IDS = [
    "assigned", "scheduled", "self_done", "visited", "scored", "drafted", "inner_passed", "firm_confirmed",
    "expert_passed", "delivered", "tracking", "closed", "refused", "unreachable",
]  # fmt: skip


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A workspace with three firms of two providers."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QIZHEN_WORKSPACE", raising=False)
    heads = ("企业名称", "统一社会信用代码", "区县", "诊断机构")
    rows = [(1, "高新区", "甲院"), (2, "金水区", "甲院"), (3, "高新区", "乙院")]
    plain_list(tmp_path / "a.xlsx", [[name_of(n), code_of(n), where, who] for n, where, who in rows], heads)

    def run_it(*arguments: str) -> tuple[int, str, str]:
        code = main([*arguments, "--workspace", "ws"])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    assert run_it("firm", "import", "a.xlsx")[0] == 0
    return run_it


def test_the_states_are_those_of_the_process() -> None:
    assert list(process_rules(shipped()).states) == ALL_IDS
    assert [each.id for each in process_rules(shipped()).states.values() if each.reason] == ["refused", "unreachable"]


def test_steps_come_in_their_order(run: Run) -> None:
    code, _, err = run("firm", "process", code_of(1), "visited")
    assert (code, "REG-32" in err) == (1, True)
    assert run("firm", "process", code_of(1), "assigned", "--on", "2026-03-02")[0] == 0
    code, _, err = run("firm", "process", code_of(1), "visited", "--on", "2026-03-01")
    assert (code, "REG-34" in err) == (1, True)
    assert run("firm", "process", code_of(1), "已入户", "--on", "2026-03-05")[0] == 0
    code, _, err = run("firm", "process", code_of(1), "visted")
    assert (code, "visited" in err) == (2, True)


def test_a_batch_is_assigned_as_a_whole_or_not_at_all(run: Run, tmp_path: Path) -> None:
    assert run("firm", "process", "a.xlsx", "assigned", "--due", "2026-12-31", "--who", "李工")[0] == 0
    found = json.loads(run("progress", "--json")[1])
    assert found["states"]["assigned"] == 3
    assert {each["due"] for each in found["firms"]} == {"2026-12-31"}
    assert run("firm", "process", code_of(1), "visited")[0] == 0
    code, _, err = run("firm", "process", "a.xlsx", "scheduled")
    assert (code, name_of(1) in err) == (1, True)
    assert json.loads(run("progress", "--json")[1])["states"]["scheduled"] == 0
    plain_list(tmp_path / "b.xlsx", [[name_of(2), code_of(2)], [name_of(9), code_of(9)]], ("企业名称", "信用代码"))
    code, _, err = run("firm", "process", "b.xlsx", "visited")
    assert (code, "STORE-20" in err) == (1, True), "one that is not registered"


def test_who_refuses_needs_a_reason_and_stays_in_the_count(run: Run) -> None:
    code, _, err = run("firm", "process", code_of(1), "refused")
    assert (code, "REG-33" in err) == (1, True)
    assert run("firm", "process", code_of(1), "refused", "--reason", "停产")[0] == 0
    found = json.loads(run("progress", "--json")[1])
    assert found["population"] == sum(found["states"].values()) == 3
    assert found["states"]["refused"] == 1
    assert "停产" in run("progress")[1]


def test_what_is_late_and_who_has_it(run: Run) -> None:
    run("firm", "process", code_of(1), "assigned", "--on", "2026-03-01", "--due", "2026-03-10", "--who", "李工")
    run("firm", "process", code_of(2), "assigned", "--on", "2026-03-01", "--due", "2026-03-31", "--who", "张工")
    found = json.loads(run("progress", "--as-of", "2026-03-15", "--json", "--by", "consultant")[1])
    assert (found["late"], found["population"]) == (1, 3)
    assert {key: each["late"] for key, each in found["by"].items()} == {"张工": 0, "李工": 1, "": 0}
    late = json.loads(run("progress", "--as-of", "2026-03-15", "--json", "--late")[1])["firms"]
    assert [(each["code"], each["days_late"], each["who"]) for each in late] == [(code_of(1), 5, "李工")]
    for by, groups in (("provider", {"甲院": 2, "乙院": 1}), ("district", {"高新区": 2, "金水区": 1})):
        counted = json.loads(run("progress", "--json", "--by", by)[1])["by"]
        assert {key: each["population"] for key, each in counted.items()} == groups
    assert "逾期天数" in run("progress", "--as-of", "2026-03-15")[1]
    listed = run("progress", "--as-of", "2026-03-15", "--list")[1]
    assert listed.index(name_of(1)) < listed.index(name_of(2)) < listed.index(name_of(3)), (
        "what is due first comes first"
    )
    assert "2026-03-31" in listed
    own = json.loads(run("progress", "--as-of", "2026-03-15", "--who", "张工", "--json")[1])["firms"]
    assert [each["code"] for each in own] == [code_of(2)]
    # said again: the date is mended, no second step
    run("firm", "process", code_of(1), "assigned", "--on", "2026-03-01", "--due", "2026-04-10")
    assert json.loads(run("progress", "--as-of", "2026-03-15", "--json")[1])["late"] == 0


def test_follow_up_visits_are_due_three_six_and_twelve_months_later() -> None:
    rules = process_rules(shipped())
    delivered = ProcessStep(state="delivered", on=date(2025, 11, 30))
    assert due_of([delivered], rules) == date(2026, 2, 28)
    second = ProcessStep(state="tracking", on=date(2026, 3, 2))
    assert due_of([delivered, second], rules) == date(2026, 5, 30)
    assert due_of([delivered, ProcessStep(state="tracking", on=date(2026, 6, 1))], rules) == date(2026, 11, 30)
    assert due_of([delivered, ProcessStep(state="tracking", on=date(2026, 12, 1))], rules) is None


def test_a_closed_diagnosis_is_never_late() -> None:
    steps = (ProcessStep(state="refused", on=date(2026, 1, 1), due=date(2026, 1, 2), reason="停产"),)
    found = progress(
        [FirmProcess(code="1", name="甲", steps=steps), FirmProcess(code="2", name="乙", steps=())],
        process_rules(shipped()),
        date(2026, 6, 1),
        "provider",
    )
    assert (found.whole.all_late, found.whole.firms, found.whole.states["not_started"]) == (0, 2, 1)


def test_a_delivery_holds_its_files_and_no_formula(run: Run, tmp_path: Path) -> None:
    with open_workspace(tmp_path / "ws", author="李工", device="L7", library=shipped()) as workspace:
        workspace.add_finding(
            code_of(1), Finding(kind="pain", text='=HYPERLINK("http://x")', effect="+1", title="@SUM(A1)")
        )
        workspace.add_finding(code_of(1), Finding(kind="wish", text="想看到每天的气耗"))
        workspace.add_finding(code_of(1), Finding(kind="wish", text="两年期技改贷款", title="融资需求"))
        workspace.add_finding(code_of(1), Finding(kind="wish", text="订单多了周转不开", title="周转", wish="finance"))
        workspace.add_finding(code_of(1), Finding(kind="wish", text="想学别家怎么融资", title="融资", wish="general"))
        workspace.testify(
            code_of(1), "finance_purposes", Answer(state="known", value=("equipment", "renewal"), by="财务科长")
        )
        workspace.testify(code_of(2), "finance_purposes", Answer(state="known", value=("none",), by="财务科长"))
        workspace.testify(code_of(1), "policy_situations", Answer(state="known", value=("champion_firm",), by="总经理"))
        scan = tmp_path / "scan.pdf"
        scan.write_bytes(b"%PDF-1.4 signed")
        seen = workspace.add_evidence(code_of(1), "扫描件", workspace.facts(code_of(1)).evidence[0].grade, file=scan)
        record(workspace, code_of(1), "sign_off", sheet="opinion", fingerprint="abc", by="王总", evidence=[seen.id])
    ready = tmp_path / "ready"
    ready.mkdir()
    (ready / f"报告_{name_of(1)}.docx").write_bytes(b"report")
    code, out, err = run("deliver", code_of(1), "--reports", "ready", "--out", "out", "--zip")
    assert code == 0, err
    assert "还缺" not in out
    names = zipfile.ZipFile(tmp_path / "out.zip").namelist()
    assert sorted(names) == sorted(
        str(each.relative_to(tmp_path / "out").as_posix()) for each in (tmp_path / "out").rglob("*.*")
    )
    assert len(names) == 3
    book = load_workbook(tmp_path / "out" / "交付清单.xlsx")
    assert book.sheetnames == ["验收清单", "问题清单", "需求清单", "项目清单", "融资需求名单"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or str(cell.value).startswith(("=", "+", "@"))]
    assert [row[5].value for row in book["需求清单"].iter_rows(min_row=2)] == ["想看到每天的气耗", "想学别家怎么融资"]
    loans = [[cell.value for cell in row[4:7]] for row in book["融资需求名单"].iter_rows(min_row=2)]
    assert loans == [
        ["企业自己的打算", "融资需求", "两年期技改贷款"], ["企业自己的打算", "周转", "订单多了周转不开"],
        ["问卷回答", "融资用途", "买设备、做技术改造、贷款快到期，一时还不上"],
    ], "an old record is known by its title; who has no plans is not on the list"  # fmt: skip
    assert book["验收清单"]["K2"].value == "齐全"


def test_only_what_was_delivered_goes_into_a_batch(run: Run, tmp_path: Path) -> None:
    (tmp_path / "ready").mkdir()
    assert "没有要交付的企业" in run("deliver", "--reports", "ready", "--out", "out")[1]
    steps = ("assigned", "visited", "scored", "drafted", "inner_passed", "firm_confirmed", "expert_passed", "delivered")
    for step in steps:
        assert run("firm", "process", code_of(3), step, "--on", "2026-03-02")[0] == 0
    code, out, _ = run("deliver", "--reports", "ready", "--out", "out")
    assert code == 0
    assert name_of(3) in out
    assert "还缺诊断报告、签字表单" in out
    assert name_of(1) not in out
    plain_list(tmp_path / "批.xlsx", [[name_of(n), code_of(n)] for n in (1, 2)], ("企业名称", "信用代码"))
    code, out, _ = run("deliver", "批.xlsx", "--reports", "ready", "--out", "out2")
    assert (code, name_of(2) in out, name_of(3) in out) == (0, True, False)


@pytest.mark.office
@pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice here")
def test_the_lists_open_in_libreoffice(run: Run, tmp_path: Path) -> None:
    assert SOFFICE is not None
    (tmp_path / "ready").mkdir()
    assert run("deliver", code_of(1), "--reports", "ready", "--out", "out")[0] == 0
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = [
        SOFFICE,
        home,
        "--headless",
        "--convert-to",
        "csv",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "out" / "交付清单.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert code_of(1) in (tmp_path / "交付清单.csv").read_text(encoding="utf-8")
