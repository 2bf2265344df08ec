"""The chapter on levels: every scorecard except the cloud, its dimensions, its scenes, what the next level needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from diagnostics.model.content.expressions import FactRef, walk
from diagnostics.model.content.facts import Fact, Option
from diagnostics.model.content.standards import Ladder, Node, Standard
from diagnostics.model.document import DocumentCell, Table
from diagnostics.model.results.report_input import ReportInput
from diagnostics.model.results.results import OVERALL, Have, LadderResult, ScoreFigure, StandardResult
from diagnostics.report.chapters.advice.advice_part import advice_paths, advice_table
from diagnostics.report.chapters.state.stage_part import is_staged
from diagnostics.report.chapters.state.tier_part import (
    TierView,
    is_tiered,
    tailored_lines,
    tier_tables,
    tier_views,
    why_ids,
)
from diagnostics.report.words.labels import NOTHING, Labels, level_words, mark_words, score_words
from diagnostics.report.words.level_words import named_level, official_difference, official_words, step_name
from diagnostics.report.words.tables import by_id, make_table
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import number, percent

SCENE, BINDING = "scenario", "binding"
_MOST_GAINS = 4
_MOST_UNNAMED = 2  # more facts of one item are told apart by their names


@dataclass(frozen=True, kw_only=True)
class LevelView:
    """The words of the narrative about one standard."""

    id: str
    title: str
    label: str
    mark: str
    level: str
    verified: str
    official: str
    printed: bool
    difference: str
    score: str
    score_verified: str
    share: str
    parts: tuple[str, ...]
    next_name: str
    next_needs: tuple[str, ...]
    near: str
    gains: tuple[str, ...]
    missing: tuple[str, ...]
    weights: str
    lowest: bool
    note: str
    tiers: tuple[TierView, ...]
    tailored: tuple[str, ...]
    why: tuple[str, ...]
    paths: tuple[str, ...]


def level_views(given: ReportInput) -> tuple[LevelView, ...]:
    """Return the standards that end in a level, in the order of the content."""
    found = (given.library.standards[name] for name in given.standards)
    return tuple(_view(given, standard) for standard in found if standard.ladder(OVERALL))


def level_tables(given: ReportInput) -> dict[str, Table]:
    """Return per standard the tables of its dimensions and scenes, by id."""
    tables: list[Table] = []
    labels = Labels(given)
    for name, result in given.standards.items():
        standard = given.library.standards[name]
        if is_tiered(standard):
            tables += tier_tables(given, standard, result, labels)
        elif standard.ladder(OVERALL):
            tables += [dimension_table(given, standard, result), _scenes(given, standard, result)]
        elif is_staged(standard):
            tables.append(dimension_table(given, standard, result))
        tables.append(advice_table(given, standard))
    return by_id(tables)


def _view(given: ReportInput, standard: Standard) -> LevelView:
    result = given.standards[standard.id]
    overall = result.ladders[OVERALL]
    score = result.score or ScoreFigure(value=None, min=None, max=None, verified=None)
    proved = "" if score.verified is None else number(score.verified, standard.decimals)
    verified = say("report", "points_of_score", score=proved) if proved else ""
    return LevelView(
        id=standard.id,
        title=standard.title,
        label=standard.label,
        mark=mark_words(standard.mark),
        level=named_level(standard, OVERALL, overall),
        verified=level_words(overall.verified),
        official=official_words(result),
        printed=result.official is not None,
        difference=official_difference(result),
        score=score_words(score.value, score.min, score.max, standard.unit, standard.decimals),
        score_verified=verified or NOTHING,
        share="" if score.answered_share is None else percent(score.answered_share, 0),
        parts=tuple(_ladder_sentence(standard, ladder, result) for ladder in standard.ladders if ladder.id != OVERALL),
        next_name=_next_name(standard, overall),
        next_needs=tuple(_next_needs(standard, result, overall)),
        near=_near(standard, result, overall),
        gains=tuple(_gains(given, standard)),
        missing=tuple(_missing(standard, result)),
        weights=_weights_sentence(given, standard, overall),
        lowest=any(ladder.lowest_of for ladder in standard.ladders if ladder.id == OVERALL),
        note=standard.note,
        tiers=tier_views(given, standard, result) if is_tiered(standard) else (),
        tailored=tuple(tailored_lines(given, standard)),
        why=why_ids(given, standard),
        paths=advice_paths(given, standard),
    )


def _ladder_sentence(standard: Standard, ladder: Ladder, result: StandardResult) -> str:
    found = result.ladders[ladder.id]
    return say(
        "report", "ladder_sentence", name=ladder.name, level=named_level(standard, ladder.id, found),
        verified=level_words(found.verified), mark=mark_words(found.mark),
    )  # fmt: skip


# ---- the next level ----


def _next_name(standard: Standard, overall: LadderResult) -> str:
    name = step_name(standard, OVERALL, overall.min + 1) if overall.is_answered else ""
    return say("report", "named_level", level=level_words(overall.min + 1), name=name) if name else ""


def _next_needs(standard: Standard, result: StandardResult, overall: LadderResult) -> Iterable[str]:
    """The outputs named need_… say how much is missing to each level."""
    level = str(overall.min + 1)
    for output in standard.outputs:
        values = result.outputs.get(output.id)
        if output.id.startswith("need_") and isinstance(values, Mapping) and level in values:
            missing = _have_words(values[level])
            if missing not in {"0", NOTHING}:
                yield say("report", f"level_{output.id}", missing=missing, level=level_words(overall.min + 1))


def _near(standard: Standard, result: StandardResult, overall: LadderResult) -> str:
    """Return the scenes that are one level short of the next one."""
    names = [node.name for node in scenes(standard) if result.nodes[node.id].value == overall.min]
    if not names:
        return ""
    now, after = level_words(overall.min), level_words(overall.min + 1)
    return say("report", "scenes_near", now=now, next=after, names="、".join(names))


def _have_words(have: Have | ScoreFigure) -> str:
    if isinstance(have, ScoreFigure):
        return score_words(have.value, have.min, have.max)
    if isinstance(have, tuple):
        low, high = have
        return NOTHING if low is None or high is None else score_words(None, low, high)
    return number(have, 2) if isinstance(have, int | float) else NOTHING


def _gains(given: ReportInput, standard: Standard) -> Iterable[str]:
    """Return the points that the firm can still earn, largest first; nobody can "do" a plain ratio."""
    if standard.ladder(OVERALL) is None:
        return []
    wanted = [need for need in given.level_needs if need.standard == standard.id and any(c.gain for c in need.changes)]
    changes = [
        change
        for need in wanted
        for change in need.changes
        if _is_choice(given, change.fact) and not _is_open(given, change.fact)
    ]
    return [change.text for change in changes[:_MOST_GAINS]]


def _is_open(given: ReportInput, fact: str) -> bool:
    return given.facts.get(fact) == say("explain", "not_known")


def _is_choice(given: ReportInput, fact: str) -> bool:
    found = given.library.facts.get(fact)
    return found is not None and found.type in {"choice", "multi", "bool"}


def _missing(standard: Standard, result: StandardResult) -> Iterable[str]:
    """Scored leaves without a value."""
    for node in _below(standard, standard.score) if standard.score else ():
        figure = result.nodes.get(node.id)
        if node.is_leaf and figure is not None and figure.value is None and figure.answered_share != 1.0:
            yield node.name


def _weights_sentence(given: ReportInput, standard: Standard, overall: LadderResult) -> str:
    levels = given.by_weight_set.get(standard.id, {})
    names = {each.id: each.name for each in standard.weight_sets}
    other = {names[key]: level for key, level in levels.items() if level is not None and level != overall.level}
    if not other:
        return ""
    text = "，".join(f"{name}：{level_words(level)}" for name, level in other.items())
    return say("report", "weights_differ", others=text)


# ---- dimensions ----


def dimensions(standard: Standard) -> list[Node]:
    """Return the inner nodes right below the score."""
    return [node for node in standard.nodes if standard.score and node.parent == standard.score and not node.is_leaf]


def dimension_table(given: ReportInput, standard: Standard, result: StandardResult) -> Table:
    """The score by dimension and item; an open item shows what it can still become."""
    rows: list[tuple[DocumentCell | str, ...]] = []
    for node in _below(standard, standard.score) if standard.score else ():
        figure = result.nodes.get(node.id)
        if figure is None:
            continue
        strong = node.parent == standard.score
        if not strong and not node.is_leaf:
            continue
        have = _have_of(given, node) if node.is_leaf else ""
        share = "" if figure.part is None else percent(figure.part, 0)
        rows.append((
            DocumentCell(node.name, strong=strong), have,
            score_words(figure.value, figure.min, figure.max, places=standard.decimals),
            "" if figure.verified is None else number(figure.verified, standard.decimals),
            number(figure.of or 0, 2), share,
        ))  # fmt: skip
    return make_table(
        f"dimensions_{standard.id}", rows, (3.4, 9, 2.4, 2, 2, 2), "llrrrr", name="dimensions", title=standard.title
    )


def _below(standard: Standard, root: str) -> Iterator[Node]:
    """The nodes below one, each right before those below it."""
    for node in standard.nodes:
        if node.parent == root:
            yield node
            yield from _below(standard, node.id)


def _have_of(given: ReportInput, node: Node) -> str:
    facts = dict.fromkeys(_facts_of(node))
    if len(facts) <= _MOST_UNNAMED:
        return "；".join(given.facts.get(fact, "") for fact in facts)
    named = ((given.library.named(fact).name, given.facts.get(fact, "")) for fact in facts)
    return "；".join(say("explain", "fact", name=name, value=value) for name, value in named)


def _facts_of(node: Node) -> list[str]:
    points = node.points
    return [] if points is None else [part.fact for part in walk(points) if isinstance(part, FactRef)]


# ---- scenes ----


def scenes(standard: Standard) -> list[Node]:
    """Return the leaves that are business scenes."""
    return [node for node in standard.nodes if node.is_leaf and SCENE in node.tags]


def _scenes(given: ReportInput, standard: Standard, result: StandardResult) -> Table:
    rows = []
    for node in scenes(standard):
        figure = result.nodes[node.id]
        fact = given.library.facts.get(next(iter(_facts_of(node)), ""))
        name = say("report", "binding_scene", name=node.name) if BINDING in node.tags else node.name
        now = given.facts.get(fact.id, "") if fact else ""
        open_or_none = figure.verified is None or figure.value is None
        proved = NOTHING if open_or_none else level_words(int(figure.verified or 0))
        rows.append((name, now, proved, next_step(fact, figure.value)))
    return make_table(f"scenes_{standard.id}", rows, (3, 2.2, 2.2, 11), "lccl", name="scenes", n=len(rows))


def next_step(fact: Fact | None, value: float | None) -> str:
    """Return what must be true for the next option of a choice; all options of an open one are possible."""
    if fact is None:
        return NOTHING
    options = [option for option in fact.options if option.value is not None]
    if value is None:
        return say("report", "scene_open")
    above = [option for option in options if option.value is not None and option.value > Fraction(value)]
    if not above:
        return say("report", "scene_top")
    option: Option = min(above, key=lambda each: each.value or Fraction(0))
    anchor = fact.anchors.get(option.id) or option.anchor
    return say("report", "scene_next", name=option.name, anchor=anchor) if anchor else option.name
