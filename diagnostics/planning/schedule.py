"""The start of every step of a plan: after its prerequisites, not before its phase, not too many at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from diagnostics.model.results.plans import Offer, PlanStep
from diagnostics.planning.offers import in_order

PHASE_MONTHS = 12


def schedule(
    offers: Sequence[Offer],
    chosen: Sequence[str],
    phases: Mapping[str, int],
    rank: Mapping[str, int],
    parallel: int,
) -> tuple[PlanStep, ...]:
    """Return the chosen steps with their months, at the high end, in the order in which they begin.

    Args:
        offers: what could be taken.
        chosen: what is taken.
        phases: phase (0, 1, 2) of each step where budgets decided it.
        rank: which of several steps that could begin goes first (lowest first).
        parallel: how many paid steps may run side by side.
    """
    wanted = sorted((each for each in offers if each.id in set(chosen)), key=lambda each: rank.get(each.id, 0))
    taken = in_order(wanted)
    steps: list[PlanStep] = []
    ends: dict[str, Fraction] = {}
    for offer in taken:
        phase = phases.get(offer.id, 0)
        after = [ends[name] for names in offer.needs for name in names if name in ends]
        start = max([Fraction(phase * PHASE_MONTHS), *after])
        if _paid(offer):
            start = _free(steps, start, parallel)
        ends[offer.id] = start + (offer.months[1] if offer.months else Fraction(0))
        steps.append(PlanStep(offer, start, ends[offer.id], max(phase, int(start // PHASE_MONTHS))))
    place = {each.id: number for number, each in enumerate(taken)}
    return tuple(sorted(steps, key=lambda step: (step.start, place[step.offer.id])))


def _paid(offer: Offer) -> bool:
    return offer.cost is None or offer.cost[1] > 0


def _free(steps: Sequence[PlanStep], start: Fraction, parallel: int) -> Fraction:
    """Return the first month from `start` on in which one more paid step can begin."""
    running = sorted(step.end for step in steps if _paid(step.offer) and step.end > start)
    return start if len(running) < parallel else running[len(running) - parallel]
