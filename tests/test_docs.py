"""The pages that are made from the product say what the product does now."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from diagnostics.content.checks.counts import counts_page
from diagnostics.content.library.loading import load_folders
from diagnostics.content.root import content_root
from diagnostics.content.yaml.kinds import KINDS
from diagnostics.model.content.marks import Grade, Mark
from tests.content.broken_files import BROKEN_ANSWERS, BROKEN_FILES
from tests.content.problem_pages import IN_WORDS, documented_codes, problems_page
from tests.offenders import assert_none
from tests.scoring.condition_words import words_page

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
OF_A_MACHINE = re.compile(r"(?<!\w)(/work/|/home/|/tmp/|/root/|C:\\Users)")


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_the_page_of_problems_is_up_to_date() -> None:
    assert page("problems.md") == problems_page(), "python -m tests.content.problem_pages docs/problems.md"


def test_the_page_of_the_words_of_conditions_is_up_to_date() -> None:
    assert page("condition-words.md") == words_page(), "python -m tests.scoring.condition_words docs/condition-words.md"


def test_every_code_is_explained_once() -> None:
    headings = re.findall(r"^### ([A-Z]+-\d+)$", page("problems.md"), re.MULTILINE)
    assert headings == list(documented_codes())


def test_every_code_has_an_example_that_fails_and_one_that_passes() -> None:
    text = page("problems.md")
    in_no_line = {broken.code for broken in (*BROKEN_FILES, *BROKEN_ANSWERS) if broken.line in {0, None}}
    offenders = []
    for code in documented_codes():
        section = text.partition(f"\n### {code}\n")[2].partition("\n### ")[0]
        wanted = ["会报：", "改好：", *(["←"] if code not in in_no_line | set(IN_WORDS) else [])]
        offenders += [f"problems.md: {code} lacks {each}" for each in wanted if each not in section]
    assert_none(offenders)


def test_the_page_of_counts_is_up_to_date() -> None:
    library, problems = load_folders([content_root()])
    assert problems == []
    assert page("content-counts.md") == counts_page(library), (
        "python -m diagnostics.content.checks.counts docs/content-counts.md"
    )


def test_the_counts_are_printed() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "diagnostics.content.checks.counts"], cwd=ROOT, capture_output=True, check=True
    )
    assert run.stdout.decode("utf-8") == page("content-counts.md")


def test_every_kind_of_file_is_described() -> None:
    text = page("content-format.md")
    assert_none(kind for kind in KINDS if not re.search(rf"kind: {kind}|`{kind}|\n{kind}: \[", text))


def test_every_mark_and_grade_is_named() -> None:
    text = page("content-format.md")
    assert_none(each.name for each in (*Mark, *Grade) if each.name not in text)


def found_in_pages(pattern: re.Pattern[str]) -> Iterator[tuple[Path, str, str]]:
    """Yield page, place and text of everything that the pattern finds."""
    for path in sorted(DOCS.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        for found in pattern.finditer(text):
            yield path, f"{path.name}:{text.count(chr(10), 0, found.start()) + 1}", found[1]


def test_links_between_pages_lead_somewhere() -> None:
    links = list(found_in_pages(LINK))
    assert links
    assert_none(f"{place}: {target}" for path, place, target in links if not (path.parent / target).exists())


def test_no_page_names_a_folder_of_somebody_s_machine() -> None:
    assert_none(f"{place}: {name}" for _, place, name in found_in_pages(OF_A_MACHINE))
