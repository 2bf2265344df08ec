"""The command in a pseudo-terminal of 80×24: wait for a text, type a line. Not for Windows."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pexpect

ROOT = Path(__file__).resolve().parents[2]


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

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        self.process.send("\x03")

    def exit_code(self) -> int | None:
        """Wait for the end."""
        self.process.expect(pexpect.EOF)
        self.process.close()
        status: int | None = self.process.exitstatus
        return status
