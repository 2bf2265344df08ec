"""A pain that is offered to a firm because of its signs; it counts for nothing until somebody confirms it."""

from __future__ import annotations

from dataclasses import dataclass

from diagnostics.model.content.pains import Pain


@dataclass(frozen=True)
class PainOffer:
    """A pain, which of its signs hold (places in `Pain.signs`), and the workshops where any of them does."""

    pain: Pain
    signs: tuple[int, ...]
    subjects: tuple[str, ...]
