"""Money and months of measures and plans in words; every price is called an estimate, an unknown one 询价."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from diagnostics.model.content.marks import Mark
from diagnostics.model.results.plans import GoalResult, Offer, Plan, PlanStep, Range
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import number


def is_paid(offer: Offer) -> bool:
    """Whether a measure costs money, or may cost some."""
    return offer.cost is None or offer.cost[1] > 0


def price_words(cost: Range | None) -> str:
    """Return a price in 万元 without the unit: a range, 不另花钱 or 询价."""
    if cost is None:
        return say("report_plan", "price_unknown")
    if cost[1] == 0:
        return say("report_plan", "price_none")
    low, high = map(number, cost)
    return high if low == high else say("report_plan", "price", low=low, high=high)


def is_unsure(offer: Offer) -> bool:
    """Whether a price is one that nobody should rely on: marked as doubtful where it was found."""
    return offer.mark == Mark.uncertain and offer.cost is not None and offer.cost[1] > 0


def money_words(offer: Offer, *, for_owner: bool = False) -> str:
    """Return a price with the word 估算 and the unit; a doubtful one is called so, and the owner does not read it."""
    if for_owner and (offer.cost is None or is_unsure(offer)):
        return say("report_plan", "money_to_ask")
    if offer.cost is None:
        return say("report_plan", "money_unknown")
    key = "money_unsure" if is_unsure(offer) else "money" if offer.cost[1] else "money_none"
    return say("report_plan", key, price=price_words(offer.cost))


def ceiling_words(ceiling: Fraction) -> str:
    """Return that a price has to be asked for, and what it may come to at most."""
    return say("report_plan", "money_upto", limit=number(ceiling))


def step_money(step: PlanStep, *, for_owner: bool = False) -> str:
    """Return the price of a measure of a plan; of one without a price what it may come to."""
    return money_words(step.offer, for_owner=for_owner) if step.ceiling is None else ceiling_words(step.ceiling)


def months_words(offer: Offer) -> str:
    """Return how long a measure takes, or an empty text where nobody knows."""
    if offer.months is None or offer.months[1] == 0:
        return ""
    low, high = map(number, offer.months)
    return say("report_plan", "months" if low == high else "months_range", months=high, low=low, high=high)


def cost_words(plan: Plan, *, for_owner: bool = False) -> str:
    """Return the cost of a whole plan; with unknown prices it is a lower limit.

    Doubtful prices are counted beside the sum; for the owner they are as good as unknown.
    """
    if for_owner:
        return _cost_words(*sure_sum(plan.steps))
    unsure = sum(is_unsure(step.offer) for step in plan.steps)
    words = _cost_words(plan.cost, len(plan.unknown_costs))
    return say("report_plan", "cost_unsure", cost=words, n=unsure) if unsure else words


def sure_sum(steps: Sequence[PlanStep]) -> tuple[Range, int]:
    """Return the sum of the prices one can rely on, and how many have to be asked for: also those in doubt."""
    sure = [step for step in steps if not is_unsure(step.offer)]
    known, unknown = sum_of(sure)
    return known, unknown + len(steps) - len(sure)


def head_cost_words(steps: Sequence[PlanStep]) -> str:
    """Return what some measures cost, as short as a heading needs it."""
    cost, unknown = sure_sum(steps)
    if not cost[1]:
        return say("report_claims", "cost_ask" if unknown else "cost_none", n=unknown)
    return say("report_claims", "cost_more" if unknown else "cost", price=price_words(cost), n=unknown)


def _cost_words(cost: Range, unknown: int) -> str:
    low, high = map(number, cost)
    if cost[1] == 0:
        return say("report_plan", "cost_unknown" if unknown else "cost_none", n=unknown)
    if unknown:
        return say("report_plan", "cost_more", low=low, high=high, n=unknown)
    return say("report_plan", "cost_same" if low == high else "cost", low=low, high=high)


def goal_cost_words(goal: GoalResult) -> str:
    """Return what a goal costs: the known prices, and how many have to be asked for."""
    return _cost_words(goal.cost, len(goal.unknown_costs))


def paid_steps(plan: Plan) -> int:
    """Return how many measures of a plan cost money, or may."""
    return sum(is_paid(step.offer) for step in plan.steps)


def count_words(plan: Plan) -> str:
    """Return how many measures a plan has and how many of them cost money."""
    paid = paid_steps(plan)
    return say("report_plan", "steps_n" if paid else "steps_free", n=len(plan.steps), paid=paid)


def spending_words(plan: Plan, *, for_owner: bool = False) -> str:
    """Return how many measures cost money and how much, as part of a sentence."""
    paid = paid_steps(plan)
    cost = cost_words(plan, for_owner=for_owner)
    return say("report_plan", "spending" if paid else "spending_none", paid=paid, cost=cost)


def sum_of(steps: Sequence[PlanStep]) -> tuple[Range, int]:
    """Return the sum of the known prices of some steps, and how many prices are unknown."""
    known = [step.offer.cost for step in steps if step.offer.cost is not None]
    low, high = (sum((each[at] for each in known), Fraction(0)) for at in (0, 1))
    return (low, high), len(steps) - len(known)


def sum_words(steps: Sequence[PlanStep]) -> str:
    """Return a sum in 万元; what has no price is counted beside it."""
    (low, high), unknown = sum_of(steps)
    if unknown and high:
        return say("report_plan", "total_unknown", low=number(low), high=number(high), n=unknown)
    if unknown:
        return say("report_plan", "cost_unknown", n=unknown)
    return price_words((low, high))
