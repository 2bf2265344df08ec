"""File names made from the names of firms, safe on Windows. Pure."""

from __future__ import annotations

import re
import unicodedata

_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\s]+')
_LONGEST_BYTES = 120  # leaves room for a folder, a suffix and an extension within the limits of every file system


def safe_file_name(name: str, otherwise: str) -> str:
    """Return a file name (no extension) that reads like `name`; `otherwise` where nothing readable is left."""
    visible = "".join(char for char in name if unicodedata.category(char)[0] != "C")
    text = _FORBIDDEN.sub("_", visible).strip("._ ")
    while len(text.encode()) > _LONGEST_BYTES:
        text = text[:-1]
    text = text.strip("._ ")
    if not text:
        return otherwise
    return f"_{text}" if _RESERVED.fullmatch(text) else text
