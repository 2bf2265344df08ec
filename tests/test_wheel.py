"""What is in the wheel: the package, its types, the content, and nothing else at the top."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CONTENT = ("questionnaires", "benchmarks", "reports", "examples")


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the files in the wheel that the sources give."""
    pytest.importorskip("hatchling", reason="the build backend is not installed (it is in locks/test.txt)")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = folder.iterdir()
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_says_that_it_is_typed(names: set[str]) -> None:
    assert "diagnostics/py.typed" in names


def test_the_wheel_puts_nothing_but_the_package_among_other_peoples_packages(names: set[str]) -> None:
    assert {each.partition("/")[0] for each in names if ".dist-info/" not in each} == {"diagnostics"}


def test_every_file_of_the_sources_and_of_the_content_is_in_the_wheel(names: set[str]) -> None:
    places = {ROOT / "diagnostics": "diagnostics", **{ROOT / each: f"diagnostics/_content/{each}" for each in CONTENT}}
    wanted = {
        f"{place}/{path.relative_to(folder).as_posix()}"
        for folder, place in places.items()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert len(wanted) > 500
    assert wanted - names == set()
