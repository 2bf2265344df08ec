"""Photos of the visit: which ones the firm's document shows, and that nothing but harmless pixels reaches it."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from diagnostics.app.report.photos import Fitted, VisitPhotos, fit_photos, visit_photos
from diagnostics.app.report.reporting import Made, ReportSettings, make_report
from diagnostics.cli.main import main
from diagnostics.diagnosis.diagnose import Diagnosis, diagnose
from diagnostics.model.content.marks import Grade
from diagnostics.model.document import PHOTOS_A_ROW, Document, Heading, Photos, PrintedPhoto
from diagnostics.model.firm.answers import SECRECY_FACT, Answer, Evidence, FirmAnswers
from diagnostics.model.report_documents import MOST_PAGES
from diagnostics.report.chapters.state.photo_part import MOST_PHOTOS, site_photos
from diagnostics.report.formats.formats import Paper, render
from diagnostics.report.narrative.building import build_documents, collect
from diagnostics.store import Workspace, open_workspace
from tests.builders import AS_OF, shipped
from tests.evidence.photo_files import OWNER, SERIAL, jpeg, picture, png
from tests.report.docx_reading import SOFFICE, convert, faults_of, make_docx
from tests.report.reading import ROOT, TEN_FIRMS, code_of, example
from tests.report.test_building import FOOD

CODE, CHAPTER = code_of(FOOD), "现场照片"
VISIT = date(2026, 6, 9)
AT = ("--author", "李工")


def qizhen(*words: str | Path) -> int:
    return main([str(word) for word in words])


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace with the food firm, open to write."""
    folder = tmp_path / "ws"
    at = ("--workspace", folder, *AT)
    assert qizhen("firm", "add", CODE, example(FOOD).firm.name, "--fictitious", *at) == 0
    assert qizhen("answer", CODE, FOOD, *at) == 0
    with open_workspace(folder, author="李工", device="本机", library=shipped()) as opened:
        yield opened


def photo_file(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def coloured(red: int) -> bytes:
    """A small photo with everything that a phone writes beside its pixels, unlike the others."""
    return jpeg(Image.new("RGB", (640, 480), (red, 90, 40)))


def add(workspace: Workspace, folder: Path, data: bytes, note: str = "", name: str = "p.jpg") -> str:
    """Keep a photo exactly as it came."""
    file = photo_file(folder, name, data)
    return workspace.add_evidence(CODE, "现场照片", Grade.E3, file=file, date=VISIT, note=note).id


def photos_in(workspace: Workspace, after: date | None = None) -> VisitPhotos:
    facts = workspace.facts(CODE, as_of=AS_OF)
    return visit_photos(workspace, facts.to_answers(), shipped(), facts.files, after=after)


def made_with(diagnosis: Diagnosis, photos: VisitPhotos, *files: str) -> Made:
    return make_report(diagnosis, ReportSettings(known_at=AS_OF, report_date=AS_OF, files=files), photos=photos)


def photos_on(document: Document) -> list[PrintedPhoto]:
    return [photo for block in document.blocks if isinstance(block, Photos) for photo in block.photos]


@cache
def food() -> Diagnosis:
    return diagnose([example(FOOD).firm], shipped(), AS_OF)[0]


# ---- out of a workspace, into every format ----


def test_photos_reach_every_format_as_small_pictures_and_nothing_else_of_the_file_does(
    workspace: Workspace, tmp_path: Path
) -> None:
    add(workspace, tmp_path, jpeg(), "灌装线旁手写的班报")
    add(workspace, tmp_path, png(picture(900, 1600)), "配料间", "p.png")
    photos = photos_in(workspace)
    assert [photo.caption for photo in photos.photos] == [
        "灌装线旁手写的班报（2026年6月9日）", "配料间（2026年6月9日）"
    ]  # fmt: skip
    files = ("docx", "pdf", "html")
    made = made_with(food(), photos, *files)
    docx, pdf, html = (made.files[each] for each in files)

    with zipfile.ZipFile(io.BytesIO(docx)) as parts:
        in_docx = [parts.read(each) for each in parts.namelist() if each.endswith(".jpg")]
        text = parts.read("word/document.xml").decode("utf-8")
    in_html = [base64.b64decode(each) for each in re.findall(r"data:image/jpeg;base64,([^\"]+)", html.decode("utf-8"))]
    in_pdf = [image.image for page in PdfReader(io.BytesIO(pdf)).pages for image in page.images]
    assert sorted(in_docx) == sorted(in_html) == sorted(photo.jpeg for photo in photos.photos)
    assert [Image.open(io.BytesIO(each)).size for each in in_html] == [(480, 320), (270, 480)]
    assert {each.size for each in in_pdf if each} >= {(480, 320), (270, 480)}
    for photo in photos.photos:
        assert photo.caption in text
        assert photo.caption in html.decode("utf-8")
        assert not dict(Image.open(io.BytesIO(photo.jpeg)).getexif())
    for secret in (OWNER.encode(), SERIAL.encode()):
        assert not any(secret in data for data in (docx, pdf, html, *in_docx))
    assert photos_on(made.documents["owner"]) == photos_on(made.documents["bureau"]) == []


def test_what_is_no_picture_or_lost_is_named_and_the_next_photo_takes_its_place(
    workspace: Workspace, tmp_path: Path
) -> None:
    add(workspace, tmp_path, b"%PDF-1.7 no picture", name="a.pdf")
    add(workspace, tmp_path, jpeg()[:400], name="cut.jpg")
    lost = add(workspace, tmp_path, coloured(1))
    for at in range(MOST_PHOTOS + 1):
        add(workspace, tmp_path, coloured(20 * at + 10), f"第{at}处")
    kept = workspace.facts(CODE).files
    (Path(workspace.location) / "evidence" / kept[lost].name).unlink()
    found = photos_in(workspace)
    assert [problem.code for problem in found.problems] == ["REPORT-04"] * 3
    assert all(problem.warning for problem in found.problems)
    assert [photo.caption[:3] for photo in found.photos] == [f"第{at}处" for at in range(MOST_PHOTOS)]


def test_a_firm_under_secrecy_shows_no_photo(workspace: Workspace, tmp_path: Path) -> None:
    add(workspace, tmp_path, coloured(1))
    assert len(photos_in(workspace).photos) == 1
    workspace.testify(CODE, SECRECY_FACT, Answer(state="known", value=True, by="总经理", date=VISIT))
    assert photos_in(workspace) == VisitPhotos()


def test_an_issued_report_is_made_again_with_its_photos_whatever_comes_later(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = add(workspace, tmp_path, coloured(1), "先拍的")
    folder = Path(workspace.location)
    workspace.close()
    days = ("--as-of", AS_OF.isoformat(), "--report-date", AS_OF.isoformat())
    at = ("--workspace", folder, *AT)
    assert qizhen("report", "issue", CODE, *at, *days, "--out", tmp_path / "one") == 0
    (page,) = (tmp_path / "one").glob("*企业报告.html")
    assert page.read_text(encoding="utf-8").count("data:image/jpeg") == 1
    with open_workspace(folder, author="李工", device="本机", library=shipped()) as opened:
        add(opened, tmp_path, coloured(2), "后拍的")
        event = next(each for each in opened.events(CODE, kinds=("evidence_added",)) if each.payload["id"] == shown)
        opened.correct(CODE, event.id, reason="拍错了")
    assert qizhen("report", "issue", CODE, *at, "--again", "--out", tmp_path / "again") == 0
    assert "逐字节相同" in capsys.readouterr().out


def test_a_second_visit_does_not_show_the_photos_of_the_first_again(workspace: Workspace, tmp_path: Path) -> None:
    add(workspace, tmp_path, coloured(1), "头一次")
    assert [each.caption[:3] for each in photos_in(workspace).photos] == ["头一次"]
    assert photos_in(workspace, after=VISIT).photos == ()


# ---- which ones ----


def photo(name: str) -> Evidence:
    return Evidence(id=name, grade=Grade.E3, kind="现场照片", date=VISIT)


def firm_with(names: list[str]) -> FirmAnswers:
    """The firm of two sites with photos: p1 and p2 of its second pain, p3 of its first, a1 and a2 of a site, b1 of
    the other, x1 of nothing.
    """
    firm = example(ROOT / "examples" / "auto_parts.yaml").firm
    first, second = [each for each in firm.findings if each.kind == "pain"][:2]
    pains = (
        replace(second, evidence=("p1", "p2"), rank=None, title="账实不符"),
        replace(first, evidence=("p3",), rank=None, title="换型太久"),
    )
    ranked = tuple(replace(each, rank=Fraction(at)) for at, each in zip((2, 1), pains, strict=True))
    sites = [each for each in firm.subjects if each.kind == "site"]
    rows = tuple(
        replace(firm.rows["equipment"][at], subject=site.id, evidence=cited)
        for at, (site, cited) in enumerate(zip(sites, (("a1", "a2"), ("b1",)), strict=False))
    )
    return replace(firm, evidence=tuple(map(photo, names)), findings=ranked, rows={**firm.rows, "equipment": rows})


def test_photos_of_pains_come_first_and_then_one_of_each_place() -> None:
    names = ["x1", "a1", "a2", "b1", "p1", "p2", "p3"]
    firm = firm_with(names)
    found = site_photos(firm, shipped(), names, None)
    assert [each.evidence for each in found] == ["p3", "p1", "p2", "x1", "a1", "b1", "a2"]
    captions = {each.evidence: each.caption for each in found}
    first, second = (each.name for each in firm.subjects if each.kind == "site")
    assert captions["p3"] == "换型太久（2026年6月9日）"
    assert captions["a1"].startswith(f"{first}：")
    assert captions["b1"].startswith(f"{second}：")
    assert captions["x1"] == "现场照片（2026年6月9日）"


def test_what_has_no_file_or_is_no_photo_is_not_shown() -> None:
    firm = firm_with(["x1", "x2"])
    paper = replace(photo("x3"), kind="合同")
    firm = replace(firm, evidence=(*firm.evidence, paper))
    assert [each.evidence for each in site_photos(firm, shipped(), ["x1", "x3"], None)] == ["x1"]


# ---- as many as there is room for ----


def chapters(document: Document) -> list[str]:
    return [each.text for each in document.blocks if isinstance(each, Heading)]


def pages_of(pdf: bytes) -> int:
    return len(PdfReader(io.BytesIO(pdf)).pages)


def pdf_of(document: Document) -> bytes:
    return render(document, ("pdf",), Paper(AS_OF))["pdf"]


def some_photos(count: int) -> list[PrintedPhoto]:
    data = io.BytesIO()
    Image.new("RGB", (480, 360), (9, 90, 40)).save(data, "JPEG")
    caption = "二厂（冲压、装配）：产量次日才录，账和实物对不上（2026年6月9日）"
    return [PrintedPhoto(jpeg=data.getvalue(), width=480, height=360, caption=caption) for _ in range(count)]


def fitted(path: Path, photos: list[PrintedPhoto], most_pages: int = MOST_PAGES) -> Fitted:
    given = example(path)
    return fit_photos(
        collect(given), photos, lambda shown: build_documents(given, told=shown), (), most_pages=most_pages
    )


def test_whole_rows_go_rather_than_the_limit_of_pages_and_the_chapter_goes_with_the_last() -> None:
    photos = some_photos(48)
    bare = pages_of(pdf_of(fitted(FOOD, []).documents["firm"]))
    found = fitted(FOOD, photos, bare + 2)  # a page for photos, one that the DOCX may be longer
    shown = photos_on(found.documents["firm"])
    assert 0 < len(shown) < len(photos)
    assert len(shown) % PHOTOS_A_ROW == 0
    assert pages_of(pdf_of(found.documents["firm"])) <= bare + 1
    assert [each.code for each in found.problems] == ["REPORT-05"]
    assert f"少放了 {len(photos) - len(shown)} 张" in str(found.problems[0])
    found = fitted(FOOD, photos[:6], bare)
    assert photos_on(found.documents["firm"]) == []
    assert CHAPTER not in chapters(found.documents["firm"])
    assert [each.code for each in found.problems] == ["REPORT-05"]


@pytest.mark.office
@pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice")
@pytest.mark.parametrize(
    "path",
    [FOOD, *(pytest.param(each, marks=pytest.mark.long) for each in TEN_FIRMS if each != FOOD)],
    ids=lambda path: path.stem,
)
def test_with_photos_the_document_has_as_many_pages_as_it_may_in_the_docx_too(path: Path, tmp_path: Path) -> None:
    document = fitted(path, some_photos(MOST_PHOTOS)).documents["firm"]
    docx = make_docx(document)
    assert len(photos_on(document)) >= PHOTOS_A_ROW
    assert chapters(document).count(CHAPTER) == 1
    assert faults_of(docx, tmp_path) == []
    assert pages_of(pdf_of(document)) <= MOST_PAGES
    assert pages_of(convert(docx, "pdf", tmp_path)) <= MOST_PAGES
