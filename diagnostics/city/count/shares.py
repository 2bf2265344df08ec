"""Firms of firms, as a metric counts and prints them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from diagnostics.city.count.count_records import NOTHING, Count, Share
from diagnostics.city.count.population import rule_of
from diagnostics.model.content.library import Library
from diagnostics.model.content.policies import Coverage, CoverageFigure, Rounding
from diagnostics.words.numbers import number


def headline_of(rules: Coverage) -> CoverageFigure:
    """Return the figure that stands at the top."""
    return next((figure for figure in rules.figures if figure.headline), rules.figures[0])


def share_of(figure: CoverageFigure, num: int, den: int, rounding: Rounding) -> Share:
    """Return a figure with its percentage in words."""
    text = share_text(num, den, rounding)
    return Share(id=figure.id, name=figure.name, num=num, den=den, text=text, definition=figure.definition)


def share_text(num: int, den: int, rounding: Rounding) -> str:
    """Return firms of firms as a percentage as the rules of a metric say; “—” of nobody."""
    if den == 0:
        return NOTHING
    exact = Fraction(num, den) * 100
    shown = exact if num == den else min(exact, Fraction(rounding.below_full))
    return f"{number(shown, rounding.decimals, trim=False)}%"


def status_names(rules: Coverage, library: Library, rule: str = "") -> dict[str, str]:
    """Return the names of the statuses of a rule, by default of the one that is counted."""
    return {name: each.name for name, each in rule_of(library, rules, rule).statuses.items()}


def counts_of(counts: Mapping[str, int], names: Mapping[str, str]) -> tuple[Count, ...]:
    """Return numbers of firms by id, each with its name and as a part of their sum."""
    whole = sum(counts.values())
    return tuple(
        Count(id=key, name=names.get(key, key), firms=n, part=n / whole if whole else 0.0) for key, n in counts.items()
    )
