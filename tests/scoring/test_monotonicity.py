"""Moving a fact the better way never lowers a score, a level or a verdict: every fact that declares a direction.

Each such fact is walked from its worst value to its best on several firms that are otherwise the same, everything with
evidence. The rule exempts denominators by name; no fact needs it: denominators declare `better: none`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import pytest

from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.judgement.criteria import JudgedSet, judge
from diagnostics.model.content import expressions as ex
from diagnostics.model.content.facts import Derived, Fact
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import VERDICTS, Grade
from diagnostics.model.content.standards import Standard
from diagnostics.model.content.validity import in_force
from diagnostics.model.firm.answers import Answer, AnswerValue, FirmAnswers, Row, Subject
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from diagnostics.scoring.memo.variants import variants
from tests.builders import AS_OF, shipped
from tests.scoring.firms import FirmMaker, expressions_of

STATES = ("not_met", "unknown", "met")
TOGETHER = 64  # facts moved side by side; what rests on none of them is taken over
DAYS = (300, 1, 0, -1, -89, -90, -364, -365, -366, -731, -1096, -2000, -6000)
NUMBERS = (-50, 0, 1, 4, 20, 50, 79, 80, 100, 1000, 50000)
SUBJECTS = (
    Subject("firm", "firm", "企业"),
    Subject("site", "site", "厂", "firm"),
    Subject("shop", "workshop", "车间", "site"),
)


def directed(library: Library) -> list[Fact | Derived]:
    """Facts that declare a direction and that an answers file may give."""
    raw: list[Fact | Derived] = [fact for fact in library.facts.values() if fact.better != "none"]
    given = [item for item in library.derived.values() if item.better != "none" and item.direct != "none"]
    return raw + given


def numbers_beside(library: Library) -> Mapping[str, set[Fraction]]:
    """For every fact the numbers that rules compare it with."""
    found: dict[str, set[Fraction]] = {}
    for expression in expressions_of(library):
        parts = list(ex.walk(expression))
        constants = {part.value for part in parts if isinstance(part, ex.Constant) and isinstance(part.value, Fraction)}
        constants |= {edge for part in parts if isinstance(part, ex.Band) for edge, _ in part.edges}
        for part in parts:
            if isinstance(part, ex.FactRef):
                found.setdefault(part.fact, set()).update(constants)
    return found


def chains(item: Fact | Derived, beside: Mapping[str, set[Fraction]]) -> list[list[AnswerValue]]:
    """Rows of values, each row from worst to best in the direction that the fact declares."""
    rows: list[list[AnswerValue]]
    if item.type == "multi":
        rows = more_and_more(item)
    elif item.type == "judgement":
        rows = [["fails", "holds"]]
    elif item.type == "choice":  # listed from worst to best
        rows = [[option.id for option in item.options]]
    elif item.type == "bool":
        rows = [[False, True]]
    elif item.type == "date":
        rows = [[AS_OF + timedelta(days=days) for days in sorted(DAYS)]]
    else:
        rows = [[*numbers(item, beside)]]
    turned = item.better == "down" and item.type != "choice"
    return [row[::-1] for row in rows] if turned else rows


def more_and_more(item: Fact | Derived) -> list[list[AnswerValue]]:
    """None, one, two … options, forwards and backwards; and from none to each single one."""
    options = [option.id for option in item.options if not option.none]
    nothing: AnswerValue = tuple(option.id for option in item.options if option.none)[:1]

    def upward(order: Sequence[str]) -> list[AnswerValue]:
        steps = [set(order[:count]) for count in range(1, len(order) + 1)]
        return [nothing, *(tuple(option for option in options if option in step) for step in steps)]

    return [upward(options), upward(options[::-1]), *([nothing, (option,)] for option in options[1:-1])]


def numbers(item: Fact | Derived, beside: Mapping[str, set[Fraction]]) -> list[Fraction]:
    low = Fraction(0) if item.type == "percent" and item.min is None else item.min
    high = Fraction(100) if item.type == "percent" and item.max is None else item.max
    near = {edge + step for edge in beside.get(item.id, ()) for step in (-1, 0, 1)}
    found = sorted({*map(Fraction, NUMBERS), *near})
    return [each for each in found if (low is None or each >= low) and (high is None or each <= high)]


def bases(library: Library) -> dict[str, FirmAnswers]:
    """Firms of one workshop with evidence for everything: weak, strong, mixed, and one that has said little."""
    maker = FirmMaker(library, AS_OF)
    found = {}
    for name, mood, asked, seed in (
        ("weak", 0, 1, 1),
        ("strong", 1, 1, 2),
        ("mixed", 0.5, 1, 3),
        ("silent", 1, 0.3, 4),
    ):
        found[name] = maker.firm(seed, subjects=SUBJECTS, mood=mood, asked=asked, proof=1, fill=1)
    if library is shipped():
        found["strong"] = excellent(maker.firm(2, subjects=SUBJECTS, mood=1, asked=1, proof=1, gaps=0))
    return found


def excellent(firm: FirmAnswers) -> FirmAnswers:
    """A firm of the shipped content that lacks nothing: the conditions of most sets hold."""
    ten, big = Fraction(10), Fraction(30000)
    machines = dict.fromkeys(("total", "nc", "digital", "smart", "networked", "auto_collected", "on_cloud"), ten)
    begun, lately = AS_OF - timedelta(days=900), AS_OF - timedelta(days=60)
    year = dict.fromkeys(("revenue_wan", "main_revenue_wan", "cost_wan", "rd_wan", "digital_invest_wan"), big)
    instruments = [each.id for each in shipped().tables["official_results"].fields[0].options]
    services = ("app_mgmt", "plat_iot", "infra_compute")
    rows: dict[str, list[dict[str, AnswerValue]]] = {
        "equipment": [{"process": "车削", "key": True, "nc_process": True, **machines}],
        "systems": [
            {"name": "云", "category_item": each, "deploy_mode": "public", "start_date": begun,
             "key_equipment": True, "data_model_use": True} for each in services
        ],
        "years": [{"year": Fraction(AS_OF.year - back), "employees": ten, **year} for back in (1, 2, 3)],
        "titles": [{"tier": "national", "valid_from": begun}],
        "official_results": [
            {"instrument": each, "level": Fraction(5), "score": Fraction(100), "date": lately} for each in instruments
        ],
    }  # fmt: skip
    parts = {"ai_scene_count", "built_scene_count", *ratio_parts(shipped())}
    values: dict[str, AnswerValue] = {
        fact.id: ten
        if fact.id in parts
        else (fact.max or big)
        if fact.type == "number"
        else AS_OF - timedelta(days=6000)
        for fact in shipped().facts.values()
        if fact.type in {"number", "date"} and not fact.profile
    }
    values |= {"registered_province": "henan", "business_type": "discrete"}
    answers = dict(firm.answers) | {
        ("firm", name): Answer(state="known", value=value, grade=Grade.E3) for name, value in values.items()
    }
    tables = {
        name: tuple(Row(values=each, subject="firm", grade=Grade.E4) for each in found) for name, found in rows.items()
    }
    return replace(firm, answers=answers, rows=tables)


def ratio_parts(library: Library) -> set[str]:
    """Facts that are counted against each other."""
    ratios = [part for each in expressions_of(library) for part in ex.walk(each) if isinstance(part, ex.Ratio)]
    return {part.fact for ratio in ratios for part in ex.walk(ratio) if isinstance(part, ex.FactRef)}


def changed(firm: FirmAnswers, item: Fact | Derived, value: AnswerValue) -> FirmAnswers:
    """The firm with one answer changed; a derived fact is given directly, so its tables go."""
    kept = {key: answer for key, answer in firm.answers.items() if key[1] != item.id}
    rows = firm.rows if isinstance(item, Fact) else {}
    return replace(
        firm, answers={**kept, ("firm", item.id): Answer(state="known", value=value, grade=Grade.E3)}, rows=rows
    )


Heights = dict[str, "np.ndarray[Any, np.dtype[np.float64]]"]


def heights(verified: Evaluator) -> Heights:
    """Everything that must not sink, per firm: scores, levels, conditions, verdicts, claimed and verified, with bounds.

    The firms have one subject of each kind, so that the rows of all kinds are the firms. NaN: has no such figure.
    """
    claimed, found = verified.told, Heights()
    for name, standard in claimed.library.standards.items():
        if in_force(standard, AS_OF):
            found |= heights_of_standard(standard, name, claimed, verified)
    for name, criteria in claimed.library.criteria.items():
        if in_force(criteria, AS_OF):
            found |= heights_of_set(name, judge(criteria, claimed, verified))
    return found


def heights_of_standard(standard: Standard, name: str, claimed: Evaluator, verified: Evaluator) -> Heights:
    found = Heights()
    scored, proved = claimed.scorer.score(name), verified.scorer.score(name)
    for node in standard.nodes:
        own = scored.nodes[node.id]
        figures = {
            "value": np.where(own.has_value, own.value, np.nan),
            "min": own.bounds.lo,
            "max": own.bounds.hi,
            "verified": proved.nodes[node.id].bounds.lo,
        }
        found |= {f"{name}:{node.id}.{side}": np.where(own.active, each, np.nan) for side, each in figures.items()}
    if standard.score_figure is not None:
        figure = claimed.value(standard.score_figure, standard.judges)
        least = verified.value(standard.score_figure, standard.judges).lo
        for side, each in (("min", figure.lo), ("max", figure.hi), ("verified", least)):
            found[f"{name}:score.{side}"] = np.where(figure.na, np.nan, each)
    for ladder in standard.ladders:
        level = claimed.scorer.ladder(standard, ladder.id)
        sure = verified.scorer.ladder(standard, ladder.id).lo
        found |= {f"{name}:{ladder.id}.min": level.lo, f"{name}:{ladder.id}.max": level.hi}
        found[f"{name}:{ladder.id}.verified"] = sure
    return found


def weights_answered(claimed: Evaluator) -> Heights:
    """Of the values that are means over what is answered: how much of them is.

    A leaf that rests on two facts of which one is open may be decided by the other one and become open again when
    that one moves. Then another mean is printed, over other leaves: its bounds must not sink, the mean itself may.
    """
    return {
        f"{name}:{node.id}.value": claimed.scorer.score(name).nodes[node.id].answered
        for name, standard in claimed.library.standards.items()
        if standard.unanswered == "renormalise" and in_force(standard, AS_OF)
        for node in standard.nodes
    }


def heights_of_set(name: str, judged: JudgedSet) -> Heights:
    sides = {"verdict": judged.verdicts, "verified": judged.verified}
    found = {f"{name}.{side}": as_numbers([-VERDICTS.index(each) for each in own]) for side, own in sides.items()}
    for each in judged.conditions:
        place: dict[str, float] = dict(zip(STATES, range(len(STATES)), strict=True))
        found[f"{name}.{each.criterion.id}"] = as_numbers([place.get(one, np.nan) for one in each.claimed_states])
    return {key: np.where(judged.relevant, own, np.nan) for key, own in found.items()}


def as_numbers(values: Sequence[float]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array(values, dtype=np.float64)


def evaluated(firms: Sequence[FirmAnswers], library: Library) -> Evaluator:
    claimed = Evaluator(Frame(firms, library, AS_OF))
    return Evaluator(Frame(firms, library, AS_OF, verified=True), claimed)


@dataclass
class Walk:
    """What a walk over facts has seen: how much of it, and per fact what sinks when it moves the better way."""

    facts: int = 0
    states: int = 0
    figures: int = 0
    risen: int = 0
    fallen: dict[str, set[str]] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.facts} facts, {self.states} firms, {self.figures} figures each, {self.risen} rises"


def walk(library: Library, firm: FirmAnswers, items: Sequence[Fact | Derived]) -> Walk:
    """Move every fact the better way, one at a time, on one firm that is otherwise the same."""
    beside, base = numbers_beside(library), evaluated([firm], library)
    heights(base)
    seen = Walk(len(items))
    for at in range(0, len(items), TOGETHER):
        firms: list[FirmAnswers] = []
        steps: list[tuple[str, int]] = []
        for item in items[at : at + TOGETHER]:
            for row in chains(item, beside):
                steps += [(item.id, len(firms) + place) for place in range(len(row) - 1)]
                firms += [changed(firm, item, value) for value in row]
        moved = variants(base, 0, firms)
        add_steps(seen, heights(moved), weights_answered(moved.told), steps)
        seen.states += len(firms)
    return seen


def add_steps(seen: Walk, found: Heights, answered: Heights, steps: Sequence[tuple[str, int]]) -> None:
    """Note what falls and what rises from each firm to the next one of its chain."""
    seen.figures = len(found)
    worse = np.array([place for _, place in steps])
    for name, height in found.items():
        difference = height[worse + 1] - height[worse]
        if name in answered:
            difference = np.where(answered[name][worse + 1] == answered[name][worse], difference, 0)
        seen.risen += int(np.count_nonzero(difference > 1e-9))
        for step in np.flatnonzero(difference < -1e-9).tolist():
            seen.fallen.setdefault(steps[step][0], set()).add(name)


def sinking(seen: Walk) -> dict[str, list[str]]:
    return {fact: sorted(what) for fact, what in seen.fallen.items()}


@cache
def shipped_bases() -> dict[str, FirmAnswers]:
    return bases(shipped())


def test_the_better_way_lowers_nothing_for_any_fact() -> None:
    """Every declared fact on one of the firms, each firm in turn; the long run takes every fact on every firm."""
    items, names = directed(shipped()), ("strong", "mixed", "weak")
    walks = [walk(shipped(), shipped_bases()[name], items[turn :: len(names)]) for turn, name in enumerate(names)]
    for name, seen in zip(names, walks, strict=True):
        print(f"{name}: {seen}")
        assert sinking(seen) == {}
        assert seen.risen > 0
    assert sum(seen.facts for seen in walks) == len(items)


@pytest.mark.long
@pytest.mark.parametrize("base", ["weak", "strong", "mixed", "silent"])
def test_the_better_way_lowers_nothing_for_any_fact_on_any_firm(base: str) -> None:
    seen = walk(shipped(), shipped_bases()[base], directed(shipped()))
    print(f"{base}: {seen}")
    assert sinking(seen) == {}
    assert seen.risen > 0


@pytest.mark.parametrize("base", ["weak", "strong", "mixed", "silent"])
def test_points_that_rise_and_fall_are_found(base: str, every_form: Library) -> None:
    """The small content has one such leaf on purpose; all its other facts keep their direction."""
    seen = walk(every_form, bases(every_form)[base], directed(every_form))
    assert seen.fallen.keys() == {"rate"}
    assert "points:p_bumpy.max" in seen.fallen["rate"]


def test_the_walk_moves_what_it_should() -> None:
    """A walk on which nothing ever rises would prove nothing."""
    library, firm = shipped(), shipped_bases()["strong"]
    item = library.facts["network_capabilities"]
    row = chains(item, {})[0]
    found = heights(evaluated([changed(firm, item, value) for value in row], library))
    assert found["digital_level:q01_network.value"].tolist() == [0, 2, 4, 6, 8]
    assert "bad_credit_3y" in str(chains(library.facts["credit_records"], {})[0][0])


def test_what_is_compared_is_what_a_diagnosis_says() -> None:
    library, firm = shipped(), shipped_bases()["mixed"]
    found, said = heights(evaluated([firm], library)), diagnose([firm], library, AS_OF)[0]
    for name, result in said.standards.items():
        for node, figure in result.nodes.items():
            for side in ("value", "min", "max", "verified"):
                number = getattr(figure, side)
                height = found[f"{name}:{node}.{side}"][0]
                assert np.isnan(height) if number is None else height == number
        for ladder, level in result.ladders.items():
            assert found[f"{name}:{ladder}.min"][0] == level.min
            assert found[f"{name}:{ladder}.verified"][0] == level.verified
    for name, judged in said.criteria.items():
        assert found[f"{name}.verdict"][0] == -VERDICTS.index(judged.verdict)
        assert found[f"{name}.verified"][0] == -VERDICTS.index(judged.verdict_verified)
