"""The web pages of the three documents on a screen 390 pixels wide, laid out by a real browser."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from diagnostics.report.formats.html import render_html
from tests.report.reading import FIRMS, example_documents

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")]
WIDTH = 390
SMALLEST = 11  # pixels: what can be read on a telephone
MEASURE = """<script>addEventListener("load", () => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const sizes = all("figure svg text").map(text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a);
  const before = (each) => getComputedStyle(each, "::before").content;
  const wide = all(".table, .drawing").filter(each => each.scrollWidth > each.clientWidth + 1);
  parent.postMessage(JSON.stringify({
    width: innerWidth, page: document.documentElement.scrollWidth, letters: sizes.length, smallest: Math.min(...sizes),
    signs: all(".box.good .value, .box.warn .value, .box.bad .value").map(before), wide: wide.length,
    silent: wide.filter(each => !before(each).includes("左右滑动")).map(each => each.id),
  }), "*");
});</script>"""
FRAME = """<!DOCTYPE html><meta charset="utf-8">
<iframe src="page.html" width="390" height="844" style="border:0"></iframe>
<script>addEventListener("message", told => { document.body.textContent = told.data; });</script>"""


def measure(page: str, folder: Path) -> dict[str, Any]:
    """Return what the browser says of a page. Its own policy forbids scripts, so the copy goes without."""
    copy = re.sub(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "", page).replace(
        "</head>", MEASURE + "</head>"
    )
    (folder / "page.html").write_text(copy, encoding="utf-8")
    (folder / "frame.html").write_text(FRAME, encoding="utf-8")
    assert CHROMIUM is not None
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
    options += ["--no-first-run", f"--user-data-dir={folder / 'profile'}", "--window-size=900,900"]
    options += ["--allow-file-access-from-files", "--virtual-time-budget=20000", "--dump-dom"]
    command = [CHROMIUM, *options, (folder / "frame.html").as_uri()]
    dumped = subprocess.run(command, check=True, capture_output=True, timeout=120).stdout.decode()
    found = re.search(r"<body>(\{.*\})</body>", dumped, re.DOTALL)
    assert found is not None, dumped[-500:]
    measured: dict[str, Any] = json.loads(html.unescape(found[1]))
    return measured


@pytest.mark.parametrize("name", ["owner", "firm", "bureau"])
@pytest.mark.parametrize("path", FIRMS[:1], ids=lambda path: path.stem)
def test_a_page_can_be_read_on_a_telephone(path: Path, name: str, tmp_path: Path) -> None:
    found = measure(render_html(example_documents(path)[name]), tmp_path)
    assert found["width"] == WIDTH
    assert found["page"] <= WIDTH, "the page itself is never moved sideways"
    assert found["silent"] == [], "what is wider than the screen says that it can be moved"
    if name != "owner":
        assert found["letters"] > 20
        assert found["smallest"] >= SMALLEST
        assert found["wide"] > 0
    else:
        assert {sign[1] for sign in found["signs"]} <= {"●", "▲", "■"}
        assert found["signs"], "the verdict is told by a sign too"
