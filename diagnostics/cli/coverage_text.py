"""The coverage of a city for a terminal. Pure: the JSON of contract.md in, lines out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diagnostics.cli.score_text import NOTHING, status_names
from diagnostics.cli.tables import Align, table
from diagnostics.model.library import Library
from diagnostics.model.policies import Coverage
from diagnostics.wording import percent, say

Json = Mapping[str, Any]


def coverage_lines(result: Json, library: Library) -> list[str]:
    """Return dates, population, statuses, figures with numerator and denominator, the gap, the breakdowns."""
    metric = next(iter(library.coverages.values()))
    lines = [
        metric.title,
        say("cli", "firm_dates", as_of=result["as_of"], known_at=result["known_at"]),
        say("cli", "population", n=result["population"], list=result["list"], rules=result["rules"]),
        "",
        *_status_lines(result["statuses"], metric, library),
        "",
        *_figure_lines(result["figures"], metric),
        "",
        say("cli", "gap", gap=result["gap"], without_exempt=result["gap_without_exempt"]),
    ]
    for breakdown_id, groups in result["by"].items():
        lines += ["", *_breakdown_lines(breakdown_id, groups, metric)]
    return lines


def _status_lines(statuses: Json, metric: Coverage, library: Library) -> list[str]:
    rules = library.standards[metric.standard].first_match
    names = next(status_names(rule) for rule in rules if rule.id == metric.first_match)
    rows = [[names.get(status, status), str(n)] for status, n in statuses.items()]
    return table([say("cli", "head_status"), say("cli", "head_firms")], rows, ["left", "right"])


def _figure_lines(figures: Json, metric: Coverage) -> list[str]:
    names = {each.id: each.name for each in metric.figures}
    rows = [
        [names.get(key, key), f"{each['num']} / {each['den']}", share(each["value"], each["num"], each["den"])]
        for key, each in figures.items()
    ]
    heads = [say("cli", key) for key in ("head_figure", "head_counts", "head_rate")]
    return table(heads, rows, ["left", "right", "right"])


def _breakdown_lines(breakdown_id: str, groups: Json, metric: Coverage) -> list[str]:
    name = next((each.name for each in metric.breakdowns if each.id == breakdown_id), breakdown_id)
    headline = next((each.id for each in metric.figures if each.headline), metric.figures[0].id)
    rows = []
    for group_id, group in groups.items():
        figure = group["figures"][headline]
        counts = f"{figure['num']} / {figure['den']}"
        rate = share(figure["value"], figure["num"], figure["den"])
        rows.append([str(group.get("name", group_id)), counts, rate, str(group["gap"])])
    aligns: list[Align] = ["left", "right", "right", "right"]
    return table([name, *(say("cli", key) for key in ("head_counts", "head_rate", "head_gap"))], rows, aligns)


def share(value: float | None, num: int, den: int) -> str:
    """Return a share as a percentage; what is short of everything never reads 100.0 %."""
    if value is None:
        return NOTHING
    shown = percent(value)
    return percent(0.999) if num < den and shown == percent(1) else shown
