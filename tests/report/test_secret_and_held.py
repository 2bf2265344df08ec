"""A firm under secrecy is asked for no cloud and tells no details; nobody is told to go for what he officially has."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from diagnostics.model.document import Boxes
from tests.report.reading import (
    FIRMS,
    answers_of,
    example_report,
    given_of,
    owner_blocks,
    tables_of,
    text_of,
    whole_report,
)

EXEMPT = "涉密，按免除候选处理，不要求上云"
OF_THE_CLOUD = ("上云评分", "上云深度", "下一步：C1", "没有计入的云服务")


def firm(name: str) -> dict[str, Any]:
    return answers_of(next(path for path in FIRMS if path.stem == name))


def precision(*, secret: bool) -> dict[str, Any]:
    answers = firm("precision")
    answers["answers"]["secrecy_duty"]["value"] = secret
    return answers


def test_a_firm_under_secrecy_is_asked_for_no_cloud() -> None:
    document = whole_report(given_of(precision(secret=True)))
    boxes = [box for block in owner_blocks(document) if isinstance(block, Boxes) for box in block.boxes]
    assert [box.note for box in boxes if box.value == "免除候选"] == [EXEMPT]
    text = text_of(document)
    assert [each for each in OF_THE_CLOUD if each in text] == []
    assert "dimensions_cloud" not in tables_of(document)


def test_the_same_firm_without_secrecy_is_told_of_the_cloud() -> None:
    text = text_of(whole_report(given_of(precision(secret=False))))
    assert [each for each in OF_THE_CLOUD if each not in text] == []
    assert EXEMPT not in text


def details(answers: dict[str, Any]) -> list[str]:
    """Names of the rows of machines and systems, and what was noted of the networks."""
    notes = [answers["answers"][name]["note"] for name in ("network_capabilities", "network_security_measures")]
    return [*(row["process"] for row in answers["equipment"]), *(row["name"] for row in answers["systems"]), *notes]


@pytest.mark.parametrize("secret", [True, False])
def test_machines_systems_and_networks_under_secrecy_stay_at_the_firm(secret: bool) -> None:
    answers = precision(secret=secret)
    text = text_of(whole_report(given_of(answers)))
    assert [each for each in details(answers) if each in text] == ([] if secret else details(answers))


def target(answers: dict[str, Any]) -> tuple[str, str]:
    found = given_of(answers).target
    assert found is not None
    return found.criteria.id, found.subject


def test_who_has_a_step_of_a_ladder_goes_for_the_next() -> None:
    answers = firm("electronics")
    assert target(answers)[0] == "nat_a"
    answers["official_results"] = [row for row in answers["official_results"] if row["instrument"] != "smart_factory"]
    assert target(answers)[0] == "nat_b"


def test_a_result_after_the_day_of_the_diagnosis_is_not_held_yet() -> None:
    answers = firm("electronics")
    row = next(row for row in answers["official_results"] if row["instrument"] == "smart_factory")
    row["date"] = "2026-07-01"
    assert target(answers)[0] == "nat_b"


def test_what_one_site_has_the_other_does_not_have() -> None:
    answers = firm("auto_parts")
    row = {"instrument": "smart_factory", "level": 1, "date": "2026-01-10", "receipt": "示例", "subject": "plant_1"}
    answers["official_results"].append(row)
    given = given_of(answers)
    assert {(each.criteria.id, each.subject) for each in given.reaches if each.held} == {("nat_b", "plant_1")}
    row["subject"] = "plant_2"
    assert {(each.criteria.id, each.subject) for each in given_of(answers).reaches if each.held} == {
        ("nat_b", "plant_2")
    }


def test_the_page_for_the_owner_names_the_recognition_that_he_has() -> None:
    document = whole_report(given_of(firm("electronics")))
    page = "".join(str(block) for block in owner_blocks(document))
    assert "已是国家智能工厂·基础级（2025年12月12日）" in page
    assert "自评为“国家智能工厂·基础级”" not in page


def test_where_no_measure_is_left_the_report_names_the_nearest_level_above() -> None:
    given = given_of(firm("electronics"), with_plan=True)
    assert given.outlook is not None
    assert given.outlook.plan is not None
    done = replace(given.outlook, plan=replace(given.outlook.plan, steps=()), routes=())
    reports = {path.stem: text_of(example_report(path)) for path in FIRMS if path.stem == "auto_parts"}
    reports["electronics"] = text_of(whole_report(replace(given, outlook=done)))
    above = "再往上走，最近的是：\n- 中小企业数字化水平评测指标（2024年版）到“协同级”，最少改 1 处："
    assert above in reports["electronics"]
    assert "再往上走" not in reports["auto_parts"]


def test_a_firm_that_has_no_title_is_not_asked_for_its_papers() -> None:
    answers = firm("machine_shop")
    assert "企业没有称号，规模门槛照常适用。" in text_of(whole_report(given_of(answers)))
    del answers["firm"]["titles"]
    assert "没有登记称号，请企业负责人提供认定文件" in text_of(whole_report(given_of(answers)))
