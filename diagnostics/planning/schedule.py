"""The start of every measure: after its prerequisites, not before the money for it, not too many at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from diagnostics.model.results.plans import Offer, PlanStep
from diagnostics.planning.offers import in_order

PHASE_MONTHS = 12
HORIZONS = (3, 12, 24, 36)


@dataclass(frozen=True)
class Capacities:
    """How many measures run side by side: those that are bought, and those the firm does itself (None: any number)."""

    bought: int = 3
    own: int | None = None


def schedule(
    offers: Sequence[Offer],
    chosen: Sequence[str],
    phases: Mapping[str, int],
    rank: Mapping[str, int],
    capacities: Capacities,
    horizons: Sequence[int] = HORIZONS,
) -> tuple[PlanStep, ...]:
    """Return the chosen measures with their months, at the high end, in the order in which they begin.

    Args:
        offers: what could be taken.
        chosen: what is taken.
        phases: phase (0, 1, 2) of each measure where budgets decided it.
        rank: which of several that could begin goes first (lowest first).
        capacities: how many run side by side.
        horizons: months that each stretch of time ends with.
    """
    wanted = sorted((each for each in offers if each.id in set(chosen)), key=lambda each: rank.get(each.id, 0))
    taken = in_order(wanted)
    steps: list[PlanStep] = []
    ends: dict[str, Fraction] = {}
    for offer in taken:
        phase = phases.get(offer.id, 0)
        lasts = offer.months[1] if offer.months else Fraction(0)
        after = [ends[name] for names in offer.needs for name in names if name in ends]
        start = max([Fraction(phase * PHASE_MONTHS), *after])
        most = capacities.own if offer.own else capacities.bought
        if most is not None and (offer.own or offer.paid):
            beside = [step for step in steps if step.offer.own == offer.own and (offer.own or step.offer.paid)]
            start = _free(beside, start, lasts, most)
        ends[offer.id] = start + lasts
        horizon = next((place for place, month in enumerate(horizons) if start < month), len(horizons) - 1)
        late = max(phase, int(start // PHASE_MONTHS))
        steps.append(PlanStep(offer=offer, start=start, end=ends[offer.id], phase=late, horizon=horizon))
    place = {each.id: number for number, each in enumerate(taken)}
    return tuple(sorted(steps, key=lambda step: (step.start, place[step.offer.id])))


def _free(steps: Sequence[PlanStep], start: Fraction, lasts: Fraction, most: int) -> Fraction:
    """Return the first month from `start` on from which one more measure runs beside fewer than `most` all its time."""
    starts = [start, *sorted(step.end for step in steps if step.end > start)]
    return next(each for each in starts if _beside(steps, each, lasts) < most)


def _beside(steps: Sequence[PlanStep], start: Fraction, lasts: Fraction) -> int:
    """Return how many measures run at once at most while one does."""
    end = start + lasts
    moments = [start, *(step.start for step in steps if start <= step.start < end)]
    return max(sum(step.start <= moment < step.end for step in steps) for moment in moments)
