"""Levels, stages and advice in the report: every number rebuilt from its parts, every rule and every answer printed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model.content.roots import point_tables
from diagnostics.model.content.standards import Standard
from diagnostics.model.document import Table
from diagnostics.model.results.owed import open_questions, to_prove
from diagnostics.model.results.report_input import ReportInput
from diagnostics.model.results.results import StandardResult
from diagnostics.report.chapters.annex import answer_counts
from diagnostics.report.chapters.state.tier_part import is_tiered, sites_of, tier_name
from tests.report.reading import (
    EXAMPLES,
    answers_of,
    example,
    example_report,
    given_of,
    tables_of,
    text_of,
    whole_report,
)

AUTO, FOOD, REFRACTORY = (
    next(path for path in EXAMPLES if path.stem == name) for name in ("auto_parts", "food", "refractory")
)
every_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)


def tiered(given: ReportInput) -> list[tuple[Standard, dict[str, StandardResult]]]:
    standards = (given.library.standards[name] for name in given.standards)
    return [(each, sites_of(given, given.standards[each.id])) for each in standards if is_tiered(each)]


def table(path: Path, table_id: str) -> Table:
    return tables_of(example_report(path))[table_id]


# ---- numbers ----


@every_example
def test_every_level_is_the_sum_of_its_requirements(path: Path) -> None:
    given = example(path)
    for _, sites in tiered(given):
        for result in sites.values():
            assert result.assessed
            for tier in result.assessed:
                assert sum(each.share for each in tier.areas) == pytest.approx(1.0, abs=1e-12)
                assert sum(each.adds or 0.0 for each in tier.areas) == pytest.approx(tier.figure.value, abs=1e-12)
                lacking = sum(each.still for each in tier.requirements)
                assert lacking == pytest.approx(1.0 - (tier.figure.value or 0.0), abs=1e-12)
                unproved = sum(each.unproved for each in tier.requirements)
                assert unproved == pytest.approx((tier.figure.value or 0.0) - (tier.figure.verified or 0.0), abs=1e-12)
                assert tier.gate.met == (tier.gate.gap == 0.0)


@every_example
def test_meeting_a_requirement_adds_to_the_level_what_the_result_says(path: Path) -> None:
    given = example(path)
    for standard, sites in tiered(given):
        for subject, result in sites.items():
            tier = result.judged
            assert tier is not None
            most = max(tier.requirements, key=lambda each: each.still)
            own, of_the_firm = (subject, most.fact), ("firm", most.fact)
            key = own if own in given.firm.answers else of_the_firm
            answer = replace(given.firm.answers[key], value="full", state="known")
            firm = replace(given.firm, answers={**given.firm.answers, key: answer})
            (after,) = diagnose([firm], given.library, given.as_of)
            raised = sites_of(given, after.standards[standard.id])[subject].nodes[tier.gate.node].value
            assert raised == pytest.approx((tier.figure.value or 0.0) + most.still, abs=1e-9)


@every_example
def test_other_weights_give_the_levels_that_the_diagnosis_gives(path: Path) -> None:
    given = example(path)
    for standard, sites in tiered(given):
        assert standard.weight_sets
        for weight_set in standard.weight_sets:
            found = [result.other_weights[weight_set.id] for result in sites.values()]
            levels = [each.level for each in found if each.level is not None]
            assert min(levels) == given.by_weight_set[standard.id][weight_set.id]
            for each, result in zip(found, sites.values(), strict=True):
                assert (each.tier > 0) >= (each.level != result.ladders["level"].level)
                for tier in result.assessed:
                    if tier.level == each.tier and each.score is not None:
                        assert (each.score >= tier.gate.needs) != tier.gate.met


@every_example
def test_what_the_parts_add_in_the_annex_is_the_score_that_is_printed(path: Path) -> None:
    given = example(path)
    for standard, sites in tiered(given):
        for subject, result in sites.items():
            tier = result.judged
            assert tier is not None
            rows = table(path, f"tier_why_{standard.id}_{subject}").rows
            added = sum(float(row[3].text) for row in rows)
            assert added == pytest.approx(tier.figure.value, abs=0.0001 * len(rows))


# ---- what is said ----


def test_a_plain_sum_above_the_sequential_level_is_flagged_with_the_reason() -> None:
    text = text_of(example_report(AUTO))
    assert "二级（规范级）得 0.798，没有到达标线 0.8，本报告从严按逐级判定算一级（规划级）" in text
    assert "逐级判定自报 1.798 分，一级（规划级）" in text
    assert "按条文累计 2.141 分，二级（规范级）" in text
    assert "本报告从严" not in text_of(example_report(FOOD))


def test_an_official_result_stands_beside_ours_with_the_answers_that_hold_ours_back() -> None:
    text = text_of(example_report(AUTO))
    assert "官方二级，1.96 分" in text
    assert "本次比平台结果低 0.16 分。本次扣分最多的要求是：运输管理系统" in text


def test_other_weights_are_named_where_the_level_depends_on_them_and_only_there() -> None:
    text = text_of(example_report(REFRACTORY))
    assert "换成“数据、集成、信息安全权重相等”，一级（规划级）由 0.806 变成 0.7995，等级变成未达一级" in text
    assert "换用另外 4 组权重，等级都不变" not in text
    assert "换用另外 4 组权重，等级都不变" in text_of(example_report(FOOD))


def test_a_level_without_proof_says_what_is_missing_and_who_can_prove_it() -> None:
    assert "只认有证明的回答，一级（规划级）是 0.733，要求 0.8" in text_of(example_report(REFRACTORY))
    rows = table(REFRACTORY, "tier_proofs_cmmm").rows
    assert {"总经理", "销售内勤", "设备科长"} <= {row[0].text for row in rows}
    given = example(REFRACTORY)
    unproved = {each.name for each in to_prove(given.owed) if ".L1." in each.item}
    assert unproved
    assert all(any(name in row[1].text for row in rows) for name in unproved)


def test_tailored_parts_are_named_with_their_reasons() -> None:
    text = text_of(example_report(AUTO))
    for reason in example(AUTO).firm.tailored.values():
        assert text.count(reason) >= 2  # in the chapter and in the annex


def test_the_distance_to_the_next_stage_is_told_per_dimension_under_the_label() -> None:
    text = text_of(example_report(AUTO))
    assert "参考阶段：自报ST2 单项覆盖，核实ST1 起步建设（参考自评）" in text
    assert (
        "离ST3 集成提升：单项应用还差 1.25 分（现在 58.75，要求 60）；综合集成还差 2.5 分（现在 47.5，要求 50）" in text
    )


@every_example
def test_every_rule_that_fires_is_printed(path: Path) -> None:
    given = example(path)
    text = text_of(example_report(path))
    assert given.advice
    for each in given.advice:
        assert each.say.rstrip("。") in text


def test_a_rule_that_does_not_fire_is_not_printed() -> None:
    given = example(AUTO)
    text = text_of(example_report(AUTO))
    silent = {rule.id for rule in given.library.rules.values()} - {each.rule for each in given.advice}
    assert silent
    assert not any(given.library.rules[each].say.rstrip("。") in text for each in silent)


# ---- the annex ----


@every_example
def test_every_answer_stands_in_the_annex_with_its_value_and_evidence(path: Path) -> None:
    given = example(path)
    rows = [row for row in table(path, "answers").rows if row[1].text]
    assert len(rows) == len(given.answers)
    for each, row in zip(given.answers, rows, strict=True):
        assert row[0].text.startswith(each.name)
        if each.state == "known":
            assert row[1].text == each.value
        assert (row[5].text != "—") == bool(each.evidence)


def test_the_annex_tells_what_was_asked_from_what_was_only_confirmed() -> None:
    given = example(FOOD)
    assert answer_counts(given).startswith(f"共 {len(given.answers)} 项回答：书面填报")
    hows = ("asked", "suggested_confirmed", "")
    mixed = replace(given, answers=tuple(replace(each, how=hows[at % 3]) for at, each in enumerate(given.answers[:7])))
    counts = answer_counts(mixed)
    assert "问出来的 3 项，主题卡建议、顾问确认的 2 项" in counts
    assert "只建议、没有确认的不算回答" in counts
    text = text_of(whole_report(mixed))
    assert counts in text
    assert text.count("建议经确认") == 2


# ---- what is open ----


def test_open_answers_leave_the_level_open_and_nothing_is_guessed() -> None:
    answers = answers_of(FOOD)
    answers["answers"] = {name: value for name, value in answers["answers"].items() if ".L1." not in name}
    given = given_of(answers)
    text = text_of(whole_report(given))
    tier = given.standards["cmmm"].judged
    assert tier is not None
    assert f"{tier_name(tier)}还没有答全，得分在 0 至 1 之间，要求 0.8" in text


def test_levels_above_the_target_are_not_open_questions() -> None:
    given = example(FOOD)
    assert not [each.item for each in open_questions(given.owed) if ".L3." in each.item or ".L5." in each.item]
    answers = answers_of(FOOD)
    answers["firm"]["target_level"] = 3
    raised = given_of(answers)
    assert len([each.item for each in open_questions(raised.owed) if ".L3." in each.item]) > 30


# ---- the examples ----


@every_example
def test_the_examples_answer_every_question_of_the_four_standards(path: Path) -> None:
    """What is open was asked all the same: somebody said that nobody in the firm knows."""
    given = example(path)
    said = {fact for _, fact in given.firm.answers}
    assert {each.item for each in open_questions(given.owed)} <= said
    assert {"cloud", "cmmm", "digital_level", "integration"} <= given.standards.keys()
    assert given.standards["cmmm"].ladders["level"].min == given.standards["cmmm"].ladders["level"].max


def test_what_skip_logic_never_asks_is_no_open_question() -> None:
    answers = answers_of(FOOD)
    assert answers["answers"]["covered_segments"]["value"] == []
    names = {"digital_planning_scope", "controllable_deployment"}  # asked where the firm covers factory construction
    assert not names & {each.item for each in open_questions(given_of(answers).owed)}
    answers["answers"]["covered_segments"]["value"] = ["factory_construction"]
    assert names <= {each.item for each in open_questions(given_of(answers).owed)}


# ---- recognitions of firms and their point tables ----


@every_example
def test_recognitions_of_firms_stand_in_a_table_of_their_own(path: Path) -> None:
    given, tables = example(path), tables_of(example_report(path))
    titles = [each for each in given.summaries if given.library.criteria[each.id].family == "sme_titles"]
    assert [row[0].text.split("\n")[0] for row in tables["title_sets"].rows] == [each.title for each in titles]
    others = [tables[name] for name in ("sets", "other_sets") if name in tables]
    elsewhere = {cell.text for each in others for row in each.rows for cell in row}
    assert not elsewhere & {each.title for each in titles}


def test_a_point_table_stands_with_the_sets_that_ask_for_it() -> None:
    given = example(FOOD)
    points = point_tables(given.library)
    assert points == {"innov_score", "srdi_score"}
    titles = {given.library.standards[name].title for name in points}
    assert points & given.standards.keys(), "it is scored all the same"
    tables = tables_of(example_report(FOOD))
    assert not titles & {row[0].text for row in tables["basis"].rows}
    (row,) = tables["point_tables"].rows
    assert row[0].text in titles
    assert "〔2022〕63号" in row[3].text


# ---- the engine decides, the report prints ----


def without(path: Path, *facts: str) -> ReportInput:
    """The example with some answers missing, at every site."""
    answers = answers_of(path)
    for own in (answers, *answers["subjects"]):
        own["answers"] = {name: value for name, value in own.get("answers", {}).items() if name not in facts}
    return given_of(answers)


def test_a_stage_that_open_answers_may_undo_is_not_told_as_passed() -> None:
    """By the standard's rule the rest of the answers is enough (57.6 of 50), what is certain is not (44.5)."""
    given = without(AUTO, "s_after_sales", "s_decision", "s_energy", "s_equipment", "s_finance")
    result = given.standards["integration"]
    assert (result.ladders["stage"].min, result.ladders["stage"].max) == (1, 3)
    gate = next(each for each in result.gates["stage", 2] if each.node == "single_application")
    figure = result.nodes["single_application"]
    assert (gate.met, gate.unsettled) == (False, True)
    assert (figure.value or 0) >= gate.needs > (figure.min or 0)
    assert float(gate.gap) == pytest.approx(gate.needs - (figure.min or 0))
    assert "单项应用还差 5.45 分（现在 44.55 至 62.16，要求 50）" in text_of(whole_report(given))


def test_a_level_that_open_answers_cannot_undo_is_reached() -> None:
    open_facts = [name for name in answers_of(AUTO)["subjects"][0]["answers"] if ".L1." in name][:1]
    given = without(AUTO, *open_facts)
    result = sites_of(given, given.standards["cmmm"])["plant_1"]
    first = result.assessed[0]
    assert first.figure.value is None
    assert (first.gate.met, first.gate.gap == 0) == (True, True)
    assert result.ladders["level"].min >= 1
