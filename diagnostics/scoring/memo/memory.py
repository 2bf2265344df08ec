"""Remembers results together with what was read for them, so that after an answer only those are computed anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from diagnostics.model.firm.answers import FirmAnswers

Key = TypeVar("Key")
Result = TypeVar("Result")


class Reads:
    """The facts and tables read since a computation began, as a set of bits."""

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}
        self.seen = 0

    def note(self, item: str) -> None:
        """Note that a fact or a table is read, answered or not."""
        self.seen |= self._bits.setdefault(item, 1 << len(self._bits))

    def noted(self, items: Iterable[str]) -> int:
        """Return facts and tables as bits, read before or not."""
        found = 0
        for item in items:
            found |= self._bits.setdefault(item, 1 << len(self._bits))
        return found

    def of(self, items: Iterable[str]) -> int:
        """Return facts and tables as bits; what nobody has read has none."""
        found = 0
        for item in items:
            found |= self._bits.get(item, 0)
        return found


class Memory(Generic[Key, Result]):
    """Results by key, each with what it rests on; a result found again counts as read again by who asks for it."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads
        self._known: dict[Key, tuple[Result, int]] = {}
        self._asked: Callable[[Key], tuple[Result, int] | None] | None = None

    def ask(self, other: Memory[Key, Result], changed: int, convert: Callable[[Key, Result], Result]) -> None:
        """Ask another memory of the same reads, from now on, for what rests on nothing that has changed."""

        def find(key: Key) -> tuple[Result, int] | None:
            found = other.find(key)
            return None if found is None or found[1] & changed else (convert(key, found[0]), found[1])

        self._asked = find

    def find(self, key: Key) -> tuple[Result, int] | None:
        """Return a result that is known, here or where it may be asked for, with what it rests on."""
        found = self._known.get(key)
        if found is None and self._asked is not None:
            found = self._asked(key)
            if found is not None:
                self._known[key] = found
        return found

    def once(self, key: Key, find: Callable[[], Result]) -> Result:
        """Return the result of a key, computed when first asked for."""
        found = self.find(key)
        if found is not None:
            self._reads.seen |= found[1]
            return found[0]
        before, self._reads.seen = self._reads.seen, 0
        try:
            result = find()
            self._known[key] = (result, self._reads.seen)
        finally:
            self._reads.seen |= before
        return result

    def resting_on(self, changed: int) -> set[Key]:
        """Return the keys whose results rest on some of these facts and tables."""
        return {key for key, (_, reads) in self._known.items() if reads & changed}

    def take_over(self, other: Memory[Key, Result], keep: Callable[[Key], bool]) -> None:
        """Take over results of another memory of the same reads."""
        self._known.update({key: found for key, found in other._known.items() if keep(key)})

    def take_unchanged(self, other: Memory[Key, Result], changed: int) -> None:
        """Take over the results that rest on nothing that has changed."""
        self._known.update({key: found for key, found in other._known.items() if not found[1] & changed})


class Kept(Generic[Result]):
    """Findings about parts of the content, kept for the next firm: loaded content does not change.

    Parts are told apart by being the same object; the latest `most` results are kept, and their parts with them.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: dict[tuple[int, ...], tuple[tuple[object, ...], Result]] = {}

    def of(self, parts: tuple[object, ...], find: Callable[[], Result]) -> Result:
        """Return what was found of these parts, found now if it is not kept."""
        key = tuple(map(id, parts))
        kept = self._known.get(key)
        if kept is None:
            kept = self._known[key] = (parts, find())
            while len(self._known) > self._most:
                self._known.pop(next(iter(self._known)), None)
        return kept[1]


def changed_items(before: FirmAnswers, after: FirmAnswers) -> set[str] | None:
    """Return the facts and tables in which two states of a firm differ; None if its subjects or tailoring do."""
    if before.subjects != after.subjects or before.tailored != after.tailored:
        return None
    old, new = before.answers, after.answers
    found = {key[1] for key in old.keys() ^ new.keys()}
    found |= {key[1] for key in old.keys() & new.keys() if old[key] != new[key]}
    tables = set(before.rows.keys() ^ after.rows.keys())
    tables |= {name for name in before.rows.keys() & after.rows.keys() if before.rows[name] != after.rows[name]}
    return found | tables
