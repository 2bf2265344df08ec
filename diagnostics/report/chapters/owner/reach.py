"""How far a firm is from each recognition, and which one is nearest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from diagnostics.model.content.criteria import CriteriaSet
from diagnostics.model.content.marks import VERDICTS, Mark, Verdict
from diagnostics.model.results.report_input import ConditionLine, CriteriaSummary, OpenCondition, ReportInput

READY: tuple[Verdict, ...] = ("met", "likely_met")
# More open conditions than this are not “还差几条” but “暂不具备”: more than one year's work of a small firm.
NEAR = 5


@dataclass(frozen=True, kw_only=True)
class Reach:
    """A default criteria set for one subject: verdicts, and its conditions by state."""

    criteria: CriteriaSet
    summary: CriteriaSummary
    subject: str
    verdict: Verdict
    verdict_verified: Verdict
    lines: tuple[ConditionLine, ...]

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

    @property
    def missing(self) -> int:
        """How many conditions are not met or not known."""
        return self.count("not_met", "unknown")


def all_reaches(given: ReportInput) -> list[Reach]:
    """Return every default set that applies to the firm, per subject: better sources first, low sets before high."""
    found = [
        _reach(given, summary, subject)
        for summary in given.summaries
        if summary.default
        for subject in dict.fromkeys(line.subject for line in summary.lines)
    ]
    heights = _heights(found)
    return sorted(found, key=lambda each: (each.summary.mark, each.criteria.family, heights[each.criteria.id]))


def _reach(given: ReportInput, summary: CriteriaSummary, subject: str) -> Reach:
    result = given.criteria[summary.id]
    own = result.subjects[subject] if result.subjects is not None else result
    lines = tuple(line for line in summary.lines if line.subject == subject)
    return Reach(
        criteria=given.library.criteria[summary.id],
        summary=summary,
        subject=subject,
        verdict=own.verdict,
        verdict_verified=own.verdict_verified,
        lines=lines,
    )


def nearest(reaches: Sequence[Reach]) -> Reach | None:
    """Return the recognition to go for: the highest that can be applied for, else the one with the least missing.

    A set on weaker sources than another has to be nearer by half: nobody should work for conditions that may not be the
    real ones.
    """
    ready = [each for each in reaches if each.ready]
    if ready:
        heights = _heights(reaches)
        return min(ready, key=lambda each: (each.summary.mark, -heights[each.criteria.id]))
    best = min((each.summary.mark for each in reaches), default=Mark.official)
    return min(
        reaches,
        key=lambda each: (each.missing * (1 if each.summary.mark == best else 2), each.summary.mark),
        default=None,
    )


def best_of_each(reaches: Sequence[Reach]) -> list[Reach]:
    """Return per set the subject that is nearest, in the order of `reaches`."""
    found: dict[str, Reach] = {}
    for each in reaches:
        other = found.get(each.criteria.id)
        if other is None or _rank(each) < _rank(other):
            found[each.criteria.id] = each
    return list(found.values())


def _rank(each: Reach) -> tuple[int, int]:
    return (VERDICTS.index(each.verdict), each.missing)


def _heights(reaches: Sequence[Reach]) -> dict[str, int]:
    """How many sets stand below each one in its ladder."""
    sets = {each.criteria.id: each.criteria for each in reaches}
    heights = dict.fromkeys(sets, 0)
    for criteria in sets.values():
        step, seen = criteria, {criteria.id}
        while step.next in sets and step.next not in seen:
            heights[step.next] = max(heights[step.next], heights[step.id] + 1)
            step = sets[step.next]
            seen.add(step.id)
    return heights


def two_steps_up(start: CriteriaSet, library: Mapping[str, CriteriaSet]) -> CriteriaSet | None:
    """Return the first set above `start` that is not judged by default: what is too far to work on now."""
    step, seen = start, {start.id}
    while step.next in library and step.next not in seen:
        step = library[step.next]
        seen.add(step.id)
        if not step.default:
            return step
    return None
