"""Ways, fragile levels, the evidence gap and official against ours, on the shipped content and the example firms."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from diagnostics.answers.files.file import parse_answers
from diagnostics.briefing.report_input import brief
from diagnostics.diagnosis.diagnose import Diagnosis, diagnose
from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer, FirmAnswers
from diagnostics.model.results.owed import by_weight, deciding, effects_of, to_prove
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from diagnostics.whatif.doubts import Doubts, standing_of
from diagnostics.whatif.evidence_gap import evidence_gap, gap_json, gap_lines
from diagnostics.whatif.fragility import fragile_levels
from diagnostics.whatif.official_difference import official_differences
from diagnostics.whatif.reaching import next_level, next_levels
from tests.builders import firm, shipped

ROOT = Path(__file__).resolve().parents[2]
AS_OF = date(2026, 6, 30)
BY_NAME = ["food", *(pytest.param(each, marks=pytest.mark.long) for each in ("auto_parts", "refractory"))]
MAIN = ("cmmm", "integration", "digital_level", "cloud")


@cache
def example(name: str) -> Diagnosis:
    text = (ROOT / "examples" / f"{name}.yaml").read_text(encoding="utf-8")
    answers, problems = parse_answers(text, name, shipped())
    assert answers is not None, problems
    return diagnose([answers], shipped(), AS_OF)[0]


def level(found: Diagnosis, standard: str, ladder: str = "level") -> int:
    return found.standards[standard].ladders[ladder].min


def again(found: Diagnosis, answers: dict[tuple[str, str], Answer]) -> Diagnosis:
    return diagnose([replace(found.firm, answers=answers)], shipped(), AS_OF)[0]


@pytest.mark.parametrize("name", BY_NAME)
def test_the_shipped_standards_have_ways_of_which_every_part_is_needed(name: str) -> None:
    diagnosis = example(name)
    found = {each.standard: each for each in next_levels(diagnosis, most=1)}
    assert set(MAIN) <= set(found)
    scenes = found["digital_level"]
    assert scenes.outcome == "ways"
    options = {each.id: {one.name: one.id for one in each.options} for each in shipped().facts.values()}
    plain = [each for each in scenes.ways[0].moves if shipped().named(each.fact).type == "choice"]
    assert plain
    now = level(diagnosis, "digital_level")
    for left_out in plain[:2]:  # the levels of scenes are a gate of their own: without one of its moves it stays shut
        others = [each for each in plain if each is not left_out and each.fact in options]
        answers = dict(diagnosis.firm.answers)
        for each in others:
            answers[each.subject, each.fact] = Answer(state="known", value=options[each.fact][each.to], grade=Grade.E2)
        assert level(again(diagnosis, answers), "digital_level") == now


def test_every_way_of_maturity_reaches_the_next_level_when_typed_in() -> None:
    diagnosis = example("refractory")
    ladder = shipped().standards["cmmm"].ladder("level")
    assert ladder is not None
    found = next_level(diagnosis, shipped().standards["cmmm"], ladder)
    options = {each.id: {one.name: one.id for one in each.options} for each in shipped().facts.values()}
    assert len(found.ways) == 3
    for way in found.ways:
        answers = dict(diagnosis.firm.answers)
        for each in way.moves:
            answers[each.subject, each.fact] = Answer(state="known", value=options[each.fact][each.to], grade=Grade.E2)
        assert level(again(diagnosis, answers), "cmmm") == 2


def test_a_level_above_the_aim_says_that_the_aim_comes_first() -> None:
    diagnosis = example("refractory")
    key = next(key for key in diagnosis.firm.answers if key[1] == "target_level")
    low = replace(diagnosis.firm.answers[key], value=Fraction(1))
    aimed = again(diagnosis, {**diagnosis.firm.answers, key: low})
    ladder = shipped().standards["cmmm"].ladder("level")
    assert ladder is not None
    found = next_level(aimed, shipped().standards["cmmm"], ladder, 1)
    assert "2" in found.aims
    assert found.outcome == "ways"


def test_a_fragile_answer_really_changes_the_level() -> None:
    diagnosis = example("refractory")
    stated = [each for each in fragile_levels(diagnosis) if each.what == "stated" and each.standard == "cmmm"]
    assert stated
    for each in stated[:1]:
        answers = {key: one for key, one in diagnosis.firm.answers.items() if key != (each.subject, each.item)}
        assert level(again(diagnosis, answers), "cmmm") < level(diagnosis, "cmmm")
        assert each.then in each.text
    named = {each.item for each in stated}
    others = [each for each in Doubts(diagnosis, "cmmm").all if each.item not in named and not each.row]
    firms = [
        replace(
            diagnosis.firm,
            answers={key: one for key, one in diagnosis.firm.answers.items() if key != (each.subject, each.item)},
        )
        for each in others
    ]
    assert {level(each, "cmmm") for each in diagnose(firms, shipped(), AS_OF)} == {level(diagnosis, "cmmm")}


def test_weight_sets_and_uncertain_weights_that_change_a_level_are_named() -> None:
    diagnosis = example("refractory")
    found = {each.cause: each for each in fragile_levels(diagnosis)}
    differing = {
        name for name, own in diagnosis.by_weight_set["cmmm"].items() if own not in {None, level(diagnosis, "cmmm")}
    }
    assert found["weights"].item in differing
    assert found["mark"].what == "uncertain"


@pytest.mark.parametrize("name", BY_NAME)
def test_with_everything_that_is_owed_the_verified_figures_are_the_claimed_ones(name: str) -> None:
    diagnosis = example(name)
    doubts = Doubts(diagnosis)
    gap = evidence_gap(diagnosis, doubts)
    proved = diagnose([doubts.proved(gap.owed)], shipped(), AS_OF)[0]
    assert gap.shortfalls
    for short in gap.shortfalls:
        standard = shipped().standards[short.standard]
        told, shown = (standing_of(each, standard, 0) for each in (diagnosis.claimed, proved.verified))
        assert shown.level == told.level or (shown.level or 0) > (told.level or 0), short
        assert shown.score == pytest.approx(told.score) or (shown.score or 0.0) > (told.score or 0.0), short
    weights = [effects_of(each).weight for each in gap.owed]
    assert weights == sorted(weights, reverse=True)


def test_a_proof_gains_what_the_list_says() -> None:
    diagnosis = example("refractory")
    doubts = Doubts(diagnosis)
    gap = evidence_gap(diagnosis, doubts).owed
    first, gains = next((each, own) for each in gap if "digital_level" in (own := effects_of(each).gains))
    after = diagnose([doubts.proved([first])], shipped(), AS_OF)[0].standards["digital_level"].score
    before = diagnosis.standards["digital_level"].score
    assert after is not None
    assert before is not None
    assert after.verified == pytest.approx((before.verified or 0) + gains["digital_level"])


def test_a_proved_firm_owes_nothing() -> None:
    diagnosis = diagnose([firm({"s_quality": "l2"}, grade="E3")], shipped(), AS_OF)[0]
    assert not evidence_gap(diagnosis).owed
    assert len(gap_lines(evidence_gap(diagnosis))) == 1
    assert gap_json(evidence_gap(diagnosis)) == {"shortfalls": [], "owed": []}


def test_a_lower_official_score_is_explained_by_what_nothing_proves() -> None:
    [found] = official_differences(example("refractory"))
    assert list(found.score) == [25.2, 26.65]
    assert found.causes[0].cause == "unverified"
    assert found.explained == pytest.approx(1.45)
    assert found.causes[0].node in shipped().standards["digital_level"].by_id


def test_a_higher_official_level_names_the_threshold_and_answers_one_step_higher() -> None:
    found = next(each for each in official_differences(example("auto_parts")) if each.standard == "cmmm")
    assert list(found.level) == [2.0, 1]
    assert [each.cause for each in found.causes][:2] == ["threshold", "answered_lower"]


def test_an_equal_official_result_needs_no_explanation() -> None:
    diagnosis = example("refractory")
    own = diagnosis.standards["digital_level"].score
    assert own is not None
    row = replace(
        diagnosis.firm.rows["official_results"][0],
        values={**diagnosis.firm.rows["official_results"][0].values, "score": Fraction(str(own.value))},
    )
    same: FirmAnswers = replace(diagnosis.firm, rows={**diagnosis.firm.rows, "official_results": (row,)})
    assert official_differences(diagnose([same], shipped(), AS_OF)[0]) == []


@pytest.mark.parametrize("target", ["cmmm:procurement.L1", "integration:stage"])
def test_explain_goes_down_to_answers_and_sources_for_every_standard(target: str) -> None:
    command = [sys.executable, "-m", "diagnostics", "explain", "--answers", "examples/refractory.yaml", target]
    text = subprocess.run(command, capture_output=True, check=True, cwd=ROOT).stdout.decode("utf-8")
    data = json.loads(subprocess.run([*command, "--json"], capture_output=True, check=True, cwd=ROOT).stdout)
    assert "为什么" in text
    assert data["target"] == target
    if target == "cmmm:procurement.L1":
        assert "贡献" in text
        assert "出处" in text
        assert "采购员" in text
        return
    assert "做法1" in text
    ways = data["next"]["ways"]
    assert 1 <= len(ways) <= 3
    assert all(way["steps"] == sum(each["steps"] for each in way["facts"]) for way in ways)


def test_the_evidence_gap_is_a_key_of_score_where_it_is_asked_for() -> None:
    command = [sys.executable, "-m", "diagnostics", "score", "--answers", "examples/food.yaml", "--json"]
    plain = json.loads(subprocess.run(command, capture_output=True, check=True, cwd=ROOT).stdout)
    asked = json.loads(subprocess.run([*command, "--evidence-gap"], capture_output=True, check=True, cwd=ROOT).stdout)
    assert "evidence_gap" not in plain
    assert asked["evidence_gap"]["owed"][0]["who"]
    assert {key: each for key, each in asked.items() if key != "evidence_gap"} == plain


def test_variants_change_nothing_of_the_firm_itself() -> None:
    diagnosis = example("food")
    before = json.dumps(diagnosis.to_json(AS_OF), ensure_ascii=False, sort_keys=True)
    fragile_levels(diagnosis)
    evidence_gap(diagnosis)
    assert json.dumps(diagnosis.to_json(AS_OF), ensure_ascii=False, sort_keys=True) == before
    frame = Frame([diagnosis.firm], shipped(), AS_OF)
    assert Evaluator(frame).frame.firms[0] is diagnosis.firm


def test_a_sheet_lists_the_missing_evidence_by_what_hangs_on_it() -> None:
    diagnosis = example("food")
    given = brief(diagnosis, AS_OF, AS_OF)
    plain = brief(diagnosis, AS_OF, AS_OF, with_effects=False)
    gap = [each for each in evidence_gap(diagnosis).owed if each.reason == "stated_only"]
    assert len(gap) > 3
    assert list(by_weight(to_prove(given.owed)))[: len(gap)] == gap
    assert given.owed == plain.owed
    assert all(each.effects is None for each in plain.owed)
    with pytest.raises(ValueError, match="nobody has asked"):
        deciding(plain.owed)
