"""Text from outside made safe to print: one clean line, nothing invisible.

Control characters break XML (DOCX, SVG), bidirectional overrides turn sentences round, private-use characters print as
boxes and serve the narrative as protected markup. All of them are dropped; every other character stays as it is. The
private-use characters in which older Chinese systems write 䶮, 㭎 and 78 others belong to names: they become those.
"""

from __future__ import annotations

import unicodedata
from functools import cache

# Cc control, Cf invisible format (bidi, zero width, tags), Cs lone surrogate, Co private use.
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co"})
# GBK keeps 80 characters at U+E815 to U+E864 (bytes FE50 to FEA0, without FE7F). GB 18030-2022 decides those of them
# that the codec of Python (GB 18030-2000) leaves in the private-use area.
_GBK_PRIVATE = range(0xE815, 0xE865)
_DECIDED = {
    0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7,
    0xE831: 0x215D7, 0xE832: 0x9FB8, 0xE83B: 0x2298F, 0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE855: 0x241FE, 0xE864: 0x9FBB,
}  # fmt: skip
PLACEHOLDER = "〓"
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


def restore_han(text: str) -> str:
    """Return `text` with the 80 characters that GBK keeps in the private-use area as the Chinese characters they are.

    >>> restore_han("\ue863")
    '䶮'
    """
    return text if text.isprintable() else text.translate(_han_of_private_use())


def show_private_use(text: str) -> str:
    """Return `text` with 〓 for every private-use character that nobody knows."""
    if text.isprintable():
        return text
    return "".join(PLACEHOLDER if unicodedata.category(char) == "Co" else char for char in restore_han(text))


def find_private_use(text: str) -> str:
    """Return the private-use characters of `text` that nobody knows, sorted, each once."""
    if text.isprintable():
        return ""
    return "".join(sorted(char for char in set(restore_han(text)) if unicodedata.category(char) == "Co"))


@cache
def _han_of_private_use() -> dict[int, str]:
    found = {}
    for number, code in enumerate(_GBK_PRIVATE):
        trail = 0x50 + number + (number >= 0x7F - 0x50)
        found[code] = chr(_DECIDED[code]) if code in _DECIDED else bytes((0xFE, trail)).decode("gb18030")
    return found


def _clean_character(char: str) -> str:
    if char in _LINE_BREAKS:
        return " "
    if ord(char) in _GBK_PRIVATE:
        return restore_han(char)
    if unicodedata.category(char) in _DROPPED or _is_noncharacter(ord(char)):
        return ""
    return char


def _is_noncharacter(code: int) -> bool:
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
