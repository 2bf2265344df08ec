"""Conflict copies: files that a program which synchronises a folder has put aside under another name.

How such programs name them is data (`conflict_copies.toml`); what a copy holds is for others to look at.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable
from functools import cache
from importlib.resources import files


def copies_among(names: Iterable[str]) -> dict[str, str]:
    """Return which of the names of one folder are conflict copies, each with the name of the file that it copies.

    >>> copies_among(["a.yaml", "a.sync-conflict-20260630-101010-ABCDEFG.yaml", "b (冲突的副本).yaml"])
    {'a.sync-conflict-20260630-101010-ABCDEFG.yaml': 'a.yaml'}
    """
    there = set(names)
    found = ((each, _original(each, there)) for each in sorted(there))
    return {copy: original for copy, original in found if original}


def _original(name: str, there: Collection[str]) -> str:
    for pattern in _patterns():
        if (found := pattern.fullmatch(name)) is not None:
            original = f"{found['name']}{found['ending'] or ''}"
            if original in there:
                return original
    return ""


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    text = files("diagnostics.words").joinpath("conflict_copies.toml").read_text(encoding="utf-8")
    return tuple(re.compile(each["pattern"], re.IGNORECASE) for each in tomllib.loads(text)["copies"])
