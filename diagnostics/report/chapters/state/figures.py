"""From results to the charts of the report: numbers and finished words in, blocks out."""

from __future__ import annotations

from collections.abc import Sequence

from diagnostics.model.content.standards import Standard
from diagnostics.model.document import Figure
from diagnostics.model.results.report_input import Reach, ReportInput
from diagnostics.model.results.results import OVERALL, StandardResult
from diagnostics.report.chapters.advice.criteria_part import counts_words
from diagnostics.report.chapters.state.benchmark_part import benchmark_figures
from diagnostics.report.chapters.state.cloud_part import services_by_kind, uses_of
from diagnostics.report.chapters.state.level_part import BINDING, dimensions, scenes
from diagnostics.report.chapters.state.stage_part import stage_figures, stage_row
from diagnostics.report.chapters.state.tier_figures import tier_figures
from diagnostics.report.chapters.state.tier_part import is_tiered, sites_of
from diagnostics.report.charts import (
    LadderRow,
    NearestGap,
    ScoreRow,
    SetRow,
    Spoke,
    StackRow,
    draw_cloud_structure,
    draw_criteria_gaps,
    draw_level_ladder,
    draw_scene_radar,
    draw_score_bars,
)
from diagnostics.report.words.labels import Labels, level_words, score_words
from diagnostics.report.words.level_words import steps_of
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.names import without_remark
from diagnostics.words.numbers import number

_MOST_GAPS = 5
_FEWEST_SPOKES = 3


def make_figures(given: ReportInput, reaches: Sequence[Reach], labels: Labels) -> dict[str, Figure]:
    """Draw the charts that there are data for, by id; where too little is known, only those of what is known."""
    if not given.knowledge.enough:
        return {figure.id: figure for figure in benchmark_figures(given)}
    figures: list[Figure | None] = [_ladder(given, labels), _gaps(reaches, labels), _cloud(given)]
    for name, result in given.standards.items():
        if name in given.exempt:
            continue
        standard = given.library.standards[name]
        figures += [_bars(standard, result), _radar(standard, result)]
        figures += tier_figures(given, standard, result, labels) if is_tiered(standard) else []
    return {
        figure.id: figure
        for figure in (*figures, *stage_figures(given), *benchmark_figures(given))
        if figure is not None
    }


def _figure(figure_id: str, svg: str, alt: str, *, name: str = "", **words: object) -> Figure:
    return Figure(id=figure_id, caption=say("report_captions", name or figure_id, **words), svg=svg, alt=alt)


# ---- levels ----


def ladder_rows(given: ReportInput, labels: Labels) -> list[LadderRow]:
    """Return what the figure of levels shows: a row per standard, of one judged site by site a row per site."""
    found = ((given.library.standards[name], result) for name, result in given.standards.items())
    return [row for standard, result in found for row in _ladder_rows(given, standard, result, labels)]


def _ladder(given: ReportInput, labels: Labels) -> Figure | None:
    rows, told = ladder_rows(given, labels), []
    for row in rows:
        nothing = level_words(None)
        claimed, verified = (_range(row), _named_level(row, row.verified or 0)) if row.asked else (nothing, nothing)
        told.append(say("report", "alt_ladder", name=row.name, level=claimed, verified=verified))
    return _figure("levels", draw_level_ladder(rows), "；".join(told)) if rows else None


def _range(row: LadderRow) -> str:
    low, high = row.claimed
    if low == high:
        return _named_level(row, low)
    return say("report", "level_range", low=_named_level(row, low), high=_named_level(row, high))


def _named_level(row: LadderRow, level: int) -> str:
    return row.levels[level - 1] if 0 < level <= len(row.levels) else level_words(level)


def _ladder_rows(given: ReportInput, standard: Standard, result: StandardResult, labels: Labels) -> list[LadderRow]:
    """One row per standard; of one that is judged site by site, one row per site."""
    if standard.ladder(OVERALL) is None:
        row = stage_row(standard, result)
        return [] if row is None else [row]
    if not is_tiered(standard):
        return [_ladder_row(standard, result, "")]
    return [_ladder_row(standard, own, labels.subject(each)) for each, own in sites_of(given, result).items()]


def _ladder_row(standard: Standard, result: StandardResult, where: str) -> LadderRow:
    ladder = standard.ladder(OVERALL)
    assert ladder is not None
    steps = steps_of(standard, ladder).steps
    found = result.ladders[OVERALL]
    names = tuple(say("report", "step_of_ladder", level=level_words(step.level), name=step.name) for step in steps)
    official = None if result.official is None or result.official.level is None else int(result.official.level)
    short = name_of("report_short", standard.id)
    title = standard.title if short == standard.id else short
    return LadderRow(
        name=say("levels", "of_site", name=title, where=where) if where else title,
        levels=names,
        claimed=(found.min, found.max),
        verified=found.verified or None,
        official=official,
        asked=found.is_answered,
    )


def _bars(standard: Standard, result: StandardResult) -> Figure | None:
    rows = []
    for node in dimensions(standard):
        figure = result.nodes.get(node.id)
        if figure is None or figure.of is None or figure.min is None or figure.max is None:
            continue
        text = say(
            "report", "score_of", score=score_words(figure.value, figure.min, figure.max), of=number(figure.of, 2)
        )
        rows.append(
            ScoreRow(
                name=node.name,
                value=figure.value,
                low=figure.min,
                high=figure.max,
                of=figure.of,
                text=text,
                verified=figure.verified,
            )
        )
    if not rows:
        return None
    alt = "；".join(f"{row.name} {row.text}" for row in rows)
    return _figure(f"bars_{standard.id}", draw_score_bars(rows), alt, name="bars", title=standard.title)


def _radar(standard: Standard, result: StandardResult) -> Figure | None:
    spokes = []
    for node in scenes(standard):
        figure = result.nodes[node.id]
        spokes.append(
            Spoke(name=node.name, claimed=figure.value, verified=figure.verified, binding=BINDING in node.tags)
        )
    if len(spokes) < _FEWEST_SPOKES:
        return None
    levels = (say("report", "alt_scene", name=spoke.name, level=_level_of(spoke)) for spoke in spokes)
    return _figure(f"radar_{standard.id}", draw_scene_radar(spokes), "；".join(levels), name="radar", n=len(spokes))


def _level_of(spoke: Spoke) -> str:
    return name_of("answer_states", "unknown") if spoke.claimed is None else level_words(int(spoke.claimed))


# ---- recognitions ----


def _gaps(reaches: Sequence[Reach], labels: Labels) -> Figure | None:
    best = [reach for reach in reaches if reach.best]
    if not best:
        return None
    rows = [_set_row(each, labels) for each in best]
    alt = "；".join(say("report", "alt_set", name=each.summary.title, counts=counts_words(each)) for each in best)
    return _figure("gaps", draw_criteria_gaps(rows, _nearest_gaps(best)), alt)


def _set_row(reach: Reach, labels: Labels) -> SetRow:
    where = labels.subject(reach.subject)
    short = without_remark(reach.summary.title)
    name = say("report", "set_of", title=short, where=where) if where else short
    met = [line for line in reach.lines if line.state == "met"]
    proved = sum(line.verified_state == "met" for line in met)
    total = sum(line.state != "na" for line in reach.lines)
    return SetRow(
        name=name,
        met=proved,
        likely_met=len(met) - proved,
        unknown=reach.count("unknown"),
        likely_not_met=0,
        not_met=reach.count("not_met"),
        total=say("report", "total", n=total),
    )


def _nearest_gaps(best: Sequence[Reach]) -> list[NearestGap]:
    """Conditions that a number misses, nearest first."""
    found: dict[str, NearestGap] = {}
    for reach in best:
        for each in reach.open:
            if each.state == "not_met" and each.distance[1] < 1.0:
                found.setdefault(each.name, NearestGap(each.name, 1.0 - each.distance[1], each.text))
    return sorted(found.values(), key=lambda gap: -gap.share)[:_MOST_GAPS]


# ---- cloud ----


def _cloud(given: ReportInput) -> Figure | None:
    kinds, uses = services_by_kind(given), uses_of(given)
    if not kinds:
        return None
    rows = [
        StackRow(
            name_of("report_kinds", kind),
            tuple(counts[use.id] for use in uses),
            say("report", "total_rows", n=sum(counts.values())),
        )
        for kind, counts in kinds.items()
    ]
    used = [at for at in range(len(uses)) if any(row.counts[at] for row in rows)]
    shown = [StackRow(row.name, tuple(row.counts[at] for at in used), row.total) for row in rows]
    alt = "；".join(f"{row.name} {row.total}" for row in rows)
    return _figure("cloud", draw_cloud_structure([uses[at].name for at in used], shown), alt)
