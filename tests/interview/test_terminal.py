"""The terminal itself: questionary fed through a pipe, and the whole command in a real pseudo-terminal of 80×24."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from diagnostics.interview.ports import Prompt
from diagnostics.interview.terminal import Terminal
from diagnostics.model.marks import Grade
from diagnostics.store import open_workspace

ROOT = Path(__file__).resolve().parents[2]
CODE = "91410100MA4D000018"


def ask(typed: str) -> str:
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text(typed)
        return Terminal().ask(Prompt("几台？", lambda text: "" if text.isdigit() else "要数字", "/b 返回"))


def test_what_is_wrong_stays_on_the_line_until_it_is_right() -> None:
    assert ask("十二\r" + "\x7f" * 2 + "12\r") == "12"


@pytest.mark.parametrize(("key", "error"), [("\x03", KeyboardInterrupt), ("\x04", EOFError)])
def test_leaving_comes_through_and_returns_no_answer(key: str, error: type[BaseException]) -> None:
    with pytest.raises(error):
        ask(key)


pty_only = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal on Windows")


@pty_only
def test_an_interview_in_a_real_terminal_with_back_jump_ctrl_c_resume_and_a_pain(tmp_path: Path) -> None:
    from tests.interview.console import Console

    folder = tmp_path / "工作区"
    console = Console(CODE, "--workspace", str(folder), "--author", "李工", "--as-of", "2026-06-30")
    console.say("企业名称", "示例一号（虚构）")
    console.say("1 是  0 否", "0")
    console.say("补充说明", "")
    console.say("企业同意吗", "1")
    console.say("谁代表企业答复", "综合部主任")
    console.say("保存几年", "")
    console.say("只有一个", "")
    console.say("回车开始", "")
    console.say("谁来答", "总经理")
    console.say("输编号", "0")
    console.say("企业归哪个区县", "/b")
    console.say("已答：离散型", "")
    console.say("企业归哪个区县", "99")
    console.say("没有“99”这一项", "\x1515")  # Ctrl-U clears the line
    console.say("所属行业|属于哪个行业", "/f 二厂产量次日才录")
    console.say("哪一类", "1")
    console.say("造成什么影响", "月底盘点差41万元")
    console.say("证据", "")
    console.say("输编号", "/j 网络建设")
    console.say("谁来答", "信息主管")
    console.say("哪些网络", "/e")
    console.say("证据", "网络拓扑图")
    console.say("怎么看到的", "1")
    console.say("文件编号", "IT-TP-2025-02")
    console.say("输编号", "1 2")
    console.wait("有没有正在使用的云服务")
    console.interrupt()
    console.wait("已停在这里。4 项回答都已保存")
    console.wait(re.escape(f"接着问：qizhen interview {CODE}"))
    assert console.exit_code() == 0

    with open_workspace(folder, author="", device="", read_only=True) as workspace:
        kept = workspace.answers(CODE)
    assert kept.answers["firm", "network_capabilities"].value == ("ot_net", "app_net")
    assert kept.answers["firm", "network_capabilities"].grade == Grade.E2
    assert [(each.text, each.effect) for each in kept.findings] == [("二厂产量次日才录", "月底盘点差41万元")]

    again = Console(
        "示例一号", "--workspace", str(folder), "--author", "李工", "--as-of", "2026-06-30", "--depth", "quick"
    )
    again.say("回车开始", "")  # screening and consent are not asked again
    again.say("谁来答", "")
    again.say("输编号", "/q")
    again.wait("已停在这里。4 项回答都已保存")
    assert again.exit_code() == 0


@pty_only
def test_without_a_terminal_the_command_says_what_to_use_instead() -> None:
    import subprocess

    command = [sys.executable, "-m", "diagnostics", "interview", CODE]
    run = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert run.returncode == 2
    assert "qizhen answer FIRM FILE" in run.stderr.decode()
