"""Why a firm should not buy something that somebody may offer it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CounterFact:
    """A remedy and the sentence of the content on the fact that speaks against it."""

    remedy: str
    name: str
    text: str
