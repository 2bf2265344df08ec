"""The frame of the command line: help, wrong use, exit codes, streams, interruption."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from diagnostics.cli import main as command
from diagnostics.cli.shell import console
from diagnostics.cli.text.tables import width
from diagnostics.words.catalogue import near_miss
from diagnostics.words.problems import FailureError, InputError, Place, Problem

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = [
    "demo",
    "check",
    "firm",
    "answer",
    "interview",
    "score",
    "explain",
    "report",
    "coverage",
    "doctor",
    "sheets",
    "encrypt",
    "progress",
    "deliver",
]


def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": "utf-8", **settings}
    return subprocess.run(
        [sys.executable, "-m", "diagnostics", *arguments], capture_output=True, cwd=ROOT, env=environment, check=False
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_chinese_help_that_fits_the_screen(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([name, "--help"]) == 0
    text = capsys.readouterr().out
    assert text.startswith(f"用法：qizhen {name}")
    assert "--content" in text
    assert "--workspace" in text
    assert max(map(width, text.splitlines())) <= 80


def test_the_help_of_the_program_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--help"]) == 0
    text = capsys.readouterr().out
    assert all(f"    {name} " in text for name in COMMANDS)
    assert "退出码" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "缺少 命令"),
        (["scor"], "是不是“score”"),
        (["score", "--anwers", "x"], "是不是“--answers”"),
        (["score", "--answers"], "--answers 后面要写值"),
        (["score", "--json=1", "--answers", "x"], "--json 后面不能写值"),
        (["score", "--answers", "x", "--as-of", "2026-02-30"], "不是日期"),
        (["score", "--answers", "x", "--as-of", "20260630"], "不是日期"),
        (["score"], "请用 --answers"),
        (["score", "某企业"], "没有指定工作区"),
        (["score", "某企业", "--answers", "x"], "只写一个"),
        (["report", "--answers", "x"], "缺少 --out"),
        (["report", "--answers", "x", "--out", "y", "--format", "xlsx"], "可用：html"),
        (["explain", "--answers", "x", "digital_level"], "标准:指标"),
        (["explain", "--answers", "x", "digital_levl:total"], "是不是“digital_level”"),
        (["explain", "--answers", "x", "digital_level:q01_netwrk"], "是不是“q01_network”"),
        (["coverage", "x", "--by", "distric"], "是不是“district”"),
        (["coverage"], "文件夹"),
        (["coverage", "a", "b"], "不认识 b"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_use_is_explained_in_chinese_and_ends_with_2(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(arguments) == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert printed.out == ""


def test_a_workspace_is_accepted_and_answered_clearly(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QIZHEN_WORKSPACE", "postgresql://localhost:1/x")
    assert command.main(["score", "甲公司"]) == 3  # nothing listens there
    assert "STORE-" in capsys.readouterr().err


def test_a_content_folder_that_is_missing_is_wrong_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["check", "--content", "no-such-folder"]) == 1
    printed = capsys.readouterr()
    assert "no-such-folder: FILE-03" in printed.out
    assert "1 个问题" in printed.out


@pytest.mark.fast
def test_the_shipped_content_has_no_problem() -> None:
    done = run("check", "--json")
    assert json.loads(done.stdout) == {"problems": []}
    assert done.returncode == 0


def failing(error: BaseException) -> int:
    """Let the work of a command end with an error."""

    def broken() -> int:
        raise error

    return command.guarded(broken)


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (InputError([Problem(place=Place("a.yaml", 3, 1), code="X-01", what="坏了")]), 1, "a.yaml:3:1: X-01: 坏了"),
        (FailureError("没有数据库"), 3, "没有数据库"),
        (PermissionError(13, "denied", "报告.html"), 3, "报告.html；如果它在 Word"),
        (FileNotFoundError(2, "missing", "x"), 3, "找不到 x"),
        (OSError(28, "No space left on device"), 3, "磁盘"),
        (KeyboardInterrupt(), 3, "已中断"),
        (ZeroDivisionError("1/0"), 3, "程序自己的错误"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_what_goes_wrong_has_its_exit_code_and_its_words(
    error: BaseException, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert failing(error) == code
    assert said in capsys.readouterr().err


def test_a_fault_of_ours_is_not_hidden(capsys: pytest.CaptureFixture[str]) -> None:
    failing(ZeroDivisionError("1/0"))
    assert "ZeroDivisionError: 1/0" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["utf-8", "cp936", "ascii"])
def test_no_console_encoding_stops_the_program(encoding: str) -> None:
    done = run("--help", PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    assert b"--version" in done.stdout
    assert done.stderr == b""


@pytest.mark.parametrize("encoding", ["utf-8", "cp936", "ascii"])
def test_json_in_a_pipe_is_utf8_whatever_the_console(encoding: str) -> None:
    done = run("check", "--content", "不存在的目录😀", "--json", PYTHONIOENCODING=encoding)
    assert "不存在的目录😀" in json.loads(done.stdout.decode("utf-8"))["problems"][0]["file"]


def test_json_on_a_narrow_console_is_escaped_but_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    class Console(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", Console(written, encoding="cp936"))
    console.out_json({"name": "精工😀"})
    assert json.loads(written.getvalue().decode("ascii")) == {"name": "精工😀"}


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
def test_a_reader_that_goes_away_ends_the_program_quietly() -> None:
    shell = f'"{sys.executable}" -m diagnostics check --unverified | head -n 1; echo "${{PIPESTATUS[0]}}"'
    done = subprocess.run(["bash", "-c", shell], capture_output=True, cwd=ROOT, check=True)
    assert done.stderr == b""
    assert done.stdout.splitlines()[-1] == b"0"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_a_failure_in_words() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "diagnostics", "check"], stdout=full, stderr=subprocess.PIPE, cwd=ROOT, check=False
        )
    assert done.returncode == 3
    assert "没有完成".encode() in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals of a console differ")
def test_ctrl_c_ends_with_a_message_and_no_traceback() -> None:
    code = "import signal; from diagnostics.cli import main; "
    code += "raise SystemExit(main.guarded(lambda: signal.raise_signal(signal.SIGINT) or 0))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=False, timeout=60)
    assert done.returncode == 3
    assert "已中断".encode() in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["score", "--answers", "没有.yaml"], "没有这个文件或文件夹"),
        (["score", "--answers", "."], "这是文件夹，不是文件"),
        (["coverage", "没有"], "没有这个文件或文件夹"),
        (["report", "verify", "没有.docx"], "没有这个文件或文件夹"),
    ],
)
def test_the_reason_of_the_system_is_told_in_chinese(
    arguments: list[str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if os.name == "nt" and arguments[-1] == ".":
        words = "没有权限"  # Windows refuses to open a folder as a file by EACCES
    monkeypatch.chdir(tmp_path)
    assert command.main(arguments) == 1
    said = capsys.readouterr().err
    assert words in said
    assert "ile or directory" not in said


def test_a_mistyped_command_is_told_each_command_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["scor"]) == 2
    listed = capsys.readouterr().err.split("可用：")[1].split("）")[0].split("、")
    assert len(listed) == len(set(listed))
    assert "report issue" in listed


def test_an_unknown_node_is_told_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["explain", "--answers", str(ROOT / "examples" / "food.yaml"), "digital_level:levl"]) == 2
    said = capsys.readouterr().err
    assert "可以写：total、d_base" in said
    assert "是不是“level”" in said


def test_a_slip_in_a_part_of_a_name_finds_the_name() -> None:
    names = ["测试甲精密机械有限公司", "乙窑耐火材料有限公司"]
    assert "乙窑耐火材料有限公司" in near_miss("乙姚耐火", names, part=True)
    assert near_miss("乙姚耐火", names) == ""
    assert near_miss("完全不同的", names, part=True) == ""


def test_help_loads_no_content_and_nothing_that_reckons() -> None:
    code = "import sys; from diagnostics.cli.main import main; main(['--help']); print(*sys.modules, file=sys.stderr)"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", cwd=Path(__file__).parents[1], check=True
    )
    loaded = set(run.stderr.split())
    assert "diagnostics.cli.commands.diagnosis.score" in loaded
    heavy = {"numpy", "yaml", "typst", "matplotlib", "diagnostics.model.content.library", "diagnostics.store"}
    assert not loaded & heavy
