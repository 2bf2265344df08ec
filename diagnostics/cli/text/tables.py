"""Text in columns for a terminal in which a Chinese character is two columns wide. Pure: text in, lines out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Literal

Align = Literal["left", "right"]

# Two columns of a screen of 80 stay free: consoles that draw “·” or “–” two columns wide must not break the line.
SCREEN = 78
# A line must not begin with these nor end with those (避头尾).
_NEVER_FIRST = frozenset("，。、；：？！）》】〕］」』”’…—·%％,.;:?!)]}")
_NEVER_LAST = frozenset("（《【〔［「『“‘([{")


def width(text: str) -> int:
    """Return how many terminal columns a text takes; combining and control characters take none."""
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Cc", "Cf", "Me", "Mn"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def pad(text: str, columns: int, align: Align = "left") -> str:
    """Fill a text with spaces to a number of columns; a text that is wider stays as it is."""
    space = " " * (columns - width(text))
    return space + text if align == "right" else text + space


def cut(text: str, columns: int) -> str:
    """Shorten a text to at most this many columns, with … where something was left out."""
    if width(text) <= columns:
        return text
    kept, used = "", 0
    for char in text:
        if used + _columns(char) > columns - 1:
            break
        kept, used = kept + char, used + _columns(char)
    return kept + "…" if columns > 0 else ""


def wrap(text: str, columns: int) -> list[str]:
    """Break a text into lines of at most `columns` columns: between Chinese characters anywhere, else at spaces.

    Line breaks in the text stay. A word that is wider than a line is broken. At least one line is returned.
    """
    return [line for part in text.split("\n") for line in _wrap_line(part, max(columns, 2))] or [""]


def _wrap_line(text: str, columns: int) -> Iterator[str]:
    line = ""
    for piece in _pieces(text):
        if width(line + piece.rstrip()) <= columns:
            line += piece
            continue
        carried = ""
        while line and line[-1] in _NEVER_LAST:
            carried, line = line[-1] + carried, line[:-1]
        if line.strip():
            yield line.rstrip()
        line = carried + piece.lstrip()
        while width(line) > columns:
            head = _longest_head(line, columns)
            yield head
            line = line[len(head) :]
    yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    """Split a text where a line may break; closing punctuation stays with what stands before it."""
    piece = ""
    for char in text:
        wide = _columns(char) == 2
        breaks = piece and (piece[-1] == " " or wide or _columns(piece[-1]) == 2)
        if breaks and char not in _NEVER_FIRST and char != " ":
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


def _longest_head(text: str, columns: int) -> str:
    head, used = "", 0
    for char in text:
        if head and used + _columns(char) > columns:
            break
        head, used = head + char, used + _columns(char)
    return head


def table(
    heads: Sequence[str], rows: Sequence[Sequence[str] | str], aligns: Sequence[Align], *, columns: int = SCREEN
) -> list[str]:
    """Lay out a table: heads, a rule, rows; columns are two spaces apart. A row that is a text goes across.

    The first column gives way: where the whole is wider than `columns`, its texts are wrapped.

    Raises:
        ValueError: A row or `aligns` has another number of cells than `heads`.
    """
    cells = [row for row in rows if not isinstance(row, str)]
    if {len(aligns), *map(len, cells)} - {len(heads)}:
        raise ValueError("every row needs one cell per head")
    widths = [max(width(row[index]) for row in [heads, *cells]) for index in range(len(heads))]
    rest = sum(widths[1:]) + 2 * (len(widths) - 1)
    widths[0] = min(widths[0], max(columns - rest, 12))
    lines = [*_laid_out(heads, widths, aligns), "-" * (widths[0] + rest)]
    for row in rows:
        lines += wrap(row, columns) if isinstance(row, str) else _laid_out(row, widths, aligns)
    return lines


def _laid_out(row: Sequence[str], widths: Sequence[int], aligns: Sequence[Align]) -> list[str]:
    lead = row[0][: len(row[0]) - len(row[0].lstrip())]
    first, *others = indented(row[0].lstrip(), lead, columns=widths[0])
    cells = [first, *row[1:]]
    padded = [pad(cell, columns, align) for cell, columns, align in zip(cells, widths, aligns, strict=True)]
    return ["  ".join(padded).rstrip(), *others]


def indented(text: str, first: str, *, columns: int = SCREEN) -> list[str]:
    """Wrap a text behind a lead (`· `, `1. `); further lines stand under the text."""
    lead = width(first)
    head, *others = wrap(text, columns - lead)
    return [first + head, *(" " * lead + line for line in others)]
