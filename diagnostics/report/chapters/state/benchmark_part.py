"""The chapter 对标: dated statistics beside the figures of the firm that are defined alike, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from diagnostics.model.content.benchmarks import Comparison, Membership, Series
from diagnostics.model.content.policies import Statistic
from diagnostics.model.document import DocumentCell, Figure, Table, Tone
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.charts import (
    ComparisonBar,
    ComparisonRow,
    Trend,
    TrendPoint,
    draw_comparisons,
    draw_trends,
)
from diagnostics.report.words.labels import mark_words
from diagnostics.report.words.tables import by_id, make_table
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.numbers import number, quantity

_TONES: dict[str, Tone] = {"ahead": "good", "reached": "good", "behind": "bad", "missed": "warn"}
_FEWEST_BARS = 1
_MONTHS = 12


# ---- tables ----


def benchmark_tables(given: ReportInput) -> dict[str, Table]:
    """Return the comparisons and the memberships that there are, by id."""
    compared = [_comparison_row(given, comparison) for comparison in given.benchmarks.comparisons]
    members = [_member_row(given, membership) for membership in given.benchmarks.memberships]
    return by_id([
        make_table("benchmarks", compared, (5, 3, 3.4, 4, 7, 3), "lrrlll"),
        make_table("members", members, (4.4, 7, 8, 3), "llll"),
    ])  # fmt: skip


def _comparison_row(given: ReportInput, each: Comparison) -> tuple[DocumentCell | str, ...]:
    statistic = given.library.statistics[each.statistic]
    gap = "" if each.standing in {"level", "reached"} else _gap(abs(each.gap), statistic.unit)
    own = (quantity(each.own, statistic.unit, 2), _proof(verified=each.verified))
    return (
        given.library.named(each.fact).name,
        "\n".join(own),
        "\n".join((quantity(statistic.value, statistic.unit, 2), name_of("report_measures", statistic.measure))),
        DocumentCell(say("benchmark", each.standing, gap=gap), tone=_TONES.get(each.standing, "plain")),
        _scope(statistic, stale=each.stale),
        mark_words(statistic.mark),
    )


def _member_row(given: ReportInput, each: Membership) -> tuple[DocumentCell | str, ...]:
    statistic = given.library.statistics[each.statistic]
    value = quantity(statistic.value, statistic.unit, 2)
    said = say("benchmark", "doing" if each.doing else "not_doing", value=value)
    name = given.library.named(each.fact).name
    proof = "\n".join((said, _proof(verified=each.verified)))
    tone: Tone = "good" if each.doing else "plain"
    return name, DocumentCell(proof, tone=tone), _scope(statistic, stale=each.stale), mark_words(statistic.mark)


def _proof(*, verified: bool) -> str:
    return say("report", "verified" if verified else "not_verified")


def _scope(statistic: Statistic, *, stale: bool) -> str:
    """Scope, date, how old, and how it is defined where the scope does not say it."""
    definition = statistic.definition if statistic.definition not in statistic.scope else ""
    old = say("benchmark", "stale") if stale else ""
    scope = say("report", "scope", scope=statistic.scope, date=_when(statistic.date))
    return "\n".join(part for part in (scope, old, definition) if part)


def _gap(difference: float, unit: str) -> str:
    if unit == "%":
        return say("report", "percent_points", points=number(difference, 2))
    return quantity(difference, unit, 2)


def _when(text: str) -> str:
    """Return a date that may be a year or a month only, in words."""
    year, _, rest = text.partition("-")
    if not rest:
        return say("benchmark", "year", year=year)
    return say("benchmark", "year_month", year=year, month=int(rest[:2]))


# ---- sentences ----


def benchmark_lines(given: ReportInput) -> Iterator[str]:
    """Say what cannot be compared and why: no like-defined statistic, or an own figure that is not known."""
    found, names = given.benchmarks, given.library.named
    if not found.comparisons and not found.memberships:
        yield say("benchmark", "nothing")
    elif found.alone:
        yield say("benchmark", "alone", names="、".join(names(fact).name for fact in found.alone))
    asked = [fact for fact in found.unknown if _is_asked(given, fact)]
    if asked:
        yield say("benchmark", "unknown", names="、".join(names(fact).name for fact in asked))
    yield say("benchmark", "no_level")


def _is_asked(given: ReportInput, fact: str) -> bool:
    """Whether an open figure is one that the default questionnaire would have told."""
    return fact in given.library.derived


# ---- charts ----


def benchmark_figures(given: ReportInput) -> list[Figure]:
    """Draw the rates beside published ones, and published values over several years."""
    rows = _comparison_bars(given)
    trends = [_trend(given, each) for each in given.benchmarks.series]
    found = []
    if len(rows) >= _FEWEST_BARS:
        keys = [say("benchmark", f"key_{kind}") for kind in ("own", "average", "target")]
        told = "；".join(f"{row.name}：{'，'.join(bar.text for bar in row.bars)}" for row in rows)
        found.append(
            Figure(
                id="comparisons",
                caption=say("report_captions", "comparisons"),
                svg=draw_comparisons(rows, keys),
                alt=told,
            )
        )
    if trends:
        told = "；".join(f"{trend.name}：{'，'.join(f'{p.when} {p.text}' for p in trend.points)}" for trend in trends)
        found.append(Figure(id="trends", caption=say("report_captions", "trends"), svg=draw_trends(trends), alt=told))
    return found


def _comparison_bars(given: ReportInput) -> list[ComparisonRow]:
    """One row per percentage of the firm: its own bar, then those beside it."""
    beside: dict[str, list[Comparison]] = {}
    for comparison in given.benchmarks.comparisons:
        if given.library.statistics[comparison.statistic].unit == "%":
            beside.setdefault(comparison.fact, []).append(comparison)
    return [
        ComparisonRow(given.library.named(fact).name, (_own_bar(found[0]), *(_bar(given, each) for each in found)))
        for fact, found in beside.items()
    ]


def _own_bar(each: Comparison) -> ComparisonBar:
    text = say("benchmark", "own_bar", value=quantity(each.own, "%", 1), proof=_proof(verified=each.verified))
    return ComparisonBar("own", each.own, text)


def _bar(given: ReportInput, each: Comparison) -> ComparisonBar:
    statistic = given.library.statistics[each.statistic]
    kind = "target" if statistic.measure == "target" else "average"
    words = {"value": quantity(statistic.value, "%", 1), "date": _when(statistic.date), "scope": statistic.scope}
    text = say("benchmark", f"{kind}_bar", **words)
    return ComparisonBar(kind, float(statistic.value), f"{text}·{say('benchmark', 'stale')}" if each.stale else text)


def _trend(given: ReportInput, series: Series) -> Trend:
    found = [given.library.statistics[name] for name in series.statistics]
    unit = found[-1].unit
    points = tuple(
        TrendPoint(_year(each.date), float(each.value), quantity(each.value, unit, 1), _when(each.date))
        for each in found
    )
    own = "" if series.own is None else say("benchmark", "trend_own", value=quantity(series.own, unit, 1))
    return Trend(found[-1].name, points, series.own, own)


def _year(text: str) -> float:
    """Return the end of the year or month that a date names, as a number of years."""
    parts = [int(part) for part in text.split("-")]
    month = parts[1] if len(parts) > 1 else _MONTHS
    return float(parts[0] + Fraction(month, _MONTHS))
