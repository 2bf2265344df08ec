"""How long a report is: two pages for the owner, contents on one page, a body of at most 22 pages, then the annex."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from diagnostics.model.document import Heading
from diagnostics.report.formats.pdf import Pages
from tests.report.reading import EXAMPLES, example_report

MOST_BODY_PAGES = 22
BEFORE_THE_BODY = 3  # the owner's two pages and the contents

every_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)


@cache
def pages_of(path: Path) -> list[tuple[Heading, int]]:
    document = example_report(path)
    headings = [block for block in document.blocks if isinstance(block, Heading)]
    found = Pages(document).heading_pages()
    return [(heading, found[heading.id]) for heading in headings]


@every_example
def test_the_body_has_at_most_twenty_two_pages(path: Path) -> None:
    annex = next(page for heading, page in pages_of(path) if heading.level == 1 and heading.text.startswith("附："))
    assert annex - 1 - BEFORE_THE_BODY <= MOST_BODY_PAGES


@every_example
def test_the_contents_take_one_page(path: Path) -> None:
    owner = [page for heading, page in pages_of(path) if page == 1]
    assert owner, "the owner's page comes first"
    assert min(page for _, page in pages_of(path) if page > 2) == BEFORE_THE_BODY + 1
