"""A firm that nobody asked, or that said 不清楚 and 不适用 to everything: no level, no stage, no depth, no point."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from diagnostics.cli.main import main
from diagnostics.diagnosis.as_json import standard_json
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model.firm.answers import FirmAnswers
from tests.builders import AS_OF, firm, shipped

ABOUT = {"business_type": "discrete", "industry": "equipment", "registered_province": "henan", "target_level": 2}
IN_VAIN = {
    fact.id: {"state": "na", "note": "没有这项业务"} if fact.na else {"state": "unknown"}
    for fact in shipped().facts.values()
    if fact.question is not None and not fact.given
}
NOTHING_SAID = pytest.mark.parametrize("answers", [{}, IN_VAIN], ids=["not asked", "asked in vain"])


def results(given: FirmAnswers) -> dict[str, Any]:
    found = diagnose([given], shipped(), AS_OF)[0].standards
    return {name: standard_json(each, shipped().standards[name]) for name, each in found.items()}


@NOTHING_SAID
def test_levels_stages_and_depths_are_null_claimed_and_verified(answers: dict[str, Any]) -> None:
    found = results(firm(answers, about=ABOUT))
    levels = {
        f"{name}:{key}": found[name][key]
        for name, standard in shipped().standards.items()
        for ladder in standard.ladders
        for key in (ladder.id, f"{ladder.id}_verified")
    }
    assert levels == dict.fromkeys(levels)
    assert (found["cloud"]["status"], found["cloud"]["depth"]) == ("unknown", None)
    assert (found["integration"]["stage_answered"], found["integration"]["version"]) == (None, None)


@NOTHING_SAID
def test_other_weights_give_no_level_either(answers: dict[str, Any]) -> None:
    found = diagnose([firm(answers, about=ABOUT)], shipped(), AS_OF)[0].by_weight_set["cmmm"]
    assert found
    assert set(found.values()) == {None}


@NOTHING_SAID
def test_no_point_comes_out_of_nothing(answers: dict[str, Any]) -> None:
    for name, result in results(firm(answers, about=ABOUT)).items():
        for node, figure in result["nodes"].items():
            assert figure["value"] in {None, 0}, f"{name} {node}"
            assert figure["verified"] == figure["min"], f"{name} {node}"  # a lowest band may have points


@pytest.mark.parametrize(
    ("answers", "blocks", "standard"),
    [
        ({"cloud_use_any": "yes"}, {}, "cloud"),
        ({}, {"systems": []}, "cloud"),
        ({"s_quality": "l0"}, {}, "digital_level"),
        ({"equip_digital_rate": [0, 8]}, {}, "digital_level"),
        ({"procurement.L2.1": "mostly"}, {}, "cmmm"),
    ],
)
def test_one_answer_is_enough_to_be_asked(answers: dict[str, Any], blocks: dict[str, Any], standard: str) -> None:
    found = results(firm(answers, about=ABOUT, **blocks))
    ladder = shipped().standards[standard].ladders[-1].id
    assert found[standard][f"{ladder}_verified"] == 0
    others = {"digital_level", "cmmm", "cloud"} - {standard}
    assert [found[name][f"{shipped().standards[name].ladders[-1].id}_verified"] for name in others] == [None, None]


@NOTHING_SAID
def test_the_command_line_says_not_yet(
    answers: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = {"firm": {"code": "91410100MA4D000018", "name": "示例（虚构）", **ABOUT}, "answers": answers}
    path = tmp_path / "firm.json"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    assert main(["score", "--answers", str(path), "--as-of", "2026-06-30"]) == 0
    rows = {line.split()[0]: line.split()[1:] for line in capsys.readouterr().out.splitlines() if line.startswith("  ")}
    for name in ("综合等级", "场景等级", "评分等级", "成熟度等级", "按条文累计的等级", "参考阶段", "上云深度"):
        assert rows[name] == ["—", "尚未", "—"], name
