"""Text from outside made safe to print: one clean line, nothing invisible.

Control characters break XML (DOCX, SVG), bidirectional overrides turn sentences round, private-use characters print as
boxes and serve the narrative as protected markup. All of them are dropped; every other character stays as it is.
"""

from __future__ import annotations

import unicodedata

# Cc control, Cf invisible format (bidi, zero width, tags), Cs lone surrogate, Co private use.
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co"})
_LINE_BREAKS = frozenset("\n\r\t\v\f\x1c\x1d\x1e\x85\u2028\u2029")


def clean_line(text: str) -> str:
    """Return `text` as one line: line breaks and tabs become one space, invisible characters go."""
    # Printable text is the rule, and this test runs for every cell of every report.
    if text.isprintable():
        return text
    return "".join(map(_clean_character, text.replace("\r\n", "\n")))


def clean_lines(text: str) -> str:
    r"""Return `text` with its line breaks (as `\n`), each line clean."""
    if text.isprintable():
        return text
    return "\n".join(clean_line(line) for line in text.replace("\r\n", "\n").split("\n"))


def find_invisible(text: str) -> str:
    """Return the characters of `text` that cleaning drops, sorted, each once; never line breaks or tabs."""
    return "" if text.isprintable() else "".join(sorted(char for char in set(text) if not _clean_character(char)))


def _clean_character(char: str) -> str:
    if char in _LINE_BREAKS:
        return " "
    if unicodedata.category(char) in _DROPPED or _is_noncharacter(ord(char)):
        return ""
    return char


def _is_noncharacter(code: int) -> bool:
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
