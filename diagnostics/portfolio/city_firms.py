"""One firm as one row of the city: what its diagnosis says, in few words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from diagnostics.model.answers import FirmAnswers
from diagnostics.model.library import Library
from diagnostics.model.policy_results import PolicyResults
from diagnostics.model.results import SetResult, StandardResult
from diagnostics.model.standards import Ladder, Standard


class Diagnosed(Protocol):
    """What the city needs of a diagnosis."""

    @property
    def firm(self) -> FirmAnswers:
        """What is known of the firm."""

    @property
    def standards(self) -> Mapping[str, StandardResult]:
        """Its result by each standard."""

    @property
    def criteria(self) -> Mapping[str, SetResult]:
        """Its verdict by each criteria set."""

    @property
    def policies(self) -> PolicyResults:
        """What each policy item means for it."""


@dataclass(frozen=True)
class FirmLevel:
    """A level as the firm says (None: not decided), as is proved, as a platform printed it (None: nothing)."""

    claimed: int | None
    verified: int
    official: int | None


@dataclass(frozen=True)
class FirmLine:
    """A firm in the city.

    Attributes:
        listed: on the list that coverage counts; only then it has a status and groups (names by breakdown).
        covered: its status is one of those that close the gap.
        levels: by standard.
        verdicts, outcomes: (claimed, verified) by criteria set and by policy item.
        problems, needs, projects: entries of its three lists.
    """

    code: str
    name: str
    levels: Mapping[str, FirmLevel]
    verdicts: Mapping[str, tuple[str, str]]
    outcomes: Mapping[str, tuple[str, str]]
    problems: int
    needs: int
    projects: int
    listed: bool = False
    status: str = ""
    status_name: str = ""
    covered: bool = False
    exempt: bool = False
    stale: bool = False
    groups: Mapping[str, str] = field(default_factory=dict)
    state: str = ""
    provider: str = ""
    who: str = ""
    due: date | None = None
    days_late: int = 0


def headline_ladder(standard: Standard) -> Ladder | None:
    """Return the ladder that gives the level of a standard, None where it has no levels."""
    return standard.ladder("level") or (standard.ladders[-1] if standard.ladders else None)


def line_of(diagnosed: Diagnosed, library: Library, skip: str = "") -> FirmLine:
    """Return the row of a firm; the level of the standard `skip` is left out."""
    firm = diagnosed.firm
    kinds = [each.kind for each in firm.findings]
    levels = {
        name: level
        for name, result in diagnosed.standards.items()
        if name != skip and (level := _level(result, library.standards[name])) is not None
    }
    return FirmLine(
        firm.code,
        firm.name,
        levels,
        {name: (each.verdict, each.verdict_verified) for name, each in diagnosed.criteria.items()},
        {name: (each.outcome, each.outcome_verified) for name, each in diagnosed.policies.items()},
        kinds.count("pain"),
        kinds.count("wish"),
        len(firm.plan.projects) + len(firm.plan.pinned),
    )


def _level(result: StandardResult, standard: Standard) -> FirmLevel | None:
    ladder = headline_ladder(standard)
    if ladder is None:
        return None
    own = result.ladders[ladder.id]
    printed = result.official.level if result.official else None
    official = int(printed) if printed is not None and float(printed).is_integer() else None
    return FirmLevel(own.level, own.verified, official)
