"""The block tree: what a report says, before it becomes HTML, DOCX or PDF.

Every text in it is plain: never markup, always clean (see `plain_text`). Renderers number headings, tables and
figures themselves, each in the way of its format; `report.numbering` has the Chinese numerals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from diagnostics.model.plain_text import clean_line, clean_lines

Tone = Literal["plain", "good", "warn", "bad", "muted"]
Align = Literal["left", "center", "right"]
Layout = Literal["plain", "sheet", "owner", "paper"]
# body: indented text; lead: the conclusion of a page; note: small print below a table or a section.
ParagraphStyle = Literal["body", "lead", "note"]

# A cell of a form that holds only this is drawn as a large box to tick.
TICK = "□"


def _clean(thing: object, *names: str) -> None:
    """Clean the named text fields of a frozen block while it is being made."""
    for name in names:
        object.__setattr__(thing, name, clean_line(getattr(thing, name)))


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one weight."""

    text: str
    bold: bool = False

    def __post_init__(self) -> None:
        _clean(self, "text")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3; `id` is unique in the document. Raises ValueError for another level."""

    level: int
    text: str
    id: str
    numbered: bool = True

    def __post_init__(self) -> None:
        if self.level not in (1, 2, 3):
            raise ValueError(f"heading level {self.level} is not 1, 2 or 3")
        _clean(self, "text", "id")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of runs."""

    runs: tuple[Run, ...]
    style: ParagraphStyle = "body"


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list without nesting; each item is a tuple of runs."""

    items: tuple[tuple[Run, ...], ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class DocumentCell:
    """A table cell; its text may have line breaks. `tone` says good, warn, bad or muted beside the text itself."""

    text: str
    strong: bool = False
    tone: Tone = "plain"

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", clean_lines(self.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with one row of heads.

    `widths` are relative (any positive numbers). Every row has as many cells as there are heads, and so have `widths`
    and `aligns`; otherwise ValueError. A table without a caption has no number. `row_mm` above 0 makes it a form to
    write in: every cell is framed, and no row is lower than that.
    """

    id: str
    caption: str
    heads: tuple[str, ...]
    widths: tuple[float, ...]
    aligns: tuple[Align, ...]
    rows: tuple[tuple[DocumentCell, ...], ...]
    row_mm: float = 0.0

    def __post_init__(self) -> None:
        columns = len(self.heads)
        lengths = {len(self.widths), len(self.aligns), *map(len, self.rows)}
        if lengths != {columns} or columns == 0:
            raise ValueError(f"table {self.id!r}: {columns} heads, but widths, aligns or rows of {sorted(lengths)}")
        if min(self.widths) <= 0:
            raise ValueError(f"table {self.id!r}: widths must be above 0")
        _clean(self, "id", "caption")
        object.__setattr__(self, "heads", tuple(map(clean_line, self.heads)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A drawing as SVG text (trusted: made by `report.charts`); `alt` says in words what it shows."""

    id: str
    caption: str
    svg: str
    alt: str
    width_mm: float = 160.0

    def __post_init__(self) -> None:
        _clean(self, "id", "caption", "alt")


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next block starts on a new page."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the owner's page: what it is about, the answer in a few words, one line on what it rests on."""

    label: str
    value: str
    note: str = ""
    tone: Tone = "plain"

    def __post_init__(self) -> None:
        _clean(self, "label", "value", "note")


@dataclass(frozen=True, slots=True)
class Boxes:
    """Boxes side by side (four on the owner's page)."""

    id: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class SignaturePlace:
    """A place to sign: who, and what belongs there (盖章, 签字); a line for the date is part of it."""

    role: str
    hint: str = ""

    def __post_init__(self) -> None:
        _clean(self, "role", "hint")


@dataclass(frozen=True, slots=True)
class Signature:
    """Places for signatures and seals, side by side."""

    id: str
    places: tuple[SignaturePlace, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FillIn:
    """A question on paper: choices with a box to tick, then lines to write on; `hint` is printed small."""

    number: str
    ask: str
    hint: str = ""
    choices: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _clean(self, "number", "ask", "hint")
        object.__setattr__(self, "choices", tuple(map(clean_line, self.choices)))
        object.__setattr__(self, "lines", tuple(map(clean_line, self.lines)))


@dataclass(frozen=True, slots=True)
class QrCode:
    """A code for machines as SVG text (trusted: made by us), beside it the text for people and what it stands for."""

    id: str
    text: str
    svg: str
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _clean(self, "id", "text")
        object.__setattr__(self, "notes", tuple(map(clean_line, self.notes)))


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPhoto:
    """A photo as JPEG (trusted: written by us, nothing but pixels) with what stands below it."""

    jpeg: bytes
    width: int
    height: int
    caption: str

    def __post_init__(self) -> None:
        _clean(self, "caption")


PHOTOS_A_ROW = 4


@dataclass(frozen=True, slots=True)
class Photos:
    """Photos in rows of `PHOTOS_A_ROW`, each with its caption."""

    id: str
    photos: tuple[PrintedPhoto, ...]


Block = Heading | Paragraph | ListBlock | Table | Figure | PageBreak | Boxes | Signature | FillIn | QrCode | Photos


@dataclass(frozen=True, slots=True)
class MetaItem:
    """One line about the document, such as 诊断日期 or 报告编号."""

    label: str
    value: str

    def __post_init__(self) -> None:
        _clean(self, "label", "value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole report; `language` is a BCP 47 tag.

    `layout` says how it is set: `plain` as it comes; `sheet`, for which one page counts more than air; `owner`, tight
    but large enough to read without glasses; `paper`, whose blocks up to the first page break are the cover, and the
    contents follow it. `code`: of the firm that it is about, for machines: every format keeps it, none prints it.
    """

    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    meta: tuple[MetaItem, ...] = ()
    language: str = "zh-CN"
    layout: Layout = "plain"
    code: str = ""

    def __post_init__(self) -> None:
        _clean(self, "title", "subtitle", "language", "code")
