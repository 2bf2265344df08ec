"""The pages that are made from the product say what the product does now."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from diagnostics.content.counts import counts_page
from diagnostics.content.kinds import KINDS
from diagnostics.content.library import load_folders
from diagnostics.content_root import content_root
from diagnostics.model.marks import Grade, Mark
from tests.content.broken_files import BROKEN_ANSWERS, BROKEN_FILES
from tests.content.problem_pages import IN_WORDS, documented_codes, problems_page

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_the_page_of_problems_is_up_to_date() -> None:
    assert page("problems.md") == problems_page(), "python -m tests.content.problem_pages docs/problems.md"


def test_every_code_is_explained_once() -> None:
    headings = re.findall(r"^### ([A-Z]+-\d+)$", page("problems.md"), re.MULTILINE)
    assert headings == list(documented_codes())


@pytest.mark.parametrize("code", documented_codes())
def test_every_code_has_an_example_that_fails_and_one_that_passes(code: str) -> None:
    section = page("problems.md").partition(f"\n### {code}\n")[2].partition("\n### ")[0]
    assert "会报：" in section
    assert "改好：" in section
    if code not in IN_WORDS:
        lines = {broken.line for broken in (*BROKEN_FILES, *BROKEN_ANSWERS) if broken.code == code}
        assert ("←" in section) or lines & {0, None}


def test_the_page_of_counts_is_up_to_date() -> None:
    library, problems = load_folders([content_root()])
    assert problems == []
    assert page("content-counts.md") == counts_page(library), (
        "python -m diagnostics.content.counts docs/content-counts.md"
    )


def test_the_counts_are_printed() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "diagnostics.content.counts"], cwd=ROOT, capture_output=True, check=True
    )
    assert run.stdout.decode("utf-8") == page("content-counts.md")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_is_described(kind: str) -> None:
    text = page("content-format.md")
    assert f"kind: {kind}" in text or f"`{kind}" in text or f"\n{kind}: [" in text


@pytest.mark.parametrize("word", [*(mark.name for mark in Mark), *(grade.name for grade in Grade)])
def test_every_mark_and_grade_is_named(word: str) -> None:
    assert word in page("content-format.md")


@pytest.mark.parametrize("path", sorted(DOCS.rglob("*.md")), ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    missing = [
        target for target in LINK.findall(path.read_text(encoding="utf-8")) if not (path.parent / target).exists()
    ]
    assert missing == []


@pytest.mark.parametrize("path", sorted(DOCS.rglob("*.md")), ids=lambda path: path.name)
def test_no_page_names_a_folder_of_somebody_s_machine(path: Path) -> None:
    assert re.findall(r"(?<!\w)(?:/work/|/home/|/tmp/|/root/|C:\\Users)", path.read_text(encoding="utf-8")) == []
