"""The coverage of a city for a terminal. Pure: the JSON of contract.md in, lines out."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from diagnostics.cli.text.score_text import NOTHING, local_lines, status_names
from diagnostics.cli.text.tables import Align, indented, table
from diagnostics.model.content.library import Library
from diagnostics.model.content.policies import Coverage, Rounding
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.numbers import number

Json = Mapping[str, Any]


def coverage_lines(result: Json, library: Library) -> list[str]:
    """Return dates, list and rules, statuses, figures with numerator and denominator, gap, targets, breakdowns."""
    metric = library.coverages[result["rules"].partition("@")[0]]
    lines = [
        metric.title,
        say("cli", "firm_dates", as_of=result["as_of"], known_at=result["known_at"]),
        *local_lines(result),
        say("cli", "population", n=result["population"], list=result["list"], rules=result["rules"]),
        say("cli", "coverage_basis", files=result["files"], mark=name_of("marks", metric.mark.name)),
        "",
        *_status_lines(result["statuses"], metric, library),
        "",
        *_figure_lines(result["figures"], metric),
        "",
        say("cli", "gap", gap=result["gap"], without_exempt=result["gap_without_exempt"]),
    ]
    for target in result["targets"]:
        lines += indented(_target(target, result["figures"], metric), "")
    for breakdown_id, groups in result["by"].items():
        lines += ["", *_breakdown_lines(breakdown_id, groups, metric)]
    return lines


def _status_lines(statuses: Json, metric: Coverage, library: Library) -> list[str]:
    rules = library.standards[metric.standard].first_match
    names = next(status_names(rule) for rule in rules if rule.id == metric.first_match)
    rows = [[names[status], str(n)] for status, n in statuses.items()]
    return table([say("cli", "head_status"), say("cli", "head_firms")], rows, ["left", "right"])


def _figure_lines(figures: Json, metric: Coverage) -> list[str]:
    names = {each.id: each.name for each in metric.figures}
    rows = [[names[key], _counts(each), share(each, metric.rounding)] for key, each in figures.items()]
    heads = [say("cli", f"head_{key}") for key in ("figure", "counts", "rate")]
    return table(heads, rows, ["left", "right", "right"])


def _target(target: Json, figures: Json, metric: Coverage) -> str:
    if not figures[target["figure"]]["den"]:
        return say("board", "target_empty", name=target["name"], day=target["date"])
    state = "target_reached" if target["reached"] else "target_missed" if target["past"] else "target_open"
    now = share(figures[target["figure"]], metric.rounding)
    return say("cli", state, name=target["name"], date=target["date"], at_least=number(target["at_least"]), now=now)


def _breakdown_lines(breakdown_id: str, groups: Json, metric: Coverage) -> list[str]:
    name = next(each.name for each in metric.breakdowns if each.id == breakdown_id)
    headline = next((each.id for each in metric.figures if each.headline), metric.figures[0].id)
    rows = []
    for group in groups.values():
        figure = group["figures"][headline]
        rows.append([group["name"], _counts(figure), share(figure, metric.rounding), str(group["gap"])])
    aligns: list[Align] = ["left", "right", "right", "right"]
    return table([name, *(say("cli", f"head_{key}") for key in ("counts", "rate", "gap"))], rows, aligns)


def _counts(figure: Json) -> str:
    return f"{figure['num']} / {figure['den']}"


def share(figure: Json, rounding: Rounding) -> str:
    """Return a figure as a percentage as its rules say; what is short of everything never reads 100 %."""
    if figure["den"] == 0:
        return NOTHING
    exact = Fraction(figure["num"], figure["den"]) * 100
    shown = exact if figure["num"] == figure["den"] else min(exact, rounding.below_full)
    return f"{number(shown, rounding.decimals, trim=False)}%"
