"""Losses, break-even, payback and figures of pains in words: every amount with its source, nothing that nobody said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from diagnostics.model.content.pains import Kpi
from diagnostics.model.firm.answers import Finding, KpiSaid
from diagnostics.model.results.losses import BreakEven, SeenLoss, VisibleLosses
from diagnostics.model.results.plans import Range
from diagnostics.report.words.money import price_words
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import number, percent, period

_HALF = Fraction(1, 2)
_YEARS = ("", "one", "two", "three", "four", "five")
_BESIDE = ("once", "time", "tied_up")


# ---- losses ----


def loss_words(line: SeenLoss, losses: VisibleLosses) -> str:
    """Return what one pain costs, of which year and on which basis, and why it is not added where it is not."""
    told = say(
        "money", "loss_said", loss=say("money", _loss_key(line), wan=price_words(line.wan)), source=_source(line)
    )
    if line.standing == "shared":
        other = next(each for each in losses.lines if each.finding == line.shared_with)
        return say("money", "loss_shared", loss=told, other=other.title)
    return say("money", "loss_orders_open", loss=told) if line.standing == "orders_open" else told


def _loss_key(line: SeenLoss) -> str:
    if line.kind != "cash":
        return f"loss_{line.kind}"
    if line.yearly:
        return "loss_of_year"
    return "loss_in_a_month" if "-" in line.period else "loss_as_told"


def _source(line: SeenLoss) -> str:
    seen = period(line.period) if line.period else ""
    return "，".join(filter(None, (seen, line.by, basis_words(line.basis))))


def basis_words(basis: str) -> str:
    """Return how well a loss was said."""
    return say("money_basis", basis or "unsaid")


def bill_words(bill: Range, kpi: Kpi) -> str:
    """Return what is paid a year for what a figure measures, and what one percent of movement is worth."""
    one = (bill[0] / 100, bill[1] / 100)
    way = say("money_ways", kpi.better)
    return say("money", "bill", wan=price_words(bill), kpi=kpi.name, way=way, one=price_words(one))


def losses_words(losses: VisibleLosses) -> tuple[str, ...]:
    """Return the visible yearly loss with its parts and sources, then what stands beside it; nothing of nothing."""
    return tuple(_sentences(losses))


def _sentences(losses: VisibleLosses) -> Iterator[str]:
    added = [line for line in losses.lines if line.standing == "added"]
    if losses.yearly is not None:
        key = "sum" if len(added) > 1 else "sum_one"
        wan, basis = price_words(losses.yearly), basis_words(losses.basis)
        yield say("money", key, wan=wan, parts=_parts(added), basis=basis)
    for kind in _BESIDE:
        beside = [line for line in losses.lines if line.standing == "beside" and line.kind == kind]
        if beside:
            yield say("money", f"beside_{kind}", parts=_parts(beside))


def losses_short(losses: VisibleLosses) -> str:
    """Return the visible yearly loss in one line, as the owner reads it; empty where nobody told any."""
    if losses.yearly is None:
        return ""
    n = sum(line.standing == "added" for line in losses.lines)
    key = "sum_short" if n > 1 else "sum_short_one"
    return say("money", key, wan=price_words(losses.yearly), n=n, basis=basis_words(losses.basis))


def _parts(lines: Iterable[SeenLoss]) -> str:
    return "、".join(
        say("money", "sum_part", title=line.title, wan=price_words(line.wan), source=_source(line)) for line in lines
    )


# ---- what an expense must bring ----


def break_even_words(found: BreakEven, cost_high: Fraction, kpi: Kpi | None = None, *, per_year: bool = False) -> str:
    """Return at which share of the loss, or at which movement of the figure, an expense pays for itself.

    Args:
        found: what it must bring.
        cost_high: 万元, the high end of its price.
        kpi: the figure of the pain that it is bought for; without it no movement is told.
        per_year: the price is a fee of every year.
    """
    fee = "_fee" if per_year else ""
    told = {"cost": number(cost_high), "years": years_words(found.years), "per_year": number(found.per_year_wan)}
    parts = []
    if found.over:
        full = "" if found.full_years is None else years_words(found.full_years)
        parts.append(say("money", f"even{fee}_over" if full else f"even{fee}_unknown", full=full, **told))
    elif found.share is not None:
        key = "even_all" if found.takes_all and not per_year else f"even{fee}_share"
        parts.append(say("money", key, share=percent(found.share, 0), **told))
    if found.movement is not None and kpi is not None:
        way = say("money_ways", kpi.better)
        parts.append(say("money", f"even{fee}_move", kpi=kpi.name, way=way, move=percent(found.movement), **told))
    return "；".join(parts) or say("money", f"even{fee}_unknown", **told)


def years_words(years: Fraction) -> str:
    """Return years as people say them: 半年, 一年半, 两年; else with one decimal."""
    whole, rest = divmod(years, 1)
    if years == _HALF:
        return say("money_years", "half")
    if rest in {0, _HALF} and 1 <= whole < len(_YEARS):
        said = say("money_years", _YEARS[int(whole)])
        return said if rest == 0 else say("money_years", "and_half", years=said)
    return say("money_years", "other", n=number(years))


def payback_words(cost: Range, wish: Finding) -> str:
    """Return when an expense is back by the saving that somebody named for a wish; empty where nobody did."""
    if wish.saving_wan is None or not wish.saving_wan[0] or not wish.by:
        return ""
    low, high = cost[0] / wish.saving_wan[1], cost[1] / wish.saving_wan[0]
    same = number(low) == number(high)
    years = years_words(high) if same else say("money_years", "range", low=number(low), high=number(high))
    return say("money", "payback", years=years, by=wish.by, saving=price_words(wish.saving_wan))


def kpi_words(kpi: Kpi, said: KpiSaid | None) -> str:
    """Return the figure of a pain: what it is, what is wanted, how it is taken."""
    now, wanted = (said.now, said.wanted) if said is not None else (None, None)
    return say(
        "money", "kpi", name=kpi.name, now=_figure("now", now, kpi), wanted=_figure("wanted", wanted, kpi), how=kpi.how
    )


def kpi_when_words(kpis: Sequence[Kpi], months: Sequence[int]) -> str:
    """Return when the figures of pains are taken: before, and so many months after; empty where there is none."""
    names = "、".join(dict.fromkeys(kpi.name for kpi in kpis))
    return say("money", "kpi_when", names=names, months="、".join(map(str, months))) if names else ""


def _figure(which: str, value: Fraction | None, kpi: Kpi) -> str:
    if value is None:
        return say("money", f"kpi_{which}_open")
    return say("money", f"kpi_{which}", value=number(value, 2), unit=kpi.unit)
