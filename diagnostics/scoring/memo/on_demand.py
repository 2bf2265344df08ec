"""Results by name that are made when somebody looks at them: of a batch most figures are never printed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, TypeVar

Name = TypeVar("Name")
Made = TypeVar("Made")


class OnDemand(Mapping[Name, Made]):
    """A mapping that makes an entry when it is first asked for; equal to a dict with the same entries.

    Args:
        names: the keys in their order; their own membership test is used.
        make: makes the entry of one of the names; what it reads must not change.
    """

    def __init__(self, names: Collection[Name], make: Callable[[Name], Made]) -> None:
        self._names = names
        self._make = make
        self._made: dict[Name, Made] = {}

    def __getitem__(self, name: Name) -> Made:
        if name not in self._made:
            if name not in self._names:
                raise KeyError(name)
            self._made[name] = self._make(name)
        return self._made[name]

    def __iter__(self) -> Iterator[Name]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        return repr(dict(self))

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle as a plain dict: a copy needs nothing of what the entries are made from."""
        return dict, (dict(self),)
