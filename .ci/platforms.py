"""Shows that the files of locks/ install on Linux, Windows and macOS with Python 3.11, 3.12 and 3.13.

`python .ci/platforms.py [LOCK…]` (default: locks/run.txt) asks pip, for each of the nine, for every file of the lock,
wheels only, hashes checked; nothing is installed. Needs the network, pip, `packaging` and uv (all in locks/dev.txt).

pip has one limit here: with `--platform` and `--python-version` it chooses files for the other machine, but reads the
conditions of requirements (`; sys_platform == "win32"`) for the machine it runs on. So the lines of the lock are chosen
here, by the conditions of the target, and pip is told not to look for more; that nothing is missing from them says
uv, which reads conditions for the target.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from packaging.requirements import Requirement

PYTHONS = ("3.11", "3.12", "3.13")
# what a condition reads → its value; what pip and uv call the machine
SYSTEMS = {
    "Linux": (
        {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
        ("manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
        "x86_64-manylinux_2_28",
    ),
    "Windows": (
        {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
        ("win_amd64",),
        "x86_64-pc-windows-msvc",
    ),
    "macOS": (
        {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
        ("macosx_14_0_arm64",),
        "aarch64-apple-darwin",
    ),
}


def lines_for(lock: str, conditions: Mapping[str, str]) -> list[str]:
    """Return the requirements of a lock that hold on a machine, each with its hashes and without its condition."""
    chosen = []
    for block in re.split(r"\n(?=[^\s#])", f"\n{lock}")[1:]:
        written, *hashes = re.split(r"\s*\\\n\s*", block.strip())
        requirement = Requirement(written)
        if requirement.marker is None or requirement.marker.evaluate(dict(conditions)):
            chosen.append(" ".join([written.partition(";")[0].strip(), *hashes]))
    return chosen


def problem_of(command: list[str]) -> str:
    """Run a command; return the end of what it complains of, nothing when it went well."""
    environment = os.environ | {"MACOSX_DEPLOYMENT_TARGET": "14.0"}  # read by uv when it asks for macOS
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    return "" if run.returncode == 0 else (run.stderr or run.stdout).strip()[-1500:]


def try_one(lock: Path, system: str, python: str) -> tuple[int, str]:
    """Return how many files pip would install on one machine, and what is wrong."""
    values, platforms, name_for_uv = SYSTEMS[system]
    conditions = values | {
        "python_version": python, "python_full_version": f"{python}.0", "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        chosen, report = Path(folder) / "chosen.txt", Path(folder) / "report.json"
        chosen.write_text("\n".join(lines_for(lock.read_text(encoding="utf-8"), conditions)), encoding="utf-8")
        asked = ["install", "--dry-run", "--require-hashes", f"--python-version={python}"]
        missing = problem_of(
            [sys.executable, "-m", "uv", "pip", *asked, "--no-config", "--only-binary=:all:", f"--target={folder}",
             f"--python-platform={name_for_uv}", "-r", str(lock)]
        )  # fmt: skip
        refused = problem_of(
            [sys.executable, "-m", "pip", *asked, "--quiet", "--only-binary=:all:", "--ignore-installed", "--no-deps",
             *(f"--platform={each}" for each in platforms), f"--report={report}", "-r", str(chosen)]
        )  # fmt: skip
        found = 0 if refused else len(json.loads(report.read_text(encoding="utf-8"))["install"])
    return found, "\n".join(each for each in (missing, refused) if each)


def main(locks: list[Path]) -> int:
    """Try every lock on every machine; return 1 when one fails."""
    failed = False
    for lock in locks:
        for system in SYSTEMS:
            for python in PYTHONS:
                began = time.monotonic()
                found, problem = try_one(lock, system, python)
                failed = failed or bool(problem)
                said = problem or f"{found} wheels, every hash right"
                print(f"{lock.name}  {system:8}Python {python}  {said}  ({time.monotonic() - began:.0f} s)", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main([Path(each) for each in sys.argv[1:]] or [Path(__file__).parents[1] / "locks" / "run.txt"]))
