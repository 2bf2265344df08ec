"""Finding the header of a list and the meaning of its columns, by the words of the content. Pure.

Titles may stand above the header, and the header may have two or three rows ("有效期" over "起" and "止").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from diagnostics.exchange.cells.cell import EMPTY, Cell, Kind, Sheet
from diagnostics.exchange.cells.meaning import written
from diagnostics.exchange.definitions import Column, normal

SEARCHED_ROWS = 40
MOST_HEADER_ROWS = 3
# By one of these a firm is known; a row of words without them is no header.
KEYS = ("code", "name")
IGNORED = "-"


@dataclass(frozen=True, kw_only=True)
class TableHeader:
    """A header that was found.

    Attributes:
        last_row: number of its last row; the firms begin below.
        columns: column id → number of the column, from 1.
        labels: number of the column → what stands there.
        doubled: column ids that several columns claim → their labels; none of them is used.
        unused: labels that nothing is known of.
        above: texts above the header.
    """

    last_row: int
    columns: Mapping[str, int]
    labels: Mapping[int, str]
    doubled: Mapping[str, tuple[str, ...]]
    unused: tuple[str, ...]
    above: tuple[str, ...]


def find_header(sheet: Sheet, known: Mapping[str, Column], mapped: Mapping[str, str]) -> TableHeader | None:
    """Return the header of a sheet, or None.

    Args:
        known: the columns to look for.
        mapped: label (normalised) → column id or `-`, said by the user; outranks the words.
    """
    best: tuple[tuple[int, int, int], TableHeader] | None = None
    for first in range(min(len(sheet.rows), SEARCHED_ROWS)):
        for n_rows in range(1, MOST_HEADER_ROWS + 1):
            if first + n_rows > len(sheet.rows):
                break
            found = _header(sheet, first, n_rows, known, mapped)
            claimed = {*found.columns, *found.doubled}
            if not claimed.intersection(KEYS):
                continue
            rank = (len(claimed), -n_rows, -first)
            if best is None or rank > best[0]:
                best = rank, found
    return best[1] if best else None


def n_recognised(sheet: Sheet, known: Mapping[str, Column], mapped: Mapping[str, str]) -> int:
    """Return how many columns of a sheet are recognised."""
    found = find_header(sheet, known, mapped)
    return len({*found.columns, *found.doubled}) if found else 0


def repeated_width(header: TableHeader) -> int:
    """Return after how many columns the header begins again ("企业名称, 区县, 企业名称, 区县"); 0 where it does not."""
    last = max(header.labels)
    labels = [header.labels.get(column, "") for column in range(1, last + 1)]
    for width in range(2, last // 2 + 1):
        if all(labels[column] == labels[column + width] for column in range(last - width)):
            return width
    return 0


def _header(
    sheet: Sheet, first: int, n_rows: int, known: Mapping[str, Column], mapped: Mapping[str, str]
) -> TableHeader:
    rows = sheet.rows[first : first + n_rows]
    claims: dict[str, list[int]] = {}
    labels: dict[int, str] = {}
    unused: list[str] = []
    for column, candidates in enumerate(_candidates(rows), 1):
        if not candidates:
            continue
        labels[column] = candidates[0]
        field = next((each for each in (_field(text, known, mapped) for text in candidates) if each), "")
        if field and field != IGNORED:
            claims.setdefault(field, []).append(column)
        elif not field:
            unused.append(candidates[0])
    above = [str(each.value) for row in sheet.rows[:first] for each in row if each.kind is Kind.text]
    return TableHeader(
        last_row=first + n_rows,
        columns={field: found[0] for field, found in claims.items() if len(found) == 1},
        labels=labels,
        doubled={field: tuple(labels[each] for each in found) for field, found in claims.items() if len(found) > 1},
        unused=tuple(unused),
        above=tuple(dict.fromkeys(above)),
    )


def _field(text: str, known: Mapping[str, Column], mapped: Mapping[str, str]) -> str:
    label = normal(text)
    if label in mapped:
        return mapped[label]
    return next((column.id for column in known.values() if label in column.heads), "")


def _candidates(rows: Sequence[Sequence[Cell]]) -> Iterator[list[str]]:
    """Yield per column what its label may be: all rows joined, the lower ones, then the ones above by themselves."""
    filled = [_filled(row, rows[number + 1] if number + 1 < len(rows) else ()) for number, row in enumerate(rows)]
    for column in range(max((len(row) for row in rows), default=0)):
        parts = [row[column] for row in filled if column < len(row) and row[column]]
        parts = list(dict.fromkeys(parts))
        lower = ["".join(parts[first:]) for first in range(len(parts))]
        yield list(dict.fromkeys([*lower, *reversed(parts)]))


def _filled(row: Sequence[Cell], below: Sequence[Cell]) -> list[str]:
    """Return the texts of a row; a gap over a filled cell belongs to the text on its left."""
    texts = [written(each) if each.kind is Kind.text else "" for each in row]
    texts += [""] * (len(below) - len(texts))
    last = ""
    for column, text in enumerate(texts):
        last = text or last
        under = below[column] if column < len(below) else EMPTY
        if not text and under.kind is Kind.text:
            texts[column] = last
    return texts
