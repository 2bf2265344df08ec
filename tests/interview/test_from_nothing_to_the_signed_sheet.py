"""From an empty folder to the signed sheet: every command as a consultant types it, in a real terminal of 80×24."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from diagnostics.interview.course.course import Course
from diagnostics.model.content.marks import Grade
from diagnostics.store import open_workspace
from tests.builders import shipped
from tests.evidence.photo_files import jpeg, personal_exif, picture, write

ROOT = Path(__file__).resolve().parents[2]
CODE = "91410100MA4D000018"
DAY = "2026-06-30"


def qizhen(*arguments: str) -> str:
    """Run a command and return what it printed; fails with what went wrong."""
    environment = {**os.environ, "PYTHONUTF8": "1"}
    run = subprocess.run(
        [sys.executable, "-m", "diagnostics", *arguments], cwd=ROOT, env=environment, capture_output=True, check=False
    )
    assert run.returncode == 0, run.stderr.decode()
    return run.stdout.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal on Windows")
@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="no pdftoppm: nothing prints the sheet to be signed")
def test_from_an_empty_workspace_to_the_signed_sheet(tmp_path: Path) -> None:
    folder, phone = tmp_path / "工作区", tmp_path / "手机"
    qizhen("firm", "add", CODE, "示例一号（虚构）", "--workspace", str(folder), "--author", "李工")
    phone.mkdir()
    write(phone / "IMG_1.jpg", jpeg(picture(3000, 2000), personal_exif(taken="2026:06:30 09:10:00")))
    options = ("--workspace", str(folder), "--author", "李工", "--as-of", DAY, "--inbox", str(phone))
    _first_sitting(options)
    _second_sitting(options)
    _check_what_was_kept(folder)
    _last_sitting(options)
    _check_that_nothing_was_left_out(folder)
    _sign(folder, tmp_path)


def _first_sitting(options: tuple[str, ...]) -> None:
    from tests.interview.console import Console

    console = Console("示例一号", *options)
    console.say("1 是  0 否", "0")
    console.say("补充说明", "")
    console.say("企业同意吗", "1")
    console.say("谁代表企业答复", "综合部主任")
    console.say("保存几年", "")
    console.say("只有一个", "一厂：机加车间，装配车间")
    console.say("就这些", "")
    console.say("回车开始", "")
    console.say("谁来答", "总经理")
    console.say("按顺序答", "#1")
    console.say("输编号", "99")
    console.say("不能是“99”", "\x150")  # what is wrong stays on the line; Ctrl-U clears it
    console.say("接着答", "2=15")
    console.say("接着答", "/f 产量次日才录")
    console.say("哪一类", "1")
    console.say("说的是哪一条", "")
    console.say("造成什么影响", "月底盘点差41万元")
    console.say("证据", "产量日报")
    console.say("怎么看到的", "1")
    console.say("文件编号", "SC-2026-06")
    console.say("说的是哪一项", "没有这样的题")
    console.say("没有叫“没有这样的题”", "\x15生产管控")
    console.say("接着答", "/j s_quality")
    console.say("谁来答", "质量经理")
    console.say("选最像的一级", "/n 看过检验记录")
    console.say("选最像的一级", "2")
    console.wait("依据：")
    console.interrupt()
    console.wait("已停在这里")
    console.wait("接着问：qizhen interview 示例一号")
    assert console.exit_code() == 0


def _second_sitting(options: tuple[str, ...]) -> None:
    from tests.interview.console import Console

    console = Console("示例一号", *options)
    console.say("回车开始", "")  # screening, consent and sites are not asked again
    console.say("谁来答", "")
    console.say("按顺序答", "/j 工序设备表")  # the same page, what was answered is gone from it
    console.say("谁来答", "设备科长")
    console.say("下一行", "1,车削,是,是,20,12,12,4,8,6,0")
    console.say("下一行", "/i")
    console.say("第1/1张|第 1/1 张", "1")
    console.say("登记了 1 张[^\0]*下一行", "")
    console.say("选最像的一级", "/j business_type")
    console.say("已答：离散型", "/b")  # the general manager was named at the beginning of this sitting
    console.say("选最像的一级", "/r")
    console.wait("已答的内容")
    console.say("回车返回", "")
    console.say("选最像的一级", "/q")
    console.wait("已停在这里")
    assert console.exit_code() == 0


def _last_sitting(options: tuple[str, ...]) -> None:
    """To the natural end: a rung of every card and what it suggests; of the rest nobody knows anything."""
    from tests.interview.console import Console

    console = Console("示例一号", *options, "--depth", "quick")
    answers = {
        r"回车开始|谁来答|项：回车确认|回车确认，不对就输编号|输编号；回车先放着": "",
        r"选最像的一级": "1",
        r"按顺序答 \d+ 题|还差第": "/u",
        r"^ (输编号|数字（|百分数|日期（|1 是  0 否|请写|您判断)": "/u",
        r"下一行": "",
        r"一行也没有": "1",
        r"回车看下一页": "",
    }
    assert console.answer_until("问完了", answers) > 40
    console.wait("离开前留给企业的清单")
    console.say("回车返回", "")
    console.wait("访谈完成")
    assert console.exit_code() == 0


def _check_that_nothing_was_left_out(folder: Path) -> None:
    """At the end nothing is open at this depth, and what was confirmed is there."""
    with open_workspace(folder, author="", device="", read_only=True) as workspace:
        known = workspace.answers(CODE)
    stand = Course(shipped(), "quick", date.fromisoformat(DAY)).stand(known)
    assert not stand.open_items
    assert known.answers["firm", "s_quality"].value == "l1"
    assert known.answers["firm", "s_quality"].how == "suggested_confirmed"


def _check_what_was_kept(folder: Path) -> None:
    with open_workspace(folder, author="", device="", read_only=True) as workspace:
        facts = workspace.facts(CODE)
        kinds = {each.kind for each in workspace.events(CODE)}
    answers = facts.answers
    assert {"firm_registered", "visit_mode", "consent", "firm_changed", "card_tapped", "row_added"} <= kinds
    assert (facts.visit_mode, facts.consent is not None and facts.consent.given) == ("普通", True)
    assert [each.name for each in facts.subjects[1:]] == ["一厂", "机加车间", "装配车间"]
    assert (answers["firm", "business_type"].value, answers["firm", "business_type"].by) == ("discrete", "总经理")
    assert answers["firm", "district"].value == "zone_gaoxin"
    assert ("firm", "s_quality") not in answers  # tapped, not confirmed: nothing counts
    (pain,) = (each.finding for each in facts.findings)
    report, photo = facts.evidence
    assert (pain.kind, pain.text, pain.effect, pain.evidence) == (
        "pain", "产量次日才录", "月底盘点差41万元", (report.id,),
    )  # fmt: skip
    (row,) = facts.rows["equipment"]
    assert (row.row.evidence, row.row.grade) == ((photo.id,), Grade.E3)
    assert facts.files[photo.id].original_sha256 != facts.files[photo.id].sha256


def _sign(folder: Path, tmp_path: Path) -> None:
    """Print the sheets, photograph the printed page with its code, take it back."""
    from PIL import Image

    out, named = tmp_path / "单子", ("--workspace", str(folder), "--as-of", DAY)
    printed = qizhen("sheets", "示例一号", *named, "--report-date", DAY, "--out", str(out), "--format", "pdf")
    (opinion,) = (Path(line) for line in printed.splitlines() if "意见单" in line)
    assert opinion.read_bytes().startswith(b"%PDF")
    page = subprocess.run(
        ["pdftoppm", "-png", "-r", "150", "-f", "1", "-l", "1", str(opinion)], capture_output=True, check=True
    ).stdout
    with Image.open(io.BytesIO(page)) as drawn:
        drawn.convert("RGB").rotate(2, expand=True, fillcolor=(120, 120, 120)).save(tmp_path / "签字.jpg", quality=75)
    told = qizhen("sheets", "示例一号", *named, "--scan", str(tmp_path / "签字.jpg"), "--signed-by", "总经理")
    assert "意见单" in told
    with open_workspace(folder, author="", device="", read_only=True) as workspace:
        facts = workspace.facts(CODE)
    (signed,) = facts.sign_offs
    scan = facts.evidence[-1]
    assert (signed.sheet, signed.by, signed.evidence) == ("opinion", "总经理", (scan.id,))
    assert (scan.kind, scan.number) == ("签字单", signed.fingerprint)
