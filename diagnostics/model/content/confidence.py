"""What a diagnosis may claim: how much has to be known before anything is planned, how near a line is on the line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from diagnostics.model.content.marks import Mark
from diagnostics.words.problems import NOWHERE, Place


@dataclass(frozen=True, kw_only=True)
class ConfidenceRules:
    """Limits of our own, below which a report does not conclude.

    Attributes:
        most_unknown: the largest share of conditions that nobody has settled with which anything is planned.
        borderline: standards that are judged level by level → the distance to the line, in points of a level's score,
            below which the level is called borderline.
    """

    id: str
    title: str
    edition: str
    most_unknown: Fraction
    borderline: Mapping[str, Fraction] = field(default_factory=dict)
    reviewed: date | None = None
    note: str = ""
    mark: Mark = Mark.house
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)
