"""The command in a pseudo-terminal of 80×24: wait for a text, type a line. Not for Windows."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from itertools import count
from pathlib import Path

import pexpect

ROOT = Path(__file__).resolve().parents[2]
# How a prompt begins and where its first drawing ends; what is typed into it is drawn anew without the beginning.
_NEW_PROMPT = r"(?s)\x1b\[\?2004h.*?›(.*?)\x1b\[\?25h"
_STYLES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Console:
    """`qizhen interview` as a person has it before them."""

    def __init__(self, *arguments: str) -> None:
        environment = {
            **os.environ,
            "LANG": "C.UTF-8",
            "TERM": "xterm",
            "PYTHONUTF8": "1",
            "PROMPT_TOOLKIT_NO_CPR": "1",
        }
        environment.pop("QIZHEN_WORKSPACE", None)
        command = ["-m", "diagnostics", "interview", *arguments]
        self.process = pexpect.spawn(
            sys.executable, command, cwd=str(ROOT), env=environment, dimensions=(24, 80), encoding="utf-8", timeout=40
        )

    def wait(self, pattern: str) -> None:
        """Wait until a text appears."""
        self.process.expect(pattern)

    def say(self, pattern: str, text: str) -> None:
        """Wait for a text, then type a line."""
        self.wait(pattern)
        self.process.send(text + "\r")

    def answer_until(self, end: str, answers: Mapping[str, str]) -> int:
        """Answer every prompt as a table of patterns says until a text appears; returns how many there were."""
        for number in count():
            if self.process.expect([_NEW_PROMPT, end]) == 1:
                return number
            prompt = self.process.match
            assert isinstance(prompt, re.Match)
            message = _STYLES.sub("", prompt.group(1))
            fitting = [text for pattern, text in answers.items() if re.search(pattern, message)]
            assert len(fitting) == 1, (message, fitting)
            self.process.send(fitting[0] + "\r")
        raise AssertionError

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        self.process.send("\x03")

    def exit_code(self) -> int | None:
        """Wait for the end."""
        self.process.expect(pexpect.EOF)
        self.process.close()
        status: int | None = self.process.exitstatus
        return status
