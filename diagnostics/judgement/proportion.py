"""What is in proportion to a firm: its own word first, else limits by profit, revenue and people. Pure.

A limit that the owner named is never widened. A limit of the house is rounded down: to whole 万元, below 10 to tenths.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.library import Library
from diagnostics.model.content.proportion import PROPORTION, CapacityStep, MoneyLimit, Proportion
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.results.proportion import Capacity, SpendingLimit
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.intervals import INFINITY, short_fraction
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import number

HOUSE_PHASES = 3
_PEOPLE = ex.Yearly("employees", 1)
_YEARS_TABLE = "years"
_MONTHS = 12


def proportion_of(library: Library) -> Proportion | None:
    """Return the limits of the content; None where it has none."""
    return library.proportions.get(PROPORTION)


def spending_limit(evaluator: Evaluator, firm_index: int, library: Library) -> SpendingLimit:
    """Return what a firm may spend in each phase of twelve months, and in which time it must come back."""
    firm = evaluator.frame.firms[firm_index]
    limit, wan = _house_limit(evaluator, firm_index, library)
    house = () if wan is None else (wan,) * HOUSE_PHASES
    only_due = limit is not None and limit.only_due
    house_text = "" if limit is None or wan is None else say("money", "limit_house", wan=number(wan), how=limit.text)
    years = payback_years(firm, library)
    if firm.plan.budget:
        words = "、".join(map(number, firm.plan.budget))
        text = say("money", "limit_owner" if len(firm.plan.budget) > 1 else "limit_owner_one", wan=words)
        return SpendingLimit(phases=firm.plan.budget, whose="owner", payback_years=years, text=text)
    wished = [each.budget_wan for each in firm.findings if each.kind == "wish" and each.budget_wan is not None]
    if wished:
        first = sum(wished, Fraction(0))
        text = say("money", "limit_wish_only", wan=number(first))
        if house:
            text = say("money", "limit_wish", wan=number(first), later=house_text)
        return SpendingLimit(phases=(first, *house[1:]), whose="wish", payback_years=years, text=text)
    if not house:
        text = say("money", "limit_none")
        return SpendingLimit(whose="none", payback_years=years, text=text)
    return SpendingLimit(phases=house, whose="house", only_due=only_due, payback_years=years, text=house_text)


def payback_years(firm: FirmAnswers, library: Library) -> Fraction:
    """Return the years in which money must come back: the fewest that a wish names, else those of the content."""
    said = [each.payback_years for each in firm.findings if each.kind == "wish" and each.payback_years]
    known = proportion_of(library)
    return min(said) if said else (known.payback_months if known else Fraction(36)) / _MONTHS


def capacity(evaluator: Evaluator, firm_index: int, library: Library) -> Capacity:
    """Return how many measures a firm carries at a time; the second row where nobody knows its people."""
    known = proportion_of(library)
    if known is None:
        return Capacity(1, 1)
    people = people_of(evaluator, firm_index)
    step = known.capacities[min(1, len(known.capacities) - 1)] if people is None else _step(known.capacities, people)
    return Capacity(step.own, step.bought)


def _step(steps: tuple[CapacityStep, ...], people: Fraction) -> CapacityStep:
    return next(each for each in steps if each.people_below is None or people < each.people_below)


def people_of(evaluator: Evaluator, firm_index: int) -> Fraction | None:
    """Return how many people a firm had last year; None where nobody knows."""
    if _YEARS_TABLE not in evaluator.library.tables:
        return None
    (row,) = evaluator.frame.of_firm("firm", firm_index)
    found = evaluator.value(_PEOPLE, "firm")
    return short_fraction(found.lo[row]) if found.known[row] else None


def _house_limit(evaluator: Evaluator, firm_index: int, library: Library) -> tuple[MoneyLimit | None, Fraction | None]:
    """Return the first limit that certainly holds and what it comes to; None: the figures do not bound it."""
    known = proportion_of(library)
    (row,) = evaluator.frame.of_firm("firm", firm_index)
    for limit in known.limits if known else ():
        if limit.when is None or evaluator.truth(limit.when, "firm").must[row]:
            highest = evaluator.value(limit.wan, "firm").hi[row]
            return limit, None if highest in {INFINITY, -INFINITY} else _down(short_fraction(highest))
    return None, None


def _down(wan: Fraction) -> Fraction:
    """Return a limit as it is said: whole 万元, below 10 tenths, never rounded up."""
    parts = 1 if wan >= 10 else 10
    return max(Fraction(floor(wan * parts), parts), Fraction(0))
