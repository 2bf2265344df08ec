"""The measures of a plan by their numbers: in the table of measures, and on the project cards."""

from __future__ import annotations

from collections.abc import Collection
from itertools import groupby

from diagnostics.model.results.plans import Plan, PlanStep
from diagnostics.report.words.money import is_paid
from diagnostics.words.catalogue import say


def card_numbers(plan: Plan | None) -> dict[str, int]:
    """Return the number of the project card of every measure of a plan that is bought, by offer."""
    bought = [step.offer.id for step in plan.steps if is_paid(step.offer)] if plan else []
    return {offer: at for at, offer in enumerate(bought, start=1)}


def places_words(plan: Plan, steps: Collection[PlanStep]) -> str:
    """Return the numbers of some measures in the table of measures: 第 1–3、7 件."""
    places = [at for at, step in enumerate(plan.steps, start=1) if step in steps]
    runs = [list(run) for _, run in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0])]
    spans = [(run[0][1], run[-1][1]) for run in runs]
    texts = (str(low) if low == high else say("report_plan", "span", low=low, high=high) for low, high in spans)
    return say("report_plan", "places", places="、".join(texts))
