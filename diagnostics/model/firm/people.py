"""The people of a visit, the role before the name."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SEPARATORS = re.compile(r"[、，,;；\n]")
_WITH_ROLE = re.compile(r"(?P<name>[^（(]+)[（(](?P<role>[^）)]*)[）)]")


@dataclass(frozen=True)
class Person:
    """Somebody who took part; the name may be empty, and so may the role."""

    role: str
    name: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.role, self.name) if part)


def read_team(text: str) -> tuple[Person, ...]:
    """Read the consultants of a visit: “李工（组长）、王工” → 组长 李工, 王工."""
    return tuple(_consultant(part.strip()) for part in _split(text))


def read_roles(text: str) -> tuple[Person, ...]:
    """Read the people met; what is written is their role."""
    return tuple(Person(part.strip()) for part in _split(text))


def _split(text: str) -> list[str]:
    """Split at separators that do not stand in brackets."""
    parts, depth = [""], 0
    for char in text:
        depth += (char in "（(") - (char in "）)")
        if depth <= 0 and _SEPARATORS.fullmatch(char):
            parts.append("")
        else:
            parts[-1] += char
    return [part for part in parts if part.strip()]


def _consultant(text: str) -> Person:
    found = _WITH_ROLE.fullmatch(text)
    return Person(found["role"].strip(), found["name"].strip()) if found else Person("", text)
