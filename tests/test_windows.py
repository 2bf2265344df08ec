"""What a Windows laptop cannot do must not be in the source: held without a Windows machine, by reading the code.

Encodings, prints and lengths are held by test_architecture.py; file names, a cp936 console and files that are open by
the tests of their commands.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.offenders import assert_none

PACKAGE = Path(__file__).resolve().parents[1] / "diagnostics"
FILES = sorted(PACKAGE.rglob("*.py"))
CONTENT = ("questionnaires", "benchmarks", "reports", "remedies", "examples", "diagnostics")

# Modules and calls that exist only on other systems, or need rights that a consultant's laptop does not give.
ONLY_ELSEWHERE = {"fcntl", "pwd", "grp", "resource", "termios", "tty", "pty", "posix"}
FORBIDDEN_CALLS = {
    "symlink",
    "symlink_to",
    "fork",
    "forkpty",
    "mkfifo",
    "chown",
    "chroot",
    "hardlink_to",
    "system",
    "popen",
}
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
FORBIDDEN_IN_NAMES = re.compile(r'[<>:"|?*\\]|[ .]$')


def faults(source: str) -> list[str]:
    """What in a source does not work on Windows."""
    return list(_faults(ast.parse(source)))


def _faults(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (f"{node.lineno}: import {each.name}" for each in node.names if each.name in ONLY_ELSEWHERE)
        elif isinstance(node, ast.ImportFrom) and node.module in ONLY_ELSEWHERE:
            yield f"{node.lineno}: import {node.module}"
        elif isinstance(node, ast.Call):
            yield from _call_faults(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search(r"%-[dmHIMSjyY]", node.value):
            yield f"{node.lineno}: {node.value!r} (strftime without zeros)"


def _call_faults(node: ast.Call) -> Iterator[str]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in FORBIDDEN_CALLS:
        yield f"{node.lineno}: {name}()"
    for each in node.keywords:
        if each.arg == "shell" and isinstance(each.value, ast.Constant) and each.value.value:
            yield f"{node.lineno}: shell=True"
    values = [each.value for each in node.args if isinstance(each, ast.Constant)]
    if name in {"get_context", "set_start_method"} and values != ["spawn"]:
        yield f"{node.lineno}: {name}{values} (only spawn works everywhere)"


def test_nothing_in_the_source_needs_another_system() -> None:
    assert_none(
        f"{path.relative_to(PACKAGE).as_posix()}:{fault}"
        for path in FILES
        for fault in faults(path.read_text(encoding="utf-8"))
    )


def test_processes_begin_behind_the_main_guard() -> None:
    """A spawned process imports the module it was started from: without the guard it would start again and again."""
    source = (PACKAGE / "__main__.py").read_text(encoding="utf-8")
    assert 'if __name__ == "__main__":' in source


def test_every_file_that_we_ship_has_a_name_that_windows_allows() -> None:
    found = [path for folder in CONTENT for path in (PACKAGE.parent / folder).rglob("*")]
    assert len(found) > 200
    wrong = [path for path in found if RESERVED.fullmatch(path.name) or FORBIDDEN_IN_NAMES.search(path.name)]
    assert wrong == []
    lower = [path.as_posix().lower() for path in found]
    assert len(set(lower)) == len(lower)  # names that differ in case only are one file there
    assert max(len(path.relative_to(PACKAGE.parent).as_posix()) for path in found) < 120


@pytest.mark.parametrize(
    "source",
    [
        "import fcntl",
        "from pwd import getpwnam",
        "Path('a').symlink_to('b')",
        "os.fork()",
        "subprocess.run('x', shell=True)",
        "multiprocessing.get_context('fork')",
        "day.strftime('%-d')",
    ],
)
def test_what_windows_cannot_do_is_seen(source: str) -> None:
    assert faults(source) != []


@pytest.mark.parametrize("source", ["import os", "get_context('spawn')", "subprocess.run(['x'])", "f'{day:%d}'"])
def test_what_works_everywhere_is_let_pass(source: str) -> None:
    assert faults(source) == []
