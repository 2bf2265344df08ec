"""The command line as people have it: a process of its own, with or without a terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def environment(**more: str) -> dict[str, str]:
    """The environment of a command: ours without what a developer has set."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("QIZHEN_")}
    # PYTHONPATH: the command runs in the folder of the test
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "LANG": "C.UTF-8", "TERM": "xterm", **more}


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    def data(self) -> Any:
        """What it printed as JSON."""
        assert self.code == 0, self.err
        return json.loads(self.out)


def run(folder: Path, *arguments: str, **variables: str) -> Ran:
    """Run a command without a terminal."""
    command = [sys.executable, "-m", "diagnostics", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment(**variables), stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def terminal(folder: Path, *arguments: str, **variables: str) -> Any:
    """Start a command in a real terminal; returns the process of pexpect."""
    import pexpect

    return pexpect.spawn(
        sys.executable, ["-m", "diagnostics", *arguments], cwd=str(folder), env=environment(**variables),
        dimensions=(40, 100), encoding="utf-8", timeout=40,
    )  # fmt: skip


def ended(process: Any) -> tuple[int | None, str]:
    """Wait for the end; returns the exit code and what was printed last."""
    import pexpect

    process.expect(pexpect.EOF)
    process.close()
    return process.exitstatus, str(process.before)
