"""What a diagnosis says of one firm: figures, levels, statuses, verdicts. Numbers are unrounded; None is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from diagnostics.model.marks import Mark, Verdict

Have = float | bool | tuple[float | None, float | None] | None


@dataclass(frozen=True)
class Figure:
    """A number: value by the standard's rule, bounds, verified lower bound, answered share, highest possible."""

    value: float | None
    min: float | None
    max: float | None
    verified: float | None
    answered_share: float | None = None
    of: float | None = None
    mark: Mark = Mark.official


@dataclass(frozen=True)
class LadderResult:
    """A level: decided (or None), lowest and highest still possible, and on verified answers only."""

    level: int | None
    min: int
    max: int
    verified: int
    mark: Mark = Mark.official


@dataclass(frozen=True)
class OfficialResult:
    """What a platform printed for an instrument; outranks our own figure."""

    level: float | None
    score: float | None
    platform: str
    date: str
    receipt: str


@dataclass(frozen=True)
class StandardResult:
    """A standard for one subject; `subjects` holds the same per subject when there are several."""

    standard: str
    score: Figure | None
    enough: bool
    nodes: Mapping[str, Figure]
    ladders: Mapping[str, LadderResult]
    statuses: Mapping[str, str]
    outputs: Mapping[str, Figure | Mapping[str, Have | Figure]]
    official: OfficialResult | None = None
    subjects: Mapping[str, StandardResult] | None = None


@dataclass(frozen=True)
class ConditionResult:
    """A condition for one subject. `state`: met, not_met, unknown or na; `gap`: what is missing in the unit of `have`."""

    state: str
    verified_state: str
    have: Have
    need: str
    gap: float | None
    mark: Mark
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SetResult:
    """A criteria set for one subject; `subjects` holds the same per subject when there are several."""

    criteria: str
    verdict: Verdict
    verdict_verified: Verdict
    conditions: Mapping[str, ConditionResult]
    outcome: str | None = None
    subjects: Mapping[str, SetResult] | None = None


@dataclass(frozen=True)
class Notice:
    """Something to check, with a stable code."""

    code: str
    text: str
    fact: str = ""
