"""A firm under secrecy is asked for no cloud and tells no details; nobody is told to go for what he officially has."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from diagnostics.cli.main import main
from tests.report.reading import (
    FIRMS,
    ROOT,
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
    rows = {row[0].text: [cell.text for cell in row[1:]] for row in tables_of(document)["owner_state"].rows}
    assert rows["企业上云"] == ["不要求", EXEMPT]
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


# What the consultant has written down in precision.yaml of how its networks, systems and machines are made.
INSIDE = (
    "车间工控网", "应用系统网络", "两张网", "不连外网", "物理隔离", "边界防护", "有资质的单位测评",
    "单机版杀毒", "口都封了", "补丁有登记", "12台", "29台", "43台", "27.91", "36.36", "76.74", "五轴",
    "车铣", "电火花", "图纸库", "程序下发", "内网下发", "接了内网", "ERP（", "单机自动控制", "外网机",
    "不到三成", "补网关",
)  # fmt: skip


def test_no_word_on_how_networks_and_machines_under_secrecy_are_made_leaves_the_firm() -> None:
    document = whole_report(given_of(precision(secret=True), with_plan=True))
    assert [each for each in INSIDE if each in text_of(document)] == []
    open_firm = text_of(whole_report(given_of(precision(secret=False), with_plan=True)))
    assert [each for each in INSIDE if each not in open_firm] == []


def test_the_reader_is_told_that_answers_stay_inside() -> None:
    told = "网络、系统和设备的回答留在企业，不在这个数里，也不写进任何一份文件。"
    assert told in text_of(whole_report(given_of(precision(secret=True))))
    assert told not in text_of(whole_report(given_of(precision(secret=False))))


def test_nobody_advises_a_firm_under_secrecy_on_the_cloud_by_the_share_of_its_machines() -> None:
    document = whole_report(given_of(precision(secret=True), with_plan=True))
    assert "关键设备数据上云：涉密企业的数据不出厂；" in "".join(
        str(block) for block in owner_blocks(document)
    ).replace("', bold=True), Run(text='", "")


def report(tmp_path: Path, formats: str) -> int:
    command = ["report", "--answers", str(ROOT / "examples" / "precision.yaml"), "--out", str(tmp_path)]
    return main(
        [*command, "--for", "owner", "--format", formats, *("--as-of", "2026-06-30", "--known-at", "2026-06-30")]
    )


def test_a_firm_under_secrecy_gets_no_open_web_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(tmp_path, "html") == 1
    assert list(tmp_path.iterdir()) == []
    told = capsys.readouterr().err
    for part in (
        "precision.yaml",
        "REPORT-01",
        "有涉密任务，报告不出网页版（HTML）",
        "随手就能转发出去",
        "改用 --format docx,pdf",
    ):
        assert part in told


def test_beside_other_formats_the_web_page_is_left_out_and_the_reader_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(tmp_path, "html,pdf") == 0
    assert [each.suffix for each in tmp_path.iterdir()] == [".pdf"]
    assert "REPORT-02" in capsys.readouterr().err


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
    assert "'国家智能工厂·基础级'" in page
    assert "'已经认定（2025年12月12日）'" in page
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
