"""A client's template: looked at before it is filled, its limits held, values never taken for markup."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest

from diagnostics.content.library.template_limits import limits_path, read_limits
from diagnostics.model.document import DocumentCell, Signature, SignaturePlace, Table
from diagnostics.report.narrative.client_template import fill_template
from diagnostics.report.narrative.narrative import Parts, open_narratives, write_blocks
from diagnostics.report.narrative.template_lint import check_limits
from diagnostics.words.problems import InputError
from tests.report.docx_reading import convert, faults_of, needs_office, part_of, text_of
from tests.report.sample import make_figures
from tests.sheets.sheet_firms import HOSTILE, bare

ROOT = Path(__file__).parents[2]
DAY = date(2026, 6, 30)
Maker = Callable[..., Path]


@dataclass(frozen=True)
class Pain:
    title: str
    effect: str


@dataclass(frozen=True)
class Firm:
    name: str
    code: str = "91410100MA4D000018"


@dataclass(frozen=True)
class Told:
    values: dict[str, Any]
    parts: Parts = field(default_factory=Parts)


def told(name: str = "甲公司", pains: int = 2, effect: str = "损失 7.4 万元") -> Told:
    rows = ((DocumentCell(name), DocumentCell("2\n行")), (DocumentCell("乙"), DocumentCell("3")))
    table = Table(id="gaps", caption="差距", heads=("条件", "现状"), widths=(2, 1), aligns=("left", "right"), rows=rows)
    parts = Parts(
        {"gaps": table}, {"radar": make_figures()["radar"]}, {}, {"seals": Signature("seals", (SignaturePlace("甲"),))}
    )
    values = {
        "firm": Firm(name),
        "as_of": "2026年6月30日",
        "findings": {"pain": tuple(Pain(f"痛点{at}", effect) for at in range(pains)), "wish": ()},
        "share": 0.5,
        "tables": frozenset(parts.tables),
        "figures": frozenset(parts.figures),
    }
    return Told(values, parts)


@pytest.fixture
def template(tmp_path: Path) -> Maker:
    """Makes a template of paragraphs."""

    def make(*lines: str, footer: str = "") -> Path:
        word = docx.Document()
        for line in lines:
            word.add_paragraph(line)
        if footer:
            word.sections[0].footer.paragraphs[0].text = footer
        path = tmp_path / "客户 模板.docx"
        word.save(str(path))
        return path

    return make


def fill(path: Path, given: Told | None = None) -> bytes:
    return fill_template(path, given or told(), "甲公司", DAY)


def texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


def problems(path: Path, given: Told | None = None) -> str:
    with pytest.raises(InputError) as refused:
        fill(path, given)
    return str(refused.value)


def test_names_loops_rows_and_parts_are_filled(template: Maker, tmp_path: Path) -> None:
    path = template(
        "{{ firm.name }}　{{ as_of }}", "{%p for pain in findings.pain %}", "{{ loop.index }} {{ pain.title }}",
        "{%p endfor %}", '{%p for row in rows("gaps") %}', '{{ row["条件"] }}＝{{ row["现状"] }}', "{%p endfor %}",
        '{{p table("gaps") }}', '{{p figure("radar") }}', '{{p signature("seals") }}', footer="{{ firm.code }}",
    )  # fmt: skip
    data = fill(path)
    found = texts(data)
    assert found[:5] == ["甲公司　2026年6月30日", "1 痛点0", "2 痛点1", "甲公司＝2\n行", "乙＝3"]
    word = docx.Document(io.BytesIO(data))
    assert [cell.text for cell in word.tables[0].rows[0].cells] == ["条件", "现状"]
    assert len(word.inline_shapes) == 1
    assert word.sections[0].footer.paragraphs[0].text == "91410100MA4D000018"
    assert "表1" in "".join(found)
    assert faults_of(data, tmp_path) == [] or all("stylesWithEffects" in each for each in faults_of(data, tmp_path))


def test_hostile_values_are_only_text(template: Maker) -> None:
    hostile = HOSTILE + ' {_{ }_} {_% %_} &lt; "“”'
    path = template(
        "{{ firm.name }}", '{{p table("gaps") }}', '{%p for r in rows("gaps") %}', '{{ r["条件"] }}', "{%p endfor %}"
    )
    data = fill(path, told(hostile))
    assert text_of(data).count(bare(hostile)) == 3
    assert "<script" not in part_of(data)


def test_an_ampersand_survives(template: Maker) -> None:
    assert texts(fill(template("{{ firm.name }}"), told("A & B <精工> 有限公司"))) == ["A & B <精工> 有限公司"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{{ firn.name }}", "“firn”；是不是“firm”"),
        ("{{ firm.nmae }}", "“nmae”；是不是“name”"),
        ("{{ findings.pains }}", "“pains”；是不是“pain”"),
        ("{% for p in findings.pain %}{{ p.titel }}{% endfor %}", "“titel”；是不是“title”"),
        ('{% for r in rows("gaps") %}{{ r["条 件"] }}{% endfor %}', "“条 件”；是不是“条件”"),
        ('{{ tabel("gaps") }}', "“tabel”；是不是“table”"),
        ('{{p table("gap") }}', "table(“gap”)，这家企业没有；是不是“gaps”"),
        ("{{ firm.name | uper }}", "“uper”；是不是“upper”"),
        ("{% if firm.name %}", "TEMPLATE-03"),
        ("{{ share }}", "TEMPLATE-03"),
        ("{% include 'x' %}", "TEMPLATE-03"),
        ("{{ firm.__class__.__mro__ }}", "TEMPLATE-03"),
        ("没有变量", "TEMPLATE-08"),
    ],
)
def test_what_is_wrong_is_named_before_anything_is_filled(template: Maker, line: str, said: str) -> None:
    assert said in problems(template("第一段 {{ as_of }}" if "{" in line else "甲", line))


def test_every_problem_is_told_at_once_with_its_paragraph(template: Maker) -> None:
    found = problems(template("甲", "{{ firn.name }}", "{{ as_off }}", footer="{{ fimr }}"))
    assert "客户 模板.docx:2:1: TEMPLATE-01" in found
    assert "客户 模板.docx:3:1: TEMPLATE-01" in found
    assert "“fimr”" in found


def test_a_part_that_the_template_asks_for_first_may_be_missing(template: Maker) -> None:
    path = template('{%p if "other" in tables %}', '{{p table("other") }}', "{%p endif %}", "{{ as_of }}")
    assert texts(fill(path)) == ["2026年6月30日"]


def test_an_empty_list_is_no_problem(template: Maker) -> None:
    assert texts(fill(template("{% for w in findings.wish %}{{ w.title }}{% endfor %}无"))) == ["无"]


def test_two_fillings_are_the_same_bytes(template: Maker) -> None:
    path = template("{{ firm.name }}", '{{p figure("radar") }}')
    assert fill(path) == fill(path)


def test_a_file_that_is_no_docx_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(b"PK no")
    assert "DOCX-02" in problems(path)


# ---- limits ----


def limited(folder: Path, text: str, given: Told | None = None) -> str:
    path = folder / "模板.docx"
    path.write_bytes(b"")
    limits_path(path).write_text(text, encoding="utf-8")
    try:
        check_limits((given or told()).values, read_limits(path), path)
    except InputError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(("pains", "holds"), [(5, False), (6, True), (7, False)])
def test_exactly_six_pains(tmp_path: Path, pains: int, holds: bool) -> None:
    said = limited(tmp_path, "limits:\n  - {name: findings.pain, exactly: 6, why: 验收要求。}\n", told(pains=pains))
    assert (said == "") is holds
    assert holds or (f"有 {pains} 条" in said and "要 6 条" in said and "验收要求" in said)


@pytest.mark.parametrize(("length", "holds"), [(200, True), (201, False)])
def test_at_most_two_hundred_characters(tmp_path: Path, length: int, holds: bool) -> None:
    text = "limits:\n  - {name: findings.pain.*.effect, characters: 200}\n"
    said = limited(tmp_path, text, told(effect="字 " * length))
    assert (said == "") is holds
    assert holds or "有 201 个字" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("limits:\n  - {name: findings.pian, exactly: 6}\n", "模板.limits.yaml:2:5: TEMPLATE-01"),
        ("limits:\n  - {name: findings.pain, exactl: 6}\n", "KEY-01"),
        ("limits:\n  - {name: findings.pain, exactly: sechs}\n", "TYPE-01"),
        ("limits: [\n", "YAML-01"),
    ],
)
def test_a_wrong_limit_is_named(tmp_path: Path, text: str, said: str) -> None:
    assert said in limited(tmp_path, text)


def test_no_limits_no_complaint_and_no_template_a_problem(tmp_path: Path) -> None:
    assert read_limits(ROOT / "reports" / "templates" / "chapters") == ()
    with pytest.raises(InputError, match="TEMPLATE-06"):
        read_limits(tmp_path / "nichts.docx")


# ---- by the command ----


def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "diagnostics", "report", "--answers", "examples/food.yaml", *arguments]
    command += ["--as-of", "2026-06-30", "--known-at", "2026-06-30", "--report-date", "2026-06-30"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False)


def test_the_sample_template_is_filled_for_an_example_firm(tmp_path: Path) -> None:
    sample = ROOT / "reports" / "templates" / "client" / "sample.docx"
    done = run("--template", str(sample), "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr.decode()
    (made,) = tmp_path.iterdir()
    found = "".join(texts(made.read_bytes()))
    assert "数字化诊断方案" in found
    assert "{{" not in found
    assert faults_of(made.read_bytes(), tmp_path) == []


def test_a_folder_of_narratives_changes_every_format(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "report.md.j2").write_text("# 本所的报告\n\n{{ firm.name }}的情况。\n", encoding="utf-8")
    done = run("--template", str(own), "--format", "html,docx", "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr.decode()
    html, made = sorted((tmp_path / "out").glob("*-企业报告.*"), key=lambda each: each.suffix, reverse=True)
    assert "本所的报告" in html.read_text(encoding="utf-8")
    assert "本所的报告" in text_of(made.read_bytes())


def test_nothing_is_written_when_the_template_is_wrong(template: Maker, tmp_path: Path) -> None:
    done = run("--template", str(template("{{ firn }}")), "--format", "html,docx", "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    assert "TEMPLATE-01" in done.stderr.decode()
    assert not (tmp_path / "out").exists()


class TestOffice:
    """What LibreOffice makes of a filled template."""

    pytestmark = needs_office

    def test_it_opens(self, template: Maker, tmp_path: Path) -> None:
        data = fill(template("{{ firm.name }}", '{{p table("gaps") }}', '{{p figure("radar") }}'))
        assert convert(data, "pdf", tmp_path).startswith(b"%PDF")


def test_narratives_are_read_again_when_they_change(tmp_path: Path) -> None:
    path = tmp_path / "a.md.j2"
    for text in ("甲", "乙乙"):
        path.write_text(text, encoding="utf-8")
        (block,) = write_blocks(open_narratives([tmp_path]), "a.md.j2", {}, Parts())
        assert text in str(block)
