"""The part on a standard that is judged level by level, per site.

Two ways to add up, the distance to the next level, what is missing, what is unproved; in the annex how every level's
score came about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from diagnostics.model.content.standards import Node, Standard
from diagnostics.model.document import DocumentCell, Table
from diagnostics.model.results.knowledge import Borderline
from diagnostics.model.results.owed import to_prove
from diagnostics.model.results.report_input import ReportInput
from diagnostics.model.results.results import OVERALL, Requirement, ScoreFigure, StandardResult, Tier
from diagnostics.report.words.labels import NOTHING, Labels, level_words
from diagnostics.report.words.level_words import borderline_words, named_level, official_words
from diagnostics.report.words.tables import make_table
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import apart, number, percent

PLAIN_LADDER, PLAIN_SCORE = "literal_level", "literal_score"
_MOST_GAINS = 6
_FEWEST_GAINS = 4  # per site, where there are several
_MOST_NAMED = 4


@dataclass(frozen=True)
class TierView:
    """The words of the narrative about one site, and the ids of the site's tables and figures."""

    where: str
    sums: str
    lines: tuple[str, ...]
    radar: str


def is_tiered(standard: Standard) -> bool:
    """Whether the standard is judged level by level."""
    return standard.by_level is not None and standard.ladder(OVERALL) is not None


def sites_of(given: ReportInput, result: StandardResult) -> dict[str, StandardResult]:
    """Return the result per subject; a firm with one subject is that subject."""
    return dict(result.subjects) if result.subjects else {given.firm.firm_subject: result}


def areas(standard: Standard, level: int) -> list[Node]:
    """Return the parts that a level is described by (20 subdomains), in the order of the standard."""
    return [node for node in standard.nodes if node.level == level and node.anchors]


def tier_views(given: ReportInput, standard: Standard, result: StandardResult) -> tuple[TierView, ...]:
    """Return one view per site, in the order of the firm's sites."""
    labels = Labels(given)
    return tuple(_view(given, standard, own, subject, labels) for subject, own in sites_of(given, result).items())


def why_ids(given: ReportInput, standard: Standard) -> tuple[str, ...]:
    """Return the ids of the tables of the annex that say how the scores came about."""
    if not is_tiered(standard):
        return ()
    subjects = sites_of(given, given.standards[standard.id])
    return tuple(f"tier_{kind}_{standard.id}_{subject}" for subject in subjects for kind in ("points", "why"))


def tailored_lines(given: ReportInput, standard: Standard) -> list[str]:
    """Return what was tailored out of a standard, with the reason."""
    origins = {node.origin or node.id: node.name for node in standard.nodes}
    return [
        say("levels", "tailored", name=origins[name], reason=reason.rstrip("。"))
        for name, reason in given.firm.tailored.items()
        if name in origins
    ]


def tier_name(tier: Tier) -> str:
    """Return 二级（规范级）."""
    return say("report", "named_level", level=level_words(tier.level), name=tier.name)


def tier_score(standard: Standard, figure: ScoreFigure, *, proved: bool = False, line: float | None = None) -> str:
    """Return the score of a level, or what it lies between while answers are missing; never as a line it is not on."""
    places = standard.decimals
    words = partial(number, places=places) if line is None else partial(apart, line=line, places=places)
    if proved:
        return NOTHING if figure.verified is None else words(figure.verified)
    if figure.value is not None:
        return words(figure.value)
    return say("report", "between", low=words(figure.min or 0.0), high=words(figure.max or 0.0))


# ---- sentences ----


def _view(given: ReportInput, standard: Standard, result: StandardResult, subject: str, labels: Labels) -> TierView:
    """The words on one site: what a platform printed, then our own figure, then whether that stands on the line."""
    tier, line = result.judged, given.borderline(standard.id, subject)
    lines = [] if tier is None else list(_lines(standard, result, tier))
    lines = [_on_the_line(standard, result, line), *lines] if line else lines
    printed = say("levels", "official_first", official=official_words(result)) if result.official else ""
    sums = printed + _sums(standard, result)
    return TierView(labels.subject(subject), sums, tuple(lines), radar_id(standard, subject))


def _on_the_line(standard: Standard, result: StandardResult, line: Borderline) -> str:
    """Return that a level stands on the line, why, and what alone lifts it."""
    tier = result.tiers[line.level]
    assert tier is not None
    have, needs = tier_score(standard, tier.figure, line=tier.gate.needs), number(tier.gate.needs, 2)
    text = say("levels", "line", line=borderline_words(line), tier=tier_name(tier), have=have, needs=needs)
    if line.near:
        gap = apart(line.gap, 0, standard.decimals)
        text += say("levels", "line_reached" if line.reached else "line_missed", gap=gap)
    if line.by_weights:
        text += say("levels", "line_by_weights")
    if line.lifts:
        named = [
            say("levels", "lift", name=standard.by_id[each.node].name, gain=apart(each.still, 0, standard.decimals))
            for each in line.lifts[:_MOST_NAMED]
        ]
        text += say("levels", "lifts", n=len(line.lifts), names="、".join(named))
    return text


def radar_id(standard: Standard, subject: str) -> str:
    """Return the id of a site's radar."""
    return f"share_radar_{standard.id}_{subject}"


def _lines(standard: Standard, result: StandardResult, tier: Tier) -> Iterator[str]:
    differ = _differ(standard, result)
    if differ:
        yield differ
    yield _distance(standard, tier)
    if tier.level <= result.ladders[OVERALL].min and not tier.gate.proved:
        yield _proof_lacks(standard, tier)
    elif result.ladders[OVERALL].lacks_proof:
        lost = next(each for each in result.assessed if not each.gate.proved)
        yield _proof_lacks(standard, lost)
    yield from _official(standard, result, tier)
    yield from _weights(standard, result)


def _sums(standard: Standard, result: StandardResult) -> str:
    score, overall = result.score or ScoreFigure(value=None, min=None, max=None, verified=None), result.ladders[OVERALL]
    plain = result.outputs.get(PLAIN_SCORE)
    return say(
        "levels", "sums",
        score=_points(standard, score), level=named_level(standard, OVERALL, overall),
        verified_score=say("levels", "points", n=tier_score(standard, score, proved=True)),
        verified=level_words(overall.verified),
        plain=_points(standard, plain) if isinstance(plain, ScoreFigure) else NOTHING,
        plain_level=named_level(standard, PLAIN_LADDER, result.ladders.get(PLAIN_LADDER, overall)),
    )  # fmt: skip


def _points(standard: Standard, figure: ScoreFigure) -> str:
    return say("levels", "points", n=tier_score(standard, figure))


def _differ(standard: Standard, result: StandardResult) -> str:
    """Why the level is lower than the plain sum would have it; empty where it is not."""
    plain, overall = result.ladders.get(PLAIN_LADDER), result.ladders[OVERALL]
    missed = next((each for each in result.assessed if not each.gate.met), None)
    if plain is None or missed is None or plain.min <= overall.min:
        return ""
    return say(
        "levels", "sums_differ", tier=tier_name(missed),
        have=tier_score(standard, missed.figure, line=missed.gate.needs),
        needs=number(missed.gate.needs, 2), level=named_level(standard, OVERALL, overall),
    )  # fmt: skip


def _distance(standard: Standard, tier: Tier) -> str:
    have, needs = tier_score(standard, tier.figure, line=tier.gate.needs), number(tier.gate.needs, 2)
    if tier.gate.met:
        return say("levels", "reached", tier=tier_name(tier), have=have, needs=needs)
    if tier.figure.value is None:
        return say("levels", "open_tier", tier=tier_name(tier), have=have, needs=needs)
    gap = apart(tier.gate.gap, 0, standard.decimals)
    return say("levels", "short_of", tier=tier_name(tier), have=have, needs=needs, gap=gap)


def _proof_lacks(standard: Standard, tier: Tier) -> str:
    have = tier_score(standard, tier.figure, proved=True, line=tier.gate.needs)
    return say("levels", "proof_lacks", tier=tier_name(tier), have=have, needs=number(tier.gate.needs, 2))


def _official(standard: Standard, result: StandardResult, tier: Tier) -> Iterator[str]:
    """Return the platform's result for this site, and the answers that hold our own figure back."""
    official, gap = result.official, result.official_gap
    if official is None:
        return
    own = result.ladders[OVERALL].level
    same_level = official.level is None or own == int(official.level)
    if same_level and (gap is None or number(abs(gap), 2) == "0"):
        yield say("levels", "official_same")
        return
    names = "、".join(standard.by_id[gain.node].name for gain in _gains(tier)[:_MOST_NAMED]) or NOTHING
    if gap is None:
        yield say("levels", "official_other", names=names)
    else:
        direction = say("report", "higher_by" if gap > 0 else "lower_by")
        yield say("levels", "official_why", direction=direction, gap=number(abs(gap), 2), names=names)


def _weights(standard: Standard, result: StandardResult) -> Iterator[str]:
    """Name the weights that would give another level, or state that none does."""
    own, tiers = result.ladders[OVERALL].level, {each.level: each for each in result.assessed}
    if own is None or not standard.weight_sets:
        return
    changed = False
    for weight_set in standard.weight_sets:
        other = result.other_weights[weight_set.id]
        if other.level not in {None, own} and other.score is not None:
            changed, tier = True, tiers[other.tier]
            yield say(
                "levels", "weights_change", name=weight_set.name, tier=tier_name(tier),
                own=tier_score(standard, tier.figure, line=tier.gate.needs),
                other=apart(other.score, tier.gate.needs, standard.decimals),
                level=level_words(other.level or 0),
            )  # fmt: skip
    if not changed:
        yield say("levels", "weights_steady", n=len(standard.weight_sets))


# ---- tables ----


def tier_tables(given: ReportInput, standard: Standard, result: StandardResult, labels: Labels) -> list[Table]:
    """Return what is missing, what is unproved, and for the annex how every score came about."""
    sites = sites_of(given, result)
    tables = [_gains_table(standard, sites, labels), _proofs_table(given, standard, sites, labels)]
    for subject, own in sites.items():
        tables += [_points_table(standard, own, subject, labels), _why_table(standard, own, subject, labels)]
    return tables


def _gains(tier: Tier) -> list[Requirement]:
    """Requirements of a level that are not met in full, those that add most first."""
    return sorted((requirement for requirement in tier.requirements if requirement.still), key=lambda each: -each.still)


def _gains_table(standard: Standard, sites: dict[str, StandardResult], labels: Labels) -> Table:
    rows: list[Sequence[str]] = []
    several = len(sites) > 1
    most = _FEWEST_GAINS if several else _MOST_GAINS
    for subject, result in sites.items():
        tier = result.judged
        if tier is None or tier.gate.met:
            continue
        for gain in _gains(tier)[:most]:
            where = labels.subject_or_firm(subject)
            added = say("levels", "gain", points=apart(gain.still, 0, standard.decimals))
            area, name = (standard.by_id[node].name for node in (gain.area, gain.node))
            row = (area, name, _value(labels, gain.fact, subject), added)
            rows.append((where, *row) if several else row)
    heads = say("report_heads", "tier_gains_sites" if several else "tier_gains").split("|")
    widths, aligns = ((3.6,), "l") if several else ((), "")
    return make_table(
        f"tier_gains_{standard.id}", rows, (*widths, 3, 5.5, 3, 2.4), aligns + "lllr",
        name="tier_gains", heads=heads, title=standard.title,
    )  # fmt: skip


def _proofs_table(given: ReportInput, standard: Standard, sites: dict[str, StandardResult], labels: Labels) -> Table:
    """Return the proofs owed up to the level under judgement, by the person who can bring them."""
    owed = {(each.item, each.subject): each for each in to_prove(given.owed)}
    by_person: dict[str, list[tuple[Fraction, str]]] = {}
    for subject, result in sites.items():
        judged = result.judged
        for tier in (each for each in result.assessed if judged is not None and each.level <= judged.level):
            for requirement in tier.requirements:
                answer = labels.answer(requirement.fact, subject)
                proof = owed.get((answer.fact, answer.subject)) if answer is not None else None
                if proof is not None and requirement.unproved:
                    asked = (requirement.unproved, _asked(standard, labels, requirement, subject, tier.level))
                    by_person.setdefault(labels.contact(proof) or NOTHING, []).append(asked)
    rows = []
    for who, found in sorted(by_person.items(), key=lambda each: -sum(points for points, _ in each[1])):
        texts = dict.fromkeys(text for _, text in sorted(found, key=lambda each: -each[0]))
        added = say("levels", "gain", points=number(sum(points for points, _ in found), standard.decimals))
        rows.append((who, "；".join(texts), added))
    return make_table(f"tier_proofs_{standard.id}", rows, (3, 12.5, 3), "llr", name="tier_proofs", title=standard.title)


def _asked(standard: Standard, labels: Labels, each: Requirement, subject: str, level: int) -> str:
    where = labels.subject(subject)
    name = standard.by_id[each.node].name
    name = say("levels", "of_site", name=name, where=where) if where else name
    value = _value(labels, each.fact, subject)
    return say("levels", "asked_of", name=name, tier=level_words(level), value=value)


def _points_table(standard: Standard, result: StandardResult, subject: str, labels: Labels) -> Table:
    """Every part at every assessed level, claimed and verified."""
    tiers = result.assessed
    rows: list[tuple[DocumentCell | str, ...]] = []
    for node in areas(standard, tiers[0].level) if tiers else ():
        cells = [result.nodes.get(f"{node.origin}.L{tier.level}") for tier in tiers]
        if any(cell is not None and cell.max is not None for cell in cells):
            rows.append((node.name, *(_two(standard, cell) for cell in cells)))
    if tiers:
        rows.append((DocumentCell(say("report", "sum"), strong=True), *(_two(standard, tier.figure) for tier in tiers)))
    heads = (say("report_heads", "tier_part"), *(tier_name(tier) for tier in tiers))
    return make_table(
        f"tier_points_{standard.id}_{subject}", rows, (4, *(4.0 for _ in tiers)), "l" + "r" * len(tiers),
        name="tier_points", heads=heads, title=standard.title, where=_of(labels, subject),
    )  # fmt: skip


def _two(standard: Standard, figure: ScoreFigure | None) -> str:
    """Claimed and verified score of a part."""
    if figure is None or figure.max is None:
        return NOTHING
    return f"{tier_score(standard, figure)} / {tier_score(standard, figure, proved=True)}"


def _why_table(standard: Standard, result: StandardResult, subject: str, labels: Labels) -> Table:
    """How the score of the level being judged came about: shares, scores, what they add, the answers below."""
    tier, rows = result.judged, []
    for area in tier.areas if tier else ():
        node, figure = standard.by_id[area.node], result.nodes[area.node]
        adds = NOTHING if area.adds is None else number(area.adds, standard.decimals)
        own = (requirement for requirement in tier.requirements if requirement.area == area.node) if tier else ()
        texts = (_because(standard, labels, each, subject) for each in own)
        rows.append((node.name, percent(area.share), tier_score(standard, figure), adds, "；".join(texts)))
    title = tier_name(tier) if tier else NOTHING
    return make_table(
        f"tier_why_{standard.id}_{subject}", rows, (3, 2, 1.8, 2, 10), "lrrrl", name="tier_why",
        title=standard.title, tier=title, where=_of(labels, subject),
    )  # fmt: skip


def _because(standard: Standard, labels: Labels, each: Requirement, subject: str) -> str:
    answer = labels.answer(each.fact, subject)
    numbers = labels.evidence_numbers(answer.evidence) if answer is not None else ""
    cited = say("levels", "evidence_of", numbers=numbers) if numbers else ""
    value = _value(labels, each.fact, subject)
    return say("levels", "requirement_of", name=standard.by_id[each.node].name, value=value, evidence=cited)


def _of(labels: Labels, subject: str) -> str:
    where = labels.subject(subject)
    return f"（{where}）" if where else ""


def _value(labels: Labels, fact: str, subject: str) -> str:
    answer = labels.answer(fact, subject)
    return say("explain", "not_known") if answer is None or answer.state != "known" else answer.value
