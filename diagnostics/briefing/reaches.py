"""How far a firm is from each recognition, and which one to go for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from diagnostics.model.content.criteria import CriteriaSet
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import VERDICTS, Mark
from diagnostics.model.firm.answers import FirmAnswers, Row
from diagnostics.model.results.report_input import ConditionLine, CriteriaSummary, Reach
from diagnostics.model.results.results import SetResult

Held = frozenset[tuple[str, str]]  # ids of a set and of the subject that has the recognition


def reaches_of(
    summaries: Sequence[CriteriaSummary], results: Mapping[str, SetResult], library: Library, held: Held = frozenset()
) -> tuple[Reach, ...]:
    """Return every default set that applies to the firm, per subject: better sources first, low sets before high."""
    default = [summary for summary in summaries if summary.default]
    found = [reach for summary in default for reach in _of_set(summary, results[summary.id], library, held)]
    heights = _heights(found)
    return tuple(sorted(found, key=lambda each: (each.summary.mark, each.criteria.family, heights[each.criteria.id])))


def held_by(firm: FirmAnswers, library: Library, as_of: date) -> Held:
    """Return the sets that official results say the firm has, each with the subject that has it."""
    parents = {each.id: each.parent or firm.firm_subject for each in firm.subjects}
    return frozenset(
        (criteria.id, subject)
        for criteria in library.criteria.values()
        for row in firm.rows.get("official_results", ())
        if _says_held(criteria, row, as_of)
        for subject in parents
        if row.subject in {subject, parents[subject], firm.firm_subject}
    )


def _says_held(criteria: CriteriaSet, row: Row, as_of: date) -> bool:
    by, values = criteria.held_by, row.values
    level, when = values.get("level"), values.get("date")
    if by is None or not isinstance(level, Fraction) or not isinstance(when, date):
        return False
    return values.get("instrument") == by.instrument and level >= by.level and when <= as_of


def _of_set(summary: CriteriaSummary, result: SetResult, library: Library, held: Held) -> Iterator[Reach]:
    subjects = list(dict.fromkeys(line.subject for line in summary.lines))
    own = {each: result.subjects[each] if result.subjects is not None else result for each in subjects}
    lines = {each: tuple(line for line in summary.lines if line.subject == each) for each in subjects}
    missing = {each: sum(line.state in {"not_met", "unknown"} for line in lines[each]) for each in subjects}
    unsure = {each: _is_unsure(lines[each], library) for each in subjects}
    near = {each: (unsure[each], VERDICTS.index(own[each].verdict), missing[each]) for each in subjects}
    best = min(subjects, key=near.__getitem__, default="")
    for subject in subjects:
        yield Reach(
            criteria=library.criteria[summary.id], summary=summary, subject=subject, lines=lines[subject],
            verdict=own[subject].verdict, verdict_verified=own[subject].verdict_verified, missing=missing[subject],
            unsure=unsure[subject], held=(summary.id, subject) in held, best=subject == best,
        )  # fmt: skip


def _is_unsure(lines: Sequence[ConditionLine], library: Library) -> bool:
    unknown = sum(line.state == "unknown" for line in lines)
    return unknown > library.most_unknown * len(lines)


def nearness(reaches: Sequence[Reach]) -> dict[tuple[str, str], tuple[bool, int, Mark]]:
    """Return how far every set is for every subject: by what is missing, then by its mark.

    A set of which hardly anything is known is further than any other: what nobody has looked at is not near.

    A set on weaker sources than another counts as twice as far: nobody should work for conditions that may not be the
    real ones.
    """
    best = min((reach.summary.mark for reach in reaches), default=Mark.official)
    return {
        (reach.criteria.id, reach.subject): (
            reach.unsure,
            reach.missing * (1 if reach.summary.mark == best else 2),
            reach.summary.mark,
        )
        for reach in reaches
    }


def target_of(reaches: Sequence[Reach]) -> Reach | None:
    """Return the recognition to go for: the highest that can be applied for, else the nearest.

    Nobody goes for what he has; who has a step of a ladder goes for the next one of the same ladder.
    """
    ladders = {reach.criteria.family for reach in reaches if reach.held}
    open_ones = [reach for reach in reaches if not reach.held]
    above = [reach for reach in open_ones if reach.criteria.family in ladders] or open_ones or reaches
    ready = [reach for reach in above if reach.ready]
    if ready:
        heights = _heights(reaches)
        return min(ready, key=lambda each: (each.summary.mark, -heights[each.criteria.id]))
    far = nearness(reaches)
    return min(above, key=lambda each: far[each.criteria.id, each.subject], default=None)


def _heights(reaches: Sequence[Reach]) -> dict[str, int]:
    """How many sets stand below each one in its ladder."""
    sets = {reach.criteria.id: reach.criteria for reach in reaches}
    heights = dict.fromkeys(sets, 0)
    for criteria in sets.values():
        step, seen = criteria, {criteria.id}
        while step.next in sets and step.next not in seen:
            heights[step.next] = max(heights[step.next], heights[step.id] + 1)
            step = sets[step.next]
            seen.add(step.id)
    return heights
