"""No confirmed answer is lost, whenever the process is killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from diagnostics.store import open_workspace

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kill -9 is a POSIX signal")

Mother = subprocess.Popen[str]


@contextmanager
def answering(folder: Path) -> Iterator[Mother]:
    command = [sys.executable, "-m", "tests.store.answering", str(folder)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as mother:
        yield mother
        assert mother.communicate()[1] == ""


def confirmed_until_killed(mother: Mother, seconds: float, n_confirmed: int | None) -> list[str]:
    """Let a new process answer, kill it, return what it had confirmed.

    Args:
        mother: Starts the process.
        seconds: How long it lives on after it has confirmed so much.
        n_confirmed: How much; None: nothing is waited for, it may still open, or make, the workspace.
    """
    assert mother.stdin is not None
    assert mother.stdout is not None
    mother.stdin.write("go\n")
    mother.stdin.flush()
    child = int(mother.stdout.readline().removeprefix("pid "))
    confirmed = []
    if n_confirmed is not None:
        assert mother.stdout.readline() == "ready\n"
        confirmed = [mother.stdout.readline().strip() for _ in range(n_confirmed)]
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    for line in mother.stdout:
        if line.startswith("gone"):
            assert line.strip() == f"gone {signal.SIGKILL:d}", "the process ended by itself"
            break
        confirmed.append(line.strip())
    return [each for each in confirmed if each != "ready"]


def kill_and_count(folder: Path, kills: int, longest: float) -> tuple[int, int]:
    """Kill again and again, each time at most this many seconds later; all that was ever confirmed must be there.

    Returns how much was confirmed, and how many kills hit a transaction (its journal was left behind).
    """
    chance = random.Random(20261122)
    confirmed: list[str] = []
    n_inside = 0
    with answering(folder) as mother:
        for number in range(kills):
            n_confirmed = chance.randrange(5) if number % 5 else None
            confirmed += confirmed_until_killed(mother, chance.uniform(0, longest), n_confirmed)
            n_inside += (folder / "workspace.sqlite-journal").exists()
            _check(folder, confirmed)
    with open_workspace(folder, author="", device="") as workspace:
        assert [each for each in workspace.check() if not each.warning] == []
    return len(confirmed), n_inside


def _check(folder: Path, confirmed: list[str]) -> None:
    if not (folder / "workspace.sqlite").exists() or (folder / "workspace.sqlite").stat().st_size == 0:
        assert confirmed == []
        return
    with open_workspace(folder, author="", device="") as workspace:
        events = workspace.events()
    known = {each.id for each in events} | {each.payload.get("id", "") for each in events}
    assert [each for each in confirmed if each not in known] == []
    assert [each.counter for each in events] == list(range(1, len(events) + 1))


def test_no_confirmed_answer_is_lost_when_the_process_is_killed(tmp_path: Path) -> None:
    confirmed, n_inside = kill_and_count(tmp_path / "ws", 30, longest=0.05)
    print(f"\n30 kills, {n_inside} of them inside a transaction: {confirmed} confirmed, none lost")
    assert confirmed > 30


@pytest.mark.long
def test_no_confirmed_answer_is_lost_in_two_thousand_kills(tmp_path: Path) -> None:
    confirmed, n_inside = kill_and_count(tmp_path / "ws", 2000, longest=0.2)
    print(f"\n2,000 kills, {n_inside} of them inside a transaction: {confirmed} confirmed, none lost")
    assert confirmed > 2000
    assert n_inside > 0
