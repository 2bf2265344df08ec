"""保密筛查 before the first question: which of three modes the visit has, and what each forbids. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from diagnostics.model.marks import Grade

Mode = Literal["normal", "paper", "off_site"]

# The fact that the first question of the screening answers at the same time.
SECRECY_FACT = "secrecy_duty"


@dataclass(frozen=True)
class VisitMode:
    """What a mode of the visit allows.

    `photos`: pictures and files may be kept. `on_site`: the plant is entered, so that something can be seen there.
    """

    id: Mode
    photos: bool
    on_site: bool

    def allows(self, grade: Grade) -> bool:
        """Whether evidence of this grade can come from a visit of this mode."""
        return self.on_site or grade != Grade.E3


MODES: dict[Mode, VisitMode] = {
    "normal": VisitMode("normal", photos=True, on_site=True),
    "paper": VisitMode("paper", photos=False, on_site=True),
    "off_site": VisitMode("off_site", photos=False, on_site=False),
}


def screen(*, secret_work: bool, kept_apart: bool) -> VisitMode:
    """Return the mode: secret work only on paper, and into the plant only where secret areas are kept apart."""
    if not secret_work:
        return MODES["normal"]
    return MODES["paper"] if kept_apart else MODES["off_site"]
