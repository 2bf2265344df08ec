"""Two firms of one name: neither ever loses a file to the other, in any format, report or sheet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from diagnostics.app.dates import Dates
from diagnostics.app.firm_files import FirmFiles, save_firm_files
from diagnostics.app.report.reporting import Made, ReportSettings, make_report, save_report
from diagnostics.app.visit.sheets import SheetRequest, make_sheets, sheet_files, visit_in_file
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.report.formats.belonging import code_in
from tests.builders import AS_OF, shipped
from tests.report.reading import example
from tests.report.test_building import FOOD

ONE, OTHER = "91410100EXAMPLE01U", "91410100EXAMPLE02Y"
FILES = ("owner.png", "html", "docx", "pdf")
NAME = "郑州己机械有限公司（虚构）"
ENDINGS = (".html", ".docx", ".pdf", ".png")


@pytest.fixture(scope="module")
def reports() -> dict[str, Made]:
    """The report of each of two namesakes, in every format."""
    settings = ReportSettings(known_at=AS_OF, report_date=AS_OF, files=FILES)
    firms = {code: replace(example(FOOD).firm, code=code, name=NAME) for code in (ONE, OTHER)}
    return {code: make_report(diagnose([firm], shipped(), AS_OF)[0], settings) for code, firm in firms.items()}


def owners(folder: Path) -> dict[str, str]:
    return {each.name: code_in(each.read_bytes()) for each in folder.iterdir()}


def test_every_format_of_a_report_says_whose_it_is(reports: dict[str, Made]) -> None:
    for code, made in reports.items():
        assert {each: code_in(data) for each, data in made.files.items()} == dict.fromkeys(FILES, code)


def test_the_reports_of_namesakes_stand_side_by_side(reports: dict[str, Made], tmp_path: Path) -> None:
    first, second = (save_report(reports[code], tmp_path) for code in (ONE, OTHER))
    assert set(owners(tmp_path).values()) == {ONE, OTHER}
    assert len(owners(tmp_path)) == len(first) + len(second) == 2 * len(FILES)
    assert [each.name for each in first][:1] == [f"{NAME}-老板看的.png"]
    assert [each.name for each in second][:1] == [f"{NAME}-{OTHER}-老板看的.png"]


def test_a_report_made_again_replaces_its_own_files_and_no_others(reports: dict[str, Made], tmp_path: Path) -> None:
    for code in (ONE, OTHER, ONE, OTHER):
        save_report(reports[code], tmp_path)
    assert len(owners(tmp_path)) == 2 * len(FILES)


@pytest.mark.parametrize("ending", ENDINGS)
def test_one_format_of_a_namesake_keeps_the_name_for_the_others(
    reports: dict[str, Made], tmp_path: Path, ending: str
) -> None:
    whole = reports[ONE].firm_files()
    one = {key: data for key, data in whole.files.items() if key[1] == ending}
    save_firm_files(tmp_path, replace(whole, files=one))
    save_report(reports[OTHER], tmp_path)
    assert sorted(owners(tmp_path).values()) == [ONE, *[OTHER] * len(FILES)]


def test_the_sheets_of_namesakes_stand_side_by_side(tmp_path: Path) -> None:
    asked = SheetRequest(dates=Dates(AS_OF), printed=AS_OF)
    for code in (ONE, OTHER):
        visit = visit_in_file(replace(example(FOOD).firm, code=code, name=NAME))
        files = sheet_files(make_sheets(asked, shipped(), visit), ("pdf", "html"), asked)
        assert {code_in(data) for data in files.files.values()} == {code}
        save_firm_files(tmp_path, files)
    found = list(owners(tmp_path).values())
    assert found.count(ONE) == found.count(OTHER) == len(found) / 2 > 0


def test_a_file_that_does_not_say_whose_it_is_stays(tmp_path: Path) -> None:
    (tmp_path / f"{NAME}-诊断报告.PDF").write_bytes(b"edited by hand")
    (made,) = save_firm_files(tmp_path, FirmFiles(NAME, ONE, {("诊断报告", ".pdf"): b"new"}))
    assert made.name == f"{NAME}-{ONE}-诊断报告.pdf"
    assert (tmp_path / f"{NAME}-诊断报告.PDF").read_bytes() == b"edited by hand"


def test_what_an_earlier_release_wrote_is_replaced_where_it_prints_the_code(tmp_path: Path) -> None:
    (tmp_path / f"{NAME}-诊断报告.html").write_text(f"<td>{ONE}</td>", encoding="utf-8")
    (tmp_path / f"{NAME}-诊断报告.pdf").write_bytes(b"%PDF of an earlier release")
    save_firm_files(tmp_path, FirmFiles(NAME, ONE, {("诊断报告", ".html"): b"new"}))
    assert (tmp_path / f"{NAME}-诊断报告.html").read_bytes() == b"new"
