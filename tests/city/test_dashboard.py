"""Page, workbook, brief and JSON of one city: the same numbers, safe, readable by the programs that open them."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from diagnostics.answers.files.file import cut, parse_answers
from diagnostics.app.city.picture import BoardGlyphs, city_files
from diagnostics.city.ahead.toward_target import toward_target
from diagnostics.city.as_json import coverage_json
from diagnostics.city.count.city_change import Picture, city_change
from diagnostics.city.count.city_figures import city_figures
from diagnostics.city.count.city_records import CityFigures, Process, cell_text
from diagnostics.city.count.count_records import Share
from diagnostics.city.count.coverage import count_city
from diagnostics.city.count.definitions import reconcile
from diagnostics.city.count.process import FirmProcess
from diagnostics.city.count.shares import share_text
from diagnostics.city.practice.synthetic_city import synthetic_firms
from diagnostics.city.show.brief_document import brief_document
from diagnostics.city.show.city_tables import city_tables, firm_table
from diagnostics.city.show.dashboard import dashboard_name, render_dashboard
from diagnostics.city.show.workbook import render_workbook, safe_text
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.firm.register import ProcessRules, ProcessState, ProcessStep
from diagnostics.report.formats.docx import render_docx
from diagnostics.report.formats.fonts import css_stack
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import rounded
from tests.builders import AS_OF, shipped

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
SOFFICE = shutil.which("soffice")
HOSTILE = '=HYPERLINK("http://x","<script>alert(1)</script>")'
NEW_DATE, EARLIER = date(2026, 12, 31), date(2025, 12, 31)
RULES_OF_COVERAGE = next(iter(shipped().coverages.values()))
RULES = ProcessRules(
    states={
        "assigned": ProcessState(id="assigned", name="已分派", next=("closed",), due_days=10),
        "closed": ProcessState(id="closed", name="已办结", end=True),
    },
    first=("assigned",),
)


def firms_of_the_city() -> list[FirmAnswers]:
    found = []
    for each in synthetic_firms(25, AS_OF, seed=3):
        document = next(iter(each.documents.values()))
        read, _ = parse_answers(json.dumps(document, ensure_ascii=False), "firm.json", shipped())
        assert read is not None
        found.append(read)
    found[0] = replace(found[0], name=HOSTILE)
    return list({each.code: each for each in found}.values())


def process_of(firms: list[FirmAnswers]) -> Process:
    """A third not started, a third late, a third closed, of two providers and nobody."""
    late = ProcessStep(state="assigned", on=date(2026, 5, 1), due=date(2026, 5, 11), who="张工")
    closed = ProcessStep(state="closed", on=date(2026, 6, 1))
    steps = [(), (late,), (late, closed)]
    return Process(
        [
            FirmProcess(code=each.code, name=each.name, steps=steps[at % 3], provider=("甲公司", "+乙公司", "")[at % 3])
            for at, each in enumerate(firms)
        ],
        RULES,
    )


def reported(firms: list[FirmAnswers]) -> frozenset[str]:
    """Every third firm, and a code that nobody knows."""
    return frozenset([each.code for each in firms[::3]] + ["91410100MA4D000018"])


def earlier(firms: list[FirmAnswers]) -> list[FirmAnswers]:
    """What was known half a year before; one firm had not been entered, another has left since."""
    gone = replace(firms[2], code="91410100MA4D000018")
    return [*(cut(each, EARLIER) for each in firms[2:]), gone]


@pytest.fixture(scope="module")
def firms() -> list[FirmAnswers]:
    return firms_of_the_city()


@pytest.fixture(scope="module")
def city(firms: list[FirmAnswers]) -> CityFigures:
    return city_figures(
        firms, shipped(), AS_OF, AS_OF, process=process_of(firms),
        outlook=toward_target(lambda _, __: firms, shipped(), AS_OF, AS_OF, new_target=NEW_DATE),
        reconciliation=reconcile(firms, shipped(), AS_OF, RULES_OF_COVERAGE, reported(firms)),
        change=city_change(Picture(earlier(firms), shipped(), EARLIER), Picture(firms, shipped(), AS_OF)),
    )  # fmt: skip


@pytest.fixture(scope="module")
def page(city: CityFigures) -> str:
    return render_dashboard(city, shipped(), fonts=css_stack())


class Tables(HTMLParser):
    """The cells of every table of a page by its id; heads left out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, list[list[str]]] = {}
        self._rows: list[list[str]] = []
        self._body = self._cell = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "table":
            self._rows = self.found.setdefault(given["data-table"] or "", [])
        self._body = tag == "tbody" or (self._body and tag != "thead")
        if tag == "tr" and self._body:
            self._rows.append([])
        if tag in ("td", "th") and self._body:
            self._cell = True
            self._rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self._cell = self._cell and tag not in ("td", "th")
        self._body = self._body and tag != "table"

    def handle_data(self, data: str) -> None:
        if self._cell:
            self._rows[-1][-1] += data


def in_the_workbook(data: bytes) -> dict[str, list[list[Any]]]:
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(data))
    return {sheet[1][0].value: [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)] for sheet in book}


def in_the_brief(data: bytes) -> list[list[list[str]]]:
    import docx

    return [[[cell.text for cell in row.cells] for row in each.rows] for each in docx.Document(BytesIO(data)).tables]


def test_the_figures_are_those_of_the_coverage(city: CityFigures, firms: list[FirmAnswers]) -> None:
    found = coverage_json(count_city(firms, shipped(), AS_OF, AS_OF))
    assert city.population == found["population"] > 0
    assert {each.id: each.firms for each in city.statuses} == found["statuses"]
    assert {each.id: (each.num, each.den) for each in city.shares} == {
        key: (each["num"], each["den"]) for key, each in found["figures"].items()
    }
    assert (city.gap, city.gap_without_exempt) == (found["gap"], found["gap_without_exempt"])
    assert sum(each.listed and not each.covered for each in city.firms) == found["gap"]


def test_every_sum_is_the_city(city: CityFigures) -> None:
    assert sum(each.firms for each in city.statuses) == city.population
    for breakdown in city.breakdowns:
        assert sum(each.population for each in breakdown.groups) == city.population
        assert sum(each.gap for each in breakdown.groups) == city.gap
        assert sum(each.headline.num for each in breakdown.groups) == city.headline.num
    for levels in city.levels:
        for name in ("claimed", "verified", "official"):
            assert sum(getattr(row, name) for row in levels.rows) == city.files
    for each in city.criteria:
        assert each.ready + each.likely + each.unknown + each.failing + each.not_applicable == city.files
    assert city.process is not None
    assert city.providers is not None
    assert sum(each.firms for each in city.process) == city.files == sum(each.firms for each in city.providers)
    assert sum(each.late for each in city.process) == sum(each.late for each in city.providers) > 0


NOT_WHOLE_IN_THE_BRIEF = {"decisions", "policies", "nearest"}


def test_page_workbook_and_brief_print_the_same_tables(city: CityFigures, page: str) -> None:
    shown = Tables(page).found
    sheets = in_the_workbook(render_workbook(city, shipped()))
    brief = in_the_brief(render_docx(brief_document(city), AS_OF, pictures={}))
    tables = city_tables(city)
    assert {"targets", "forecast", "history", "nearest", "visits", "other_targets", "definitions"} <= tables.keys()
    assert {"definition_reasons", "changes", "moves", "process", "providers", "lists"} <= tables.keys()
    for table in tables.values():
        wanted = [[cell_text(cell) for cell in row] for row in table.rows]
        if table.id != "decisions":
            assert shown.get(table.id, []) == wanted, table.id
        rows = sheets[table.title][: len(wanted)]
        for row, own in zip(rows, table.rows, strict=True):
            assert [in_words(cell, said) for cell, said in zip(row, own, strict=False)] == [*map(cell_text, own)]
        if table.id not in NOT_WHOLE_IN_THE_BRIEF and table.rows:
            assert [list(table.heads), *wanted] in brief, table.id
    near = [cell_text(each) for each in tables["nearest"].rows[0]]
    assert any(near in each for each in brief)


def in_words(cell: object, said: object) -> str:
    """A cell of the workbook as the page prints it: numbers by their format, an apostrophe before a formula's sign."""
    if isinstance(said, Share) and said.den:
        assert isinstance(cell, int | float)
        return f"{cell:.1%}"
    if isinstance(said, float):
        assert isinstance(cell, int | float)
        return cell_text(float(cell))
    return str(cell).removeprefix("'")


def of_the_json(plain: dict[str, Any]) -> dict[str, list[list[object]]]:
    """Whole numbers that the tables should print, read off the JSON and nothing else: table → rows."""
    shares = ("num", "den")
    found: dict[str, list[list[object]]] = {
        "coverage": [[each[key] for key in shares] for each in plain["shares"]],
        "statuses": [[each["firms"]] for each in plain["statuses"]] + [[plain["population"]]],
        "depth": [[each["firms"]] for each in plain["depth"]],
        "history": [[each["share"]["den"], each["share"]["num"]] for each in plain["outlook"]["history"]],
        "visits": [[each["firms"]] for each in plain["outlook"]["visits"]],
        "other_targets": [[int(each["date"]), each["of"]] for each in plain["outlook"]["others"]],
        "definitions": [
            [each[key] for key in ("firms", "only_verified", "only_here")]
            for each in plain["reconciliation"]["definitions"]
        ],
        "lists": [[each["entries"], each["firms"]] for each in plain["lists"]],
        "process": [[each["firms"], each["late"]] for each in plain["process"]],
        "providers": [[each[key] for key in ("firms", "started", "ended", "late")] for each in plain["providers"]],
        "criteria": [
            [each[key] for key in ("ready", "likely", "unknown", "failing", "not_applicable", "verified")]
            for each in plain["criteria"]
        ],
        "policies": [[each[key] for key in ("ready", "likely", "failing", "verified")] for each in plain["policies"]],
        "changes": [[each[key] for key in ("before", "after", "joined", "left")] for each in plain["change"]["lines"]],
        "moves": [
            [each[key] for key in ("up", "same", "down", "decided", "undecided")] for each in plain["change"]["moves"]
        ],
        "forecast": [
            [int(rounded(each["forecast"][key])) for key in ("median", "low", "high")]
            for each in plain["targets"]
            if each["forecast"]
        ],
        # a target that has passed has no pace, one to come no figure of its day
        "targets": [
            [each["missing"], *(each[key] for key in ("months", "pace") if each[key] is not None)]
            for each in plain["targets"]
        ],
        "nearest": [[] for _ in plain["outlook"]["nearest"]],
    }
    for each in plain["breakdowns"]:
        found[f"by_{each['id']}"] = [
            [one["population"], one["headline"]["num"], one["gap"], one["gap_without_exempt"]] for one in each["groups"]
        ]
    for each in plain["levels"]:
        found[f"levels_{each['standard']}"] = [
            [row[key] for key in ("claimed", "verified", "official")] for row in each["rows"]
        ]
    return found


def test_page_workbook_and_brief_say_what_the_json_says(city: CityFigures, page: str) -> None:
    plain = json.loads(json.dumps(city.to_json()))
    shown = Tables(page).found
    sheets = in_the_workbook(render_workbook(city, shipped()))
    tables = city_tables(city)
    for name, wanted in of_the_json(plain).items():
        whole = [[int(cell) for cell in row if re.fullmatch(r"-?\d+", cell)] for row in shown.get(name, [])]
        assert whole == wanted, name
    assert plain["headline"]["text"] == f"{sheets[tables['coverage'].title][0][3]:.1%}" == shown["coverage"][0][3]
    assert page.count(f">{plain['headline']['text']}<") > 1
    words = list(paragraphs(city))
    head = plain["headline"]
    assert any(f"{head['text']}（{head['num']}/{head['den']} 家）" in each for each in words)
    for each in plain["decisions"]:
        assert each["text"] in words
        assert each["text"] in unescape(page)
    for each in plain["targets"]:
        if each["then"]:
            then = each["then"]
            assert any(f"{then['text']}（{then['num']}/{then['den']} 家）" in text for text in words)
            assert then["text"] in {cell for row in shown["targets"] for cell in row}
        elif not each["reached"]:
            assert any(f"平均每月要新增 {each['pace']} 家" in text for text in words)
    entries = {each["id"]: each["entries"] for each in plain["lists"]}
    three = f"问题 {entries['problems']} 条、需求 {entries['needs']} 条、项目 {entries['projects']} 条"
    assert any(three in each for each in words)


def test_every_firm_stands_alike_in_page_workbook_and_json(city: CityFigures, page: str) -> None:
    plain = json.loads(json.dumps(city.to_json()))
    rows = in_the_workbook(render_workbook(city, shipped()))[firm_table(city, shipped()).title]
    heads = firm_table(city, shipped()).heads
    columns = {name: heads.index(say("board", f"head_{name}")) for name in ("problems", "needs", "projects")}
    shown = Tables(page).found["firms"]
    assert len(shown) == len(rows) == len(plain["firms"]) == city.files
    for each, row, seen in zip(plain["firms"], rows, shown, strict=True):
        assert each["code"] == row[0] == seen[0]
        assert (each["status_name"] or "—") in row
        assert (each["status_name"] or "—") in seen
        assert {name: row[at] for name, at in columns.items()} == {name: each[name] for name in columns}


def test_a_share_below_everything_never_reads_as_everything() -> None:
    rounding = next(iter(shipped().coverages.values())).rounding
    assert share_text(99_999, 100_000, rounding) == "99.9%"
    assert share_text(660, 660, rounding) == "100.0%"
    assert share_text(0, 0, rounding) == "—"
    assert share_text(540, 660, rounding) == "81.8%"


# ---- the page -------------------------------------------------------------------------------------------------------


def test_the_page_loads_nothing_and_a_name_is_no_markup(page: str) -> None:
    assert re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?(?!#)[^"')]+""", page) == []
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert page.count("<script>") == 1


def test_the_same_city_is_the_same_page_and_workbook(city: CityFigures, page: str) -> None:
    assert render_dashboard(city, shipped(), fonts=css_stack()) == page
    assert render_workbook(city, shipped()) == render_workbook(city, shipped())


def glyphs_in(page: str) -> set[str]:
    """The characters that every font in a page can draw."""
    fonts = [TTFont(BytesIO(base64.b64decode(data))) for data in re.findall(r"data:font/woff;base64,([^\"]+)", page)]
    assert len(fonts) == 2
    return set.intersection(*({chr(code) for code in font.getBestCmap()} for font in fonts))


def test_the_board_carries_the_glyphs_that_it_uses_and_no_others(city: CityFigures, page: str) -> None:
    glyphs = BoardGlyphs()
    made = city_files(city, shipped(), (), glyphs)[dashboard_name()].decode("utf-8")
    chinese = {char for char in page if "\u4e00" <= char <= "\u9fff"}
    assert {char for char in glyphs_in(made) if "\u4e00" <= char <= "\u9fff"} == chinese
    assert glyphs.kept
    assert len(made) - len(page) < glyphs.size + 10 < 700_000


def test_many_glyphs_stay_out_unless_somebody_wants_them() -> None:
    many = "".join(map(chr, range(0x4E00, 0x4E00 + 3000)))
    unasked, wanted, unwanted = BoardGlyphs(), BoardGlyphs(True), BoardGlyphs(False)
    assert unasked(many) == ""
    assert unasked.size > 1_000_000
    assert len(wanted(many)) == unasked.size
    assert (unwanted(many), unwanted.size) == ("", 0)


def in_chromium(page: str, folder: Path) -> tuple[str, str]:
    """The page after its scripts ran, and what was said on the console."""
    assert CHROMIUM is not None
    (folder / "page.html").write_text(page, encoding="utf-8")
    run = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}",
         "--enable-logging=stderr", "--virtual-time-budget=20000", "--window-size=1920,1080", "--dump-dom",
         (folder / "page.html").as_uri()],
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    said = [line for line in run.stderr.decode("utf-8", "replace").splitlines() if ":CONSOLE" in line]
    return run.stdout.decode("utf-8"), "\n".join(said)


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_filter_and_sort_work_in_a_browser(page: str, city: CityFigures, tmp_path: Path) -> None:
    probe = """<script>
      document.querySelectorAll('#firm-table thead button')[0].click();
      var codes = Array.from(document.querySelectorAll('#firm-table tbody tr')).map(r => r.cells[0].textContent);
      document.getElementById('filter').value = codes[4];
      document.getElementById('filter').dispatchEvent(new Event('input'));
      var left = Array.from(document.querySelectorAll('#firm-table tbody tr')).filter(r => !r.hidden).length;
      document.body.setAttribute('data-probe', JSON.stringify([codes, left]));
    </script></body>"""
    dom, said = in_chromium(page.replace("</body>", probe), tmp_path)
    assert said == ""
    found = re.search(r'data-probe="([^"]*)"', dom)
    assert found is not None
    codes, left = json.loads(found[1].replace("&quot;", '"'))
    assert len(codes) == city.files
    assert codes != [each.code for each in city.firms]
    assert sorted(codes) == sorted(each.code for each in city.firms)
    assert left == 1


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_the_page_is_accessible(page: str, tmp_path: Path) -> None:
    package = pytest.importorskip("axe_core_python", reason="axe-core-python is not installed")
    axe = (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8").replace("</script", "<\\/script")
    run = """<script>axe.run(document).then(function (r) {
      document.body.setAttribute('data-axe', JSON.stringify({passes: r.passes.length, wrong: r.violations.map(
        function (v) { return v.id + ': ' + v.nodes.slice(0, 3).map(function (n) { return n.target; }).join(' '); })}));
    });</script></body>"""
    dom, said = in_chromium(page.replace("</body>", f"<script>{axe}</script>{run}"), tmp_path)
    assert said == ""
    found = re.search(r'data-axe="([^"]*)"', dom)
    assert found is not None, "axe did not finish"
    result = json.loads(found[1].replace("&quot;", '"').replace("&gt;", ">").replace("&amp;", "&"))
    assert result["passes"] > 15
    assert result["wrong"] == [], "\n".join(result["wrong"])


# ---- workbook and brief ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r@x"])
def test_no_text_starts_a_formula(text: str) -> None:
    assert not safe_text(text).lstrip().startswith(("=", "+", "-", "@"))


def test_the_workbook_has_a_row_per_firm_and_no_formula(city: CityFigures) -> None:
    from openpyxl import load_workbook

    data = render_workbook(city, shipped())
    book = load_workbook(BytesIO(data))
    sheet = book.worksheets[0]
    codes = [row[0].value for row in sheet.iter_rows(min_row=4)]
    assert codes == [each.code for each in city.firms]
    assert sheet["B4"].value == f"'{HOSTILE}"
    assert sheet.freeze_panes == "C4"
    cells = [cell for each in book.worksheets for row in each.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    parts = zipfile.ZipFile(BytesIO(data))
    assert not any(b"<f>" in parts.read(name) for name in parts.namelist())
    assert all(len(row) == len(firm_table(city, shipped()).heads) for row in sheet.iter_rows(min_row=3))


def paragraphs(city: CityFigures, batch: str = "") -> Iterator[str]:
    import docx

    word = docx.Document(BytesIO(render_docx(brief_document(city, batch), AS_OF, pictures={})))
    return iter([each.text for each in word.paragraphs])


def test_the_brief_names_its_batch_and_what_is_to_be_decided(city: CityFigures) -> None:
    found = list(paragraphs(city, "2026年第二批"))
    assert found[0] == "2026年第二批诊断服务情况"
    for each in city.decisions:
        assert each.text in found
    assert any(f"{city.headline.text}（{city.headline.num}/{city.headline.den} 家）" in each for each in found)


def test_without_recorded_steps_the_brief_says_so(firms: list[FirmAnswers]) -> None:
    few = firms[:4]
    city = city_figures(few, shipped(), AS_OF, AS_OF)
    assert city.process is None
    assert sum("没有诊断进度的记录" in each for each in paragraphs(city)) == 2


@pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice on this machine")
def test_workbook_and_brief_open_in_libreoffice(city: CityFigures, tmp_path: Path) -> None:
    assert SOFFICE is not None
    (tmp_path / "a.xlsx").write_bytes(render_workbook(city, shipped()))
    (tmp_path / "b.docx").write_bytes(render_docx(brief_document(city), AS_OF, pictures={}))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [SOFFICE, "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run(
        [*command, str(tmp_path / "a.xlsx"), str(tmp_path / "b.docx")], check=True, capture_output=True, timeout=120
    )
    for name in ("a.pdf", "b.pdf"):
        assert (tmp_path / name).read_bytes().startswith(b"%PDF")
