"""What a quotation decides: the ceiling of a price that nobody knows yet, and the number at which a decision flips."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from diagnostics.model.results.plans import Offer, PlanStep, PriceGate, Range
from diagnostics.planning.pains import PainGoal

MOST_BETWEEN = 2  # prices in one gate: more of them nobody keeps in mind
MOST_GATES = 2
NOTHING: Range = (Fraction(0), Fraction(0))


def ceilings(
    steps: Sequence[PlanStep], budget: Sequence[Fraction], worth: Mapping[str, Fraction]
) -> dict[str, Fraction]:
    """Return, per measure without a price, what the money of its phase leaves for it when all others cost the most.

    `worth`: what the pains that a measure solves cost in the time in which the money must come back; it is no more.
    """
    found: dict[str, Fraction] = {}
    for step in steps:
        if step.offer.cost is None and step.phase < len(budget):
            others = [each for each in steps if each.phase == step.phase and each is not step]
            left = max(budget[step.phase] - _high(others), Fraction(0))
            found[step.offer.id] = min(left, worth.get(step.offer.id, left))
    return found


def gates(
    steps: Sequence[PlanStep],
    pains: Sequence[PainGoal],
    offers: Sequence[Offer],
    budget: Sequence[Fraction],
    days: int,
) -> tuple[PriceGate, ...]:
    """Return the decisions that only a quotation makes, the first ones.

    A measure that waits for the money of a later phase would be done at once, and a pain that nothing answers would be
    solved, where prices come out near their low ends.
    """
    if not budget:
        return ()
    found = [*_waiting(steps, budget), *_unsolved(steps, pains, offers, budget)]
    return tuple(
        PriceGate(between=between, then=then, limit=limit, days=days) for between, then, limit in found[:MOST_GATES]
    )


Flip = tuple[tuple[str, ...], str, Fraction]


def _waiting(steps: Sequence[PlanStep], budget: Sequence[Fraction]) -> Iterator[Flip]:
    for step in steps:
        if step.phase == 0 or step.offer.cost is None or not step.offer.paid:
            continue
        now = [each for each in steps if each.phase == 0 and each.offer.paid]
        high, low = _high(now) + step.offer.cost[1], _low(now) + step.offer.cost[1]
        if not low <= budget[0] < high:
            continue
        uncertain = sorted((each for each in now if _is_open(each.offer)), key=lambda each: _certainty(each.offer))
        between = uncertain[:MOST_BETWEEN]
        limit = budget[0] - step.offer.cost[1] - _high(each for each in now if each not in between)
        if between and limit >= _low(between):
            yield tuple(each.offer.id for each in between), step.offer.id, limit


def _unsolved(
    steps: Sequence[PlanStep], pains: Sequence[PainGoal], offers: Sequence[Offer], budget: Sequence[Fraction]
) -> Iterator[Flip]:
    taken = {step.offer.id for step in steps}
    left = sum(budget, Fraction(0)) - _high(steps)
    by_id = {offer.id: offer for offer in offers}
    for pain in pains:
        bought = (*pain.whole, *pain.part)
        if taken & {*bought}:
            continue
        for name in bought:
            cost = by_id[name].cost
            if cost is not None and cost[0] <= left < cost[1] and not by_id[name].needs:
                yield (name,), name, left
                break


def _is_open(offer: Offer) -> bool:
    """Whether a price may still move."""
    return offer.cost is None or offer.cost[0] < offer.cost[1]


def _certainty(offer: Offer) -> tuple[bool, Fraction]:
    """Sort key: what nobody knows yet, then what may still move the furthest."""
    low, high = offer.cost or NOTHING
    return offer.cost is not None, low - high


def _high(steps: Iterable[PlanStep]) -> Fraction:
    return sum((step.offer.reckoned for step in steps), Fraction(0))


def _low(steps: Iterable[PlanStep]) -> Fraction:
    return sum(((step.offer.cost or NOTHING)[0] for step in steps), Fraction(0))
