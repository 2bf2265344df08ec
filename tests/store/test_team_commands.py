"""Two laptops and a bureau on the command line: go apart, come together in either order, decide, nothing lost."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from diagnostics.cli.main import main
from diagnostics.store import open_workspace
from diagnostics.store.journal import sealing
from tests.builders import record, shipped
from tests.store.commands import ROOT, Ran, ended, run, terminal
from tests.store.conftest import CODE, NAME, QUICK

EXAMPLE = ROOT / "examples" / "refractory.yaml"
EXAMPLE_CODE, EXAMPLE_NAME = "91410183EXAMPLE026", "新密乙窑耐火材料有限公司（虚构）"
VARIABLE, PASSPHRASE = "QIZHEN_BUNDLE_PASSPHRASE", "新郑路 9 号"
pty_only = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal on Windows")

Qizhen = Callable[..., Ran]


@pytest.fixture
def qizhen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Qizhen:
    """Run a command in this process: `qizhen(workspace, argument, …)`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    for name in ("QIZHEN_WORKSPACE", "QIZHEN_AUTHOR"):
        monkeypatch.delenv(name, raising=False)

    def run_it(workspace: str, *arguments: str) -> Ran:
        code = main([*arguments, "--workspace", workspace])
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return run_it


def ok(ran: Ran) -> str:
    assert ran.code == 0, ran.err
    return ran.out


def answers(path: Path, **facts: object) -> str:
    """An answers file of the firm with these answers."""
    import json

    path.write_text(json.dumps({"firm": {"code": CODE, "name": NAME}, "answers": facts}), encoding="utf-8")
    return path.name


@pytest.fixture(scope="module")
def went_apart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two laptops with one author that started from one bundle and went on alone; `a.qzb` and `b.qzb` hold them."""
    folder = tmp_path_factory.mktemp("apart")

    def do(workspace: str, *arguments: str) -> None:
        assert main([*arguments, "--workspace", workspace]) == 0

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(sealing, "SCRYPT_N", QUICK)
        patch.setenv(VARIABLE, PASSPHRASE)
        patch.setenv("QIZHEN_AUTHOR", "张工")
        do("a", "firm", "add", CODE, NAME)
        first = answers(folder / "前.yaml", q01_network={"value": ["ot_net"], "by": "王主任"})
        do("a", "answer", CODE, first)
        do("a", "bundle", "export", "--out", "0.qzb")
        do("b", "bundle", "import", "0.qzb")
        for name, value in (("a", ["ot_net", "app_net"]), ("b", [])):
            said = answers(folder / f"{name}.yaml", q01_network={"value": value, "by": "王主任"}, q04_auto_collect=[])
            do(name, "answer", CODE, said)
            do(name, "bundle", "export", "--out", f"{name}.qzb")
    return folder


@pytest.fixture
def apart(qizhen: Qizhen, went_apart: Path, tmp_path: Path) -> Qizhen:
    """The two laptops, made once and copied for every test."""
    shutil.copytree(went_apart, tmp_path, dirs_exist_ok=True)
    return qizhen


def events_of(folder: Path) -> list[Any]:
    with open_workspace(folder, author="", device="", read_only=True) as workspace:
        return [(each.id, each.kind, repr(each.payload)) for each in workspace.events()]


def test_either_order_gives_the_same_and_nothing_is_lost(apart: Qizhen, tmp_path: Path) -> None:
    for bureau, order in (("局1", "ab"), ("局2", "ba")):
        for name in order:
            ok(apart(bureau, "bundle", "import", f"{name}.qzb", "--author", "局"))
    one, two = (events_of(tmp_path / each) for each in ("局1", "局2"))
    assert one == two
    assert {each[0] for each in one} == {each[0] for name in "ab" for each in events_of(tmp_path / name)}
    shown = [apart(each, "firm", "show", CODE, "--json").data() for each in ("局1", "局2")]
    assert shown[0]["conflicts"] == shown[1]["conflicts"] != []
    again = ok(apart("局1", "bundle", "import", "a.qzb"))
    assert "新记录 0 条" in again
    assert events_of(tmp_path / "局1") == one


def test_a_dry_run_tells_all_of_it_and_writes_nothing(apart: Qizhen, tmp_path: Path) -> None:
    ok(apart("局", "bundle", "import", "a.qzb"))
    before = events_of(tmp_path / "局")
    told = apart("局", "bundle", "import", "b.qzb", "--dry-run", "--json").data()
    assert (told["dry_run"], told["n_new"] > 0, told["changed_firms"]) == (True, True, [CODE])
    assert events_of(tmp_path / "局") == before
    assert apart("没有", "bundle", "import", "b.qzb", "--dry-run").code == 2
    assert not (tmp_path / "没有").exists()


def test_whose_bundle_it_is_and_what_it_brings_is_said(apart: Qizhen) -> None:
    out = ok(apart("局", "bundle", "import", "a.qzb"))
    assert "张工" in out
    assert NAME in out
    assert "拿错了数据包" in out


@pty_only
def test_a_reviewer_decides_in_the_terminal_and_all_laptops_agree(apart: Qizhen, tmp_path: Path) -> None:
    for name in "ab":
        ok(apart("局", "bundle", "import", f"{name}.qzb", "--author", "局"))
    (found,) = apart("局", "bundle", "conflicts", "--json").data()["conflicts"]
    assert found["key"] == "firm/network_capabilities"
    chosen = next(n for n, each in enumerate(found["heads"], 1) if "都没有" in each["said"])

    process = terminal(tmp_path, "bundle", "review", "--workspace", "局", "--author", "复核人")
    process.expect("第 1 处，共 1 处")
    process.expect("写编号")
    process.sendline("7")
    process.expect("1 到 2 之间")
    process.expect("写编号")
    process.sendline("")  # not now
    code, said = ended(process)
    assert (code, "还有 1 处没有处理" in said) == (0, True)

    process = terminal(tmp_path, "bundle", "review", "--workspace", "局", "--author", "复核人")
    process.expect("写编号")
    process.sendline(str(chosen))
    process.expect("理由")
    process.sendline("看了网络拓扑图")
    code, said = ended(process)
    assert (code, "没有要裁定的地方" in said) == (0, True)

    ok(apart("局", "bundle", "export", "--out", "回.qzb"))
    for name in "ab":
        ok(apart(name, "bundle", "import", "回.qzb"))
        assert apart(name, "bundle", "conflicts", "--json").data() == {"conflicts": []}
    shown = [apart(each, "firm", "show", CODE, "--fact", "q01_network").out for each in ("a", "b", "局")]
    assert shown[0] == shown[1] == shown[2]
    assert "看了网络拓扑图" in shown[0]


@pty_only
def test_a_machine_entered_on_both_laptops_is_asked_about(qizhen: Qizhen, tmp_path: Path) -> None:
    ok(qizhen("a", "firm", "add", CODE, NAME))
    ok(qizhen("a", "bundle", "export", "--out", "0.qzb"))
    ok(qizhen("b", "bundle", "import", "0.qzb"))
    for name, total in (("a", 20), ("b", 22)):
        with open_workspace(tmp_path / name, author="张工", device=name, library=shipped()) as workspace:
            workspace.add_row(CODE, "equipment", {"process": "车削", "key": True, "total": Fraction(total)})
        ok(qizhen(name, "bundle", "export", "--out", f"{name}.qzb"))
        ok(qizhen("局", "bundle", "import", f"{name}.qzb"))
    process = terminal(tmp_path, "bundle", "review", "--workspace", "局", "--author", "复核人")
    process.expect("像是同一件东西记了两次")
    process.expect("写要留下的编号")
    process.sendline("2")
    process.expect("理由")
    process.sendline("数过")
    assert ended(process)[0] == 0
    with open_workspace(tmp_path / "局", author="", device="", read_only=True) as workspace:
        assert len(workspace.facts(CODE).rows["equipment"]) == 1


def test_without_a_terminal_the_review_says_what_to_use_instead(tmp_path: Path) -> None:
    done = run(tmp_path, "bundle", "review", "--workspace", "局")
    assert (done.code, "bundle conflicts --json" in done.err) == (2, True)


# ---- what can go wrong with a bundle ----


@pytest.mark.parametrize(
    ("how", "problem"), [("cut", "BUNDLE-04"), ("wrong", "BUNDLE-03"), ("photo", "BUNDLE-02"), ("gone", "BUNDLE-01")]
)
def test_a_bundle_that_cannot_be_used_makes_no_workspace(
    apart: Qizhen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str, problem: str
) -> None:
    path = tmp_path / "x.qzb"
    content = (tmp_path / "a.qzb").read_bytes()
    if how != "gone":
        path.write_bytes({"cut": content[:120], "wrong": content, "photo": b"\xff\xd8\xff\xe0 JFIF"}[how])
    if how == "wrong":
        monkeypatch.setenv(VARIABLE, "新郑路 ９ 号")
    done = apart("新", "bundle", "import", "x.qzb")
    assert (done.code, problem in done.err) == (1, True)
    assert not (tmp_path / "新").exists()
    assert "Traceback" not in done.err


def test_a_copied_folder_that_went_on_twice_is_refused_in_words(apart: Qizhen, tmp_path: Path) -> None:
    shutil.copytree(tmp_path / "a", tmp_path / "副本")
    for name in ("a", "副本"):
        ok(apart(name, "firm", "process", CODE, "assigned", "--who", name))
        ok(apart(name, "bundle", "export", "--out", f"{name}2.qzb"))
    ok(apart("局", "bundle", "import", "a2.qzb"))
    before = events_of(tmp_path / "局")
    done = apart("局", "bundle", "import", "副本2.qzb")
    assert (done.code, "BUNDLE-09" in done.err) == (1, True)
    assert events_of(tmp_path / "局") == before


def test_a_clock_that_runs_ahead_is_told(apart: Qizhen, tmp_path: Path) -> None:
    from dataclasses import replace
    from datetime import timedelta

    from diagnostics.store.travel.bundle import write_bundle

    with open_workspace(tmp_path / "a", author="", device="", read_only=True) as workspace:
        late = [replace(each, recorded_at=each.recorded_at + timedelta(days=400)) for each in workspace.events()]
        write_bundle(tmp_path / "快.qzb", "新郑路 9 号", late, workspace.id, workspace)
    done = apart("局", "bundle", "import", "快.qzb")
    assert (done.code, "时钟" in done.err) == (0, True)
    assert apart("局", "bundle", "import", "快.qzb", "--json").data()["ahead"] is not None
    assert apart("局", "bundle", "import", "a.qzb").code == 1, "the same events with other times are not the same"


def test_a_bundle_is_never_written_over_a_file(apart: Qizhen, tmp_path: Path) -> None:
    before = (tmp_path / "a.qzb").read_bytes()
    done = apart("a", "bundle", "export", "--out", "a.qzb")
    assert (done.code, "BUNDLE-08" in done.err) == (1, True)
    assert (tmp_path / "a.qzb").read_bytes() == before
    done = apart("a", "bundle", "export", "--out", "没有的文件夹/a.qzb")
    assert (done.code, "BUNDLE-07" in done.err) == (3, True)


@pty_only
def test_a_passphrase_is_asked_twice_never_shown_and_never_taken_from_the_command_line(tmp_path: Path) -> None:
    assert run(tmp_path, "firm", "add", CODE, NAME, "--workspace", "a").code == 0
    assert run(tmp_path, "bundle", "export", "--out", "x.qzb", "--workspace", "a").code == 2, "no terminal, no variable"
    for second, code in (("口令2", 2), ("口令1", 0)):
        process = terminal(tmp_path, "bundle", "export", "--out", "x.qzb", "--workspace", "a")
        process.expect("口令")
        process.sendline("口令1")
        process.expect("再输一次")
        process.sendline(second)
        status, said = ended(process)
        assert (status, "口令1" in said) == (code, False)
        assert ("容易猜出来" in said) is (code == 0)
        assert (tmp_path / "x.qzb").exists() is (code == 0)
    assert list(tmp_path.glob("*.part")) == []


# ---- de-identified ----


def test_a_deidentified_bundle_of_the_command_line_names_nobody(qizhen: Qizhen, tmp_path: Path) -> None:
    ok(qizhen("a", "firm", "add", EXAMPLE_CODE, EXAMPLE_NAME, "--author", "李顾问"))
    ok(qizhen("a", "answer", EXAMPLE_CODE, str(EXAMPLE), "--author", "李顾问"))
    photo = tmp_path / "王总合影.jpg"
    photo.write_bytes(b"\xff\xd8\xff\xe0 a photo with faces")
    with open_workspace(tmp_path / "a", author="李顾问", device="张三的电脑") as workspace:
        from diagnostics.model.content.marks import Grade

        workspace.add_evidence(EXAMPLE_CODE, "现场照片", Grade.E3, file=photo, number="HT-2026-77", note="王总在场")
        record(workspace, EXAMPLE_CODE, "visit_changed", visit={"interviewees": "王建国"})
        workspace.record_consent(EXAMPLE_CODE, True, by="王建国")
        names = identifying(workspace)
    ok(qizhen("a", "firm", "process", EXAMPLE_CODE, "assigned", "--who", "赵六", "--note", "老板是王建国"))
    out = ok(qizhen("a", "bundle", "export", "--out", "d.qzb", "--deidentified"))
    assert "去标识" in out
    assert "成 1 组，最小的一组 1 家" in out, "how easily a firm is told from the others"
    ok(qizhen("研究", "bundle", "import", "d.qzb", "--author", "研究员"))
    with open_workspace(tmp_path / "研究", author="", device="", read_only=True) as lab:
        everything = repr([(each, each.payload) for each in lab.events()])
        files = [each for each in (tmp_path / "研究" / "evidence").rglob("*") if each.is_file()]
        (firm,) = lab.firms()
        assert len(lab.facts(firm.code).answers) > 100, "what can be analysed is there"
        since = {each.value for (_, fact), each in lab.facts(firm.code).answers.items() if fact == "site_in_use_since"}
        assert since == {date(2024, 1, 1)}, "of a day that was answered only the year is left"
    assert files == []
    assert sorted(name for name in names if name in everything) == []
    raw = (tmp_path / "研究" / "workspace.sqlite").read_bytes()
    assert [name for name in names if name.encode() in raw] == []
    scored = qizhen("研究", "score", firm.code, "--json", "--as-of", "2026-06-30")
    assert scored.code == 0, scored.err


def identifying(workspace: Any) -> set[str]:
    """Every text of the firm that names somebody or was written by hand."""
    found = {
        EXAMPLE_CODE,
        EXAMPLE_NAME,
        "新密乙窑",
        "李顾问",
        "张三的电脑",
        "王总合影",
        "HT-2026-77",
        "王建国",
        "赵六",
    }
    facts = workspace.facts(EXAMPLE_CODE)
    for each in workspace.events():
        found |= {each.id, each.workspace}
    for answer in facts.answers.values():
        found |= {answer.by, answer.note}
    for evidence in facts.evidence:
        found |= {evidence.by, evidence.number, evidence.note}
    for kept in facts.findings:
        found |= {kept.finding.text, kept.finding.title, kept.finding.effect, kept.finding.by}
    for subject in facts.subjects:
        found |= {subject.name} if subject.kind != "firm" else set()
    for rows in facts.rows.values():
        for row in rows:
            found |= {each for each in row.row.values.values() if isinstance(each, str) and not each.isascii()}
    return {each for each in found if len(each) > 1 and each not in {"整个厂区"}}
