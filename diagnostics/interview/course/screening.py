"""保密筛查 before the first question: which of three modes the visit has, and what each forbids. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from diagnostics.model.content.marks import Grade
from diagnostics.words.catalogue import say

Mode = Literal["normal", "paper", "off_site"]


@dataclass(frozen=True)
class VisitMode:
    """The limits of one mode of the visit.

    `photos`: pictures and files may be kept. `on_site`: the plant is entered, so that something can be seen there.
    """

    id: Mode
    photos: bool
    on_site: bool

    @property
    def name(self) -> str:
        """The word that the journal and the sheets use: 普通, 纸质, 不入户."""
        return say("interview_mode_names", self.id)

    def allows(self, grade: Grade) -> bool:
        """Whether evidence of this grade can come from a visit of this mode."""
        return self.on_site or grade != Grade.E3


MODES: dict[Mode, VisitMode] = {
    "normal": VisitMode("normal", photos=True, on_site=True),
    "paper": VisitMode("paper", photos=False, on_site=True),
    "off_site": VisitMode("off_site", photos=False, on_site=False),
}


def mode_named(stored: str) -> VisitMode:
    """Return the mode that a journal names; before the screening, and for a name of somebody else: the strictest."""
    return next((mode for mode in MODES.values() if mode.name == stored), MODES["off_site"])


def screen(*, secret_work: bool, kept_apart: bool) -> VisitMode:
    """Return the mode: secret work only on paper, and into the plant only where secret areas are kept apart."""
    if not secret_work:
        return MODES["normal"]
    return MODES["paper"] if kept_apart else MODES["off_site"]
