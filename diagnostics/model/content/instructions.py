"""Instructions written by hand: what a firm does, who does it, what it leaves behind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from diagnostics.words.problems import NOWHERE, Place

# A number or a date is not picked from options: it rises to something, or it falls.
AT_LEAST: Literal["at_least"] = "at_least"
AT_MOST: Literal["at_most"] = "at_most"
LIMITS = (AT_LEAST, AT_MOST)


@dataclass(frozen=True, kw_only=True)
class Do:
    """What is done from Monday morning on (`what`), which role of the firm does it (`who`), what it leaves behind."""

    what: str
    who: str
    leaves: str
    place: Place = field(default=NOWHERE, compare=False, repr=False)
