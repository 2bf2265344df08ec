"""The part on a standard that ends in a stage: where the firm stands, which gates are passed, how far the next is."""

from __future__ import annotations

from dataclasses import dataclass

from diagnostics.model.content.standards import Ladder, Node, Standard, Step
from diagnostics.model.document import Figure
from diagnostics.model.results.report_input import ReportInput
from diagnostics.model.results.results import OVERALL, LadderResult, ScoreFigure, StandardResult
from diagnostics.report.chapters.advice.advice_part import advice_paths
from diagnostics.report.charts import Gate, GateRow, LadderRow, draw_stage_gates
from diagnostics.report.words.labels import NOTHING, level_words, mark_words, score_words
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.names import without_remark
from diagnostics.words.numbers import number, percent


@dataclass(frozen=True, kw_only=True)
class StageView:
    """The words of the narrative about one standard that ends in a stage."""

    id: str
    title: str
    mark: str
    sentence: str
    meaning: str
    score: str
    version: str
    distance: str
    note: str
    paths: tuple[str, ...]


def is_staged(standard: Standard) -> bool:
    """Whether the standard ends in a stage that is shown by its name, and not in a level."""
    return standard.ladder(OVERALL) is None and _ladder(standard) is not None


def stage_views(given: ReportInput) -> tuple[StageView, ...]:
    """Return the standards that end in a stage, in the order of the content."""
    found = (given.library.standards[name] for name in given.standards)
    return tuple(_view(given, standard) for standard in found if is_staged(standard))


def stage_figures(given: ReportInput) -> list[Figure]:
    """Draw the dimensions against the gates of the stages."""
    found = ((given.library.standards[name], result) for name, result in given.standards.items())
    return [_figure(standard, result) for standard, result in found if is_staged(standard)]


def stage_row(standard: Standard, result: StandardResult) -> LadderRow | None:
    """Return the stages of a standard as a row of the chart of levels; None where it has none."""
    ladder = _ladder(standard)
    if ladder is None:
        return None
    found, short = result.ladders[ladder.id], name_of("report_short", standard.id)
    title = without_remark(standard.title) if short == standard.id else short
    return LadderRow(
        name=say("levels", "of_site", name=title, where=ladder.name),
        levels=tuple(_named(step) for step in ladder.steps),
        claimed=(found.min, found.max),
        verified=found.verified or None,
        asked=found.is_answered,
    )


def _ladder(standard: Standard) -> Ladder | None:
    return next((ladder for ladder in standard.ladders if ladder.shows == "id" and ladder.steps), None)


def _view(given: ReportInput, standard: Standard) -> StageView:
    result, ladder = given.standards[standard.id], _ladder(standard)
    assert ladder is not None
    found, score = result.ladders[ladder.id], result.score or ScoreFigure(value=None, min=None, max=None, verified=None)
    step = _step(ladder, found.min) if found.is_answered else None
    return StageView(
        id=standard.id,
        title=standard.title,
        mark=mark_words(standard.mark),
        sentence=say(
            "levels", "stage_sentence", ladder=ladder.name, stage=_stage_words(ladder, found),
            verified=level_words(None) if found.verified is None else _named(_step(ladder, found.verified)),
            label=standard.label,
        ),
        meaning=say("levels", "stage_meaning", name=step.name, meaning=step.meaning) if step and step.meaning else "",
        score=say(
            "levels", "stage_score",
            score=score_words(score.value, score.min, score.max, standard.unit, standard.decimals),
            verified=NOTHING if score.verified is None else number(score.verified, standard.decimals),
            share=percent(score.answered_share or 0.0, 0),
        ),
        version=_version(standard, result),
        distance=_distance(standard, result, ladder, found),
        note=standard.note.rstrip("。"),
        paths=advice_paths(given, standard),
    )  # fmt: skip


def _step(ladder: Ladder, level: int) -> Step | None:
    return next((step for step in ladder.steps if step.level == level), None)


def _named(step: Step | None) -> str:
    return NOTHING if step is None else say("levels", "stage", id=step.id, name=step.name)


def _stage_words(ladder: Ladder, found: LadderResult) -> str:
    if not found.is_answered:
        return level_words(None)
    low, high = _named(_step(ladder, found.min)), _named(_step(ladder, found.max))
    return low if found.min == found.max else say("levels", "stage_open", low=low, high=high)


def _version(standard: Standard, result: StandardResult) -> str:
    """How complete the questionnaire is, with what that means; a status that only repeats the stage is left out."""
    for rule in standard.first_match:
        cases = rule.statuses
        case = cases.get(result.statuses.get(rule.id) or "")
        if case is not None and not any(step.id in cases for ladder in standard.ladders for step in ladder.steps):
            told = f"{case.name}（{case.meaning}）" if case.meaning else case.name
            return say("levels", "stage_version", name=told)
    return ""


# ---- gates ----


def _distance(standard: Standard, result: StandardResult, ladder: Ladder, found: LadderResult) -> str:
    """Return the distance of every dimension to the next stage."""
    step = _step(ladder, found.min + 1)
    if step is None:
        return say("levels", "stage_top")
    parts = []
    for gate in result.gates[ladder.id, step.level]:
        if not gate.met:
            figure, gap = result.nodes[gate.node], number(gate.gap, standard.decimals)
            value = None if gate.unsettled else figure.value  # what is still possible says why it is not enough
            parts.append(
                say(
                    "levels", "stage_part", name=standard.by_id[gate.node].name, gap=gap,
                    have=score_words(value, figure.min, figure.max, places=standard.decimals),
                    needs=number(gate.needs, 2),
                )
            )  # fmt: skip
    return say("levels", "stage_short", stage=_named(step), parts="；".join(parts)) if parts else ""


def _figure(standard: Standard, result: StandardResult) -> Figure:
    ladder = _ladder(standard)
    assert ladder is not None
    rows = [_row(standard, result, ladder, node) for node in _dimensions(standard)]
    alt = "；".join(say("levels", "alt_stage", name=row.name, text=row.text) for row in rows)
    caption = say("report_captions", "stage_gates", title=without_remark(standard.title))
    return Figure(id=f"stage_gates_{standard.id}", caption=caption, svg=draw_stage_gates(rows), alt=alt)


def _row(standard: Standard, result: StandardResult, ladder: Ladder, node: Node) -> GateRow:
    figure = result.nodes[node.id]
    gates = [
        Gate(gate.needs, step.id, gate.met)
        for step in ladder.steps
        for gate in result.gates[ladder.id, step.level]
        if gate.node == node.id
    ]
    text = score_words(figure.value, figure.min, figure.max, places=standard.decimals)
    return GateRow(
        name=node.name,
        claimed=figure.value,
        verified=figure.verified,
        of=figure.of or 100.0,
        text=text,
        gates=tuple(gates),
    )


def _dimensions(standard: Standard) -> list[Node]:
    return [node for node in standard.nodes if standard.score and node.parent == standard.score and not node.is_leaf]
