"""Soft ranges: outside one a figure still stands, but somebody is asked whether it is right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache

from diagnostics.model.content.facts import FactTable, Field
from diagnostics.model.content.marks import Mark
from diagnostics.words.catalogue import say
from diagnostics.words.problems import NOWHERE, Place

LAST_YEAR, AS_OF, FINDINGS = "last_year", "as_of", "findings"
# Between the item of a figure, where it stands (left out where it can only stand in one place), and its value:
# years.revenue_wan:2025=8200, market_share=38
_WHERE, _IS = ":", "="


@dataclass(frozen=True, kw_only=True)
class Magnitude:
    """A soft range: a figure outside it is asked about once, and is a warning until somebody confirms it.

    `of`: facts, fields of record tables as `table.field`, or the money of findings as `findings.loss_wan`. `against` is
    what a figure is divided by: another fact or field (of the same row, or of the newest year), `last_year` (the same
    field, one row before), or nothing. With `as_of` it is the years from a date, or from a year, to the day of the
    diagnosis. 0 is no figure: it says "none".
    """

    id: str
    name: str
    of: tuple[str, ...]
    ask: str
    why: str
    against: str = ""
    low: Fraction | None = None
    high: Fraction | None = None
    mark: Mark = Mark.house
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@cache
def money_of_findings() -> FactTable:
    """Return the money that a finding may name, as if findings were rows of a table."""
    names = ("loss_wan", "budget_wan", "saving_wan")
    money = (
        Field(id=each, name=say("magnitudes", each), type="number", unit=say("magnitudes", "wan")) for each in names
    )
    return FactTable(id=FINDINGS, name=FINDINGS, fields=tuple(money))


def field_of(name: str, tables: Mapping[str, FactTable]) -> Field | None:
    """Return the field that `table.field` names; None where a name is that of a fact."""
    table, _, column = name.partition(".")
    known = money_of_findings() if table == FINDINGS else tables.get(table)
    return known.field_named(column) if known else None


def asked_as(name: str, tables: Mapping[str, FactTable]) -> str:
    """Return what a figure is asked as: its table, or the fact itself."""
    return name if field_of(name, tables) is None else name.partition(".")[0]


def figure_id(item: str, where: str, value: str) -> str:
    """Return what names one figure with its value, so that a confirmed one is asked about again when it changes."""
    return f"{item}{_WHERE if where else ''}{where}{_IS}{value}"


def names_figure(name: str, magnitudes: Mapping[str, Magnitude]) -> bool:
    """Whether a name stands for a figure that some soft range is about."""
    item = name.partition(_IS)[0].partition(_WHERE)[0] if _IS in name else ""
    return any(item in magnitude.of for magnitude in magnitudes.values())
