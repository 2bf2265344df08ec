"""What every reader of a file gives: sheets of cells, each with its kind; nothing is interpreted here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from diagnostics.model.plain_text import clean_line, clean_lines, restore_han, show_private_use
from diagnostics.words.problems import Place

_TEXT_AS_FORMULA = re.compile(r'="((?:[^"]|"")*)"')
_ERROR = re.compile(r"#(?:N/A|N/D|GETTING_DATA|[^\s#]{1,12}[!?！？])|#{2,}|Err:\d{3}")
# What converters leave of the escape of Office Open XML for tab and line breaks; no text has it on purpose.
_RESIDUE = re.compile(r"_x00(09|0[AaDd])_")


class Kind(StrEnum):
    """What a cell holds; of `error` and `formula` (one without a result) the value is what stands there."""

    empty = "empty"
    text = "text"
    number = "number"
    moment = "moment"
    truth = "truth"
    error = "error"
    formula = "formula"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its kind, its value, whether it (or a part of it) is struck out."""

    kind: Kind
    value: str | int | float | datetime | None = None
    struck: bool = False


EMPTY = Cell(Kind.empty)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet: the name of its file, its own name (empty in CSV), its rows from row 1 on.

    Attributes:
        hidden_rows: numbers of the rows that are hidden or filtered out.
        hidden_columns: numbers of the columns that are hidden, as the file counts them.
        first_column: how many columns of the file stand left of the first one, where this is a part of a sheet.
        cut: whether there were more columns than are read.
    """

    file: str
    name: str
    rows: tuple[tuple[Cell, ...], ...]
    hidden: bool = False
    date1904: bool = False
    hidden_rows: frozenset[int] = field(default_factory=frozenset)
    hidden_columns: frozenset[int] = field(default_factory=frozenset)
    first_column: int = 0
    cut: bool = False

    def place(self, row: int, column: int = 1) -> Place:
        """Return the place of a cell; row and column count from 1."""
        return Place(f"{self.file}【{self.name}】" if self.name else self.file, row, column)


class RefusedError(ValueError):
    """A file cannot be read; `code` says why, `detail` fills the text of the problem."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


def text_cell(text: str, *, struck: bool = False, escaped: bool = True) -> Cell:
    """Return a text as a cell: also a formula or an error value that was saved as text.

    Args:
        struck: whether it is struck out.
        escaped: whether an escape of Office Open XML may have been left in it by a converter.
    """
    if escaped and "_x00" in text:
        text = _RESIDUE.sub(lambda found: chr(int(found[1], 16)), text)
    text = restore_han(text)
    bare = (text if text.isprintable() else clean_line(show_private_use(text))).strip()
    if not bare:
        return EMPTY
    if bare.startswith("=") and len(bare) > 1:
        if found := _TEXT_AS_FORMULA.fullmatch(bare):
            return text_cell(found[1].replace('""', '"'), struck=struck, escaped=escaped)
        return Cell(Kind.formula, bare, struck)
    if bare.startswith(("#", "Err:")) and _ERROR.fullmatch(bare):
        return Cell(Kind.error, bare, struck)
    return Cell(Kind.text, text, struck)


def number_cell(text: str, *, struck: bool = False) -> Cell:
    """Return a number as a file writes it; raises ValueError for what is none."""
    value = float(text)
    whole = value.is_integer() and abs(value) < 1e15
    return Cell(Kind.number, int(value) if whole else value, struck)


def moment_cell(text: str, *, struck: bool = False) -> Cell:
    """Return a moment as ISO 8601 writes it; a text where it is none."""
    try:
        return Cell(Kind.moment, datetime.fromisoformat(text.strip()), struck)
    except ValueError:
        return text_cell(text, struck=struck)


def moment_of_serial(serial: float, *, date1904: bool) -> datetime:
    """Return the moment of a serial number of days, in the epoch of 1900 (with its 29 February 1900) or of 1904."""
    start = date(1904, 1, 1) if date1904 else date(1899, 12, 30 if serial >= 60 else 31)
    return datetime.combine(start, time()) + timedelta(milliseconds=round(serial * 86_400_000))


def shown(cell: Cell) -> str:
    """Return what stands in a cell, whatever it is, on one line; a private-use character as 〓."""
    if isinstance(cell.value, datetime):
        return cell.value.isoformat(" ").removesuffix(" 00:00:00")
    if cell.kind is Kind.truth:
        return "TRUE" if cell.value else "FALSE"
    text = "" if cell.value is None else show_private_use(str(cell.value))
    return " ".join(clean_line(clean_lines(text)).split())


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell as Excel shows it.

    >>> cell_name(5, 28)
    'AB5'
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
