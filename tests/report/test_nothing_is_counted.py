"""No sentence counts nothing, and no unit stands without its number: of the best firm, the worst and an empty one."""

from __future__ import annotations

import re
from functools import cache

import pytest

from diagnostics.cli.text.score_text import criteria_lines
from diagnostics.model.document import Document, Table
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.sheets.building import build_sheet
from diagnostics.sheets.sheet_input import SheetInput
from tests.builders import AS_OF, firm, shipped
from tests.diagnosis import places
from tests.offenders import assert_none
from tests.report.reading import text_of, whole_report
from tests.scoring.firms import FirmMaker
from tests.sheets.sheet_firms import example, sheet_input

FIRMS = ("best", "worst", "empty", "auto_parts")
every_firm = pytest.mark.parametrize("name", FIRMS)
# A count of nothing; a score or a sum of money of 0 is a figure like another, in a table every figure is.
OF_NOTHING = re.compile(r"(?<![\d.\-–/~至])(?<!至 )0 ?(?:项|条|件|个|份|次|台|行|家|人)(?!月)")
WITHOUT_NUMBER = re.compile(
    r"(?:^|[，。；：（一-鿿]) (?:万元|项|条|件|分)(?![一-鿿])|不另花钱 万元|（）|“”|：；|，，|。。"
)


@cache
def given(name: str) -> SheetInput:
    maker = FirmMaker(shipped(), AS_OF)
    made: dict[str, FirmAnswers] = {
        "best": maker.firm(1, asked=1, gaps=0, proof=1, fill=1, mood=1),
        "worst": maker.firm(2, asked=1, gaps=0, proof=0, fill=1, mood=0),
        "empty": firm({}),
        "auto_parts": example("auto_parts"),
    }
    return sheet_input(made[name])


def sentences(document: Document) -> list[str]:
    """Return every line that is not of a table."""
    told = tuple(block for block in document.blocks if not isinstance(block, Table))
    return text_of(Document(title="", blocks=told)).splitlines()


@every_firm
def test_the_report_counts_no_nothing(name: str) -> None:
    lines = sentences(whole_report(given(name).given))
    assert len(lines) > 50
    assert_none([line for line in lines if OF_NOTHING.search(line) or WITHOUT_NUMBER.search(line)])


@every_firm
@pytest.mark.parametrize("kind", ["owed", "opinion"])
def test_the_sheets_count_no_nothing(name: str, kind: str) -> None:
    lines = sentences(build_sheet(kind, given(name)))
    assert_none([line for line in lines if OF_NOTHING.search(line) or WITHOUT_NUMBER.search(line)])


@every_firm
def test_the_score_counts_no_nothing(name: str) -> None:
    lines = criteria_lines(given(name).given, every_set=True)
    assert any("认定条件" in line for line in lines)
    assert_none([line for line in lines if OF_NOTHING.search(line) or WITHOUT_NUMBER.search(line)])


@pytest.mark.parametrize(("name", "target"), [("food", "cmmm:1"), ("auto_parts", "nat_b")])
def test_the_plan_counts_no_nothing(name: str, target: str) -> None:
    file = str(places.ROOT / "examples" / f"{name}.yaml")
    lines = places.command_says(["plan", "--answers", file, "--as-of", places.DAY, "--target", target]).splitlines()
    assert_none([line for line in lines if OF_NOTHING.search(line) or WITHOUT_NUMBER.search(line)])


@pytest.mark.parametrize("text", ["还差 0 条", "有 0 项只是口述", "其余不另花钱 万元", "待查 0 条，不适用 0 条"])
def test_the_patterns_find_what_they_are_for(text: str) -> None:
    assert OF_NOTHING.search(text) or WITHOUT_NUMBER.search(text)
