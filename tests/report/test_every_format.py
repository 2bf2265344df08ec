"""The three documents of an example firm in every format, by the command, as people make them."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from diagnostics.model.document import Document, DocumentCell, Table
from diagnostics.report.formats.keeping import rows_that_break
from tests.report.docx_reading import text_of
from tests.report.reading import example_documents
from tests.sheets.sheet_firms import bare, pages, texts_of

pytestmark = pytest.mark.fast
ROOT = Path(__file__).resolve().parents[2]
FIRM = ROOT / "examples" / "refractory.yaml"
NAME = "新密乙窑耐火材料有限公司（虚构）"
ENDS = {"owner": "老板看的", "firm": "企业报告", "bureau": "证据册"}
WRITTEN = {f"{name}.{ending}" for name in ENDS for ending in ("html", "docx", "pdf")} | {"owner.png"}
SAID = (NAME, "2026年6月30日")
# Letters and figures that belong together: what must come out of every format.
WORD = re.compile(r"[\w%～–—./+-]+")


def make(folder: Path, **environment: str) -> dict[str, bytes]:
    """Return the files that the command has written and named, by document and ending."""
    day = "2026-06-30"
    command = [sys.executable, "-m", "diagnostics", "report", "--answers", str(FIRM), "--for", "owner,firm,bureau",
               "--as-of", day, "--known-at", day, "--report-date", day, "--format", "html,docx,pdf,png",
               "--out", str(folder)]  # fmt: skip
    settings = {**os.environ, "PYTHONUTF8": "1", **environment}
    run = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, check=False)
    said, complained = run.stdout.decode(), run.stderr.decode()
    assert run.returncode == 0, complained
    assert "Warning" not in complained
    assert [path for path in folder.iterdir() if str(path) not in said] == []
    names = {end: name for name, end in ENDS.items()}
    return {f"{names[path.stem.rpartition('-')[2]]}{path.suffix}": path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return make(tmp_path_factory.mktemp("reports"), PYTHONHASHSEED="1", TZ="America/Lima")


def test_there_is_one_file_of_every_format(made: dict[str, bytes]) -> None:
    assert set(made) == WRITTEN


def test_the_same_answers_give_the_same_bytes_in_another_process(made: dict[str, bytes], tmp_path: Path) -> None:
    again = make(tmp_path, PYTHONHASHSEED="2", TZ="Asia/Shanghai")
    assert [name for name in WRITTEN if made[name] != again[name]] == []


def test_the_web_page_is_whole(made: dict[str, bytes]) -> None:
    for name in ENDS:
        page = made[f"{name}.html"].decode("utf-8")
        assert page.startswith("<!DOCTYPE html>")
        assert page.rstrip().endswith("</html>")


def test_every_file_says_whose_it_is_and_of_which_day(made: dict[str, bytes]) -> None:
    for name, data in made.items():
        assert name.endswith(".png") or [each for each in SAID if bare(each) not in text_in(name, data)] == [], name


@pytest.mark.parametrize("name", ENDS)
def test_sentences_and_figures_are_the_same_in_every_format(name: str, made: dict[str, bytes]) -> None:
    document = example_documents(FIRM)[name]
    torn = {bare(cell.text) for table in tables_in(document) for cell in broken_cells(table)}
    wanted = Counter(bare(text) for text in texts_of(document))
    assert len(wanted) > 40
    assert any(character.isdigit() for text in wanted for character in text)
    read = {ending: text_in(f"{name}.{ending}", made[f"{name}.{ending}"]) for ending in ("html", "docx", "pdf")}
    for ending, text in read.items():
        whole = [each for each in wanted if each not in torn or ending != "pdf"]
        assert [each for each in whole if text.count(each) < wanted[each]] == [], ending
    # a cell that goes on overleaf stands there in two parts
    assert [each for each in torn if not all(word in read["pdf"] for word in words_of(each))] == []


def tables_in(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def broken_cells(table: Table) -> list[DocumentCell]:
    return [cell for row, breaks in zip(table.rows, rows_that_break(table), strict=True) if breaks for cell in row]


def words_of(text: str) -> list[str]:
    return [word for word in WORD.findall(text) if len(word) < 6]


class Text(HTMLParser):
    """Collects the text of a page, without styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.feed(re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def text_in(name: str, data: bytes) -> str:
    """Return the text of a file without blanks, without what stands at the head and foot of its pages."""
    match name.rpartition(".")[2]:
        case "html":
            return bare("".join(Text(data.decode("utf-8")).parts))
        case "docx":
            return text_of(data)
        case "pdf":
            return flowing(pages(data))
        case _:
            return ""


def flowing(printed: list[str]) -> str:
    """Join pages; a paragraph that goes on overleaf has neither header nor footer in its middle."""
    foot = re.compile(r"第\d+页，共\d+页$")
    head = re.compile(rf"^[^，。]{{2,12}}{re.escape(bare(NAME))}")
    # the first page has no header
    return "".join(foot.sub("", head.sub("", page) if at else page) for at, page in enumerate(printed))


def test_the_long_picture_is_a_whole_picture(made: dict[str, bytes]) -> None:
    with Image.open(io.BytesIO(made["owner.png"]), formats=("PNG",)) as picture:
        picture.load()
        assert picture.width == 1080
        assert picture.height > picture.width
