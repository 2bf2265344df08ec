"""A tap confirms only what its anchor says: one rung on every card, everything suggested confirmed, flatters nobody.

The visits are those of the stop rule at every depth; whatever is no suggestion is answered with “unknown”.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cache

from diagnostics.interview.course.cards import suggest, suggested_value
from diagnostics.interview.course.stop_rule import DEPTHS, Depth, items_of
from diagnostics.model.content.facts import Card, Rung
from diagnostics.model.firm.answers import Answer, FirmAnswers
from tests.builders import firm, scored, shipped
from tests.interview.test_stop_rule import interview

TYPES = ("discrete", "process")
RUNGS = range(5)  # of the scenes and subdomains: rung k stands for level k
STAGES = ("ST1", "ST2", "ST3", "ST4")
NEEDED = 0.8  # share of the points of a level
KINDS = ("key", "points", "filled", "open")  # confirmed by one key, of these positive points, pre-filled, without any


@dataclass(frozen=True)
class Tapped:
    """What one rung on every card gives at a depth: how many facts of which kind, and the results."""

    counts: Counter[str]
    maturity: int
    by_level: tuple[float, ...]
    stage: str
    stage_answered: str
    total: float
    digital: int
    cloud: float


def rung_of(card: Card, k: int) -> Rung:
    return card.ladder[min(k, len(card.ladder) - 1)]


def all_at(business_type: str, k: int) -> FirmAnswers:
    """A firm that confirms whatever the rung k of every card suggests, and knows nothing else."""
    said = firm({"cloud_use_any": "yes"}, about={"business_type": business_type})
    answers = dict(said.answers)
    sections = [each for each in shipped().sections.values() if not each.optional]
    items = [each for section in sections for item in section.items for each in items_of(shipped(), item)]
    for name in items:
        if name not in shipped().tables:
            answers.setdefault(("firm", name), Answer(state="unknown"))
    for card in shipped().cards.values():
        for name, value in rung_of(card, k).suggests.items():
            answers["firm", name] = Answer(state="known", value=suggested_value(shipped().named(name), value))
    return replace(said, answers=answers, rows=dict.fromkeys(shipped().tables, ()))


@cache
def tapped(depth: Depth) -> dict[tuple[str, int], Tapped]:
    """Every rung of every card, for both types, interviewed at one depth."""
    keys = [(business_type, k) for business_type in TYPES for k in RUNGS]
    visits = interview([all_at(*key) for key in keys], depth)
    return {key: _tapped(each.known, set(each.asked), key[1], depth) for key, each in zip(keys, visits, strict=True)}


def _tapped(known: FirmAnswers, asked: set[str], k: int, depth: Depth) -> Tapped:
    counts: Counter[str] = Counter()
    for card in shipped().cards.values():
        for each in suggest(shipped(), card, rung_of(card, k), asked, depth):
            counts["open" if each.value is None else "filled" if each.near else "key"] += 1
            counts["points"] += not each.near and bool(each.group) and each.value != each.fact.options[0].id
    said = {key: each for key, each in known.answers.items() if each.state == "known"}
    known = replace(known, answers=said, rows={})  # a table without rows would say that there is nothing
    maturity, integration = scored(known, "cmmm"), scored(known, "integration")
    return Tapped(
        counts=counts,
        maturity=maturity["level_min"],
        by_level=tuple(maturity["levels"][str(level)]["min"] for level in (1, 2, 3, 4)),
        stage=integration["stage_min"],
        stage_answered=integration["stage_answered"],
        total=integration["score"]["min"],
        digital=scored(known, "digital_level")["level_min"],
        cloud=scored(known, "cloud")["score"]["min"],
    )


def table() -> str:
    """The check, to be read."""
    lines = ["类型     深度     级 一键  得分 预填  空着  成熟度 一级  二级  三级  四级   两化 至少 数字化 上云"]
    for depth in DEPTHS:
        for (business_type, k), each in tapped(depth).items():
            numbers = " ".join(f"{each.counts[kind]:5}" for kind in KINDS)
            levels = " ".join(f"{value:.3f}" for value in each.by_level)
            stage = f"{each.stage_answered:>5} {each.total:5.1f}"
            others = f"{stage} {each.digital:4} {each.cloud:6.1f}"
            lines.append(f"{business_type:8} {depth:8} {k} {numbers} {each.maturity:4} {levels} {others}")
    return "\n".join(lines)


def test_one_rung_on_every_card_stays_below_its_level_and_below_the_next_stage() -> None:
    """Rung 0 and 1 (paper and spreadsheets): no level at all, and the first stage, where everybody begins."""
    print(f"\n{table()}")
    for depth in DEPTHS:
        for (_, k), each in tapped(depth).items():
            level = max(k, 1)
            assert each.maturity < level, (depth, k)
            assert max(each.by_level[level - 1 :]) < NEEDED, (depth, k)  # not only for want of a lower level
            assert STAGES.index(each.stage) < level, (depth, k)
            assert STAGES.index(each.stage_answered) < level, (depth, k)


def test_only_lowest_half_and_whole_points_are_suggested() -> None:
    """“Mostly” is the threshold of a level itself: where the words say part of a point, it starts at “partly”."""
    said = {
        str(value)
        for card in shipped().cards.values()
        for rung in card.ladder
        for name, value in rung.suggests.items()
        if "." in name
    }
    assert said == {"none", "partly", "full"}
