"""Text in columns for a terminal in which a Chinese character is two columns wide. Pure: text in, lines out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Literal

Align = Literal["left", "right"]

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
            while len(head) > 1 and line[len(head)] in _NEVER_FIRST:
                head = head[:-1]
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
