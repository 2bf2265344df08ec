"""A second visit is told against the first: what changed, because of what, what was planned and is not done."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml
from pypdf import PdfReader

from diagnostics.app.dates import Dates
from diagnostics.app.firms import read_firm
from diagnostics.app.report.earlier import earlier_in_file, earlier_of
from diagnostics.app.report.reporting import Made, ReportSettings, make_report
from diagnostics.cli.main import main
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model.document import Document, Heading, ListBlock
from diagnostics.model.plain_text import clean_line
from diagnostics.report.formats.stamp import read_stamp
from diagnostics.store import open_workspace
from diagnostics.store.facts.issuing import issued_reports
from tests.builders import shipped
from tests.report.reading import ROOT, code_of, example, tables_of, text_of
from tests.report.second_visit import FIRST_DAY, SECOND_DAY, write_second_visit
from tests.report.test_building import FOOD

CODE = code_of(FOOD)
CHAPTER, OWNERS = "与上次相比", "和上次（2026年6月30日）比"
AUTHOR = ("--author", "李工")


def qizhen(*words: str | Path) -> int:
    return main([str(word) for word in words])


def issue(workspace: Path, day: str, out: Path, *more: str | Path) -> int:
    days = ("--as-of", day, "--report-date", day)
    return qizhen("report", "issue", CODE, "--workspace", workspace, *AUTHOR, *days, "--out", out, *more)


def draft(workspace: Path, out: Path, *more: str | Path) -> int:
    days = ("--as-of", SECOND_DAY, "--report-date", SECOND_DAY)
    return qizhen("report", CODE, "--workspace", workspace, "--format", "docx", *days, "--out", out, *more)


def file_in(folder: Path, ending: str) -> bytes:
    (path,) = folder.glob(f"*{ending}")
    return path.read_bytes()


def told_again(workspace: Path, since: str | None = None) -> Made:
    """Return the report of the second visit in memory."""
    dates = Dates(date.fromisoformat(SECOND_DAY))
    with open_workspace(workspace, author="", device="", read_only=True, library=shipped()) as opened:
        named = date.fromisoformat(since) if since else None
        earlier = earlier_of(opened, CODE, shipped(), dates, named)
        firm = opened.answers(CODE, as_of=dates.as_of)
    settings = ReportSettings(known_at=dates.day, report_date=dates.day, files=("docx",))
    return make_report(diagnose([firm], shipped(), dates.day)[0], settings, earlier=earlier)


def headings(document: Document) -> list[str]:
    return [clean_line(block.text) for block in document.blocks if isinstance(block, Heading)]


def owner_lines(document: Document) -> list[str]:
    """Return the lines that the owner reads about the first visit."""
    at = next(at for at, each in enumerate(document.blocks) if isinstance(each, Heading) and each.text == OWNERS)
    block = document.blocks[at + 1]
    assert isinstance(block, ListBlock)
    return ["".join(run.text for run in item) for item in block.items]


def rows(document: Document, table: str) -> list[tuple[str, ...]]:
    return [tuple(clean_line(cell.text) for cell in row) for row in tables_of(document)[table].rows]


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a workspace `ws` that knows two visits; a report of each is issued, into `one` and `two`."""
    folder = tmp_path_factory.mktemp("visits")
    at = ("--workspace", folder / "ws", *AUTHOR)
    assert qizhen("firm", "add", CODE, example(FOOD).firm.name, "--fictitious", *at) == 0
    assert qizhen("answer", CODE, FOOD, "--on", "2026-06-09", *at) == 0
    assert issue(folder / "ws", FIRST_DAY, folder / "one") == 0
    second = write_second_visit(folder / "second.yaml")
    assert qizhen("answer", CODE, second, "--assessment", "T1", "--on", "2027-03-16", *at) == 0
    assert issue(folder / "ws", SECOND_DAY, folder / "two") == 0
    return folder


@pytest.fixture(scope="module")
def again(visited: Path) -> Made:
    """The report of the second visit."""
    return told_again(visited / "ws")


# ---- whom it is told ----


def test_a_first_visit_prints_nothing_of_an_earlier_one(visited: Path) -> None:
    for page in ("企业报告.html", "证据册.html"):
        assert CHAPTER not in file_in(visited / "one", page).decode("utf-8")
    owner = "".join(
        page.extract_text() for page in PdfReader(io.BytesIO(file_in(visited / "one", "老板看的.pdf"))).pages
    )
    assert "和上次" not in owner
    assert "since" not in read_stamp(file_in(visited / "one", ".docx"), "one.docx")


def test_a_second_visit_has_its_chapter_once_in_each_document(again: Made) -> None:
    told = {name: headings(document) for name, document in again.documents.items()}
    assert [told[name].count(CHAPTER) for name in ("owner", "firm", "bureau")] == [0, 1, 1]
    assert told["owner"].count(OWNERS) == 1
    assert next(each for each in again.checks if each.id == "check_01").outcome == "passed"


def test_the_pages_are_no_more_than_they_may_be(visited: Path) -> None:
    pages = {
        name: len(PdfReader(io.BytesIO(file_in(visited / "two", f"{name}.pdf"))).pages)
        for name in ("老板看的", "企业报告")
    }
    assert pages["老板看的"] <= 2
    assert pages["企业报告"] <= 15


# ---- what the owner reads ----


def test_the_owner_reads_five_lines_with_the_figures_of_his_losses_measures_and_money(again: Made) -> None:
    levels, pains, measures, late, money = owner_lines(again.documents["owner"])
    assert levels.startswith("等级：级别没有变；智能制造能力成熟度 0.57 分 → 0.65 分（因为")
    assert "看得见的年损失 7.1 万元 → 2.1 万元" in pains
    assert "从成品查到锅、机、料的时间 220 分钟 → 25 分钟，目标 10 分钟" in pains
    assert "“订单在聊天群里，忙起来就漏”企业说没有了" in pains
    assert measures.startswith("上次定的 14 件事：办成 5 件（“画网络和系统集成规划图”、“写检验计划和批次规则”等 5 项）")
    assert "看不出动过 5 件，1 件从回答里看不出来" in measures
    assert "“库位编码和标签”（2026年10月30日前）" in late
    assert "2026 年数字化投入 8.6 万元" in money


def test_what_is_done_is_not_owed_and_what_was_promised_later_is_not_late(again: Made) -> None:
    plan = {name: done for name, _, done, _ in rows(again.documents["bureau"], "since_plan")}
    left = {name: done for name, _, done, _ in rows(again.documents["firm"], "since_measures")}
    assert (len(plan), len(left)) == (14, 8)
    assert "另有 1 件没办完的，列在证据册" in text_of(again.documents["firm"])
    for name in ("画网络和系统集成规划图", "写检验计划和批次规则", "盘清库存", "扫码批次追溯小程序", "一页质量日报"):
        assert name not in left
    assert left["统一物料、客户、供应商编码"] == left["列设备清单和接口"] == left["库位编码和标签"] == "办了一半"
    assert left["数字化管理制度"] == left["列计量点和抄表"] == "看不出动过"
    assert left["订单登记成一张总表"] == "回答里看不出，当面核对"
    since = again.given.since
    assert since is not None
    assert {each.name for each in since.measures if each.late} == {
        "库位编码和标签", "统一物料、客户、供应商编码", "数字化管理制度", "列设备清单和接口", "列计量点和抄表",
    }  # fmt: skip
    assert not since.replanned, "the plan was kept with the report"


# ---- what the reviewer reads ----


def test_every_answer_that_changed_is_told_with_old_new_who_and_when_and_no_other(again: Made) -> None:
    told = {row[0]: row[1:] for row in rows(again.documents["bureau"], "since_answers")}
    assert set(told) == {
        "系统集成的意识", "凭经验的数据分析", "采购管理场景", "设备点巡检", "质量管理场景", "产品过程信息的追溯",
        "在线检测和质量追溯", "仓储管理规范", "按计划配送物料", "工序设备表·灌装和封口", "三年数字表·2026",
    }  # fmt: skip
    assert told["质量管理场景"] == (
        "未达一级", "一级", "品控主管", "2027-03-16", "有文件", "写检验计划和批次规则、一页质量日报"
    )  # fmt: skip
    assert told["采购管理场景"][:2] == ("未达一级", "未达一级")
    assert told["采购管理场景"][4] == "口述 → 有文件"
    assert told["工序设备表·灌装和封口"][:4] == (
        "数字化设备（台） 0、已联网设备（台） 0", "数字化设备（台） 3、已联网设备（台） 3", "周工", "2027-03-16"
    )  # fmt: skip
    assert told["三年数字表·2026"][0] == "没有这一行"
    assert "安全、环保的数字化管理" in text_of(again.documents["bureau"]).split("这次没有再问的 1 项")[1][:40]


def test_a_condition_that_changed_names_the_answers_that_changed_it(again: Made) -> None:
    ((name, before, after, because),) = rows(again.documents["bureau"], "since_conditions")
    assert name == "国家智能工厂·先进级·供应链数字化管理"
    assert (before, after) == ("不满足（核实：待查）", "不满足")
    assert because == "回答没变，证明变了：采购管理场景"


def test_a_change_of_the_rules_is_told_apart_from_a_change_of_the_firm(visited: Path, tmp_path: Path) -> None:
    """The first report was judged by other rules: half of level 1 was enough."""
    shipped_rules = yaml.safe_load((ROOT / "benchmarks" / "standards" / "cmmm.yaml").read_text(encoding="utf-8"))
    ladder = next(each for each in shipped_rules["ladders"] if each["id"] == "level")
    ladder["steps"][0]["need"]["all"][0]["at_least"] = 0.5
    rules = tmp_path / "rules" / "benchmarks" / "standards"
    rules.mkdir(parents=True)
    overlay = {"kind": "standard", "id": "cmmm", "ladders": [{"id": "level", "steps": ladder["steps"]}]}
    (rules / "cmmm.yaml").write_text(yaml.safe_dump(overlay, allow_unicode=True), encoding="utf-8")
    at = ("--workspace", tmp_path / "ws", *AUTHOR)
    assert qizhen("firm", "add", CODE, example(FOOD).firm.name, "--fictitious", *at) == 0
    assert qizhen("answer", CODE, FOOD, "--on", "2026-06-09", *at) == 0
    assert issue(tmp_path / "ws", FIRST_DAY, tmp_path / "one", "--content", tmp_path / "rules") == 0
    second = visited / "second.yaml"
    assert qizhen("answer", CODE, second, "--assessment", "T1", "--on", "2027-03-16", *at) == 0
    made = told_again(tmp_path / "ws")
    (moved,) = rows(made.documents["bureau"], "since_rules")
    assert moved == ("智能制造能力成熟度·成熟度等级", "自报一级，核实未达一级", "自报未达一级，核实未达一级")
    lines = owner_lines(made.documents["owner"])
    assert lines[0].startswith("等级：级别没有变"), "the firm did not fall"
    assert lines[-1].startswith("规则也改过：智能制造能力成熟度·成熟度等级上次印的是“自报一级，核实未达一级”")
    assert lines[-1].endswith("这不是企业变了。")


# ---- against what ----


def test_a_correction_of_the_same_report_is_no_second_visit(visited: Path) -> None:
    with open_workspace(visited / "ws", author="", device="", read_only=True) as opened:
        first, second = issued_reports(opened, CODE)
    assert first.frozen.earlier is None
    assert second.frozen.earlier is not None
    assert (second.frozen.earlier.number, second.frozen.earlier.version) == (f"{CODE}-T0", 1)
    assert first.frozen.measures is not None
    assert len(first.frozen.measures) == 14


def test_an_issued_second_report_is_made_again_byte_for_byte(visited: Path, tmp_path: Path) -> None:
    at = ("--workspace", visited / "ws", "--out", tmp_path)
    assert qizhen("report", "issue", CODE, "--again", *at) == 0
    assert file_in(tmp_path, ".docx") == file_in(visited / "two", ".docx")


def test_the_day_is_chosen_and_nothing_is_compared_where_nobody_wants_it(visited: Path, tmp_path: Path) -> None:
    workspace = visited / "ws"
    assert draft(workspace, tmp_path / "none", "--since", "none") == 0
    assert "since" not in read_stamp(file_in(tmp_path / "none", "企业报告.docx"), "none.docx")
    assert draft(workspace, tmp_path / "day", "--since", "2026-07-01") == 0
    assert read_stamp(file_in(tmp_path / "day", "企业报告.docx"), "day.docx")["since"] == "2026-07-01"
    assert draft(workspace, tmp_path / "usual") == 0
    assert read_stamp(file_in(tmp_path / "usual", "企业报告.docx"), "usual.docx")["since"] == FIRST_DAY


def test_a_day_that_is_not_named_in_a_report_is_the_state_of_then_and_its_plan_is_made_anew(visited: Path) -> None:
    since = told_again(visited / "ws", "2026-07-01").given.since
    assert since is not None
    assert (since.number, since.replanned, since.rules) == ("", True, ())
    assert len(since.measures) == 14


@pytest.mark.parametrize(
    ("since", "ends", "told"),
    [("2027-03-31", 2, "要早于这次的 2027-03-31"), ("2027-13-01", 2, "2027-13-01"), ("gestern", 2, "gestern")],
)
def test_a_day_that_cannot_be_is_refused(
    since: str, ends: int, told: str, visited: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _ended(lambda: draft(visited / "ws", tmp_path, "--since", since)) == ends
    assert told in capsys.readouterr().err


def test_a_day_before_anything_was_known_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ("--workspace", tmp_path / "ws", *AUTHOR)
    assert qizhen("firm", "add", CODE, "刚登记（虚构）", "--fictitious", *at) == 0
    assert qizhen("answer", CODE, FOOD, "--on", "2026-06-09", *at) == 0
    capsys.readouterr()
    assert draft(tmp_path / "ws", tmp_path / "out", "--since", "2020-01-01") == 1
    assert "REPORT-03" in capsys.readouterr().err


# ---- answers files ----


def of_files(folder: Path, out: Path, *more: str | Path) -> int:
    days = ("--as-of", SECOND_DAY, "--known-at", SECOND_DAY, "--report-date", SECOND_DAY)
    command = ("report", "--answers", folder / "second.yaml", "--for", "firm", "--format", "docx", *days)
    return qizhen(*command, "--out", out, *more)


def test_two_answers_files_are_compared_and_the_draft_is_verified_with_both(
    visited: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert of_files(visited, tmp_path, "--before", FOOD, "--since", FIRST_DAY) == 0
    (edited,) = tmp_path.glob("*.docx")
    verify = ("report", "verify", edited, "--answers", visited / "second.yaml")
    capsys.readouterr()
    assert qizhen(*verify) == 1
    assert "VERIFY-06" in capsys.readouterr().err
    assert qizhen(*verify, "--before", FOOD) == 0


@pytest.mark.parametrize("more", [("--since", FIRST_DAY), ("--before", str(FOOD))])
def test_of_answers_files_both_the_file_and_the_day_are_named(
    more: tuple[str, ...], visited: Path, tmp_path: Path
) -> None:
    assert _ended(lambda: of_files(visited, tmp_path, *more)) == 2


def test_another_firm_is_no_earlier_visit(visited: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = FOOD.with_name("refractory.yaml")
    assert of_files(visited, tmp_path, "--before", other, "--since", FIRST_DAY) == 1
    assert "CITY-03" in capsys.readouterr().err


# ---- secrecy ----


def test_what_stays_inside_a_firm_under_secrecy_is_not_told_of_the_first_visit_either(
    visited: Path, tmp_path: Path
) -> None:
    """It came under secrecy between the visits: neither the machines of then nor those of now are told."""
    days = [date.fromisoformat(each) for each in (FIRST_DAY, SECOND_DAY)]
    secret = tmp_path / "secret.yaml"
    text = (visited / "second.yaml").read_text(encoding="utf-8")
    assert text.count("secrecy_duty: {value: false") == 1
    secret.write_text(text.replace("secrecy_duty: {value: false", "secrecy_duty: {value: true"), encoding="utf-8")
    earlier = earlier_in_file(FOOD, shipped(), days[0]).value
    firm = read_firm(secret, shipped(), Dates(days[1], days[1])).value
    settings = ReportSettings(known_at=days[1], report_date=days[1], files=("docx",))
    made = make_report(diagnose([firm], shipped(), days[1])[0], settings, earlier=earlier)
    told = {row[0] for row in rows(made.documents["bureau"], "since_answers")}
    assert "质量管理场景" in told
    assert not [each for each in told if each.startswith("工序设备表")]
    for document in made.documents.values():
        assert "设备联网率 0%" not in text_of(document)
        assert "13.64%" not in text_of(document)


def _ended(run: Callable[[], int]) -> int | str | None:
    try:
        return run()
    except SystemExit as stopped:
        return stopped.code
