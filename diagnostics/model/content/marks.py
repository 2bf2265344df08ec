"""Marks of content, grades of evidence, states of answers, verdicts: the words of contract.md."""

from __future__ import annotations

from enum import IntEnum
from typing import Literal

SubjectKind = Literal["firm", "site", "workshop"]
SUBJECT_KINDS: tuple[SubjectKind, ...] = ("firm", "site", "workshop")

State = Literal["known", "na", "unknown", "refused"]
Verdict = Literal["met", "likely_met", "not_met", "likely_not_met", "unknown"]

# From good to bad: the outer verdict of several subjects is the lowest one.
VERDICTS: tuple[Verdict, ...] = ("met", "likely_met", "unknown", "likely_not_met", "not_met")


class Mark(IntEnum):
    """How sure a content item is, strong to weak; the weakest mark propagates along every reference."""

    official = 0
    seen_in_part = 1
    secondary = 2
    known = 3
    proposal = 4
    house = 5
    uncertain = 6


class Grade(IntEnum):
    """How well an answer is evidenced: nothing, stated, document, seen on site, confirmed by provider or platform."""

    E0 = 0
    E1 = 1
    E2 = 2
    E3 = 3
    E4 = 4


# Marks of items whose truth does not come from a document: someone of ours judged.
JUDGED_MARKS = frozenset({Mark.known, Mark.proposal, Mark.house, Mark.uncertain})
