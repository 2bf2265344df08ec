"""What the money of a plan must bring, pain by pain: the sum that it reckons with against the loss that is seen."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from diagnostics.judgement.break_even import break_even_of
from diagnostics.model.results.losses import PaidAnswer, VisibleLosses
from diagnostics.model.results.plans import Plan


def paid_answers(plan: Plan, losses: VisibleLosses, years: Fraction) -> tuple[PaidAnswer, ...]:
    """Return the pains that the plan pays for and of which a loss or a bill is known, the largest first."""

    def at_stake(each: PaidAnswer) -> Fraction:
        known = (losses.of(each.pain), losses.bills.get(each.pain))
        return max(wan[0] for wan in known if wan is not None)

    return tuple(sorted(_answers(plan, losses, years), key=at_stake, reverse=True))


def _answers(plan: Plan, losses: VisibleLosses, years: Fraction) -> Iterator[PaidAnswer]:
    steps = {step.offer.id: step for step in plan.steps}
    for answer in plan.pains:
        paid = [steps[name] for name in answer.answered_by if name in steps and steps[name].offer.paid]
        cost = sum((step.ceiling or step.offer.reckoned for step in paid), Fraction(0))
        known = answer.pain in losses.bills or losses.of(answer.pain) is not None
        if cost and known and not answer.wish:
            even = break_even_of(cost, years, (answer.pain,), losses)
            yield PaidAnswer(pain=answer.pain, title=answer.title, cost=cost, even=even)
