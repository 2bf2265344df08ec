"""The input of a report on one firm: results and words, nothing left to compute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from diagnostics.model.content.benchmarks import Benchmarks
from diagnostics.model.content.criteria import CriteriaSet
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Grade, Mark, Verdict
from diagnostics.model.content.standards import RowUse
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.results.counter_facts import CounterFact
from diagnostics.model.results.dates import DueDate
from diagnostics.model.results.knowledge import Borderline, Knowledge
from diagnostics.model.results.losses import PaidAnswer, VisibleLosses
from diagnostics.model.results.outlook import FirmPlans
from diagnostics.model.results.owed import OwedList
from diagnostics.model.results.policy_results import PolicyLine
from diagnostics.model.results.proportion import SpendingLimit
from diagnostics.model.results.results import Advice, Change, Contradiction, Notice, SetResult, StandardResult
from diagnostics.model.results.since import Since
from diagnostics.model.results.ways import Fragile, NextLevel, OfficialDifference


@dataclass(frozen=True, kw_only=True)
class OpenCondition:
    """A condition that is not met, or not known, with what would change it; nearest first.

    `distance`: (facts and options to change, gap as a share of what is asked; 1 where it cannot be told in numbers).
    """

    criteria: str
    id: str
    name: str
    group: str
    state: str
    text: str
    subject: str
    distance: tuple[int, float]
    changes: tuple[Change, ...]
    mandatory: bool
    expert: bool
    mark: Mark
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AnsweredFact:
    """A fact of one subject in words, with who said it, what proves it and how it came about (`How`)."""

    subject: str
    fact: str
    name: str
    ask: str
    value: str
    state: str
    grade: Grade
    verified: bool
    evidence: tuple[str, ...]
    by: str
    date: date | None
    note: str
    section: str
    how: str = ""


@dataclass(frozen=True, kw_only=True)
class KeyFigure:
    """A derived figure in words (设备联网率·占全部设备 40%), with its mark and whether it is verified."""

    fact: str
    name: str
    value: str
    number: float | None
    verified: bool
    mark: Mark


@dataclass(frozen=True, kw_only=True)
class ConditionLine:
    """A condition of a set for one subject, met or not: what there is, what would have to change, what it rests on.

    `have`: the facts below it in words, one per entry. `figures`: auxiliary figures shown beside it. `mark`: the
    weakest that it rests on; `wording` and `threshold`: that of its text and, where we drew it, that of the line.
    `only`: of whom it is asked, where it is not asked of everybody.
    """

    id: str
    name: str
    group: str
    subject: str
    state: str
    verified_state: str
    have: tuple[str, ...]
    changes: tuple[Change, ...]
    figures: tuple[str, ...]
    evidence: tuple[str, ...]
    facts: tuple[str, ...]
    mandatory: bool
    expert: bool
    mark: Mark
    wording: Mark
    threshold: Mark | None = None
    only: str = ""


@dataclass(frozen=True, kw_only=True)
class CriteriaSummary:
    """A criteria set: verdicts, how many conditions are in which state, what is open (nearest first).

    `lines` has every condition that decides, per subject in the order of the set; of the default sets only.
    """

    id: str
    title: str
    edition: str
    jurisdiction: str
    default: bool
    verdict: Verdict
    verdict_verified: Verdict
    counts: Mapping[str, int]
    open: tuple[OpenCondition, ...]
    note: str
    mark: Mark
    complete: bool
    lines: tuple[ConditionLine, ...] = ()


READY: tuple[Verdict, ...] = ("met", "likely_met")


@dataclass(frozen=True, kw_only=True)
class Reach:
    """A default criteria set for one subject: its verdict, its conditions by state, how many are not met or not known.

    `unsure`: so much of it is unknown that nobody can say how near it is. `held`: an official result says that the
    subject has it. `best`: no subject of the set is nearer.
    """

    criteria: CriteriaSet
    summary: CriteriaSummary
    subject: str
    verdict: Verdict
    verdict_verified: Verdict
    lines: tuple[ConditionLine, ...]
    missing: int
    unsure: bool
    held: bool
    best: bool

    def count(self, *states: str) -> int:
        """Return how many conditions are in one of these states."""
        return sum(line.state in states for line in self.lines)

    @property
    def open(self) -> tuple[OpenCondition, ...]:
        """Its open conditions, nearest first."""
        return tuple(each for each in self.summary.open if each.subject == self.subject)

    @property
    def ready(self) -> bool:
        """Whether nothing stands against an application."""
        return self.verdict in READY


@dataclass(frozen=True, kw_only=True)
class LevelNeed:
    """The open requirements of the next level of a ladder, in words."""

    standard: str
    ladder: str
    level: int
    name: str
    texts: tuple[str, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class ReportInput:
    """One firm's diagnosis in words and numbers.

    Attributes:
        reaches: every default set per subject, better sources first, low sets before high.
        target: the recognition to go for.
        exempt: the standards of which nothing is asked of this firm (the cloud, of one under secrecy).
        actions: open conditions of the default sets, those of the nearest set and subject first, each fact once.
        owed: what the firm still owes, see `model.results.owed`.
        advice: rules that fire, the most pressing first.
        dates: what ends, was promised or may be applied for on a day that somebody wrote down, the soonest first.
        benchmarks: published figures beside the firm's own.
        policies: what may be applied for, what has to be asked, what does not fit yet, in this order.
        knowledge: how much is known, and where that is too little what to find out first.
        borderlines: levels that stand on the line between two, site by site.
        outlook: the plans, where they were asked for.
        next_levels: the ways to the next level of every standard, as facts; with the plans.
        fragile: doubts that alone would change a level; with the plans.
        losses: what the pains visibly cost.
        limit: what the firm may spend, and whose word that is; None: no limit was looked for.
        counter_facts: what is not to be bought, though somebody may offer it, and why.
        paid_answers: what the money of the plan must bring, pain by pain; with the plans.
        official_differences: where a platform printed something else, with the answers that explain it.
        since: what changed against an earlier diagnosis; None on a first visit.
        uses: how the rows of a ledger count, by table in the order of its rows.
        facts: value in words of every fact of the firm by fact id (templates: `fact("procurement.L3.2")`).
    """

    firm: FirmAnswers
    library: Library
    as_of: date
    known_at: date
    report_date: date
    standards: Mapping[str, StandardResult]
    criteria: Mapping[str, SetResult]
    summaries: tuple[CriteriaSummary, ...]
    reaches: tuple[Reach, ...]
    target: Reach | None
    level_needs: tuple[LevelNeed, ...]
    actions: tuple[OpenCondition, ...]
    answers: tuple[AnsweredFact, ...]
    owed: OwedList
    key_figures: tuple[KeyFigure, ...]
    notices: tuple[Notice, ...]
    contradictions: tuple[Contradiction, ...]
    facts: Mapping[str, str]
    uses: Mapping[str, tuple[RowUse | None, ...]]
    by_weight_set: Mapping[str, Mapping[str, int | None]]
    advice: tuple[Advice, ...] = ()
    dates: tuple[DueDate, ...] = ()
    benchmarks: Benchmarks = field(default_factory=Benchmarks)
    policies: tuple[PolicyLine, ...] = ()
    knowledge: Knowledge = field(default_factory=Knowledge)
    borderlines: tuple[Borderline, ...] = ()
    outlook: FirmPlans | None = None
    next_levels: tuple[NextLevel, ...] = ()
    fragile: tuple[Fragile, ...] = ()
    losses: VisibleLosses = field(default_factory=VisibleLosses)
    limit: SpendingLimit | None = None
    official_differences: tuple[OfficialDifference, ...] = ()
    exempt: frozenset[str] = frozenset()
    counter_facts: tuple[CounterFact, ...] = ()
    paid_answers: tuple[PaidAnswer, ...] = ()
    since: Since | None = None

    def borderline(self, standard: str, subject: str) -> Borderline | None:
        """Return the line that the level of a site stands on, if it does."""
        own = (each for each in self.borderlines if (each.standard, each.subject) == (standard, subject))
        return next(own, None)
