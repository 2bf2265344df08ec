"""How long the program takes to say hello, as a ratio to bare Python in the same run."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def best_of(arguments: list[str], times: int = 15) -> float:
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], capture_output=True, cwd=ROOT, check=True)
        seconds.append(time.perf_counter() - start)
    return min(seconds)


@pytest.mark.long
def test_help_starts_at_once() -> None:
    bare, shown = best_of(["-c", "pass"]), best_of(["-m", "diagnostics", "--help"])
    print(f"--help: {shown * 1000:.0f} ms, {shown / bare:.1f} times bare Python")
    assert shown / bare < 10
