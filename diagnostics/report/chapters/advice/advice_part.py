"""The rules of advice that fire for a firm: what the answers say, what to do first, which way to go."""

from __future__ import annotations

from diagnostics.model.content.standards import Standard
from diagnostics.model.document import Table
from diagnostics.model.results.report_input import ReportInput
from diagnostics.model.results.results import Advice
from diagnostics.report.words.labels import NOTHING
from diagnostics.report.words.tables import make_table
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import number

PATH = "path"


def advice_of(given: ReportInput, standard: Standard) -> list[Advice]:
    """Return the rules of one standard that fire, the most pressing first."""
    rules = given.library.rules
    return [each for each in given.advice if each.rule in rules and rules[each.rule].standard == standard.id]


def advice_paths(given: ReportInput, standard: Standard) -> tuple[str, ...]:
    """Return which ways to go: whole sentences, without the end."""
    return tuple(each.say.rstrip("。") for each in advice_of(given, standard) if each.role == PATH)


def advice_table(given: ReportInput, standard: Standard) -> Table:
    """Return the table of weaknesses that rules name, the one furthest behind published figures first."""
    rows = [
        (each.name, each.say, _compared(each), say("levels", "advice_proved" if each.verified else "advice_stated"))
        for each in advice_of(given, standard)
        if each.role != PATH
    ]
    return make_table(f"advice_{standard.id}", rows, (4, 9, 3.5, 2), "lllc", name="advice", title=standard.title)


def _compared(advice: Advice) -> str:
    if advice.gap is None:
        return NOTHING
    return say("levels", "advice_about" if advice.gap < 0 else "advice_above", gap=number(abs(advice.gap), 2))
