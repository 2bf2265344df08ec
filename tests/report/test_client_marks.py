"""A client's DOCX as it leaves the house: 草稿 on every page, or numbered, kept, made again and compared."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml

from diagnostics.cli.main import main
from diagnostics.report.formats.stamp import read_stamp, stamp_docx
from diagnostics.report.narrative.building import collect, issue_view
from diagnostics.report.narrative.client_marks import mark_draft, mark_number
from diagnostics.report.narrative.client_template import fill_template
from tests.report.docx_reading import convert, faults_of, needs_office, part_of
from tests.report.reading import answers_of, code_of, example
from tests.report.test_building import FOOD

CODE = code_of(FOOD)
DAYS = ("--as-of", "2026-06-30", "--report-date", "2026-06-30")


def qizhen(*words: str | Path) -> int:
    return main([str(word) for word in words])


def word_file(path: Path, *lines: str, footer: str = "") -> Path:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    if footer:
        document.sections[0].footer.paragraphs[0].text = footer
    document.save(str(path))
    return path


def texts(part: Any) -> list[str]:
    return [each.text for each in part.paragraphs]


# ---- 草稿 ----


def sections_of_all_kinds() -> bytes:
    """Two sections with headers of their own, another first page, even pages, and a table before any text."""
    document = docx.Document()
    document.settings.odd_and_even_pages_header_footer = True
    document.add_table(1, 1).cell(0, 0).text = "封面"
    document.sections[0].header.paragraphs[0].text = "客户页眉"
    second = document.add_section()
    second.different_first_page_header_footer = True
    second.header.is_linked_to_previous = False
    second.header.paragraphs[0].text = "第二节"
    second.first_page_header.paragraphs[0].text = "首页"
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_draft_says_so_at_the_top_of_every_kind_of_page(tmp_path: Path) -> None:
    data = mark_draft(sections_of_all_kinds(), "草稿", "没有签字")
    document = docx.Document(io.BytesIO(data))
    assert document.element.body[0].xpath("string(.)") == "草稿：没有签字", "before the table that came first"
    first, second = document.sections
    heads = [first.header, first.even_page_header, second.header, second.first_page_header]
    assert [texts(each)[0] for each in heads] == ["草稿"] * 4
    assert texts(first.header)[1] == "客户页眉", "the client's own header stays"
    assert set(faults_of(data, tmp_path)) <= set(faults_of(sections_of_all_kinds(), tmp_path)), "no fault is added"


def test_a_number_is_added_only_where_the_template_does_not_print_it(tmp_path: Path) -> None:
    plain = word_file(tmp_path / "a.docx", "正文").read_bytes()
    once = mark_number(plain, "报告编号 9141-T0（第 1 版）", "9141-T0")
    assert texts(docx.Document(io.BytesIO(once)).sections[0].footer)[-1] == "报告编号 9141-T0（第 1 版）"
    assert mark_number(once, "报告编号 9141-T0（第 1 版）", "9141-T0") == once
    own = word_file(tmp_path / "b.docx", "正文", footer="编号：9141-T0").read_bytes()
    assert mark_number(own, "报告编号 9141-T0（第 1 版）", "9141-T0") == own


def test_a_new_stamp_replaces_the_old_one() -> None:
    stream = io.BytesIO()
    docx.Document().save(stream)
    again = stamp_docx(stamp_docx(stream.getvalue(), {"number": "old", "code": "x"}), {"number": "new"})
    assert read_stamp(again, "a.docx") == {"number": "new"}
    with zipfile.ZipFile(io.BytesIO(again)) as archive:
        assert len(archive.namelist()) == len(set(archive.namelist()))
        assert archive.read("[Content_Types].xml").count(b"custom-properties") == 1


def test_properties_of_others_are_kept_beside_ours() -> None:
    stream = io.BytesIO()
    docx.Document().save(stream)
    made = stamp_docx(stream.getvalue(), {"number": "n"})
    theirs = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as source, zipfile.ZipFile(theirs, "w") as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "docProps/custom.xml":
                data = data.replace(b"qizhen_number", "客户编号".encode())
            target.writestr(entry, data)
    again = stamp_docx(theirs.getvalue(), {"number": "m"})
    xml = part_of(again, "docProps/custom.xml")
    assert "客户编号" in xml
    assert read_stamp(again, "a.docx") == {"number": "m"}
    assert 'pid="3"' in xml


def drafted(tmp_path: Path, *, evidence: bool) -> tuple[bytes, Path, Path]:
    answers = answers_of(FOOD)
    if not evidence:
        for each in answers["findings"]:
            each.pop("evidence", None)
    file = tmp_path / "firm.yaml"
    file.write_text(yaml.safe_dump(answers, allow_unicode=True), encoding="utf-8")
    template = word_file(tmp_path / "客户.docx", "{{ firm.name }}的诊断")
    out = tmp_path / "out"
    assert qizhen("report", "--answers", file, "--template", template, "--out", out, *DAYS) == 0
    (made,) = out.iterdir()
    return made.read_bytes(), made, template


@pytest.mark.parametrize("evidence", [True, False])
def test_a_failed_hard_check_marks_the_clients_file_too(
    evidence: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, made, template = drafted(tmp_path, evidence=evidence)
    document = docx.Document(io.BytesIO(data))
    said, header = texts(document)[0], document.sections[0].header
    assert said.startswith("草稿：未过必查项：每个痛点都有证据") is not evidence
    assert ("草稿" in "".join(texts(header))) is not evidence
    assert read_stamp(data, "a.docx")["template"] == "客户.docx"
    if not evidence:
        return
    capsys.readouterr()
    answers = ("--answers", tmp_path / "firm.yaml")
    assert qizhen("report", "verify", made, *answers) == 1
    assert "VERIFY-05" in capsys.readouterr().err
    assert qizhen("report", "verify", made, *answers, "--template", template) == 0


# ---- issued ----


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("client") / "ws"
    at = ("--workspace", folder, "--author", "李工")
    assert qizhen("firm", "add", CODE, example(FOOD).firm.name, "--fictitious", *at) == 0
    assert qizhen("answer", CODE, FOOD, "--on", "2026-05-20", *at) == 0
    return folder


def test_a_clients_report_is_issued_numbered_and_made_again_from_the_template_of_then(
    workspace: Path, tmp_path: Path
) -> None:
    at = ("--workspace", workspace, "--author", "李工")
    template = word_file(tmp_path / "客户.docx", "{{ firm.name }}的诊断")
    assert qizhen("report", "issue", CODE, "--template", template, "--out", tmp_path / "one", *DAYS, *at) == 0
    (made,) = (tmp_path / "one").iterdir()
    assert texts(docx.Document(str(made)).sections[0].footer)[-1] == f"报告编号 {CODE}-T0（第 1 版）"
    stamp = read_stamp(made.read_bytes(), made.name)
    assert (stamp["number"], stamp["version"], stamp["template"]) == (f"{CODE}-T0", "1", "客户.docx")
    template.unlink()
    assert qizhen("report", "issue", CODE, "--again", "--out", tmp_path / "two", "--workspace", workspace) == 0
    assert (tmp_path / "two" / made.name).read_bytes() == made.read_bytes()
    assert qizhen("report", "verify", made, "--workspace", workspace) == 0


def test_a_template_may_print_the_number_itself(tmp_path: Path) -> None:
    template = word_file(tmp_path / "客户.docx", "{{ firm.name }}，{{ issue.words }}")
    data = fill_template(template, collect(example(FOOD), issue_view("9141-T0", 2)), "甲", date(2026, 6, 30))
    assert "9141-T0（第 2 版）" in texts(docx.Document(io.BytesIO(data)))[0]
    assert mark_number(data, "报告编号 9141-T0（第 2 版）", "9141-T0") == data, "printed once"


def test_a_folder_is_no_template_to_issue_by(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ("--workspace", workspace, "--author", "李工")
    assert qizhen("report", "issue", CODE, "--template", tmp_path, "--out", tmp_path / "o", *DAYS, *at) == 2
    assert "不是文件" in capsys.readouterr().err
    assert not (tmp_path / "o").exists()


class TestOffice:
    """What LibreOffice makes of a marked file."""

    pytestmark = needs_office

    def test_it_opens(self, tmp_path: Path) -> None:
        data = mark_number(mark_draft(sections_of_all_kinds(), "草稿", "甲"), "报告编号 1", "1号")
        assert convert(data, "pdf", tmp_path).startswith(b"%PDF")
