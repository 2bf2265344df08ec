"""Standard output of a `--json` command is one JSON document and nothing else, whatever a library prints.

Every command runs in a process of its own, as a script runs it: only there is seen what C code writes to file
descriptor 1.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from diagnostics.cli.main import build_parser
from tests.store.commands import ROOT, environment, run

PAST = ROOT / "tests" / "past" / "0.1.0"
PASSPHRASE = json.loads((PAST / "facts.json").read_text(encoding="utf-8"))["bundle passphrase"]
FOOD = str(ROOT / "examples" / "food.yaml")
REFRACTORY = str(ROOT / "examples" / "refractory.yaml")
CODE = "91410100MA4D000018"
DAY = ("--as-of", "2026-06-30")
LIST = "企业名称,统一社会信用代码,所在区县\n示例一号（虚构）,91410100MA4D000018,高新区\n"
CUSTOMERS = "企业名称,统一社会信用代码,产品,开始日期\n示例一号（虚构）,91410100MA4D000018,云主机,2025-01-01\n"

# command → its arguments; `workspace`, `list.csv`, `bundle.qzb` and `issued.docx` lie in the folder of the test
ARGUMENTS: dict[str, tuple[str, ...]] = {
    "check": (),
    "doctor": (),
    "firm list": (),
    "firm show": (CODE,),
    "firm import": ("list.csv", "--dry-run"),
    "firm match": ("customers.csv", "--vendor", "某云（虚构）", "--set", "类别=云主机（计算）", "--dry-run"),
    "answer": ("91410183EXAMPLE026", REFRACTORY),
    "score": ("--answers", FOOD, *DAY),
    "explain": ("--answers", FOOD, "integration:stage", *DAY),
    "plan": ("--answers", FOOD, "--target", "digital_level:3", *DAY),
    "report verify": ("issued.docx",),
    "coverage": (str(ROOT / "examples"), *DAY),
    "sample": (str(ROOT / "examples"), *DAY),
    "progress": (),
    "dashboard": (str(ROOT / "examples"), *DAY),
    "brief": (str(ROOT / "examples"), *DAY),
    "compare": ("--answers", FOOD, "--before", FOOD, *DAY),
    "content impact": (str(ROOT / "examples"), "--content", "overlay", *DAY),
    "bundle import": ("bundle.qzb", "--dry-run"),
    "bundle conflicts": (),
}


def json_commands(parser: argparse.ArgumentParser, name: str = "") -> Iterator[str]:
    """Yield every command that has `--json`, in the words in which it is typed."""
    if name and any("--json" in each.option_strings for each in parser._actions):
        yield name
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, each in action.choices.items():
                yield from json_commands(each, f"{name} {word}".strip())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a workspace of the past, its bundle, its issued report, a list, an empty overlay."""
    scratch = tmp_path_factory.mktemp("json")
    with zipfile.ZipFile(PAST / "plain.zip") as packed:
        packed.extractall(scratch / "workspace")
    for name in ("bundle.qzb", "issued.docx"):
        shutil.copyfile(PAST / name, scratch / name)
    (scratch / "list.csv").write_text(LIST, encoding="utf-8")
    (scratch / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    (scratch / "overlay" / "questionnaires").mkdir(parents=True)
    added = run(
        scratch, "firm", "add", "91410183EXAMPLE026", "新密乙窑耐火材料有限公司（虚构）", "--workspace", "workspace"
    )
    assert added.code == 0, added.err
    return scratch


def test_every_command_with_json_is_tried() -> None:
    assert set(json_commands(build_parser())) == set(ARGUMENTS)


@pytest.mark.fast
@pytest.mark.parametrize("command", ARGUMENTS)
def test_standard_output_is_one_document(command: str, folder: Path) -> None:
    ran = run(
        folder, *command.split(), *ARGUMENTS[command], "--json",
        QIZHEN_WORKSPACE="workspace", QIZHEN_BUNDLE_PASSPHRASE=PASSPHRASE, QIZHEN_AUTHOR="李工",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert json.loads(ran.out) is not None
    assert "Traceback" not in ran.err
    assert not re.search(r"HiGHS|[a-z]+ [a-z]+ [a-z]+", ran.err), "a library speaks English"


NOISY = """
import ctypes, os, sys
from diagnostics.cli import main
from diagnostics.cli.shell import console
def noisy(arguments):
    os.write(1, b"system\\n")
    print("python")
    console.out("ours")
    if os.name == "posix":
        ctypes.CDLL(None).printf(b"C, at the very end\\n")
    return 0
main._run = noisy
sys.exit(main.main())
"""


@pytest.mark.fast
def test_what_a_library_prints_in_whichever_way_is_told_apart() -> None:
    usual = {name: value for name, value in environment().items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run([sys.executable, "-c", NOISY], capture_output=True, check=True, env=usual)
    assert done.stdout.decode().split() == ["ours"]
    assert done.stderr.decode().startswith("system")
    assert "python" in done.stderr.decode()
    assert ("C, at the very end" in done.stderr.decode()) == (os.name == "posix")


def test_help_is_a_result(tmp_path: Path) -> None:
    asked = run(tmp_path, "plan", "--help")
    assert "--target" in asked.out
    assert asked.err == ""


@pytest.mark.skipif(sys.platform == "win32", reason="a shell that closes a stream")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_closed_stream_is_no_reason_to_fail(closed: str) -> None:
    command = f"{sys.executable} -m diagnostics doctor --json {closed}"
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, check=False, env=environment())
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr + done.stdout
