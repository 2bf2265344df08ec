"""The charts of a standard that is judged level by level: its stairs, and per site a radar of the parts."""

from __future__ import annotations

from diagnostics.model.content.standards import Standard
from diagnostics.model.document import Figure
from diagnostics.model.results.report_input import ReportInput
from diagnostics.model.results.results import ScoreFigure, StandardResult, Tier
from diagnostics.report.chapters.state.tier_part import PLAIN_SCORE, areas, radar_id, sites_of, tier_name, tier_score
from diagnostics.report.charts import Spoke, Stair, Stairs, draw_share_radar, draw_staircase
from diagnostics.report.words.labels import NOTHING, Labels, level_words
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import number

_FEWEST_SPOKES = 3


def tier_figures(given: ReportInput, standard: Standard, result: StandardResult, labels: Labels) -> list[Figure]:
    """Draw the stairs of all sites, and one radar per site at the level that is being judged there."""
    sites = sites_of(given, result)
    panels = {each: _stairs(standard, own, labels.subject(each)) for each, own in sites.items()}
    shown = [panel for panel in panels.values() if panel.steps]
    found = [_radar(given, standard, own, each, labels) for each, own in sites.items()]
    pictures = [picture for picture in found if picture is not None]
    if shown:
        caption = say("report_captions", "staircase", title=standard.title)
        alt = "；".join(_told(panel) for panel in shown)
        pictures.insert(0, Figure(id=f"staircase_{standard.id}", caption=caption, svg=draw_staircase(shown), alt=alt))
    return pictures


# ---- stairs ----


def _stairs(standard: Standard, result: StandardResult, where: str) -> Stairs:
    tiers = result.assessed
    steps, below = [], True
    for tier in tiers:
        adds = _adds(standard, tier)
        name = say("report", "step_of_ladder", level=level_words(tier.level), name=tier.name)
        words = tier_score(standard, tier.figure)
        in_order = adds if below else say("levels", "not_counted")
        steps.append(
            Stair(
                name=name,
                claimed=tier.figure.value,
                verified=tier.figure.verified,
                score=words,
                in_order=in_order,
                plainly=adds,
            )
        )
        below = below and tier.gate.met
    plain = result.outputs.get(PLAIN_SCORE)
    return Stairs(
        title=where,
        steps=tuple(steps),
        needs=tiers[0].gate.needs if tiers else 0.0,
        needs_words=number(tiers[0].gate.needs, 2) if tiers else "",
        in_order=NOTHING if result.score is None else tier_score(standard, result.score),
        plainly=tier_score(standard, plain) if isinstance(plain, ScoreFigure) else NOTHING,
    )


def _adds(standard: Standard, tier: Tier) -> str:
    """A level that is reached counts in full, another with its score."""
    return "1" if tier.gate.met else tier_score(standard, tier.figure)


def _told(panel: Stairs) -> str:
    words = "，".join(say("levels", "alt_tier", name=step.name, value=step.score) for step in panel.steps)
    return f"{panel.title}：{words}" if panel.title else words


# ---- radar ----


def _radar(
    given: ReportInput, standard: Standard, result: StandardResult, subject: str, labels: Labels
) -> Figure | None:
    tier = result.judged
    spokes = [] if tier is None else _spokes(given, standard, result, tier)
    if tier is None or len(spokes) < _FEWEST_SPOKES:
        return None
    where = labels.subject(subject)
    caption = say(
        "report_captions", "share_radar", title=standard.title, tier=tier_name(tier),
        where=f"（{where}）" if where else "",
    )  # fmt: skip
    alt = "；".join(
        say("levels", "alt_tier", name=spoke.name, value=NOTHING if spoke.claimed is None else number(spoke.claimed, 3))
        for spoke in spokes
    )
    return Figure(
        id=radar_id(standard, subject), caption=caption, svg=draw_share_radar(spokes, tier.gate.needs), alt=alt
    )


def _spokes(given: ReportInput, standard: Standard, result: StandardResult, tier: Tier) -> list[Spoke]:
    """The parts at the level; those that this kind of firm does not have are left away, tailored ones are named."""
    found = []
    for node in areas(standard, tier.level):
        figure = result.nodes.get(node.id)
        if figure is not None and figure.max is not None:
            found.append(Spoke(name=node.name, claimed=figure.value, verified=figure.verified))
        elif _is_tailored(given, standard, node.origin or node.id):
            found.append(Spoke(name=node.name, claimed=None, verified=None, remark=say("levels", "left_out")))
    return found


def _is_tailored(given: ReportInput, standard: Standard, origin: str) -> bool:
    """Whether the part, or one above it, was tailored out."""
    parents = {node.origin or node.id: standard.by_id[node.parent].origin for node in standard.nodes if node.parent}
    while origin:
        if origin in given.firm.tailored:
            return True
        origin = parents.get(origin, "")
    return False
