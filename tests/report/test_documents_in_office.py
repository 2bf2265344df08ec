"""The three documents of the ten firms as LibreOffice prints them: the contents tell the truth, the pages are few."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from diagnostics.model.document import Document, Heading
from tests.report.docx_reading import W, convert_all, faults_of, make_docx, needs_office, text_of, tree_of
from tests.report.reading import TEN_FIRMS, example_documents
from tests.report.test_building import FOOD
from tests.sheets.sheet_firms import bare, texts_of

pytestmark = needs_office
SMALLEST = 10.5  # points, on the owner's pages
ten_firms = pytest.mark.parametrize(
    "path",
    [FOOD, *(pytest.param(each, marks=pytest.mark.long) for each in TEN_FIRMS if each != FOOD)],
    ids=lambda path: path.stem,
)


@ten_firms
def test_contents_name_the_pages_and_the_owner_has_two(path: Path, tmp_path: Path) -> None:
    documents = example_documents(path)
    printed = convert_all({name: make_docx(document) for name, document in documents.items()}, "pdf", tmp_path)
    readers = {name: PdfReader(io.BytesIO(data)) for name, data in printed.items()}
    for name in ("firm", "bureau"):
        listed, outline = contents_of(readers[name]), headings_of(readers[name])
        assert len(listed) >= 15
        assert [each for each in listed if each not in outline] == []
        headings = [block for block in documents[name].blocks if isinstance(block, Heading)]
        chapters = [bare(heading.text) for heading in headings if heading.level == 1]
        assert [each for each in chapters if not any(title.endswith(each) for title, _ in listed)] == []
    assert len(readers["owner"].pages) <= 2
    assert min(sizes_in(readers["owner"])) >= SMALLEST - 0.01


def contents_of(reader: PdfReader) -> list[tuple[str, int]]:
    """Return the lines of the contents with the pages printed there; they stand on one page, the second."""
    lines = reader.pages[1].extract_text().splitlines()
    assert "目录" in bare("".join(lines))
    found = (re.fullmatch(r"(.*?)[.\s]+(\d+)\s*", line) for line in lines)
    return [(bare(each[1]), int(each[2])) for each in found if each and bare(each[1])]


def headings_of(reader: PdfReader) -> list[tuple[str, int]]:
    """Return the headings with the pages on which they stand, as LibreOffice writes them into the outline."""

    def walk(outline: Iterable[Any]) -> Iterator[tuple[str, int]]:
        for entry in outline:
            if isinstance(entry, list):
                yield from walk(entry)
            else:
                yield bare(str(entry.title)), (reader.get_destination_page_number(entry) or 0) + 1

    return list(walk(reader.outline))


def sizes_in(reader: PdfReader) -> set[float]:
    """Return the sizes of all letters above the footer, in points."""
    found: set[float] = set()

    def seen(text: str, user: list[float], matrix: list[float], _font: Any, size: float) -> None:
        if text.strip() and not re.fullmatch(r"第|页，共|页|\d+", text.strip()):
            found.add(round(abs(size * matrix[3] * user[3]), 2))

    for page in reader.pages:
        page.extract_text(visitor_text=seen)
    return found


def test_a_contents_line_without_a_page_would_be_seen() -> None:
    """The field of each line is one that LibreOffice counts itself: it stands in no contents field."""
    tree = tree_of(make_docx(example_documents(FOOD)["firm"]))
    codes = [bare(each.text or "") for each in tree.iter(f"{W}instrText")]
    assert sum(code.startswith("PAGEREF") for code in codes) >= 15
    assert not any(code.startswith("TOC") for code in codes)


def test_every_document_is_saved_again_with_every_text_and_passes_the_schema(tmp_path: Path) -> None:
    documents: dict[str, Document] = example_documents(FOOD)
    files = {name: make_docx(document) for name, document in documents.items()}
    saved = convert_all(files, "docx", tmp_path)
    for name, document in documents.items():
        assert faults_of(files[name], tmp_path) == []
        found = text_of(saved[name])
        assert [text for text in texts_of(document) if bare(text) not in found] == []
