"""The limits that a client's template sets to its texts: number and length."""

from __future__ import annotations

from dataclasses import dataclass, field

from diagnostics.words.problems import NOWHERE, Place


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A limit of one value of a template.

    Attributes:
        name: The value as the template names it (`findings.pain`); `*` stands for every entry of a list
            (`findings.pain.*.title`).
        exactly, at_least, at_most: How many entries the list has.
        characters: How long each text may be, spaces and line breaks not counted.
        why: Who asks for it, shown with the problem.
    """

    name: str
    exactly: int | None = None
    at_least: int | None = None
    at_most: int | None = None
    characters: int | None = None
    why: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True)
class Limits:
    """All limits of a template."""

    limits: tuple[Limit, ...]
