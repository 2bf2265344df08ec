"""Toward a dated target: the pace it takes, where the past pace leads, which firms are nearest, whom to visit next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from math import ceil, fsum

from diagnostics.city.ahead.forecast import LEVEL, Quarter, back_test, draw_paths
from diagnostics.city.count.count_records import Forecast, Share, Target
from diagnostics.city.count.dates import month_end, month_ends, quarters_before
from diagnostics.city.count.outlook_records import GroupVisit, NearFirm, OtherTarget, Outlook, PastPoint
from diagnostics.city.count.pace import firms_needed, target_of
from diagnostics.city.count.population import Members, Population, members, rule_key, survey
from diagnostics.city.count.shares import headline_of, share_of, status_names
from diagnostics.model.content.library import Library
from diagnostics.model.content.policies import Coverage, CoverageTarget, Indicator
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from diagnostics.words.catalogue import say

# firms as they stood at a day and as far as known by another
FirmsAt = Callable[[date, date], Sequence[FirmAnswers]]
PAST_QUARTERS = 8
FURTHEST_QUARTERS = 40
MOST_NEAR = 20
MOST_VISITS, MOST_NAMED = 5, 5


def toward_target(
    firms_at: FirmsAt,
    library: Library,
    as_of: date,
    known_at: date,
    *,
    metric: str = "",
    new_target: date | None = None,
) -> Outlook:
    """Say how far it is to every target of a metric.

    Args:
        firms_at: the firms as of one day and as known at another; every past point is counted with what is known at
            `known_at`, so that late evidence does not look like late progress.
        new_target: a further date for the first target, for when its own has passed.
    """
    rules = library.coverages[metric] if metric else next(iter(library.coverages.values()))
    targets = [(each, "") for each in rules.targets]
    if new_target is not None and targets:
        first = replace(rules.targets[0], id=f"{rules.targets[0].id}_new", date=new_target)
        targets.append((first, say("board_outlook", "new_target")))
    head = headline_of(rules)
    figures = {each.id: each for each in rules.figures if each.id in {head.id, *(one.figure for one, _ in targets)}}
    days = quarters_before(as_of, PAST_QUARTERS)

    def at(day: date) -> Members:
        return members(firms_at(day, known_at), library, day, rules, list(figures.values()))

    def share(found: Members, figure: str) -> Share:
        return share_of(figures[figure], len(found.by_figure[figure]), len(found.listed), rules.rounding)

    def reached(target: CoverageTarget, name: str) -> Target:
        figure, past = share(history[-1], target.figure), as_of > target.date
        # whoever sets a new date wants to know what a year brings
        day = month_end(as_of.year + 1, as_of.month) if past else target.date
        needed = firms_needed(target.at_least, figure.den)
        drawn = _forecast(_quarters(history, target.figure), figure, needed, as_of, day)
        then = share(at(target.date), target.figure) if past else None
        return target_of(target, figure, as_of, name=name, then=then, forecast=drawn)

    history = [at(day) for day in days]
    now = firms_at(as_of, known_at)
    missing = _missing(now, survey(now, library, as_of, rules), rules, library)
    return Outlook(
        history=tuple(PastPoint(day, share(each, head.id)) for day, each in zip(days, history, strict=True)),
        calibration=back_test(),
        nearest=tuple(missing[:MOST_NEAR]),
        visits=tuple(_visits(missing)),
        others=tuple(_other_targets(now, library, as_of, rules)),
        targets=tuple(reached(*each) for each in targets),
    )


def _quarters(past: Sequence[Members], figure: str) -> list[Quarter]:
    """Gains and losses between neighbouring points, of the firms on the list at both."""
    found = []
    for before, after in pairwise(past):
        both = before.listed & after.listed
        counted = both & before.by_figure[figure]
        gained = len((both - counted) & after.by_figure[figure])
        lost = len(counted - after.by_figure[figure])
        if both:
            found.append(Quarter(len(both) - len(counted), len(counted), gained, lost))
    return found


def _forecast(trend: Sequence[Quarter], figure: Share, needed: int, as_of: date, day: date) -> Forecast | None:
    paths = draw_paths(trend, figure.num, figure.den, FURTHEST_QUARTERS)
    if paths is None:
        return None
    at = min(max(ceil(len(month_ends(as_of, day)) / 3), 1), FURTHEST_QUARTERS)

    def reached(share: float) -> date | None:
        """The end of the quarter by which this share of the paths is there; None: not within ten years."""
        if figure.num >= needed:
            return as_of
        first = paths.first_quarter_reaching(needed, share)
        return None if first is None else month_end(as_of.year, as_of.month + 3 * first)

    return Forecast(
        until=month_end(as_of.year, as_of.month + 3 * at),
        median=paths.median[at - 1],
        low=paths.low[at - 1],
        high=paths.high[at - 1],
        level=LEVEL,
        chance=paths.chance(needed, at),
        expected=reached(0.5),
        earliest=reached((1 - LEVEL) / 2),
        latest=reached((1 + LEVEL) / 2),
        quarters=len(trend),
        ahead=at,
    )


# ---- whom to see ----------------------------------------------------------------------------------------------------


def _missing(firms: Sequence[FirmAnswers], found: Population, rules: Coverage, library: Library) -> list[NearFirm]:
    """Return the missing firms, those for which least has to happen first; suggested exemptions come last."""
    status = found.statuses[rule_key(rules.first_match, verified=False)]
    names, breakdown = status_names(rules, library), rules.breakdowns[0].id if rules.breakdowns else ""
    listed = []
    for place, (row, shortfall) in enumerate(zip(found.firms, found.shortfalls, strict=True)):
        if shortfall is None:
            continue
        group = found.groups[breakdown][place] if breakdown else ""
        listed.append(
            NearFirm(
                code=firms[row].code,
                name=firms[row].name,
                status=names[status[place]],
                reason=shortfall.name,
                group=found.names[breakdown].get(group, group) if breakdown else "",
                exempt=found.exempt[place],
                status_id=status[place],
                reason_id=shortfall.id,
                steps=shortfall.steps,
            )
        )
    return sorted(listed, key=lambda each: (each.exempt, each.steps, each.code))


def _visits(missing: Sequence[NearFirm]) -> list[GroupVisit]:
    """Return the groups of the first breakdown with most firms that one visit can settle, with those firms."""
    groups: dict[str, list[NearFirm]] = {}
    for each in missing:
        if each.steps == 1 and not each.exempt:
            groups.setdefault(each.group, []).append(each)
    order = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        GroupVisit(
            group=name or say("coverage", "no_group"), firms=len(own),
            names=tuple(each.name for each in own[:MOST_NAMED]), members=tuple(own),
        )
        for name, own in order[:MOST_VISITS]
    ]  # fmt: skip


# ---- other targets --------------------------------------------------------------------------------------------------


def _other_targets(firms: Sequence[FirmAnswers], library: Library, as_of: date, rules: Coverage) -> list[OtherTarget]:
    """Return the other targets of the metric as dated indicators; `value` is None where nothing is recorded.

    Counts are counts of the firms read, not of the city; averages are over firms with figures, whose number is `of`.
    """
    evaluator = Evaluator(Frame(firms, library, as_of))
    found = []
    for indicator in rules.indicators:
        target = library.statistics[indicator.statistic]
        value, of = _counted(indicator, evaluator, len(firms))
        found.append(
            OtherTarget(
                id=target.id,
                name=target.name,
                target=float(target.value),
                unit=target.unit,
                date=target.date,
                value=value,
                of=of,
                mark=target.mark.name,
            )
        )
    return found


def _counted(indicator: Indicator, evaluator: Evaluator, n_firms: int) -> tuple[float | None, int]:
    """Return what an indicator counts, and of how many firms it is known."""
    if indicator.firms is not None:
        return int(evaluator.truth(indicator.firms, "firm").must.sum()), n_firms
    if indicator.average is None:
        return None, 0
    values = evaluator.value(indicator.average, "firm")
    known = [float(each) for each in values.lo[values.known]]
    return (fsum(known) / len(known) if known else None), len(known)
