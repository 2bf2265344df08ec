"""Where hardly anything is known: first what to find out, no measure, no price; unknown and unmet never in one cell."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from diagnostics.answers.files.file import parse_answers
from diagnostics.briefing.knowledge import MOST_QUESTIONS, knowledge
from diagnostics.briefing.outlook import look_ahead
from diagnostics.cli.main import main
from diagnostics.delivery.checks import check_report
from diagnostics.diagnosis.diagnose import Diagnosis, diagnose
from diagnostics.model.document import Block, Heading, Table
from diagnostics.model.results.knowledge import Knowledge, KnownShare
from diagnostics.model.results.outlook import FirmPlans
from diagnostics.report.chapters.advice.plan_part import main_plan
from diagnostics.report.chapters.owner.owner_page import conclusion
from diagnostics.report.words.labels import Labels
from tests.builders import AS_OF, as_json, shipped
from tests.contract.outputs import DATES, schema
from tests.report.reading import (
    answers_of,
    example,
    given_of,
    in_three,
    list_after,
    owner_blocks,
    tables_of,
    text_of,
    whole_report,
)
from tests.report.test_building import AUTO, FOOD
from tests.report.unasked_firms import answered_by, best_answers

SILENT = {
    "unknown": answered_by("unknown"),
    "refused": answered_by("refused"),
    "not applicable": answered_by("na", "unknown"),
    "nothing": answered_by(),
}
every_silence = pytest.mark.parametrize("answers", SILENT.values(), ids=SILENT.keys())
CHAPTERS = ("先查清，再做方案",)
PRICED = {"goals", "routes", "layers", "measures", "phases", "invest", "pain_measures", "wish_measures"}


def diagnosed(answers: dict[str, Any]) -> Diagnosis:
    firm, problems = parse_answers(as_json(answers), "firm.json", shipped(), as_of=AS_OF)
    assert firm is not None, problems
    return diagnose([firm], shipped(), AS_OF)[0]


def chapter(blocks: tuple[Block, ...], title: str) -> list[Block]:
    """The blocks of a chapter below its heading, up to the next heading of its level."""
    start = next(at for at, block in enumerate(blocks) if isinstance(block, Heading) and block.text == title)
    after = (at for at, block in enumerate(blocks) if at > start and isinstance(block, Heading) and block.level == 1)
    return list(blocks[start + 1 : next(after)])


@every_silence
def test_a_firm_that_says_nothing_of_substance_gets_questions_and_no_plan(answers: dict[str, Any]) -> None:
    given = given_of(answers, with_plan=True)
    document = whole_report(given)
    assert given.outlook is not None
    assert given.outlook.too_little == given.knowledge
    assert replace(given.outlook, too_little=None) == FirmPlans()
    assert PRICED.isdisjoint(tables_of(document))
    for blocks in (owner_blocks(document), *(chapter(document.blocks, title) for title in CHAPTERS)):
        text = text_of(replace(document, blocks=tuple(blocks)))
        for word in ("万元", "费用待", "估算", "从现在起", "还差"):
            assert word not in text, text
    page = owner_blocks(document)
    assert "资料太少，先查清这几项：对照的 80 条认定条件里有 80 条没有查清" in text_of(document)
    questions = list_after(page, "先查清的三件事")
    assert questions == [
        "这个工厂的智能化建设覆盖了哪些环节？问企业负责人；16 条条件等这一项的答案。",
        "在“信用中国”和企业信用信息公示系统上，现在或近三年有下面哪些记录？问企业负责人；4 条条件等这一项的答案。",
        "看过近三年的财务报表后，能不能说这家企业经营和财务状况良好？问诊断组和企业负责人；4 条条件等这一项的答案。",
    ]
    assert [block.id for block in page if isinstance(block, Table)] == ["owner_state"]


@every_silence
def test_a_firm_whose_cloud_nobody_asked_about_has_no_depth_yet(answers: dict[str, Any]) -> None:
    text = text_of(whole_report(given_of(answers)))
    assert "没有计入的云服务" not in text
    assert "下一步：C1" not in text
    assert re.search(r"^企业上云 \| .* \| 未调查$", text, re.MULTILINE)


@every_silence
@pytest.mark.parametrize("target", ["nat_b", "cmmm:2", "cloud:verified_sustained"])
def test_plan_prints_what_to_find_out_and_nothing_to_buy(
    answers: dict[str, Any], target: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "firm.json"
    path.write_text(as_json(answers), encoding="utf-8")
    arguments = ["plan", "--answers", str(path), "--target", target, *DATES]
    assert main(arguments) == 0
    text = capsys.readouterr().out
    assert "资料太少，先查清下面几项" in text
    assert "万元" not in text
    assert text.count("  · ") == MOST_QUESTIONS
    assert main([*arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    Draft202012Validator(schema("plan")).validate(found)
    assert found["targets"] == [target]
    assert [found[each] for each in ("measures", "goals", "gates", "pains", "blocked", "next")] == [[]] * 6
    assert found["totals"] == {"cost_wan": [0, 0], "open_prices": 0, "by_reason": {}}
    assert found["re_scored"] is False
    assert (found["too_little"]["unknown"], found["too_little"]["of"], found["too_little"]["most"]) == (80, 80, 0.5)
    assert [each["fact"] for each in found["too_little"]["questions"]] == [
        "covered_segments", "credit_records", "finance_healthy",
    ]  # fmt: skip


def test_a_firm_with_the_best_answers_gets_no_measure_and_is_known_well_enough() -> None:
    given = given_of(best_answers(), with_plan=True)
    assert given.knowledge.enough
    assert given.outlook is not None
    assert given.outlook.plan is not None
    assert given.outlook.plan.targets
    assert (given.outlook.plan.steps, given.outlook.routes) == ((), ())
    assert {goal.steps for goal in given.outlook.plan.goals} == {()}
    assert PRICED & tables_of(whole_report(given)).keys() <= {"goals", "pain_measures"}
    assert "万元" not in str(tables_of(whole_report(given)).get("pain_measures"))
    assert "资料太少" not in text_of(whole_report(given))


# ---- how much is known ----


def share(criteria: str, subject: str, unknown: int, of: int) -> KnownShare:
    return KnownShare(criteria=criteria, subject=subject, unknown=unknown, of=of)


def test_half_unknown_is_enough_and_one_condition_more_is_not() -> None:
    half = Fraction(1, 2)
    assert Knowledge(shares=(share("a", "x", 10, 20),), most=half).enough
    assert not Knowledge(shares=(share("a", "x", 11, 20),), most=half).enough
    assert Knowledge(shares=(share("a", "x", 16, 20), share("b", "x", 4, 20)), most=half).enough
    assert Knowledge().enough


def test_a_site_that_nobody_has_visited_holds_up_no_other() -> None:
    known = Knowledge(shares=(share("a", "here", 2, 20), share("a", "there", 20, 20)), most=Fraction(1, 2))
    assert (known.unknown, known.of, known.enough) == (2, 20, True)


def test_the_limit_is_content() -> None:
    diagnosis = diagnosed(SILENT["nothing"])
    without = replace(shipped(), confidences={})
    assert not knowledge(diagnosis).enough
    assert knowledge(replace(diagnosis, library=without)).enough


def test_a_target_of_which_too_little_is_known_is_not_planned_for_although_the_rest_is() -> None:
    diagnosis = example_diagnosis()
    limit = Fraction(1, 30)  # one of nineteen conditions of the basic level is open, one of eighty of all
    rules = {name: replace(each, most_unknown=limit) for name, each in shipped().confidences.items()}
    strict = replace(diagnosis, library=replace(shipped(), confidences=rules))
    assert knowledge(strict).enough
    assert not knowledge(strict, target="nat_b").enough
    assert knowledge(strict, target="hn_ws").enough
    assert len(knowledge(strict, target="nat_b").questions) == 1


@cache
def example_diagnosis() -> Diagnosis:
    return diagnosed(answers_of(FOOD))


@pytest.mark.parametrize("seed", range(3))
def test_answering_what_was_unknown_never_makes_less_known(seed: int) -> None:
    whole = example_diagnosis().firm
    chance = random.Random(seed)
    keep = {
        "registered_province",
        "business_type",
    }  # (which sets a firm is held against is not what it answers to them)
    order = [key for key in whole.answers if key[1] not in keep]
    chance.shuffle(order)
    cuts = [len(order) * part // 12 for part in range(13)]
    firms = [
        replace(whole, answers={key: each for key, each in whole.answers.items() if key not in order[cut:]})
        for cut in cuts
    ]
    found = [knowledge(each) for each in diagnose(firms, shipped(), AS_OF)]
    for before, after in pairwise(found):
        assert [each.of for each in before.shares] == [each.of for each in after.shares]
        for one, other in zip(before.shares, after.shares, strict=True):
            assert other.unknown <= one.unknown
        assert after.enough or not before.enough
    assert not found[0].enough
    assert found[-1].enough


def test_the_questions_are_open_and_settle_conditions_and_stand_once() -> None:
    found = knowledge(diagnosed(SILENT["refused"])).questions
    assert len({each.item for each in found}) == len(found) == MOST_QUESTIONS
    weights = [len(each.effects.conditions) for each in found if each.effects and each.is_open]
    assert len(weights) == MOST_QUESTIONS
    assert weights == sorted(weights, reverse=True)


def test_no_plan_is_looked_for_where_too_little_is_known() -> None:
    assert look_ahead(diagnosed(SILENT["nothing"])).too_little is not None
    assert (example(AUTO).outlook or FirmPlans()).too_little is None


# ---- near ----


def nearly_silent() -> dict[str, Any]:
    """Three conditions fail, nearly all the others are open."""
    answers = answered_by()
    answers["answers"] = {"credit_records": ["enforced"], "finance_healthy": {"value": "fails", "note": "亏损"}}
    return answers


def test_a_set_of_which_most_is_unknown_is_not_called_near() -> None:
    given = given_of(nearly_silent())
    target = given.target
    assert target is not None
    assert target.unsure
    assert target.count("not_met") == 2
    told = conclusion(given, target, Labels(given))
    assert told.startswith("到2026年6月30日为止，资料太少，先查清这几项")
    alone = conclusion(replace(given, knowledge=Knowledge()), target, Labels(given))
    assert "还判断不了：19 条里有 17 条没有查清，查清的里面有 2 条不满足。" in alone
    assert "补齐就可以" not in told + alone


def test_the_site_that_is_known_is_nearer_than_the_one_nobody_looked_at() -> None:
    answers = answers_of(AUTO)
    plant = next(each for each in answers["subjects"] if each["id"] == "plant_2")
    del plant["answers"]
    reaches = [each for each in given_of(answers).reaches if each.criteria.id == "nat_b"]
    assert [(each.subject, each.best) for each in reaches] == [("plant_1", True), ("plant_2", False)]


# ---- never in one cell ----


def test_unmet_and_unknown_conditions_have_columns_of_their_own() -> None:
    tables = tables_of(whole_report(example(AUTO)))
    for name, heads in {
        "title_sets": ("不满足的条件", "待查的条件"),
        "goals": ("为什么没有排进来、拦在哪", "还没有查清的条件"),
    }.items():
        assert set(heads) <= set(tables[name].heads)
    at = [tables["title_sets"].heads.index(head) for head in ("不满足的条件", "待查的条件")]
    for summary in (each for each in example(AUTO).summaries if not each.default):
        row = next((row for row in tables["title_sets"].rows if row[0].text.startswith(summary.title)), None)
        if row is not None:
            for column, state in zip(at, ("not_met", "unknown"), strict=True):
                names = dict.fromkeys(each.name for each in summary.open if each.state == state)
                assert row[column].text == ("；".join(names) or "—")


# ---- before delivery ----


def test_the_checks_find_no_plan_to_answer_a_pain_and_a_price_that_should_not_be_there() -> None:
    given = given_of(SILENT["refused"], with_plan=True)
    document = whole_report(given)
    checks = {each.id: each for each in check_report(given, in_three(document))}
    assert (checks["check_04"].outcome, checks["check_04"].found) == ("nothing", "资料太少，没有方案")
    assert checks["check_18"].outcome == "passed"
    planned = tables_of(whole_report(example(AUTO)))["invest"]
    priced = replace(document, blocks=(*document.blocks, planned))
    found = {each.id: each for each in check_report(given, in_three(priced))}["check_18"]
    assert (found.outcome, found.hard, found.found) == ("failed", True, planned.caption)
    assert main_plan(given) is None
