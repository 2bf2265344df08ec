"""Firms of a city at one date: who belongs to the list, which status each has, which group it falls into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from diagnostics.model.content.expressions import Condition
from diagnostics.model.content.library import Library
from diagnostics.model.content.policies import Breakdown, Coverage, CoverageFigure, Shortfall
from diagnostics.model.content.standards import FirstMatch
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from diagnostics.scoring.engine.intervals import Bools

UNNAMED = "unknown"


@dataclass(frozen=True, kw_only=True)
class Population:
    """The firms on the list.

    Attributes:
        firms: indices into the firms surveyed.
        statuses: per figure or rule key, the status id of every firm on the list; empty where the rule
            says nothing of a firm that nobody asked.
        groups: per breakdown, the group id of every firm on the list (`unknown` where none fits).
        names: per breakdown, the name of every group, in order.
        exempt: firms suggested as exempt.
        stale: firms whose last confirmation is too old, or that were never confirmed.
        shortfalls: what keeps every firm on the list from being counted; None where it counts or no rule fits.
    """

    firms: tuple[int, ...]
    statuses: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, tuple[str, ...]]
    names: Mapping[str, Mapping[str, str]]
    exempt: tuple[bool, ...]
    stale: tuple[bool, ...]
    shortfalls: tuple[Shortfall | None, ...]


def rule_key(rule: str, *, verified: bool) -> str:
    """Return the key of a status rule in `Population.statuses`."""
    return f"{rule}:verified" if verified else rule


def rule_of(library: Library, coverage: Coverage, rule: str = "") -> FirstMatch:
    """Return a status rule of the standard that a coverage metric counts."""
    rules = library.standards[coverage.standard].first_match
    return next(each for each in rules if each.id == (rule or coverage.first_match))


def survey(
    firms: Sequence[FirmAnswers],
    library: Library,
    as_of: date,
    coverage: Coverage,
    switches: Mapping[str, bool] | None = None,
) -> Population:
    """Find the list and every firm's statuses and groups.

    Args:
        switches: switches of the metric by id; those not named stand at their default.
    """
    claimed = Evaluator(Frame(firms, library, as_of))
    verified = Evaluator(Frame(firms, library, as_of, verified=True), claimed)
    inside = [int(row) for row in np.flatnonzero(_inside(claimed, coverage, switches or {}))]
    standard = library.standards[coverage.standard]
    statuses: dict[str, tuple[str, ...]] = {}
    wanted = [(coverage.first_match, False), (coverage.depth, False)]
    wanted += [(figure.first_match or coverage.first_match, figure.verified) for figure in coverage.figures]
    for rule, on_verified in wanted:
        if rule:
            evaluator = verified if on_verified else claimed
            all_statuses = evaluator.scorer.status(standard, rule_of(library, coverage, rule))
            statuses[rule_key(rule, verified=on_verified)] = tuple(all_statuses[row] or "" for row in inside)
    groups = {breakdown.id: _groups(claimed, breakdown) for breakdown in coverage.breakdowns}
    exempt = _holds(claimed, coverage.exempt)
    return Population(
        firms=tuple(inside),
        statuses=statuses,
        groups={name: tuple(found[row] for row in inside) for name, (found, _) in groups.items()},
        names={name: names for name, (_, names) in groups.items()},
        exempt=tuple(bool(exempt[row]) for row in inside),
        stale=tuple(_is_stale(firms[row], as_of, coverage.stale_days) for row in inside),
        shortfalls=_shortfalls(claimed, coverage, inside, statuses[rule_key(coverage.first_match, verified=False)]),
    )


@dataclass(frozen=True)
class Members:
    """Codes of the firms on the list, and of those that each figure counts."""

    listed: frozenset[str]
    by_figure: Mapping[str, frozenset[str]]


def members(
    firms: Sequence[FirmAnswers],
    library: Library,
    as_of: date,
    coverage: Coverage,
    figures: Sequence[CoverageFigure] | None = None,
) -> Members:
    """Return who is counted at a date, and nothing else of a survey; of all figures unless some are named."""
    claimed = Evaluator(Frame(firms, library, as_of))
    inside = [int(row) for row in np.flatnonzero(_inside(claimed, coverage, {}))]
    standard = library.standards[coverage.standard]
    found: dict[str, frozenset[str]] = {}
    for figure in coverage.figures if figures is None else figures:
        on = Evaluator(Frame(firms, library, as_of, verified=True), claimed) if figure.verified else claimed
        status = on.scorer.status(standard, rule_of(library, coverage, figure.first_match))
        found[figure.id] = frozenset(firms[row].code for row in inside if status[row] in figure.statuses)
    return Members(frozenset(firms[row].code for row in inside), found)


def _inside(claimed: Evaluator, coverage: Coverage, switches: Mapping[str, bool]) -> Bools:
    inside = claimed.truth(coverage.population, "firm").must.copy()
    for switch in coverage.switches:
        if not switches.get(switch.id, switch.default):
            inside &= ~claimed.truth(switch.drops, "firm").must
    return inside


def _holds(claimed: Evaluator, condition: Condition | None) -> Bools:
    if condition is None:
        return claimed.frame.nothing(claimed.frame.size("firm"))
    return claimed.truth(condition, "firm").must


def _groups(claimed: Evaluator, breakdown: Breakdown) -> tuple[list[str], dict[str, str]]:
    size = claimed.frame.size("firm")
    found = [UNNAMED] * size
    if breakdown.by:
        choice = claimed.choice(breakdown.by, "firm")
        names = {option.id: option.name for option in claimed.library.named(breakdown.by).options}
        for row, code in zip(*np.nonzero(choice.must), strict=True):
            found[row] = choice.options[code]
        return found, names
    for group in reversed(breakdown.groups):
        for row in np.flatnonzero(claimed.truth(group.when, "firm").must):
            found[row] = group.id
    return found, {group.id: group.name for group in breakdown.groups}


def _shortfalls(
    claimed: Evaluator, coverage: Coverage, inside: Sequence[int], statuses: Sequence[str]
) -> tuple[Shortfall | None, ...]:
    held = [(each, None if each.when is None else _holds(claimed, each.when)) for each in coverage.shortfalls]

    def shortfall(row: int, status: str) -> Shortfall | None:
        if status in coverage.gap:
            return None
        fitting = (each for each, holds in held if holds is None or holds[row])
        return next((each for each in fitting if not each.statuses or status in each.statuses), None)

    return tuple(shortfall(row, status) for row, status in zip(inside, statuses, strict=True))


def _is_stale(firm: FirmAnswers, as_of: date, days: int) -> bool:
    dates = [answer.date for answer in firm.answers.values() if answer.date is not None]
    dates += [evidence.date for evidence in firm.evidence if evidence.date is not None]
    past = [date_ for date_ in dates if date_ <= as_of]
    return not past or (as_of - max(past)).days > days
