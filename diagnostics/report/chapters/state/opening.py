"""The opening of the firm's document: its business, its process and its systems in prose, from what was answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import groupby

from diagnostics.model.firm.answers import Row
from diagnostics.model.results.dates import due_state
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.chapters.state.firm_tables import yearly_sentence
from diagnostics.report.words.labels import Labels
from diagnostics.words.catalogue import say
from diagnostics.words.names import without_remark
from diagnostics.words.numbers import number, quantity

_YEARLY = ("net_profit_wan", "rd_wan", "digital_invest_wan", "energy_tce", "pass_rate")
_COUNTED = ("digital", "networked", "auto_collected")
_MOST_NAMES = 8


def opening(given: ReportInput, labels: Labels) -> tuple[str, ...]:
    """Return the paragraphs on business, process and systems; what nobody answered is not told.

    Of a firm under secrecy there are no machines and systems in `given`, so that only its business is told.
    """
    return tuple(filter(None, (_business(given), _process(given, labels), _systems(given))))


# ---- business ----


def _business(given: ReportInput) -> str:
    known = {each.fact: each.value for each in given.answers if each.state == "known"}
    trade = given.firm.answers.get((given.firm.firm_subject, "industry"))
    if trade is not None and trade.value == "other":  # no trade of the list: its products say what it makes
        known.pop("industry", None)
    told = [say("report_opening", name, value=known[name]) for name in ("district", "industry") if name in known]
    parts = [say("report_opening", "who", name=given.firm.name, told="，".join(told))] if told else [given.firm.name]
    if "main_products" in known:
        parts.append(say("report_opening", "products", products=known["main_products"].rstrip("。")))
    if year := yearly_sentence(given):
        parts.append(year)
    if figures := list(_yearly(given)):
        parts.append(say("report_opening", "figures", figures="，".join(figures)))
    return "".join(parts) if len(parts) > 1 else ""


def _yearly(given: ReportInput) -> Iterator[str]:
    """Yield the other figures of the last year that somebody gave, with their units."""
    table = given.library.tables.get("years")
    rows = {row.values.get("year"): row.values for row in given.firm.rows.get("years", ())}
    last = rows.get(Fraction(given.as_of.year - 1), {})
    for name in _YEARLY:
        column, value = table.field_named(name) if table else None, last.get(name)
        if column is not None and isinstance(value, Fraction):
            unit = "%" if column.type == "percent" else column.unit
            yield say("report_opening", "figure", name=column.name, value=quantity(value, unit, 2))


# ---- process and systems ----


def _process(given: ReportInput, labels: Labels) -> str:
    """Return the processes by workshop with their machines, the largest workshop first."""
    rows = [row for row in given.firm.rows.get("equipment", ()) if row.values.get("process")]
    places = [
        (where, list(found))
        for where, found in groupby(sorted(rows, key=lambda row: row.subject), key=lambda row: row.subject)
    ]
    if not places:
        return ""
    places.sort(key=lambda place: (-_sum(place[1], "total"), place[0]))
    one = len(places) == 1
    texts = [_place("" if one else labels.subject(where), found) for where, found in places]
    head = say("report_opening", "processes", n=len(rows))
    return head + "；".join(texts) + "。"


def _place(where: str, rows: list[Row]) -> str:
    names = list(dict.fromkeys(str(row.values["process"]) for row in rows))
    shown = "、".join(names[:_MOST_NAMES])
    names_told = say("report_opening", "more", names=shown, n=len(names)) if len(names) > _MOST_NAMES else shown
    total = _sum(rows, "total")
    counts = [
        say("report_opening", name, n=number(found)) for name in _COUNTED if (found := _sum(rows, name)) and total
    ]
    machines = say("report_opening", "machines", n=number(total)) if total else ""
    told = "，".join([part for part in (machines, "、".join(counts)) if part])
    if machines and not counts:
        told = say("report_opening", "machines_alone", machines=machines)
    key = "place" if where else "here"
    return say("report_opening", key, where=where, names=names_told, told=f"，{told}" if told else "")


def _sum(rows: list[Row], column: str) -> Fraction:
    return sum((value for row in rows if isinstance(value := row.values.get(column), Fraction)), Fraction(0))


def machines_counted(given: ReportInput, column: str) -> Fraction | None:
    """Return the sum of a column over all processes; None where there is none, or one process leaves it open."""
    rows = given.firm.rows.get("equipment", ())
    known = all(isinstance(row.values.get(column), Fraction) for row in rows)
    return _sum(list(rows), column) if rows and known else None


def _systems(given: ReportInput) -> str:
    """Return what runs on the day of the diagnosis: in the house, and in the cloud."""
    running = [row for row in given.firm.rows.get("systems", ()) if _runs(given, row)]
    local = [row for row in running if row.values.get("deploy_mode") == "local"]
    parts = []
    for key, rows in (("local", local), ("online", [row for row in running if row not in local])):
        names = list(dict.fromkeys(without_remark(str(row.values["name"])) for row in rows))
        if names:
            parts.append(say("report_opening", key, names="、".join(names)))
    return "，".join(parts) + "。" if parts else ""


def _runs(given: ReportInput, row: Row) -> bool:
    end = row.values.get("end_date")
    over = isinstance(end, date) and due_state(end, given.as_of) == "past"
    return bool(row.values.get("name")) and not over
