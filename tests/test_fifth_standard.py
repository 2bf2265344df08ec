"""Another standard and another province are content: no line of Python knows them.

`tests/fifth_standard` holds an invented scorecard and an invented province's criteria set with all that they need. Laid
over the shipped content in a folder, they are asked, scored, judged, printed and explained like any other.
"""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from diagnostics.answers.files.file import parse_answers
from diagnostics.content.library.loading import load_library
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model.content.library import Library
from tests import test_architecture
from tests.builders import shipped

ROOT = Path(__file__).parents[1]
CONTENT = Path(__file__).parent / "fifth_standard"
AS_OF = date(2026, 6, 30)
FIRM = """\
firm: {code: "91410100MA4D000018", name: 虚构窑业一号（虚构）, business_type: process}
evidence: [{id: e1, grade: E3, kind: 现场照片, date: 2026-06-01, by: 张工}]
answers:
  kiln_control: {value: CONTROL, evidence: e1}
  kiln_sensors: {value: [temperature, gas], evidence: e1}
  kiln_total: {value: 8, evidence: e1}
  kiln_online: {value: ONLINE, evidence: e1}
"""


@pytest.fixture(scope="module")
def overlay(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path_factory.mktemp("content") / "fifth"))


@pytest.fixture(scope="module")
def library(overlay: Path) -> Library:
    library, problems = load_library([overlay])
    assert problems == [], [str(problem) for problem in problems]
    return library


def firm_text(control: str = "closed_loop", online: int = 5) -> str:
    return FIRM.replace("CONTROL", control).replace("ONLINE", str(online))


def diagnosed(library: Library, text: str) -> dict[str, Any]:
    answers, problems = parse_answers(text, "firm.yaml", library)
    assert problems == []
    assert answers is not None
    return diagnose([answers], library, AS_OF)[0].to_json(AS_OF)


def qizhen(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "diagnostics", *arguments],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.fixture
def answers_file(tmp_path: Path) -> Path:
    path = tmp_path / "firm.yaml"
    path.write_text(firm_text(), encoding="utf-8")
    return path


def test_the_content_is_new_and_only_adds(library: Library) -> None:
    below = shipped()
    assert "kiln_card" not in below.standards
    assert set(library.standards) - set(below.standards) == {"kiln_card"}
    assert set(library.criteria) - set(below.criteria) == {"xx_kiln"}
    assert {name: library.facts[name] for name in below.facts} == dict(below.facts)


def test_it_is_scored(library: Library) -> None:
    result = diagnosed(library, firm_text())["standards"]["kiln_card"]
    # 40 for the closed loop, 10 + 20 for two sensors, 15 for 5 of 8 kilns online
    assert result["score"]["value"] == result["score"]["verified"] == 85
    assert (result["level"], result["level_verified"]) == (3, 3)
    assert {name: node["value"] for name, node in result["nodes"].items()} == {
        "kiln_score": 85, "k_control": 40, "k_sensors": 30, "k_online": 15,
    }  # fmt: skip


def test_what_is_not_known_stays_open(library: Library) -> None:
    text = firm_text().replace("{value: closed_loop, evidence: e1}", "{state: unknown}")
    result = diagnosed(library, text)
    assert result["standards"]["kiln_card"]["score"]["value"] is None
    assert (result["standards"]["kiln_card"]["score"]["min"], result["standards"]["kiln_card"]["score"]["max"]) == (
        45,
        85,
    )
    assert result["standards"]["kiln_card"]["level"] is None
    assert result["criteria"]["xx_kiln"]["verdict"] == "unknown"


@pytest.mark.parametrize(
    ("control", "online", "verdict", "states"),
    [
        # one condition is a level of our own scorecard: however official its points, the platform has the last word
        ("closed_loop", 5, "likely_met", ["met", "met", "met"]),
        ("meter", 8, "not_met", ["met", "met", "not_met"]),
        ("closed_loop", 3, "not_met", ["met", "not_met", "met"]),
        ("hand", 0, "not_met", ["not_met", "not_met", "not_met"]),
    ],
)
def test_the_province_is_judged(library: Library, control: str, online: int, verdict: str, states: list[str]) -> None:
    result = diagnosed(library, firm_text(control, online))["criteria"]["xx_kiln"]
    assert [condition["state"] for condition in result["conditions"].values()] == states
    assert (result["verdict"], result["verdict_verified"]) == (verdict, verdict)


def test_a_condition_says_what_is_missing(library: Library) -> None:
    condition = diagnosed(library, firm_text("closed_loop", 3))["criteria"]["xx_kiln"]["conditions"][
        "xx_kiln_02_online"
    ]
    assert (condition["have"], condition["mark"]) == (37.5, "official")
    assert "窑炉联网率" in condition["need"]
    assert condition["gap"] == 12.5


def test_the_editions_and_the_local_content_are_named(library: Library) -> None:
    result = diagnosed(library, firm_text())
    assert result["editions"]["kiln_card"] == "2026"
    assert len(result["content"]["local"]) == 1
    assert result["content"]["fingerprint"] != shipped().fingerprint


def test_without_the_overlay_its_answers_are_refused() -> None:
    answers, problems = parse_answers(firm_text(), "firm.yaml", shipped())
    assert answers is None
    assert {problem.code for problem in problems} == {"ANS-20"}


# ---- through the command line ----


def test_check_finds_nothing_wrong(overlay: Path) -> None:
    run = qizhen("check", str(overlay))
    assert run.returncode == 0, run.stdout + run.stderr


def test_score_prints_it_as_data_and_in_words(library: Library, overlay: Path, answers_file: Path) -> None:
    common = ("score", "--content", str(overlay), "--answers", str(answers_file), "--as-of", "2026-06-30")
    run = qizhen(*common, "--json")
    assert run.returncode == 0, run.stderr
    printed = json.loads(run.stdout)
    direct = diagnosed(library, firm_text())
    assert printed["standards"]["kiln_card"] == direct["standards"]["kiln_card"]
    assert printed["criteria"]["xx_kiln"] == direct["criteria"]["xx_kiln"]
    words = qizhen(*common, "--all").stdout
    for text in ("窑炉数字化自评表（虚构）", "金级", "虚构省智能窑炉企业"):
        assert text in words


def test_explain_says_why(overlay: Path, answers_file: Path) -> None:
    run = qizhen("explain", "--content", str(overlay), "--answers", str(answers_file), "kiln_card:k_online")
    assert run.returncode == 0, run.stderr
    assert "窑炉联网率" in run.stdout


def test_the_report_has_a_place_for_it(overlay: Path, answers_file: Path, tmp_path: Path) -> None:
    run = qizhen(
        "report", "--content", str(overlay), "--answers", str(answers_file), "--as-of", "2026-06-30",
        "--format", "html", "--out", str(tmp_path / "reports"),
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    pages = [file.read_text(encoding="utf-8") for file in sorted((tmp_path / "reports").glob("*.html"))]
    assert len(pages) == 3
    page = "".join(pages)
    for text in ("窑炉数字化自评表（虚构）", "虚构省智能窑炉企业", "85"):
        assert text in page


# ---- and no Python knows it ----


@pytest.mark.parametrize("name", ["kiln", "xx_kiln", "虚构省"])
def test_no_python_names_it(name: str) -> None:
    files = sorted((ROOT / "diagnostics").rglob("*.py"))
    assert [path for path in files if name in path.read_text(encoding="utf-8")] == []


def test_the_rule_that_the_engine_names_no_standard_is_there_and_can_fail() -> None:
    engine = [path for path in test_architecture.FILES if {"scoring", "judgement"} & set(path.parts)]
    assert {test_architecture.package_of(path) for path in engine} == {"scoring", "judgement"}
    assert {"scoring", "judgement"} <= set(test_architecture.ENGINE)

    def rule(source: str) -> None:
        tree = ast.parse(source)
        files = (test_architecture.Source(f"{each}/x.py", each, 1, tree) for each in test_architecture.ENGINE)
        test_architecture.test_the_engine_names_no_standard(tuple(files))

    rule("if standard == wanted: pass")
    with pytest.raises(pytest.fail.Exception, match=r"scoring/x\.py:1"):
        rule('if standard == "cmmm": pass')


def test_the_names_that_the_rule_looks_for_are_those_of_the_content() -> None:
    """A shipped standard whose name the rule does not see could slip into the engine."""
    for name in shipped().standards:
        assert test_architecture.engine_names(ast.parse(f"x = '{name}'")) != [], name
