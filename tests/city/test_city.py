"""The synthetic city, and what is counted over it: definitions, the way to the target, samples, comparisons."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from diagnostics.answers.files.file import parse_answers, read_folder
from diagnostics.app.compare import measure
from diagnostics.city.ahead.forecast import Quarter, back_test, draw_paths
from diagnostics.city.ahead.toward_target import toward_target
from diagnostics.city.as_json import coverage_json, outlook_json, reconciliation_json
from diagnostics.city.count.attribution import attribute, with_evidence_of
from diagnostics.city.count.content_impact import content_impact
from diagnostics.city.count.coverage import count_city
from diagnostics.city.count.dates import month_ends, quarter_ends, quarters_before
from diagnostics.city.count.definitions import reconcile
from diagnostics.city.count.sampling import draw_sample, far_off_consultants, own_product_shares
from diagnostics.city.practice.synthetic_city import city_files, synthetic_firms
from diagnostics.city.practice.synthetic_shape import city_shape
from diagnostics.cli.main import main
from diagnostics.model.firm.answers import FirmAnswers
from tests.builders import firm, shipped

T = date(2025, 9, 30)
RULES = next(iter(shipped().coverages.values()))
FIXTURE = Path(__file__).parents[1] / "content" / "fixtures" / "coverage_11"


@cache
def city() -> tuple[FirmAnswers, ...]:
    found = []
    for each in synthetic_firms(300, T, seed=7):
        document = next(iter(each.documents.values()))
        read, problems = parse_answers(json.dumps(document), "firm.json", shipped(), as_of=T)
        assert [problem for problem in problems if not problem.warning] == []
        assert read is not None
        found.append(read)
    return tuple(found)


def reported() -> frozenset[str]:
    return frozenset(each.code for each in synthetic_firms(300, T, seed=7) if each.reported)


# ---- the city -------------------------------------------------------------------------------------------------------


def test_the_same_seed_makes_the_same_files_and_a_firm_does_not_depend_on_the_others() -> None:
    files = dict(city_files(20, T, seed=3))
    assert files == dict(city_files(20, T, seed=3))
    more = dict(city_files(30, T, seed=3))
    assert all(more[name] == data for name, data in files.items() if name.startswith("0"))
    assert files["00000.json"] != dict(city_files(1, T, seed=4))["00000.json"]


def test_every_firm_is_marked_as_fictitious_and_real_errors_are_there() -> None:
    assert all(each.fictitious and "虚构" in each.name for each in city())
    assert any(("firm", "district") not in each.answers for each in city())
    status = [each.answers["firm", "status"].value for each in city()]
    assert {"active", "moved_out", "deregistered"} >= set(status)
    assert len(set(status)) > 1


# ---- definitions ----------------------------------------------------------------------------------------------------


def test_the_reconciliation_adds_up_and_agrees_with_the_coverage() -> None:
    found = reconciliation_json(reconcile(city(), shipped(), T, RULES, reported()))
    figures = coverage_json(count_city(city(), shipped(), T, T))["figures"]
    assert found["definitions"]["verified"] == figures["cov_verified"]["num"]
    assert found["definitions"]["declared"] == figures["cov_declared"]["num"]
    for name, each in found["against"].items():
        assert each["verified"] - each["only_verified"] + each["only_here"] == found["definitions"][name]
        assert len(each["firms_only_verified"]) == each["only_verified"]
        assert len(each["firms_only_here"]) == each["only_here"]
    assert found["against"]["provider_matched"]["only_here"] == 0
    assert found["against"]["provider_matched"]["only_verified"] > 0


def test_definitions_of_the_eleven_firms() -> None:
    firms, _ = read_folder(FIXTURE, shipped(), as_of=date(2025, 6, 30))
    moved_out = next(each for each in firms if "七号" in each.name)
    listed = frozenset({moved_out.code, "91410100MA4D000018"})
    found = reconciliation_json(reconcile(firms, shipped(), date(2025, 6, 30), RULES, listed))
    assert found["definitions"] == {"verified": 4, "provider_matched": 0, "declared": 5, "reported": 0}
    assert {each["reason"] for each in found["reported_outside_list"]} == {"outside_list", "unknown_code"}


# ---- toward the target ----------------------------------------------------------------------------------------------


def test_the_large_example_asks_for_twenty_firms_a_month() -> None:
    """Sheet on cloud adoption, A5: a gap of 120 with six months left is 20 firms a month."""
    assert len(month_ends(date(2025, 6, 30), date(2025, 12, 31))) == 6
    assert quarter_ends(date(2025, 3, 31), date(2025, 8, 1)) == [date(2025, 3, 31), date(2025, 6, 30), date(2025, 8, 1)]
    assert quarters_before(date(2025, 5, 31), 1) == [date(2025, 2, 28), date(2025, 5, 31)]


def outlook(day: date, **more: Any) -> dict[str, Any]:
    def firms_at(_: date, __: date) -> Sequence[FirmAnswers]:
        return city()

    return outlook_json(toward_target(firms_at, shipped(), day, day, **more))


def test_before_and_after_the_date_of_the_target() -> None:
    found = outlook(T)
    counted = coverage_json(count_city(city(), shipped(), T, T))
    target = found["targets"][0]
    assert (target["missing"], target["counted"]) == (counted["gap"], counted["figures"]["cov_verified"]["num"])
    assert target["pace_per_month"] * 3 >= target["missing"] > (target["pace_per_month"] - 1) * 3
    drawn = target["forecast"]
    assert drawn["low"] <= drawn["median"] <= drawn["high"] <= target["population"]
    assert found["history"][-1]["counted"] == target["counted"]
    steps = [(each["exempt"], each["steps"]) for each in found["nearest"]]
    assert steps == sorted(steps)

    later = outlook(date(2026, 1, 31), new_target=date(2026, 12, 31))
    old, new = later["targets"]
    then = coverage_json(count_city(city(), shipped(), date(2025, 12, 31), T))
    assert old["past"]
    assert old["result"]["counted"] == then["figures"]["cov_verified"]["num"]
    assert not old["result"]["reached"]
    assert (new["past"], new["months_left"]) == (False, 11)


def test_the_interval_holds_as_often_as_it_promises() -> None:
    found = back_test()
    assert abs(found.inside - found.level) < 0.08
    assert found.simulated == 200


def test_a_forecast_needs_three_quarters_and_never_leaves_the_list() -> None:
    quarter = Quarter(missing=50, counted=50, gained=5, lost=1)
    assert draw_paths([quarter] * 2, 55, 100, 4) is None
    found = draw_paths([quarter] * 6, 55, 100, 30)
    assert found is not None
    assert 0 <= found.paths.min() <= found.paths.max() <= 100
    assert draw_paths([quarter] * 6, 55, 100, 30) is not None
    assert found.median == draw_paths([quarter] * 6, 55, 100, 30).median  # type: ignore[union-attr]


# ---- samples --------------------------------------------------------------------------------------------------------


def test_a_sample_takes_a_tenth_of_every_stratum_and_is_the_same_in_any_order() -> None:
    found = draw_sample(city(), shipped(), seed=5)
    for each in found["strata"]:
        assert each["taken"] * 10 >= each["firms"] > (each["taken"] - 1) * 10
    backwards = draw_sample(city()[::-1], shipped(), seed=5)
    assert {each["code"] for each in backwards["sample"]} == {each["code"] for each in found["sample"]}
    assert draw_sample(city(), shipped(), seed=6)["sample"] != found["sample"]
    with pytest.raises(ValueError, match=r"0\.05"):
        draw_sample(city(), shipped(), share=0.05)


def test_flagged_firms_are_drawn_more_often() -> None:
    flagged = everybody = 0
    for seed in range(20):
        found = draw_sample(city(), shipped(), seed=seed)
        flagged += sum(bool(each["flags"]) for each in found["sample"])
        everybody += len(found["sample"])
    assert flagged / everybody > 1.2 * len(found["flagged"]) / found["firms"]


def test_the_consultant_who_is_far_off_is_found_and_nobody_else() -> None:
    assert [each["consultant"] for each in far_off_consultants(city(), shipped())] == ["丙二"]
    ordinary = [each for each in city() if each.visit.get("consultant") != "丙二"]
    assert far_off_consultants(ordinary, shipped()) == []


def test_share_of_own_products_is_counted() -> None:
    own = {name: frozenset(each) for name, each in city_shape()["own_products"].items()}
    for each in own_product_shares(city(), own):
        pinned = [
            name for firm in city() if firm.visit.get("provider") == each["provider"] for name in firm.plan.pinned
        ]
        assert (each["pinned"], each["own"]) == (len(pinned), sum(name in own[each["provider"]] for name in pinned))


# ---- comparisons ----------------------------------------------------------------------------------------------------


def test_a_change_of_evidence_alone_is_blamed_on_the_evidence() -> None:
    answers = {"cloud_app_mgmt": "erp_core", "cloud_use_any": "yes"}
    before, after = firm(answers), firm(answers, grade="E2")
    found = attribute(before, after, (shipped(), shipped()), (T, T), measure)
    assert found
    for each in found:
        if each.shares is not None:
            shares = each.shares
            assert shares["evidence"] == pytest.approx(each.after - each.before)
            assert shares["facts"] == shares["content"] == shares["day"] == 0
        else:
            assert each.alone == ("evidence",)


def test_the_shares_of_several_causes_add_up() -> None:
    before = firm({"cloud_app_mgmt": "none", "cloud_app_rd": "pdm_cad"})
    after = firm({"cloud_app_mgmt": "erp_core", "cloud_app_rd": "pdm_cad"}, grade="E2")
    library = replace(shipped(), fingerprint="other")
    found = attribute(before, after, (shipped(), library), (T, date(2026, 6, 30)), measure)
    with_shares = [(each, each.shares) for each in found if each.shares is not None]
    assert any(shares["facts"] for _, shares in with_shares)
    for each, shares in with_shares:
        assert sum(shares.values()) == pytest.approx(each.after - each.before)
        assert shares["content"] == 0


def test_evidence_of_the_other_assessment_never_adds_an_answer() -> None:
    before, after = firm({"cloud_use_any": "no"}), firm({"cloud_use_any": "yes"}, grade="E3")
    mixed = with_evidence_of(after, before)
    assert mixed.answers["firm", "cloud_use_any"].value == "yes"
    assert mixed.answers["firm", "cloud_use_any"].grade == before.answers["firm", "cloud_use_any"].grade


def test_new_content_that_renames_and_drops_is_shown_without_writing() -> None:
    old = shipped()
    facts = {name: each for name, each in old.facts.items() if name != "cloud_use_any"}
    facts["cloud_used"] = replace(old.facts["cloud_use_any"], id="cloud_used")
    renamed = replace(old, facts=facts, aliases={**old.aliases, "cloud_use_any": "cloud_used"})
    given = firm({"cloud_use_any": "yes"})

    def nothing(firms: Sequence[FirmAnswers], _: Any, __: date) -> list[dict[str, Any]]:
        return [{} for _ in firms]

    found = content_impact([given], old, renamed, T, nothing)
    assert found["by_firm"][0]["moves"] == [{"fact": "cloud_use_any", "to": "cloud_used"}]
    assert found["by_firm"][0]["ask_again"] == []
    dropped = content_impact([given], old, replace(renamed, aliases=old.aliases), T, nothing)
    assert [each["reason"] for each in dropped["by_firm"][0]["ask_again"]] == ["fact_gone"]
    assert given.answers.keys() >= {("firm", "cloud_use_any")}


def test_the_same_content_changes_nobody() -> None:
    found = content_impact(city()[:3], shipped(), shipped(), T, measure)
    assert (found["items"], found["changed"], found["by_firm"]) == ([], 0, [])


# ---- commands -------------------------------------------------------------------------------------------------------


def test_the_commands_from_end_to_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "city"
    assert main(["city", "--firms", "60", "--out", str(folder)]) == 0
    assert main(["city", "--firms", "60", "--out", str(folder)]) == 2
    lists = folder / "lists"
    capsys.readouterr()
    day = ["--as-of", "2025-09-30", "--json"]
    assert main(["coverage", str(folder), "--outlook", "--reported", str(lists / "reported.csv"), *day]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["outlook"]["targets"][0]["missing"] == found["gap"]
    assert "reported" in found["reconciliation"]["definitions"]
    assert main(["coverage", str(folder), "--outlook", "--reconcile", "--as-of", "2026-06-30"]) == 0
    assert "区间实际盖住" in capsys.readouterr().out
    assert main(["sample", str(folder), "--products", str(lists / "own_products.csv"), "--as-of", "2026-06-30"]) == 0
    assert "自家产品" in capsys.readouterr().out
    first, second = sorted(folder.glob("*.json"))[:2]
    both = ["compare", "--before", str(first), "--answers"]
    assert main([*both, str(second)]) == 1
    assert "CITY-03" in capsys.readouterr().err
    assert main([*both, str(first), "--as-of", "2026-06-30"]) == 0
    assert main(["content", "impact", str(folder)]) == 1
    assert main(["sample", str(folder), "--share", "0.01"]) == 2
    empty = tmp_path / "none.csv"
    empty.write_text("名称\n某企业\n", encoding="utf-8")
    assert main(["coverage", str(folder), "--reported", str(empty)]) == 1
    assert "CITY-01" in capsys.readouterr().err
