"""The opening of the firm's document: its business, process and products in prose, and headings that state something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from diagnostics.model.firm.answers import AnswerValue
from diagnostics.model.results.dates import due_state
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.words.labels import Labels
from diagnostics.report.words.losses import losses_short
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import number

_MOST_NAMES = 6
_COUNTED = ("nc", "networked", "auto_collected")
_YEARLY = ("net_profit_wan", "rd_wan", "digital_invest_wan", "energy_tce", "pass_rate")


def opening(given: ReportInput, labels: Labels, year: str) -> tuple[str, ...]:
    """Return the paragraphs on business, process, systems and what was found; `year`: the sentence on the last year.

    Only what somebody answered is told, and of a firm under secrecy nothing of its machines and systems.
    """
    parts = [_business(given, year)]
    if not given.firm.is_secret:
        parts += [_process(given, labels), _systems(given)]
    return tuple(filter(None, (*parts, _found(given))))


# ---- business ----


def _business(given: ReportInput, year: str) -> str:
    words = {name: given.facts.get(name, "") for name in _known_profile(given)}
    parts = [say("report_opening", "who", name=given.firm.name, **_or_empty(words, "district", "business_type", "industry"))]
    if words.get("main_products"):
        parts.append(say("report_opening", "products", products=words["main_products"].rstrip("。")))
    if year:
        parts.append(year)
    figures = list(_yearly(given, labels=None))
    if figures:
        parts.append(say("report_opening", "figures", figures="，".join(figures)))
    return "".join(parts)


def _known_profile(given: ReportInput) -> set[str]:
    return {each.fact for each in given.answers if each.state == "known"}


def _or_empty(words: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: words.get(name, "") for name in names}


def _yearly(given: ReportInput, labels: None) -> Iterator[str]:
    """Yield the figures of the last year that somebody gave, with their units."""
    table = given.library.tables.get("years")
    rows = {row.values.get("year"): row.values for row in given.firm.rows.get("years", ())}
    last: Mapping[str, AnswerValue] = rows.get(Fraction(given.as_of.year - 1), {})
    for name in _YEARLY:
        field, value = table.field_named(name) if table else None, last.get(name)
        if field is not None and isinstance(value, Fraction):
            unit = "%" if field.type == "percent" else field.unit
            yield say("report_opening", "figure", name=field.name, value=number(value, 2), unit=unit)
