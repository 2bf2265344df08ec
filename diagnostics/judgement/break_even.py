"""What an expense must bring to pay for itself: its high end, over the owner's years, against the loss that is seen.

No saving is guessed: it is told which share of the loss must go away. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from diagnostics.model.results.losses import BreakEven, VisibleLosses
from diagnostics.model.results.plans import Range

_YEAR = Fraction(1)


def break_even(
    cost_high: Fraction, years: Fraction, loss: Range | None, *, bill: Range | None = None, per_year: bool = False
) -> BreakEven:
    """Return what an expense must bring.

    Args:
        cost_high: 万元, the high end of the price.
        years: in which the money must come back, above 0.
        loss: 万元 a year that is visibly lost, of which the low end counts; None: nobody knows.
        bill: 万元 a year paid for what the pain's figure measures (an energy bill), of which the low end counts.
        per_year: the price is a fee of every year, which must come back within the year.
    """
    years = _YEAR if per_year else years
    needed = cost_high / years
    lost = loss[0] if loss is not None else None
    return BreakEven(
        per_year_wan=needed,
        years=years,
        share=needed / lost if lost else None,
        movement=needed / bill[0] if bill and bill[0] else None,
        over=lost is not None and needed > lost,
        full_years=cost_high / lost if lost else None,
    )


def break_even_of(
    cost_high: Fraction, years: Fraction, pains: Iterable[str], losses: VisibleLosses, *, per_year: bool = False
) -> BreakEven:
    """Return what an expense for some pains must bring, against the cash that these pains cost a year."""
    names = tuple(dict.fromkeys(pains))
    bills = [losses.bills[name] for name in names if name in losses.bills]
    bill = bills[0] if len(bills) == 1 else None  # of several figures no single movement can be told
    return break_even(cost_high, years, losses.of(*names), bill=bill, per_year=per_year)
