"""The chapter 对标: dated statistics beside the figure of the firm that is defined alike, and nothing else."""

from __future__ import annotations

from fractions import Fraction

from diagnostics.model.document import Table
from diagnostics.model.policies import Statistic
from diagnostics.model.report_input import ReportInput
from diagnostics.report.labels import mark_words
from diagnostics.report.tables import make_table
from diagnostics.wording import name_of, number, quantity, say


def benchmark_table(given: ReportInput) -> Table:
    """Return the statistics that can be compared with a known figure of the firm."""
    rows = []
    for statistic in given.library.statistics.values():
        own = _own_figure(given, statistic.comparable_with)
        if own is not None:
            rows.append(_row(statistic, *own))
    return make_table("benchmarks", rows, (5, 3, 3.4, 4, 7, 3), "lrrlll")


def _own_figure(given: ReportInput, name: str) -> tuple[str, str, float, bool] | None:
    """Return name, words, number and whether it is verified; None where the figure is not known for sure."""
    for figure in given.key_figures:
        if figure.fact == name and figure.number is not None:
            return figure.name, figure.value, figure.number, figure.verified
    firm = given.firm
    answer = firm.answers.get((firm.firm_subject, name))
    if answer is None or not isinstance(answer.value, Fraction):
        return None
    item = given.library.named(name)
    return item.name, given.facts[name], float(answer.value), answer.grade in item.verifying


def _row(statistic: Statistic, name: str, words: str, own: float, verified: bool) -> tuple[str, ...]:
    value = Fraction(statistic.value)
    difference = own - float(value)
    key = "higher" if difference > 0 else "lower" if difference < 0 else "equal"
    gap = "" if key == "equal" else _gap(abs(difference), statistic.unit)
    definition = statistic.definition if statistic.definition not in statistic.scope else ""
    return (
        name,
        "\n".join((words, say("report", "verified" if verified else "not_verified"))),
        "\n".join((quantity(value, statistic.unit, 2), name_of("report_measures", statistic.measure))),
        say("report", f"benchmark_{key}", gap=gap),
        "\n".join(
            part for part in (say("report", "scope", scope=statistic.scope, date=statistic.date), definition) if part
        ),
        mark_words(statistic.mark),
    )


def _gap(difference: float, unit: str) -> str:
    return (
        say("report", "percent_points", points=number(difference, 2)) if unit == "%" else quantity(difference, unit, 2)
    )
