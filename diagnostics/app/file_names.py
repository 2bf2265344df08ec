"""File names made from the names of firms, safe on Windows and within the limits of every file system. Pure."""

from __future__ import annotations

import re
import unicodedata

_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\s]+')
_LONGEST_BYTES = 120  # leaves room for a folder, a suffix and an extension within the limits of every file system


def safe_file_name(name: str, otherwise: str) -> str:
    """Return a file name (no extension) that reads like `name`; `otherwise` where nothing readable is left."""
    text = _cut(_readable(name), _LONGEST_BYTES) or otherwise
    return f"_{text}" if _RESERVED.fullmatch(text) else text


def firm_file_name(firm: str, code: str, what: str, *, coded: bool = False) -> str:
    """Return the name (no extension) of a file about a firm: who, then what it is.

    Args:
        firm: name of the firm; empty for what concerns nobody.
        code: its code. It stands in the name where `coded` says so, and where the name of the firm has to be cut:
            long names that begin alike must not end as one file.
        what: what the file is; never cut.
        coded: whether another firm has this name already.
    """
    who, end = _readable(firm), f"-{_readable(what)}"
    if code and (coded or not who or len(f"{who}{end}".encode()) > _LONGEST_BYTES):
        end = f"-{_readable(code)}{end}"
    who = _cut(who, max(_LONGEST_BYTES - len(end.encode()), 0))
    return safe_file_name(f"{who}{end}".lstrip("-"), code or "report")


def _readable(name: str) -> str:
    """Return a text without what no file name may have; the same text in one spelling, whoever typed it."""
    visible = "".join(char for char in unicodedata.normalize("NFC", name) if unicodedata.category(char)[0] != "C")
    return _FORBIDDEN.sub("_", visible).strip("._ ")


def _cut(text: str, most: int) -> str:
    """Return the beginning of a text that has at most so many bytes, a character whole or not at all."""
    return text.encode()[:most].decode(errors="ignore").strip("._ ")
