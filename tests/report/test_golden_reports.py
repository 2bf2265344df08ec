"""The reports of the example firms, word for word.

`python -m tests.report.rewrite` writes the golden files anew; a person then reads the difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnostics.report.formats.html import render_html
from tests.report.reading import EXAMPLES, EXCERPTS, FIRMS, GOLDEN, example, example_report, text_of, whole_report


@pytest.mark.fast
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_report_of_an_example_reads_as_it_did(path: Path) -> None:
    compare(GOLDEN / f"{path.stem}.txt", text_of(example_report(path), example(path)))


@pytest.mark.parametrize("name", EXCERPTS)
@pytest.mark.parametrize("path", FIRMS, ids=lambda path: path.stem)
def test_page_for_the_owner_and_plan_of_every_firm_read_as_they_did(path: Path, name: str) -> None:
    compare(GOLDEN / path.stem / f"{name}.txt", EXCERPTS[name](path))


def compare(golden: Path, text: str) -> None:
    assert golden.is_file(), "no golden file: run `python -m tests.report.rewrite` and read it"
    expected, found = golden.read_text(encoding="utf-8").splitlines(), text.splitlines()
    different = [(at, was, now) for at, (was, now) in enumerate(zip(expected, found, strict=False), 1) if was != now]
    assert different[:3] == []
    assert len(found) == len(expected)


def test_every_golden_report_belongs_to_an_example() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {path.stem for path in EXAMPLES}
    whose = {path.stem: {file.stem for file in (GOLDEN / path.stem).iterdir()} for path in FIRMS}
    assert whose == {folder.name: set(EXCERPTS) for folder in GOLDEN.iterdir() if folder.is_dir()}


def test_the_same_answers_give_the_same_bytes() -> None:
    given = example(EXAMPLES[0])
    assert render_html(whole_report(given)) == render_html(whole_report(given))
