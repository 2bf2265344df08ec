"""What a cell means: a text, a name, a code, a number, a day; the one place where cells are interpreted. Pure.

A cell that cannot be what is asked of it has no value and a doubt that says why; one that was read with a reserve has
both. Only an empty cell has neither.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from types import MappingProxyType
from typing import Generic, TypeVar

from diagnostics.answers.typed.figures import TypedFigure, read_figure
from diagnostics.exchange.cells.cell import Cell, Kind, Sheet, cell_name, moment_of_serial, shown, text_cell
from diagnostics.model.plain_text import PLACEHOLDER
from diagnostics.words.catalogue import problem, say
from diagnostics.words.problems import Place, Problem

CHINA = timezone(timedelta(hours=8))
_DAY = re.compile(
    r"(?P<year>\d{4})\s*[年./\-]\s*(?P<month>\d{1,2})\s*[月./\-]\s*(?P<day>\d{1,2})\s*日?(?:\s*(?:星期|周)[一二三四五六日天])?"
    r"(?:(?:\s*T\s*|\s+|(?<=日))(?P<half>上午|下午)?\s*(?P<hour>\d{1,2})\s*[:时]\s*(?P<minute>\d{1,2})?"
    r"(?:\s*[:分]\s*(?P<second>\d{1,2})(?:[.,]\d+)?)?[秒分]?\s*(?P<half_after>AM|PM)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+\-]\d{2}(?::?\d{2})?)?)?",
    re.IGNORECASE,
)
_DIGITS_DAY = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})")
_SERIAL = re.compile(r"[2-6]\d{4}(?:\.\d+)?")
_BETWEEN = re.compile(r"至|到|~|～|—+|-{2,}|–")
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 70_000  # 1954 to 2091: a number outside is no day
# A day that a program wrote in a time zone of the past begins up to 5 minutes 43 seconds too early (Shanghai before
# 1928); 23:59 and 23:59:59 are how people and systems write the end of a day.
_NEARLY_MIDNIGHT = time(23, 54)
_ENDS_OF_DAY = {time(23, 59), time(23, 59, 59)}
_SCIENTIFIC = re.compile(r"[+\-]?\d(?:\.\d+)?E\+?(\d{2,3})", re.IGNORECASE)
_ROUNDED = re.compile(r"\d{15}0{3,}")

T = TypeVar("T", str, date, Fraction)


@dataclass(frozen=True)
class Doubt:
    """Why a cell has no value, or what must be known about the one it has: the code of a problem and what fills it."""

    code: str
    given: Mapping[str, str] = field(default_factory=dict)

    def told(self, sheet: Sheet, row: int, column: int) -> Problem:
        """Return it as a warning about a cell of a sheet."""
        what = say("register", "any_text")
        return self.problem(sheet.place(row, column), cell=cell_name(row, column), name="", what=what)

    def problem(self, place: Place, *, warning: bool = True, **values: str) -> Problem:
        """Return it as a problem; `values` fill the rest of the text (the name of the cell first of all)."""
        return problem(self.code, place, warning=warning, **{**values, **self.given})


@dataclass(frozen=True)
class Read(Generic[T]):
    """What a cell means, None where nothing stands there or it could not be read, and what to say about it."""

    value: T | None = None
    doubts: tuple[Doubt, ...] = ()

    @property
    def lost(self) -> bool:
        """Whether something stands there and was not read."""
        return self.value is None and bool(self.doubts)


def plain(cell: Cell) -> str:
    """Return what stands in a cell in half-width forms and single spaces, to be compared with words."""
    return " ".join(unicodedata.normalize("NFKC", shown(cell)).split())


def written(cell: Cell) -> str:
    """Return what stands in a cell as it is written, without spaces between Chinese characters."""
    return re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", shown(cell))


def as_text(cell: Cell) -> Read[str]:
    """Return a text; a number keeps its figures, a moment its day."""
    if doubt := _unreadable(cell):
        return Read(None, (doubt,))
    if cell.kind is Kind.moment:
        found = as_day(cell)
        return Read(found.value.isoformat() if found.value else None, found.doubts)
    text = plain(cell)
    if not text:
        return Read()
    if _has_lost_figures(cell):
        return Read(None, (Doubt("CELL-05", {"got": text}),))
    if not text.strip("0.") and text.strip("."):
        return Read(None, (Doubt("CELL-06", {"got": text}),))
    return Read(text, _unknown_characters(text))


def as_name(cell: Cell) -> Read[str]:
    """Return the name of a firm: one line as written, without spaces between Chinese characters."""
    if doubt := _unreadable(cell):
        return Read(None, (doubt,))
    text = written(cell)
    if not text:
        return Read()
    is_word = cell.kind is Kind.text and any(char.isalpha() for char in text)
    if not is_word or _has_lost_figures(cell) or _moment(cell, date1904=False) is not None:
        return Read(None, (Doubt("CELL-07", {"got": text}),))
    return Read(text, _unknown_characters(text))


def as_code(cell: Cell) -> Read[str]:
    """Return a code: half-width capitals without spaces, line breaks, quotes, and what exports put before it."""
    if doubt := _unreadable(cell):
        return Read(None, (doubt,))
    if cell.kind in {Kind.moment, Kind.truth}:
        return Read(None, (Doubt("CELL-11", {"got": shown(cell)}),))
    if not (got := plain(cell)):
        return Read()
    text = re.sub(r"[\s'\"`’‘“”·.\-:：=]+", "", got).upper()
    if not text:
        return Read(None, (Doubt("CELL-11", {"got": got}),))
    if _has_lost_figures(cell):
        return Read(None, (Doubt("REG-16"),))
    return Read(text, _unknown_characters(text))


def as_number(cell: Cell, *, scales: Mapping[str, Fraction | int] = MappingProxyType({})) -> Read[Fraction]:
    """Return an exact number; one of the units of `scales` may stand behind it, and scales it."""
    if doubt := _unreadable(cell):
        return Read(None, (doubt,))
    if not (got := plain(cell)):
        return Read()
    if cell.kind not in {Kind.number, Kind.text}:
        return Read(None, (Doubt("CELL-08", {"got": got}),))
    text = got.lstrip("'")
    if cell.kind is Kind.text and not _SCIENTIFIC.fullmatch(text):
        figure = read_figure(text)
        if isinstance(figure, TypedFigure) and (scale := scales.get(figure.unit, 0 if figure.unit else 1)):
            return Read(figure.value * scale)
        return Read(None, (Doubt("CELL-08", {"got": got}),))
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number.adjusted()) > 40:
        return Read(None, (Doubt("CELL-08", {"got": got}),))
    return Read(Fraction(number))


def as_day(cell: Cell, *, date1904: bool = False) -> Read[date]:
    """Return the day a cell names: a date, its serial number, or a text as people and programs write it.

    A moment with a zone counts by the day of China; one just before midnight is the next day, which is told.
    """
    if doubt := _unreadable(cell):
        return Read(None, (doubt,))
    got = shown(cell)
    if not got:
        return Read()
    try:
        moment = _moment(cell, date1904=date1904)
        if moment is not None:
            return _china_day(moment, got)
    except OverflowError:  # on the edge of what there are days for
        pass
    return Read(None, (Doubt("REG-19", {"got": got}),))


def _china_day(moment: datetime, got: str) -> Read[date]:
    if moment.tzinfo is not None:
        moment = moment.astimezone(CHINA)
    day = moment.date()
    if moment.time() < _NEARLY_MIDNIGHT or moment.time() in _ENDS_OF_DAY:
        return Read(day)
    later = day + timedelta(days=1)
    return Read(later, (Doubt("CELL-09", {"got": got, "day": later.isoformat()}),))


def day_of_text(text: str, *, date1904: bool = False) -> date | None:
    """Return the day that a part of a text names, or None."""
    return as_day(text_cell(text), date1904=date1904).value


def same_name(one: str, other: str) -> bool:
    """Whether two names differ only in spaces, brackets of another width and the like."""
    return _bare(one) == _bare(other)


def period_of(text: str) -> tuple[str, str] | None:
    """Return the two ends of a period as written ("2024.7.1-2027.6.30", "自…至…"), or None."""
    bare = re.sub(r"\s+", "", text).removeprefix("自").removeprefix("从").removesuffix("止")
    parts = _BETWEEN.split(bare)
    if len(parts) == 2:
        return parts[0].removesuffix("起"), parts[1]
    # one hyphen between days that are written with points, strokes or characters
    if "-" in bare and bare.count("-") == 1 and re.search(r"[年./]|\d{8}", bare):
        first, _, last = bare.partition("-")
        return first, last
    if found := re.fullmatch(r"(\d{4}-\d{1,2}-\d{1,2})-(\d{4}-\d{1,2}-\d{1,2})", bare):
        return found[1], found[2]
    return None


def _bare(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).lower().split())


def _unreadable(cell: Cell) -> Doubt | None:
    """Return why nothing can be read, whatever is asked: no result, an error value, struck out."""
    if cell.kind is Kind.formula:
        return Doubt("CELL-01", {"got": shown(cell)})
    if cell.kind is Kind.error:
        return Doubt("CELL-02", {"got": shown(cell)})
    return Doubt("CELL-03", {"got": shown(cell)}) if cell.struck else None


def _unknown_characters(text: str) -> tuple[Doubt, ...]:
    return (Doubt("CELL-04", {"got": text}),) if PLACEHOLDER in text else ()


def _has_lost_figures(cell: Cell) -> bool:
    """Whether Excel has rounded it: a number of more figures than it keeps, or the text that such a number became."""
    if isinstance(cell.value, int | float):
        return abs(cell.value) >= 1e15
    text = re.sub(r"[\s'’‘`,]", "", plain(cell))
    if found := _SCIENTIFIC.fullmatch(text):
        return int(found[1]) > 10  # Excel writes numbers of 12 figures and more in this way
    return False


def is_rounded_code(code: str) -> bool:
    """Whether a code has the figures of a rounded number: zeros from the sixteenth figure on."""
    return _ROUNDED.fullmatch(code) is not None


def _moment(cell: Cell, *, date1904: bool) -> datetime | None:
    """Return the moment a cell names, with its zone where it says one."""
    if isinstance(cell.value, datetime):
        return cell.value
    if cell.kind not in {Kind.number, Kind.text}:
        return None
    text = plain(cell).lstrip("'").strip()
    found = _DAY.fullmatch(text) or _DIGITS_DAY.fullmatch(text)
    try:
        if found:
            return _written(found.groupdict())
    except ValueError:
        return None
    if _SERIAL.fullmatch(text) and _FIRST_SERIAL <= float(text) <= _LAST_SERIAL:
        return moment_of_serial(float(text), date1904=date1904)
    return None


def _written(parts: Mapping[str, str | None]) -> datetime:
    """Return a moment from its parts; raises ValueError where there is no such moment."""
    numbers = [int(parts.get(name) or 0) for name in ("year", "month", "day", "hour", "minute", "second")]
    zone = parts.get("zone")
    offset = None
    if zone:
        figures = re.sub(r"\D", "", zone)
        away = timedelta(hours=int(figures[:2] or 0), minutes=int(figures[2:] or 0))
        offset = UTC if not figures else timezone(-away if zone.startswith("-") else away)
    half = (parts.get("half") or parts.get("half_after") or "").upper()
    if half and numbers[3] <= 12:
        numbers[3] = numbers[3] % 12 + 12 * (half in {"下午", "PM"})
    if numbers[3:] == [24, 0, 0]:
        numbers[3:] = [23, 59, 59]  # the end of the day that is written
    year, month, day, hour, minute, second = numbers
    return datetime(year, month, day, hour, minute, second, tzinfo=offset)
