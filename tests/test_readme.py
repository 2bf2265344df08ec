"""What the READMEs claim is read and held."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from diagnostics import __version__
from diagnostics.cli.main import COMMANDS, main

ROOT = Path(__file__).resolve().parents[1]
READMES = ["README.md", "README.zh-CN.md"]


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", READMES)
def test_the_readme_names_exactly_the_commands_that_exist(name: str) -> None:
    rows = [line.split("|")[1] for line in text_of(name).splitlines() if line.startswith("| `qizhen ")]
    named = {
        part.split()[0 if index else 1] for row in rows for index, part in enumerate(re.findall(r"`([^`]+)`", row))
    }
    commands = {module.__name__.rsplit(".", 1)[1].partition("_")[0] for module in COMMANDS}
    first = {row.split("`")[1].split()[1] for row in rows}
    assert first <= commands
    assert commands <= named


@pytest.mark.parametrize("name", READMES)
def test_the_readme_states_the_python_version_of_the_project(name: str) -> None:
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    assert f"Python {project['requires-python'].removeprefix('>=')}" in text_of(name)


@pytest.mark.parametrize("name", READMES)
def test_the_two_command_lines_are_the_same_in_both_languages(name: str) -> None:
    lines = re.findall(r"^python3 -m venv .*$", text_of(name), re.MULTILINE)
    assert [line.rsplit(" && ")[-1] for line in lines] == [
        ".venv/bin/qizhen demo",
        ".venv/bin/python -m pytest -n auto",
    ]
    assert lines == re.findall(r"^python3 -m venv .*$", text_of(READMES[0]), re.MULTILINE)


@pytest.mark.parametrize("name", READMES)
def test_the_command_lines_install_what_is_locked(name: str) -> None:
    lines = re.findall(r"^python3 -m venv .*$", text_of(name), re.MULTILINE)
    assert [line.split(" && ")[1:3] for line in lines] == [
        [f".venv/bin/pip install -r locks/{lock}.txt", ".venv/bin/pip install --no-deps --no-build-isolation ."]
        for lock in ("run", "test")
    ]


@pytest.mark.parametrize("name", READMES)
def test_the_lines_for_windows_are_the_same_steps_and_need_no_particular_shell(name: str) -> None:
    """Windows PowerShell 5.1 does not know `&&`: the steps are one text for `cmd`, which both shells can start."""
    lines = re.findall(r"^python3 -m venv .*$", text_of(name), re.MULTILINE)
    steps = [
        line.replace("python3 ", "py ", 1).replace(".venv/bin/", ".venv/Scripts/").replace("/", "\\") for line in lines
    ]
    assert re.findall(r"^(?:cmd|py) .*$", text_of(name), re.MULTILINE) == [f'cmd /c "{each}"' for each in steps]
    assert [each for each in steps if set(each) & set('"$`%')] == []


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md", "CHANGELOG.md", "docs/decisions/README.md"])
def test_every_link_to_a_file_leads_somewhere(name: str) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", text_of(name))
    assert targets
    assert [target for target in targets if not ((ROOT / name).parent / target).exists()] == []


def test_the_changelog_knows_this_version() -> None:
    assert f"## {__version__} " in text_of("CHANGELOG.md")


@pytest.mark.parametrize("name", READMES)
def test_options_named_in_the_readme_exist(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    for module in COMMANDS:
        assert main([*module.__name__.rsplit(".", 1)[1].split("_"), "--help"]) == 0
    helps = capsys.readouterr().out
    prose = re.sub(r"^```.*?^```$", "", text_of(name), flags=re.MULTILINE | re.DOTALL)
    named = set(re.findall(r"--[a-z][a-z-]+", prose))
    assert named
    assert [option for option in named if option not in helps] == []
