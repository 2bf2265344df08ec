"""Lists of firms that are named by their 统一社会信用代码."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.app.firms import Reading
from diagnostics.words.catalogue import problem, say
from diagnostics.words.problems import InputError, Place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from diagnostics.model.content.library import Library
    from diagnostics.words.problems import Problem

_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])")
_LISTS = {".xlsx", ".xlsm", ".xls", ".ods", ".fods", ".csv", ".tsv", ".htm", ".html", ".mht", ".mhtml"}


def read_codes(path: Path) -> Reading[frozenset[str]]:
    """Return the codes of a list of another office, wherever they stand in it; a name is never a key.

    Raises:
        InputError: The file cannot be read, or no row has a code.
    """
    from diagnostics.exchange.cells.cell import shown
    from diagnostics.exchange.cells.files import read_sheets
    from diagnostics.exchange.cells.meaning import as_code, plain
    from diagnostics.exchange.list_rows import unseen_rows

    found: set[str] = set()
    doubts: list[Problem] = []
    for sheet in read_sheets(path):
        if sheet.hidden:
            doubts.append(problem("REG-09", sheet.place(0), warning=True))
            continue
        hidden: list[int] = []
        for number, row in enumerate(sheet.rows, 1):
            reads = {at: as_code(cell) for at, cell in enumerate(row, 1)}
            codes = [code for at, cell in enumerate(row, 1) if not reads[at].lost for code in _codes(plain(cell))]
            found.update(codes)
            if codes:
                hidden += [number] * (number in sheet.hidden_rows)
                continue
            lost = [doubt.told(sheet, number, at) for at, read in reads.items() if read.lost for doubt in read.doubts]
            line = " ".join(filter(None, map(shown, row)))[:40]
            # the first row may be the heads of the columns
            if number > 1 and line:
                doubts += lost or [problem("CITY-02", sheet.place(number), warning=True, line=line)]
        doubts += unseen_rows(sheet, "CELL-12", hidden, say("register", "rows_taken"))
    if not found:
        raise InputError([problem("CITY-01", Place(str(path)))])
    return Reading(frozenset(found), tuple(doubts))


def _codes(text: str) -> list[str]:
    return _CODE.findall(text.upper())


def read_pairs(path: Path) -> Reading[Mapping[str, frozenset[str]]]:
    """Return the names of the first column with the ids beside them in the second; what cannot be read is told.

    Raises:
        InputError: The file cannot be read.
    """
    from diagnostics.exchange.cells.files import read_sheets
    from diagnostics.exchange.cells.meaning import as_name, as_text

    found: dict[str, set[str]] = {}
    doubts: list[Problem] = []
    for sheet in read_sheets(path):
        for number, row in enumerate(sheet.rows, 1):
            reads = [read(cell) for read, cell in zip((as_name, as_text), row[:2], strict=False)]
            doubts += [doubt.told(sheet, number, at) for at, read in enumerate(reads, 1) for doubt in read.doubts]
            if len(reads) == 2 and reads[0].value and reads[1].value:
                found.setdefault(reads[0].value, set()).add(reads[1].value)
    return Reading({name: frozenset(others) for name, others in found.items()}, tuple(doubts))


def names_list(text: str) -> bool:
    """Whether a text names the file of a list of firms, and not a firm."""
    return Path(text).suffix.lower() in _LISTS


def codes_of_list(path: Path, library: Library, folder: Path | None) -> Reading[list[str]]:
    """Return the codes of the firms of a list; what is told is which rows were read and which not.

    Args:
        path: the list.
        library: the content.
        folder: the workspace, which may have words of its own for the heads of a list.

    Raises:
        InputError: With every row of the list that is wrong.
    """
    from diagnostics.exchange.definitions import list_words
    from diagnostics.exchange.list_rows import ABOUT_ROWS
    from diagnostics.exchange.registers import read_registers

    reading = read_registers([path], list_words(library, folder), library)
    if wrong := [problem for problem in reading.problems if not problem.warning]:
        raise InputError(wrong)
    return Reading(
        [firm.code for firm in reading.firms],
        tuple(problem for problem in reading.problems if problem.code in ABOUT_ROWS),
    )
