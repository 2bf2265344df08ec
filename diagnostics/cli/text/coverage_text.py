"""The coverage of a city for a terminal. Pure: records in, lines out."""

from __future__ import annotations

from diagnostics.city.count.count_records import BreakdownFigures, CityCount, Share, Target
from diagnostics.cli.text.score_text import local_line
from diagnostics.cli.text.tables import Align, indented, table
from diagnostics.model.content.library import Library
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.numbers import number


def coverage_lines(count: CityCount, library: Library) -> list[str]:
    """Return dates, list and rules, statuses, figures with numerator and denominator, gap, targets, breakdowns."""
    metric, whole = library.coverages[count.rules.partition("@")[0]], count.whole
    statuses = [[status.name, str(status.firms)] for status in whole.statuses]
    figures = [[share.name, _counts(share), share.text] for share in whole.shares]
    lines = [
        metric.title,
        say("cli", "firm_dates", as_of=count.as_of.isoformat(), known_at=count.known_at.isoformat()),
        *local_line(count.content, local=bool(count.local)),
        say("cli", "population", n=whole.population, list=count.list_name, rules=count.rules),
        say("cli", "coverage_basis", files=count.files, mark=name_of("marks", metric.mark.name)),
        "",
        *table([say("cli", "head_status"), say("cli", "head_firms")], statuses, ["left", "right"]),
        "",
        *table(
            [say("cli", f"head_{key}") for key in ("figure", "counts", "rate")], figures, ["left", "right", "right"]
        ),
        "",
        say("cli", "gap", gap=whole.gap, without_exempt=whole.gap_without_exempt),
    ]
    for target in count.targets:
        lines += indented(_target(target), "")
    for breakdown in count.breakdowns:
        lines += ["", *_breakdown_lines(breakdown)]
    return lines


def _target(target: Target) -> str:
    day = target.date.isoformat()
    if target.is_empty:
        return say("board", "target_empty", name=target.name, day=day)
    state = "target_reached" if target.reached else "target_missed" if target.past else "target_open"
    at_least = number(target.at_least)
    return say("cli", state, name=target.name, date=day, at_least=at_least, now=target.figure.text)


def _breakdown_lines(breakdown: BreakdownFigures) -> list[str]:
    rows = [[group.name, _counts(group.headline), group.headline.text, str(group.gap)] for group in breakdown.groups]
    aligns: list[Align] = ["left", "right", "right", "right"]
    heads = [say("cli", f"head_{key}") for key in ("counts", "rate", "gap")]
    return table([breakdown.name, *heads], rows, aligns)


def _counts(share: Share) -> str:
    return f"{share.num} / {share.den}"
