"""The three documents of one diagnosis: which are made, in which formats, and what each says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnostics.app.report.reporting import ReportSettings, make_report
from diagnostics.app.report.verifying import compare_edited, read_edited
from diagnostics.cli.main import main
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model.document import QrCode
from diagnostics.model.report_documents import DOCUMENTS, document_and_format, file_key, file_keys
from tests.builders import AS_OF, shipped
from tests.report.reading import example, example_documents, tables_of
from tests.report.test_building import FOOD

DAY = AS_OF.isoformat()


def report(out: Path, *options: str) -> int:
    command = ["report", "--answers", str(FOOD), "--as-of", DAY, "--known-at", DAY, "--report-date", DAY]
    return main([*command, "--out", str(out), *options])


def made_in(out: Path) -> set[str]:
    return {path.name.rpartition("-")[2] for path in out.iterdir()} if out.is_dir() else set()


def test_only_the_named_document_is_made_in_its_usual_formats(tmp_path: Path) -> None:
    assert report(tmp_path / "out", "--for", "owner") == 0
    assert made_in(tmp_path / "out") == {"老板看的.pdf", "老板看的.png"}


def test_a_format_alone_makes_the_documents_that_come_in_it(tmp_path: Path) -> None:
    assert report(tmp_path / "out", "--format", "png") == 0
    assert made_in(tmp_path / "out") == {"老板看的.png"}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--for", "firm", "--format", "png"), "firm 没有这种格式（可用：html、docx、pdf）"),
        (("--for", "boss"), "没有叫“boss”的文件（可用：owner、firm、bureau）"),
        (("--for", "burau"), "bureau"),
    ],
)
def test_what_cannot_be_made_is_refused(
    options: tuple[str, ...], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code: int | str | None = report(tmp_path / "out", *options)
    except SystemExit as stopped:
        code = stopped.code
    assert code == 2
    assert told in capsys.readouterr().err
    assert made_in(tmp_path / "out") == set()


def test_the_key_of_a_file_says_document_and_format() -> None:
    for name, kind in DOCUMENTS.items():
        for each in kind.possible:
            assert document_and_format(file_key(name, each)) == (name, each)
        assert set(kind.usual) <= set(kind.possible)
    assert file_keys(("firm",)) == ("html", "docx", "pdf"), "as the journal of earlier releases names them"


def test_every_answer_and_source_stands_in_the_volume_and_not_before_the_firm() -> None:
    tables = {name: tables_of(document) for name, document in example_documents(FOOD).items()}
    for each in ("answers", "sources", "unknown", "unverified"):
        assert each in tables["bureau"]
        assert each not in tables["firm"]
        assert each not in tables["owner"]
    assert "measures" in tables["firm"]


def test_all_three_print_the_number_and_a_docx_is_compared_with_its_own_document() -> None:
    settings = ReportSettings(known_at=AS_OF, report_date=AS_OF, files=("docx", "bureau.docx"))
    made = make_report(diagnose([example(FOOD).firm], shipped(), AS_OF)[0], settings, number="A-T0", version=2)
    for document in made.documents.values():
        assert "A-T0（第 2 版）" in [item.value for item in document.meta]
    volume, firm = (read_edited("a.docx", made.files[key]) for key in ("bureau.docx", "docx"))
    assert (volume.key, firm.key) == ("bureau.docx", "docx")
    assert volume.number == firm.number == "A-T0"
    assert compare_edited(volume, made.files["bureau.docx"]).differences == ()
    assert compare_edited(volume, made.files["docx"]).differences != ()


@pytest.mark.parametrize("document", ["owner", "firm", "bureau"])
def test_a_draft_of_any_document_is_verified_with_its_answers(document: str, tmp_path: Path) -> None:
    assert report(tmp_path, "--for", document, "--format", "docx") == 0
    (edited,) = tmp_path.glob("*.docx")
    assert main(["report", "verify", str(edited), "--answers", str(FOOD)]) == 0


def test_no_report_carries_a_code_to_photograph() -> None:
    """It belongs to the sheets that are signed on site: they come back as a photo, a report comes back as a DOCX."""
    blocks = [block for document in example_documents(FOOD).values() for block in document.blocks]
    assert not [block for block in blocks if isinstance(block, QrCode)]
