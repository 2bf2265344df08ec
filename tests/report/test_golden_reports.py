"""The reports of the example firms: owner's pages, firm's document and plan word for word, the volume by its parts.

`python -m tests.report.rewrite` writes the golden files anew; a person then reads the difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from diagnostics.report.formats.html import render_html
from tests.report.goldens import GOLDEN, TEXTS, owner_pictures
from tests.report.reading import FIRMS, example, whole_report

MOST_KB = 1000
# Grey of 255, on average over a page: letters drawn by another version of the library differ by less.
ALIKE = 3.0
all_firms = pytest.mark.parametrize("path", FIRMS, ids=lambda path: path.stem)


@pytest.mark.parametrize("name", TEXTS)
@all_firms
def test_the_documents_of_every_firm_read_as_they_did(path: Path, name: str) -> None:
    golden = GOLDEN / path.stem / f"{name}.txt"
    assert golden.is_file(), "no golden file: run `python -m tests.report.rewrite` and read it"
    expected, found = golden.read_text(encoding="utf-8").splitlines(), TEXTS[name](path).splitlines()
    different = [(at, was, now) for at, (was, now) in enumerate(zip(expected, found, strict=False), 1) if was != now]
    assert different[:3] == []
    assert len(found) == len(expected)


@all_firms
def test_the_owners_pages_of_every_firm_look_as_they_did(path: Path) -> None:
    kept = sorted((GOLDEN / path.stem).glob("owner-*.png"))
    drawn = owner_pictures(path)
    assert len(kept) == len(drawn)
    for was, now in zip(kept, drawn, strict=True):
        with Image.open(was) as picture:
            assert picture.size == now.size
            assert unlike(picture, now) < ALIKE


def unlike(one: Image.Image, other: Image.Image) -> float:
    """Return by how much two pictures differ, on average over their points."""
    return float(ImageStat.Stat(ImageChops.difference(one.convert("L"), other.convert("L"))).mean[0])


def test_another_page_would_be_seen() -> None:
    first, second = owner_pictures(FIRMS[0])
    assert unlike(first, first) == 0
    assert unlike(first, second) > ALIKE


def test_every_golden_file_belongs_to_a_firm_and_all_are_small() -> None:
    whose = {path.stem: {file.name for file in (GOLDEN / path.stem).iterdir()} for path in FIRMS}
    assert {folder.name for folder in GOLDEN.iterdir() if folder.is_dir()} == set(whose)
    for files in whose.values():
        assert {f"{name}.txt" for name in TEXTS} == {name for name in files if not name.endswith(".png")}
    assert sum(file.stat().st_size for file in GOLDEN.glob("**/*.*")) < MOST_KB * 1000


def test_the_same_answers_give_the_same_bytes() -> None:
    given = example(FIRMS[0])
    assert render_html(whole_report(given)) == render_html(whole_report(given))
