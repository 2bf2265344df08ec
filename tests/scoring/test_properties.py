"""Properties of every result: verified ≤ min ≤ value ≤ max, siblings come in any order, 不适用 is neutral.

The firms are random; the content is the shipped one and the small one that uses every form.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostics.diagnosis.diagnose import Diagnosis, diagnose
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import VERDICTS, Verdict
from diagnostics.model.content.standards import Node, Standard
from diagnostics.model.firm.answers import Answer, FirmAnswers, Subject
from diagnostics.model.results.results import ScoreFigure, StandardResult
from diagnostics.scoring.engine.results import StandardResults
from diagnostics.scoring.engine.weights import with_weights
from tests.builders import AS_OF, JUDGED, asked, content, firm, shipped
from tests.scoring.firms import FirmMaker

HOPEFUL, HOPELESS = VERDICTS[:2], VERDICTS[3:]


def each_subject(result: StandardResult) -> list[StandardResult]:
    return [result, *(result.subjects or {}).values()]


# ---- verified ≤ min ≤ value ≤ max ----


def figures_of(result: StandardResult) -> dict[str, ScoreFigure]:
    """Every number with bounds: nodes, score, further outputs."""
    found = {**result.nodes, **({"score": result.score} if result.score else {})}
    for name, output in result.outputs.items():
        inside = {"": output} if isinstance(output, ScoreFigure) else output
        found |= {f"{name}.{key}": each for key, each in inside.items() if isinstance(each, ScoreFigure)}
    return found


def in_order(figure: ScoreFigure) -> bool:
    """Whether a number lies where it can, and what is proved of it below; None is open towards its side."""
    low = -inf if figure.min is None else figure.min
    high = inf if figure.max is None else figure.max
    value = low if figure.value is None else figure.value
    return (-inf if figure.verified is None else figure.verified) <= low <= value <= high


def disordered_standard(whole: StandardResult) -> list[str]:
    found = []
    for result in each_subject(whole):
        found += [f"{result.standard}:{name} {each}" for name, each in figures_of(result).items() if not in_order(each)]
        for ladder, level in result.ladders.items():
            fits = (level.verified or 0) <= level.min <= (level.level or level.min) <= level.max
            if not fits or (level.level is not None and level.verified is None):
                found.append(f"{result.standard}:{ladder} {level}")
    return found


def exceeding(diagnosis: Diagnosis) -> list[str]:
    """Where something verified is more than what is claimed, or a value lies outside its bounds."""
    found = [each for whole in diagnosis.standards.values() for each in disordered_standard(whole)]
    for name, judged in diagnosis.criteria.items():
        for each in [judged, *(judged.subjects or {}).values()]:
            if not verdicts_fit(each.verdict, each.verdict_verified):
                found.append(f"{name}: {each.verdict}, verified {each.verdict_verified}")
            for condition, state in each.conditions.items():
                if state.verified_state not in {state.state, "unknown"} and state.state != "na":
                    found.append(f"{name}.{condition} {state.state}, verified {state.verified_state}")
    return found


def exceeding_under_other_weights(diagnoses: Sequence[Diagnosis]) -> list[str]:
    """The same of every weight set; the firms were diagnosed together."""
    claimed, verified, library = diagnoses[0].claimed, diagnoses[0].verified, diagnoses[0].library
    found = []
    for standard in library.standards.values():
        for weight_set in standard.weight_sets:
            variant = with_weights(standard, weight_set.weights)
            results = StandardResults(variant, claimed.under(variant), verified.under(variant))
            for row in range(len(diagnoses)):
                found += [f"{weight_set.id} {each}" for each in disordered_standard(results.of_firm(row))]
    return found


def verdicts_fit(claimed: Verdict, verified: Verdict) -> bool:
    """Verified answers claim the same or less: a hope is never higher, a refusal never harder."""
    if verified in HOPEFUL:
        return claimed in HOPEFUL and VERDICTS.index(claimed) <= VERDICTS.index(verified)
    if verified in HOPELESS:
        return claimed in HOPELESS and VERDICTS.index(claimed) >= VERDICTS.index(verified)
    return True


def test_every_number_of_the_shipped_content_lies_in_its_bounds_and_verified_below(shipped_firms: FirmMaker) -> None:
    diagnoses = diagnose(shipped_firms.firms(300), shipped(), AS_OF)
    assert [each for diagnosis in diagnoses for each in exceeding(diagnosis)] == []


def test_every_number_under_other_weights_lies_in_its_bounds_and_verified_below(
    few_diagnosed: list[Diagnosis],
) -> None:
    assert exceeding_under_other_weights(few_diagnosed) == []


@pytest.mark.long
@pytest.mark.parametrize("first", range(0, 10_000, 500))
def test_every_number_of_ten_thousand_firms_lies_in_its_bounds(first: int, shipped_firms: FirmMaker) -> None:
    diagnoses = diagnose(shipped_firms.firms(500, first=first), shipped(), AS_OF)
    assert [each for diagnosis in diagnoses for each in exceeding(diagnosis)] == []
    assert exceeding_under_other_weights(diagnoses) == []


@pytest.mark.parametrize("number", [50, pytest.param(1000, marks=pytest.mark.long)])
def test_every_number_of_any_form_lies_in_its_bounds_and_verified_below(
    number: int, every_form: Library, small_firms: FirmMaker
) -> None:
    diagnoses = diagnose(small_firms.firms(number), every_form, AS_OF)
    assert [each for diagnosis in diagnoses for each in exceeding(diagnosis)] == []
    assert exceeding_under_other_weights(diagnoses) == []


def test_a_proved_direct_answer_does_not_lift_what_the_tables_say_without_proof() -> None:
    """The table says 10 of 100, on nobody's evidence; the proved 90 percent given directly do not count."""
    answers = {"equip_digital_rate": {"value": 90, "evidence": "seen"}}
    told = firm(
        answers,
        equipment=[{"process": "车削", "key": True, "total": 100, "digital": 10}],
        evidence=[{"id": "seen", "grade": "E3", "kind": "photo"}],
    )
    result = diagnose([told], shipped(), AS_OF)[0]
    figure = result.standards["digital_level"].nodes["q02_equip_digital"]
    assert (figure.value, figure.verified) == (0, 0)
    told_twice = [notice for notice in result.notices if notice.fact == "equip_digital_rate"]
    assert {notice.code for notice in told_twice} == {"two_values"}
    assert len({notice.text for notice in told_twice}) == len(told_twice)  # one for every standard that counts it


# ---- exactly one status ----


def check_statuses(diagnoses: list[Diagnosis]) -> None:
    for name, standard in shipped().standards.items():
        for rule in standard.first_match:
            known: set[str | None] = {*(case.id for case in rule.cases), rule.otherwise.id}
            known |= {None} if rule.only_answered else set()
            found = {each.standards[name].statuses[rule.id] for each in diagnoses}
            assert found <= known
            assert found == known, "the firms do not reach every status"


def test_every_rule_gives_every_firm_exactly_one_status(few_diagnosed: list[Diagnosis]) -> None:
    check_statuses(few_diagnosed)


# ---- siblings ----


def scaled(standard: Standard, factor: Fraction, chance: random.Random) -> Standard:
    """All weights of each group of siblings times a factor of their own."""
    factors = {node.parent: factor * chance.randint(1, 9) for node in standard.nodes}

    def weight(node: Node) -> Any:
        if isinstance(node.weight, Mapping):
            return {option: each * factors[node.parent] for option, each in node.weight.items()}
        return node.weight * factors[node.parent]

    return replace(standard, nodes=tuple(replace(node, weight=weight(node)) for node in standard.nodes))


def shuffled(standard: Standard, chance: random.Random) -> Standard:
    """The same tree with siblings in another order, parents still before children."""
    below: dict[str, list[Node]] = {}
    for node in standard.nodes:
        below.setdefault(node.parent, []).append(node)
    for siblings in below.values():
        chance.shuffle(siblings)
    order = list(below[""])
    for node in order:
        order += below.get(node.id, [])
    return replace(standard, nodes=tuple(order))


def same(one: StandardResult, other: StandardResult) -> bool:
    """Whether all figures agree but for the last bits, and all levels entirely."""
    sides = ("value", "min", "max", "verified", "answered_share")
    figures = all(
        [getattr(one.nodes[node], side) for side in sides]
        == pytest.approx([getattr(other.nodes[node], side) for side in sides], abs=1e-9)
        for node in one.nodes
    )
    return figures and one.ladders == other.ladders and one.statuses == other.statuses


@pytest.mark.parametrize("number", [15, pytest.param(120, marks=pytest.mark.long)])
@pytest.mark.parametrize("change", ["scale", "shuffle"])
@pytest.mark.parametrize("content_name", ["shipped", "every_form"])
def test_neither_scale_nor_order_of_siblings_matters(
    number: int, change: str, content_name: str, every_form: Library
) -> None:
    library = shipped() if content_name == "shipped" else every_form
    chance = random.Random(change)
    standards = {
        name: scaled(each, Fraction(chance.choice((1, 3, 70)), chance.choice((1, 7, 100))), chance)
        if change == "scale"
        else shuffled(each, chance)
        for name, each in library.standards.items()
    }
    firms = FirmMaker(library, AS_OF).firms(number)
    other = replace(library, standards=standards)
    for one, two in zip(diagnose(firms, library, AS_OF), diagnose(firms, other, AS_OF), strict=True):
        for name in one.standards:  # those in force on the day
            pairs = zip(each_subject(one.standards[name]), each_subject(two.standards[name]), strict=True)
            assert all(same(*pair) for pair in pairs), f"{one.firm.code} {name}"


# ---- 不适用 ----

NA_FACTS = [
    {"id": name, "name": name, "type": "number", "min": 0, "max": 4, "better": "up", "na": True} for name in "abcd"
]


@pytest.fixture(scope="module", params=["open", "renormalise", "zero"])
def four_items(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A mean of four items, and one standard each that never had one of them."""
    leaves: list[dict[str, Any]] = [
        {"id": name, "name": name, "parent": "all", "points": {"fact": name}, "max": 4, "weight": weight, "na": na}
        for name, weight, na in (("a", 3, "drop"), ("b", 0.7, "tailor"), ("c", 11, "drop"), ("d", 2, "tailor"))
    ]
    root: dict[str, Any] = {"id": "all", "name": "全部", "roll_up": "mean"}

    def standard(name: str, left_out: str) -> dict[str, Any]:
        nodes = [
            {key: f"{name}.{value}" if key in {"id", "parent"} else value for key, value in node.items()}
            for node in (root, *leaves)
            if node["id"] != left_out
        ]
        return {"kind": "standard", "id": name, **JUDGED, "judges": "firm", "unanswered": request.param, "nodes": nodes}

    standards = [standard("full", ""), *(standard(f"without_{name}", name) for name in "abcd")]
    return content(tmp_path_factory.mktemp("na"), *asked(NA_FACTS), *standards)


ITEM = st.one_of(st.none(), st.integers(0, 40).map(lambda tenths: Fraction(tenths, 10)))


@given(told=st.fixed_dictionaries(dict.fromkeys("abcd", ITEM)), left_out=st.sampled_from("abcd"))
def test_an_item_that_does_not_apply_counts_as_if_it_had_never_been_asked(
    four_items: Library, told: dict[str, Fraction | None], left_out: str
) -> None:
    subjects = (
        Subject("firm", "firm", "企业"),
        Subject("s", "site", "厂", "firm"),
        Subject("w", "workshop", "车间", "s"),
    )
    answers = {("firm", name): Answer(state="known", value=value) for name, value in told.items() if value is not None}
    answers["firm", left_out] = Answer(state="na", note="没有这项业务")
    told_firm = FirmAnswers(
        code="", name="", subjects=subjects, answers=answers, rows={}, tailored={f"full.{left_out}": "没有这项业务"}
    )
    results = diagnose([told_firm], four_items, AS_OF)[0].standards
    full, without = results["full"].nodes["full.all"], results[f"without_{left_out}"].nodes[f"without_{left_out}.all"]
    assert (full.value, full.min, full.max) == pytest.approx((without.value, without.min, without.max), abs=1e-12)
    assert results["full"].nodes[f"full.{left_out}"].value is None


@pytest.mark.parametrize("left_out", ["b", "d"])
def test_without_a_reason_an_item_that_must_be_tailored_stays_open(four_items: Library, left_out: str) -> None:
    subjects = (
        Subject("firm", "firm", "企业"),
        Subject("s", "site", "厂", "firm"),
        Subject("w", "workshop", "车间", "s"),
    )
    told = FirmAnswers(
        code="",
        name="",
        subjects=subjects,
        answers={("firm", left_out): Answer(state="na", note="没有这项业务")},
        rows={},
    )
    figure = diagnose([told], four_items, AS_OF)[0].standards["full"].nodes[f"full.{left_out}"]
    assert (figure.min, figure.max) == (0, 4)
