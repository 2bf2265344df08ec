"""The HTML file: complete in itself, safe, printable, and the same bytes every time."""

from __future__ import annotations

import base64
import io
import re
import shutil
import string
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from diagnostics.model.document import Document, Paragraph, Run
from diagnostics.report.formats.fonts import embed_fonts, find_fonts, find_uncovered
from diagnostics.report.formats.html import render_html
from tests.report.mini import GOLDEN, body_of, mini_document
from tests.report.sample import make_document

HOSTILE = "<script>alert(1)</script><style>\n/* fonts */ /* fonts */ </title> \"'&amp; $FONTS {{7*7}}"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


class Reader(HTMLParser):
    """Collects what the tests ask about."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.addresses: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name in ("href", "xlink:href"):
                self.links.append(value or "")
            elif name in ("src", "srcset", "data", "action", "poster") or name.startswith("on"):
                self.addresses.append(f"{name}={value}")


@pytest.fixture(scope="module")
def sample() -> str:
    return render_html(make_document())


def test_the_page_reads_as_it_did() -> None:
    assert body_of(render_html(mini_document())).splitlines() == GOLDEN.read_text(encoding="utf-8").splitlines()


def test_nothing_is_loaded_and_nothing_runs(sample: str) -> None:
    reader = Reader(sample)
    assert reader.addresses == []
    assert {"script", "link", "iframe", "object", "embed", "img", "base", "form"}.isdisjoint(reader.tags)
    assert [link for link in reader.links if not link.startswith("#")] == []
    assert [address for address in re.findall(r"url\(([^)]*)\)", sample) if not address.startswith("#")] == []
    assert "@import" not in sample
    assert "default-src 'none'" in sample


def test_every_id_is_unique_and_every_link_has_its_target(sample: str) -> None:
    reader = Reader(sample)
    assert len(reader.ids) == len(set(reader.ids))
    assert {link[1:] for link in reader.links} <= set(reader.ids)


def test_it_can_be_read_without_eyes(sample: str) -> None:
    assert '<html lang="zh-CN">' in sample
    assert sample.count("<svg") == sample.count('role="img" aria-label="') == 5
    assert sample.count("<caption>") == sample.count("<table>")
    assert 'scope="col"' in sample
    assert sample.count("<h1>") == 1


def test_each_page_break_starts_a_sheet(sample: str) -> None:
    breaks = sum(type(block).__name__ == "PageBreak" for block in make_document().blocks)
    assert sample.count('<section class="sheet">') == breaks + 1


def test_hostile_texts_are_only_text() -> None:
    page = render_html(make_document(HOSTILE))
    assert "<script" not in page
    assert Reader(page).tags == Reader(render_html(make_document())).tags


def test_a_hostile_title_does_not_catch_the_fonts() -> None:
    page = render_html(mini_document(HOSTILE), embed_font=True)
    assert "@font-face" not in page[: page.index("<style>")]
    assert page.count("@font-face") == 2


def test_an_own_style_sheet_wins_and_cannot_end_its_element(tmp_path: Path) -> None:
    styles = tmp_path / "reports" / "styles" / "report.css"
    styles.parent.mkdir(parents=True)
    styles.write_text("body { color: #123456; }", encoding="utf-8")
    assert "#123456" in render_html(mini_document(), content=[tmp_path])
    styles.write_text("</style><script>", encoding="utf-8")
    with pytest.raises(ValueError, match="must not contain"):
        render_html(mini_document(), content=[tmp_path])


def test_the_embedded_fonts_cover_every_character(sample: str) -> None:
    page = render_html(make_document(), embed_font=True)
    fonts = [TTFont(io.BytesIO(base64.b64decode(data))) for data in re.findall(r"base64,([^\"]+)\"", page)]
    wanted = set(sample) - set("\n") - set(find_uncovered(sample))
    assert find_uncovered(sample) == ""
    assert [font["OS/2"].usWeightClass for font in fonts] == [400, 700]
    for font in fonts:
        covered = set(map(chr, font.getBestCmap()))
        assert wanted <= covered
        assert set(string.printable) - set(string.whitespace) <= covered
        assert font.flavor == "woff"
        assert "SIL Open Font License" in font["name"].getDebugName(13)


def test_the_order_of_characters_does_not_change_the_fonts() -> None:
    assert embed_fonts("企诊报告") == embed_fonts("告报诊企")


def test_the_shipped_fonts_have_the_rare_characters_of_names() -> None:
    names = "喆堃昇镕玥珺祎翀垚"
    assert find_uncovered(names + "①●▲■★≥％") == ""
    assert find_uncovered("\U0001f600a") == "\U0001f600"
    for path in (find_fonts().regular, find_fonts().bold):
        with TTFont(path, lazy=True) as font:
            assert set(map(ord, names)) <= set(font.getBestCmap())


def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    pages = []
    for seed in ("1", "2"):
        path = tmp_path / f"{seed}.html"
        subprocess.run(
            [sys.executable, "-m", "tests.report.sample", str(path)],
            check=True,
            cwd=Path(__file__).parents[2],
            env={"PYTHONHASHSEED": seed, "PATH": "", "HOME": str(tmp_path), "MPLCONFIGDIR": str(tmp_path / seed)},
        )
        pages.append(path.read_bytes())
    assert pages[0] == pages[1]


def test_an_empty_document_is_a_page() -> None:
    assert render_html(Document(title="空", blocks=())).count('<section class="sheet">') == 1


def test_the_name_of_a_firm_cannot_reach_the_style_sheet() -> None:
    page = render_html(Document(title="甲", blocks=(Paragraph((Run("$FONTS"),)),)))
    assert '<p class="body">$FONTS</p>' in page


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")
def test_a_browser_prints_it_with_the_embedded_fonts(tmp_path: Path) -> None:
    page, printed = tmp_path / "sample.html", tmp_path / "sample.pdf"
    page.write_text(render_html(make_document(), embed_font=True), encoding="utf-8")
    assert CHROMIUM is not None
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
    options += ["--disable-component-update", "--no-first-run", f"--user-data-dir={tmp_path / 'profile'}"]
    options += ["--no-pdf-header-footer", f"--print-to-pdf={printed}"]
    subprocess.run([CHROMIUM, *options, page.as_uri()], check=True, capture_output=True, timeout=120)
    content = printed.read_bytes()
    assert b"NotoSansSC-Regular" in content
    assert b"NotoSansSC-Bold" in content
