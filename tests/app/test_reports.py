"""Making and issuing a report for any face: what has to be told comes back with the report, and nothing is printed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from diagnostics.app.city.delivery import alike_reports
from diagnostics.app.dates import Dates
from diagnostics.app.report.issuing import DraftError, issue_report, next_issue
from diagnostics.app.report.neighbours import Neighbours, neighbours_of, reports_beside
from diagnostics.app.report.reporting import ReportSettings, make_report, save_report, usual_files
from diagnostics.app.report.verifying import Edited
from diagnostics.city.count.process import FirmProcess
from diagnostics.delivery.likeness import likeness_rules
from diagnostics.delivery.outcomes import failed_hard
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model.firm.answers import Finding
from diagnostics.store import open_workspace
from diagnostics.store.facts.issuing import Frozen, issued_reports, record_issue
from tests.builders import AS_OF, shipped
from tests.report.reading import example
from tests.report.test_building import AUTO, FOOD

DATES = Dates(AS_OF)
SETTINGS = ReportSettings(known_at=AS_OF, report_date=AS_OF)


def test_characters_without_a_glyph_come_back_as_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    firm = replace(example(FOOD).firm, name="甲🏭厂")
    diagnosis = diagnose([firm], shipped(), AS_OF)[0]
    made = make_report(diagnosis, replace(SETTINGS, files=("pdf",)))
    assert [(each.code, each.warning, "U+1F3ED" in str(each)) for each in made.problems] == [("FONT-01", True, True)]
    assert make_report(diagnosis, replace(SETTINGS, files=("html",))).problems == ()
    assert list(made.firm_files().named()) == ["甲🏭厂-企业报告.pdf"]
    assert capsys.readouterr() == ("", "")


def test_a_client_template_is_filled_and_nothing_else(tmp_path: Path) -> None:
    assert usual_files(tmp_path / "client.docx") == ("docx",)
    assert usual_files(tmp_path) == usual_files(None)
    assert usual_files(None) == ("owner.pdf", "owner.png", "html", "docx", "pdf", "bureau.html", "bureau.pdf")


def test_nothing_is_recorded_of_a_draft(tmp_path: Path) -> None:
    code = example(FOOD).firm.code
    with open_workspace(tmp_path / "ws", author="李工", device="本机", library=shipped()) as workspace:
        workspace.register_firm(code, "什么也没问", fictitious=True)
        issue = next_issue(workspace, code, DATES)
        with pytest.raises(DraftError) as refused:
            issue_report(workspace, shipped(), issue, DATES, replace(SETTINGS, files=("docx",)), "")
        assert failed_hard(refused.value.made.checks)
        assert issued_reports(workspace, code) == []


def test_another_version_needs_a_reason(tmp_path: Path) -> None:
    firm = example(FOOD).firm
    frozen = Frozen(
        firm=firm,
        as_of=AS_OF,
        known_at=AS_OF,
        report_date=AS_OF,
        content="",
        local=(),
        template="",
        formats=("docx",),
    )
    with open_workspace(tmp_path / "ws", author="李工", device="本机", library=shipped()) as workspace:
        workspace.register_firm(firm.code, firm.name, fictitious=True)
        first = next_issue(workspace, firm.code, DATES)
        with workspace.recording(firm.code, first.assessment) as record:
            record_issue(record, workspace.files, frozen, first.version, {"docx": b"data"})
        second = next_issue(workspace, firm.code, DATES)
    assert (first.number, first.version, first.needs_reason) == (f"{firm.code}-T0", 1, False)
    assert (second.number, second.version, second.needs_reason) == (first.number, 2, True)


def test_neighbours_are_the_findings_of_the_other_firms(tmp_path: Path) -> None:
    own, other = "91410100MA4E00001T", "91410100MA4E00002X"
    with open_workspace(tmp_path / "ws", author="李工", device="本机", library=shipped()) as workspace:
        for code in (own, other):
            workspace.register_firm(code, f"示例{code[-2:]}", fictitious=True)
            workspace.add_finding(code, Finding(kind="pain", text=f"{code} 的痛点"))
        found = neighbours_of(workspace, own, shipped())
    assert [(each.code, [finding.text for finding in each.findings]) for each in found.firms] == [
        (other, [f"{other} 的痛点"])
    ]
    assert found.signed is False


def test_a_report_is_compared_with_those_issued_to_others_and_a_lost_file_stops_nothing(tmp_path: Path) -> None:
    firm = example(FOOD).firm
    made = make_report(diagnose([firm], shipped(), AS_OF)[0], replace(SETTINGS, files=("docx",)))
    frozen = Frozen(firm=firm, as_of=AS_OF, known_at=AS_OF, report_date=AS_OF, content="", formats=("docx",))
    own = "91410100MA4E00001T"
    with open_workspace(tmp_path / "ws", author="李工", device="本机", library=shipped()) as workspace:
        workspace.register_firm(firm.code, firm.name, fictitious=True)
        with workspace.recording(firm.code) as record:
            record_issue(record, workspace.files, frozen, 1, {"docx": made.files["docx"]})
        neighbours = neighbours_of(workspace, own, shipped())
        assert neighbours_of(workspace, firm.code, shipped()).reports == ()
        (file,) = issued_reports(workspace, firm.code)[0].files.values()
        workspace.files.remove(file.name)
        assert neighbours_of(workspace, own, shipped()).reports == ()
    copied = diagnose([replace(firm, code=own)], shipped(), AS_OF)[0]
    checks = make_report(copied, replace(SETTINGS, files=()), Neighbours(reports=neighbours.reports)).checks
    found = next(each for each in checks if each.id == "check_14")
    assert found.outcome == "failed"
    assert f"和“{firm.name}”的报告有" in found.found


def test_reports_of_a_delivery_that_are_word_for_word_alike_are_told() -> None:
    made = {}
    for path in (FOOD, AUTO):
        settings = replace(SETTINGS, files=("docx",))
        made[path.stem] = make_report(diagnose([example(path).firm], shipped(), AS_OF)[0], settings)

    def handed(code: str, report: bytes) -> tuple[FirmProcess, dict[str, bytes]]:
        return FirmProcess(code=code, name=f"企业{code}", steps=()), {f"{code}.docx": report}

    food, auto = (made[name].files["docx"] for name in ("food", "auto_parts"))
    assert alike_reports([handed("1", food), handed("2", auto)], shipped()) == []
    told = alike_reports([handed("1", food), handed("2", auto), handed("3", food)], shipped())
    assert [(each.code, str(each.place), "100%" in each.what) for each in told] == [
        ("DELIVER-05", "1.docx", True),
        ("DELIVER-05", "3.docx", True),
    ]


@pytest.mark.parametrize(("text", "version"), [("3", 3), ("", 0), ("abc", 0), ("-1", 0)])
def test_a_hostile_version_in_a_stamp_is_none(text: str, version: int) -> None:
    assert Edited("x.docx", b"", {"version": text}).version == version


def test_the_volumes_for_the_bureau_are_not_compared() -> None:
    files = {}
    for path in (FOOD, AUTO):
        settings = replace(SETTINGS, files=("bureau.docx",))
        files[path] = make_report(diagnose([example(path).firm], shipped(), AS_OF)[0], settings).files["bureau.docx"]
    handed = [
        (FirmProcess(code=str(at), name=f"企业{at}", steps=()), {f"{at}.docx": files[FOOD]}) for at in range(1, 3)
    ]
    assert alike_reports(handed, shipped()) == []


def test_a_report_is_compared_with_those_of_the_batch_in_its_folder(tmp_path: Path) -> None:
    rules = likeness_rules(shipped())
    assert rules is not None
    own = "91410100MA4E00001T"
    for path in (FOOD, AUTO):
        settings = replace(SETTINGS, files=("docx", "bureau.docx"))
        save_report(make_report(diagnose([example(path).firm], shipped(), AS_OF)[0], settings), tmp_path)
    (tmp_path / "~$open.docx").write_bytes(b"of Word")
    (tmp_path / "letter.docx").write_bytes(b"PK of somebody")
    beside = reports_beside(tmp_path, own, rules)
    assert {each.code for each in beside} == {example(path).firm.code for path in (FOOD, AUTO)}
    assert min(len(each.sentences) for each in beside) > 100
    assert [each.code for each in reports_beside(tmp_path, example(FOOD).firm.code, rules)] == [example(AUTO).firm.code]
    assert reports_beside(tmp_path / "nowhere", own, rules) == ()
    copied = diagnose([replace(example(FOOD).firm, code=own)], shipped(), AS_OF)[0]
    checks = make_report(copied, replace(SETTINGS, files=()), Neighbours(reports=beside)).checks
    assert next(each for each in checks if each.id == "check_14").outcome == "failed"
