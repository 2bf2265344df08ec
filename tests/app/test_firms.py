"""Reading firms for any face: what has to be told comes back with what was read, and nothing is printed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from diagnostics.app.city.picture import CityRequest, Earlier, read_change
from diagnostics.app.code_lists import read_codes
from diagnostics.app.dates import Dates
from diagnostics.app.firms import read_file, read_firms
from diagnostics.app.workspaces import WorkspaceAt
from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer
from diagnostics.store import open_workspace
from diagnostics.words.problems import InputError, RequestError
from tests.builders import AS_OF, shipped

CODE = "91410100MA4E00001T"


@pytest.fixture
def workspace(tmp_path: Path) -> WorkspaceAt:
    """One firm with two rounds: nothing said in the first, an answer with evidence in the second."""
    folder = tmp_path / "ws"
    with open_workspace(folder, author="李工", device="L7", library=shipped()) as opened:
        opened.register_firm(CODE, "示例一号（虚构）", fictitious=True)
        opened.open_assessment(CODE, on=date(2024, 5, 1))
        opened.open_assessment(CODE, on=date(2026, 2, 1))
        seen = opened.add_evidence(CODE, "合同", Grade.E2, number="HT-1")
        opened.testify(CODE, "cloud_use_any", Answer(state="known", value="yes", by="张工", evidence=(seen.id,)))
    return WorkspaceAt(folder)


def test_a_line_without_a_code_comes_back_as_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"代码,名称\n{CODE},示例一号\n没有代码的企业\n", encoding="utf-8")
    found = read_codes(path)
    assert found.value == {CODE}
    assert [(each.code, each.place.line, each.warning) for each in found.warnings] == [("CITY-02", 3, True)]
    assert capsys.readouterr() == ("", "")


def test_a_file_that_cannot_be_used_is_refused_with_every_problem(tmp_path: Path) -> None:
    path = tmp_path / "firm.yaml"
    path.write_text("firm: {code: '1', nmae: 示例}\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_file(path, shipped())
    assert len(refused.value.problems) > 1


def test_the_assessment_of_the_day_is_read(workspace: WorkspaceAt) -> None:
    early = read_firms(workspace, shipped(), Dates(as_of=date(2024, 6, 30)))
    late = read_firms(workspace, shipped(), Dates(as_of=date(2026, 6, 30)))
    assert [len(each.value[0].answers) for each in (early, late)] == [0, 1]
    assert not early.warnings
    assert not early.unfit


def test_an_earlier_day_that_is_later_is_no_request(workspace: WorkspaceAt) -> None:
    asked = CityRequest(source=workspace, dates=Dates(as_of=AS_OF))
    with pytest.raises(RequestError, match="晚于"):
        read_change(asked, Earlier(date(2030, 1, 1)), shipped())


def test_a_city_without_firms_is_no_request(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="没有读到任何企业"):
        read_change(CityRequest(source=tmp_path, dates=Dates(as_of=AS_OF)), Earlier(date(2026, 1, 1)), shipped())
