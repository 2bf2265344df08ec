"""What changed in a city: every difference is shared out to its causes, exactly."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from diagnostics.answers.files.file import cut, parse_answers
from diagnostics.city.count.attribution import CAUSES
from diagnostics.city.count.city_change import Picture, city_change
from diagnostics.city.count.outlook_records import ChangeLine, CityChange
from diagnostics.city.count.population import members
from diagnostics.city.practice.synthetic_city import synthetic_firms
from diagnostics.cli.main import main
from diagnostics.diagnosis.overview import overview
from diagnostics.model.firm.answers import FirmAnswers
from tests.builders import firm, shipped

T0, T1 = date(2025, 3, 31), date(2025, 9, 30)
TITLE = {"titles": [{"tier": "province", "valid_from": "2024-07-01", "valid_to": "2027-06-30"}], "status": "active"}
ERP = {
    "name": "ERP", "category_item": "app_mgmt", "provider": "甲", "deploy_mode": "public", "start_date": "2024-01-10",
}  # fmt: skip


def listed(code: str, *, grade: str = "", systems: Sequence[dict[str, str]] = ()) -> FirmAnswers:
    return firm({"cloud_use_any": "yes" if systems else "no"}, code=code, about=TITLE, grade=grade, systems=systems)


CODES = ("91410100MA4E00001T", "91410100MA4E00002X", "91410100MA4D000018")


# the causes are the same with fewer things to judge
FEW = replace(shipped(), criteria={}, policies={}, standards={"cloud": shipped().standards["cloud"]})


def line(change: CityChange, name: str = "cov_verified") -> ChangeLine:
    return next(each for each in change.lines if each.id == name)


def test_a_proof_that_was_missing_is_a_change_of_evidence() -> None:
    before = [listed(CODES[0], systems=[ERP]), listed(CODES[1])]
    after = [listed(CODES[0], systems=[ERP], grade="E2"), listed(CODES[1])]
    found = line(city_change(Picture(before, FEW, T1), Picture(after, FEW, T1)))
    assert (found.before, found.after, found.joined, found.left) == (0, 1, 0, 0)
    assert found.causes == {"facts": 0, "evidence": 1, "content": 0, "day": 0}


def test_a_service_that_was_bought_and_proved_is_shared_by_firm_and_evidence() -> None:
    """Neither the service without proof nor a proof without service counts: each has half."""
    before = [listed(CODES[0])]
    after = [listed(CODES[0], systems=[ERP], grade="E2")]
    change = city_change(Picture(before, FEW, T1), Picture(after, FEW, T1))
    assert line(change).causes == {"facts": 0.5, "evidence": 0.5, "content": 0, "day": 0}
    assert (change.facts_changed, change.evidence_changed) == (1, 0)


def test_an_end_that_passed_is_the_date_and_nobody_elses_doing() -> None:
    ends = [listed(CODES[0], systems=[{**ERP, "end_date": "2025-06-30"}], grade="E2")]
    found = line(city_change(Picture(ends, FEW, T0), Picture(ends, FEW, T1)))
    assert (found.before, found.after) == (1, 0)
    assert found.causes == {"facts": 0, "evidence": 0, "content": 0, "day": -1}


def test_another_rule_is_a_change_of_content() -> None:
    rules = next(iter(FEW.coverages.values()))
    figures = tuple(
        replace(each, statuses=(*each.statuses, "declared_unverified")) if each.headline else each
        for each in rules.figures
    )
    looser = replace(FEW, coverages={rules.id: replace(rules, figures=figures)}, fingerprint="looser")
    firms = [listed(CODES[0], systems=[ERP])]
    change = city_change(Picture(firms, FEW, T1), Picture(firms, looser, T1))
    assert line(change).causes == {"facts": 0, "evidence": 0, "content": 1, "day": 0}
    assert change.content_before != change.content_after


def test_firms_that_come_and_go_are_no_cause() -> None:
    proved = [listed(code, systems=[ERP], grade="E2") for code in CODES]
    change = city_change(Picture(proved[:2], FEW, T1), Picture(proved[1:], FEW, T1))
    found = line(change)
    assert (found.before, found.after, found.joined, found.left) == (2, 2, 1, 1)
    assert set(found.causes.values()) == {0}
    assert (change.both, change.joined, change.left, change.firms) == (1, 1, 1, ())


def a_city() -> list[FirmAnswers]:
    found = []
    for each in synthetic_firms(60, T1, seed=5):
        read, _ = parse_answers(json.dumps(next(iter(each.documents.values()))), "firm.json", shipped(), as_of=T1)
        assert read is not None
        found.append(read)
    return found


def test_every_line_adds_up_and_agrees_with_the_two_pictures() -> None:
    now = a_city()
    then = [cut(each, T0) for each in now[3:]]
    change = city_change(Picture(then, shipped(), T0), Picture(now, shipped(), T1))
    for each in change.lines:
        assert each.after - each.before == pytest.approx(each.joined - each.left + sum(each.causes.values())), each
    for picture, number in ((then, "before"), (now, "after")):
        day = T0 if number == "before" else T1
        counted = members(picture, shipped(), day, next(iter(shipped().coverages.values())))
        assert getattr(line(change), number) == len(counted.by_figure["cov_verified"])
        assert getattr(line(change, "listed"), number) == len(counted.listed)
    for moves in change.moves:
        assert moves.up + moves.same + moves.down + moves.decided + moves.undecided == change.both == len(then)
    levels = {one.code: each for one, each in zip(now, overview(now, shipped(), T1), strict=True)}
    for each in change.lines:
        standard, _, rest = each.id.partition(":")
        kind, _, step = rest.partition(":")
        if kind in {"claimed", "verified"}:
            reached = [getattr(own.levels[standard], kind) for own in levels.values()]
            assert each.after == sum(level is not None and level >= int(step) for level in reached)
    moved = sum(bool(each.figures) for each in change.firms)
    assert moved == len(change.firms) > 0
    assert {tuple(each.causes) for one in change.firms for each in one.figures} == {CAUSES}


def test_the_command_compares_a_folder_with_an_earlier_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "city"
    assert main(["city", "--firms", "40", "--out", str(folder)]) == 0
    capsys.readouterr()
    command = ["compare", "--city", str(folder), "--as-of", "2026-06-30"]
    assert main([*command, "--since", "2025-06-30", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["before"], found["after"], found["both"]) == ("2025-06-30", "2026-06-30", 40)
    for each in found["lines"]:
        assert each["after"] - each["before"] == pytest.approx(
            each["joined"] - each["left"] + sum(each["causes"].values())
        )
    assert main([*command, "--before", str(folder)]) == 0
    assert "证明变了" in capsys.readouterr().out
    assert main(command) == 2
    assert main([*command, "--since", "2027-06-30"]) == 2
    assert "晚于" in capsys.readouterr().err
