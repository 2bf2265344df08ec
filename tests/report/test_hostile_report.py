"""An answers file whose every text is an attack, through the whole way into every format."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from markupsafe import escape

from diagnostics.model.document import Document
from diagnostics.model.report_documents import DOCUMENTS, FORMATS
from diagnostics.report.formats.formats import Paper, render
from diagnostics.report.narrative.building import build_documents
from tests.report.docx_reading import PRINTED, convert, faults_of, needs_office, part_of, text_of
from tests.report.reading import EXAMPLES, answers_of, example, example_file, given_of, in_one
from tests.sheets.sheet_firms import HOSTILE, bare, pages, texts_of

ROOT = Path(__file__).parents[2]
ATTACK = f"=cmd|'/C calc'!A0 +1 -1 @SUM(1) {HOSTILE} 喆堃昇镕䶮 \U0001f3ed #eval(\"1\") \\input{{x}} %s {{{{ fact }}}}"
LONG = "很长的一句话，没有尽头" * 910  # 10,010 characters
# Fields of free text; a field that is not named here is an id, a number or a date.
TEXTS = {
    "text",
    "effect",
    "title",
    "note",
    "reason",
    "by",
    "number",
    "provider",
    "platform",
    "receipt",
    "contact",
    "provider_products",
}


def attacked(thing: Any, key: str = "") -> Any:
    """Return an answers file with every free text replaced."""
    if isinstance(thing, dict):
        return {name: attacked(each, name) for name, each in thing.items()}
    if isinstance(thing, list):
        return [attacked(each, key) for each in thing]
    return ATTACK if key in TEXTS and isinstance(thing, str) else thing


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    made: dict[str, Any] = attacked(answers_of(EXAMPLES[0]))
    made["firm"]["name"] = ATTACK
    for row in (*made["equipment"], *made["systems"]):
        name = "process" if "process" in row else "name"
        row[name] = f"{row[name]} {ATTACK}"
    made["findings"][0]["effect"] = LONG
    return made


@pytest.fixture(scope="module")
def documents(answers: dict[str, Any]) -> dict[str, Document]:
    return build_documents(given_of(answers, with_plan=True))


@pytest.fixture(scope="module")
def document(documents: dict[str, Document]) -> Document:
    return in_one(documents)


@pytest.fixture(scope="module")
def made(document: Document) -> dict[str, bytes]:
    return render(document, FORMATS, Paper(PRINTED))


def test_the_text_is_whole_in_every_format(document: Document, made: dict[str, bytes], tmp_path: Path) -> None:
    attacks = sum(bare(ATTACK) in bare(text) for text in texts_of(document))
    assert attacks > 20
    assert any(bare(LONG) in bare(text) for text in texts_of(document))
    written = text_of(made["docx"])
    assert written.count(bare(ATTACK)) >= attacks
    assert bare(LONG) in written
    assert faults_of(made["docx"], tmp_path) == []
    printed = "".join(pages(made["pdf"]))
    known = bare(ATTACK).split("\U0001f3ed")  # our fonts have no such sign; the command warns
    assert all(printed.count(part) >= attacks // 2 for part in known)
    assert made["png"].startswith(b"\x89PNG")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_document_is_whole_in_each_of_its_formats(
    name: str, documents: dict[str, Document], tmp_path: Path
) -> None:
    document, formats = documents[name], DOCUMENTS[name].possible
    attacks = sum(bare(ATTACK) in bare(text) for text in texts_of(document))
    assert attacks > 0
    made = render(document, formats, Paper(PRINTED))
    assert set(made) == set(formats)
    assert text_of(made["docx"]).count(bare(ATTACK)) >= attacks
    assert faults_of(made["docx"], tmp_path) == []
    page = made["html"].decode("utf-8")
    assert bare(escape(ATTACK)) in bare(page)
    assert "<script" not in page
    assert "<svg onload" not in page
    printed = "".join(pages(made["pdf"]))
    assert all(part in printed for part in bare(ATTACK).split("\U0001f3ed"))
    assert made == render(document, formats, Paper(PRINTED))


def test_nothing_of_it_is_taken_for_code(made: dict[str, bytes]) -> None:
    page = made["html"].decode("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in part_of(made["docx"])
    assert "javascript:" not in "".join(part_of(made["docx"], "word/_rels/document.xml.rels"))
    assert "{{7*7}}" in page
    assert "DDE" not in part_of(made["docx"])


def test_the_command_names_what_nobody_sees_and_what_no_font_has(tmp_path: Path) -> None:
    answers = answers_of(EXAMPLES[1])
    answers["firm"]["name"] = "甲\u202e乙\U0001f3ed公司"
    answers["findings"][0]["text"] = "看不见\u200b的\u2066字"
    path = tmp_path / "firm.yaml"
    path.write_text(yaml.safe_dump(answers, allow_unicode=True), encoding="utf-8")
    command = [sys.executable, "-m", "diagnostics", "report", "--answers", str(path), "--as-of", "2026-06-30"]
    done = subprocess.run(
        [*command, "--format", "pdf,docx,html", "--out", str(tmp_path / "out")],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    said = done.stderr.decode()
    assert done.returncode == 0, said
    assert "TEXT-01" in said
    assert all(code in said for code in ("U+202E", "U+200B", "U+2066"))
    assert "FONT-01" in said
    assert "U+1F3ED" in said
    names = {each.name for each in (tmp_path / "out").iterdir()}
    ends = [f"{each}.{ending}" for each in ("老板看的", "企业报告", "证据册") for ending in ("pdf", "docx", "html")]
    assert names == {f"甲乙\U0001f3ed公司-{each}" for each in ends}


@pytest.mark.parametrize("path", EXAMPLES[:1], ids=lambda path: path.stem)
def test_every_answer_stands_in_the_annex_of_every_format(path: Path) -> None:
    html, written, printed = (example_file(path, each) for each in ("html", "docx", "pdf"))
    read = {"html": bare(html.decode()), "docx": text_of(written), "pdf": "".join(pages(printed))}
    for answer in example(path).answers:
        name = bare(answer.name)
        assert all(name in read[each] for each in ("docx", "pdf")), answer.name
        assert name.replace("&", "&amp;") in read["html"]


class TestOffice:
    """What LibreOffice makes of it."""

    pytestmark = needs_office

    def test_it_opens(self, made: dict[str, bytes], tmp_path: Path) -> None:
        assert bare(ATTACK).split("\U0001f3ed")[0] in text_of(convert(made["docx"], "docx", tmp_path))
