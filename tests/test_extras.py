"""What happens where a package is not installed: the rest works, and what does not says in words what is missing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.evidence.photo_files import heic, jpeg, picture, write

ROOT = Path(__file__).resolve().parents[1]
CODE = "91410183EXAMPLE026"
MISSING = ("docxtpl", "pillow_heif", "psycopg", "xlrd", "zxingcpp", "zxing_cpp")
OLD_WORKBOOK = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every package that is installed here, but for those."""
    folder = tmp_path_factory.mktemp("packages")
    for each in Path(sysconfig.get_path("purelib")).iterdir():
        if not each.name.startswith(MISSING):
            try:
                (folder / each.name).symlink_to(each)
            except OSError:
                pytest.skip("no right to make links")
    return folder


def run(packages: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command with these packages and no others."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("QIZHEN_")}
    paths = os.pathsep.join(str(each) for each in (ROOT, packages))
    return subprocess.run(
        [sys.executable, "-S", "-m", "diagnostics", *arguments], cwd=folder, stdin=subprocess.DEVNULL,
        env={**kept, "PYTHONPATH": paths, "PYTHONUTF8": "1"}, capture_output=True, text=True, encoding="utf-8",
        check=False,
    )  # fmt: skip


def test_doctor_says_what_cannot_be_done_without_each_package(packages: Path, tmp_path: Path) -> None:
    done = run(packages, tmp_path, "doctor", "--json")
    found = {each["text"]: each for each in json.loads(done.stdout)["findings"] if each["topic"] == "package"}
    missing = {text.partition(" ")[2]: each for text, each in found.items() if each["health"] != "ok"}
    assert set(missing) == {"docxtpl", "pillow-heif", "psycopg", "xlrd", "zxing-cpp"}
    assert {each["health"] for each in missing.values()} == {"warning"}
    assert "HEIC" in missing["pillow-heif"]["advice"]
    assert "附加组件 postgres" in missing["psycopg"]["advice"]
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("sheets", CODE, "--scan", "IMG_1.heic"), 1, "PHOTO-09"),
        (("sheets", CODE, "--scan", "IMG_2.jpg"), 3, "zxingcpp"),
        (("firm", "import", "名单.xls"), 3, "xlrd"),
        (("report", CODE, "--template", "a.docx", "--out", "x"), 3, "docxtpl"),
        (("firm", "list", "--workspace", "postgresql+psycopg://a@localhost/x"), 1, "STORE-50"),
    ],
    ids=["heic", "qr", "xls", "docx", "postgres"],
)
def test_what_needs_it_names_it(
    arguments: tuple[str, ...], code: int, said: str, packages: Path, tmp_path: Path
) -> None:
    small = picture(64, 48)
    write(tmp_path / "IMG_1.heic", heic(small))
    write(tmp_path / "IMG_2.jpg", jpeg(small))
    write(tmp_path / "名单.xls", OLD_WORKBOOK)
    write(tmp_path / "a.docx", (ROOT / "reports" / "templates" / "client" / "sample.docx").read_bytes())
    assert run(packages, tmp_path, "firm", "add", CODE, "甲公司（虚构）", "--fictitious").returncode == 0
    done = run(packages, tmp_path, *arguments)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "qizhen doctor" in done.stderr or "pip install" in done.stderr
