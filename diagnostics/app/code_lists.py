"""Lists of firms that are named by their 统一社会信用代码."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.app.files import read_input
from diagnostics.app.firms import Reading
from diagnostics.words.catalogue import problem
from diagnostics.words.problems import InputError, Place

if TYPE_CHECKING:
    from diagnostics.model.content.library import Library

_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])")
_LISTS = {".xlsx", ".xls", ".csv"}


def read_codes(path: Path) -> Reading[frozenset[str]]:
    """Return the codes of a list of another office: one per line of a text or CSV file; a name is never a key.

    Raises:
        InputError: The file cannot be read, or no line has a code.
    """
    data = read_input(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            raise InputError([problem("CITY-01", Place(str(path)))]) from None
    found: set[str] = set()
    without = []
    for number, line in enumerate(text.splitlines(), start=1):
        codes = _CODE.findall(line.upper())
        found.update(codes)
        # the first line may be the heads of the columns
        if not codes and line.strip(" ,;\t") and number > 1:
            without.append(problem("CITY-02", Place(str(path), number, 1), warning=True, line=line.strip()[:40]))
    if not found:
        raise InputError([problem("CITY-01", Place(str(path)))])
    return Reading(frozenset(found), tuple(without))


def names_list(text: str) -> bool:
    """Whether a text names the file of a list of firms, and not a firm."""
    return Path(text).suffix.lower() in _LISTS


def codes_of_list(path: Path, library: Library, folder: Path | None) -> list[str]:
    """Return the codes of the firms of a list.

    Args:
        path: the list.
        library: the content.
        folder: the workspace, which may have words of its own for the heads of a list.

    Raises:
        InputError: With every row of the list that is wrong.
    """
    from diagnostics.exchange.definitions import list_words
    from diagnostics.exchange.registers import read_registers

    reading = read_registers([path], list_words(library, folder), library)
    if wrong := [each for each in reading.problems if not each.warning]:
        raise InputError(wrong)
    return [each.code for each in reading.firms]
