"""Puts the instructions of the content together: what is done for some keys of a fact, and which keys have none."""

from __future__ import annotations

from collections.abc import Iterable

from diagnostics.model.content.facts import Derived, Fact, instruction
from diagnostics.model.content.instructions import Do
from diagnostics.words.catalogue import say


def told(done: Iterable[Do], rest: str = "") -> str:
    """Return instructions as one text, and what is left to say in plain words."""
    return say("explain", "do_joint").join([*(do.what for do in done), *([rest] if rest else [])])


def instructions(item: Fact | Derived, keys: Iterable[str]) -> tuple[tuple[Do, ...], list[str]]:
    """Return the instructions for these keys, each once, and the keys that have none."""
    found = {key: instruction(item, key) for key in keys}
    done = {do.what: do for do in found.values() if do is not None}
    return tuple(done.values()), [key for key, do in found.items() if do is None]


def quoted(names: Iterable[str]) -> str:
    """Return names in quotation marks, one or the other."""
    return say("words", "or_joint").join(say("words", "quoted", text=name) for name in names)
