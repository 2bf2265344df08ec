"""Toward a dated target: the pace it takes, where the past pace leads, which firms are nearest, whom to visit next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from math import ceil, fsum
from typing import Any

from diagnostics.city.ahead.forecast import LEVEL, METHOD, Quarter, back_test, forecast
from diagnostics.city.ahead.pace import firms_needed, pace_to
from diagnostics.city.count.dates import month_end, month_ends, quarters_before
from diagnostics.city.count.population import Members, Population, members, rule_key, survey
from diagnostics.model.content.library import Library
from diagnostics.model.content.policies import Coverage, CoverageTarget, Indicator
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame

Json = dict[str, Any]
# firms as they stood at a day and as far as known by another
FirmsAt = Callable[[date, date], Sequence[FirmAnswers]]
PAST_QUARTERS = 8
FURTHEST_QUARTERS = 40
MOST_NAMED = 20


def toward_target(
    firms_at: FirmsAt,
    library: Library,
    as_of: date,
    known_at: date,
    *,
    metric: str = "",
    new_target: date | None = None,
) -> Json:
    """Say how far it is to every target of a metric.

    Args:
        firms_at: the firms as of one day and as known at another; every past point is counted with what is known at
            `known_at`, so that late evidence does not look like late progress.
        new_target: a further date for the first target, for when its own has passed.
    """
    rules = library.coverages[metric] if metric else next(iter(library.coverages.values()))
    targets = list(rules.targets)
    if new_target is not None and targets:
        targets.append(replace(targets[0], id=f"{targets[0].id}_new", date=new_target))
    head = next((each for each in rules.figures if each.headline), rules.figures[0]).id
    wanted = {head, *(each.figure for each in targets)}
    figures = [each for each in rules.figures if each.id in wanted]
    days = quarters_before(as_of, PAST_QUARTERS)
    past = [members(firms_at(day, known_at), library, day, rules, figures) for day in days]
    now = firms_at(as_of, known_at)
    found = survey(now, library, as_of, rules)

    def at(day: date) -> Members:
        return members(firms_at(day, known_at), library, day, rules, figures)

    return {
        "history": [
            {"date": day.isoformat(), "population": len(each.listed), "counted": len(each.by_figure[head])}
            for day, each in zip(days, past, strict=True)
        ],
        "targets": [_one_target(each, past, as_of, at) for each in targets],
        "calibration": back_test(),
        "nearest": nearest(now, found, rules),
        "visit_next": visit_next(now, found, rules),
        "other_targets": other_targets(now, library, as_of, rules),
    }


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


def _one_target(
    target: CoverageTarget, past: Sequence[Members], as_of: date, members_at: Callable[[date], Members]
) -> Json:
    total, counted = len(past[-1].listed), len(past[-1].by_figure[target.figure])
    pace = pace_to(target.at_least, counted, total, as_of=as_of, day=target.date)
    found: Json = {
        "id": target.id, "name": target.name, "figure": target.figure, "date": target.date.isoformat(),
        "at_least": float(target.at_least), "needed": pace.needed, "counted": counted, "population": total,
        "missing": pace.missing, "past": as_of > target.date,
    }  # fmt: skip
    if as_of > target.date:
        then = members_at(target.date)
        listed, reached = len(then.listed), len(then.by_figure[target.figure])
        enough = listed > 0 and reached >= firms_needed(target.at_least, listed)
        found["result"] = {"population": listed, "counted": reached, "reached": enough}
        day = month_end(as_of.year + 1, as_of.month)  # whoever sets a new date wants to know what a year brings
    else:
        found["months_left"], found["pace_per_month"] = pace.months, pace.per_month
        day = target.date
    found["forecast"] = _forecast(_quarters(past, target.figure), counted, total, pace.needed, as_of, day)
    return found


def _forecast(trend: Sequence[Quarter], counted: int, total: int, needed: int, as_of: date, day: date) -> Json | None:
    drawn = forecast(trend, counted, total, FURTHEST_QUARTERS)
    if drawn is None:
        return None
    at = min(max(ceil(len(month_ends(as_of, day)) / 3), 1), FURTHEST_QUARTERS)

    def reached(share: float) -> str | None:
        """The end of the quarter by which this share of the paths is there; None: not within ten years."""
        if counted >= needed:
            return as_of.isoformat()
        first = drawn.first_quarter_reaching(needed, share)
        return None if first is None else month_end(as_of.year, as_of.month + 3 * first).isoformat()

    return {
        "method": METHOD, "level": LEVEL, "date": month_end(as_of.year, as_of.month + 3 * at).isoformat(),
        "quarters_of_history": len(trend), "quarters_ahead": at,
        "median": drawn.median[at - 1], "low": drawn.low[at - 1], "high": drawn.high[at - 1],
        "chance": drawn.chance(needed, at), "expected_date": reached(0.5),
        "earliest_date": reached((1 - LEVEL) / 2), "latest_date": reached((1 + LEVEL) / 2),
    }  # fmt: skip


# ---- whom to see ----------------------------------------------------------------------------------------------------


def nearest(firms: Sequence[FirmAnswers], found: Population, rules: Coverage, most: int = MOST_NAMED) -> list[Json]:
    """Return the missing firms for which least has to happen, with the reason; suggested exemptions come last."""
    return _missing(firms, found, rules)[:most]


def visit_next(firms: Sequence[FirmAnswers], found: Population, rules: Coverage, most: int = 5) -> list[Json]:
    """Return the groups of the first breakdown with most firms that one visit can settle, with those firms."""
    groups: dict[str, list[Json]] = {}
    for each in _missing(firms, found, rules):
        if each["steps"] == 1 and not each["exempt"]:
            groups.setdefault(each["group"], []).append(each)
    order = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        {
            "group": name, "firms": len(own), "codes": [each["code"] for each in own],
            "names": [each["name"] for each in own],
        }
        for name, own in order[:most]
    ]  # fmt: skip


def _missing(firms: Sequence[FirmAnswers], found: Population, rules: Coverage) -> list[Json]:
    status = found.statuses[rule_key(rules.first_match, verified=False)]
    breakdown = rules.breakdowns[0].id if rules.breakdowns else ""
    listed = []
    for place, (row, shortfall) in enumerate(zip(found.firms, found.shortfalls, strict=True)):
        if shortfall is None:
            continue
        group = found.groups[breakdown][place] if breakdown else ""
        name = found.names[breakdown].get(group, group) if breakdown else ""
        listed.append({
            "code": firms[row].code, "name": firms[row].name, "status": status[place], "steps": shortfall.steps,
            "reason": shortfall.id, "exempt": found.exempt[place], "group": name,
        })  # fmt: skip
    return sorted(listed, key=lambda each: (each["exempt"], each["steps"], each["code"]))


# ---- other targets --------------------------------------------------------------------------------------------------


def other_targets(firms: Sequence[FirmAnswers], library: Library, as_of: date, rules: Coverage) -> list[Json]:
    """Return the other targets of the metric as dated indicators; `value` is None where nothing is recorded.

    Counts are counts of the firms read, not of the city; averages are over firms with figures, whose number is `of`.
    """
    evaluator = Evaluator(Frame(firms, library, as_of))
    found = []
    for each in rules.indicators:
        target = library.statistics[each.statistic]
        value, of = _counted(each, evaluator, len(firms))
        found.append({
            "id": target.id, "name": target.name, "target": float(target.value), "unit": target.unit,
            "date": target.date, "value": value, "of": of, "mark": target.mark.name,
        })  # fmt: skip
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
