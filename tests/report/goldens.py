"""What is kept of the reports of the example firms, small enough to be read when it changes.

The pages for the owner and the firm's document in full; of the volume of evidence, which is long, the headings, what
stands below each, how much of it, and a sum of its text; what `qizhen plan` prints; pictures of the owner's pages.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
from PIL import Image

from diagnostics.cli.main import main
from diagnostics.model.document import Block, Figure, Heading, Table
from diagnostics.report.formats.formats import Paper, render
from tests.builders import AS_OF
from tests.report.reading import example, example_documents, text_of, text_of_blocks

GOLDEN = Path(__file__).parent / "golden"
_DPI, _GREYS = 50, 8


def owner_text(path: Path) -> str:
    """Return the pages for the owner of an example firm as text."""
    return text_of(example_documents(path)["owner"], example(path))


def firm_text(path: Path) -> str:
    """Return the document of an example firm as text."""
    return text_of(example_documents(path)["firm"], example(path))


def bureau_outline(path: Path) -> str:
    """Return the volume of evidence of an example firm: a line per heading, table and drawing, a sum per heading."""
    return "\n".join(_outline(path)) + "\n"


def _outline(path: Path) -> Iterator[str]:
    parts: list[list[Block]] = [[]]
    for block in example_documents(path)["bureau"].blocks:
        if isinstance(block, Heading):
            parts.append([])
        parts[-1].append(block)
    for part in parts:
        for block in part:
            match block:
                case Heading():
                    yield f"\n{'#' * block.level} {block.text}"
                case Table():
                    yield f"{block.caption or block.id}: {len(block.rows)} × {len(block.heads)}"
                case Figure():
                    yield f"{block.caption}: {block.alt}"
        text = text_of_blocks(part).replace(example(path).library.fingerprint[:12], "（内容版本）")
        yield f"{len(text)}, {hashlib.sha256(text.encode()).hexdigest()[:12]}"


def plan_text(path: Path) -> str:
    """Return what `qizhen plan` prints for the recognition that the report of an example firm goes for."""
    target, stdout = example(path).target, io.StringIO()
    assert target is not None
    dates = ["--as-of", AS_OF.isoformat(), "--known-at", AS_OF.isoformat()]
    with contextlib.redirect_stdout(stdout):
        assert main(["plan", "--answers", str(path), "--target", target.criteria.id, *dates]) == 0
    return stdout.getvalue()


TEXTS: dict[str, Callable[[Path], str]] = {
    "owner": owner_text, "firm": firm_text, "bureau": bureau_outline, "plan": plan_text,
}  # fmt: skip


def owner_pictures(path: Path) -> list[Image.Image]:
    """Return the pages for the owner of an example firm as small grey pictures."""
    printed = render(example_documents(path)["owner"], ("pdf",), Paper(AS_OF))["pdf"]
    document = pypdfium2.PdfDocument(printed)
    try:
        return [_small(page.render(scale=_DPI / 72, grayscale=True).to_pil()) for page in document]
    finally:
        document.close()


def _small(page: Image.Image) -> Image.Image:
    step = 256 // _GREYS
    grey = page.convert("L").point([value // step * 255 // (_GREYS - 1) for value in range(256)])
    return grey.convert("P", palette=Image.Palette.ADAPTIVE, colors=_GREYS)
