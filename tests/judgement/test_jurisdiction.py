"""For whom a criteria set is judged: those of the firm's own province and the national ones, others when asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from diagnostics.cli.main import main
from diagnostics.content.library.library import get_library
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.diagnosis.overview import overview
from diagnostics.judgement.jurisdiction import EVERY
from diagnostics.model.content.library import Library
from diagnostics.model.content.validity import in_force
from diagnostics.model.firm.answers import FirmAnswers
from tests.builders import AS_OF, firm, shipped

EXAMPLE = Path(__file__).parents[2] / "examples" / "food.yaml"
# of the discrete type, so that the set for process firms is never for them
SETS = {name: each for name, each in shipped().criteria.items() if in_force(each, AS_OF) and not each.business_type}
NATIONAL_SETS = {name for name, each in SETS.items() if each.jurisdiction == "全国"}


def sets_of(place: str) -> set[str]:
    return {name for name, each in SETS.items() if each.jurisdiction.startswith(place)}


def registered(province: str = "") -> FirmAnswers:
    return firm({}, about={"registered_province": province} if province else {})


def judged(firms: list[FirmAnswers], **asked: str) -> list[set[str]]:
    return [each.criteria.keys() & SETS.keys() for each in diagnose(firms, shipped(), AS_OF, **asked)]


def test_a_firm_is_judged_by_the_sets_of_its_province_and_the_country_alone() -> None:
    assert judged([registered("henan")]) == [NATIONAL_SETS | sets_of("河南省")]
    assert judged([registered("hainan")]) == [NATIONAL_SETS | sets_of("海南省")]
    assert judged([registered("xizang")]) == [NATIONAL_SETS], "no set of that province is known"


def test_another_province_is_judged_when_it_is_asked_for_and_the_own_one_is_not() -> None:
    henan = registered("henan")
    assert judged([henan], province="shandong") == [NATIONAL_SETS | sets_of("山东省")]
    assert judged([henan], province=EVERY) == [set(SETS)]


def test_where_nobody_said_the_province_only_what_every_firm_is_shown_is_judged() -> None:
    shown = {name for name, each in SETS.items() if each.default}
    assert judged([registered()]) == [NATIONAL_SETS | shown]


def test_each_firm_of_a_batch_is_judged_as_it_is_alone_and_a_city_counts_the_same() -> None:
    firms = [registered("henan"), registered("shandong"), registered(), registered("elsewhere")]
    together = judged(firms)
    assert together == [judged([each])[0] for each in firms]
    assert together == [each.verdicts.keys() & SETS.keys() for each in overview(firms, shipped(), AS_OF)]
    assert "hn_ws" not in together[1]
    assert "hn_ws" not in together[3]


def test_what_was_left_out_is_named_with_the_place_where_it_holds() -> None:
    left = diagnose([registered("henan")], shipped(), AS_OF)[0].to_json(AS_OF)["other_provinces"]
    assert left["sd_basic"] == "山东省"
    assert left.keys() & SETS.keys() == SETS.keys() - NATIONAL_SETS - sets_of("河南省")


def scored(capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, Any]:
    assert main(["score", "--answers", str(EXAMPLE), "--as-of", "2026-06-30", "--json", *more]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)["criteria"]
    return found


@pytest.mark.parametrize("named", ["山东省", "山东", "shandong"])
def test_the_command_takes_a_province_by_its_name_or_the_beginning_of_it(
    named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = scored(capsys, "--province", named)
    assert "sd_basic" in found
    assert "nat_b" in found
    assert "hn_ws" not in found


def test_all_judges_every_set(capsys: pytest.CaptureFixture[str]) -> None:
    assert scored(capsys).keys() < scored(capsys, "--all").keys()
    assert {"sd_basic", "hn_ws", "js_adv", "nat_p"} <= scored(capsys, "--all").keys()


def test_the_text_names_how_many_sets_were_not_judged_and_lists_the_province_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = ["score", "--answers", str(EXAMPLE), "--as-of", "2026-06-30"]
    assert main(said) == 0
    text = capsys.readouterr().out
    assert "其他省的，没有判断" in text
    assert "山东省智能工厂" not in text
    assert main([*said, "--province", "山东"]) == 0
    assert "山东省智能工厂" in capsys.readouterr().out


@pytest.mark.parametrize(("typed", "near"), [("黑龙省", "黑龙江省"), ("shandnog", "shandong"), ("", ""), ("河", "")])
def test_a_province_that_is_none_or_several_is_refused(
    typed: str, near: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["score", "--answers", str(EXAMPLE), "--province", typed]) == 2
    err = capsys.readouterr().err
    assert f"没有叫“{typed}”的省份" in err
    assert near in err


def test_a_set_that_is_named_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    target = "sd_basic:gate_above_scale"
    assert main(["explain", "--answers", str(EXAMPLE), "--as-of", "2026-06-30", target]) == 0
    assert capsys.readouterr().out


def with_set_of(place: str, tmp_path: Path) -> Library:
    (tmp_path / "criteria").mkdir()
    text = f"""kind: criteria
id: kiln
title: 窑炉
edition: "2026"
reviewed: 2026-11-22
jurisdiction: {place}
judges: firm
complete: true
default: true
mark: house
judge: {{who: qizhen, on: 2026-11-22}}
conditions:
  - {{id: kiln_legal, name: 独立法人, need: {{fact: legal_entity_form, is: legal_person}}}}
"""
    (tmp_path / "criteria" / "kiln.yaml").write_text(text, encoding="utf-8")
    return get_library([tmp_path])


def test_a_province_that_the_list_does_not_know_is_a_province_of_its_own(tmp_path: Path) -> None:
    library = with_set_of("虚构省", tmp_path)
    firms = [registered(), registered("henan")]
    assert ["kiln" in each.criteria for each in diagnose(firms, library, AS_OF)] == [True, False]
    assert all("kiln" in each.criteria for each in diagnose(firms, library, AS_OF, province="虚构省"))


def test_a_set_of_gansu_is_not_judged_for_a_firm_of_henan_though_it_is_shown_to_every_firm(tmp_path: Path) -> None:
    library = with_set_of("甘肃省", tmp_path)
    firms = [registered(), registered("henan"), registered("gansu")]
    assert ["kiln" in each.criteria for each in diagnose(firms, library, AS_OF)] == [True, False, True]
