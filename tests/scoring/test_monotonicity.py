"""Moving a fact the better way never lowers a score, a level or a verdict: every fact that declares a direction.

Each such fact is walked from its worst value to its best on several firms that are otherwise the same, everything with
evidence. The rule exempts denominators by name; no fact needs it: denominators declare `better: none`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

import pytest

from diagnostics.diagnosis import Diagnosis, diagnose
from diagnostics.model import expressions as ex
from diagnostics.model.answers import Answer, AnswerValue, FirmAnswers, Row, Subject
from diagnostics.model.facts import Derived, Fact
from diagnostics.model.library import Library
from diagnostics.model.marks import VERDICTS, Grade
from tests.builders import AS_OF, shipped
from tests.scoring.firms import FirmMaker, expressions_of

STATES = ("not_met", "unknown", "met")
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
    answers = dict(firm.answers) | {("firm", name): Answer("known", value, Grade.E3) for name, value in values.items()}
    tables = {name: tuple(Row(each, "firm", Grade.E4) for each in found) for name, found in rows.items()}
    return replace(firm, answers=answers, rows=tables)


def ratio_parts(library: Library) -> set[str]:
    """Facts that are counted against each other."""
    ratios = [part for each in expressions_of(library) for part in ex.walk(each) if isinstance(part, ex.Ratio)]
    return {part.fact for ratio in ratios for part in ex.walk(ratio) if isinstance(part, ex.FactRef)}


def changed(firm: FirmAnswers, item: Fact | Derived, value: AnswerValue) -> FirmAnswers:
    """The firm with one answer changed; a derived fact is given directly, so its tables go."""
    kept = {key: answer for key, answer in firm.answers.items() if key[1] != item.id}
    rows = firm.rows if isinstance(item, Fact) else {}
    return replace(firm, answers={**kept, ("firm", item.id): Answer("known", value, Grade.E3)}, rows=rows)


def heights(diagnosis: Diagnosis) -> dict[str, float]:
    """Everything that must not sink: scores, levels, conditions and verdicts, claimed and verified, with bounds."""
    found: dict[str, float] = {}
    for name, result in diagnosis.standards.items():
        figures = {**result.nodes, **({"score": result.score} if result.score else {})}
        for node, figure in figures.items():
            for side in ("value", "min", "max", "verified"):
                number = getattr(figure, side)
                if number is not None:
                    found[f"{name}:{node}.{side}"] = number
        for ladder, level in result.ladders.items():
            found |= {f"{name}:{ladder}.{side}": getattr(level, side) for side in ("min", "max", "verified")}
    for name, judged in diagnosis.criteria.items():
        found[f"{name}.verdict"] = -VERDICTS.index(judged.verdict)
        found[f"{name}.verified"] = -VERDICTS.index(judged.verdict_verified)
        for condition, each in judged.conditions.items():
            if each.state in STATES:
                found[f"{name}.{condition}"] = STATES.index(each.state)
    return found


def sampled(items: Sequence[Fact | Derived], turn: int) -> list[Fact | Derived]:
    """Every second fact, so that two turns see all; of many points on one scale every tenth."""
    groups: dict[str, list[Fact | Derived]] = {}
    for item in items:
        groups.setdefault(getattr(item, "scale", ""), []).append(item)
    many = {scale for scale, group in groups.items() if scale and len(group) > 50}
    return [each for scale, group in groups.items() for each in group[turn :: 10 if scale in many else 2]]


def sunk(library: Library, firm: FirmAnswers, items: Sequence[Fact | Derived]) -> dict[str, set[str]]:
    """Per fact what sinks when it moves the better way."""
    beside = numbers_beside(library)
    steps = [
        (item.id, worse, better)
        for item in items
        for row in chains(item, beside)
        for worse, better in pairwise(changed(firm, item, value) for value in row)
    ]
    firms = {id(each): each for _, *pair in steps for each in pair}
    found = dict(zip(firms, map(heights, diagnose(list(firms.values()), library, AS_OF)), strict=True))
    fallen: dict[str, set[str]] = {}
    for fact, worse, better in steps:
        below, above = found[id(worse)], found[id(better)]
        lower = {key for key in below.keys() & above.keys() if above[key] < below[key] - 1e-9}
        if lower:
            fallen.setdefault(fact, set()).update(lower)
    return fallen


@pytest.mark.parametrize(("base", "turn"), [("strong", 0), ("mixed", 1)])
def test_the_better_way_lowers_nothing(base: str, turn: int) -> None:
    fallen = sunk(shipped(), bases(shipped())[base], sampled(directed(shipped()), turn))
    assert {fact: sorted(what) for fact, what in fallen.items()} == {}


@pytest.mark.long
@pytest.mark.parametrize("base", ["weak", "strong", "mixed", "silent"])
def test_the_better_way_lowers_nothing_for_any_fact(base: str) -> None:
    fallen = sunk(shipped(), bases(shipped())[base], directed(shipped()))
    assert {fact: sorted(what) for fact, what in fallen.items()} == {}


@pytest.mark.parametrize("base", ["weak", "strong", "mixed", "silent"])
def test_points_that_rise_and_fall_are_found(base: str, every_form: Library) -> None:
    """The small content has one such leaf on purpose; all its other facts keep their direction."""
    fallen = sunk(every_form, bases(every_form)[base], directed(every_form))
    assert fallen.keys() == {"rate"}
    assert "points:p_bumpy.max" in fallen["rate"]


def test_the_walk_moves_what_it_should() -> None:
    """A walk on which nothing ever rises would prove nothing."""
    library, firm = shipped(), bases(shipped())["strong"]
    item = library.facts["network_capabilities"]
    row = chains(item, {})[0]
    found = [heights(each) for each in diagnose([changed(firm, item, value) for value in row], library, AS_OF)]
    assert [each["digital_level:q01_network.value"] for each in found] == [0, 2, 4, 6, 8]
    assert "bad_credit_3y" in str(chains(library.facts["credit_records"], {})[0][0])
