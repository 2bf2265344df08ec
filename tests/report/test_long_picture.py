"""The owner's page as one long picture for a telephone."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from diagnostics.model.document import Document, Heading, PageBreak, Paragraph, Run, Signature
from diagnostics.model.report_documents import FORMATS
from diagnostics.report.formats.formats import Paper, render
from diagnostics.report.formats.pdf import render_picture
from tests.report.docx_reading import PRINTED
from tests.report.sample import make_document
from tests.sheets.sheet_firms import HOSTILE
from tests.sheets.test_pdf import everything


def picture(document: Document) -> Image.Image:
    return Image.open(io.BytesIO(render_picture(document)))


@pytest.fixture(scope="module")
def owner() -> Document:
    document = make_document()
    first = next(at for at, block in enumerate(document.blocks) if isinstance(block, PageBreak))
    return replace(document, blocks=document.blocks[:first])


def test_it_is_1080_pixels_wide_and_as_long_as_it_has_to_be(owner: Document) -> None:
    made = picture(owner)
    assert (made.format, made.width) == ("PNG", 1080)
    assert made.height > made.width
    assert len(render_picture(owner)) < 2_000_000


def test_places_to_sign_are_not_in_it(owner: Document) -> None:
    alone = tuple(block for block in owner.blocks if not isinstance(block, Signature))
    assert alone != owner.blocks
    assert render_picture(owner) == render_picture(replace(owner, blocks=alone))


def test_both_pages_of_the_owner_are_in_it(owner: Document) -> None:
    second = replace(owner, blocks=(*owner.blocks, PageBreak(), Paragraph((Run("第二页"),))))
    assert picture(second).height > picture(owner).height


def test_a_table_of_many_columns_becomes_cards_and_none_is_lost(owner: Document) -> None:
    without = replace(owner, blocks=tuple(each for each in owner.blocks[:3] if not isinstance(each, PageBreak)))
    assert picture(owner).height > picture(without).height


def test_hostile_and_very_long_texts_are_drawn() -> None:
    assert picture(everything(HOSTILE)).width == 1080
    long = Document(title="题", blocks=(Heading(1, "长", "a"), Paragraph((Run("长" * 10_000),))))
    assert picture(long).height > 10_000


def test_the_same_document_is_the_same_picture(owner: Document) -> None:
    assert render_picture(owner) == render_picture(owner)


def test_each_format_is_made_alone_and_an_unknown_one_refused(owner: Document) -> None:
    for each in FORMATS:
        assert list(render(owner, (each,), Paper(PRINTED))) == [each]
    with pytest.raises(ValueError, match="odt"):
        render(owner, ("odt",), Paper(PRINTED))
