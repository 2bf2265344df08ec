"""Cloud coverage: the worked examples of the sheet on cloud adoption, A5, and the borders of the six statuses."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from diagnostics.answers.files.file import read_folder
from diagnostics.answers.firm_code import check_digit
from diagnostics.city.as_json import coverage_json
from diagnostics.city.count.coverage import count_city
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model.firm.answers import FirmAnswers
from tests.builders import as_json, firm, scored, shipped, shown

T = date(2025, 6, 30)
FIXTURE = Path(__file__).parents[1] / "content" / "fixtures" / "coverage_11"


def fraction(figure: dict[str, Any]) -> Fraction:
    """A figure as numerator over denominator, its value checked."""
    assert figure["value"] == figure["num"] / figure["den"]
    return Fraction(figure["num"], figure["den"])


def percent(figure: dict[str, Any]) -> str:
    return shown(fraction(figure) * 100, 1)


# ---- eleven firms ---------------------------------------------------------------------------------------------------


@cache
def eleven() -> tuple[FirmAnswers, ...]:
    firms, problems = read_folder(FIXTURE, shipped(), as_of=T)
    assert problems == []
    return tuple(firms)


def test_each_of_the_eleven_firms_has_exactly_its_status() -> None:
    """Sheet on cloud adoption, A5, small test fixture: 12 rows, e02 twice."""
    assert len(list(FIXTURE.iterdir())) == 12
    found = [(each.firm.name, each.standards["cloud"].statuses["status"]) for each in diagnose(eleven(), shipped(), T)]
    assert dict(found) == {
        "覆盖一号（虚构）": "verified_sustained", "覆盖二号（虚构）": "verified_recent", "覆盖三号（虚构）": "lapsed",
        "覆盖四号（虚构）": "declared_unverified", "覆盖五号（虚构）": "verified_sustained",
        "覆盖六号（虚构）": "verified_sustained", "覆盖七号（虚构）": "unknown",  # both are outside the list, see below
        "覆盖八号（虚构）": "not_cloud", "覆盖九号（虚构）": "unknown", "覆盖十号（虚构）": "verified_sustained",
        "覆盖十一号（虚构）": "not_cloud",
    }  # fmt: skip


def test_figures_of_the_eleven_firms() -> None:
    """Sheet on cloud adoption, A5, small test fixture: expected figures."""
    found = coverage_json(count_city(eleven(), shipped(), T, T))
    assert found["population"] == 9
    assert found["statuses"] == {
        "verified_sustained": 3, "verified_recent": 1, "declared_unverified": 1, "lapsed": 1, "not_cloud": 2,
        "unknown": 1,
    }  # fmt: skip
    figures = found["figures"]
    expected = {
        "cov_verified": (4, "44.4"),
        "cov_sustained": (3, "33.3"),
        "cov_declared": (5, "55.6"),
        "unknown_rate": (1, "11.1"),
    }
    for name, (num, printed) in expected.items():
        assert (fraction(figures[name]), figures[name]["den"]) == (Fraction(num, 9), 9)
        assert percent(figures[name]) == printed
    assert found["gap"] == 5
    tiers = {name: group["figures"]["cov_verified"] for name, group in found["by"]["tier"].items()}
    assert {name: (each["num"], each["den"]) for name, each in tiers.items()} == {
        "national": (3, 3),
        "province_only": (1, 6),
    }
    assert [percent(tiers[name]) for name in ("national", "province_only")] == ["100.0", "16.7"]
    assert (found["as_of"], found["rules"]) == ("2025-06-30", "zz_cloud@1")


def test_groups_add_up_to_the_city_and_order_of_the_firms_changes_nothing() -> None:
    found = coverage_json(count_city(eleven(), shipped(), T, T))
    for groups in found["by"].values():
        for name, figure in found["figures"].items():
            assert sum(group["figures"][name]["num"] for group in groups.values()) == figure["num"]
            assert sum(group["figures"][name]["den"] for group in groups.values()) == figure["den"]
    assert coverage_json(count_city(eleven()[::-1], shipped(), T, T)) == found


# ---- seven hundred rows ---------------------------------------------------------------------------------------------

CONTRACT = {"id": "ev01", "grade": "E2", "kind": "contract", "date": "2025-05-06"}
OFFICE = {"name": "协同办公", "category_item": "app_office"}
ERP = {"name": "云ERP", "category_item": "app_mgmt"}
PLATFORM: dict[str, Any] = {"name": "设备平台", "category_item": "plat_iot", "key_equipment": True}
BY_DEPTH: dict[str, dict[str, Any]] = {
    "C1": OFFICE,
    "C2": ERP,
    "C3": PLATFORM,
    "C4": PLATFORM | {"data_model_use": True},
}
OLD, RECENT, ENDED = "2024-01-10", "2025-05-20", "2024-12-31"


def code_of(number: int) -> str:
    first = f"91410100MA4E{number:05d}"
    return first + check_digit(first)


def listed(number: int, tier: str, **file: Any) -> dict[str, Any]:
    """A row of the list as an answers file."""
    title = {"tier": tier, "valid_from": "2023-07-01", "valid_to": "2026-06-30"}
    about = {"code": code_of(number), "name": f"企业{number}（虚构）", "titles": [title], **file.pop("about", {})}
    return {"firm": about, **file}


def surveyed(number: int) -> dict[str, Any]:
    """What is known of firm 0 to 659: 528 sustained, 12 recent, 40 declared, 15 lapsed, 45 not cloud, 20 unknown."""
    if number < 540:
        depth = "C1" if number < 308 else "C2" if number < 460 else "C3" if number < 522 else "C4"
        start = RECENT if number % 45 == 7 else OLD
        return {"evidence": [CONTRACT], "systems": [BY_DEPTH[depth] | {"start_date": start, "evidence": "ev01"}]}
    if number < 580:
        return {"systems": [ERP | {"start_date": OLD}]}
    if number < 595:
        return {"evidence": [CONTRACT], "systems": [ERP | {"start_date": OLD, "end_date": ENDED, "evidence": "ev01"}]}
    return {"systems": [], "answers": {"cloud_use_any": "no"}} if number < 640 else {}


def tier_of(number: int) -> str:
    """120 national firms: 116 of the 540 verified ones, 4 of the others."""
    return "national" if number < 116 or 576 <= number < 580 else "province"


def list_of_700() -> list[dict[str, Any]]:
    rows = [listed(number, tier_of(number), **surveyed(number)) for number in range(660)]
    rows += [listed(number, "province") for number in range(20)]  # second listing of national firms
    gone = {"status": "deregistered", "since": "2025-02-15"}
    rows += [listed(number, "province", about=gone, **surveyed(0)) for number in range(660, 669)]
    expired = {"titles": [{"tier": "province", "valid_from": "2022-04-01", "valid_to": "2025-03-31"}]}
    return rows + [listed(number, "province", about=expired, **surveyed(0)) for number in range(669, 680)]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder, rows = tmp_path_factory.mktemp("list"), list_of_700()
    assert len(rows) == 700
    for place, row in enumerate(rows):
        (folder / f"{place:03d}.json").write_text(as_json(row), encoding="utf-8")
    firms, problems = read_folder(folder, shipped(), as_of=T)
    assert problems == []
    assert len(firms) == 680
    return coverage_json(count_city(firms, shipped(), T, T))


def test_list_of_700_rows_is_a_population_of_660(city: dict[str, Any]) -> None:
    """Sheet on cloud adoption, A5, large worked example: 700 - 20 - 9 - 11 = 660, six statuses."""
    assert city["population"] == 660
    assert city["statuses"] == {
        "verified_sustained": 528, "verified_recent": 12, "declared_unverified": 40, "lapsed": 15, "not_cloud": 45,
        "unknown": 20,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("figure", "num", "printed"),
    [
        ("cov_verified", 540, "81.8"),
        ("cov_sustained", 528, "80.0"),
        ("cov_declared", 580, "87.9"),
        ("unknown_rate", 20, "3.0"),
        ("deep_share", 80, "12.1"),
    ],
)
def test_figure_of_the_660_firms(city: dict[str, Any], figure: str, num: int, printed: str) -> None:
    """Sheet on cloud adoption, A5, large worked example: figures and deep share."""
    assert (city["figures"][figure]["num"], city["figures"][figure]["den"]) == (num, 660)
    assert percent(city["figures"][figure]) == printed


def test_gap_is_120_firms_and_full_coverage_is_not_reached(city: dict[str, Any]) -> None:
    """Sheet on cloud adoption, A5, large worked example: gap."""
    assert city["gap"] == city["gap_without_exempt"] == 120
    assert [target["reached"] for target in city["targets"]] == [False]


def test_tiers_of_the_660_firms_and_not_the_mean_of_their_percentages(city: dict[str, Any]) -> None:
    """Sheet on cloud adoption, A5, large worked example: tier split; 87.6 % would be wrong."""
    national, province = (city["by"]["tier"][name]["figures"]["cov_verified"] for name in ("national", "province_only"))
    assert (national["num"], national["den"], percent(national)) == (116, 120, "96.7")
    assert (province["num"], province["den"], percent(province)) == (424, 540, "78.5")
    assert shown((fraction(national) + fraction(province)) * 50, 1) == "87.6"
    assert percent(city["figures"]["cov_verified"]) == "81.8"


def test_depth_of_the_540_verified_firms(city: dict[str, Any]) -> None:
    """Sheet on cloud adoption, A5, large worked example: depth."""
    assert city["depth"] == {"C0": 0, "C1": 308, "C2": 152, "C3": 62, "C4": 18}


# ---- borders of the statuses ----------------------------------------------------------------------------------------


def used(start: int | None = None, end: int | None = None, grade: str = "E2", item: str = "app_mgmt") -> dict[str, Any]:
    """A service that started and ends so many days before T (negative: after it)."""
    days = {
        name: T - timedelta(days=back) for name, back in (("start_date", start), ("end_date", end)) if back is not None
    }
    return {"name": "云服务", "category_item": item, "evidence": grade.lower(), **days}


def status(*services: dict[str, Any], use: str = "") -> str:
    return str(cloud(*services, use=use)["status"])


def cloud(*services: dict[str, Any], use: str = "") -> dict[str, Any]:
    evidence = [{"id": grade.lower(), "grade": grade, "kind": "contract"} for grade in ("E1", "E2", "E3", "E4")]
    answers = {"cloud_use_any": use} if use else {}
    return scored(firm(answers, evidence=evidence, systems=list(services)), "cloud", as_of=T)


@pytest.mark.parametrize(
    ("days", "expected"), [(89, "verified_recent"), (90, "verified_sustained"), (91, "verified_sustained")]
)
@pytest.mark.parametrize("grade", ["E2", "E3", "E4"])
def test_ninety_days_make_a_service_sustained(days: int, expected: str, grade: str) -> None:
    """Sheet on cloud adoption, A5, statuses 1 and 2: start_date <= t - 90 days."""
    assert status(used(days, grade=grade)) == expected


def test_a_service_counts_on_its_last_day_and_not_on_the_next() -> None:
    """Sheet on cloud adoption, A5, status 4; contract: the end date is inclusive."""
    assert status(used(400, 0)) == "verified_sustained"
    assert status(used(400, 1)) == "lapsed"
    assert status(used(400, -1)) == "verified_sustained"
    assert status(used(0)) == "verified_recent"


def test_contracts_of_one_item_that_follow_each_other_are_one_service() -> None:
    """Contract, cloud status: back-to-back rows of one item are one; one day of pause is a pause."""
    assert status(used(400, 30), used(29)) == "verified_sustained"
    assert status(used(29), used(400, 30)) == "verified_sustained"
    assert status(used(400, 20), used(29)) == "verified_sustained"
    assert status(used(400, 31), used(29)) == "verified_recent"
    assert status(used(90, 60), used(59, 30), used(29)) == "verified_sustained"
    assert status(used(89, 60), used(59, 30), used(29)) == "verified_recent"
    assert status(used(400, 30, item="app_office"), used(29)) == "verified_recent"


def test_a_part_without_proof_is_not_joined_with_a_part_that_has_proof() -> None:
    """Contract, cloud status: running and verified 90 days."""
    assert status(used(400, 30, "E1"), used(29)) == "verified_recent"
    assert status(used(400, 30), used(29, grade="E1")) == "declared_unverified"
    assert status(used(400, 30, "E1"), used(29, grade="E1")) == "declared_unverified"


def test_a_missing_start_makes_a_service_recent_and_is_flagged() -> None:
    """Contract, cloud status: a missing start makes it recent, with a flag."""
    found = cloud(used())
    assert (found["status"], found["flags"]["start_missing"]) == ("verified_recent", 1)
    assert cloud(used(400))["flags"]["start_missing"] == 0
    assert status(used(), used(400)) == "verified_sustained"


def test_a_service_that_starts_in_the_future_is_ignored() -> None:
    """Contract, cloud status: future starts are ignored."""
    assert status(used(-1)) == "unknown"
    assert status(used(-1), use="planned_6m") == "not_cloud"
    assert status(used(-1), use="no") == "not_cloud"
    assert status(used(400, 10), used(-1)) == "lapsed"
    assert status(used(400, grade="E1"), used(-1)) == "declared_unverified"


def test_only_services_that_do_not_count_is_not_on_the_cloud() -> None:
    """Sheet on cloud adoption, A5, countable items; contract: only non-counting rows."""
    for item in ("non_website", "non_email", "non_chat"):
        assert status(used(400, item=item)) == "not_cloud"
        assert status(used(400, item=item), use="yes") == "not_cloud"
        assert status(used(400, item=item), used(400, 10)) == "lapsed"


@pytest.mark.parametrize(
    ("answer", "expected", "flagged"),
    [
        ("yes", "declared_unverified", 1), ("stopped", "lapsed", 1), ("no", "not_cloud", 0),
        ("planned_6m", "not_cloud", 0),
        ({"state": "refused"}, "unknown", 0), ({"state": "unknown"}, "unknown", 0), (None, "unknown", 0),
    ],
)  # fmt: skip
def test_without_rows_the_answer_decides(answer: Any, expected: str, flagged: int) -> None:
    """Contract, cloud status: no rows (none registered, or the table left out)."""
    answers = {} if answer is None else {"cloud_use_any": answer}
    for given in (firm(answers), firm(answers, systems=[])):
        found = scored(given, "cloud", as_of=T)
        assert (found["status"], found["flags"]["by_answer_only"]) == (expected, flagged)


def test_check_digit_of_the_example_code() -> None:
    """Sheet on cloud adoption, A5, check digit of the 18-character code."""
    assert check_digit("91410100MA4D00001") == "8"
    assert firm(code="91410100MA4D000018").code == "91410100MA4D000018"  # without a warning
