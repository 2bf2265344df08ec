"""One firm as one row of the city: what its diagnosis says, in few words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from diagnostics.diagnosis.overview import FirmLevel, FirmOverview
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.plain import INNER
from diagnostics.model.results.dates import DueDate


@dataclass(frozen=True, kw_only=True)
class FirmLine:
    """A firm in the city.

    Attributes:
        listed: on the list that coverage counts; only then it has a status and groups (names by breakdown).
        covered: its status is one of those that close the gap.
        levels: by standard.
        verdicts, outcomes: (claimed, verified) by criteria set and by policy item.
        dates: what ends soon, the soonest first.
        problems, needs, projects: entries of its three lists.
    """

    code: str
    name: str
    levels: Mapping[str, FirmLevel]
    verdicts: Mapping[str, tuple[str, str]]
    outcomes: Mapping[str, tuple[str, str]]
    dates: tuple[DueDate, ...] = field(metadata=INNER)
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


def line_of(firm: FirmAnswers, seen: FirmOverview) -> FirmLine:
    """Return the row of a firm."""
    kinds = [finding.kind for finding in firm.findings]
    return FirmLine(
        code=firm.code,
        name=firm.name,
        levels=seen.levels,
        verdicts=seen.verdicts,
        outcomes=seen.outcomes,
        dates=seen.dates,
        problems=kinds.count("pain"),
        needs=kinds.count("wish"),
        projects=len(firm.plan.projects) + len(firm.plan.pinned),
    )
