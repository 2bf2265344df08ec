"""Lists of codes that other offices keep: one 统一社会信用代码 per line of a text or CSV file."""

from __future__ import annotations

import re
from pathlib import Path

from diagnostics.app.files import read_input
from diagnostics.cli.shell import console
from diagnostics.words.catalogue import problem
from diagnostics.words.problems import InputError, Place

_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])")


def read_codes(path: Path) -> frozenset[str]:
    """Return the codes of a list; lines without one are told, a name is never a key.

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
    console.tell_problems(without)
    return frozenset(found)
