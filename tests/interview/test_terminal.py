"""The terminal itself: questionary fed through a pipe; the whole way in a real terminal has its own test file."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from diagnostics.interview.screen.ports import Prompt
from diagnostics.interview.screen.terminal import Terminal

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
def test_without_a_terminal_the_command_says_what_to_use_instead() -> None:
    import subprocess

    command = [sys.executable, "-m", "diagnostics", "interview", CODE]
    run = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert run.returncode == 2
    assert "qizhen answer FIRM FILE" in run.stderr.decode()
