"""The commands firm, answer and doctor, and the others on a firm of the workspace."""

from __future__ import annotations

import json
import os
import re
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from diagnostics.cli.commands.workspace import doctor
from diagnostics.cli.main import main
from diagnostics.cli.text.tables import width
from diagnostics.model.firm.answers import Answer
from diagnostics.store import open_workspace
from diagnostics.words.catalogue import catalogue
from tests.builders import shipped
from tests.store.conftest import CODE

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "refractory.yaml"
NAME = "*ST精工:一号/二厂?"
CODE_OF_EXAMPLE, NAME_OF_EXAMPLE = "91410183EXAMPLE026", "新密乙窑耐火材料有限公司（虚构）"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in an empty folder; returns exit code, output and messages."""
    monkeypatch.chdir(tmp_path)
    for name in ("QIZHEN_WORKSPACE", "QIZHEN_PASSPHRASE", "QIZHEN_AUTHOR"):
        monkeypatch.delenv(name, raising=False)

    def run_it(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run_it


def data(result: tuple[int, str, str]) -> dict[str, Any]:
    assert result[0] == 0, result[2]
    return json.loads(result[1])  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one example firm in it; made once, copied for every test."""
    folder = tmp_path_factory.mktemp("prepared") / "ws"
    assert main(["firm", "add", CODE_OF_EXAMPLE, NAME_OF_EXAMPLE, "--fictitious", "--workspace", str(folder)]) == 0
    assert main(["answer", CODE_OF_EXAMPLE, str(EXAMPLE), "--workspace", str(folder)]) == 0
    return folder


@pytest.fixture
def example(run: Run, prepared: Path, tmp_path: Path) -> Run:
    shutil.copytree(prepared, tmp_path / "qizhen-workspace")
    return run


# ---- the register ----


def test_the_first_firm_makes_the_workspace_in_the_usual_place(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("firm", "add", CODE.lower(), NAME, "--author", "李工")
    assert (code, str(tmp_path / "qizhen-workspace") in out) == (0, True)
    (listed,) = data(run("firm", "list", "--json"))["firms"]
    assert (listed["name"], listed["code"]) == (NAME, CODE)
    with open_workspace(tmp_path / "qizhen-workspace", author="", device="", read_only=True) as workspace:
        assert workspace.events()[0].author == "李工"


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("410100100012345", "旧的营业执照注册号"),
        (f"{CODE}(1-1)", "后面多了“(1-1)”"),
        (CODE[:-1] + "9", "ANS-52"),
        (CODE[:-1], "ANS-50"),
        (CODE[:-1] + "O", "ANS-51"),
    ],
)
def test_a_wrong_code_is_an_error_in_the_register(run: Run, tmp_path: Path, code: str, problem: str) -> None:
    result = run("firm", "add", code, NAME)
    assert (result[0], problem in result[2]) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_a_code_is_registered_once(run: Run) -> None:
    run("firm", "add", CODE, NAME)
    code, _, err = run("firm", "add", CODE, "别的名称")
    assert (code, "STORE-21" in err, NAME in err) == (1, True, True)


@pytest.mark.parametrize(
    ("arguments", "exit_code", "said"),
    [
        (("firm", "list"), 2, "没有指定工作区"),
        (("firm", "list", "--workspace", "none"), 1, "STORE-07"),
        (("answer", "甲", "a.yaml", "--workspace", "none"), 1, "ANS-01"),
        (("answer", "甲", str(EXAMPLE), "--workspace", "none"), 2, "里没有工作区"),
        (("score", "甲", "--workspace", "postgresql://me:secret@host/db"), 1, "STORE-"),
        (("firm",), 2, "操作"),
        (("firm", "add", CODE, "  "), 2, "名称是空的"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, tuple) else "",
)
def test_without_a_workspace_the_user_is_told_what_to_do(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], exit_code: int, said: str
) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (exit_code, "")
    assert said in err
    assert "secret" not in err
    assert list(tmp_path.iterdir()) == []


def test_the_workspace_may_stand_before_or_behind_the_part_of_the_command(run: Run) -> None:
    run("firm", "--workspace", "a", "add", CODE, NAME)
    assert len(data(run("firm", "list", "--json", "--workspace", "a"))["firms"]) == 1


def test_lists_fit_the_screen(example: Run) -> None:
    example("firm", "add", CODE, NAME)
    for arguments in (("firm", "list"), ("firm", "show", CODE_OF_EXAMPLE), ("doctor",)):
        code, out, _ = example(*arguments)
        assert code == 0, out
        assert [line for line in out.splitlines() if width(line) > 80 and "/" not in line] == []


# ---- answers ----


def test_a_firm_of_the_workspace_scores_like_its_file(example: Run) -> None:
    dates = ("--as-of", "2026-06-30", "--json")
    named = data(example("score", NAME_OF_EXAMPLE[:6], *dates))
    file = data(example("score", "--answers", str(EXAMPLE), *dates))
    assert named == file


def test_explain_report_and_coverage_read_the_workspace(example: Run, tmp_path: Path) -> None:
    assert example("explain", CODE_OF_EXAMPLE, "digital_level:total")[0] == 0
    assert example("report", CODE_OF_EXAMPLE, "--out", "r", "--format", "html")[0] == 0
    assert len(list((tmp_path / "r").glob("*.html"))) == 3
    city = data(example("coverage", "--json", "--as-of", "2026-06-30"))
    assert (city["population"], sum(city["statuses"].values())) == (1, 1)


def test_the_same_file_twice_changes_nothing(example: Run) -> None:
    done = data(example("answer", CODE_OF_EXAMPLE, str(EXAMPLE), "--json"))
    assert {key: done[key] for key in ("answers", "rows", "evidence", "findings")} == dict.fromkeys(
        ("answers", "rows", "evidence", "findings"), 0
    )


def test_a_figure_outside_a_soft_range_is_told_once_recorded_and_no_more_once_confirmed(
    example: Run, tmp_path: Path
) -> None:
    given = tmp_path / "元.yaml"
    text = EXAMPLE.read_text(encoding="utf-8")
    year = next(line for line in text.splitlines() if "year: 2025" in line)
    employees = year.partition("employees: ")[2].partition(",")[0]
    given.write_text(text.replace(year, year.replace(f"employees: {employees}", f"employees: {employees}00")), "utf-8")
    title = f"years.employees:2025={employees}00"
    code, _, err = example("answer", CODE_OF_EXAMPLE, str(given))
    assert (code, err.count("STORE-43"), title in err) == (0, 1, True)
    scored = data(example("score", CODE_OF_EXAMPLE, "--as-of", "2026-06-30", "--json"))["warnings"]
    assert title in [each["fact"] for each in scored]
    assert example("firm", "explain", CODE_OF_EXAMPLE, title, "--reason", "并了一家厂")[0] == 0
    scored = data(example("score", CODE_OF_EXAMPLE, "--as-of", "2026-06-30", "--json"))["warnings"]
    assert title not in [each["fact"] for each in scored]
    assert "STORE-43" not in example("answer", CODE_OF_EXAMPLE, str(given))[2]
    assert "并了一家厂" in example("firm", "show", CODE_OF_EXAMPLE)[1]


def test_a_share_decided_for_a_percent_is_told(example: Run) -> None:
    arguments = ("firm", "decide", CODE_OF_EXAMPLE, "market_share", "--value", "0.38", "--reason", "协会证明")
    assert "0.38%，不到 1%" in example(*arguments)[2]


def test_no_figure_that_never_was_can_be_explained(example: Run) -> None:
    assert example("firm", "explain", CODE_OF_EXAMPLE, "years.nothing:2025=1", "--reason", "不知道")[0] == 2


def test_the_file_of_another_firm_is_refused(example: Run) -> None:
    example("firm", "add", CODE, NAME)
    code, _, err = example("answer", CODE, str(EXAMPLE))
    assert (code, "STORE-42" in err) == (1, True)
    assert data(example("firm", "show", CODE, "--json"))["answers"] == 0


def test_a_broken_file_brings_nothing(example: Run, tmp_path: Path) -> None:
    before = data(example("firm", "list", "--json"))
    broken = tmp_path / "broken.yaml"
    broken.write_text(EXAMPLE.read_text(encoding="utf-8").replace("s_decision:", "s_decison:"), encoding="utf-8")
    code, _, err = example("answer", CODE_OF_EXAMPLE, str(broken))
    assert (code, "ANS-20" in err) == (1, True)
    assert data(example("firm", "list", "--json")) == before


def test_a_new_assessment_is_opened_by_its_name(example: Run) -> None:
    assert example("answer", CODE_OF_EXAMPLE, str(EXAMPLE), "--assessment", "T1", "--on", "2027-05-01")[0] == 0
    shown = data(example("firm", "show", CODE_OF_EXAMPLE, "--json"))
    assert (shown["assessments"], shown["assessment"]) == (["T0", "T1"], "T1")
    earlier = data(example("firm", "show", CODE_OF_EXAMPLE, "--json", "--as-of", "2027-04-30"))
    assert earlier["assessment"] == "T0"
    code, _, err = example("answer", CODE_OF_EXAMPLE, str(EXAMPLE), "--assessment", "T9")
    assert (code, "STORE-32" in err) == (1, True)


# ---- one firm ----


def test_conflicts_and_what_is_owed_are_shown(example: Run, tmp_path: Path) -> None:
    with open_workspace(tmp_path / "qizhen-workspace", author="王工", device="L8", library=shipped()) as workspace:
        workspace.testify(CODE_OF_EXAMPLE, "s_decision", Answer(state="known", value="l2", by="信息主管李四"))
        workspace.postpone(CODE_OF_EXAMPLE, "q01_network", ask="总经理", note="周五电话")
    code, out, _ = example("firm", "show", CODE_OF_EXAMPLE)
    assert code == 0
    for said in (
        "说法不一 1 处",
        "未裁定",
        "信息主管李四",
        "没有查清的问题 2 项",
        "问 总经理：网络建设能力",
        "周五电话",
    ):
        assert said in out
    shown = data(example("firm", "show", CODE_OF_EXAMPLE, "--json"))
    assert [each["fact"] for each in shown["conflicts"]] == ["s_decision"]
    assert [each["ask"] for each in shown["owed"]] == ["总经理"]
    assert [(each["fact"], each["reason"]) for each in shown["open"]] == [
        ("network_capabilities", "put_off"), ("market_share", "unknown")
    ]  # fmt: skip
    code, out, _ = example("firm", "show", CODE_OF_EXAMPLE, "--fact", "s_decision")
    assert (code, "现在采用" in out, "信息主管李四" in out) == (0, True, True)
    code, _, err = example("firm", "show", CODE_OF_EXAMPLE, "--fact", "s_decison")
    assert (code, "s_decision" in err) == (2, True)


def test_a_purge_asks_first_and_then_leaves_nothing(example: Run) -> None:
    code, _, err = example("firm", "purge", CODE_OF_EXAMPLE, "--reason", "保留期满")
    assert (code, "--yes" in err) == (2, True)
    assert len(data(example("firm", "list", "--json"))["firms"]) == 1
    code, out, _ = example("firm", "purge", CODE_OF_EXAMPLE, "--reason", "保留期满", "--yes")
    assert (code, "已清除" in out) == (0, True)
    assert data(example("firm", "list", "--json")) == {"firms": []}


def test_an_encrypted_workspace_is_used_with_the_passphrase_of_the_environment(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("firm", "add", CODE, NAME, "--encrypt")[0] == 2
    monkeypatch.setenv("QIZHEN_PASSPHRASE", "新郑路")
    assert run("firm", "add", CODE, NAME, "--encrypt")[0] == 0
    assert len(data(run("firm", "list", "--json"))["firms"]) == 1
    assert run("firm", "add", CODE, NAME, "--encrypt")[0] == 2
    monkeypatch.setenv("QIZHEN_PASSPHRASE", "wrong")
    code, _, err = run("firm", "list")
    assert (code, "STORE-09" in err) == (1, True)
    monkeypatch.delenv("QIZHEN_PASSPHRASE")
    code, _, err = run("firm", "list")
    assert (code, "STORE-08" in err) == (1, True)


# ---- doctor ----


def findings(result: tuple[int, str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in json.loads(result[1])["findings"]:
        found.setdefault(each["topic"], []).append(each["health"])
    return found


def test_doctor_finds_a_healthy_workspace_well(example: Run) -> None:
    result = example("doctor", "--json")
    found = findings(result)
    assert (found["workspace"], found["journal"], found["write"]) == (["ok"], ["ok"], ["ok"])
    assert result[0] == (1 if "wrong" in [each for health in found.values() for each in health] else 0)


def test_doctor_needs_no_workspace(run: Run, tmp_path: Path) -> None:
    assert findings(run("doctor", "--json"))["workspace"] == ["ok"]
    assert list(tmp_path.iterdir()) == []


def test_doctor_names_a_damaged_workspace_and_ends_with_1(example: Run, tmp_path: Path) -> None:
    path = tmp_path / "qizhen-workspace" / "workspace.sqlite"
    content = bytearray(path.read_bytes())
    content[8192:20_000] = os.urandom(20_000 - 8192)
    path.write_bytes(content)
    code, out, _ = example("doctor")
    assert (code, "STORE-04" in out, "Traceback" in out) == (1, True, False)


def test_doctor_knows_every_package_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    named = {
        re.split(r"[<>=\[ ]", each)[0] for each in [*project["dependencies"], *extras["heic"], *extras["postgres"]]
    }
    assert {each.lower() for each in named} == {each.lower() for each in doctor.PACKAGES}


# ---- the page ----


def test_every_code_of_the_store_is_on_its_page() -> None:
    problems = catalogue()["problems"]
    page = (ROOT / "docs" / "workspace.md").read_text(encoding="utf-8")
    codes = [code for code in problems if code.startswith("STORE-")]
    assert len(codes) > 20
    assert [code for code in codes if f"| {code} |" not in page] == []
