"""Another city is content: its districts, its target, its date and its lists stand in YAML, and no Python knows them.

`tests/city/second_city` is an invented city. Laid over the shipped content it is counted and shown like any other.
"""

from __future__ import annotations

import json
import re
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from diagnostics.answers.firm_code import check_digit
from diagnostics.cli.main import main
from diagnostics.content.library.library import get_library
from diagnostics.content.library.loading import load_library
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer
from diagnostics.store import Workspace, open_workspace
from tests.builders import shipped
from tests.exchange.lists import plain_list
from tests.offenders import assert_none

CITY = Path(__file__).parent / "second_city"
PACKAGE = Path(__file__).parents[2] / "diagnostics"
AS_OF = date(2027, 3, 31)
# name, district as the list writes it, what the firm says, the day its service ended
FIRMS = (
    ("甲", "虚南省虚江市东岸区", "running", None),
    ("乙", "西岸", "running", None),
    ("丙", "临港片区", "stopped", date(2027, 2, 20)),
    ("丁", "虚江市河东", "stopped", date(2026, 10, 1)),
    ("戊", "西岸区", "soon", None),
    ("己", "临港", "", None),
    ("庚", "外地", "running", None),
)


def code_of(number: int) -> str:
    first = f"91990100MA{number:07d}"
    return first + check_digit(first)


def name_of(number: int) -> str:
    return f"虚江{FIRMS[number][0]}厂（虚构）"


def said(value: Any, *evidence: str) -> Answer:
    return Answer(state="known", value=value, by="张工", evidence=evidence)


def _visit(workspace: Workspace, number: int) -> None:
    """What a consultant records of a firm: the answers, and of the first one a proof."""
    code, (_, _, use, ended) = code_of(number), FIRMS[number]
    workspace.open_assessment(code, on=date(2027, 3, 1))
    proof = (workspace.add_evidence(code, "扫码记录", Grade.E3, date=date(2027, 3, 1)).id,) if number == 0 else ()
    if use:
        workspace.testify(code, "xj_scan", said(use, *proof))
    if ended is not None:
        workspace.testify(code, "xj_scan_end", said(ended))
    if number < 2:
        revenue = {"year": Fraction(2026), "revenue_wan": Fraction(1000), "rd_wan": Fraction(20 + 40 * number)}
        workspace.add_row(code, "years", revenue)
        workspace.add_row(code, "titles", {"tier": "innovative"})


@pytest.fixture(scope="module")
def library() -> Library:
    return get_library([CITY])


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Path:
    """The workspace of the city: its list taken in with its own column names, then the firms visited."""
    place = tmp_path_factory.mktemp("second") / "ws"
    with open_workspace(place, author="李工", device="L7", library=library):
        pass
    rows = [[name_of(number), code_of(number), FIRMS[number][1]] for number in range(len(FIRMS))]
    listed = plain_list(place.parent / "list.xlsx", rows, heads=("市场主体", "主体编码", "归口片区"))
    common = ["--workspace", str(place), "--content", str(CITY), "--author", "李工"]
    assert main(["firm", "import", str(listed), *common]) == 0
    with open_workspace(place, author="李工", device="L7", library=library) as opened:
        for number in range(len(FIRMS)):
            _visit(opened, number)
    return place


def run(capsys: pytest.CaptureFixture[str], workspace: Path, *command: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main([*command, "--workspace", str(workspace), "--content", str(CITY), "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_the_content_of_the_city_has_no_fault() -> None:
    library, problems = load_library([CITY])
    assert problems == []
    assert list(library.coverages) == ["xj_scan_rate"]
    assert list(shipped().coverages) == ["zz_cloud"]


def test_the_list_of_the_city_is_read_by_its_own_words(workspace: Path, library: Library) -> None:
    with open_workspace(workspace, author="李工", device="L7", library=library) as opened:
        firms = {each.code: each.name for each in opened.firms()}
    assert firms == {code_of(n): name_of(n) for n in range(len(FIRMS))}


def test_the_coverage_is_counted_by_the_rules_of_the_city(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = run(capsys, workspace, "coverage", "--as-of", AS_OF.isoformat())
    assert found["rules"] == "xj_scan_rate@1"
    assert found["population"] == 6
    assert found["statuses"] == {"in_use": 2, "ended": 2, "absent": 1, "unseen": 1}
    assert {name: (each["num"], each["den"]) for name, each in found["figures"].items()} == {
        "scan_said": (2, 6),
        "scan_proven": (1, 6),
    }
    assert {
        name: (each["name"], each["population"], each["gap"]) for name, each in found["by"]["district"].items()
    } == {
        "xj_east": ("东岸区（虚构）", 2, 1),
        "xj_west": ("西岸区（虚构）", 2, 1),
        "xj_port": ("临港片区（虚构）", 2, 2),
    }
    assert [(each["id"], each["date"], each["at_least"], each["reached"]) for each in found["targets"]] == [
        ("half_2028", "2028-09-30", 50.0, False)
    ]


def test_the_way_to_the_target_is_that_of_the_city(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = run(capsys, workspace, "dashboard", "--as-of", AS_OF.isoformat())
    target = found["targets"][0]
    assert (target["name"], target["date"]) == ("重点企业一半用上一物一码（虚构）", "2028-09-30")
    # half of six are three, two are there; from March 2027 to September 2028 there are eighteen ends of months
    assert (target["missing"], target["months"], target["pace"]) == (1, 18, 1)
    near = [(each["code"], each["reason"]) for each in found["outlook"]["nearest"]]
    assert near == [
        (code_of(4), "三个月内要用，帮着装上"),
        (code_of(2), "刚停两个月，续上就行"),
        (code_of(3), "要从头做起"),
        (code_of(5), "要从头做起"),
    ]
    assert [(each["group"], each["firms"]) for each in found["outlook"]["visits"]] == [("西岸区（虚构）", 1)]
    decisions = {each["id"]: each["text"] for each in found["decisions"]}
    assert decisions["status_ended"].endswith("请定下谁去谈续用。")
    others = {
        each["id"]: (each["target"], each["unit"], each["value"], each["of"]) for each in found["outlook"]["others"]
    }
    assert others == {
        "xj_t_innovative": (40.0, "家", 2, 7),
        "xj_t_rd": (5.0, "%", pytest.approx(4.0), 2),
        "xj_t_festivals": (3.0, "场", None, 0),
    }


def test_the_steps_of_a_diagnosis_are_those_of_the_city(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = run(capsys, workspace, "progress", "--as-of", AS_OF.isoformat())
    assert found["states"] == {"not_started": 7, "called": 0, "seen": 0}


# ---- nothing of a city in the program -------------------------------------------------------------------------------


def names_of_the_shipped_city() -> frozenset[str]:
    """Names and ids of the city, its province, its districts and its targets, as the content has them."""
    library = shipped()
    districts = [text for each in library.facts["district"].options for text in (each.id, each.name)]
    rules = next(iter(library.registers.values()))
    aliases = [word for words in rules.words["district"].values() for word in words]
    targets = [each.id for each in library.statistics.values() if each.scope.startswith(rules.place_prefixes)]
    coverages = [text for each in library.coverages.values() for text in (each.id, *(one.id for one in each.targets))]
    return frozenset((*rules.place_prefixes, *districts, *aliases, *targets, *coverages, "河南"))


def occurrences(text: str, names: frozenset[str]) -> set[str]:
    """Return the names that stand in a text; an id only as a whole word."""
    return {each for each in names if re.search(rf"\b{each}\b" if each.isascii() else each, text)}


# The invented firms of the city for practice are named after places.
MAY_NAME = {"city/practice/synthetic_city.toml"}


def test_no_file_of_the_program_names_the_city() -> None:
    names = names_of_the_shipped_city()
    files = [each for each in PACKAGE.rglob("*") if each.suffix in {".py", ".toml", ".yaml", ".html", ".typ"}]
    found = {
        each.relative_to(PACKAGE).as_posix(): occurrences(each.read_text(encoding="utf-8"), names) for each in files
    }
    assert len(files) > 300
    assert_none(
        f"{name}: {'、'.join(sorted(words))}" for name, words in found.items() if words and name not in MAY_NAME
    )


@pytest.mark.parametrize("line", ['if target == "t_rd":', "word.removeprefix('郑州市')", 'x = "zone_port"', "# 金水区"])
def test_the_guard_sees_a_name(line: str) -> None:
    assert occurrences(line, names_of_the_shipped_city())
