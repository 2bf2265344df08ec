"""The results of a diagnosis: figures, levels, statuses, verdicts. Numbers are unrounded; None is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from diagnostics.model.content.instructions import Do
from diagnostics.model.content.marks import Mark, Verdict
from diagnostics.words.problems import NOWHERE, Place

OVERALL = "level"  # the ladder in which a standard that ends in a level ends
Have = float | bool | date | tuple[float | None, float | None] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFigure:
    """A number: value by the standard's rule, bounds, verified lower bound, answered share, highest possible."""

    value: float | None
    min: float | None
    max: float | None
    verified: float | None
    answered_share: float | None = None
    of: float | None = None
    mark: Mark = Mark.official

    @property
    def part(self) -> float | None:
        """The value as a part of the highest possible; None where there is none."""
        return self.value / self.of if self.value is not None and self.of else None

    @property
    def is_full(self) -> bool:
        """Whether there is nothing to be added."""
        return self.value is not None and self.of is not None and self.value >= self.of


@dataclass(frozen=True, kw_only=True)
class LadderResult:
    """A level: decided (or None), lowest and highest still possible, and on verified answers only.

    Of a subject that nobody asked there is no level, and `verified` is None too.
    """

    level: int | None
    min: int
    max: int
    verified: int | None
    mark: Mark = Mark.official

    @property
    def is_answered(self) -> bool:
        """Whether anything was answered that the standard rests on."""
        return self.verified is not None

    @property
    def lacks_proof(self) -> bool:
        """Whether less is proved than is certain by all answers."""
        return (self.verified or 0) < self.min


@dataclass(frozen=True, kw_only=True)
class OfficialResult:
    """The platform's result for an instrument; it outranks our own figure."""

    level: float | None
    score: float | None
    platform: str
    date: str
    receipt: str


@dataclass(frozen=True, kw_only=True)
class ScoreGate:
    """A node that a step of a ladder looks at, with the least score.

    Attributes:
        met, proved: whether the step's condition certainly holds; the same on verified answers.
        gap: how much is missing; 0 where it is met.
        unsettled: the score by the standard's rule is enough, and only open answers stand against it.
    """

    node: str
    needs: float
    met: bool
    proved: bool
    gap: Fraction
    unsettled: bool


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """A requirement (a leaf that rests on a fact) of a level, below the node `area`.

    Attributes:
        still: what meeting it in full adds to the level's score.
        unproved: what proving it as claimed adds to the level's verified score.
    """

    node: str
    area: str
    fact: str
    still: Fraction
    unproved: Fraction


@dataclass(frozen=True, kw_only=True)
class AreaShare:
    """A part that a level is described by: its share of the level's score, and what it adds (None while it is open)."""

    node: str
    share: Fraction
    adds: Fraction | None


@dataclass(frozen=True, kw_only=True)
class Tier:
    """An assessed level of a standard: its score, from which score on it counts as reached, what it is made of."""

    level: int
    name: str
    figure: ScoreFigure
    gate: ScoreGate
    areas: tuple[AreaShare, ...]
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True, kw_only=True)
class OtherWeights:
    """What alternative weights make of a subject: its level (None: open).

    `tier` is the first level that they decide otherwise (0: none), `score` its score then.
    """

    level: int | None
    tier: int = 0
    score: float | None = None


@dataclass(frozen=True, kw_only=True)
class StandardResult:
    """A standard for one subject; `subjects` holds the same per subject when there are several.

    What a level rests on is worked out when somebody looks: `gates` by ladder and level, `tiers` by level (None: not
    assessed; only of a standard that is judged level by level), `other_weights` by set of weights.
    """

    standard: str
    score: ScoreFigure | None
    enough: bool
    nodes: Mapping[str, ScoreFigure]
    ladders: Mapping[str, LadderResult]
    statuses: Mapping[str, str | None]
    outputs: Mapping[str, ScoreFigure | Mapping[str, Have | ScoreFigure]]
    official: OfficialResult | None = None
    subjects: Mapping[str, StandardResult] | None = None
    gates: Mapping[tuple[str, int], tuple[ScoreGate, ...]] = field(default_factory=dict, compare=False)
    tiers: Mapping[int, Tier | None] = field(default_factory=dict, compare=False)
    other_weights: Mapping[str, OtherWeights] = field(default_factory=dict, compare=False)

    @property
    def official_gap(self) -> float | None:
        """How far our score is above the one that a platform printed; None where there are not both."""
        if self.official is None or self.official.score is None or self.score is None or self.score.value is None:
            return None
        return self.score.value - self.official.score

    @property
    def assessed(self) -> tuple[Tier, ...]:
        """The levels that are assessed, from low to high."""
        return tuple(tier for tier in self.tiers.values() if tier is not None)

    @property
    def judged(self) -> Tier | None:
        """The level that is being worked on: the lowest that is not certainly reached, else the highest assessed."""
        tiers = self.assessed
        certain = self.ladders[OVERALL].min if tiers else 0
        return next((tier for tier in tiers if tier.level > certain), tiers[-1] if tiers else None)


@dataclass(frozen=True, slots=True, kw_only=True)  # a batch makes half a million
class ConditionResult:
    """A condition for one subject. `state`: met, not_met, unknown, na; `gap`: what is missing in the unit of `have`."""

    state: str
    verified_state: str
    have: Have
    need: str
    gap: float | None
    mark: Mark
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SetResult:
    """A criteria set for one subject; `subjects` holds the same per subject when there are several."""

    criteria: str
    verdict: Verdict
    verdict_verified: Verdict
    conditions: Mapping[str, ConditionResult]
    outcome: str | None = None
    subjects: Mapping[str, SetResult] | None = None


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why something is what it is, in words; `because` holds what it rests on."""

    id: str
    name: str
    text: str
    state: str = ""
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Change:
    """One fact that would have to change, and how, in words; `gain` in points where it is scored.

    `options`: those of a choice that would have to be reached or added. `do`: what is done for it, as the content says.
    """

    fact: str
    text: str
    gain: float | None = None
    options: tuple[str, ...] = ()
    do: tuple[Do, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Why a target (`standard:node`, `standard:level`, `set:condition`) is what it is and what would change it."""

    target: str
    name: str
    mark: Mark
    because: tuple[Reason, ...]
    would_change: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class Contradiction:
    """A rule of plausibility that certainly holds, so that two answers cannot both be right as they stand.

    Or a figure outside a soft range: then `figure` is its fact or field, `rule` names it with its value, `measured_by`
    are those that it was measured by, and `place` is where it was given. `subjects`: ids of the sites or workshops it
    holds for. `reason`: why it is right all the same, `by` whom and when that was said; empty while it is open.
    """

    rule: str
    name: str
    say: str
    subjects: tuple[str, ...] = ()
    reason: str = ""
    by: str = ""
    date: date | None = None
    figure: str = ""
    measured_by: tuple[str, ...] = ()
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Advice:
    """A rule of advice that fires for a firm.

    `gap`: distance to a reference value (below 0: behind), None where the rule has none. `weight`: effective weight of
    what it rests on, in percent of its standard. `verified`: it fires on verified answers alone, too.
    """

    rule: str
    role: str
    name: str
    say: str
    topic: str
    gap: float | None
    weight: float
    verified: bool
    mark: Mark


@dataclass(frozen=True)
class Notice:
    """Something to check, with a stable code."""

    code: str
    text: str
    fact: str = ""
