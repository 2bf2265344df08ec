"""One report of an example firm in every format, by the command, as people make it."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import docx
import pytest
from PIL import Image
from pypdf import PdfReader

pytestmark = pytest.mark.fast
ROOT = Path(__file__).resolve().parents[2]
NAME = "新密乙窑耐火材料有限公司（虚构）"
ENDINGS = {".html", ".docx", ".pdf", ".png"}
SAID = (NAME, "2026年6月30日")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files that the command has written and named, by their endings."""
    folder = tmp_path_factory.mktemp("reports")
    command = [sys.executable, "-m", "diagnostics", "report", "--answers", str(ROOT / "examples" / "refractory.yaml"),
               "--as-of", "2026-06-30", "--known-at", "2026-06-30", "--format", "html,docx,pdf,png",
               "--out", str(folder)]  # fmt: skip
    run = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONUTF8": "1"}, capture_output=True, check=False)
    said, complained = run.stdout.decode(), run.stderr.decode()
    assert run.returncode == 0, complained
    assert "Warning" not in complained
    files = {path.suffix: path for path in folder.iterdir()}
    assert [path for path in files.values() if str(path) not in said] == []
    return {ending: path.read_bytes() for ending, path in files.items()}


def test_there_is_one_file_of_every_format(made: dict[str, bytes]) -> None:
    assert set(made) == ENDINGS


def test_the_web_page_says_whose_report_it_is(made: dict[str, bytes]) -> None:
    page = made[".html"].decode("utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert page.rstrip().endswith("</html>")
    assert [each for each in SAID if each not in page] == []


def test_the_word_file_says_the_same(made: dict[str, bytes]) -> None:
    text = "\n".join(docx.Document(io.BytesIO(made[".docx"])).element.body.itertext())
    assert [each for each in SAID if each not in text] == []


def test_the_pdf_says_the_same(made: dict[str, bytes]) -> None:
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(made[".pdf"])).pages[:3]))
    assert [each for each in SAID if each not in text] == []


def test_the_long_picture_is_a_whole_picture(made: dict[str, bytes]) -> None:
    with Image.open(io.BytesIO(made[".png"]), formats=("PNG",)) as picture:
        picture.load()
        assert picture.width == 1080
        assert picture.height > picture.width
