"""Sheets of example firms, and of a firm whose every text is an attack; PDFs read back and drawn."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache
from pathlib import Path

from pypdfium2 import PdfDocument

from diagnostics.answers.files.file import read_answers
from diagnostics.briefing.report_input import brief
from diagnostics.content.root import content_root
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model.document import (
    Boxes,
    Document,
    Figure,
    FillIn,
    Heading,
    ListBlock,
    Paragraph,
    QrCode,
    Signature,
    Table,
)
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.report.formats.fonts import FAMILY, find_fonts
from diagnostics.report.formats.pdf import blocks_as_json
from diagnostics.sheets.fingerprint import fingerprint
from diagnostics.sheets.sheet_input import SheetInput
from tests.builders import AS_OF, shipped

PRINTED = date(2026, 6, 30)
DUE = date(2026, 7, 10)
EXAMPLES = ("auto_parts", "food", "refractory")
# Every way in which a text could turn into something else: HTML, Typst, Jinja2, Markdown, Word, a path.
HOSTILE = (
    "<script>alert(1)</script>#let x=1 {{7*7}} {%raw%} a|b *粗* _斜_ $1^2$ \\alpha C:\\tmp @ref [链](javascript:x) "
    '</w:t>]]> //注 #include("x") <@标签> #image("/etc/passwd") &amp; \'单\' "双" ` ~ --- ** ## □ {-}'
)


@cache
def example(name: str) -> FirmAnswers:
    read, problems = read_answers(content_root() / "examples" / f"{name}.yaml", shipped(), as_of=AS_OF)
    assert read is not None
    assert not [each for each in problems if not each.warning]
    return read


def sheet_input(
    firm: FirmAnswers,
    *,
    mode: str = "",
    recorded: tuple[datetime, datetime] | None = None,
    retain_until: date | None = None,
) -> SheetInput:
    given = brief(diagnose([firm], shipped(), AS_OF)[0], AS_OF, PRINTED)
    mark = fingerprint(firm, shipped().fingerprint)
    return SheetInput(given=given, fingerprint=mark, due=DUE, mode=mode, recorded=recorded, retain_until=retain_until)


@cache
def example_input(name: str) -> SheetInput:
    return sheet_input(example(name), recorded=(datetime(2026, 5, 12, 9, 5), datetime(2026, 5, 13, 16, 40)))


def pages(pdf: bytes) -> list[str]:
    """Return the text of every page without blanks: how a renderer spaces its lines is not the question."""
    document = PdfDocument(pdf)
    try:
        # a hyphen at the end of a line is read as U+FFFE
        return [bare(page.get_textpage().get_text_range().replace("\ufffe", "-")) for page in document]
    finally:
        document.close()


def bare(text: str) -> str:
    return re.sub(r"[\s\u200b]+", "", text)


def texts_of(document: Document) -> list[str]:
    """Return every text that a reader of the document must find."""
    found = [document.title, document.subtitle]
    found += [text for item in document.meta for text in (item.label, item.value)]
    for block in document.blocks:
        if isinstance(block, Heading):
            found.append(block.text)
        elif isinstance(block, Paragraph):
            found.append("".join(run.text for run in block.runs))
        elif isinstance(block, ListBlock):
            found += ["".join(run.text for run in item) for item in block.items]
        elif isinstance(block, Table):
            found += [
                block.caption,
                *block.heads,
                *(cell.text for row in block.rows for cell in row if cell.text != "□"),
            ]
        elif isinstance(block, Figure):
            found.append(block.caption)
        elif isinstance(block, Boxes):
            found += [text for box in block.boxes for text in (box.label, box.value, box.note)]
        elif isinstance(block, Signature):
            found += [text for place in block.places for text in (place.role, place.hint)]
        elif isinstance(block, FillIn):
            found += [block.number, block.ask, block.hint, *block.choices, *block.lines]
        elif isinstance(block, QrCode):
            found += [block.text, *block.notes]
    return [text for text in found if text]


def draw_page(document: Document, ppi: int = 150) -> bytes:
    """Draw the last page of the PDF as PNG, by the same template and fonts."""
    import typst

    template = content_root() / "reports" / "templates" / "blocks.typ"
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(find_fonts().folder)])
    compiler = typst.Compiler(
        input=str(template), font_paths=fonts, sys_inputs={"data": blocks_as_json(document), "font": FAMILY}
    )
    made = compiler.compile(format="png", ppi=ppi)
    found = made[-1] if isinstance(made, list) else made
    assert isinstance(found, bytes)
    return found


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
