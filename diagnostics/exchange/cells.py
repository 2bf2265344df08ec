"""What a cell of a list means: a code, a date, a word; nothing is guessed. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta

from diagnostics.answers.firm_code import find_code_fault
from diagnostics.answers.typed.figures import read_day
from diagnostics.exchange.spreadsheets import Cell
from diagnostics.model.plain_text import clean_line

_TIME = re.compile(r"(?:[ t]|(?<=日))\d{1,2}:\d{2}.*", re.IGNORECASE)
_SERIAL = re.compile(r"[2-6]\d{4}(?:\.\d+)?")
_BETWEEN = re.compile(r"至|到|~|～|—+|-{2,}|–")
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 70_000  # 1954 to 2091: a number outside is no day
# Letters that codes never use, and the figure that was meant; signs that are mistaken for each other.
_NEVER_USED = {"O": "0", "I": "1", "S": "5", "Z": "2"}
_ALIKE = {"B": "8", "8": "B", "D": "0", "0": "D", "G": "6", "6": "G", "1": "L", "L": "1", "U": "0", "2": "7", "7": "2"}
_MOST_NEAR = 3


def text_of(cell: Cell) -> str:
    """Return a cell as one clean line: half-width forms, single spaces; whole numbers without `.0`."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return " ".join(clean_line(unicodedata.normalize("NFKC", str(cell))).split())


def name_text(cell: Cell) -> str:
    """Return the name of a firm: one clean line as written, without spaces between Chinese characters."""
    text = " ".join(clean_line("" if cell is None else str(cell)).split())
    return re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", text)


def same_name(one: str, other: str) -> bool:
    """Whether two names differ only in spaces, brackets of another width and the like."""
    return _bare(one) == _bare(other)


def _bare(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).lower().split())


def code_text(cell: Cell) -> str:
    """Return a code: half-width capitals without spaces, line breaks, quotes, and what exports put before it (`=`)."""
    return re.sub(r"[\s'\"`’‘“”·.\-:：=]+", "", text_of(cell)).upper()


def is_rounded_number(cell: Cell) -> bool:
    """Whether a code was kept as a number, of which Excel keeps only 15 figures."""
    return isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= 1e15


def near_codes(code: str, known: Iterable[str]) -> list[str]:
    """Return what a wrong code may have been: known codes one character away, else the usual slips that give a code."""
    found = [each for each in known if len(each) == len(code) and sum(map(str.__ne__, each, code)) == 1]
    if not found:
        found = [each for each in _slips(code) if find_code_fault(each) is None]
    return list(dict.fromkeys(found))[:_MOST_NEAR]


def _slips(code: str) -> Iterator[str]:
    """Yield the code without signs that no code has, then with one sign taken for its like or two changed round."""
    plain = "".join(_NEVER_USED.get(char, char) for char in code)
    yield plain
    if plain != code:
        return
    for index, char in enumerate(code):
        if char in _ALIKE:
            yield code[:index] + _ALIKE[char] + code[index + 1 :]
        if code[index : index + 2] != char * 2:
            yield code[:index] + code[index : index + 2][::-1] + code[index + 2 :]


def day_of(cell: Cell, *, date1904: bool = False) -> date | None:
    """Return the day a cell names: a date of Excel, its serial number, or a text as people write it; else None."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool) or cell is None:
        return None
    text = text_of(cell)
    if parts := read_day(_TIME.sub("", text)):
        with suppress(ValueError):  # there is no such day
            return date(*parts)
        return None
    if _SERIAL.fullmatch(text) and _FIRST_SERIAL <= float(text) <= _LAST_SERIAL:
        start = date(1904, 1, 1) if date1904 else date(1899, 12, 30)
        return start + timedelta(days=int(float(text)))
    return None


def period_of(text: str) -> tuple[str, str] | None:
    """Return the two ends of a period as written ("2024.7.1-2027.6.30", "自…至…"), or None."""
    plain = re.sub(r"\s+", "", text).removeprefix("自").removeprefix("从").removesuffix("止")
    parts = _BETWEEN.split(plain)
    if len(parts) == 2:
        return parts[0].removesuffix("起"), parts[1]
    # one hyphen between days that are written with points, strokes or characters
    if "-" in plain and plain.count("-") == 1 and re.search(r"[年./]|\d{8}", plain):
        first, _, last = plain.partition("-")
        return first, last
    if found := re.fullmatch(r"(\d{4}-\d{1,2}-\d{1,2})-(\d{4}-\d{1,2}-\d{1,2})", plain):
        return found[1], found[2]
    return None
